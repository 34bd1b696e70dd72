"""What a company that withdraws leaves behind in money: plans of who is placed there, and what it would have paid."""

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from candidates.models import Match
from companies.withdrawing import Touched
from funding.models import Plan
from pilot import formats


def touched(participation, user):
    """Yield the plans that name a company and the EUR it contributes, as far as ``user`` may know of them.

    A plan in force is replaced, within the term of ``funding.waiting``, once the placement has ended.
    """
    placed = Match.objects.placed().filter(vacancy__participation=participation)
    # One that is being made does not name its placement yet.
    mine = Q(match__vacancy__participation=participation)
    mine |= Q(match__isnull=True, enrolment__candidate__in=placed.values("candidate"))
    rows = Plan.objects.visible_to(user).filter(mine, state__in=[*Plan.OPEN, Plan.State.APPROVED])
    plans = list(rows.with_case().with_sums().order_by("pk"))
    yield Touched(
        label=_("Financing plans"),
        count=len(plans),
        follows=_("A plan in force is replaced once the placement has ended; one that is being made stops."),
        who=_("the provider, which makes them, and the pilot owner, who approves them"),
        lines=[(_("%(name)s, plan %(number)d") % _about(plan), plan.get_absolute_url()) for plan in plans],
    )
    share = sum(plan.company_sum or 0 for plan in plans)
    yield Touched(
        label=_("Contribution of the company"),
        count=int(bool(share)),
        amount=formats.money(share),
        follows=ngettext(
            "In %(n)d plan. Who pays this instead is agreed in the new plan.",
            "In %(n)d plans. Who pays this instead is agreed in the new plans.",
            len(plans),
        )
        % {"n": len(plans)},
        who=_("the pilot owner"),
    )


def _about(plan):
    return {"name": plan.enrolment.candidate, "number": plan.number}
