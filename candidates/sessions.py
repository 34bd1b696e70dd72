"""Information sessions: planned, people invited, attendance noted; who came, or need not come, is informed."""

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from candidates import hearing, letters
from candidates.models import Attendance, Candidate, Heard, InformationSession, Interview
from pilot import audit
from pilot.phases import recruiting_blockers
from pilot.workflow import NotNow, move, require_none

STATE = Candidate.State
ATTENDANCE = Attendance.State
#: Somebody in these states hears of this session still.
OPEN = (ATTENDANCE.INVITED, ATTENDANCE.WAITING)


@transaction.atomic
def plan(session, *, by):
    """Plan a realistic information session where somebody who made the switch speaks (advice 8.3.2-10)."""
    require_none(recruiting_blockers(session.pilot))
    session.made_by = by
    session.save(force_insert=True)
    audit.record(session, "create", by=by)
    return session


#: What a guest has to hear of when it changes.
WHERE = ("at", "minutes", "place")


@transaction.atomic
def edit(session, *, by, fields):
    """Save another day, place, speaker or number of places; return how many guests were told of it.

    Whoever is invited hears of another moment or place; more places go to who waits for one. Raises ``NotNow`` when
    more people are invited than there would be places, and for a cancelled session.
    """
    kept = _locked(session)
    _require_planned(kept)
    if session.capacity < seated(session).count():
        raise NotNow(_("More people are invited than that."))
    session.save()
    audit.record(session, "edit", by=by, fields=sorted(fields))
    told = 0
    if session.at > timezone.now() and {*WHERE} & {*fields}:
        for attendance in _guests(session, ATTENDANCE.INVITED):
            _next_number(attendance)
            letters.session_moved(attendance)
            told += 1
    fill_places(session, by=by)
    return told


def _locked(session):
    # The session's row serialises two people who invite at once.
    return InformationSession.objects.select_for_update(of=("self",)).select_related("pilot").get(pk=session.pk)


def _require_planned(session):
    if session.state == InformationSession.State.CANCELLED:
        raise NotNow(_("This session is cancelled."))


def _guests(session, *states):
    rows = session.attendances.known().filter(state__in=states).select_related("candidate__pilot", "session__pilot")
    return list(rows.order_by("queued_at", "pk"))


def _next_number(attendance, **fields):
    """Count one message more to the calendar of a guest, and write what else changes."""
    Attendance.objects.filter(pk=attendance.pk).update(sequence=attendance.sequence + 1, **fields)
    for name, value in {"sequence": attendance.sequence + 1, **fields}.items():
        setattr(attendance, name, value)


def seated(session):
    """The attendances that take one of the places."""
    return session.attendances.filter(state__in=Attendance.SEATED)


def may_be_invited(pilot):
    """People of the pilot who wait for a session: registered, and not invited to one or on the list for it."""
    open_invitation = Attendance.objects.filter(state__in=OPEN).values("candidate")
    return Candidate.objects.filter(pilot=pilot, state=STATE.REGISTERED, erased_at__isnull=True).exclude(
        pk__in=open_invitation
    )


@transaction.atomic
def invite(session, candidates, *, by, queue=False):
    """Invite people who are registered; return their attendances. Who was invited already is left alone.

    With ``queue`` those for whom there is no place are put on the waiting list, in the order of coming in; without it
    ``NotNow`` is raised when there are not enough places.
    """
    session = _locked(session)
    _require_planned(session)
    known = {row.candidate_id: row for row in session.attendances.all()}
    again = (ATTENDANCE.WITHDRAWN, ATTENDANCE.WAITING)
    chosen = [
        candidate
        for candidate in Candidate.objects.filter(
            pk__in=[candidate.pk for candidate in candidates], pilot=session.pilot, state=STATE.REGISTERED
        )
        .select_related("pilot")
        .order_by("created_at", "pk")
        if candidate.pk not in known or known[candidate.pk].state in again
    ]
    left = max(session.capacity - seated(session).count(), 0)
    if len(chosen) > left and not queue:
        raise NotNow(
            _("There are %(left)s places left and you chose %(chosen)s people.") % {"left": left, "chosen": len(chosen)}
        )
    made = [
        _seat(session, candidate, known.get(candidate.pk))
        if place < left
        else _queue(session, candidate, known.get(candidate.pk))
        for place, candidate in enumerate(chosen)
    ]
    audit.record_many(chosen[:left], "invite_session", by=by)
    audit.record_many(chosen[left:], "queue_session", by=by)
    return made


def _seat(session, candidate, known):
    """Give somebody a place and tell them; who walked in is noted afterwards, without a mail about a past day."""
    if known is None:
        attendance = Attendance.objects.create(session=session, candidate=candidate)
    else:
        attendance = known
        attendance.session, attendance.candidate = session, candidate
        _next_number(attendance, state=ATTENDANCE.INVITED)
    if session.at > timezone.now():
        letters.session(attendance)
    return attendance


def _queue(session, candidate, found):
    """Put somebody at the end of the waiting list, who keeps the place in it they have."""
    if found is not None and found.state == ATTENDANCE.WAITING:
        return found
    if found is None:
        found = Attendance(session=session, candidate=candidate)
    found.session, found.candidate = session, candidate
    found.state, found.queued_at = ATTENDANCE.WAITING, timezone.now()
    found.save()
    letters.session_full(found)
    return found


def fill_places(session, *, by):
    """Give free places of a session that is to come to who waits longest; return the attendances."""
    if session.at <= timezone.now():
        return []
    left = max(session.capacity - seated(session).count(), 0)
    waits = [one for one in _guests(session, ATTENDANCE.WAITING) if one.candidate.state == STATE.REGISTERED][:left]
    for attendance in waits:
        _seat(session, attendance.candidate, attendance)
    audit.record_many([one.candidate for one in waits], "invite_session", by=by)
    return waits


@transaction.atomic
def attended(attendance, *, by):
    """Note that somebody came: whoever was registered is informed now. Twice is once."""
    if attendance.state == ATTENDANCE.ATTENDED:
        return attendance
    if attendance.state == ATTENDANCE.CANCELLED:
        raise NotNow(_("This session is cancelled."))
    _set(attendance, ATTENDANCE.ATTENDED, by)
    candidate = attendance.candidate
    if candidate.state == STATE.REGISTERED:
        move(candidate, "inform", by=by)
    return attendance


@transaction.atomic
def everybody_came(session, *, by):
    """Note of everybody of whom nothing is noted yet that they came; return their attendances."""
    return [attended(attendance, by=by) for attendance in _guests(_locked(session), ATTENDANCE.INVITED)]


@transaction.atomic
def absent(attendance, *, by):
    """Note that somebody did not come; they may be invited to another session."""
    if attendance.state == ATTENDANCE.ATTENDED:
        words = _("It is on record that %(name)s came. Press “Did not come after all” behind the name.")
        raise NotNow(words % {"name": attendance.candidate})
    if attendance.state != ATTENDANCE.INVITED:
        return attendance
    _set(attendance, ATTENDANCE.ABSENT, by)
    return attendance


def mistaken_blockers(attendance):
    """Why it cannot be put right that somebody came, as sentences: what hangs on it has gone too far."""
    if attendance.state != ATTENDANCE.ATTENDED:
        return [_("It is not on record that this person came.")]
    candidate = attendance.candidate
    if candidate.erased_at:
        return [_("The data of this person were erased: nothing is written about them any more.")]
    far = {candidate.state, candidate.out_stage} - {STATE.REGISTERED, STATE.INFORMED, ""}
    if not far or candidate.out_stage == STATE.REGISTERED or informed_otherwise(attendance):
        return []
    name = {"name": candidate.name}
    if candidate.interviews.of_this_course().filter(state=Interview.State.PLANNED).exists():
        return [_("An interview with %(name)s is planned already. Cancel it first, or keep the attendance.") % name]
    if candidate.state == STATE.INVITED:
        return [_("%(name)s was invited for an interview already, and got a message about it.") % name]
    if candidate.state == STATE.OUT:
        return [_("%(name)s fell out of the selection. The figures of that stay as they are.") % name]
    return [_("%(name)s had an interview already: the case went on from here.") % name]


def informed_otherwise(attendance):
    """Whether somebody is informed by something else: another session, or going on without one."""
    candidate = attendance.candidate
    others = candidate.attendances.filter(state=ATTENDANCE.ATTENDED).exclude(pk=attendance.pk)
    return bool(candidate.waived_reason) or others.exists()


@transaction.atomic
def not_there(attendances, *, by):
    """Put right that people came to a session: they did not; return those who have to be informed anew.

    Who was informed by this session alone is registered again, can be invited to another one, and waits for news as if
    the session had not been. Raises ``NotNow`` where an interview already follows.
    """
    numbers = [one.pk for one in attendances]
    people = [one.candidate_id for one in attendances]
    # Their rows serialise somebody who invites them for an interview at the same moment.
    list(Candidate.objects.select_for_update(of=("self",)).filter(pk__in=people).order_by("pk").values("pk"))
    rows = Attendance.objects.select_for_update(of=("self",)).filter(pk__in=numbers).order_by("pk")
    rows = list(rows.select_related("candidate__pilot", "session"))
    require_none([sentence for one in rows for sentence in mistaken_blockers(one)])
    anew = []
    for one in rows:
        candidate = one.candidate
        _set(one, ATTENDANCE.ABSENT, by, "session_mistaken")
        met = Heard.objects.filter(candidate=candidate, how=Heard.How.MEETING, what="session", mistaken_at=None)
        met.filter(at=one.session.at).update(mistaken_at=timezone.now())
        if candidate.state == STATE.INFORMED and not informed_otherwise(one):
            move(candidate, "uninform", by=by)
            anew.append(one)
    return anew


@transaction.atomic
def withdraw(attendance, *, by):
    """Note that somebody cannot come: the place goes to who waits longest, and their calendar is cleared."""
    session = _locked(attendance.session)
    attendance = Attendance.objects.select_related("candidate__pilot", "session__pilot").get(pk=attendance.pk)
    if attendance.state not in OPEN:
        raise NotNow(_("This person is “%(state)s”.") % {"state": attendance.get_state_display()})
    if session.at <= timezone.now():
        raise NotNow(_("The session has begun. Note that this person did not come."))
    invited = attendance.state == ATTENDANCE.INVITED
    _next_number(attendance, state=ATTENDANCE.WITHDRAWN)
    audit.record(attendance.candidate, "session_withdrawn", by=by)
    if invited:
        letters.session_left(attendance)
    fill_places(session, by=by)
    return attendance


@transaction.atomic
def cancel(session, *, by, reason):
    """Cancel a session with a reason: everybody is told, calendars are cleared, and all can be invited again.

    Returns how many people were told. Raises ``NotNow`` when somebody came to it.
    """
    session = _locked(session)
    if session.attendances.filter(state=ATTENDANCE.ATTENDED).exists():
        raise NotNow(_("It is on record that people came, so the session was held."))
    move(session, "cancel", by=by, reason=reason)
    told = 0
    for attendance in _guests(session, *OPEN):
        was_invited = attendance.state == ATTENDANCE.INVITED
        _next_number(attendance, state=ATTENDANCE.CANCELLED)
        audit.record(attendance.candidate, "session_cancelled", by=by)
        if session.at > timezone.now():
            told += letters.session_cancelled(attendance, was_invited=was_invited) is not None
    return told


def _set(attendance, state, by, action=""):
    attendance.state = state
    attendance.save(update_fields=["state"])
    audit.record(attendance.candidate, action or f"session_{state}", by=by)
    if state == ATTENDANCE.ATTENDED:
        hearing.met(attendance.candidate, "session", attendance.session.at)


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
    """Annotate ``invited``, ``came`` and ``queued``: how many people take a place, came, and wait for a place."""
    return sessions.annotate(
        invited=Count("attendances", filter=Q(attendances__state__in=Attendance.SEATED)),
        came=Count("attendances", filter=Q(attendances__state=ATTENDANCE.ATTENDED)),
        queued=Count("attendances", filter=Q(attendances__state=ATTENDANCE.WAITING)),
    )
