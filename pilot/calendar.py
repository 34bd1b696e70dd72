"""Appointments for calendars (iCalendar): put in, changed and taken out again by one number that stays the same."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from icalendar import Calendar, Event, Timezone, vCalAddress, vText

from pilot.models import MailCalendar

Method = MailCalendar.Method
#: Where the appointments are; what a calendar shows follows its own clock from this.
ZONE = "Europe/Amsterdam"
#: The clock changes on the last Sundays of March and October at 01:00 in Greenwich, as long as the rule stands.
CLOCK = f"""BEGIN:VTIMEZONE
TZID:{ZONE}
BEGIN:DAYLIGHT
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
DTSTART:19960331T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
"""


@dataclass(frozen=True)
class Appointment:
    """One appointment in the calendar of one person.

    ``key`` names it for good; ``sequence`` is higher in every message about it. ``minutes`` is its length.
    """

    key: str
    sequence: int
    at: datetime
    minutes: int
    title: str
    place: str
    text: str = ""
    link: str = ""
    cancelled: bool = False

    @property
    def method(self):
        """Whether a calendar puts it in (or changes it) or takes it out."""
        return Method.CANCEL if self.cancelled else Method.REQUEST

    @property
    def uid(self):
        """The number by which a calendar knows it; the same in every message about it."""
        return f"{self.key}@{domain()}"


def domain():
    """The domain that our mail comes from."""
    return settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")


def write(appointment, *, to, organizer):
    """Return the appointment as iCalendar for the address ``to``; ``organizer`` is a name and an address.

    Nobody else stands in it. The times are those of the clock in Amsterdam, with the rule of that clock.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Overstap//NL")
    calendar.add("version", "2.0")
    calendar.add("method", str(appointment.method))
    calendar.add_component(_clock())
    event = Event()
    event.add("uid", appointment.uid)
    event.add("sequence", appointment.sequence)
    event.add("dtstamp", timezone.now())
    begin = appointment.at.astimezone(ZoneInfo(ZONE))
    event.add("dtstart", begin)
    # Added in real time: an hour stays an hour when the clock changes meanwhile.
    end = appointment.at.astimezone(UTC) + timedelta(minutes=appointment.minutes)
    event.add("dtend", end.astimezone(ZoneInfo(ZONE)))
    event.add("summary", appointment.title)
    event.add("location", appointment.place)
    words = "\n\n".join(filter(None, [appointment.text, appointment.link]))
    if words:
        event.add("description", words)
    if appointment.link:
        event.add("url", appointment.link)
    event.add("status", "CANCELLED" if appointment.cancelled else "CONFIRMED")
    name, address = organizer
    event.add("organizer", _address(address, name))
    guest = _address(to)
    guest.params["ROLE"] = vText("REQ-PARTICIPANT")
    guest.params["PARTSTAT"] = vText("NEEDS-ACTION")
    guest.params["RSVP"] = vText("FALSE")
    event.add("attendee", guest, encode=0)
    calendar.add_component(event)
    return calendar.to_ical().decode()


@cache
def _clock():
    return Timezone.from_ical(CLOCK)


def _address(address, name=""):
    found = vCalAddress(f"mailto:{address}")
    if name:
        found.params["CN"] = vText(name)
    return found
