"""Who may do what between proposal and placement. Who may know of a match at all is ``Match.objects.visible_to``."""

from pilot.choices import Role
from pilot.models import Topic
from pilot.permissions import provider_may


def may_see_matches(user, pilot):
    """Owners, selectors and providers see who is matched with whom; fund management reads figures only."""
    return _id(pilot) in user.pilots(Role.OWNER, Role.SELECTOR, Role.PROVIDER)


def may_match(user, pilot):
    """Selectors propose, arrange visits and introductions, record agreement, advise (advice 8.3.3-01, 8.3.3-09)."""
    return user.has_role(Role.SELECTOR, pilot=pilot)


def may_compare(user, pilot):
    """Owners and selectors lay candidates side by side with their scores; a provider sees what came of it."""
    return _id(pilot) in user.pilots(Role.OWNER, Role.SELECTOR)


def may_read_notes(user, pilot):
    """Owners and selectors read what was noted in visits and conversations; a provider never does (domain 1)."""
    return _id(pilot) in user.pilots(Role.OWNER, Role.SELECTOR)


def may_permit(user, match):
    """Only the owner for the company's own fund, or the deputy in the period (advice 8.3.3-14).

    In a joint pilot the owner for the other fund may not, nor anybody while the company's fund is unknown.
    """
    fund = match.vacancy.participation.company.fund_id
    return fund is not None and user.has_role(Role.OWNER, pilot=match.pilot_id, fund=fund)


def may_decline(user, match):
    """Selectors record every no; the owner of the company's fund says the own no."""
    return may_match(user, match.pilot_id) or may_permit(user, match)


def may_employ(user, match):
    """Selectors, a provider appointed for secondment, and the owner of the company's fund record the employment."""
    return may_decline(user, match) or provider_may(user, match.pilot_id, Topic.SECONDMENT)


def may_end(user, match):
    """Selectors and the owner of the company's fund record that a placement ended."""
    return may_decline(user, match)


def _id(pilot):
    return getattr(pilot, "pk", pilot)
