"""No English is left on Dutch pages: not in texts, labels that are read out, messages, mails and sheets."""

import ast
import re
from itertools import zip_longest
from pathlib import Path

import polib
import pytest
from django.apps import apps
from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import override

from pilot import reminders
from pilot.models import Document, JournalEntry, Mail, ReferenceRow
from tests import factories
from tests.conftest import Person
from tests.house.access import TABLE
from tests.house.checking import address_of, undone, valid
from tests.house.crawl import Page, Reader, crawl, opened
from tests.house.volumes import fill

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(600)]

#: Words that are English and nothing else; none of them is a Dutch word, a name or a term of the trade.
ENGLISH = re.compile(
    r"\b(the|and|with|from|your|you|please|this|that|these|those|are|were|has|have|been|not|will|would|should|could|must|"
    r"cannot|where|which|who|what|why|how|for|to|by|there|they|their|every|each|other|because|only|first|new|yes|any|all|"
    r"one|more|less|nobody|somebody|nothing|again|before|until|between|without|about|does|did|since|it's|save|search|"
    r"cancel|delete|remove|choose|field|required|invalid|enter|ensure|value|password|email address|sign in|log in)\b",
    re.I,
)
#: Whole texts with such a word that are nobody's English, each with its reason.
DECLARED = {
    "English": "the switch names each language in that language",
}
#: Signs of a place in a sentence, in Python and in templates.
PLACE = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
WORD = re.compile(r"[a-z]{3,}")
ACCOUNT = ("account_change_password", "account_email", "account_logout", "mfa_index", "mfa_activate_totp")
PUBLIC = ("account_login", "account_reset_password", "account_reset_password_done", "account_signup")


@pytest.fixture(scope="module")
def untranslated():
    """A function: the English sentence of the catalogue that a text is, or ``None``."""
    entries = polib.pofile(str(Path(settings.BASE_DIR) / "locale/nl/LC_MESSAGES/django.po"))
    dutch = {text for e in entries for text in (e.msgstr, *e.msgstr_plural.values())}
    dutch |= {text[:1].upper() + text[1:] for text in dutch}
    vocabulary = {word for text in dutch for word in WORD.findall(PLACE.sub("", text).lower())}
    plain, patterns = {}, []
    for entry in entries:
        for text in (entry.msgid, entry.msgid_plural):
            text, literal = " ".join(text.split()), PLACE.sub("", text)
            # A sentence of which every word is Dutch too says nothing: “Pilot”, “Contact”, “Start %(name)s”.
            if set(WORD.findall(literal.lower())) <= vocabulary or text in dutch:
                continue
            if PLACE.search(text):
                places = [r"\d[\d.]*" if place.endswith("d") else ".+" for place in PLACE.findall(text)]
                parts = map(re.escape, PLACE.split(text))
                pattern = "".join(part + place for part, place in zip_longest(parts, places, fillvalue=""))
                patterns.append((re.compile(pattern, re.S), text))
            else:
                plain[text] = plain[text[:1].upper() + text[1:]] = text
    # One look with all of them joined is quick; which of them it was is asked seldom.
    any_of_them = re.compile("|".join(f"(?:{pattern.pattern})" for pattern, _text in patterns), re.S)

    def find(text):
        if text in dutch:
            return None
        if text in plain:
            return plain[text]
        if any_of_them.fullmatch(text):
            return next(sentence for pattern, sentence in patterns if pattern.fullmatch(text))
        return None

    return find


@pytest.fixture(scope="module")
def names(world):
    """What somebody typed or what the world calls things so: names, titles, texts of tests and of reference tables."""
    found = set()
    for model in apps.get_models():
        if not issubclass(model, ReferenceRow):
            continue
        fields = [f.name for f in model._meta.concrete_fields if f.get_internal_type() in ("CharField", "TextField")]
        for row in model.objects.values_list(*fields):
            found |= {" ".join(value.split()) for value in row if value}
    return found


@pytest.fixture(scope="module")
def pages(world):
    """Every page in Dutch, for every role that reads it."""
    fill(world, 3)
    found = list(crawl(world))
    for name in ACCOUNT:
        with undone():
            found.append(Page.of(name, "owner", world.browsers["owner"].get(reverse(name))))
    found += [Page.of(name, "anybody", Client().get(reverse(name))) for name in PUBLIC]
    with undone():
        found.append(Page.of("refused", "stranger", world.browsers["stranger"].get(reverse("mandates"))))
        found.append(Page.of("not found", "owner", world.browsers["owner"].get("/bestaat-niet/")))
        found.append(Page.of("no key", "owner", Client.post(world.browsers["owner"], reverse("pilot_new"), {})))
        for table in tables(world):
            answer = opened(world.browsers["owner"], reverse("reference_table", args=[table]))
            found.append(Page.of(f"reference_table|{table}", "owner", answer))
    return found


def tables(world):
    html = opened(world.browsers["owner"], reverse("reference")).content.decode()
    prefix = reverse("reference_table", args=["x"]).removesuffix("x/")
    return sorted(set(re.findall(rf'href="{prefix}([\w-]+)/"', html)))


@pytest.fixture(scope="module")
def answers(world, pages):
    """What each form says to nothing at all, and what is said once it succeeded; with the mails that went out."""
    found, mails = [], []
    for name, row in TABLE.items():
        if not row.post:
            continue
        role = row.post[0]
        browser = world.browsers[role]
        with undone():
            path = reverse(address_of(name), args=row.make(world, world.own))
            if not row.only_post:
                with undone():
                    found.append(Page.of(f"{name}|empty", role, browser.post(path, {})))
            known = set(Mail.objects.values_list("pk", flat=True))
            data = valid(world, row, "own", role, path)
            found.append(Page.of(f"{name}|done", role, browser.post(path, data, follow=True)))
            mails += [(name, m.subject, m.text) for m in Mail.objects.exclude(pk__in=known)]
    return found, mails


def english(texts, untranslated, names=()):
    """Texts that are English: a sentence of the catalogue, or with a word that is English only."""
    for text in dict.fromkeys(texts):
        if text in DECLARED or text in names:
            continue
        if sentence := untranslated(text):
            yield f"“{text[:120]}” is “{sentence[:80]}”"
        elif word := ENGLISH.search(text):
            yield f"“{text[:120]}” holds “{word[0]}”"


def report(pages, untranslated, names):
    wrong = {}
    for page in pages:
        for line in english(page.texts, untranslated, names):
            wrong.setdefault(line, []).append(str(page))
    return [f"{line}: {where[0]}{f' and {len(where) - 1} more' if where[1:] else ''}" for line, where in wrong.items()]


def test_no_page_holds_english(pages, untranslated, names):
    print(f"{len(pages)} pages, {sum(len(page.texts) for page in pages)} texts")
    assert {page.headers.get("Content-Language") for page in pages if page.is_html} == {"nl"}
    if wrong := report(pages, untranslated, names):
        pytest.fail("\n".join(wrong), pytrace=False)


def test_no_form_answers_in_english(answers, untranslated, names):
    found, _mails = answers
    print(f"{len(found)} answers")
    if wrong := report(found, untranslated, names):
        pytest.fail("\n".join(wrong), pytrace=False)


def test_no_mail_is_in_english(answers, untranslated, names):
    _found, mails = answers
    assert len(mails) >= 8
    wrong = [
        f"{name}: {line}"
        for name, subject, text in mails
        for line in english([subject, *(" ".join(line.split()) for line in text.splitlines())], untranslated, names)
    ]
    assert wrong == []


@pytest.mark.parametrize("kind", settings.DOCUMENTS)
def test_no_document_is_in_english(world, untranslated, names, kind):
    with undone(), override("nl"):
        for what in JournalEntry.Kind.values:
            factories.JournalEntryFactory.create_batch(2, pilot=world.own.pilot, kind=what, text="Bel iedereen zelf.")
        paper = Document.objects.create(pilot=world.own.pilot, kind=kind, title="Sheet", asked_by=world.users["owner"])
        if kind == "commitment":
            factories.paper_for(paper)
        texts = Reader(render_to_string(*import_string(settings.DOCUMENTS[kind])(paper))).texts
    assert len(texts) > 20
    assert list(english([" ".join(text.split()) for text in texts], untranslated, names)) == []


def test_no_reminder_is_in_english(world, pages, untranslated, names):
    with undone():
        Mail.objects.all().delete()
        reminders.send_due()
        mails = [(m.subject, *m.text.splitlines()) for m in Mail.objects.all()]
    assert len(mails) >= 3
    texts = [" ".join(line.split()) for lines in mails for line in lines]
    assert list(english(texts, untranslated, names)) == []


def spoken(path):
    """The sentences that a module asks to be translated, wherever they stand: also inside an f-string."""
    for node in ast.walk(ast.parse(path.read_text())):
        name = getattr(getattr(node, "func", None), "id", "")
        if isinstance(node, ast.Call) and (name == "_" or "gettext" in name):
            said = node.args[1:2] if name.startswith("pgettext") else node.args[:1]
            yield from (one.value for one in said if isinstance(one, ast.Constant))


def test_every_sentence_in_the_code_stands_in_the_catalogue():
    """The gatherer of sentences reads no f-strings; what stands in one was never translated and nobody noticed."""
    root = Path(settings.BASE_DIR)
    known = {entry.msgid for entry in polib.pofile(str(root / "locale/nl/LC_MESSAGES/django.po"))}
    wrong = [
        f"{path.relative_to(root)}: {sentence}"
        for folder in ("pilot", "companies", "candidates", "training", "funding")
        for path in (root / folder).rglob("*.py")
        for sentence in spoken(path)
        if sentence not in known
    ]
    assert wrong == []


@pytest.mark.parametrize("name", ["desk:work", "candidates:candidate", "funding:plan_edit", "companies:new", "people"])
def test_a_page_in_english_is_reported(world, untranslated, names, name):
    """The control: the same page after the switch to English trips both nets."""
    row = TABLE[name]
    with undone():
        path = reverse(address_of(name), args=row.make(world, world.own))
        browser = Person(world.users["owner"])
        browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        texts = Page.of(name, "owner", opened(browser, path)).texts
        lines = list(english(texts, untranslated, names))
    assert sum(" is “" in line for line in lines) >= 10
    assert any(ENGLISH.search(text) for text in texts)


@pytest.mark.parametrize(
    "html",
    [
        '<img alt="Choose a pilot">',
        '<input type="submit" value="Save">',
        '<input placeholder="Find a person, company or pilot">',
        '<button aria-label="Main menu"></button>',
        '<td data-l="Placed">3</td>',
        "<p>Wacht op the selector</p>",
        "<p>3 matters wait for you</p>",
        "<title>My work – Overstap</title>",
    ],
)
def test_a_planted_text_is_found_wherever_it_is_seen_or_heard(untranslated, html):
    texts = [" ".join(text.split()).removesuffix(" – Overstap") for text in Reader(html).texts]
    assert list(english(texts, untranslated))


def test_dutch_that_looks_like_english_passes(untranslated):
    texts = ["Pilot", "De motor is in Best", "Want hij was daar", "Wie of wat", "Team", "Frezer", "Type 2"]
    assert list(english(texts, untranslated)) == []
