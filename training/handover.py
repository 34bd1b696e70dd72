"""What a provider has under way in training and guidance: for supervision, its reports and a successor."""

from collections import Counter
from datetime import timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, F, Min, OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from candidates.models import Match
from pilot.models import Topic
from pilot.phases.work import Work
from training.guidance import guided
from training.models import Enrolment, Report, TrainingClass
from training.progress import due_on, months_due

BUSY = ["acquainted", "active"]


def work(pilots):
    """Yield the ``Work`` of these pilots (``{id: pilot}``) in training and guidance; two queries."""
    today = timezone.localdate()
    found = {pk: Counter() for pk in pilots}
    since = {pk: {} for pk in pilots}
    for room in _classes(pilots):
        _count(room, found[room.pilot_id], since[room.pilot_id], today)
    running = Enrolment.objects.running().filter(candidate=OuterRef("candidate"))
    rows = Match.objects.placed().filter(candidate__pilot__in=pilots).filter(~Exists(running)).order_by()
    for row in rows.values("candidate__pilot").annotate(n=Count("pk"), first=Min("placed_at")):
        found[row["candidate__pilot"]]["seat"] = row["n"]
        since[row["candidate__pilot"]]["seat"] = timezone.localdate(row["first"]) if row["first"] else None
    for pk, pilot in pilots.items():
        for line in _lines(reverse("training:classes", args=[pilot.slug])):
            key = line["key"].partition(".")[2]
            yield Work(pilot_id=pk, count=found[pk][key], since=since[pk].get(key), **line)


def _classes(pilots):
    reports = Report.objects.filter(enrolment__training_class=OuterRef("pk"), enrolment__state__in=BUSY).order_by()
    people = Enrolment.objects.filter(training_class=OuterRef("pk")).order_by().values("training_class")
    busy = people.filter(state__in=BUSY)

    def number(rows):
        return Subquery(rows.annotate(n=Count("pk")).values("n"))

    return (
        TrainingClass.objects.in_pilots(list(pilots))
        .filter(state__in=["forming", "confirmed", "running"])
        .annotate(
            of_pilot=F("programme__pilot"),
            busy=number(busy),
            acquainted=number(people.filter(state="acquainted")),
            unguided=number(busy.filter(~guided())),
            months_reported=ArraySubquery(reports.values("month")),
        )
        .select_related("programme")
        .order_by("start", "pk")
    )


def _count(room, found, since, today):
    """Add the cases of one class to the counts of its pilot, and keep the oldest day of each kind."""

    def add(key, count, day):
        if count:
            found[key] += count
            since[key] = min(filter(None, [since.get(key), day]), default=None)

    add("forming" if room.state != TrainingClass.State.RUNNING else "running", 1, room.start)
    add("participants", room.busy or 0, room.start)
    if room.state != TrainingClass.State.RUNNING:
        return
    reported = Counter(room.months_reported)
    for month in months_due(room, today):
        if due_on(month) <= today:
            add("reports", max((room.busy or 0) - reported[month], 0), due_on(month) - timedelta(days=1))
    add("unguided", room.unguided or 0, room.start)
    add("acquainted", room.acquainted or 0, room.start)


def _lines(url):
    training, guidance, running = {"topic": Topic.TRAINING}, {"topic": Topic.GUIDANCE}, {"step": False}
    return [
        training | {"key": "training.seat", "label": _("Placed candidates without a seat in a class"), "url": url},
        training | running | {"key": "training.forming", "label": _("Classes that are being formed"), "url": url},
        training | running | {"key": "training.running", "label": _("Classes in training"), "url": url},
        training | running | {"key": "training.participants", "label": _("Participants in training"), "url": url},
        training
        | {
            "key": "training.reports",
            "label": _("Monthly reports of participants that lack"),
            "url": url,
            "patience": 0,
        },
        guidance | {"key": "training.unguided", "label": _("Participants without a mentor"), "url": url},
        guidance
        | {
            "key": "training.acquainted",
            "label": _("Participants of whom it is not decided whether they stay"),
            "url": url,
            "patience": 28,
        },
    ]
