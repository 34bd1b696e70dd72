"""A pilot's page: phases side by side, who does what by when, what happened and what comes, without names."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from candidates.models import Match
from pilot import audit
from pilot.models import Phase
from pilot.phases import milestones, noting, stages
from pilot.workflow import move
from tests import factories as make
from training import waiting
from training.models import TrainingClass

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture(autouse=True)
def dutch():
    with translation.override("nl"):
        yield


def shown(browser, pilot):
    return browser.get(pilot.get_absolute_url()).content.decode()


def a_class(pilot, name, start, end):
    programme = pilot.programmes.first() or make.ProgrammeFactory(pilot=pilot)
    return make.TrainingClassFactory(programme=programme, name=name, start=start, end=end)


def test_a_second_class_is_recruited_while_the_first_is_taught_and_evaluated():
    day = TODAY()
    said = waiting._side_by_side(
        [
            TrainingClass(name="Klas 2", state="running", start=day - timedelta(20), end=day + timedelta(100)),
            TrainingClass(name="Klas 3", state="forming", start=day + timedelta(60), end=day + timedelta(200)),
        ],
        over=day - timedelta(20),
    )
    assert said["evaluating"]["status"] == "now"
    assert said["recruiting"]["note"] == "voor Klas 3"
    assert "Klas 3" in said["recruiting"]["until"]


@pytest.mark.advice("8.2-05", carries="pilot.phases.stages.stages")
def test_the_owner_sees_of_each_phase_what_it_asks_who_does_it_and_what_blocks_it(person):
    pilot = make.running_pilot()
    make.full_policy(pilot, number=2)  # a next version is made while the pilot goes on
    page = shown(person(make.owner(pilot)), pilot)
    for phase in ("design", "recruiting", "training", "evaluating"):
        assert f'id="fase-{phase}"' in page
    assert "Voor fonds en aanbieder." in page
    assert page.count('aria-current="step"') >= 2  # phases overlap


def line(status, phase, **more):
    return {"label": "x", "status": status, "phase": phase, **more}


def at(**statuses):
    keys = ("design", "agreement", "recruiting", "training", "evaluating", "closed")
    return [{"key": key, "status": statuses.get(key, "todo")} for key in keys]


def test_a_phase_that_is_ready_is_folded_and_one_under_way_is_open():
    found = stages.stages(
        [line("done", Phase.DESIGN), line("busy", Phase.RECRUITING), line("todo", Phase.TRAINING)],
        at(design="done", agreement="done", recruiting="now"),
    )
    assert [(stage["key"], stage["status"], stage["open"]) for stage in found] == [
        ("design", "done", False),
        ("recruiting", "now", True),
        ("training", "todo", False),
    ]


def test_a_phase_that_was_ready_and_asks_something_again_is_under_way():
    (found,) = stages.stages([line("todo", Phase.DESIGN)], at(design="done", agreement="done"))
    assert (found["status"], found["open"]) == ("now", True)


def test_what_is_done_needs_nobody_and_who_a_line_names_stays():
    (found,) = stages.stages(
        [line("done", Phase.TRAINING), line("busy", Phase.TRAINING, who="OOM"), line("busy", Phase.TRAINING)],
        at(training="now"),
    )
    assert [one.get("who") for one in found["lines"]] == [None, "OOM", "de aanbieder"]


def test_what_happened_is_told_by_day_in_numbers_and_without_names(person):
    pilot = make.running_pilot()
    owner = make.owner(pilot)
    for _number in range(2):
        match = make.agreed_match(pilot)
        audit.record(match, "place", by=owner, from_state=Match.State.AGREED, to_state=Match.State.PLACED)
    move(pilot, "close", by=owner)
    (day,), _ahead = milestones.past_and_ahead(pilot)
    assert day["text"] == "De pilot is afgesloten; 2 kandidaten zijn geplaatst."
    page = shown(person(make.management(make.AO)), pilot)
    assert "2 kandidaten zijn geplaatst" in page
    assert match.candidate.last_name not in page


def test_what_comes_is_told_with_its_day():
    pilot = make.running_pilot()
    day = TODAY()
    a_class(pilot, "Klas 2", day + timedelta(30), day + timedelta(100))
    make.InformationSessionFactory(pilot=pilot, at=timezone.now() + timedelta(3), place="Almelo")
    _past, dates = milestones.past_and_ahead(pilot)
    texts = [entry["text"] for entry in dates]
    assert texts[:2] == ["Voorlichting in Almelo", "Klas 2 begint"]


@pytest.mark.advice("8.3-08", carries="pilot.phases.overview.lessons_line")
def test_success_and_failure_stand_on_the_page_and_in_the_checklist(person):
    pilot = make.running_pilot()
    noting.note(pilot, "success", "Een verhaal uit ervaring helpt.", by=make.owner(pilot))
    page = shown(person(make.management(make.AO)), pilot)
    assert "Succes- en faalfactoren genoteerd" in page
    assert page.count("Een verhaal uit ervaring helpt.") == 2  # among what happened, and among the lessons


def test_a_provider_that_is_only_invited_reads_the_frames_and_nothing_of_the_work(person):
    pilot = make.running_pilot()
    noting.note(pilot, "success", "Een verhaal uit ervaring helpt.", by=make.owner(pilot))
    pilot.appointments.update(state="ended")
    invited = make.AppointmentFactory(pilot=pilot, state="invited")
    user = make.UserFactory(organisation=invited.provider)
    make.assign(user, "provider", pilot)
    page = shown(person(user), pilot)
    assert "Een verhaal uit ervaring" not in page
    assert "logboek" not in page


def test_the_page_asks_few_questions_with_lines_about_many_records(person):
    pilot = make.running_pilot()
    owner = make.owner(pilot)
    match = make.placed_match(pilot)
    abouts = [match, match.candidate, match.vacancy.participation, pilot.policies.get(), pilot.appointments.first()]
    for about in abouts:
        noting.note(pilot, "note", "Iets.", by=owner, about=about)
    browser = person(owner)
    shown(browser, pilot)
    with CaptureQueriesContext(connection) as asked:
        shown(browser, pilot)
    moves = [query for query in asked if '"pilot_auditevent"."from_state"' in query["sql"]]
    journal = [query for query in asked if 'FROM "pilot_journalentry"' in query["sql"]]
    assert (len(moves), len(journal)) == (1, 1)
