"""Two interviewers at the same moment, on real connections; with the control that shows the race without the locks."""

import contextlib
import threading
import time

from django.db import IntegrityError, connection
from django.db.models import QuerySet

from candidates import selection
from candidates.models import Interview
from pilot.models import AuditEvent
from pilot.workflow import NotNow
from tests import factories as f
from tests.racing import both


def two_cards():
    interview = f.planned_interview()
    cards = [interview.scorecards.select_related("interviewer").get(part=part) for part in ("selector", "specialist")]
    for card in cards:
        f.fill(card, submit=False)
    return interview, *cards


def hand_in(card):
    return lambda: selection.submit(card, by=card.interviewer)


def take_back(card):
    return lambda: selection.take_back(card, by=card.interviewer)


def slowly(monkeypatch):
    """Let each wait for the other after writing, or for a second: so that they do meet; taking back ends last."""
    meet, record = threading.Barrier(2), selection.audit.record

    def slow(subject, action, **kwargs):
        with contextlib.suppress(threading.BrokenBarrierError):
            meet.wait(timeout=1)
        if action == "take_back":
            time.sleep(1)
        return record(subject, action, **kwargs)

    monkeypatch.setattr("candidates.selection.audit.record", slow)


def test_one_after_the_other_the_second_card_makes_the_interview_held(db):
    interview, first, second = two_cards()
    hand_in(first)()
    assert Interview.objects.get(pk=interview.pk).state == "planned"
    hand_in(second)()
    assert Interview.objects.get(pk=interview.pk).state == "held"


def test_two_cards_handed_in_at_once_make_one_held_interview(committed, monkeypatch):
    interview, first, second = two_cards()
    slowly(monkeypatch)
    assert both(hand_in(first), hand_in(second)) == [None, None]
    interview.refresh_from_db()
    assert interview.state == "held"
    assert AuditEvent.objects.filter(action="hold").count() == 1


def test_handing_in_the_second_and_taking_the_first_back_do_not_both_happen(committed, monkeypatch):
    interview, first, second = two_cards()
    hand_in(first)()
    slowly(monkeypatch)
    back, _in = both(take_back(first), hand_in(second))
    assert _in is None
    first.refresh_from_db()
    held = Interview.objects.get(pk=interview.pk).state == "held"
    assert held == (first.submitted_at is not None) == isinstance(back, NotNow)


def test_control_without_the_locks_a_held_interview_has_an_open_card(committed, monkeypatch):
    interview, first, second = two_cards()
    hand_in(first)()
    slowly(monkeypatch)
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **_options: self)
    with connection.cursor() as cursor:
        cursor.execute("alter table candidates_scorecard disable trigger scorecard_sealed")
    both(take_back(first), hand_in(second))
    first.refresh_from_db()
    assert Interview.objects.get(pk=interview.pk).state == "held"
    assert first.submitted_at is None


def test_what_is_written_while_the_card_is_handed_in_is_in_it_or_refused(committed, monkeypatch):
    _interview, first, _second = two_cards()
    item = first.interview.kit.items.first()
    slowly(monkeypatch)

    def write():
        selection.write(first, item, by=first.interviewer, value=1, notes={}, fields=["value"])

    written, handed = both(write, hand_in(first))
    assert handed is None
    assert written is None or isinstance(written, (NotNow, IntegrityError))
    assert first.scores.get(item=item).value == (1 if written is None else 4)
