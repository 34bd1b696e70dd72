"""Appointments for calendars: the right moment on both sides of a change of the clock, one number for good."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail as outbox
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from pilot import mail
from pilot.calendar import Appointment, write
from pilot.models import MailCalendar
from tests.factories import running_pilot

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1, max_size=80)


def appointment(at, minutes=60, **more):
    return Appointment(key="gesprek-1", sequence=0, at=at, minutes=minutes, title="Gesprek", place="Ede", **more)


def read(at, minutes=60, **more):
    """The calendar and its one event, as another program reads them."""
    text = write(appointment(at, minutes, **more), to="jo@voorbeeld.test", organizer=("Pilot", "info@voorbeeld.test"))
    calendar = Calendar.from_ical(text)
    (event,) = calendar.walk("VEVENT")
    return calendar, event


def local(*parts):
    return datetime(*parts, tzinfo=AMSTERDAM)


def offsets(calendar):
    """What the rule of the clock in the file says: offset by month of its change."""
    (zone,) = calendar.walk("VTIMEZONE")
    return {part["rrule"]["bymonth"][0]: part["tzoffsetto"].td for part in zone.subcomponents}


@pytest.mark.parametrize(
    ("at", "shown", "offset"),
    [
        (local(2027, 3, 26, 10), "20270326T100000", 1),
        (local(2027, 3, 29, 10), "20270329T100000", 2),
        (local(2027, 10, 29, 10), "20271029T100000", 2),
        (local(2027, 11, 1, 10), "20271101T100000", 1),
    ],
)
def test_ten_o_clock_is_ten_o_clock_on_both_sides_of_both_changes_of_the_clock(at, shown, offset):
    calendar, event = read(at.astimezone(UTC))
    assert event["dtstart"].params["TZID"] == "Europe/Amsterdam"
    assert event["dtstart"].to_ical().decode() == shown
    assert event["dtstart"].dt.utcoffset() == timedelta(hours=offset)
    assert offsets(calendar) == {3: timedelta(hours=2), 10: timedelta(hours=1)}


@pytest.mark.parametrize("night", [local(2027, 3, 28, 1, 30), local(2027, 10, 31, 1, 30)])
def test_an_hour_lasts_an_hour_while_the_clock_changes(night):
    _calendar, event = read(night, minutes=180)
    begin, end = event["dtstart"].dt, event["dtend"].dt
    assert end.astimezone(UTC) - begin.astimezone(UTC) == timedelta(hours=3)


def test_the_number_of_an_appointment_stays_and_a_cancelled_one_is_taken_out():
    calendar, event = read(local(2027, 3, 26, 10))
    gone, same = read(local(2027, 3, 30, 10), cancelled=True)
    assert event["uid"] == same["uid"]
    assert (calendar["method"], gone["method"]) == ("REQUEST", "CANCEL")
    assert (event["status"], same["status"]) == ("CONFIRMED", "CANCELLED")


@given(title=WORDS, place=WORDS)
def test_any_words_come_back_as_they_were(title, place):
    text = write(
        Appointment(key="x", sequence=3, at=local(2027, 5, 1, 10), minutes=30, title=title, place=place),
        to="jo@voorbeeld.test",
        organizer=("Pilot; met, tekens", "info@voorbeeld.test"),
    )
    (event,) = Calendar.from_ical(text).walk("VEVENT")
    assert (str(event["summary"]), str(event["location"])) == (title, place)
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


@pytest.mark.django_db
def test_a_mail_carries_its_appointment_in_the_message_and_as_a_file():
    pilot = running_pilot()
    row = mail.send(
        to="jo@voorbeeld.test",
        subject="Gesprek",
        text="Tot dan.",
        kind="x",
        pilot=pilot,
        calendar=appointment(local(2027, 3, 26, 10)),
    )
    mail.deliver(row)
    (sent,) = outbox.outbox
    parts = [part.get_content_type() for part in sent.message().walk()]
    assert {"text/plain", "text/calendar", "application/ics"} <= {*parts}
    (inside,) = (part for part in sent.message().walk() if part.get_content_type() == "text/calendar")
    assert inside.get_param("method") == "REQUEST"
    (event,) = Calendar.from_ical(inside.get_payload(decode=True)).walk("VEVENT")
    assert event["attendee"] == "mailto:jo@voorbeeld.test"
    assert event["organizer"].params["CN"] == pilot.public_title


@pytest.mark.django_db
def test_an_emptied_appointment_is_not_sent():
    row = mail.send(
        to="jo@voorbeeld.test", subject="x", text="x", kind="x", calendar=appointment(local(2027, 3, 26, 10))
    )
    MailCalendar.objects.update(content="")
    mail.deliver(row)
    assert "text/calendar" not in outbox.outbox[0].message().as_string()
