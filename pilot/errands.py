"""Errands: lease a row, do one thing, mark it (mechanism 3). Redis only wakes workers; the rows hold the truth."""

from datetime import timedelta

import structlog
from celery import current_app
from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from pilot import faultpoints, logs

LEASE = timedelta(seconds=25)
MOST_ATTEMPTS = 8
log = structlog.get_logger(__name__)


def model_of(label):
    return apps.get_model(settings.ERRANDS[label][0])


def ask(errand):
    """Save a new errand and wake a worker once the caller's transaction is committed."""
    errand.save(force_insert=True)
    transaction.on_commit(lambda: wake(errand.label, errand.pk), robust=True)
    return errand


def wake(label, pk):
    """Tell a worker that something waits. Without Redis this fails quietly: the sweeper finds the row."""
    try:
        current_app.send_task("pilot.tasks.run", args=[label, pk], retry=False)
    except Exception as error:  # noqa: BLE001 - whatever the broker raises, the request has already succeeded
        log.warning("errand_not_published", label=label, pk=pk, error=type(error).__name__)


def lease(label, pk):
    """Take the errand for 25 seconds; return its row, or ``None`` when somebody else has it or it is done."""
    model = model_of(label)
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"update {table} set state='working', leased_until=clock_timestamp() + %s, attempts=attempts+1 "  # noqa: S608 - the table's name is ours
            f"where id=(select id from {table} where id=%s and due_at <= clock_timestamp() "
            "and (state='asked' or (state='working' and leased_until < clock_timestamp())) "
            "for update skip locked) returning leased_until",
            [LEASE, pk],
        )
        row = cursor.fetchone()
    if row is None:
        return None
    errand = model._base_manager.get(pk=pk)
    errand.leased_until = row[0]
    return errand


def finish(errand, **fields):
    """Mark a leased errand as done, with what it made; return whether the lease was still ours."""
    return bool(
        type(errand)
        ._base_manager.filter(pk=errand.pk, state="working", leased_until=errand.leased_until)
        .update(state="done", leased_until=None, done_at=timezone.now(), error="", **fields)
    )


def fail(errand, error):
    """Put a leased errand back for later, or give up after eight attempts."""
    given_up = errand.attempts >= MOST_ATTEMPTS
    wait = timedelta(seconds=min(30 * 2**errand.attempts, 3600))
    type(errand)._base_manager.filter(pk=errand.pk, state="working", leased_until=errand.leased_until).update(
        state="failed" if given_up else "asked",
        leased_until=None,
        due_at=timezone.now() + wait,
        error=error[:2000],
    )


def run(label, pk):
    """Do one errand if it is there to be done; return whether this call did it."""
    errand = lease(label, pk)
    if errand is None:
        return False
    faultpoints.reach(f"{label}.leased")
    perform = import_string(settings.ERRANDS[label][1])
    try:
        perform(errand)
    except Exception as error:  # noqa: BLE001 - an errand may fail in any way; it is put back and the trace is logged
        log.error("errand_failed", label=label, pk=pk, error=type(error).__name__, trace=logs.trace(error))
        fail(errand, f"{type(error).__name__}: {error}")
        return False
    faultpoints.reach(f"{label}.stored")
    return True


def overdue(label, limit=50):
    """Return the ids of errands that wait or whose lease ran out."""
    now = timezone.now()
    rows = model_of(label)._base_manager.filter(due_at__lte=now)
    waiting = rows.filter(state="asked", due_at__lte=now - timedelta(seconds=3))
    lost = rows.filter(state="working", leased_until__lt=now)
    return list((waiting | lost).order_by("due_at").values_list("pk", flat=True)[:limit])


def sweep():
    """Run what is overdue in this process; needs no Redis. Return how many errands were done."""
    return sum(run(label, pk) for label in settings.ERRANDS for pk in overdue(label))
