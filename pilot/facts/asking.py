"""Answers to questions about the reference data: what is advised, what is easier, what overlaps."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Q

from pilot.models.reference import Channel, ChannelFact, Occupation, Region, RelatedFunction
from pilot.questions import question
from pilot.wording import fold

__all__ = [
    "EASIER",
    "EQUAL",
    "HARDER",
    "METAL_FUNDS",
    "AdvisedChannel",
    "Overlap",
    "RegionEase",
    "advised_channels",
    "overlap",
    "overlaps",
    "recommended_occupation",
    "region_ease",
]

JOINT = "joint"
METAL_FUNDS = {"a-o-metalektro", "oom"}


def recommended_occupation(fund_slugs: Iterable[str], among: Iterable[Occupation] | None = None) -> Occupation | None:
    """The occupation to choose: joint the CNC machinist, A+O alone the engineer, OOM alone the service mechanic.

    None when neither fund takes part. ``among`` are the occupations when they were read already. Advice 8.3-01,
    8.3-02, 8.3-03.
    """
    funds = METAL_FUNDS.intersection(fund_slugs)
    occupations = Occupation.objects.all() if among is None else among
    if funds == METAL_FUNDS:
        return next((one for one in occupations if one.recommended_for == JOINT), None)
    return next((one for one in occupations if one.recommended_for_fund_id in funds), None)


class RegionEase(NamedTuple):
    """Whether a pilot is an easier or a harder start; both figures are percentages of companies (0-100)."""

    verdict: str
    difficulty_pct: Decimal
    side_entrants_pct: Decimal


HARDER, EASIER, EQUAL = "harder", "easier", "equal"
DIFFICULTY = {
    "service-monteur": "difficulty_service_mechanic_pct",
    "cnc-verspaner": "difficulty_cnc_machinist_pct",
    "engineer": "difficulty_engineer_pct",
}


def region_ease(region: Region, occupation: Occupation) -> RegionEase | None:
    """Difficulty of filling the occupation against the share of companies that hire side entrants; None if unknown.

    More difficulty: expect to invest in persuasion (advice 4.4-01). Less: an easier start (advice 4.4-02). When both
    are equal the advice says nothing, so the verdict is `equal`.
    """
    column = DIFFICULTY.get(occupation.pk)
    difficulty, side_entrants = column and getattr(region, column), region.side_entrants_pct
    if difficulty is None or side_entrants is None:
        return None
    if difficulty == side_entrants:
        return RegionEase(EQUAL, difficulty, side_entrants)
    return RegionEase(HARDER if difficulty > side_entrants else EASIER, difficulty, side_entrants)


class Overlap(NamedTuple):
    """Competences an occupation asks for: matching, required, their ratio in whole percents.

    `matching` is None where the source gives the ratio only.
    """

    matching: int | None
    total: int
    pct: int


def overlap(occupation: Occupation, function_name: str) -> Overlap | None:
    """Overlap of a former function with an occupation, whatever the case, spaces and accents of its name.

    None when the function is not listed: unknown, which is not zero. Advice 8.3.2-07.
    """
    row = (
        RelatedFunction.objects.filter(occupation=occupation, name_key=fold(function_name))
        .values_list("matching_competences", "total_competences", "overlap_pct")
        .first()
    )
    return Overlap(*row) if row else None


def overlaps(occupation: Occupation) -> dict[str, Overlap]:
    """Every known overlap of an occupation by folded name of the function, for lists: `.get(fold(name))`."""
    return {key: Overlap(*figures) for key, *figures in _related(occupation.pk)}


@question
def _related(occupation: str):
    return RelatedFunction.objects.filter(occupation=occupation).values_list(
        "name_key", "matching_competences", "total_competences", "overlap_pct"
    )


class AdvisedChannel(NamedTuple):
    """A channel to reach side entrants through, with the facts that speak for it and against it."""

    channel: Channel
    reasons: list[ChannelFact]
    cautions: list[ChannelFact]


ABOVE_ALL = {"eigen-personeel", "eigen-netwerk", "internet"}
SPEAKS_FOR = {"advised", "main", "above_average", "higher_than_regular", "unused_potential"}
SPEAKS_AGAINST = {"low", "none", "caution", "lower_than_regular"}


def advised_channels(occupation: Occupation, *fund_slugs: str) -> list[AdvisedChannel]:
    """Channels for side entrants, the most advised first.

    Own staff, own network and the internet above all (advice 8.3.2-05); then what yields most for the occupation
    and the funds (8.3.2-02), such as agencies for OOM (8.3.2-03); then the existing platforms and the rest (8.3.2-08).
    """
    facts = (
        ChannelFact.objects.filter(candidate_group__in=["side_entrant", "any"])
        .filter(Q(occupation=None) | Q(occupation=occupation), Q(fund=None) | Q(fund__in=fund_slugs))
        .select_related("channel")
    )
    by_channel = defaultdict(lambda: ([], []))
    for fact in facts:
        reasons, cautions = by_channel[fact.channel]
        # Being a main channel for all hires says nothing about side entrants.
        if fact.use_level in SPEAKS_FOR and (fact.use_level != "main" or fact.candidate_group == "side_entrant"):
            reasons.append(fact)
        elif fact.use_level in SPEAKS_AGAINST:
            cautions.append(fact)
    advised = [AdvisedChannel(channel, *facts) for channel, facts in by_channel.items() if facts[0]]
    return sorted(advised, key=_by_weight)


def _by_weight(advice: AdvisedChannel) -> tuple:
    specific = sum(1 for fact in advice.reasons if fact.occupation_id or fact.fund_id)
    first = advice.channel.pk in ABOVE_ALL
    return not first, -specific, -len(advice.reasons), len(advice.cautions), advice.channel.name
