"""The pilot's page names as next step what My work has on top for this user and this pilot."""

import html
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from pilot import reminders
from pilot.phases import choosing
from tests import factories

pytestmark = pytest.mark.django_db
BROUGHT = []


def items(pilot, user):
    """A checklist of two lines that brings what the test says."""
    yield {"label": "Eerste regel", "status": "busy", "url": "/eerste/", "badge": "", "note": "", "why": ""}
    yield {"label": "Gedaan", "status": "done", "url": "/gedaan/", "badge": "", "note": "", "why": "", "waits": BROUGHT}


@pytest.fixture
def pilot():
    return factories.running_pilot()


@pytest.fixture
def brings(settings, pilot):
    """Let the apps above bring lines of work: ``(text, days from today, pilot)``."""
    settings.PILOT_CHECKLIST = ["tests.desk.test_next_step.items"]
    BROUGHT.clear()

    def bring(text, days, of=pilot, context=""):
        due = timezone.localdate() + timedelta(days=days)
        BROUGHT.append(reminders.Reminder(f"proef:{text}", due, text, "Doe dit", f"/{text}/", of, context))

    return bring


def next_step(browser, pilot):
    page = html.unescape(browser.get(pilot.get_absolute_url()).content.decode())
    found = re.search(r'<section class="next.*?</section>', page, re.S)
    return re.sub(r"\s+", " ", found[0]) if found else ""


def test_what_is_latest_comes_first(person, pilot, brings):
    brings("morgen", 1)
    brings("laat", -2)
    brings("later", 30)
    step = next_step(person(factories.selector(pilot)), pilot)
    assert 'href="/laat/"' in step
    assert "Doe dit" in step
    assert "2 dagen te laat" in step


def test_without_anything_late_the_first_day_counts_and_is_named(person, pilot, brings):
    brings("later", 30)
    brings("morgen", 1, context="Zaal 3")
    step = next_step(person(factories.selector(pilot)), pilot)
    assert 'href="/morgen/"' in step
    assert "uiterlijk" in step
    assert "Zaal 3" in step


def test_work_in_another_pilot_is_no_next_step_here(person, pilot, brings):
    brings("elders", -9, of=factories.running_pilot())
    assert 'href="/eerste/"' in next_step(person(factories.selector(pilot)), pilot)


def test_without_work_the_first_open_line_is_next(person, pilot, brings):
    assert "Eerste regel" in next_step(person(factories.selector(pilot)), pilot)


def test_the_next_step_of_a_selector_is_the_first_line_of_my_work(person, pilot):
    selector = factories.selector(pilot)
    factories.CandidateFactory(pilot=pilot)
    first = reminders.waiting(selector)[0]
    step = next_step(person(selector), pilot)
    assert first.text in step
    assert f'href="{html.unescape(first.url)}"' in step


def test_an_owner_does_not_get_the_work_of_selectors(person, pilot):
    factories.CandidateFactory(pilot=pilot)
    assert "niet_verteld" not in next_step(person(factories.owner(pilot)), pilot)


def first_line(user, pilot):
    user.__dict__.pop("running", None)
    return next(item for item in reminders.waiting(user) if item.pilot and item.pilot.pk == pilot.pk)


def stands_on_top(person, user, pilot):
    """Whether the box names the first line of My work in this pilot; returns that line."""
    first = first_line(user, pilot)
    assert f'href="{first.url}"' in next_step(person(user), pilot)
    return first


def test_the_next_step_is_the_first_line_of_my_work_whatever_app_it_comes_from(person, pilot):
    owner, provider = factories.owner(pilot), factories.provider(pilot)
    factories.ParticipationFactory(pilot=pilot, recruited_by="fund")
    assert stands_on_top(person, owner, pilot).key.startswith("company-leads:")
    day = timezone.localdate() - timedelta(days=70)
    pilot.appointments.update(starts_on=day, since=day)
    assert stands_on_top(person, provider, pilot).key.startswith("provider-report:")
    assert stands_on_top(person, owner, pilot).key.startswith("provider-report-chase:")
    someone = factories.CandidateFactory(pilot=pilot, employment="unemployed", uwv_benefit=True)
    arrangement = factories.UwvArrangementFactory(candidate=someone, made_by=owner)
    type(arrangement).objects.update(asked_on=timezone.localdate() - timedelta(days=90))
    assert stands_on_top(person, owner, pilot).key.startswith("uwv:")


def test_whoever_only_reads_the_checklist_is_given_no_step_of_others(person, pilot):
    assert next_step(person(factories.management()), pilot) == ""


def test_a_signature_waits_among_the_other_work_while_a_version_is_in_force(person, pilot):
    owner = factories.owner(pilot)
    policy = factories.full_policy(pilot, made_by=owner)
    choosing.propose(policy, by=owner)
    first = stands_on_top(person, owner, pilot)
    assert first.key.startswith("signature:")
