"""The order of candidates for a vacancy: explained, stable, quick, and never a gate."""

import time

import numpy as np
import pytest

from candidates import profiles, ranking
from candidates.models import Result
from candidates.ranking import Person, Place
from companies.models import Profile
from pilot.choices import Culture
from tests import conftest
from tests import factories as make

PLACE = Place(pk=1, company=10, culture=Culture.TEAM, region="oost")


def person(pk=1, total=3.5, soft=3.5, hard=3.5, **fields):
    return Person(pk=pk, total=total, soft=soft, hard=hard, **fields)


def order(people, place=PLACE, wishes=None):
    return [row.person.pk for row in ranking.rank(people, [place], wishes).for_place()]


def test_a_better_interview_comes_first():
    assert order([person(1, total=3.2), person(2, total=4.1)]) == [2, 1]


@pytest.mark.advice("8.3.3-01", carries="candidates.ranking.rank")
@pytest.mark.advice("7.4-12", carries="candidates.ranking.rank")
def test_the_profile_of_the_company_is_laid_beside_that_of_the_candidate():
    same, other = person(1, culture=Culture.TEAM), person(2, culture=Culture.INDEPENDENT)
    assert order([other, same]) == [1, 2]
    assert order([other, same], Place(pk=2, company=11, culture=Culture.INDEPENDENT)) == [2, 1]


def test_somebody_of_the_region_comes_before_somebody_who_is_otherwise_equal():
    assert order([person(1, region="noord"), person(2, region="oost")]) == [2, 1]


def test_a_wish_after_a_visit_counts_for_and_against():
    people = [person(1), person(2), person(3)]
    assert order(people, wishes={(3, 10): True, (1, 10): False}) == [3, 2, 1]


def test_a_wish_about_another_company_changes_nothing():
    assert order([person(1), person(2)], wishes={(2, 99): True}) == [1, 2]


def test_more_technical_background_comes_first():
    assert order([person(1, type=1), person(2, type=3), person(3, type=2)]) == [2, 3, 1]


@pytest.mark.advice("8.3.2-07", carries="candidates.ranking.background_in_words")
def test_an_unknown_overlap_is_called_unknown_and_lowers_nobody_below_half():
    unknown = ranking.rank([person(1, type=1)], [PLACE]).for_place()[0]
    assert "onbekend" in ranking.background_in_words(unknown) or "unknown" in ranking.background_in_words(unknown)
    half = ranking.rank([person(1, type=1, overlap=50)], [PLACE]).for_place()[0]
    assert unknown.score == pytest.approx(half.score)


def test_the_order_keeps_nobody_out():
    weakest = person(1, total=1, soft=1, hard=1, type=1, culture=Culture.INDEPENDENT, region="noord")
    assert order([weakest, person(2, total=5)], wishes={(1, 10): False}) == [2, 1]


def test_equal_candidates_keep_the_order_in_which_they_came():
    assert order([person(5), person(2), person(9)]) == [5, 2, 9]


def test_nobody_to_rank_gives_an_empty_order():
    assert ranking.rank([], [PLACE]).for_place() == []


def test_the_score_lies_between_0_and_100():
    best = person(1, total=5, soft=5, hard=5, type=3, overlap=100, culture=Culture.TEAM, region="oost")
    worst = person(2, total=1, soft=1, hard=1, type=1, overlap=0, culture=Culture.INDEPENDENT, region="noord")
    rows = ranking.rank([best, worst], [PLACE], {(1, 10): True, (2, 10): False}).for_place()
    assert [row.score for row in rows] == [pytest.approx(100), pytest.approx(0)]


def test_the_weights_add_up_to_100_and_the_interview_counts_most():
    assert sum(ranking.WEIGHTS.values()) == 100
    assert ranking.WEIGHTS["interview"] > 50


def test_everybody_hears_why_in_two_or_three_sentences():
    people = [
        person(1, soft=4.3, hard=3.1, type=2, overlap=61, culture=Culture.TEAM, region="oost"),
        person(2, soft=3.1, hard=4.4, type=3, culture=Culture.INFORMAL, region="noord"),
        person(3, soft=3.5, hard=3.4, type=1),
    ]
    for row in ranking.rank(people, [PLACE], {(2, 10): True}).for_place():
        assert 2 <= len(row.reasons) <= 3
        assert all(reason.endswith(".") and len(reason) < 300 for reason in row.reasons)


def test_the_reasons_name_who_stands_out_and_what_speaks_against():
    first, second = ranking.rank(
        [
            person(1, total=4.1, soft=4.3, hard=3.1, type=2, overlap=61, culture=Culture.TEAM, region="noord"),
            person(2, total=3.2, soft=3.1, hard=3.4, type=1, region="oost"),
        ],
        [PLACE],
    ).for_place()
    assert first.best_soft and not first.best_hard
    assert "4,30" in first.reasons[0] and "61" in first.reasons[1]
    assert (first.culture, first.region, first.wish) == (ranking.YES, ranking.NO, ranking.UNKNOWN)
    assert second.best_hard


def test_vacancies_are_ranked_for_one_candidate_by_the_same_score():
    near, far = Place(1, 10, Culture.TEAM, "oost"), Place(2, 11, Culture.TEAM, "noord")
    ranked = ranking.rank([person(1, culture=Culture.TEAM, region="oost")], [far, near]).for_person()
    assert [row.place.pk for row in ranked] == [1, 2]


def test_it_says_at_which_weight_the_first_two_change_places():
    soft = person(1, total=4.0, soft=4.6, hard=3.1)
    hard = person(2, total=3.7, soft=3.5, hard=4.0)
    first, second = ranking.rank([soft, hard], [PLACE]).for_place()
    at = ranking.swap_at(first, second)

    def total(who, weight):
        return ((100 - weight) * who.soft + weight * who.hard) / 100

    assert total(soft, at) == pytest.approx(total(hard, at))
    assert ranking.swap_at(first, ranking.rank([soft], [PLACE]).for_place()[0]) is None


def test_a_thousand_candidates_for_three_hundred_vacancies_take_less_than_half_a_second():
    chance = np.random.default_rng(7)
    cultures = [*Culture.values, ""]
    people = [
        Person(
            pk=number,
            total=float(total),
            soft=float(total),
            hard=float(6 - total),
            type=int(chance.integers(1, 4)),
            overlap=None if number % 3 else 61,
            culture=cultures[number % len(cultures)],
            region=["oost", "noord", ""][number % 3],
        )
        for number, total in enumerate(chance.uniform(1, 5, 1000))
    ]
    places = [Place(n, n // 2, cultures[n % len(cultures)], ["oost", "noord"][n % 2]) for n in range(300)]
    wishes = {(n * 7 % 1000, n % 150): bool(n % 2) for n in range(500)}
    times = []
    for _attempt in range(5):
        began = time.perf_counter()
        found = ranking.rank(people, places, wishes)
        shown = [row.reasons for column in range(300) for row in found.for_place(column, count=1)]
        times.append(time.perf_counter() - began)
    assert found.order.shape == (1000, 300) and len(shown) == 300
    assert sorted(times)[2] < 0.5


# ---- read from the database ----


@pytest.mark.django_db
def test_only_qualified_candidates_who_are_free_are_laid_beside_a_vacancy():
    pilot = make.running_pilot()
    vacancy = make.committed_vacancy(pilot)
    free = make.qualified_candidate(pilot)
    make.placed_match(pilot)
    make.held_interview(pilot=pilot)
    make.qualified_candidate(make.running_pilot())
    assert list(profiles.for_vacancy(vacancy).results) == [free.pk]


@pytest.mark.django_db
def test_the_profile_reads_culture_region_overlap_and_the_last_wish():
    pilot = make.running_pilot()
    vacancy = make.committed_vacancy(pilot)
    candidate = make.qualified_candidate(pilot)
    known = make.qualified_candidate(pilot, former_function=_listed_function())
    for day, wish in ((1, False), (2, True)):
        make.VisitFactory(
            candidate=candidate,
            participation=vacancy.participation,
            on=f"2026-10-0{day}",
            would_work_here=wish,
        )
    rows = {row.person.pk: row for row in profiles.for_vacancy(vacancy).ranking.for_place()}
    assert (rows[candidate.pk].culture, rows[candidate.pk].region, rows[candidate.pk].wish) == (1, 1, 1)
    assert rows[candidate.pk].person.overlap is None
    assert rows[known.pk].person.overlap >= 55


@pytest.mark.django_db
@pytest.mark.advice("8.3.1-17", carries="candidates.profiles.cultures")
def test_the_culture_of_a_company_stands_beside_the_one_that_suits_the_candidate():
    pilot = make.running_pilot()
    match = make.placed_match(pilot)
    participation, result = match.vacancy.participation, match.candidate.results.get()
    assert Profile._meta.get_field("culture").choices == Result._meta.get_field("culture").choices, "one list for both"
    assert profiles.cultures(result, participation)["same"] is True
    participation.profile.culture = Culture.INDEPENDENT
    participation.profile.save()
    both = profiles.cultures(result, participation)
    assert (both["candidate"], both["company"]) == (Culture.TEAM.label, Culture.INDEPENDENT.label)
    assert both["same"] is False
    assert profiles.cultures(None, participation)["same"] is None
    page = conftest.Person(make.selector(pilot)).get(match.get_absolute_url()).content.decode()
    assert str(both["candidate"]) in page and str(both["company"]) in page


def _listed_function():
    from pilot.models import RelatedFunction

    return RelatedFunction.objects.filter(occupation="cnc-verspaner").first().function_name


@pytest.mark.django_db
def test_vacancies_with_room_are_those_of_committed_companies_with_a_free_place():
    pilot = make.running_pilot()
    free = make.committed_vacancy(pilot, places=2)
    full = make.committed_vacancy(pilot, places=1)
    make.placed_match(pilot, vacancy=full)
    make.placed_match(pilot, vacancy=free)
    make.VacancyFactory(participation=make.ParticipationFactory(pilot=pilot))
    assert [(v.pk, v.placed, v.free) for v in profiles.vacancies_with_room(pilot)] == [(free.pk, 1, 1)]
