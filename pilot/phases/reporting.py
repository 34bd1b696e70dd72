"""What a provider reports of its work: when, on which topics, beside which figures, and who reads it (8.2-11)."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from pilot import audit
from pilot.addresses import reverse
from pilot.choices import Role
from pilot.formats import day, short_day
from pilot.models import Appointment, Pilot, Proposal, ProviderReport
from pilot.phases import work
from pilot.reminders import Reminder
from pilot.workflow import NotNow, move

#: A report is due this long after its period; it is on *My work* this long before; an owner chases after this.
AFTERWARDS, BEFOREHAND, CHASED = timedelta(days=7), timedelta(days=7), timedelta(days=3)


@dataclass(frozen=True)
class Period:
    """One period of an appointment, both days included."""

    number: int
    first: date
    last: date

    @property
    def due_on(self):
        return self.last + AFTERWARDS

    def __str__(self):
        return _("%(first)s to %(last)s") % {"first": short_day(self.first), "last": short_day(self.last)}


def months_after(start, count):
    """The day that lies ``count`` months after ``start``; the last day of a shorter month where there is none."""
    year, month = divmod(start.year * 12 + start.month - 1 + count, 12)
    month += 1
    following = date(year + month // 12, month % 12 + 1, 1)
    return date(year, month, min(start.day, (following - timedelta(days=1)).day))


def period(appointment, number):
    """The period with this number, from 1; ``None`` before the approval."""
    if appointment.starts_on is None or number < 1:
        return None
    first = months_after(appointment.starts_on, _months_before(appointment, number))
    last = months_after(appointment.starts_on, _months_before(appointment, number + 1)) - timedelta(days=1)
    if appointment.ends_on:
        last = min(last, appointment.ends_on)
    return Period(number, first, last) if last >= first else None


def _months_before(appointment, number):
    """Months from the start until the period with this number; the first ones may have had another length."""
    former = appointment.report_before[: number - 1]
    return sum(former) + (number - 1 - len(former)) * appointment.report_every


def lengths(appointment, on):
    """Length in months of each period that had begun on a day: these stay as they are when the rhythm changes."""
    found = []
    while (one := period(appointment, len(found) + 1)) and one.first <= on:
        found.append(_months_before(appointment, len(found) + 2) - _months_before(appointment, len(found) + 1))
    return found


def periods(appointment, until):
    """Every period that is over on ``until``, and those that are about to be."""
    found = []
    while (one := period(appointment, len(found) + 1)) and one.last <= until:
        found.append(one)
    return found


def lacking(appointment, on=None, known=None):
    """Periods that are over and of which no report was handed in; ``known`` are the numbers that were."""
    known = set(appointment.reports.values_list("number", flat=True)) if known is None else set(known)
    return [one for one in periods(appointment, on or timezone.localdate()) if one.number not in known]


def late(appointment, known=None):
    """Periods of which the report should have been in by now."""
    today = timezone.localdate()
    return [one for one in lacking(appointment, today, known) if one.due_on < today]


def report_blockers(appointment, number):
    """Say why there is no report to write on this period."""
    if appointment.state not in (Appointment.State.APPROVED, Appointment.State.ENDED):
        return [_("A provider reports from its approval on.")]
    one = period(appointment, number)
    if one is None:
        return [_("There is no such period.")]
    if one.last > timezone.localdate() + BEFOREHAND:
        return [_("This period ends on %(day)s. Report when it is over.") % {"day": day(one.last)}]
    if appointment.reports.filter(number=number).exists():
        return [_("The report of this period was handed in already.")]
    return []


def figures(appointment):
    """The figures of the pilot within the scope, to be kept with a report: of now, or of the day the work ended."""
    pilot = appointment.pilot
    ended = appointment.state == Appointment.State.ENDED
    return [
        {
            "topic": one.topic.value,
            "key": one.key,
            "label": str(one.label),
            "count": appointment.work_at_end.get(one.key, 0) if ended else one.count,
        }
        for one in work.within(appointment, work.under_way({pilot.pk: pilot})[pilot.pk])
    ]


def labels(pilot):
    """What each figure counts, by its key, in the language of the reader."""
    return {one.key: str(one.label) for one in work.under_way({pilot.pk: pilot})[pilot.pk]}


@transaction.atomic
def hand_in(appointment, number, texts, *, by):
    """Hand in the report of a period: a text for each topic, with the figures of this moment (advice 8.2-11)."""
    blockers = report_blockers(appointment, number)
    if blockers:
        raise NotNow(blockers)
    missing = [topic for topic in appointment.scope if not texts.get(topic, "").strip()]
    if missing:
        raise NotNow([_("Write how it goes: %(topic)s.") % {"topic": appointment.topic_label(t)} for t in missing])
    one = period(appointment, number)
    try:
        with transaction.atomic():
            report = ProviderReport.objects.create(
                appointment=appointment,
                number=number,
                first=one.first,
                last=one.last,
                due_on=one.due_on,
                texts={topic: texts[topic] for topic in appointment.scope},
                figures=figures(appointment),
                by=by,
            )
    except IntegrityError as clash:
        raise NotNow(_("The report of this period was handed in already.")) from clash
    audit.record(report, "create", by=by, to_state=report.state)
    return report


def mark_read(report, *, by, remark=""):
    """Let an owner say that the report was read, with a remark for the provider (advice 8.2-11, 8.3-06)."""
    return move(report, "read", by=by, read_by=by, read_at=timezone.now(), remark=remark)


# --- what waits ----------------------------------------------------------------------------------------------------


def with_reports(rows):
    """Appointments with the numbers of their reports (``known``), those that no owner read yet, oldest first, and
    whether a part of the proposal was handed in and not judged (``to_judge``)."""
    judged = Proposal.objects.filter(appointment=OuterRef("pk"), state=Proposal.State.HANDED_IN)
    mine = ProviderReport.objects.filter(appointment=OuterRef("pk"))
    unread = mine.filter(state=ProviderReport.State.HANDED_IN).order_by("pk")
    return rows.annotate(
        to_judge=Exists(judged),
        known=ArraySubquery(mine.order_by().values("number")),
        unread=ArraySubquery(unread.values("pk")),
        unread_since=ArraySubquery(unread.values("at")),
    )


def waiting(user, appointment):
    """Yield the reports of an appointment (``with_reports``) that wait for ``user``: to write, to read or to chase."""
    if appointment.starts_on is None or appointment.pilot.state in (Pilot.State.CLOSED, Pilot.State.STOPPED):
        return
    today = timezone.localdate()
    assigned = appointment.pilot_id in user.assigned(Role.PROVIDER)
    if assigned and appointment.provider_id == user.organisation_id:
        yield from _to_write(appointment, today)
    if appointment.pilot_id in user.pilots(Role.OWNER):
        yield from _to_read(appointment)
        yield from _to_chase(appointment, today)


def _to_write(appointment, today):
    for one in lacking(appointment, today + BEFOREHAND, appointment.known):
        # Two keys, two mails: one when it can be written, one when it is late.
        stage = "late" if one.due_on < today else "soon"
        yield _reminder(
            appointment,
            f"provider-report:{appointment.pk}:{one.number}:{stage}",
            due=one.due_on,
            text=_("Report on your work of %(period)s") % {"period": one},
            act=_("Write"),
            url=reverse("report_new", args=[appointment.pk, one.number]),
            mail_from=one.due_on + timedelta(days=1) if stage == "late" else one.due_on - BEFOREHAND,
        )


def _to_read(appointment):
    for pk, at in zip(appointment.unread, appointment.unread_since, strict=True):
        since = timezone.localdate(at)
        yield _reminder(
            appointment,
            f"provider-report-read:{pk}",
            due=since + AFTERWARDS,
            text=_("Read the report of %(provider)s") % {"provider": appointment.provider},
            act=_("Read"),
            url=reverse("provider_report", args=[pk]),
            mail_from=since + AFTERWARDS,
        )


def _to_chase(appointment, today):
    behind = [one for one in lacking(appointment, today, appointment.known) if one.due_on + CHASED < today]
    if behind:
        first = behind[0]
        yield _reminder(
            appointment,
            f"provider-report-chase:{appointment.pk}:{first.number}",
            due=first.due_on + CHASED,
            text=_("%(provider)s is late with its report of %(period)s")
            % {"provider": appointment.provider, "period": first},
            act=_("View"),
            url=appointment.get_absolute_url(),
            mail_from=first.due_on + CHASED,
        )


def _reminder(appointment, key, **fields):
    return Reminder(key=key, pilot=appointment.pilot, context=appointment.pilot.title, **fields)
