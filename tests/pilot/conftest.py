"""A database in which transactions really commit, for what happens at the same moment."""

import pytest
from django.db import connection, connections


@pytest.fixture
def committed(django_db_setup, django_db_blocker):
    """A copy of the test database, thrown away afterwards: nothing that a test commits is left for another one."""
    with django_db_blocker.unblock():
        template = connection.settings_dict["NAME"]
        name = f"{template}_committed"
        connections.close_all()  # a template has nobody in it
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'drop database if exists "{name}"')
            cursor.execute(f'create database "{name}" template "{template}"')
        connection.settings_dict["NAME"] = name
        try:
            yield
        finally:
            connections.close_all()
            connection.settings_dict["NAME"] = template
            with connection._nodb_cursor() as cursor:
                cursor.execute(f'drop database "{name}" with (force)')
