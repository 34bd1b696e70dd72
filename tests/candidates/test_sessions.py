"""Information first: planned, invited, noted with one click; who came is informed."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from candidates import hearing, privacy, recruiting, sessions
from candidates.models import Attendance, Candidate, Heard, InformationSession
from candidates.waiting import waiting
from pilot.models import AuditEvent, Mail, MailCalendar
from pilot.workflow import NotNow
from tests.factories import (
    AttendanceFactory,
    CandidateFactory,
    InformationSessionFactory,
    new_pilot,
    office_hours,
    owner,
    planned_interview,
    provider,
    running_pilot,
    selector,
    specialist,
)

pytestmark = pytest.mark.django_db


def test_a_session_needs_somebody_who_made_the_switch_and_speaks(person):
    pilot = running_pilot()
    url = reverse("candidates:session_new", args=[pilot.slug])
    typed = {"at": "2026-12-03T19:00", "place": "Zaal 1", "speaker": "", "capacity": "30"}
    answer = person(provider(pilot)).post(url, typed)
    assert answer.status_code == 200
    assert "speaker" in answer.context["form"].errors
    assert not InformationSession.objects.exists()


def test_a_planned_session_is_on_the_list(person):
    pilot = running_pilot()
    browser = person(provider(pilot))
    typed = {"at": "2026-12-03T19:00", "place": "Zaal 1", "speaker": "Een verspaner uit de horeca", "capacity": "30"}
    answer = browser.post(reverse("candidates:session_new", args=[pilot.slug]), typed)
    session = InformationSession.objects.get()
    assert answer.status_code == 302
    assert answer.url == session.get_absolute_url()
    assert "Zaal 1" in browser.get(reverse("candidates:sessions", args=[pilot.slug])).content.decode()


def test_no_session_is_planned_before_the_choices_are_signed():
    pilot = new_pilot()
    session = InformationSession(pilot=pilot, at=timezone.now(), place="x", speaker="y")
    with pytest.raises(NotNow):
        sessions.plan(session, by=owner(pilot))


def test_invited_people_get_a_mail_and_nobody_is_invited_twice():
    session = InformationSessionFactory(at=timezone.now() + timedelta(days=7))
    people = CandidateFactory.create_batch(2, pilot=session.pilot)
    by = selector(session.pilot)
    assert len(sessions.invite(session, people, by=by)) == 2
    assert sessions.invite(session, people, by=by) == []
    assert Mail.objects.filter(kind__endswith=":session").count() == 2
    assert "pilot" in Mail.objects.first().text


def test_somebody_who_walked_in_is_added_afterwards_without_a_mail():
    session = InformationSessionFactory(at=timezone.localtime() - timedelta(days=1))
    sessions.invite(session, [CandidateFactory(pilot=session.pilot)], by=selector(session.pilot))
    assert session.attendances.count() == 1
    assert not Mail.objects.exists()


def test_more_people_than_places_is_refused_and_nobody_is_invited():
    session = InformationSessionFactory(capacity=1)
    people = CandidateFactory.create_batch(2, pilot=session.pilot)
    with pytest.raises(NotNow):
        sessions.invite(session, people, by=selector(session.pilot))
    assert not session.attendances.exists()


@pytest.mark.advice("8.3.2-10", carries="candidates.sessions.attended")
def test_whoever_came_is_informed():
    attendance = AttendanceFactory()
    sessions.attended(attendance, by=selector(attendance.session.pilot))
    attendance.candidate.refresh_from_db()
    assert attendance.candidate.state == "informed"


def test_whoever_did_not_come_stays_registered_and_may_be_invited_again():
    attendance = AttendanceFactory()
    by = selector(attendance.session.pilot)
    sessions.absent(attendance, by=by)
    attendance.candidate.refresh_from_db()
    assert attendance.candidate.state == "registered"
    other = InformationSessionFactory(pilot=attendance.session.pilot)
    assert len(sessions.invite(other, [attendance.candidate], by=by)) == 1


def test_attendance_is_one_click(person):
    attendance = AttendanceFactory()
    browser = person(provider(attendance.session.pilot))
    url = reverse("candidates:attendance", args=[attendance.session.pk])
    assert browser.post(url, {"came": attendance.pk}).status_code == 302
    attendance.refresh_from_db()
    assert attendance.state == "attended"


def test_several_are_noted_at_once(person):
    session = InformationSessionFactory()
    rows = AttendanceFactory.create_batch(3, session=session)
    url = reverse("candidates:attendance", args=[session.pk])
    person(selector(session.pilot)).post(url, {"act": "absent", "pick": [rows[0].pk, rows[1].pk]})
    assert session.attendances.filter(state="absent").count() == 2


def test_somebody_may_go_on_without_a_session_with_a_reason_that_is_kept():
    person = CandidateFactory()
    by = selector(person.pilot)
    with pytest.raises(NotNow):
        sessions.waive(person, by=by, reason=" ")
    sessions.waive(person, by=by, reason="Werkte al een jaar naast een verspaner.")
    assert person.state == "informed"
    assert person.waived_reason
    assert AuditEvent.objects.get(action="inform").reason.text == person.waived_reason


def test_a_smaller_room_than_people_invited_is_refused(person):
    session = InformationSessionFactory(capacity=5)
    AttendanceFactory.create_batch(2, session=session)
    typed = {
        "at": "2026-12-03T19:00",
        "place": "Zaal",
        "speaker": "Iemand",
        "capacity": "1",
        "version": session.version,
    }
    answer = person(selector(session.pilot)).post(reverse("candidates:session_edit", args=[session.pk]), typed)
    assert answer.status_code == 200
    session.refresh_from_db()
    assert session.capacity == 5


def test_a_stale_save_gives_both_values(person):
    session = InformationSessionFactory()
    InformationSession.objects.filter(pk=session.pk).update(place="Zaal B")
    typed = {
        "at": "2026-12-03T19:00",
        "place": "Zaal C",
        "speaker": "Iemand",
        "capacity": "30",
        "version": session.version,
    }
    answer = person(selector(session.pilot)).post(reverse("candidates:session_edit", args=[session.pk]), typed)
    assert answer.status_code == 200
    html = answer.content.decode()
    assert "Zaal B" in html
    assert "Zaal C" in html


def test_everybody_who_was_informed_is_invited_for_an_interview_at_once(person):
    pilot = running_pilot()
    people = CandidateFactory.create_batch(3, pilot=pilot, state="informed")
    registered = CandidateFactory(pilot=pilot)
    browser = person(selector(pilot))
    url = reverse("candidates:bulk", args=[pilot.slug])
    preview = browser.get(f"{url}?act=interview&alle=1")
    assert len(preview.context["chosen"]) == 3
    assert browser.post(url, {"act": "interview", "pick": [p.pk for p in [*people, registered]]}).status_code == 302
    assert {type(p).objects.get(pk=p.pk).state for p in people} == {"invited"}
    registered.refresh_from_db()
    assert registered.state == "registered"


def test_a_session_without_noted_attendance_waits_for_the_provider():
    session = InformationSessionFactory(at=timezone.localtime() - timedelta(days=2))
    AttendanceFactory(session=session)
    keys = [item.key for item in waiting(provider(session.pilot))]
    assert f"attendance:{session.pk}" in keys


def test_a_specialist_does_not_see_sessions(person):
    session = InformationSessionFactory()
    assert person(specialist(session.pilot)).get(session.get_absolute_url()).status_code == 404


# ---- waiting list, withdrawing, cancelling ----


def full(capacity=1, people=3):
    session = InformationSessionFactory(at=timezone.now() + timedelta(days=7), capacity=capacity)
    by = selector(session.pilot)
    made = sessions.invite(session, CandidateFactory.create_batch(people, pilot=session.pilot), by=by, queue=True)
    return session, by, made


def states(made):
    return [type(one).objects.get(pk=one.pk).state for one in made]


def told(attendance):
    """What the calendar of a guest was told: method and number, oldest first; the same number of appointment."""
    rows = MailCalendar.objects.filter(mail__to=attendance.candidate.email).order_by("pk")
    calendars = [Calendar.from_ical(row.content) for row in rows]
    events = [calendar.walk("VEVENT")[0] for calendar in calendars]
    assert len({str(event["uid"]) for event in events}) <= 1
    return [(str(one["method"]), event["sequence"]) for one, event in zip(calendars, events, strict=True)]


def test_who_does_not_fit_waits_and_is_told():
    _session, _by, made = full()
    assert states(made) == ["invited", "waiting", "waiting"]
    assert Mail.objects.filter(kind__endswith=":session_full").count() == 2
    assert told(made[0]) == [("REQUEST", 0)]
    assert told(made[1]) == []


def test_a_free_place_goes_to_who_waits_longest():
    session, by, made = full()
    sessions.withdraw(made[0], by=by)
    assert states(made) == ["withdrawn", "invited", "waiting"]
    assert told(made[0]) == [("REQUEST", 0), ("CANCEL", 1)]
    assert [method for method, _number in told(made[1])] == ["REQUEST"]
    session.refresh_from_db()
    session.capacity = 2
    sessions.edit(session, by=by, fields=["capacity"])
    assert states(made) == ["withdrawn", "invited", "invited"]


def test_who_could_not_come_can_be_invited_again_to_the_same_session():
    session, by, (one,) = full(people=1)
    sessions.withdraw(one, by=by)
    sessions.invite(session, [one.candidate], by=by)
    assert told(one) == [("REQUEST", 0), ("CANCEL", 1), ("REQUEST", 2)]


def test_another_moment_reaches_the_calendar_of_every_guest(person):
    session, by, made = full(capacity=2)
    typed = {"at": f"{office_hours(14):%Y-%m-%dT%H:%M}", "place": session.place, "speaker": "Iemand", "capacity": "2"}
    url = reverse("candidates:session_edit", args=[session.pk])
    assert person(by).post(url, typed | {"version": session.version}).status_code == 302
    assert told(made[0]) == told(made[1]) == [("REQUEST", 0), ("REQUEST", 1)]
    assert told(made[2]) == []


def test_another_speaker_is_no_change_of_the_appointment():
    session, by, made = full()
    sessions.edit(session, by=by, fields=["speaker"])
    assert told(made[0]) == [("REQUEST", 0)]


def test_everybody_hears_that_a_session_is_cancelled_and_can_be_invited_again(person):
    session, by, made = full(capacity=2)
    url = reverse("candidates:session_cancel", args=[session.pk])
    assert person(by).post(url, {"reason": "De zaal is dicht."}).status_code == 302
    assert set(states(made)) == {"cancelled"}
    assert told(made[0]) == [("REQUEST", 0), ("CANCEL", 1)]
    assert Mail.objects.filter(kind__endswith=":session_cancelled").count() == 3
    assert AuditEvent.objects.get(action="cancel").reason.text == "De zaal is dicht."
    assert sessions.may_be_invited(session.pilot).count() == 3
    session.refresh_from_db()
    with pytest.raises(NotNow):
        sessions.invite(session, [made[0].candidate], by=by)
    other = InformationSessionFactory(pilot=session.pilot, at=timezone.now() + timedelta(days=9))
    assert len(sessions.invite(other, [one.candidate for one in made], by=by)) == 3


def test_a_session_to_which_people_came_is_not_cancelled():
    attendance = AttendanceFactory(state="attended")
    with pytest.raises(NotNow):
        sessions.cancel(attendance.session, by=selector(attendance.session.pilot), reason="x")


@pytest.mark.advice("8.3.2-10", carries="candidates.sessions.everybody_came")
def test_everybody_came_is_one_click_and_leads_on_to_the_interview(person):
    session = InformationSessionFactory(at=timezone.now() - timedelta(hours=3))
    rows = AttendanceFactory.create_batch(3, session=session)
    absent = AttendanceFactory(session=session, state="absent")
    browser = person(selector(session.pilot))
    browser.post(reverse("candidates:attendance", args=[session.pk]), {"act": "everybody"})
    assert states([*rows, absent]) == ["attended"] * 3 + ["absent"]
    page = browser.get(session.get_absolute_url())
    assert page.context["informed"] == 3
    assert len(browser.get(page.context["interview_url"]).context["chosen"]) == 3


def test_the_database_holds_a_session_to_its_places():
    session, _by, made = full(capacity=1)
    for sql, values, words in (
        ("update candidates_attendance set state = 'invited' where id = %s", [made[1].pk], "place"),
        ("update candidates_informationsession set capacity = 0 where id = %s", [session.pk], "invited|places"),
    ):
        with pytest.raises(IntegrityError, match=words), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values)


def test_the_preview_says_who_is_left_out_and_why(person):
    session, by, made = full(capacity=1, people=1)
    informed = CandidateFactory(pilot=session.pilot, state="informed")
    free = CandidateFactory(pilot=session.pilot)
    picks = [made[0].candidate_id, informed.pk, free.pk]
    url = reverse("candidates:bulk", args=[session.pilot.slug])
    answer = person(by).get(url, {"act": "session", "pick": picks})
    assert answer.context["chosen"] == [free]
    assert {line["person"].pk for line in answer.context["left_out"]} == {made[0].candidate_id, informed.pk}
    assert all(line["why"] for line in answer.context["left_out"])
    typed = {"act": "session", "session": session.pk, "pick": [free.pk], "queue": "1"}
    assert person(by).post(url, typed).status_code == 302
    assert session.attendances.get(candidate=free).state == "waiting"


# ---- attendance put right ----


def came(**fields):
    """(attendance of somebody who came by a mistake, who noted it)."""
    attendance = AttendanceFactory(**fields)
    by = selector(attendance.session.pilot)
    sessions.attended(attendance, by=by)
    return attendance, by


def put_right_url(attendance):
    return f"{reverse('candidates:session_mistaken', args=[attendance.session_id])}?wie={attendance.pk}"


def test_of_whoever_was_erased_the_session_shows_a_number_and_asks_nothing(person):
    attendance, by = came()
    session = attendance.session
    others = [AttendanceFactory(session=session) for _guest in range(2)]
    for one in (attendance, others[0]):
        recruiting.drop(one.candidate, by=by, reason="other_job")
        privacy.erase(one.candidate)
    browser = person(by)
    page = browser.get(session.get_absolute_url())
    assert [one.pk for one in page.context["people"]] == [others[1].pk]
    assert "En 2 mensen van wie de gegevens zijn gewist; aanwezig: 1." in page.content.decode()
    assert (page.context["came"], page.context["open"], page.context["seats"]) == (1, 1, 3)
    # Nothing is noted of them, by whichever way, and nobody is asked to.
    sent = {"act": "came", "pick": [str(others[0].pk)]}
    browser.post(reverse("candidates:attendance", args=[session.pk]), sent)
    assert [one.pk for one in sessions.everybody_came(session, by=by)] == [others[1].pk]
    others[0].refresh_from_db()
    assert others[0].state == "invited"
    assert browser.get(put_right_url(attendance)).status_code == 302
    attendance.candidate.refresh_from_db()
    assert sessions.mistaken_blockers(attendance)
    assert not [item for item in waiting(by) if item.key == f"attendance:{session.pk}"]


def test_came_by_a_mistake_is_put_right_with_the_step_that_hangs_on_it():
    attendance, by = came()
    since = hearing.of_running().get(pk=attendance.candidate_id).since
    assert sessions.not_there([attendance], by=by) == [attendance]
    attendance.refresh_from_db()
    candidate = Candidate.objects.get(pk=attendance.candidate_id)
    assert (attendance.state, candidate.state) == ("absent", "registered")
    assert list(sessions.may_be_invited(candidate.pilot)) == [candidate]
    # It is in the record who did so, and the session told them nothing.
    for action in ("session_mistaken", "uninform"):
        assert AuditEvent.objects.get(action=action, subject_id=candidate.pk).actor == by
    assert Heard.objects.get(candidate=candidate, how="meeting").mistaken_at
    assert hearing.of_running().get(pk=candidate.pk).since <= since
    assert not Heard.objects.reached().filter(candidate=candidate, how="meeting").exists()
    # And it may turn out again that they came.
    sessions.attended(attendance, by=by)
    assert Candidate.objects.get(pk=candidate.pk).state == "informed"
    assert Heard.objects.reached().filter(candidate=candidate, how="meeting").count() == 1


def test_noting_twice_that_somebody_came_is_once():
    attendance, by = came()
    sessions.attended(attendance, by=by)
    assert Heard.objects.filter(candidate=attendance.candidate, how="meeting").count() == 1


@pytest.mark.parametrize("other", ["waived", "session"])
def test_who_is_informed_otherwise_stays_informed(other):
    attendance, by = came()
    person = attendance.candidate
    if other == "waived":
        Candidate.objects.filter(pk=person.pk).update(waived_reason="Werkte er al.")
    else:
        second = AttendanceFactory(session=InformationSessionFactory(pilot=person.pilot), candidate=person)
        sessions.attended(second, by=by)
    Candidate.objects.filter(pk=person.pk).update(state="interviewed")
    attendance.refresh_from_db()
    assert sessions.not_there([attendance], by=by) == []
    assert Candidate.objects.get(pk=person.pk).state == "interviewed"
    assert attendance.session.attendances.get().state == "absent"


@pytest.mark.parametrize(
    ("state", "words"),
    [("invited", "al uitgenodigd"), ("interviewed", "al een gesprek gehad"), ("qualified", "al een gesprek gehad")],
)
def test_it_is_refused_in_words_where_an_interview_follows(person, state, words):
    attendance, by = came()
    Candidate.objects.filter(pk=attendance.candidate_id).update(state=state)
    with pytest.raises(NotNow, match=words):
        sessions.not_there([Attendance.objects.get(pk=attendance.pk)], by=by)
    browser = person(by)
    for page in (browser.get(put_right_url(attendance)), browser.post(put_right_url(attendance))):
        assert page.status_code == 200
        assert words in page.content.decode()
    assert Attendance.objects.get(pk=attendance.pk).state == "attended"


def test_it_is_refused_while_an_interview_is_planned():
    interview = planned_interview()
    person = interview.candidate
    session = InformationSessionFactory(pilot=person.pilot)
    attendance = AttendanceFactory(session=session, candidate=person, state="attended")
    with pytest.raises(NotNow, match="gesprek met .* gepland"):
        sessions.not_there([attendance], by=selector(person.pilot))


def test_who_fell_out_after_the_session_keeps_the_figures():
    attendance, by = came()
    recruiting.drop(attendance.candidate, by=by, reason="occupation")
    with pytest.raises(NotNow, match="afgevallen"):
        sessions.not_there([attendance], by=by)


def test_it_is_told_what_hangs_on_it_and_put_right_on_its_own_page(person):
    attendance, by = came()
    browser = person(by)
    session = attendance.session
    assert put_right_url(attendance) in browser.get(session.get_absolute_url()).content.decode()
    assert "weer “Aangemeld”" in browser.get(put_right_url(attendance)).content.decode()
    assert browser.post(put_right_url(attendance)).url == session.get_absolute_url()
    assert Candidate.objects.get(pk=attendance.candidate_id).state == "registered"
    # A second time there is nothing to put right, and it says so.
    assert browser.post(put_right_url(attendance)).url == session.get_absolute_url()
    assert "niet meer vastgelegd" in browser.get(session.get_absolute_url()).content.decode()
    timeline = browser.get(attendance.candidate.get_absolute_url()).content.decode()
    assert "Rechtgezet: kwam toch niet naar de voorlichting" in timeline
    heard = browser.get(reverse("candidates:heard", args=[attendance.candidate_id])).content.decode()
    assert "Was er toch niet" in heard


def test_ticked_as_absent_while_noted_as_there_leads_to_that_page(person):
    attendance, by = came()
    waits = AttendanceFactory(session=attendance.session, candidate=CandidateFactory(pilot=attendance.session.pilot))
    url = reverse("candidates:attendance", args=[attendance.session_id])
    answer = person(by).post(url, {"act": "absent", "pick": [attendance.pk, waits.pk]})
    assert answer.url == put_right_url(attendance)
    assert {one.pk: one.state for one in Attendance.objects.all()} == {attendance.pk: "attended", waits.pk: "absent"}


@pytest.mark.parametrize("attack", ["mistaken_at = null", "mistaken_at = now() + interval '1 day'", "at = now()"])
def test_a_meeting_that_was_put_right_does_not_change_any_more(attack):
    attendance, by = came()
    sessions.not_there([attendance], by=by)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"update candidates_heard set {attack} where how = 'meeting'")


def test_only_a_meeting_can_turn_out_not_to_have_been():
    row = Heard.objects.create(candidate=CandidateFactory(), how="call", what="call", text="Gebeld.")
    with pytest.raises(IntegrityError), transaction.atomic():
        Heard.objects.filter(pk=row.pk).update(mistaken_at=timezone.now())


def test_a_click_too_much_has_its_way_back_in_the_message(person):
    attendance = AttendanceFactory()
    by = selector(attendance.session.pilot)
    url = reverse("candidates:attendance", args=[attendance.session_id])
    for typed in ({"came": attendance.pk}, {"act": "everybody"}):
        page = person(by)
        page.post(url, typed)
        noted = page.get(attendance.session.get_absolute_url()).content.decode()
        assert f'<a href="{put_right_url(attendance)}">Ongedaan maken</a>' in noted
        sessions.not_there([attendance], by=by)
        Attendance.objects.update(state="invited")


# ---- the pages around it ----


def test_past_sessions_are_offered_for_who_walked_in_and_for_a_fortnight_only(person):
    pilot = running_pilot()
    person_, by = CandidateFactory(pilot=pilot), selector(pilot)
    days = {-20: None, -3: None, 5: None}
    for day in days:
        days[day] = InformationSessionFactory(pilot=pilot, at=timezone.localtime() + timedelta(days=day))
    url = f"{reverse('candidates:bulk', args=[pilot.slug])}?act=session&pick={person_.pk}"
    page = person(by).get(url)
    assert page.context["sessions"] == [days[5], days[-3]]
    assert page.content.decode().count("alleen voor wie zo binnenliep") == 1
    asked = person(by).get(f"{url}&sessie={days[-20].pk}")
    assert days[-20] in asked.context["sessions"]


def test_nobody_left_to_invite_is_told_apart_from_nobody_ticked(person):
    pilot = running_pilot()
    out = CandidateFactory(pilot=pilot, state="informed")
    url = f"{reverse('candidates:bulk', args=[pilot.slug])}?act=session"
    browser = person(selector(pilot))
    assert "Vink eerst mensen aan" in browser.get(url).content.decode()
    assert "niemand van wie u aanvinkte" in browser.get(f"{url}&pick={out.pk}").content.decode()


@pytest.mark.parametrize("state", ["invited", "waiting"])
def test_the_next_step_of_who_comes_to_a_session_has_a_button_with_words(person, state):
    session = InformationSessionFactory(at=timezone.localtime() + timedelta(days=5))
    queued = timezone.now() if state == "waiting" else None
    attendance = AttendanceFactory(session=session, state=state, queued_at=queued)
    page = person(selector(session.pilot)).get(attendance.candidate.get_absolute_url())
    assert page.context["next"].url == session.get_absolute_url()
    assert page.context["next"].label == "Openen"
