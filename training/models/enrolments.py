"""Participants: a seat in a class, their mentors, the acquaintance period, how it ended."""

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from candidates.models import Candidate, Match, Result
from pilot.choices import Role
from pilot.models import InPilotQuerySet, Stateful, User

from .classes import SEATS, TrainingClass


class LeaveReason(models.TextChoices):
    """Why somebody gave up a seat, in words that can be counted."""

    OTHER_CLASS = "other_class", _("Goes to another class")
    CANCELLED = "cancelled", _("The class was cancelled")
    PLACEMENT = "placement", _("The placement ended")
    NO_FIT = "no_fit", _("Company and participant do not fit")
    STUDY = "study", _("The training does not work out")
    WORK = "work", _("The work does not suit")
    MOTIVATION = "motivation", _("Lost the motivation")
    OTHER_JOB = "other_job", _("Found another job")
    PERSONAL = "personal", _("Personal reasons")
    OTHER = "other", _("Another reason")


class EnrolmentQuerySet(InPilotQuerySet):
    pilot_path = "training_class__programme__pilot"

    def visible_to(self, user):
        """All of the pilot for those who run it; trainers those in their own classes; mentors those they guide."""
        return self.filter(
            Q(training_class__programme__pilot__in=user.pilots(Role.OWNER, Role.SELECTOR, Role.PROVIDER))
            | Q(
                training_class__programme__pilot__in=user.pilots(Role.TRAINER),
                training_class__programme__trainer=user.organisation_id,
            )
            | Q(
                training_class__programme__pilot__in=user.pilots(Role.MENTOR),
                pk__in=Guide.objects.filter(mentor=user).values("enrolment"),
            )
        )

    def seated(self):
        return self.filter(seat__isnull=False)

    def running(self):
        return self.filter(state__in=Enrolment.RUNNING)

    def dropped_out(self):
        """Left after the training began; somebody who changed classes before it did not drop out."""
        return self.filter(state=Enrolment.State.LEFT, left_stage__in=["acquainted", "active"])

    def with_case(self):
        return self.select_related(
            "candidate", "training_class__programme__pilot", "training_class__programme__trainer"
        )

    def with_company(self):
        """Annotate the placement at that date: ``match_id``, ``company`` (name), ``company_region``, ``company_until``.

        At that date: now, or when the participant left or completed. ``company_until`` is when that placement ended.
        """
        at = Coalesce(OuterRef("left_at"), OuterRef("completed_at"), Now())
        placement = Match.objects.filter(candidate=OuterRef("candidate"), placed_at__lte=at).order_by(
            "-placed_at", "-pk"
        )
        return self.annotate(
            match_id=Subquery(placement.values("pk")[:1]),
            company=Coalesce(Subquery(placement.values("vacancy__participation__company__name")[:1]), Value("")),
            company_region=Subquery(placement.values("vacancy__participation__company__region")[:1]),
            company_until=Subquery(placement.values("ended_at")[:1]),
        )

    def with_type(self):
        """Annotate ``type``: the type of candidate (1, 2 or 3) that the selector decided last."""
        results = Result.objects.filter(candidate=OuterRef("candidate"), qualified=True).order_by("-pk")
        return self.annotate(type=Subquery(results.values("type")[:1]))

    def with_flag(self):
        """Annotate ``affected``: whether private circumstances play a part, and nothing more of them."""
        matters = Enrolment._meta.get_field("private_matters").related_model._base_manager
        return self.annotate(affected=Exists(matters.filter(enrolment=OuterRef("pk"), affects=True)))


class Enrolment(Stateful):
    """One participant in one class, on one seat."""

    class State(models.TextChoices):
        ENROLLED = "enrolled", _("Enrolled")
        ACQUAINTED = "acquainted", _("Acquaintance period")
        ACTIVE = "active", _("In training")
        COMPLETED = "completed", _("Completed")
        LEFT = "left", pgettext_lazy("participant", "Stopped")

    RUNNING = (State.ENROLLED, State.ACQUAINTED, State.ACTIVE)
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
    left_stage = models.CharField(_("left after"), max_length=10, choices=State, blank=True, editable=False)
    left_reason = models.CharField(_("reason"), max_length=11, choices=LeaveReason, blank=True, editable=False)
    completed_at = models.DateTimeField(null=True, editable=False)
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
            # Drop-out is counted by stage and reason (domain 3.8).
            models.CheckConstraint(
                condition=Q(state="left", left_at__isnull=False) & ~Q(left_stage="") & ~Q(left_reason="")
                | ~Q(state="left") & Q(left_at__isnull=True, left_stage="", left_reason=""),
                name="enrolment_left_with_stage_and_reason",
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
    """A mentor of one participant (advice 8.3.4-09)."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="guides")
    mentor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("mentor"))

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["enrolment", "mentor"], name="guide_once")]

    def __str__(self):
        return f"{self.mentor}: {self.enrolment}"


class PostSelection(models.Model):
    """Whether company and participant stay together after the acquaintance period (advice 8.3.4-07, -08)."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="post_selections")
    on = models.DateField(_("date"), default=timezone.localdate)
    company_yes = models.BooleanField(_("the company goes on"))
    candidate_yes = models.BooleanField(_("the participant goes on"))
    reason = models.TextField(_("reason"), max_length=2000, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("decision after the acquaintance period")

    def __str__(self):
        return f"{self.enrolment}: {self.on}"

    @property
    def both(self):
        return self.company_yes and self.candidate_yes


class Certificate(models.Model):
    """A certificate or diploma that a participant earned, within the set time or not (domain 3.5)."""

    enrolment = models.OneToOneField(Enrolment, on_delete=models.PROTECT, related_name="certificate")
    name = models.CharField(_("certificate or diploma"), max_length=160)
    on = models.DateField(_("earned on"), default=timezone.localdate)
    in_time = models.BooleanField(_("within the set time"))
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("certificate")
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="certificate_has_a_name")]

    def __str__(self):
        return self.name
