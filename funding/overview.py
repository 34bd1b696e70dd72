"""The financing of a pilot's classes as plain data: who has a plan, what companies pay on average, who pays."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Count, Exists, OuterRef, Q, Sum
from django.utils.translation import gettext as _

from funding import pictures, rules
from funding.models import Contribution, Plan, payer_class
from training.models import Enrolment, TrainingClass

ZERO = Decimal("0.00")
_plans = Plan.objects.filter(enrolment=OuterRef("pk"))
#: Which participants are shown, by the word in the address; ``alle`` shows everybody on a seat.
SHOWN = {
    "alle": Q(),
    "zonder": Q(planned=False, opened=False),
    "concept": Q(drafted=True),
    "voorstel": Q(proposed=True),
    "goedgekeurd": Q(planned=True, opened=False),
}


@dataclass
class Row:
    """One participant: the plan that is worked on, else the one in force; EUR."""

    enrolment: Enrolment
    open: Plan | None = None
    in_force: Plan | None = None

    @property
    def plan(self):
        return self.open or self.in_force

    @property
    def order(self):
        """Without a plan first, then drafts, proposals, approved; by seat."""
        states = [Plan.State.DRAFT, Plan.State.PROPOSED, Plan.State.APPROVED, Plan.State.SETTLED]
        return (states.index(self.plan.state) + 1 if self.plan else 0, self.enrolment.seat)


@dataclass
class Room:
    """One class with its participants, the average of companies and who pays."""

    training_class: TrainingClass
    rows: list = field(default_factory=list)
    seated: int = 0
    average: rules.Average | None = None
    ruler: dict | None = None
    note: str = ""
    payers: dict | None = None

    @property
    def planned(self):
        return self.average.participants


def participants(pilot):
    """Participants on a seat in classes that are not cancelled, annotated with what plans they have."""
    return (
        Enrolment.objects.seated()
        .filter(training_class__programme__pilot=pilot)
        .exclude(training_class__state=TrainingClass.State.CANCELLED)
        .annotate(
            planned=Exists(_plans.in_force()),
            opened=Exists(_plans.open()),
            drafted=Exists(_plans.filter(state=Plan.State.DRAFT)),
            proposed=Exists(_plans.filter(state=Plan.State.PROPOSED)),
        )
    )


def counts(people):
    """How many participants each word of ``SHOWN`` shows; one query."""
    return people.order_by().aggregate(**{word: Count("pk", filter=which or None) for word, which in SHOWN.items()})


def rooms(classes, people, cap):
    """Return a ``Room`` for each class with those of ``people`` that sit in it; three queries, however many classes.

    ``cap`` is the highest average of the policy in EUR.
    """
    found = {training_class.pk: Room(training_class) for training_class in classes}
    rows = {
        enrolment.pk: Row(enrolment)
        for enrolment in people.filter(training_class__in=found).select_related("candidate").with_company()
    }
    plans = Plan.objects.filter(
        enrolment__training_class__in=found, enrolment__seat__isnull=False, state__in=Plan.OPEN + Plan.IN_FORCE
    )
    shares = defaultdict(list)
    for plan in plans.with_sums().select_related("enrolment"):
        if plan.state in Plan.IN_FORCE:
            shares[plan.enrolment.training_class_id].append(plan.company_sum or ZERO)
        row = rows.get(plan.enrolment_id)
        if row:
            setattr(row, "open" if plan.state in Plan.OPEN else "in_force", plan)
    for row in rows.values():
        found[row.enrolment.training_class_id].rows.append(row)
    paying = _payers(found)
    for pk, room in found.items():
        room.rows.sort(key=lambda row: row.order)
        room.seated = room.training_class.seated
        room.average = rules.Average(sum(shares[pk], start=ZERO), len(shares[pk]), cap)
        room.ruler = pictures.ruler(room.average, key=f"average-{pk}")
        room.note = pictures.average_note(room.average) if cap else _("No policy is in force yet.")
        room.payers = pictures.payers(paying[pk].items(), key=f"payers-{pk}")
    return list(found.values())


def _payers(classes):
    """EUR by class and payer, of plans in force."""
    lines = Contribution.objects.filter(
        plan__enrolment__training_class__in=classes,
        plan__enrolment__seat__isnull=False,
        plan__state__in=Plan.IN_FORCE,
        amount__isnull=False,
    ).order_by()
    paying = defaultdict(lambda: defaultdict(lambda: ZERO))
    rows = lines.values_list("plan__enrolment__training_class", "source", "fund__slug").annotate(sum=Sum("amount"))
    for training_class, source, fund, amount in rows:
        paying[training_class][payer_class(source, fund)] += amount
    return paying
