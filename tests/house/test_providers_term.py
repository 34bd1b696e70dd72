"""A provider reads nothing of the work before its approval and after its end: only its choices and its appointment."""

import pytest
from django.urls import reverse

from pilot.models import Appointment
from tests.house.access import TABLE
from tests.house.checking import address_of, undone

pytestmark = pytest.mark.django_db

#: What an invited provider needs to make its proposal, and a former one to hand its work on.
ITS_OWN = {
    "pilot",
    "policy",
    "policy_version",
    "policy_versions",
    "policy_compare",
    "policy_paper",
    "appointments",
    "appointment",
    "appointment_propose",
    "appointment_topic",
    "attachment_new",
    "attachment",
    # The last period is reported after the end, with the figures of that day; refused ones say why they cannot.
    "report_new",
    "provider_report",
    # Sheets tell companies about the pilot, without names.
    "desk:documents",
    "desk:document",
}


def statuses(world, name, state):
    """What the page answers to the provider in this state of its appointment, and to a stranger."""
    row = TABLE[name]
    with undone():
        made = row.make(world, world.own)
        Appointment.objects.filter(pilot=world.own.pilot).update(state=state)
        path = reverse(address_of(name), args=made) + row.query
        return [world.browsers[role].get(path).status_code for role in ("provider", "stranger")]


@pytest.mark.parametrize("state", ["invited", "proposed", "changes", "refused", "ended"])
def test_a_provider_that_is_not_approved_reads_nothing_of_the_work(world, state):
    opened = set()
    for name in sorted(TABLE):
        provider, stranger = statuses(world, name, state)
        if provider == 200 and stranger != 200:
            opened.add(address_of(name))
    assert opened - ITS_OWN == set()
    assert {"pilot", "appointments"} <= opened


def test_an_approved_provider_reads_the_work(world):
    assert statuses(world, "candidates:list", "approved") == [200, 404]
