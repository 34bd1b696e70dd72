"""No Dutch is left on English pages, but for what people wrote and what things are called."""

import csv
import re
from functools import cache
from pathlib import Path

import polib
import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import override

from candidates import kit_texts
from pilot.models import Document, JournalEntry, PolicyPaper, ReferenceRow, User
from pilot.phases import frameworks
from pilot.views.reference import TABLES
from tests.conftest import Person
from tests.factories import JournalEntryFactory, paper_for
from tests.house.access import TABLE
from tests.house.checking import address_of, undone
from tests.house.crawl import Page, Reader, opened, readers
from tests.house.volumes import fill

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(600)]

#: Words that are Dutch and nothing else; none of them is an English word, a name or a term of the trade.
DUTCH = re.compile(
    r"\b(de|het|een|van|voor|niet|naar|zijn|wordt|worden|heeft|hebben|deze|dit|dat|die|bij|uit|ook|nog|geen|maar|"
    r"meer|minder|alle|elke|ieder|iedere|zonder|tussen|tot|sinds|wie|wat|waar|waarom|hoe|welke|kies|kiezen|opslaan|"
    r"annuleren|verwijderen|zoeken|toevoegen|wijzigen|bedrijf|bedrijven|kandidaat|kandidaten|opleiding|opleider|"
    r"aanbieder|fonds|fondsen|eigenaar|beroep|regio|gesprek|gesprekken|plaatsing|overleg|beleid|versie|vandaag|"
    r"morgen|gisteren|maand|weken|dagen|jaar|en|aan|om|te|als|werk|moeite|veel|vooral|vaker|onbekend|beide|(noord|midden|zuid)-(west|oost))\b",
    re.I,
)
WORD = re.compile(r"[a-z]{3,}")
#: Whole texts that are Dutch for a reason.
DECLARED = {
    "Nederlands": "the switch names each language in that language",
    "Techniekcoalitie Zuid-Oost": "a party is called so",
}
ROLES = ("owner", "selector", "provider", "mentor", "trainer", "management", "manager")
#: Columns of reference tables that hold names, as the parties and the country itself write them.
NAMES = {"name", "name_nl", "code", "competence_nl", "task_nl", "function_nl", "title", "value", "website"}
NAMES |= {"fact_en", "labour_market_outlook"}


@pytest.fixture(scope="module")
def untranslated():
    """A function: the English sentence of the catalogue of which a text is the Dutch, or ``None``."""
    entries = polib.pofile(str(Path(settings.BASE_DIR) / "locale/nl/LC_MESSAGES/django.po"))
    english = {text for e in entries for text in (e.msgid, e.msgid_plural)}
    vocabulary = {word for text in english for word in WORD.findall(text.lower())}
    plain = {}
    for entry in entries:
        for text in (entry.msgstr, *entry.msgstr_plural.values()):
            text = " ".join(text.split())
            if text and text not in english and not set(WORD.findall(text.lower())) <= vocabulary:
                plain[text] = plain[text[:1].upper() + text[1:]] = entry.msgid
    return plain.get


def texts_of(model):
    """Every text that the rows of a table hold, apart from choices; also inside JSON."""
    fields = [
        f.name
        for f in model._meta.concrete_fields
        if isinstance(f, models.CharField | models.TextField | models.JSONField | ArrayField)
        and not f.choices
        and not f.primary_key
    ]
    if fields:
        for row in model._base_manager.values_list(*fields):
            yield from (" ".join(text.split()) for value in row for text in flat(value))


def flat(value):
    """The texts of a value, whole and line by line."""
    if isinstance(value, str):
        yield value
        yield from value.splitlines()
    elif isinstance(value, list | dict):
        for one in value.values() if isinstance(value, dict) else value:
            yield from flat(one)


@cache
def written_in():
    """Tables with what people wrote."""
    ours = {"pilot", "companies", "candidates", "training", "funding"}
    return [m for m in apps.get_models() if not issubclass(m, ReferenceRow) and m._meta.app_label in ours]


def written():
    """What people wrote, whole and line by line."""
    return {text for model in written_in() for text in texts_of(model) if text}


@pytest.fixture(scope="module")
def names(world):
    """What is called so in Dutch: rows of reference tables, columns of files; and texts that go to Dutch people."""
    found = set(DECLARED)
    for model in apps.get_models():
        if issubclass(model, ReferenceRow):
            present = {f.name for f in model._meta.concrete_fields}
            # What has an English name is called by it.
            fields = sorted(NAMES & present - ({"name_nl"} if "name_en" in present else set()))
            for row in model.objects.values_list(*fields) if fields else ():
                found |= {" ".join(value.split()) for value in row if value}
    for text in frameworks.defaults(world.own.pilot).values():
        found |= {" ".join(line.split()) for line in (text, *text.splitlines())}
    for path in (kit_texts.TEXTS, kit_texts.TRENDS):
        with path.open(encoding="utf-8", newline="") as file:
            found |= {" ".join(cell.split()) for row in csv.reader(file) for cell in row if cell}
    return found


def english(role, world):
    User.objects.filter(pk=world.users[role].pk).update(language="en")
    browser = Person(world.users[role])
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return browser


@pytest.fixture(scope="module")
def pages(world, names):
    """Every page in English, with what on it was written by people or is a name."""
    fill(world, 1)
    User.objects.update(language="en")
    found = []
    browsers = {role: english(role, world) for role in ROLES}
    for name, row in TABLE.items():
        roles = [role for role in readers(row) if role in ROLES]
        if not roles:
            continue
        with undone():
            path = reverse(address_of(name), args=row.make(world, world.own)) + row.query
            own = [*written(), *names]
            for role in roles[:3]:
                with undone():
                    found.append((Page.of(name, role, opened(browsers[role], path)), own))
    return found


def dutch(texts, untranslated, own=()):
    """Texts that are Dutch although nobody wrote them."""
    parts = None
    for text in dict.fromkeys(texts):
        if text in own or re.match(r"[A-Z]{1,2} · ", text):  # a column of a file, as its first line calls it
            continue
        if sentence := untranslated(text):
            yield f"“{text[:120]}” is “{sentence[:80]}”"
        elif DUTCH.search(text):
            if parts is None:
                parts = sorted((one for one in own if DUTCH.search(one)), key=len, reverse=True)
            if len(text) > 10 and any(text in one for one in parts):  # the rest of it is a word that is explained
                continue
            rest = text
            for one in parts:
                rest = rest.replace(one, " ")
            if word := DUTCH.search(rest):
                yield f"“{text[:160]}” holds “{word[0]}”"


def outside_dutch(page):
    """The texts of a page, without those that say themselves that they are Dutch."""
    if not page.is_html:
        return page.texts
    html = re.sub(r'<(?!html)(\w+)[^>]*\blang="nl"[^>]*>.*?</\1>', "", page.content.decode(), flags=re.S)
    # What a form proposes to send or to agree on is Dutch, as those who get it are.
    html = re.sub(r"<textarea.*?</textarea>", "", html, flags=re.S)
    if page.name.startswith("import_check"):  # it shows the cells of a file
        html = re.sub(r"<td.*?</td>", "", html, flags=re.S)
    return [" ".join(text.split()) for text in Reader(html).texts]


def test_no_page_holds_dutch(pages, untranslated):
    wrong = {}
    assert {page.headers.get("Content-Language") for page, _own in pages if page.is_html} == {"en"}
    for page, own in pages:
        for line in dutch(outside_dutch(page), untranslated, own):
            wrong.setdefault(line, []).append(str(page))
    print(f"{len(pages)} pages")
    if wrong:
        lines = [f"{line}: {where[0]} and {len(where) - 1} more" for line, where in wrong.items()]
        pytest.fail("\n".join(lines), pytrace=False)


@pytest.mark.parametrize("kind", settings.DOCUMENTS)
def test_no_document_asked_in_english_holds_dutch(world, untranslated, names, kind):
    with undone(), override("en"):
        pilot, by = world.own.pilot, world.users["owner"]
        paper = Document.objects.create(pilot=pilot, kind=kind, title="Sheet", asked_by=by, language="en")
        PolicyPaper.objects.create(policy=pilot.policy_in_force, document=paper, language="en")
        if kind == "commitment":
            paper_for(paper)
        for entry in JournalEntry.Kind:
            JournalEntryFactory(pilot=pilot, kind=entry, by=by)
        own = written() | names
        texts = Reader(render_to_string(*import_string(settings.DOCUMENTS[kind])(paper))).texts
    assert len(texts) > 15
    assert list(dutch([" ".join(text.split()) for text in texts], untranslated, own)) == []


def test_every_reference_table_reads_english_or_says_that_it_is_dutch(world, untranslated, names):
    browser, wrong, own = english("owner", world), [], written() | names
    with undone():
        for table in TABLES:
            page = Page.of(table, "owner", opened(browser, reverse("reference_table", args=[table])))
            wrong += [f"{table}: {line}" for line in dutch(outside_dutch(page), untranslated, own)]
    assert wrong == []


@pytest.mark.parametrize("name", ["desk:work", "candidates:candidate", "funding:plan_edit", "companies:new", "people"])
def test_a_page_in_dutch_is_reported(world, untranslated, names, name):
    """The control: the same page in Dutch trips both nets."""
    row = TABLE[name]
    with undone():
        path = reverse(address_of(name), args=row.make(world, world.own))
        User.objects.filter(pk=world.users["owner"].pk).update(language="nl")
        page = Page.of(name, "owner", opened(Person(world.users["owner"]), path))
        lines = list(dutch(outside_dutch(page), untranslated, written() | names))
    assert sum(" is “" in line for line in lines) >= 5
    assert any(" holds “" in line for line in lines)
