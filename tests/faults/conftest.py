"""Fault tests strike real processes."""

import uuid

import pytest

from tests.stack import Stack, make_template


@pytest.fixture(scope="session")
def stack_template(django_db_blocker):
    with django_db_blocker.unblock():
        make_template()


@pytest.fixture
def site(stack_template, tmp_path, django_db_blocker):
    """A site of its own, nothing started yet."""
    with django_db_blocker.unblock(), Stack(f"pilot_fault_{uuid.uuid4().hex[:8]}", tmp_path) as stack:
        yield stack


@pytest.fixture(autouse=True)
def published():
    """Nothing is intercepted here: errands really go over Redis."""


@pytest.fixture(autouse=True)
def _quiet_settings():
    """The site runs with its real settings, so the test process does as well."""
