"""Beside *My work*: what is planned today, and what was made or checked for the user in the last days."""

from datetime import datetime, timedelta

from django.db.models import CharField, DateTimeField, F, Q, Value
from django.db.models.functions import Cast, Concat, Trim
from django.utils import timezone
from django.utils.translation import gettext as _

from candidates.models import InformationSession, Interview, Scorecard
from companies.models import CompanyInterview
from pilot import formats
from pilot.addresses import reverse
from pilot.models import Document, Upload, User
from pilot.questions import question

#: Papers and files of these days are shown, and so many of each.
READY_DAYS, MOST_READY = timedelta(days=3), 5
#: The page behind each kind of line.
PAGES = {
    "interview": "candidates:interview",
    "company": "companies:interview",
    "session": "candidates:session",
    "paper": "desk:document",
    "upload": "import_check",
}


def beside(user):
    """Return the lines of today's agenda and what is ready for ``user``; one query for both."""
    now = timezone.localtime()
    start = now.replace(hour=0, minute=0, second=0, microsecond=0)
    found = {kind: [] for kind in PAGES}
    for kind, pk, at, name, place in _lines(user, start, start + timedelta(days=1), now - READY_DAYS):
        found[kind].append((at, pk, name, place))
    return _agenda(found), _ready(found)


@question
def _lines(user: User, start: datetime, end: datetime, since: datetime):
    first, *others = [*_today(user, {"at__gte": start, "at__lt": end}), *_made(user, since)]
    return first.union(*others, all=True)


def _shape(rows, kind, name, at="at", place=None):
    """Rows as (kind, id, moment, name, place), so that all unite."""
    return rows.annotate(
        line_kind=Value(kind, output_field=CharField()),
        line_at=Cast(at, DateTimeField()),
        line_name=Cast(name, CharField()),
        line_place=Cast(place, CharField()) if place else Value("", output_field=CharField()),
    ).values_list("line_kind", "pk", "line_at", "line_name", "line_place")


def _today(user, today):
    mine = Scorecard.objects.filter(interviewer=user).values("interview")
    talks = Interview.objects.visible_to(user).filter(state=Interview.State.PLANNED, pk__in=mine, **today)
    person = Trim(Concat("candidate__first_name", Value(" "), "candidate__last_name"))
    yield _shape(talks.order_by(), "interview", person, place="place")
    visits = CompanyInterview.objects.visible_to(user).filter(
        Q(selector=user) | Q(owner=user), state=CompanyInterview.State.PLANNED, **today
    )
    yield _shape(visits.order_by(), "company", F("participation__company__name"), place="place")
    sessions = InformationSession.objects.visible_to(user).filter(state=InformationSession.State.PLANNED, **today)
    yield _shape(sessions.order_by(), "session", Value(""), place="place")


def _made(user, since):
    papers = Document.objects.visible_to(user).filter(asked_by=user, state="done", done_at__gte=since)
    yield _shape(papers.order_by("-done_at")[:MOST_READY], "paper", F("title"), at="done_at")
    uploads = Upload.objects.visible_to(user).filter(by=user, state=Upload.State.CHECKED, blob__isnull=False)
    yield _shape(uploads.order_by("-pk")[:MOST_READY], "upload", F("name"))


def _agenda(found):
    named = _("Interview with %(name)s")
    rows = [
        (at, _("Information session") if kind == "session" else named % {"name": name}, place, kind, pk)
        for kind in ("interview", "company", "session")
        for at, pk, name, place in found[kind]
    ]
    return [
        {
            "when": formats.clock(at),
            "label": label,
            "text": place,
            "kind": "info",
            "url": reverse(PAGES[kind], args=[pk]),
        }
        for at, label, place, kind, pk in sorted(rows)
    ]


def _ready(found):
    papers = [("paper", pk, name, formats.when(at)) for at, pk, name, _place in sorted(found["paper"], reverse=True)]
    uploads = [
        ("upload", pk, name, _("checked, not stored yet"))
        for _at, pk, name, _place in sorted(found["upload"], key=lambda row: -row[1])
    ]
    return [
        {"label": name, "url": reverse(PAGES[kind], args=[pk]), "note": note}
        for kind, pk, name, note in [*papers, *uploads]
    ]
