"""The provider: its appointment with a scope, frameworks and proposals by topic with their rounds, periodic reports."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pilot.choices import Role

from .base import InPilotQuerySet, Stateful, Versioned
from .files import Blob
from .people import Organisation, User
from .pilot import Pilot


class Topic(models.TextChoices):
    """What a provider may be appointed for (advice 8.2-06, 8.2-08)."""

    RECRUITMENT = "recruitment", _("Recruitment")
    SELECTION = "selection", _("Selection")
    SECONDMENT = "secondment", _("Secondment")
    TRAINING = "training", _("Training")
    GUIDANCE = "guidance", _("Guidance")


class Recruits(models.TextChoices):
    """Whom a provider that recruits brings in."""

    COMPANIES = "companies", _("Companies")
    CANDIDATES = "candidates", _("Candidates")


def both():
    """Companies and candidates."""
    return list(Recruits.values)


class AppointmentQuerySet(InPilotQuerySet):
    visible_roles = (Role.OWNER, Role.PROVIDER)

    def visible_to(self, user):
        """Owners see all of their pilots; a provider its own."""
        return self.filter(
            Q(pilot__in=user.pilots(Role.OWNER))
            | Q(pilot__in=user.assigned(Role.PROVIDER), provider=user.organisation_id)
        )

    def running(self, on=None):
        """Approved, and not past the last day that was agreed."""
        day = on or timezone.localdate()
        return self.filter(state=Appointment.State.APPROVED).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day))

    def open(self):
        """Neither refused nor ended."""
        return self.exclude(state__in=Appointment.OVER)


class Appointment(Stateful):
    """A provider in a pilot, with its scope; nothing is carried out before the owners approve (advice 8.2-10)."""

    class State(models.TextChoices):
        INVITED = "invited", _("Invited")
        PROPOSED = "proposed", _("Proposal handed in")
        CHANGES = "changes", _("Changes asked")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Refused")
        ENDED = "ended", _("Ended")

    OVER = (State.REFUSED, State.ENDED)
    MOVES = {
        "propose": ({State.INVITED, State.CHANGES}, State.PROPOSED),
        "ask_changes": ({State.PROPOSED}, State.CHANGES),
        "approve": ({State.PROPOSED}, State.APPROVED),
        "refuse": ({State.INVITED, State.PROPOSED, State.CHANGES}, State.REFUSED),
        "end": ({State.APPROVED}, State.ENDED),
    }

    class Every(models.IntegerChoices):
        """How often the provider reports, in months (advice 8.2-11)."""

        MONTH = 1, _("Every month")
        TWO_MONTHS = 2, _("Every two months")
        QUARTER = 3, _("Every quarter")

    pilot = models.ForeignKey(Pilot, on_delete=models.PROTECT, related_name="appointments")
    provider = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("provider"))
    scope = ArrayField(models.CharField(max_length=12, choices=Topic), verbose_name=_("appointed for"))
    recruits = ArrayField(
        models.CharField(max_length=10, choices=Recruits),
        verbose_name=_("recruits"),
        default=both,
        blank=True,
        help_text=_("Counts when recruitment is part of the scope."),
    )
    also_selects = models.BooleanField(
        _("may also supply selectors"),
        default=False,
        help_text=_("Nobody is provider and selector in one pilot unless this says so."),
    )
    # Secondment, training and guidance are best placed with such a partner (advice 8.2-09).
    preferred_supplier = models.BooleanField(
        _("preferred supplier that forms a regional partnership of companies"), default=False
    )
    partnership = models.CharField(_("which partnership"), max_length=200, blank=True)
    report_every = models.PositiveSmallIntegerField(_("reports"), choices=Every, default=Every.MONTH)
    # Months of the periods that had begun when the rhythm was changed: those keep their length.
    report_before = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True, editable=False)
    succeeds = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="successors", verbose_name=_("takes over")
    )
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.INVITED, editable=False)
    since = models.DateField(_("in this state since"), default=timezone.localdate, editable=False)
    due_on = models.DateField(_("proposal due on"), null=True, blank=True)
    starts_on = models.DateField(_("acts since"), null=True, editable=False)
    ends_on = models.DateField(_("last day"), null=True, editable=False)
    experience = models.TextField(
        _("experience with this approach"),
        max_length=4000,
        blank=True,
        help_text=_("What the provider has done before with double interviews and side entrants."),
    )
    # What was under way at the end: {key of the work: how many}, so that nothing is lost unseen.
    work_at_end = models.JSONField(default=dict, editable=False)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("appointment")
        constraints = [
            models.CheckConstraint(condition=Q(scope__len__gt=0), name="appointment_has_a_scope"),
            models.CheckConstraint(
                condition=~Q(scope__contains=["recruitment"]) | Q(recruits__len__gt=0),
                name="appointment_recruits_somebody",
            ),
            models.CheckConstraint(condition=Q(report_every__range=(1, 3)), name="appointment_reports_regularly"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="appointment_ends_after_start",
                violation_error_message=_("The last day comes after the first."),
            ),
            models.UniqueConstraint(
                fields=["pilot", "provider"],
                condition=~Q(state__in=["refused", "ended"]),
                name="appointment_once_per_provider",
                violation_error_message=_("This provider was already invited for this pilot."),
            ),
        ]

    def __str__(self):
        return f"{self.provider} ({self.pilot})"

    def get_absolute_url(self):
        return reverse("appointment", args=[self.pk])

    @property
    def topics(self):
        """The scope in words; recruitment of one kind says of which."""
        return [self.topic_label(value) for value in self.scope]

    def topic_label(self, topic):
        """A topic of this scope as people read it."""
        label = str(Topic(topic).label)
        if topic == Topic.RECRUITMENT and len(self.recruits) == 1:
            return f"{label} ({Recruits(self.recruits[0]).label.lower()})"
        return label


class FrameworkText(Versioned):
    """What the owners of a pilot ask on one topic, before any provider is invited (advice 8.2-08)."""

    pilot = models.ForeignKey(Pilot, on_delete=models.PROTECT, related_name="framework_texts")
    topic = models.CharField(_("topic"), max_length=12, choices=Topic, editable=False)
    text = models.TextField(_("framework"), max_length=4000)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("framework")
        constraints = [models.UniqueConstraint(fields=["pilot", "topic"], name="framework_text_once_per_topic")]

    def __str__(self):
        return f"{self.get_topic_display()}: {self.text[:60]}"


class Framework(models.Model):
    """What the owners ask of a provider on one topic; the proposal is held against it (advice 8.2-08).

    It was sent with the invitation, so it never changes (trigger): a change is a next number.
    """

    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="frameworks")
    topic = models.CharField(_("topic"), max_length=12, choices=Topic)
    number = models.PositiveSmallIntegerField(_("version"), default=1)
    text = models.TextField(_("framework"), max_length=4000)
    at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("framework")
        constraints = [
            models.UniqueConstraint(fields=["appointment", "topic", "number"], name="framework_once_per_number")
        ]

    def __str__(self):
        return f"{self.get_topic_display()}: {self.text[:60]}"


class ProposalQuerySet(InPilotQuerySet):
    pilot_path = "appointment__pilot"

    def visible_to(self, user):
        return self.filter(appointment__in=Appointment.objects.visible_to(user))


class Proposal(Stateful):
    """How the provider wants to do one topic, and where the owners' judgement of it stands (advice 8.2-10)."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("proposal", "To be written")
        HANDED_IN = "handed_in", pgettext_lazy("proposal", "Handed in")
        CHANGES = "changes", pgettext_lazy("proposal", "Changes asked")
        ACCEPTED = "accepted", pgettext_lazy("proposal", "Accepted")

    #: The provider writes; otherwise the text stands still.
    WRITTEN_IN = (State.OPEN, State.CHANGES)
    MOVES = {
        "hand_in": ({State.OPEN, State.CHANGES}, State.HANDED_IN),
        "ask_changes": ({State.HANDED_IN, State.ACCEPTED}, State.CHANGES),
        "accept": ({State.HANDED_IN}, State.ACCEPTED),
    }

    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="proposals")
    topic = models.CharField(_("topic"), max_length=12, choices=Topic, editable=False)
    text = models.TextField(_("proposal"), max_length=8000, blank=True)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.OPEN, editable=False)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("proposal")
        constraints = [models.UniqueConstraint(fields=["appointment", "topic"], name="proposal_once_per_topic")]

    def __str__(self):
        return f"{self.appointment}: {self.get_topic_display()}"

    def get_absolute_url(self):
        return reverse("appointment_topic", args=[self.appointment_id, self.topic])

    @property
    def pilot_id(self):
        return self.appointment.pilot_id


class Round(models.Model):
    """One step between provider and owners on a topic, kept for good: what was handed in, asked, accepted."""

    class Kind(models.TextChoices):
        HANDED_IN = "handed_in", pgettext_lazy("round", "Handed in")
        CHANGES = "changes", pgettext_lazy("round", "Changes asked")
        ACCEPTED = "accepted", pgettext_lazy("round", "Accepted")
        FRAMEWORK = "framework", pgettext_lazy("round", "Framework changed")

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="rounds")
    kind = models.CharField(max_length=9, choices=Kind)
    text = models.TextField(blank=True)
    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"{self.proposal}: {self.get_kind_display()}"


class AttachmentQuerySet(InPilotQuerySet):
    pilot_path = "proposal__appointment__pilot"

    def visible_to(self, user):
        """The pilot's owners, and the provider that sent it."""
        return self.filter(proposal__appointment__in=Appointment.objects.visible_to(user))


class Attachment(models.Model):
    """A file with a proposal, looked at by its content when it came in."""

    class Kind(models.TextChoices):
        PDF = "pdf", "PDF"
        DOCX = "docx", "Word (.docx)"
        XLSX = "xlsx", "Excel (.xlsx)"
        PNG = "png", "PNG"
        JPG = "jpg", "JPG"

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="attachments")
    name = models.CharField(_("name"), max_length=160)
    kind = models.CharField(_("kind"), max_length=4, choices=Kind)
    size = models.PositiveIntegerField(_("size (bytes)"))
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now(), editable=False)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("attachment")

    def __str__(self):
        return self.name

    @property
    def pilot_id(self):
        return self.proposal.pilot_id


class ProviderReportQuerySet(InPilotQuerySet):
    pilot_path = "appointment__pilot"

    def visible_to(self, user):
        return self.filter(appointment__in=Appointment.objects.visible_to(user))


class ProviderReport(Stateful):
    """What a provider did in one period, by topic, beside the figures as they were that day (advice 8.2-11)."""

    class State(models.TextChoices):
        HANDED_IN = "handed_in", pgettext_lazy("report", "Handed in")
        READ = "read", pgettext_lazy("report", "Read by the owner")

    MOVES = {"read": ({State.HANDED_IN}, State.READ)}

    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="reports")
    number = models.PositiveSmallIntegerField(_("number"), validators=[MinValueValidator(1), MaxValueValidator(240)])
    first = models.DateField(_("from"))
    last = models.DateField(_("until"))
    due_on = models.DateField(_("due on"))
    # {topic: text}, and [{"topic", "key", "label", "count"}]: both as they were when it was handed in.
    texts = models.JSONField(default=dict)
    figures = models.JSONField(default=list)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.HANDED_IN, editable=False)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)
    at = models.DateTimeField(db_default=Now(), editable=False)
    read_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", editable=False)
    read_at = models.DateTimeField(null=True, editable=False)
    remark = models.TextField(_("remark"), max_length=2000, blank=True, editable=False)

    objects = ProviderReportQuerySet.as_manager()

    class Meta:
        ordering = ["-number", "pk"]
        verbose_name = _("report")
        constraints = [
            models.UniqueConstraint(fields=["appointment", "number"], name="provider_report_once_per_period"),
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="provider_report_period_in_order"),
        ]

    def __str__(self):
        return f"{self.appointment} {self.number}"

    def get_absolute_url(self):
        return reverse("provider_report", args=[self.pk])

    @property
    def pilot_id(self):
        return self.appointment.pilot_id
