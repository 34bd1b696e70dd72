"""Who may act, as named predicates that views, verbs and templates share. What is invisible answers 404 before this."""

from django.core.exceptions import PermissionDenied

from pilot.choices import Role
from pilot.models import Mandate, PilotFund


def require(allowed):
    """Raise ``PermissionDenied`` (answered with 403 and noted) unless ``allowed``."""
    if not allowed:
        raise PermissionDenied


def is_owner(user, pilot):
    """Is one of the pilot's owners, deputies included."""
    return user.has_role(Role.OWNER, pilot=pilot)


def owner_funds(user, pilot):
    """Ids of the funds for which the user owns this pilot."""
    pilot_id = getattr(pilot, "pk", pilot)
    return {a.fund_id for a in user.running if a.role == Role.OWNER and a.pilot_id == pilot_id}


def may_start_pilots(user):
    """Owners, and management, may begin a new pilot for their fund."""
    return bool(user.funds(Role.OWNER, Role.MANAGEMENT))


def may_design(user, pilot):
    """Owners choose the policy and appoint the provider."""
    return is_owner(user, pilot)


def funds_to_sign(user, pilot):
    """Ids of this pilot's funds for which the user holds a running mandate and is owner or management.

    A fund signs by its owner or its management, under a recorded mandate (domain 3.1).
    """
    funds = set(PilotFund.objects.filter(pilot=pilot).values_list("fund_id", flat=True))
    acting = owner_funds(user, pilot) | user.funds(Role.MANAGEMENT)
    mandated = set(Mandate.objects.running().filter(user=user, fund__in=funds & acting).values_list("fund_id", flat=True))
    return mandated


def may_see_journal(user, pilot):
    """Everybody who works in the pilot reads its journal, fund management included; there are no names in it."""
    return pilot.pk in user.pilots() or bool(user.funds(Role.MANAGEMENT, Role.OWNER))


def may_write_journal(user, pilot):
    """Owners, selectors and providers note what they decide and learn (advice 8.3-07)."""
    return pilot.pk in user.pilots(Role.OWNER, Role.SELECTOR, Role.PROVIDER)


def may_recruit(user, pilot):
    """Owners, selectors and providers bring in companies and candidates (advice 8.3-05)."""
    return pilot.pk in user.pilots(Role.OWNER, Role.SELECTOR, Role.PROVIDER)


def is_manager(user):
    """Is application manager."""
    return user.has_role(Role.MANAGER)
