"""The ledger: money is taken from a fund's budget and given back by counter-postings; nothing is rewritten."""

from decimal import Decimal

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from funding.models import Budget, Posting, Source
from pilot import audit
from pilot.forms import write_money
from pilot.models import PilotFund
from pilot.workflow import NotNow, require_none

Kind = Posting.Kind


def reserved(budget):
    """Return what is taken from a budget, in EUR."""
    return budget.postings.aggregate(sum=Sum("amount"))["sum"] or Decimal("0.00")


def post(budget, amount, kind, *, by, description="", plan=None, counters=None, on=None):
    """Write one posting of ``amount`` EUR (negative: given back) and return it.

    Raises ``NotNow`` when the budget has no room. The budget row is locked, so that two postings cannot both take the
    last euro.
    """
    budget = Budget.objects.select_for_update(of=("self",)).select_related("fund").get(pk=budget.pk)
    left = budget.amount - reserved(budget)
    if amount > left:
        raise NotNow(
            _("%(budget)s has room for € %(left)s, and this takes € %(amount)s.")
            % {"budget": title(budget), "left": write_money(left), "amount": write_money(amount)}
        )
    posting = Posting.objects.create(
        budget=budget,
        amount=amount,
        kind=kind,
        description=description,
        by=by,
        plan=plan,
        counters=counters,
        on=on or timezone.localdate(),
    )
    audit.record(posting, "create", by=by)
    return posting


def title(budget):
    """What a budget is called in a sentence."""
    if budget.kind == Budget.Kind.TRAINING:
        return _("The training budget of %(fund)s") % {"fund": budget.fund}
    return _("The management budget of %(fund)s") % {"fund": budget.fund}


def locked(pilot_id):
    """Lock the training budgets of a pilot in one fixed order, so that no two approvals wait for each other."""
    budgets = Budget.objects.select_for_update(of=("self",)).filter(pilot=pilot_id, kind=Budget.Kind.TRAINING)
    return {budget.fund_id: budget for budget in budgets.select_related("fund").order_by("pk")}


def reserve(plan, *, by):
    """Reserve every fund's share of a plan on its training budget (advice 8.3.5-03); raise ``NotNow`` without one."""
    budgets = locked(plan.pilot_id)
    shares = [line for line in plan.contributions.select_related("fund") if line.source == Source.FUND]
    require_none(_without_budget(line.fund) for line in shares if line.fund_id not in budgets)
    for share in shares:
        post(budgets[share.fund_id], share.amount, Kind.RESERVED, by=by, plan=plan)


def _without_budget(fund):
    return _("%(fund)s has set no training budget aside for this pilot yet.") % {"fund": fund}


def room_problems(plan, *, instead_of=None):
    """Return which budgets have no room for the funds' shares of a plan, once ``instead_of`` gave its own back."""
    found = []
    shares = [line for line in plan.contributions.all() if line.source == Source.FUND]
    if not shares:
        return found
    rows = Budget.objects.filter(pilot=plan.pilot_id, kind=Budget.Kind.TRAINING).with_reserved().select_related("fund")
    budgets = {budget.fund_id: budget for budget in rows}
    given_back = {}
    if instead_of is not None:
        given_back = dict(instead_of.postings.order_by().values_list("budget").annotate(sum=Sum("amount")))
    for share in shares:
        budget = budgets.get(share.fund_id)
        if budget is None:
            found.append(_without_budget(share.fund))
            continue
        left = budget.amount - budget.taken + given_back.get(budget.pk, 0)
        if share.amount > left:
            found.append(
                _("%(budget)s has room for € %(left)s, and this takes € %(amount)s.")
                % {"budget": title(budget), "left": write_money(left), "amount": write_money(share.amount)}
            )
    return found


def release(plan, *, by):
    """Give back what was reserved for a plan, by postings of the same amounts below zero."""
    rows = plan.postings.order_by().values("budget").annotate(sum=Sum("amount")).order_by("budget")
    for row in rows:
        if row["sum"]:
            post(Budget(pk=row["budget"]), -row["sum"], Kind.RELEASED, by=by, plan=plan)


@transaction.atomic
def spend(budget, amount, kind, *, by, description="", on=None):
    """Book what managing the pilot costs: hours, meetings, promotion, selector, specialist, website, other.

    Advice 8.3.5-15. ``amount`` in EUR above zero, ``on`` the day it was spent (today when none is named).
    Raises ``NotNow`` on another budget than the management budget.
    """
    if budget.kind != Budget.Kind.MANAGEMENT or kind not in Posting.MANAGING:
        raise NotNow(_("By hand you book on the management budget only; training money follows the plans."))
    return post(budget, amount, kind, by=by, description=description, on=on)


def counter_blockers(posting):
    """Return why a posting cannot be countered by hand."""
    if posting.counters_id:
        return [_("This is a counter-posting itself; book the right amount anew.")]
    if Posting.objects.filter(counters=posting).exists():
        return [_("There is a counter-posting for this already.")]
    if posting.plan_id:
        return [_("This money belongs to a plan. Replace that plan; what it reserved is then released.")]
    return []


@transaction.atomic
def counter(posting, *, by, reason):
    """Undo one posting by its counter-posting, with the reason; raises ``NotNow``."""
    Budget.objects.select_for_update().get(pk=posting.budget_id)
    require_none(counter_blockers(posting))
    return post(posting.budget, -posting.amount, Kind.COUNTER, by=by, description=reason, counters=posting)


@transaction.atomic
def set_aside(budget, *, by):
    """Store the amount that a fund sets aside for a pilot; raises ``NotNow`` below what is taken already."""
    # Serialises two people who set the same budget for the first time.
    PilotFund.objects.select_for_update(of=("self",)).get(pilot=budget.pilot_id, fund=budget.fund_id)
    require_none([*amount_problems(budget), *_divided(budget)])
    new = budget.pk is None
    budget.save()
    audit.record(budget, "create" if new else "edit", by=by, fields=["amount"])
    return budget


def _divided(budget):
    """Say why a budget is not set as one amount: it was planned by kind of cost."""
    if budget.pk is None or not budget.lines.exists():
        return []
    return [_("This budget is planned by kind of cost; change that plan.")]


def amount_problems(budget):
    """Return why a budget cannot be this amount."""
    if budget.pk is None:
        known = Budget.objects.filter(pilot=budget.pilot_id, fund=budget.fund_id, kind=budget.kind)
        return [_("This budget was set just now. Open it again.")] if known.exists() else []
    taken = reserved(budget)
    if budget.amount < taken:
        return [_("€ %(taken)s is taken from this budget already; it cannot be less.") % {"taken": write_money(taken)}]
    return []
