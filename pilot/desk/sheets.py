"""Project sheets: five parts, figures from the pilot, "pilot" on it (advice 8.3.6-13..19)."""

from django.utils import timezone
from django.utils.translation import gettext as _

from pilot import charts, formats
from pilot.choices import Role
from pilot.desk import pictures
from pilot.desk.figures import figures
from pilot.formats import euros
from training.models import Programme


def company_sheet(document):
    """Return template and context of the sheet for companies, in the five parts that the report names.

    Advice 8.3.6-13 to -18; the figures are those of the policy in force and of the pilot's programme and plans.
    """
    pilot = document.pilot
    policy = pilot.policy_in_force
    programme = Programme.objects.filter(pilot=pilot).select_related("trainer").order_by("pk").first()
    one = figures([pilot], plans_only=True)[0]
    funds = [row.fund.name for row in pilot.pilot_funds.select_related("fund")]
    owners = (
        pilot.assignments.running()
        .filter(role=Role.OWNER, deputy=False)
        .select_related("user", "fund")
        .order_by("fund__name")
    )
    return "sheets/company.html", {
        "pilot": pilot,
        "policy": policy,
        "programme": programme,
        "funds": funds,
        "regions": list(policy.regions.all()) if policy else [],
        "sub_branches": list(policy.sub_branches.all()) if policy else [],
        "owners": owners,
        "provider": pilot.appointments.running().select_related("provider").first(),
        "example": example(one, programme),
        "guidance_hours": GUIDANCE_HOURS,
        "head_mark": " ".join([_("Pilot"), years(pilot)]).strip(),
        "foot": _(
            "This is a pilot of %(funds)s. Amounts are examples; your own plan counts. Number %(number)d, %(day)s."
        )
        % {
            "funds": _(" and ").join(funds),
            "number": document.pk,
            "day": formats.day(timezone.localdate()),
        },
    }


def years(pilot):
    """Return the years a pilot runs: ``2026–2027``."""
    return "–".join(dict.fromkeys(str(day.year) for day in (pilot.start, pilot.end) if day))


#: Hours a week a company gives to guidance, about (advice 7.3-04, 8.3.6-25).
GUIDANCE_HOURS = 4


def example(one, programme):
    """Return the average plan of this pilot as an example of who pays, or ``None`` while no plan is approved."""
    if not one.planned:
        return None
    shares = [
        {"payer": payer, "label": label(), "amount": one.payers[payer] / one.planned}
        for payer, label in pictures.PAYER_LABELS.items()
        if one.payers.get(payer)
    ]
    total = sum(share["amount"] for share in shares)
    desc = ", ".join(f"{share['label']} {euros(share['amount'])}" for share in shares)
    return {
        "total": total,
        "participants": one.planned,
        "shares": shares,
        "chart": charts.stack(shares, key="example", title=_("Example of who pays"), desc=desc, height=28),
    }
