"""One company recorded twice: recognised on entry and import, told apart with a reason, or made one."""

import pytest
from django.urls import reverse

from companies import doubles, recruiting
from companies.models import Company, Contact, Note, Participation, Vacancy
from pilot.importing.kinds import kind_named
from pilot.models import AuditEvent
from pilot.workflow import NotNow
from tests import factories as f
from tests.conftest import Person

pytestmark = pytest.mark.django_db

PLACE = {"name": "Precisie Lindeboom", "postcode": "5611 BB"}


@pytest.fixture
def pilot():
    return f.running_pilot()


@pytest.fixture
def selector(pilot):
    return f.selector(pilot)


@pytest.fixture
def browser(selector):
    return Person(selector)


def case(pilot, **company):
    return f.ParticipationFactory(pilot=pilot, company=f.CompanyFactory(**{**PLACE, **company}))


def added(browser, pilot, **fields):
    typed = {
        "kvk": "87654321", "name": "precisie lindeboom", "postcode": "5611bb", "recruited_by": "fund",
        "fund": f.fund(f.AO).pk, "region": "zuid-oost", **fields,
    }  # fmt: skip
    return browser.post(reverse("companies:new", args=[pilot.slug]), typed)


def test_a_company_that_looks_like_one_on_record_is_named_with_a_link(pilot, browser):
    known = case(pilot)
    answer = added(browser, pilot)
    assert answer.status_code == 200
    assert known.get_absolute_url() in answer.content.decode()
    assert Company.objects.count() == 1


def test_another_company_after_all_is_added_with_the_reason(pilot, browser):
    known = case(pilot)
    assert added(browser, pilot, another="Zusterbedrijf.").status_code == 302
    said = AuditEvent.objects.get(action=doubles.NOT_SAME)
    assert (said.fields, said.reason.text) == ([str(known.pk)], "Zusterbedrijf.")
    assert doubles.suspected(pilot) == []


def test_a_company_of_a_pilot_one_may_not_know_of_is_not_named(pilot, browser):
    case(f.running_pilot(title="Ergens anders"))
    assert added(browser, pilot).status_code == 302


def test_an_import_names_the_company_a_row_may_be(pilot):
    known = case(pilot)
    kind = kind_named("companies", pilot)
    kind.columns()
    values = dict.fromkeys(["vacancy", "contact", "email", "phone", "places", "since", "fund", "region"])
    (found,) = kind.present({"87654321": {"kvk": "87654321", **PLACE, **values}}).values()
    assert found.new
    assert known.get_absolute_url() in found.note


def test_everything_moves_and_both_numbers_lead_to_the_company_that_stays(pilot, selector):
    stays, goes = case(pilot), case(pilot, town="Best")
    f.VacancyFactory(participation=goes)
    Contact.objects.create(company=goes.company, name="Een contact")
    recruiting.note(goes, by=selector, text="Gebeld.")
    doubles.merge(stays, goes, by=selector, taken=["town"])
    assert Company.objects.get().town == "Best"
    assert Participation.objects.get() == stays
    assert (Vacancy.objects.get().participation, Note.objects.get().participation) == (stays, stays)
    assert Contact.objects.get().company == stays.company
    with pytest.raises(NotNow, match="Lindeboom"):
        recruiting.add_lead(
            pilot, by=selector, company={"kvk": goes.company.kvk, "name": "X"}, recruited_by="fund", contact=None
        )


def test_a_case_in_another_pilot_of_ones_own_goes_along(pilot, selector):
    stays, goes = case(pilot), case(pilot)
    other = f.running_pilot(title="Ook van mij")
    f.assign(selector, "selector", other)
    elsewhere = f.ParticipationFactory(pilot=other, company=goes.company)
    selector = type(selector).objects.get(pk=selector.pk)
    doubles.merge(stays, goes, by=selector)
    elsewhere.refresh_from_db()
    assert elsewhere.company_id == stays.company_id


def test_a_company_that_also_takes_part_elsewhere_is_not_merged_by_somebody_from_here(pilot, selector):
    stays, goes = case(pilot), case(pilot)
    f.ParticipationFactory(pilot=f.running_pilot(title="Van anderen"), company=goes.company)
    with pytest.raises(NotNow):
        doubles.merge(stays, goes, by=selector)


def test_what_was_told_and_assessed_moves_along(pilot, selector):
    stays, goes = case(pilot), case(pilot)
    paper = f.CommitmentPaperFactory(participation=goes)
    copy = f.SignedCopyFactory(paper=paper)
    stays = doubles.merge(stays, goes, by=selector)
    assert (stays.told_last, stays.environment) == (paper.told, paper.environment)
    assert list(stays.papers.all()) == [paper] and paper.copies.get() == copy


def test_two_that_gave_a_commitment_are_not_made_one(pilot, selector):
    one, other = f.committed_vacancy(pilot).participation, f.committed_vacancy(pilot).participation
    with pytest.raises(NotNow, match="bindend"):
        doubles.merge(one, other, by=selector)


def test_the_one_that_gave_a_commitment_stays(pilot):
    lead, bound = case(pilot), f.committed_vacancy(pilot).participation
    assert doubles.who_stays(lead, bound) == (bound, lead)


def test_old_links_lead_to_the_one_that_stays(pilot, selector, browser):
    stays, goes = case(pilot), case(pilot)
    doubles.merge(stays, goes, by=selector)
    assert browser.get(goes.get_absolute_url()).url == stays.get_absolute_url()
    stranger = Person(f.selector(f.running_pilot(title="Ergens anders")))
    assert stranger.get(goes.get_absolute_url()).status_code == 404


def test_the_page_tells_two_companies_apart_or_makes_them_one(pilot, browser):
    one, other = case(pilot), case(pilot, town="Best")
    url = reverse("companies:merge", args=[one.pk, other.pk])
    assert doubles.suspected(pilot) == [(one.pk, other.pk)]
    form = browser.get(url).context["form"]
    typed = {field.html_name: field.initial for field in form.choices} | {"seen": form["seen"].initial}
    assert browser.post(url, typed | {"act": "apart"}).status_code == 200
    assert browser.post(url, typed | {"act": "apart", "apart": "Twee vestigingen."}).status_code == 302
    assert doubles.suspected(pilot) == []
    assert browser.post(url, typed | {"act": "merge"}).url == one.get_absolute_url()
