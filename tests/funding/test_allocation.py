"""What the records already say about who pays."""

from decimal import Decimal

import pytest

from funding import allocation
from funding.models import Source
from pilot.choices import TrainingKind
from tests import factories

pytestmark = pytest.mark.django_db


def shares(lines):
    return {line["source"]: line.get("amount", line.get("hours")) for line in lines}


@pytest.mark.advice("7.3-01", carries="funding.allocation.suggested")
def test_the_fund_pays_what_the_company_does_not_and_the_candidate_gives_time(enrolment):
    costs, lines = allocation.suggested(enrolment)
    assert [(line["kind"], line["amount"]) for line in costs] == [("training", Decimal("6900.00"))]
    assert shares(lines) == {
        Source.COMPANY: Decimal("2000.00"),
        Source.FUND: Decimal("4900.00"),
        Source.CANDIDATE: Decimal("104.0"),
    }
    assert lines[1]["fund"] == allocation.company_fund(enrolment)


def test_uwv_pays_first_by_its_arrangement(enrolment):
    person = enrolment.candidate
    type(person).objects.filter(pk=person.pk).update(employment="unemployed", uwv_benefit=True)
    factories.UwvArrangementFactory(candidate=person, amount=2100, state="agreed")
    enrolment.refresh_from_db()
    _costs, lines = allocation.suggested(enrolment)
    assert shares(lines)[Source.UWV] == Decimal("2100.00")
    assert sum(line.get("amount", 0) for line in lines) == Decimal("6900.00")


def test_a_cheap_training_is_paid_by_the_company_alone(enrolment):
    programme = enrolment.training_class.programme
    programme.price = Decimal("1200.00")
    _costs, lines = allocation.suggested(enrolment)
    assert shares(lines) == {Source.COMPANY: Decimal("1200.00"), Source.CANDIDATE: Decimal("104.0")}


def test_a_fund_that_takes_no_part_is_not_suggested():
    pilot = factories.running_pilot(factories.OOM)
    vacancy = factories.committed_vacancy(pilot)
    type(vacancy.participation.company).objects.update(fund=factories.fund(factories.OOM))
    match = factories.placed_match(pilot, vacancy=vacancy)
    type(vacancy.participation.company).objects.update(fund=factories.fund(factories.AO))
    training_class = factories.TrainingClassFactory(programme=factories.ProgrammeFactory(pilot=pilot))
    enrolment = factories.EnrolmentFactory(training_class=training_class, candidate=match.candidate)
    _costs, lines = allocation.suggested(enrolment)
    assert Source.FUND not in shares(lines)


def test_sources_follow_the_candidate(enrolment):
    plain = {Source.COMPANY, Source.FUND, Source.OTHER_FUND, Source.SCHEME, Source.CANDIDATE}
    person = enrolment.candidate
    person.recruited_by = "fund"
    assert set(allocation.possible_sources(enrolment)) == plain
    person.recruited_by = "provider"
    assert set(allocation.possible_sources(enrolment)) == plain | {Source.PROVIDER}


@pytest.mark.advice("8.3.5-11", carries="funding.allocation.paying_schemes")
def test_other_funds_may_be_asked_for_a_contribution(enrolment):
    labels = [label for _key, label, *_rest in allocation.possible_payers(enrolment)]
    for name in ("OTIB", "OOMT", "OOC"):
        assert any(name in label for label in labels), name


@pytest.mark.advice("8.3.5-10", carries="funding.allocation.paying_schemes")
def test_extra_money_for_certified_courses_is_there_for_those_alone(enrolment):
    programme = enrolment.training_class.programme
    extra = f"scheme:{allocation.CERTIFIED_ONLY}"
    assert extra not in [row[0] for row in allocation.possible_payers(enrolment)]
    programme.kind = TrainingKind.DIPLOMA
    assert extra in [row[0] for row in allocation.possible_payers(enrolment)]


def test_a_payer_that_is_a_source_of_its_own_is_offered_once(enrolment):
    keys = [row[0] for row in allocation.possible_payers(enrolment)]
    assert len(keys) == len(set(keys))
    assert not [key for key in keys if key.removeprefix("scheme:") in allocation.OWN_SOURCES]
    assert keys[0] == "company" and "candidate" not in keys


def test_why_a_payer_pays_is_what_was_written_or_what_the_records_say(plan):
    company, fund = plan.contributions.order_by("pk")
    assert "betaalt" in allocation.reason(company, plan)
    company.explanation = "Betaalt in drie delen."
    assert allocation.reason(company, plan) == "Betaalt in drie delen."
    assert "opleidingsbudget" in allocation.reason(fund, plan)
