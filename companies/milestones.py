"""What happened with the companies of a pilot, and which interviews are planned; numbers only."""

from django.db.models import Count
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.translation import ngettext, ngettext_lazy

from companies.models import CompanyInterview

HAPPENED = {
    ("companies.companyinterview", "hold"): (
        ngettext_lazy("%(n)d interview with a company was held", "%(n)d interviews with companies were held", "n"),
        "info",
    ),
    ("companies.participation", "select"): (
        ngettext_lazy("%(n)d company was chosen", "%(n)d companies were chosen", "n"),
        "ok",
    ),
    ("companies.participation", "commit"): (
        ngettext_lazy("%(n)d company committed itself", "%(n)d companies committed themselves", "n"),
        "ok",
    ),
    ("companies.participation", "decline"): (
        ngettext_lazy("%(n)d company does not take part", "%(n)d companies do not take part", "n"),
        "off",
    ),
    ("companies.participation", "withdraw"): (
        ngettext_lazy("%(n)d company withdrew", "%(n)d companies withdrew", "n"),
        "late",
    ),
}


def planned(pilot):
    """Interviews with companies by day; one query."""
    rows = CompanyInterview.objects.filter(participation__pilot=pilot, state="planned", at__gte=timezone.now())
    rows = rows.annotate(day=TruncDate("at")).order_by("day").values_list("day").annotate(n=Count("pk"))[:5]
    for day, count in rows:
        yield day, ngettext("%(n)d interview with a company", "%(n)d interviews with companies", count) % {"n": count}
