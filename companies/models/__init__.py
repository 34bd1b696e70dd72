"""Records of companies: the company itself, and one in a pilot with everything that belongs to its case."""

from .cases import (
    KNOCK_OUTS,
    SEEN_BY,
    Commitment,
    CompanyInterview,
    Contact,
    Criterion,
    Finding,
    Note,
    Participation,
    Profile,
    Vacancy,
)
from .company import Company

__all__ = [
    "Commitment",
    "Company",
    "CompanyInterview",
    "Contact",
    "Criterion",
    "Finding",
    "KNOCK_OUTS",
    "Note",
    "Participation",
    "Profile",
    "SEEN_BY",
    "Vacancy",
]
