"""The pilot itself and the funds that take part."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from pilot.addresses import reverse
from pilot.choices import OrganisationKind, Role

from .base import Stateful
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
    # So many days may pass between two contacts of an owner with a company (advice 8.2-12, 8.2-15).
    contact_days = models.PositiveSmallIntegerField(
        _("own contact with companies at least every"),
        default=45,
        validators=[MinValueValidator(7), MaxValueValidator(180)],
        help_text=_("After so many days of silence the owner of the company's fund is reminded to call."),
    )
    # The pilot whose set-up this one repeats (advice 8.3-08).
    copied_from = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        related_name="copies",
        verbose_name=_("copied from"),
        editable=False,
    )

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
            ),
            models.CheckConstraint(condition=Q(contact_days__range=(7, 180)), name="pilot_keeps_in_contact"),
        ]

    def __str__(self):
        return self.title

    def keep_funds(self, rows):
        """Know its funds from ``rows`` (``pk`` and ``fund``, as dictionaries) that were read with it, unasked."""
        found = self.pilot_funds.all()
        found._result_cache = [
            PilotFund(pk=row["pk"], pilot=self, fund=Organisation(**row["fund"])) for row in rows
        ]  # as Django's own prefetch leaves it
        found._prefetch_done = True
        self._prefetched_objects_cache = {"pilot_funds": found}

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
