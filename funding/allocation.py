"""A first proposal for who pays: what the records already say, so that nobody types it twice."""

from decimal import Decimal

from django.utils.translation import gettext as _

from funding import rules
from funding.models import Cost, Source, UwvArrangement
from pilot.choices import OrganisationKind, TrainingKind
from pilot.formats import figure
from pilot.models import Organisation, Scheme

#: Kinds of schemes that hand out money; the others are support in kind.
PAYING = ("fund_contribution", "sector_contribution", "subsidy", "allowance")
#: Schemes whose payer is a source of its own.
OWN_SOURCES = ("a-o-bijdrage", "oom-bijdrage", "stoof-bijdrage", "uwv-cofinanciering-herscholing")
#: Money on top for a certified course only (advice 8.3.5-10).
CERTIFIED_ONLY = "crebo-croho-extra-middelen"
CERTIFIED = (TrainingKind.DIPLOMA, TrainingKind.WORK_STUDY)
ZERO = Decimal("0.00")


def suggested(enrolment):
    """Return suggested cost and contribution lines (lists of dicts) for one participant.

    UWV pays by its arrangement (advice 8.3.5-05), the company up to the cap of the policy (8.3.5-02), the company's
    own fund the rest (7.3-01), and the candidate gives own time, in hours (8.3.5-04).
    """
    programme = enrolment.training_class.programme
    candidate = enrolment.candidate
    costs = [{"kind": Cost.Kind.TRAINING, "description": programme.name, "amount": programme.price}]
    lines, rest = [], programme.price
    arrangement = UwvArrangement.objects.agreed().filter(candidate=candidate).first()
    if arrangement and candidate.employment == candidate.Employment.UNEMPLOYED and arrangement.amount > 0:
        share = min(arrangement.amount, rest)
        if share > 0:
            lines.append({"source": Source.UWV, "amount": share})
        rest -= share
    company = min(rules.cap_of(programme.pilot), rest)
    if company > 0:
        lines.insert(0, {"source": Source.COMPANY, "amount": company})
        rest -= company
    fund = company_fund(enrolment)
    if rest > 0 and fund and not rules.fund_problems(fund, programme.pilot_id):
        lines.insert(1 if company > 0 else 0, {"source": Source.FUND, "fund": fund, "amount": rest})
    if programme.own_hours > 0:
        lines.append(
            {
                "source": Source.CANDIDATE,
                "hours": Decimal(programme.own_hours).quantize(Decimal("0.1")),
                "explanation": _("%(hours)s hours a week, %(weeks)d weeks")
                % {"hours": figure(programme.evening_hours), "weeks": programme.weeks},
            }
        )
    return [line for line in costs if line["amount"] > 0], lines


def copied(plan):
    """Return the lines of an earlier plan as dicts."""
    costs = list(plan.costs.values("kind", "description", "amount", "vat"))
    contributions = [
        {
            "source": line.source,
            "fund": line.fund,
            "scheme": line.scheme,
            "amount": line.amount,
            "hours": line.hours,
            "explanation": line.explanation,
        }
        for line in plan.contributions.select_related("fund", "scheme")
    ]
    return costs, contributions


def placement(enrolment):
    """Return the running placement of the participant, with its company, or ``None``."""
    return enrolment.candidate.matches.placed().with_case().first()


def company_fund(enrolment):
    """Return the fund of the company where the participant is placed, or ``None``."""
    match = placement(enrolment)
    return match.company.fund if match else None


def possible_sources(enrolment):
    """Return the sources that may pay for this participant, in the fixed order of payers.

    The provider pays when the candidate came through it (advice 7.3-03), UWV for the unemployed with an arrangement
    (7.3-02), STOOF for agency workers by agreed terms (8.3.5-07).
    """
    candidate = enrolment.candidate
    allowed = {Source.COMPANY, Source.FUND, Source.OTHER_FUND, Source.SCHEME, Source.CANDIDATE}
    if not rules.provider_problems(candidate):
        allowed.add(Source.PROVIDER)
    if not rules.uwv_problems(candidate, ZERO):
        allowed.add(Source.UWV)
    if not rules.stoof_problems(candidate):
        allowed.add(Source.STOOF)
    return [source for source in Source if source in allowed]


def possible_payers(enrolment):
    """Return who may give money, as ``(key, label, source, fund, scheme)`` in the fixed order of payers.

    The key is what a form sends.
    """
    sources = possible_sources(enrolment)
    own = list(enrolment.training_class.programme.pilot.funds.order_by("name"))
    rows = []
    for source in sources:
        if source == Source.FUND:
            rows += [(f"fund:{fund.pk}", fund.name, source, fund, None) for fund in own]
        elif source == Source.OTHER_FUND:
            others = Organisation.objects.filter(kind=OrganisationKind.FUND).exclude(pk__in=[f.pk for f in own])
            rows += [(f"other_fund:{fund.pk}", fund.name, source, fund, None) for fund in others]
        elif source == Source.SCHEME:
            schemes = paying_schemes(enrolment.training_class.programme)
            rows += [(f"scheme:{scheme.pk}", scheme.name, source, None, scheme) for scheme in schemes]
        elif source != Source.CANDIDATE:
            rows.append((str(source), str(source.label), source, None, None))
    return rows


def paying_schemes(programme):
    """Schemes that may pay, other funds and sectors among them (advice 8.3.5-11), extra money for certified courses."""
    schemes = Scheme.objects.filter(kind__in=PAYING).exclude(pk__in=OWN_SOURCES).exclude(audience="sector")
    return schemes if programme.kind in CERTIFIED else schemes.exclude(pk=CERTIFIED_ONLY)


def payer_key(line):
    """Return the key of a contribution's payer, as in ``possible_payers``."""
    if line.fund_id:
        return f"{line.source}:{line.fund_id}"
    return f"scheme:{line.scheme_id}" if line.scheme_id else str(line.source)


def reason(line, plan):
    """Return why this payer pays, in one sentence: what was written, else what the records say."""
    if line.explanation:
        return line.explanation
    if line.source == Source.COMPANY:
        company = plan.match.company if plan.match_id else _("The company")
        return _("%(company)s pays its own share of the training.") % {"company": company}
    if line.source == Source.FUND:
        if plan.state in plan.IN_FORCE:
            return _("Reserved on the training budget of the pilot.")
        return _("Is reserved on the training budget of the pilot once the plan is approved.")
    return {
        Source.UWV: _("The candidate comes from unemployment; UWV shares the cost of retraining."),
        Source.STOOF: _("The candidate is an agency worker; STOOF pays by the terms with both funds."),
        Source.PROVIDER: _("The candidate came through the provider."),
        Source.OTHER_FUND: _("Was asked for a contribution."),
        Source.SCHEME: line.scheme.text("what_for") if line.scheme_id else "",
    }.get(line.source, "")


def payer_order(line):
    """Sort contributions in the fixed order of payers."""
    return list(Source).index(line.source), line.pk
