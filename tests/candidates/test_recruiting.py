"""People come in by hand, are told so, leave with a reason and may come back; the list shows where they are."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from candidates import recruiting
from candidates.models import Candidate
from candidates.waiting import waiting
from pilot.models import AuditEvent, Mail
from pilot.workflow import NotNow
from tests.factories import (
    AttendanceFactory,
    CandidateFactory,
    MatchFactory,
    owner,
    planned_interview,
    provider,
    qualified_candidate,
    running_pilot,
)

pytestmark = pytest.mark.django_db


# ---- by hand ----


def typed(**fields):
    base = {"first_name": "Emre", "last_name": "Yalduz", "status": "employed", "recruited_by": "provider"}
    return base | fields


def test_one_person_is_recorded_by_hand(person):
    pilot = running_pilot()
    url = reverse("candidates:candidate_new", args=[pilot.slug])
    answer = person(provider(pilot)).post(
        url, typed(email="Emre@voorbeeld.test", status="benefit", benefit_until="1-3-2027")
    )
    made = Candidate.objects.get()
    assert answer.url == made.get_absolute_url()
    assert made.email == "emre@voorbeeld.test"
    assert (made.employment, made.uwv_benefit, made.benefit_until) == ("unemployed", True, date(2027, 3, 1))
    assert made.told_at is None


def test_whoever_was_told_in_person_needs_no_mail(person):
    pilot = running_pilot()
    person(provider(pilot)).post(reverse("candidates:candidate_new", args=[pilot.slug]), typed(knows="on"))
    assert Candidate.objects.get().told_at


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"email": "geen"}, "email"),
        ({"phone": "12"}, "phone"),
        ({"birth_year": "1850"}, "birth_year"),
        ({"benefit_until": "2027-03-01"}, "benefit_until"),
        ({"last_name": ""}, "last_name"),
        ({"status": ""}, "status"),
    ],
)
def test_what_is_wrong_stands_at_the_field_and_what_was_typed_stays(person, fields, wrong):
    pilot = running_pilot()
    answer = person(provider(pilot)).post(reverse("candidates:candidate_new", args=[pilot.slug]), typed(**fields))
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [wrong]
    assert "Emre" in answer.content.decode()


def test_an_address_that_somebody_has_already_is_refused_with_the_name(person):
    known = CandidateFactory(email="a@voorbeeld.test")
    url = reverse("candidates:candidate_new", args=[known.pilot.slug])
    answer = person(provider(known.pilot)).post(url, typed(email="A@voorbeeld.test"))
    assert known.name in answer.context["form"].errors["email"][0]


def test_a_stale_correction_gives_both_values(person):
    known = CandidateFactory()
    url = reverse("candidates:candidate_edit", args=[known.pk])
    Candidate.objects.filter(pk=known.pk).update(town="Helmond")
    answer = person(provider(known.pilot)).post(url, typed(town="Best", version=known.version))
    assert answer.status_code == 200
    html = answer.content.decode()
    assert "Helmond" in html
    assert "Best" in html


# ---- told within a month ----


def test_everybody_is_told_by_mail_once_and_the_mail_says_what_may_be_asked():
    pilot = running_pilot()
    people = CandidateFactory.create_batch(2, pilot=pilot)
    silent = CandidateFactory(pilot=pilot, email="")
    by = provider(pilot)
    told, unreachable = recruiting.tell_recorded([*people, silent], by=by)
    assert len(told) == 2
    assert unreachable == [silent]
    assert recruiting.tell_recorded(people, by=by) == ([], [])
    assert Mail.objects.count() == 2
    text = Mail.objects.first().text
    assert "A+O" in text
    silent.refresh_from_db()
    assert silent.told_at is None
    assert recruiting.say_told(silent, by=by).told_at


def test_telling_goes_in_bulk_from_the_list(person):
    pilot = running_pilot()
    people = CandidateFactory.create_batch(3, pilot=pilot)
    browser = person(provider(pilot))
    url = reverse("candidates:bulk", args=[pilot.slug])
    assert len(browser.get(f"{url}?act=tell&alle=1").context["chosen"]) == 3
    browser.post(url, {"act": "tell", "pick": [one.pk for one in people]})
    assert Candidate.objects.filter(told_at__isnull=False).count() == 3


def test_telling_is_due_within_a_month_of_recording():
    pilot = running_pilot()
    by = provider(pilot)
    old = CandidateFactory(pilot=pilot)
    Candidate.objects.filter(pk=old.pk).update(created_at=timezone.localtime() - timedelta(days=31))
    line = next(item for item in waiting(by) if ":tell:" in item.key)
    assert line.days_late == 1
    assert line.mail_from < line.due


# ---- leaving and coming back ----


def test_falling_out_has_a_stage_and_a_reason_and_the_candidate_hears_it():
    one = CandidateFactory(state="informed")
    by = provider(one.pilot)
    recruiting.drop(
        one, by=by, reason="other_job", note="Begint maandag elders.", message="Veel geluk met uw nieuwe baan."
    )
    one.refresh_from_db()
    assert (one.state, one.out_stage, one.out_reason) == ("out", "informed", "other_job")
    assert one.out_at
    assert "Veel geluk" in Mail.objects.get().text
    assert AuditEvent.objects.get(action="drop").reason.text == "Begint maandag elders."


def test_without_a_message_nothing_is_mailed():
    one = CandidateFactory()
    recruiting.drop(one, by=provider(one.pilot), reason="withdrew")
    assert not Mail.objects.exists()


def test_an_interview_that_was_planned_is_cancelled_when_somebody_falls_out():
    interview = planned_interview()
    recruiting.drop(interview.candidate, by=owner(interview.candidate.pilot), reason="withdrew")
    interview.refresh_from_db()
    assert interview.state == "cancelled"


def test_nobody_falls_out_with_a_match_still_open():
    one = qualified_candidate()
    MatchFactory(candidate=one)
    with pytest.raises(NotNow):
        recruiting.drop(one, by=owner(one.pilot), reason="withdrew")


def test_after_the_interview_a_provider_no_longer_decides_that_somebody_falls_out(person):
    one = qualified_candidate()
    url = reverse("candidates:candidate_drop", args=[one.pk])
    assert person(provider(one.pilot)).get(url).status_code == 403
    assert person(owner(one.pilot)).get(url).status_code == 200


def test_falling_out_from_the_page_asks_a_reason_and_begins_with_a_decent_message(person):
    one = CandidateFactory()
    url = reverse("candidates:candidate_drop", args=[one.pk])
    browser = person(provider(one.pilot))
    form = browser.get(url).context["form"]
    assert len(form.initial["message"]) > 100
    assert browser.post(url, {"reason": "", "message": "x"}).status_code == 200
    shown = browser.post(url, {"reason": "withdrew", "message": "x"})
    assert shown.status_code == 200
    said = {"reason": "withdrew", "message": "x", "shown": shown.context["letter"]["mark"]}
    assert browser.post(url, said).status_code == 302
    one.refresh_from_db()
    assert one.state == "out"


def test_whoever_comes_back_and_was_informed_before_need_not_come_to_a_session_again():
    one = AttendanceFactory(state="attended").candidate
    Candidate.objects.filter(pk=one.pk).update(
        state="out", out_stage="informed", out_reason="other_job", out_at=timezone.now()
    )
    one.refresh_from_db()
    recruiting.come_back(one, by=provider(one.pilot), reason="Nieuwe baan viel tegen.")
    one.refresh_from_db()
    assert (one.state, one.out_reason, one.out_at) == ("informed", "", None)


def test_whoever_comes_back_uninformed_begins_anew(person):
    one = CandidateFactory(state="out", out_stage="registered", out_reason="withdrew", out_at=timezone.now())
    answer = person(provider(one.pilot)).post(
        reverse("candidates:candidate_return", args=[one.pk]), {"reason": "Wil toch."}
    )
    assert answer.status_code == 302
    one.refresh_from_db()
    assert one.state == "registered"


# ---- the list ----


def test_the_list_narrows_by_stage_name_region_and_channel(person):
    pilot = running_pilot()
    anna = CandidateFactory(pilot=pilot, first_name="Anna", last_name="de Vries", region_id="oost", channel_id="uwv")
    bram = CandidateFactory(pilot=pilot, first_name="Bram", last_name="Jansen", state="informed", channel_id="internet")
    browser, url = person(provider(pilot)), reverse("candidates:list", args=[pilot.slug])

    def shown(query):
        return [one.pk for one in browser.get(url + query).context["page"].items]

    assert shown("") == [bram.pk, anna.pk] or shown("") == [anna.pk, bram.pk]
    assert shown("?stand=informed") == [bram.pk]
    assert shown("?q=vries+ann") == [anna.pk]
    assert shown("?region=oost") == [anna.pk]
    assert shown("?channel=internet") == [bram.pk]
    assert shown("?region=nergens") in ([], [bram.pk, anna.pk], [anna.pk, bram.pk])


def test_the_pills_count_everybody_by_stage(person):
    pilot = running_pilot()
    CandidateFactory.create_batch(2, pilot=pilot)
    CandidateFactory(pilot=pilot, state="informed")
    pills = person(provider(pilot)).get(reverse("candidates:list", args=[pilot.slug])).context["pills"]
    assert [pill["count"] for pill in pills] == [3, 2, 1, 3]


@pytest.mark.parametrize("name", ["list", "sessions"])
def test_a_list_takes_as_many_queries_for_three_rows_as_for_one(person, name):
    pilot = running_pilot()
    browser, url = person(provider(pilot)), reverse(f"candidates:{name}", args=[pilot.slug])

    def add():
        AttendanceFactory(candidate=CandidateFactory(pilot=pilot), session__pilot=pilot)

    def count():
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(url).status_code == 200
        return len(queries)

    add()
    browser.get(url)
    one = count()
    add(), add()
    qualified_candidate(pilot), planned_interview(pilot=pilot)
    assert count() == one
    assert one <= 20


def test_looking_at_a_case_is_noted(person):
    one = CandidateFactory()
    by = provider(one.pilot)
    person(by).get(one.get_absolute_url())
    assert AuditEvent.objects.filter(action="seen", actor=by, subject_id=one.pk).exists()
