"""Nobody waits longer than fourteen days without hearing where they stand."""

from datetime import datetime, timedelta
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from candidates import hearing, recruiting, sessions
from candidates.models import Candidate, Heard, OutReason
from candidates.waiting import waiting
from pilot import tasks
from pilot.models import AuditEvent, Mail
from pilot.workflow import NotNow
from tests import factories as f

pytestmark = pytest.mark.django_db
START = datetime(2026, 3, 9, 8, 0, tzinfo=ZoneInfo("Europe/Amsterdam"))


class Days:
    """A clock that tests set: every "now" is its moment."""

    def __init__(self):
        self.moment = START

    def now(self):
        return self.moment


@pytest.fixture
def days():
    clock = Days()
    with patch("django.utils.timezone.now", clock.now):
        yield clock


def since(person):
    return hearing.of_running().get(pk=person.pk).since


def mails(person):
    return Mail.objects.filter(kind__startswith=f"candidate:{person.pk}:").order_by("pk")


def test_a_mail_a_call_and_a_meeting_each_begin_the_clock_anew(days):
    pilot = f.running_pilot()
    by, person = f.selector(pilot), f.CandidateFactory(pilot=pilot)
    assert since(person) == START
    days.moment += timedelta(days=2)
    recruiting.tell_recorded([person], by=by)
    assert since(person) == days.moment
    days.moment += timedelta(days=2)
    hearing.called(person, "Vertelde dat het gesprek volgende week is.", by=by)
    assert since(person) == days.moment
    days.moment += timedelta(days=2)
    hearing.met(person, "session", days.moment - timedelta(hours=3))
    assert since(person) == days.moment - timedelta(hours=3)


def test_an_appointment_somebody_knows_of_counts_until_its_moment(days):
    pilot = f.running_pilot()
    by, person = f.selector(pilot), f.CandidateFactory(pilot=pilot)
    session = f.InformationSessionFactory(pilot=pilot, at=START + timedelta(days=20))
    sessions.invite(session, [person], by=by)
    assert since(person) == session.at
    assert hearing.hears_by(hearing.of_running().get(pk=person.pk)) == (session.at + timedelta(days=14)).date()
    days.moment += timedelta(days=18)
    assert hearing.send_due() == 0
    sessions.cancel(session, by=by, reason="De spreker is ziek.")
    assert since(person) == days.moment


def test_a_mail_that_could_not_be_delivered_told_nobody_anything(days):
    pilot = f.running_pilot()
    by, person = f.selector(pilot), f.CandidateFactory(pilot=pilot, told_at=START)
    days.moment += timedelta(days=5)
    hearing.tell(person, hearing.status_text(person), by=by)
    mails(person).update(state="failed")
    assert since(person) == START
    days.moment = START + timedelta(days=13)
    assert hearing.send_due() == 0
    assert list(hearing.of_running().filter(hearing.to_call())) == [person]


def test_who_waited_eleven_days_is_told_by_itself_once(days):
    pilot = f.running_pilot()
    person = f.CandidateFactory(pilot=pilot, state="informed", told_at=START)
    days.moment += timedelta(days=10)
    assert hearing.send_due() == 0
    days.moment += timedelta(days=1)
    tasks.tell_waiting()
    tasks.tell_waiting()
    assert hearing.send_due() == 0
    (mail,) = mails(person)
    assert "u bent niet vergeten" in mail.text
    assert "3 april 2026" in mail.text
    assert AuditEvent.objects.get(action="status").actor is None


def test_who_does_not_know_yet_of_being_recorded_hears_that_first(days):
    pilot = f.running_pilot()
    person = f.CandidateFactory(pilot=pilot)
    days.moment += timedelta(days=12)
    assert hearing.send_due() == 1
    person.refresh_from_db()
    assert person.told_at == days.moment
    assert mails(person).get().kind.endswith(":recorded")


def test_that_somebody_falls_out_is_never_told_by_itself(days):
    pilot = f.running_pilot()
    by, person = f.selector(pilot), f.CandidateFactory(pilot=pilot, state="interviewed", told_at=START)
    recruiting.drop(person, by=by, reason=OutReason.OCCUPATION)
    days.moment += timedelta(days=20)
    assert hearing.send_due() == 0
    assert list(hearing.of_running().filter(hearing.to_call())) == [person]
    hearing.called(person, "Uitgelegd waarom.", by=by)
    assert not hearing.of_running().filter(hearing.to_call()).exists()


def test_who_stopped_by_choice_need_not_be_told_so(days):
    pilot = f.running_pilot()
    by, person = f.selector(pilot), f.CandidateFactory(pilot=pilot)
    recruiting.drop(person, by=by, reason=OutReason.WITHDREW)
    assert not hearing.of_running().filter(hearing.to_call()).exists()


def test_a_rejection_without_a_person_behind_it_is_refused_by_the_database():
    person = f.CandidateFactory()
    with pytest.raises(IntegrityError, match="heard_rejection_has_a_sender"), transaction.atomic():
        Heard.objects.create(candidate=person, how="mail", what="out")


def test_what_somebody_heard_is_kept_as_it_was():
    row = Heard.objects.create(candidate=f.CandidateFactory(), how="call", what="call", text="Gebeld.")
    for statement in ("set at = at - interval '1 day'", "set text = 'Anders.'", "set what = 'status'"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"update candidates_heard {statement} where id = %s", [row.pk])
    with pytest.raises(IntegrityError), transaction.atomic():
        row.delete()
    Heard.objects.filter(pk=row.pk).update(text="")


def test_without_an_address_nobody_is_mailed():
    pilot = f.running_pilot()
    with pytest.raises(NotNow, match="e-mail"):
        hearing.tell(f.CandidateFactory(pilot=pilot, email=""), "Hallo", by=f.selector(pilot))


def lines(user):
    return {line.key.split(":")[1]: line for line in waiting(user) if line.key.startswith("candidates:")}


def test_who_cannot_be_mailed_stands_in_my_work_to_be_called(days):
    pilot = f.running_pilot()
    by, provider = f.selector(pilot), f.provider(pilot)
    f.CandidateFactory(pilot=pilot, email="", told_at=START)
    assert "call" not in lines(by)
    days.moment += timedelta(days=7)
    for user in (by, provider):
        line = lines(user)["call"]
        assert line.due == (START + timedelta(days=14)).date()
        assert line.url == reverse("candidates:waits", args=[pilot.slug])
        assert line.mail_from == line.due - timedelta(days=3)


def test_after_the_interview_a_selector_calls_and_no_provider(days):
    pilot = f.running_pilot()
    by, provider = f.selector(pilot), f.provider(pilot)
    f.CandidateFactory(pilot=pilot, email="", state="interviewed", told_at=START)
    days.moment += timedelta(days=8)
    assert "call_later" in lines(by)
    assert "call_later" not in lines(provider)


def test_no_status_goes_out_in_a_pilot_that_does_not_run(days):
    pilot = f.running_pilot()
    person = f.CandidateFactory(pilot=pilot, told_at=START)
    type(pilot).objects.filter(pk=pilot.pk).update(state="closed")
    days.moment += timedelta(days=30)
    assert hearing.send_due() == 0
    assert not mails(person).exists()


# ---- forty days ----


def longest_wait(person, end):
    """The longest that somebody waited without hearing anything, in days, read from what is on record alone."""
    begun, longest = person.created_at, timedelta(0)
    for row in Heard.objects.filter(candidate=person).order_by("at", "pk"):
        longest = max(longest, row.at - begun)
        begun = max(row.at, row.until or row.at)
    return max(longest, end - begun) / timedelta(days=1)


def test_in_forty_days_nobody_waits_longer_than_fourteen_days_for_news(days):
    """People come in at any day and stand still at any step; some nights the task does not run."""
    pilot = f.running_pilot()
    by, provider = f.selector(pilot), f.provider(pilot)
    people, must_call = [], []
    session = None
    for day in range(40):
        days.moment = START + timedelta(days=day)
        if day < 26:
            person = f.CandidateFactory(pilot=pilot, email="" if day % 6 == 5 else f"k{day}@voorbeeld.test")
            people.append(person)
            if day % 3 == 0:
                recruiting.tell_recorded([person], by=provider)
        if day == 4:
            session = f.InformationSessionFactory(pilot=pilot, at=days.moment + timedelta(days=9), capacity=5)
            sessions.invite(session, people[:4], by=provider)
        if day == 14:
            for attendance in session.attendances.all()[:2]:
                sessions.attended(attendance, by=provider)
            sessions.invite_for_interview(Candidate.objects.filter(state="informed"), by=by)
        if day == 16:
            recruiting.drop(people[5], by=by, reason=OutReason.OTHER)
            recruiting.drop(
                people[6], by=by, reason=OutReason.OCCUPATION, message="Wij gaan niet samen verder. Bel ons gerust."
            )
        if day not in (11, 12, 23):
            tasks.tell_waiting()
        # Whom no mail reaches is called when My work says so, at the latest on its day.
        found = lines(by)
        line = min(
            (found[name] for name in ("call", "call_later") if name in found), key=lambda one: one.due, default=None
        )
        if line and line.due <= days.moment.date() + timedelta(days=1):
            must_call += list(hearing.of_running([pilot]).filter(hearing.to_call()))
            for person in hearing.of_running([pilot]).filter(hearing.to_call()):
                hearing.called(person, "Gebeld over waar het staat.", by=by)
    end = days.moment
    waited = {}
    for person in people:
        person.refresh_from_db()
        until = end if person.state != "out" else person.heard.order_by("-at").first().at
        waited[person.pk] = longest_wait(person, until)
    assert len(people) == 26
    assert max(waited.values()) <= 14
    # The control: the messages are what keeps it there.
    assert Heard.objects.filter(what__in=["status", "recorded"], by=None).count() > 26
    assert {person.email for person in must_call} == {""}
    # Nobody hears of it every other day.
    assert max(Heard.objects.filter(candidate=person, what="status").count() for person in people) <= 4


def test_without_the_messages_the_same_forty_days_leave_people_waiting(days):
    pilot = f.running_pilot()
    person = f.CandidateFactory(pilot=pilot)
    days.moment += timedelta(days=39)
    assert longest_wait(person, days.moment) == 39
