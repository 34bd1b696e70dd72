"""A choice of nothing is written in words on every form that edits a record."""

import pytest
from django.urls import reverse

from tests import factories as f

pytestmark = pytest.mark.django_db


@pytest.fixture
def pilot():
    return f.running_pilot()


@pytest.mark.parametrize("name", ["companies:new", "candidates:candidate_new"])
def test_no_choice_is_a_row_of_dashes(pilot, person, name):
    page = person(f.owner(pilot)).get(reverse(name, args=[pilot.slug])).content.decode()
    assert "<option" in page
    assert "---------" not in page
    assert "Niet bekend" in page


def test_what_has_to_be_chosen_says_so(pilot, person):
    page = person(f.owner(pilot)).get(reverse("companies:new", args=[pilot.slug])).content.decode()
    region = page.split('name="region"', 1)[1].split("</select>", 1)[0]
    assert ">Kies</option>" in region
