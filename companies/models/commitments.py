"""What a commitment rests on: the learning environment as assessed, what was told beforehand, paper, signed copy."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pilot.choices import TrainingKind
from pilot.models import Attachment, Blob, Document, InPilotQuerySet, User

from .cases import SEEN_BY, Participation


def _hours(label):
    """Hours of guidance a week."""
    return models.DecimalField(
        label, max_digits=3, decimal_places=1, validators=[MinValueValidator(1), MaxValueValidator(40)]
    )


class OfCaseQuerySet(InPilotQuerySet):
    pilot_path = "participation__pilot"
    visible_roles = SEEN_BY


class OfCase(models.Model):
    """A row that is kept as it was written (a trigger holds that); a later one takes its place."""

    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)
    at = models.DateTimeField(db_default=Now(), editable=False)

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["pk"]

    def __str__(self):
        return str(self.participation)

    @property
    def pilot_id(self):
        return self.participation.pilot_id


class LearningEnvironment(OfCase):
    """The learning environment of a company, as the provider assessed it on the spot (advice 8.3.1-07, -08)."""

    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="environments")
    on = models.DateField(_("seen on"), default=timezone.localdate)
    trainer = models.CharField(_("workplace trainer"), max_length=120)
    hours = _hours(_("hours of guidance a week"))
    variety = models.PositiveSmallIntegerField(
        _("variety of the work"), validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    variety_seen = models.TextField(_("what there is to learn on"), max_length=2000)
    months = models.PositiveSmallIntegerField(
        _("months until somebody works alone"), validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    learnable = models.BooleanField(_("can be learned here in fairly short time"))
    seen = models.TextField(_("what you saw and heard, and of whom"), max_length=2000)
    recognised = models.BooleanField(_("recognised work placement company"))
    recognition_number = models.CharField(_("number of the recognition"), max_length=20, blank=True)
    recognised_for = models.CharField(_("recognised for"), max_length=120, blank=True)
    recognised_until = models.DateField(_("recognised until"), null=True, blank=True)

    class Meta(OfCase.Meta):
        verbose_name = _("learning environment")
        constraints = [
            models.CheckConstraint(
                condition=Q(variety__range=(1, 5), months__range=(1, 60), hours__gt=0), name="environment_on_the_scale"
            ),
            models.CheckConstraint(condition=~Q(seen="") & ~Q(variety_seen=""), name="environment_with_evidence"),
            # A recognition is one with its number, its occupation and its last day.
            models.CheckConstraint(
                condition=Q(recognised=False)
                | (~Q(recognition_number="") & ~Q(recognised_for="") & Q(recognised_until__isnull=False)),
                name="environment_recognition_is_complete",
            ),
        ]

    @property
    def recognised_now(self):
        """Whether the recognition stands today."""
        return self.recognised and self.recognised_until >= timezone.localdate()


class Told(OfCase):
    """What a company was told before its yes: the training forms and what one participant costs (advice 8.3.1-16)."""

    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="told")
    on = models.DateField(_("told on"), default=timezone.localdate)
    to = models.CharField(_("told to"), max_length=120)
    forms = ArrayField(models.CharField(max_length=10, choices=TrainingKind), verbose_name=_("training forms told"))
    # EUR, what the company pays for one participant, as told.
    amount = models.DecimalField(_("costs for one participant, as told (EUR)"), max_digits=10, decimal_places=2)
    # General skills in training, special ones at work (advice 8.3.1-14).
    accepts_split = models.BooleanField(_("accepts what is learned in training and what at work"))
    remark = models.TextField(_("what the company said"), max_length=2000, blank=True)

    class Meta(OfCase.Meta):
        verbose_name = _("what was told")
        constraints = [
            models.CheckConstraint(condition=Q(forms__len__gte=1), name="told_at_least_one_form"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="told_an_amount"),
        ]

    @property
    def form_names(self):
        """The training forms, in words."""
        return ", ".join(str(TrainingKind(form).label) for form in self.forms)


class CommitmentPaper(OfCase):
    """The commitment to be signed: what is on record the day it was made, and its PDF."""

    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="papers")
    hours = _hours(_("hours of guidance a week"))
    told = models.ForeignKey(Told, on_delete=models.PROTECT, related_name="+")
    environment = models.ForeignKey(LearningEnvironment, on_delete=models.PROTECT, related_name="+")
    # Each vacancy as it stands on the paper: {"id", "title", "occupation" (id), "places", "trainer"}.
    vacancies = models.JSONField()
    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="commitment_paper")

    class Meta(OfCase.Meta):
        verbose_name = _("commitment on paper")
        constraints = [models.CheckConstraint(condition=Q(hours__gt=0), name="paper_with_hours")]

    @property
    def places(self):
        """Places by vacancy id."""
        return {row["id"]: row["places"] for row in self.vacancies}


class SignedCopyQuerySet(OfCaseQuerySet):
    pilot_path = "paper__participation__pilot"


class SignedCopy(OfCase):
    """The signed paper as it came back, looked at by its content."""

    paper = models.ForeignKey(CommitmentPaper, on_delete=models.PROTECT, related_name="copies")
    name = models.CharField(_("name"), max_length=160)
    kind = models.CharField(
        _("kind"), max_length=4, choices=[(k, k.label) for k in Attachment.Kind if k in ("pdf", "png", "jpg")]
    )
    size = models.PositiveIntegerField(_("size (bytes)"))
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")

    objects = SignedCopyQuerySet.as_manager()

    class Meta(OfCase.Meta):
        verbose_name = _("signed copy")

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("companies:copy", args=[self.pk])

    @property
    def pilot_id(self):
        return self.paper.participation.pilot_id


class Commitment(models.Model):
    """The binding commitment, recorded by the provider; without it no match (advice 8.3.1-12, 8.3.6-26)."""

    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="commitments")
    # Empty only for those from before there was a paper.
    paper = models.OneToOneField(CommitmentPaper, on_delete=models.PROTECT, null=True, related_name="commitment")
    copy = models.OneToOneField(SignedCopy, on_delete=models.PROTECT, null=True, related_name="commitment")
    paper_kept = models.CharField(_("where the signed paper is kept"), max_length=160, blank=True)
    hours = _hours(_("hours of guidance a week"))
    signed_by = models.CharField(_("signed by"), max_length=120)
    signed_on = models.DateField(_("signed on"), default=timezone.localdate)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("commitment")
        constraints = [
            models.CheckConstraint(condition=Q(hours__gt=0), name="commitment_with_hours"),
            models.CheckConstraint(
                condition=Q(paper__isnull=True, copy__isnull=True)
                | Q(copy__isnull=False, paper_kept="")
                | (Q(copy__isnull=True) & ~Q(paper_kept="")),
                name="commitment_signed_copy_or_paper",
            ),
        ]

    def __str__(self):
        return str(self.participation)
