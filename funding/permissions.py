"""Who may do what with money. What is invisible answers 404 before these are asked."""

from pilot.choices import Role
from pilot.permissions import is_owner


def may_plan(user, pilot):
    """The provider and the owners make and propose plans."""
    return pilot.pk in user.pilots(Role.OWNER, Role.PROVIDER)


def may_approve(user, plan):
    """A pilot owner who did not propose the plan."""
    return user.has_role(Role.OWNER, pilot=plan.pilot_id) and plan.proposed_by_id != user.pk


def may_arrange_uwv(user, pilot):
    """UWV is arranged by the owner, never by the provider (advice 8.2-19)."""
    return is_owner(user, pilot)


def may_budget(user, budget):
    """The owner of the fund whose money it is."""
    return user.has_role(Role.OWNER, pilot=budget.pilot_id, fund=budget.fund_id)


def may_start(user, training_class):
    """An owner starts a class."""
    return user.has_role(Role.OWNER, pilot=training_class.programme.pilot_id)
