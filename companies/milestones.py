"""What happened with the companies of a pilot, and which interviews are planned; numbers only."""

from django.db.models import Count
from django.db.models.functions import TruncDate
from django.utils.translation import ngettext_lazy

from companies.models import CompanyInterview
from pilot.phases.milestones import dates

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


PLANNED = {
    "company_interviews": ngettext_lazy("%(n)d interview with a company", "%(n)d interviews with companies", "n"),
}


def planned(pilot, now, day):
    """Interviews with companies by day."""
    rows = CompanyInterview.objects.filter(participation__pilot=pilot, state="planned", at__gte=now)
    yield dates(rows.annotate(day=TruncDate("at")), "company_interviews", n=Count("pk"))
