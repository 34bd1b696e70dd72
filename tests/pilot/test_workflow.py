"""One door for state: the table of moves, the lock, the audit, the sentence when it is too late."""

import pytest
from django.utils.translation import override

from pilot import audit
from pilot.models import Appointment, AuditEvent, Pilot, Policy, Terms, Upload
from pilot.workflow import NotNow, move, require_none
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def appointment():
    found = make.AppointmentFactory(pilot=make.new_pilot(make.AO), state="proposed")
    found.proposals.update(state="accepted")
    return found


def test_a_move_writes_the_state_with_its_fields_and_records_who_and_why(appointment):
    owner = make.owner(appointment.pilot)
    before = Appointment.objects.get(pk=appointment.pk).version
    move(appointment, "approve", by=owner, reason="Past bij het kader.", experience="Vaak.")
    saved = Appointment.objects.get(pk=appointment.pk)
    assert (saved.state, saved.experience, saved.version) == ("approved", "Vaak.", before + 1)
    assert appointment.version == saved.version
    event = audit.history(appointment).get()
    assert (event.actor, event.action, event.from_state, event.to_state) == (owner, "approve", "proposed", "approved")
    assert (event.fields, event.reason.text) == (["experience"], "Past bij het kader.")


def test_a_move_that_came_too_late_is_refused_in_a_sentence_and_changes_nothing(appointment):
    owner = make.owner(appointment.pilot)
    stale = Appointment.objects.get(pk=appointment.pk)
    move(appointment, "refuse", by=owner)
    with override("en"), pytest.raises(NotNow, match="the state is now “Refused”"):
        move(stale, "approve", by=owner)
    assert Appointment.objects.get(pk=appointment.pk).state == "refused"
    assert AuditEvent.objects.filter(subject_type="pilot.appointment").count() == 1


def test_without_an_actor_nothing_moves(appointment):
    with pytest.raises(ValueError, match="somebody"):
        move(appointment, "approve", by=None)
    assert Appointment.objects.get(pk=appointment.pk).state == "proposed"


def test_a_move_that_the_table_does_not_know_is_a_mistake_of_ours(appointment):
    with pytest.raises(KeyError):
        move(appointment, "vanish", by=make.owner(appointment.pilot))


def test_blockers_are_raised_as_they_are_shown():
    require_none([])
    with pytest.raises(NotNow) as refusal:
        require_none(f"{n} ontbreekt." for n in ("Een", "Twee"))
    assert refusal.value.sentences == ["Een ontbreekt.", "Twee ontbreekt."]


@pytest.mark.parametrize("model", [Pilot, Policy, Appointment, Terms, Upload])
def test_every_state_is_reached_by_a_move_and_every_move_leads_to_a_state(model):
    states = {state.value for state in model.State}
    reached = {to for _from, to in model.MOVES.values()}
    first = model._meta.get_field("state").default
    assert reached | {first} == states
    assert all(set(origins) <= states and to in states for origins, to in model.MOVES.values())


def test_can_says_what_the_table_says(appointment):
    assert appointment.can("approve")
    assert not appointment.can("end")
