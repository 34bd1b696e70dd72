"""What happened with the candidates of a pilot, and what is planned with them; numbers only."""

from django.db.models import Count, F
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from candidates.models import InformationSession, Interview
from pilot.phases.milestones import dates

HAPPENED = {
    ("candidates.kit", "use"): (ngettext_lazy("The interview kit is in use", "%(n)d kits came into use", "n"), "info"),
    ("candidates.interview", "hold"): (
        ngettext_lazy("%(n)d interview was held", "%(n)d interviews were held", "n"),
        "info",
    ),
    ("candidates.candidate", "qualify"): (
        ngettext_lazy("%(n)d candidate qualified", "%(n)d candidates qualified", "n"),
        "ok",
    ),
    ("candidates.candidate", "drop"): (
        ngettext_lazy("%(n)d candidate fell out", "%(n)d candidates fell out", "n"),
        "off",
    ),
    ("candidates.match", "introduce"): (
        ngettext_lazy("%(n)d introduction was arranged", "%(n)d introductions were arranged", "n"),
        "info",
    ),
    ("candidates.match", "place"): (
        ngettext_lazy("%(n)d candidate was placed", "%(n)d candidates were placed", "n"),
        "ok",
    ),
    ("candidates.match", "end"): (ngettext_lazy("%(n)d placement ended", "%(n)d placements ended", "n"), "late"),
}

PLANNED = {
    "sessions": _("Information session in %(name)s"),
    "interviews": ngettext_lazy("%(n)d interview with a candidate", "%(n)d interviews with candidates", "n"),
}


def planned(pilot, now, day):
    """Information sessions, and interviews by day."""
    sessions = InformationSession.objects.filter(pilot=pilot, at__gte=now)
    yield dates(sessions.annotate(day=TruncDate("at")), "sessions", name=F("place"))
    rows = Interview.objects.filter(candidate__pilot=pilot, state=Interview.State.PLANNED, at__gte=now)
    yield dates(rows.annotate(day=TruncDate("at")), "interviews", n=Count("pk"))
