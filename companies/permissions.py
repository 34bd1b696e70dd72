"""Who may act on companies. What is invisible answers 404 before any of this."""

from companies.models import SEEN_BY, CompanyInterview, Participation
from pilot import permissions as floor
from pilot.choices import Role
from pilot.models import Recruits, Topic
from pilot.permissions import provider_may

__all__ = [
    "may_arrange",
    "may_assess",
    "may_commit",
    "may_decline",
    "may_find",
    "may_merge",
    "may_plan",
    "may_read_copy",
    "may_read_findings",
    "may_recruit",
    "may_see",
    "may_select",
]

CHOOSERS = (Role.OWNER, Role.SELECTOR)


def may_see(user, pilot):
    """Owners, selectors and providers of the pilot know its companies."""
    return pilot.pk in user.pilots(*SEEN_BY)


def may_recruit(user, pilot):
    """Owners, selectors and a provider that recruits companies bring them in (advice 8.3-05)."""
    return floor.may_recruit(user, pilot, Recruits.COMPANIES)


def may_plan(user, pilot):
    """Owners, selectors and a provider approved for selection plan interviews; the verb checks who sits in them."""
    return pilot.pk in user.pilots(*CHOOSERS) or provider_may(user, pilot, Topic.SELECTION)


def may_read_findings(user, interview):
    """Owners and selectors once the interview was held, before that only its two interviewers; never a provider."""
    if interview.pilot_id not in user.pilots(*CHOOSERS):
        return False
    return interview.state == CompanyInterview.State.HELD or user.pk in (interview.selector_id, interview.owner_id)


def may_find(user, interview):
    """The two interviewers write down what they found, for as long as their role runs."""
    return (interview.selector_id == user.pk and user.has_role(Role.SELECTOR, pilot=interview.pilot_id)) or (
        interview.owner_id == user.pk and user.has_role(Role.OWNER, pilot=interview.pilot_id)
    )


def may_select(user, pilot):
    """Owners and selectors decide which company takes part, and draw up its profile."""
    return pilot.pk in user.pilots(*CHOOSERS)


def may_merge(user, pilot):
    """Owners and selectors decide that two records are one company; the verb looks at the other pilots."""
    return pilot.pk in user.pilots(*CHOOSERS)


def may_decline(user, participation):
    """Who recruits may note a no; once interviewed that is for the selector and the owner."""
    if participation.state in (Participation.State.INTERVIEWED, Participation.State.SELECTED):
        return may_select(user, participation.pilot)
    return may_recruit(user, participation.pilot)


def may_commit(user, pilot):
    """The provider that recruits records the commitment (advice 8.3.1-12)."""
    return provider_may(user, pilot, Topic.RECRUITMENT, Recruits.COMPANIES)


def may_assess(user, pilot):
    """The provider that recruits assesses the learning environment (advice 8.3.1-07)."""
    return may_commit(user, pilot)


def may_read_copy(user, pilot):
    """Paper and signed copy, with who signed, are for the owners and the provider that keeps them."""
    return pilot.pk in user.pilots(Role.OWNER) or may_commit(user, pilot)


def may_arrange(user, participation):
    """Contacts, vacancies and facts of the company are kept by who recruits."""
    return may_recruit(user, participation.pilot)
