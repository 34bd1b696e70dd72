"""The pilot's page leads nobody to a page that refuses them."""

import re

import pytest

from pilot.choices import Role
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def training_class():
    return factories.planned_class(seats=2)


def people_of(pilot, training_class):
    trainer = training_class.programme.trainer
    return {
        "owner": factories.owner(pilot),
        "selector": factories.selector(pilot),
        "specialist": factories.specialist(pilot),
        "provider": factories.provider(pilot),
        "mentor": factories.person(Role.MENTOR, pilot),
        "trainer": factories.person(Role.TRAINER, pilot, organisation=trainer),
        "management": factories.management(),
    }


def test_every_link_of_the_pilots_page_opens_for_whoever_sees_it(training_class, person):
    pilot = training_class.pilot
    dead = []
    for role, user in people_of(pilot, training_class).items():
        browser = person(user)
        page = browser.get(pilot.get_absolute_url())
        assert page.status_code == 200
        for link in set(re.findall(r'href="(/[^"#?]*)', page.content.decode())):
            if link.startswith("/static/"):
                continue
            status = browser.get(link).status_code
            if status >= 400:
                dead.append(f"{role}: {link} answers {status}")
    assert dead == []
