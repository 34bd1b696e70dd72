"""Choices that more than one model or form uses."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Role(TextChoices):
    """What somebody does, by assignment (domain 1)."""

    OWNER = "owner", _("Pilot owner")
    SELECTOR = "selector", _("Selector")
    SPECIALIST = "specialist", _("Branch specialist")
    PROVIDER = "provider", _("Provider")
    MENTOR = "mentor", _("Mentor")
    TRAINER = "trainer", _("Trainer")
    MANAGEMENT = "management", _("Fund management")
    MANAGER = "manager", _("Application manager")


IN_PILOT = frozenset({Role.OWNER, Role.SELECTOR, Role.SPECIALIST, Role.PROVIDER, Role.MENTOR, Role.TRAINER})


class OrganisationKind(TextChoices):
    FUND = "fund", _("Training fund")
    PROVIDER = "provider", pgettext_lazy("organisation", "Provider")
    TRAINER = "trainer", pgettext_lazy("organisation", "Trainer")
    UWV = "uwv", "UWV"
    ASSOCIATION = "association", _("Trade association")
    OPERATOR = "operator", _("Operator")
    OTHER = "other", _("Other")


class Recruiter(TextChoices):
    """Who brought a company or candidate in (advice 8.3-05, 8.3.2-04)."""

    FUND = "fund", _("Fund")
    PROVIDER = "provider", pgettext_lazy("organisation", "Provider")
    COMPANY = "company", _("Company")


class Culture(TextChoices):
    """Organisational culture: one set for companies and candidates, so that the two can be laid side by side."""

    INFORMAL = "informal", _("Informal and small-scale")
    STRUCTURED = "structured", _("Structured, with fixed procedures")
    TEAM = "team", _("Close team, working together")
    INDEPENDENT = "independent", _("Independent, on one's own")
    INNOVATIVE = "innovative", _("Innovative, much that changes")


class TrainingKind(TextChoices):
    SHORT = "short", _("Short technical training")
    DIPLOMA = "diploma", _("Diploma course (CREBO/CROHO)")
    EVC = "evc", _("Recognition of prior learning (EVC)")
    WORK_STUDY = "work_study", _("Work-study route (bbl)")


class Level(TextChoices):
    """Level of a competence, as SkillsKompas names them."""

    BASIC = "basic", _("Basic")
    ADVANCED = "advanced", _("Advanced")
    EXPERT = "expert", _("Expert")
    TOTAL = "total", pgettext_lazy("level", "Total")
