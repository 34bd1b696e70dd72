"""The funds' own contact with companies: what an owner did not say for long, though a provider did."""

from datetime import timedelta
from unittest import mock

import pytest
from django.urls import reverse
from django.utils import timezone

from companies import silence
from companies.models import Note, Participation
from companies.waiting import waiting
from pilot.choices import Role
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def pilot():
    return factories.running_pilot(factories.OOM)


def company(pilot, days, state="interested", **fields):
    """A company that came in so many days ago."""
    case = factories.ParticipationFactory(
        pilot=pilot, company=factories.CompanyFactory(fund=factories.fund(factories.OOM), **fields)
    )
    Participation.objects.filter(pk=case.pk).update(state=state, created_at=factories.days_ago(days))
    return case


def note(case, by, days):
    with mock.patch("django.utils.timezone.now", return_value=factories.days_ago(days)):
        Note.objects.create(participation=case, text="Gebeld.", by=by)


def told(user):
    user.__dict__.pop("running", None)
    return [item for item in waiting(user) if item.key.startswith("own-contact")]


@pytest.mark.advice("8.2-15", carries="companies.silence.quiet")
def test_what_a_provider_notes_is_not_the_owners_own_contact(pilot):
    owner, provider = factories.owner(pilot, factories.OOM), factories.provider(pilot)
    case = company(pilot, 60)
    note(case, provider, 2)
    assert list(silence.quiet(Participation.objects.filter(pilot=pilot))) == [case]
    note(case, owner, 2)
    assert not silence.quiet(Participation.objects.filter(pilot=pilot))


@pytest.mark.advice("8.2-12", carries="companies.silence.line")
def test_the_owner_hears_of_companies_that_heard_nothing_for_long(pilot):
    owner = factories.owner(pilot, factories.OOM)
    company(pilot, 60, name="Frees BV")
    (line,) = told(owner)
    assert "Frees BV" in line.text and "60" in line.text
    assert line.url == reverse("companies:quiet", args=[pilot.slug])
    assert line.mail_from == timezone.localdate() - timedelta(days=60 - pilot.contact_days)
    company(pilot, 90)
    (line,) = told(owner)
    assert line.text.startswith("2 ") and "90" in line.text


@pytest.mark.parametrize("days, silent", [(44, False), (45, True), (46, True)])
def test_silence_begins_on_the_day_of_the_rhythm(pilot, days, silent):
    company(pilot, days)
    assert bool(silence.quiet(Participation.objects.filter(pilot=pilot))) is silent


@pytest.mark.parametrize("days, silent", [(19, False), (20, True)])
def test_a_pilot_chooses_its_own_rhythm(pilot, days, silent):
    type(pilot).objects.filter(pk=pilot.pk).update(contact_days=20)
    company(pilot, days)
    assert bool(silence.quiet(Participation.objects.filter(pilot=pilot))) is silent
    lines = told(factories.owner(pilot, factories.OOM))
    assert [line.days_late for line in lines] == ([0] if silent else [])


def test_the_owner_chooses_the_rhythm_on_screen_within_its_bounds(pilot, person):
    browser, address = person(factories.owner(pilot)), reverse("pilot_edit", args=[pilot.slug])
    said = {"title": pilot.title, "version": pilot.version}
    wrong = browser.post(address, said | {"contact_days": "400"})
    assert wrong.status_code == 200 and "180" in wrong.content.decode()
    assert browser.post(address, said | {"contact_days": "30"}).status_code == 302
    pilot.refresh_from_db()
    assert pilot.contact_days == 30


def test_leads_and_companies_that_left_are_not_silent(pilot):
    for state in ("lead", "approached", "declined", "withdrawn"):
        company(pilot, 90, state)
    assert not told(factories.owner(pilot, factories.OOM))


def test_an_interview_that_was_held_is_contact(pilot):
    case = company(pilot, 90, "interviewed")
    talk = factories.CompanyInterviewFactory(participation=case, at=factories.days_ago(3))
    type(talk).objects.filter(pk=talk.pk).update(state="held")
    assert not told(factories.owner(pilot, factories.OOM))


def test_companies_of_the_other_fund_are_for_its_owner():
    pilot = factories.running_pilot()
    company(pilot, 60)
    assert not told(factories.owner(pilot))
    assert told(factories.owner(pilot, factories.OOM))


def test_a_provider_is_told_nothing_and_does_not_see_the_page(pilot, person):
    company(pilot, 60)
    provider = factories.provider(pilot)
    assert not told(provider)
    page = reverse("companies:quiet", args=[pilot.slug])
    assert person(provider).get(page).status_code == 403
    assert person(factories.person(Role.SELECTOR, pilot)).get(page).status_code == 403


def test_the_page_names_the_longest_silence_first(pilot, person):
    company(pilot, 60, name="Kort BV")
    company(pilot, 90, name="Lang BV")
    browser = person(factories.owner(pilot, factories.OOM))
    shown = browser.get(reverse("companies:quiet", args=[pilot.slug])).content.decode()
    assert shown.index("Lang BV") < shown.index("Kort BV")
