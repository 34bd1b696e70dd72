"""What belongs to one version of the policy beside its choices: reasons for choosing otherwise, and its paper."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .files import Document
from .policy import Policy


class ChoiceReason(models.Model):
    """Why the funds made one choice, asked when it differs from the advice; fixed with its version (trigger)."""

    class Choice(models.TextChoices):
        OCCUPATION = "occupation", _("bottleneck occupation")
        REGIONS = "regions", _("regions")
        SUB_BRANCHES = "sub_branches", _("sub-branches")
        SOURCE_SECTORS = "source_sectors", _("source sectors")
        WITH_STOOF = "with_stoof", _("co-operation with STOOF")

    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="reasons")
    choice = models.CharField(_("choice"), max_length=14, choices=Choice)
    text = models.TextField(_("reason"), max_length=2000)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("reason of a choice")
        verbose_name_plural = _("reasons of choices")
        constraints = [
            models.UniqueConstraint(fields=["policy", "choice"], name="choice_reason_once_per_choice"),
            models.CheckConstraint(condition=~Q(text=""), name="choice_reason_says_something"),
        ]

    def __str__(self):
        return f"{self.get_choice_display()}: {self.text[:60]}"


class PolicyPaper(models.Model):
    """The PDF of one signed version in one language; the version never changes, so it is made once."""

    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="papers")
    language = models.CharField(_("language"), max_length=2, default="nl")
    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="policy_paper")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["policy", "language"], name="policy_paper_once_per_language")]

    def __str__(self):
        return f"{self.policy} ({self.language})"
