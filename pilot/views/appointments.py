"""The provider of a pilot: invited, its proposal, the owners' answer."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from pilot import audit
from pilot.choices import Role
from pilot.forms import ReasonForm
from pilot.models import Appointment
from pilot.permissions import may_design, may_propose, require
from pilot.phases import appointing
from pilot.phases.due import PROPOSAL_WITHIN
from pilot.phases.forms import InviteForm, ProposalForm
from pilot.views.scope import crumbs, pilot_of
from pilot.workflow import NotNow

State = Appointment.State


def _appointment(request, pk):
    rows = Appointment.objects.visible_to(request.user).select_related("pilot", "provider")
    return get_object_or_404(rows, pk=pk)


def _crumbs(appointment, *trail):
    listed = (_("Providers"), reverse("appointments", args=[appointment.pilot.slug]))
    return crumbs(appointment.pilot, listed, *trail)


@require_safe
def appointments(request, slug):
    pilot = pilot_of(request, slug)
    require(pilot.pk in request.user.assigned(Role.OWNER, Role.PROVIDER))
    rows = Appointment.objects.visible_to(request.user).filter(pilot=pilot).select_related("provider").order_by("-pk")
    context = {
        "pilot": pilot,
        "crumbs": crumbs(pilot, (_("Providers"), "")),
        "appointments": rows,
        "may_design": may_design(request.user, pilot),
    }
    return render(request, "pilot/appointments.html", context)


@require_http_methods(["GET", "POST"])
def appointment_new(request, slug):
    pilot = pilot_of(request, slug)
    require(may_design(request.user, pilot))
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            appointment = appointing.invite(
                pilot,
                said["provider"],
                said["scope"],
                form.frameworks,
                by=request.user,
                also_selects=said["also_selects"],
                contact=said["contact"],
            )
        except NotNow as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("%(provider)s was invited.") % {"provider": appointment.provider})
            return redirect(appointment)
    context = {
        "title": _("Invite a provider"),
        "lead": _("The provider hands in a proposal. It carries out nothing before the owners approve that."),
        "crumbs": crumbs(
            pilot, (_("Providers"), reverse("appointments", args=[pilot.slug])), (_("Invite a provider"), "")
        ),
        "form": form,
        "label": _("Invite"),
        "back": reverse("appointments", args=[pilot.slug]),
    }
    return render(request, "pilot/form.html", context)


@require_safe
def appointment(request, pk):
    appointment = _appointment(request, pk)
    owner = may_design(request.user, appointment.pilot)
    context = {
        "appointment": appointment,
        "crumbs": _crumbs(appointment, (appointment.provider.name, "")),
        "frameworks": appointment.frameworks.all(),
        "next": _next_step(request.user, appointment, owner),
        "acts": [(name, label) for name, label in _acts() if owner and appointment.can(_ACTIONS[name])],
        "why": appointing.approve_blockers(appointment) if owner and appointment.can("approve") else [],
        "history": _history(appointment),
    }
    return render(request, "pilot/appointment.html", context)


#: Addresses of the owners' answers and the move that each makes.
_ACTIONS = {
    "appointment_approve": "approve",
    "appointment_ask_changes": "ask_changes",
    "appointment_refuse": "refuse",
    "appointment_end": "end",
}


def _acts():
    return [
        ("appointment_approve", _("Approve")),
        ("appointment_ask_changes", _("Ask for changes")),
        ("appointment_refuse", _("Refuse")),
        ("appointment_end", _("End the appointment")),
    ]


def _next_step(user, appointment, owner):
    step = {"who": "", "url": "", "label": "", "due": appointment.since + PROPOSAL_WITHIN}
    if appointment.can("propose"):
        mine = may_propose(user, appointment)
        return step | {
            "sentence": _("%(provider)s hands in its proposal") % {"provider": appointment.provider},
            "who": _("you") if mine else appointment.provider.name,
            "url": reverse("appointment_propose", args=[appointment.pk]) if mine else "",
            "label": _("Write the proposal"),
        }
    if appointment.can("approve"):
        return step | {
            "sentence": _("Judge the proposal of %(provider)s") % {"provider": appointment.provider},
            "who": _("you") if owner else _("the pilot owners"),
            "url": reverse("appointment_approve", args=[appointment.pk]) if owner else "",
            "label": _("Approve"),
        }
    return None


def _history(appointment):
    """What happened, for ``_timeline.html``."""
    labels = {
        "create": _("Invited."),
        "propose": _("Proposal handed in."),
        "ask_changes": _("Changes asked."),
        "approve": _("Approved."),
        "refuse": _("Refused."),
        "end": _("Ended."),
    }
    return [
        {
            "when": event.at,
            "by": event.actor.name if event.actor else "",
            "label": labels[event.action],
            "text": event.reason.text if hasattr(event, "reason") else "",
            "kind": "info",
            "url": "",
        }
        for event in audit.history(appointment)
        if event.action in labels
    ]


@require_http_methods(["GET", "POST"])
def appointment_propose(request, pk):
    appointment = _appointment(request, pk)
    require(may_propose(request.user, appointment))
    form = ProposalForm(request.POST or None, instance=appointment)
    if request.method == "POST" and form.is_valid():
        try:
            appointing.hand_in(form, by=request.user)
        except NotNow as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The proposal was handed in. The pilot owners judge it."))
            return redirect(appointment)
    context = {
        "appointment": appointment,
        "crumbs": _crumbs(
            appointment, (appointment.provider.name, appointment.get_absolute_url()), (_("Proposal"), "")
        ),
        "frameworks": appointment.frameworks.all(),
        "why": [] if appointment.can("propose") else [_("The proposal was handed in and cannot be changed now.")],
        "form": form,
    }
    return render(request, "pilot/proposal.html", context)


def _decisions():
    """Of each answer: the verb, the title, what it means, the button, whether it is a refusal."""
    return {
        "approve": (
            appointing.approve,
            _("Approve the proposal"),
            _("From now on the provider acts within its scope. Your reason goes into the journal."),
            _("Approve"),
            False,
        ),
        "ask_changes": (
            appointing.ask_changes,
            _("Ask for changes"),
            _("The provider reads what you write and hands in its proposal again."),
            _("Ask for changes"),
            False,
        ),
        "refuse": (
            appointing.refuse,
            _("Refuse the provider"),
            _("The provider does not take part in this pilot. Your reason goes into the journal."),
            _("Refuse"),
            True,
        ),
        "end": (
            appointing.end,
            _("End the appointment"),
            _("The provider acts no more from today. What was done stays valid, and another provider can take over."),
            _("End the appointment"),
            True,
        ),
    }


@require_http_methods(["GET", "POST"])
def appointment_decide(request, pk, action):
    appointment = _appointment(request, pk)
    require(may_design(request.user, appointment.pilot))
    verb, title, sentence, label, danger = _decisions()[action]
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            verb(appointment, by=request.user, reason=form.cleaned_data["reason"])
        except NotNow as error:
            form.add_error(None, error)
        else:
            messages.success(
                request, _("It was recorded: %(state)s.") % {"state": appointment.get_state_display().lower()}
            )
            return redirect(appointment)
    context = {
        "title": title,
        "sentence": sentence,
        "crumbs": _crumbs(appointment, (appointment.provider.name, appointment.get_absolute_url()), (title, "")),
        "pairs": [
            {"label": _("Provider"), "value": appointment.provider.name},
            {"label": _("Appointed for"), "value": ", ".join(str(topic) for topic in appointment.topics)},
        ],
        "form": form,
        "label": label,
        "danger": danger,
        "back": appointment.get_absolute_url(),
    }
    return render(request, "confirm.html", context)
