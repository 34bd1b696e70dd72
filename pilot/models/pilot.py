"""The pilot itself, the funds that take part, and the provider they appoint."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pilot.choices import OrganisationKind, Role

from .base import InPilotQuerySet, Stateful
from .people import Organisation


class PilotQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Pilots one is assigned to, and as owner or management all pilots of the own fund."""
        funds = user.funds(Role.OWNER, Role.MANAGEMENT)
        of_fund = PilotFund.objects.filter(fund__in=funds).values("pilot")
        return self.filter(Q(pk__in=user.assigned()) | Q(pk__in=of_fund))

    def with_funds(self):
        return self.prefetch_related(models.Prefetch("pilot_funds", PilotFund.objects.select_related("fund")))


class Pilot(Stateful):
    """One regional pilot of one or two training funds."""

    class State(models.TextChoices):
        DESIGN = "design", _("In design")
        AGREED = "agreed", _("Agreed")
        RUNNING = "running", _("Running")
        CLOSED = "closed", _("Closed")
        STOPPED = "stopped", _("Stopped")

    MOVES = {
        "agree": ({State.DESIGN}, State.AGREED),
        "start": ({State.AGREED}, State.RUNNING),
        "close": ({State.RUNNING}, State.CLOSED),
        "stop": ({State.DESIGN, State.AGREED, State.RUNNING}, State.STOPPED),
    }

    title = models.CharField(_("title"), max_length=120)
    working_title = models.CharField(
        _("neutral working title"),
        max_length=120,
        blank=True,
        help_text=_("Used in public, so that sectors that people come from need not object. May stay empty."),
    )
    slug = models.SlugField(_("address"), unique=True, max_length=60)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.DESIGN, editable=False)
    start = models.DateField(_("starts"), null=True, blank=True)
    end = models.DateField(_("ends"), null=True, blank=True)
    contact_phone = models.CharField(_("telephone for questions"), max_length=20, blank=True)
    contact_email = models.EmailField(_("e-mail address for questions"), blank=True)

    funds = models.ManyToManyField(Organisation, through="PilotFund", related_name="+")

    objects = PilotQuerySet.as_manager()

    class Meta:
        ordering = ["title", "pk"]
        verbose_name = _("pilot")
        verbose_name_plural = _("pilots")
        constraints = [
            models.CheckConstraint(
                condition=Q(start__isnull=True) | Q(end__isnull=True) | Q(end__gt=F("start")),
                name="pilot_ends_after_start",
                violation_error_message=_("The last day comes after the first."),
            )
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("pilot", args=[self.slug])

    @property
    def public_title(self):
        return self.working_title or self.title

    @property
    def policy_in_force(self):
        """The version that every fund signed last, or ``None``; a newer draft does not stop the pilot."""
        if "_policy_in_force" not in self.__dict__:
            self._policy_in_force = self.policies.filter(state="in_force").select_related("occupation").first()
        return self._policy_in_force


class PilotFund(models.Model):
    """A fund that takes part in a pilot."""

    pilot = models.ForeignKey(Pilot, on_delete=models.PROTECT, related_name="pilot_funds")
    fund = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", limit_choices_to={"kind": OrganisationKind.FUND}
    )

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["pilot", "fund"], name="pilot_fund_once")]

    def __str__(self):
        return f"{self.pilot}: {self.fund}"


class Topic(models.TextChoices):
    """What a provider may be appointed for (advice 8.2-06, 8.2-08)."""

    RECRUITMENT = "recruitment", _("Recruitment")
    SELECTION = "selection", _("Selection")
    SECONDMENT = "secondment", _("Secondment")
    TRAINING = "training", _("Training")
    GUIDANCE = "guidance", _("Guidance")


class AppointmentQuerySet(InPilotQuerySet):
    visible_roles = (Role.OWNER, Role.PROVIDER)

    def visible_to(self, user):
        """Owners see all of their pilots; a provider its own."""
        return self.filter(
            Q(pilot__in=user.pilots(Role.OWNER))
            | Q(pilot__in=user.assigned(Role.PROVIDER), provider=user.organisation_id)
        )

    def running(self):
        return self.filter(state=Appointment.State.APPROVED)


class Appointment(Stateful):
    """A provider in a pilot, with its scope; nothing is carried out before the owners approve (advice 8.2-10)."""

    class State(models.TextChoices):
        INVITED = "invited", _("Invited")
        PROPOSED = "proposed", _("Proposal handed in")
        CHANGES = "changes", _("Changes asked")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Refused")
        ENDED = "ended", _("Ended")

    MOVES = {
        "propose": ({State.INVITED, State.CHANGES}, State.PROPOSED),
        "ask_changes": ({State.PROPOSED}, State.CHANGES),
        "approve": ({State.PROPOSED}, State.APPROVED),
        "refuse": ({State.INVITED, State.PROPOSED, State.CHANGES}, State.REFUSED),
        "end": ({State.APPROVED}, State.ENDED),
    }

    pilot = models.ForeignKey(Pilot, on_delete=models.PROTECT, related_name="appointments")
    provider = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("provider"))
    scope = ArrayField(models.CharField(max_length=12, choices=Topic), verbose_name=_("appointed for"))
    also_selects = models.BooleanField(
        _("may also supply selectors"),
        default=False,
        help_text=_("Nobody is provider and selector in one pilot unless this says so."),
    )
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.INVITED, editable=False)
    since = models.DateField(_("in this state since"), default=timezone.localdate, editable=False)
    experience = models.TextField(
        _("experience with this approach"),
        max_length=4000,
        blank=True,
        help_text=_("What the provider has done before with double interviews and side entrants."),
    )
    proposal = models.TextField(_("proposal"), max_length=8000, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("appointment")
        constraints = [
            models.CheckConstraint(condition=Q(scope__len__gt=0), name="appointment_has_a_scope"),
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
        return [Topic(value).label for value in self.scope]


class Framework(models.Model):
    """What the owners ask of a provider on one topic; the proposal is held against it (advice 8.2-08)."""

    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="frameworks")
    topic = models.CharField(_("topic"), max_length=12, choices=Topic)
    text = models.TextField(_("framework"), max_length=4000)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("framework")
        constraints = [models.UniqueConstraint(fields=["appointment", "topic"], name="framework_once_per_topic")]

    def __str__(self):
        return f"{self.get_topic_display()}: {self.text[:60]}"


class TermsQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.all() if user.funds(Role.OWNER, Role.MANAGEMENT) else self.none()

    def agreed(self):
        """Terms that both funds agreed to (advice 8.2-21)."""
        return self.annotate(yes=models.Count("agreements")).filter(yes__gte=2)


class Terms(Stateful):
    """Terms with STOOF or another party, agreed by A+O and OOM together, whatever the pilot (advice 8.2-21)."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        AGREED = "agreed", _("Agreed")
        ENDED = "ended", _("Ended")

    MOVES = {"agree": ({State.DRAFT}, State.AGREED), "end": ({State.AGREED}, State.ENDED)}

    party = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("party"))
    text = models.TextField(_("terms"), max_length=8000)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.DRAFT, editable=False)
    offered_at = models.DateTimeField(_("offered on"), db_default=Now(), editable=False)

    objects = TermsQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("terms")
        verbose_name_plural = _("terms")

    def __str__(self):
        return f"{self.party}"


class TermsAgreement(models.Model):
    """One fund's agreement to terms; once."""

    terms = models.ForeignKey(Terms, on_delete=models.PROTECT, related_name="agreements")
    fund = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey("pilot.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["terms", "fund"], name="terms_agreed_once_per_fund")]

    def __str__(self):
        return f"{self.terms}: {self.fund}"
