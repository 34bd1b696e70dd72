"""The Dutch catalogue is complete: every string of templates and code has Dutch, and the Dutch keeps the figures."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
CATALOGUE = ROOT / "locale/nl/LC_MESSAGES/django.po"
PLACES = re.compile(r"%\((\w+)\)[sd]")


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """What makemessages finds now, beside what is in the tree."""
    if shutil.which("xgettext") is None:
        pytest.fail("xgettext is missing; make test installs gettext")
    copy = tmp_path_factory.mktemp("source")
    for name in ("pilot", "companies", "candidates", "training", "funding", "templates"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__", "migrations"))
    (copy / "locale").mkdir()
    subprocess.run(
        ["django-admin", "makemessages", "-l", "nl", "--no-location", "-v0"],
        cwd=copy,
        check=True,
        env={"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin", "LANG": "C.UTF-8"},
    )
    return {(e.msgctxt, e.msgid) for e in polib.pofile(str(copy / "locale/nl/LC_MESSAGES/django.po"))}


@pytest.fixture(scope="module")
def catalogue():
    return polib.pofile(str(CATALOGUE))


def test_every_string_stands_in_the_catalogue(found, catalogue):
    known = {(e.msgctxt, e.msgid) for e in catalogue}
    assert sorted(f"{context or ''}|{text}" for context, text in found - known) == []


def test_every_string_has_dutch(catalogue):
    assert [e.msgid for e in catalogue if not e.translated()] == []


def test_no_translation_is_a_guess(catalogue):
    assert [e.msgid for e in catalogue if e.fuzzy] == []


def test_dutch_keeps_every_figure_and_name(catalogue):
    wrong = []
    for entry in catalogue:
        originals = PLACES.findall(entry.msgid + entry.msgid_plural)
        for text in [entry.msgstr, *entry.msgstr_plural.values()]:
            if text and not set(PLACES.findall(text)) <= set(originals):
                wrong.append(entry.msgid)
            # A plural may leave its number out, a sentence may not leave anything out.
            if entry.msgstr and set(PLACES.findall(text or "")) != set(originals):
                wrong.append(entry.msgid)
    assert sorted(set(wrong)) == []


def test_dutch_speaks_with_u():
    """The u-form, everywhere."""
    familiar = re.compile(r"\b(je|jij|jou|jouw)\b", re.I)
    assert [e.msgstr for e in polib.pofile(str(CATALOGUE)) if familiar.search(e.msgstr)] == []


def test_no_literal_of_a_template_has_a_percent_sign():
    """In a template's ``_("…")`` it is doubled and stays doubled; ``{% translate %}`` minds it."""
    doubled = re.compile(r"""_\(("[^"]*%[^"]*"|'[^']*%[^']*')\)""")
    pages = (ROOT / "templates").rglob("*.html")
    assert [str(page.relative_to(ROOT)) for page in pages if doubled.search(page.read_text())] == []
