"""A provider begins, ends, and another takes over: at every moment somebody has each topic, and no case is lost.

What is under way belongs to the pilot, not to the provider: whoever is approved for a topic sees its cases and is asked
its steps. So ending and taking over are acts on appointments and assignments alone, in one transaction.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from pilot import audit
from pilot.choices import Role
from pilot.formats import day
from pilot.models import Appointment, Assignment, Topic
from pilot.phases import work
from pilot.phases.appointing import approve_blockers, people_of, settle
from pilot.phases.assigning import end_assignment
from pilot.phases.noting import decide
from pilot.phases.reporting import lacking
from pilot.phases.telling import tell_people
from pilot.workflow import NotNow, require_none

State = Appointment.State
#: Roles that people have as the provider's; whoever teaches does so for the trainer of the programme.
OF_PROVIDER = (Role.PROVIDER, Role.MENTOR, Role.SELECTOR)


@transaction.atomic
def approve(appointment, *, by, reason):
    """Approve a proposal; from now on the provider acts within its scope (advice 8.2-10).

    When it takes over, the other one ends in the same moment: never are two at work on one topic, nor nobody.
    """
    require_none(approve_blockers(appointment))
    before = appointment.succeeds
    if before is not None and before.state == State.APPROVED:
        _end_now(
            before,
            by=by,
            reason=_("%(provider)s takes over.") % {"provider": appointment.provider},
            last=timezone.localdate(),
        )
    return settle(
        appointment,
        "approve",
        _("The proposal of %(provider)s was approved."),
        by=by,
        reason=reason,
        starts_on=timezone.localdate(),
    )


def end_blockers(appointment, on):
    """Say why an appointment cannot end on this day."""
    if appointment.starts_on and on < appointment.starts_on:
        return [_("The last day comes after the first.")]
    return []


@transaction.atomic
def end(appointment, *, by, reason, on=None):
    """End an appointment with ``on`` (today) as its last day; the roles of the provider's people end with it.

    A day that is still to come is written down: until then the provider works on, and another can prepare.
    """
    today = timezone.localdate()
    on = on or today
    appointment = (
        Appointment.objects.select_for_update(of=("self",)).select_related("pilot", "provider").get(pk=appointment.pk)
    )
    if not appointment.can("end"):
        raise NotNow(_("Only an approved appointment can end."), code="state")
    require_none(end_blockers(appointment, on))
    if on <= today:
        return _end_now(appointment, by=by, reason=reason, last=on)
    people = people_of(appointment)
    Appointment.objects.filter(pk=appointment.pk).update(ends_on=on)
    appointment.ends_on = on
    audit.record(appointment, "plan_end", by=by, fields=["ends_on"], reason=reason)
    _end_people(appointment, on, by=by)
    words = {"provider": appointment.provider, "day": day(on)}
    sentence = _("The last day of %(provider)s is %(day)s.") % words
    decide(appointment.pilot, sentence, by=by, reason=reason)
    tell_people(
        people,
        lambda: (sentence, f"{sentence}\n\n{reason}"),
        appointment.get_absolute_url(),
        kind="appointment_plan_end",
        pilot=appointment.pilot,
    )
    return appointment


def _end_now(appointment, *, by, reason, last):
    """End it, count what is under way, and let the roles of its people end."""
    pilot = appointment.pilot
    works = work.within(appointment, work.under_way({pilot.pk: pilot})[pilot.pk])
    settle(
        appointment,
        "end",
        _("The appointment of %(provider)s has ended."),
        by=by,
        reason=reason,
        ends_on=last,
        work_at_end={one.key: one.count for one in works},
    )
    _end_people(appointment, last, by=by)
    return appointment


def _end_people(appointment, last, *, by):
    """Let the roles that people have as this provider's end with ``last``; those that end earlier stay as they are."""
    rows = Assignment.objects.running(last).filter(
        pilot=appointment.pilot_id, role__in=OF_PROVIDER, user__organisation=appointment.provider_id
    )
    later = Assignment.objects.filter(
        pilot=appointment.pilot_id,
        role__in=OF_PROVIDER,
        user__organisation=appointment.provider_id,
        start__gt=last,
    )
    for row in (rows | later).order_by("pk"):
        if row.end is None or row.end > last:
            end_assignment(row, by=by, end=max(last, row.start))


def end_due():
    """End the appointments of which the last day has passed; return how many. May run twice.

    Whoever wrote the day down ends it.
    """
    today, count = timezone.localdate(), 0
    rows = Appointment.objects.filter(state=State.APPROVED, ends_on__lt=today).order_by("pk")
    for pk in list(rows.values_list("pk", flat=True)):
        with transaction.atomic():
            appointment = (
                rows.select_for_update(of=("self",), skip_locked=True)
                .select_related("pilot", "provider")
                .filter(pk=pk)
                .first()
            )
            if appointment is None:
                continue
            planned = audit.history(appointment).filter(action="plan_end").first()
            _end_now(
                appointment,
                by=planned.actor,
                reason=planned.reason.text if hasattr(planned, "reason") else _("The last day has passed."),
                last=appointment.ends_on,
            )
            count += 1
    return count


def successors(appointment):
    """Appointments of the same pilot that have, or may get, topics of this one: those that take over first."""
    others = appointment.pilot.appointments.open().exclude(pk=appointment.pk).select_related("provider")
    shared = [other for other in others if set(other.scope) & set(appointment.scope)]
    return sorted(shared, key=lambda other: (other.succeeds_id != appointment.pk, -other.pk))


def handed_on(appointment):
    """What was under way at the end beside what is now, by topic of the scope: ``[(topic, [(work, at the end)])]``.

    ``at the end`` is ``None`` while the appointment runs.
    """
    pilot = appointment.pilot
    works = work.within(appointment, work.under_way({pilot.pk: pilot})[pilot.pk])
    ended = appointment.state == State.ENDED
    before = {one.key: appointment.work_at_end.get(one.key, 0) if ended else None for one in works}
    return [(topic, [(one, before[one.key]) for one in works if one.topic == topic]) for topic in appointment.scope]


def readable(user):
    """Appointments of which the user reads the hand-over: one's own, and of a provider those it takes over."""
    theirs = Appointment.objects.running().filter(pilot__in=user.assigned(Role.PROVIDER), provider=user.organisation_id)
    return Appointment.objects.filter(
        Q(pilot__in=user.pilots(Role.OWNER))
        | Q(pk__in=theirs.values("pk"))
        | Q(pk__in=theirs.filter(succeeds__isnull=False).values("succeeds")),
        starts_on__isnull=False,
    )


def by_topic(appointment):
    """The work that goes over for a page: ``[{"label", "rows"}]``, without kinds that never had a case."""
    return [
        {
            "label": appointment.topic_label(topic),
            "rows": [{"work": one, "before": before} for one, before in rows if one.count or before],
        }
        for topic, rows in handed_on(appointment)
    ]


def checklist(appointment, nexts, owner):
    """What a hand-over asks, as lines of ``_checklist.html``; read from the records, so nobody ticks by hand."""
    pilot = appointment.pilot
    people = reverse("people", args=[pilot.slug])
    yield _item(
        _("The appointment has a last day"),
        "done" if appointment.ends_on else "todo",
        url=reverse("appointment_end", args=[appointment.pk]) if owner and not appointment.ends_on else "",
        note=day(appointment.ends_on) if appointment.ends_on else "",
    )
    left = [topic for topic in appointment.scope if not any(_has(one, topic, appointment) for one in nexts)]
    new = f"{reverse('appointment_new', args=[pilot.slug])}?opvolger_van={appointment.pk}"
    yield _item(
        _("Somebody else has each topic"),
        "done" if not left else "busy" if len(left) < len(appointment.scope) else "todo",
        url=new if owner and left else "",
        note=", ".join(f"{one.provider}: {one.get_state_display().lower()}" for one in nexts),
        why=[_("Nobody has this yet: %(topic)s.") % {"topic": ", ".join(map(appointment.topic_label, left))}]
        if left
        else "",
    )
    acting = [one for one in nexts if one.state == State.APPROVED]
    staffed = Assignment.objects.running().filter(
        pilot=pilot, role=Role.PROVIDER, user__organisation__in=[one.provider_id for one in acting]
    )
    names = [row.user.name for row in staffed.select_related("user").order_by("pk")] if acting else []
    yield _item(
        _("The new provider's people have their role"),
        "done" if names else "todo",
        url=people if owner else "",
        note=", ".join(names),
    )
    today = timezone.localdate()
    remain = Assignment.objects.running(today + timedelta(days=1)).filter(
        pilot=pilot, role__in=OF_PROVIDER, user__organisation=appointment.provider_id
    )
    open_ended = remain.filter(end__isnull=True).count()
    yield _item(
        _("The roles of the former provider's people end"),
        "todo" if open_ended else "done",
        url=people if owner and open_ended else "",
    )
    lacks = lacking(appointment)
    yield _item(
        _("Every period is reported"),
        "busy" if lacks else "done",
        note=", ".join(map(str, lacks)),
        url=appointment.get_absolute_url() if owner else "",
    )


def _has(other, topic, appointment):
    return topic in other.scope and (topic != Topic.RECRUITMENT or set(appointment.recruits) <= set(other.recruits))


def _item(label, status, *, url="", note="", why=""):
    return {"label": label, "status": status, "url": url, "badge": "", "note": note, "why": why}
