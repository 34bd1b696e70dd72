"""Visits, the closing conversation, matches, introductions, agreement of both sides, employment."""

from functools import cache

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from companies.models import Participation, Vacancy
from pilot.addresses import numbered
from pilot.choices import Role, TrainingKind
from pilot.models import InPilotQuerySet, Stateful, User, Versioned

from .people import Candidate


class Visit(Versioned):
    """A visit of a candidate to a company, to see the work (advice 8.3.3-02)."""

    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="visits")
    participation = models.ForeignKey(
        Participation, on_delete=models.PROTECT, related_name="visits", verbose_name=_("company")
    )
    on = models.DateField(_("date"), default=timezone.localdate)
    impression = models.TextField(_("what stood out"), max_length=2000, blank=True)
    # Empty: not said.
    would_work_here = models.BooleanField(_("would like to work there"), null=True, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)

    class Meta:
        ordering = ["-on", "-pk"]
        verbose_name = _("company visit")
        constraints = [models.UniqueConstraint(fields=["candidate", "participation", "on"], name="visit_once_a_day")]

    def __str__(self):
        return f"{self.candidate}: {self.participation}"


def _motive(label):
    return models.PositiveSmallIntegerField(label, validators=[MinValueValidator(1), MaxValueValidator(5)])


MOTIVES = ("work", "atmosphere", "career", "training")


class ClosingConversation(Versioned):
    """One conversation per candidate that closes the visits, on four motives (advice 8.3.3-03..08)."""

    candidate = models.OneToOneField(Candidate, on_delete=models.PROTECT, related_name="closing")
    on = models.DateField(_("date"), default=timezone.localdate)
    work = _motive(_("Appealing work"))
    atmosphere = _motive(_("Good atmosphere"))
    career = _motive(_("Career prospects"))
    training = _motive(_("Training prospects"))
    remark = models.TextField(_("what was said"), max_length=2000, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)

    class Meta:
        verbose_name = _("closing conversation")
        constraints = [
            models.CheckConstraint(
                condition=Q(work__range=(1, 5), atmosphere__range=(1, 5), career__range=(1, 5), training__range=(1, 5)),
                name="closing_motives_1_to_5",
            )
        ]

    def __str__(self):
        return str(self.candidate)

    @property
    def motives(self):
        """The four motives in the order in which they count, each with its label and score 1 to 5."""
        return [(self._meta.get_field(name).verbose_name, getattr(self, name)) for name in MOTIVES]


class MatchQuerySet(InPilotQuerySet):
    pilot_path = "candidate__pilot"
    visible_roles = (Role.OWNER, Role.SELECTOR, Role.PROVIDER)

    def open(self):
        return self.filter(state__in=["proposed", "introduced", "agreed"])

    def placed(self):
        return self.filter(state=Match.State.PLACED)

    def with_case(self):
        return self.select_related(
            "vacancy__participation__company__fund",
            "vacancy__participation__company__region",
            "candidate__pilot",
            "vacancy__occupation",
            "proposed_by",
        )

    def with_steps(self):
        """Annotate all that decides what is next (``matching_steps.next_step``), in the same query."""
        return self.with_case().annotate(**_steps())

    def as_lines(self):
        """The same with no more than a line about a match shows: lists have many."""
        case = self.select_related("vacancy__participation__company__fund", "candidate__pilot", "proposed_by")
        return case.only(*LINE).annotate(**_steps())


#: What the line of a match shows, and its next step is reckoned from.
LINE = (
    "state", "proposed_at", "shared_agreed_on", "advised_by", "advised_at", "placed_at", "proposed_by__name",
    "candidate__first_name", "candidate__last_name", "candidate__state", "candidate__pilot__title",
    "candidate__pilot__slug", "vacancy__title", "vacancy__participation__state",
    "vacancy__participation__withdrawn_at", "vacancy__participation__company__name",
    "vacancy__participation__company__fund__name",
)  # fmt: skip


@cache
def _steps():
    # Made once: an expression is never changed.
    said = Agreement.objects.filter(match=OuterRef("pk"), withdrawn_at__isnull=True)
    placed = Match.objects.filter(candidate=OuterRef("candidate"), state="placed").exclude(pk=OuterRef("pk"))
    visits = Visit.objects.filter(candidate=OuterRef("candidate")).order_by("-on")
    return {
        "last_visit": Subquery(visits.values("on")[:1]),
        "closed_on": F("candidate__closing__on"),
        "introduced_at": F("introduction__at"),
        "training_agreed": F("introduction__agreed_training"),
        "company_yes": Subquery(said.filter(side="company").values("given_on")[:1]),
        "candidate_yes": Subquery(said.filter(side="candidate").values("given_on")[:1]),
        "employed_from": F("employment__start"),
        "placed_elsewhere": Exists(placed),
    }


class Match(Stateful):
    """A candidate for a vacancy, from the selector's proposal to placement (advice 8.3.3)."""

    class State(models.TextChoices):
        PROPOSED = "proposed", pgettext_lazy("match", "Proposed")
        INTRODUCED = "introduced", _("Introduced")
        AGREED = "agreed", pgettext_lazy("match", "Both agree")
        PLACED = "placed", _("Placed")
        ENDED = "ended", _("Ended")
        DECLINED = "declined", _("Declined")

    MOVES = {
        "introduce": ({State.PROPOSED}, State.INTRODUCED),
        "agree": ({State.INTRODUCED}, State.AGREED),
        # A yes is taken back: the other side stays as it was.
        "reconsider": ({State.AGREED}, State.INTRODUCED),
        "place": ({State.AGREED}, State.PLACED),
        "end": ({State.PLACED}, State.ENDED),
        "decline": ({State.PROPOSED, State.INTRODUCED, State.AGREED}, State.DECLINED),
    }

    class Declined(models.TextChoices):
        COMPANY = "company", _("The company")
        CANDIDATE = "candidate", _("The candidate")
        SELECTOR = "selector", _("The selector")
        OWNER = "owner", _("The pilot owner")

    class Ended(models.TextChoices):
        WITHDREW = "withdrew", pgettext_lazy("placement", "The candidate withdrew")
        COMPANY = "company", _("The company stopped or went bankrupt")
        MISFIT = "misfit", _("Candidate and company do not fit")
        TRANSFER = "transfer", _("Transfer to another company")
        OTHER = "other", pgettext_lazy("placement", "Another cause")

    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="matches")
    vacancy = models.ForeignKey(Vacancy, on_delete=models.PROTECT, related_name="matches")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PROPOSED, editable=False)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)
    proposed_at = models.DateTimeField(auto_now_add=True)
    # The sentences that explained the rank when it was proposed.
    explanation = ArrayField(models.CharField(max_length=300), default=list, editable=False)
    shared_agreed_on = models.DateField(
        _("candidate agreed to what the company will see on"), null=True, blank=True, editable=False
    )
    advice = models.TextField(_("advice of the selector"), max_length=2000, blank=True)
    advised_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", editable=False)
    advised_at = models.DateTimeField(null=True, editable=False)
    permitted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", editable=False)
    placed_at = models.DateTimeField(null=True, editable=False)
    declined_by = models.CharField(_("said no"), max_length=9, choices=Declined, blank=True, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)
    ended_cause = models.CharField(_("cause"), max_length=8, choices=Ended, blank=True, editable=False)

    objects = MatchQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("match")
        verbose_name_plural = _("matches")
        constraints = [
            models.UniqueConstraint(
                fields=["candidate"], condition=Q(state="placed"), name="match_one_placement_per_candidate"
            ),
            models.UniqueConstraint(
                fields=["candidate", "vacancy"],
                condition=~Q(state__in=["ended", "declined"]),
                name="match_once_while_open",
            ),
            # Final permission is given by the owner, after advice, never by whoever proposed (advice 8.3.3-14).
            models.CheckConstraint(
                condition=~Q(state="placed")
                | Q(permitted_by__isnull=False, placed_at__isnull=False, advised_by__isnull=False),
                name="match_placed_with_permission_and_advice",
            ),
            models.CheckConstraint(
                condition=Q(permitted_by__isnull=True) | ~Q(permitted_by=F("proposed_by")),
                name="match_permitted_by_another",
            ),
        ]

    def __str__(self):
        return f"{self.candidate} × {self.vacancy}"

    def get_absolute_url(self):
        return numbered("candidates:match", self.pk)

    @property
    def pilot_id(self):
        return self.candidate.pilot_id

    @property
    def company(self):
        return self.vacancy.participation.company


class Introduction(Versioned):
    """The introduction, on one sheet: training proposed, wished, agreed; what it costs and who pays."""

    match = models.OneToOneField(Match, on_delete=models.PROTECT, related_name="introduction")
    at = models.DateTimeField(_("date and time"))
    proposed_training = models.CharField(_("training proposed"), max_length=10, choices=TrainingKind)
    wished_training = models.TextField(_("wished by the company"), max_length=1000, blank=True)
    agreed_training = models.CharField(_("training agreed"), max_length=10, choices=TrainingKind, blank=True)
    cost_indication = models.DecimalField(
        _("indication of costs (EUR)"), max_digits=10, decimal_places=2, null=True, blank=True
    )
    who_pays = models.TextField(_("who pays, as told"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("introduction")
        constraints = [
            models.CheckConstraint(
                condition=Q(cost_indication__isnull=True) | Q(cost_indication__gte=0),
                name="introduction_costs_not_negative",
            )
        ]

    def __str__(self):
        return str(self.match)


class Agreement(models.Model):
    """Yes or no of one side, recorded by the selector (advice 8.3.3-11). Withdrawn ones are kept."""

    class Side(models.TextChoices):
        COMPANY = "company", _("Company")
        CANDIDATE = "candidate", _("Candidate")

    match = models.ForeignKey(Match, on_delete=models.PROTECT, related_name="agreements")
    side = models.CharField(_("side"), max_length=9, choices=Side)
    given_by = models.CharField(_("said by"), max_length=120)
    given_on = models.DateField(_("on"), default=timezone.localdate)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)
    recorded_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("agreement")
        constraints = [
            models.UniqueConstraint(
                fields=["match", "side"], condition=Q(withdrawn_at__isnull=True), name="agreement_once_per_side"
            )
        ]

    def __str__(self):
        return f"{self.match}: {self.get_side_display()}"


class Employment(Versioned):
    """How somebody is employed: by whom, in what form, how many hours, from when."""

    class Employer(models.TextChoices):
        COMPANY = "company", _("The company")
        SECONDMENT = "secondment", _("Secondment")
        TRIAL = "trial", _("Trial placement")

    class Kind(models.TextChoices):
        CONTRACT = "contract", _("Contract")
        BBL = "bbl", _("Contract with work-study route (bbl)")
        NONE = "none", _("None yet (trial placement)")

    match = models.OneToOneField(Match, on_delete=models.PROTECT, related_name="employment")
    employer = models.CharField(_("employed by"), max_length=10, choices=Employer)
    employer_name = models.CharField(_("name of the secondment agency"), max_length=120, blank=True)
    kind = models.CharField(pgettext_lazy("employment", "kind"), max_length=8, choices=Kind)
    hours = models.DecimalField(
        _("hours a week"), max_digits=4, decimal_places=1, validators=[MinValueValidator(1), MaxValueValidator(40)]
    )
    start = models.DateField(_("start"))
    take_over = models.DateField(_("company takes over on"), null=True, blank=True)
    ended_on = models.DateField(_("ended on"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("employment")
        constraints = [
            # A trial placement is unpaid, so not together with a bbl contract.
            models.CheckConstraint(
                condition=Q(employer="trial", kind="none") | (~Q(employer="trial") & ~Q(kind="none")),
                name="employment_trial_without_contract",
            ),
            models.CheckConstraint(condition=Q(hours__gt=0, hours__lte=40), name="employment_hours_0_to_40"),
            models.CheckConstraint(
                condition=Q(take_over__isnull=True) | Q(take_over__gte=F("start")),
                name="employment_take_over_after_start",
            ),
        ]

    def __str__(self):
        return str(self.match)
