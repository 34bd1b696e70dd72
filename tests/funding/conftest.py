"""Situations of financing: a small class that may start, money in both funds' budgets."""

import pytest

from pilot.models import Terms, TermsAgreement
from tests import factories

#: A policy under which a class of one may start.
SMALL = {"class_min": 1, "class_target": 3, "class_max": 20}


@pytest.fixture
def pilot(db):
    """A running pilot of both funds whose policy lets a class of one start."""
    return factories.running_pilot(policy=SMALL)


@pytest.fixture
def budget(pilot):
    """OOM's training budget; ``plan_of`` gives OOM what the company does not pay."""
    return factories.BudgetFactory(pilot=pilot, fund=factories.fund(factories.OOM))


@pytest.fixture
def ao(pilot):
    return factories.owner(pilot, factories.AO)


@pytest.fixture
def oom(pilot):
    return factories.owner(pilot, factories.OOM)


@pytest.fixture
def provider(pilot):
    return factories.provider(pilot)


@pytest.fixture
def training_class(pilot):
    """A class being formed with three participants without a plan."""
    return factories.seated_class(pilot, seats=3)


@pytest.fixture
def enrolment(training_class):
    return training_class.enrolments.order_by("seat").first()


@pytest.fixture
def plan(enrolment, budget):
    """A draft that adds up: company € 1.900, OOM € 5.000."""
    return factories.plan_of(enrolment)


@pytest.fixture
def running(pilot, budget):
    """A class of three that has started; every company pays € 1.900 and the cap is € 2.000."""
    from funding import starting

    started = factories.planned_class(pilot, seats=3)
    return starting.start(started, by=factories.owner(pilot))


def agree(terms):
    """Both funds agree to terms, as rows."""
    for slug in (factories.AO, factories.OOM):
        owner = factories.UserFactory()
        TermsAgreement.objects.create(terms=terms, fund=factories.fund(slug), by=owner)
    Terms.objects.filter(pk=terms.pk).update(state="agreed")


@pytest.fixture
def stoof_terms(db):
    """Terms with STOOF that both funds agreed to."""
    terms = Terms.objects.create(party=factories.stoof(), text="De helft van de kosten.")
    agree(terms)
    return terms
