"""The interview by two people: planned, held, scored on two sealed cards (advice 8.3.2-11)."""

from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from candidates import busy, hearing, letters, notices
from candidates.models import Abstention, Candidate, Interview, KitItem, Score, Scorecard
from pilot import audit
from pilot.choices import Role
from pilot.models import Appointment, Assignment, User
from pilot.workflow import NotNow, move, require_none

PART = Scorecard.Part
ROLES = {PART.SELECTOR: Role.SELECTOR, PART.SPECIALIST: Role.SPECIALIST}
NOTES = ("situation", "task", "action", "result")


# ---- planning ----


def people_with(role, pilot):
    """Users who hold a role in the pilot today, in alphabetical order."""
    holders = Assignment.objects.running().filter(pilot=pilot, role=role).values("user")
    return User.objects.filter(pk__in=holders, is_active=True)


def is_supplied_by_provider(user, pilot):
    """Whether somebody works for a provider of this pilot that may not supply selectors as well."""
    if not user.organisation_id and not user.has_role(Role.PROVIDER, pilot=pilot):
        return False
    running = Appointment.objects.running().filter(pilot=pilot, provider=user.organisation_id)
    if running.filter(also_selects=True).exists():
        return False
    return running.exists() or user.has_role(Role.PROVIDER, pilot=pilot)


def planning_blockers(candidate):
    """What still stands between a candidate and an interview, as sentences."""
    found = []
    if candidate.state != Candidate.State.INVITED:
        found.append(
            _("An interview is for people who were invited for one; this person is “%(state)s”.")
            % {"state": candidate.get_state_display()}
        )
    if not candidate.pilot.kits.in_use().exists():
        found.append(_("There is no interview kit in use yet."))
    for role, word in ((Role.SELECTOR, _("selector")), (Role.SPECIALIST, _("branch specialist"))):
        if not people_with(role, candidate.pilot).exists():
            found.append(_("This pilot has no %(role)s yet.") % {"role": word})
    if candidate.interviews.filter(state=Interview.State.PLANNED).exists():
        found.append(_("An interview is planned already."))
    return found


def pair_blockers(pilot, selector, specialist):
    """What is wrong with two interviewers, as sentences: two people, each with the role, no provider as selector."""
    found = []
    if selector.pk == specialist.pk:
        found.append(_("An interview is held by two people. Choose somebody else as branch specialist."))
    if not selector.has_role(Role.SELECTOR, pilot=pilot):
        found.append(_("%(name)s is no selector in this pilot.") % {"name": selector})
    if not specialist.has_role(Role.SPECIALIST, pilot=pilot):
        found.append(_("%(name)s is no branch specialist in this pilot.") % {"name": specialist})
    if is_supplied_by_provider(selector, pilot):
        found.append(
            _("%(name)s works for the provider, and the appointment does not let it supply selectors.")
            % {"name": selector}
        )
    return found


def abstained(candidate, *people):
    """Who of these people abstained from scoring this candidate, as sentences."""
    found = Abstention.objects.filter(candidate=candidate, person__in=people).select_related("person")
    return [_("%(name)s knows this candidate and abstained.") % {"name": one.person} for one in found]


@transaction.atomic
def plan(candidate, *, at, place, selector, specialist, by, minutes=60, room="", link=""):
    """Plan the interview of an invited candidate with its two cards, tell everybody, and return it.

    Raises ``NotNow`` with what stands in the way: state, kit, the two interviewers, or somebody or a room that is
    taken at that time. Advice 8.3.2-11.
    """
    # The candidate's row serialises two people who plan at once.
    candidate = Candidate.objects.select_for_update(of=("self",)).select_related("pilot").get(pk=candidate.pk)
    people = (selector, specialist)
    where = {"at": at, "minutes": minutes, "place": place, "room": room, "link": link}
    require_none(
        [
            *planning_blockers(candidate),
            *pair_blockers(candidate.pilot, *people),
            *abstained(candidate, *people),
            *busy.clashes(people=people, candidate=candidate, **where),
        ]
    )
    with at_once():
        kit = candidate.pilot.kits.in_use().get()
        interview = Interview.objects.create(candidate=candidate, kit=kit, course=candidate.course, **where)
        audit.record(interview, "create", by=by, to_state=interview.state)
        for part, person in ((PART.SELECTOR, selector), (PART.SPECIALIST, specialist)):
            card = Scorecard.objects.create(interview=interview, part=part, interviewer=person)
            audit.record(card, "create", by=by)
            notices.planned(interview, card)
    letters.planned(interview)
    return interview


@contextmanager
def at_once():
    """Turn the database's refusal of what two people planned at the same moment into a sentence."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if "interviewer_at_one_interview" in str(error) or "room_holds_one_interview" in str(error):
            raise NotNow(_("Somebody planned another interview at that time just now. Choose another time.")) from error
        raise


def next_number(interview):
    """Count one message more to the calendars of an interview."""
    Interview.objects.filter(pk=interview.pk).update(sequence=F("sequence") + 1)
    interview.refresh_from_db(fields=["sequence", "version"])


@transaction.atomic
def cancel(interview, *, by, reason):
    """Cancel a planned interview with a reason, tell the candidate, who stays invited, and both interviewers."""
    move(interview, "cancel", by=by, reason=reason)
    next_number(interview)
    letters.cancelled(interview)
    for card in interview.scorecards.select_related("interviewer"):
        notices.cancelled(interview, card)
    return interview


@transaction.atomic
def miss(interview, *, by):
    """Note that the candidate did not come; a new interview can be planned, or the candidate falls out."""
    if interview.at > timezone.now():
        raise NotNow(_("The interview has not begun yet."))
    if interview.scorecards.filter(submitted_at__isnull=False).exists():
        raise NotNow(_("A card was handed in already, so the interview was held."))
    return move(interview, "miss", by=by)


# ---- cards ----


def required(item, part):
    """Whether this part has to score the item: a selector scores all, a specialist the hard ones (advice 8.3.2-13)."""
    return part == PART.SELECTOR or item.kind == KitItem.Kind.HARD


def in_order(items, part):
    """The items of a kit in the order of asking: a specialist begins with the hard ones."""
    first = KitItem.Kind.SOFT if part == PART.SELECTOR else KitItem.Kind.HARD
    return sorted(items, key=lambda item: (item.kind != first, item.position))


def missing(card, items, scores):
    """The items a card still has to score; ``scores`` is by item id."""
    return [
        item for item in items if required(item, card.part) and (item.pk not in scores or scores[item.pk].value is None)
    ]


def writing_blockers(card):
    """Why nothing can be written on a card (any more), as sentences."""
    if card.submitted_at:
        return [_("This card was handed in and is sealed.")]
    if card.interview.state != Interview.State.PLANNED:
        return [
            _("The interview is “%(state)s”; there is nothing left to score.")
            % {"state": card.interview.get_state_display()}
        ]
    if Abstention.objects.filter(candidate=card.interview.candidate_id, person=card.interviewer_id).exists():
        return [_("Who abstained scores nothing of this candidate.")]
    return []


def submitting_blockers(card):
    """What a card still misses before it can be handed in, as sentences."""
    items = in_order(card.interview.kit.items.all(), card.part)
    scores = {score.item_id: score for score in card.scores.all()}
    lacking = missing(card, items, scores)
    found = writing_blockers(card)
    if lacking:
        names = ", ".join(item.name for item in lacking)
        found.append(
            ngettext(
                "%(n)s item has no score yet: %(names)s.", "%(n)s items have no score yet: %(names)s.", len(lacking)
            )
            % {"n": len(lacking), "names": names}
        )
    return found


@transaction.atomic
def write(card, item, *, by, value, notes, fields, page=None):
    """Write one item of an open card: a value from 1 to 5 or none yet, and what was heard (S, T, A, R).

    ``page`` is the key of the page that saves, if any. Only the card's own interviewer writes; raises ``NotNow`` for a
    sealed card. Advice 8.3.2-12, 8.3.2-15.
    """
    _own(card, by)
    card = Scorecard.objects.select_for_update(of=("self",)).select_related("interview__candidate").get(pk=card.pk)
    require_none(writing_blockers(card))
    if item.kit_id != card.interview.kit_id:
        raise NotNow(_("This item belongs to another kit."))
    score = Score.objects.update_or_create(
        scorecard=card,
        item=item,
        defaults={"value": value, "saved_from": page, **{name: notes.get(name, "") for name in NOTES}},
    )[0]
    if fields:
        audit.record(card, "score", by=by, fields=sorted(fields))
    return score


@transaction.atomic
def submit(card, *, by):
    """Hand a card in: from now on it is sealed. With the second card the interview is held.

    Raises ``NotNow`` with what is missing. Advice 8.3.2-11.
    """
    _own(card, by)
    interview = Interview.objects.select_for_update(of=("self",)).get(pk=card.interview_id)
    card = Scorecard.objects.select_for_update(of=("self",)).select_related("interview__candidate").get(pk=card.pk)
    require_none(submitting_blockers(card))
    card.submitted_at = timezone.now()
    card.save(update_fields=["submitted_at"])
    audit.record(card, "submit", by=by)
    if not interview.scorecards.filter(submitted_at__isnull=True).exists():
        move(interview, "hold", by=by)
        candidate = card.interview.candidate
        hearing.met(candidate, "interview", min(interview.at, timezone.now()))
        if candidate.can("interview"):
            move(candidate, "interview", by=by)
    return card


@transaction.atomic
def take_back(card, *, by):
    """Open an own card again, which is possible until the colleague's is in too."""
    _own(card, by)
    Interview.objects.select_for_update(of=("self",)).get(pk=card.interview_id)
    card = Scorecard.objects.select_for_update(of=("self",)).select_related("interview__candidate").get(pk=card.pk)
    if card.submitted_at is None:
        raise NotNow(_("This card is open."))
    if not card.interview.scorecards.filter(submitted_at__isnull=True).exists():
        raise NotNow(_("Both cards are in, so neither goes back. Talk the difference through instead."))
    card.submitted_at = None
    card.save(update_fields=["submitted_at"])
    audit.record(card, "take_back", by=by)
    return card


def _own(card, by):
    if card.interviewer_id != by.pk:
        raise NotNow(_("Only the interviewer writes on this card."))
