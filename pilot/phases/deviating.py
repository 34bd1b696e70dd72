"""Which choices differ from the advice, what the advice says there, and the reason that is asked for it.

The reference data hold a real advice for five choices: the occupation (8.3-01..03), the regions (3.7-01 with 4.4-01),
the sub-branches (3.7-01, 8.1-01), the source sectors (the main sources) and STOOF (8.1-10). For the others every
choice is as good: nothing is asked there.
"""

from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from pilot import facts
from pilot.models import ChoiceReason
from pilot.phases.advice import advice_sentence, deviates
from pilot.phases.known import Known

Choice = ChoiceReason.Choice
#: Subsectors with the largest volume and inflow, about half of the inflow of the sector (fact F016, advice 3.7-01).
LARGEST = ("25", "28")


class Chosen(NamedTuple):
    """What is chosen of the five choices that the advice speaks about; from a version or from a form."""

    occupation: object
    position: str
    regions: list
    sub_branches: list
    source_sectors: list
    with_stoof: bool | None

    @classmethod
    def of(cls, policy):
        return cls(
            policy.occupation,
            policy.position,
            *(list(getattr(policy, name).all()) for name in ("regions", "sub_branches", "source_sectors")),
            policy.with_stoof,
        )


class Deviation(NamedTuple):
    """A choice that differs: which one, what of it differs, what the advice says, and why it was chosen (or empty)."""

    name: str
    differing: str
    advice: str
    reason: str


def reasons_of(policy):
    """The reasons that stand in a version, by the name of the choice."""
    return {reason.choice: reason.text for reason in policy.reasons.all()}


def deviations(policy, funds, known=None):
    """Every choice of a version that differs from the advice, with its reason when there is one."""
    reasons = reasons_of(policy)
    return [
        Deviation(name, _names(differing), advice, reasons.get(name, ""))
        for name, differing, advice in differing_choices(Chosen.of(policy), funds, known or Known())
    ]


def differing_choices(chosen, funds, known):
    """Yield (name, what differs, the advice in a sentence) for each choice against the advice.

    Advice 8.3-01..03, 3.7-01, 4.4-01, 8.1-01, 8.1-10.
    """
    if deviates(chosen.occupation, funds, chosen.position, known):
        yield Choice.OCCUPATION, [chosen.occupation], advice_sentence(funds, chosen.position, known)
    regions = harder_regions(chosen)
    if regions:
        yield Choice.REGIONS, regions, region_advice(known)
    branches = other_branches(chosen)
    if branches:
        yield Choice.SUB_BRANCHES, branches, branch_advice(chosen.occupation)
    sectors = [sector for sector in chosen.source_sectors if sector.is_main_source is False]
    if sectors:
        yield Choice.SOURCE_SECTORS, sectors, sector_advice(known)
    if chosen.with_stoof is False:
        yield Choice.WITH_STOOF, [_("No")], stoof_advice()


def harder_regions(chosen):
    """Chosen regions that nothing speaks for: not suggested for a pilot (3.7-01), and harder to fill (4.4-01).

    A suggested region that is hard to fill is no deviation: that is where the bottleneck is real (8.1-01).
    """
    if chosen.occupation is None:
        return []
    found = []
    for region in chosen.regions:
        ease = facts.region_ease(region, chosen.occupation)
        if region.suggested_pilot_region is False and ease is not None and ease.verdict == facts.HARDER:
            found.append(region)
    return found


def other_branches(chosen):
    """Chosen sub-branches where this occupation is not the bottleneck, and that are not among the largest either.

    Nothing when the facts do not say in which SBI codes the occupation is hard to fill.
    """
    if chosen.occupation is None or not chosen.occupation.sbi_list:
        return []
    wanted = {*chosen.occupation.sbi_list, *LARGEST}
    return [branch for branch in chosen.sub_branches if branch.pk not in wanted]


def region_advice(known):
    """Which regions the report suggests, and what to look for elsewhere (advice 3.7-01, 4.4-02)."""
    names = _names(region for region in known.regions if region.suggested_pilot_region)
    return _(
        "The report suggests %(regions)s for a pilot. Elsewhere, take a region where companies are used to side "
        "entrants for this occupation."
    ) % {"regions": names}


def branch_advice(occupation):
    """Where this occupation is the bottleneck, and which sub-branches are the largest (advice 3.7-01, 8.1-01)."""
    return _(
        "%(occupation)s is hardest to fill in SBI %(codes)s; SBI %(largest)s are the largest sub-branches with most "
        "inflow."
    ) % {
        "occupation": occupation.name,
        "codes": ", ".join(occupation.sbi_list),
        "largest": pgettext("between names", " and ").join(LARGEST),
    }


def sector_advice(known):
    """Which source sectors supply most side entrants."""
    names = _names(sector for sector in known.sectors if sector.is_main_source)
    return _("Most side entrants come from: %(sectors)s.") % {"sectors": names}


def stoof_advice():
    """Why STOOF takes part (advice 8.1-10)."""
    return _("Involve the staffing sector and STOOF: agencies are the largest single source of side entrants.")


def _names(things):
    return ", ".join(str(thing) for thing in things)


def asked(name):
    """The sentence that asks for the reason of one choice."""
    return {
        Choice.OCCUPATION: _("The occupation differs from the advice: write why."),
        Choice.REGIONS: _("A region differs from the advice: write why."),
        Choice.SUB_BRANCHES: _("A sub-branch differs from the advice: write why."),
        Choice.SOURCE_SECTORS: _("A source sector differs from the advice: write why."),
        Choice.WITH_STOOF: _("A pilot without STOOF differs from the advice: write why."),
    }[name]


def reason_blockers(policy, funds, known=None):
    """Say which choices against the advice have no reason yet; a version is not offered before (8.1-05, 8.3-07)."""
    return [asked(deviation.name) for deviation in deviations(policy, funds, known) if not deviation.reason.strip()]
