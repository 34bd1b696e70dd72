"""Information sessions: planned, people invited, attendance noted; who came, or need not come, is informed."""

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from candidates import letters
from candidates.models import Attendance, Candidate, InformationSession
from pilot import audit
from pilot.phases import recruiting_blockers
from pilot.workflow import NotNow, move, require_none

STATE = Candidate.State


@transaction.atomic
def plan(session, *, by):
    """Plan a realistic information session where somebody who made the switch speaks (advice 8.3.2-10)."""
    require_none(recruiting_blockers(session.pilot))
    session.made_by = by
    session.save(force_insert=True)
    audit.record(session, "create", by=by)
    return session


@transaction.atomic
def edit(session, *, by, fields):
    """Save another day, place, speaker or number of places; raises ``NotNow`` when more people are invited."""
    if session.capacity < session.attendances.count():
        raise NotNow(_("More people are invited than that."))
    session.save()
    audit.record(session, "edit", by=by, fields=sorted(fields))
    return session


def may_be_invited(pilot):
    """People of the pilot who wait for a session: registered, and not invited to one that is still open."""
    open_invitation = Attendance.objects.filter(state=Attendance.State.INVITED).values("candidate")
    return Candidate.objects.filter(pilot=pilot, state=STATE.REGISTERED, erased_at__isnull=True).exclude(
        pk__in=open_invitation
    )


@transaction.atomic
def invite(session, candidates, *, by):
    """Invite people who are registered; return the new attendances. Who was invited already is left alone.

    Raises ``NotNow`` when there are not enough places.
    """
    # The session's row serialises two people who invite at once.
    session = InformationSession.objects.select_for_update().get(pk=session.pk)
    known = set(session.attendances.values_list("candidate", flat=True))
    chosen = [
        candidate
        for candidate in Candidate.objects.filter(
            pk__in=[candidate.pk for candidate in candidates], pilot=session.pilot, state=STATE.REGISTERED
        ).select_related("pilot")
        if candidate.pk not in known
    ]
    left = session.capacity - len(known)
    if len(chosen) > left:
        raise NotNow(
            _("There are %(left)s places left and you chose %(chosen)s people.")
            % {"left": max(left, 0), "chosen": len(chosen)}
        )
    made = Attendance.objects.bulk_create(Attendance(session=session, candidate=candidate) for candidate in chosen)
    audit.record_many(chosen, "invite_session", by=by)
    # Somebody who walked in is noted afterwards, without a mail about a day that is past.
    if session.at > timezone.now():
        for candidate in chosen:
            letters.session(candidate, session)
    return made


@transaction.atomic
def attended(attendance, *, by):
    """Note that somebody came: whoever was registered is informed now."""
    _set(attendance, Attendance.State.ATTENDED, by)
    candidate = attendance.candidate
    if candidate.state == STATE.REGISTERED:
        move(candidate, "inform", by=by)
    return attendance


@transaction.atomic
def absent(attendance, *, by):
    """Note that somebody did not come; they may be invited to another session."""
    if attendance.state == Attendance.State.ATTENDED:
        raise NotNow(_("It is on record that this person came."))
    _set(attendance, Attendance.State.ABSENT, by)
    return attendance


def _set(attendance, state, by):
    attendance.state = state
    attendance.save(update_fields=["state"])
    audit.record(attendance.candidate, f"session_{state}", by=by)


@transaction.atomic
def waive(candidate, *, by, reason):
    """Let somebody go on without an information session, with a reason."""
    if not reason.strip():
        raise NotNow(_("Write why this person need not come to an information session."))
    return move(candidate, "inform", by=by, reason=reason, waived_reason=reason)


@transaction.atomic
def invite_for_interview(candidates, *, by):
    """Invite informed people for an interview; return those who were (others are left alone)."""
    chosen = list(
        Candidate.objects.filter(
            pk__in=[candidate.pk for candidate in candidates], state=STATE.INFORMED
        ).select_related("pilot")
    )
    for candidate in chosen:
        move(candidate, "invite", by=by)
        letters.invited(candidate)
    return chosen


def with_counts(sessions):
    """Annotate ``invited`` and ``came``: how many people each."""
    return sessions.annotate(
        invited=Count("attendances"), came=Count("attendances", filter=Q(attendances__state=Attendance.State.ATTENDED))
    )
