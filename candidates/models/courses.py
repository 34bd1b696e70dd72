"""An earlier course of somebody through the selection of this pilot, kept when this person comes back."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from pilot.choices import Role
from pilot.models import InPilotQuerySet, User

from .people import Candidate, OutReason


class EarlierCourseQuerySet(InPilotQuerySet):
    pilot_path = "candidate__pilot"
    visible_roles = (Role.OWNER, Role.SELECTOR, Role.PROVIDER)


class EarlierCourse(models.Model):
    """How an earlier course ended: after which stage, why and when. Its interviews keep their scores.

    Why somebody came back stands with the event of it.
    """

    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="earlier")
    number = models.PositiveSmallIntegerField(_("course"))
    out_stage = models.CharField(_("fallen out after"), max_length=11, choices=Candidate.State)
    out_reason = models.CharField(_("reason"), max_length=11, choices=OutReason)
    out_at = models.DateTimeField()
    returned_at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = EarlierCourseQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("earlier course")
        verbose_name_plural = _("earlier courses")
        constraints = [models.CheckConstraint(condition=models.Q(number__gte=1), name="earlier_course_counts_from_1")]

    def __str__(self):
        return f"{self.candidate} ({self.number})"

    @property
    def pilot_id(self):
        return self.candidate.pilot_id
