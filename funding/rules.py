"""The money rules that hold for a class and a plan: the average of companies, equality to the cent, who may pay when."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Sum
from django.utils.translation import gettext as _

from funding.models import Contribution, Plan, Source, UwvArrangement
from pilot.forms import write_money
from pilot.models import Terms

CENT = Decimal("0.01")
ZERO = Decimal("0.00")


@dataclass(frozen=True)
class Average:
    """What companies pay on average in a class: ``total`` EUR over ``participants``, held against ``cap`` EUR."""

    total: Decimal
    participants: int
    cap: Decimal

    @property
    def value(self):
        """EUR a head, rounded to the cent; zero when nobody takes part."""
        return average(self.total, self.participants)

    @property
    def within(self):
        """Whether the average is at most the cap, reckoned without rounding."""
        return self.total <= self.cap * self.participants

    @property
    def room(self):
        """EUR a head left under the cap; negative above it."""
        return self.cap - self.value

    @property
    def short(self):
        """EUR that others must pay more for the class to come down to the cap; zero within it."""
        return max(self.total - self.cap * self.participants, ZERO)


def average(total, participants):
    """Return company money divided by participants, EUR to the cent: VAT, own hours and later subsidies stand outside.

    Advice 8.3.5-02.
    """
    if not participants:
        return ZERO
    return (Decimal(total) / participants).quantize(CENT, ROUND_HALF_UP)


def class_average(training_class, *, with_plan=None, states=(Plan.State.APPROVED,)):
    """Return the class's ``Average`` over everybody on a seat, by plans in ``states``.

    ``with_plan`` counts that plan in place of whatever the same participant has: "the average would become …".
    """
    seated = training_class.enrolments.seated()
    company = Contribution.objects.filter(
        plan__enrolment__in=seated, plan__state__in=states, source=Source.COMPANY
    )
    if with_plan is not None:
        company = company.exclude(plan__enrolment=with_plan.enrolment_id)
    total = company.aggregate(sum=Sum("amount"))["sum"] or ZERO
    if with_plan is not None and with_plan.enrolment.seat is not None:
        total += sum(
            (c.amount for c in with_plan.contributions.all() if c.source == Source.COMPANY), start=ZERO
        )
    return Average(total, seated.count(), cap_of(training_class.programme.pilot))


def cap_of(pilot):
    """Return the highest average in EUR that the policy in force allows."""
    policy = pilot.policy_in_force
    return policy.average_cap if policy else ZERO


def totals(plan):
    """Return costs and contributions of a plan in EUR; hours of own time never enter a sum (advice 8.3.5-04)."""
    costs = sum((cost.amount for cost in plan.costs.all()), start=ZERO)
    paid = sum((c.amount for c in plan.contributions.all() if c.amount is not None), start=ZERO)
    return costs, paid


def plan_problems(plan):
    """Return sentences about what keeps a plan from being proposed; empty when it adds up and everybody may pay."""
    costs, paid = totals(plan)
    found = []
    if costs <= 0:
        found.append(_("Write down first what the training costs."))
    elif costs > paid:
        found.append(
            _("The plan does not add up: € %(rest)s of the € %(costs)s has no payer yet.")
            % {"rest": write_money(costs - paid), "costs": write_money(costs)}
        )
    elif paid > costs:
        found.append(
            _("The plan does not add up: payers give € %(rest)s more than the € %(costs)s that it costs.")
            % {"rest": write_money(paid - costs), "costs": write_money(costs)}
        )
    given = {c.source: c for c in plan.contributions.all()}
    if Source.UWV in given:
        found += uwv_problems(plan.enrolment.candidate, given[Source.UWV].amount)
    if Source.STOOF in given:
        found += stoof_problems(plan.enrolment.candidate)
    return found


def uwv_problems(candidate, amount):
    """Return why UWV cannot pay ``amount`` EUR for this candidate: only by an arrangement of the owner.

    Advice 7.3-02, 8.3.5-05, 8.2-18, 8.2-19.
    """
    if candidate.employment != candidate.Employment.UNEMPLOYED:
        return [_("UWV pays only for somebody who comes from unemployment.")]
    agreed = UwvArrangement.objects.filter(candidate=candidate, state=UwvArrangement.State.AGREED).first()
    if agreed is None:
        return [_("UWV can only pay once the pilot owner has agreed on an arrangement with UWV for this candidate.")]
    if amount > agreed.amount:
        return [
            _("UWV pays at most € %(most)s by the arrangement; the plan says € %(amount)s.")
            % {"most": write_money(agreed.amount), "amount": write_money(amount)}
        ]
    return []


def stoof_problems(candidate):
    """Return why STOOF cannot pay for this candidate: agency workers, by terms that both funds agreed on first.

    Advice 8.2-21, 8.3.5-07.
    """
    found = []
    if candidate.employment != candidate.Employment.AGENCY:
        found.append(_("STOOF pays only for agency workers."))
    if not Terms.objects.filter(party__slug="stoof", state=Terms.State.AGREED).exists():
        found.append(_("STOOF can only pay once A+O and OOM have both agreed to the terms with STOOF."))
    return found
