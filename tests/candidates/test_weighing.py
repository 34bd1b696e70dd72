"""What each item adds to a total, and whether other permitted weights turn an order: held against brute force."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from candidates import scoring, weighing
from candidates.scoring import HARD, SOFT, Weighed
from candidates.weighing import PERMITTED, Figures

score = st.integers(100, 500).map(lambda cents: Decimal(cents) / 100)
figures = st.builds(Figures, score, score)
items = st.lists(
    st.tuples(st.sampled_from([SOFT, HARD]), st.integers(1, 9), st.integers(1, 5)), min_size=1, max_size=12
).map(
    lambda rows: (
        [Weighed(n, kind, weight) for n, (kind, weight, _value) in enumerate(rows)],
        {n: Decimal(value) for n, (_kind, _weight, value) in enumerate(rows)},
    )
)


def brute(one, other):
    """Every permitted weight at which the other comes first, one by one."""
    return [weight for weight in PERMITTED if other.at(weight) > one.at(weight)]


@given(figures, figures)
def test_the_weights_at_which_an_order_turns_are_those_that_brute_force_finds(one, other):
    assert list(weighing.ahead(one, other)) == brute(one, other)


@given(figures, st.lists(figures, max_size=8), st.sampled_from(PERMITTED))
def test_who_changes_places_is_who_stands_on_the_other_side_at_some_permitted_weight(mine, others, weight):
    named = dict(enumerate(others))
    turned = weighing.changing(mine, named.items(), weight)
    for key, other in named.items():
        before = other.at(weight) > mine.at(weight)
        crossing = brute(other, mine) if before else brute(mine, other)
        assert list(turned.get(key, ())) == crossing
        assert weight not in crossing


@given(figures, figures)
def test_at_no_weight_do_two_each_come_before_the_other(one, other):
    assert not {*weighing.ahead(one, other)} & {*weighing.ahead(other, one)}


def test_an_order_that_turns_and_one_that_does_not():
    kind, handy = Figures(Decimal("4.2"), Decimal("2.0")), Figures(Decimal("3.6"), Decimal("3.0"))
    # 0.6 × weight against 1.0 × (100 − weight): even at 62.5.
    assert weighing.ahead(kind, handy) == range(51, 63)
    assert weighing.ahead(handy, kind) == range(63, 100)
    better = Figures(Decimal("4.5"), Decimal("3.5"))
    assert weighing.ahead(better, handy) == range(0)
    assert weighing.ahead(handy, better) == PERMITTED
    assert weighing.ahead(handy, handy) == range(0)


@given(items, st.integers(51, 99))
def test_the_points_of_all_items_together_are_the_total(made, soft_weight):
    found, values = made
    totals = scoring.totals(found, values, soft_weight)
    parts = weighing.parts(found, values, soft_weight)
    assert sorted(part.key for part in parts) == sorted(values)
    assert [part.points for part in parts] == sorted((part.points for part in parts), reverse=True)
    if totals.total is not None:
        assert sum(part.share for part in parts) == pytest.approx(Decimal(100))
        assert abs(sum(part.points for part in parts) - totals.total) <= Decimal("0.011")
        assert min(values.values()) <= totals.total <= max(values.values())


def test_an_item_that_nobody_scored_adds_nothing_and_leaves_its_share_to_the_others():
    found = [Weighed("a", SOFT, 3), Weighed("b", SOFT, 1), Weighed("c", HARD, 1)]
    parts = weighing.parts(found, {"a": Decimal(4), "b": None, "c": Decimal(2)}, 60)
    assert [(part.key, part.share, part.points) for part in parts] == [
        ("a", Decimal(60), Decimal("2.4")),
        ("c", Decimal(40), Decimal("0.8")),
    ]
