"""Programmes, classes drawn as seats, enrolments, progress, guidance."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from candidates.models import Candidate
from pilot.choices import OrganisationKind, Role, TrainingKind
from pilot.models import (
    InPilotQuerySet,
    MboQualification,
    Organisation,
    Pilot,
    Stateful,
    Upload,
    User,
    Versioned,
)

#: Seats of a class; more is refused whatever the policy says (advice 7.3-13).
SEATS = 20


class ProgrammeQuerySet(InPilotQuerySet):
    visible_roles = (Role.OWNER, Role.SELECTOR, Role.PROVIDER, Role.TRAINER, Role.MENTOR)


class Programme(Versioned):
    """A training programme with its price; all in one class follow the same (advice 7.4-09)."""

    pilot = models.ForeignKey(Pilot, on_delete=models.PROTECT, related_name="programmes")
    name = models.CharField(_("name"), max_length=120)
    trainer = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("trainer"),
        limit_choices_to={"kind": OrganisationKind.TRAINER},
    )
    kind = models.CharField(pgettext_lazy("training", "kind"), max_length=10, choices=TrainingKind)
    qualification = models.ForeignKey(
        MboQualification, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("qualification (CREBO)"),
    )
    weeks = models.PositiveSmallIntegerField(_("weeks"), validators=[MinValueValidator(1), MaxValueValidator(208)])
    school_days = models.DecimalField(
        _("school days a week at first"), max_digits=2, decimal_places=1,
        validators=[MinValueValidator(0), MaxValueValidator(5)],
    )
    # Days may taper off (advice 8.3.4-03).
    school_days_later = models.DecimalField(
        _("school days a week in the second half"), max_digits=2, decimal_places=1,
        validators=[MinValueValidator(0), MaxValueValidator(5)],
    )
    evening_hours = models.DecimalField(
        _("hours a week in the candidate's own time"), max_digits=3, decimal_places=1, default=0,
        validators=[MinValueValidator(0), MaxValueValidator(20)],
    )
    price = models.DecimalField(_("price a head (EUR)"), max_digits=10, decimal_places=2)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("training programme")
        verbose_name_plural = _("training programmes")
        constraints = [
            models.CheckConstraint(condition=Q(price__gte=0), name="programme_price_not_negative"),
            models.CheckConstraint(condition=Q(weeks__gte=1), name="programme_takes_weeks"),
            models.CheckConstraint(
                condition=Q(school_days_later__lte=F("school_days")), name="programme_days_taper_off"
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def own_hours(self):
        """Hours of the candidate's own time in the whole programme (advice 8.3.5-04)."""
        return self.evening_hours * self.weeks


class TrainingClassQuerySet(InPilotQuerySet):
    pilot_path = "programme__pilot"
    visible_roles = (Role.OWNER, Role.SELECTOR, Role.PROVIDER)

    def visible_to(self, user):
        """All of the pilot for those who run it; trainers those of their organisation; mentors those they guide in."""
        return self.filter(
            Q(programme__pilot__in=user.pilots(*self.visible_roles))
            | Q(programme__pilot__in=user.pilots(Role.TRAINER), programme__trainer=user.organisation_id)
            | Q(
                programme__pilot__in=user.pilots(Role.MENTOR),
                pk__in=Guide.objects.filter(mentor=user).values("enrolment__training_class"),
            )
        )

    def with_seated(self):
        """Annotate ``seated``: how many have a seat."""
        return self.annotate(seated=Count("enrolments", filter=Q(enrolments__seat__isnull=False)))


class TrainingClass(Stateful):
    """A class of about fifteen (advice 7.3-13, 7.3-14, 8.3.4-14)."""

    class State(models.TextChoices):
        FORMING = "forming", _("Being formed")
        CONFIRMED = "confirmed", _("Confirmed")
        RUNNING = "running", _("Running")
        FINISHED = "finished", _("Finished")
        CANCELLED = "cancelled", _("Cancelled")

    MOVES = {
        "confirm": ({State.FORMING}, State.CONFIRMED),
        "reopen": ({State.CONFIRMED}, State.FORMING),
        "start": ({State.CONFIRMED}, State.RUNNING),
        "finish": ({State.RUNNING}, State.FINISHED),
        "cancel": ({State.FORMING, State.CONFIRMED}, State.CANCELLED),
    }

    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="classes", verbose_name=_("training programme")
    )
    name = models.CharField(_("name"), max_length=60)
    start = models.DateField(_("starts"))
    end = models.DateField(_("ends"))
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.FORMING, editable=False)
    started_at = models.DateTimeField(null=True, editable=False)

    objects = TrainingClassQuerySet.as_manager()

    class Meta:
        ordering = ["start", "pk"]
        verbose_name = _("training class")
        verbose_name_plural = _("training classes")
        constraints = [
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="class_ends_after_start"),
            models.UniqueConstraint(fields=["programme", "name"], name="class_name_once"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("training:class", args=[self.pk])

    @property
    def pilot(self):
        return self.programme.pilot

    @property
    def pilot_id(self):
        return self.programme.pilot_id


class SmallStart(models.Model):
    """An owner's reasoned yes to starting a class below the minimum; every fund's owner gives one (domain 3.5)."""

    training_class = models.ForeignKey(TrainingClass, on_delete=models.PROTECT, related_name="small_starts")
    fund = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(_("reason"), max_length=2000)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["training_class", "fund"], name="small_start_once_per_fund")]

    def __str__(self):
        return f"{self.training_class}: {self.fund}"


class EnrolmentQuerySet(InPilotQuerySet):
    pilot_path = "training_class__programme__pilot"

    def visible_to(self, user):
        return self.filter(
            Q(training_class__programme__pilot__in=user.pilots(Role.OWNER, Role.SELECTOR, Role.PROVIDER))
            | Q(
                training_class__programme__pilot__in=user.pilots(Role.TRAINER),
                training_class__programme__trainer=user.organisation_id,
            )
            | Q(training_class__programme__pilot__in=user.pilots(Role.MENTOR), guides__mentor=user)
        ).distinct()

    def seated(self):
        return self.filter(seat__isnull=False)

    def with_case(self):
        return self.select_related("candidate", "training_class__programme__pilot")


class Enrolment(Stateful):
    """One participant in one class, on one seat."""

    class State(models.TextChoices):
        ENROLLED = "enrolled", _("Enrolled")
        ACQUAINTED = "acquainted", _("Acquaintance period")
        ACTIVE = "active", _("In training")
        COMPLETED = "completed", _("Completed")
        LEFT = "left", _("Dropped out of training")

    MOVES = {
        "acquaint": ({State.ENROLLED}, State.ACQUAINTED),
        "activate": ({State.ENROLLED, State.ACQUAINTED}, State.ACTIVE),
        "complete": ({State.ACTIVE}, State.COMPLETED),
        "leave": ({State.ENROLLED, State.ACQUAINTED, State.ACTIVE}, State.LEFT),
    }

    training_class = models.ForeignKey(TrainingClass, on_delete=models.PROTECT, related_name="enrolments")
    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="enrolments")
    seat = models.PositiveSmallIntegerField(_("seat"), null=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ENROLLED, editable=False)
    left_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        ordering = ["seat", "pk"]
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="left", seat__isnull=True)
                | (~Q(state="left") & Q(seat__isnull=False, seat__range=(1, SEATS))),
                name="enrolment_seat_1_to_20_until_left",
            ),
            models.UniqueConstraint(fields=["training_class", "seat"], name="enrolment_seat_once_per_class"),
            models.UniqueConstraint(
                fields=["candidate"],
                condition=Q(state__in=["enrolled", "acquainted", "active"]),
                name="enrolment_one_running_per_candidate",
            ),
        ]

    def __str__(self):
        return str(self.candidate)

    def get_absolute_url(self):
        return reverse("training:enrolment", args=[self.pk])

    @property
    def pilot_id(self):
        return self.training_class.programme.pilot_id


class Guide(models.Model):
    """A mentor of one participant."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="guides")
    mentor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("mentor"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enrolment", "mentor"], name="guide_once")]

    def __str__(self):
        return f"{self.mentor}: {self.enrolment}"


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
    attendance = models.PositiveSmallIntegerField(_("attendance (percent)"))
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


class PrivateMatterQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The mentor alone; owners see the flag through ``affects``."""
        return self.filter(enrolment__guides__mentor=user).distinct()


class PrivateMatter(Versioned):
    """That private circumstances were discussed, whether they affect the programme, what was agreed. No content."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="private_matters")
    on = models.DateField(_("date"), default=timezone.localdate)
    affects = models.BooleanField(_("affects the programme"), default=False)
    agreed = models.TextField(
        _("what was agreed"), max_length=1000, blank=True,
        help_text=_("Only what was agreed; never why, and nothing about health."),
    )
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)

    objects = PrivateMatterQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]
        verbose_name = _("private circumstances")

    def __str__(self):
        return str(self.on)
