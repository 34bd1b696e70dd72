"""Records of the floor. Every app above stands on these; none of these knows what stands above."""

from .base import InPilotQuerySet, Stateful, Versioned
from .files import Blob, ColumnMap, Document, Errand, Mail, Upload
from .people import Assignment, Organisation, User
from .pilot import Appointment, Framework, Pilot, PilotFund, Terms, TermsAgreement, Topic
from .policy import Mandate, Policy, SignOff
from .record import AuditEvent, JournalEntry, Reason, Sent, SentReminder
from .reference import *  # noqa: F403 - the reference tables are many and name themselves in __all__
from .reference import __all__ as _reference

__all__ = [
    "Appointment",
    "Assignment",
    "AuditEvent",
    "Blob",
    "ColumnMap",
    "Document",
    "Errand",
    "Framework",
    "InPilotQuerySet",
    "JournalEntry",
    "Mail",
    "Mandate",
    "Organisation",
    "Pilot",
    "PilotFund",
    "Policy",
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
