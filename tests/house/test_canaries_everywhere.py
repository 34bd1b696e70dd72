"""Every text about a person reaches only whoever may read it: on pages, in files, in mail, in the journal, in the log.

The words come from the privacy register, so that a new personal field is watched from the day it is classified.
"""

import logging
import re
from contextlib import suppress
from io import BytesIO

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse

from candidates.models import Heard, Note, Scorecard
from funding.models import UwvArrangement
from pilot import documents, reminders
from pilot.logs import formatter
from pilot.models import AuditEvent, Document, JournalEntry, Mail, User
from pilot.workflow import NotNow
from tests import factories as f
from tests.house.access import EVERYBODY, TABLE
from tests.house.checking import address_of, undone, valid
from tests.house.crawl import Page
from tests.house.staining import (
    ALL,
    BOTH,
    EARLY,
    EMAIL,
    FINDING,
    FORMER,
    LATE,
    PHONE,
    SEALED_SELECTOR,
    SEALED_SPECIALIST,
    WORDS,
    score,
    stain,
    without_triggers,
)
from tests.house.volumes import fill

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(600)]

OWNERS = {"owner", "owner_oom"}
CHOOSERS = {*OWNERS, "selector"}
TEAM = {*CHOOSERS, "provider"}
CREW = {*TEAM, "specialist", "mentor", "trainer"}
#: Who may read what, as the roles are described; nobody is asked for permission here.
MAY_READ = {
    SEALED_SELECTOR: {"selector"},
    SEALED_SPECIALIST: {"specialist"},
    BOTH: {*CHOOSERS, "specialist"},
    # Whoever wrote it (here the selector) and the owners; not the colleague.
    FORMER: CHOOSERS,
    FINDING: CHOOSERS,
    EARLY: TEAM,
    LATE: CHOOSERS,
    EMAIL: TEAM,
    PHONE: TEAM,
} | {
    WORDS[field]: roles
    for field, roles in {
        "candidates.Candidate.first_name": CREW,
        "candidates.Candidate.last_name": CREW,
        "candidates.Candidate.town": TEAM,
        "candidates.Candidate.former_function": {*TEAM, "specialist"},
        "candidates.Candidate.sector_text": {*TEAM, "specialist"},
        "candidates.Candidate.remark": TEAM,
        "candidates.Candidate.waived_reason": TEAM,
        "candidates.Consensus.reason": {*CHOOSERS, "specialist"},
        "candidates.Correction.reason": {*CHOOSERS, "specialist"},
        **{
            f"candidates.NoteCorrection.{name}": {*CHOOSERS, "specialist"}
            for name in ("situation", "task", "action", "result", "reason")
        },
        "candidates.Result.reason": CHOOSERS,
        "candidates.Result.type_reason": CHOOSERS,
        "candidates.Result.level_3_reason": CHOOSERS,
        "candidates.Visit.impression": CHOOSERS,
        "candidates.ClosingConversation.remark": CHOOSERS,
        "candidates.Match.advice": CHOOSERS,
        "candidates.Note.text": TEAM,
        "candidates.Heard.text": TEAM,
        "training.PostSelection.reason": {*OWNERS, "provider"},
        "training.Report.remark": {"provider", "trainer", "mentor"},
        "training.PrivateMatter.agreed": {"mentor"},
        "funding.UwvArrangement.benefit_terms": OWNERS,
        "funding.UwvArrangement.search_duty": OWNERS,
        "funding.UwvArrangement.allowed_training": OWNERS,
    }.items()
}
#: What differs from one look to the next, whatever was scored.
KEYS = re.compile(r'name="(?:csrfmiddlewaretoken|once)" value="[^"]*"')
TYPED = "KanarieGetikt"


def test_every_text_about_a_person_has_its_readers():
    assert set(MAY_READ) == ALL


@pytest.fixture(scope="module")
def full(world):
    """Some of everything; a sealed card whose pair is not in yet; and two cards that were talked through."""
    fill(world, 3)
    chosen = {"selector": world.users["selector"], "specialist": world.users["specialist"]}

    def interview():
        made = f.planned_interview(f.CandidateFactory(pilot=world.own.pilot, state="invited"))
        for part, user in chosen.items():
            made.scorecards.filter(part=part).update(interviewer=user)
        return made

    waiting = interview()
    world.sealed = f.fill(waiting.scorecards.get(part="selector"), 3)
    world.open = f.fill(waiting.scorecards.get(part="specialist"), 3, submit=False)
    person = f.qualified_candidate(world.own.pilot)
    talked = person.interviews.get()
    for part, user in chosen.items():
        talked.scorecards.filter(part=part).update(interviewer=user)
    f.ConsensusFactory(interview=talked, by=chosen["selector"])
    f.CorrectionFactory(score=talked.scorecards.get(part="selector").scores.last())
    f.NoteCorrectionFactory(score=talked.scorecards.get(part="selector").scores.last())
    # Decided and typed otherwise than proposed, so that both reasons are shown.
    with without_triggers():
        person.results.update(proposed=False, proposed_type=3)
    match = f.placed_match(candidate=person)
    seat = f.EnrolmentFactory(
        training_class=f.TrainingClassFactory(programme=world.own.programme), candidate=match.candidate
    )
    f.GuideFactory(enrolment=seat, mentor=world.users["mentor"])
    f.PrivateMatterFactory(enrolment=seat, by=world.users["mentor"])
    f.UwvArrangementFactory(
        candidate=f.CandidateFactory(pilot=world.own.pilot, employment="unemployed", uwv_benefit=True)
    )
    visited = f.CompanyInterviewFactory(
        participation=match.vacancy.participation, selector=chosen["selector"], owner=world.users["owner"]
    )
    f.FindingFactory(interview=visited)
    Note.objects.create(candidate=person, by=chosen["selector"], text="Belde.")
    Heard.objects.create(candidate=person, how=Heard.How.CALL, what="status", text="Belde.", by=chosen["selector"])
    f.VisitFactory(candidate=person, participation=match.vacancy.participation, by=chosen["selector"])
    # The sector as it was written is shown to whoever has none from the list.
    type(person).objects.filter(pk=person.pk).update(source_sector=None)
    #: What the access table has no row for in this state.
    world.cases = [
        *(one.get_absolute_url() for i in (waiting, talked) for one in (i, i.candidate, *i.scorecards.all())),
        *(reverse("candidates:result", args=[i.pk]) for i in (waiting, talked)),
        reverse("candidates:heard", args=[person.pk]),
        *(reverse("candidates:consensus", args=[i.pk, i.kit.items.first().pk]) for i in (waiting, talked)),
        match.get_absolute_url(),
        reverse("candidates:place", args=[match.pk]),
        reverse("funding:uwv", args=[UwvArrangement.objects.latest("pk").candidate_id]),
        seat.get_absolute_url(),
        visited.get_absolute_url(),
    ]
    stain(world)
    return world


def looked(world, role, name, path):
    with undone():
        return Page.of(name, role, world.browsers[role].get(path))


def said(page):
    """Everything that came along: the body, the cells of a spreadsheet, the headers."""
    return "\n".join([page.content.decode(errors="replace"), *page.texts, *map(str, page.headers.items())])


def overheard(page):
    text = said(page)
    return [f"{page}: {word}" for word, roles in MAY_READ.items() if page.role not in roles and word in text]


def bare(page):
    """What a page shows, without its keys; a spreadsheet carries the moment at which it was made."""
    return "\n".join(page.texts) if page.kind.endswith("sheet") else KEYS.sub("", page.content.decode(errors="replace"))


def looking(world, name, path):
    """Every role's look at a page, while a card that is sealed for all but the selector holds ones only."""
    score(world.sealed, 1)
    return [looked(world, role, name, path) for role in EVERYBODY]


def differing(world, ones, path):
    """What tells those who looked at ``ones`` that the card holds other scores: they look again, at fives."""
    for page in ones:
        if page.role == "selector":
            continue
        score(world.sealed, 5)
        if bare(page) != bare(fives := looked(world, page.role, page.name, path)):
            # The clock may have gone on a minute in between.
            score(world.sealed, 1)
            if bare(fives) != bare(looked(world, page.role, page.name, path)):
                yield f"{page} tells what stands on a sealed card"


@pytest.mark.parametrize("name", sorted(name for name, row in TABLE.items() if not row.only_post))
def test_no_page_tells_anybody_what_is_not_theirs(full, name):
    """Each page of the table, for every role, also those that are refused."""
    row = TABLE[name]
    with undone():
        path = reverse(address_of(name), args=row.make(full, full.own)) + row.query
        stain(full)
        pages = looking(full, name, path)
        wrong = [line for page in pages for line in overheard(page)]
        wrong += differing(full, pages, path)
    if wrong:
        pytest.fail("\n".join(wrong), pytrace=False)


def test_the_cases_themselves_tell_nobody_what_is_not_theirs(full):
    wrong, read = [], set()
    with undone():
        stain(full)
        for path in full.cases:
            pages = looking(full, path, path)
            for page in pages:
                wrong += overheard(page)
                read |= {word for word in MAY_READ if word in said(page)}
            wrong += differing(full, pages, path)
    assert wrong == []
    # The canaries sing: nothing heard because nothing stands there would be worthless.
    elsewhere = {WORDS["training.PostSelection.reason"], WORDS["training.Report.remark"]}
    assert set(MAY_READ) - read <= elsewhere


def test_the_author_sees_the_own_sealed_card(full):
    """The comparison of ones and fives does see a difference where there is one to be seen."""
    path = reverse("candidates:scorecard", args=[full.sealed.pk])
    with undone():
        score(full.sealed, 1)
        ones = looked(full, "selector", "card", path)
        score(full.sealed, 5)
        assert bare(ones) != bare(looked(full, "selector", "card", path))


def test_the_comparison_finds_a_page_that_counts_sealed_scores(full, monkeypatch):
    """A planted leak: everybody sees every card."""
    from candidates.models.interviews import ScorecardQuerySet

    monkeypatch.setattr(ScorecardQuerySet, "visible_to", lambda self, user: self.all())
    monkeypatch.setattr("candidates.views.scorecards.may_score", lambda user, card: True, raising=False)
    path = reverse("candidates:scorecard", args=[full.sealed.pk])
    with undone():
        stain(full)
        assert any("sealed card" in line for line in differing(full, looking(full, "card", path), path))
        assert any(SEALED_SELECTOR in line for line in overheard(looked(full, "specialist", "card", path)))


@pytest.mark.parametrize("role", EVERYBODY)
def test_searching_finds_no_text_that_is_not_theirs(full, role):
    """The answer to a word that stands somewhere is the answer to a word that stands nowhere."""
    names = {WORDS[f"candidates.Candidate.{name}"] for name in ("first_name", "last_name")}
    nowhere = "Qqqqqq"

    def answer(word):
        return bare(looked(full, role, word, reverse("desk:search") + f"?q={word}")).replace(word, "")

    with undone():
        stain(full)
        nothing = answer(nowhere)
        found = {word for word in ALL if answer(word) != nothing}
    assert found <= names
    assert found == (names if role in {*TEAM, "specialist"} else set())


@pytest.fixture
def log():
    """Everything that is logged, written as it is in production."""
    lines = []

    class Keep(logging.Handler):
        def emit(self, record):
            lines.append(self.format(record))

    handler = Keep(logging.INFO)
    handler.setFormatter(formatter())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield lines
    root.removeHandler(handler)
    root.setLevel(level)


#: Rows whose POST puts what somebody typed into the journal of the pilot, which all of its people read: words about
#: the work.
INTO_JOURNAL = {
    "appointment_approve",
    "topic_ask_changes",
    "topic_framework",
    "appointment_refuse",
    "appointment_end",
    "journal_new",
    "journal_correct",
    # Agreed with the provider after a round: about the work, and the page asks for no names.
    "candidates:round",
    "training:class_small",
}
#: Rows whose POST mails what somebody typed.
INTO_MAIL = {
    "appointment_approve",
    "appointment_refuse",
    "appointment_end",
    "topic_ask_changes",
    "topic_framework",
}


def posted(world, name):
    """Post as the first who may; everything that was typed anew is one word."""
    row = TABLE[name]
    role = row.post[0]
    path = reverse(address_of(name), args=row.make(world, world.own))
    data = valid(world, row, "own", role, path)
    data = {key: TYPED if value == "Een goede reden." else value for key, value in data.items()}
    stain(world)
    return world.browsers[role].post(path, data)


def receiver(world, mail):
    """The role of whoever gets a mail; a candidate has none."""
    return next((role for role, user in world.users.items() if user == mail.user), "candidate")


WRITING = sorted(name for name, row in TABLE.items() if row.post)


@pytest.fixture(scope="module")
def traces(full):
    """What each POST of the table left: status, mails with their receivers, journal lines, events."""
    found = {}
    for name in WRITING:
        with undone():
            mails, lines, events = (
                set(m.objects.values_list("pk", flat=True)) for m in (Mail, JournalEntry, AuditEvent)
            )
            answer = posted(full, name)
            found[name] = (
                answer.status_code,
                [(receiver(full, m), f"{m.subject}\n{m.text}") for m in Mail.objects.exclude(pk__in=mails)],
                [f"{e.text}\n{e.reason}\n{e.alternatives}" for e in JournalEntry.objects.exclude(pk__in=lines)],
                [f"{e.fields} {e.path} {e.action}" for e in AuditEvent.objects.exclude(pk__in=events)],
            )
    return found


def words_in(text, role):
    return [word for word in MAY_READ if word in text and role not in MAY_READ[word]]


def test_most_forms_are_carried_out_on_stained_rows(traces):
    refused = sorted(name for name, (status, *_left) in traces.items() if status != 302)
    print(refused, sum(len(mails) for _s, mails, _j, _e in traces.values()), "mails")
    assert len(refused) <= len(WRITING) / 10


def test_no_mail_tells_what_its_receiver_may_not_read(traces):
    own = {WORDS[f"candidates.Candidate.{name}"] for name in ("first_name", "last_name")}
    wrong = []
    for name, (_status, mails, _journal, _events) in traces.items():
        for role, text in mails:
            heard = set(words_in(text, role)) - (own if role == "candidate" else set())
            # A mailbox is no place for who somebody is: staff read that after logging in.
            heard |= {word for word in own if role != "candidate" and word in text}
            wrong += [f"{name}, mail to {role}: {word}" for word in sorted(heard)]
            if TYPED in text and name not in INTO_MAIL:
                wrong.append(f"{name}, mail to {role}: what was typed")
    assert wrong == []
    assert any(own & set(text.split()) for _s, mails, _j, _e in traces.values() for _role, text in mails)


def test_no_line_of_the_journal_tells_of_a_person(traces):
    wrong = []
    for name, (_status, _mails, journal, _events) in traces.items():
        for text in journal:
            wrong += [f"{name}: {word}" for word in MAY_READ if word in text]
            if TYPED in text and name not in INTO_JOURNAL:
                wrong.append(f"{name}: what was typed")
    assert wrong == []


def test_no_event_tells_anything_but_what_was_done(traces):
    wrong = [
        f"{name}: {text}"
        for name, (_status, _mails, _journal, events) in traces.items()
        for text in events
        if any(word in text for word in (*ALL, TYPED))
    ]
    assert wrong == []


def test_reminders_name_nobody_and_tell_nothing(full):
    with undone():
        stain(full)
        Mail.objects.all().delete()
        reminders.send_due()
        mails = list(Mail.objects.select_related("user"))
        assert len(mails) >= 3
        assert {receiver(full, mail) for mail in mails} >= {"owner", "provider"}
        wrong = [f"{receiver(full, m)}: {word}" for m in mails for word in ALL if word in f"{m.subject}\n{m.text}"]
    assert wrong == []


def test_nothing_that_may_ever_be_mailed_as_a_reminder_names_anybody(full):
    """In every situation of the work, for everybody, whatever the day."""
    wrong, seen = [], set()
    makes = {row.make for name, row in TABLE.items() if name.startswith(("candidates:", "training:", "funding:"))}
    with undone():
        for make in makes:
            # Some situations shut each other out; each is there as far as it can be.
            with suppress(IntegrityError, NotNow), transaction.atomic():
                make(full, full.own)
        stain(full)
        for role in CREW:
            user = User.objects.get(pk=full.users[role].pk)
            for item in reminders.waiting(user):
                if item.mail_from:
                    seen.add(kind := item.key.split(":")[0])
                    told = f"{item.mailed} {item.context} {item.url}"
                    wrong += [f"{role}: {word} in “{kind}”" for word in ALL if word in told]
    print(sorted(seen))
    assert wrong == []
    assert seen >= {"card", "match", "uwv"}


@pytest.mark.parametrize("kind", settings.DOCUMENTS)
def test_no_document_tells_of_a_person(full, kind):
    """Documents go to companies and partners: not one word about anybody."""
    from pypdf import PdfReader

    with undone():
        stain(full)
        paper = Document.objects.create(
            pilot=full.own.pilot, kind=kind, title="Sheet", asked_by=full.users["owner"], state="working"
        )
        if kind == "commitment":
            f.paper_for(paper)
        documents.make(paper)
        paper.refresh_from_db()
        pdf = PdfReader(BytesIO(paper.blob.plain))
        text = "".join(page.extract_text() for page in pdf.pages) + str(pdf.metadata)
    squeezed = "".join(text.split())
    assert "pilot" in squeezed.lower()
    assert [word for word in ALL if word in squeezed] == []


def test_the_log_tells_ids_only(full, log):
    """Reading, searching, writing, and everything that goes wrong."""
    with undone():
        stain(full)
        for path in full.cases:
            looked(full, "owner", path, path)
        for word in ALL:
            looked(full, "owner", word, reverse("desk:search") + f"?q={word}")
        for name in ("candidates:candidate_edit", "candidates:scorecard", "candidates:candidate_drop"):
            with undone():
                posted(full, name)
    text = "\n".join(log)
    assert "request_finished" in text
    assert [word for word in (*ALL, TYPED) if word in text] == []


def test_an_errand_that_fails_tells_the_log_no_address(full, log, monkeypatch):
    """Mail servers quote the address that they refuse."""
    from smtplib import SMTPRecipientsRefused

    from pilot import errands

    def refuse(errand):
        raise SMTPRecipientsRefused({errand.to: (550, b"nobody here")})

    monkeypatch.setattr("pilot.mail.deliver", refuse)
    with undone():
        mail = Mail.objects.create(to=f"{EMAIL}@voorbeeld.test", subject="s", text="t", kind="k", message_id="<1@x>")
        errands.run("mail", mail.pk)
    text = "\n".join(log)
    assert "SMTPRecipientsRefused" in text
    assert "errands.py" in text
    assert EMAIL not in text


def test_a_page_that_breaks_tells_the_log_where_and_not_what(full, log, monkeypatch):
    """The database quotes the row that it refuses."""

    def broken(*args, **kwargs):
        raise IntegrityError(f"Key (email)=({EMAIL}@voorbeeld.test) already exists.")

    monkeypatch.setattr("pilot.desk.searching.people", broken)
    browser = full.browsers["owner"]
    monkeypatch.setattr(browser, "raise_request_exception", False)
    with undone():
        assert browser.get(reverse("desk:search") + "?q=wie").status_code == 500
    text = "\n".join(log)
    assert "IntegrityError" in text
    assert "searching.py" in text
    assert EMAIL not in text


def test_sealed_means_sealed(full):
    """The world of these tests holds a card that is in, while its pair is not."""
    assert Scorecard.objects.get(pk=full.sealed.pk).submitted_at is not None
    assert Scorecard.objects.get(pk=full.open.pk).submitted_at is None
