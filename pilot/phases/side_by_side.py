"""The policies of two to four pilots beside each other: what differs, in words, and what is equal."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from pilot.choices import Role
from pilot.models import Pilot, Policy
from pilot.permissions import may_see_drafts
from pilot.phases.standing import CHOICES
from pilot.phases.wording import FIGURES, WORDS, rows

MOST = 4


class Line(NamedTuple):
    """One choice or figure: its label, a value for each pilot, and in words how they differ (empty when equal)."""

    label: str
    values: list
    difference: str


def comparable(user):
    """Pilots of the funds of an owner or management; nobody else compares."""
    funds = user.funds(Role.OWNER, Role.MANAGEMENT)
    return Pilot.objects.filter(pilot_funds__fund__in=funds).distinct()


def versions(pilots, user):
    """The version that each pilot is compared by: in force, else the open one for who may see drafts; or ``None``."""
    states = (Policy.State.IN_FORCE, Policy.State.PROPOSED, Policy.State.DRAFT)
    found = {}
    for policy in Policy.objects.filter(pilot__in=pilots, state__in=states).with_choices().order_by("-number"):
        known = found.get(policy.pilot_id)
        if known is None or policy.state == Policy.State.IN_FORCE:
            found[policy.pilot_id] = policy
    return [
        policy
        if (policy := found.get(pilot.pk)) and (policy.state == Policy.State.IN_FORCE or may_see_drafts(user, pilot))
        else None
        for pilot in pilots
    ]


def compare(pilots, policies):
    """Every choice and figure of the policies, beside each other (advice 8.3-08)."""
    told = [{row.name: row for row in rows(policy, (*CHOICES, *FIGURES, *WORDS))} for policy in policies]
    lines = []
    for name, first in told[0].items():
        values = [policy[name].value for policy in told]
        lines.append(Line(first.label, [value or _("not chosen") for value in values], _difference(pilots, values)))
    return lines


def _difference(pilots, values):
    """How the values differ, in words: all of them, or one from the rest."""
    if len(set(values)) == 1:
        return ""
    if len(values) > 2:
        alone = [pilot for pilot, value in zip(pilots, values, strict=True) if values.count(value) == 1]
        if len(alone) == 1:
            return _("only %(pilot)s differs") % {"pilot": alone[0]}
    if len(set(values)) == len(values) and len(values) > 2:
        return _("all differ")
    return _("differs")
