"""Scoring is plain arithmetic: held to examples one can check on paper, and to properties."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from candidates import scoring
from candidates.scoring import Weighed

D = Decimal
ITEMS = [
    Weighed("motivation", "soft", 2),
    Weighed("learning", "soft", 1),
    Weighed("knowledge", "hard", 1),
    Weighed("experience", "hard", 1),
]
scores = st.integers(min_value=1, max_value=5)
weights = st.integers(min_value=51, max_value=99)
values = st.fixed_dictionaries({item.key: scores.map(D) for item in ITEMS})


def test_an_item_counts_as_agreed_else_as_the_mean_of_those_who_scored_it():
    assert scoring.item_value([4, 2], agreed=3) == 3
    assert scoring.item_value([4, 3]) == D("3.5")
    assert scoring.item_value([4, None]) == 4
    assert scoring.item_value([None, None]) is None


def test_two_points_difference_has_to_be_talked_through_and_one_point_not():
    assert scoring.to_settle([4, 2])
    assert not scoring.to_settle([4, 3])
    assert not scoring.to_settle([4, None])


def test_the_total_is_counted_from_the_figures_that_are_shown():
    found = scoring.totals(ITEMS, {"motivation": D(4), "learning": D(3), "knowledge": D(2), "experience": D(3)}, 60)
    # Soft (2 × 4 + 3) ÷ 3 = 3.67, hard 2.50, total 0.6 × 3.67 + 0.4 × 2.50 = 3.202.
    assert found == scoring.Totals(D("3.67"), D("2.50"), D("3.20"))


def test_half_a_cent_goes_up():
    assert scoring.rounded(D("3.125")) == D("3.13")
    assert scoring.rounded(D("2.675")) == D("2.68")


def test_without_hard_scores_there_is_no_total():
    found = scoring.totals(ITEMS, {"motivation": D(4)}, 60)
    assert found.soft == 4
    assert found.hard is None
    assert found.total is None


@pytest.mark.advice("8.3.2-14", carries="candidates.scoring.totals")
@pytest.mark.advice("8.1-02", carries="candidates.scoring.totals")
@given(high=scores, low=scores, weight=weights)
def test_a_good_match_on_soft_skills_counts_more_than_one_on_hard_skills(high, low, weight):
    if high <= low:
        return
    soft = scoring.totals(ITEMS, _all(soft=high, hard=low), weight).total
    hard = scoring.totals(ITEMS, _all(soft=low, hard=high), weight).total
    assert soft > hard


def test_soft_skills_that_do_not_outweigh_hard_ones_are_refused():
    for weight in (50, 40, 100):
        with pytest.raises(ValueError, match="soft"):
            scoring.totals(ITEMS, _all(3, 3), weight)


@given(values=values, weight=weights)
def test_a_total_lies_between_the_lowest_and_the_highest_score(values, weight):
    found = scoring.totals(ITEMS, values, weight)
    for figure in found:
        assert min(values.values()) <= figure <= max(values.values())


@given(values=values, weight=weights, key=st.sampled_from([item.key for item in ITEMS]))
def test_a_higher_score_never_lowers_the_total(values, weight, key):
    better = {**values, key: min(values[key] + 1, D(5))}
    assert scoring.totals(ITEMS, better, weight).total >= scoring.totals(ITEMS, values, weight).total


@given(weight=weights)
def test_the_shares_of_all_items_make_a_hundred_and_soft_has_the_larger_part(weight):
    shares = {item.key: scoring.share(item, ITEMS, weight) for item in ITEMS}
    assert abs(sum(shares.values()) - 100) < D("0.0001")
    assert shares["motivation"] + shares["learning"] > shares["knowledge"] + shares["experience"]


@pytest.mark.advice("6.5-01", carries="candidates.scoring.reaches_threshold")
@given(values=values, weight=weights, threshold=st.sampled_from([D("2.5"), D(3), D("3.5"), D(4)]))
def test_below_the_threshold_for_motivation_nobody_qualifies_whatever_the_rest(values, weight, threshold):
    found = scoring.totals(ITEMS, values, weight)
    verdict = scoring.qualifies(values["motivation"], found.hard, threshold, None)
    assert verdict == (values["motivation"] >= threshold)


@pytest.mark.advice("8.3.4-05", carries="candidates.scoring.reaches_hard_minimum")
def test_short_training_asks_a_minimum_of_hard_skills_and_other_training_does_not():
    assert not scoring.qualifies(D(5), D("2.49"), D(3), D("2.5"))
    assert scoring.qualifies(D(5), D("2.50"), D(3), D("2.5"))
    assert scoring.qualifies(D(5), D(1), D(3), None)


def test_who_was_not_asked_about_motivation_does_not_qualify():
    assert not scoring.qualifies(None, D(5), D(3), None)


# ---- any kit at all: any number of items of each kind, any permitted weights, items nobody scored ----


@st.composite
def kits(draw):
    """Items of a kit as it may be: at least one of each kind, weights 1 to 9, motivation first."""
    numbers = st.lists(st.integers(min_value=1, max_value=9), min_size=1, max_size=12)
    soft, hard = draw(numbers), draw(numbers)
    items = [Weighed(f"s{number}", "soft", weight) for number, weight in enumerate(soft)]
    items += [Weighed(f"h{number}", "hard", weight) for number, weight in enumerate(hard)]
    return items


@st.composite
def scored(draw):
    """A kit with the value of each item: agreed, the mean of two, one score, or none."""
    items = draw(kits())
    given = st.lists(st.none() | scores, max_size=2)
    found = {item.key: scoring.item_value(draw(given), draw(st.none() | scores)) for item in items}
    return items, found


@pytest.mark.advice("8.3.2-14", carries="candidates.scoring.share")
@given(items=kits(), weight=weights)
def test_soft_has_the_larger_share_whatever_the_kit_and_all_shares_make_a_hundred(items, weight):
    shares = [(item.kind, scoring.share(item, items, weight)) for item in items]
    soft = sum(share for kind, share in shares if kind == "soft")
    hard = sum(share for kind, share in shares if kind == "hard")
    assert soft > hard
    assert abs(soft - weight) < D("0.0001")
    assert abs(soft + hard - 100) < D("0.0001")
    assert all(share > 0 for _kind, share in shares)


@given(one=scored(), weight=weights)
def test_every_figure_lies_within_the_scores_whatever_the_kit(one, weight):
    items, found = one
    figures = scoring.totals(items, found, weight)
    for kind, figure in (("soft", figures.soft), ("hard", figures.hard), ("", figures.total)):
        given_values = [found[item.key] for item in items if item.kind.startswith(kind) and found[item.key] is not None]
        if figure is not None:
            assert min(given_values) <= figure <= max(given_values)
        else:
            # Without a score of each kind there is no total, and nothing is made up.
            assert not given_values or not kind
    assert (figures.total is None) == (figures.soft is None or figures.hard is None)


@given(one=scored(), weight=weights, by=st.integers(min_value=1, max_value=4))
def test_the_same_step_counts_more_on_every_soft_item_together_than_on_every_hard_one(one, weight, by):
    items, _found = one
    base = {item.key: D(1) for item in items}
    lifted = {
        kind: {key: value + by if key.startswith(kind[0]) else value for key, value in base.items()}
        for kind in ("soft", "hard")
    }
    assert scoring.totals(items, lifted["soft"], weight).total > scoring.totals(items, lifted["hard"], weight).total


@pytest.mark.advice("6.5-01", carries="candidates.scoring.qualifies")
@given(
    one=scored(),
    weight=weights,
    threshold=st.decimals(min_value=1, max_value=5, places=1),
    minimum=st.none() | st.decimals(min_value=1, max_value=5, places=1),
)
def test_below_the_threshold_nobody_qualifies_whatever_the_kit_and_the_weights(one, weight, threshold, minimum):
    items, found = one
    motivation, figures = found["s0"], scoring.totals(items, found, weight)
    verdict = scoring.qualifies(motivation, figures.hard, threshold, minimum)
    if motivation is None or motivation < threshold:
        assert not verdict
    # And nobody is kept out by anything but the two lower bounds.
    reaches = minimum is None or (figures.hard is not None and figures.hard >= minimum)
    assert verdict == (motivation is not None and motivation >= threshold and reaches)


def _all(soft, hard):
    return {item.key: D(soft if item.kind == "soft" else hard) for item in ITEMS}
