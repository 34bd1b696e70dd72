"""Who interviews whom, when: a balanced proposal for many candidates at once, to change by hand and accept."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from candidates import selection
from candidates.busy import COMPANY_TAKES, span
from candidates.models import Abstention, Attendance, Candidate, Interview, Scorecard
from companies.models import CompanyInterview
from pilot.workflow import NotNow


class Slot(NamedTuple):
    """A free moment, with a room or none."""

    at: datetime
    room: str = ""


class Pair(NamedTuple):
    """One proposed interview, with how many each has by then and how often the two sat together before."""

    candidate: int
    slot: Slot
    selector: int
    specialist: int
    selector_has: int
    specialist_has: int
    together: int


class Known(NamedTuple):
    """What is known before: interviews by person and by pair, what people and rooms are busy with, who abstained."""

    load: Mapping[int, int]
    pairs: Mapping[tuple[int, int], int]
    #: By person, by candidate (as ``-id``) and by name of a room: times that are taken.
    taken: Mapping[object, Sequence[tuple[datetime, datetime]]]
    #: Couples of candidate and person.
    abstained: frozenset[tuple[int, int]] = frozenset()


def propose(
    candidates: Iterable[int],
    slots: Iterable[Slot],
    selectors: Sequence[int],
    specialists: Sequence[int],
    known: Known,
    minutes: int,
) -> list[Pair]:
    """Give candidates, in their order, the slots in order of time, each with the pair that has the least to do.

    Between pairs that have equally much, the one that sat together least often. Nobody and no room is in two places
    at once, nobody meets a candidate from whom they abstained, and nobody is both halves of a pair.
    """
    load, pairs = Counter(known.load), Counter(known.pairs)
    taken = {key: list(times) for key, times in known.taken.items()}
    waits, found = list(candidates), []

    def free(key: object, at: datetime) -> bool:
        end = at + timedelta(minutes=minutes)
        return not any(begin < end and at < until for begin, until in taken.get(key, ()))

    for slot in sorted(slots):
        if slot.room and not free(slot.room.lower(), slot.at):
            continue
        able = [
            (first, second)
            for first in selectors
            for second in specialists
            if first != second and free(first, slot.at) and free(second, slot.at)
        ]
        able.sort(key=lambda pair: (load[pair[0]] + load[pair[1]], pairs[pair], pair))
        chosen = next(
            (
                (candidate, pair)
                for candidate in waits
                if free(-candidate, slot.at)
                for pair in able
                if not any((candidate, person) in known.abstained for person in pair)
            ),
            None,
        )
        if chosen is None:
            continue
        candidate, (first, second) = chosen
        found.append(Pair(candidate, slot, first, second, load[first], load[second], pairs[first, second]))
        waits.remove(candidate)
        load.update([first, second])
        pairs[first, second] += 1
        times = (slot.at, slot.at + timedelta(minutes=minutes))
        for key in (first, second, -candidate, *([slot.room.lower()] if slot.room else [])):
            taken.setdefault(key, []).append(times)
    return found


def waiting_for_interview(pilot):
    """Invited candidates without a planned interview, who waits longest first."""
    planned = Interview.objects.filter(state=Interview.State.PLANNED).values("candidate")
    rows = Candidate.objects.filter(pilot=pilot, state=Candidate.State.INVITED, erased_at__isnull=True)
    return rows.exclude(pk__in=planned).order_by("created_at", "pk")


def known(pilot, people, candidates, slots, *, minutes, place):
    """What the records say about people and candidates in the time of these slots; five queries."""
    counted = (Interview.State.PLANNED, Interview.State.HELD)
    load, by_interview = Counter(), {}
    cards = Scorecard.objects.filter(interview__candidate__pilot=pilot, interview__state__in=counted)
    for interview, part, person in cards.values_list("interview", "part", "interviewer"):
        load[person] += 1
        by_interview.setdefault(interview, {})[part] = person
    both = (selection.PART.SELECTOR, selection.PART.SPECIALIST)
    pairs = Counter(tuple(sitting[part] for part in both) for sitting in by_interview.values() if len(sitting) == 2)
    begin, end = slots[0].at, slots[-1].at + timedelta(minutes=minutes)
    abstained = Abstention.objects.filter(candidate__in=candidates).values_list("candidate", "person")
    return Known(load, pairs, _taken(people, candidates, begin, end, place), frozenset(abstained))


def _taken(people, candidates, begin, end, place):
    taken = {}
    during = span(begin, (end - begin).total_seconds() / 60)
    cards = Scorecard.objects.filter(interviewer__in=people, during__overlap=during)
    for person, time in cards.values_list("interviewer", "during"):
        taken.setdefault(person, []).append((time.lower, time.upper))
    talks = CompanyInterview.objects.filter(
        Q(selector__in=people) | Q(owner__in=people),
        state=CompanyInterview.State.PLANNED,
        at__lt=end,
        at__gt=begin - COMPANY_TAKES,
    )
    for at, selector, owner in talks.values_list("at", "selector", "owner"):
        for person in {selector, owner}:
            taken.setdefault(person, []).append((at, at + COMPANY_TAKES))
    invited = Attendance.objects.filter(
        candidate__in=candidates, state=Attendance.State.INVITED, session__at__lt=end
    ).values_list("candidate", "session__at", "session__minutes")
    for candidate, at, minutes in invited:
        taken.setdefault(-candidate, []).append((at, at + timedelta(minutes=minutes)))
    rooms = Interview.objects.filter(during__overlap=during, place__iexact=place).exclude(room="")
    for room, time in rooms.values_list("room", "during"):
        taken.setdefault(room.lower(), []).append((time.lower, time.upper))
    return taken


class Clash(NotNow):
    """Some of the interviews cannot be planned; ``by_candidate`` says of each why. None of them is planned."""

    def __init__(self, by_candidate):
        super().__init__([_("Nothing is planned yet: look at the lines that cannot be planned as they stand.")])
        self.by_candidate = by_candidate


@transaction.atomic
def accept(pilot, rows, *, by):
    """Plan all these interviews in one act, or none; return them. Raises ``Clash``.

    ``rows`` are what ``selection.plan`` asks, with the id of the candidate as ``candidate``.
    """
    people = {one.pk: one for one in waiting_for_interview(pilot)}
    made, refused = [], {}
    for row in rows:
        candidate = people.get(row["candidate"])
        if candidate is None:
            refused[row["candidate"]] = [_("This person cannot be planned (any more).")]
            continue
        try:
            made.append(selection.plan(candidate, by=by, **{key: row[key] for key in row if key != "candidate"}))
        except NotNow as error:
            refused[candidate.pk] = error.sentences
    if refused:
        raise Clash(refused)
    return made
