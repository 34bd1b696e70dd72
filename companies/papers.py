"""The commitment on paper, to be signed: what a company binds itself to, as it is on record (advice 8.3.6-26)."""

from django.utils import timezone
from django.utils.translation import gettext as _

from companies.models import CommitmentPaper
from pilot import formats
from pilot.models import Occupation


def commitment_sheet(document):
    """Return template and context of a commitment; every figure is the one on record when it was made.

    Hours of guidance a week, vacancies with places and workplace trainer, training forms and the amount in EUR for one
    participant as told, and the text that binds.
    """
    paper = (
        CommitmentPaper.objects.select_related("participation__company__fund", "told__by", "environment", "by")
        .select_related("participation__pilot", "by__organisation")
        .get(document=document)
    )
    case = paper.participation
    pilot = case.pilot
    funds = [row.fund.name for row in pilot.pilot_funds.select_related("fund")]
    appointment = pilot.appointments.running().select_related("provider").first()
    places = sum(row["places"] for row in paper.vacancies)
    names = {one.pk: str(one) for one in Occupation.objects.filter(pk__in=[r["occupation"] for r in paper.vacancies])}
    about = {"pilot": pilot.public_title, "number": paper.pk, "day": formats.day(timezone.localdate(paper.at))}
    return "sheets/commitment.html", {
        "pilot": pilot,
        "case": case,
        "company": case.company,
        "paper": paper,
        "vacancies": [{**row, "occupation": names.get(row["occupation"], "")} for row in paper.vacancies],
        "told": paper.told,
        "environment": paper.environment,
        "funds": _(" and ").join(funds),
        "provider": appointment.provider.name if appointment else (paper.by.organisation or ""),
        "policy": pilot.policy_in_force,
        "places": places,
        "lines": [_("Name"), _("Position"), _("Place and date"), _("Signature")],
        "head_mark": _("Pilot"),
        "foot": _("%(pilot)s. This is a pilot. Commitment number %(number)d, made on %(day)s.") % about,
    }
