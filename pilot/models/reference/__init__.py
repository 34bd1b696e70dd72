"""Facts, figures and names that ship with the product, each with the place it was taken from.

Rows come from `pilot/reference/*.csv` through `pilot.facts.load`; an application manager may change them in the admin.
A percentage is 0-100, a fall is negative. An empty figure means that the source does not state it, which is not zero.
"""

from .occupations import (
    CoreTask,
    CriterionRank,
    Occupation,
    OccupationCompetence,
    ReferenceTraining,
    Region,
    RelatedFunction,
    RelatedQualification,
)
from .parties import AdviceRule, Fact, MboQualification, Party, Scheme
from .recruiting import Channel, ChannelFact, SbiCode, SourceSector
from .rows import ReferenceRow

__all__ = [
    "AdviceRule",
    "Channel",
    "ChannelFact",
    "CoreTask",
    "CriterionRank",
    "Fact",
    "MboQualification",
    "Occupation",
    "OccupationCompetence",
    "Party",
    "ReferenceRow",
    "ReferenceTraining",
    "Region",
    "RelatedFunction",
    "RelatedQualification",
    "SbiCode",
    "Scheme",
    "SourceSector",
]
