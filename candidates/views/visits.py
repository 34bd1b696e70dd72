"""Company visits of a candidate, and the one conversation that closes them."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from candidates import matching
from candidates.matching_forms import ClosingForm, VisitForm
from candidates.matching_permissions import may_match
from candidates.models import Candidate, ClosingConversation, Visit
from candidates.views.cases import came_from, candidate_or_404, carried_out, crumbs
from pilot.permissions import require


@require_http_methods(["GET", "POST"])
def visit_new(request, pk):
    candidate = candidate_or_404(request, pk)
    require(may_match(request.user, candidate.pilot_id))
    match = came_from(request, candidate)
    visit = Visit(candidate=candidate, by=request.user)
    if match is not None:
        visit.participation = match.vacancy.participation
    return _visit(request, visit, match)


@require_http_methods(["GET", "POST"])
def visit(request, pk):
    visit = get_object_or_404(
        Visit.objects.filter(candidate__in=Candidate.objects.visible_to(request.user)).select_related(
            "candidate__pilot", "participation__company"
        ),
        pk=pk,
    )
    require(may_match(request.user, visit.candidate.pilot_id))
    return _visit(request, visit, came_from(request, visit.candidate))


def _visit(request, visit, match):
    candidate, new = visit.candidate, visit.pk is None
    back = (match or candidate).get_absolute_url()
    form = VisitForm(request.POST or None, instance=visit)
    if (
        request.method == "POST"
        and form.is_valid()
        and carried_out(form, matching.record_visit, visit, by=request.user, fields=form.changed_data)
    ):
        messages.success(request, _("The visit is on record."))
        return redirect(back)
    title = _("Record a company visit") if new else _("Change a company visit")
    context = {
        "form": form,
        "candidate": candidate,
        "title": title,
        "back": back,
        "visits": list(candidate.visits.exclude(pk=visit.pk).select_related("participation__company")),
        "crumbs": crumbs(candidate.pilot, (candidate, back), (title, "")),
    }
    return render(request, "candidates/visit.html", context)


@require_http_methods(["GET", "POST"])
def closing(request, pk):
    candidate = candidate_or_404(request, pk)
    require(may_match(request.user, candidate.pilot_id))
    match = came_from(request, candidate)
    back = (match or candidate).get_absolute_url()
    conversation = ClosingConversation.objects.filter(candidate=candidate).first()
    form = ClosingForm(
        request.POST or None, instance=conversation or ClosingConversation(candidate=candidate, by=request.user)
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and carried_out(form, matching.close_visits, form.instance, by=request.user, fields=form.changed_data)
    ):
        messages.success(request, _("The closing conversation is on record."))
        return redirect(back)
    context = {
        "form": form,
        "candidate": candidate,
        "back": back,
        "visits": list(candidate.visits.select_related("participation__company")),
        "crumbs": crumbs(candidate.pilot, (candidate, back), (_("Closing conversation"), "")),
    }
    return render(request, "candidates/closing.html", context)
