"""The policy of a pilot: every choice and every figure the funds agree on, by version, with signatures."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pilot.choices import Role

from .base import Stateful
from .people import Organisation, User
from .pilot import Pilot
from .reference import Occupation, Region, SbiCode, SourceSector

#: The most participants of a class, whatever the funds agree on (advice 7.3-13).
LARGEST_CLASS = 20


class PolicyQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(pilot__in=Pilot.objects.visible_to(user))

    def open(self):
        """The version that is being made or waits for signatures; at most one of a pilot."""
        return self.filter(state__in=[Policy.State.DRAFT, Policy.State.PROPOSED])

    def with_choices(self):
        """With everything a page about the version shows."""
        signatures = models.Prefetch(
            "signatures", SignOff.objects.select_related("fund", "by", "on_behalf_of", "mandate")
        )
        return self.select_related("occupation", "made_by").prefetch_related(
            "regions", "sub_branches", "source_sectors", "reasons", signatures
        )


class Policy(Stateful):
    """One version of the policy. A draft can be edited; once offered for signature it never changes (trigger)."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PROPOSED = "proposed", _("Offered for signature")
        IN_FORCE = "in_force", _("In force")
        SUPERSEDED = "superseded", _("Superseded")

    MOVES = {
        "propose": ({State.DRAFT}, State.PROPOSED),
        # Only while nobody signed; a trigger holds that as well.
        "withdraw": ({State.PROPOSED}, State.DRAFT),
        "adopt": ({State.PROPOSED}, State.IN_FORCE),
        "supersede": ({State.IN_FORCE, State.PROPOSED}, State.SUPERSEDED),
    }

    class Position(models.TextChoices):
        JOINT = "joint", _("Together, one pilot")
        SEPARATE = "separate", _("Per fund, next to each other")

    class Stance(models.TextChoices):
        SHORT = "short", _("Short technical training")
        CERTIFIED = "certified", _("Certified training (CREBO/CROHO)")

    class Composition(models.TextChoices):
        HOMOGENEOUS = "homogeneous", _("One type of candidate in a class")
        COMPANIES = "companies", _("Following the wishes of companies")

    pilot = models.ForeignKey(Pilot, on_delete=models.PROTECT, related_name="policies")
    number = models.PositiveSmallIntegerField(_("number"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT, editable=False)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)
    made_at = models.DateTimeField(auto_now_add=True)
    digest = models.CharField(_("mark of this version"), max_length=64, blank=True, editable=False)
    proposed_at = models.DateTimeField(_("offered for signature"), null=True, editable=False)
    # Counted up by a trigger on the tables of regions, sub-branches and sectors, so that a change there is a new
    # ``version`` of this row as well and a stale save is noticed.
    choice_changes = models.PositiveIntegerField(default=0, editable=False)

    # The choices (advice 8.2-01, sum-01)
    occupation = models.ForeignKey(
        Occupation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("bottleneck occupation"),
    )
    regions = models.ManyToManyField(Region, blank=True, related_name="+", verbose_name=_("regions"))
    sub_branches = models.ManyToManyField(SbiCode, blank=True, related_name="+", verbose_name=_("sub-branches"))
    own_sub_branches = models.CharField(
        _("sub-branches in the funds' own words"),
        max_length=200,
        blank=True,
        help_text=_("For example verspaning; the SBI codes alone do not tell."),
    )
    source_sectors = models.ManyToManyField(
        SourceSector, blank=True, related_name="+", verbose_name=_("source sectors")
    )
    position = models.CharField(_("position of the funds"), max_length=8, choices=Position, blank=True)
    stance = models.CharField(_("kind of training"), max_length=9, choices=Stance, blank=True)
    evc = models.BooleanField(_("recognition of prior learning (EVC) beforehand"), null=True, blank=True)
    composition = models.CharField(_("composition of the class"), max_length=11, choices=Composition, blank=True)
    with_stoof = models.BooleanField(_("co-operation with STOOF"), null=True, blank=True)
    explanation = models.TextField(_("why these choices"), max_length=4000, blank=True)

    # The figures the funds agree on
    class_min = models.PositiveSmallIntegerField(_("smallest class"), default=10)
    class_target = models.PositiveSmallIntegerField(_("aim for a class"), default=15)
    class_max = models.PositiveSmallIntegerField(_("largest class"), default=20)
    average_cap = models.DecimalField(
        _("highest average contribution of companies (EUR)"), max_digits=10, decimal_places=2, default=2000
    )
    motivation_threshold = models.DecimalField(
        _("threshold for motivation"),
        max_digits=2,
        decimal_places=1,
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
    )
    hard_minimum = models.DecimalField(
        _("hard minimum for short training"),
        max_digits=2,
        decimal_places=1,
        default=2.5,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
    )
    soft_weight = models.PositiveSmallIntegerField(
        _("weight of soft skills (percent)"),
        default=60,
        validators=[MinValueValidator(51), MaxValueValidator(99)],
        help_text=_("Hard skills take the rest; soft always counts for more."),
    )
    type_2_from = models.PositiveSmallIntegerField(_("overlap from which a candidate is type 2 (percent)"), default=51)
    type_3_from = models.PositiveSmallIntegerField(_("overlap from which a candidate is type 3 (percent)"), default=65)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        verbose_name = _("policy choices")
        verbose_name_plural = _("policy choices")
        constraints = [
            models.UniqueConstraint(fields=["pilot", "number"], name="policy_number_once_per_pilot"),
            models.UniqueConstraint(
                fields=["pilot"], condition=Q(state="in_force"), name="policy_one_in_force_per_pilot"
            ),
            models.UniqueConstraint(
                fields=["pilot"], condition=Q(state__in=["draft", "proposed"]), name="policy_one_open_per_pilot"
            ),
            models.CheckConstraint(
                condition=Q(class_min__gte=1, class_target__gte=F("class_min"), class_max__gte=F("class_target"))
                & Q(class_max__lte=20),
                name="policy_class_sizes_in_order",
                violation_error_message=_(
                    "The smallest class, the aim and the largest class go up in that order, with 20 at most."
                ),
            ),
            models.CheckConstraint(
                condition=Q(average_cap__gt=0),
                name="policy_cap_above_zero",
                violation_error_message=_("The highest average contribution is an amount above zero."),
            ),
            models.CheckConstraint(
                condition=Q(soft_weight__gt=50, soft_weight__lt=100),
                name="policy_soft_outweighs_hard",
                violation_error_message=_(
                    "Soft skills count for more than hard skills: more than 50, less than 100 percent."
                ),
            ),
            models.CheckConstraint(
                condition=Q(motivation_threshold__range=(1, 5), hard_minimum__range=(1, 5)),
                name="policy_thresholds_on_the_scale",
                violation_error_message=_("A threshold lies on the scale of 1 to 5."),
            ),
            models.CheckConstraint(
                condition=Q(type_2_from__gte=1, type_3_from__gt=F("type_2_from"), type_3_from__lte=100),
                name="policy_types_in_order",
                violation_error_message=_("Type 3 begins at a larger overlap than type 2, with 100 percent at most."),
            ),
            models.CheckConstraint(condition=Q(state="draft") | ~Q(digest=""), name="policy_offered_has_a_digest"),
        ]

    def __str__(self):
        return _("version %(number)s") % {"number": self.number}

    def clean(self):
        """Say at the field itself which figure does not fit (advice 7.3-13): the same rules hold in the database."""
        super().clean()
        wrong = {}
        sizes = (self.class_min, self.class_target, self.class_max)
        if None not in sizes:
            if self.class_max > LARGEST_CLASS:
                wrong["class_max"] = _("A class holds %(most)d people at most.") % {"most": LARGEST_CLASS}
            elif not self.class_min <= self.class_target <= self.class_max:
                wrong["class_target"] = _("The aim lies between the smallest and the largest class.")
            if self.class_min < 1:
                wrong["class_min"] = _("A class has at least one participant.")
        if self.average_cap is not None and self.average_cap <= 0:
            wrong["average_cap"] = _("The highest average contribution is an amount above zero.")
        if None not in (self.type_2_from, self.type_3_from):
            if not 1 <= self.type_2_from <= 99:
                wrong["type_2_from"] = _("Give a percentage from 1 to 99.")
            elif not self.type_2_from < self.type_3_from <= 100:
                wrong["type_3_from"] = _("Type 3 begins at a larger overlap than type 2, with 100 percent at most.")
        if wrong:
            raise ValidationError(wrong)

    @property
    def hard_weight(self):
        """Weight of hard skills in percent."""
        return 100 - self.soft_weight


class MandateQuerySet(models.QuerySet):
    def running(self, on=None):
        day = on or timezone.localdate()
        return self.filter(start__lte=day).filter(Q(end__isnull=True) | Q(end__gte=day))

    def visible_to(self, user):
        """The application manager sees all, owners and management those of their fund."""
        if user.has_role(Role.MANAGER):
            return self.all()
        return self.filter(fund__in=user.funds(Role.OWNER, Role.MANAGEMENT))


class Mandate(models.Model):
    """The right of one person to sign for one fund, by a document, for a time."""

    fund = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="mandates")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="mandates", verbose_name=_("user"))
    document = models.CharField(_("document"), max_length=200, help_text=_("Which decision gives the mandate."))
    start = models.DateField(_("from"), default=timezone.localdate)
    end = models.DateField(_("until"), null=True, blank=True)

    objects = MandateQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("mandate")
        verbose_name_plural = _("mandates")
        constraints = [
            models.CheckConstraint(
                condition=Q(end__isnull=True) | Q(end__gte=F("start")),
                name="mandate_ends_after_start",
                violation_error_message=_("The last day comes after the first."),
            )
        ]

    def __str__(self):
        return f"{self.user} ({self.fund})"


class SignOff(models.Model):
    """One fund's signature under one version; once, and never changed (trigger)."""

    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="signatures")
    fund = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    #: The owner for whom a deputy signed; empty when the signer signed in an own right (advice 8.2-04).
    on_behalf_of = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("on behalf of")
    )
    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["policy", "fund"], name="signature_once_per_fund_and_policy")]

    def __str__(self):
        return f"{self.policy}: {self.fund}"
