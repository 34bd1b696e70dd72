"""Who pays: arrangements, plans of costs and contributions, budgets and the ledger of postings."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q, Sum
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from candidates.models import Candidate
from pilot.choices import Role
from pilot.models import InPilotQuerySet, Organisation, Pilot, Scheme, Stateful, User, Versioned
from training.models import Enrolment


class UwvArrangementQuerySet(InPilotQuerySet):
    pilot_path = "candidate__pilot"
    #: The terms are the owner's; a provider gets status, dates and amount from ``outline`` (advice 8.2-19).
    visible_roles = (Role.OWNER,)

    def outline(self, user):
        """What a provider may know of UWV, as dicts of status, dates and amount, without any terms."""
        return self.in_pilots(user.pilots(Role.OWNER, Role.PROVIDER)).values(
            "candidate_id", "state", "amount", "valid_from", "valid_until"
        )


class UwvArrangement(Stateful):
    """What the owner arranged with UWV for one candidate, before any UWV money is planned (advice 8.2-18, 8.3.5-05)."""

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
    benefit_terms = models.TextField(_("length and keeping of the benefit"), max_length=2000)
    search_duty = models.TextField(_("duty to apply for jobs"), max_length=2000)
    allowed_training = models.TextField(_("training that is allowed"), max_length=2000)
    trial_until = models.DateField(_("trial placement until"), null=True, blank=True)
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
        ]

    def __str__(self):
        return f"UWV: {self.candidate}"

    @property
    def pilot_id(self):
        return self.candidate.pilot_id


class PlanQuerySet(InPilotQuerySet):
    pilot_path = "enrolment__training_class__programme__pilot"
    visible_roles = (Role.OWNER, Role.PROVIDER)

    def with_sums(self):
        """Annotate ``costs`` and ``paid`` (EUR, hours left out)."""
        costs = Cost.objects.filter(plan=models.OuterRef("pk")).values("plan").annotate(s=Sum("amount")).values("s")
        paid = (
            Contribution.objects.filter(plan=models.OuterRef("pk")).values("plan").annotate(s=Sum("amount")).values("s")
        )
        return self.annotate(costs_sum=models.Subquery(costs), paid_sum=models.Subquery(paid))

    def with_case(self):
        return self.select_related("enrolment__candidate", "enrolment__training_class__programme__pilot")


class Plan(Stateful):
    """Costs of one participant and who pays them; the two are equal to the cent (deferred trigger)."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PROPOSED = "proposed", pgettext_lazy("plan", "Proposed")
        APPROVED = "approved", pgettext_lazy("plan", "Approved")
        REPLACED = "replaced", pgettext_lazy("plan", "Replaced")
        SETTLED = "settled", pgettext_lazy("plan", "Settled")

    MOVES = {
        "propose": ({State.DRAFT}, State.PROPOSED),
        "send_back": ({State.PROPOSED}, State.DRAFT),
        "approve": ({State.PROPOSED}, State.APPROVED),
        "replace": ({State.APPROVED}, State.REPLACED),
        "settle": ({State.APPROVED}, State.SETTLED),
    }

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="plans")
    number = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.DRAFT, editable=False)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", editable=False)
    proposed_at = models.DateTimeField(null=True, editable=False)
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", editable=False)
    approved_at = models.DateTimeField(null=True, editable=False)

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("financing plan")
        verbose_name_plural = _("financing plans")
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "number"], name="plan_number_once"),
            models.UniqueConstraint(
                fields=["enrolment"], condition=Q(state__in=["draft", "proposed"]), name="plan_one_open"
            ),
            models.UniqueConstraint(fields=["enrolment"], condition=Q(state="approved"), name="plan_one_approved"),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True)
                | (Q(approved_by__isnull=False, proposed_by__isnull=False) & ~Q(approved_by=F("proposed_by"))),
                name="plan_approved_by_another",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "proposed"]) | Q(approved_at__isnull=False),
                name="plan_approved_has_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(proposed_by__isnull=False, proposed_at__isnull=False),
                name="plan_proposed_has_a_proposer",
            ),
        ]

    def __str__(self):
        return str(self.enrolment)

    def get_absolute_url(self):
        return reverse("funding:plan", args=[self.pk])

    @property
    def pilot_id(self):
        return self.enrolment.training_class.programme.pilot_id


class Cost(models.Model):
    """One cost of a plan, excluding VAT."""

    class Kind(models.TextChoices):
        TRAINING = "training", _("Training")
        EVC = "evc", "EVC"
        MATERIALS = "materials", _("Learning materials and tools")
        TRAVEL = "travel", _("Travel")
        GUIDANCE = "guidance", _("Guidance")
        RECRUITMENT = "recruitment", _("Recruitment and selection")
        OTHER = "other", _("Other")

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="costs")
    kind = models.CharField(pgettext_lazy("cost", "kind"), max_length=11, choices=Kind)
    description = models.CharField(_("description"), max_length=160, blank=True)
    amount = models.DecimalField(_("amount (EUR)"), max_digits=10, decimal_places=2)
    # Percent; training by a registered (CRKBO) trainer is exempt: 0.
    vat = models.PositiveSmallIntegerField(_("VAT (percent)"), default=0)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("cost")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="cost_above_zero"),
            models.CheckConstraint(condition=Q(vat__in=[0, 9, 21]), name="cost_vat_rate_exists"),
        ]

    def __str__(self):
        return self.get_kind_display()


class Source(models.TextChoices):
    """Who may pay, in the order in which payers are always shown."""

    COMPANY = "company", _("Company")
    FUND = "fund", _("Training fund")
    PROVIDER = "provider", pgettext_lazy("organisation", "Provider")
    STOOF = "stoof", _("STOOF (now Doorzaam)")
    UWV = "uwv", "UWV"
    OTHER_FUND = "other_fund", _("Other fund")
    SCHEME = "scheme", _("Scheme")
    CANDIDATE = "candidate", _("Candidate (own time)")


class Contribution(models.Model):
    """What one payer gives to a plan: an amount, or hours of own time, which never enter a sum."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="contributions")
    source = models.CharField(_("who pays"), max_length=10, choices=Source)
    fund = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("fund")
    )
    scheme = models.ForeignKey(
        Scheme, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("scheme")
    )
    amount = models.DecimalField(_("amount (EUR)"), max_digits=10, decimal_places=2, null=True, blank=True)
    hours = models.DecimalField(_("hours"), max_digits=6, decimal_places=1, null=True, blank=True)
    explanation = models.CharField(_("why"), max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("contribution")
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__isnull=True, hours__gt=0, source="candidate")
                | (Q(amount__gt=0, hours__isnull=True) & ~Q(source="candidate")),
                name="contribution_amount_or_hours",
            ),
            models.CheckConstraint(
                condition=Q(source__in=["fund", "other_fund"], fund__isnull=False)
                | (~Q(source__in=["fund", "other_fund"]) & Q(fund__isnull=True)),
                name="contribution_fund_named",
            ),
            models.CheckConstraint(
                condition=Q(source="scheme", scheme__isnull=False) | (~Q(source="scheme") & Q(scheme__isnull=True)),
                name="contribution_scheme_named",
            ),
            # One payer is one line: what a payer gives is never spread over two lines of a plan.
            models.UniqueConstraint(
                fields=["plan", "source", "fund", "scheme"], nulls_distinct=False, name="contribution_payer_once"
            ),
        ]

    def __str__(self):
        return f"{self.payer}: {self.amount if self.amount is not None else self.hours}"

    @property
    def payer(self):
        """Name of who pays, as shown."""
        return self.fund.name if self.fund_id else self.scheme.name if self.scheme_id else self.get_source_display()

    @property
    def payer_class(self):
        """Colour class of the payer in charts: company, ao, oom, stoof, uwv or scheme (all others)."""
        if self.source == Source.FUND:
            return self.fund.payer
        return self.source if self.source in ("company", "stoof", "uwv") else "scheme"


class BudgetQuerySet(InPilotQuerySet):
    def visible_to(self, user):
        """Owners of the pilot and the management of the fund itself."""
        return self.filter(
            Q(pilot__in=user.pilots(Role.OWNER)) | Q(fund__in=user.funds(Role.MANAGEMENT))
        )


class Budget(Versioned):
    """Money a fund set aside for a pilot: for training, or for managing the pilot (advice 8.3.5-03, -15)."""

    class Kind(models.TextChoices):
        TRAINING = "training", _("Training")
        MANAGEMENT = "management", _("Managing the pilot")

    pilot = models.ForeignKey(Pilot, on_delete=models.PROTECT, related_name="budgets")
    fund = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("fund"))
    kind = models.CharField(pgettext_lazy("budget", "kind"), max_length=10, choices=Kind)
    amount = models.DecimalField(_("amount (EUR)"), max_digits=12, decimal_places=2)

    objects = BudgetQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("budget")
        constraints = [
            models.UniqueConstraint(fields=["pilot", "fund", "kind"], name="budget_once"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="budget_not_negative"),
        ]

    def __str__(self):
        return f"{self.fund}: {self.get_kind_display()}"


class PostingQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(budget__in=Budget.objects.visible_to(user))


class Posting(models.Model):
    """Money reserved (positive) or released (negative) on a budget. Never changed: a mistake gets a counter-posting."""

    budget = models.ForeignKey(Budget, on_delete=models.PROTECT, related_name="postings")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, null=True, related_name="postings")
    amount = models.DecimalField(_("amount (EUR)"), max_digits=12, decimal_places=2)
    description = models.CharField(_("description"), max_length=160)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = PostingQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("posting")
        constraints = [models.CheckConstraint(condition=~Q(amount=0), name="posting_not_zero")]

    def __str__(self):
        return self.description
