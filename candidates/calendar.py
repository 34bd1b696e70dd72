"""What selection puts in calendars: a session, an interview, a card. Each person reads of nobody else in it."""

from django.conf import settings
from django.utils.translation import gettext as _

from pilot.calendar import Appointment


def of_session(attendance, *, cancelled=False):
    """The information session in the calendar of one guest."""
    session = attendance.session
    return Appointment(
        key=f"voorlichting-{attendance.pk}",
        sequence=attendance.sequence,
        at=session.at,
        minutes=session.minutes,
        title=_("Information session %(pilot)s") % {"pilot": session.pilot.public_title},
        place=session.place,
        cancelled=cancelled,
    )


def of_candidate(interview, *, cancelled=False):
    """The interview in the calendar of the candidate."""
    return Appointment(
        key=f"gesprek-{interview.pk}",
        sequence=interview.sequence,
        at=interview.at,
        minutes=interview.minutes,
        title=_("Interview %(pilot)s") % {"pilot": interview.candidate.pilot.public_title},
        place=interview.where,
        link=interview.link,
        cancelled=cancelled,
    )


def of_interviewer(interview, card, *, cancelled=False):
    """The interview in the calendar of who holds the card; the candidate is a click away, not in it."""
    return Appointment(
        key=f"kaart-{card.pk}",
        sequence=interview.sequence,
        at=interview.at,
        minutes=interview.minutes,
        title=_("Selection interview %(pilot)s") % {"pilot": interview.candidate.pilot.title},
        place=interview.where,
        text=""
        if cancelled
        else _("With whom, and your card: %(url)s") % {"url": f"{settings.SITE_URL}{card.get_absolute_url()}"},
        link=interview.link,
        cancelled=cancelled,
    )
