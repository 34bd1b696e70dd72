"""Two at once: the last euro of a budget, and one start. Each with the control that shows the race without the lock."""

import threading
from contextlib import contextmanager, suppress
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection
from django.db.models import QuerySet

from funding import ledger, plans, starting
from funding.models import Budget, Plan, Posting
from pilot.models import AuditEvent
from pilot.workflow import NotNow
from tests import factories
from tests.racing import both


@contextmanager
def without_locks(monkeypatch, *triggers):
    """The control: no row is locked by the verbs, and the named triggers (table, name) are off."""
    with monkeypatch.context() as patch, connection.cursor() as cursor:
        patch.setattr(QuerySet, "select_for_update", lambda self, **_options: self)
        for table, name in triggers:
            cursor.execute(f"alter table {table} disable trigger {name}")
        try:
            yield
        finally:
            for table, name in triggers:
                cursor.execute(f"alter table {table} enable trigger {name}")


@pytest.fixture
def meeting(monkeypatch):
    """Both wait for each other after they looked at the room, as far as the locks let them."""
    gate = threading.Barrier(2)
    reckon = ledger.reserved

    def slowly(budget):
        taken = reckon(budget)
        # Broken when the other stands before the lock: exactly what is meant.
        with suppress(threading.BrokenBarrierError):
            gate.wait(1)
        return taken

    monkeypatch.setattr(ledger, "reserved", slowly)


@pytest.fixture
def two_classes(committed):
    """Two proposed plans in two classes; together one euro more than OOM's budget."""
    pilot = factories.running_pilot(policy={"class_min": 1, "class_target": 3, "class_max": 20})
    budget = factories.BudgetFactory(pilot=pilot, fund=factories.fund(factories.OOM), amount=9999)
    made = []
    for _number in range(2):
        enrolment = factories.seated_class(pilot, seats=1).enrolments.get()
        made.append(factories.plan_of(enrolment, state="proposed"))
    return made, budget, factories.owner(pilot)


def test_two_approvals_do_not_both_take_the_last_euro(two_classes, meeting):
    (one, two), budget, owner = two_classes
    raised = both(lambda: plans.approve(one, by=owner), lambda: plans.approve(two, by=owner))
    assert sorted(type(error) for error in raised if error) == [NotNow]
    assert Plan.objects.filter(state="approved").count() == 1
    assert sum(posting.amount for posting in budget.postings.all()) == Decimal("5000.00")


def test_the_control_without_lock_overdraws_the_budget(two_classes, meeting, monkeypatch):
    (one, two), budget, owner = two_classes
    with without_locks(monkeypatch, ("funding_posting", "posting_within_budget")):
        raised = both(lambda: plans.approve(one, by=owner), lambda: plans.approve(two, by=owner))
    assert raised == [None, None]
    assert sum(posting.amount for posting in budget.postings.all()) == Decimal("10000.00")


def test_without_the_verbs_lock_the_trigger_still_holds(two_classes, meeting, monkeypatch):
    (one, two), budget, owner = two_classes
    with without_locks(monkeypatch):
        raised = both(lambda: plans.approve(one, by=owner), lambda: plans.approve(two, by=owner))
    assert [type(error) for error in raised if error] in ([IntegrityError], [NotNow])
    assert sum(posting.amount for posting in budget.postings.all()) == Decimal("5000.00")


def test_one_plan_approved_twice_at_once_is_reserved_once(two_classes):
    (one, _two), budget, owner = two_classes
    raised = both(lambda: plans.approve(one, by=owner), lambda: plans.approve(Plan.objects.get(pk=one.pk), by=owner))
    assert [type(error) for error in raised if error] == [NotNow]
    assert Posting.objects.filter(budget=budget).count() == 1


def starts(training_class):
    return AuditEvent.objects.filter(
        subject_type="training.trainingclass", subject_id=training_class.pk, action="start"
    ).count()


@pytest.fixture
def ready(committed):
    pilot = factories.running_pilot(policy={"class_min": 1, "class_target": 3, "class_max": 20})
    return factories.planned_class(pilot, seats=2), factories.owner(pilot)


@pytest.fixture
def start_together(monkeypatch):
    """Both wait for each other after they found nothing in the way."""
    gate = threading.Barrier(2)
    look = starting.money_blockers

    def slowly(training_class):
        found = look(training_class)
        with suppress(threading.BrokenBarrierError):
            gate.wait(1)
        return found

    monkeypatch.setattr(starting, "money_blockers", slowly)


def test_two_starts_are_one(ready, start_together):
    training_class, owner = ready
    raised = both(*[lambda: starting.start(training_class, by=owner)] * 2)
    assert [type(error) for error in raised if error] == [NotNow]
    assert starts(training_class) == 1


def test_the_control_without_lock_starts_twice(ready, start_together, monkeypatch):
    training_class, owner = ready
    with without_locks(monkeypatch):
        raised = both(*[lambda: starting.start(training_class, by=owner)] * 2)
    assert raised == [None, None]
    assert starts(training_class) == 2


def test_a_start_and_a_dearer_plan_reckon_with_each_other(ready):
    """Whichever comes first, a running class never ends above the cap."""
    training_class, owner = ready
    pilot = training_class.pilot
    Budget.objects.create(pilot=pilot, fund=factories.fund(factories.OOM), kind="training", amount=90_000)
    enrolment = training_class.enrolments.order_by("seat").first()
    dear = factories.plan_of(enrolment, company=2500, state="proposed")  # (2500 + 1900) / 2 = 2200
    both(lambda: starting.start(training_class, by=owner), lambda: plans.approve(dear, by=owner))
    training_class.refresh_from_db()
    dear.refresh_from_db()
    assert (training_class.state, dear.state) in [("running", "proposed"), ("confirmed", "approved")]
