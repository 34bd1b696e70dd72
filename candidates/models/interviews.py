"""Interview by two people, sealed cards, consensus, result."""

from django.contrib.postgres.fields import DateTimeRangeField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, Exists, F, FilteredRelation, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pilot.choices import Culture, Level, Role
from pilot.models import InPilotQuerySet, Stateful, User, Versioned

from .corrections import ScoreQuerySet, newest_of
from .kits import Kit, KitItem
from .people import Candidate


class InterviewQuerySet(InPilotQuerySet):
    pilot_path = "candidate__pilot"

    def visible_to(self, user):
        """Owners, selectors and providers of the pilot (planning and outcome); a specialist the own interviews."""
        mine = Scorecard.objects.filter(interviewer=user).values("interview")
        return self.filter(
            Q(candidate__pilot__in=user.pilots(Role.OWNER, Role.SELECTOR, Role.PROVIDER))
            | Q(candidate__pilot__in=user.pilots(Role.SPECIALIST), pk__in=mine)
        )

    def with_case(self):
        """With the candidate, the pilot and the kit, in one query."""
        return self.select_related("candidate__pilot", "kit__occupation")

    def with_cards_in(self):
        """Annotate ``cards_in``: how many cards are submitted (0 to 2)."""
        return self.annotate(cards_in=Count("scorecards", filter=Q(scorecards__submitted_at__isnull=False)))

    def undecided(self):
        """Held in this course of the candidate, and nobody decided yet what it came to."""
        return self.of_this_course().filter(state=Interview.State.HELD, outcome__isnull=True)

    def of_this_course(self):
        """Without those of an earlier course: who came back begins anew."""
        return self.filter(course=F("candidate__course"))

    def with_to_settle(self):
        """Annotate ``to_settle``: items two points or more apart without an agreed value (only once both are in).

        The two cards are joined on their item once; a subquery for each score would look them up over and over.
        A score that was corrected counts as corrected.
        """
        part = Scorecard.Part
        apart = Q(our_value__gte=F("their_value") + 2) | Q(their_value__gte=F("our_value") + 2)
        agreed = Consensus.objects.filter(interview=OuterRef("pk"), item=OuterRef("ours__scores__item"))
        rows = self.annotate(
            ours=FilteredRelation("scorecards", condition=Q(scorecards__part=part.SELECTOR)),
            theirs=FilteredRelation("scorecards", condition=Q(scorecards__part=part.SPECIALIST)),
        )
        rows = rows.alias(our_value=newest_of("ours__scores"), their_value=newest_of("theirs__scores"))
        return rows.annotate(
            to_settle=Count(
                "ours__scores",
                distinct=True,
                filter=Q(ours__scores__item=F("theirs__scores__item")) & apart & ~Exists(agreed),
            )
        )


class Interview(Stateful):
    """The standard interview with a candidate, by a selector and a branch specialist (advice 8.3.2-11)."""

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        HELD = "held", _("Held")
        NO_SHOW = "no_show", _("Candidate did not come")
        CANCELLED = "cancelled", _("Cancelled")

    MOVES = {
        "hold": ({State.PLANNED}, State.HELD),
        "miss": ({State.PLANNED}, State.NO_SHOW),
        "cancel": ({State.PLANNED}, State.CANCELLED),
    }

    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="interviews")
    kit = models.ForeignKey(Kit, on_delete=models.PROTECT, related_name="interviews")
    at = models.DateTimeField(_("date and time"))
    minutes = models.PositiveSmallIntegerField(
        _("length"), default=60, validators=[MinValueValidator(15), MaxValueValidator(240)]
    )
    place = models.CharField(_("place"), max_length=160)
    # In one room one interview at a time (exclusion constraint), as long as it is planned.
    room = models.CharField(_("room"), max_length=80, blank=True)
    link = models.URLField(_("link of the call"), max_length=300, blank=True)
    # Which course of the candidate it belongs to.
    course = models.PositiveSmallIntegerField(default=1, editable=False)
    # How often calendars heard of it: every next message carries a higher number.
    sequence = models.PositiveIntegerField(default=0, editable=False)
    # Written by a trigger: from begin to end while planned, else empty.
    during = DateTimeRangeField(null=True, editable=False)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.PLANNED, editable=False)

    objects = InterviewQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "pk"]
        verbose_name = _("interview")
        constraints = [
            models.UniqueConstraint(
                fields=["candidate"], condition=Q(state="planned"), name="interview_one_planned_per_candidate"
            ),
            models.CheckConstraint(condition=Q(minutes__range=(1, 240)), name="interview_has_a_length"),
        ]

    def __str__(self):
        return str(self.candidate)

    def get_absolute_url(self):
        return reverse("candidates:interview", args=[self.pk])

    @property
    def pilot_id(self):
        return self.candidate.pilot_id

    @property
    def where(self):
        """Place and room in one line."""
        return ", ".join(filter(None, [self.place, self.room]))


class Abstention(models.Model):
    """An interviewer who knows a candidate and so scores nothing of this person; why is on record with the interview.

    Triggers refuse every score and every card of the two together.
    """

    interview = models.ForeignKey(Interview, on_delete=models.PROTECT, related_name="abstentions")
    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="abstentions")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("abstention")
        constraints = [
            models.UniqueConstraint(fields=["candidate", "person"], name="abstention_once_per_person"),
        ]

    def __str__(self):
        return f"{self.person}: {self.interview}"

    @property
    def pilot_id(self):
        return self.candidate.pilot_id


class ScorecardQuerySet(InPilotQuerySet):
    pilot_path = "interview__candidate__pilot"

    def visible_to(self, user):
        """The own card; a colleague's only once both are in, and never to a provider or fund management."""
        other_open = Scorecard.objects.filter(interview=OuterRef("interview"), submitted_at__isnull=True)
        both = Scorecard.objects.filter(interview=OuterRef("interview")).exclude(pk=OuterRef("pk"))
        mine = Scorecard.objects.filter(interview=OuterRef("interview"), interviewer=user)
        return self.filter(
            Q(interviewer=user, interview__candidate__pilot__in=user.pilots(Role.SELECTOR, Role.SPECIALIST))
            | (
                ~Exists(other_open)
                & Exists(both)
                & (
                    Q(interview__candidate__pilot__in=user.pilots(Role.OWNER, Role.SELECTOR))
                    | Exists(mine) & Q(interview__candidate__pilot__in=user.pilots(Role.SPECIALIST))
                )
            )
        )


class Scorecard(Versioned):
    """What one interviewer heard. Sealed once submitted: it never changes; nobody else sees it before both are in."""

    class Part(models.TextChoices):
        SELECTOR = "selector", _("Selector")
        SPECIALIST = "specialist", _("Branch specialist")

    # Empty for the card of somebody who was replaced: nothing that reads the cards of an interview meets it again.
    interview = models.ForeignKey(Interview, on_delete=models.PROTECT, null=True, related_name="scorecards")
    was_of = models.ForeignKey(
        Interview, on_delete=models.PROTECT, null=True, editable=False, related_name="replaced_cards"
    )
    interviewer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(_("part"), max_length=10, choices=Part)
    submitted_at = models.DateTimeField(null=True, editable=False)
    # Written by a trigger: when the interviewer is busy with it. Nobody is at two interviews (exclusion constraint).
    during = DateTimeRangeField(null=True, editable=False)

    objects = ScorecardQuerySet.as_manager()

    class Meta:
        ordering = ["part"]
        verbose_name = _("scorecard")
        constraints = [
            models.UniqueConstraint(fields=["interview", "part"], name="scorecard_one_per_part"),
            models.UniqueConstraint(fields=["interview", "interviewer"], name="scorecard_one_per_person"),
            models.CheckConstraint(
                condition=Q(interview__isnull=False, was_of__isnull=True)
                | Q(interview__isnull=True, was_of__isnull=False, submitted_at__isnull=True),
                name="scorecard_counts_or_was_replaced",
            ),
        ]

    def __str__(self):
        return f"{self.interview or self.was_of} ({self.get_part_display()})"

    def get_absolute_url(self):
        return reverse("candidates:scorecard", args=[self.pk])

    @property
    def pilot_id(self):
        return (self.interview or self.was_of).candidate.pilot_id


class Score(Versioned):
    """One item on one card: a value and what was heard, as Situation, Task, Action, Result."""

    scorecard = models.ForeignKey(Scorecard, on_delete=models.PROTECT, related_name="scores")
    item = models.ForeignKey(KitItem, on_delete=models.PROTECT, related_name="+")
    value = models.PositiveSmallIntegerField(_("score"), null=True, blank=True)
    situation = models.TextField(_("situation"), max_length=4000, blank=True)
    task = models.TextField(_("task"), max_length=4000, blank=True)
    action = models.TextField(_("action"), max_length=4000, blank=True)
    result = models.TextField(_("result"), max_length=4000, blank=True)
    # So that an interviewer sees that nothing is lost.
    saved_at = models.DateTimeField(auto_now=True)
    # The page that saved it last: that page may save again, also when the answer never reached it.
    saved_from = models.UUIDField(null=True, editable=False)

    objects = ScoreQuerySet.as_manager()

    class Meta:
        ordering = ["item__position"]
        verbose_name = _("score")
        constraints = [
            models.UniqueConstraint(fields=["scorecard", "item"], name="score_once_per_item"),
            models.CheckConstraint(condition=Q(value__isnull=True) | Q(value__range=(1, 5)), name="score_1_to_5"),
        ]

    def __str__(self):
        return f"{self.item}: {self.value}"

    @property
    def heard(self):
        """What the notes say now: the last correction of them (read ``with_corrections``), else the sealed ones."""
        return [self, *self.note_corrections.all()][-1]

    @property
    def former_notes(self):
        """The versions of the notes that count no more, the sealed ones first."""
        return [self, *self.note_corrections.all()][:-1]


class Consensus(models.Model):
    """The value two interviewers agreed on after talking an item through; obligatory from two points difference."""

    interview = models.ForeignKey(Interview, on_delete=models.PROTECT, related_name="consensus")
    item = models.ForeignKey(KitItem, on_delete=models.PROTECT, related_name="+")
    value = models.PositiveSmallIntegerField(_("agreed value"))
    reason = models.TextField(_("what decided"), max_length=2000)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["item__position"]
        verbose_name = _("agreed value")
        constraints = [
            models.UniqueConstraint(fields=["interview", "item"], name="consensus_once_per_item"),
            models.CheckConstraint(condition=Q(value__range=(1, 5)), name="consensus_1_to_5"),
        ]

    def __str__(self):
        return f"{self.item}: {self.value}"


class ResultQuerySet(InPilotQuerySet):
    pilot_path = "candidate__pilot"
    visible_roles = (Role.OWNER, Role.SELECTOR, Role.PROVIDER)

    def of_this_course(self):
        """Without those of an earlier course: old scores do not count for who came back."""
        return self.filter(interview__course=F("candidate__course"))

    def without_level_3(self):
        """Those who qualified without a clear yes to the question about level 3 (advice 6.1-01)."""
        return self.filter(Q(level_3=False) | Q(level_3__isnull=True), qualified=True)


class Result(models.Model):
    """What the interview came to. A person decides; the product proposes and says why."""

    interview = models.OneToOneField(Interview, on_delete=models.PROTECT, related_name="outcome")
    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="results")
    motivation = models.DecimalField(max_digits=3, decimal_places=2)
    soft = models.DecimalField(max_digits=3, decimal_places=2)
    hard = models.DecimalField(max_digits=3, decimal_places=2)
    total = models.DecimalField(max_digits=3, decimal_places=2)
    # What the figures were held against, so that the decision can be explained later.
    soft_weight = models.PositiveSmallIntegerField(_("weight of soft skills (percent)"), default=60)
    threshold = models.DecimalField(_("threshold for motivation"), max_digits=2, decimal_places=1, default=3)
    hard_minimum = models.DecimalField(
        _("hard minimum for short training"), max_digits=2, decimal_places=1, null=True, blank=True
    )
    proposed = models.BooleanField(_("proposed as qualified"), null=True)
    qualified = models.BooleanField(_("qualified"))
    reason = models.TextField(_("why otherwise than proposed"), max_length=1000, blank=True)
    proposed_type = models.PositiveSmallIntegerField(null=True)
    type = models.PositiveSmallIntegerField(_("type of candidate"), null=True)
    type_reason = models.TextField(_("why this type"), max_length=1000, blank=True)
    culture = models.CharField(_("best-fitting company culture"), max_length=11, choices=Culture, blank=True)
    # Of somebody who qualified, empty is: not clear yet.
    level_3 = models.BooleanField(_("has it in them to work at level 3"), null=True)
    # The advice looks for people who can grow to level 3, so whoever takes somebody else says why (a trigger).
    level_3_reason = models.TextField(_("why without level 3"), max_length=1000, blank=True)
    training_kind = models.CharField(_("training proposed"), max_length=10, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(auto_now_add=True)

    objects = ResultQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("result")
        constraints = [
            models.CheckConstraint(
                condition=Q(motivation__range=(1, 5), soft__range=(1, 5), hard__range=(1, 5), total__range=(1, 5)),
                name="result_on_the_scale",
            ),
            models.CheckConstraint(
                # An empty type makes `in` unknown, and a check lets the unknown pass.
                condition=Q(qualified=False) | Q(type__isnull=False, type__in=[1, 2, 3]),
                name="result_qualified_has_a_type",
            ),
            # Motivation is the precondition: below the threshold nobody qualifies, whoever decides (advice 6.5-01).
            models.CheckConstraint(
                condition=Q(qualified=False) | Q(motivation__gte=F("threshold")),
                name="result_qualified_is_motivated",
            ),
            models.CheckConstraint(
                condition=Q(qualified=False) | Q(hard_minimum__isnull=True) | Q(hard__gte=F("hard_minimum")),
                name="result_qualified_reaches_hard_minimum",
            ),
            models.CheckConstraint(
                condition=Q(soft_weight__gt=50, soft_weight__lt=100), name="result_soft_outweighs_hard"
            ),
        ]

    def __str__(self):
        return f"{self.candidate}: {self.total}"

    @property
    def pilot_id(self):
        return self.candidate.pilot_id


class CompetenceLevel(models.Model):
    """The level a candidate has on one item; the difference with the required level is the training need."""

    result = models.ForeignKey(Result, on_delete=models.PROTECT, related_name="levels")
    item = models.ForeignKey(KitItem, on_delete=models.PROTECT, related_name="+")
    # Empty: not yet at the basic level.
    level = models.CharField(_("level"), max_length=8, choices=Level, blank=True)

    class Meta:
        ordering = ["item__position"]
        constraints = [models.UniqueConstraint(fields=["result", "item"], name="competence_level_once")]

    def __str__(self):
        return f"{self.item}: {self.get_level_display()}"
