"""Records of the floor. Every app above stands on these; none of these knows what stands above."""

from .base import InPilotQuerySet, Stateful, Versioned
from .files import Blob, ColumnMap, Document, Errand, Mail, Upload
from .journal import LESSONS, JournalEntry, Phase
from .people import Assignment, Organisation, User
from .pilot import Appointment, Framework, Pilot, PilotFund, Terms, TermsAgreement, Topic
from .policy import Mandate, Policy, SignOff
from .record import AuditEvent, Reason, Sent, SentReminder
from .reference import *  # noqa: F403 - the reference tables are many and name themselves in __all__
from .reference import __all__ as _reference
from .versions import ChoiceReason, PolicyPaper

__all__ = [
    "Appointment",
    "Assignment",
    "AuditEvent",
    "Blob",
    "ChoiceReason",
    "ColumnMap",
    "Document",
    "Errand",
    "Framework",
    "LESSONS",
    "InPilotQuerySet",
    "JournalEntry",
    "Mail",
    "Mandate",
    "Organisation",
    "Phase",
    "Pilot",
    "PilotFund",
    "Policy",
    "PolicyPaper",
    "Reason",
    "Sent",
    "SentReminder",
    "SignOff",
    "Stateful",
    "Terms",
    "TermsAgreement",
    "Topic",
    "Upload",
    "User",
    "Versioned",
    *_reference,
]
