"""Which parties a pilot should talk to, given its occupation, regions, source sectors and the choice for STOOF."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from pilot.choices import Role
from pilot.models import Assignment, Organisation, Party, PartyRole, PilotParty, Policy, SourceSector
from pilot.phases.standing import Standing

#: Days after which silence is told, by role; each party in a pilot may have its own.
RHYTHM = {
    PartyRole.UWV: 30,
    PartyRole.STOOF: 60,
    PartyRole.ASSOCIATION: 60,
    PartyRole.SENDING: 90,
    PartyRole.TRAINER: 21,
    PartyRole.PROVIDER: 14,
    PartyRole.SUPPLIER: 30,
    PartyRole.PLATFORM: 60,
    PartyRole.FUND: 90,
    PartyRole.PARTNER: 60,
    PartyRole.OTHER: 90,
}
#: Platforms that the advice names as a source of candidates (advice 8.3.2-08).
PLATFORMS = ("uwv-job-board", "servicepunt-techniek", "blijf-mobiel", "arbeidsmarktcoach")
#: Trainers to think of while none works in the pilot yet, by the training the funds chose.
TRAINERS = {Policy.Stance.CERTIFIED: "roc", Policy.Stance.SHORT: "bedrijfstakschool"}
STAFFING = "uitzendbranche"


@dataclass(frozen=True)
class Advised:
    """A party to talk to: who, in what role, why and by which rule; ``needed`` or only useful."""

    key: str
    role: str
    reason: str
    rule: str
    party: Party | None = None
    organisation: Organisation | None = None
    sector: SourceSector | None = None
    name: str = ""
    #: What it is called here, where only its function is known.
    function: str = ""
    needed: bool = True

    @property
    def label(self):
        return self.function or self.name or str(self.party or self.organisation)

    def fits(self, party):
        """Say whether a party that was chosen is the one meant here."""
        if party.role != self.role:
            return False
        if self.organisation:
            return party.organisation_id == self.organisation.pk
        if self.sector:
            return party.sector_id == self.sector.pk
        if self.role in (PartyRole.PLATFORM, PartyRole.PARTNER):
            return party.party_id == self.party.pk and (not self.name or party.name == self.name)
        return True


def advised(pilot, standing=None):
    """Return every ``Advised`` party of a pilot, the needed ones first.

    Advice 8.1-10, 8.2-07, 8.2-09, 8.2-16, 8.2-17, 8.2-20, 8.2-23. Five queries, however much is chosen.
    """
    standing = standing or Standing(pilot)
    policy = standing.in_force or standing.open
    known = {party.slug: party for party in Party.objects.all()}
    found = [
        *_authorities(policy, known),
        *_providers(standing),
        *_trainers(pilot, policy, known),
        *_associations(policy, standing, known),
        *_useful(policy, known),
    ]
    return sorted(found, key=lambda one: not one.needed)


def missing(pilot, parties, standing=None):
    """The advised parties that are not among the chosen ``parties``, each with its reason."""
    return [one for one in advised(pilot, standing) if not any(one.fits(party) for party in parties)]


def missing_roles(policy, roles):
    """The roles that every pilot needs and nobody has yet (advice 8.2-16, 8.2-17, 8.2-20, 8.2-23)."""
    needed = [PartyRole.UWV, PartyRole.TRAINER, PartyRole.ASSOCIATION]
    if policy and policy.with_stoof:
        needed.insert(1, PartyRole.STOOF)
    return [role for role in needed if role not in roles]


def _authorities(policy, known):
    yield Advised(
        "uwv",
        PartyRole.UWV,
        _("The owner arranges everything with UWV, never the provider: benefit, duty to apply, training."),
        "8.2-17",
        party=known.get("uwv"),
        name="" if "uwv" in known else "UWV",
    )
    if policy is None or policy.with_stoof is not False:
        together = bool(policy and policy.with_stoof)
        yield Advised(
            "stoof",
            PartyRole.STOOF,
            _("The funds chose to work together with STOOF: talk about recruitment, selection, training, conditions.")
            if together
            else _("Talk with STOOF before you choose whether to work together."),
            "8.2-20" if together else "8.1-10",
            party=known.get("stoof"),
            name="" if "stoof" in known else "STOOF",
            needed=together,
        )


def _providers(standing):
    for appointment in standing.appointments:
        yield Advised(
            f"provider-{appointment.provider_id}",
            PartyRole.PROVIDER,
            _("You asked this provider. Stay in touch yourself, also when all goes well."),
            "8.2-07",
            organisation=appointment.provider,
        )


def _trainers(pilot, policy, known):
    working = Assignment.objects.running().filter(pilot=pilot, role=Role.TRAINER)
    reason = _("Keep your own contact with the trainer, although training runs through the provider.")
    organisations = list(Organisation.objects.filter(pk__in=working.values("user__organisation")))
    for organisation in organisations:
        yield Advised(f"trainer-{organisation.pk}", PartyRole.TRAINER, reason, "8.2-16", organisation=organisation)
    if not organisations:
        slug = TRAINERS.get(policy.stance if policy else "", "bedrijfstakschool")
        party = known.get(slug)
        yield Advised(
            "trainer", PartyRole.TRAINER, reason, "8.2-16", party=party, name="" if party else _("The trainer")
        )


def _associations(policy, standing, known):
    metal = known.get("koninklijke-metaalunie") if any(fund.slug == "oom" for fund in standing.funds) else None
    generic = known.get("brancheorganisatie")
    occupation = policy.occupation if policy else None
    function = (
        _("Trade association of the occupation: %(occupation)s") % {"occupation": occupation}
        if occupation
        else _("Trade association of the occupation")
    )
    yield Advised(
        "association",
        PartyRole.ASSOCIATION,
        _("Ask the trade association of the occupation what is possible and on which conditions."),
        "8.2-23",
        party=metal or generic,
        function="" if metal else function,
        name="" if metal or generic else function,
    )
    for sector in policy.source_sectors.all() if policy else ():
        if sector.pk == STAFFING and policy.with_stoof:
            continue  # STOOF speaks for the staffing sector
        function = _("Trade association of the sending sector: %(sector)s") % {"sector": sector}
        yield Advised(
            f"sector-{sector.pk}",
            PartyRole.SENDING,
            _("People come from this sector: let its association hear of the pilot and help to reach them."),
            "8.1-10",
            party=generic,
            sector=sector,
            function=function,
            name="" if generic else function,
        )


def _useful(policy, known):
    """What may help and is not asked of every pilot."""
    if party := known.get("deltametaal"):
        yield Advised(
            "supplier",
            PartyRole.SUPPLIER,
            _("A regional partnership of companies can do secondment, training and guidance."),
            "8.2-09",
            party=party,
            needed=False,
        )
    if policy and (party := known.get("techniekcoalitie")):
        for region in policy.region_names:
            yield Advised(
                f"partner-{region}",
                PartyRole.PARTNER,
                _("Regional partners help to find and to place side entrants."),
                "8.1-10",
                party=party,
                name=f"{party.name} {region}",
                needed=False,
            )
    for slug in PLATFORMS:
        if party := known.get(slug):
            yield Advised(
                f"platform-{slug}",
                PartyRole.PLATFORM,
                _("Candidates can be found here: ask for a part in the pilot and for interest in the region."),
                "8.3.2-08",
                party=party,
                needed=False,
            )


def rhythm_of(role):
    """Days of silence that are too many for a party in this role, until somebody sets others."""
    return RHYTHM[PartyRole(role)]


def chosen(pilot):
    """The parties that are involved in a pilot, with their last contact and next step."""
    return list(PilotParty.objects.filter(pilot=pilot).involved().with_case().with_standing().order_by("pk"))
