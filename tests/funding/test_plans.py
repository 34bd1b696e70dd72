"""A plan from draft to what replaces it."""

from decimal import Decimal

import pytest
from django.db import connection

from funding import plans, rules
from funding.models import Plan, Source
from pilot import audit
from pilot.workflow import NotNow
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_draft_is_filled_in_adds_up_and_is_made_once(enrolment, provider):
    plan = plans.draft(enrolment, by=provider)
    assert plan.state == Plan.State.DRAFT
    assert plan.match == enrolment.candidate.matches.get()
    assert rules.plan_problems(plan) == []
    assert plans.draft(enrolment, by=provider) == plan
    assert [event.action for event in audit.history(plan)] == ["create"]


def test_nobody_makes_a_plan_for_somebody_who_left(enrolment, provider):
    enrolment.seat = None
    type(enrolment).objects.filter(pk=enrolment.pk).update(
        state="left", seat=None, left_at=factories.days_ago(0), left_stage="enrolled", left_reason="study"
    )
    with pytest.raises(NotNow):
        plans.draft(enrolment, by=provider)


def test_a_new_draft_copies_the_plan_it_is_to_replace(enrolment, provider):
    first = factories.plan_of(enrolment, company=1750, state="approved")
    second = plans.draft(enrolment, by=provider)
    assert second.number == first.number + 1
    assert rules.company_share(second) == Decimal("1750.00")
    assert second.contributions.count() == first.contributions.count()


def test_after_another_placement_the_draft_is_reckoned_anew(enrolment, provider, budget, ao):
    first = plans.draft(enrolment, by=provider)
    plans.change_lines(
        first, [{"kind": "training", "amount": 1500}], [{"source": Source.COMPANY, "amount": 1500}], by=provider
    )
    plans.approve(plans.propose(first, by=provider), by=ao)
    old = enrolment.candidate.matches.get()
    type(old).objects.filter(pk=old.pk).update(state="ended", ended_at=factories.days_ago(0), ended_cause="company")
    new = factories.placed_match(
        enrolment.training_class.pilot,
        candidate=enrolment.candidate,
        vacancy=factories.committed_vacancy(enrolment.training_class.pilot),
    )
    second = plans.draft(enrolment, by=provider)
    assert second.match == new
    assert rules.company_share(second) == Decimal("2000.00")


def test_a_plan_that_does_not_add_up_is_not_proposed(plan, provider):
    plans.change_lines(
        plan,
        [{"kind": "training", "amount": 6900}],
        [{"source": Source.COMPANY, "amount": Decimal("6899.99")}],
        by=provider,
    )
    with pytest.raises(NotNow) as refused:
        plans.propose(plan, by=provider)
    assert refused.value.sentences == ["Het plan klopt nog niet: van de € 6.900,00 heeft € 0,01 nog geen betaler."]


def test_lines_change_only_while_it_is_a_draft_and_move_its_version(plan, provider):
    before = plan.version
    changed = plans.change_lines(
        plan, [{"kind": "training", "amount": 500}], [{"source": Source.COMPANY, "amount": 500}], by=provider
    )
    assert changed.version == before + 1
    plans.propose(changed, by=provider)
    with pytest.raises(NotNow):
        plans.change_lines(changed, [], [], by=provider)


def test_whoever_proposed_does_not_approve(plan, ao, oom):
    plans.propose(plan, by=ao)
    assert "U stelde dit plan zelf voor; iemand anders moet het goedkeuren." in plans.blockers(plan, "approve", by=ao)
    with pytest.raises(NotNow):
        plans.approve(plan, by=ao)
    assert plans.approve(plan, by=oom).state == Plan.State.APPROVED


@pytest.mark.advice("8.3.5-03", carries="funding.ledger.reserve")
def test_approval_reserves_the_funds_share_on_its_budget(plan, budget, provider, oom):
    plans.propose(plan, by=provider)
    plans.approve(plan, by=oom)
    posting = plan.postings.get()
    assert (posting.budget, posting.amount, posting.kind) == (budget, Decimal("5000.00"), "reserved")
    connection.check_constraints()


def test_a_plan_without_a_budget_or_above_its_room_is_not_approved(plan, budget, provider, oom):
    plans.propose(plan, by=provider)
    type(budget).objects.filter(pk=budget.pk).update(amount="4999.99")
    assert plans.blockers(plan, "approve", by=oom) == [
        "Het opleidingsbudget van OOM heeft nog ruimte voor € 4.999,99; dit vraagt € 5.000,00."
    ]
    with pytest.raises(NotNow):
        plans.approve(plan, by=oom)
    budget.delete()
    assert plans.blockers(plan, "approve", by=oom) == [
        "OOM heeft voor deze pilot nog geen opleidingsbudget opzijgezet."
    ]


def test_a_plan_changed_after_it_was_read_is_not_approved(plan, budget, provider, oom):
    plans.propose(plan, by=provider)
    read = plan.version
    plans.send_back(plan, by=oom, reason="Te duur.")
    plans.change_lines(
        plan, [{"kind": "other", "amount": 9000}], [{"source": Source.COMPANY, "amount": 9000}], by=provider
    )
    plans.propose(plan, by=provider)
    with pytest.raises(NotNow) as refused:
        plans.approve(plan, by=oom, version=read)
    assert refused.value.sentences == ["Dit plan is gewijzigd nadat u het las. Lees het eerst opnieuw."]


def test_a_new_plan_takes_the_place_of_the_approved_one_and_of_its_reservation(plan, budget, provider, oom):
    plans.approve(plans.propose(plan, by=provider), by=oom)
    new = plans.draft(plan.enrolment, by=provider)
    lines = [
        {"source": Source.COMPANY, "amount": Decimal("2100.00")},
        {"source": Source.FUND, "fund": budget.fund, "amount": Decimal("4800.00")},
    ]
    new = plans.change_lines(new, [{"kind": "training", "amount": Decimal("6900.00")}], lines, by=provider)
    plans.approve(plans.propose(new, by=provider), by=oom)
    plan.refresh_from_db()
    assert plan.state == Plan.State.REPLACED
    assert [posting.amount for posting in budget.postings.order_by("pk")] == [5000, -5000, 4800]
    connection.check_constraints()


def test_a_replacement_may_use_the_room_that_it_gives_back(plan, budget, provider, oom):
    type(budget).objects.filter(pk=budget.pk).update(amount=5000)
    plans.approve(plans.propose(plan, by=provider), by=oom)
    new = plans.propose(plans.draft(plan.enrolment, by=provider), by=provider)
    assert plans.blockers(new, "approve", by=oom) == []
    plans.approve(new, by=oom)


def test_after_the_start_a_plan_that_pushes_the_average_above_the_cap_is_refused(running, provider, oom):
    enrolment = running.enrolments.order_by("seat").first()
    new = factories.plan_of(enrolment, company=2201, state="proposed")  # 2201 + 1900 + 1900 = 6001
    assert plans.blockers(new, "approve", by=oom) == [
        "De klas is gestart en het gemiddelde van de bedrijven zou € 2.000,33 worden, "
        "boven de € 2.000,00 van het beleid."
    ]
    with pytest.raises(NotNow):
        plans.approve(new, by=oom)


def test_after_the_start_one_company_may_still_pay_more_within_the_average(running, oom):
    enrolment = running.enrolments.order_by("seat").first()
    new = factories.plan_of(enrolment, company=2200, state="proposed")
    assert plans.approve(new, by=oom).state == Plan.State.APPROVED


def test_somebody_leaving_after_the_start_only_signals(pilot, budget, oom, ao):
    from funding import starting
    from training import classes

    training_class = factories.seated_class(pilot, seats=3)
    for enrolment, share in zip(training_class.enrolments.order_by("seat"), (2500, 2500, 1000), strict=True):
        factories.plan_of(enrolment, company=share, state="approved")
    type(training_class).objects.filter(pk=training_class.pk).update(state="confirmed")
    starting.start(training_class, by=ao)
    cheap = training_class.enrolments.order_by("seat").last()
    classes.leave(cheap, by=ao, why="study", reason="Te zwaar.")
    found = rules.class_average(training_class)
    assert (found.value, found.within) == (Decimal("2500.00"), False)
    connection.check_constraints()


def test_the_plan_of_somebody_who_left_lapses_and_frees_what_it_reserved(running, budget, oom, ao):
    from training import classes

    enrolment = running.enrolments.order_by("seat").first()
    plan = factories.plan_of(enrolment, company=1500, state="proposed")
    plans.approve(plan, by=oom)
    with pytest.raises(NotNow):
        plans.end(plan, by=ao, reason="Nog niet.")
    classes.leave(enrolment, by=ao, why="study", reason="Te zwaar.")
    plans.end(plan, by=ao, reason="Gestopt met de opleiding.")
    plan.refresh_from_db()
    assert plan.state == Plan.State.ENDED
    assert sum(posting.amount for posting in plan.postings.all()) == 0


def test_sending_back_keeps_the_reason(plan, provider, oom):
    plans.propose(plan, by=provider)
    plans.send_back(plan, by=oom, reason="Vraag eerst UWV.")
    assert plan.state == Plan.State.DRAFT
    assert audit.history(plan)[0].reason.text == "Vraag eerst UWV."
