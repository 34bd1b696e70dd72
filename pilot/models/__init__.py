"""Records of the floor. Every app above stands on these; none of these knows what stands above."""

from .appointments import (
    Appointment,
    Attachment,
    Framework,
    FrameworkText,
    Proposal,
    ProviderReport,
    Recruits,
    Round,
    Topic,
)
from .base import InPilotQuerySet, Stateful, Versioned
from .contacts import PartyContact, PartyRole, PilotParty
from .files import Blob, ColumnMap, Document, Errand, Mail, MailCalendar, Upload
from .held import Held
from .journal import LESSONS, JournalEntry, Phase
from .notes import CaseNote
from .people import Assignment, Organisation, User
from .pilot import Pilot, PilotFund
from .policy import Mandate, Policy, SignOff
from .record import AuditEvent, Reason, Sent, SentReminder
from .reference import *  # noqa: F403 - the reference tables are many and name themselves in __all__
from .reference import __all__ as _reference
from .saved import SavedFilter
from .terms import STOOF_TOPICS, UWV_TOPICS, Terms, TermsAgreement, TermsTopic, TermsTopicName, topics_of
from .versions import ChoiceReason, PolicyPaper

__all__ = [
    "LESSONS",
    "STOOF_TOPICS",
    "UWV_TOPICS",
    "Appointment",
    "Assignment",
    "Attachment",
    "AuditEvent",
    "Blob",
    "CaseNote",
    "ChoiceReason",
    "ColumnMap",
    "Document",
    "Errand",
    "Framework",
    "FrameworkText",
    "Held",
    "InPilotQuerySet",
    "JournalEntry",
    "Mail",
    "MailCalendar",
    "Mandate",
    "Organisation",
    "PartyContact",
    "PartyRole",
    "Phase",
    "Pilot",
    "PilotFund",
    "PilotParty",
    "Policy",
    "PolicyPaper",
    "Proposal",
    "ProviderReport",
    "Reason",
    "Recruits",
    "Round",
    "SavedFilter",
    "Sent",
    "SentReminder",
    "SignOff",
    "Stateful",
    "Terms",
    "TermsAgreement",
    "TermsTopic",
    "TermsTopicName",
    "Topic",
    "Upload",
    "User",
    "Versioned",
    "topics_of",
    *_reference,
]
