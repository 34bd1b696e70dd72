"""House style that a machine can hold."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.template.loader import get_template

from pilot.models import Stateful, Versioned

ROOT = Path(settings.BASE_DIR)
APPS = ["pilot", "companies", "candidates", "training", "funding"]
SOURCES = [p for app in APPS for p in (ROOT / app).rglob("*.py") if "migrations" not in p.parts]
TEMPLATES = sorted((ROOT / "templates").rglob("*.*"))
JUNK = {"utils", "helpers", "common", "services", "misc"}


def ours():
    return [model for app in APPS for model in apps.get_app_config(app).get_models()]


#: Where a column named ``state`` is written that is no workflow state.
NO_WORKFLOW = {
    "pilot/workflow.py": "the door itself",
    "pilot/errands.py": "errands have a lease, not a table of moves",
    "candidates/sessions.py": "attendance is a mark on a list, not a case",
    "candidates/privacy.py": "a mail that did not leave yet stays behind when somebody is erased",
}


def test_state_is_written_by_the_one_door_alone():
    writes = re.compile(r"\.state\s*=[^=]|update\([^)]*\bstate=|bulk_update\([^)]*state")
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in SOURCES
        if path.relative_to(ROOT).as_posix() not in NO_WORKFLOW
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if writes.search(line)
    ]
    assert found == []


def test_every_table_of_moves_uses_states_of_its_model():
    for model in ours():
        if issubclass(model, Stateful):
            states = set(model.State.values)
            assert model.MOVES, model
            for action, (sources, target) in model.MOVES.items():
                assert {str(s) for s in sources} <= states and str(target) in states, (model, action)


@pytest.mark.django_db
def test_every_versioned_table_bumps_its_version_by_trigger():
    with connection.cursor() as cursor:
        cursor.execute("select tgrelid::regclass::text from pg_trigger where tgname = 'bump_version'")
        bumped = {row[0] for row in cursor.fetchall()}
    assert {m._meta.db_table for m in ours() if issubclass(m, Versioned)} == bumped


def test_no_junk_drawers():
    assert [p for p in SOURCES if p.stem in JUNK or JUNK & set(p.parts)] == []


def test_modules_stay_below_400_lines():
    long = {str(p.relative_to(ROOT)): n for p in SOURCES if (n := len(p.read_text().splitlines())) > 400}
    assert long == {}


def test_every_template_compiles_and_is_used():
    text = "\n".join(p.read_text() for p in [*SOURCES, *TEMPLATES] if p.suffix in {".py", ".html", ".svg", ".txt"})
    unused = []
    for path in TEMPLATES:
        name = path.relative_to(ROOT / "templates").as_posix()
        get_template(name)
        # Names that a library looks up itself.
        if name.split("/")[0] in {"account", "allauth", "mfa", "bootstrap5", "django", "admin"}:
            continue
        if name in {"400.html", "403.html", "404.html", "500.html"}:
            continue
        if f'"{name}"' not in text and f"'{name}'" not in text:
            unused.append(name)
    assert unused == []


def test_no_template_of_ours_has_inline_style_or_script():
    bad = re.compile(r"\sstyle=|<style|<script(?![^>]*\ssrc=)|\son\w+=", re.I)
    tags = re.compile(r"{%.*?%}|{{.*?}}", re.S)
    assert [str(p.relative_to(ROOT)) for p in TEMPLATES if bad.search(tags.sub("", p.read_text()))] == []


def test_every_model_is_ordered_or_never_listed():
    """A list without an order changes under the reader."""
    unordered = [
        m._meta.label
        for m in ours()
        if not m._meta.ordering and not m._meta.auto_created and hasattr(m.objects, "visible_to")
    ]
    assert unordered == ["pilot.Document"] or unordered == []


def test_no_field_holds_a_citizen_service_number():
    names = [f"{m._meta.label}.{f.name}" for m in ours() for f in m._meta.concrete_fields]
    assert [n for n in names if re.search(r"bsn|citizen|burgerservice|health|religion|origin_country", n, re.I)] == []


def test_the_admin_registers_reference_tables_and_accounts_only():
    from django.contrib import admin

    from pilot.models import Assignment, Mandate, Organisation, ReferenceRow, User

    allowed = {User, Organisation, Assignment, Mandate}
    extra = [
        m._meta.label
        for m in admin.site._registry
        if m not in allowed
        and not issubclass(m, ReferenceRow)
        # allauth's and Django's own tables of logins.
        and m._meta.app_label not in {"account", "mfa", "auth"}
    ]
    assert extra == []
