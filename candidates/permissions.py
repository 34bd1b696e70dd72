"""Who may act on candidates, interviews and scores. What is invisible answers 404 before any of this."""

from candidates.models import Candidate, Scorecard
from pilot import permissions as floor
from pilot.choices import Role
from pilot.models import Recruits, Topic
from pilot.permissions import provider_may

__all__ = [
    "may_agree_levels",
    "may_compare_cards",
    "may_decide",
    "may_design_kit",
    "may_drop",
    "may_meet",
    "may_merge",
    "may_plan_interviews",
    "may_read_reasons",
    "may_read_versions",
    "may_recruit",
    "may_score",
    "may_see_case",
    "may_see_kit",
    "may_see_people",
    "may_settle",
    "may_tell",
]

CHOOSERS = (Role.OWNER, Role.SELECTOR)


def may_recruit(user, pilot):
    """Owners, selectors and a provider that recruits candidates bring them in (advice 8.3-05)."""
    return floor.may_recruit(user, pilot, Recruits.CANDIDATES)


def may_see_people(user, pilot):
    """Owners, selectors and approved providers go through the list; a specialist gets the own interviews only."""
    return getattr(pilot, "pk", pilot) in user.pilots(*CHOOSERS) or provider_may(user, pilot)


def may_see_case(user, candidate):
    """Owners, selectors and approved providers read the whole case."""
    return may_see_people(user, candidate.pilot_id)


def may_meet(user, candidate):
    """A specialist of the pilot reads what the own interviews need (which those are, ``visible_to`` says)."""
    return may_see_case(user, candidate) or candidate.pilot_id in user.pilots(Role.SPECIALIST)


def may_read_reasons(user, pilot):
    """Owners and selectors read why somebody was decided about; a provider reads the outcome (domain 1)."""
    return getattr(pilot, "pk", pilot) in user.pilots(*CHOOSERS)


def may_drop(user, candidate):
    """Who recruits may note that somebody leaves; once interviewed that is for the selector and the owner."""
    return _may_speak(user, candidate, candidate.state)


def _may_speak(user, candidate, state):
    if state in (Candidate.State.INTERVIEWED, Candidate.State.QUALIFIED):
        return candidate.pilot_id in user.pilots(*CHOOSERS)
    return may_recruit(user, candidate.pilot)


def may_merge(user, pilot):
    """Owners and selectors decide that two records are one person."""
    return getattr(pilot, "pk", pilot) in user.pilots(*CHOOSERS)


def may_see_kit(user, pilot):
    """Owners, selectors and specialists know what will be asked; providers do not."""
    return pilot.pk in user.pilots(*CHOOSERS, Role.SPECIALIST)


def may_design_kit(user, pilot):
    """Owners and selectors make the interview kit."""
    return pilot.pk in user.pilots(*CHOOSERS)


def may_agree_levels(user, pilot):
    """An owner sets which level is asked, with what companies ask in sight (advice 7.4-03)."""
    return pilot.pk in user.pilots(Role.OWNER)


def may_plan_interviews(user, pilot):
    """Owners, selectors and a provider approved for selection plan interviews; the verb checks who sits in them."""
    return pilot.pk in user.pilots(*CHOOSERS) or provider_may(user, pilot, Topic.SELECTION)


def may_score(user, card):
    """A card is written by its own interviewer, for as long as that role runs."""
    role = Role.SELECTOR if card.part == card.Part.SELECTOR else Role.SPECIALIST
    return card.interviewer_id == user.pk and card.pilot_id in user.pilots(role)


def may_read_versions(user, card):
    """What notes said before they were corrected is read by who wrote them and by the owners of the pilot.

    A name that had to go out of a note would otherwise still stand before everybody.
    """
    return card.interviewer_id == user.pk or card.pilot_id in user.pilots(Role.OWNER)


def may_settle(user, interview):
    """The two interviewers talk an item through, and either of them writes down what they agreed."""
    mine = {Role.SELECTOR: "selector", Role.SPECIALIST: "specialist"}
    return any(
        card.interviewer_id == user.pk and card.part == part and interview.pilot_id in user.pilots(role)
        for card in interview.scorecards.all()
        for role, part in mine.items()
    )


def may_compare_cards(user, interview):
    """Whether both cards of the interview are open to this user: never before both are in, never to a provider."""
    return Scorecard.objects.visible_to(user).filter(interview=interview, submitted_at__isnull=False).count() == len(
        Scorecard.Part
    )


def may_decide(user, interview):
    """A selector of the pilot decides what the interview came to (advice 8.3.2-12)."""
    return interview.pilot_id in user.pilots(Role.SELECTOR)


def may_tell(user, candidate):
    """Who recruits tells people where they stand; after the interview that is for the selector and the owner."""
    return not candidate.erased_at and _may_speak(user, candidate, candidate.out_stage or candidate.state)
