"""The journal of the pilot: decisions with their reason, and what goes well or wrong."""

from django.db import transaction

from pilot import audit
from pilot.models import JournalEntry


@transaction.atomic
def note(pilot, kind, text, *, by, reason="", alternatives=""):
    """Write a line in the journal of ``pilot`` and return it (advice 8.3-07, 8.3-08)."""
    entry = JournalEntry.objects.create(
        pilot=pilot, kind=kind, text=text, reason=reason, alternatives=alternatives, by=by
    )
    audit.record(entry, "create", by=by)
    return entry


def decide(pilot, text, *, by, reason=""):
    """Write a decision that the product itself knows of in the journal (advice 8.3-07)."""
    return note(pilot, JournalEntry.Kind.DECISION, text, by=by, reason=reason)
