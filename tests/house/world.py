"""One world for the access table: an own pilot, another pilot of the same funds, a pilot of the other fund only.

Every role has a user in the own pilot. Situations of each URL are made on demand, in a savepoint, by the row itself.
"""

from pilot.choices import Role
from tests import factories
from tests.conftest import Person


class Side:
    """One pilot with a programme; ``own`` is where the users work, the others are not."""

    def __init__(self, *slugs, title):
        self.pilot = factories.running_pilot(*slugs, title=title)
        self.trainer_organisation = factories.OrganisationFactory(kind="trainer")
        self.programme = factories.ProgrammeFactory(pilot=self.pilot, trainer=self.trainer_organisation)


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
        #: Whose POST is being filled in.
        self.acting = "owner"
        #: One logged-in browser for each role.
        self.browsers = {role: Person(user) for role, user in self.users.items()}

    def side(self, name):
        return getattr(self, name)
