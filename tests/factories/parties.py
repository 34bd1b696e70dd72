"""Parties around a pilot, contacts with them, terms."""

from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from pilot import models
from pilot.choices import OrganisationKind

from .pilot import AO, OOM, PilotFactory, UserFactory, fund, owner, stoof

#: What was agreed with STOOF and UWV on each topic.
STOOF_SAID = {
    "recruitment": "Uitzendbureaus noemen de pilot aan hun mensen.",
    "selection": "STOOF ziet vooraf welke competenties we vragen.",
    "training": "De opleiding is kort en vakgericht.",
    "contribution": "De helft van de kosten per uitzendkracht.",
}
UWV_SAID = {
    "benefit": "De uitkering loopt door tijdens de opleiding.",
    "search": "Wie in de opleiding zit, hoeft niet te solliciteren.",
    "allowed": "Kort vakgericht, tot een half jaar.",
}


def uwv():
    found, _made = models.Organisation.objects.get_or_create(
        slug="uwv", defaults={"name": "UWV", "kind": OrganisationKind.UWV}
    )
    return found


def terms_with(party=None, said=STOOF_SAID, *, state="draft", **fields):
    """A version of terms with every topic settled, as rows."""
    party = party or stoof()
    number = fields.pop("number", None) or models.Terms.objects.filter(party=party).count() + 1
    found = models.Terms.objects.create(party=party, number=number, **fields)
    models.TermsTopic.objects.bulk_create(
        models.TermsTopic(terms=found, topic=topic, text=text) for topic, text in said.items()
    )
    if state != "draft":
        for slug in (AO, OOM):
            models.TermsAgreement.objects.create(terms=found, fund=fund(slug), by=UserFactory())
        found.state = state
        models.Terms.objects.filter(pk=found.pk).update(state=state)
    return found


class PilotPartyFactory(DjangoModelFactory):
    class Meta:
        model = models.PilotParty

    pilot = factory.SubFactory(PilotFactory)
    party_id = "uwv"
    role = models.PartyRole.UWV
    keeper = factory.LazyAttribute(lambda o: owner(o.pilot))
    rhythm = 30


class PartyContactFactory(DjangoModelFactory):
    class Meta:
        model = models.PartyContact

    party = factory.SubFactory(PilotPartyFactory)
    on = factory.LazyFunction(timezone.localdate)
    text = "Gebeld over de lijst met kandidaten."
    with_whom = "regioadviseur"
    by = factory.LazyAttribute(lambda o: o.party.keeper)


def silent_party(pilot, days=34, **fields):
    """A party that was spoken to so many days ago, and not since."""
    party = PilotPartyFactory(pilot=pilot, **fields)
    PartyContactFactory(party=party, on=timezone.localdate() - timedelta(days=days))
    return party
