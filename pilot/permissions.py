"""Who may act, as named predicates that views, verbs and templates share. What is invisible answers 404 before this."""

from django.core.exceptions import PermissionDenied

from pilot.choices import Role
from pilot.models import Mandate, Topic


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


def provider_may(user, pilot, topic=None, whom=None):
    """Is of a provider that the owners approved for ``topic`` in this pilot (for any topic when none is named).

    Before approval, and after the end, a provider reads and carries out nothing (advice 8.2-10).
    """
    scope = user.approved_scopes.get(getattr(pilot, "pk", pilot), set())
    if topic is None:
        return bool(scope)
    return (f"{topic.value}:{whom.value}" if whom else topic) in scope


def may_start_pilots(user):
    """Owners, and management, may begin a new pilot for their fund."""
    return bool(user.funds(Role.OWNER, Role.MANAGEMENT))


def may_design(user, pilot):
    """Owners choose the policy, appoint the provider and say who works in the pilot."""
    return is_owner(user, pilot)


def acting_funds(user, pilot):
    """Ids of this pilot's funds for which the user is owner of this pilot or fund management."""
    funds = {pilot_fund.fund_id for pilot_fund in pilot.pilot_funds.all()}
    return funds & (owner_funds(user, pilot) | user.funds(Role.MANAGEMENT))


def may_see_drafts(user, pilot):
    """Versions that are not in force are of the funds: owners of this pilot and management."""
    return bool(acting_funds(user, pilot))


def funds_to_sign(user, pilot):
    """Ids of this pilot's funds for which the user holds a running mandate and is owner or management.

    A fund signs by its owner or its management, under a recorded mandate (domain 3.1).
    """
    acting = acting_funds(user, pilot)
    return set(Mandate.objects.running().filter(user=user, fund__in=acting).values_list("fund_id", flat=True))


def may_repeat(user, pilot):
    """Owners and management of a fund that takes part begin another pilot from this one (advice 8.3-08)."""
    funds = {pilot_fund.fund_id for pilot_fund in pilot.pilot_funds.all()}
    return bool(funds & user.funds(Role.OWNER, Role.MANAGEMENT))


def may_compare(user):
    """Owners and management lay the policies of their funds' pilots side by side (advice 8.3-08)."""
    return bool(user.funds(Role.OWNER, Role.MANAGEMENT))


def may_record_mandates(user):
    """The application manager, and owners and management for their own fund."""
    return is_manager(user) or bool(user.funds(Role.OWNER, Role.MANAGEMENT))


def may_keep_contacts(user, pilot):
    """Owners keep the contact with UWV, STOOF, trainers and associations themselves (advice 8.2-16, 8.2-17, 8.2-19)."""
    return is_owner(user, pilot)


def may_agree_terms(user):
    """Terms with STOOF and others are between the funds: owners and management (advice 8.2-21)."""
    return bool(user.funds(Role.OWNER, Role.MANAGEMENT))


def may_propose(user, appointment):
    """People of the invited provider hand in its experience and proposal (advice 8.2-10)."""
    return user.organisation_id == appointment.provider_id and user.has_role(Role.PROVIDER, pilot=appointment.pilot_id)


def works_in(user, pilot):
    """Works in the pilot today, or is of a fund; a provider that is only invited, or has ended, is not."""
    return pilot.pk in user.pilots() or bool(user.funds(Role.MANAGEMENT, Role.OWNER))


def may_see_journal(user, pilot):
    """Everybody who works in the pilot reads its journal; there are no names in it."""
    return works_in(user, pilot)


def may_write_journal(user, pilot):
    """Owners, selectors and approved providers note what they decide and learn (advice 8.3-07)."""
    return pilot.pk in user.pilots(Role.OWNER, Role.SELECTOR) or provider_may(user, pilot)


def may_correct_journal(user, entry):
    """Who wrote a line corrects it, and an owner of the pilot; management and the others read."""
    return may_write_journal(user, entry.pilot) and (entry.by_id == user.pk or is_owner(user, entry.pilot))


def may_read_lessons(user):
    """What was learned in all pilots of a fund is for its owners and management (advice 8.3-08)."""
    return bool(user.funds(Role.OWNER, Role.MANAGEMENT))


def may_recruit(user, pilot, whom=None):
    """Owners, selectors and a provider approved for recruitment bring in companies and candidates (advice 8.3-05).

    ``whom`` names one of the two, where an appointment recruits companies or candidates only.
    """
    return pilot.pk in user.pilots(Role.OWNER, Role.SELECTOR) or provider_may(user, pilot, Topic.RECRUITMENT, whom)


def is_manager(user):
    """Is application manager."""
    return user.has_role(Role.MANAGER)
