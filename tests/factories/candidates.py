"""Candidates, kits, interviews, matches."""

from datetime import date, timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from candidates import models
from pilot.choices import Culture, Recruiter, Role, TrainingKind

from .companies import committed_vacancy
from .names import Dutch, spelled
from .pilot import owner, running_pilot, selector, specialist


class CandidateFactory(DjangoModelFactory):
    class Meta:
        model = models.Candidate

    pilot = factory.LazyFunction(running_pilot)

    class Params:
        surname = Dutch("last_name")

    first_name = Dutch("first_name")
    # Nobody else's: a test that looks for it does not meet a colleague of that name.
    last_name = factory.LazyAttributeSequence(lambda o, n: f"{o.surname}-{spelled(n)}")
    email = factory.Sequence(lambda n: f"kandidaat{n}@voorbeeld.test")
    phone = "0612345678"
    postcode = "5611 BB"
    town = "Eindhoven"
    region_id = "zuid-oost"
    birth_year = 1988
    education = models.Candidate.Education.MBO3
    employment = models.Candidate.Employment.EMPLOYED
    former_function = "Magazijnmedewerker"
    source_sector_id = "groot-en-detailhandel"
    channel_id = factory.LazyFunction(lambda: _channel())
    recruited_by = Recruiter.PROVIDER


def _channel():
    from pilot.models import Channel

    return Channel.objects.order_by("pk").values_list("pk", flat=True).first()


class EarlierCourseFactory(DjangoModelFactory):
    class Meta:
        model = models.EarlierCourse

    candidate = factory.SubFactory(CandidateFactory, course=2)
    number = 1
    out_stage = "informed"
    out_reason = "other_job"
    out_at = factory.LazyFunction(lambda: timezone.now() - timedelta(days=9))
    by = factory.LazyAttribute(lambda o: selector(o.candidate.pilot))


class InformationSessionFactory(DjangoModelFactory):
    class Meta:
        model = models.InformationSession

    pilot = factory.LazyFunction(running_pilot)
    at = factory.LazyFunction(timezone.now)
    place = "Summa College, Eindhoven"
    speaker = "Een verspaner die uit de horeca kwam"
    made_by = factory.LazyAttribute(lambda o: owner(o.pilot))


class AttendanceFactory(DjangoModelFactory):
    class Meta:
        model = models.Attendance

    session = factory.SubFactory(InformationSessionFactory)
    candidate = factory.LazyAttribute(lambda o: CandidateFactory(pilot=o.session.pilot))


class KitFactory(DjangoModelFactory):
    class Meta:
        model = models.Kit

    pilot = factory.LazyFunction(running_pilot)
    occupation_id = "cnc-verspaner"
    number = factory.LazyAttribute(lambda o: o.pilot.kits.count() + 1)


class KitItemFactory(DjangoModelFactory):
    class Meta:
        model = models.KitItem

    kit = factory.SubFactory(KitFactory)
    position = factory.Sequence(lambda n: n + 1)
    name = "Leren"
    element = models.KitItem.Element.COMPETENCE
    kind = models.KitItem.Kind.SOFT
    question = "Wat leerde u het afgelopen jaar zelf?"
    anchors = ["Niets", "Weinig", "Een voorbeeld", "Meer voorbeelden", "Leert het anderen"]


class LevelAskedFactory(DjangoModelFactory):
    class Meta:
        model = models.LevelAsked

    participation = factory.LazyFunction(lambda: committed_vacancy().participation)
    line = factory.LazyAttribute(lambda o: kit_in_use(o.participation.pilot).items.get(element="competence").line)
    name = "Leren"
    level = "advanced"
    said_by = "P. de Vries"
    said_on = date(2026, 10, 1)
    by = factory.LazyAttribute(lambda o: selector(o.participation.pilot))


#: Fixed, or the minutes that pass while a test works would bring two interviews together.
BEGAN = timezone.now()


def before_others():
    """When an interview of one minute was, past all that there are: nobody is at two interviews at once."""
    return min(BEGAN, timezone.now()) - timedelta(minutes=2 * models.Interview.objects.count())


class InterviewFactory(DjangoModelFactory):
    class Meta:
        model = models.Interview

    candidate = factory.SubFactory(CandidateFactory, state="invited")
    kit = factory.LazyAttribute(lambda o: kit_in_use(o.candidate.pilot))
    at = factory.LazyFunction(lambda: before_others())
    minutes = 1
    place = "Kamer 2"


class ScorecardFactory(DjangoModelFactory):
    class Meta:
        model = models.Scorecard

    interview = factory.SubFactory(InterviewFactory)
    interviewer = factory.LazyAttribute(lambda o: selector(o.interview.candidate.pilot))
    part = models.Scorecard.Part.SELECTOR


class ScoreFactory(DjangoModelFactory):
    class Meta:
        model = models.Score

    scorecard = factory.SubFactory(ScorecardFactory)
    item = factory.LazyAttribute(lambda o: o.scorecard.interview.kit.items.first())
    value = 4


class ConsensusFactory(DjangoModelFactory):
    class Meta:
        model = models.Consensus

    interview = factory.SubFactory(InterviewFactory)
    item = factory.LazyAttribute(lambda o: o.interview.kit.items.first())
    value = 3
    reason = "Samen teruggeluisterd."
    by = factory.LazyAttribute(lambda o: selector(o.interview.candidate.pilot))


class CorrectionFactory(DjangoModelFactory):
    class Meta:
        model = models.Correction

    score = factory.LazyFunction(lambda: held_interview().scorecards.first().scores.first())
    number = factory.LazyAttribute(lambda o: o.score.corrections.count() + 2)
    was = factory.LazyAttribute(lambda o: o.score.corrections.values_list("value", flat=True).last() or o.score.value)
    value = factory.LazyAttribute(lambda o: o.was - 1 or 2)
    reason = "Verkeerd aangekruist."
    by = factory.LazyAttribute(lambda o: o.score.scorecard.interviewer)


class NoteCorrectionFactory(DjangoModelFactory):
    class Meta:
        model = models.NoteCorrection

    score = factory.LazyFunction(lambda: held_interview().scorecards.first().scores.first())
    number = factory.LazyAttribute(lambda o: o.score.note_corrections.count() + 2)
    situation = "In de loods."
    task = "Tellen."
    action = "Telde alles na."
    result = "Het klopte."
    reason = "Ging over iemand anders."
    by = factory.LazyAttribute(lambda o: o.score.scorecard.interviewer)


class ResultFactory(DjangoModelFactory):
    class Meta:
        model = models.Result

    interview = factory.SubFactory(InterviewFactory)
    candidate = factory.LazyAttribute(lambda o: o.interview.candidate)
    motivation = 4
    soft = 4
    hard = 3
    total = "3.60"
    qualified = True
    proposed_type = 2
    type = 2
    culture = Culture.TEAM
    level_3 = True
    training_kind = TrainingKind.SHORT
    decided_by = factory.LazyAttribute(lambda o: selector(o.candidate.pilot))


class CompetenceLevelFactory(DjangoModelFactory):
    class Meta:
        model = models.CompetenceLevel

    result = factory.SubFactory(ResultFactory)
    item = factory.LazyAttribute(lambda o: o.result.interview.kit.items.first())
    level = "basic"


class VisitFactory(DjangoModelFactory):
    class Meta:
        model = models.Visit

    candidate = factory.SubFactory(CandidateFactory)
    participation = factory.LazyAttribute(lambda o: committed_vacancy(o.candidate.pilot).participation)
    on = date(2026, 10, 1)
    impression = "Schone werkplaats, vriendelijke ploeg."
    by = factory.LazyAttribute(lambda o: selector(o.candidate.pilot))


class ClosingConversationFactory(DjangoModelFactory):
    class Meta:
        model = models.ClosingConversation

    candidate = factory.SubFactory(CandidateFactory)
    on = date(2026, 10, 5)
    work = 4
    atmosphere = 4
    career = 3
    training = 5
    by = factory.LazyAttribute(lambda o: selector(o.candidate.pilot))


class MatchFactory(DjangoModelFactory):
    class Meta:
        model = models.Match

    candidate = factory.LazyFunction(lambda: qualified_candidate())
    vacancy = factory.LazyAttribute(lambda o: committed_vacancy(o.candidate.pilot))
    proposed_by = factory.LazyAttribute(lambda o: one(o.candidate.pilot, Role.SELECTOR, selector))
    explanation = ["Past bij de cultuur van het bedrijf."]


class IntroductionFactory(DjangoModelFactory):
    class Meta:
        model = models.Introduction

    match = factory.SubFactory(MatchFactory)
    at = factory.LazyFunction(timezone.now)
    proposed_training = TrainingKind.SHORT
    agreed_training = TrainingKind.SHORT
    cost_indication = 8450


class AgreementFactory(DjangoModelFactory):
    class Meta:
        model = models.Agreement

    match = factory.SubFactory(MatchFactory)
    side = models.Agreement.Side.COMPANY
    given_by = "P. de Vries"
    given_on = date(2026, 10, 12)
    recorded_by = factory.LazyAttribute(lambda o: o.match.proposed_by)


class EmploymentFactory(DjangoModelFactory):
    class Meta:
        model = models.Employment

    match = factory.SubFactory(MatchFactory)
    employer = models.Employment.Employer.COMPANY
    kind = models.Employment.Kind.CONTRACT
    hours = 38
    start = date(2027, 1, 4)


def office_hours(days=7, hour=10):
    """A moment on a working day, so many days from now or just after."""
    moment = timezone.localtime().replace(hour=hour, minute=0, second=0, microsecond=0) + timedelta(days=days)
    return moment + timedelta(days=max(0, 7 - moment.weekday()) % 7 if moment.weekday() > 4 else 0)


def one(pilot, role, make):
    """The pilot's first user with a role, made when there is none."""
    found = pilot.assignments.filter(role=role, end__isnull=True).select_related("user").order_by("pk").first()
    return found.user if found else make(pilot)


def kit_in_use(pilot):
    """The pilot's kit in use: motivation and learning (soft), knowledge and experience (hard); made once."""
    kit = pilot.kits.filter(state="in_use").first()
    if kit:
        return kit
    kit = KitFactory(pilot=pilot)
    element, kind = models.KitItem.Element, models.KitItem.Kind
    for position, (name, what, soft) in enumerate(
        [
            ("Motivatie", element.MOTIVATION, kind.SOFT),
            ("Leren", element.COMPETENCE, kind.SOFT),
            ("Technische kennis", element.KNOWLEDGE, kind.HARD),
            ("Ervaring buiten de branche", element.EXPERIENCE, kind.HARD),
        ],
        start=1,
    ):
        KitItemFactory(kit=kit, position=position, name=name, element=what, kind=soft, required_level="basic")
    models.Kit.objects.filter(pk=kit.pk).update(state="in_use")
    kit.refresh_from_db()
    return kit


def planned_interview(candidate=None, pilot=None, **fields):
    """A planned interview with its two empty cards (selector and specialist); returns the interview."""
    candidate = candidate or CandidateFactory(pilot=pilot or running_pilot(), state="invited")
    interview = InterviewFactory(candidate=candidate, **fields)
    for part, role, make in (("selector", Role.SELECTOR, selector), ("specialist", Role.SPECIALIST, specialist)):
        ScorecardFactory(interview=interview, part=part, interviewer=one(candidate.pilot, role, make))
    return interview


def fill(card, value=4, values=None, submit=True):
    """Score every item of a card (``values`` by item name override ``value``) and submit it."""
    for item in card.interview.kit.items.all():
        ScoreFactory(scorecard=card, item=item, value=(values or {}).get(item.name, value))
    if submit:
        models.Scorecard.objects.filter(pk=card.pk).update(submitted_at=timezone.now())
        card.refresh_from_db()
    return card


def held_interview(candidate=None, pilot=None, value=4, other=None, **fields):
    """An interview of which both cards are in; ``other`` is the specialist's value."""
    interview = planned_interview(candidate, pilot, **fields)
    for card in interview.scorecards.all():
        fill(card, value if card.part == "selector" or other is None else other)
    models.Interview.objects.filter(pk=interview.pk).update(state="held")
    models.Candidate.objects.filter(pk=interview.candidate_id).update(state="interviewed")
    interview.refresh_from_db()
    interview.candidate.refresh_from_db()
    return interview


def qualified_candidate(pilot=None, type=2, **fields):
    """A candidate with a held interview and a positive result."""
    candidate = CandidateFactory(pilot=pilot or running_pilot(), state="invited", **fields)
    interview = held_interview(candidate)
    chooser = interview.scorecards.get(part="selector").interviewer
    ResultFactory(interview=interview, candidate=candidate, type=type, proposed_type=type, decided_by=chooser)
    models.Candidate.objects.filter(pk=candidate.pk).update(state="qualified")
    candidate.refresh_from_db()
    return candidate


def introduced_match(pilot=None, candidate=None, vacancy=None):
    """A match after the closing conversation and the introduction."""
    candidate = candidate or qualified_candidate(pilot)
    match = MatchFactory(candidate=candidate, **({"vacancy": vacancy} if vacancy else {}))
    if not hasattr(candidate, "closing"):
        ClosingConversationFactory(candidate=candidate, by=match.proposed_by)
    models.Match.objects.filter(pk=match.pk).update(shared_agreed_on=date(2026, 10, 6), state="introduced")
    match.refresh_from_db()
    IntroductionFactory(match=match)
    return match


def agreed_match(pilot=None, candidate=None, vacancy=None):
    """A match both sides said yes to, with the selector's advice."""
    match = introduced_match(pilot, candidate, vacancy)
    for side in models.Agreement.Side:
        AgreementFactory(match=match, side=side)
    models.Match.objects.filter(pk=match.pk).update(
        state="agreed", advice="Positief: past goed in de ploeg.", advised_by=match.proposed_by
    )
    match.refresh_from_db()
    return match


def placed_match(pilot=None, candidate=None, vacancy=None):
    """A placement with permission of the owner of the company's fund, and employment."""
    match = agreed_match(pilot, candidate, vacancy)
    permitted_by = owner(match.candidate.pilot, match.company.fund.slug)
    models.Match.objects.filter(pk=match.pk).update(state="placed", permitted_by=permitted_by, placed_at=timezone.now())
    match.refresh_from_db()
    EmploymentFactory(match=match)
    return match
