"""By when the lines of a pilot's page are due, and what waits for who records mandates."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from pilot import reminders
from pilot.models import Mandate
from pilot.phases import overview
from pilot.phases.standing import Standing
from tests import factories as make

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


def came_in(record, days):
    """Let a record be of so many days ago."""
    type(record).objects.filter(pk=record.pk).update(created_at=make.days_ago(days))


def lines(pilot, user):
    """The lines of the checklist by their label."""
    own, added = overview.checklist(pilot, user, Standing(pilot))
    return {str(line["label"]): line for line in [*own, *added]}


def test_a_draft_a_proposal_and_an_invitation_say_who_does_it_and_by_when():
    pilot = make.new_pilot(make.AO)
    owner = make.owner(pilot)
    policy = make.PolicyFactory(pilot=pilot, made_by=owner)
    made = timezone.localdate(policy.made_at)
    assert lines(pilot, owner)["Policy choices made"]["due"] == made + timedelta(days=14)
    appointment = make.AppointmentFactory(pilot=pilot, state="invited", due_on=TODAY() + timedelta(days=9))
    line = lines(pilot, owner)["Provider approved"]
    assert (line["who"], line["due"]) == (appointment.provider.name, TODAY() + timedelta(days=9))
    pilot.appointments.update(state="proposed", since=TODAY())
    line = lines(pilot, owner)["Provider approved"]
    assert line["who"] == "the pilot owners"
    assert line["due"] > TODAY()


def test_recruiting_and_selecting_say_by_when():
    pilot = make.running_pilot()
    owner = make.owner(pilot)
    came_in(make.ParticipationFactory(pilot=pilot), 4)
    came_in(make.CandidateFactory(pilot=pilot, told_at=None), 6)
    found = lines(pilot, owner)
    assert found["Companies brought in"]["due"] == TODAY() + timedelta(days=10)
    assert found["Candidates recruited"]["due"] == TODAY() + timedelta(days=24)
    assert found["Information given"]["due"] == TODAY() + timedelta(days=8)
    assert found["Placements permitted"]["due"] is None


def test_plans_are_due_four_weeks_before_their_class_begins():
    pilot = make.running_pilot()
    start = TODAY() + timedelta(days=60)
    make.seated_class(pilot, 2, start=start, end=start + timedelta(days=200))
    line = lines(pilot, make.owner(pilot))["Financing plans approved"]
    assert line["due"] == start - timedelta(days=28)


def test_a_line_that_is_late_says_so_on_the_page(person):
    pilot = make.running_pilot()
    came_in(make.ParticipationFactory(pilot=pilot), 20)
    page = person(make.owner(pilot)).get(pilot.get_absolute_url()).content.decode()
    assert "Voor fonds en aanbieder: 6 dagen te laat." in page


def test_a_mandate_that_ends_soon_waits_for_who_records_the_next_one():
    mandate = make.MandateFactory(end=TODAY() + timedelta(days=12))
    make.MandateFactory(end=TODAY() + timedelta(days=90))
    for user in (make.manager(), make.management()):
        found = [item for item in reminders.waiting(user) if item.key.startswith("mandate-ends:")]
        assert [(item.due, str(mandate.user) in item.text) for item in found] == [(mandate.end, True)]
    make.MandateFactory(user=mandate.user, fund=mandate.fund, start=mandate.end + timedelta(days=1))
    assert not [item for item in reminders.waiting(make.manager()) if item.key.startswith("mandate-ends:")]
    assert Mandate.objects.running().count() >= 2
