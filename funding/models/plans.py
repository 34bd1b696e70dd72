"""The plan of one participant: what the training costs and who pays it."""

from django.db import models
from django.db.models import F, Prefetch, Q, Sum
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from candidates.models import Match
from pilot.choices import Role
from pilot.models import InPilotQuerySet, Organisation, Scheme, Stateful, User
from training.models import Enrolment


class PlanQuerySet(InPilotQuerySet):
    pilot_path = "enrolment__training_class__programme__pilot"
    visible_roles = (Role.OWNER, Role.PROVIDER)

    def with_sums(self):
        """Annotate ``costs_sum`` and ``company_sum``: costs and the company's share in EUR (``None`` for none)."""
        costs = Cost.objects.filter(plan=models.OuterRef("pk")).order_by().values("plan").annotate(s=Sum("amount"))
        company = Contribution.objects.filter(plan=models.OuterRef("pk"), source=Source.COMPANY).values("amount")[:1]
        return self.annotate(costs_sum=models.Subquery(costs.values("s")), company_sum=models.Subquery(company))

    def with_case(self):
        return self.select_related(
            "enrolment__candidate",
            "enrolment__training_class__programme__pilot",
            "enrolment__training_class__programme__trainer",
            "match__vacancy__participation__company",
            "made_by",
            "proposed_by__organisation",
            "approved_by",
        )

    def with_lines(self):
        """With costs and contributions, each in one query."""
        payers = Contribution.objects.select_related("fund", "scheme")
        return self.prefetch_related("costs", Prefetch("contributions", payers))

    def in_force(self):
        """Approved, or approved and settled: what counts in averages and budgets."""
        return self.filter(state__in=Plan.IN_FORCE)

    def open(self):
        """Being made or waiting for approval; at most one of a participant."""
        return self.filter(state__in=Plan.OPEN)


class Plan(Stateful):
    """Costs of one participant and who pays them; the two are equal to the cent (deferred trigger)."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PROPOSED = "proposed", pgettext_lazy("plan", "Proposed")
        APPROVED = "approved", pgettext_lazy("plan", "Approved")
        REPLACED = "replaced", pgettext_lazy("plan", "Replaced")
        SETTLED = "settled", pgettext_lazy("plan", "Settled")
        ENDED = "ended", pgettext_lazy("plan", "Lapsed")

    OPEN = (State.DRAFT, State.PROPOSED)
    IN_FORCE = (State.APPROVED, State.SETTLED)
    MOVES = {
        "propose": ({State.DRAFT}, State.PROPOSED),
        "send_back": ({State.PROPOSED}, State.DRAFT),
        "approve": ({State.PROPOSED}, State.APPROVED),
        "replace": ({State.APPROVED}, State.REPLACED),
        "settle": ({State.APPROVED}, State.SETTLED),
        # The participant left: nothing takes the plan's place.
        "end": ({State.APPROVED}, State.ENDED),
    }

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="plans")
    # The placement that the plan was made for; when it ends, the plan is replaced.
    match = models.ForeignKey(Match, on_delete=models.PROTECT, null=True, related_name="+", editable=False)
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
            models.UniqueConstraint(
                fields=["enrolment"], condition=Q(state__in=["approved", "settled"]), name="plan_one_in_force"
            ),
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
    def pilot(self):
        return self.enrolment.training_class.programme.pilot

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
                # Said to be there as well: a comparison with nothing is unknown, and a check lets unknown pass.
                condition=Q(amount__isnull=True, hours__isnull=False, hours__gt=0, source="candidate")
                | (Q(amount__isnull=False, amount__gt=0, hours__isnull=True) & ~Q(source="candidate")),
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
        return payer_class(self.source, self.fund.slug if self.fund_id else None)


def payer_class(source, fund):
    """Colour class of a payer in charts: company, ao, oom, stoof, uwv or scheme (all others); ``fund`` is a slug."""
    if source == Source.FUND:
        return {"a-o-metalektro": "ao", "oom": "oom"}.get(fund, "scheme")
    return source if source in (Source.COMPANY, Source.STOOF, Source.UWV) else "scheme"
