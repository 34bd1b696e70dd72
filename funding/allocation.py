"""A first proposal for who pays: what the records already say, so that nobody types it twice."""

from decimal import Decimal

from funding import rules
from funding.models import Cost, Source, UwvArrangement
from pilot.models import Organisation, Terms


def suggested(enrolment):
    """Return suggested cost and contribution lines (lists of dicts) for one participant.

    UWV pays by its arrangement (advice 8.3.5-05), the company up to the cap of the policy (8.3.5-02), the company's
    own fund the rest (7.3-01), and the candidate gives own time, in hours (8.3.5-04).
    """
    programme = enrolment.training_class.programme
    candidate = enrolment.candidate
    costs = [{"kind": Cost.Kind.TRAINING, "description": programme.name, "amount": programme.price}]
    lines, rest = [], programme.price
    arrangement = UwvArrangement.objects.filter(candidate=candidate, state=UwvArrangement.State.AGREED).first()
    if arrangement and candidate.employment == candidate.Employment.UNEMPLOYED and arrangement.amount > 0:
        share = min(arrangement.amount, rest)
        lines.append({"source": Source.UWV, "amount": share})
        rest -= share
    company = min(rules.cap_of(programme.pilot), rest)
    if company > 0:
        lines.insert(0, {"source": Source.COMPANY, "amount": company})
        rest -= company
    fund = company_fund(enrolment)
    if rest > 0 and fund:
        lines.insert(1 if company > 0 else 0, {"source": Source.FUND, "fund": fund, "amount": rest})
    if programme.own_hours > 0:
        lines.append({"source": Source.CANDIDATE, "hours": Decimal(programme.own_hours).quantize(Decimal("0.1"))})
    return [line for line in costs if line["amount"] > 0], lines


def copied(plan):
    """Return the lines of an earlier plan as dicts."""
    costs = list(plan.costs.values("kind", "description", "amount", "vat"))
    contributions = [
        {
            "source": c.source,
            "fund": c.fund,
            "scheme": c.scheme,
            "amount": c.amount,
            "hours": c.hours,
            "explanation": c.explanation,
        }
        for c in plan.contributions.select_related("fund", "scheme")
    ]
    return costs, contributions


def company_fund(enrolment):
    """Return the fund of the company where the participant is placed, or ``None``."""
    return Organisation.objects.filter(
        pk__in=enrolment.candidate.matches.placed().values("vacancy__participation__company__fund")
    ).first()


def possible_sources(enrolment):
    """Return the sources that may pay for this participant, in the fixed order of payers.

    The provider pays when the candidate came through it (advice 7.3-03), UWV for the unemployed with an arrangement
    (7.3-02), STOOF for agency workers by agreed terms (8.3.5-07).
    """
    candidate = enrolment.candidate
    allowed = {Source.COMPANY, Source.FUND, Source.OTHER_FUND, Source.SCHEME, Source.CANDIDATE}
    if candidate.recruited_by == "provider":
        allowed.add(Source.PROVIDER)
    if not rules.uwv_problems(candidate, Decimal(0)):
        allowed.add(Source.UWV)
    if candidate.employment == candidate.Employment.AGENCY and Terms.objects.filter(
        party__slug="stoof", state=Terms.State.AGREED
    ).exists():
        allowed.add(Source.STOOF)
    return [source for source in Source if source in allowed]
