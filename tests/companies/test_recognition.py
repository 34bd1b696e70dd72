"""A recognition as work placement company that ends: who is reminded, at which days, and what the page says of it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from companies import recognition
from companies.models import Participation
from companies.waiting import waiting
from pilot import reminders
from pilot.models import Mail
from tests import factories as f

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def pilot():
    return f.running_pilot()


def recognised(pilot, days, **fields):
    """A committed company whose recognition ends in so many days."""
    case = f.committed_vacancy(pilot).participation
    until = timezone.localdate() + timedelta(days=days)
    f.LearningEnvironmentFactory(participation=case, recognised_until=until, **fields)
    return Participation.objects.get(pk=case.pk)


def lines(user):
    user.__dict__.pop("running", None)
    return [line for line in waiting(user) if line.key.startswith("company-recognition:")]


def test_the_provider_is_reminded_sixty_days_ahead_and_the_owner_of_the_fund_fourteen(pilot):
    by, owner, other = f.provider(pilot), f.owner(pilot), f.owner(pilot, f.OOM)
    case = recognised(pilot, 61)
    assert lines(by) == lines(owner) == []
    recognised_now(case, 60)
    (line,) = lines(by)
    assert (line.due - timezone.localdate()).days == 60
    assert line.url == reverse("companies:environment", args=[case.pk]) and str(case) in line.text
    assert lines(owner) == []
    recognised_now(case, 14)
    (line,) = lines(owner)
    assert line.url == reverse("companies:participation", args=[case.pk])
    assert lines(other) == lines(f.selector(pilot)) == lines(f.owner(f.running_pilot())) == []


def recognised_now(case, days):
    f.LearningEnvironmentFactory(participation=case, recognised_until=timezone.localdate() + timedelta(days=days))


def test_once_it_ended_it_stays_late_until_a_new_assessment_says_otherwise(pilot):
    by, case = f.provider(pilot), recognised(pilot, -3)
    (line,) = lines(by)
    assert line.group == "late" and "ended on" in line.text
    f.LearningEnvironmentFactory(
        participation=case, recognised=False, recognition_number="", recognised_for="", recognised_until=None
    )
    assert lines(by) == []
    recognised_now(case, 1000)
    assert lines(by) == []


def test_a_company_that_stopped_or_lies_outside_asks_nothing(pilot):
    by, case = f.provider(pilot), recognised(pilot, 5)
    assert len(lines(by)) == 1
    Participation.objects.filter(pk=case.pk).update(state="withdrawn")
    assert lines(by) == []


@pytest.mark.parametrize("nights", [1, 2])
def test_a_mail_goes_out_once_at_sixty_and_once_at_fourteen_days(pilot, monkeypatch, nights):
    by, now = f.provider(pilot), timezone.now()
    recognised(pilot, 62)
    sent = []
    for left in (61, 60, 59, 30, 13, 12, -1):
        monkeypatch.setattr("django.utils.timezone.now", lambda days=62 - left: now + timedelta(days=days))
        for _night in range(nights):
            by.__dict__.pop("running", None)
            reminders.send_to(by)
        sent.append(Mail.objects.filter(user=by, text__contains="The recognition of").count())
    assert sent == [0, 1, 1, 1, 2, 2, 2], "a night that was missed catches up the next, and nothing goes twice"


def test_what_it_means_for_who_is_placed_and_for_classes_is_told(pilot):
    room = f.seated_class(pilot, 2)
    vacancy = room.enrolments.first().candidate.matches.get().vacancy
    case, owner = vacancy.participation, f.owner(pilot)
    recognised_now(case, 10)
    told = {one.label: one.count for one in recognition.touched(case, owner)}
    assert told == {"People placed here": 2}, "a short training needs no recognition"
    type(room.programme).objects.filter(pk=room.programme_id).update(kind="diploma")
    told = {one.label: one for one in recognition.touched(case, owner)}
    seats = told["Seats in a class that needs a recognised company"]
    assert seats.count == 2 and "does not count for the diploma" in seats.follows
    assert recognition.touched(case, f.owner(f.running_pilot())) == []


def test_the_page_says_when_it_ends_and_what_hangs_on_it(pilot, person):
    match = f.placed_match(pilot)
    case = match.vacancy.participation
    owner = f.owner(pilot)
    type(owner).objects.filter(pk=owner.pk).update(language="en")
    quiet = person(owner).get(case.get_absolute_url()).content.decode()
    assert "ends on" not in quiet
    recognised_now(case, 20)
    page = person(owner).get(case.get_absolute_url()).content.decode()
    assert "ends on" in page
    assert "People placed here: 1." in page and match.get_absolute_url() in page


@pytest.mark.parametrize("state", ["committed", "withdrawn"])
def test_with_everything_that_hangs_on_it_the_page_asks_twenty_questions_at_most(
    pilot, person, django_assert_max_num_queries, state
):
    room = f.seated_class(pilot, 3)
    type(room.programme).objects.filter(pk=room.programme_id).update(kind="diploma")
    case = room.enrolments.first().candidate.matches.get().vacancy.participation
    recognised_now(case, 10)
    f.VacancyFactory(participation=case, title="Frezer")
    Participation.objects.filter(pk=case.pk).update(state=state)
    for user in (f.owner(pilot), f.provider(pilot), f.selector(pilot)):
        browser = person(user)
        # The first page after login notes in the session when somebody was last here.
        browser.get("/woorden/")
        with django_assert_max_num_queries(20):
            page = browser.get(case.get_absolute_url())
        assert page.context["hangs_on_it"] or page.context["left_behind"]
