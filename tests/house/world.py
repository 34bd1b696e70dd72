"""One world for the access table: an own pilot, another pilot of the same funds, a pilot of the other fund only.

Every role has a user in the own pilot. Situations of each URL are made on demand, in a savepoint, by the row itself.
"""

from contextlib import contextmanager
from functools import cached_property

from django.db import connection, transaction

from pilot.choices import Role
from tests import factories
from tests.conftest import Person

#: Tables that a GET or a refused request may write: who looked, who was refused, sessions.
LOGS = ("pilot_auditevent", "django_session", "pilot_sent", "pilot_reason", "django_cache")


class Side:
    """One pilot with its people; ``own`` is theirs, the others are not."""

    def __init__(self, *slugs, title):
        self.pilot = factories.running_pilot(*slugs, title=title)

    @cached_property
    def trainer_organisation(self):
        return factories.OrganisationFactory(kind="trainer")

    @cached_property
    def programme(self):
        return factories.ProgrammeFactory(pilot=self.pilot, trainer=self.trainer_organisation)


class World:
    def __init__(self):
        self.own = Side(title="Eigen pilot Zuid")
        self.other = Side(title="Andere pilot Noord")
        self.elsewhere = Side(factories.OOM, title="Pilot van het andere fonds")
        pilot = self.own.pilot
        provider = pilot.appointments.first().provider
        self.users = {
            "owner": factories.owner(pilot, factories.AO),
            "owner_oom": factories.owner(pilot, factories.OOM),
            "selector": factories.selector(pilot),
            "specialist": factories.specialist(pilot),
            "provider": factories.person(Role.PROVIDER, pilot, organisation=provider),
            "mentor": factories.person(Role.MENTOR, pilot),
            "trainer": factories.person(Role.TRAINER, pilot, organisation=self.own.trainer_organisation),
            "management": factories.management(factories.AO),
            "manager": factories.manager(),
            "stranger": factories.UserFactory(),
        }
        #: One logged-in browser for each role.
        self.browsers = {role: Person(user) for role, user in self.users.items()}

    def side(self, name):
        return getattr(self, name)


@contextmanager
def undone():
    """Whatever is written inside is rolled back afterwards."""
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)


@contextmanager
def writes():
    """Collect the names of the tables that are written inside."""
    tables = []

    def look(execute, sql, params, many, context):
        words = sql.split(None, 3)
        verb = words[0].upper() if words else ""
        if verb in ("INSERT", "UPDATE", "DELETE"):
            tables.append(words[1 if verb == "UPDATE" else 2].strip('"').split("(")[0].strip('"'))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        yield tables
