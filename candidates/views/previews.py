"""Who is left out of an act with several people at once, and why."""

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from candidates import sessions
from candidates.models import Attendance, Candidate
from pilot import formats


def left_out(people, act, numbers):
    """Who was picked and is not meant: a list of person and why; ``numbers`` are ids."""
    if not numbers:
        return []
    open_ones = Attendance.objects.filter(state__in=sessions.OPEN).select_related("session").order_by("pk")
    rows = people.filter(pk__in=numbers).prefetch_related(Prefetch("attendances", open_ones, "open_ones"))
    return [{"person": one, "why": _why(one, act)} for one in rows.order_by("last_name", "first_name", "pk")]


def _why(person, act):
    if person.erased_at:
        return _("The details are erased.")
    if act == "session" and person.state == Candidate.State.REGISTERED and person.open_ones:
        one = person.open_ones[0]
        day = formats.day(one.session.at)
        if one.state == Attendance.State.WAITING:
            return _("Is on the waiting list of %(day)s.") % {"day": day}
        return _("Is invited to the session of %(day)s; note there who came.") % {"day": day}
    if act == "tell" and person.told_at:
        return _("Was told on %(day)s.") % {"day": formats.day(person.told_at)}
    return _("Is “%(state)s”.") % {"state": person.get_state_display()}
