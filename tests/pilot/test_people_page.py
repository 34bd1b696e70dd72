"""Who works in a pilot: owners first, who left last; ending a role says what follows."""

import html
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import factories as make

pytestmark = pytest.mark.django_db


def test_owners_come_first_and_who_left_comes_last(person):
    pilot = make.running_pilot()
    owner = make.owner(pilot)
    gone, provider, selector = make.selector(pilot), make.provider(pilot), make.selector(pilot)
    yesterday = timezone.localdate() - timedelta(days=1)
    gone.assignments.update(start=yesterday - timedelta(days=9), end=yesterday)
    page = html.unescape(person(owner).get(reverse("people", args=[pilot.slug])).content.decode())
    names = re.findall(r'<th scope="row">([^<]+)</th>', page)
    places = [names.index(user.name) for user in (owner, selector, provider, gone)]
    assert places == sorted(places)
    assert places[-1] == len(names) - 1


def test_ending_a_role_says_what_follows_and_the_button_what_it_does(person):
    pilot = make.running_pilot()
    selector = make.selector(pilot)
    address = reverse("assignment_end", args=[pilot.slug, selector.assignments.get().pk])
    page = person(make.owner(pilot)).get(address).content.decode()
    assert "Rol beëindigen" in page
    assert "Na de laatste dag" in page
