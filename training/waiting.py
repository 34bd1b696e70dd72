"""What waits for whom in training, and what this phase still asks of a pilot."""

from collections import Counter
from datetime import date, timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, Min, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from candidates.models import Match
from pilot.addresses import reverse
from pilot.choices import Role
from pilot.formats import short_day
from pilot.models import Pilot, Topic, User
from pilot.permissions import provider_may
from pilot.phases import stages
from pilot.questions import Ids, question
from pilot.reminders import Reminder

from .guidance import guided
from .models import Enrolment, Programme, Report, TrainingClass
from .permissions import may_see_classes, may_see_programmes, may_see_selection, teaches
from .planning import Sizes, size_note
from .progress import due_on, month_name, months_due

#: A class is confirmed this long before it starts; a placed candidate gets a seat within this time.
BEFOREHAND = timedelta(days=14)
#: The decision after the acquaintance period is made this long after the start (advice 8.3.4-08).
ACQUAINTANCE = timedelta(days=28)


def waiting(user):
    """Yield what waits for an owner or provider: seats, confirming, mentors, decisions, monthly reports (8.2-11).

    For a trainer the reports and outcomes of the own classes, for a mentor the reports on the own participants.
    """
    pilots = user.pilots(Role.OWNER, Role.PROVIDER, Role.TRAINER, Role.MENTOR)
    if not pilots:
        return
    today = timezone.localdate()
    for training_class in _open_classes(pilots, user, today):
        yield from _of_class(training_class, user, today)
    if pilots := user.pilots(Role.OWNER, Role.PROVIDER):
        yield from _without_seat(user, pilots)


def _of_class(training_class, user, today):
    pilot = training_class.pilot
    if user.has_role(Role.OWNER, pilot=pilot):
        yield from _for_owner(training_class, today)
    if provider_may(user, pilot, Topic.TRAINING) or provider_may(user, pilot, Topic.GUIDANCE):
        yield from _for_provider(training_class, today)
    elif teaches(user, training_class):
        yield from _for_trainer(training_class, today)
    elif training_class.guided and pilot.pk in user.pilots(Role.MENTOR):
        yield from _for_mentor(training_class, today)


@question
def _open_classes(pilots: Ids, user: User, day: date):
    return _classes(pilots, user, day)


def _classes(pilots, user, day):
    """Classes that are not over, with counts of who is in them and the months of their reports.

    ``guided`` and ``guided_months`` tell the same of the participants whom ``user`` guides.
    """
    busy = Q(enrolments__state__in=["acquainted", "active"])
    # One for every report of those who are in training now.
    reports = Report.objects.filter(
        enrolment__training_class=OuterRef("pk"), enrolment__state__in=["acquainted", "active"]
    ).order_by()
    own = Enrolment.objects.filter(
        training_class=OuterRef("pk"), state__in=["acquainted", "active"], guides__mentor=user
    ).order_by()
    return (
        TrainingClass.objects.in_pilots(pilots)
        .filter(state__in=["forming", "confirmed", "running"])
        .with_case()
        .with_seated()
        .annotate(
            busy=Count("enrolments", filter=busy),
            acquainted=Count("enrolments", filter=Q(enrolments__state="acquainted")),
            unguided=Count("enrolments", filter=busy & ~guided("enrolments", "programme__pilot", day)),
            months_reported=ArraySubquery(reports.values("month")),
            guided=Coalesce(Subquery(own.values("training_class").annotate(n=Count("pk")).values("n")), 0),
            guided_months=ArraySubquery(reports.filter(enrolment__guides__mentor=user).values("month")),
        )
        .order_by("start", "pk")
    )


def _item(training_class, what, **fields):
    fields.setdefault("url", training_class.get_absolute_url())
    return Reminder(
        key=f"class-{what}:{training_class.pk}",
        pilot=training_class.pilot,
        context=training_class.programme.name,
        **fields,
    )


def _for_owner(training_class, today):
    name = {"name": training_class.name}
    soon = training_class.start - today <= 2 * BEFOREHAND
    if training_class.state == TrainingClass.State.FORMING and soon:
        yield _item(
            training_class,
            "confirm",
            due=training_class.start - BEFOREHAND,
            text=_("Confirm who is in %(name)s") % name,
            act=pgettext("act", "Confirm"),
            mail_from=training_class.start - BEFOREHAND,
        )
    if training_class.state == TrainingClass.State.RUNNING and training_class.end < today:
        yield _item(
            training_class,
            "finish",
            due=training_class.end + BEFOREHAND,
            text=_("Record how %(name)s ended") % name,
            act=pgettext("act", "View"),
        )


def _for_provider(training_class, today):
    if training_class.state != TrainingClass.State.RUNNING:
        return
    name = {"name": training_class.name}
    yield from _to_report(training_class, today)
    if training_class.unguided:
        yield _item(
            training_class,
            "mentors",
            due=training_class.start + BEFOREHAND,
            text=ngettext(
                "Assign a mentor to %(n)s participant of %(name)s",
                "Assign a mentor to %(n)s participants of %(name)s",
                training_class.unguided,
            )
            % {**name, "n": training_class.unguided},
            act=pgettext("act", "Assign"),
        )
    if training_class.acquainted:
        due = training_class.start + ACQUAINTANCE
        yield _item(
            training_class,
            "acquaintance",
            due=due,
            text=ngettext(
                "Decide with %(n)s participant of %(name)s whether to stay together",
                "Decide with %(n)s participants of %(name)s whether to stay together",
                training_class.acquainted,
            )
            % {**name, "n": training_class.acquainted},
            act=pgettext("act", "Decide"),
            mail_from=due,
        )


def _to_report(training_class, today):
    """The months of which somebody in training lacks a report: for whom uploads them, the provider or the trainer."""
    for month, _missing in _lacking(training_class, training_class.busy, training_class.months_reported, today):
        yield _item(
            training_class,
            f"report:{month:%Y-%m}",
            due=due_on(month),
            text=_("Report the progress of %(name)s in %(month)s")
            % {"name": training_class.name, "month": month_name(month)},
            act=pgettext("act", "Upload"),
            url=reverse("import_new", args=[training_class.pilot.slug, "progress"]),
            mail_from=due_on(month) + timedelta(days=1),
        )


def _lacking(training_class, people, reported, today):
    """Months that should have been reported, with how many reports are missing, of so many people."""
    counts = Counter(reported)
    for month in months_due(training_class, today):
        if people > counts[month]:
            yield month, people - counts[month]


def _for_trainer(training_class, today):
    """A trainer reports on the own class, and records how the training ended (advice 8.2-11, 8.3.4-10)."""
    if training_class.state != TrainingClass.State.RUNNING:
        return
    yield from _to_report(training_class, today)
    if training_class.end < today and training_class.busy:
        yield _item(
            training_class,
            "outcomes",
            due=training_class.end + BEFOREHAND,
            text=ngettext(
                "Record how the training of %(n)s participant of %(name)s ended",
                "Record how the training of %(n)s participants of %(name)s ended",
                training_class.busy,
            )
            % {"n": training_class.busy, "name": training_class.name},
            act=pgettext("act", "View"),
        )


def _for_mentor(training_class, today):
    """A mentor reports each month on the own participants (advice 7.4-15, 8.3.4-10)."""
    if training_class.state != TrainingClass.State.RUNNING:
        return
    for month, missing in _lacking(training_class, training_class.guided, training_class.guided_months, today):
        yield _item(
            training_class,
            f"guidance:{month:%Y-%m}",
            due=due_on(month),
            text=ngettext(
                "Write the report of %(month)s on %(n)s participant of %(name)s",
                "Write the reports of %(month)s on %(n)s participants of %(name)s",
                missing,
            )
            % {"n": missing, "name": training_class.name, "month": month_name(month)},
            act=pgettext("act", "Write"),
            mail_from=due_on(month) + timedelta(days=1),
        )


def _seatless():
    """Placed candidates who have no seat in a class."""
    running = Enrolment.objects.running().filter(candidate=OuterRef("candidate"))
    return Match.objects.placed().filter(~Exists(running))


def _without_seat(user, pilots):
    """Placed candidates without a seat, one line for each pilot, for those who compose classes."""
    for row in _seatless_by_pilot(pilots):
        pilot = Pilot(
            pk=row["candidate__pilot"], slug=row["candidate__pilot__slug"], title=row["candidate__pilot__title"]
        )
        yield from _to_seat(user, pilot, row["count"], row["since"])


@question
def _seatless_by_pilot(pilots: Ids):
    rows = _seatless().filter(candidate__pilot__in=pilots)
    rows = rows.values("candidate__pilot", "candidate__pilot__slug", "candidate__pilot__title")
    return rows.annotate(count=Count("pk"), since=Min("placed_at")).order_by("candidate__pilot")


def _to_seat(user, pilot, count, since):
    """So many placed candidates, the first since a moment, for those who compose classes in this pilot."""
    if not count or not (user.has_role(Role.OWNER, pilot=pilot) or provider_may(user, pilot, Topic.TRAINING)):
        return
    since = timezone.localdate(since)
    yield Reminder(
        key=f"seats:{pilot.pk}:{since}",
        due=since + BEFOREHAND,
        text=ngettext(
            "%(n)s placed candidate has no seat in a class yet",
            "%(n)s placed candidates have no seat in a class yet",
            count,
        )
        % {"n": count},
        act=pgettext("act", "Give a seat"),
        url=reverse("training:classes", args=[pilot.slug]),
        pilot=pilot,
    )


def _opened(pilot, user):
    """Ids of the classes that the user may open; ``None`` for whoever runs the pilot and opens all."""
    if may_see_selection(user, pilot):
        return None
    if not may_see_classes(user, pilot):
        return set()
    rows = TrainingClass.objects.visible_to(user).filter(programme__pilot=pilot)
    return set(rows.values_list("pk", flat=True))


def _beside(pilots):
    """When the first class of a pilot was over, how many placed people have no seat there, and since when."""
    seatless = _seatless().filter(candidate__pilot__in=pilots).order_by().values("candidate__pilot")
    over = TrainingClass.objects.in_pilots(pilots).filter(state=TrainingClass.State.FINISHED).order_by("end")
    return {
        "first_over": Subquery(over.values("end")[:1]),
        "seatless": Coalesce(Subquery(seatless.annotate(n=Count("pk")).values("n")), 0),
        "seatless_since": Subquery(seatless.annotate(at=Min("placed_at")).values("at")),
    }


@question
def _classes_of(pilots: Ids, user: User, day: date):
    return _classes(pilots, user, day).annotate(**_beside(pilots))


@question
def _without_classes(pilots: Ids):
    some = Exists(Programme.objects.filter(pilot=OuterRef("pk")))
    return Pilot.objects.filter(pk__in=pilots).values(some=some, **_beside(pilots))


def checklist(pilot, user):
    """What training asks of this pilot, as items of ``_checklist.html``; one query, two while no class is open."""
    classes = _classes_of([pilot.pk], user, timezone.localdate())
    if classes:
        programmes, told = True, vars(classes[0])
    else:
        told = _without_classes([pilot.pk])[0]
        programmes = told["some"]
    pilot._first_over = told["first_over"]
    pilot._open_classes = classes  # the line of phases reads them too
    sizes = Sizes.of(pilot.policy_in_force)
    classes_url = reverse("training:classes", args=[pilot.slug]) if may_see_classes(user, pilot) else ""
    opens = _opened(pilot, user)
    yield {
        "waits": [
            *(one for each in classes for one in _of_class(each, user, timezone.localdate())),
            *_to_seat(user, pilot, told["seatless"], told["seatless_since"]),
        ],
        "label": _("Training programme with its price"),
        "url": reverse("training:programmes", args=[pilot.slug]) if may_see_programmes(user, pilot) else "",
        "status": "done" if programmes else "todo",
        "badge": "",
        "note": "",
        "why": "",
    }
    if not classes:
        yield {
            "label": _("Class of about %(target)s") % {"target": sizes.target},
            "url": classes_url,
            "status": "todo" if programmes else "stop",
            "badge": "",
            "note": "",
            "why": "" if programmes else _("First there has to be a programme that everybody follows."),
        }
    for training_class in classes:
        note = size_note(training_class.seated, sizes)
        running = training_class.state == TrainingClass.State.RUNNING
        yield {
            "label": training_class.name,
            "url": training_class.get_absolute_url() if opens is None or training_class.pk in opens else "",
            "status": "done" if running else "busy",
            "badge": _("%(seated)s of %(target)s seats") % {"seated": training_class.seated, "target": sizes.target},
            "note": "" if running else note.sentence,
            "why": "",
            "due": training_class.start,
        }


def phase(pilot):
    """How far training is, for the line of phases on the pilot's page; no query when the checklist read the classes."""
    classes = pilot.__dict__.get("_open_classes")
    if classes is not None:
        over = pilot._first_over
    else:
        found = list(TrainingClass.objects.in_pilots([pilot.pk]).exclude(state=TrainingClass.State.CANCELLED))
        over = min((c.end for c in found if c.state == TrainingClass.State.FINISHED), default=None)
        classes = [c for c in found if c.state != TrainingClass.State.FINISHED]
    said = _side_by_side(classes, over)
    running = [c for c in classes if c.state == TrainingClass.State.RUNNING]
    if running:
        note = _("since %(day)s") % {"day": short_day(min(c.start for c in running))}
        return said | {"training": {"status": "now", "note": note}}
    if over and not classes:
        return said | {"training": {"status": "done", "note": ""}}
    if classes:
        note = _("from %(day)s") % {"day": short_day(min(c.start for c in classes))}
        return said | {"training": {"status": "todo", "note": note}}
    return said


def _side_by_side(classes, over):
    """What classes tell of the other phases: recruiting goes on for the next one, evaluating begins with the first.

    ``classes`` are those that are not over, ``over`` is the last day of the first that is.
    """
    said = {}
    coming = [c for c in classes if c.state in (TrainingClass.State.FORMING, TrainingClass.State.CONFIRMED)]
    if coming:
        first = min(coming, key=lambda c: c.start)
        said["recruiting"] = {"until": stages.until(first.start, first.name)}
        if over or len(coming) < len(classes):
            said["recruiting"]["note"] = _("for %(name)s") % {"name": first.name}
    if over:
        said["evaluating"] = {"status": "now", "note": _("since %(day)s") % {"day": short_day(over)}}
    return said
