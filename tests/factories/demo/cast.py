"""Who plays in the story: organisations and people, all invented, with the address and the password they log in with.

Funds, STOOF and UWV are named as parties; nobody who works there is real.
"""

import hashlib
import hmac
from dataclasses import dataclass

import factory
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext as _

from pilot.choices import OrganisationKind as Kind
from pilot.choices import Role
from pilot.models import Organisation, User
from tests.factories.pilot import AO, OOM, AssignmentFactory, MandateFactory, OrganisationFactory, UserFactory

from .texts import table

#: Short name, name, kind.
ORGANISATIONS = [
    (AO, "A+O Metalektro", Kind.FUND),
    (OOM, "OOM", Kind.FUND),
    ("stoof", "STOOF (nu Doorzaam)", Kind.OTHER),
    ("uwv", "UWV", Kind.UWV),
    ("kantelaar", "Kantelaar Vakmensen", Kind.PROVIDER),
    ("spaan-en-spil", "Praktijkschool Spaan & Spil", Kind.TRAINER),
    ("verspaners", "Brancheorganisatie van het beroep", Kind.ASSOCIATION),
    ("overstap", "Beheer Overstap", Kind.OPERATOR),
    ("sprengen", "Sprengen Techniekwerk", Kind.PROVIDER),
    ("detandem", "Leerhuis De Tandem", Kind.TRAINER),
    ("noaberwerk", "Noaberwerk", Kind.PROVIDER),
]


@dataclass(frozen=True)
class Player:
    """Somebody who logs in: the name by which the story calls them, their own name, address, employer and role."""

    key: str
    name: str
    email: str
    employer: str
    role: str
    fund: str = ""
    deputy: bool = False

    @property
    def pilot(self):
        """Which pilot of the demo somebody plays in; empty for the one with history and for all of them."""
        first = self.key.partition("_")[0]
        return first if first in ("engineers", "service") else ""


CAST = [
    Player("owner_ao", "Marloes Terwindt", "marloes.terwindt@a-o.test", AO, Role.OWNER, AO),
    Player("owner_oom", "Jeroen Hazelhof", "jeroen.hazelhof@oom.test", OOM, Role.OWNER, OOM),
    Player("deputy_oom", "Saskia Vreugdenburg", "saskia.vreugdenburg@oom.test", OOM, Role.OWNER, OOM, deputy=True),
    Player("management_ao", "Ingrid Bolwerk", "ingrid.bolwerk@a-o.test", AO, Role.MANAGEMENT, AO),
    Player("management_oom", "Pieter Kastelijn", "pieter.kastelijn@oom.test", OOM, Role.MANAGEMENT, OOM),
    Player("selector", "Nadia Oulhaj", "nadia.oulhaj@a-o.test", AO, Role.SELECTOR),
    Player("selector_2", "Wouter Dekkinga", "wouter.dekkinga@oom.test", OOM, Role.SELECTOR),
    Player("specialist", "Henk Raaymaker", "henk.raaymaker@spaan-en-spil.test", "spaan-en-spil", Role.SPECIALIST),
    Player(
        "specialist_2", "Daphne Loosbroek", "daphne.loosbroek@brancheorganisatie.test", "verspaners", Role.SPECIALIST
    ),
    Player("provider", "Sanne Verdaasdom", "sanne.verdaasdom@kantelaar.test", "kantelaar", Role.PROVIDER),
    Player("provider_2", "Rob Kuijsterman", "rob.kuijsterman@kantelaar.test", "kantelaar", Role.PROVIDER),
    Player("mentor", "Corné Lathouder", "corne.lathouder@kantelaar.test", "kantelaar", Role.MENTOR),
    Player("trainer", "Esther Hapertse", "esther.hapertse@spaan-en-spil.test", "spaan-en-spil", Role.TRAINER),
    Player("manager", "Tim Overgaag", "tim.overgaag@overstap.test", "overstap", Role.MANAGER),
    # The pilot for engineers.
    Player("engineers_owner", "Annelies Torringa", "annelies.torringa@a-o.test", AO, Role.OWNER, AO),
    Player("engineers_selector", "Bastiaan Hoekwater", "bastiaan.hoekwater@a-o.test", AO, Role.SELECTOR),
    Player("engineers_specialist", "Farida Elmasri", "farida.elmasri@detandem.test", "detandem", Role.SPECIALIST),
    Player("engineers_provider", "Ilse Kroonberg", "ilse.kroonberg@sprengen.test", "sprengen", Role.PROVIDER),
    Player("engineers_provider_2", "Hugo Warmenhove", "hugo.warmenhove@sprengen.test", "sprengen", Role.PROVIDER),
    # The pilot for service mechanics.
    Player("service_owner", "Ruben Veldslag", "ruben.veldslag@oom.test", OOM, Role.OWNER, OOM),
    Player("service_provider", "Mirjam Oldekamp", "mirjam.oldekamp@noaberwerk.test", "noaberwerk", Role.PROVIDER),
]
#: The words a password is made of: easy to read out, none of them in the story.
WORDS = [row["word"] for row in table("words")]


def password():
    """The password of every demo login: made of this installation's own key, so that nobody else knows it."""
    digest = hmac.new(settings.SECRET_KEY.encode(), b"demo pilot", hashlib.sha256).digest()
    return "-".join(WORDS[byte % len(WORDS)] for byte in digest[:4])


def role_in_words(player):
    """What somebody does and for whom, for the list of logins."""
    label = str(Role(player.role).label)
    if player.deputy:
        label += f" ({_('deputy')})"
    names = {slug: name for slug, name, _kind in ORGANISATIONS}
    return f"{label} {names[player.fund]}" if player.fund else label


def organisations():
    """Make the organisations, or find them where they are known already; a dict by short name."""
    found = {}
    for slug, name, kind in ORGANISATIONS:
        known = Organisation.objects.filter(slug=slug).first()
        found[slug] = known or OrganisationFactory(slug=slug, name=name, kind=kind)
    return found


def people(employers, joined):
    """Make everybody who logs in; a dict by the name the story calls them. Hashed once: hashing is slow on purpose."""
    stored = factory.Transformer.Force(make_password(password()))
    return {
        player.key: UserFactory(
            name=player.name,
            email=player.email,
            organisation=employers[player.employer],
            password=stored,
            is_staff=player.role == Role.MANAGER,
            date_joined=joined,
        )
        for player in CAST
    }


def standing_roles(users, employers, since):
    """Roles outside a pilot, and the mandates to sign."""
    for player in CAST:
        user = users[player.key]
        if player.role == Role.MANAGEMENT:
            AssignmentFactory(user=user, role=Role.MANAGEMENT, fund=employers[player.fund], start=since)
        if player.role == Role.MANAGER:
            AssignmentFactory(user=user, role=Role.MANAGER, start=since)
        if player.fund and not player.deputy:
            document = "Bestuursbesluit mandaten, artikel 4" if player.role == Role.OWNER else "Directiestatuut"
            MandateFactory(user=user, fund=employers[player.fund], document=document, start=since)


def known():
    """The demo's own accounts that exist, by address."""
    return {user.email: user for user in User.objects.filter(email__in=[player.email for player in CAST])}
