"""What happened in a pilot and what is planned: from the log and the agenda, in words and numbers, without names.

Apps above add theirs by ``settings.PILOT_MILESTONES``: a module with ``HAPPENED`` (kind of record and move → the
sentence for a number of them and its colour), ``planned(pilot, now, day)`` (queries made by ``dates``; the id, the
moment and the day come when it is asked) and ``PLANNED`` (what is planned → its sentence with ``name`` and ``n``). All
that is planned is asked for in one query.
"""

from datetime import UTC, date, datetime
from importlib import import_module

from django.conf import settings
from django.db.models import BigIntegerField, TextField, Value
from django.db.models.functions import Cast, Concat, Extract, TruncDate
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from pilot import formats
from pilot.models import AuditEvent, Policy
from pilot.phases.due import signing_due
from pilot.questions import question

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


PLANNED = {}


def planned(pilot, now, day):
    """No dates of records: what is known of the pilot itself is in ``_own``."""
    return []


def dates(rows, what, *, name=None, n=None):
    """``rows`` (annotated with ``day``) as dates to come: day, what, name, number; the nearest ``AHEAD``."""
    said = (
        rows.order_by()
        .values("day")
        .annotate(
            what=Value(what, TextField()),
            called=Cast(Value("") if name is None else name, TextField()),
            n=Value(1) if n is None else n,
        )
    )
    return said.order_by("day").values_list("day", "what", "called", "n")[:AHEAD]


def _own(pilot):
    """The day by which a version waits for signatures, and the last day of the pilot."""
    standing = getattr(pilot, "_standing", None)
    opened = standing.open if standing else None
    if opened is not None and opened.state == Policy.State.PROPOSED and (day := signing_due(opened)):
        yield day, _("Last day to sign version %(number)d") % {"number": opened.number}
    if pilot.end:
        yield pilot.end, _("Last day of the pilot")


def _modules():
    return [import_module(path) for path in settings.PILOT_MILESTONES]


def past_and_ahead(pilot):
    """What happened and what comes, as two lists of entries for ``_timeline.html``; one query.

    What happened is one entry for each day with numbers, the newest first. Nobody is named and nothing is linked, so
    that whoever works in the pilot may read it (advice 8.3-07).
    """
    modules = _modules()
    told = {"|".join(key): words for module in modules for key, words in module.HAPPENED.items()}
    words = {what: sentence for module in modules for what, sentence in module.PLANNED.items()}
    days, dates = {}, set(_own(pilot))
    for day, what, called, n in _rows(pilot.pk, timezone.now(), timezone.localdate()):
        if what in words:
            dates.add((day, str(words[what] % {"name": called, "n": n})))
        elif what in told:
            found = days.setdefault(day, {"at": n, "counts": {}})
            found["at"] = max(found["at"], n)
            found["counts"][what] = found["counts"].get(what, 0) + 1
    newest = sorted(days.values(), key=lambda found: found["at"], reverse=True)[:DAYS]
    today = timezone.localdate()
    nearest = {}
    for day, sentence in sorted(each for each in dates if each[0] >= today):
        nearest.setdefault(day, []).append(sentence)
    return (
        [_entry(found, told) for found in newest],
        [_date(day, sentences, today) for day, sentences in list(nearest.items())[:AHEAD]],
    )


@question
def _rows(pilot: int, now: datetime, day: date):
    """What happened and what is planned, as one question."""
    told = [key for module in _modules() for key in module.HAPPENED]
    planned = [query for module in _modules() for query in module.planned(pilot, now, day)]
    return _moves(pilot, told).union(*planned, all=True)


def _moves(pilot, told):
    """The last moves that are told: day, what, nothing, moment in seconds since 1970."""
    types, moves = ({key[part] for key in told} for part in (0, 1))
    events = AuditEvent.objects.filter(pilot_id=pilot, subject_type__in=types, action__in=moves)
    what = Concat("subject_type", Value("|"), "action", output_field=TextField())
    moment = Cast(Extract("at", "epoch"), BigIntegerField())
    rows = events.exclude(from_state="").annotate(day=TruncDate("at"), what=what, called=Value(""), n=moment)
    return rows.order_by("-pk").values_list("day", "what", "called", "n")[:READ]


def _entry(found, told):
    words = [told[what][0] % {"n": count} for what, count in found["counts"].items()]
    kinds = {told[what][1] for what in found["counts"]}
    return {
        "when": datetime.fromtimestamp(found["at"], UTC),
        "by": "",
        "label": "",
        "text": _joined(words) + ".",
        "kind": "late" if "late" in kinds else "ok" if "ok" in kinds else "info",
        "url": "",
    }


def _joined(sentences):
    first, *others = sentences
    return "; ".join([capfirst(first), *(each[:1].lower() + each[1:] for each in others)])


def _date(day, sentences, today):
    return {
        "when": formats.brief_day(day) if day.year == today.year else formats.short_day(day),
        "by": "",
        "label": "",
        "text": _joined(sentences),
        "kind": "",
        "url": "",
    }
