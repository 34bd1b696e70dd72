"""Budgets and postings."""

from decimal import Decimal

import pytest

from funding import ledger
from funding.models import Budget, Posting
from pilot.workflow import NotNow
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def managing(pilot):
    return factories.BudgetFactory(
        pilot=pilot, fund=factories.fund(factories.OOM), kind=Budget.Kind.MANAGEMENT, amount=10_000
    )


@pytest.mark.advice("8.3.5-15", carries="funding.ledger.spend")
@pytest.mark.parametrize("kind", Posting.MANAGING)
def test_what_managing_the_pilot_costs_is_booked_on_a_budget_of_its_own(managing, oom, kind):
    posting = ledger.spend(managing, Decimal("1250.50"), kind, by=oom, description="Maart")
    assert (posting.kind, posting.amount) == (kind, Decimal("1250.50"))
    assert ledger.reserved(managing) == Decimal("1250.50")


def test_training_money_is_not_booked_by_hand(budget, oom):
    with pytest.raises(NotNow):
        ledger.spend(budget, Decimal(10), Posting.Kind.HOURS, by=oom)


def test_a_budget_without_room_says_how_much_there_is(managing, oom):
    with pytest.raises(NotNow) as refused:
        ledger.spend(managing, Decimal("10000.01"), Posting.Kind.HOURS, by=oom)
    assert refused.value.sentences == [
        "Het beheerbudget van OOM heeft nog ruimte voor € 10.000,00; dit vraagt € 10.000,01."
    ]


def test_a_mistake_gets_a_counter_posting_with_its_reason_and_once(managing, oom):
    posting = ledger.spend(managing, Decimal(200), Posting.Kind.PROMOTION, by=oom)
    undone = ledger.counter(posting, by=oom, reason="Verkeerd fonds.")
    assert (undone.amount, undone.kind, undone.description) == (Decimal("-200.00"), "counter", "Verkeerd fonds.")
    assert ledger.reserved(managing) == 0
    for again in (posting, undone):
        with pytest.raises(NotNow):
            ledger.counter(again, by=oom, reason="Nog eens.")


def test_what_a_plan_reserved_is_released_by_the_plan_alone(plan, budget, provider, oom):
    from funding import plans

    plans.approve(plans.propose(plan, by=provider), by=oom)
    with pytest.raises(NotNow):
        ledger.counter(plan.postings.get(), by=oom, reason="Toch niet.")


def test_the_amount_of_a_budget_does_not_go_below_what_is_taken(managing, oom):
    ledger.spend(managing, Decimal(500), Posting.Kind.WEBSITE, by=oom)
    managing.amount = Decimal("499.99")
    with pytest.raises(NotNow):
        ledger.set_aside(managing, by=oom)
    managing.amount = Decimal("500.00")
    assert ledger.set_aside(managing, by=oom).amount == Decimal("500.00")


def test_two_people_who_set_a_budget_for_the_first_time_make_one(pilot, oom):
    fields = {"pilot": pilot, "fund": factories.fund(factories.OOM), "kind": Budget.Kind.MANAGEMENT, "amount": 1000}
    ledger.set_aside(Budget(**fields), by=oom)
    with pytest.raises(NotNow):
        ledger.set_aside(Budget(**fields), by=oom)
    assert Budget.objects.get().amount == 1000
