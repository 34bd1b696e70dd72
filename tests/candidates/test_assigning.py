"""Many interviews at once: the work is spread, the pairs vary, nobody is in two places; a person accepts it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from candidates import assigning
from candidates.assigning import Known, Slot
from candidates.models import Abstention, Interview
from tests.factories import (
    CandidateFactory,
    kit_in_use,
    office_hours,
    owner,
    planned_interview,
    running_pilot,
    selector,
    specialist,
)

BEGIN = datetime(2027, 3, 1, 9, tzinfo=UTC)
NOTHING = Known({}, {}, {})


def row_of(count, rooms=("",)):
    return [Slot(BEGIN + timedelta(hours=number), room) for number in range(count) for room in rooms]


def loads(found, part):
    people = [getattr(one, part) for one in found]
    return {person: people.count(person) for person in people}


@pytest.mark.advice("8.3.2-11", carries="candidates.assigning.propose")
@given(
    st.integers(1, 20),
    st.integers(1, 4),
    st.integers(1, 4),
)
def test_the_work_is_spread_evenly_when_everybody_is_free(count, firsts, seconds):
    selectors, specialists = [*range(1, firsts + 1)], [*range(11, 11 + seconds)]
    found = assigning.propose(range(100, 100 + count), row_of(count), selectors, specialists, NOTHING, 45)
    assert len(found) == count
    for part, people in (("selector", selectors), ("specialist", specialists)):
        counts = [loads(found, part).get(person, 0) for person in people]
        assert max(counts) - min(counts) <= 1


@given(st.integers(1, 15), st.integers(1, 3), st.data())
def test_nobody_and_no_room_is_in_two_places_at_once(count, rooms, data):
    slots = row_of(count, [f"Zaal {number}" for number in range(rooms)])
    people = [*range(1, 7)]
    taken = {
        person: [(BEGIN + timedelta(hours=hour), BEGIN + timedelta(hours=hour + 1))]
        for person, hour in data.draw(st.dictionaries(st.sampled_from(people), st.integers(0, count))).items()
    }
    apart = data.draw(st.frozensets(st.tuples(st.integers(100, 110), st.sampled_from(people))))
    # Persons 3 and 4 have both roles.
    found = assigning.propose(range(100, 111), slots, [1, 2, 3, 4], [3, 4, 5, 6], Known({}, {}, taken, apart), 45)
    seen = set()
    for one in found:
        assert one.selector != one.specialist
        assert (one.candidate, one.selector) not in apart
        assert (one.candidate, one.specialist) not in apart
        for key in (one.selector, one.specialist, one.slot.room):
            assert (key, one.slot.at) not in seen
            seen.add((key, one.slot.at))
            assert (one.slot.at, one.slot.at + timedelta(hours=1)) not in taken.get(key, [])
    assert len({one.candidate for one in found}) == len(found)


def test_pairs_vary_before_one_comes_back():
    found = assigning.propose(range(100, 104), row_of(4), [1, 2], [11, 12], NOTHING, 45)
    assert len({(one.selector, one.specialist) for one in found}) == 4


def test_who_held_more_interviews_before_gets_fewer_now():
    found = assigning.propose(range(100, 103), row_of(3), [1, 2], [11], Known({1: 3}, {}, {}), 45)
    assert {one.selector for one in found} == {2}


# ---- with records ----


def team(count=3):
    pilot = running_pilot()
    kit_in_use(pilot)
    people = CandidateFactory.create_batch(count, pilot=pilot, state="invited")
    return pilot, people, [selector(pilot), selector(pilot)], [specialist(pilot), specialist(pilot)]


def asked(**more):
    day = office_hours()
    return {"minutes": 45, "pause": 15, "place": "Kantoor", "day_1": f"{day:%Y-%m-%d}"} | {
        "from_1": "09:00",
        "until_1": "12:00",
        **more,
    }


def typed(rows, **more):
    """What the page of a proposal posts: every line as it stands."""
    found = {"minutes": "45", "place": "Kantoor", "rows-TOTAL_FORMS": len(rows), "rows-INITIAL_FORMS": len(rows)}
    for number, row in enumerate(rows):
        found |= {f"rows-{number}-{name}": value for name, value in row.items()}
    return found | more


def proposed(browser, pilot, **more):
    answer = browser.get(reverse("candidates:interview_assign", args=[pilot.slug]), asked(**more))
    rows = []
    for line in answer.context["lines"]:
        row = dict(line["form"].initial)
        row["at"] = f"{row['at']:%Y-%m-%dT%H:%M}"
        row["take"] = "on"
        rows.append(row)
    return answer, rows


@pytest.mark.django_db
def test_a_proposal_is_accepted_in_one_act(person):
    pilot, people, _selectors, _specialists = team()
    browser = person(owner(pilot))
    answer, rows = proposed(browser, pilot)
    assert len(rows) == 3
    assert all(line["why"] for line in answer.context["lines"])
    url = reverse("candidates:interview_assign", args=[pilot.slug])
    assert browser.post(url, typed(rows)).status_code == 302
    assert Interview.objects.filter(candidate__in=people, minutes=45, place="Kantoor").count() == 3


@pytest.mark.django_db
def test_all_are_planned_or_none_and_what_was_typed_stays(person):
    pilot, _people, selectors, _specialists = team()
    browser = person(owner(pilot))
    _answer, rows = proposed(browser, pilot)
    rows[1] |= {"at": rows[0]["at"], "selector": rows[0]["selector"], "room": "Hier"}
    answer = browser.post(reverse("candidates:interview_assign", args=[pilot.slug]), typed(rows))
    assert answer.status_code == 200
    assert not Interview.objects.exists()
    assert [bool(line["refused"]) for line in answer.context["lines"]] == [False, True, False]
    assert "Hier" in answer.content.decode()


@pytest.mark.django_db
def test_a_line_that_is_not_ticked_is_left_alone(person):
    pilot, people, _selectors, _specialists = team()
    browser = person(owner(pilot))
    _answer, rows = proposed(browser, pilot)
    del rows[0]["take"]
    browser.post(reverse("candidates:interview_assign", args=[pilot.slug]), typed(rows))
    assert Interview.objects.count() == 2


@pytest.mark.django_db
def test_what_is_planned_already_and_who_abstained_is_taken_into_account():
    pilot, people, (first, _second), (expert, _other) = team(1)
    busy = planned_interview(pilot=pilot, at=office_hours(), minutes=60, room="Zaal 1", place="Kantoor")
    slots = [Slot(office_hours(), "Zaal 1"), Slot(office_hours(), "Zaal 2")]
    known = assigning.known(pilot, [first.pk, expert.pk], [people[0].pk], slots, minutes=45, place="kantoor")
    sitting = {card.part: card.interviewer_id for card in busy.scorecards.all()}
    assert known.load[sitting["selector"]] == 1
    assert known.pairs[sitting["selector"], sitting["specialist"]] == 1
    assert "zaal 1" in known.taken
    mine = planned_interview(people[0], at=office_hours(14))
    card = mine.scorecards.get(part="selector")
    Abstention.objects.create(interview=mine, candidate=people[0], person=card.interviewer)
    known = assigning.known(pilot, [first.pk], [people[0].pk], slots, minutes=45, place="Kantoor")
    assert (people[0].pk, card.interviewer_id) in known.abstained


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"until_1": "08:00"}, "until_1"), ({"day_1": "2020-01-01"}, "day_1"), ({"rooms": "A, a"}, "rooms")],
)
def test_times_that_cannot_be_are_said_at_the_field(person, wrong, field):
    pilot, *_rest = team()
    answer = person(owner(pilot)).get(reverse("candidates:interview_assign", args=[pilot.slug]), asked(**wrong))
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
