"""Fault tests strike real processes."""

import uuid

import pytest

from tests.stack import Stack


@pytest.fixture
def site(tmp_path, django_db_blocker):
    """A site of its own, nothing started yet."""
    with django_db_blocker.unblock(), Stack(f"pilot_fault_{uuid.uuid4().hex[:8]}", tmp_path) as stack:
        yield stack


@pytest.fixture(autouse=True)
def published():
    """Nothing is intercepted here: errands really go over Redis."""


@pytest.fixture(autouse=True)
def _quiet_settings():
    """The site runs with its real settings, so the test process does as well."""
