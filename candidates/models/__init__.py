"""Records of candidates: people and sessions, interviews and scores, matches and placements."""

from .comparing import Comparison
from .corrections import Correction, NoteCorrection
from .courses import EarlierCourse
from .heard import Heard, SelectionRound
from .interviews import Abstention, CompetenceLevel, Consensus, Interview, Result, Score, Scorecard
from .kits import Kit, KitItem, LevelAsked
from .matches import Agreement, ClosingConversation, Employment, Introduction, Match, Visit
from .notes import Note
from .people import Attendance, Candidate, InformationSession, OutReason

__all__ = [
    "Abstention",
    "Agreement",
    "Attendance",
    "Candidate",
    "ClosingConversation",
    "Comparison",
    "CompetenceLevel",
    "Consensus",
    "Correction",
    "EarlierCourse",
    "Employment",
    "Heard",
    "InformationSession",
    "Interview",
    "Introduction",
    "Kit",
    "KitItem",
    "LevelAsked",
    "Match",
    "Note",
    "NoteCorrection",
    "OutReason",
    "Result",
    "Score",
    "Scorecard",
    "SelectionRound",
    "Visit",
]
