"""People come in, are told so, leave and come back; the file they come in with stands in `candidates.importing`."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from candidates import letters
from candidates.importing import CandidateImport, recruiter_of
from candidates.models import Attendance, Candidate, EarlierCourse, Heard
from pilot import audit
from pilot.phases import recruiting_blockers
from pilot.workflow import NotNow, move, require_none

__all__ = [
    "CandidateImport",
    "come_back",
    "drop",
    "drop_blockers",
    "edit",
    "lives_outside",
    "recruiter_of",
    "register",
    "say_told",
    "tell_recorded",
]


def lives_outside(candidate, region_ids):
    """Whether somebody is known to live outside the pilot's regions (ids); it is shown and never decides anything."""
    return candidate.region_id is not None and bool(region_ids) and candidate.region_id not in region_ids


@transaction.atomic
def register(candidate, *, by, knows=False):
    """Record somebody by hand and return the row; ``knows``: was told in person about being recorded.

    Raises ``NotNow`` with the reasons when the pilot cannot recruit yet.
    """
    require_none(recruiting_blockers(candidate.pilot))
    candidate.recruited_by = candidate.recruited_by or recruiter_of(by, candidate.pilot)
    candidate.told_at = timezone.now() if knows else None
    candidate.save(force_insert=True)
    audit.record(candidate, "create", by=by, to_state=candidate.state)
    return candidate


@transaction.atomic
def edit(candidate, *, by, fields):
    """Save what was changed by hand; ``fields`` are the names for the audit."""
    candidate.save()
    audit.record(candidate, "edit", by=by, fields=sorted(fields))
    return candidate


@transaction.atomic
def tell_recorded(candidates, *, by):
    """Mail people that they are recorded, by whom and why, each once; return (told, without an address).

    Who has no address is left for a telephone call, see ``say_told``.
    """
    rows = list(
        Candidate.objects.select_for_update(of=("self",))
        .filter(pk__in=[candidate.pk for candidate in candidates], told_at__isnull=True, erased_at__isnull=True)
        .select_related("pilot", "channel")
        .order_by("pk")
    )
    reached = [candidate for candidate in rows if candidate.email]
    for candidate in reached:
        letters.recorded(candidate, by=by)
    _mark_told(reached, by=by)
    return reached, [candidate for candidate in rows if not candidate.email]


@transaction.atomic
def say_told(candidate, *, by):
    """Note that somebody was told in person or by telephone."""
    if candidate.told_at is None:
        _mark_told([candidate], by=by)
        Heard.objects.create(candidate=candidate, how=Heard.How.CALL, what="recorded", by=by)
    return candidate


def _mark_told(candidates, *, by):
    now = timezone.now()
    Candidate.objects.filter(pk__in=[candidate.pk for candidate in candidates]).update(told_at=now)
    for candidate in candidates:
        candidate.told_at = now
    audit.record_many(candidates, "tell", by=by, fields=["told_at"])


def drop_blockers(candidate, matches=None):
    """What has to be done before somebody can fall out, as sentences; ``matches`` are theirs, when at hand."""
    running = {"proposed", "introduced", "agreed", "placed"}
    states = {match.state for match in (candidate.matches.all() if matches is None else matches)} & running
    found = []
    if "placed" in states:
        found.append(_("End the placement first."))
    if states - {"placed"}:
        found.append(_("Decline the matches that are still open first."))
    return found


@transaction.atomic
def drop(candidate, *, by, reason, note="", message="", keep_year=None):
    """Note that somebody falls out, after which stage and why; a person confirms it, and the candidate hears it.

    ``reason`` is one of ``OutReason``; ``message`` is mailed when there is an address. An interview that was still
    planned is cancelled. ``keep_year``: the data may be kept for a year. Raises ``NotNow``.
    """
    require_none(drop_blockers(candidate))
    stage = candidate.state
    consent = {} if keep_year is None else {"consent_year": keep_year}
    move(candidate, "drop", by=by, reason=note, out_stage=stage, out_reason=reason, out_at=timezone.now(), **consent)
    for interview in candidate.interviews.filter(state="planned"):
        move(interview, "cancel", by=by)
    if message.strip():
        letters.out(candidate, message, by=by)
    return candidate


@transaction.atomic
def come_back(candidate, *, by, reason):
    """Take somebody back in, in a new course; raises ``NotNow`` once the data are erased.

    The details and the information session count again. Interviews, scores and results of the earlier course are kept
    with it and do not count any more.
    """
    if candidate.erased_at:
        raise NotNow(_("The data of this person were erased. Register the person anew."))
    ended = {name: getattr(candidate, name) for name in ("out_stage", "out_reason", "out_at")}
    course = candidate.course
    move(candidate, "return", by=by, reason=reason, out_stage="", out_reason="", out_at=None, course=course + 1)
    EarlierCourse.objects.create(candidate=candidate, number=course, by=by, **ended)
    if candidate.waived_reason or candidate.attendances.filter(state=Attendance.State.ATTENDED).exists():
        move(candidate, "inform", by=by)
    return candidate
