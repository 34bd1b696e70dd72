"""Parties around a pilot: chosen as advised, spoken to by who keeps the contact, some of them too long ago."""

from datetime import timedelta

from pilot.models import PartyContact, PartyRole
from pilot.phases import contacts, involving


def tell(story):
    """Put choosing the parties and each contact with them on the agenda."""
    for ago, who in dict.fromkeys((int(row["ago"]), row["who"]) for row in story.table("parties")):
        roles = {row["role"]: row for row in story.table("parties") if (int(row["ago"]), row["who"]) == (ago, who)}
        story.at(ago, 12.5, _choose, story, who, roles)
    for row in story.table("parties_said"):
        story.at(int(row["ago"]), 15.75, _note, story, row)


def _choose(story, who, roles):
    """Choose what is advised in these roles and not chosen yet, with whom one speaks there."""
    for one in involving.missing(story.pilot, involving.chosen(story.pilot)):
        row = roles.get(one.role)
        if row is None or not (one.needed or row["useful"]):
            continue
        contacts.involve(
            story.pilot,
            by=story.who[who],
            role=one.role,
            party=one.party,
            organisation=one.organisation,
            name=one.name,
            sector=one.sector,
            contact_name=row["name"],
            contact_function=row["function"],
            contact_email=row["email"],
        )


def _note(story, row):
    """One contact, at times with a step that was agreed, or that carries an agreed step out."""
    party = next(
        party
        for party in involving.chosen(story.pilot)
        if party.role == PartyRole(row["role"]) and row["match"].lower() in str(party).lower()
    )
    step = {}
    if row["step"]:
        step = {"follow_up": row["step"], "follow_up_on": story.today + timedelta(days=int(row["in"]))}
    settles = None
    if row["settles"]:
        settles = PartyContact.objects.filter(party=party, state=PartyContact.State.OPEN).order_by("pk").first()
    contacts.note(
        party,
        by=party.keeper,
        text=row["text"],
        channel=row["channel"],
        with_whom=row["with"],
        settles=settles,
        **step,
    )
