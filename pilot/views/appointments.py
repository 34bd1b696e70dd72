"""The provider of a pilot: invited, and where it stands; see `appointment_answers` for what the owners say."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from pilot import audit, formats
from pilot.choices import Role
from pilot.models import Appointment, Proposal
from pilot.permissions import may_design, may_propose, require
from pilot.phases import agreed_terms, appointing, frameworks, reporting
from pilot.phases.provider_forms import AgreedTermsForm, InviteForm
from pilot.views.scope import crumbs, pilot_of
from pilot.workflow import NotNow

State, Stands = Appointment.State, Proposal.State
#: Lines of what happened on the page of an appointment.
SHOWN = 30


def appointment_of(request, pk):
    """The appointment, when the user may know of it; else 404."""
    rows = Appointment.objects.visible_to(request.user).select_related("pilot", "provider", "succeeds__provider")
    return get_object_or_404(rows, pk=pk)


def trail(appointment, *rest):
    """Where a page of an appointment stands."""
    listed = (_("Providers"), reverse("appointments", args=[appointment.pilot.slug]))
    return crumbs(appointment.pilot, listed, *rest)


def beneath(appointment, title):
    """Where a page under the page of an appointment stands."""
    return trail(appointment, (appointment.provider.name, appointment.get_absolute_url()), (title, ""))


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
    asked = request.GET.get("opvolger_van", "")
    others = pilot.appointments.exclude(state=State.REFUSED)
    before = others.filter(pk=asked).first() if asked.isdecimal() and len(asked) < 19 else None
    form = InviteForm(request.POST or None, pilot=pilot, frames=frameworks.texts(pilot), succeeds=before)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            appointment = appointing.invite(
                pilot,
                said["provider"],
                said["scope"],
                form.frameworks,
                by=request.user,
                contact=said["contact"],
                **form.terms,
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
        "frameworks_url": reverse("frameworks", args=[pilot.slug]),
    }
    return render(request, "pilot/invitation.html", context)


@require_safe
def appointment(request, pk):
    appointment = appointment_of(request, pk)
    owner = may_design(request.user, appointment.pilot)
    proposals = {row.topic: row for row in appointment.proposals.all()}
    judged = appointment.state in (State.PROPOSED, State.CHANGES)
    context = {
        "appointment": appointment,
        "crumbs": trail(appointment, (appointment.provider.name, "")),
        "facts": facts(appointment),
        "topics": [_topic_line(appointment, topic, proposals.get(topic)) for topic in appointment.scope],
        "accepted": sum(1 for row in proposals.values() if row.state == Stands.ACCEPTED),
        "next": _next_step(request.user, appointment, owner, proposals),
        "acts": list(_acts(appointment, owner)),
        "advice": appointing.partner_advice(appointment.scope, appointment.preferred_supplier)
        if owner and appointment.state not in Appointment.OVER
        else "",
        "why": appointing.approve_blockers(appointment) if owner and judged else [],
        "reports": list(appointment.reports.select_related("by").order_by("-number")),
        "lacking": _lacking(request.user, appointment),
        "began": appointment.starts_on is not None,
        "history": _history(appointment),
    }
    return render(request, "pilot/appointment.html", context)


def facts(appointment):
    """The terms of an appointment as couples of label and value."""
    pairs = [
        (_("Appointed for"), ", ".join(map(str, appointment.topics))),
        (_("May also supply selectors"), _("Yes") if appointment.also_selects else _("No")),
        (_("Reports"), appointment.get_report_every_display()),
        (_("In this state since"), formats.day(appointment.since)),
    ]
    if appointment.preferred_supplier:
        pairs.append((_("Preferred supplier"), appointment.partnership or _("Yes")))
    if appointment.due_on and appointment.can("propose"):
        pairs.append((_("Proposal due on"), formats.day(appointment.due_on)))
    if appointment.succeeds:
        pairs.append((_("Takes over from"), appointment.succeeds.provider.name))
    if appointment.ends_on:
        pairs.append((_("Last day"), formats.day(appointment.ends_on)))
    return [{"label": label, "value": value} for label, value in pairs]


STATUS = {Stands.OPEN: "todo", Stands.HANDED_IN: "busy", Stands.CHANGES: "busy", Stands.ACCEPTED: "done"}


def _topic_line(appointment, topic, proposal):
    """One topic for ``_checklist.html``."""
    stands = Stands(proposal.state) if proposal else Stands.OPEN
    return {
        "label": appointment.topic_label(topic),
        "url": reverse("appointment_topic", args=[appointment.pk, topic]),
        "status": STATUS[stands],
        "badge": stands.label,
        "note": "",
        "why": "",
    }


def _acts(appointment, owner):
    """Buttons in the head of the page: address and label; approving is the next step."""
    started = appointment.starts_on is not None
    if started and (owner or appointment.state == State.APPROVED):
        yield reverse("appointment_handover", args=[appointment.pk]), _("Hand-over")
    if appointment.succeeds and appointment.state == State.APPROVED:
        taken = {"provider": appointment.succeeds.provider}
        yield reverse("appointment_handover", args=[appointment.succeeds_id]), _("Taken over from %(provider)s") % taken
    if not owner:
        return
    if not agreed_terms.change_blockers(appointment):
        yield reverse("appointment_terms", args=[appointment.pk]), _("Change what was agreed")
    if appointment.state == State.APPROVED:
        new = reverse("appointment_new", args=[appointment.pilot.slug])
        yield f"{new}?opvolger_van={appointment.pk}", _("Let another provider take over")
        yield reverse("appointment_end", args=[appointment.pk]), _("End the appointment")
    if appointment.can("refuse"):
        yield reverse("appointment_refuse", args=[appointment.pk]), _("Refuse the provider")


def _next_step(user, appointment, owner, proposals):
    step = {"who": "", "url": "", "label": "", "due": None}
    if appointment.can("propose") and may_propose(user, appointment):
        invited = appointment.state == State.INVITED
        return step | {
            "sentence": _("Hand in your proposal") if invited else _("Change what was asked and hand it in again"),
            "who": _("you"),
            "due": appointing.answer_due(appointment),
            "url": reverse("appointment_propose", args=[appointment.pk]),
            "label": _("Write the proposal"),
        }
    waits = [row for row in proposals.values() if row.state == Stands.HANDED_IN]
    if waits and appointment.state in (State.PROPOSED, State.CHANGES):
        first = min(waits, key=lambda row: appointment.scope.index(row.topic))
        words = {"provider": appointment.provider, "topic": appointment.topic_label(first.topic)}
        return step | {
            "sentence": _("Judge the proposal of %(provider)s: %(topic)s") % words,
            "who": _("you") if owner else _("the pilot owners"),
            "due": appointing.answer_due(appointment),
            "url": first.get_absolute_url() if owner else "",
            "label": _("Read and judge"),
        }
    if appointment.can("propose"):
        return step | {
            "sentence": _("%(provider)s hands in its proposal") % {"provider": appointment.provider},
            "who": appointment.provider.name,
            "due": appointing.answer_due(appointment),
        }
    if appointment.can("approve"):
        return step | {
            "sentence": _("Every topic is accepted: approve %(provider)s") % {"provider": appointment.provider},
            "who": _("you") if owner else _("the pilot owners"),
            "due": appointing.answer_due(appointment),
            "url": reverse("appointment_approve", args=[appointment.pk]) if owner else "",
            "label": _("Approve"),
        }
    return None


def _lacking(user, appointment):
    """Periods without a report, as lines of a checklist; whoever may write it gets the address."""
    if appointment.state not in (State.APPROVED, State.ENDED):
        return []
    writes = may_propose(user, appointment)
    return [
        {
            "label": str(one),
            "url": reverse("report_new", args=[appointment.pk, one.number]) if writes else "",
            "status": "stop" if formats.is_late(one.due_on) else "todo",
            "badge": formats.due(one.due_on),
            "note": "",
            "why": "",
        }
        for one in reporting.lacking(appointment)
    ]


def _history(appointment):
    """What happened, for ``_timeline.html``."""
    labels = {
        "create": _("Invited."),
        "propose": _("Proposal handed in."),
        "ask_changes": _("Changes asked."),
        "change_framework": _("Framework changed."),
        "change_terms": _("What was agreed changed."),
        "approve": _("Approved."),
        "refuse": _("Refused."),
        "plan_end": _("Last day agreed."),
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
    ][:SHOWN]


@require_http_methods(["GET", "POST"])
def appointment_terms(request, pk):
    """How often the provider reports and which partnership it forms; changed with a reason for the journal."""
    appointment = appointment_of(request, pk)
    require(may_design(request.user, appointment.pilot))
    if why := agreed_terms.change_blockers(appointment):
        messages.error(request, why[0])
        return redirect("appointment", appointment.pk)
    form = AgreedTermsForm(request.POST or None, instance=appointment)
    if request.method == "POST" and form.is_valid():
        try:
            agreed_terms.change(appointment, by=request.user, **form.said)
        except NotNow as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The change was recorded, and the provider hears of it."))
            return redirect("appointment", appointment.pk)
    title = _("Change what was agreed with %(provider)s") % {"provider": appointment.provider}
    context = {
        "title": title,
        "lead": _("Your reason goes into the journal; the provider gets a mail."),
        "crumbs": beneath(appointment, _("Change")),
        "form": form,
        "label": _("Record the change"),
        "back": appointment.get_absolute_url(),
    }
    return render(request, "pilot/form.html", context)
