"""The recruiting plan: experience read from the record, yield by channel, and a page that answers a question."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from candidates import recruiting, recruiting_plan
from candidates.models import Candidate
from pilot import formats
from pilot.models import AuditEvent, RelatedFunction, SourceSector
from pilot.workflow import move
from tests.factories.candidates import CandidateFactory, placed_match, qualified_candidate
from tests.factories.pilot import owner, provider, running_pilot, specialist

pytestmark = pytest.mark.django_db


@pytest.fixture
def pilot():
    return running_pilot()


def page_of(pilot, **query):
    return reverse("candidates:recruiting_plan", args=[pilot.slug], query=query)


def test_a_step_counts_who_took_it_who_fell_out_and_who_still_stands_before_it(pilot):
    by = owner(pilot)
    went_on, left, _waits = (CandidateFactory(pilot=pilot) for _number in range(3))
    move(went_on, "inform", by=by)
    recruiting.drop(left, by=by, reason="withdrew")
    found = recruiting_plan.experience_of(pilot).steps
    assert (found["registered"].passed, found["registered"].out, found["registered"].waiting) == (1, 1, 1)
    assert (found["informed"].passed, found["informed"].out, found["informed"].waiting) == (0, 0, 1)


def test_the_time_of_a_step_is_that_of_everybody_before_it(pilot):
    now = timezone.now()
    went_on, _waits = CandidateFactory(pilot=pilot), CandidateFactory(pilot=pilot)
    Candidate.objects.filter(pilot=pilot).update(created_at=now - timedelta(days=30))
    event = AuditEvent.objects.create(
        action="inform",
        subject_type="candidates.candidate",
        subject_id=went_on.pk,
        pilot_id=pilot.pk,
        from_state="registered",
        to_state="informed",
        at=now - timedelta(days=20),
    )
    Candidate.objects.filter(pk=went_on.pk).update(state="informed")
    found = recruiting_plan.experience_of(pilot, now=now).steps
    assert event.pk
    assert found["registered"].days == pytest.approx(10 + 30)
    assert found["informed"].days == pytest.approx(20)


def test_being_placed_ends_the_last_step_and_counts_for_the_class(pilot):
    placed_match(pilot)
    waits = qualified_candidate(pilot=pilot)
    found = recruiting_plan.experience_of(pilot)
    assert found.placed == 1
    assert (found.steps["qualified"].passed, found.steps["qualified"].waiting) == (1, 1)
    assert waits.state == "qualified"


def test_somebody_who_came_back_starts_again(pilot):
    by, one = owner(pilot), CandidateFactory(pilot=pilot)
    recruiting.drop(one, by=by, reason="withdrew")
    move(one, "return", by=by, out_stage="", out_reason="", out_at=None)
    found = recruiting_plan.experience_of(pilot).steps["registered"]
    assert (found.out, found.waiting) == (1, 1)


@pytest.mark.advice("8.3.2-02", carries="candidates.recruiting_plan.yields")
def test_advised_channels_are_shown_with_what_they_brought_also_those_never_tried(pilot):
    CandidateFactory.create_batch(2, pilot=pilot, channel_id="eigen-personeel")
    CandidateFactory(
        pilot=pilot,
        channel_id="eigen-personeel",
        state="out",
        out_stage="interviewed",
        out_reason="other",
        out_at=timezone.now(),
    )
    lines = recruiting_plan.yields(pilot, pilot.policy_in_force.occupation, ["a-o-metalektro", "oom"])
    by_channel = {line.channel.pk: line for line in lines if line.channel}
    own = by_channel["eigen-personeel"]
    assert (own.people, own.interviewed, own.qualified, own.advised) == (3, 1, 0, True)
    untried = [line for line in lines if line.advised and not line.people]
    assert untried
    assert all(line.reasons for line in untried)


@pytest.mark.advice("8.3.2-04", carries="candidates.recruiting_plan.by_recruiter")
def test_who_brought_in_whom_is_counted_for_fund_provider_and_company(pilot):
    for recruiter in ("fund", "provider", "provider", "company"):
        CandidateFactory(pilot=pilot, recruited_by=recruiter)
    assert [numbers["people"] for _label, numbers in recruiting_plan.by_recruiter(pilot)] == [1, 2, 1]


@pytest.mark.advice("8.1-08", carries="candidates.forecast.outlook")
def test_the_page_answers_what_is_asked_in_its_address(person, pilot):
    CandidateFactory.create_batch(30, pilot=pilot)
    day = timezone.localdate() + timedelta(days=200)
    shown = person(owner(pilot)).get(page_of(pilot, aantal=12, voor=day.isoformat(), erbij=40)).content.decode()
    assert f"kans op 12 geplaatste mensen op {formats.day(day)}" in shown
    assert "48 tot 240" in shown
    assert "Acht van de tien keer tussen" in shown


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"aantal": "0"}, "minstens 1 is"),
        ({"voor": "2020-01-01"}, "Kies een dag binnen de komende twee jaar."),
        ({"voor": "2027-02-31"}, "Voer een geldige datum in."),
        ({"erbij": "veel"}, "Voer een geheel getal in."),
    ],
)
def test_nonsense_in_the_address_is_said_at_the_field_and_the_usual_is_shown(person, pilot, query, sentence):
    page = person(owner(pilot)).get(page_of(pilot, **query))
    assert page.status_code == 200
    assert sentence in page.content.decode()
    assert "kans op 15 geplaatste mensen" in page.content.decode()


def test_a_provider_reads_the_plan_and_a_specialist_does_not(person, pilot):
    assert person(provider(pilot)).get(page_of(pilot)).status_code == 200
    assert person(specialist(pilot)).get(page_of(pilot)).status_code == 403


@pytest.mark.advice("8.3.2-06", carries="candidates.recruiting_plan.by_background")
def test_how_many_come_from_where_the_occupation_occurs_is_counted_and_keeps_nobody_out(person, pilot):
    policy = pilot.policy_in_force
    chosen = policy.source_sectors.first()
    other = SourceSector.objects.exclude(pk__in=policy.source_sectors.all()).first()
    listed = RelatedFunction.objects.filter(occupation=policy.occupation).first().function_name
    CandidateFactory.create_batch(3, pilot=pilot, source_sector_id=chosen.pk)
    CandidateFactory(pilot=pilot, source_sector_id=other.pk, former_function=listed.upper())
    CandidateFactory.create_batch(2, pilot=pilot, source_sector_id=other.pk, former_function="Astronaut")
    CandidateFactory(pilot=pilot, source_sector_id=None, sector_text="", former_function="")
    counted = [numbers["people"] for _label, numbers in recruiting_plan.by_background(pilot, policy)]
    assert counted == [3, 1, 2, 1]
    assert recruiting_plan.by_background(pilot, None) == []
    shown = person(owner(pilot)).get(page_of(pilot)).content.decode()
    assert "Uit een gekozen herkomstsector" in shown
