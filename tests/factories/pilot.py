"""Organisations, people, pilots, policies."""

from datetime import date, timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from pilot import models
from pilot.choices import OrganisationKind, Role
from pilot.phases.deviating import deviations

from .names import Dutch

AO, OOM = "a-o-metalektro", "oom"


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = models.Organisation

    name = factory.Sequence(lambda n: f"Organisatie {n}")
    slug = factory.Sequence(lambda n: f"organisatie-{n}")
    kind = OrganisationKind.OTHER


def fund(slug=AO):
    """A+O or OOM; made once."""
    name = {"a-o-metalektro": "A+O Metalektro", "oom": "OOM"}[slug]
    return models.Organisation.objects.get_or_create(slug=slug, defaults={"name": name, "kind": OrganisationKind.FUND})[
        0
    ]


def stoof():
    return models.Organisation.objects.get_or_create(
        slug="stoof", defaults={"name": "STOOF (nu Doorzaam)", "kind": OrganisationKind.OTHER}
    )[0]


class UserFactory(DjangoModelFactory):
    class Meta:
        model = models.User
        skip_postgeneration_save = True

    name = Dutch("name")
    email = factory.Sequence(lambda n: f"gebruiker{n}@voorbeeld.test")
    organisation = None
    password = factory.django.Password("geheim-genoeg-1234")


class PilotFactory(DjangoModelFactory):
    class Meta:
        model = models.Pilot

    title = factory.Sequence(lambda n: f"Verspanen in Zuid-Oost {n}")
    slug = factory.Sequence(lambda n: f"verspanen-zuid-oost-{n}")
    start = date(2026, 4, 1)
    end = date(2027, 12, 31)


class AssignmentFactory(DjangoModelFactory):
    class Meta:
        model = models.Assignment

    user = factory.SubFactory(UserFactory)
    role = Role.SELECTOR
    start = date(2025, 1, 1)


class MandateFactory(DjangoModelFactory):
    class Meta:
        model = models.Mandate

    fund = factory.LazyFunction(fund)
    user = factory.SubFactory(UserFactory)
    document = "Mandaatregeling 2026, artikel 4"
    start = date(2025, 1, 1)


class PolicyFactory(DjangoModelFactory):
    """A draft with every choice made (M2M choices through ``full_policy``)."""

    class Meta:
        model = models.Policy

    pilot = factory.SubFactory(PilotFactory)
    number = 1
    made_by = factory.SubFactory(UserFactory)
    occupation_id = "cnc-verspaner"
    position = models.Policy.Position.JOINT
    stance = models.Policy.Stance.SHORT
    evc = False
    composition = models.Policy.Composition.HOMOGENEOUS
    with_stoof = True
    own_sub_branches = "verspaning"
    explanation = "Beide fondsen zoeken veel verspaners in deze regio."


class JournalEntryFactory(DjangoModelFactory):
    class Meta:
        model = models.JournalEntry

    pilot = factory.SubFactory(PilotFactory)
    kind = models.JournalEntry.Kind.NOTE
    text = "Een notitie."
    by = factory.SubFactory(UserFactory)


class AppointmentFactory(DjangoModelFactory):
    class Meta:
        model = models.Appointment
        skip_postgeneration_save = True

    pilot = factory.SubFactory(PilotFactory)
    provider = factory.SubFactory(OrganisationFactory, kind=OrganisationKind.PROVIDER)
    scope = ["recruitment", "selection", "secondment", "training", "guidance"]
    state = "approved"
    experience = "Wij deden dit al drie keer."

    @factory.post_generation
    def proposals(self, create, extracted, **kwargs):
        """A proposal and a framework for each topic, standing where the appointment does."""
        if create and extracted is not False:
            for topic in self.scope:
                models.Framework.objects.create(appointment=self, topic=topic, text="Wat wij vragen.")
                models.Proposal.objects.create(
                    appointment=self, topic=topic, text="Zo doen wij het.", state=STANDS[self.state]
                )


#: Where the proposal of a topic stands in an appointment of each state.
STANDS = {
    "invited": "open",
    "proposed": "handed_in",
    "changes": "changes",
    "approved": "accepted",
    "refused": "handed_in",
    "ended": "accepted",
}


def stand(appointment, state):
    """Bring an appointment to a state with all its topics, as rows."""
    appointment.proposals.update(state=STANDS[state])
    models.Appointment.objects.filter(pk=appointment.pk).update(state=state)
    appointment.refresh_from_db()
    return appointment


def assign(user, role, pilot=None, fund=None, **fields):
    """Give ``user`` a role; the list of running assignments is read anew."""
    user.__dict__.pop("running", None)
    return AssignmentFactory(user=user, role=role, pilot=pilot, fund=fund, **fields)


def person(role, pilot=None, fund=None, **fields):
    """A new user with one role."""
    if fund is not None and "organisation" not in fields:
        fields["organisation"] = fund
    user = UserFactory(**fields)
    assign(user, role, pilot, fund)
    return user


def owner(pilot, slug=AO, **fields):
    """The pilot's owner for a fund, with a mandate to sign; made once."""
    organisation = fund(slug)
    found = pilot.assignments.filter(role=Role.OWNER, fund=organisation, deputy=False, end__isnull=True).first()
    if found:
        return found.user
    user = person(Role.OWNER, pilot, organisation, **fields)
    MandateFactory(fund=organisation, user=user)
    return user


def selector(pilot, **fields):
    return person(Role.SELECTOR, pilot, **fields)


def specialist(pilot, **fields):
    return person(Role.SPECIALIST, pilot, **fields)


def manager(**fields):
    """An application manager."""
    return person(Role.MANAGER, is_staff=True, **fields)


def management(slug=AO, **fields):
    return person(Role.MANAGEMENT, None, fund(slug), **fields)


def provider(pilot, **fields):
    """Somebody of the pilot's appointed provider (appointed when there is none)."""
    appointment = pilot.appointments.filter(state="approved").first() or AppointmentFactory(pilot=pilot)
    return person(Role.PROVIDER, pilot, organisation=appointment.provider, **fields)


def provider_of(appointment):
    """Somebody of the appointment's provider, whatever its state."""
    return person(Role.PROVIDER, appointment.pilot, organisation=appointment.provider)


def full_policy(pilot, *, reasons=True, **fields):
    """A draft with every choice made, for this pilot, and a reason at each choice against the advice."""
    policy = PolicyFactory(
        pilot=pilot,
        number=fields.pop("number", pilot.policies.count() + 1),
        made_by=fields.pop("made_by", None) or owner(pilot),
        **fields,
    )
    policy.regions.set(["zuid-oost"])
    policy.sub_branches.set(["25", "28"])
    policy.source_sectors.set(["groot-en-detailhandel", "uitzendbranche"])
    funds = [pilot_fund.fund for pilot_fund in pilot.pilot_funds.select_related("fund")]
    for deviation in deviations(policy, funds) if reasons else []:
        reason(policy, deviation.name)
    return policy


def reason(policy, choice, text="Alleen hier is er nu vraag."):
    """Why a choice of a draft differs from the advice."""
    return models.ChoiceReason.objects.create(policy=policy, choice=choice, text=text)


def sign_all(policy, digest="d" * 64):
    """Bring a draft in force with a signature of every fund, as rows."""
    rows = models.Policy.objects.filter(pk=policy.pk)
    rows.update(state="proposed", digest=digest)
    for pilot_fund in policy.pilot.pilot_funds.select_related("fund"):
        user = owner(policy.pilot, pilot_fund.fund.slug)
        models.SignOff.objects.create(
            policy=policy, fund=pilot_fund.fund, by=user, mandate=user.mandates.first(), digest=digest
        )
    models.Policy.objects.filter(pilot=policy.pilot, state="in_force").update(state="superseded")
    rows.update(state="in_force")
    policy.refresh_from_db()
    return policy


def new_pilot(*slugs, **fields):
    """A pilot in design with its funds (both when none is named) and their owners."""
    pilot = PilotFactory(**fields)
    for slug in slugs or (AO, OOM):
        models.PilotFund.objects.create(pilot=pilot, fund=fund(slug))
        owner(pilot, slug)
    return pilot


def running_pilot(*slugs, policy=None, **fields):
    """A running pilot: policy in force, provider appointed. ``policy`` overrides figures of the policy."""
    pilot = new_pilot(*slugs, **fields)
    sign_all(full_policy(pilot, **(policy or {})))
    AppointmentFactory(pilot=pilot)
    models.Pilot.objects.filter(pk=pilot.pk).update(state="running")
    pilot.refresh_from_db()
    pilot.__dict__.pop("_policy_in_force", None)
    return pilot


def days_ago(count):
    """This moment ``count`` days back on the clocks here: the same hour, also over a change of the clock."""
    return timezone.localtime() - timedelta(days=count)
