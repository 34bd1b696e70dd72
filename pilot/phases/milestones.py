"""What happened in a pilot and what is planned: from the log and the agenda, in words and numbers, without names.

Apps above add theirs by ``settings.PILOT_MILESTONES``: a module with ``HAPPENED`` (kind of record and move → the
sentence for a number of them and its colour) and ``planned(pilot)`` (``(day, sentence)``).
"""

from importlib import import_module

from django.conf import settings
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from pilot import formats
from pilot.models import AuditEvent, Policy
from pilot.phases.due import signing_due

#: Moves that are told together are those of the last events, so many at most.
READ = 400
#: Days that are told, and dates that are shown ahead.
DAYS, AHEAD = 6, 6

#: Decisions of the owners stand in the journal; here is what they do not write down.
HAPPENED = {
    ("pilot.policy", "propose"): (
        ngettext_lazy(
            "The policy choices were offered for signature", "%(n)d versions of the policy choices were offered", "n"
        ),
        "info",
    ),
    ("pilot.appointment", "propose"): (
        ngettext_lazy("A provider handed in its proposal", "%(n)d proposals were handed in", "n"),
        "info",
    ),
    ("pilot.pilot", "close"): (ngettext_lazy("The pilot was closed", "The pilot was closed", "n"), "info"),
    ("pilot.pilot", "stop"): (ngettext_lazy("The pilot was stopped", "The pilot was stopped", "n"), "late"),
}


def planned(pilot):
    """The day by which a version waits for signatures, and the last day of the pilot."""
    standing = getattr(pilot, "_standing", None)
    opened = standing.open if standing else None
    if opened is not None and opened.state == Policy.State.PROPOSED and (day := signing_due(opened)):
        yield day, _("Version %(number)d is signed by every fund") % {"number": opened.number}
    if pilot.end:
        yield pilot.end, _("Last day of the pilot")


def _modules():
    return [import_module(path) for path in settings.PILOT_MILESTONES]


def happened(pilot):
    """What happened, newest day first, as entries of ``_timeline.html``: one for each day, with numbers; one query.

    Nobody is named and nothing is linked, so that whoever sees the pilot may read it (advice 8.3-07).
    """
    words = {key: told for module in _modules() for key, told in module.HAPPENED.items()}
    types, moves = {key[0] for key in words}, {key[1] for key in words}
    events = (
        AuditEvent.objects.filter(pilot_id=pilot.pk, subject_type__in=types, action__in=moves)
        .exclude(from_state="")
        .order_by("-pk")
        .values_list("at", "subject_type", "action")[:READ]
    )
    days = {}
    for at, *key in events:
        if tuple(key) in words:
            day = days.setdefault(timezone.localdate(at), {"when": at, "counts": {}})
            day["counts"][tuple(key)] = day["counts"].get(tuple(key), 0) + 1
    return [_entry(day, words) for day in list(days.values())[:DAYS]]


def _entry(day, words):
    told = [words[key][0] % {"n": count} for key, count in day["counts"].items()]
    kinds = {words[key][1] for key in day["counts"]}
    return {
        "when": day["when"],
        "by": "",
        "label": "",
        "text": "; ".join([capfirst(told[0]), *(sentence[0].lower() + sentence[1:] for sentence in told[1:])]) + ".",
        "kind": "late" if "late" in kinds else "ok" if "ok" in kinds else "info",
        "url": "",
    }


def ahead(pilot):
    """Dates to come, the nearest first, as entries of ``_timeline.html``."""
    today = timezone.localdate()
    dates = sorted({found for module in _modules() for found in module.planned(pilot) if found[0] >= today})
    return [
        {"when": formats.brief_day(day) if day.year == today.year else formats.short_day(day), "by": "", "label": "",
         "text": sentence, "kind": "", "url": ""}
        for day, sentence in dates[:AHEAD]
    ]  # fmt: skip
