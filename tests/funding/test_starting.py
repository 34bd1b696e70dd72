"""Starting a class: every reason why not, and the start itself."""

import pytest
from django.db import connection

from funding import starting
from pilot.workflow import NotNow
from tests import factories

pytestmark = pytest.mark.django_db


def confirmed(pilot, *shares):
    training_class = factories.seated_class(pilot, seats=len(shares))
    for enrolment, share in zip(training_class.enrolments.order_by("seat"), shares, strict=True):
        if share is not None:
            factories.plan_of(enrolment, company=share, state="approved")
    type(training_class).objects.filter(pk=training_class.pk).update(state="confirmed")
    training_class.refresh_from_db()
    return training_class


@pytest.mark.advice("8.3.5-02", carries="funding.starting.money_blockers")
def test_a_class_above_the_cap_does_not_start_and_says_what_others_have_to_pay(pilot, ao):
    training_class = confirmed(pilot, 2100, 2000)
    assert starting.blockers(training_class) == [
        "Bedrijven zouden gemiddeld € 2.050,00 betalen, boven de € 2.000,00 van het beleid. "
        "Anderen moeten samen € 100,00 meer betalen."
    ]
    with pytest.raises(NotNow):
        starting.start(training_class, by=ao)


@pytest.mark.advice("8.3.5-01", carries="funding.starting.money_blockers")
def test_a_class_starts_only_when_everybodys_financing_is_approved(pilot):
    training_class = confirmed(pilot, 1900, None)
    without = training_class.enrolments.order_by("seat").last().candidate
    assert starting.blockers(training_class) == [
        f"1 deelnemer heeft nog geen goedgekeurd financieringsplan: {without}."
    ]


def test_five_names_are_enough(pilot):
    blocker = starting.blockers(confirmed(pilot, *[None] * 6))[0]
    assert blocker.startswith("6 deelnemers") and blocker.endswith(" en nog 1.")


def test_within_the_cap_everybody_begins_the_acquaintance_period(pilot, ao):
    training_class = confirmed(pilot, 2500, 1500)
    started = starting.start(training_class, by=ao)
    assert started.state == "running"
    assert set(started.enrolments.values_list("state", flat=True)) == {"acquainted"}
    connection.check_constraints()


@pytest.mark.advice("7.3-15", carries="funding.starting.blockers")
def test_a_small_class_waits_for_the_decision_of_both_owners():
    training_class = confirmed(factories.running_pilot(), 1900)
    assert len(starting.blockers(training_class)) == 2
    for slug in (factories.AO, factories.OOM):
        owner = factories.owner(training_class.pilot, slug)
        factories.SmallStartFactory(training_class=training_class, by=owner, fund=factories.fund(slug))
    assert starting.blockers(training_class) == []


@pytest.mark.advice("7.3-13", carries="funding.starting.blockers")
def test_a_class_larger_than_the_policy_allows_does_not_start():
    pilot = factories.running_pilot(policy={"class_min": 1, "class_target": 2, "class_max": 2})
    blockers = starting.blockers(confirmed(pilot, 1900, 1900, 1900))
    assert len(blockers) == 1 and "2" in blockers[0]


def test_a_class_that_is_still_formed_is_confirmed_first(pilot):
    training_class = confirmed(pilot, 1900)
    type(training_class).objects.filter(pk=training_class.pk).update(state="forming")
    training_class.refresh_from_db()
    assert starting.blockers(training_class) == ["Eerst moet de klas bevestigd zijn."]


def test_nothing_starts_without_a_policy_in_force():
    pilot = factories.new_pilot()
    training_class = factories.TrainingClassFactory(programme=factories.ProgrammeFactory(pilot=pilot))
    assert len(starting.blockers(training_class)) == 1
