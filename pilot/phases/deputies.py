"""Deputies: who signs on behalf of whom. A deputy is a dated second owner of a fund in a pilot (advice 8.2-04)."""

from pilot.choices import Role
from pilot.models import Assignment


def signs_as_deputy(user, pilot, fund):
    """Say whether the user acts for the fund here as a deputy only: neither as its owner nor as its management."""
    roles = [
        assignment
        for assignment in user.running
        if assignment.fund_id == fund.pk
        and (assignment.role == Role.MANAGEMENT or (assignment.role == Role.OWNER and assignment.pilot_id == pilot.pk))
    ]
    return bool(roles) and all(assignment.deputy for assignment in roles)


def owner_stood_in_for(pilot, fund):
    """The fund's own owner of this pilot today, or ``None`` when there is none to sign on behalf of."""
    own = Assignment.objects.running().filter(pilot=pilot, fund=fund, role=Role.OWNER, deputy=False)
    found = own.select_related("user").order_by("-start", "-pk").first()
    return found.user if found else None
