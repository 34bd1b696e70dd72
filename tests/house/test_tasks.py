"""Every registered task may run twice: same database, same outbox."""

import pytest
from django.apps import apps
from django.core import mail as outbox
from django.db import connection

from pilot.celery import app
from tests import factories

app.loader.import_default_modules()
OURS = sorted(name for name in app.tasks if not name.startswith("celery."))


def contents():
    """Every row of our tables, as text."""
    out = {}
    with connection.cursor() as cursor:
        for label in ("pilot", "companies", "candidates", "training", "funding"):
            for model in apps.get_app_config(label).get_models(include_auto_created=True):
                table = model._meta.db_table
                rows = "coalesce(string_agg(t::text, '|' order by t::text), '')"
                cursor.execute(f'select md5({rows}) from "{table}" t')
                out[table] = cursor.fetchone()[0]
    return out


def arguments(name):
    """What a task is called with."""
    if name != "pilot.tasks.run":
        return ()
    from pilot import documents

    pilot = factories.running_pilot()
    paper = documents.ask(pilot, "company_sheet", title="Projectsheet", by=factories.owner(pilot))
    return ("document", paper.pk)


def test_every_task_is_registered_here():
    assert "pilot.tasks.run" in OURS and "pilot.tasks.send_reminders" in OURS


@pytest.mark.django_db
@pytest.mark.parametrize("name", OURS)
def test_running_a_task_twice_changes_nothing_more(name):
    training_class = factories.planned_class(seats=2, state="proposed")
    factories.planned_interview(pilot=training_class.pilot, at=factories.days_ago(5))
    factories.CandidateFactory(
        pilot=training_class.pilot,
        state="out",
        out_stage="informed",
        out_reason="occupation",
        out_at=factories.days_ago(40),
    )
    given = arguments(name)
    app.tasks[name](*given)
    after_once, mails_once = contents(), len(outbox.outbox)
    app.tasks[name](*given)
    assert contents() == after_once
    assert len(outbox.outbox) == mails_once
