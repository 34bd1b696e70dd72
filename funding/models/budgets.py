"""Money that funds set aside for a pilot, and the ledger of what is taken from it."""

from django.db import models
from django.db.models import Q, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pilot.choices import Role
from pilot.models import InPilotQuerySet, Organisation, Pilot, User, Versioned

from .plans import Plan


class BudgetQuerySet(InPilotQuerySet):
    def visible_to(self, user):
        """Owners of the pilot and the management of the fund itself."""
        return self.filter(Q(pilot__in=user.pilots(Role.OWNER)) | Q(fund__in=user.funds(Role.MANAGEMENT)))

    def with_reserved(self):
        """Annotate ``taken``: what is reserved or spent on each (EUR), in the same query."""
        mine = Posting.objects.filter(budget=models.OuterRef("pk")).order_by()
        taken = mine.values("budget").annotate(s=Sum("amount"))
        zero = models.Value(0, output_field=models.DecimalField())
        return self.annotate(taken=Coalesce(models.Subquery(taken.values("s")), zero))


class Budget(Versioned):
    """Money a fund set aside for a pilot: for training, or for managing the pilot (advice 8.3.5-03, -15)."""

    class Kind(models.TextChoices):
        TRAINING = "training", _("Training")
        MANAGEMENT = "management", _("Managing the pilot")

    pilot = models.ForeignKey(Pilot, on_delete=models.PROTECT, related_name="budgets")
    fund = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("fund"))
    kind = models.CharField(pgettext_lazy("budget", "kind"), max_length=10, choices=Kind)
    amount = models.DecimalField(_("amount (EUR)"), max_digits=12, decimal_places=2)
    # Counted up when the lines of a management budget change, so that a stale save is noticed.
    line_changes = models.PositiveIntegerField(default=0, editable=False)

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

    def with_case(self):
        return self.select_related("budget__fund", "by", "plan__enrolment__candidate", "counters", "countered_by")


class Posting(models.Model):
    """Money taken from a budget, or given back (negative). Never changed: a mistake gets a counter-posting."""

    class Kind(models.TextChoices):
        RESERVED = "reserved", _("Reserved for training")
        RELEASED = "released", _("Released again")
        COUNTER = "counter", _("Counter-posting")
        # What managing a pilot costs (advice 8.3.5-15).
        HOURS = "hours", _("Hours of the pilot owner")
        MEETINGS = "meetings", _("Meetings and consultation")
        PROMOTION = "promotion", _("Promotion")
        SELECTOR = "selector", _("Selector")
        SPECIALIST = "specialist", _("Branch specialist")
        WEBSITE = "website", _("Website of the pilot")
        OTHER = "other", _("Other")

    #: What is booked by hand, on a management budget.
    MANAGING = (Kind.HOURS, Kind.MEETINGS, Kind.PROMOTION, Kind.SELECTOR, Kind.SPECIALIST, Kind.WEBSITE, Kind.OTHER)

    budget = models.ForeignKey(Budget, on_delete=models.PROTECT, related_name="postings")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, null=True, related_name="postings")
    kind = models.CharField(pgettext_lazy("posting", "kind"), max_length=10, choices=Kind, default=Kind.RESERVED)
    counters = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="countered_by")
    amount = models.DecimalField(_("amount (EUR)"), max_digits=12, decimal_places=2)
    description = models.CharField(_("description"), max_length=160, blank=True)
    on = models.DateField(_("date"), default=timezone.localdate)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = PostingQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("posting")
        constraints = [
            models.CheckConstraint(condition=~Q(amount=0), name="posting_not_zero"),
            models.CheckConstraint(
                condition=Q(kind="counter", counters__isnull=False) | (~Q(kind="counter") & Q(counters__isnull=True)),
                name="posting_counter_names_what_it_counters",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.amount}"

    @property
    def pilot_id(self):
        return self.budget.pilot_id


class BudgetLine(models.Model):
    """What a fund planned for one kind of cost of managing the pilot; the lines add up to the budget (trigger).

    Advice 8.3.5-15.
    """

    budget = models.ForeignKey(Budget, on_delete=models.PROTECT, related_name="lines")
    kind = models.CharField(pgettext_lazy("posting", "kind"), max_length=10, choices=Posting.Kind)
    planned = models.DecimalField(_("planned (EUR)"), max_digits=12, decimal_places=2)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("budget line")
        constraints = [
            models.UniqueConstraint(fields=["budget", "kind"], name="budget_line_once"),
            models.CheckConstraint(condition=Q(planned__gte=0), name="budget_line_not_negative"),
            models.CheckConstraint(
                condition=Q(kind__in=[str(kind) for kind in Posting.MANAGING]), name="budget_line_is_of_managing"
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.planned}"
