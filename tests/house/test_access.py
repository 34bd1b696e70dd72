"""Every URL × method × role × own and other pilots answers as the access table says, and writes only when it may."""

import pytest
from django.urls import URLPattern, get_resolver

from tests.house.access import TABLE, combinations
from tests.house.checking import address_of, reading, writing

# The mark also makes sure that there is a test database for the module's world.
pytestmark = pytest.mark.django_db

#: Names of libraries and of the admin, which have tests of their own.
OUTSIDE = ("admin", "account_", "mfa_", "password_", "socialaccount")
#: Names without a prefix of their own that libraries bring.
LIBRARY = {"set_language"}


def our_names(resolver=None, prefix=""):
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            name = f"{prefix}{pattern.name}"
            if pattern.name and not name.startswith(OUTSIDE) and name not in LIBRARY:
                yield name
        elif pattern.namespace != "admin":
            yield from our_names(pattern, f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix)


def test_every_url_of_ours_stands_in_the_table():
    declared = {address_of(name) for name in TABLE}
    assert set(our_names()) - declared == set()
    assert declared - set(our_names()) == set()


def test_every_row_is_read_or_written_by_somebody():
    """A row that nobody may read or post to would hold nothing."""
    nobodys = [name for name, row in TABLE.items() if not (row.get or row.post or row.for_all)]
    assert nobodys == ["styleguide"]
    print(f"{len(TABLE)} URLs, {combinations()} combinations of URL, method, role and side")


@pytest.mark.parametrize("name", sorted(TABLE))
def test_reading_answers_as_the_table_says(world, name):
    if wrong := reading(world, name, TABLE[name]):
        pytest.fail("\n".join(wrong), pytrace=False)


@pytest.mark.parametrize("name", sorted(TABLE))
def test_writing_answers_as_the_table_says(world, name):
    if wrong := writing(world, name, TABLE[name]):
        pytest.fail("\n".join(wrong), pytrace=False)
