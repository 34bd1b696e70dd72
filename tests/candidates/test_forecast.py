"""The forecast: right as often as it says, moved by what a pilot saw, and the report's range where it saw nothing."""

import numpy as np
import pytest

from candidates import forecast
from candidates.forecast import SHARE_PRIOR, SPEED_PRIOR, STEPS, Experience, Step, outlook


def experience(placed=0, **steps):
    return Experience({name: steps.get(name, Step()) for name in STEPS}, placed)


def simulated(rng, people, seen, ahead):
    """A pilot of ``people`` who came in ``seen`` days: what was seen by then, and the number placed ``ahead`` days on.

    Its true shares and speeds are drawn from what the report leaves possible; people are followed one by one.
    """
    shares = rng.beta(*SHARE_PRIOR, len(STEPS))
    speeds = rng.gamma(SPEED_PRIOR[0], 1 / SPEED_PRIOR[1], len(STEPS))
    told = {name: [0, 0, 0, 0.0] for name in STEPS}
    placed = truth = 0
    for moment in rng.uniform(0, seen, people):
        for place, name in enumerate(STEPS):
            end = moment + rng.exponential(1 / speeds[place])
            goes_on = rng.random() < shares[place]
            if end <= seen:
                told[name][0 if goes_on else 1] += 1
                told[name][3] += end - moment
            elif moment < seen:
                told[name][2] += 1
                told[name][3] += seen - moment
            moment = end
            if not goes_on:
                break
        else:
            placed += moment <= seen
            truth += moment <= seen + ahead
    return Experience({name: Step(*numbers) for name, numbers in told.items()}, placed), truth


def test_eight_of_ten_intervals_hold_the_truth_in_a_thousand_pilots():
    rng = np.random.default_rng(1)
    hits = 0
    for number in range(1000):
        people, seen, ahead = int(rng.integers(60, 301)), rng.uniform(20, 120), rng.uniform(30, 180)
        told, truth = simulated(rng, people, seen, ahead)
        found = outlook(told, ahead, 15, draws=400, seed=number)
        hits += found.low <= truth <= found.high
    assert 750 <= hits <= 850


@pytest.mark.advice("8.3.2-23", carries="candidates.forecast._drawn")
def test_without_experience_five_to_twenty_five_in_a_hundred_are_placed():
    shares, _speeds = forecast._drawn(experience(), 100_000, np.random.default_rng(2))
    low, high = np.quantile(shares.prod(axis=1), (0.05, 0.95))
    assert low == pytest.approx(0.05, abs=0.005)
    assert high == pytest.approx(0.25, abs=0.01)


def test_much_experience_outweighs_the_report():
    step = Step(passed=900, out=100, days=9_000)
    low, _middle, high = forecast.share_all_the_way(experience(**dict.fromkeys(STEPS, step)))
    assert low < 0.9**5 < high
    assert high - low < 0.1


def test_who_is_placed_counts_at_once():
    found = outlook(experience(placed=15), days=1, target=15)
    assert (found.chance, found.low, found.high) == (1, 15, 15)


def test_nobody_on_the_way_brings_nobody():
    found = outlook(experience(), days=365, target=1)
    assert (found.chance, found.median) == (0, 0)


def test_no_more_than_there_are_people():
    found = forecast.totals(experience(placed=2, qualified=Step(waiting=3)), days=700)
    assert found.min() >= 2
    assert found.max() == 5


@pytest.mark.parametrize("step", STEPS)
def test_more_people_more_days_and_more_who_go_on_never_lower_the_chance(step):
    told = experience(**{"registered": Step(waiting=60), step: Step(passed=20, out=20, waiting=60, days=300)})
    now = outlook(told, 90, 10).chance
    assert outlook(told.joined_by(50), 90, 10).chance >= now
    assert outlook(told, 150, 10).chance >= now
    assert outlook(told, 90, 10, better=step).chance >= now


def test_the_same_question_has_the_same_answer():
    told = experience(registered=Step(waiting=80))
    assert outlook(told, 120, 15) == outlook(told, 120, 15)


def test_a_crowd_is_drawn_less_often_but_answered():
    found = outlook(experience(registered=Step(waiting=50_000)), 365, 15)
    assert found.chance > 0.9


def test_so_many_more_are_needed_and_one_fewer_is_not_enough():
    told = experience(registered=Step(waiting=40, passed=50, out=20, days=800))
    more = forecast.needed(told, 300, 15)
    assert 20 < more < 300
    assert outlook(told.joined_by(more), 300, 15, draws=500).chance >= 0.8
    assert outlook(told.joined_by(more - 10), 300, 15, draws=500).chance < 0.8


def test_a_day_too_near_is_out_of_reach():
    assert forecast.needed(experience(), 3, 15) is None


def test_nothing_more_is_needed_once_there_are_enough():
    assert forecast.needed(experience(placed=20), 10, 15) == 0


def test_the_step_that_loses_most_people_is_worth_most():
    good = Step(passed=90, out=10, waiting=0, days=500)
    told = experience(
        registered=Step(passed=90, out=10, waiting=80, days=500),
        informed=good,
        invited=good,
        interviewed=Step(passed=15, out=85, days=500),
        qualified=good,
    )
    name, chance = forecast.weakest_step(told, 200, 12)
    assert name == "interviewed"
    assert chance > outlook(told, 200, 12).chance
