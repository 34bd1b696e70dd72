"""Who works in the pilot, from when to when; deputies; and who may sign for a fund."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from pilot import audit
from pilot.choices import Role
from pilot.models import Appointment, Assignment
from pilot.workflow import NotNow, require_none

#: Roles an owner gives in a pilot. Owners come with the pilot itself.
GIVEN = (Role.SELECTOR, Role.SPECIALIST, Role.PROVIDER, Role.MENTOR, Role.TRAINER)
OPPOSITE = {Role.SELECTOR: Role.PROVIDER, Role.PROVIDER: Role.SELECTOR}


def assign_blockers(pilot, user, role, start=None, end=None):
    """Say why somebody cannot have this role in this period.

    Nobody is provider and selector in one pilot unless the appointment says so, and people of a provider select only
    then (domain 1). A provider's people come after its invitation.
    """
    appointment = (
        Appointment.objects.filter(pilot=pilot, provider=user.organisation_id)
        .exclude(state__in=["refused", "ended"])
        .first()
    )
    if role == Role.PROVIDER and appointment is None:
        return [_("The employer of %(name)s is not invited as provider for this pilot.") % {"name": user}]
    running = Assignment.objects.filter(pilot=pilot, user=user).filter(_overlapping(start, end))
    if running.filter(role=role).exists():
        return [_("%(name)s already has this role in that period.") % {"name": user}]
    if appointment is not None and appointment.also_selects:
        return []
    if role in OPPOSITE and running.filter(role=OPPOSITE[role]).exists():
        return [
            _("%(name)s would be provider and selector in one pilot. The appointment does not allow that.")
            % {"name": user}
        ]
    if role == Role.SELECTOR and appointment is not None:
        return [
            _("%(name)s works for the provider %(provider)s. The appointment does not allow its people to select.")
            % {"name": user, "provider": appointment.provider}
        ]
    return []


def _overlapping(start, end):
    begins = Q(start__lte=end) if end else Q()
    return begins & (Q(end__isnull=True) | Q(end__gte=start or timezone.localdate()))


@transaction.atomic
def assign(pilot, user, role, *, by, start=None, end=None):
    """Give somebody a role in the pilot from a day (today) until a day (open), and return the assignment."""
    start = start or timezone.localdate()
    require_none(assign_blockers(pilot, user, role, start, end))
    return _said(Assignment(pilot=pilot, user=user, role=role, start=start, end=end), by)


@transaction.atomic
def name_deputy(pilot, fund, user, *, by, start, end):
    """Let somebody of the fund stand in for its owner from ``start`` until ``end`` (advice 8.2-04)."""
    if user.organisation_id != fund.pk:
        raise NotNow(_("A deputy works for %(fund)s.") % {"fund": fund})
    taken = Assignment.objects.filter(pilot=pilot, fund=fund, role=Role.OWNER, user=user)
    if taken.filter(_overlapping(start, end)).exists():
        raise NotNow(_("%(name)s is owner or deputy in that period already.") % {"name": user})
    return _said(Assignment(pilot=pilot, user=user, role=Role.OWNER, fund=fund, deputy=True, start=start, end=end), by)


def _said(row, by):
    check(row)
    row.save(force_insert=True)
    audit.record(row, "create", by=by)
    return row


def check(row):
    """Raise ``NotNow`` with the sentence of every rule of the database that the row breaks."""
    try:
        row.full_clean()
    except ValidationError as error:
        raise NotNow(error.messages, code="rule") from error


@transaction.atomic
def end_assignment(assignment, *, by, end):
    """Let a role end on a day, which is its last one."""
    assignment = Assignment.objects.select_for_update(of=("self",)).get(pk=assignment.pk)
    assignment.end = end
    check(assignment)
    assignment.save(update_fields=["end"])
    audit.record(assignment, "edit", by=by, fields=["end"])
    return assignment


@transaction.atomic
def give_mandate(mandate, *, by):
    """Record that somebody may sign for a fund, by which document, from when to when."""
    return _said(mandate, by)


@transaction.atomic
def end_mandate(mandate, *, by, end):
    """Let a mandate end on a day, which is its last one; what was signed under it stays valid."""
    mandate.end = end
    check(mandate)
    mandate.save(update_fields=["end"])
    audit.record(mandate, "edit", by=by, fields=["end"])
    return mandate
