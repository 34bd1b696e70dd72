"""What changes about a planned interview: its moment or place, and who holds it."""

from django.db import transaction
from django.utils.translation import gettext as _

from candidates import busy, letters, notices
from candidates.models import Abstention, Interview, Score, Scorecard
from candidates.selection import NOTES, PART, abstained, at_once, next_number, pair_blockers
from pilot import audit
from pilot.workflow import NotNow, require_none

STATE = Interview.State
WHERE = ("at", "minutes", "place", "room", "link")


def locked(interview):
    """The interview, read again under a lock."""
    rows = Interview.objects.select_for_update(of=("self",)).select_related("candidate__pilot")
    return rows.get(pk=interview.pk)


def moving_blockers(interview):
    """Why an interview cannot be moved (any more), as sentences."""
    if interview.state != STATE.PLANNED:
        return [_("The interview is “%(state)s”.") % {"state": interview.get_state_display()}]
    if interview.scorecards.filter(submitted_at__isnull=False).exists():
        return [_("A card was handed in already, so the interview was held.")]
    return []


@transaction.atomic
def move_to(interview, *, by, reason, at, minutes, place, room="", link=""):
    """Move a planned interview to another moment, place, room or call, and tell all three.

    Their calendars follow. Raises ``NotNow`` without a reason, without a change, and with what is taken at that time.
    """
    interview = locked(interview)
    where = {"at": at, "minutes": minutes, "place": place, "room": room, "link": link}
    changed = [name for name in WHERE if getattr(interview, name) != where[name]]
    cards = list(interview.scorecards.select_related("interviewer"))
    require_none(moving_blockers(interview))
    if not reason.strip():
        raise NotNow(_("Write why it is moved."))
    if not changed:
        raise NotNow(_("This is the moment and the place it has already."))
    people = [card.interviewer for card in cards]
    require_none(busy.clashes(people=people, candidate=interview.candidate, but=interview, **where))
    was = interview.at
    with at_once():
        Interview.objects.filter(pk=interview.pk).update(**where)
    for name, value in where.items():
        setattr(interview, name, value)
    next_number(interview)
    audit.record(interview, "move", by=by, fields=changed, reason=reason)
    letters.moved(interview, was)
    for card in cards:
        notices.moved(interview, card, was)
    return interview


def replacing_blockers(card):
    """Why the interviewer of a card cannot be replaced (any more), as sentences."""
    if card.interview is None:
        return [_("This interviewer was replaced already.")]
    if card.submitted_at:
        return [_("This card was handed in, so the interview was held with this interviewer.")]
    if card.interview.state != STATE.PLANNED:
        return [_("The interview is “%(state)s”.") % {"state": card.interview.get_state_display()}]
    return []


@transaction.atomic
def replace(card, person, *, by, reason):
    """Let ``person`` hold the interview instead, with an empty card; return that card.

    What the replaced one wrote stays as it is, is read by nobody and counts for nothing; the colleague's card is not
    touched. Raises ``NotNow`` when a card of this interviewer was handed in, and when ``person`` cannot or may not.
    """
    interview = locked(card.interview or card.was_of)
    card = Scorecard.objects.select_for_update(of=("self",)).select_related("interview", "interviewer").get(pk=card.pk)
    require_none(replacing_blockers(card))
    if not reason.strip():
        raise NotNow(_("Write why somebody else holds the interview."))
    if person.pk == card.interviewer_id:
        raise NotNow(_("%(name)s holds this interview already.") % {"name": person})
    pair = {one.part: one.interviewer for one in interview.scorecards.select_related("interviewer")}
    pair[card.part] = person
    require_none(
        [
            *pair_blockers(interview.candidate.pilot, pair[PART.SELECTOR], pair[PART.SPECIALIST]),
            *abstained(interview.candidate, person),
            *busy.clashes(
                people=[person], candidate=None, but=interview, **{name: getattr(interview, name) for name in WHERE}
            ),
        ]
    )
    with at_once():
        Scorecard.objects.filter(pk=card.pk).update(interview=None, was_of=interview)
        new = Scorecard.objects.create(interview=interview, part=card.part, interviewer=person)
    next_number(interview)
    audit.record(interview, "replace", by=by, fields=[card.part], reason=reason)
    audit.record(new, "create", by=by)
    notices.replaced(interview, card)
    notices.planned(interview, new)
    return new


def abstaining_blockers(card):
    """Why an interviewer cannot abstain (any more), as sentences: something was scored, or it is over."""
    found = replacing_blockers(card)
    if found:
        return found
    if any(_is_written(score) for score in Score.objects.filter(scorecard=card)):
        return [_("You scored something already. Ask who plans the interviews to replace you.")]
    if Abstention.objects.filter(candidate=card.interview.candidate_id, person=card.interviewer_id).exists():
        return [_("You abstained already.")]
    return []


def _is_written(score):
    return score.value is not None or any(getattr(score, name) for name in NOTES)


@transaction.atomic
def abstain(card, *, by, reason):
    """Let an interviewer who knows the candidate abstain, with a reason, before anything is scored.

    Somebody else has to be chosen then; who abstained never scores this candidate.
    """
    interview = locked(card.interview or card.was_of)
    card = Scorecard.objects.select_for_update(of=("self",)).get(pk=card.pk)
    if card.interviewer_id != by.pk:
        raise NotNow(_("Only the interviewer abstains."))
    require_none(abstaining_blockers(card))
    if not reason.strip():
        raise NotNow(_("Write how you know this person."))
    made = Abstention.objects.create(interview=interview, candidate=interview.candidate, person=by)
    audit.record(interview, "abstain", by=by, fields=[card.part], reason=reason)
    return made
