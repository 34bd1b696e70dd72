"""Which provider brought somebody in, where a pilot had more than one."""

from datetime import datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override

from pilot.models import Recruits
from pilot.phases.bringing import brought_in_by, recruiters
from tests import factories as make

pytestmark = pytest.mark.django_db


def came_in(day, by="provider", label="the provider"):
    moment = datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=ZoneInfo("Europe/Amsterdam"))
    return SimpleNamespace(recruited_by=by, created_at=moment, get_recruited_by_display=lambda: label)


@pytest.fixture
def pilot():
    """First one provider for everything, then another for candidates and a third for companies."""
    pilot = make.new_pilot()
    for name, recruits, start, end, state in (
        ("Kantelaar", ["companies", "candidates"], "2026-01-01", "2026-03-31", "ended"),
        ("Sprengen", ["candidates"], "2026-04-01", None, "approved"),
        ("Waterloop", ["companies"], "2026-04-01", None, "approved"),
    ):
        make.AppointmentFactory(
            pilot=pilot,
            provider__name=name,
            scope=["recruitment"],
            recruits=recruits,
            starts_on=start,
            ends_on=end,
            state=state,
        )
    return pilot


@pytest.mark.parametrize(
    ("whom", "day", "name"),
    [
        (Recruits.COMPANIES, "2026-02-01", "Kantelaar"),
        (Recruits.COMPANIES, "2026-04-02", "Waterloop"),
        (Recruits.CANDIDATES, "2026-04-02", "Sprengen"),
        (Recruits.CANDIDATES, "2026-03-31", "Kantelaar"),
    ],
)
def test_the_provider_of_that_day_is_named(pilot, whom, day, name):
    with override("en"):
        assert brought_in_by(came_in(day), recruiters(pilot, whom)) == f"the provider: {name}"


def test_with_one_provider_and_for_who_came_otherwise_no_name_is_needed(pilot):
    everybody = recruiters(pilot, Recruits.COMPANIES)
    assert brought_in_by(came_in("2026-02-01", "fund", "the fund"), everybody) == "the fund"
    assert brought_in_by(came_in("2026-02-01"), everybody[:1]) == "the provider"


def test_a_day_without_a_provider_names_none(pilot):
    assert brought_in_by(came_in("2025-12-01"), recruiters(pilot, Recruits.COMPANIES)) == "the provider"
