"""Figures of pilots, counted in the database: funnel, seats, average contribution, who pays. No names anywhere."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import CharField, Count, DecimalField, Exists, F, OuterRef, Q, Sum, Value
from django.db.models.functions import Cast, Coalesce, Concat

from candidates.models import Candidate, Introduction, Match
from companies.models import Participation, Vacancy
from funding.models import Budget, Contribution, Plan, Posting, Source
from funding.rules import average
from pilot.models import Policy
from pilot.questions import Ids, question
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
#: Steps of the funnel, in order.
FUNNEL = (*REACHED, "introduced", "placed")
ZERO = Decimal("0.00")
#: Numbers in each row of the statement that counts everything: those of the funnel are most.
WIDTH = 7


@dataclass
class Figures:
    """What one pilot came to so far. Amounts in EUR, shares in percent."""

    pilot: object
    policy: object = None
    reached: dict = field(default_factory=lambda: dict.fromkeys(FUNNEL, 0))
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


def figures(pilots, *, plans_only=False):
    """Return the ``Figures`` of each pilot, in their order; two queries at most, however many pilots there are.

    With ``plans_only`` only what the plans in force say is counted: the payers and the number planned.
    """
    by_pilot = {pilot.pk: Figures(pilot) for pilot in pilots}
    ids = list(by_pilot)
    for pilot_id, policy in _policies([one.pilot for one in by_pilot.values()]):
        by_pilot[pilot_id].policy = policy
    for pilot_id, what, key, *numbers in _paid(ids) if plans_only else _everything(ids):
        READ[what](by_pilot[pilot_id], key, numbers)
    return list(by_pilot.values())


@question
def _paid(ids: Ids):
    first, *others = _plans(ids)
    return first.union(*others, all=True)


@question
def _everything(ids: Ids):
    # One statement for the whole: most pages of a pilot show these figures beside much else.
    first, *others = [*_plans(ids), *_selection(ids), *_companies(ids), *_training(ids), *_budgets(ids)]
    return first.union(*others, all=True)


def _policies(pilots):
    """Couples of pilot id and policy in force; a single pilot may know its own already."""
    if len(pilots) == 1:
        return [(pilots[0].pk, pilots[0].policy_in_force)]
    rows = Policy.objects.filter(pilot__in=pilots, state=Policy.State.IN_FORCE).select_related("occupation")
    return [(policy.pilot_id, policy) for policy in rows]


def _counted(rows, what, pilot, *numbers, key=None):
    """Count rows by pilot (and key): a query of ``pilot id, what, key`` and ``WIDTH`` numbers, so that all unite."""
    shown = {
        f"n{number}": Cast(count, DecimalField(max_digits=14, decimal_places=2))
        for number, count in enumerate([*numbers, *[Value(0)] * (WIDTH - len(numbers))])
    }
    by = {"of_pilot": F(pilot), "key": key or Value("", output_field=CharField())}
    grouped = rows.order_by().values(**by).annotate(what=Value(what, output_field=CharField()), **shown)
    return grouped.values_list("of_pilot", "what", "key", *shown)


def _selection(ids):
    candidates = Candidate.objects.filter(pilot__in=ids).annotate(
        met=Exists(Introduction.objects.filter(match__candidate=OuterRef("pk"))),
        placed=Exists(Match.objects.filter(candidate=OuterRef("pk"), placed_at__isnull=False)),
    )
    stages = [Q(state__in=states) | Q(state="out", out_stage__in=states) for states in REACHED.values()]
    reached = [*stages, Q(met=True), Q(placed=True), Q(state="out")]
    yield _counted(candidates, "funnel", "pilot", *[Count("pk", filter=which) for which in reached])
    why = Concat("out_stage", Value("|"), "out_reason", output_field=CharField())
    yield _counted(Candidate.objects.filter(pilot__in=ids, state="out"), "out", "pilot", Count("pk"), key=why)


def _companies(ids):
    inside = Participation.objects.filter(pilot__in=ids, outside="")
    yield _counted(inside, "companies", "pilot", Count("pk"), Count("pk", filter=Q(state="committed")))
    offered = Vacancy.objects.filter(participation__pilot__in=ids, participation__state="committed")
    yield _counted(offered, "places", "participation__pilot", Sum("places"))


def _training(ids):
    classes = TrainingClass.objects.filter(programme__pilot__in=ids).exclude(state="cancelled")
    yield _counted(classes, "classes", "programme__pilot", Count("pk"))
    pilot = "training_class__programme__pilot"
    yield _counted(
        Enrolment.objects.filter(**{f"{pilot}__in": ids}),
        "participants",
        pilot,
        Count("pk", filter=Q(seat__isnull=False)),
        Count("pk", filter=Q(state__in=["acquainted", "active"])),
        Count("pk", filter=Q(state="completed")),
        Count("pk", filter=Q(state="left", left_stage__in=["acquainted", "active"])),
    )


def _plans(ids):
    pilot = "plan__enrolment__training_class__programme__pilot"
    shares = Contribution.objects.filter(
        **{f"{pilot}__in": ids},
        plan__state__in=Plan.IN_FORCE,
        plan__enrolment__seat__isnull=False,
        amount__isnull=False,
    )
    fund = Coalesce("fund__slug", Value(""), output_field=CharField())
    payer = Concat("source", Value("|"), fund, output_field=CharField())
    yield _counted(shares, "shares", pilot, Sum("amount"), key=payer)
    pilot = "enrolment__training_class__programme__pilot"
    plans = Plan.objects.in_force().filter(**{f"{pilot}__in": ids}, enrolment__seat__isnull=False)
    yield _counted(plans, "planned", pilot, Count("enrolment", distinct=True))


def _budgets(ids):
    budgets = Budget.objects.filter(pilot__in=ids, kind=Budget.Kind.TRAINING)
    yield _counted(budgets, "budget", "pilot", Sum("amount"))
    postings = Posting.objects.filter(budget__in=budgets)
    yield _counted(postings, "reserved", "budget__pilot", Sum("amount"))


# ---- reading what was counted: (figures, key, numbers) ----


def _read_funnel(one, _key, numbers):
    *reached, out = map(int, numbers)
    one.reached, one.out = dict(zip(FUNNEL, reached, strict=True)), out


def _read_out(one, key, numbers):
    one.out_reasons[tuple(key.split("|"))] = int(numbers[0])


def _read_shares(one, key, numbers):
    payer = _payer(*key.split("|"))
    one.payers[payer] = one.payers.get(payer, ZERO) + numbers[0]
    one.company_total = one.payers.get("company", ZERO)


def _read_numbers(*names, kind=int):
    def read(one, _key, numbers):
        for name, number in zip(names, numbers, strict=False):
            setattr(one, name, kind(number))

    return read


READ = {
    "funnel": _read_funnel,
    "out": _read_out,
    "companies": _read_numbers("companies", "committed"),
    "places": _read_numbers("places"),
    "classes": _read_numbers("classes"),
    "participants": _read_numbers("seated", "in_training", "completed", "dropped"),
    "shares": _read_shares,
    "planned": _read_numbers("planned"),
    "budget": _read_numbers("budget", kind=Decimal),
    "reserved": _read_numbers("reserved", kind=Decimal),
}


def _payer(source, fund):
    """Colour class of a payer, as in ``Contribution.payer_class``."""
    if source == Source.FUND:
        return {"a-o-metalektro": "ao", "oom": "oom"}.get(fund, "scheme")
    return source if source in ("company", "stoof", "uwv") else "scheme"


def together(many):
    """Add the figures of several pilots up into one."""
    whole = Figures(None)
    whole.reached = {stage: sum(one.reached.get(stage, 0) for one in many) for stage in FUNNEL}
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
