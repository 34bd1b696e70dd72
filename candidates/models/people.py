"""Candidates and the information sessions they start with."""

from functools import cache

from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Concat, Lower
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pilot.addresses import numbered
from pilot.choices import Recruiter, Role
from pilot.models import Channel, InPilotQuerySet, Pilot, Region, SourceSector, Stateful, User
from pilot.words import Both, Holds, Names, Texts, plain

#: What people are found by: names as they begin, the work they did by its Dutch stem.
WORDS = Both(Names("first_name", "last_name", "town"), Texts("former_function", "sector_text", "remark"))


class OutReason(models.TextChoices):
    """Why somebody fell out, in words that can be counted."""

    NO_SHOW = "no_show", _("Did not come")
    OCCUPATION = "occupation", _("The occupation does not fit")
    MOTIVATION = "motivation", _("Motivation below the threshold")
    HARD_SKILLS = "hard_skills", _("Too little technical knowledge for short training")
    OTHER_JOB = "other_job", _("Found another job")
    COMPANY_NO = "company_no", _("No company says yes")
    WITHDREW = "withdrew", _("Withdrew")
    OTHER = "other", _("Other")


class CandidateQuerySet(InPilotQuerySet):
    def visible_to(self, user):
        """Owners, selectors and providers see their pilots; a specialist those of the own interviews."""
        seen = Q(pilot__in=user.pilots(Role.OWNER, Role.SELECTOR, Role.PROVIDER))
        if meets := user.pilots(Role.SPECIALIST):
            mine = Candidate.objects.filter(interviews__scorecards__interviewer=user).values("pk")
            seen |= Q(pilot__in=meets, pk__in=mine)
        return self.filter(seen)

    def with_case(self):
        """With everything a list shows, in one query."""
        return self.select_related("pilot", "region", "source_sector", "channel")

    def qualified(self):
        return self.filter(state=Candidate.State.QUALIFIED)

    def available(self):
        """Qualified and not in a running placement."""
        return self.qualified().filter(~Exists(_matches().filter(candidate=OuterRef("pk"), state="placed")))

    def found(self, text):
        """Those of whom every word of ``text`` stands in name, town, work or remark, or whose address it is."""
        if "@" in text:
            return self.filter(email__iexact=text.strip())
        if not (words := plain(text)):
            return self.none()
        # Looked up beside the rest: the index finds the words, whatever else the list asks.
        hits = Candidate.objects.filter(Holds(WORDS, words)).order_by().values("pk")
        named = Q()
        for word in text.lower().split():
            named &= Q(search_name__contains=word)
        return self.filter(named | Q(pk__in=hits))

    def with_stage(self):
        """Annotate ``stage``: the state, or what matches and enrolments make of it; nothing to keep in step."""
        return self.annotate(stage=_stage())


@cache
def _stage():
    # Made once: an expression is never changed, and this one stands in every list of candidates.
    enrolments = Candidate._meta.get_field("enrolments").related_model._base_manager
    mine = enrolments.filter(candidate=OuterRef("pk"))
    matches = _matches().filter(candidate=OuterRef("pk"))
    return Case(
        When(Exists(mine.filter(state="completed")), then=Value("completed")),
        When(Exists(mine.filter(state__in=["acquainted", "active"])), then=Value("in_training")),
        When(Exists(matches.filter(state="placed")), then=Value("placed")),
        When(Exists(matches.filter(state__in=["proposed", "introduced", "agreed"])), then=Value("matched")),
        default=F("state"),
    )


def _matches():
    from .matches import Match

    return Match.objects.all()


class CandidateManager(models.Manager.from_queryset(CandidateQuerySet)):
    """Without those who turned out to be somebody else of the list: they only point to who stays."""

    def get_queryset(self):
        return super().get_queryset().filter(merged_into__isnull=True)


class Candidate(Stateful):
    """A motivated adult from another sector who may come over."""

    class State(models.TextChoices):
        REGISTERED = "registered", _("Registered")
        INFORMED = "informed", _("Informed")
        INVITED = "invited", _("Invited for an interview")
        INTERVIEWED = "interviewed", _("Interviewed")
        QUALIFIED = "qualified", _("Qualified")
        OUT = "out", _("Fallen out in selection")

    MOVES = {
        "inform": ({State.REGISTERED}, State.INFORMED),
        # It turned out that somebody was not at the session after all.
        "uninform": ({State.INFORMED}, State.REGISTERED),
        "invite": ({State.INFORMED}, State.INVITED),
        "interview": ({State.INVITED}, State.INTERVIEWED),
        "qualify": ({State.INTERVIEWED}, State.QUALIFIED),
        "drop": (
            {State.REGISTERED, State.INFORMED, State.INVITED, State.INTERVIEWED, State.QUALIFIED},
            State.OUT,
        ),
        "return": ({State.OUT}, State.REGISTERED),
    }

    class Stage(models.TextChoices):
        """What ``with_stage`` adds to the states."""

        MATCHED = "matched", _("Matched")
        PLACED = "placed", _("Placed")
        IN_TRAINING = "in_training", _("In training")
        COMPLETED = "completed", _("Completed")

    class Employment(models.TextChoices):
        EMPLOYED = "employed", _("In work")
        UNEMPLOYED = "unemployed", _("Unemployed")
        AGENCY = "agency", _("Agency worker")

    class Education(models.TextChoices):
        VMBO = "vmbo", "vmbo"
        MBO2 = "mbo2", "mbo 2"
        MBO3 = "mbo3", "mbo 3"
        MBO4 = "mbo4", "mbo 4"
        HAVO = "havo", "havo/vwo"
        HBO = "hbo", _("hbo or university")
        OTHER = "other", _("other or unknown")

    pilot = models.ForeignKey(Pilot, on_delete=models.PROTECT, related_name="candidates")
    first_name = models.CharField(_("first name"), max_length=80)
    last_name = models.CharField(_("last name"), max_length=120)
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("telephone"), max_length=20, blank=True)
    postcode = models.CharField(_("postcode"), max_length=7, blank=True)
    town = models.CharField(_("town"), max_length=80, blank=True)
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("region")
    )
    birth_year = models.PositiveSmallIntegerField(_("year of birth"), null=True, blank=True)
    education = models.CharField(_("education"), max_length=5, choices=Education, blank=True)
    employment = models.CharField(_("employment status"), max_length=10, choices=Employment)
    uwv_benefit = models.BooleanField(_("UWV benefit"), null=True, blank=True)
    benefit_until = models.DateField(_("benefit until"), null=True, blank=True)
    former_function = models.CharField(_("former function"), max_length=160, blank=True)
    source_sector = models.ForeignKey(
        SourceSector, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("source sector")
    )
    sector_text = models.CharField(_("source sector as written"), max_length=160, blank=True)
    channel = models.ForeignKey(
        Channel, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("channel")
    )
    recruited_by = models.CharField(_("brought in by"), max_length=8, choices=Recruiter)
    remark = models.TextField(_("remark"), max_length=2000, blank=True)
    state = models.CharField(_("state"), max_length=11, choices=State, default=State.REGISTERED, editable=False)
    waived_reason = models.TextField(
        _("why without an information session"), max_length=500, blank=True, editable=False
    )
    out_stage = models.CharField(_("fallen out after"), max_length=11, choices=State, blank=True, editable=False)
    out_reason = models.CharField(_("reason"), max_length=11, choices=OutReason, blank=True, editable=False)
    out_at = models.DateTimeField(null=True, editable=False)
    consent_year = models.BooleanField(_("may be kept for a year"), default=False)
    told_at = models.DateTimeField(_("told that they are recorded"), null=True, editable=False)
    erased_at = models.DateTimeField(null=True, editable=False)
    # Was recorded twice: this one only points to the one that stays.
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+", editable=False)
    # Counts up when somebody comes back: interviews and results of an earlier course do not count for this one.
    course = models.PositiveSmallIntegerField(default=1, editable=False)
    # Took part in another pilot before, as this record there.
    came_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+", editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    search_name = models.GeneratedField(
        expression=Lower(Concat(F("first_name"), Value(" "), F("last_name"))),
        output_field=models.CharField(max_length=210),
        db_persist=True,
    )

    objects = CandidateManager()
    #: With those that only point to another.
    everyone = CandidateQuerySet.as_manager()

    class Meta:
        ordering = ["last_name", "first_name", "pk"]
        verbose_name = _("candidate")
        verbose_name_plural = _("candidates")
        indexes = [
            # One for each order of the list; the last of each is unique, so that a page can begin anywhere.
            models.Index(fields=["pilot", "last_name", "first_name", "id"], name="candidate_list"),
            models.Index(fields=["pilot", "-created_at", "-id"], name="candidate_newest"),
            models.Index(fields=["pilot", "town", "last_name", "id"], name="candidate_by_town"),
            models.Index(fields=["pilot", "former_function", "last_name", "id"], name="candidate_by_function"),
            GinIndex(WORDS, name="candidate_words"),
        ]
        constraints = [
            models.UniqueConstraint(
                F("pilot"), Lower("email"), condition=~Q(email=""), name="candidate_email_once_per_pilot"
            ),
            # Which benefit is never recorded, only whether there is one, and only of the unemployed.
            models.CheckConstraint(
                condition=Q(uwv_benefit__isnull=True) | Q(uwv_benefit=False) | Q(employment="unemployed"),
                name="candidate_benefit_only_when_unemployed",
            ),
            models.CheckConstraint(
                condition=Q(benefit_until__isnull=True) | Q(uwv_benefit=True), name="candidate_until_only_with_benefit"
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | Q(first_name="", last_name="", email="", phone=""),
                name="candidate_pointer_holds_nothing",
            ),
            models.CheckConstraint(
                condition=Q(state="out", out_at__isnull=False) & ~Q(out_reason="") & ~Q(out_stage="")
                | ~Q(state="out") & Q(out_at__isnull=True, out_reason="", out_stage=""),
                name="candidate_out_with_stage_and_reason",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def name(self):
        """First and last name; of whoever was erased it says so, since every link and heading needs words."""
        return f"{self.first_name} {self.last_name}".strip() or str(_("Details erased"))

    def get_absolute_url(self):
        return numbered("candidates:candidate", self.pk)

    @property
    def stage_label(self):
        """Label of ``stage`` as annotated by ``with_stage``, else of the state."""
        return STAGE_LABELS[getattr(self, "stage", self.state)]


#: What each state and stage is called.
STAGE_LABELS = dict([*Candidate.State.choices, *Candidate.Stage.choices])


class InformationSessionQuerySet(InPilotQuerySet):
    visible_roles = (Role.OWNER, Role.SELECTOR, Role.PROVIDER)


class InformationSession(Stateful):
    """A realistic information session where somebody who made the switch speaks (advice 8.3.2-10)."""

    class State(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("session", "Planned")
        CANCELLED = "cancelled", pgettext_lazy("session", "Cancelled")

    MOVES = {"cancel": ({State.PLANNED}, State.CANCELLED)}

    pilot = models.ForeignKey(Pilot, on_delete=models.PROTECT, related_name="sessions")
    at = models.DateTimeField(_("date and time"))
    minutes = models.PositiveSmallIntegerField(
        _("length"), default=120, validators=[MinValueValidator(15), MaxValueValidator(480)]
    )
    place = models.CharField(_("place"), max_length=160)
    speaker = models.CharField(_("who made the switch and speaks"), max_length=120)
    capacity = models.PositiveSmallIntegerField(_("places"), default=30)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.PLANNED, editable=False)

    objects = InformationSessionQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "pk"]
        verbose_name = _("information session")
        verbose_name_plural = _("information sessions")
        constraints = [
            models.CheckConstraint(condition=Q(capacity__gte=1), name="session_has_places"),
            models.CheckConstraint(condition=Q(minutes__range=(1, 480)), name="session_has_a_length"),
        ]

    def __str__(self):
        return self.place

    def get_absolute_url(self):
        return numbered("candidates:session", self.pk)


class AttendanceQuerySet(models.QuerySet):
    def known(self):
        """Those of people whose data are still there: of the others only the number counts."""
        return self.filter(candidate__erased_at__isnull=True)


class Attendance(models.Model):
    """Somebody invited to a session or waiting for a place there, and whether they came."""

    class State(models.TextChoices):
        WAITING = "waiting", _("On the waiting list")
        INVITED = "invited", _("Invited")
        ATTENDED = "attended", _("Attended")
        ABSENT = "absent", _("Absent")
        WITHDRAWN = "withdrawn", _("Cannot come")
        CANCELLED = "cancelled", _("Session cancelled")

    #: Who takes one of the places (a trigger holds their number to the capacity).
    SEATED = (State.INVITED, State.ATTENDED, State.ABSENT)

    session = models.ForeignKey(InformationSession, on_delete=models.PROTECT, related_name="attendances")
    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="attendances")
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.INVITED)
    # How often the calendar of this person heard of it: every next message carries a higher number.
    sequence = models.PositiveIntegerField(default=0, editable=False)
    # The waiting list is in this order.
    queued_at = models.DateTimeField(null=True, editable=False)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["session", "candidate"], name="attendance_once"),
            models.CheckConstraint(
                condition=~Q(state="waiting") | Q(queued_at__isnull=False), name="attendance_waits_since"
            ),
        ]

    def __str__(self):
        return f"{self.candidate}: {self.get_state_display()}"
