"""Every URL × method × role × own and other pilots answers as the access table says, and writes only when it may."""

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from tests.house.access import EVERYBODY, TABLE
from tests.house.harvest import filled
from tests.house.world import LOGS, World, undone, writes

# The mark also makes sure that there is a test database for the module's world.
pytestmark = pytest.mark.django_db

#: Names of libraries and of the admin, which have tests of their own.
OUTSIDE = ("admin", "account_", "mfa_", "password_", "socialaccount")


def our_names(resolver=None, prefix=""):
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            name = f"{prefix}{pattern.name}"
            if pattern.name and not name.startswith(OUTSIDE) and name not in LIBRARY:
                yield name
        elif pattern.namespace != "admin":
            yield from our_names(pattern, f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix)


#: Names without a prefix of their own that libraries bring.
LIBRARY = {"set_language"}


def test_every_url_of_ours_stands_in_the_table():
    assert set(our_names()) - set(TABLE) == set()
    assert set(TABLE) - set(our_names()) == set()


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """One world for all rows; every request is undone."""
    with django_db_blocker.unblock():
        with transaction.atomic():
            yield World()
            transaction.set_rollback(True)


def arguments(row, world, side):
    return row.make(world, world.side(side)) if row.make else ()


def valid(row, world, side, role, path):
    """The data of a POST that may succeed: what the page itself offers, then the row's own words."""
    data = {}
    if not row.only_post:
        page = world.browsers[role].get(path)
        data = filled(page.content.decode(), path)
    body = row.body(world, world.side(side)) if callable(row.body) else row.body
    return {**data, **(body or {})}


@pytest.mark.parametrize("name", sorted(TABLE))
def test_reading_answers_as_the_table_says(world, name):
    row = TABLE[name]
    wrong = []
    for side in ("own", "other", "elsewhere"):
        with undone():
            made = arguments(row, world, side)
            path = reverse(name, args=made)
            for role in EVERYBODY:
                expected = row.outcome("GET", role, side)
                with undone(), writes() as tables:
                    answer = world.browsers[role].get(path)
                    text = answer.content.decode(errors="replace")
                if answer.status_code != expected:
                    wrong.append(f"{role} {side}: {answer.status_code}, not {expected}")
                if set(tables) - set(LOGS):
                    wrong.append(f"{role} {side}: a GET wrote {sorted(set(tables) - set(LOGS))}")
                if answer.status_code == 200 and row.canary and side == "own":
                    canary = row.canary(world, world.side(side), made) if callable(row.canary) else row.canary
                    if canary not in text:
                        wrong.append(f"{role} {side}: the page lacks “{canary}”")
            with undone():
                if Client().get(path).status_code != 302:
                    wrong.append(f"anonymous {side}: not sent to the login page")
            if row.free:
                break
    if wrong:
        pytest.fail("\n".join(wrong), pytrace=False)


@pytest.mark.parametrize("name", sorted(name for name, row in TABLE.items() if row.post is not None))
def test_writing_answers_as_the_table_says(world, name):
    row = TABLE[name]
    wrong = []
    for side in ("own", "other", "elsewhere"):
        for role in EVERYBODY:
            expected = row.outcome("POST", role, side)
            with undone():
                path = reverse(name, args=arguments(row, world, side))
                data = valid(row, world, side, role if expected == 302 else row.post[0], path)
                with writes() as tables:
                    answer = world.browsers[role].post(path, data)
                changed = set(tables) - set(LOGS)
                if answer.status_code != expected:
                    wrong.append(f"{role} {side}: {answer.status_code}, not {expected} {errors_of(answer)}")
                elif expected == 302 and not changed:
                    wrong.append(f"{role} {side}: nothing was changed {data}")
                if expected != 302 and changed:
                    wrong.append(f"{role} {side}: a refused POST wrote {sorted(changed)}")
        if row.free:
            break
    if wrong:
        pytest.fail("\n".join(wrong), pytrace=False)


def errors_of(answer):
    """What a form says that came back, to see why."""
    form = answer.context and answer.context.get("form")
    return dict(form.errors) if form is not None and getattr(form, "errors", None) else ""
