"""Programmes, classes, enrolments, progress."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from pilot.choices import OrganisationKind, Role, TrainingKind
from training import models

from .candidates import placed_match
from .companies import committed_vacancy
from .pilot import OrganisationFactory, owner, person, provider, running_pilot


class ProgrammeFactory(DjangoModelFactory):
    class Meta:
        model = models.Programme

    pilot = factory.LazyFunction(running_pilot)
    name = "Verspanen kort"
    trainer = factory.SubFactory(OrganisationFactory, kind=OrganisationKind.TRAINER)
    kind = TrainingKind.SHORT
    weeks = 26
    school_days = 2
    school_days_later = 1
    evening_hours = 4
    price = 6900


class TrainingClassFactory(DjangoModelFactory):
    class Meta:
        model = models.TrainingClass

    programme = factory.SubFactory(ProgrammeFactory)
    name = factory.Sequence(lambda n: f"Klas {n + 1}")
    start = date(2027, 1, 11)
    end = date(2027, 7, 9)


class EnrolmentFactory(DjangoModelFactory):
    """A placed candidate on the next free seat."""

    class Meta:
        model = models.Enrolment

    training_class = factory.SubFactory(TrainingClassFactory)
    candidate = factory.LazyAttribute(lambda o: placed_match(o.training_class.pilot).candidate)
    seat = factory.LazyAttribute(
        lambda o: min(set(range(1, 22)) - set(o.training_class.enrolments.values_list("seat", flat=True)))
    )


class GuideFactory(DjangoModelFactory):
    class Meta:
        model = models.Guide

    enrolment = factory.SubFactory(EnrolmentFactory)
    mentor = factory.LazyAttribute(lambda o: person(Role.MENTOR, o.enrolment.training_class.pilot))


class ReportFactory(DjangoModelFactory):
    class Meta:
        model = models.Report

    enrolment = factory.SubFactory(EnrolmentFactory)
    month = date(2026, 10, 1)
    attendance = 90
    study = 4
    work = 4
    motivation = 4
    by = factory.LazyAttribute(lambda o: provider(o.enrolment.training_class.pilot))


class PrivateMatterFactory(DjangoModelFactory):
    class Meta:
        model = models.PrivateMatter

    enrolment = factory.SubFactory(EnrolmentFactory)
    affects = True
    agreed = "Volgende week bellen."
    by = factory.LazyAttribute(lambda o: person(Role.MENTOR, o.enrolment.training_class.pilot))


class SmallStartFactory(DjangoModelFactory):
    class Meta:
        model = models.SmallStart

    training_class = factory.SubFactory(TrainingClassFactory)
    by = factory.LazyAttribute(lambda o: owner(o.training_class.pilot))
    fund = factory.LazyAttribute(lambda o: o.by.organisation)
    reason = "De volgende werving levert aanvulling op."


def seated_class(pilot=None, seats=3, **fields):
    """A class being formed with so many participants; all work at one company with enough places."""
    pilot = pilot or running_pilot()
    training_class = TrainingClassFactory(programme=ProgrammeFactory(pilot=pilot), **fields)
    vacancy = committed_vacancy(pilot, places=max(seats, 1))
    for _number in range(seats):
        match = placed_match(pilot, vacancy=vacancy)
        EnrolmentFactory(training_class=training_class, candidate=match.candidate)
    return training_class
