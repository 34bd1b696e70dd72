"""The provider: invited by the owners, hands in experience and proposal, is approved or refused; it can end."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pilot import audit
from pilot.choices import Role
from pilot.models import Appointment, Assignment, Framework, Topic
from pilot.phases.assigning import assign
from pilot.phases.noting import decide
from pilot.workflow import move, require_none

State = Appointment.State
OVER = (State.REFUSED, State.ENDED)
#: One main contractor, or two where independence is wanted (advice 8.2-06, 8.3-10).
MOST_PROVIDERS = 2


def invite_blockers(pilot, provider, scope):
    """Say why this provider cannot be invited for these topics.

    One provider is the main contractor for all five topics, or two divide them (advice 8.2-06, 8.3-10): each topic
    has one provider.
    """
    others = list(pilot.appointments.exclude(state__in=OVER).select_related("provider"))
    if any(other.provider_id == provider.pk for other in others):
        return [_("%(provider)s was already invited for this pilot.") % {"provider": provider}]
    found = []
    if len(others) >= MOST_PROVIDERS:
        found.append(_("A pilot has two providers at most. End an appointment first."))
    found += [
        _("%(topic)s is with %(provider)s already.") % {"topic": Topic(topic).label, "provider": other.provider}
        for topic in scope
        for other in others
        if topic in other.scope
    ]
    return found


@transaction.atomic
def invite(pilot, provider, scope, frameworks, *, by, also_selects=False, contact=None):
    """Invite a provider for ``scope``, with a framework for each topic (advice 8.2-06, 8.2-08).

    Returns the appointment. ``frameworks`` is a dict of text by topic, ``contact`` is the person at
    the provider who hands in the proposal.
    """
    pilot = type(pilot).objects.select_for_update().get(pk=pilot.pk)
    require_none(invite_blockers(pilot, provider, scope))
    missing = [topic for topic in scope if not frameworks.get(topic, "").strip()]
    require_none(_("Write a framework for: %(topic)s.") % {"topic": Topic(topic).label} for topic in missing)
    appointment = Appointment.objects.create(pilot=pilot, provider=provider, scope=[*scope], also_selects=also_selects)
    audit.record(appointment, "create", by=by)
    Framework.objects.bulk_create(
        Framework(appointment=appointment, topic=topic, text=frameworks[topic]) for topic in scope
    )
    if contact is not None and not contact.assignments.running().filter(pilot=pilot, role=Role.PROVIDER).exists():
        assign(pilot, contact, Role.PROVIDER, by=by)
    return appointment


@transaction.atomic
def hand_in(form, *, by):
    """Hand in the provider's experience and proposal (advice 8.2-10, 8.3-09)."""
    appointment = form.save()
    audit.record(appointment, "edit", by=by, fields=form.changed_data)
    return move(appointment, "propose", by=by, since=timezone.localdate())


def approve_blockers(appointment):
    """Say why an appointment cannot be approved: the proposal, and nobody on both sides of the selection."""
    found = []
    if not appointment.proposal.strip():
        found.append(_("%(provider)s has not handed in a proposal yet.") % {"provider": appointment.provider})
    if not appointment.experience.strip():
        found.append(
            _("The experience of %(provider)s with this approach is missing.") % {"provider": appointment.provider}
        )
    if not appointment.also_selects:
        found += [
            _("%(name)s of %(provider)s is selector in this pilot, and the appointment does not allow that.")
            % {"name": selector.user, "provider": appointment.provider}
            for selector in Assignment.objects.running()
            .filter(pilot=appointment.pilot_id, role=Role.SELECTOR, user__organisation=appointment.provider_id)
            .select_related("user")
        ]
    return found


@transaction.atomic
def approve(appointment, *, by, reason):
    """Approve a proposal; from now on the provider acts within its scope (advice 8.2-10)."""
    require_none(approve_blockers(appointment))
    return _settle(appointment, "approve", _("The proposal of %(provider)s was approved."), by=by, reason=reason)


@transaction.atomic
def ask_changes(appointment, *, by, reason):
    """Ask the provider to change its proposal."""
    return _settle(
        appointment, "ask_changes", _("Changes were asked in the proposal of %(provider)s."), by=by, reason=reason
    )


@transaction.atomic
def refuse(appointment, *, by, reason):
    """Refuse a provider."""
    return _settle(appointment, "refuse", _("%(provider)s was refused as provider."), by=by, reason=reason)


@transaction.atomic
def end(appointment, *, by, reason):
    """End an appointment; the provider acts no more and another one can take over."""
    return _settle(appointment, "end", _("The appointment of %(provider)s has ended."), by=by, reason=reason)


def _settle(appointment, action, text, *, by, reason):
    move(appointment, action, by=by, reason=reason, since=timezone.localdate())
    decide(appointment.pilot, text % {"provider": appointment.provider}, by=by, reason=reason)
    return appointment
