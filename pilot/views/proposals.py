"""The proposal of a provider by topic: written, handed in, read beside its framework, accepted or sent back."""

import re

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pilot import attachments
from pilot.forms import ReasonForm
from pilot.models import Appointment, Attachment, Proposal, Round
from pilot.permissions import may_design, may_propose, require
from pilot.phases import appointing
from pilot.phases.provider_forms import AttachmentForm, FrameworkForm, ProposalForm
from pilot.views.appointments import appointment_of, beneath
from pilot.workflow import NotNow

Stands = Proposal.State


def _proposal(request, pk, topic):
    """The proposal of one topic of the scope, with its appointment; else 404."""
    appointment = appointment_of(request, pk)
    if topic not in appointment.scope:
        raise Http404
    proposal = get_object_or_404(appointment.proposals, topic=topic)
    proposal.appointment = appointment
    return appointment, proposal


@require_http_methods(["GET", "POST"])
def appointment_propose(request, pk):
    """Write the experience and every topic that waits for the provider; keep it, or hand it in."""
    appointment = appointment_of(request, pk)
    require(may_propose(request.user, appointment))
    form = ProposalForm(request.POST or None, instance=appointment)
    if request.method == "POST" and form.is_valid():
        keep = "save" in request.POST
        try:
            if keep:
                appointing.require_writing(appointment)
                appointing.keep(form, by=request.user)
            else:
                appointing.hand_in(form, by=request.user)
        except NotNow as error:
            form.add_error(None, error)
        else:
            if keep:
                messages.success(request, _("Kept. The pilot owners see it when you hand it in."))
                return redirect("appointment_propose", appointment.pk)
            messages.success(request, _("The proposal was handed in. The pilot owners judge it."))
            return redirect(appointment)
    files = {}
    for file in Attachment.objects.filter(proposal__appointment=appointment).select_related("proposal").order_by("pk"):
        files.setdefault(file.proposal.topic, []).append(file)
    latest = appointing.latest_frameworks(appointment)
    context = {
        "appointment": appointment,
        "crumbs": beneath(appointment, _("Proposal")),
        "asked": [
            {
                "label": appointment.topic_label(topic),
                "topic": topic,
                "framework": latest.get(topic),
                "files": files.get(topic, []),
                "open": topic in form.proposals,
            }
            for topic in appointment.scope
            # What is asked on a topic that waits for the provider stands beside its text.
            if topic in form.proposals or not form.proposals
        ],
        "why": [] if appointment.can("propose") else [_("The proposal was handed in and cannot be changed now.")],
        "form": form,
    }
    return render(request, "pilot/proposal.html", context)


@require_safe
def appointment_topic(request, pk, topic):
    """What was asked and what was answered on one topic, with every round."""
    appointment, proposal = _proposal(request, pk, topic)
    owner = may_design(request.user, appointment.pilot)
    writes = may_propose(request.user, appointment)
    versions = list(appointment.frameworks.filter(topic=topic).order_by("-number"))
    judging = appointment.state in (Appointment.State.PROPOSED, Appointment.State.CHANGES)
    # What is not handed in yet is the provider's own.
    shown = not owner or proposal.state in (Stands.HANDED_IN, Stands.ACCEPTED)
    rounds = list(proposal.rounds.select_related("by").order_by("pk"))
    handed_in = [one.text for one in rounds if one.kind == Round.Kind.HANDED_IN]
    context = {
        "appointment": appointment,
        "proposal": proposal,
        "label": appointment.topic_label(topic),
        "crumbs": beneath(appointment, appointment.topic_label(topic)),
        "framework": versions[0] if versions else None,
        "earlier": versions[1:],
        "text": proposal.text if shown else handed_in[-1] if handed_in else "",
        "files": list(proposal.attachments.order_by("pk")) if shown else [],
        "rounds": list(reversed(_told(rounds))),
        "may_judge": owner and judging and proposal.state == Stands.HANDED_IN,
        "may_send_back": owner and judging and proposal.can("ask_changes"),
        "may_reframe": owner and appointment.state not in (Appointment.State.APPROVED, *Appointment.OVER),
        "may_write": writes and appointment.can("propose") and proposal.state in Proposal.WRITTEN_IN,
    }
    return render(request, "pilot/appointment_topic.html", context)


def _told(rounds):
    """The rounds for ``_timeline.html``; of a next text is said what came and what went."""
    lines, before = [], None
    kinds = {"handed_in": "info", "changes": "wait", "accepted": "ok", "framework": "wait"}
    for one in rounds:
        text = one.text
        if one.kind == Round.Kind.HANDED_IN:
            text = one.text if before is None else difference(before, one.text)
            before = one.text
        lines.append(
            {
                "when": one.at,
                "by": one.by.name,
                "label": f"{one.get_kind_display()}.",
                "text": text,
                "kind": kinds[one.kind],
                "url": "",
            }
        )
    return lines


def _sentences(text):
    return [one.strip() for one in re.split(r"(?<=[.!?])\s+|\n+", text) if one.strip()]


def difference(before, after):
    """Which sentences came and which went between two texts, in words."""
    old, new = _sentences(before), _sentences(after)
    came = [one for one in new if one not in old]
    went = [one for one in old if one not in new]
    lines = []
    if came:
        lines.append(_("New: %(text)s") % {"text": " ".join(came)})
    if went:
        lines.append(_("Taken out: %(text)s") % {"text": " ".join(went)})
    return "\n".join(lines) or _("The text stayed as it was.")


@require_POST
def topic_accept(request, pk, topic):
    appointment, proposal = _proposal(request, pk, topic)
    require(may_design(request.user, appointment.pilot))
    try:
        appointing.accept_topic(proposal, by=request.user)
    except NotNow as error:
        messages.error(request, " ".join(error.sentences))
        return redirect(proposal)
    messages.success(request, _("Accepted: %(topic)s.") % {"topic": appointment.topic_label(topic)})
    return redirect(appointment)


@require_http_methods(["GET", "POST"])
def topic_ask_changes(request, pk, topic):
    """Send one topic back, with what has to change."""
    appointment, proposal = _proposal(request, pk, topic)
    require(may_design(request.user, appointment.pilot))
    form = ReasonForm(request.POST or None, label=_("What has to change?"))
    if request.method == "POST" and form.is_valid():
        try:
            appointing.ask_changes(proposal, by=request.user, reason=form.cleaned_data["reason"])
        except NotNow as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Sent back: %(topic)s.") % {"topic": appointment.topic_label(topic)})
            return redirect(appointment)
    title = _("Ask for changes: %(topic)s") % {"topic": appointment.topic_label(topic)}
    context = {
        "title": title,
        "sentence": _("The provider reads what you write and hands in this topic again. The other topics stand."),
        "crumbs": beneath(appointment, title),
        "pairs": [
            {"label": _("Provider"), "value": appointment.provider.name},
            {"label": _("Proposal"), "value": proposal.text},
        ],
        "form": form,
        "label": _("Ask for changes"),
        "danger": False,
        "back": proposal.get_absolute_url(),
    }
    return render(request, "confirm.html", context)


@require_http_methods(["GET", "POST"])
def topic_framework(request, pk, topic):
    """A next version of what is asked on this topic."""
    appointment, proposal = _proposal(request, pk, topic)
    require(may_design(request.user, appointment.pilot))
    now = appointing.latest_frameworks(appointment).get(topic)
    form = FrameworkForm(request.POST or None, initial={"text": now.text if now else ""})
    if request.method == "POST" and form.is_valid():
        try:
            appointing.change_framework(appointment, topic, form.cleaned_data["text"], by=request.user)
        except NotNow as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The framework changed; the provider was told."))
            return redirect(proposal)
    title = _("Change the framework: %(topic)s") % {"topic": appointment.topic_label(topic)}
    context = {
        "title": title,
        "lead": _("The invitation went out, so this becomes a next version beside the one before."),
        "crumbs": beneath(appointment, title),
        "form": form,
        "label": _("Keep as a next version"),
        "back": proposal.get_absolute_url(),
    }
    return render(request, "pilot/form.html", context)


# --- attachments ---------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def attachment_new(request, pk, topic):
    appointment, proposal = _proposal(request, pk, topic)
    require(may_propose(request.user, appointment))
    form = AttachmentForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            # A file that is too large was not kept while it came in; its size still says so.
            attachments.require_size(file.size)
            attachments.attach(proposal, file.name, file.read(), by=request.user)
        except NotNow as error:
            form.add_error("file", error)
        else:
            messages.success(request, _("The file is with the proposal."))
            return redirect(proposal)
    title = _("Add a file: %(topic)s") % {"topic": appointment.topic_label(topic)}
    context = {
        "title": title,
        "lead": appointment.pilot.title,
        "crumbs": beneath(appointment, title),
        "form": form,
        "label": _("Add"),
        "back": proposal.get_absolute_url(),
    }
    return render(request, "pilot/form.html", context)


def _attachment(request, pk):
    rows = Attachment.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("proposal__appointment__pilot"), pk=pk)


@require_safe
def attachment(request, pk):
    """The file itself, always as a download; of what is not handed in yet only for the provider."""
    file = _attachment(request, pk)
    theirs = may_propose(request.user, file.proposal.appointment)
    require(theirs or file.proposal.state not in Proposal.WRITTEN_IN)
    return attachments.download(file)


@require_POST
def attachment_remove(request, pk):
    file = _attachment(request, pk)
    require(may_propose(request.user, file.proposal.appointment))
    try:
        attachments.remove(file, by=request.user)
    except NotNow as error:
        messages.error(request, " ".join(error.sentences))
    else:
        messages.success(request, _("The file was taken away."))
    return redirect(reverse("appointment_topic", args=[file.proposal.appointment_id, file.proposal.topic]))
