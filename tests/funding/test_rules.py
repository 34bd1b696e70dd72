"""The money rules: the average of companies, equality to the cent, who may pay when."""

from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funding import rules
from funding.models import Source
from pilot.models import Terms
from tests import factories
from tests.funding.conftest import agree

euros = st.decimals(min_value=0, max_value=99_999, places=2)


@given(st.lists(euros, min_size=1, max_size=20))
def test_the_average_lies_between_the_smallest_and_the_largest_share_and_is_exact_to_half_a_cent(shares):
    found = rules.average(sum(shares), len(shares))
    assert min(shares) <= found <= max(shares)
    assert abs(found * len(shares) - sum(shares)) <= len(shares) * Decimal("0.005")
    assert found == found.quantize(Decimal("0.01"))


@given(st.lists(euros, min_size=1, max_size=20), euros)
def test_within_is_reckoned_without_rounding_and_what_is_short_brings_the_class_to_the_cap(shares, cap):
    found = rules.Average(sum(shares), len(shares), cap)
    assert found.within == (sum(shares) <= cap * len(shares))
    assert (found.short == 0) == found.within
    assert rules.Average(found.total - found.short, found.participants, cap).within


def test_a_tenth_of_a_cent_above_the_cap_is_above_it_though_the_average_reads_the_same():
    found = rules.Average(Decimal("6000.01"), 3, Decimal("2000.00"))
    assert found.value == Decimal("2000.00")
    assert not found.within


def test_nobody_in_the_class_gives_an_average_of_zero():
    assert rules.average(0, 0) == Decimal("0.00")


@given(st.lists(euros.filter(bool), min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_a_plan_adds_up_only_when_contributions_equal_costs_to_the_cent(costs, chance):
    """The costs cut in two at any cent add up; one cent more or less does not."""
    total = sum(costs)
    cents = chance.randint(0, int(total * 100))
    parts = [Decimal(cents) / 100, total - Decimal(cents) / 100]
    assert rules.sum_problems(total, sum(parts)) == []
    assert len(rules.sum_problems(total, sum(parts) + Decimal("0.01"))) == 1
    assert len(rules.sum_problems(total, sum(parts) - Decimal("0.01"))) == 1


@given(st.decimals(min_value="0.1", max_value=9999, places=1))
@pytest.mark.advice("8.3.5-04", carries="funding.rules.totals")
def test_hours_of_own_time_never_enter_a_sum(hours):
    lines = [SimpleNamespace(amount=Decimal("2000.00")), SimpleNamespace(amount=None, hours=hours)]
    plan = SimpleNamespace(
        costs=SimpleNamespace(all=lambda: [SimpleNamespace(amount=Decimal("2000.00"))]),
        contributions=SimpleNamespace(all=lambda: lines),
    )
    assert rules.totals(plan) == (Decimal("2000.00"), Decimal("2000.00"))


@pytest.mark.advice("8.3.5-02", carries="funding.rules.average")
def test_the_average_of_a_class_is_company_money_over_its_participants(pilot):
    training_class = factories.seated_class(pilot, seats=3)
    for enrolment, share in zip(training_class.enrolments.order_by("seat"), (2250, 1900, 1700), strict=True):
        factories.plan_of(enrolment, company=share, state="approved")
    found = rules.class_average(training_class)
    assert (found.total, found.participants, found.value) == (Decimal("5850.00"), 3, Decimal("1950.00"))
    assert found.within  # one company may pay more


def test_participants_without_an_approved_plan_do_not_flatter_the_average(training_class, enrolment):
    factories.plan_of(enrolment, company=2250, state="approved")
    found = rules.class_average(training_class)
    assert (found.participants, found.value) == (1, Decimal("2250.00"))


def test_a_plan_counts_in_place_of_what_the_participant_had(training_class, enrolment):
    factories.plan_of(enrolment, company=1900, state="approved")
    new = factories.plan_of(enrolment, company=2250, state="proposed")
    assert rules.class_average(training_class).value == Decimal("1900.00")
    assert rules.class_average(training_class, with_plan=new).value == Decimal("2250.00")


def test_a_settled_plan_keeps_counting(training_class, enrolment):
    plan = factories.plan_of(enrolment, company=1900, state="approved")
    type(plan).objects.filter(pk=plan.pk).update(state="settled")
    assert rules.class_average(training_class).value == Decimal("1900.00")


def test_somebody_who_left_no_longer_counts(training_class, enrolment):
    for one in training_class.enrolments.all():
        factories.plan_of(one, company=1900, state="approved")
    type(enrolment).objects.filter(pk=enrolment.pk).update(
        state="left", seat=None, left_at=factories.days_ago(0), left_stage="enrolled", left_reason="study"
    )
    found = rules.class_average(training_class)
    assert (found.total, found.participants) == (Decimal("3800.00"), 2)


@pytest.mark.advice("8.1-06", carries="funding.rules.class_average")
def test_plans_differ_in_cost_and_payers_and_are_held_together_by_the_average_of_the_class(training_class):
    costs = (4200, 6900, 11_500)
    for enrolment, cost, share in zip(
        training_class.enrolments.order_by("seat"), costs, (1000, 2000, 3000), strict=True
    ):
        factories.plan_of(enrolment, company=share, cost=cost, state="approved")
    assert rules.class_average(training_class).value == Decimal("2000.00")


@pytest.mark.advice("7.3-02", carries="funding.rules.uwv_problems")
def test_uwv_pays_only_for_somebody_who_comes_from_unemployment(pilot):
    person = factories.CandidateFactory(pilot=pilot, employment="employed")
    assert rules.uwv_problems(person, Decimal(100)) == ["UWV betaalt alleen voor iemand die werkloos is."]


@pytest.mark.advice("8.3.5-05", carries="funding.rules.uwv_problems")
def test_uwv_shares_the_cost_of_retraining_up_to_what_was_agreed(pilot):
    person = factories.CandidateFactory(pilot=pilot, employment="unemployed", uwv_benefit=True)
    assert len(rules.uwv_problems(person, Decimal(100))) == 1
    arrangement = factories.UwvArrangementFactory(candidate=person, amount=2100)
    assert len(rules.uwv_problems(person, Decimal(100))) == 1  # asked is not agreed
    type(arrangement).objects.filter(pk=arrangement.pk).update(state="agreed")
    assert rules.uwv_problems(person, Decimal("2100.00")) == []
    assert len(rules.uwv_problems(person, Decimal("2100.01"))) == 1


@pytest.mark.advice("8.3.5-07", carries="funding.rules.stoof_problems")
def test_stoof_pays_for_agency_workers_once_both_funds_agreed(pilot):
    person = factories.CandidateFactory(pilot=pilot, employment="agency")
    assert len(rules.stoof_problems(person)) == 1
    terms = Terms.objects.create(party=factories.stoof(), text="De helft van de kosten.")
    assert len(rules.stoof_problems(person)) == 1
    agree(terms)
    assert rules.stoof_problems(person) == []
    assert len(rules.stoof_problems(factories.CandidateFactory(pilot=pilot, employment="employed"))) == 1


@pytest.mark.advice("7.3-03", carries="funding.rules.provider_problems")
def test_the_provider_pays_only_for_candidates_who_came_through_it(pilot):
    assert rules.provider_problems(factories.CandidateFactory(pilot=pilot, recruited_by="provider")) == []
    assert len(rules.provider_problems(factories.CandidateFactory(pilot=pilot, recruited_by="fund"))) == 1


def test_a_plan_is_held_against_who_may_pay_now_whatever_its_lines_say(plan):
    factories.ContributionFactory(plan=plan, source=Source.UWV, amount=100)
    factories.ContributionFactory(plan=plan, source=Source.STOOF, amount=100)
    problems = rules.plan_problems(plan)
    assert len(problems) == 4  # the sum, UWV, and two about STOOF
    assert "betalers geven € 200,00 meer" in problems[0]


def test_only_funds_that_take_part_pay_as_the_pilots_own(plan):
    other = factories.OrganisationFactory(kind="fund")
    plan.contributions.filter(source=Source.FUND).update(fund=other)
    assert rules.plan_problems(plan) == [f"{other} doet niet mee aan deze pilot."]
