"""What happened with the candidates of a pilot, and what is planned with them; numbers only."""

from django.db.models import Count
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from candidates.models import InformationSession, Interview

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


def planned(pilot):
    """Information sessions, and interviews by day; two queries."""
    now = timezone.now()
    sessions = InformationSession.objects.filter(pilot=pilot, at__gte=now).order_by("at", "pk")[:5]
    for session in sessions:
        yield timezone.localdate(session.at), _("Information session in %(place)s") % {"place": session.place}
    rows = Interview.objects.filter(candidate__pilot=pilot, state=Interview.State.PLANNED, at__gte=now)
    rows = rows.annotate(day=TruncDate("at")).order_by("day").values_list("day").annotate(n=Count("pk"))[:5]
    for day, count in rows:
        yield (
            day,
            ngettext("%(n)d interview with a candidate", "%(n)d interviews with candidates", count) % {"n": count},
        )
