"""Fixtures of the whole suite: reference data once, strict templates, forms that carry their keys."""

import gc
import os
import sys
import uuid

import factory.random
import pytest
from django.conf import settings
from django.db import connection
from django.template import base
from django.test import Client

from tests.databases import make_template, standing_in

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


#: Files whose tests share something costly to make: one worker makes it, once.
COSTLY = {
    "tests/desk/test_demo.py",
    "tests/house/test_dutch.py",
    "tests/house/test_english.py",
    "tests/house/test_headers.py",
    "tests/house/test_queries.py",
    "tests/house/test_translations.py",
}


def pytest_xdist_make_scheduler(config, log):
    """Keep such a file with one worker; all other tests go to whoever is free, in order."""
    from xdist.scheduler import LoadScopeScheduling

    class Scheduling(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            file = nodeid.split("::", 1)[0]
            return file if file in COSTLY else nodeid

    return Scheduling(config, log)


def pytest_collection_finish():
    """What is loaded by now stays: looking through it for rubbish again and again takes a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """A test draws the same names at every run, whatever ran before it."""
    factory.random.reseed_random(item.nodeid)


class Strict(str):
    """``string_if_invalid`` that fails for templates of ours and stays quiet for those of libraries."""

    def __bool__(self):
        """True for Django's question whether to speak of an unknown name; a relation without a row stays empty."""
        return sys._getframe(1).f_code is base.FilterExpression.resolve.__code__

    def __contains__(self, item):
        return item == "%s"

    def __mod__(self, missing):
        origin = getattr(missing, "origin", None) or _current_origin()
        if origin and "site-packages" in origin:
            return ""
        raise AssertionError(f"undefined template variable “{missing}” in {origin}")


def _current_origin():
    """The file of the template whose node is being rendered."""
    frame = sys._getframe()
    while frame is not None:
        this = frame.f_locals.get("self")
        origin = getattr(this, "origin", None)
        if isinstance(this, base.Node) and origin is not None:
            return str(origin.name)
        frame = frame.f_back
    return ""


@pytest.fixture(autouse=True, scope="session")
def strict_templates():
    _be_strict()


@pytest.fixture(autouse=True)
def strict_again():
    """A test that changes DEBUG or TEMPLATES leaves new engines behind, which know nothing of it."""
    _be_strict()


def _be_strict():
    from django.template import engines

    engine = engines["django"].engine
    if not isinstance(engine.string_if_invalid, Strict):
        engine.string_if_invalid = Strict()


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker):
    """A database of this worker's own, with the reference data that every installation ships."""
    name = settings.DATABASES["default"]["TEST"]["NAME"] + os.environ.get("PYTEST_XDIST_WORKER", "")
    with django_db_blocker.unblock(), standing_in(name, template=make_template()):
        yield


@pytest.fixture
def committed(django_db_setup, django_db_blocker):
    """A database in which transactions really commit, thrown away afterwards: nothing is left for another test."""
    name = f"{connection.settings_dict['NAME']}_committed"
    with django_db_blocker.unblock(), standing_in(name, template=make_template()):
        yield


@pytest.fixture(autouse=True)
def _quiet_settings(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    # Every browser of a test would look through all static files anew.
    settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = False
    settings.SECURE_SSL_REDIRECT = False
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False


@pytest.fixture(autouse=True)
def published(monkeypatch):
    """What would have been published to Redis: a list of (label, pk). Workers are exercised in tests/faults."""
    from pilot import errands

    sent = []
    monkeypatch.setattr(errands, "wake", lambda label, pk: sent.append((label, pk)))
    return sent


class Person(Client):
    """A browser of one user: ``post`` adds the once-only key that every form of ours carries."""

    def __init__(self, user=None, **kwargs):
        super().__init__(**kwargs)
        self.user = user
        if user is not None:
            self.force_login(user)

    def post(self, path, data=None, *args, once=None, **kwargs):
        data = dict(data or {})
        data.setdefault("once", once or str(uuid.uuid4()))
        return super().post(path, data, *args, **kwargs)


@pytest.fixture
def person(db):
    """Return a function that opens a browser for a user: ``person(owner).get(url)``."""
    return Person
