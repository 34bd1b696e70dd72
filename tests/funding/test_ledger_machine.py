"""The ledger under any order of acts: never overdrawn, never below zero, and what is reserved follows the plans."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from funding import ledger, plans
from funding.models import Budget, Plan, Posting, Source
from pilot.workflow import NotNow
from tests import factories

cents = st.integers(min_value=1, max_value=400_000).map(lambda number: Decimal(number) / 100)
person = st.integers(min_value=0, max_value=2)


class Ledger(RuleBasedStateMachine):
    """Two budgets, three participants; ``world`` is built once, every run happens in a savepoint of its own."""

    world = None

    @initialize(training=cents, managing=cents)
    def begin(self, training, managing):
        self.savepoint = transaction.savepoint()
        self.amounts = {
            kind: factories.BudgetFactory(
                pilot=self.world["pilot"], fund=self.world["fund"], kind=kind, amount=amount * 3
            )
            for kind, amount in (("training", training), ("management", managing))
        }
        self.shares = {}  # what the approved plan of each participant takes

    @rule(who=person, share=cents)
    def plan_of(self, who, share):
        """Make, propose and approve a plan of which the fund pays ``share``; refused exactly without room."""
        enrolment = self.world["enrolments"][who]
        plan = plans.draft(enrolment, by=self.world["provider"])
        if plan.state == Plan.State.PROPOSED:
            plans.send_back(plan, by=self.world["owner"], reason="Opnieuw.")
        lines = [{"source": Source.FUND, "fund": self.world["fund"], "amount": share}]
        plan = plans.change_lines(plan, [{"kind": "training", "amount": share}], lines, by=self.world["provider"])
        plans.propose(plan, by=self.world["provider"])
        room = self.amounts["training"].amount - sum(self.shares.values()) + self.shares.get(who, 0)
        try:
            with transaction.atomic():
                plans.approve(plan, by=self.world["owner"])
        except NotNow:
            assert share > room
        else:
            assert share <= room
            self.shares[who] = share

    @rule(amount=cents, kind=st.sampled_from(Posting.MANAGING))
    def spend(self, amount, kind):
        budget = self.amounts["management"]
        room = budget.amount - ledger.reserved(budget)
        try:
            with transaction.atomic():
                ledger.spend(budget, amount, kind, by=self.world["owner"])
        except NotNow:
            assert amount > room
        else:
            assert amount <= room

    @precondition(lambda self: Posting.objects.filter(budget=self.amounts["management"]).exists())
    @rule(data=st.data())
    def counter(self, data):
        rows = list(Posting.objects.filter(budget=self.amounts["management"]).order_by("pk"))
        posting = data.draw(st.sampled_from(rows))
        undone = posting.counters_id or Posting.objects.filter(counters=posting).exists()
        try:
            with transaction.atomic():
                ledger.counter(posting, by=self.world["owner"], reason="Fout geboekt.")
        except NotNow:
            assert undone
        else:
            assert not undone

    @rule(amount=cents, kind=st.sampled_from(["training", "management"]))
    def set_aside(self, amount, kind):
        budget = self.amounts[kind]
        taken, before = ledger.reserved(budget), budget.amount
        budget.amount = amount * 2
        try:
            with transaction.atomic():
                ledger.set_aside(budget, by=self.world["owner"])
        except NotNow:
            assert amount * 2 < taken
            budget.amount = before

    @rule(amount=cents, kind=st.sampled_from(["training", "management"]))
    def attack(self, amount, kind):
        """A posting in raw SQL that takes a cent too much or gives back more than was taken is refused."""
        budget = self.amounts[kind]
        taken = ledger.reserved(budget)
        for wrong in (budget.amount - taken + amount, -taken - amount):
            with pytest.raises(IntegrityError), transaction.atomic():
                Posting.objects.create(budget=budget, amount=wrong, by=self.world["owner"])

    @invariant()
    def books_are_right(self):
        if not hasattr(self, "amounts"):
            return
        for budget in self.amounts.values():
            budget.refresh_from_db()
            assert 0 <= ledger.reserved(budget) <= budget.amount
        assert ledger.reserved(self.amounts["training"]) == sum(self.shares.values())
        for who, share in self.shares.items():
            in_force = plans.in_force(self.world["enrolments"][who].pk)
            assert sum(posting.amount for posting in in_force.postings.all()) == share
        connection.check_constraints()

    def teardown(self):
        if hasattr(self, "savepoint"):
            transaction.savepoint_rollback(self.savepoint)


@pytest.mark.django_db
def test_the_ledger_holds_under_any_order_of_acts(pilot, provider, oom):
    training_class = factories.seated_class(pilot, seats=3)
    Ledger.world = {
        "pilot": pilot,
        "fund": factories.fund(factories.OOM),
        "provider": provider,
        "owner": oom,
        "enrolments": list(training_class.enrolments.order_by("seat")),
    }
    assert not Budget.objects.exists()
    run_state_machine_as_test(
        Ledger,
        settings=settings(
            max_examples=15,
            stateful_step_count=20,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert not Budget.objects.exists()
