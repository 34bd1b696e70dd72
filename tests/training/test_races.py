"""Two people at one seat, at the same moment, on real connections."""

import threading

import pytest
from django.db import IntegrityError, connection
from django.utils.translation import override

from pilot.workflow import NotNow
from tests.factories.candidates import placed_match
from tests.factories.pilot import owner, running_pilot
from tests.factories.training import ProgrammeFactory, TrainingClassFactory
from training import classes
from training.models import Enrolment


def at_once(*calls):
    """Run the calls in threads that start together; return what each gave or raised."""
    gate, outcomes = threading.Barrier(len(calls)), [None] * len(calls)

    def run(number, call):
        try:
            with override("nl"):
                gate.wait()
                outcomes[number] = call()
        except Exception as error:  # noqa: BLE001 - the test looks at whatever came of it
            outcomes[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number, call)) for number, call in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


@pytest.fixture
def two_for_one_seat(committed):
    pilot = running_pilot()
    training_class = TrainingClassFactory(programme=ProgrammeFactory(pilot=pilot))
    people = [placed_match(pilot).candidate for _number in range(2)]
    user = owner(pilot)
    return training_class, [lambda c=c: classes.seat(training_class, c, 16, by=user) for c in people]


def slow_reading(monkeypatch):
    """Hold everybody between reading which seats are taken and taking one, until both read (or a second passed)."""
    both, refusals = threading.Barrier(2), classes._against

    def slow(*args):
        found = list(refusals(*args))
        try:
            both.wait(timeout=1)
        except threading.BrokenBarrierError:
            return found
        return found

    monkeypatch.setattr(classes, "_against", slow)


def test_of_two_who_take_one_seat_one_wins_and_the_other_reads_why(two_for_one_seat, monkeypatch):
    training_class, calls = two_for_one_seat
    slow_reading(monkeypatch)
    outcomes = at_once(*calls)
    won = [outcome for outcome in outcomes if isinstance(outcome, Enrolment)]
    lost = [outcome for outcome in outcomes if isinstance(outcome, NotNow)]
    assert len(won) == len(lost) == 1, outcomes
    with override("nl"):
        assert lost[0].sentences == [
            classes._("Seat %(number)s has just been taken. Choose another seat.") % {"number": 16}
        ]
    assert training_class.enrolments.filter(seat=16).count() == 1


def test_without_the_lock_both_see_a_free_seat_and_only_the_constraint_stands(two_for_one_seat, monkeypatch):
    training_class, calls = two_for_one_seat
    slow_reading(monkeypatch)
    monkeypatch.setattr(classes, "locked", lambda training_class: classes.FORMING)
    outcomes = at_once(*calls)
    assert sum(isinstance(outcome, IntegrityError) for outcome in outcomes) == 1, outcomes
    assert training_class.enrolments.filter(seat=16).count() == 1


def test_one_person_does_not_sit_in_two_classes_at_once(committed):
    pilot = running_pilot()
    programme = ProgrammeFactory(pilot=pilot)
    candidate, user = placed_match(pilot).candidate, owner(pilot)
    rooms = [TrainingClassFactory(programme=programme) for _number in range(2)]
    outcomes = at_once(*[lambda r=r: classes.seat(r, candidate, 1, by=user) for r in rooms])
    assert sum(isinstance(outcome, NotNow) for outcome in outcomes) == 1, outcomes
    assert Enrolment.objects.filter(candidate=candidate).count() == 1
