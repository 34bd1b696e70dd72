"""Two owners permit a placement at the same moment, on real connections, and only one place is left."""

import contextlib
import threading

import pytest
from django.db import IntegrityError, connection

from candidates import placing
from candidates.models import Candidate, Match
from companies.models import Vacancy
from pilot.workflow import NotNow
from tests import factories as make


@pytest.fixture
def last_place(committed):
    """One place, two matches on which everything is said."""
    pilot = make.running_pilot()
    vacancy = make.committed_vacancy(pilot, places=1)
    return [make.agreed_match(pilot, vacancy=vacancy).pk for _match in range(2)]


def at_once(keys):
    """Permit both placements in two threads with their own connections; return what came of each."""
    outcomes = {}

    def permit(key):
        try:
            match = Match.objects.with_case().get(pk=key)
            outcomes[key] = placing.place(match, by=make.owner(match.candidate.pilot)).state
        except (NotNow, IntegrityError) as refusal:
            outcomes[key] = type(refusal).__name__
        finally:
            connection.close()

    threads = [threading.Thread(target=permit, args=[key]) for key in keys]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return sorted(outcomes.values())


def both_count_before_either_writes(monkeypatch, patience):
    """Hold each thread after it has counted the places, until the other has counted too or patience (s) ends."""
    meeting = threading.Barrier(2)
    counted = placing.permission_blockers

    def count_and_wait(match, by):
        found = list(counted(match, by))
        # Broken: the other still waits for the lock, which is what the lock is for.
        with contextlib.suppress(threading.BrokenBarrierError):
            meeting.wait(timeout=patience)
        return found

    monkeypatch.setattr(placing, "permission_blockers", count_and_wait)


def unlocked(candidate_id, vacancy_id):
    return Vacancy.objects.with_case().get(pk=vacancy_id), Candidate.objects.get(pk=candidate_id)


def placed_on(keys):
    return Match.objects.filter(pk__in=keys, state="placed").count()


def test_the_last_place_goes_to_one_of_two_permissions_at_once(last_place, monkeypatch):
    both_count_before_either_writes(monkeypatch, patience=1)
    assert at_once(last_place) == ["NotNow", "placed"]
    assert placed_on(last_place) == 1


def test_without_the_lock_of_the_verb_the_database_still_lets_one_through(last_place, monkeypatch):
    both_count_before_either_writes(monkeypatch, patience=10)
    monkeypatch.setattr(placing, "lock", unlocked)
    assert at_once(last_place) == ["IntegrityError", "placed"]
    assert placed_on(last_place) == 1


def test_with_both_locks_off_the_race_shows_itself(last_place, monkeypatch):
    both_count_before_either_writes(monkeypatch, patience=10)
    monkeypatch.setattr(placing, "lock", unlocked)
    with connection.cursor() as cursor:
        cursor.execute("alter table candidates_match disable trigger match_in_order")
    assert at_once(last_place) == ["placed", "placed"]
    assert placed_on(last_place) == 2
