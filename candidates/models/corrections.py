"""What was wrong on a card, put right after both are in: new versions of a score or its notes beside the sealed one."""

from django.db import models
from django.db.models import F, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from pilot.models import User


def newest_of(path):
    """Expression for the value of a score that counts now; ``path`` leads to the score."""
    rows = Correction.objects.filter(score=OuterRef(path)).order_by("-number")
    return Coalesce(Subquery(rows.values("value")[:1]), F("value" if path == "pk" else f"{path}__value"))


class ScoreQuerySet(models.QuerySet):
    def with_newest(self):
        """Annotate ``newest``: the value of the last correction, else the sealed one."""
        return self.annotate(newest=newest_of("pk"))

    def with_corrections(self):
        """With every correction of value and notes and who made it, in as many queries as there are kinds."""
        people = [Prefetch(name, model.objects.select_related("by")) for name, model in VERSIONS.items()]
        return self.prefetch_related(*people)


class Version(models.Model):
    """Something of a sealed score anew, from whom, when and why; what was sealed is the first version."""

    number = models.PositiveSmallIntegerField(_("version"))
    reason = models.TextField(_("why it is corrected"), max_length=2000)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True
        ordering = ["number"]


class Correction(Version):
    """What a score should have been, from whom, when and why. The sealed score itself never changes (a trigger).

    Triggers let it in only once both cards are in, by the card's own interviewer, on the value that counted until
    then, and not where the two settled the item together.
    """

    score = models.ForeignKey("candidates.Score", on_delete=models.PROTECT, related_name="corrections")
    was = models.PositiveSmallIntegerField(_("former value"))
    value = models.PositiveSmallIntegerField(_("corrected value"))

    class Meta(Version.Meta):
        verbose_name = _("correction")
        constraints = [
            models.UniqueConstraint(fields=["score", "number"], name="correction_one_per_version"),
            models.CheckConstraint(condition=Q(value__range=(1, 5)), name="correction_1_to_5"),
            models.CheckConstraint(condition=Q(number__gte=2), name="correction_follows_the_sealed_score"),
            models.CheckConstraint(condition=~Q(was=F("value")), name="correction_changes_something"),
        ]

    def __str__(self):
        return f"{self.was} → {self.value}"


class NoteCorrection(Version):
    """What the notes of a score should have said: all four anew, from whom, when and why.

    It changes no value, so it is also let in where the two settled the item together. The sealed text itself never
    changes (a trigger); it is read by who wrote it and by the owners of the pilot.
    """

    score = models.ForeignKey("candidates.Score", on_delete=models.PROTECT, related_name="note_corrections")
    situation = models.TextField(_("situation"), max_length=4000, blank=True)
    task = models.TextField(_("task"), max_length=4000, blank=True)
    action = models.TextField(_("action"), max_length=4000, blank=True)
    result = models.TextField(_("result"), max_length=4000, blank=True)

    class Meta(Version.Meta):
        verbose_name = _("correction of notes")
        constraints = [
            models.UniqueConstraint(fields=["score", "number"], name="note_correction_one_per_version"),
            models.CheckConstraint(condition=Q(number__gte=2), name="note_correction_follows_the_sealed_notes"),
        ]

    def __str__(self):
        return f"{self.score} ({self.number})"


#: What is read along with a score: the corrections of its value, and of its notes.
VERSIONS = {"corrections": Correction, "note_corrections": NoteCorrection}
