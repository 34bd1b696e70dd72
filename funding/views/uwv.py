"""What the owner arranges with UWV for one candidate. For everybody else these pages do not exist."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candidates.views.people import crumbs
from funding import uwv
from funding.forms import UwvForm
from funding.models import UwvArrangement
from funding.views.cases import carried_out, pressed, uwv_candidate_or_404
from pilot import audit
from pilot.formats import day, money
from pilot.forms import ReasonForm

State = UwvArrangement.State
OPEN = (State.ASKED, State.AGREED)


@require_safe
def arrangement(request, pk):
    """What was asked of UWV, what it answered, and the terms."""
    candidate = uwv_candidate_or_404(request, pk)
    audit.seen(candidate, by=request.user)
    found = list(UwvArrangement.objects.visible_to(request.user).filter(candidate=candidate).select_related("made_by"))
    current = next((one for one in found if one.state in OPEN), None)
    context = {
        "candidate": candidate,
        "pilot": candidate.pilot,
        "current": current,
        "former": [one for one in found if one is not current],
        "figures": figures(current) if current else [],
        "terms": terms(current) if current else [],
        "next": next_step(candidate, current),
        "blockers": [] if current else uwv.ask_blockers(candidate),
        "benefit": benefit(candidate),
        "history": history(current) if current else [],
        "crumbs": trail(candidate),
    }
    return render(request, "funding/uwv.html", context)


def trail(candidate, *further):
    here = reverse("funding:uwv", args=[candidate.pk]) if further else ""
    person = (candidate.name, candidate.get_absolute_url())
    return crumbs(candidate.pilot, person, ("UWV", here), *((label, "") for label in further))


def figures(one):
    return [
        {"label": _("Pays at most"), "value": money(one.amount)},
        {"label": _("From"), "value": day(one.valid_from)},
        {"label": _("Until"), "value": day(one.valid_until)},
        {"label": _("Trial placement until"), "value": day(one.trial_until)},
        {"label": _("Asked on"), "value": day(one.asked_on)},
        {"label": _("Asked by"), "value": one.made_by.name},
    ]


def terms(one):
    labels = {
        "benefit_terms": _("Length and keeping of the benefit"),
        "search_duty": _("Duty to apply for jobs"),
        "allowed_training": _("Training that is allowed"),
    }
    return [{"label": label, "text": getattr(one, name)} for name, label in labels.items()]


def benefit(candidate):
    """Whether there is a benefit and until when; never which."""
    if not candidate.uwv_benefit:
        return _("No benefit on record.")
    if candidate.benefit_until:
        return _("A benefit of UWV until %(day)s.") % {"day": day(candidate.benefit_until)}
    return _("A benefit of UWV; until when is not on record.")


def next_step(candidate, current):
    pk = candidate.pk
    if current is None:
        if uwv.ask_blockers(candidate):
            return None
        return {
            "sentence": _("Arrange it with UWV"),
            "who": _("you"),
            "more": _("You do this yourself; the provider sees status, dates and amount only."),
            "url": reverse("funding:uwv_ask", args=[pk]),
            "label": _("Write down what you ask"),
        }
    if current.state == State.ASKED:
        return {
            "sentence": _("Record what UWV answers"),
            "who": _("you"),
            "due": current.asked_on + uwv.SILENCE,
            "why": uwv.agree_blockers(current),
            "agree": reverse("funding:uwv_agree", args=[pk]),
            "refuse": reverse("funding:uwv_refuse", args=[pk]),
            "edit": reverse("funding:uwv_ask", args=[pk]),
        }
    return None


def history(one):
    words = {
        "create": _("Asked"),
        "edit": _("Changed"),
        "agree": _("UWV agreed"),
        "refuse": _("UWV refused"),
        "end": _("Ended"),
    }
    return [
        {
            "when": event.at,
            "by": event.actor.name if event.actor else "",
            "label": f"{words.get(event.action, event.action)}.",
            "text": event.reason.text if hasattr(event, "reason") else "",
            "kind": {"agree": "ok", "refuse": "late"}.get(event.action, "info"),
            "url": "",
        }
        for event in audit.history(one)
    ]


@require_http_methods(["GET", "POST"])
def ask(request, pk):
    """Write down what is asked of UWV; while it has not answered this may still change."""
    candidate = uwv_candidate_or_404(request, pk)
    current = UwvArrangement.objects.visible_to(request.user).filter(candidate=candidate, state__in=OPEN).first()
    found = current or UwvArrangement(candidate=candidate)
    blockers = uwv.change_blockers(current) if current else uwv.ask_blockers(candidate)
    form = UwvForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        if current:
            done = carried_out(form, uwv.change, form.instance, form.changed_data, by=request.user)
        else:
            done = carried_out(form, uwv.ask, form.instance, by=request.user)
        if done:
            messages.success(request, _("What you ask of UWV is recorded."))
            return redirect("funding:uwv", candidate.pk)
    context = {
        "title": _("What do you ask of UWV for %(name)s?") % {"name": candidate},
        "lead": benefit(candidate),
        "form": form,
        "label": _("Save"),
        "blockers": blockers,
        "back": reverse("funding:uwv", args=[candidate.pk]),
        "crumbs": trail(candidate, _("Ask")),
    }
    return render(request, "funding/form.html", context)


def _open_or_404(request, candidate):
    rows = UwvArrangement.objects.visible_to(request.user).select_related("candidate__pilot")
    return get_object_or_404(rows, candidate=candidate, state__in=OPEN)


@require_POST
def agree(request, pk):
    candidate = uwv_candidate_or_404(request, pk)
    done = _("UWV agrees: it may now pay in the plan, up to the amount.")
    back = reverse("funding:uwv", args=[candidate.pk])
    return pressed(request, back, done, uwv.agree, _open_or_404(request, candidate), by=request.user)


@require_http_methods(["GET", "POST"])
def refuse(request, pk):
    """UWV says no, with its reason."""
    title, done = _("UWV refuses for %(name)s"), _("UWV's no is recorded.")
    return _closed(request, pk, "refuse", uwv.refuse, title, _("Record the no"), done)


@require_http_methods(["GET", "POST"])
def end(request, pk):
    """An arrangement ends, with the reason."""
    title, done = _("End the arrangement for %(name)s"), _("The arrangement has ended.")
    return _closed(request, pk, "end", uwv.end, title, _("End arrangement"), done)


def _closed(request, pk, action, verb, title, label, done):
    """The page that asks why an arrangement is refused or ended."""
    candidate = uwv_candidate_or_404(request, pk)
    current = _open_or_404(request, candidate)
    form = ReasonForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and carried_out(form, verb, current, by=request.user, reason=form.cleaned_data["reason"])
    ):
        messages.success(request, done)
        return redirect("funding:uwv", candidate.pk)
    context = {
        "title": title % {"name": candidate},
        "sentence": _("A financing plan can no longer count on UWV for this candidate."),
        "form": form,
        "label": label,
        "danger": True,
        "blockers": [] if current.can(action) else [_("UWV has not answered yet, or the arrangement is over.")],
        "back": reverse("funding:uwv", args=[candidate.pk]),
        "crumbs": trail(candidate, label),
    }
    return render(request, "funding/confirm.html", context)
