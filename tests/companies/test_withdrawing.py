"""A committed company stops: what hangs on it is shown before, and afterwards stands with who must act."""

import pytest
from django.urls import reverse
from django.utils import translation

from candidates import matching_waiting
from candidates.models import Match
from companies import withdrawing
from companies.models import Participation
from pilot.models import Mail
from pilot.workflow import NotNow
from tests import factories as f


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def pilot(db):
    return f.running_pilot()


def paid_for(pilot):
    """Somebody in a class with a plan to which the company pays € 1.900; returns plan and placement."""
    enrolment = f.seated_class(pilot, 1).enrolments.get()
    match = enrolment.candidate.matches.get()
    return f.plan_of(enrolment), match


def touched_of(case, user):
    return {one.label: one for one in withdrawing.touched(case, user)}


def test_nothing_but_places_hangs_on_a_company_without_candidates(pilot):
    case = f.committed_vacancy(pilot, places=3).participation
    found = withdrawing.touched(case, f.owner(pilot))
    assert [(one.label, one.count) for one in found] == [("Places", 3)]


def test_matches_seats_and_money_are_told_by_the_apps_above(pilot):
    plan, match = paid_for(pilot)
    case = match.vacancy.participation
    f.MatchFactory(vacancy=match.vacancy, candidate=f.qualified_candidate(pilot))
    found = touched_of(case, f.owner(pilot))
    assert found["Matches under way"].count == found["People placed here"].count == found["Seats in a class"].count == 1
    assert found["Financing plans"].lines[0][1] == plan.get_absolute_url()
    assert found["Contribution of the company"].amount.endswith("1,900.00")
    assert "minimum is 10" in found["Seats in a class"].follows
    assert str(match.candidate) in found["People placed here"].lines[0][0]
    stranger = f.owner(f.running_pilot())
    assert set(touched_of(case, stranger)) == {"Places"}, "of another pilot nothing is told"


def test_a_selector_hears_of_people_and_not_of_money(pilot):
    _plan, match = paid_for(pilot)
    found = touched_of(match.vacancy.participation, f.selector(pilot))
    assert "People placed here" in found and "Financing plans" not in found


def test_who_must_act_hears_of_it_by_mail_without_names(pilot, published):
    match = f.placed_match(pilot)
    case, by = match.vacancy.participation, f.provider(pilot)
    owner, selector = f.owner(pilot), f.selector(pilot)
    withdrawing.withdraw(case, by=by, reason="Failliet.")
    mails = Mail.objects.filter(kind="company_withdrew")
    assert {owner.pk, selector.pk} <= set(mails.values_list("user", flat=True))
    assert not mails.filter(user=by).exists()
    for mail in mails:
        assert match.candidate.last_name not in mail.text and "pilot" in mail.text


def test_a_withdrawal_has_a_reason_and_ends_what_binds(pilot):
    case = f.committed_vacancy(pilot).participation
    with pytest.raises(NotNow):
        withdrawing.withdraw(case, by=f.owner(pilot), reason=" ")
    withdrawing.withdraw(case, by=f.owner(pilot), reason="Failliet.")
    case = Participation.objects.get(pk=case.pk)
    assert case.state == "withdrawn" and case.withdrawn_at is not None


@pytest.mark.parametrize(("make", "step"), [(f.MatchFactory, "decline"), (f.placed_match, "end")])
def test_afterwards_each_match_waits_for_the_selector(pilot, make, step):
    vacancy = f.committed_vacancy(pilot)
    match = make(candidate=f.qualified_candidate(pilot), vacancy=vacancy)
    selector = f.selector(pilot)
    withdrawing.withdraw(vacancy.participation, by=f.owner(pilot), reason="Failliet.")
    lines = [line for line in matching_waiting.waiting(selector) if line.key.startswith(f"match:{match.pk}:")]
    assert [line.url for line in lines] == [reverse(f"candidates:{step}", args=[match.pk])]
    if step == "end":
        Match.objects.filter(pk=match.pk).update(state="ended", ended_cause="company")
        assert not [line for line in matching_waiting.waiting(selector) if f"match:{match.pk}:" in line.key]
