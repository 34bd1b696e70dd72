"""Terms with STOOF, UWV and other parties: by version and topic, agreed by A+O and OOM, whatever the pilot."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pilot.choices import OrganisationKind, Role

from .base import Stateful
from .people import Organisation, User


class TermsTopicName(models.TextChoices):
    """What terms are about: three topics with UWV (advice 8.2-18), four with STOOF (advice 8.2-20)."""

    BENEFIT = "benefit", _("How long the WW benefit goes on")
    SEARCH = "search", _("The duty to apply for jobs")
    ALLOWED = "allowed", _("Which training is possible")
    RECRUITMENT = "recruitment", _("Recruitment")
    SELECTION = "selection", _("Selection, with the competences asked")
    TRAINING = "training", _("Training")
    CONTRIBUTION = "contribution", _("Conditions and contribution")


UWV_TOPICS = (TermsTopicName.BENEFIT, TermsTopicName.SEARCH, TermsTopicName.ALLOWED)
STOOF_TOPICS = (
    TermsTopicName.RECRUITMENT,
    TermsTopicName.SELECTION,
    TermsTopicName.TRAINING,
    TermsTopicName.CONTRIBUTION,
)


class TermsQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Owners and management of the funds; nobody else, a provider never (advice 8.2-19)."""
        return self.all() if user.funds(Role.OWNER, Role.MANAGEMENT) else self.none()

    def agreed(self):
        """Terms that both funds agreed to (advice 8.2-21)."""
        return self.annotate(yes=models.Count("agreements")).filter(yes__gte=2)

    def in_force(self, on=None):
        """Agreed versions that hold on a day (today when none is named)."""
        day = on or timezone.localdate()
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=day),
            Q(valid_until__isnull=True) | Q(valid_until__gte=day),
            state=Terms.State.AGREED,
        )


class Terms(Stateful):
    """One version of the terms with a party; the version before holds until both funds agreed to this one."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        AGREED = "agreed", _("Agreed")
        REPLACED = "replaced", _("Replaced")
        DROPPED = "dropped", pgettext_lazy("terms", "Withdrawn")
        ENDED = "ended", _("Ended")

    MOVES = {
        "agree": ({State.DRAFT}, State.AGREED),
        "drop": ({State.DRAFT}, State.DROPPED),
        "replace": ({State.AGREED}, State.REPLACED),
        "end": ({State.AGREED}, State.ENDED),
    }

    party = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("party"))
    number = models.PositiveSmallIntegerField(_("version"), default=1, editable=False)
    text = models.TextField(_("further agreements"), max_length=8000, blank=True)
    experience = models.TextField(
        _("experience of earlier projects"),
        max_length=2000,
        blank=True,
        help_text=_("What you take over, for example from Flexwerkers Techniek 2012-2014."),
    )
    valid_from = models.DateField(_("holds from"), null=True, blank=True)
    valid_until = models.DateField(_("holds until"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.DRAFT, editable=False)
    offered_at = models.DateTimeField(_("offered on"), db_default=Now(), editable=False)

    objects = TermsQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("terms")
        verbose_name_plural = _("terms")
        constraints = [
            models.UniqueConstraint(fields=["party", "number"], name="terms_number_once_per_party"),
            models.UniqueConstraint(
                fields=["party"], condition=Q(state="agreed"), name="terms_one_agreed_version_per_party"
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_until__isnull=True)
                | Q(valid_until__gte=F("valid_from")),
                name="terms_end_after_they_begin",
                violation_error_message=_("The last day comes after the first."),
            ),
        ]

    def __str__(self):
        return f"{self.party}"

    @property
    def expired(self):
        return bool(self.valid_until and self.valid_until < timezone.localdate())

    @property
    def holds(self):
        """Whether it is agreed and today lies within its days, as ``in_force`` has it."""
        begun = self.valid_from is None or self.valid_from <= timezone.localdate()
        return self.state == self.State.AGREED and begun and not self.expired

    @property
    def asked_topics(self):
        return topics_of(self.party)


def topics_of(party):
    """The topics that terms with this organisation settle; none but free words with another than UWV or STOOF."""
    if party.kind == OrganisationKind.UWV:
        return UWV_TOPICS
    return STOOF_TOPICS if party.slug == "stoof" else ()


class TermsTopic(models.Model):
    """What was agreed on one topic; fixed from the first fund's agreement on (trigger)."""

    terms = models.ForeignKey(Terms, on_delete=models.PROTECT, related_name="topics")
    topic = models.CharField(_("topic"), max_length=12, choices=TermsTopicName)
    text = models.TextField(_("what was agreed"), max_length=4000)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["terms", "topic"], name="terms_topic_once")]

    def __str__(self):
        return f"{self.terms}: {self.get_topic_display()}"


class TermsAgreement(models.Model):
    """One fund's agreement to terms; once."""

    terms = models.ForeignKey(Terms, on_delete=models.PROTECT, related_name="agreements")
    fund = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["terms", "fund"], name="terms_agreed_once_per_fund")]

    def __str__(self):
        return f"{self.terms}: {self.fund}"
