"""What the pilot owner arranges with UWV for one candidate."""

from datetime import timedelta

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from candidates.models import Candidate
from pilot.choices import Role
from pilot.models import InPilotQuerySet, Stateful, User


class UwvArrangementQuerySet(InPilotQuerySet):
    pilot_path = "candidate__pilot"
    #: The terms are the owner's; a provider gets status, dates and amount from ``outline`` (advice 8.2-19).
    visible_roles = (Role.OWNER,)

    def agreed(self):
        return self.filter(state=UwvArrangement.State.AGREED)

    def outline(self, user):
        """What a provider may know of UWV, as dicts of status, dates and amount, without any terms."""
        return self.in_pilots(user.pilots(Role.OWNER, Role.PROVIDER)).values(
            "candidate_id", "state", "amount", "asked_on", "valid_from", "valid_until"
        )


#: A trial placement lasts six months at most, two as a rule; kept in days, so that the database can hold it.
LONGEST_TRIAL = timedelta(days=184)


class UwvArrangement(Stateful):
    """What the owner arranged with UWV for one candidate, before any UWV money is planned (advice 8.2-18, 8.3.5-05).

    Terms are fixed once UWV has answered (trigger); only erasure may empty their texts.
    """

    class State(models.TextChoices):
        ASKED = "asked", pgettext_lazy("arrangement", "Asked")
        AGREED = "agreed", pgettext_lazy("arrangement", "Agreed")
        REFUSED = "refused", _("Refused")
        ENDED = "ended", _("Ended")

    MOVES = {
        "agree": ({State.ASKED}, State.AGREED),
        "refuse": ({State.ASKED}, State.REFUSED),
        "end": ({State.AGREED}, State.ENDED),
    }

    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="uwv_arrangements")
    state = models.CharField(_("state"), max_length=7, choices=State, default=State.ASKED, editable=False)
    amount = models.DecimalField(
        _("UWV pays at most (EUR)"), max_digits=10, decimal_places=2, validators=[MinValueValidator(0)]
    )
    valid_from = models.DateField(_("from"))
    valid_until = models.DateField(_("until"))
    benefit_terms = models.TextField(_("length and keeping of the benefit"), max_length=2000, blank=True)
    search_duty = models.TextField(_("duty to apply for jobs"), max_length=2000, blank=True)
    allowed_training = models.TextField(_("training that is allowed"), max_length=2000, blank=True)
    trial_until = models.DateField(_("trial placement until"), null=True, blank=True)
    asked_on = models.DateField(_("asked on"), default=timezone.localdate, editable=False)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)

    objects = UwvArrangementQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("arrangement with UWV")
        verbose_name_plural = _("arrangements with UWV")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="uwv_amount_not_negative"),
            models.CheckConstraint(condition=Q(valid_until__gt=F("valid_from")), name="uwv_until_after_from"),
            models.UniqueConstraint(
                fields=["candidate"], condition=Q(state__in=["asked", "agreed"]), name="uwv_one_open_per_candidate"
            ),
            models.CheckConstraint(
                condition=Q(trial_until__isnull=True)
                | Q(trial_until__gt=F("valid_from"), trial_until__lte=F("valid_from") + LONGEST_TRIAL),
                name="uwv_trial_six_months_at_most",
            ),
        ]

    def __str__(self):
        return f"UWV: {self.candidate}"

    def get_absolute_url(self):
        return reverse("funding:uwv", args=[self.candidate_id])

    @property
    def pilot_id(self):
        return self.candidate.pilot_id
