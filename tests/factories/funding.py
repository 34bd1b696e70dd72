"""Arrangements, plans, budgets."""

from datetime import date
from decimal import Decimal

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from funding import models

from .candidates import CandidateFactory
from .pilot import OOM, fund, owner, provider, running_pilot
from .training import EnrolmentFactory, seated_class


class UwvArrangementFactory(DjangoModelFactory):
    class Meta:
        model = models.UwvArrangement

    candidate = factory.SubFactory(CandidateFactory, employment="unemployed", uwv_benefit=True)
    amount = 2100
    valid_from = date(2026, 9, 1)
    valid_until = date(2027, 9, 1)
    benefit_terms = "Uitkering loopt door tot 1 september 2027."
    search_duty = "Geen sollicitatieplicht tijdens de opleiding."
    allowed_training = "Kort vakgericht, 26 weken."
    made_by = factory.LazyAttribute(lambda o: owner(o.candidate.pilot))


class PlanFactory(DjangoModelFactory):
    class Meta:
        model = models.Plan

    enrolment = factory.SubFactory(EnrolmentFactory)
    made_by = factory.LazyAttribute(lambda o: provider(o.enrolment.training_class.pilot))


class CostFactory(DjangoModelFactory):
    class Meta:
        model = models.Cost

    plan = factory.SubFactory(PlanFactory)
    kind = models.Cost.Kind.TRAINING
    amount = 6900


class ContributionFactory(DjangoModelFactory):
    class Meta:
        model = models.Contribution

    plan = factory.SubFactory(PlanFactory)
    source = models.Source.COMPANY
    amount = 1900


class BudgetFactory(DjangoModelFactory):
    class Meta:
        model = models.Budget

    pilot = factory.LazyFunction(running_pilot)
    fund = factory.LazyFunction(fund)
    kind = models.Budget.Kind.TRAINING
    amount = 150000


class BudgetLineFactory(DjangoModelFactory):
    class Meta:
        model = models.BudgetLine

    budget = factory.SubFactory(BudgetFactory, kind=models.Budget.Kind.MANAGEMENT)
    kind = models.Posting.Kind.HOURS
    planned = 150000


class PostingFactory(DjangoModelFactory):
    class Meta:
        model = models.Posting

    budget = factory.SubFactory(BudgetFactory)
    amount = 100
    description = "Reservering"
    by = factory.LazyAttribute(lambda o: owner(o.budget.pilot))


def plan_of(enrolment, company=1900, cost=6900, state="draft"):
    """A plan with one cost, the company's share and the rest for OOM; states are written as rows."""
    pilot = enrolment.training_class.pilot
    maker = provider(pilot)
    plan = PlanFactory(enrolment=enrolment, made_by=maker, number=enrolment.plans.count() + 1)
    CostFactory(plan=plan, amount=cost)
    if company:
        ContributionFactory(plan=plan, amount=company)
    if Decimal(cost) > Decimal(company):
        ContributionFactory(
            plan=plan, source=models.Source.FUND, fund=fund(OOM), amount=Decimal(cost) - Decimal(company)
        )
    if state in ("proposed", "approved"):
        models.Plan.objects.filter(pk=plan.pk).update(state="proposed", proposed_by=maker, proposed_at=timezone.now())
    if state == "approved":
        models.Plan.objects.filter(pk=plan.pk).update(
            state="approved", approved_by=owner(pilot), approved_at=timezone.now()
        )
    plan.refresh_from_db()
    return plan


def planned_class(pilot=None, seats=3, company=1900, state="approved"):
    """A confirmed class whose participants all have a plan."""
    training_class = seated_class(pilot, seats)
    for enrolment in training_class.enrolments.all():
        plan_of(enrolment, company=company, state=state)
    type(training_class).objects.filter(pk=training_class.pk).update(state="confirmed")
    training_class.refresh_from_db()
    return training_class
