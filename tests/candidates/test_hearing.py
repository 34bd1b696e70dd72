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


# ---- automatic messages only ----


def wrote_twice(days, **fields):
    """Somebody to whom only the product wrote, twice in a row: (pilot, person), at the moment of the second mail."""
    pilot = f.running_pilot()
    person = f.CandidateFactory(pilot=pilot, told_at=START, **{"state": "informed", **fields})
    for _message in range(2):
        days.moment += timedelta(days=11)
        assert hearing.send_due() == 1
    return pilot, person


def is_alone(person):
    return hearing.of_running().filter(hearing.alone(), pk=person.pk).exists()


def test_two_automatic_messages_in_a_row_call_a_selector_and_after_a_week_the_owner(days):
    pilot, person = wrote_twice(days)
    by, provider, owner = f.selector(pilot), f.provider(pilot), f.owner(pilot)
    second = days.moment.date()
    for user in (by, provider):
        line = lines(user)["alone"]
        assert line.due == second + timedelta(days=7)
        assert line.url == reverse("candidates:waits", args=[pilot.slug])
    assert "alone_owner" not in lines(owner)
    days.moment += timedelta(days=7)
    line = lines(owner)["alone_owner"]
    assert line.due == second + timedelta(days=14)
    assert line.mail_from == days.moment.date()
    hearing.called(person, "Verteld dat het volgende week verder gaat.", by=by)
    assert "alone_owner" not in lines(owner)
    assert "alone" not in lines(by)


def test_one_automatic_message_calls_nobody(days):
    pilot = f.running_pilot()
    person = f.CandidateFactory(pilot=pilot, state="informed", told_at=START)
    days.moment += timedelta(days=11)
    assert hearing.send_due() == 1
    days.moment += timedelta(days=10)
    assert not is_alone(person)


def test_after_the_interview_it_is_for_the_selector_and_not_for_the_provider(days):
    pilot, _person = wrote_twice(days, state="interviewed")
    assert "alone_later" in lines(f.selector(pilot))
    assert not {"alone", "alone_later"} & set(lines(f.provider(pilot)))


def test_that_somebody_is_recorded_counts_as_automatic_when_nobody_sent_it(days):
    pilot = f.running_pilot()
    person, told = f.CandidateFactory(pilot=pilot), f.CandidateFactory(pilot=pilot)
    days.moment += timedelta(hours=1)
    recruiting.tell_recorded([told], by=f.selector(pilot))
    days.moment += timedelta(days=12)
    hearing.send_due()
    days.moment += timedelta(days=11)
    hearing.send_due()
    assert is_alone(person)
    days.moment += timedelta(days=1)
    assert [one.what for one in told.heard.order_by("at")] == ["recorded", "status", "status"]
    # By somebody, then twice by itself: that makes two in a row as well.
    assert is_alone(told)


@pytest.mark.parametrize("what", ["call", "mail", "session", "step", "back", "visit", "match"])
def test_whatever_is_more_than_the_same_message_again_begins_anew(days, what):
    # Only who qualified is matched.
    pilot, person = wrote_twice(days, state="qualified" if what == "match" else "informed")
    by = f.selector(pilot)
    assert is_alone(person)
    days.moment += timedelta(hours=2)
    if what == "call":
        hearing.called(person, "Gebeld.", by=by)
    elif what == "mail":
        hearing.tell(person, "Wij bellen u maandag.", by=by)
    elif what == "session":
        hearing.met(person, "session", days.moment)
    elif what == "step":
        sessions.invite_for_interview([person], by=by)
    elif what == "back":
        recruiting.drop(person, by=by, reason=OutReason.WITHDREW)
        recruiting.come_back(person, by=by, reason="Belde zelf.")
        Candidate.objects.filter(pk=person.pk).update(state="informed")
    elif what == "visit":
        f.VisitFactory(candidate=person, on=days.moment.date() + timedelta(days=1))
    else:
        match = f.MatchFactory(candidate=person)
        assert not is_alone(person), "a match is on its way"
        type(match).objects.filter(pk=match.pk).update(state="declined", declined_by="company")
    assert not is_alone(person)


def test_before_the_messages_a_company_does_not_count(days):
    pilot = f.running_pilot()
    person = f.CandidateFactory(pilot=pilot, state="qualified", told_at=START)
    f.VisitFactory(candidate=person, on=START.date())
    for _message in range(2):
        days.moment += timedelta(days=11)
        assert hearing.send_due() == 1
    assert is_alone(person)


def test_a_message_that_says_something_else_than_the_last_one_is_a_step_further(days):
    _pilot, person = wrote_twice(days)
    Candidate.objects.filter(pk=person.pk).update(state="invited")
    assert not is_alone(person)
    days.moment += timedelta(days=11)
    assert hearing.send_due() == 1
    assert not is_alone(person)
    days.moment += timedelta(days=11)
    assert hearing.send_due() == 1
    assert is_alone(person)


def test_the_product_goes_on_writing_and_the_clock_of_the_call_does_not_begin_anew(days):
    _pilot, person = wrote_twice(days)
    second = days.moment
    days.moment += timedelta(days=11)
    assert hearing.send_due() == 1
    assert hearing.of_running().get(pk=person.pk).alone_since == second


def test_the_page_says_who_heard_automatic_messages_only_and_by_when_to_call(days, person):
    pilot, waits = wrote_twice(days)
    browser = person(f.selector(pilot))
    page = browser.get(reverse("candidates:waits", args=[pilot.slug])).content.decode()
    assert waits.name in page
    assert "alleen automatische berichten" in page
    heard = browser.get(reverse("candidates:heard", args=[waits.pk])).content.decode()
    assert "ging vanzelf uit" in heard
    assert "bel uiterlijk" in heard


# ---- forty days ----


def longest_wait(person, end, *, by_itself=True):
    """The longest that somebody waited without hearing anything, in days, read from what is on record alone.

    Without ``by_itself``: without hearing anything but what the product sent by itself.
    """
    begun, longest = person.created_at, timedelta(0)
    rows = Heard.objects.filter(candidate=person).order_by("at", "pk")
    for row in rows if by_itself else rows.exclude(what__in=["status", "recorded"], by=None):
        longest = max(longest, row.at - begun)
        begun = max(row.at, row.until or row.at)
    return max(longest, end - begun) / timedelta(days=1)


def test_in_forty_days_nobody_waits_longer_than_fourteen_days_for_news(days):
    """People come in at any day and stand still at any step; some nights the task does not run."""
    pilot = f.running_pilot()
    by, provider = f.selector(pilot), f.provider(pilot)
    people, must_call, alone = [], [], []
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
        # Who hears automatic messages only is called on the last day that My work gives for it.
        for name in ("alone", "alone_later"):
            if name in found and found[name].due <= days.moment.date():
                alone += list(hearing.of_running([pilot]).filter(hearing.alone()))
                for person in hearing.of_running([pilot]).filter(hearing.alone()):
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
    # Nobody hears from a machine only: two messages eleven days apart (and two nights missed), then a week to call.
    assert max(longest_wait(person, end, by_itself=False) for person in people if person.state != "out") <= 31
    assert alone
    assert min(longest_wait(person, end, by_itself=False) for person in alone) > 22
    # Nobody hears of it every other day.
    assert max(Heard.objects.filter(candidate=person, what="status").count() for person in people) <= 4


def test_without_the_messages_the_same_forty_days_leave_people_waiting(days):
    pilot = f.running_pilot()
    person = f.CandidateFactory(pilot=pilot)
    days.moment += timedelta(days=39)
    assert longest_wait(person, days.moment) == 39


@pytest.mark.parametrize(("how", "name"), [("mail", "message"), ("call", "said")])
def test_words_that_are_too_long_are_called_too_long_and_not_missing(person, how, name):
    pilot = f.running_pilot()
    waits = f.CandidateFactory(pilot=pilot, state="informed")
    page = person(f.selector(pilot)).post(reverse("candidates:heard", args=[waits.pk]), {"how": how, name: "x" * 4001})
    assert len(page.context["form"].errors[name]) == 1
    assert "x" * 4001 in page.content.decode()
