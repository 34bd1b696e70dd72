"""Composing a class as pure calculations."""

from decimal import Decimal

import pytest
from django.utils.translation import override

from pilot.choices import TrainingKind
from training import planning
from training.planning import Group, Person, Sizes

SIZES = Sizes(10, 15, 20)


@pytest.fixture(autouse=True)
def _english():
    with override("en"):
        yield


@pytest.mark.advice("7.3-15", carries="training.planning.size_note")
@pytest.mark.parametrize("count", [1, 9])
def test_a_class_below_the_minimum_is_too_small_and_says_who_decides(count):
    note = planning.size_note(count, SIZES)
    assert note.kind == "wait"
    assert note.word == "Too small"
    assert note.sentence.startswith(f"{10 - count} participant")
    assert "the owner of every fund" in note.sentence


@pytest.mark.advice("7.3-14", carries="training.planning.size_note")
@pytest.mark.advice("7.4-08", carries="training.planning.size_note")
@pytest.mark.parametrize("count", [10, 12, 14, 15])
def test_ten_to_fifteen_is_ideal(count):
    assert planning.size_note(count, SIZES)[:2] == ("ok", "Ideal")


@pytest.mark.advice("8.1-07", carries="training.planning.size_note")
@pytest.mark.advice("8.3.4-14", carries="training.planning.size_note")
def test_fifteen_is_the_aim_and_below_it_the_seats_to_go_are_counted():
    assert "3 seats more" in planning.size_note(12, SIZES).sentence
    assert "1 seat more" in planning.size_note(14, SIZES).sentence
    assert planning.size_note(15, SIZES).sentence.startswith("The aim of 15 is reached")


@pytest.mark.parametrize(
    ("count", "kind", "word"), [(16, "wait", "Above ideal"), (19, "wait", "Above ideal"), (20, "late", "Full")]
)
def test_above_fifteen_warns_and_twenty_is_full(count, kind, word):
    assert planning.size_note(count, SIZES)[:2] == (kind, word)


@pytest.mark.advice("7.3-13", carries="training.planning.Sizes.of")
def test_without_a_policy_the_sizes_are_those_of_the_research():
    assert Sizes.of(None) == Sizes(10, 15, 20)


@pytest.mark.advice("7.4-09", carries="training.planning.misfits")
def test_somebody_with_another_agreed_training_does_not_fit():
    group = Group(TrainingKind.SHORT)
    assert planning.misfits(Person(1, training=TrainingKind.SHORT), group) == []
    assert (
        "All in one class follow the same programme."
        in planning.misfits(Person(1, training=TrainingKind.EVC), group)[0]
    )


@pytest.mark.advice("8.1-05", carries="training.planning.misfits")
def test_another_type_matters_only_where_the_funds_chose_one_type_in_a_class():
    person = Person(1, type=3)
    assert planning.misfits(person, Group("short", type=2, homogeneous=True))
    assert planning.misfits(person, Group("short", type=2, homogeneous=False)) == []


def test_another_region_is_named():
    assert planning.misfits(Person(1, region="noord"), Group("short", region="oost")) == [
        "The company lies in another region than most of the class."
    ]


def test_a_class_is_what_most_of_it_are():
    people = [Person(1, "oost", 2), Person(2, "oost", 2), Person(3, "noord", 3)]
    assert planning.group_of("short", people, homogeneous=True) == Group("short", "oost", 2, True)


def test_an_empty_class_has_no_region_or_type_so_that_everybody_fits():
    group = planning.group_of("short", [], homogeneous=True)
    assert planning.misfits(Person(1, "noord", 1, "short"), group) == []


def test_who_fits_stands_first_and_fills_the_aim():
    group = Group("short", region="oost", type=2, homogeneous=True)
    people = [Person(1, "noord", 3), Person(2, "oost", 2), Person(3, "noord", 2), Person(4, "oost", 2)]
    found = planning.suggest(people, group, 14, SIZES)
    assert [s.person.key for s in found] == [2, 4, 3, 1]
    assert [s.suggested for s in found] == [True, False, False, False]


@pytest.mark.advice("7.3-10", carries="training.planning.best_kind")
@pytest.mark.advice("7.3-11", carries="training.planning.best_kind")
def test_type_1_is_best_served_by_a_diploma_and_type_3_by_evc():
    assert planning.best_kind(1) == TrainingKind.DIPLOMA
    assert planning.best_kind(2) is None
    assert planning.best_kind(3) == TrainingKind.EVC
    assert planning.type_note({1: 2, 2: 10, 3: 0}, "short") == "A diploma course serves type 1 best."
    assert planning.type_note({1: 2, 2: 10, 3: 0}, "diploma") == ""


@pytest.mark.advice("8.3.4-03", carries="training.planning.lesson_days")
def test_school_days_taper_off_in_the_second_half():
    assert planning.lesson_days(Decimal("2"), Decimal("1"), 26) == 39
    assert planning.lesson_days(Decimal("2"), Decimal("2"), 26) == 52
    assert planning.lesson_days(Decimal("2.5"), Decimal("0.5"), 3) == Decimal("5.5")
