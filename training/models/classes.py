"""Programmes and the classes that follow them, drawn as seats."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pilot.choices import OrganisationKind, Role, TrainingKind
from pilot.models import InPilotQuerySet, MboQualification, Organisation, Pilot, Stateful, User, Versioned

#: Seats of a class; more is refused whatever the policy says (advice 7.3-13).
SEATS = 20


class ProgrammeQuerySet(InPilotQuerySet):
    visible_roles = (Role.OWNER, Role.SELECTOR, Role.PROVIDER)

    def visible_to(self, user):
        """All of the pilot for those who run it; a trainer those of the own organisation, since they hold prices."""
        return self.filter(
            Q(pilot__in=user.pilots(*self.visible_roles))
            | Q(pilot__in=user.pilots(Role.TRAINER), trainer=user.organisation_id)
        )

    def with_case(self):
        return self.select_related("pilot", "trainer", "qualification")


class Programme(Versioned):
    """A training programme with its price; all in one class follow the same (advice 7.4-09)."""

    pilot = models.ForeignKey(Pilot, on_delete=models.PROTECT, related_name="programmes")
    name = models.CharField(_("name"), max_length=120)
    trainer = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("trainer"),
        limit_choices_to={"kind": OrganisationKind.TRAINER},
    )
    kind = models.CharField(pgettext_lazy("training", "kind"), max_length=10, choices=TrainingKind)
    qualification = models.ForeignKey(
        MboQualification,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("qualification (CREBO)"),
    )
    weeks = models.PositiveSmallIntegerField(_("weeks"), validators=[MinValueValidator(1), MaxValueValidator(208)])
    school_days = models.DecimalField(
        _("school days a week at first"),
        max_digits=2,
        decimal_places=1,
        validators=[MinValueValidator(0), MaxValueValidator(5)],
    )
    # Days may taper off (advice 8.3.4-03).
    school_days_later = models.DecimalField(
        _("school days a week in the second half"),
        max_digits=2,
        decimal_places=1,
        validators=[MinValueValidator(0), MaxValueValidator(5)],
    )
    evening_hours = models.DecimalField(
        _("hours a week in the candidate's own time"),
        max_digits=3,
        decimal_places=1,
        default=0,
        validators=[MinValueValidator(0), MaxValueValidator(20)],
    )
    price = models.DecimalField(_("price a head (EUR)"), max_digits=10, decimal_places=2)
    deviation = models.TextField(_("why another kind than the funds chose"), max_length=1000, blank=True)

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
            models.CheckConstraint(
                condition=Q(qualification__isnull=True) | Q(kind__in=["diploma", "work_study"]),
                name="programme_crebo_only_for_a_diploma",
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
        mine = self.model._base_manager.filter(enrolments__guides__mentor=user).values("pk")
        return self.filter(
            Q(programme__pilot__in=user.pilots(*self.visible_roles))
            | Q(programme__pilot__in=user.pilots(Role.TRAINER), programme__trainer=user.organisation_id)
            | Q(programme__pilot__in=user.pilots(Role.MENTOR), pk__in=mine)
        )

    def with_seated(self):
        """Annotate ``seated``: how many have a seat."""
        return self.annotate(seated=Count("enrolments", filter=Q(enrolments__seat__isnull=False)))

    def with_case(self):
        return self.select_related("programme__pilot", "programme__trainer")


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
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["training_class", "fund"], name="small_start_once_per_fund")]

    def __str__(self):
        return f"{self.training_class}: {self.fund}"
