"""What PostgreSQL refuses whoever asks: every rule of money attacked in raw SQL."""

import pytest
from django.db import IntegrityError, connection, transaction

from tests import factories

pytestmark = pytest.mark.django_db


def refused(sql, *values, rule):
    """Run raw SQL and hold that the database refuses it, at once or at commit, naming ``rule``."""
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
        connection.check_constraints()


def accepted(sql, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        connection.check_constraints()


START = "update training_trainingclass set state = 'running' where id = %s"
APPROVE = "update funding_plan set state = 'approved', approved_by_id = %s, approved_at = now() where id = %s"


# ---- starting ----


def confirmed(pilot, *shares):
    training_class = factories.seated_class(pilot, seats=len(shares))
    for enrolment, share in zip(training_class.enrolments.order_by("seat"), shares, strict=True):
        if share is not None:
            factories.plan_of(enrolment, company=share, state="approved")
    type(training_class).objects.filter(pk=training_class.pk).update(state="confirmed")
    return training_class


def test_an_average_one_cent_above_the_cap_does_not_start(pilot):
    training_class = confirmed(pilot, 2000, "2000.01")
    refused(START, training_class.pk, rule="companies pay more on average")


def test_an_average_at_the_cap_starts(pilot):
    accepted(START, confirmed(pilot, 2500, 1500).pk)


def test_settled_plans_count_at_the_start(pilot):
    training_class = confirmed(pilot, 2000, 2001)
    accepted("update funding_plan set state = 'settled' where state = 'approved'")
    refused(START, training_class.pk, rule="companies pay more on average")


def test_a_class_with_somebody_without_a_plan_does_not_start(pilot):
    refused(START, confirmed(pilot, 1900, None).pk, rule="needs an approved plan")


def test_an_empty_class_does_not_start(pilot):
    refused(START, confirmed(pilot).pk, rule="size of the class")


def test_a_small_class_starts_only_on_the_decision_of_every_fund():
    training_class = confirmed(factories.running_pilot(), 1900)
    refused(START, training_class.pk, rule="reasoned decision of every owner")
    for slug in (factories.AO, factories.OOM):
        owner = factories.owner(training_class.pilot, slug)
        refused(START, training_class.pk, rule="reasoned decision of every owner")
        factories.SmallStartFactory(training_class=training_class, by=owner, fund=factories.fund(slug))
    accepted(START, training_class.pk)


# ---- plans ----


@pytest.mark.parametrize("amount", ["4999.99", "5000.01"])
def test_a_plan_that_does_not_add_up_to_the_cent_is_not_proposed(plan, provider, amount):
    accepted("update funding_contribution set amount = %s where plan_id = %s and source = 'fund'", amount, plan.pk)
    refused(
        "update funding_plan set state = 'proposed', proposed_by_id = %s, proposed_at = now() where id = %s",
        provider.pk,
        plan.pk,
        rule="equal to the cent",
    )


def test_whoever_proposed_does_not_approve(enrolment):
    plan = factories.plan_of(enrolment, state="proposed")
    refused(APPROVE, plan.proposed_by_id, plan.pk, rule="plan_approved_by_another")


def test_the_proposer_is_not_rewritten_to_approve_oneself(enrolment, ao, oom):
    plan = factories.plan_of(enrolment, state="proposed")
    type(plan).objects.filter(pk=plan.pk).update(state="draft")
    type(plan).objects.filter(pk=plan.pk).update(state="proposed", proposed_by=ao)
    refused(
        "update funding_plan set state = 'approved', approved_by_id = %s, approved_at = now(), proposed_by_id = %s "
        "where id = %s",
        ao.pk,
        oom.pk,
        plan.pk,
        rule="keeps its proposer",
    )


@pytest.mark.parametrize("state", ["proposed", "approved"])
@pytest.mark.parametrize(
    "sql",
    [
        "update funding_contribution set amount = amount + 1 where plan_id = %s and source = 'company'",
        "update funding_cost set amount = amount + 1 where plan_id = %s",
        "delete from funding_contribution where plan_id = %s",
        "insert into funding_cost (plan_id, kind, description, amount, vat) values (%s, 'other', '', 10, 0)",
    ],
)
def test_a_line_of_a_plan_that_is_no_draft_does_not_change(enrolment, state, sql):
    plan = factories.plan_of(enrolment, state=state)
    refused(sql, plan.pk, rule="only while it is a draft")


@pytest.mark.parametrize(
    ("sql", "rule"),
    [
        ("update funding_plan set state = 'draft' where id = %s", "does not go from approved to draft"),
        ("update funding_plan set approved_at = now() where id = %s", "an approved plan does not change"),
        ("update funding_plan set number = 9 where id = %s", "stays with its participant"),
        ("delete from funding_plan where id = %s", "is kept"),
    ],
)
def test_an_approved_plan_is_not_taken_back_rewritten_or_thrown_away(enrolment, sql, rule):
    refused(sql, factories.plan_of(enrolment, state="approved").pk, rule=rule)


def test_a_draft_is_not_approved_without_being_proposed(plan, oom):
    refused(APPROVE, oom.pk, plan.pk, rule="from draft to approved")


def test_after_the_start_a_plan_above_the_average_is_not_approved(running, oom):
    enrolment = running.enrolments.order_by("seat").first()
    old = enrolment.plans.get()
    new = factories.plan_of(enrolment, company="2200.01", state="proposed")
    accepted("update funding_plan set state = 'replaced' where id = %s", old.pk)
    refused(APPROVE, oom.pk, new.pk, rule="companies pay more on average")


def test_one_participant_has_one_plan_in_force(enrolment, oom):
    factories.plan_of(enrolment, state="approved")
    new = factories.plan_of(enrolment, state="proposed")
    refused(APPROVE, oom.pk, new.pk, rule="plan_one_in_force")


LINE = "insert into funding_contribution (plan_id, source, amount, hours, explanation) values (%s, %s, %s, %s, '')"


@pytest.mark.parametrize(
    ("source", "amount", "hours"),
    [
        ("provider", 100, 10),  # both
        ("provider", None, None),  # neither
        ("provider", None, 10),  # only the candidate gives hours
        ("candidate", 100, None),  # and hours alone
        ("provider", 0, None),
        ("provider", -100, None),
    ],
)
def test_a_contribution_is_an_amount_or_the_candidates_hours(plan, source, amount, hours):
    refused(LINE, plan.pk, source, amount, hours, rule="contribution_amount_or_hours")


def test_one_payer_stands_on_one_line(plan):
    refused(LINE, plan.pk, "company", 100, None, rule="contribution_payer_once")


def propose_with(plan, source, provider):
    """Put € 100 of another payer in place of the company's and propose, in one transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "update funding_contribution set amount = amount - 100 where plan_id = %s and source = 'company'", [plan.pk]
        )
        cursor.execute(LINE, [plan.pk, source, 100, None])
    return (
        "update funding_plan set state = 'proposed', proposed_by_id = %s, proposed_at = now() where id = %s",
        provider.pk,
        plan.pk,
    )


def test_uwv_pays_only_by_an_arrangement_that_was_agreed(plan, provider):
    proposal = propose_with(plan, "uwv", provider)
    person = plan.enrolment.candidate
    type(person).objects.filter(pk=person.pk).update(employment="unemployed", uwv_benefit=True)
    refused(*proposal, rule="UWV pays only by an arrangement")
    arrangement = factories.UwvArrangementFactory(candidate=person, amount="99.99")
    refused(*proposal, rule="UWV pays only by an arrangement")
    accepted("update funding_uwvarrangement set amount = 100 where id = %s", arrangement.pk)
    refused(*proposal, rule="UWV pays only by an arrangement")
    accepted("update funding_uwvarrangement set state = 'agreed' where id = %s", arrangement.pk)
    accepted(*proposal)


def test_stoof_pays_only_by_terms_of_both_funds(plan, provider, request):
    proposal = propose_with(plan, "stoof", provider)
    refused(*proposal, rule="STOOF pays only by terms")
    request.getfixturevalue("stoof_terms")
    accepted(*proposal)


# ---- UWV ----


@pytest.fixture
def arrangement(pilot):
    person = factories.CandidateFactory(pilot=pilot, employment="unemployed", uwv_benefit=True)
    return factories.UwvArrangementFactory(candidate=person)


@pytest.mark.advice("8.2-18", carries="funding.uwv.agree")
def test_an_arrangement_is_agreed_only_when_it_says_all_three_terms(arrangement, oom):
    from funding import uwv

    for name in ("benefit_terms", "search_duty", "allowed_training"):
        with transaction.atomic():
            accepted(f"update funding_uwvarrangement set {name} = '' where id = %s", arrangement.pk)
            refused(
                "update funding_uwvarrangement set state = 'agreed' where id = %s",
                arrangement.pk,
                rule="all three",
            )
            transaction.set_rollback(True)
    arrangement.refresh_from_db()
    assert uwv.agree(arrangement, by=oom).state == "agreed"


@pytest.mark.parametrize(
    "change", ["amount = 9999", "valid_until = '2030-01-01'", "benefit_terms = 'Anders.'", "state = 'asked'"]
)
def test_what_uwv_agreed_to_does_not_change(arrangement, change):
    accepted("update funding_uwvarrangement set state = 'agreed' where id = %s", arrangement.pk)
    refused(
        f"update funding_uwvarrangement set {change} where id = %s",
        arrangement.pk,
        rule="an answered arrangement does not change|from agreed to asked",
    )


def test_erasure_may_empty_the_terms(arrangement):
    accepted("update funding_uwvarrangement set state = 'agreed' where id = %s", arrangement.pk)
    accepted("update funding_uwvarrangement set benefit_terms = '', search_duty = '' where id = %s", arrangement.pk)


@pytest.mark.parametrize("until", ["2026-08-31", "2027-03-31"])
def test_a_trial_placement_lasts_six_months_at_most(arrangement, until):
    refused(
        "update funding_uwvarrangement set trial_until = %s where id = %s", until, arrangement.pk, rule="six_months"
    )


# ---- the ledger ----

POST = (
    'insert into funding_posting (budget_id, plan_id, kind, amount, description, by_id, at, "on") '
    "values (%s, %s, %s, %s, '', %s, now(), current_date)"
)


def test_a_budget_is_not_overdrawn_by_a_cent(budget, oom):
    accepted(POST, budget.pk, None, "reserved", 149_999, oom.pk)
    refused(POST, budget.pk, None, "reserved", "1.01", oom.pk, rule="no room")
    accepted(POST, budget.pk, None, "reserved", "1.00", oom.pk)


def test_no_more_is_given_back_than_was_taken(budget, plan, oom):
    accepted(POST, budget.pk, None, "reserved", 100, oom.pk)
    refused(POST, budget.pk, None, "released", "-100.01", oom.pk, rule="no more is given back")
    refused(POST, budget.pk, plan.pk, "released", -50, oom.pk, rule="no more is given back")


def test_a_budget_does_not_shrink_below_what_is_taken(budget, oom):
    accepted(POST, budget.pk, None, "reserved", 100, oom.pk)
    refused("update funding_budget set amount = 99.99 where id = %s", budget.pk, rule="more is reserved")


def test_a_plan_takes_only_from_a_training_budget_of_its_own_pilot(pilot, plan, oom):
    managing = factories.BudgetFactory(pilot=pilot, fund=factories.fund(factories.OOM), kind="management")
    elsewhere = factories.BudgetFactory(fund=factories.fund(factories.OOM))
    for other in (managing, elsewhere):
        refused(POST, other.pk, plan.pk, "reserved", 10, oom.pk, rule="its own pilot")


def test_a_counter_posting_undoes_one_posting_exactly_and_once(budget, oom):
    posting = factories.PostingFactory(budget=budget, amount=100)
    counter = (
        'insert into funding_posting (budget_id, kind, amount, description, by_id, at, "on", counters_id) '
        "values (%s, 'counter', %s, '', %s, now(), current_date, %s)"
    )
    refused(counter, budget.pk, -99, oom.pk, posting.pk, rule="undoes one posting exactly")
    accepted(counter, budget.pk, -100, oom.pk, posting.pk)
    factories.PostingFactory(budget=budget, amount=100)
    refused(counter, budget.pk, -100, oom.pk, posting.pk, rule="counters_id")


@pytest.mark.parametrize("sql", ["update funding_posting set amount = 1", "delete from funding_posting"])
def test_a_posting_is_neither_changed_nor_thrown_away(budget, sql):
    factories.PostingFactory(budget=budget)
    refused(sql, rule="append-only")


def test_the_ledger_is_not_emptied():
    refused("truncate funding_posting cascade", rule="append-only")
