"""The interview by two people: planned with the right pair, scored on sealed cards."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from candidates import selection
from candidates.models import Interview, Score, Scorecard
from candidates.waiting import waiting
from pilot.choices import Role
from pilot.models import Appointment, AuditEvent, Mail
from pilot.reminders import send_to
from pilot.workflow import NotNow
from tests.factories import (
    CandidateFactory,
    assign,
    fill,
    held_interview,
    kit_in_use,
    office_hours,
    owner,
    planned_interview,
    provider,
    running_pilot,
    selector,
    specialist,
)

pytestmark = pytest.mark.django_db


def ready(pilot=None):
    """An invited candidate of a pilot with a kit in use."""
    pilot = pilot or running_pilot()
    kit_in_use(pilot)
    return CandidateFactory(pilot=pilot, state="invited")


def plan(candidate, **people):
    pilot = candidate.pilot
    people = {"selector": selector(pilot), "specialist": specialist(pilot)} | people
    return selection.plan(candidate, at=timezone.now(), place="Kamer 2", by=owner(pilot), **people)


def cards(interview):
    return interview.scorecards.get(part="selector"), interview.scorecards.get(part="specialist")


@pytest.mark.advice("8.3.2-11", carries="candidates.selection.plan")
def test_an_interview_has_two_cards_for_two_people_and_everybody_hears_of_it():
    interview = plan(ready())
    first, second = cards(interview)
    assert first.interviewer != second.interviewer
    assert Mail.objects.filter(kind="interview_planned").count() == 2
    letter = Mail.objects.get(to=interview.candidate.email)
    assert "Kamer 2" in letter.text
    assert not Mail.objects.filter(kind="interview_planned", text__contains=interview.candidate.last_name).exists()


@pytest.mark.advice("8.3.2-11", carries="candidates.selection.pair_blockers")
def test_one_person_cannot_hold_both_parts():
    candidate = ready()
    both = selector(candidate.pilot)
    assign(both, Role.SPECIALIST, candidate.pilot)
    with pytest.raises(NotNow):
        plan(candidate, selector=both, specialist=both)


def test_one_person_twice_in_an_interview_is_refused_by_the_database_too():
    interview = planned_interview()
    first = cards(interview)[0]
    with (
        pytest.raises(IntegrityError, match="scorecard_one_per_person"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "update candidates_scorecard set interviewer_id = %s where interview_id = %s",
            [first.interviewer_id, interview.pk],
        )


def test_both_need_the_role_in_this_pilot():
    candidate = ready()
    elsewhere = running_pilot()
    with pytest.raises(NotNow) as error:
        plan(candidate, selector=selector(elsewhere), specialist=specialist(elsewhere))
    assert len(error.value.sentences) == 2


def test_the_provider_supplies_no_selector_unless_the_appointment_says_so():
    candidate = ready()
    # The database refuses both roles for one person; this is a colleague at the provider's.
    seller = selector(candidate.pilot, organisation=provider(candidate.pilot).organisation)
    with pytest.raises(NotNow):
        plan(candidate, selector=seller)
    Appointment.objects.filter(pilot=candidate.pilot).update(also_selects=True)
    assert plan(candidate, selector=seller).state == "planned"


def test_somebody_who_was_not_invited_or_is_planned_already_is_not_planned():
    candidate = ready()
    plan(candidate)
    with pytest.raises(NotNow):
        plan(candidate)
    registered = CandidateFactory(pilot=candidate.pilot)
    with pytest.raises(NotNow):
        plan(registered)


def test_without_a_kit_in_use_nothing_is_planned_and_the_page_says_so(person):
    pilot = running_pilot()
    candidate = CandidateFactory(pilot=pilot, state="invited")
    selector(pilot), specialist(pilot)
    answer = person(owner(pilot)).get(reverse("candidates:interview_plan", args=[candidate.pk]))
    assert len(answer.context["blockers"]) == 1


def test_an_interview_is_planned_from_the_page(person):
    candidate = ready()
    one, two = selector(candidate.pilot), specialist(candidate.pilot)
    url = reverse("candidates:interview_plan", args=[candidate.pk])
    typed = {"at": f"{office_hours():%Y-%m-%dT%H:%M}", "place": "Kamer 4", "selector": one.pk, "specialist": two.pk}
    assert person(one).post(url, typed).status_code == 302
    assert Interview.objects.get().place == "Kamer 4"


@pytest.mark.advice("8.3.2-13", carries="candidates.selection.required")
def test_the_selector_scores_everything_and_the_specialist_the_hard_items():
    first, second = cards(planned_interview())
    items = list(first.interview.kit.items.all())
    assert [item for item in items if selection.required(item, first.part)] == items
    assert {item.kind for item in items if selection.required(item, second.part)} == {"hard"}
    assert selection.in_order(items, second.part)[0].kind == "hard"


@pytest.mark.advice("8.3.2-12", carries="candidates.selection.write")
def test_a_score_keeps_situation_task_action_and_result():
    first, _second = cards(planned_interview())
    item = first.interview.kit.items.first()
    notes = {"situation": "S", "task": "T", "action": "A", "result": "R"}
    selection.write(first, item, by=first.interviewer, value=4, notes=notes, fields=["value"])
    score = first.scores.get()
    assert (score.value, score.situation, score.task, score.action, score.result) == (4, "S", "T", "A", "R")


@pytest.mark.advice("8.3.2-15", carries="candidates.forms_interviews.ScoreForm")
def test_a_score_outside_one_to_five_is_refused_on_the_page_and_in_the_database(person):
    first, _second = cards(planned_interview())
    answer = person(first.interviewer).post(
        first.get_absolute_url() + "?onderdeel=1", {"value": "6", "situation": "Hij zei"}
    )
    assert answer.status_code == 200
    assert "Hij zei" in answer.content.decode()
    with pytest.raises(IntegrityError, match="score_1_to_5"), transaction.atomic():
        Score.objects.create(scorecard=first, item=first.interview.kit.items.first(), value=6)


def test_saving_an_item_leads_to_the_next_and_the_last_to_reading_through(person):
    first, _second = cards(planned_interview())
    browser = person(first.interviewer)
    url = first.get_absolute_url()
    assert browser.post(f"{url}?onderdeel=1", {"value": "4", "go": "next"}).url == f"{url}?onderdeel=2"
    assert browser.post(f"{url}?onderdeel=2", {"value": "4", "go": "previous"}).url == f"{url}?onderdeel=1"
    assert browser.post(f"{url}?onderdeel=4", {"value": "4", "go": "next"}).url == f"{url}?onderdeel=nalezen"
    assert first.scores.count() == 3


def test_the_card_opens_at_the_first_item_without_a_score(person):
    first, _second = cards(planned_interview())
    item = first.interview.kit.items.first()
    Score.objects.create(scorecard=first, item=item, value=3)
    assert person(first.interviewer).get(first.get_absolute_url()).context["number"] == 2


def test_the_same_card_in_two_windows_loses_nothing(person):
    first, _second = cards(planned_interview())
    browser, url = person(first.interviewer), first.get_absolute_url() + "?onderdeel=1"
    assert browser.post(url, {"value": "4", "situation": "venster een", "go": "stay"}).status_code == 302
    answer = browser.post(url, {"value": "2", "situation": "venster twee", "go": "next"})
    assert answer.status_code == 200
    html = answer.content.decode()
    assert "venster een" in html
    assert "venster twee" in html
    version = first.scores.get().version
    assert browser.post(url, {"value": "2", "situation": "venster twee", "version": version}).status_code == 302
    assert first.scores.get().situation == "venster twee"


def test_a_card_is_handed_in_with_every_item_of_its_part_and_what_misses_is_said(person):
    first, _second = cards(planned_interview())
    fill(first, submit=False)
    first.scores.filter(item__name="Leren").update(value=None)
    assert "Leren" in selection.submitting_blockers(first)[0]
    browser = person(first.interviewer)
    browser.post(reverse("candidates:scorecard_submit", args=[first.pk]))
    first.refresh_from_db()
    assert first.submitted_at is None
    with pytest.raises(IntegrityError, match="every item of its part"), transaction.atomic():
        Scorecard.objects.filter(pk=first.pk).update(submitted_at=timezone.now())


def test_with_the_second_card_the_interview_is_held():
    interview = planned_interview()
    for card in cards(interview):
        fill(card, submit=False)
        selection.submit(card, by=card.interviewer)
    interview.refresh_from_db()
    interview.candidate.refresh_from_db()
    assert interview.state == "held"
    assert interview.candidate.state == "interviewed"
    assert AuditEvent.objects.filter(action="submit").count() == 2


def test_a_card_goes_back_until_the_other_is_in():
    first, second = cards(planned_interview())
    for card in (first, second):
        fill(card, submit=False)
    selection.submit(first, by=first.interviewer)
    first = selection.take_back(first, by=first.interviewer)
    assert first.submitted_at is None
    selection.submit(first, by=first.interviewer)
    selection.submit(second, by=second.interviewer)
    with pytest.raises(NotNow):
        selection.take_back(first, by=first.interviewer)
    with pytest.raises(IntegrityError, match="neither goes back"), transaction.atomic():
        Scorecard.objects.filter(pk=first.pk).update(submitted_at=None)


@pytest.mark.parametrize(
    "attack",
    [
        "update candidates_score set value = 1 where scorecard_id = {card}",
        "update candidates_score set situation = 'iets anders' where scorecard_id = {card}",
        "delete from candidates_score where scorecard_id = {card}",
        "update candidates_scorecard set submitted_at = now() + interval '1 day' where id = {card}",
        "delete from candidates_scorecard where id = {card}",
    ],
)
def test_a_card_that_was_handed_in_refuses_raw_sql(attack):
    first, _second = cards(held_interview())
    with pytest.raises(IntegrityError, match="submitted card"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(attack.format(card=first.pk))


def test_nobody_writes_on_a_colleagues_card():
    first, second = cards(planned_interview())
    with pytest.raises(NotNow):
        selection.write(
            first, first.interview.kit.items.first(), by=second.interviewer, value=1, notes={}, fields=["value"]
        )


def test_what_was_typed_in_a_second_window_after_sealing_is_shown_and_not_saved(person):
    first, _second = cards(planned_interview())
    fill(first)
    answer = person(first.interviewer).post(
        first.get_absolute_url() + "?onderdeel=1", {"value": "1", "situation": "te laat"}
    )
    assert answer.status_code == 200
    assert "te laat" in answer.content.decode()
    assert not first.scores.filter(situation="te laat").exists()


def test_an_interview_is_cancelled_with_a_reason_and_the_candidate_stays_invited():
    interview = planned_interview()
    selection.cancel(interview, by=owner(interview.candidate.pilot), reason="Selecteur ziek.")
    interview.candidate.refresh_from_db()
    assert interview.state == "cancelled"
    assert interview.candidate.state == "invited"
    assert Mail.objects.filter(to=interview.candidate.email).exists()


def test_not_coming_is_noted_after_the_hour_only():
    interview = planned_interview(at=timezone.now() + timedelta(days=1))
    by = owner(interview.candidate.pilot)
    with pytest.raises(NotNow):
        selection.miss(interview, by=by)
    Interview.objects.filter(pk=interview.pk).update(at=timezone.now() - timedelta(hours=1))
    interview.refresh_from_db()
    assert selection.miss(interview, by=by).state == "no_show"


def test_an_own_card_waits_from_the_day_of_the_interview_and_is_mailed_once_three_days_late(settings):
    settings.REMINDER_SOURCES = ["candidates.waiting.waiting"]
    interview = planned_interview(at=timezone.localtime() - timedelta(days=2))
    first, _second = cards(interview)
    line = next(item for item in waiting(first.interviewer) if item.key == f"card:{first.pk}")
    assert line.days_late == 2
    assert send_to(first.interviewer) == 0
    Interview.objects.filter(pk=interview.pk).update(at=timezone.localtime() - timedelta(days=3))
    del first.interviewer.__dict__["running"]
    assert send_to(first.interviewer) == 1
    assert send_to(first.interviewer) == 0
    letter = Mail.objects.get(kind="reminder")
    assert interview.candidate.last_name not in letter.text + letter.subject


def test_a_card_that_was_handed_in_waits_for_nobody():
    first, second = cards(planned_interview())
    fill(first)
    assert not [item for item in waiting(first.interviewer) if item.key.startswith("card:")]
    assert [item for item in waiting(second.interviewer) if item.key == f"card:{second.pk}"]
