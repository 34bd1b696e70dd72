"""Answers about a provider: approved or refused, its end, and what goes over to the next."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from pilot.forms import ReasonForm
from pilot.models import Appointment
from pilot.permissions import is_owner, may_design, require
from pilot.phases import appointing, handing_over
from pilot.phases.provider_forms import EndAppointmentForm
from pilot.views.appointments import appointment_of, beneath, trail
from pilot.workflow import NotNow, past_it

State = Appointment.State


def _decisions():
    """Of each answer: the verb, the title, what it means, the button, whether it is a refusal."""
    return {
        "approve": (
            handing_over.approve,
            _("Approve the proposal"),
            _("From now on the provider acts within its scope. Your reason goes into the journal."),
            _("Approve"),
            False,
        ),
        "refuse": (
            appointing.refuse,
            _("Refuse the provider"),
            _("The provider does not take part in this pilot. Your reason goes into the journal."),
            _("Refuse the provider"),
            True,
        ),
    }


@require_http_methods(["GET", "POST"])
def appointment_decide(request, pk, action):
    appointment = appointment_of(request, pk)
    require(may_design(request.user, appointment.pilot))
    verb, title, sentence, label, danger = _decisions()[action]
    before = appointment.succeeds
    if action == "approve" and before is not None and before.state == State.APPROVED:
        sentence = _(
            "From now on %(provider)s acts, and the appointment of %(before)s ends. What is under way goes over."
        ) % {"provider": appointment.provider, "before": before.provider}
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            verb(appointment, by=request.user, reason=form.cleaned_data["reason"])
        except NotNow as error:
            form.add_error(None, error)
        else:
            state = appointment.get_state_display().lower()
            messages.success(request, _("It was recorded: %(state)s.") % {"state": state})
            over = action == "approve" and before is not None
            return redirect("appointment_handover", before.pk) if over else redirect(appointment)
    context = _confirmation(appointment, title, sentence, label, danger, form)
    if request.method == "GET":
        context["blockers"] = _in_the_way(appointment, action)
    return render(request, "confirm.html", context)


def _in_the_way(appointment, action):
    """Why this cannot be answered now, so that nobody writes a reason first: what is missing says more than a state."""
    over = appointment.state in (State.ENDED, State.REFUSED)
    missing = appointing.approve_blockers(appointment) if action == "approve" and not over else []
    return missing or past_it(appointment, action)


def _confirmation(appointment, title, sentence, label, danger, form):
    return {
        "title": title,
        "sentence": sentence,
        "crumbs": beneath(appointment, title),
        "pairs": [
            {"label": _("Provider"), "value": appointment.provider.name},
            {"label": _("Appointed for"), "value": ", ".join(map(str, appointment.topics))},
        ],
        "form": form,
        "label": label,
        "danger": danger,
        "back": appointment.get_absolute_url(),
    }


@require_http_methods(["GET", "POST"])
def appointment_end(request, pk):
    """The last day of an appointment, and why; after that the hand-over."""
    appointment = appointment_of(request, pk)
    require(may_design(request.user, appointment.pilot))
    form = EndAppointmentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            handing_over.end(appointment, by=request.user, reason=said["reason"], on=said["on"])
        except NotNow as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The end was recorded. Here is what goes over."))
            return redirect("appointment_handover", appointment.pk)
    title = _("End the appointment")
    sentence = _(
        "The roles of the provider's people end with that day. What was done stays valid, and what is under way goes "
        "to whoever is approved next."
    )
    context = _confirmation(appointment, title, sentence, title, True, form)
    waits = [
        (topic, sum(one.count for one, _end in rows if one.step)) for topic, rows in handing_over.handed_on(appointment)
    ]
    open_ = ", ".join(f"{appointment.topic_label(topic)} {count}" for topic, count in waits if count)
    if request.method == "GET":
        context["blockers"] = past_it(appointment, "end")
    context["pairs"].append({"label": _("Steps that wait for them now"), "value": open_ or _("none")})
    return render(request, "confirm.html", context)


@require_safe
def appointment_handover(request, pk):
    """What goes over from one provider to the next: counts at the end beside those of now, and what is to be done."""
    appointment = get_object_or_404(
        handing_over.readable(request.user).select_related("pilot", "provider", "succeeds__provider"),
        pk=pk,
    )
    owner = is_owner(request.user, appointment.pilot)
    nexts = handing_over.successors(appointment)
    context = {
        "appointment": appointment,
        "crumbs": trail(appointment, (appointment.provider.name, appointment.get_absolute_url()), (_("Hand-over"), ""))
        if owner or request.user.organisation_id == appointment.provider_id
        else trail(appointment, (_("Hand-over"), "")),
        "topics": handing_over.by_topic(appointment),
        "lines": list(handing_over.checklist(appointment, nexts, owner)),
        "ended": appointment.state == State.ENDED,
        "successors": nexts,
    }
    return render(request, "pilot/appointment_handover.html", context)
