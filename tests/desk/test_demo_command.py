"""When `manage.py demo` makes something, and when it leaves a database alone."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.factories import UserFactory, demo


def run(*words):
    """What the command says."""
    out = StringIO()
    call_command("demo", *words, stdout=out)
    return out.getvalue()


@pytest.fixture
def made(monkeypatch):
    """How often the demo was made; making it takes long, so here it only says so."""
    times = []
    monkeypatch.setattr(demo, "tell", lambda: times.append(1))
    return times


def test_a_database_in_use_gets_no_demo_by_itself(db, made):
    UserFactory()
    assert "no demo pilots were made" in run("--if-empty")
    assert made == []


def test_where_people_work_for_real_a_demo_is_refused_unless_forced(db, settings, made):
    settings.DEBUG = False
    UserFactory()
    with pytest.raises(CommandError, match="--force"):
        run()
    assert made == []
    run("--force")
    assert made == [1]


def test_an_empty_database_gets_the_demo_wherever_it_stands(db, settings, made):
    settings.DEBUG = False
    run("--if-empty")
    assert made == [1]


def test_the_password_belongs_to_this_installation_alone(settings):
    here = demo.password()
    assert len(here) >= 12
    settings.SECRET_KEY = "another installation"
    assert demo.password() != here


def test_without_a_demo_there_are_no_logins(db):
    assert "no demo pilots" in run("--logins")
