"""A score that was wrong, put right after both cards are in: a new version beside the sealed one."""

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
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


class Correction(models.Model):
    """What a score should have been, from whom, when and why. The sealed score itself never changes (a trigger).

    Triggers let it in only once both cards are in, by the card's own interviewer, on the value that counted until
    then, and not where the two settled the item together.
    """

    score = models.ForeignKey("candidates.Score", on_delete=models.PROTECT, related_name="corrections")
    # The sealed score is the first version.
    number = models.PositiveSmallIntegerField(_("version"))
    was = models.PositiveSmallIntegerField(_("former value"))
    value = models.PositiveSmallIntegerField(_("corrected value"))
    reason = models.TextField(_("why it is corrected"), max_length=2000)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["number"]
        verbose_name = _("correction")
        constraints = [
            models.UniqueConstraint(fields=["score", "number"], name="correction_one_per_version"),
            models.CheckConstraint(condition=Q(value__range=(1, 5)), name="correction_1_to_5"),
            models.CheckConstraint(condition=Q(number__gte=2), name="correction_follows_the_sealed_score"),
            models.CheckConstraint(condition=~Q(was=F("value")), name="correction_changes_something"),
        ]

    def __str__(self):
        return f"{self.was} → {self.value}"
