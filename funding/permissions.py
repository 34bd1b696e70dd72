"""Who may do what with money. What is invisible answers 404 before these are asked."""

from pilot.choices import Role
from pilot.models import Topic
from pilot.permissions import is_owner, provider_may


def may_see_plans(user, pilot):
    """Amounts per participant: owners and the provider."""
    return getattr(pilot, "pk", pilot) in user.pilots(Role.OWNER, Role.PROVIDER)


def may_plan(user, pilot):
    """Owners, and the provider approved for training, make and propose plans (advice 8.2-10)."""
    return is_owner(user, pilot) or provider_may(user, pilot, Topic.TRAINING)


def may_decide(user, plan):
    """An owner sends plans back and lets them lapse."""
    return is_owner(user, plan.pilot_id)


def may_approve(user, plan):
    """A pilot owner who did not propose the plan."""
    return may_decide(user, plan) and plan.proposed_by_id != user.pk


def may_arrange_uwv(user, pilot):
    """UWV is arranged by the owner, never by the provider (advice 8.2-19)."""
    return is_owner(user, pilot)


def may_see_budgets(user, pilot):
    """Owners of the pilot, and the management of a fund that takes part."""
    return is_owner(user, pilot) or bool(user.funds(Role.MANAGEMENT))


def may_budget(user, budget):
    """The owner of the fund whose money it is."""
    return user.has_role(Role.OWNER, pilot=budget.pilot_id, fund=budget.fund_id)


def may_start(user, training_class):
    """An owner starts a class."""
    return is_owner(user, training_class.programme.pilot_id)
