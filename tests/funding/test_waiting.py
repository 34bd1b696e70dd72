"""What waits in financing, for whom, and what the pilot's page asks."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from funding import plans, uwv, waiting
from tests import factories

pytestmark = pytest.mark.django_db


def texts(user):
    user.__dict__.pop("running", None)
    return [item.text for item in waiting.waiting(user)]


def test_the_provider_makes_the_plans_that_are_missing(training_class, enrolment, provider, ao):
    factories.plan_of(enrolment, state="approved")
    item = next(iter(waiting.waiting(provider)))
    assert item.text == "Maak de financieringsplannen van 2 deelnemers"
    assert item.due == training_class.start - waiting.BEFOREHAND
    assert texts(ao) == []


def test_an_owner_approves_what_others_proposed(training_class, enrolment, provider, ao, oom):
    plan = factories.plan_of(enrolment)
    plans.propose(plan, by=ao)
    assert "Keur 1 financieringsplan goed" not in texts(ao)
    item = next(item for item in waiting.waiting(oom) if item.act == "Plannen goedkeuren")
    assert (item.text, item.url) == ("Keur 1 financieringsplan goed", plan.get_absolute_url())
    assert item.due == timezone.localdate() + plans.APPROVAL
    other = training_class.enrolments.exclude(pk=enrolment.pk).first()
    factories.plan_of(other, state="proposed")
    assert "Keur 2 financieringsplannen goed" in texts(oom)
    assert "Keur 1 financieringsplan goed" in texts(ao)
    assert not [text for text in texts(provider) if text.startswith("Keur")]


def test_a_class_with_every_plan_approved_is_started_by_an_owner(pilot, ao, provider):
    training_class = factories.planned_class(pilot, seats=2)
    assert f"Start {training_class.name}" in texts(ao) or f"{training_class.name} starten" in texts(ao)
    assert not [item for item in waiting.waiting(provider) if "/starten/" in item.url]


def test_uwv_is_asked_again_after_two_weeks_of_silence(pilot, oom, provider):
    person = factories.CandidateFactory(pilot=pilot, employment="unemployed", uwv_benefit=True)
    arrangement = factories.UwvArrangementFactory(candidate=person)
    assert texts(oom) == [f"Leg vast wat UWV antwoordt over {person}"]
    type(arrangement).objects.filter(pk=arrangement.pk).update(asked_on=timezone.localdate() - timedelta(days=15))
    item = next(iter(waiting.waiting(oom)))
    assert item.text == f"Vraag UWV opnieuw naar {person}"
    assert item.days_late == 1
    assert texts(provider) == []
    uwv.agree(arrangement, by=oom)
    assert texts(oom) == []


def test_a_plan_of_somebody_who_left_waits_for_the_owner_to_lapse(pilot, ao, provider):
    from training import classes

    training_class = factories.planned_class(pilot, seats=1)
    enrolment = training_class.enrolments.get()
    classes.leave(enrolment, by=ao, why="study", reason="Te zwaar.")
    assert f"Laat het plan van {enrolment.candidate} vervallen" in texts(ao)
    assert texts(provider) == []


def test_a_plan_whose_placement_ended_waits_for_the_provider_until_a_new_one_is_made(
    pilot, budget, enrolment, provider, oom
):
    plan = plans.draft(enrolment, by=provider)
    plan.contributions.filter(source="fund").update(fund=budget.fund)
    plans.approve(plans.propose(plan, by=provider), by=oom)
    wanted = f"Vervang het plan van {enrolment.candidate}"
    assert wanted not in texts(provider)
    type(plan.match).objects.filter(pk=plan.match_id).update(
        state="ended", ended_at=factories.days_ago(0), ended_cause="company"
    )
    assert wanted in texts(provider)
    plans.draft(enrolment, by=provider)
    assert wanted not in texts(provider)


def test_it_takes_three_queries_however_many_classes(pilot, ao, django_assert_max_num_queries):
    for _number in range(3):
        factories.seated_class(pilot, seats=1)
    ao.running  # noqa: B018 - read before counting
    with django_assert_max_num_queries(3):
        list(waiting.waiting(ao))


def test_the_pilots_page_asks_for_budgets_and_plans(pilot, training_class, enrolment, ao, provider, person):
    lines = {line["label"]: line for line in waiting.checklist(pilot, ao)}
    assert lines["Opleidingsbudget van elk fonds"]["status"] == "todo"
    assert lines["Financieringsplannen goedgekeurd"]["badge"] == "0 van 3"
    factories.BudgetFactory(pilot=pilot, fund=factories.fund(factories.OOM))
    for one in training_class.enrolments.all():
        factories.plan_of(one, state="approved")
    lines = {line["label"]: line for line in waiting.checklist(pilot, ao)}
    assert lines["Opleidingsbudget van elk fonds"]["badge"] == "1 van 2"
    assert lines["Financieringsplannen goedgekeurd"]["status"] == "done"
    assert [line["label"] for line in waiting.checklist(pilot, provider)] == ["Financieringsplannen goedgekeurd"]
    assert list(waiting.checklist(pilot, factories.selector(pilot))) == []
    page = person(ao).get(reverse("pilot", args=[pilot.slug]))
    assert "Financieringsplannen goedgekeurd" in page.content.decode()
