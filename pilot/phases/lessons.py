"""What was learned: do's and don'ts, success and failure factors, by phase (advice 8.3-08)."""

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from pilot import formats
from pilot.models import LESSONS, JournalEntry, Phase

Kind = JournalEntry.Kind
#: What the roadmap tells of a phase, in this order.
TOLD = (*LESSONS, Kind.DECISION)


def headings():
    """The kinds as headings of a list."""
    return {
        Kind.DO: pgettext("lessons", "Do"),
        Kind.DONT: pgettext("lessons", "Don't"),
        Kind.SUCCESS: pgettext("lessons", "Went well"),
        Kind.FAILURE: pgettext("lessons", "Went wrong"),
        Kind.DECISION: pgettext("lessons", "Decided, and why"),
    }


def by_phase(entries):
    """Lines by phase and then by kind, in the order of the phases; what belongs to no phase comes first."""
    words = headings()
    found = []
    for phase, label in [("", _("The whole pilot")), *Phase.choices]:
        mine = [entry for entry in entries if entry.phase == phase]
        kinds = [
            {"title": words[kind], "entries": [entry for entry in mine if entry.kind == kind]}
            for kind in TOLD
            if any(entry.kind == kind for entry in mine)
        ]
        if kinds:
            found.append({"title": label, "kinds": kinds})
    return found


def paper(document):
    """Return template and context of the lessons of a pilot, for the roadmap: no names, and no records (8.3-08)."""
    pilot = document.pilot
    entries = pilot.journal.current().filter(kind__in=TOLD).exclude(text="").order_by("pk")
    funds = get_text_list([row.fund.name for row in pilot.pilot_funds.select_related("fund")], _("and"))
    return "sheets/lessons.html", {
        "pilot": pilot,
        "phases": by_phase(list(entries)),
        "head_mark": _("Pilot"),
        "foot": _("From the journal of a pilot of %(funds)s, %(day)s. Number %(number)d.")
        % {"funds": funds, "day": formats.day(timezone.localdate()), "number": document.pk},
    }


def table(rows):
    """How many lessons there are, by phase and kind, for ``_table.html``: each figure leads to its lines; one query."""
    words = headings()
    counts = {
        (row["phase"], row["kind"]): row["n"]
        for row in rows.order_by().values("phase", "kind").annotate(n=Count("pk", distinct=True))
    }
    address = reverse("lessons")
    lines = [
        [
            {"text": label},
            *(
                {"text": str(counts.get((phase, kind), 0))}
                | ({"url": f"{address}?soort={kind}&fase={phase}"} if phase and (phase, kind) in counts else {})
                for kind in LESSONS
            ),
        ]
        for phase, label in [*Phase.choices, ("", _("The whole pilot"))]
    ]
    return {
        "columns": [{"label": _("Phase")}, *({"label": words[kind], "num": True} for kind in LESSONS)],
        "rows": [{"cells": cells} for cells in lines],
    }


def standing(pilot):
    """What went well and wrong in this pilot: the last lines of each, and how many there are; two queries.

    Visible on the pilot's page, so that it can be repeated elsewhere (advice 8.3-08).
    """
    kinds = {Kind.SUCCESS: Q(kind__in=[Kind.SUCCESS, Kind.DO]), Kind.FAILURE: Q(kind__in=[Kind.FAILURE, Kind.DONT])}
    rows = pilot.journal.lessons().exclude(text="")
    counts = rows.aggregate(**{kind.value: Count("pk", filter=which) for kind, which in kinds.items()})
    latest = {kind: [] for kind in kinds}
    for entry in rows.select_related("by").order_by("-pk")[: 4 * SHOWN]:
        for kind, both in ((Kind.SUCCESS, (Kind.SUCCESS, Kind.DO)), (Kind.FAILURE, (Kind.FAILURE, Kind.DONT))):
            if entry.kind in both and len(latest[kind]) < SHOWN:
                latest[kind].append(entry)
    return [{"kind": kind, "count": counts[kind.value], "entries": latest[kind]} for kind in kinds]


#: Lessons of each sort on the pilot's page.
SHOWN = 3
