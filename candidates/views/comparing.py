"""Agreement between the two interviewers of a pilot's candidates, for its owners; severity only when switched on."""

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candidates import comparing
from candidates.models import Comparison
from candidates.views.candidates import pilot_or_404
from candidates.views.cases import carried_out
from candidates.views.people import crumbs
from candidates.views.rooms import rooms
from pilot import charts, formats
from pilot.forms import DateField
from pilot.permissions import is_owner, require

WORDS = {
    "poor": gettext_lazy("The two often see something else. Talk the anchors of the kit through together."),
    "fair": gettext_lazy("The two differ more than is good. Talk the anchors of the kit through together."),
    "moderate": gettext_lazy("The two agree moderately. Anchors that are read differently are worth a talk."),
    "good": gettext_lazy("The two agree well."),
    "very good": gettext_lazy("The two agree very well."),
}


class ComparisonForm(forms.ModelForm):
    until = DateField(label=gettext_lazy("Until"), help_text=gettext_lazy("Within 90 days; then decide again."))

    class Meta:
        model = Comparison
        fields = ("why", "until")


def _here(pilot):
    return _("Agreement between interviewers"), reverse("candidates:interviewer_agreement", args=[pilot.slug])


@require_safe
def agreement(request, pilot):
    pilot = pilot_or_404(request, pilot)
    require(is_owner(request.user, pilot))
    pairs = comparing.pairs_of(pilot)
    found = comparing.agreement_of(pairs)
    on = comparing.running(pilot)
    context = {
        "pilot": pilot,
        "rooms": rooms(request.user, pilot, "interviewer_agreement"),
        "crumbs": crumbs(pilot, (_here(pilot)[0], "")),
        "found": found,
        "interviews": len(pairs),
        "picture": _picture(found) if found else None,
        "word": WORDS[comparing.agreement.word(found)] if found else "",
        "facts": _facts(found) if found else [],
        "on": on,
        "severity": _severity(comparing.severity_of(pairs)) if on else "",
    }
    return render(request, "candidates/interviewer_agreement.html", context)


def _picture(found):
    return charts.ruler(
        round(max(found.kappa, 0) * 100),
        key="kappa",
        title=_("Agreement beyond chance"),
        desc=_("From 0, as good as chance, to 100, always the same."),
        maximum=100,
        step=10,
        labels=[0, 60, 100],
        zone=(round(max(found.low, 0) * 100), round(max(found.high, 0) * 100)),
    )


def _facts(found):
    return [
        {"label": _("Pairs of scores"), "value": formats.whole(found.pairs)},
        {"label": _("The same score"), "value": formats.percent(round(found.equal * 100))},
        {"label": _("Two points apart or more"), "value": formats.percent(round(found.apart * 100))},
        {
            "label": _("Kappa, 95 of 100"),
            "value": _("%(low)s to %(high)s")
            % {"low": formats.decimal(found.low), "high": formats.decimal(found.high)},
        },
    ]


def _severity(found):
    if found is None:
        return _("There are too few interviewers or scores to say this without it being about one person.")
    sentence = _("Between the strictest and the mildest of %(people)d interviewers lie %(range)s points.")
    beside = _("That is more than chance.") if found.stands_out else _("Chance alone can do that.")
    return f"{sentence % {'range': formats.decimal(found.range, 1), 'people': found.people}} {beside}"


@require_http_methods(["GET", "POST"])
def comparison_new(request, pilot):
    pilot = pilot_or_404(request, pilot)
    require(is_owner(request.user, pilot))
    form = ComparisonForm(request.POST or None, instance=Comparison(pilot=pilot))
    if request.method == "POST" and form.is_valid() and _switched_on(form, request.user):
        messages.success(request, _("Switched on. Selectors and specialists get a mail about it."))
        return redirect(_here(pilot)[1])
    context = {
        "form": form,
        "title": _("Look at differences between interviewers"),
        "sentence": _("This is about people at work: it needs a reason and an end, and they are told."),
        "label": _("Switch on"),
        "back": _here(pilot)[1],
        "crumbs": crumbs(pilot, _here(pilot), (_("Switch on"), "")),
    }
    return render(request, "confirm.html", context)


def _switched_on(form, user):
    return carried_out(form, comparing.switch_on, form.instance, by=user)


@require_POST
def comparison_off(request, pk):
    comparison = get_object_or_404(Comparison.objects.visible_to(request.user).select_related("pilot"), pk=pk)
    require(is_owner(request.user, comparison.pilot))
    comparing.switch_off(comparison, by=request.user)
    messages.success(request, _("Switched off."))
    return redirect(_here(comparison.pilot)[1])
