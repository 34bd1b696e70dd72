"""The ledger: fund money is reserved on the fund's budget and released by counter-postings; nothing is rewritten."""

from decimal import Decimal

from django.db.models import Sum
from django.utils.translation import gettext as _

from funding.models import Budget, Posting, Source
from pilot import audit
from pilot.forms import write_money
from pilot.workflow import NotNow


def reserved(budget):
    """Return what is reserved on a budget, in EUR."""
    return budget.postings.aggregate(sum=Sum("amount"))["sum"] or Decimal("0.00")


def post(budget, amount, description, *, by, plan=None):
    """Write one posting of ``amount`` EUR (negative: released) and return it.

    Raises ``NotNow`` when the budget has no room. The budget row is locked, so two reservations cannot both take the
    last euro.
    """
    budget = Budget.objects.select_for_update().select_related("fund").get(pk=budget.pk)
    left = budget.amount - reserved(budget)
    if amount > left:
        raise NotNow(
            _("The training budget of %(fund)s has room for € %(left)s, and this takes € %(amount)s.")
            % {"fund": budget.fund, "left": write_money(left), "amount": write_money(amount)}
        )
    posting = Posting.objects.create(budget=budget, amount=amount, description=description, by=by, plan=plan)
    audit.record(budget, "post", by=by)
    return posting


def reserve(plan, *, by):
    """Reserve every fund's share of a plan on its training budget (advice 8.3.5-03); raise ``NotNow`` without one."""
    pilot_id = plan.pilot_id
    budgets = {
        budget.fund_id: budget
        for budget in Budget.objects.filter(pilot=pilot_id, kind=Budget.Kind.TRAINING).order_by("pk")
    }
    shares = [c for c in plan.contributions.select_related("fund") if c.source == Source.FUND]
    for share in sorted(shares, key=lambda c: c.fund_id):
        budget = budgets.get(share.fund_id)
        if budget is None:
            raise NotNow(_("%(fund)s has set no training budget aside for this pilot yet.") % {"fund": share.fund})
        post(budget, share.amount, _("Reserved for training"), by=by, plan=plan)


def release(plan, *, by):
    """Release what was reserved for a plan, by counter-postings."""
    rows = plan.postings.values("budget").annotate(sum=Sum("amount")).order_by("budget")
    for row in rows:
        if row["sum"]:
            post(Budget.objects.get(pk=row["budget"]), -row["sum"], _("Released again"), by=by, plan=plan)
