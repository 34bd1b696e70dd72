"""What was learned: do's and don'ts, success and failure factors, by phase (advice 8.3-08)."""

from django.db.models import Case, Count, Value, When, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from pilot import formats
from pilot.models import LESSONS, JournalEntry, Phase
from pilot.questions import question

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
    words = dict(Kind.choices)
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


def of_page(pilot):
    """What the pilot's page tells of the journal: its last lines, and what goes well and wrong; one query.

    Visible on the pilot's page, so that it can be repeated elsewhere (advice 8.3-08): of success and of failure how
    many lines there are, and the last ones.
    """
    found = _newest(pilot.pk)
    sides = []
    for name in SIDES:
        mine = [entry for entry in found if entry.side == name]
        sides.append({"kind": name, "count": mine[0].many if mine else 0, "entries": mine[:SHOWN]})
    return found[:LATEST], sides


@question
def _newest(pilot: int):
    """The last lines of each side, with how many there are of it."""
    group = Case(*(When(kind__in=kinds, then=Value(name)) for name, kinds in SIDES.items()), default=Value(""))
    rows = JournalEntry.objects.filter(pilot=pilot).current().exclude(text="").with_case().annotate(side=group)
    rows = rows.annotate(
        place=Window(RowNumber(), partition_by="side", order_by="-pk"),
        many=Window(Count("pk"), partition_by="side"),
    )
    return rows.filter(place__lte=LATEST).order_by("-pk")


#: What counts as going well and as going wrong.
SIDES = {"success": (Kind.SUCCESS, Kind.DO), "failure": (Kind.FAILURE, Kind.DONT)}
#: Lessons of each sort on the pilot's page, and lines of the journal there.
SHOWN, LATEST = 3, 6
