"""What managing a pilot costs a fund: planned by kind, spent, warned of when it is more (advice 8.3.5-15)."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.db import transaction
from django.db.models import F, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from funding import ledger
from funding.models import Budget, BudgetLine, Posting
from pilot import audit, charts
from pilot.formats import money
from pilot.models import PilotFund
from pilot.workflow import require_none

ZERO = Decimal("0.00")
#: From this share of the whole budget on, the page says that it is nearly spent (percent).
NEARLY = 90


@dataclass
class Line:
    """One kind of cost: planned and spent in EUR, ``planned`` is ``None`` while the budget was not divided."""

    kind: Posting.Kind
    planned: Decimal | None
    spent: Decimal = ZERO
    bar: dict | None = None

    @property
    def left(self):
        return None if self.planned is None else self.planned - self.spent

    @property
    def over(self):
        return self.planned is not None and self.spent > self.planned


@dataclass
class Managed:
    """The management budget of one fund: its lines, what is left, its picture."""

    budget: Budget
    lines: list = field(default_factory=list)
    divided: bool = False
    ruler: dict | None = None

    @property
    def spent(self):
        return sum((line.spent for line in self.lines), start=ZERO)

    @property
    def left(self):
        return self.budget.amount - self.spent

    @property
    def warnings(self):
        """Sentences about lines that cost more than planned, and about a budget that is nearly spent."""
        found = [
            _("%(kind)s: %(over)s more than planned.") % {"kind": line.kind.label, "over": money(-line.left)}
            for line in self.lines
            if line.over
        ]
        if self.budget.amount and self.spent * 100 >= self.budget.amount * NEARLY:
            found.append(
                _("%(spent)s of %(amount)s is spent.")
                % {"spent": money(self.spent), "amount": money(self.budget.amount)}
            )
        return found


@transaction.atomic
def plan(budget, amounts, *, by):
    """Plan a management budget: EUR by kind of cost, which add up to its amount (advice 8.3.5-15).

    Raises ``NotNow`` when more is spent already than they add up to.
    """
    # Serialises two people who plan the same budget for the first time.
    PilotFund.objects.select_for_update(of=("self",)).get(pilot=budget.pilot_id, fund=budget.fund_id)
    budget.amount = sum(amounts.values(), start=ZERO)
    require_none(ledger.amount_problems(budget))
    new = budget.pk is None
    budget.save()
    for kind, planned in amounts.items():
        BudgetLine.objects.update_or_create(budget=budget, kind=kind, defaults={"planned": planned})
    if not new:
        Budget.objects.filter(pk=budget.pk).update(line_changes=F("line_changes") + 1)
    audit.record(budget, "create" if new else "edit", by=by, fields=["amount", "lines"])
    return budget


def overview(budgets):
    """Return a ``Managed`` for each management budget, with planned and spent by kind; two queries."""
    found = {budget.pk: budget for budget in budgets if budget.pk and budget.kind == Budget.Kind.MANAGEMENT}
    planned = {}
    for line in BudgetLine.objects.filter(budget__in=found):
        planned[line.budget_id, line.kind] = line.planned
    # A counter-posting gives back what its posting took, in the same kind.
    rows = (
        Posting.objects.filter(budget__in=found)
        .order_by()
        .values("budget", of=Coalesce("counters__kind", "kind"))
        .annotate(sum=Sum("amount"))
    )
    spent = {(row["budget"], row["of"]): row["sum"] for row in rows}
    return [_managed(budget, planned, spent) for budget in found.values()]


def _managed(budget, planned, spent):
    divided = any(pk == budget.pk for pk, _kind in planned)
    managed = Managed(budget, divided=divided)
    for kind in Posting.MANAGING:
        line = Line(
            kind,
            planned.get((budget.pk, kind), ZERO) if divided else None,
            spent.get((budget.pk, kind), ZERO),
        )
        line.bar = _bar(budget, line)
        managed.lines.append(line)
    managed.ruler = _ruler(managed)
    return managed


def _bar(budget, line):
    if not line.planned:
        return None
    desc = _("%(spent)s spent of %(planned)s planned.") % {"spent": money(line.spent), "planned": money(line.planned)}
    return charts.bar(line.spent, line.planned, key=f"line-{budget.pk}-{line.kind}", title=line.kind.label, desc=desc)


def _ruler(managed):
    """What is spent on the scale of the whole budget; ``None`` while nothing was set aside."""
    amount = managed.budget.amount
    if not amount:
        return None
    return charts.ruler(
        managed.spent,
        key=f"managing-{managed.budget.pk}",
        title=ledger.title(managed.budget),
        desc=_("%(spent)s of %(amount)s is spent, %(left)s is left.")
        % {"spent": money(managed.spent), "amount": money(amount), "left": money(managed.left)},
        maximum=amount * 11 / 10,
        step=amount / 10,
        labels=[0, int(amount / 2), int(amount)],
        limit=amount,
        unit="€",
    )


def warning_after(budget, kind):
    """What to say after a cost was booked: its line is over, or the budget nearly spent; empty when all is well."""
    (managed,) = overview([budget])
    line = next(line for line in managed.lines if line.kind == kind)
    if line.over:
        return _("%(kind)s: %(over)s more than planned.") % {"kind": line.kind.label, "over": money(-line.left)}
    return managed.warnings[-1] if managed.spent * 100 >= managed.budget.amount * NEARLY else ""
