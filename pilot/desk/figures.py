"""Figures of pilots, counted in the database: funnel, seats, average contribution, who pays. No names anywhere."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Count, Exists, OuterRef, Q, Sum

from candidates.models import Candidate, Introduction, Match
from companies.models import Participation, Vacancy
from funding.models import Budget, Contribution, Source
from funding.rules import average
from pilot.models import Policy
from training.models import Enrolment, TrainingClass

#: Stages that a candidate passes, in order, with the states from which they count as reached.
REACHED = {
    "registered": set(Candidate.State.values),
    "informed": {"informed", "invited", "interviewed", "qualified"},
    "interviewed": {"interviewed", "qualified"},
    "qualified": {"qualified"},
}
#: The states after which somebody fell out who did not reach a stage.
BEFORE = {
    "informed": ("registered",),
    "interviewed": ("informed", "invited"),
    "qualified": ("interviewed",),
    "placed": ("qualified",),
}
ZERO = Decimal("0.00")


@dataclass
class Figures:
    """What one pilot came to so far. Amounts in EUR, shares in percent."""

    pilot: object
    policy: object = None
    reached: dict = field(default_factory=dict)
    out: int = 0
    out_reasons: dict = field(default_factory=dict)
    companies: int = 0
    committed: int = 0
    places: int = 0
    seated: int = 0
    seats: int = 0
    classes: int = 0
    in_training: int = 0
    completed: int = 0
    dropped: int = 0
    company_total: Decimal = ZERO
    planned: int = 0
    payers: dict = field(default_factory=dict)
    budget: Decimal = ZERO
    reserved: Decimal = ZERO

    @property
    def average(self):
        """Company money over participants with an approved plan (advice 8.3.5-02)."""
        return average(self.company_total, self.planned)

    @property
    def above_cap(self):
        return bool(self.policy and self.planned and self.average > self.policy.average_cap)

    def out_before(self, stage):
        """How many fell out after the stage before and without reaching this one."""
        states = BEFORE.get(stage, ())
        return sum(count for (after, _reason), count in self.out_reasons.items() if after in states)

    @property
    def fall_out(self):
        """Percent of applicants that fell out in selection; ``None`` while there are none (advice 8.3.2-23)."""
        registered = self.reached.get("registered", 0)
        return round(100 * self.out / registered) if registered else None

    @property
    def spent(self):
        """Percent of the training budget that is reserved; ``None`` without a budget."""
        return round(100 * self.reserved / self.budget) if self.budget else None


def figures(pilots):
    """Return the ``Figures`` of each pilot, in their order; the number of queries does not depend on how many."""
    pilots = list(pilots)
    by_pilot = {pilot.pk: Figures(pilot) for pilot in pilots}
    ids = list(by_pilot)
    for policy in Policy.objects.filter(pilot__in=ids, state=Policy.State.IN_FORCE).select_related("occupation"):
        by_pilot[policy.pilot_id].policy = policy
    _funnel(by_pilot, ids)
    _companies(by_pilot, ids)
    _training(by_pilot, ids)
    _money(by_pilot, ids)
    return list(by_pilot.values())


def _funnel(by_pilot, ids):
    candidates = Candidate.objects.filter(pilot__in=ids).order_by()
    matches = Match.objects.filter(candidate=OuterRef("pk"))
    introduced = Introduction.objects.filter(match__candidate=OuterRef("pk"))
    counts = {
        stage: Count("pk", filter=Q(state__in=states) | Q(state="out", out_stage__in=states))
        for stage, states in REACHED.items()
    }
    rows = (
        candidates.annotate(met=Exists(introduced), placed=Exists(matches.filter(placed_at__isnull=False)))
        .values("pilot")
        .annotate(
            **{f"n_{stage}": count for stage, count in counts.items()},
            n_introduced=Count("pk", filter=Q(met=True)),
            n_placed=Count("pk", filter=Q(placed=True)),
            n_out=Count("pk", filter=Q(state="out")),
        )
    )
    for row in rows:
        one = by_pilot[row["pilot"]]
        one.reached = {stage: row[f"n_{stage}"] for stage in [*REACHED, "introduced", "placed"]}
        one.out = row["n_out"]
    for row in candidates.filter(state="out").values("pilot", "out_stage", "out_reason").annotate(n=Count("pk")):
        by_pilot[row["pilot"]].out_reasons[row["out_stage"], row["out_reason"]] = row["n"]


def _companies(by_pilot, ids):
    rows = (
        Participation.objects.filter(pilot__in=ids, outside="")
        .order_by()
        .values("pilot")
        .annotate(n=Count("pk"), committed=Count("pk", filter=Q(state="committed")))
    )
    for row in rows:
        by_pilot[row["pilot"]].companies, by_pilot[row["pilot"]].committed = row["n"], row["committed"]
    places = Vacancy.objects.filter(participation__pilot__in=ids, participation__state="committed").order_by()
    for row in places.values("participation__pilot").annotate(n=Sum("places")):
        by_pilot[row["participation__pilot"]].places = row["n"]


def _training(by_pilot, ids):
    running = TrainingClass.objects.filter(programme__pilot__in=ids).exclude(state="cancelled").order_by()
    for row in running.values("programme__pilot").annotate(n=Count("pk")):
        by_pilot[row["programme__pilot"]].classes = row["n"]
    rows = (
        Enrolment.objects.filter(training_class__programme__pilot__in=ids)
        .order_by()
        .values("training_class__programme__pilot")
        .annotate(
            seated=Count("pk", filter=Q(seat__isnull=False)),
            busy=Count("pk", filter=Q(state__in=["acquainted", "active"])),
            done=Count("pk", filter=Q(state="completed")),
            left=Count("pk", filter=Q(state="left")),
        )
    )
    for row in rows:
        one = by_pilot[row["training_class__programme__pilot"]]
        one.seated, one.in_training = row["seated"], row["busy"]
        one.completed, one.dropped = row["done"], row["left"]


def _money(by_pilot, ids):
    pilot_of = "plan__enrolment__training_class__programme__pilot"
    shares = Contribution.objects.filter(
        **{f"{pilot_of}__in": ids},
        plan__state__in=["approved", "settled"],
        plan__enrolment__seat__isnull=False,
        amount__isnull=False,
    ).order_by()
    payers = defaultdict(lambda: defaultdict(lambda: ZERO))
    for row in shares.values(pilot_of, "source", "fund__slug").annotate(sum=Sum("amount")):
        payers[row[pilot_of]][_payer(row["source"], row["fund__slug"])] += row["sum"]
    for pilot_id, amounts in payers.items():
        by_pilot[pilot_id].payers = dict(amounts)
        by_pilot[pilot_id].company_total = amounts["company"]
    planned = Enrolment.objects.filter(
        training_class__programme__pilot__in=ids, seat__isnull=False, plans__state__in=["approved", "settled"]
    ).order_by()
    for row in planned.values("training_class__programme__pilot").annotate(n=Count("pk", distinct=True)):
        by_pilot[row["training_class__programme__pilot"]].planned = row["n"]
    budgets = Budget.objects.filter(pilot__in=ids, kind=Budget.Kind.TRAINING).order_by()
    for row in budgets.values("pilot").annotate(sum=Sum("amount")):
        by_pilot[row["pilot"]].budget = row["sum"]
    for row in budgets.values("pilot").annotate(sum=Sum("postings__amount")):
        by_pilot[row["pilot"]].reserved = row["sum"] or ZERO


def _payer(source, fund):
    """Colour class of a payer, as in ``Contribution.payer_class``."""
    if source == Source.FUND:
        return {"a-o-metalektro": "ao", "oom": "oom"}.get(fund, "scheme")
    return source if source in ("company", "stoof", "uwv") else "scheme"


def together(many):
    """Add the figures of several pilots up into one."""
    whole = Figures(None)
    whole.reached = {
        stage: sum(one.reached.get(stage, 0) for one in many) for stage in [*REACHED, "introduced", "placed"]
    }
    for name in (
        "out",
        "companies",
        "committed",
        "places",
        "seated",
        "classes",
        "in_training",
        "completed",
        "dropped",
        "planned",
    ):
        setattr(whole, name, sum(getattr(one, name) for one in many))
    for name in ("company_total", "budget", "reserved"):
        setattr(whole, name, sum((getattr(one, name) for one in many), start=ZERO))
    for one in many:
        for payer, amount in one.payers.items():
            whole.payers[payer] = whole.payers.get(payer, ZERO) + amount
        for key, count in one.out_reasons.items():
            whole.out_reasons[key] = whole.out_reasons.get(key, 0) + count
    return whole
