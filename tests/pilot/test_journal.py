"""The journal: kept for good, about any record, found again, and of use to whoever repeats the pilot."""

import html
from io import BytesIO

import pytest
from django.db import IntegrityError, connection, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from python_calamine import CalamineWorkbook

from pilot import documents
from pilot.models import AuditEvent, Document, JournalEntry, Phase
from pilot.phases import lessons, noting, subjects
from pilot.workflow import NotNow
from tests import factories as make
from tests.factories import AO, OOM

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(person, settings):
    """A browser in which English was chosen, so that sentences stand here as in the source."""

    def opened(user):
        browser = person(user)
        browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        return browser

    return opened


def text(page):
    return html.unescape(page.content.decode())


def url(name, *args):
    return reverse(name, args=args)


@pytest.fixture
def pilot():
    return make.running_pilot()


def line(pilot, words="Twee voorlichtingen in Almelo.", kind="note", **fields):
    return noting.note(pilot, kind, words, by=fields.pop("by", None) or make.owner(pilot), **fields)


def write(browser, pilot, query="", **said):
    return browser.post(url("journal_new", pilot.slug) + query, {"kind": "note", "text": "Iets.", **said})


# --- kept for good ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "update pilot_journalentry set text = 'anders'",
        "update pilot_journalentry set kind = 'do'",
        "update pilot_journalentry set by_id = by_id + 1",
        "delete from pilot_journalentry",
    ],
)
def test_a_line_is_never_changed_or_removed(pilot, statement):
    line(pilot)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_text_may_become_empty(pilot):
    entry = line(pilot, "Een naam.")
    JournalEntry.objects.filter(pk=entry.pk).update(text="")
    assert JournalEntry.objects.get(pk=entry.pk).text == ""


def test_a_line_replaces_one_of_its_own_pilot_only(pilot):
    other = line(make.running_pilot())
    with pytest.raises(IntegrityError), transaction.atomic():
        JournalEntry.objects.create(pilot=pilot, kind="note", text="Nieuw.", by=make.owner(pilot), replaces=other)


def test_a_subject_has_a_type_and_a_number_or_neither(pilot):
    with pytest.raises(IntegrityError), transaction.atomic():
        JournalEntry.objects.create(
            pilot=pilot, kind="note", text="Half.", by=make.owner(pilot), subject_type="pilot.policy"
        )


@pytest.mark.advice("8.3-07", carries="pilot.phases.noting.correct")
def test_a_correction_is_a_new_line_and_the_old_one_is_kept(pilot, person):
    owner = make.owner(pilot)
    old = line(pilot, "Elf bedrijven.", by=owner)
    browser = person(owner)
    answer = browser.post(url("journal_correct", pilot.slug, old.pk), {"kind": "note", "text": "Twaalf bedrijven."})
    new = JournalEntry.objects.get(replaces=old)
    assert answer.url == url("journal_entry", pilot.slug, new.pk)
    assert "Elf" not in text(browser.get(url("journal", pilot.slug)))
    assert "Elf bedrijven." in text(browser.get(url("journal", pilot.slug) + "?oud=on"))
    page = text(browser.get(answer.url))
    assert "Elf bedrijven." in page
    assert "Twaalf bedrijven." in page
    with translation.override("en"), pytest.raises(NotNow, match="corrected this line already"):
        noting.correct(old, {"kind": "note", "text": "Dertien."}, by=owner)


def test_a_private_word_is_removed_with_the_correction(pilot):
    owner = make.owner(pilot)
    old = line(pilot, "Een naam.", by=owner, reason="Daarom.")
    noting.correct(old, {"kind": "note", "text": "De kandidaat."}, by=owner, wipe=True)
    old.refresh_from_db()
    assert (old.text, old.reason) == ("", "")
    assert AuditEvent.objects.filter(action="wipe", subject_id=old.pk, actor=owner).exists()


def test_a_line_is_corrected_by_its_writer_or_an_owner(pilot, person):
    selector = make.selector(pilot)
    mine, theirs = line(pilot, by=selector), line(pilot, by=make.owner(pilot))
    browser = person(selector)
    assert browser.get(url("journal_correct", pilot.slug, mine.pk)).status_code == 200
    assert browser.get(url("journal_correct", pilot.slug, theirs.pk)).status_code == 403
    assert person(make.owner(pilot, OOM)).get(url("journal_correct", pilot.slug, mine.pk)).status_code == 200


# --- from any page, about any record ------------------------------------------------------------------------------


@pytest.mark.advice("8.3-07", carries="pilot.phases.subjects.of_path")
def test_two_actions_lead_from_a_record_to_a_line_about_it_and_back(pilot, person):
    match = make.placed_match(pilot)
    browser = person(make.owner(pilot))
    page = text(browser.get(match.get_absolute_url()))
    link = f"{reverse('note')}?terug={match.get_absolute_url().replace('/', '%2F')}"
    assert link in page
    form = browser.get(link, follow=True)
    assert str(match) in text(form)
    answer = browser.post(form.redirect_chain[-1][0], {"kind": "success", "text": "De ploeg paste goed."})
    assert answer.url == match.get_absolute_url()
    entry = pilot.journal.get()
    assert (entry.subject_type, entry.subject_id, entry.phase) == ("candidates.match", match.pk, Phase.RECRUITING)


def test_a_page_under_a_record_is_about_that_record(pilot):
    match = make.placed_match(pilot)
    owner = make.owner(pilot)
    assert subjects.of_path(f"/kandidaten/{match.candidate_id}/uwv/", owner) == (pilot, match.candidate)
    assert subjects.of_path(f"/pilots/{pilot.slug}/bedrijven/?state=lead", owner) == (pilot, None)
    policy = pilot.policies.get()
    assert subjects.of_path(f"/pilots/{pilot.slug}/beleid/versie/{policy.number}/", owner) == (pilot, policy)
    assert subjects.of_path("/bestaat/niet/", owner) == (None, None)


def test_a_line_is_about_nothing_that_its_writer_may_not_see(pilot, person):
    other = make.placed_match(make.running_pilot())
    browser = person(make.owner(pilot))
    for over in (
        f"candidates.match:{other.pk}",
        "candidates.scorecard:1",
        "pilot.user:1",
        "onzin",
        "candidates.match:x",
    ):
        assert browser.get(url("journal_new", pilot.slug) + f"?over={over}").status_code == 404
        assert write(browser, pilot, f"?over={over}").status_code == 404
    assert not pilot.journal.exists()


def test_one_comes_back_to_pages_of_ours_only(pilot, person):
    browser = person(make.owner(pilot))
    for away in ("https://elders.test/", "//elders.test/", "javascript:alert(1)", "/\\elders.test"):
        assert write(browser, pilot, f"?terug={away}").url == url("journal", pilot.slug)


def test_a_page_of_no_pilot_asks_which_one(pilot, person):
    page = text(person(make.owner(pilot)).get(reverse("note") + "?terug=/"))
    assert pilot.title in page
    assert person(make.management(AO)).get(reverse("note")).status_code == 403


def test_the_record_is_named_to_who_may_see_it_and_its_kind_to_the_others(pilot, person):
    match = make.placed_match(pilot)
    line(pilot, "De ploeg paste goed.", about=match)
    assert str(match) in text(person(make.selector(pilot)).get(url("journal", pilot.slug)))
    page = text(person(make.management(AO)).get(url("journal", pilot.slug)))
    assert "De ploeg paste goed." in page
    assert "Match" in page
    assert match.candidate.last_name not in page
    assert match.get_absolute_url() not in page


# --- names --------------------------------------------------------------------------------------------------------


def test_a_name_of_a_candidate_is_pointed_out_and_kept_when_the_writer_is_sure(pilot, person):
    make.CandidateFactory(pilot=pilot, first_name="Merel", last_name="van Roodwaard-Elzerman")
    browser = person(make.owner(pilot))
    page = write(browser, pilot, text="Met Merel ging het goed.", reason="Elzerman wist veel.")
    assert page.status_code == 200
    assert "“Merel” is also the name of a candidate" in text(page)
    assert "“Elzerman” is also the name of a candidate" in text(page)
    assert write(browser, pilot, text="Een merel op het dak.").status_code == 302
    assert write(browser, pilot, text="De Merel is een zaal.", sure="on").status_code == 302
    assert pilot.journal.count() == 2


def test_names_of_other_pilots_are_not_told(pilot, person):
    make.CandidateFactory(pilot=make.running_pilot(), first_name="Merel", last_name="Elzerman")
    assert write(person(make.owner(pilot)), pilot, text="Met Merel ging het goed.").status_code == 302


# --- found again --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "hits"),
    [
        ("voorlichting", True),  # its Dutch stem: voorlichtingen
        ("VOORLICHT", True),  # the beginning of a word
        ("almelo voorlichting", True),
        ("almelo -voorlichtingen", False),
        ('"voorlichtingen in almelo"', True),
        ('"almelo in voorlichtingen"', False),
        ("olifant", False),
        ("' | & ! ( : *", False),
    ],
)
def test_words_are_found_by_their_dutch_stems(pilot, words, hits):
    entry = line(pilot, "Twee voorlichtingen in Almelo.")
    assert list(JournalEntry.objects.found(words)) == ([entry] if hits else [])


def test_the_search_reads_the_index(pilot):
    with connection.cursor() as cursor:
        cursor.execute("set enable_seqscan = off")
        plan = JournalEntry.objects.found("voorlichting").order_by().explain()
    assert "journal_words" in plan


def test_the_journal_is_filtered_by_phase_period_writer_and_record(pilot, person):
    owner, selector = make.owner(pilot), make.selector(pilot)
    match = make.placed_match(pilot)
    line(pilot, "Eerste.", phase="training", by=owner)
    line(pilot, "Tweede.", about=match, by=selector)
    browser = person(owner)

    def shown(query):
        page = text(browser.get(url("journal", pilot.slug) + query))
        return {word for word in ("Eerste.", "Tweede.") if word in page}

    assert shown("") == {"Eerste.", "Tweede."}
    assert shown("?fase=training") == {"Eerste."}
    assert shown(f"?wie={selector.pk}") == {"Tweede."}
    assert shown("?over=candidates.match") == {"Tweede."}
    assert shown(f"?over=candidates.match:{match.pk}") == {"Tweede."}
    assert shown("?tot=2020-01-01") == set()
    assert shown("?van=2020-01-01") == {"Eerste.", "Tweede."}
    assert shown("?van=gisteren&wie=x") == {"Eerste.", "Tweede."}


def test_the_journal_goes_out_as_a_spreadsheet_without_formulas(pilot, person):
    match = make.placed_match(pilot)
    line(pilot, "=1+1", about=match)
    for user, about in ((make.owner(pilot), f"Match: {match}"), (make.management(AO), "Match")):
        answer = person(user).get(url("journal_export", pilot.slug))
        rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
        assert rows[1][3] == "=1+1"
        assert rows[1][6] == about


# --- lessons ------------------------------------------------------------------------------------------------------


@pytest.mark.advice("8.3-08", carries="pilot.phases.lessons.by_phase")
def test_the_lessons_go_out_by_phase_for_the_roadmap(pilot, person):
    owner = make.owner(pilot)
    line(pilot, "Bel vooraf.", "do", phase="recruiting", by=owner)
    line(pilot, "Te laat begonnen.", "failure", phase="training", by=owner)
    old = line(pilot, "Fout geschreven.", "dont", phase="training", by=owner)
    noting.correct(old, {"kind": "dont", "text": "Goed geschreven.", "phase": "training"}, by=owner)
    line(pilot, "Alleen een notitie.", by=owner)
    answer = person(owner).post(url("journal_paper", pilot.slug))
    assert answer.url == reverse("desk:documents", args=[pilot.slug])
    asked = pilot.documents.get(kind="lessons")
    template, context = lessons.paper(asked)
    assert [phase["title"] for phase in context["phases"]] == [Phase.RECRUITING.label, Phase.TRAINING.label]
    page = render_to_string(template, context)
    assert "Goed geschreven." in page
    assert "Fout geschreven." not in page
    assert "Alleen een notitie." not in page
    assert documents.pdf(page).startswith(b"%PDF")


def test_lessons_of_a_pilot_are_not_for_a_provider_that_is_only_invited(pilot):
    pilot.appointments.update(state="ended")
    invited = make.AppointmentFactory(pilot=pilot, state="invited")
    user = make.UserFactory(organisation=invited.provider)
    make.assign(user, "provider", pilot)
    for kind in ("lessons", "company_sheet"):
        Document.objects.create(pilot=pilot, kind=kind, title=kind, asked_by=make.owner(pilot))
    assert [paper.kind for paper in Document.objects.visible_to(user)] == ["company_sheet"]
    assert Document.objects.visible_to(make.management(AO)).count() == 2


@pytest.mark.advice("8.3-08", carries="pilot.models.journal.JournalQuerySet.lessons")
def test_what_worked_is_told_over_all_pilots_of_the_own_fund(pilot, person):
    line(pilot, "Bel vooraf.", "success", phase="recruiting")
    line(pilot, "Alleen een notitie.")
    elsewhere = make.running_pilot(OOM)
    line(elsewhere, "Niet van ons.", "success", by=make.owner(elsewhere, OOM))
    page = text(person(make.management(AO)).get(reverse("lessons")))
    assert "Bel vooraf." in page
    assert pilot.title in page
    assert "Alleen een notitie." not in page
    assert "Niet van ons." not in page
    page = text(person(make.management(AO)).get(reverse("lessons") + "?soort=failure"))
    assert "Bel vooraf." not in page


@pytest.mark.advice("8.3-08", carries="pilot.phases.lessons.of_page")
def test_success_and_failure_stand_side_by_side(pilot):
    line(pilot, "Bel vooraf.", "do")
    line(pilot, "Werkte goed.", "success")
    line(pilot, "Te laat.", "failure")
    latest, (good, bad) = lessons.of_page(pilot)
    assert len(latest) == 3
    assert (good["count"], bad["count"]) == (2, 1)
    assert [entry.text for entry in good["entries"]] == ["Werkte goed.", "Bel vooraf."]


def test_a_line_about_an_older_version_is_no_dead_link_for_an_owner_of_another_pilot(person):
    pilot = make.running_pilot()
    old = pilot.policies.get()
    type(old).objects.filter(pk=old.pk).update(state="superseded")
    make.JournalEntryFactory(pilot=pilot, text="Versie 1 geldt.", subject_type="pilot.policy", subject_id=old.pk)
    link = reverse("policy_version", args=[pilot.slug, old.number])
    journal = reverse("journal", args=[pilot.slug])
    elsewhere = make.owner(make.running_pilot())
    for user, sees in ((make.owner(pilot), True), (make.management(), True), (elsewhere, False)):
        assert (link in person(user).get(journal).content.decode()) is sees
