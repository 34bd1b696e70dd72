"""The journal: decisions with their reason, do's and don'ts, what goes well and what goes wrong."""

from pilot.phases import noting


def tell(story):
    """Put the entries on the agenda, each late in the afternoon."""
    for row in story.table("journal"):
        story.on(story.day_of(row), 16.75, note, story, row)


def note(story, row):
    """Write one entry."""
    said = {"reason": row["reason"], "alternatives": row["alternatives"], "phase": row["phase"]}
    noting.note(story.pilot, row["kind"], row["text"], by=story.who[row["who"]], **said)
