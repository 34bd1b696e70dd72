"""Plans, UWV, budgets, and classes that may start."""

from funding.models import Budget
from tests import factories as f

from .candidates import a_candidate
from .training import an_enrolment


def a_plan(w, side, state="draft"):
    enrolment = an_enrolment(w, side)
    if side is w.own:
        f.BudgetFactory(pilot=side.pilot, fund=f.fund(f.OOM))
    return f.plan_of(enrolment, state=state)


def plan_list(w, side):
    a_plan(w, side)
    return (side.pilot.slug,)


def without_plan(w, side):
    return (an_enrolment(w, side).pk,)


def draft_plan(w, side):
    return (a_plan(w, side).pk,)


def proposed_plan(w, side):
    return (a_plan(w, side, "proposed").pk,)


def plan_of_a_leaver(w, side):
    plan = a_plan(w, side, "approved")
    enrolment = plan.enrolment
    type(enrolment).objects.filter(pk=enrolment.pk).update(
        state="left", seat=None, left_at=f.days_ago(2), left_stage="enrolled", left_reason="other_job"
    )
    return (plan.pk,)


def an_unemployed(side):
    return a_candidate(side, employment="unemployed", uwv_benefit=True)


def unemployed(w, side):
    return (an_unemployed(side).pk,)


def asked_uwv(w, side):
    return (f.UwvArrangementFactory(candidate=an_unemployed(side)).candidate_id,)


def agreed_uwv(w, side):
    return (f.UwvArrangementFactory(candidate=an_unemployed(side), state="agreed").candidate_id,)


def a_fund(side):
    """A+O where it takes part, else the other fund."""
    return side.pilot.pilot_funds.order_by("fund__slug").first().fund


def a_budget(w, side, kind="training"):
    """The budget of a fund, made when it is not there."""
    known = Budget.objects.filter(pilot=side.pilot, fund=a_fund(side), kind=kind).first()
    return known or f.BudgetFactory(pilot=side.pilot, fund=a_fund(side), kind=kind)


def budget_list(w, side):
    f.PostingFactory(budget=a_budget(w, side, kind="management"), description="Canarieboeking", kind="promotion")
    return (side.pilot.slug,)


def budget(w, side):
    a_budget(w, side)
    return (side.pilot.slug, a_fund(side).slug, "opleiding")


def management_budget(w, side):
    a_budget(w, side, kind="management")
    return (side.pilot.slug, a_fund(side).slug)


def divided_budget(w, side):
    budget = a_budget(w, side, kind="management")
    f.BudgetLineFactory(budget=budget, planned=budget.amount)
    return (side.pilot.slug, a_fund(side).slug, "beheer")


def posting(w, side):
    return (f.PostingFactory(budget=a_budget(w, side, kind="management"), kind="promotion").pk,)


def class_to_start(w, side):
    enrolment = an_enrolment(w, side)
    training_class = enrolment.training_class
    f.plan_of(enrolment, state="approved")
    for pilot_fund in side.pilot.pilot_funds.all():
        f.SmallStartFactory(
            training_class=training_class, fund=pilot_fund.fund, by=f.owner(side.pilot, pilot_fund.fund.slug)
        )
    type(training_class).objects.filter(pk=training_class.pk).update(state="confirmed")
    return (training_class.pk,)
