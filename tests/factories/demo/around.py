"""The parties around the pilot: chosen at its start, spoken to now and then, UWV silent for too long."""

from datetime import timedelta

from django.utils import timezone

from pilot.models import Party, PartyRole, PilotParty
from pilot.phases import contacts, terms

from .texts import table

#: Who plays which part, and which owner keeps the contact.
PARTIES = [
    ("uwv", PartyRole.UWV, "owner_ao"),
    ("stoof", PartyRole.STOOF, "owner_ao"),
    ("verspaners", PartyRole.ASSOCIATION, "owner_oom"),
    ("spaan-en-spil", PartyRole.TRAINER, "owner_oom"),
    ("kantelaar", PartyRole.PROVIDER, "owner_ao"),
    ("servicepunt-techniek", PartyRole.PLATFORM, "owner_oom"),
]
UWV = {
    "benefit": "De WW loopt door zolang de opleiding duurt, ook tijdens een proefplaatsing.",
    "search": "Wie in een klas zit, hoeft niet te solliciteren.",
    "allowed": "Kort vakgericht, tot zes maanden; een langere route vraagt een apart besluit.",
}


def tell(story):
    """Put the parties, the contacts with them and the agreement with UWV on the agenda."""
    story.at(182, 9, _choose, story)
    story.at(152, 10, _write_uwv, story)
    story.at(149, 10, _agree_uwv, story, "owner_ao")
    story.at(148, 10, _agree_uwv, story, "owner_oom")
    for row in table("contacts_with_parties"):
        story.at(int(row["ago"]), 15, _speak, story, row)


def _choose(story):
    known = Party.objects.in_bulk()
    for slug, role, keeper in PARTIES:
        listed = slug in known
        contacts.involve(
            story.pilot,
            by=story.who["owner_ao"],
            role=role,
            party=known.get(slug),
            organisation=None if listed else story.employers[slug],
            keeper=story.who[keeper],
        )


def _speak(story, row):
    slug = row["party"]
    party = next(
        one
        for one in PilotParty.objects.filter(pilot=story.pilot).with_case()
        if slug in (one.party_id, one.organisation and one.organisation.slug)
    )
    step = party.contacts.filter(state="open").first()
    contacts.note(
        party,
        by=party.keeper,
        text=row["text"],
        channel=row["channel"],
        with_whom=row["with_whom"],
        follow_up=row["step"],
        follow_up_on=timezone.localdate() + timedelta(days=int(row["days"])) if row["step"] else None,
        settles=step,
    )


def _write_uwv(story):
    until = story.today + timedelta(days=200)
    story.uwv_terms = terms.write_terms(
        story.employers["uwv"], by=story.who["owner_oom"], topics=UWV, valid_until=until
    )


def _agree_uwv(story, key):
    slug = "a-o-metalektro" if key == "owner_ao" else "oom"
    terms.agree(story.uwv_terms, story.fund(slug), by=story.who[key])
