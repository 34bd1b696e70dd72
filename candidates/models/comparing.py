"""When the owners look how far interviewers differ: switched on for a time, with a reason; off by default."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pilot.choices import Role
from pilot.models import InPilotQuerySet, Pilot, User

#: The longest that differences are looked at before somebody has to decide again.
LONGEST = timedelta(days=90)


class ComparisonQuerySet(InPilotQuerySet):
    visible_roles = (Role.OWNER,)

    def running(self):
        """Switched on, not switched off, and not over."""
        return self.filter(ended_on__isnull=True, until__gte=timezone.localdate())


class Comparison(models.Model):
    """A period in which the owners see how far strict and mild interviewers of a pilot lie apart, without a name.

    Comparing interviewers is monitoring staff (domain 4): it has a reason, an end, and they are told.
    """

    pilot = models.ForeignKey(Pilot, on_delete=models.PROTECT, related_name="comparisons")
    why = models.TextField(_("why"), max_length=1000)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)
    since = models.DateField(_("from"), default=timezone.localdate, editable=False)
    until = models.DateField(_("until"))
    ended_on = models.DateField(_("switched off on"), null=True, editable=False)

    objects = ComparisonQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("comparison of interviewers")
        constraints = [
            models.UniqueConstraint(
                fields=["pilot"], condition=Q(ended_on__isnull=True), name="comparison_one_open_per_pilot"
            ),
            models.CheckConstraint(
                condition=Q(until__gt=F("since"), until__lte=F("since") + LONGEST), name="comparison_ends_in_time"
            ),
            models.CheckConstraint(condition=~Q(why=""), name="comparison_has_a_reason"),
        ]

    def __str__(self):
        return f"{self.pilot}: {self.since}"

    def clean(self):
        super().clean()
        if self.until and not self.since < self.until <= self.since + LONGEST:
            raise ValidationError({"until": _("Choose a day within the coming 90 days.")})
