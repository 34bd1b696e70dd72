"""Verbs around one participant: mentors, acquaintance period and decision after it, outcome, private matters."""

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from pilot import audit
from pilot.choices import Role
from pilot.models import Assignment, User
from pilot.workflow import NotNow, move, require_none

from .models import Certificate, Enrolment, Guide, PostSelection


def mentors_of(pilot):
    """Who may be chosen as mentor: people with that role in the pilot today."""
    today = Assignment.objects.running().filter(role=Role.MENTOR, pilot=pilot).values("user")
    return User.objects.filter(pk__in=today, is_active=True).select_related("organisation")


def guided(enrolment="pk", pilot="training_class__programme__pilot", on=None):
    """Whether a participant has a mentor who is one today: one whose role ended guides nobody any more."""
    mentors = Assignment.objects.running(on).filter(
        role=Role.MENTOR, pilot=OuterRef(OuterRef(pilot)), user=OuterRef("mentor")
    )
    return Exists(Guide.objects.filter(Exists(mentors), enrolment=OuterRef(enrolment)))


@transaction.atomic
def assign_mentors(enrolment, mentors, *, by):
    """Make these users the mentors of a participant, in place of those before (advice 7.3-07, 8.3.4-09).

    Raises ``NotNow`` for somebody who is no mentor in this pilot.
    """
    Enrolment.objects.select_for_update(of=("self",)).get(pk=enrolment.pk)
    mentors = list(mentors)
    able = set(mentors_of(enrolment.pilot_id).filter(pk__in=[m.pk for m in mentors]).values_list("pk", flat=True))
    require_none(
        _("%(name)s is no mentor in this pilot.") % {"name": mentor.name} for mentor in mentors if mentor.pk not in able
    )
    enrolment.guides.exclude(mentor__in=mentors).delete()
    known = set(enrolment.guides.values_list("mentor_id", flat=True))
    Guide.objects.bulk_create(Guide(enrolment=enrolment, mentor=m) for m in mentors if m.pk not in known)
    audit.record(enrolment, "assign_mentors", by=by, fields=["guides"])
    return enrolment


@transaction.atomic
def acquaint(enrolment, *, by):
    """Begin the acquaintance period of a participant before the class starts (advice 8.3.4-07)."""
    return move(enrolment, "acquaint", by=by)


@transaction.atomic
def decide(enrolment, *, by, on, company_yes, candidate_yes, reason=""):
    """Record whether company and participant stay together after the acquaintance period (advice 8.3.4-08).

    With two times yes the participant goes on in training; with a no, which needs its reason, the seat is kept until
    another placement is found or the participant leaves. Raises ``NotNow`` outside the acquaintance period.
    """
    now = Enrolment.objects.select_for_update(of=("self",)).get(pk=enrolment.pk)
    if now.state != Enrolment.State.ACQUAINTED:
        raise NotNow(_("This can only be decided during the acquaintance period."), code="state")
    if not (company_yes and candidate_yes) and not reason.strip():
        raise NotNow(_("A no needs its reason."), code="reason")
    decision = PostSelection.objects.create(
        enrolment=enrolment, on=on, company_yes=company_yes, candidate_yes=candidate_yes, reason=reason, by=by
    )
    audit.record(enrolment, "decide", by=by)
    if decision.both:
        move(enrolment, "activate", by=by)
    return decision


@transaction.atomic
def complete(enrolment, *, by, certificate=None):
    """Record that a participant completed the training, with ``certificate`` (name, on, in_time) when one was earned.

    Raises ``NotNow`` for somebody who is not in training.
    """
    move(enrolment, "complete", by=by, completed_at=timezone.now())
    if certificate:
        Certificate.objects.create(enrolment=enrolment, by=by, **certificate)
    return enrolment


def note_private(matter, *, by, fields=()):
    """Store that private circumstances were discussed: whether they affect the programme and what was agreed.

    ``fields`` are the names of what changed when it was stored before. The audit names no content (advice 7.4-15).
    """
    new = matter.pk is None
    if new:
        matter.by = by
    matter.save()
    audit.record(matter, "create" if new else "edit", by=by, fields=sorted(fields))
    return matter


def topics(report, matters):
    """The four topics of guidance in a month and whether each was discussed, as (label, bool) (advice 7.4-15).

    ``report`` is the report of that month or ``None``; ``matters`` the private matters noted in that month.
    """
    return [
        (_("Study progress"), report is not None and bool(report.study)),
        (_("Work at the company"), report is not None and bool(report.work)),
        (_("Motivation"), report is not None and bool(report.motivation)),
        (_("Private circumstances"), bool(matters)),
    ]
