"""The interview kit: what is asked and scored, with described anchors."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pilot.choices import Level, Role
from pilot.models import InPilotQuerySet, Occupation, Pilot, Stateful, Versioned

SCALE = (1, 2, 3, 4, 5)


class KitQuerySet(InPilotQuerySet):
    visible_roles = (Role.OWNER, Role.SELECTOR, Role.SPECIALIST)

    def in_use(self):
        return self.filter(state=Kit.State.IN_USE)


class Kit(Stateful):
    """The interview kit of a pilot's occupation; once in use it does not change, a new number does (trigger)."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        IN_USE = "in_use", _("In use")
        RETIRED = "retired", _("Retired")

    MOVES = {"use": ({State.DRAFT}, State.IN_USE), "retire": ({State.IN_USE}, State.RETIRED)}

    pilot = models.ForeignKey(Pilot, on_delete=models.PROTECT, related_name="kits")
    occupation = models.ForeignKey(Occupation, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField(_("number"), default=1)
    # Percent; hard skills take the rest. Soft always outweighs hard (advice 8.1-02, 8.3.2-14).
    soft_weight = models.PositiveSmallIntegerField(
        _("weight of soft skills (percent)"), default=60, validators=[MinValueValidator(51), MaxValueValidator(99)]
    )
    state = models.CharField(_("state"), max_length=7, choices=State, default=State.DRAFT, editable=False)

    objects = KitQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        verbose_name = _("interview kit")
        constraints = [
            models.UniqueConstraint(fields=["pilot", "number"], name="kit_number_once_per_pilot"),
            models.UniqueConstraint(fields=["pilot"], condition=Q(state="in_use"), name="kit_one_in_use_per_pilot"),
            models.CheckConstraint(
                condition=Q(soft_weight__gt=50, soft_weight__lt=100), name="kit_soft_outweighs_hard"
            ),
        ]

    def __str__(self):
        return f"{self.occupation} ({self.number})"

    def get_absolute_url(self):
        return reverse("candidates:kit", args=[self.pilot.slug])

    @property
    def hard_weight(self):
        return 100 - self.soft_weight


class KitItem(Versioned):
    """One thing that is asked and scored, with a described anchor for each of 1 to 5."""

    class Element(models.TextChoices):
        MOTIVATION = "motivation", _("Motivation")
        KNOWLEDGE = "knowledge", _("Technical knowledge")
        EXPERIENCE = "experience", _("Useful experience outside the branch")
        COMPETENCE = "competence", _("Competence of the occupation")
        TREND = "trend", _("Technical or organisational trend")

    class Kind(models.TextChoices):
        SOFT = "soft", _("Soft")
        HARD = "hard", _("Hard")

    kit = models.ForeignKey(Kit, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(_("name"), max_length=120)
    element = models.CharField(_("element"), max_length=10, choices=Element)
    kind = models.CharField(pgettext_lazy("skill", "kind"), max_length=4, choices=Kind)
    # Counts within its kind; the kinds are weighed by the kit.
    weight = models.PositiveSmallIntegerField(
        _("weight within its kind"), default=1, validators=[MinValueValidator(1), MaxValueValidator(9)]
    )
    required_level = models.CharField(_("required level"), max_length=8, choices=Level, blank=True)
    question = models.TextField(_("question"), max_length=500)
    anchors = ArrayField(models.CharField(max_length=300), size=5, verbose_name=_("what 1 to 5 look like"))

    class Meta:
        ordering = ["position"]
        verbose_name = _("kit item")
        constraints = [
            models.UniqueConstraint(fields=["kit", "position"], name="kit_item_position_once"),
            models.CheckConstraint(condition=Q(anchors__len=5), name="kit_item_five_anchors"),
            models.CheckConstraint(condition=Q(weight__range=(1, 9)), name="kit_item_weight_1_to_9"),
            models.UniqueConstraint(
                fields=["kit", "element"],
                condition=Q(element__in=["motivation", "knowledge"]),
                name="kit_item_fixed_element_once",
            ),
            # Motivation is soft, technical knowledge hard, whatever the kit (advice 8.3.2-16).
            models.CheckConstraint(
                condition=(Q(element="motivation", kind="soft") | ~Q(element="motivation"))
                & (Q(element="knowledge", kind="hard") | ~Q(element="knowledge")),
                name="kit_item_fixed_kinds",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def pilot_id(self):
        return self.kit.pilot_id
