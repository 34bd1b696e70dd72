"""Companies, vacancies, interviews, commitment."""

from datetime import date, timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from companies import models
from companies.basis import Basis
from pilot import uploads
from pilot.choices import Culture, Recruiter, Role
from pilot.models import Document

from .names import Dutch
from .pilot import fund, owner, running_pilot, selector


class CompanyFactory(DjangoModelFactory):
    class Meta:
        model = models.Company

    name = factory.Sequence(lambda n: f"Verspaning {n} B.V.")
    kvk = factory.Sequence(lambda n: f"{10_000_000 + n}")
    sbi_id = "25"
    fund = factory.LazyFunction(fund)
    employees = 60
    postcode = "5611 AA"
    town = "Eindhoven"
    region_id = "zuid-oost"
    flexible_workforce = True


class ParticipationFactory(DjangoModelFactory):
    class Meta:
        model = models.Participation

    pilot = factory.LazyFunction(running_pilot)
    company = factory.SubFactory(CompanyFactory)
    recruited_by = Recruiter.FUND


class ContactFactory(DjangoModelFactory):
    class Meta:
        model = models.Contact

    company = factory.SubFactory(CompanyFactory)
    name = Dutch("name")
    email = factory.Sequence(lambda n: f"contact{n}@bedrijf.test")
    phone = "0401234567"


class VacancyFactory(DjangoModelFactory):
    class Meta:
        model = models.Vacancy

    participation = factory.SubFactory(ParticipationFactory)
    occupation_id = "cnc-verspaner"
    title = "CNC-verspaner"
    places = 2
    hard_to_fill_since = date(2025, 6, 1)
    intends_to_hire = True
    hours = 38


class CompanyInterviewFactory(DjangoModelFactory):
    class Meta:
        model = models.CompanyInterview

    participation = factory.SubFactory(ParticipationFactory)
    at = factory.LazyFunction(timezone.now)
    place = "Op het bedrijf"
    selector = factory.LazyAttribute(lambda o: selector(o.participation.pilot))
    owner = factory.LazyAttribute(lambda o: owner(o.participation.pilot))


class FindingFactory(DjangoModelFactory):
    class Meta:
        model = models.Finding

    interview = factory.SubFactory(CompanyInterviewFactory)
    criterion = models.Criterion.VACANCY
    score = 4
    evidence = "Staat al een jaar open, twee bureaus vonden niemand."
    source = "P. de Vries, directeur"


class ProfileFactory(DjangoModelFactory):
    class Meta:
        model = models.Profile

    participation = factory.SubFactory(ParticipationFactory)
    culture = Culture.TEAM
    motivation = "Wil vakmensen die blijven."
    type_of_work = "Enkelstuks en kleine series."


class LearningEnvironmentFactory(DjangoModelFactory):
    class Meta:
        model = models.LearningEnvironment

    participation = factory.SubFactory(ParticipationFactory)
    trainer = "T. Palman"
    hours = 4
    variety = 4
    variety_seen = "Enkelstuks en kleine series, drie soorten staal."
    months = 9
    learnable = True
    seen = "Ervaren praktijkopleider, twee draaibanken om op te leren."
    recognised = True
    recognition_number = "100123456"
    recognised_for = "Verspaner"
    recognised_until = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=900))
    by = factory.LazyAttribute(lambda o: selector(o.participation.pilot))


class ToldFactory(DjangoModelFactory):
    class Meta:
        model = models.Told

    participation = factory.SubFactory(ParticipationFactory)
    to = "P. de Vries, directeur"
    forms = ["short"]
    amount = 1800
    accepts_split = True
    by = factory.LazyAttribute(lambda o: selector(o.participation.pilot))


class CommitmentPaperFactory(DjangoModelFactory):
    class Meta:
        model = models.CommitmentPaper

    participation = factory.SubFactory(ParticipationFactory)
    hours = 4
    told = factory.LazyAttribute(
        lambda o: o.participation.told_last or ToldFactory(participation=o.participation, by=o.by)
    )
    environment = factory.LazyAttribute(
        lambda o: o.participation.environment or LearningEnvironmentFactory(participation=o.participation, by=o.by)
    )
    vacancies = factory.LazyAttribute(lambda o: Basis(o.participation).snapshot)
    document = factory.LazyAttribute(
        lambda o: Document.objects.create(
            kind="commitment", title="Commitment", pilot=o.participation.pilot, asked_by=o.by, state="done"
        )
    )
    by = factory.LazyAttribute(lambda o: selector(o.participation.pilot))


def paper_for(document):
    """The commitment that a document of that kind is about: a company of its pilot, with one vacancy."""
    participation = VacancyFactory(participation__pilot=document.pilot).participation
    return CommitmentPaperFactory(participation=participation, document=document)


class SignedCopyFactory(DjangoModelFactory):
    class Meta:
        model = models.SignedCopy

    paper = factory.SubFactory(CommitmentPaperFactory)
    name = "commitment.pdf"
    kind = "pdf"
    size = 14
    blob = factory.LazyFunction(lambda: uploads.keep(b"%PDF-1.7 proef %%EOF"))
    by = factory.LazyAttribute(lambda o: o.paper.by)


class CommitmentFactory(DjangoModelFactory):
    class Meta:
        model = models.Commitment

    participation = factory.SubFactory(ParticipationFactory)
    paper = factory.LazyAttribute(lambda o: CommitmentPaperFactory(participation=o.participation, by=o.recorded_by))
    paper_kept = "Ordner 3, bij de aanbieder"
    hours = 4
    signed_by = "P. de Vries"
    recorded_by = factory.LazyAttribute(lambda o: selector(o.participation.pilot))


def held_without_knock_out(participation, **fields):
    """An interview with the company that was held, with a 4 on every criterion; returns it."""
    interview = CompanyInterviewFactory(participation=participation, **fields)
    for criterion in models.Criterion:
        FindingFactory(interview=interview, criterion=criterion)
    models.CompanyInterview.objects.filter(pk=interview.pk).update(state="held")
    return interview


def committed_vacancy(pilot=None, places=2, company=None, **fields):
    """A vacancy of a company that was interviewed, selected and committed; returns the vacancy."""
    pilot = pilot or running_pilot()
    participation = ParticipationFactory(
        pilot=pilot, **({"company": company} if company else {}), **{k: v for k, v in fields.items() if k == "state"}
    )
    vacancy = VacancyFactory(participation=participation, places=places)
    choose = pilot.assignments.filter(role=Role.SELECTOR).first()
    interview = held_without_knock_out(participation, **({"selector": choose.user} if choose else {}))
    ProfileFactory(participation=participation)
    CommitmentFactory(participation=participation, recorded_by=interview.selector)
    models.Participation.objects.filter(pk=participation.pk).update(state="committed")
    participation.refresh_from_db()
    vacancy.refresh_from_db()
    return vacancy
