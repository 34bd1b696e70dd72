"""Records of companies: the company itself, and one in a pilot with everything that belongs to its case."""

from .cases import (
    KNOCK_OUTS,
    SEEN_BY,
    CompanyInterview,
    Contact,
    Criterion,
    Finding,
    Note,
    Participation,
    Profile,
    Vacancy,
)
from .commitments import Commitment, CommitmentPaper, LearningEnvironment, SignedCopy, Told
from .company import Company

__all__ = [
    "Commitment",
    "CommitmentPaper",
    "Company",
    "CompanyInterview",
    "Contact",
    "Criterion",
    "Finding",
    "KNOCK_OUTS",
    "LearningEnvironment",
    "Note",
    "Participation",
    "Profile",
    "SEEN_BY",
    "SignedCopy",
    "Told",
    "Vacancy",
]
