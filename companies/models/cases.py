"""Companies in a pilot: participation, vacancy, two-person interview with findings, profile."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pilot.addresses import numbered
from pilot.choices import Culture, Recruiter, Role
from pilot.models import (
    CaseNote,
    Channel,
    InPilotQuerySet,
    Occupation,
    Pilot,
    Stateful,
    User,
    Versioned,
)

from .company import Company, Kept

SEEN_BY = (Role.OWNER, Role.SELECTOR, Role.PROVIDER)


class ParticipationQuerySet(InPilotQuerySet):
    visible_roles = SEEN_BY

    def inside(self):
        """Inside the pilot's occupation, region and funds; the others are leads for another pilot."""
        return self.filter(outside="")

    def with_case(self):
        """With everything a list shows, in one query."""
        return self.select_related("company", "company__fund", "company__region", "company__sbi", "pilot")


class ParticipationManager(Kept, models.Manager.from_queryset(ParticipationQuerySet)):
    pass


class Participation(Stateful):
    """One company in one pilot, from lead to commitment."""

    class State(models.TextChoices):
        LEAD = "lead", _("Lead")
        APPROACHED = "approached", _("Approached")
        INTERESTED = "interested", _("Interested")
        INTERVIEWED = "interviewed", _("Interviewed")
        SELECTED = "selected", _("Selected")
        COMMITTED = "committed", _("Committed")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    OPEN = {State.LEAD, State.APPROACHED, State.INTERESTED, State.INTERVIEWED, State.SELECTED}
    MOVES = {
        "approach": ({State.LEAD}, State.APPROACHED),
        "interest": ({State.LEAD, State.APPROACHED}, State.INTERESTED),
        "interview": ({State.LEAD, State.APPROACHED, State.INTERESTED}, State.INTERVIEWED),
        "select": ({State.INTERVIEWED}, State.SELECTED),
        "commit": ({State.SELECTED}, State.COMMITTED),
        "decline": (OPEN, State.DECLINED),
        "withdraw": ({State.COMMITTED}, State.WITHDRAWN),
        "reopen": ({State.DECLINED, State.WITHDRAWN}, State.APPROACHED),
    }

    class Outside(models.TextChoices):
        """Why a company is kept as a lead outside the pilot."""

        OCCUPATION = "occupation", _("other occupation")
        REGION = "region", _("other region")
        FUND = "fund", _("other fund")

    pilot = models.ForeignKey(Pilot, on_delete=models.PROTECT, related_name="participations")
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="participations")
    state = models.CharField(_("state"), max_length=11, choices=State, default=State.LEAD, editable=False)
    # Empty means inside the pilot.
    outside = models.CharField(_("outside the pilot"), max_length=10, choices=Outside, blank=True)
    recruited_by = models.CharField(_("brought in by"), max_length=8, choices=Recruiter)
    channel = models.ForeignKey(
        Channel, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("channel")
    )
    had_side_entrants = models.BooleanField(_("has hired side entrants before"), null=True, blank=True)
    # Asked before anything else (advice 8.2-13).
    open_to_side_entrants = models.BooleanField(_("open to people from outside the sector"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    # Since then no earlier commitment counts any more.
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+", editable=False)

    objects = ParticipationManager()
    #: With those that only point to another.
    everyone = ParticipationQuerySet.as_manager()

    class Meta:
        ordering = ["company__name", "pk"]
        verbose_name = _("company")
        verbose_name_plural = _("companies")
        indexes = [
            models.Index(fields=["pilot", "-created_at", "-id"], name="participation_newest"),
            models.Index(fields=["pilot", "state", "id"], name="participation_by_state"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["pilot", "company"], name="participation_once_per_pilot"),
            models.CheckConstraint(
                condition=Q(outside="") | Q(state__in=["lead", "approached", "declined"]),
                name="participation_outside_stays_a_lead",
            ),
        ]

    def __str__(self):
        return str(self.company)

    def get_absolute_url(self):
        return numbered("companies:participation", self.pk)

    @property
    def commitment(self):
        """The commitment given last, or ``None``; a company that withdrew and came back gives a new one."""
        return self.commitments.select_related("paper__environment", "paper__told", "copy", "recorded_by").last()

    @property
    def environment(self):
        """The learning environment as it was assessed last, or ``None``."""
        return self.environments.select_related("by").last()

    @property
    def told_last(self):
        """What the company was told last about training forms and costs, or ``None``."""
        return self.told.select_related("by").last()


class NoteQuerySet(InPilotQuerySet):
    pilot_path = "participation__pilot"
    visible_roles = SEEN_BY


class Note(CaseNote):
    """What was said or seen in contact with a company; everybody who works with it reads it (advice 8.2-12)."""

    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="notes")

    objects = NoteQuerySet.as_manager()


class ContactQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(company__in=Company.objects.visible_to(user))


class Contact(Versioned):
    """A person at a company."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="contacts")
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("telephone"), max_length=20, blank=True)

    objects = ContactQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("contact")

    def __str__(self):
        return self.name


class VacancyQuerySet(InPilotQuerySet):
    pilot_path = "participation__pilot"
    visible_roles = SEEN_BY

    def with_case(self):
        return self.select_related("participation__company__fund", "participation__company__region", "occupation")


class Vacancy(Versioned):
    """A vacancy with its number of places (placements beyond that number are refused by a trigger)."""

    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="vacancies")
    occupation = models.ForeignKey(Occupation, on_delete=models.PROTECT, related_name="+", verbose_name=_("occupation"))
    title = models.CharField(_("vacancy"), max_length=120)
    places = models.PositiveSmallIntegerField(_("places"), validators=[MinValueValidator(1), MaxValueValidator(50)])
    hard_to_fill_since = models.DateField(_("hard to fill since"), null=True, blank=True)
    intends_to_hire = models.BooleanField(_("intends to hire"), null=True, blank=True)
    hours = models.DecimalField(
        _("hours a week"),
        max_digits=4,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(40)],
    )
    content = models.TextField(_("content of the work"), max_length=4000, blank=True)
    workplace_trainer = models.CharField(_("workplace trainer"), max_length=120, blank=True)

    objects = VacancyQuerySet.as_manager()

    class Meta:
        ordering = ["participation__company__name", "title", "pk"]
        verbose_name = _("vacancy")
        verbose_name_plural = _("vacancies")
        constraints = [models.CheckConstraint(condition=Q(places__gte=1), name="vacancy_has_a_place")]

    def __str__(self):
        return self.title

    @property
    def pilot_id(self):
        return self.participation.pilot_id


class CompanyInterviewQuerySet(InPilotQuerySet):
    pilot_path = "participation__pilot"
    visible_roles = SEEN_BY


class CompanyInterview(Stateful):
    """The standard interview with a company, by a selector and a pilot owner (advice 8.3.1-09)."""

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        HELD = "held", _("Held")
        CANCELLED = "cancelled", _("Cancelled")

    MOVES = {
        "hold": ({State.PLANNED}, State.HELD),
        "cancel": ({State.PLANNED}, State.CANCELLED),
    }

    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="interviews")
    at = models.DateTimeField(_("date and time"))
    place = models.CharField(_("place"), max_length=120, blank=True)
    selector = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("selector"))
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("pilot owner"))
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.PLANNED, editable=False)

    objects = CompanyInterviewQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "pk"]
        verbose_name = _("company interview")
        constraints = [
            models.CheckConstraint(condition=~Q(selector=F("owner")), name="company_interview_by_two_people"),
            models.UniqueConstraint(
                fields=["participation"],
                condition=Q(state="planned"),
                name="company_interview_one_planned",
            ),
        ]

    def __str__(self):
        return str(self.participation)

    def get_absolute_url(self):
        return reverse("companies:interview", args=[self.pk])

    @property
    def pilot_id(self):
        return self.participation.pilot_id


class Criterion(models.TextChoices):
    """What a company is checked on, each with evidence (advice 8.3.1-08, -10, -11, -13, -14, -16, 8.3.6-25)."""

    VACANCY = "vacancy", _("A real vacancy that is hard to fill")
    HIRING = "hiring", _("Intends to hire, not only to school a pupil")
    SECTOR = "sector", _("Is convinced that training serves the branch, not just the company")
    SPLIT = "split", _("Accepts that general skills are learned in training, special ones at work")
    LEARNING = "learning", _("Learning environment in which the trade can be learned in fairly short time")
    GUIDANCE = "guidance", _("About 4 hours a week for guidance")
    FORMS = "forms", _("Knows the training forms and an indication of the costs")


#: Without these a company cannot be selected, whatever the rest (advice 8.3.1-10, -11, -13).
KNOCK_OUTS = frozenset({Criterion.VACANCY, Criterion.HIRING, Criterion.SECTOR})


class Finding(Versioned):
    """What was found on one criterion, 1 to 5, with the evidence."""

    interview = models.ForeignKey(CompanyInterview, on_delete=models.PROTECT, related_name="findings")
    criterion = models.CharField(_("criterion"), max_length=8, choices=Criterion)
    score = models.PositiveSmallIntegerField(_("finding"), validators=[MinValueValidator(1), MaxValueValidator(5)])
    evidence = models.TextField(_("evidence"), max_length=2000)
    source = models.CharField(_("said or shown by"), max_length=120, blank=True)
    noted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", editable=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["interview", "criterion"], name="finding_once_per_criterion"),
            models.CheckConstraint(condition=Q(score__range=(1, 5)), name="finding_on_the_scale"),
            models.CheckConstraint(condition=~Q(evidence=""), name="finding_with_evidence"),
            models.CheckConstraint(condition=~Q(source=""), name="finding_with_source"),
        ]

    def __str__(self):
        return self.get_criterion_display()


class Profile(Versioned):
    """What kind of company it is, to lay beside candidates (advice 8.3.1-17)."""

    participation = models.OneToOneField(Participation, on_delete=models.PROTECT, related_name="profile")
    culture = models.CharField(_("organisational culture"), max_length=11, choices=Culture)
    motivation = models.TextField(_("why the company takes part"), max_length=2000)
    type_of_work = models.TextField(_("type of work"), max_length=2000)

    class Meta:
        verbose_name = _("company profile")

    def __str__(self):
        return str(self.participation)
