"""Verbs of programmes and classes."""

from datetime import date

import pytest
from django.utils.translation import override

from pilot import audit
from pilot.choices import TrainingKind
from pilot.models import JournalEntry
from pilot.workflow import NotNow
from tests.factories.candidates import placed_match, qualified_candidate
from tests.factories.companies import committed_vacancy
from tests.factories.funding import planned_class
from tests.factories.pilot import AO, OOM, fund, owner, running_pilot
from tests.factories.training import (
    EnrolmentFactory,
    ProgrammeFactory,
    TrainingClassFactory,
    seated_class,
)
from training import classes
from training.models import Enrolment, LeaveReason

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english():
    with override("en"):
        yield


@pytest.fixture
def pilot():
    return running_pilot()


def empty_class(pilot, **fields):
    return TrainingClassFactory(programme=ProgrammeFactory(pilot=pilot), **fields)


# ---- seats ----


def test_seat_gives_a_placed_candidate_a_seat_and_records_who_did_it(pilot):
    training_class, candidate = empty_class(pilot), placed_match(pilot).candidate
    enrolment = classes.seat(training_class, candidate, 7, by=owner(pilot))
    assert (enrolment.seat, enrolment.state) == (7, "enrolled")
    assert audit.history(enrolment)[0].actor == owner(pilot)


def test_seat_is_refused_to_somebody_who_is_not_placed(pilot):
    candidate = qualified_candidate(pilot)
    with pytest.raises(NotNow, match="has no placement"):
        classes.seat(empty_class(pilot), candidate, 1, by=owner(pilot))


def test_seat_that_is_taken_is_refused_with_a_sentence(pilot):
    training_class = seated_class(pilot, seats=1)
    with pytest.raises(NotNow, match="Seat 1 has just been taken. Choose another seat."):
        classes.seat(training_class, placed_match(pilot).candidate, 1, by=owner(pilot))


def test_somebody_in_a_class_gets_no_second_seat(pilot):
    training_class = seated_class(pilot, seats=1)
    candidate = training_class.enrolments.get().candidate
    with pytest.raises(NotNow, match="already has a seat in"):
        classes.seat(empty_class(pilot, name="Klas X"), candidate, 1, by=owner(pilot))


@pytest.mark.parametrize("number", [0, 21])
def test_there_are_seats_1_to_20_only(pilot, number):
    with pytest.raises(NotNow, match="seats 1 to 20"):
        classes.seat(empty_class(pilot), placed_match(pilot).candidate, number, by=owner(pilot))


@pytest.mark.advice("7.3-13", carries="training.classes.seat")
def test_the_twenty_first_is_refused(pilot):
    training_class = seated_class(pilot, seats=20)
    with pytest.raises(NotNow, match="more than 20 is not possible"):
        classes.seat(training_class, placed_match(pilot).candidate, 20, by=owner(pilot))


def test_the_policy_may_allow_fewer_than_twenty():
    pilot = running_pilot(policy={"class_min": 2, "class_target": 2, "class_max": 3})
    training_class = seated_class(pilot, seats=3)
    with pytest.raises(NotNow, match="more than 3 is not possible"):
        classes.seat(training_class, placed_match(pilot).candidate, 4, by=owner(pilot))


def test_nobody_is_seated_in_a_class_that_is_no_longer_formed(pilot):
    training_class = seated_class(pilot, seats=1)
    classes.confirm(training_class, by=owner(pilot))
    with pytest.raises(NotNow, match="reopen it first"):
        classes.seat(training_class, placed_match(pilot).candidate, 2, by=owner(pilot))


def test_change_seat_moves_to_a_free_seat_and_not_to_a_taken_one(pilot):
    training_class = seated_class(pilot, seats=2)
    first = training_class.enrolments.get(seat=1)
    classes.change_seat(first, 9, by=owner(pilot))
    assert Enrolment.objects.get(pk=first.pk).seat == 9
    with pytest.raises(NotNow, match="just been taken"):
        classes.change_seat(first, 2, by=owner(pilot))


def test_leaving_frees_the_seat_and_keeps_stage_and_reason(pilot):
    training_class = seated_class(pilot, seats=1)
    enrolment = training_class.enrolments.get()
    candidate = enrolment.candidate
    classes.leave(enrolment, by=owner(pilot), why=LeaveReason.OTHER_CLASS, reason="Begint liever in mei.")
    enrolment.refresh_from_db()
    assert (enrolment.state, enrolment.seat, enrolment.left_stage) == ("left", None, "enrolled")
    assert audit.history(enrolment)[0].reason.text == "Begint liever in mei."
    assert classes.seat(training_class, candidate, 1, by=owner(pilot)).seat == 1


def test_only_leaving_after_the_start_counts_as_dropping_out(pilot):
    training_class = seated_class(pilot, seats=2)
    before, after = training_class.enrolments.all()
    Enrolment.objects.filter(pk=after.pk).update(state="active")
    for enrolment in (before, after):
        classes.leave(enrolment, by=owner(pilot), why=LeaveReason.MOTIVATION, reason="Het paste niet.")
    assert list(Enrolment.objects.dropped_out()) == [after]


# ---- the class as a whole ----


def test_confirm_needs_somebody_in_it(pilot):
    with pytest.raises(NotNow, match="Nobody has a seat yet"):
        classes.confirm(empty_class(pilot), by=owner(pilot))


def test_a_confirmed_class_can_be_reopened(pilot):
    training_class = seated_class(pilot, seats=1)
    classes.confirm(training_class, by=owner(pilot))
    classes.reopen(training_class, by=owner(pilot))
    assert training_class.state == "forming"


@pytest.mark.advice("7.3-15", carries="training.classes.blockers")
def test_a_class_below_the_minimum_starts_only_after_a_decision_of_every_fund(pilot):
    training_class = planned_class(pilot, seats=2)
    with pytest.raises(NotNow) as refused:
        classes.start(training_class, by=owner(pilot))
    assert len(refused.value.sentences) == 2
    classes.decide_small(training_class, fund=fund(AO), by=owner(pilot, AO), reason="In mei komen er acht bij.")
    with pytest.raises(NotNow, match="the owner of OOM has to decide"):
        classes.start(training_class, by=owner(pilot))
    classes.decide_small(training_class, fund=fund(OOM), by=owner(pilot, OOM), reason="De trainer kan nu.")
    assert classes.start(training_class, by=owner(pilot)).state == "running"


def test_a_decision_to_start_small_is_made_once_per_fund_and_stands_in_the_journal(pilot):
    training_class = seated_class(pilot, seats=2)
    classes.decide_small(training_class, fund=fund(AO), by=owner(pilot), reason="In mei komen er acht bij.")
    entry = JournalEntry.objects.get(pilot=pilot)
    assert (entry.kind, entry.reason) == ("decision", "In mei komen er acht bij.")
    with pytest.raises(NotNow, match="has decided already"):
        classes.decide_small(training_class, fund=fund(AO), by=owner(pilot), reason="Nog eens.")


def test_a_class_that_is_large_enough_needs_no_such_decision():
    pilot = running_pilot(policy={"class_min": 2})
    with pytest.raises(NotNow, match="no separate decision is needed"):
        classes.decide_small(seated_class(pilot, seats=2), fund=fund(AO), by=owner(pilot), reason="Toch maar.")


@pytest.mark.advice("8.3.4-07", carries="training.classes.start")
def test_start_begins_the_acquaintance_period_of_everybody():
    pilot = running_pilot(policy={"class_min": 2})
    training_class = planned_class(pilot, seats=3)
    ready = training_class.enrolments.get(seat=3)
    Enrolment.objects.filter(pk=ready.pk).update(state="active")
    classes.start(training_class, by=owner(pilot))
    training_class.refresh_from_db()
    assert training_class.state == "running"
    assert training_class.started_at is not None
    assert [e.state for e in training_class.enrolments.order_by("seat")] == ["acquainted", "acquainted", "active"]


def test_a_class_that_is_not_confirmed_does_not_start():
    pilot = running_pilot(policy={"class_min": 2})
    with pytest.raises(NotNow, match="the state is now"):
        classes.start(seated_class(pilot, seats=2), by=owner(pilot))


def test_finish_waits_for_everybody(pilot):
    training_class = seated_class(pilot, seats=1, state="running")
    Enrolment.objects.update(state="active")
    with pytest.raises(NotNow, match="1 participant is still in training"):
        classes.finish(training_class, by=owner(pilot))
    Enrolment.objects.update(state="completed")
    assert classes.finish(training_class, by=owner(pilot)).state == "finished"


def test_cancel_frees_everybody_for_another_class(pilot):
    training_class = seated_class(pilot, seats=2)
    classes.cancel(training_class, by=owner(pilot), reason="Te weinig bedrijven.")
    assert training_class.state == "cancelled"
    assert set(training_class.enrolments.values_list("state", "left_reason")) == {("left", "cancelled")}
    assert classes.waiting_for_seat(pilot).count() == 2


def test_waiting_for_a_seat_is_whoever_is_placed_and_sits_nowhere(pilot):
    seated_class(pilot, seats=1)
    vacancy = committed_vacancy(pilot)
    waiting = placed_match(pilot, vacancy=vacancy)
    qualified_candidate(pilot)
    placed_match()
    assert list(classes.waiting_for_seat(pilot)) == [waiting]


# ---- programmes ----


@pytest.mark.parametrize(
    ("stance", "evc", "kind", "departs"),
    [
        ("short", False, TrainingKind.SHORT, False),
        ("short", False, TrainingKind.DIPLOMA, True),
        ("short", False, TrainingKind.WORK_STUDY, True),
        ("certified", False, TrainingKind.DIPLOMA, False),
        ("certified", False, TrainingKind.WORK_STUDY, False),
        ("certified", False, TrainingKind.SHORT, True),
        ("short", False, TrainingKind.EVC, True),
        ("certified", True, TrainingKind.EVC, False),
    ],
)
def test_a_programme_departs_from_the_policy_when_the_funds_chose_another_kind(stance, evc, kind, departs):
    pilot = running_pilot(policy={"stance": stance, "evc": evc})
    assert classes.departs(kind, pilot.policy_in_force) is departs
    assert classes.departs(kind, None) is False


def test_a_departure_goes_into_the_journal_with_its_reason(pilot):
    programme = ProgrammeFactory.build(
        pilot=pilot,
        trainer=ProgrammeFactory(pilot=pilot).trainer,
        kind=TrainingKind.DIPLOMA,
        deviation="De bedrijven vragen een diploma.",
    )
    classes.add_programme(programme, by=owner(pilot))
    assert JournalEntry.objects.get(pilot=pilot).reason == "De bedrijven vragen een diploma."


@pytest.mark.advice("7.4-09", carries="training.classes.programme_blockers")
def test_a_programme_that_a_class_started_with_does_not_change(pilot):
    programme = empty_class(pilot).programme
    programme.price = 7200
    classes.change_programme(programme, ["price"], by=owner(pilot))
    TrainingClassFactory(programme=programme, state="running")
    with pytest.raises(NotNow, match="has started with this programme"):
        classes.change_programme(programme, ["price"], by=owner(pilot))


# ---- what is annotated ----


def test_the_company_of_a_participant_is_the_placement_at_that_date(pilot):
    enrolment = EnrolmentFactory(training_class=empty_class(pilot, start=date(2027, 1, 11)))
    match = enrolment.candidate.matches.get()
    annotated = Enrolment.objects.with_company().get(pk=enrolment.pk)
    assert (annotated.match_id, annotated.company, annotated.company_until) == (match.pk, match.company.name, None)
    classes.leave(annotated, by=owner(pilot), why=LeaveReason.WORK, reason="Ander werk.")
    type(match).objects.filter(pk=match.pk).update(state="ended", ended_at=annotated.left_at)
    other = placed_match(pilot, candidate=enrolment.candidate)
    annotated = Enrolment.objects.with_company().get(pk=enrolment.pk)
    assert annotated.company == match.company.name != other.company.name
