"""The selector's advice, the owner's permission, employment, and the end of a placement."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from candidates import matching, placing
from candidates.matching_forms import AdviceForm, EmploymentForm, EndForm
from candidates.matching_permissions import may_employ, may_end, may_match, may_permit
from candidates.models import Employment, Introduction, Result
from candidates.views.cases import about, carried_out, crumbs, match_or_404
from pilot.permissions import require
from pilot.workflow import NotNow


@require_http_methods(["GET", "POST"])
def advise(request, pk):
    match = match_or_404(request, pk)
    require(may_match(request.user, match.pilot_id))
    form = AdviceForm(request.POST or None, instance=match)
    if (
        request.method == "POST"
        and form.is_valid()
        and carried_out(form, placing.advise, match, text=form.cleaned_data["advice"], by=request.user)
    ):
        messages.success(request, _("Your advice is on record; the owner is asked for permission by mail."))
        return redirect(match)
    context = {
        "match": match,
        "about": about(match),
        "form": form,
        "blockers": list(placing.advice_blockers(match)),
        "owners": placing.owners_of(match),
        "sheet": Introduction.objects.filter(match=match).first(),
        "crumbs": _crumbs(match, _("Advice to the owner")),
    }
    return render(request, "candidates/placement_advice.html", context)


@require_http_methods(["GET", "POST"])
def place(request, pk):
    match = match_or_404(request, pk)
    require(may_permit(request.user, match))
    refused = []
    if request.method == "POST":
        try:
            if request.POST.get("version") != str(match.version):
                raise NotNow(_("This case changed after you opened it. Read it once more, then decide."), code="stale")
            placing.place(match, by=request.user)
        except NotNow as refusal:
            refused = refusal.sentences
            match = match_or_404(request, pk)
        else:
            messages.success(
                request,
                _("%(candidate)s is placed. Tell candidate and company yourself: Overstap sends them no message.")
                % {"candidate": match.candidate},
            )
            return redirect(match)
    context = {
        "match": match,
        "blockers": refused or list(placing.permission_blockers(match, request.user)),
        "page_errors": bool(refused),
        "yeses": list(matching.standing_yes(match)),
        "sheet": Introduction.objects.filter(match=match).first(),
        # The advice looks for people who can grow to level 3: whoever gives permission knows why this one was taken.
        "without_level_3": Result.objects.of_this_course()
        .without_level_3()
        .filter(candidate=match.candidate_id)
        .first(),
        "free": max(match.vacancy.places - match.vacancy.matches.placed().count(), 0),
        "elsewhere": [other.company for other in matching.running_elsewhere(match.candidate, but=match)],
        "crumbs": _crumbs(match, _("Permission for placement")),
    }
    return render(request, "candidates/placement.html", context)


@require_http_methods(["GET", "POST"])
def employment(request, pk):
    match = match_or_404(request, pk)
    require(may_employ(request.user, match))
    found = Employment.objects.filter(match=match).first()
    form = EmploymentForm(request.POST or None, instance=found or Employment(match=match, hours=match.vacancy.hours))
    if (
        request.method == "POST"
        and form.is_valid()
        and carried_out(form, placing.employ, form.instance, by=request.user, fields=form.changed_data)
    ):
        messages.success(request, _("The employment is on record."))
        return redirect(match)
    context = {
        "match": match,
        "about": about(match),
        "form": form,
        "blockers": list(placing.employment_blockers(match)),
        "crumbs": _crumbs(match, _("Employment")),
    }
    return render(request, "candidates/placement_employment.html", context)


@require_http_methods(["GET", "POST"])
def end(request, pk):
    match = match_or_404(request, pk)
    require(may_end(request.user, match))
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if carried_out(
            form, placing.end, match, cause=said["cause"], reason=said["reason"], on=said["on"], by=request.user
        ):
            done = _("The placement has ended; %(candidate)s can be matched again.")
            messages.success(request, done % {"candidate": match.candidate})
            return redirect(match)
    context = {
        "match": match,
        "about": about(match),
        "form": form,
        "blockers": [] if match.can("end") else [_("Only a running placement can end.")],
        "crumbs": _crumbs(match, _("End the placement")),
    }
    return render(request, "candidates/placement_end.html", context)


def _crumbs(match, title):
    return crumbs(match.candidate.pilot, (match.candidate, match.get_absolute_url()), (title, ""))
