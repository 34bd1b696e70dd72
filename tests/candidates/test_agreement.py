"""Agreement between interviewers: what is known of kappa, its uncertainty, and how far strict and mild lie apart."""

import numpy as np
import pytest

from candidates import agreement
from candidates.agreement import FEWEST_EACH, FEWEST_PAIRS, kappa, table


def pairs_of(rng, number, noise, shift=0.0):
    """Pairs of scores of two people who see the same with noise, the second of them milder by a shift."""
    truth = rng.normal(3, 1, number)
    both = np.stack([truth, truth + shift]) + rng.normal(0, noise, (2, number))
    return [tuple(pair) for pair in np.clip(np.rint(both), 1, 5).astype(int).T.tolist()]


def test_the_same_scores_agree_fully_and_independent_ones_not_beyond_chance():
    rng = np.random.default_rng(1)
    assert kappa(table((score, score) for score in (1, 2, 3, 4, 5, 3))) == 1
    free = rng.integers(1, 6, (20_000, 2)).tolist()
    assert kappa(table(free)) == pytest.approx(0, abs=0.02)
    assert kappa(table([(1, 5), (5, 1)])) == -1


def test_kappa_of_a_table_counted_by_hand():
    # Observed disagreement 2 × 1/16 of 4 pairs; expected from margins (1,2,1) and (1,2,1) on scores 2, 3, 4.
    found = kappa(table([(2, 2), (3, 4), (3, 3), (4, 3)]))
    assert found == pytest.approx(1 - (2 / 16) / (4 * (4 / 16 + 2 * 4 / 16) / 16 + 0 * 1), abs=0.3)
    expected = sum(a * b * (i - j) ** 2 for i, a in ((2, 1), (3, 2), (4, 1)) for j, b in ((2, 1), (3, 2), (4, 1))) / 4
    assert found == pytest.approx(1 - 2 / expected)


def test_it_is_not_defined_where_everybody_gives_the_same_score():
    assert kappa(table([(3, 3)] * 30)) is None
    assert agreement.agreement([[(3, 3)] * 30]) is None


def test_too_few_pairs_say_nothing():
    assert agreement.agreement([[(3, 4)] * (FEWEST_PAIRS - 1)]) is None
    assert agreement.agreement([]) is None


def test_the_interval_holds_the_true_agreement_nineteen_of_twenty_times():
    rng = np.random.default_rng(3)
    truth = kappa(table(pairs_of(rng, 200_000, 0.6)))
    hits = 0
    for number in range(200):
        interviews = [pairs_of(rng, 5, 0.6) for _interview in range(40)]
        found = agreement.agreement(interviews, draws=300, seed=number)
        hits += found.low <= truth <= found.high
    assert 180 <= hits <= 199


def test_shares_equal_and_two_apart_are_counted():
    found = agreement.agreement([[(3, 3), (3, 5)] * 10, [(2, 3), (4, 4)] * 10])
    assert (found.pairs, found.equal, found.apart) == (40, 0.5, 0.25)


@pytest.mark.parametrize(("noise", "word"), [(0.1, "very good"), (0.55, "good"), (1.0, "moderate"), (9, "poor")])
def test_it_has_a_word(noise, word):
    pairs = pairs_of(np.random.default_rng(4), 4000, noise)
    assert agreement.word(agreement.agreement([pairs], draws=10)) == word


def scores(rng, mild, each=60):
    """Scores of four people beside one another; the last is milder by so many points."""
    found = []
    for one, other in ((0, 1), (1, 2), (2, 3), (3, 0), (0, 2), (1, 3)):
        shift = mild * ((other == 3) - (one == 3))
        found += [(one, other, *pair) for pair in pairs_of(rng, each, 0.5, shift)]
    return found


def test_a_mild_interviewer_stands_out_and_chance_does_not():
    rng = np.random.default_rng(5)
    assert agreement.severity(scores(rng, 0.8)).stands_out
    by_chance = [agreement.severity(scores(rng, 0), draws=200).stands_out for _number in range(60)]
    assert sum(by_chance) <= 8


def test_few_people_or_few_scores_are_not_compared():
    rng = np.random.default_rng(6)
    two = [("a", "b", *pair) for pair in pairs_of(rng, 100, 0.5)]
    assert agreement.severity(two) is None
    assert agreement.severity(scores(rng, 0.5, each=FEWEST_EACH // 4)) is None
