"""The interview kit: what is asked and scored, with described anchors, and the levels that companies ask."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from companies.models import Participation
from pilot.choices import Level, Role
from pilot.models import InPilotQuerySet, Occupation, Pilot, Stateful, User, Versioned

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
        POTENTIAL = "potential", _("Potential to work at level 3")

    class Kind(models.TextChoices):
        SOFT = "soft", _("Soft")
        HARD = "hard", _("Hard")

    kit = models.ForeignKey(Kit, on_delete=models.PROTECT, related_name="items")
    # The same in every version of the kit: what versions are compared by, and what companies ask a level of.
    line = models.UUIDField(default=uuid.uuid4, editable=False)
    position = models.PositiveSmallIntegerField()
    name = models.CharField(_("name"), max_length=120)
    element = models.CharField(_("element"), max_length=10, choices=Element)
    kind = models.CharField(pgettext_lazy("skill", "kind"), max_length=4, choices=Kind)
    # Counts within its kind; the kinds are weighed by the kit.
    weight = models.PositiveSmallIntegerField(
        _("weight within its kind"), default=1, validators=[MinValueValidator(1), MaxValueValidator(9)]
    )
    # Begins with what SkillsKompas suggests; an owner sets it with what companies ask in sight (advice 7.4-03).
    required_level = models.CharField(_("required level"), max_length=8, choices=Level, blank=True)
    level_reason = models.CharField(_("why this level"), max_length=300, blank=True)
    agreed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", editable=False)
    agreed_at = models.DateTimeField(null=True, editable=False)
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
                condition=Q(element__in=["motivation", "knowledge", "potential"]),
                name="kit_item_fixed_element_once",
            ),
            # Motivation is soft, technical knowledge hard, whatever the kit (advice 8.3.2-16).
            models.CheckConstraint(
                condition=(Q(element="motivation", kind="soft") | ~Q(element="motivation"))
                & (Q(element="knowledge", kind="hard") | ~Q(element="knowledge")),
                name="kit_item_fixed_kinds",
            ),
            models.UniqueConstraint(fields=["kit", "line"], name="kit_item_line_once"),
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True, agreed_at__isnull=True)
                | Q(agreed_by__isnull=False, agreed_at__isnull=False),
                name="kit_item_agreed_by_somebody",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def pilot_id(self):
        return self.kit.pilot_id


class LevelAskedQuerySet(InPilotQuerySet):
    pilot_path = "participation__pilot"
    visible_roles = (Role.OWNER, Role.SELECTOR)

    def standing(self):
        """What each company said last of each competence, of the companies that still take part."""
        rows = self.filter(participation__merged_into__isnull=True, participation__state__in=LevelAsked.ASKED_OF)
        return rows.order_by("participation_id", "line", "-pk").distinct("participation_id", "line")


class LevelAsked(models.Model):
    """What a company asks of one competence: the level, and whether it weighs most; said by whom and when.

    Rows are added and never changed: what is said later counts, and what was said before stays readable. Agreeing
    with companies which competences weigh most: advice 7.4-03.
    """

    #: From the first yes on a company has something to ask; whoever says no or withdraws has not.
    ASKED_OF = (
        Participation.State.INTERESTED,
        Participation.State.INTERVIEWED,
        Participation.State.SELECTED,
        Participation.State.COMMITTED,
    )

    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="levels_asked")
    line = models.UUIDField()
    # As it was called when it was asked.
    name = models.CharField(_("competence"), max_length=120)
    # Empty: no level of its own.
    level = models.CharField(_("level asked"), max_length=8, choices=Level, blank=True)
    weighs_most = models.BooleanField(_("weighs most"), default=False)
    said_by = models.CharField(_("said by"), max_length=120)
    said_on = models.DateField(_("said on"))
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)
    at = models.DateTimeField(auto_now_add=True)

    objects = LevelAskedQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("level asked by a company")
        verbose_name_plural = _("levels asked by companies")
        indexes = [models.Index(fields=["participation", "line", "-id"], name="level_asked_last")]

    def __str__(self):
        return f"{self.name}: {self.get_level_display() or '–'}"

    @property
    def pilot_id(self):
        return self.participation.pilot_id
