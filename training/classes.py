"""Verbs of programmes and classes: composing by seats, confirming, starting, finishing, cancelling."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from candidates.models import Match
from pilot import audit
from pilot.choices import TrainingKind
from pilot.models import Policy
from pilot.phases import noting
from pilot.workflow import NotNow, move, require_none

from .models import SEATS, Enrolment, LeaveReason, SmallStart, TrainingClass
from .planning import Sizes

FORMING = TrainingClass.State.FORMING


# ---- programmes ----


def departs(kind, policy):
    """Say whether a kind of training departs from what the funds chose in ``policy`` (``None``: nothing chosen yet)."""
    if policy is None:
        return False
    if kind == TrainingKind.EVC:
        return policy.evc is False
    if policy.stance == Policy.Stance.SHORT:
        return kind != TrainingKind.SHORT
    return policy.stance == Policy.Stance.CERTIFIED and kind == TrainingKind.SHORT


def add_programme(programme, *, by):
    """Store a new programme; one that departs from the funds' choice goes into the journal with its reason."""
    programme.save()
    audit.record(programme, "create", by=by)
    _note_departure(programme, by=by)
    return programme


def programme_blockers(programme):
    """Sentences that say why a programme cannot be changed: a class keeps what it began with (advice 7.4-09)."""
    started = programme.classes.filter(state__in=["running", "finished"]).values_list("name", flat=True).first()
    if started is None:
        return []
    return [_("%(name)s has started with this programme. Make a new programme for another class.") % {"name": started}]


def change_programme(programme, fields, *, by):
    """Store an edited programme; ``fields`` are the names of what changed. Raises ``NotNow`` after a start."""
    require_none(programme_blockers(programme))
    programme.save()
    audit.record(programme, "edit", by=by, fields=sorted(fields))
    if "kind" in fields or "deviation" in fields:
        _note_departure(programme, by=by)
    return programme


def _note_departure(programme, *, by):
    if programme.deviation and departs(programme.kind, programme.pilot.policy_in_force):
        noting.decide(
            programme.pilot,
            _("Programme “%(name)s” is of another kind than the funds chose: %(kind)s.")
            % {"name": programme.name, "kind": programme.get_kind_display()},
            reason=programme.deviation,
            about=programme,
            by=by,
        )


# ---- seats ----


def form(training_class, *, by):
    """Store a new class, being formed."""
    training_class.save()
    audit.record(training_class, "create", by=by)
    return training_class


def change(training_class, fields, *, by):
    """Store an edited class; ``fields`` are the names of what changed."""
    training_class.save()
    audit.record(training_class, "edit", by=by, fields=sorted(fields))
    return training_class


def sizes_of(training_class):
    """The sizes that the policy in force gives for this class."""
    return Sizes.of(training_class.pilot.policy_in_force)


def locked(training_class):
    """Lock the class, so that seats are given one by one, and return its state as it is now."""
    return TrainingClass.objects.select_for_update().values_list("state", flat=True).get(pk=training_class.pk)


@transaction.atomic
def seat(training_class, candidate, number, *, by):
    """Seat a placed candidate on seat ``number`` (1 to 20) of a class being formed and return the enrolment.

    Raises ``NotNow``: the class is no longer formed, is full (advice 7.3-13), the seat is taken, or the candidate is
    not placed or sits in a class already.
    """
    if locked(training_class) != FORMING:
        raise NotNow(_("This class is no longer being formed; reopen it first."), code="state")
    taken = set(training_class.enrolments.filter(seat__isnull=False).values_list("seat", flat=True))
    # Locks the placement: somebody is not seated in two classes at once, nor while the placement ends.
    placed = Match.objects.select_for_update().filter(candidate=candidate, state=Match.State.PLACED).first()
    running = Enrolment.objects.running().filter(candidate=candidate).select_related("training_class").first()
    require_none(_against(candidate, number, taken, placed, running, sizes_of(training_class)))
    enrolment = Enrolment.objects.create(training_class=training_class, candidate=candidate, seat=number)
    audit.record(enrolment, "seat", by=by, to_state=enrolment.state)
    return enrolment


def _against(candidate, number, taken, placed, running, sizes):
    if len(taken) >= min(sizes.maximum, SEATS):
        yield _("The class is full: more than %(maximum)s is not possible.") % {"maximum": min(sizes.maximum, SEATS)}
        return
    yield from _seat_refused(number, taken)
    if placed is None:
        yield _("%(name)s has no placement. A class is made of placed candidates.") % {"name": candidate.name}
    if running is not None:
        yield _("%(name)s already has a seat in %(class)s.") % {
            "name": candidate.name,
            "class": running.training_class.name,
        }


def _seat_refused(number, taken):
    if not 1 <= number <= SEATS:
        yield _("A class has seats 1 to %(seats)s.") % {"seats": SEATS}
    elif number in taken:
        yield _("Seat %(number)s has just been taken. Choose another seat.") % {"number": number}


@transaction.atomic
def change_seat(enrolment, number, *, by):
    """Give a participant another free seat of the same class. Raises ``NotNow``."""
    state = locked(enrolment.training_class)
    if state not in (FORMING, TrainingClass.State.CONFIRMED, TrainingClass.State.RUNNING):
        raise NotNow(_("This class has ended."), code="state")
    now = Enrolment.objects.select_for_update(of=("self",)).get(pk=enrolment.pk)
    if now.seat is None:
        raise NotNow(_("%(name)s no longer has a seat.") % {"name": enrolment.candidate.name}, code="state")
    others = enrolment.training_class.enrolments.filter(seat__isnull=False).exclude(pk=enrolment.pk)
    require_none(_seat_refused(number, set(others.values_list("seat", flat=True))))
    Enrolment.objects.filter(pk=enrolment.pk).update(seat=number)
    enrolment.refresh_from_db(fields=["seat", "version"])
    audit.record(enrolment, "change_seat", by=by, fields=["seat"])
    return enrolment


@transaction.atomic
def leave(enrolment, *, by, why, reason):
    """Let a participant go: the seat is free, the stage is kept with ``why`` (a ``LeaveReason``) and the words."""
    locked(enrolment.training_class)
    stage = Enrolment.objects.values_list("state", flat=True).get(pk=enrolment.pk)
    return move(
        enrolment,
        "leave",
        by=by,
        reason=reason,
        seat=None,
        left_at=timezone.now(),
        left_stage=stage,
        left_reason=why,
    )


# ---- the class as a whole ----


def seated(training_class):
    """How many have a seat."""
    return training_class.enrolments.filter(seat__isnull=False).count()


def small_decisions_missing(training_class):
    """Funds of which no owner decided yet that this class may start below the minimum."""
    decided = training_class.small_starts.values_list("fund_id", flat=True)
    return [f.fund for f in training_class.pilot.pilot_funds.select_related("fund").exclude(fund__in=decided)]


def size_blockers(count, sizes, undecided=()):
    """Sentences that say why a class of this size is not confirmed or started (advice 7.3-13, 7.3-15).

    ``undecided`` are the funds of which no owner decided yet to start below the minimum; for a start only.
    """
    if not count:
        yield _("Nobody has a seat yet.")
        return
    if count > sizes.maximum:
        yield _("%(count)s participants; the funds agreed on at most %(maximum)s.") % {
            "count": count,
            "maximum": sizes.maximum,
        }
    if count < sizes.minimum:
        for fund in undecided:
            yield _(
                "%(count)s participants, fewer than %(minimum)s: the owner of %(fund)s has to decide, with a reason."
            ) % {"count": count, "minimum": sizes.minimum, "fund": fund.name}


def blockers(training_class, action):
    """Sentences that still stand in the way of confirming, starting or finishing this class.

    ``funding.starting`` adds what money says about a start.
    """
    if action == "finish":
        busy = training_class.enrolments.running().count()
        if not busy:
            return []
        sentence = ngettext(
            "%(n)s participant is still in training: complete or let go.",
            "%(n)s participants are still in training: complete or let go.",
            busy,
        )
        return [sentence % {"n": busy}]
    undecided = small_decisions_missing(training_class) if action == "start" else []
    return list(size_blockers(seated(training_class), sizes_of(training_class), undecided))


@transaction.atomic
def confirm(training_class, *, by):
    """Fix the composition of a class. Raises ``NotNow``."""
    locked(training_class)
    require_none(blockers(training_class, "confirm"))
    return move(training_class, "confirm", by=by)


@transaction.atomic
def reopen(training_class, *, by, reason=""):
    """Let people be seated again in a confirmed class."""
    return move(training_class, "reopen", by=by, reason=reason)


@transaction.atomic
def decide_small(training_class, *, fund, by, reason):
    """Record one fund's reasoned decision to start below the minimum, for good (domain 3.5). Raises ``NotNow``."""
    if locked(training_class) not in (FORMING, TrainingClass.State.CONFIRMED):
        raise NotNow(_("This class no longer waits for a start."), code="state")
    count, sizes = seated(training_class), sizes_of(training_class)
    if count >= sizes.minimum:
        raise NotNow(_("With %(count)s participants no separate decision is needed.") % {"count": count}, code="size")
    if training_class.small_starts.filter(fund=fund).exists():
        raise NotNow(_("The owner of %(fund)s has decided already.") % {"fund": fund.name}, code="state")
    decision = SmallStart.objects.create(training_class=training_class, fund=fund, by=by, reason=reason)
    audit.record(training_class, "decide_small", by=by, reason=reason)
    noting.decide(
        training_class.pilot,
        _("%(class)s may start with %(count)s participants, for %(fund)s.")
        % {"class": training_class.name, "count": count, "fund": fund.name},
        reason=reason,
        about=training_class,
        by=by,
    )
    return decision


@transaction.atomic
def start(training_class, *, by):
    """Start a confirmed class: everybody enrolled begins the acquaintance period (advice 8.3.4-07).

    Called by ``funding.starting.start``, which checks the money first. Raises ``NotNow``.
    """
    locked(training_class)
    require_none(blockers(training_class, "start"))
    move(training_class, "start", by=by, started_at=timezone.now())
    for enrolment in training_class.enrolments.select_related("training_class__programme").order_by("pk"):
        if enrolment.state == Enrolment.State.ENROLLED:
            move(enrolment, "acquaint", by=by)
    return training_class


@transaction.atomic
def finish(training_class, *, by):
    """End a class in which nobody is in training any more. Raises ``NotNow``."""
    locked(training_class)
    require_none(blockers(training_class, "finish"))
    return move(training_class, "finish", by=by)


@transaction.atomic
def cancel(training_class, *, by, reason):
    """Cancel a class before its start: everybody's seat is free, so that another class can take them."""
    move(training_class, "cancel", by=by, reason=reason)
    for enrolment in training_class.enrolments.running().select_related("training_class__programme"):
        leave(enrolment, by=by, why=LeaveReason.CANCELLED, reason=reason)
    return training_class


def waiting_for_seat(pilot):
    """Placed candidates of a pilot without a running enrolment, longest placed first: a queryset of placements."""
    running = Enrolment.objects.running().values("candidate")
    return (
        Match.objects.placed().filter(candidate__pilot=pilot).exclude(candidate__in=running).order_by("placed_at", "pk")
    )
