"""Who and what is taken at a moment: interviewers, candidate and room, as sentences; and what is only unusual."""

from datetime import UTC, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from psycopg.types.range import TimestamptzRange

from candidates.models import Attendance, Interview, Scorecard
from companies.models import CompanyInterview
from pilot import formats

#: Office hours, as hours of the day; earlier, later and in the weekend is possible, but asked about.
FIRST_HOUR, LAST_HOUR = 8, 18
SATURDAY = 5
#: A company interview has no length of its own; one is about an hour.
COMPANY_TAKES = timedelta(hours=1)
LONGEST_SESSION = timedelta(hours=8)


def span(at, minutes):
    """The time of an interview as a range."""
    begin = at.astimezone(UTC)
    return TimestamptzRange(begin, begin + timedelta(minutes=minutes))


def clashes(*, at, minutes, people, candidate, place="", room="", link="", but=None):
    """What already takes place at that time with these people, this candidate or in this room, as sentences.

    ``but`` is the interview that is being moved. No other candidate or pilot is named.
    """
    during = span(at, minutes)
    others = Interview.objects.exclude(pk=but.pk) if but else Interview.objects.all()
    return [
        *_interviewers(others, during, people),
        *_companies(during, people),
        *_candidate(during, candidate),
        *_rooms(others, during, place, room, link),
    ]


def _interviewers(others, during, people):
    cards = Scorecard.objects.filter(interview__in=others, interviewer__in=people, during__overlap=during)
    for card in cards.select_related("interviewer").order_by("interviewer__name", "pk"):
        yield _("%(name)s holds another interview at that time: %(when)s.") % {
            "name": card.interviewer,
            "when": _times(card.during.lower, card.during.upper),
        }


def _companies(during, people):
    people = {person.pk: person for person in people}
    talks = CompanyInterview.objects.filter(
        Q(selector__in=people) | Q(owner__in=people),
        state=CompanyInterview.State.PLANNED,
        at__lt=during.upper,
        at__gt=during.lower - COMPANY_TAKES,
    )
    for talk in talks.order_by("at", "pk"):
        for pk in sorted({talk.selector_id, talk.owner_id} & people.keys()):
            yield _("%(name)s talks with a company at that time: %(when)s.") % {
                "name": people[pk],
                "when": _times(talk.at, talk.at + COMPANY_TAKES),
            }


def _candidate(during, candidate):
    invited = Attendance.objects.filter(
        candidate=candidate,
        state=Attendance.State.INVITED,
        session__at__lt=during.upper,
        session__at__gt=during.lower - LONGEST_SESSION,
    )
    for one in invited.select_related("session"):
        ends = one.session.at + timedelta(minutes=one.session.minutes)
        if ends > during.lower:
            yield _("The candidate is invited to an information session at that time: %(when)s.") % {
                "when": _times(one.session.at, ends)
            }


def _rooms(others, during, place, room, link):
    taken = others.filter(during__overlap=during)
    if room:
        for one in taken.filter(place__iexact=place, room__iexact=room):
            yield _("%(room)s is taken at that time: %(when)s.") % {
                "room": room,
                "when": _times(one.during.lower, one.during.upper),
            }
    if link:
        for one in taken.filter(link=link):
            yield _("This link is used for another interview at that time: %(when)s.") % {
                "when": _times(one.during.lower, one.during.upper)
            }


def unusual(at, minutes):
    """What is possible but asked about first: outside office hours, or past. As sentences."""
    during = span(at, minutes)
    begin, end = timezone.localtime(during.lower), timezone.localtime(during.upper)
    found = []
    if begin < timezone.now():
        found.append(_("This moment is past."))
    if begin.weekday() >= SATURDAY:
        found.append(_("This is in the weekend."))
    closing = begin.replace(hour=LAST_HOUR, minute=0, second=0, microsecond=0)
    if begin.hour < FIRST_HOUR or end > closing:
        found.append(
            _("This is outside office hours (%(first)s to %(last)s).")
            % {"first": f"{FIRST_HOUR}.00", "last": f"{LAST_HOUR}.00"}
        )
    return found


def _times(begin, end):
    begin, end = timezone.localtime(begin), timezone.localtime(end)
    return _("%(day)s, %(begin)s to %(end)s") % {
        "day": formats.brief_day(begin),
        "begin": f"{begin:%H.%M}",
        "end": formats.clock(end),
    }
