"""Agreement on the page of the owners; severity only when it was switched on, for a time, with a reason, and told."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from candidates import comparing
from candidates.models import Comparison, Scorecard
from pilot.models import Mail
from pilot.workflow import NotNow
from tests.factories.candidates import held_interview, planned_interview
from tests.factories.pilot import owner, provider, running_pilot, selector, specialist

pytestmark = pytest.mark.django_db


@pytest.fixture
def pilot():
    return running_pilot()


def in_a_month():
    return timezone.localdate() + timedelta(days=30)


def comparison(pilot, **fields):
    return Comparison(pilot=pilot, **{"why": "Twee rondes leken strenger.", "until": in_a_month(), **fields})


def interviews(pilot, number):
    return [held_interview(pilot=pilot, value=1 + turn % 5, other=1 + turn * 3 % 5) for turn in range(number)]


def page(pilot):
    return reverse("candidates:interviewer_agreement", args=[pilot.slug])


def test_pairs_are_of_interviews_of_which_both_cards_are_in(pilot):
    held, planned = held_interview(pilot=pilot), planned_interview(held_interview(pilot=pilot).candidate)
    Scorecard.objects.filter(interview=planned).update(submitted_at=None)
    pairs = comparing.pairs_of(pilot)
    assert held.pk in pairs
    assert planned.pk not in pairs
    assert all(len({one, other}) == 2 for rows in pairs.values() for one, other, *_scores in rows)


def test_owners_read_the_agreement_once_there_are_enough_pairs(person, pilot):
    browser = person(owner(pilot))
    assert "Er zijn nog geen scores te vergelijken" in browser.get(page(pilot)).content.decode()
    interviews(pilot, 12)
    shown = browser.get(page(pilot)).content.decode()
    assert "Over 12 gesprekken" in shown
    assert "Paren van scores" in shown


@pytest.mark.parametrize("role", [selector, specialist, provider])
def test_nobody_else_reads_it(person, pilot, role):
    assert person(role(pilot)).get(page(pilot)).status_code == 403


def test_severity_is_off_until_it_is_switched_on_with_a_reason_and_told(person, pilot):
    watched = [selector(pilot), specialist(pilot)]
    browser = person(owner(pilot))
    assert "Uit. Beoordelaars vergelijken" in browser.get(page(pilot)).content.decode()
    answer = browser.post(
        reverse("candidates:comparison_new", args=[pilot.slug]),
        {"why": "Twee rondes leken strenger.", "until": in_a_month().isoformat()},
    )
    assert answer.status_code == 302
    shown = browser.get(page(pilot)).content.decode()
    assert "Twee rondes leken strenger." in shown
    assert "te weinig beoordelaars" in shown
    told = Mail.objects.filter(kind="comparison_on")
    assert {mail.user_id for mail in told} >= {user.pk for user in watched}
    assert all("Twee rondes leken strenger." in mail.text for mail in told)


def test_the_page_names_no_interviewer(person, pilot):
    held = interviews(pilot, 12)
    comparing.switch_on(comparison(pilot), by=owner(pilot))
    shown = person(owner(pilot)).get(page(pilot)).content.decode()
    names = {card.interviewer.name for interview in held for card in interview.scorecards.select_related("interviewer")}
    assert not [name for name in names if name in shown]


def test_it_is_over_on_its_last_day_and_can_be_switched_off_before(person, pilot):
    by = owner(pilot)
    on = comparing.switch_on(comparison(pilot), by=by)
    with pytest.raises(NotNow):
        comparing.switch_on(comparison(pilot), by=by)
    assert person(by).post(reverse("candidates:comparison_off", args=[on.pk])).status_code == 302
    assert comparing.running(pilot) is None
    again = comparing.switch_on(comparison(pilot), by=by)
    day = timezone.localdate()
    Comparison.objects.filter(pk=again.pk).update(since=day - timedelta(days=40), until=day - timedelta(days=1))
    assert comparing.running(pilot) is None
    assert comparing.switch_on(comparison(pilot), by=by).pk


@pytest.mark.parametrize("days", [0, 91])
def test_without_a_near_end_it_is_refused_on_screen_and_by_the_database(person, pilot, days):
    until = timezone.localdate() + timedelta(days=days)
    answer = person(owner(pilot)).post(
        reverse("candidates:comparison_new", args=[pilot.slug]), {"why": "Zomaar.", "until": until.isoformat()}
    )
    assert answer.status_code == 200
    assert "Kies een dag binnen de komende 90 dagen." in answer.content.decode()
    with pytest.raises(IntegrityError), transaction.atomic():
        comparison(pilot, until=until, by=owner(pilot)).save()


def test_two_at_once_are_refused_by_the_database(pilot):
    on = comparing.switch_on(comparison(pilot), by=owner(pilot))
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "insert into candidates_comparison (pilot_id, why, by_id, since, until) "
            "select pilot_id, why, by_id, since, until from candidates_comparison where id = %s",
            [on.pk],
        )
