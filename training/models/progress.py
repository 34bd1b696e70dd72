"""Progress by month, and what the mentor notes of private circumstances: a flag and an agreement, no content."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pilot.choices import Role
from pilot.models import InPilotQuerySet, Upload, User, Versioned

from .enrolments import Enrolment


def _mark(label):
    return models.PositiveSmallIntegerField(label, validators=[MinValueValidator(1), MaxValueValidator(5)])


class ReportQuerySet(InPilotQuerySet):
    pilot_path = "enrolment__training_class__programme__pilot"

    def visible_to(self, user):
        return self.filter(enrolment__in=Enrolment.objects.visible_to(user))


class Report(Versioned):
    """One participant's progress in one month: study, work at the company, motivation (advice 7.4-15)."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="reports")
    month = models.DateField(_("month"), help_text=_("First day of the month."))
    attendance = models.PositiveSmallIntegerField(
        _("attendance (percent)"), validators=[MinValueValidator(0), MaxValueValidator(100)]
    )
    study = _mark(_("study"))
    work = _mark(_("work at the company"))
    motivation = _mark(_("motivation"))
    remark = models.TextField(_("remark"), max_length=2000, blank=True)
    upload = models.ForeignKey(Upload, on_delete=models.PROTECT, null=True, related_name="+", editable=False)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-month", "pk"]
        verbose_name = _("progress report")
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "month"], name="report_once_a_month"),
            models.CheckConstraint(condition=Q(month__day=1), name="report_month_is_a_first_day"),
            models.CheckConstraint(condition=Q(attendance__range=(0, 100)), name="report_attendance_percent"),
            models.CheckConstraint(
                condition=Q(study__range=(1, 5), work__range=(1, 5), motivation__range=(1, 5)),
                name="report_marks_1_to_5",
            ),
        ]

    def __str__(self):
        return f"{self.enrolment} {self.month:%Y-%m}"

    @property
    def pilot_id(self):
        return self.enrolment.pilot_id


class PrivateMatterQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The mentor alone, as long as the assignment runs; owners see the flag through ``with_flag``."""
        return self.filter(
            enrolment__in=Enrolment.objects.filter(
                guides__mentor=user, training_class__programme__pilot__in=user.pilots(Role.MENTOR)
            )
        )


class PrivateMatter(Versioned):
    """That private circumstances were discussed, whether they affect the programme, what was agreed. No content."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="private_matters")
    on = models.DateField(_("date"), default=timezone.localdate)
    affects = models.BooleanField(_("affects the programme"), default=False)
    agreed = models.TextField(
        _("what was agreed"),
        max_length=1000,
        blank=True,
        help_text=_("Only what was agreed; never why, and nothing about health."),
    )
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)

    objects = PrivateMatterQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]
        verbose_name = _("private circumstances")

    def __str__(self):
        return str(self.on)

    @property
    def pilot_id(self):
        return self.enrolment.pilot_id
