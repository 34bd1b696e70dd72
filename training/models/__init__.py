"""Records of training: programmes and classes, participants, progress and guidance."""

from .classes import SEATS, Programme, SmallStart, TrainingClass
from .enrolments import Certificate, Enrolment, Guide, LeaveReason, PostSelection
from .progress import PrivateMatter, Report

__all__ = [
    "SEATS",
    "Certificate",
    "Enrolment",
    "Guide",
    "LeaveReason",
    "PostSelection",
    "PrivateMatter",
    "Programme",
    "Report",
    "SmallStart",
    "TrainingClass",
]
