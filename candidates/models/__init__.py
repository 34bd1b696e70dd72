"""Records of candidates: people and sessions, interviews and scores, matches and placements."""

from .comparing import Comparison
from .interviews import CompetenceLevel, Consensus, Interview, Kit, KitItem, Result, Score, Scorecard
from .matches import Agreement, ClosingConversation, Employment, Introduction, Match, Visit
from .notes import Note
from .people import Attendance, Candidate, InformationSession, OutReason

__all__ = [
    "Agreement",
    "Attendance",
    "Candidate",
    "ClosingConversation",
    "Comparison",
    "CompetenceLevel",
    "Consensus",
    "Employment",
    "InformationSession",
    "Interview",
    "Introduction",
    "Kit",
    "KitItem",
    "Match",
    "Note",
    "OutReason",
    "Result",
    "Score",
    "Scorecard",
    "Visit",
]
