"""The journal of a pilot: what was decided and why, and what was learned."""

from functools import reduce
from operator import and_

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pilot.choices import Role

from .pilot import Pilot

#: The language that people write the journal in, as PostgreSQL knows it.
LANGUAGE = "dutch"
WORDS = SearchVector("text", "reason", "alternatives", config=LANGUAGE)
#: What makes the words of a search more than words: PostgreSQL reads these by itself.
MARKS = ('"', " -", " or ")


class Phase(models.TextChoices):
    """Phases of a pilot; they overlap, so a line of the journal says to which it belongs."""

    DESIGN = "design", pgettext_lazy("phase", "Design")
    RECRUITING = "recruiting", pgettext_lazy("phase", "Recruit and select")
    TRAINING = "training", pgettext_lazy("phase", "Train")
    EVALUATING = "evaluating", pgettext_lazy("phase", "Evaluate")


class JournalQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Lines of the pilots that one works in, and as owner or management those of all pilots of the own fund.

        A provider that is only invited, or has ended, reads nothing.
        """
        funds = user.funds(Role.OWNER, Role.MANAGEMENT)
        of_fund = Pilot.objects.filter(pilot_funds__fund__in=funds).values("pk")
        return self.filter(Q(pilot__in=user.pilots()) | Q(pilot__in=of_fund))

    def current(self):
        """Without the lines that a later one replaced."""
        return self.filter(replaced_by__isnull=True)

    def lessons(self):
        """Do's and don'ts, what went well and what went wrong, as they stand now (advice 8.3-08)."""
        return self.current().filter(kind__in=LESSONS)

    def found(self, words):
        """Lines with all of ``words``, by their Dutch stems and beginnings; quotes and a minus work as on the web."""
        rows = self.annotate(words=WORDS)
        said = f" {words.lower()}"
        plain = [word for word in "".join(c if c.isalnum() else " " for c in words).split() if word]
        if not plain:
            return rows.none()
        search = SearchQuery(words, config=LANGUAGE, search_type="websearch")
        if any(mark in said for mark in MARKS):
            return rows.filter(words=search)
        begins = reduce(and_, (SearchQuery(f"{word}:*", config=LANGUAGE, search_type="raw") for word in plain))
        return rows.filter(Q(words=search) | Q(words=begins))

    def with_case(self):
        return self.select_related("by", "replaced_by", "pilot")


class JournalEntry(models.Model):
    """A line of the pilot's journal: decisions with reason, do's, don'ts, success, failure (advice 8.3-07, 8.3-08).

    It never changes: whoever corrects it writes a new line that ``replaces`` it. A text may become empty, when a name
    stood in it.
    """

    class Kind(models.TextChoices):
        DECISION = "decision", _("Decision")
        DO = "do", _("Do")
        DONT = "dont", _("Don't")
        SUCCESS = "success", _("Goes well")
        FAILURE = "failure", _("Goes wrong")
        NOTE = "note", _("Note")

    pilot = models.ForeignKey("pilot.Pilot", on_delete=models.PROTECT, related_name="journal")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    phase = models.CharField(_("phase"), max_length=10, choices=Phase, blank=True)
    text = models.TextField(_("what"), max_length=4000)
    reason = models.TextField(_("why"), max_length=4000, blank=True)
    alternatives = models.TextField(_("alternatives considered"), max_length=4000, blank=True)
    # What the line is about. No foreign key: any record, and those of the apps above are not known here.
    subject_type = models.CharField(max_length=60, blank=True)
    subject_id = models.BigIntegerField(null=True)
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="replaced_by", verbose_name=_("replaces")
    )
    by = models.ForeignKey("pilot.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now(), editable=False)

    objects = JournalQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("journal entry")
        indexes = [
            GinIndex(WORDS, name="journal_words"),
            models.Index(fields=["pilot", "-id"], name="journal_pilot"),
            models.Index(fields=["subject_type", "subject_id"], name="journal_subject"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(subject_type="", subject_id__isnull=True)
                | ~Q(subject_type="") & Q(subject_id__isnull=False),
                name="journal_subject_has_type_and_id",
            )
        ]

    def __str__(self):
        return self.text[:80]


LESSONS = (
    JournalEntry.Kind.DO,
    JournalEntry.Kind.DONT,
    JournalEntry.Kind.SUCCESS,
    JournalEntry.Kind.FAILURE,
)
