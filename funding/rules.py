"""The money rules of a class and a plan: the average of companies, equality to the cent, who may pay when."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from candidates.models import Match
from funding.models import Plan, Source, UwvArrangement
from pilot.choices import Recruiter
from pilot.forms import write_money
from pilot.models import PilotFund, Terms

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
    def short(self):
        """EUR that others must pay more, together, for the class to come down to the cap; zero within it."""
        return max(self.total - self.cap * self.participants, ZERO)


def average(total, participants):
    """Return company money divided by participants, EUR to the cent: VAT, own hours and later subsidies stand outside.

    Advice 8.3.5-02.
    """
    if not participants:
        return ZERO
    return (Decimal(total) / participants).quantize(CENT, ROUND_HALF_UP)


def class_average(training_class, *, with_plan=None):
    """Return the class's ``Average`` over everybody on a seat whose plan is in force.

    At the start everybody has one, so that these are all participants; before it, counting the others as if their
    companies paid nothing would flatter the figure. ``with_plan`` counts that plan in place of whatever the same
    participant has: "the average would become …".
    """
    plans = dict(
        Plan.objects.in_force()
        .filter(enrolment__training_class=training_class, enrolment__seat__isnull=False)
        .with_sums()
        .values_list("enrolment_id", "company_sum")
    )
    if with_plan is not None and with_plan.enrolment.seat is not None:
        plans[with_plan.enrolment_id] = company_share(with_plan)
    total = sum((share for share in plans.values() if share), start=ZERO)
    return Average(total, len(plans), cap_of(training_class.programme.pilot))


def cap_of(pilot):
    """Return the highest average in EUR that the policy in force allows."""
    policy = pilot.policy_in_force
    return policy.average_cap if policy else ZERO


def company_share(plan):
    """Return what the company pays in a plan, in EUR."""
    return sum((line.amount for line in plan.contributions.all() if line.source == Source.COMPANY), start=ZERO)


def totals(plan):
    """Return costs and contributions of a plan in EUR; hours of own time never enter a sum (advice 8.3.5-04)."""
    costs = sum((cost.amount for cost in plan.costs.all()), start=ZERO)
    paid = sum((line.amount for line in plan.contributions.all() if line.amount is not None), start=ZERO)
    return costs, paid


def plan_problems(plan):
    """Return sentences about what keeps a plan from being proposed; empty when it adds up and everybody may pay."""
    found = sum_problems(*totals(plan))
    for line in plan.contributions.all():
        found += payer_problems(plan.enrolment, line)
    if plan.match_id and plan.match.state != Match.State.PLACED:
        found.append(
            _("The placement at %(company)s has ended; make the plan again for the new company.")
            % {"company": plan.match.company}
        )
    return found


def sum_problems(costs, paid):
    """Return why costs and contributions (EUR) are not equal to the cent."""
    if costs <= 0:
        return [_("Write down first what the training costs.")]
    if costs > paid:
        return [
            _("The plan does not add up: € %(rest)s of the € %(costs)s has no payer yet.")
            % {"rest": write_money(costs - paid), "costs": write_money(costs)}
        ]
    if paid > costs:
        return [
            _("The plan does not add up: payers give € %(rest)s more than the € %(costs)s that it costs.")
            % {"rest": write_money(paid - costs), "costs": write_money(costs)}
        ]
    return []


def payer_problems(enrolment, line):
    """Return why the payer of one contribution cannot pay for this participant."""
    candidate = enrolment.candidate
    if line.source == Source.UWV:
        return uwv_problems(candidate, line.amount)
    if line.source == Source.STOOF:
        return stoof_problems(candidate)
    if line.source == Source.PROVIDER:
        return provider_problems(candidate)
    if line.source == Source.FUND:
        return fund_problems(line.fund, candidate.pilot_id)
    return []


def uwv_problems(candidate, amount):
    """Return why UWV cannot pay ``amount`` EUR for this candidate: only by an arrangement of the owner.

    Advice 7.3-02, 8.3.5-05, 8.2-18.
    """
    if candidate.employment != candidate.Employment.UNEMPLOYED:
        return [_("UWV pays only for somebody who comes from unemployment.")]
    agreed = UwvArrangement.objects.agreed().filter(candidate=candidate).first()
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
    if not stoof_terms():
        found.append(_("STOOF can only pay once A+O and OOM have both agreed to the terms with STOOF."))
    return found


def stoof_terms(known=None):
    """Say whether terms with STOOF are in force, whatever the pilot; no query with the ``known`` terms at hand."""
    if known is not None:
        return any(one.party.slug == "stoof" and one.holds for one in known)
    return Terms.objects.in_force().filter(party__slug="stoof").exists()


def provider_problems(candidate):
    """Return why the provider cannot pay for this candidate: it pays for those who came through it (advice 7.3-03)."""
    if candidate.recruited_by != Recruiter.PROVIDER:
        return [_("The provider pays only for a candidate who came through the provider.")]
    return []


def fund_problems(fund, pilot_id):
    """Return why a fund cannot pay: a training fund pays for the pilots that it takes part in."""
    if not PilotFund.objects.filter(pilot=pilot_id, fund=fund).exists():
        return [_("%(fund)s does not take part in this pilot.") % {"fund": fund}]
    return []
