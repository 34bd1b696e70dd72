"""The management budget: planned by kind of cost, spent, warned of; each fund its own."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from funding import ledger, managing
from funding.models import Budget, BudgetLine, Posting
from pilot.workflow import NotNow
from tests import factories

pytestmark = pytest.mark.django_db

PLANNED = {"hours": Decimal(4000), "promotion": Decimal(1000), "website": Decimal(500)}


@pytest.fixture
def planned(pilot, oom):
    budget = Budget(pilot=pilot, fund=factories.fund(factories.OOM), kind=Budget.Kind.MANAGEMENT)
    return managing.plan(budget, PLANNED, by=oom)


def lines(budget):
    (found,) = managing.overview([budget])
    return found, {line.kind.value: line for line in found.lines}


@pytest.mark.advice("8.3.5-15", carries="funding.managing.plan")
def test_the_lines_of_the_plan_add_up_to_the_budget(pilot, oom):
    budget = Budget(pilot=pilot, fund=factories.fund(factories.OOM), kind=Budget.Kind.MANAGEMENT)
    planned = managing.plan(budget, PLANNED, by=oom)
    planned.refresh_from_db()
    assert planned.amount == 5500
    assert dict(planned.lines.values_list("kind", "planned")) == PLANNED


@pytest.mark.advice("8.3.5-15", carries="funding.managing.overview")
def test_planned_spent_and_left_are_told_for_every_kind_of_cost(planned, oom):
    ledger.spend(planned, Decimal(300), Posting.Kind.PROMOTION, by=oom)
    found, line = lines(planned)
    assert [one.kind for one in found.lines] == list(Posting.MANAGING)
    assert (line["promotion"].planned, line["promotion"].spent, line["promotion"].left) == (1000, 300, 700)
    assert (found.spent, found.left, found.warnings) == (300, 5200, [])


def test_a_counter_posting_gives_back_in_the_kind_of_what_it_undoes(planned, oom):
    posting = ledger.spend(planned, Decimal(300), Posting.Kind.PROMOTION, by=oom)
    ledger.counter(posting, by=oom, reason="Dubbel.")
    _found, line = lines(planned)
    assert line["promotion"].spent == 0


def test_a_kind_that_costs_more_than_planned_is_warned_of(planned, oom):
    ledger.spend(planned, Decimal(1300), Posting.Kind.PROMOTION, by=oom)
    found, line = lines(planned)
    assert line["promotion"].over and not line["hours"].over
    assert "300,00" in found.warnings[0] and "300,00" in managing.warning_after(planned, "promotion")
    assert managing.warning_after(planned, "hours") == ""


def test_a_budget_that_is_nearly_spent_says_so(planned, oom):
    ledger.spend(planned, Decimal(4000), Posting.Kind.HOURS, by=oom)
    ledger.spend(planned, Decimal(950), Posting.Kind.PROMOTION, by=oom)
    found, _line = lines(planned)
    assert len(found.warnings) == 1 and "4.950,00" in found.warnings[0]


def test_a_plan_below_what_is_spent_is_refused(planned, oom):
    ledger.spend(planned, Decimal(4000), Posting.Kind.HOURS, by=oom)
    with pytest.raises(NotNow):
        managing.plan(planned, {"hours": Decimal(3000)} | dict.fromkeys(("promotion", "website"), Decimal(0)), by=oom)


def test_a_planned_budget_is_not_set_as_one_amount(planned, oom):
    planned.amount = 9000
    with pytest.raises(NotNow):
        ledger.set_aside(planned, by=oom)


def test_a_budget_of_before_the_plan_shows_what_is_spent_and_no_lines(pilot, oom):
    budget = factories.BudgetFactory(pilot=pilot, fund=factories.fund(factories.OOM), kind="management", amount=900)
    ledger.spend(budget, Decimal(100), Posting.Kind.OTHER, by=oom)
    found, line = lines(budget)
    assert not found.divided and line["other"].planned is None and line["other"].spent == 100


@pytest.mark.parametrize(
    "statement",
    [
        "update funding_budgetline set planned = planned + 1 where budget_id = %s",
        "update funding_budget set amount = amount + 1 where id = %s",
        "delete from funding_budgetline where budget_id = %s and kind = 'hours'",
        "update funding_budget set kind = 'training' where id = %s",
    ],
)
def test_the_database_holds_the_lines_to_the_budget(planned, statement):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [planned.pk])
        connection.check_constraints()


def test_training_money_has_no_lines_and_a_line_no_other_kind(planned, budget):
    with pytest.raises(IntegrityError), transaction.atomic():
        BudgetLine.objects.create(budget=budget, kind="hours", planned=budget.amount)
        connection.check_constraints()
    with pytest.raises(IntegrityError), transaction.atomic():
        BudgetLine.objects.create(budget=planned, kind="reserved", planned=0)


def text(page):
    assert page.status_code == 200, page.status_code
    return page.content.decode().replace("\xa0", " ")


def test_the_owner_plans_on_screen_books_with_a_day_and_is_warned(pilot, oom, person):
    browser = person(oom)
    plan = reverse("funding:budget", args=[pilot.slug, "oom", "beheer"])
    page = reverse("funding:managing", args=[pilot.slug])
    assert "Nog niets opzijgezet voor het beheer" in text(browser.get(page))
    assert browser.post(plan, {"hours": "1.000,00", "website": "500"}).url == page
    assert "€ 1.500,00" in text(browser.get(page))
    spend = reverse("funding:budget_spend", args=[pilot.slug, "oom"])
    said = {"kind": "website", "amount": "600", "on": "2026-02-03", "description": "Ontwerp"}
    assert browser.post(spend, said | {"on": "2099-01-01"}).status_code == 200
    assert browser.post(spend, said).url == page
    assert Posting.objects.get().on == date(2026, 2, 3)
    shown = text(browser.get(page))
    assert "€ 100,00 meer dan gepland" in shown and "Boven het plan" in shown
    assert browser.post(spend, said | {"amount": "900,01"}).status_code == 200


def test_a_stale_plan_shows_both_and_loses_nothing(planned, pilot, oom, person):
    planned.refresh_from_db()
    read = planned.version
    managing.plan(planned, PLANNED | {"hours": Decimal(4500)}, by=oom)
    plan = reverse("funding:budget", args=[pilot.slug, "oom", "beheer"])
    shown = text(person(oom).post(plan, {"version": read, "hours": "4.200,00", "promotion": "1.000", "website": "500"}))
    assert "4.200,00" in shown and "4.500,00" in shown


def test_management_sees_its_own_fund_and_a_provider_nothing(planned, pilot, provider, person):
    page = reverse("funding:managing", args=[pilot.slug])
    assert "€ 5.500,00" in text(person(factories.management(factories.OOM)).get(page))
    assert "€ 5.500,00" not in text(person(factories.management(factories.AO)).get(page))
    assert person(provider).get(page).status_code == 403
