"""The page of budgets: set by the fund's owner, read by owners and the fund's management, exported."""

from io import BytesIO

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from funding import ledger, plans
from funding.models import Budget, Posting
from tests import factories

pytestmark = pytest.mark.django_db


def text(page):
    assert page.status_code == 200, page.status_code
    return page.content.decode().replace("\xa0", " ")


@pytest.fixture
def address(pilot):
    return reverse("funding:budgets", args=[pilot.slug])


def budget_url(pilot, slug, kind):
    return reverse("funding:budget", args=[pilot.slug, slug, kind])


def test_the_owner_of_a_fund_sets_its_budgets_and_no_others(pilot, oom, address, person):
    browser = person(oom)
    assert text(browser.get(address)).count("Er is nog niets opzijgezet.") == 4
    assert browser.post(budget_url(pilot, "oom", "opleiding"), {"amount": "150.000"}).url == address
    planned = {"hours": "10.000", "website": "2.500,00"}
    managing = reverse("funding:managing", args=[pilot.slug])
    assert browser.post(budget_url(pilot, "oom", "beheer"), planned).url == managing
    assert browser.post(budget_url(pilot, "a-o-metalektro", "beheer"), {"hours": "1"}).status_code == 403
    assert sorted(Budget.objects.values_list("kind", "amount")) == [("management", 12500), ("training", 150000)]
    assert "€ 150.000,00" in text(browser.get(address))


@pytest.mark.parametrize("word", ["iets", "training"])
def test_an_unknown_kind_or_fund_is_not_found(pilot, oom, person, word):
    assert person(oom).get(budget_url(pilot, "oom", word)).status_code == 404
    assert person(oom).get(budget_url(pilot, "stoof", "beheer")).status_code == 404


def test_a_budget_below_what_is_taken_is_refused_at_the_field(pilot, budget, oom, person):
    factories.PostingFactory(budget=budget, amount=5000)
    url = budget_url(pilot, "oom", "opleiding")
    page = person(oom).post(url, {"amount": "4.999,99", "version": budget.version})
    assert "Van dit budget is al € 5.000,00 gebruikt" in text(page)
    assert person(oom).post(url, {"amount": "5.000", "version": budget.version}).status_code == 302


def test_a_stale_budget_shows_both_amounts(pilot, budget, oom, person):
    Budget.objects.filter(pk=budget.pk).update(amount=160000)
    page = person(oom).post(budget_url(pilot, "oom", "opleiding"), {"amount": "140000", "version": budget.version})
    shown = text(page)
    assert "160000" in shown.replace(".", "") and "140000" in shown.replace(".", "")
    budget.refresh_from_db()
    assert budget.amount == 160000


def test_managing_is_booked_and_undone_with_a_reason(pilot, oom, ao, address, person):
    managing = factories.BudgetFactory(pilot=pilot, fund=factories.fund(factories.OOM), kind="management", amount=9000)
    spend = reverse("funding:budget_spend", args=[pilot.slug, "oom"])
    said = {"kind": "meetings", "amount": "250,00", "description": "=Zaalhuur", "on": "2026-02-03"}
    assert person(ao).post(spend, said).status_code == 403
    browser = person(oom)
    assert browser.post(spend, said | {"amount": "9.000,01"}).status_code == 200
    assert browser.post(spend, said | {"amount": "0"}).status_code == 200
    assert browser.post(spend, said).url == reverse("funding:managing", args=[pilot.slug])
    posting = Posting.objects.get()
    shown = text(browser.get(address))
    assert "=Zaalhuur" in shown and "€ 8.750,00" in shown and "Tegenboeking" in shown
    undo = reverse("funding:posting_counter", args=[posting.pk])
    assert undo not in text(person(ao).get(address))
    assert person(ao).post(undo, {"reason": "x"}).status_code == 403
    assert browser.post(undo, {"reason": ""}).status_code == 200
    assert browser.post(undo, {"reason": "Verkeerd fonds."}).url == address
    assert ledger.reserved(managing) == 0
    assert "ongedaan gemaakt" in text(browser.get(address))
    assert "al een tegenboeking" in text(browser.get(undo))


def test_nothing_is_booked_before_the_budget_is_set(pilot, oom, person):
    spend = reverse("funding:budget_spend", args=[pilot.slug, "oom"])
    assert "Stel eerst het bedrag" in text(person(oom).get(spend))
    assert person(oom).post(spend, {"kind": "hours", "amount": "10"}).status_code == 200
    assert not Posting.objects.exists()


@pytest.fixture
def booked(plan, provider, oom):
    plans.approve(plans.propose(plan, by=provider), by=oom)
    return plan


def test_management_sees_its_own_fund_without_names(booked, pilot, address, person):
    name = str(booked.enrolment.candidate)
    assert name in text(person(factories.owner(pilot)).get(address))
    for path in (address, reverse("funding:budgets_export", args=[pilot.slug])):
        browser = person(factories.management(factories.OOM))
        assert name not in browser.get(path).content.decode("latin-1")
    shown = text(person(factories.management(factories.OOM)).get(address))
    assert "€ 5.000,00" in shown and "A+O Metalektro: " not in shown
    assert "€ 5.000,00" not in text(person(factories.management(factories.AO)).get(address))


def test_provider_and_selector_do_not_see_budgets(booked, pilot, address, provider, person):
    for user in (provider, factories.selector(pilot)):
        assert person(user).get(address).status_code == 403
        assert person(user).get(reverse("funding:budgets_export", args=[pilot.slug])).status_code == 403
        posting = booked.postings.get()
        assert person(user).get(reverse("funding:posting_counter", args=[posting.pk])).status_code == 404


def test_the_export_holds_every_posting_as_plain_values_and_no_names(booked, pilot, budget, oom, person):
    managing = factories.BudgetFactory(pilot=pilot, fund=factories.fund(factories.OOM), kind="management")
    ledger.spend(managing, 100, Posting.Kind.WEBSITE, by=oom, description="=1+1")
    browser = person(oom)
    file = browser.get(reverse("funding:budgets_export", args=[pilot.slug]))
    rows = CalamineWorkbook.from_filelike(BytesIO(file.content)).get_sheet_by_index(0).to_python()
    assert len(rows) == 3
    assert rows[1][7] == 5000 and rows[1][5] == booked.pk
    assert rows[2][2] == "=1+1"
    assert str(booked.enrolment.candidate) not in str(rows)
    one = browser.get(reverse("funding:budgets_export", args=[pilot.slug]), {"plan": booked.pk})
    rows = CalamineWorkbook.from_filelike(BytesIO(one.content)).get_sheet_by_index(0).to_python()
    assert len(rows) == 2


def test_many_postings_come_in_pages_with_as_many_queries(
    pilot, budget, oom, address, person, django_assert_max_num_queries
):
    factories.PostingFactory.create_batch(60, budget=budget, by=oom)
    browser = person(oom)
    browser.get("/")
    with django_assert_max_num_queries(14):
        page = browser.get(address)
    assert len(page.context["page"].items) == 50
    assert page.context["page"].pages["next"]
