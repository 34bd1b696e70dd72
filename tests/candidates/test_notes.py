"""Notes about people, matches and companies: kept as written, corrected by a new version, gone with a person."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from candidates import merging, privacy
from candidates.models import Note
from pilot import notes
from pilot.choices import Role
from pilot.workflow import NotNow
from tests import factories as f
from tests.conftest import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def pilot():
    return f.running_pilot()


@pytest.fixture
def selector(pilot):
    return f.selector(pilot)


@pytest.fixture
def browser(selector):
    return Person(selector)


def written(browser, subject, name="candidates:note_new", text="Belde terug.", kind="agreement"):
    return browser.post(reverse(name, args=[subject.pk]), {"kind": kind, "text": text})


def told(browser, subject):
    return browser.get(subject.get_absolute_url()).content.decode()


def test_a_note_stands_in_the_timeline_with_its_kind_and_author(pilot, browser, selector):
    person = f.CandidateFactory(pilot=pilot)
    assert written(browser, person).url == person.get_absolute_url()
    page = told(browser, person)
    assert "Belde terug." in page
    assert str(selector.name) in page
    assert Note.objects.get().kind == "agreement"


def test_a_note_about_a_match_stands_there_and_on_the_case_of_the_person(pilot, browser):
    match = f.placed_match(pilot)
    written(browser, match, "candidates:match_note_new", text="Bedrijf belt vrijdag.")
    assert "Bedrijf belt vrijdag." in told(browser, match)
    assert "Bedrijf belt vrijdag." in told(browser, match.candidate)


def test_a_company_has_notes_of_every_kind_too(pilot, browser):
    case = f.ParticipationFactory(pilot=pilot)
    written(browser, case, "companies:note", text="Wil twee mensen.", kind="fact")
    assert "Wil twee mensen." in told(browser, case)
    assert case.notes.get().kind == "fact"


def test_a_correction_is_a_new_version_and_the_earlier_one_stays_readable(pilot, browser):
    person = f.CandidateFactory(pilot=pilot)
    written(browser, person, text="Komt maandag.")
    first = Note.objects.get()
    browser.post(reverse("candidates:note_correct", args=[first.pk]), {"kind": "agreement", "text": "Komt dinsdag."})
    page = told(browser, person)
    assert "Komt dinsdag." in page
    assert "Komt maandag." in page
    assert Note.objects.get(text="Komt dinsdag.").replaces == first


def test_a_correction_of_a_company_note_is_a_new_version_too(pilot, browser):
    case = f.ParticipationFactory(pilot=pilot)
    written(browser, case, "companies:note", text="Een plek.")
    row = case.notes.get()
    browser.post(reverse("companies:note_correct", args=[row.pk]), {"kind": "fact", "text": "Twee plekken."})
    assert case.notes.get(text="Twee plekken.").replaces == row


def test_only_its_author_corrects_a_note_and_only_once(pilot, browser, selector):
    person = f.CandidateFactory(pilot=pilot)
    note = notes.keep(Note, person, by=selector, kind="fact", text="A", candidate=person)
    colleague = f.selector(pilot)
    url = reverse("candidates:note_correct", args=[note.pk])
    assert Person(colleague).get(url).status_code == 403
    with pytest.raises(NotNow):
        notes.correct(note, person, by=colleague, kind="fact", text="B", candidate=person)
    notes.correct(note, person, by=selector, kind="fact", text="B", candidate=person)
    with pytest.raises(NotNow):
        notes.correct(note, person, by=selector, kind="fact", text="C", candidate=person)


def test_a_specialist_neither_reads_nor_writes_notes(pilot, selector):
    interview = f.planned_interview(f.CandidateFactory(pilot=pilot, state="invited"))
    person, user = interview.candidate, interview.scorecards.get(part="specialist").interviewer
    notes.keep(Note, person, by=selector, kind="fact", text="Geheimpje", candidate=person)
    specialist = Person(user)
    assert "Geheimpje" not in told(specialist, person)
    assert written(specialist, person).status_code == 403
    assert Note.objects.visible_to(user).count() == 0


def test_a_provider_reads_notes(pilot, selector):
    person = f.CandidateFactory(pilot=pilot)
    notes.keep(Note, person, by=selector, kind="fact", text="Mag vanaf mei.", candidate=person)
    provider = f.person(Role.PROVIDER, pilot, organisation=pilot.appointments.first().provider)
    assert "Mag vanaf mei." in told(Person(provider), person)


def test_notes_move_along_when_two_records_become_one_and_go_with_the_person(pilot, selector):
    stays, goes = f.CandidateFactory(pilot=pilot), f.CandidateFactory(pilot=pilot, phone="", postcode="")
    notes.keep(Note, goes, by=selector, kind="fact", text="Belde.", candidate=goes)
    merging.merge(stays, goes, by=selector)
    note = Note.objects.get()
    assert note.candidate_id == stays.pk
    privacy.erase(stays)
    note.refresh_from_db()
    assert note.text == ""


@pytest.mark.parametrize("change", ["set text = 'anders'", "set kind = 'fact'", "set by_id = by_id + 1"])
def test_the_database_keeps_a_note_as_it_was_written(pilot, selector, change):
    person = f.CandidateFactory(pilot=pilot)
    note = notes.keep(Note, person, by=selector, kind="contact", text="Belde.", candidate=person)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"update candidates_note {change} where id = %s", [note.pk])
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("delete from candidates_note where id = %s", [note.pk])
