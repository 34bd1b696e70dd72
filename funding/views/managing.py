"""What managing a pilot costs each fund, planned against spent."""

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from funding import managing
from funding.models import Budget
from funding.permissions import may_budget, may_see_budgets
from funding.views.budgets import seen_funds
from funding.views.cases import pilot_or_404
from pilot.permissions import require


@require_safe
def managed(request, pilot):
    """Per fund: planned, spent and left by kind of cost; an owner sees all funds, management its own."""
    pilot = pilot_or_404(request, pilot)
    require(may_see_budgets(request.user, pilot))
    budgets = Budget.objects.visible_to(request.user).filter(pilot=pilot, kind=Budget.Kind.MANAGEMENT)
    known = {one.budget.fund_id: one for one in managing.overview(budgets.select_related("fund"))}
    context = {
        "pilot": pilot,
        "crumbs": [
            {"label": pilot.title, "url": pilot.get_absolute_url()},
            {"label": _("Budgets"), "url": reverse("funding:budgets", args=[pilot.slug])},
            {"label": _("Managing the pilot"), "url": ""},
        ],
        "cases": [_case(request.user, pilot, fund, known.get(fund.pk)) for fund in seen_funds(request.user, pilot)],
    }
    return render(request, "funding/managing.html", context)


def _case(user, pilot, fund, found):
    """One fund with its budget, and what the user may do with it."""
    asked = found.budget if found else Budget(pilot=pilot, fund=fund, kind=Budget.Kind.MANAGEMENT)
    may = may_budget(user, asked)
    return {
        "fund": fund,
        "managed": found,
        "plan_url": reverse("funding:budget", args=[pilot.slug, fund.slug, "beheer"]) if may else "",
        "spend_url": reverse("funding:budget_spend", args=[pilot.slug, fund.slug]) if may and found else "",
    }
