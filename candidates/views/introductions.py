"""What the company will see, the introduction with its sheet, and the yes of both sides."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from candidates import matching
from candidates.matching_forms import AgreementForm, IntroductionForm, ShareForm
from candidates.matching_permissions import may_match
from candidates.models import Agreement, CompetenceLevel, Introduction, Match
from candidates.views.cases import about, carried_out, crumbs, match_or_404
from pilot.forms import ReasonForm
from pilot.permissions import require


@require_http_methods(["GET", "POST"])
def share(request, pk):
    match = match_or_404(request, pk)
    require(may_match(request.user, match.pilot_id))
    form = ShareForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and carried_out(form, matching.share, match, on=form.cleaned_data["on"], by=request.user)
    ):
        messages.success(request, _("The candidate's agreement is on record."))
        return redirect(match)
    result = match.candidate.results.filter(qualified=True).first()
    context = {
        "match": match,
        "about": about(match),
        "form": form,
        "result": result,
        "levels": _levels(result),
        "crumbs": _crumbs(match, _("What the company will see")),
    }
    return render(request, "candidates/introduction_share.html", context)


@require_http_methods(["GET", "POST"])
def introduction(request, pk):
    match = match_or_404(request, pk)
    require(may_match(request.user, match.pilot_id))
    result = match.candidate.results.filter(qualified=True).first()
    sheet = Introduction.objects.filter(match=match).first()
    new = sheet is None
    if new:
        sheet = Introduction(match=match, proposed_training=result.training_kind if result else "")
        blockers = list(matching.introduction_blockers(match))
    else:
        sheet.match = match
        blockers = list(matching.sheet_blockers(match))
    form = IntroductionForm(request.POST or None, instance=sheet)
    if request.method == "POST" and form.is_valid() and _sheet_kept(form, by=request.user):
        messages.success(
            request,
            _("The introduction is arranged. Tell candidate and company yourself: Overstap sends them no message.")
            if new
            else _("The sheet is saved."),
        )
        return redirect(match)
    context = {
        "match": match,
        "about": about(match),
        "form": form,
        "new": new,
        "result": result,
        "levels": _levels(result),
        "blockers": blockers,
        "elsewhere": [other.company for other in matching.running_elsewhere(match.candidate, but=match)],
        "crumbs": _crumbs(match, _("Introduction")),
    }
    return render(request, "candidates/introduction.html", context)


def _sheet_kept(form, *, by):
    if form.instance.pk is None:
        return carried_out(form, matching.introduce, form.instance, by=by)
    return carried_out(form, matching.correct_sheet, form.instance, by=by, fields=form.changed_data)


def _levels(result):
    """Competence levels beside the levels the occupation asks for; the difference is the training need."""
    if result is None:
        return []
    return list(CompetenceLevel.objects.filter(result=result).select_related("item"))


@require_http_methods(["GET", "POST"])
def agreement(request, pk, side):
    match = match_or_404(request, pk)
    require(may_match(request.user, match.pilot_id))
    if side not in Agreement.Side.values:
        raise Http404
    new = Agreement(match=match, side=side)
    form = AgreementForm(request.POST or None, instance=new)
    if request.method == "GET" and side == Agreement.Side.CANDIDATE:
        form.initial["given_by"] = match.candidate.name
    if request.method == "POST" and form.is_valid() and carried_out(form, matching.record_yes, new, by=request.user):
        match.refresh_from_db(fields=["state"])
        messages.success(
            request,
            _("Both sides have said yes. Now advise the owner.")
            if match.state == Match.State.AGREED
            else _("The yes is on record."),
        )
        return redirect(match)
    title = _("Yes of the company") if side == Agreement.Side.COMPANY else _("Yes of the candidate")
    context = {
        "match": match,
        "about": about(match),
        "form": form,
        "title": title,
        "sheet": Introduction.objects.filter(match=match).first(),
        "crumbs": _crumbs(match, title),
    }
    return render(request, "candidates/match_yes.html", context)


@require_http_methods(["GET", "POST"])
def agreement_withdraw(request, pk):
    yes = get_object_or_404(
        Agreement.objects.filter(match__in=Match.objects.visible_to(request.user)).select_related(
            "match__candidate__pilot", "match__vacancy__participation__company"
        ),
        pk=pk,
    )
    require(may_match(request.user, yes.match.pilot_id))
    form = ReasonForm(request.POST or None, label=_("Why is the yes taken back?"))
    if (
        request.method == "POST"
        and form.is_valid()
        and carried_out(form, matching.take_back, yes, reason=form.cleaned_data["reason"], by=request.user)
    ):
        messages.success(request, _("The yes is taken back; the match waits for it again."))
        return redirect(yes.match)
    title = _("Take a yes back")
    context = {
        "title": title,
        "sentence": _("The match then waits for this side again and the advice lapses. A final no closes the match."),
        "pairs": [
            {"label": _("Side"), "value": yes.get_side_display()},
            {"label": _("Said by"), "value": yes.given_by},
        ],
        "form": form,
        "label": title,
        "back": yes.match.get_absolute_url(),
        "crumbs": _crumbs(yes.match, title),
    }
    return render(request, "confirm.html", context)


def _crumbs(match, title):
    return crumbs(match.candidate.pilot, (match.candidate, match.get_absolute_url()), (title, ""))
