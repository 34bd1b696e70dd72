"""Whether a company takes part, and what kind of company it is."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from companies import selection
from companies.permissions import may_select
from companies.selection_forms import ProfileForm
from companies.standing import blockers, last_held, weak_spots
from companies.views.cases import get_case
from companies.views.panels import crumbs, findings_rows
from pilot.permissions import require
from pilot.workflow import NotNow


@require_http_methods(["GET", "POST"])
def select(request, pk):
    """The findings once more, and the decision."""
    case = get_case(request, pk)
    require(may_select(request.user, case.pilot))
    if request.method == "POST":
        try:
            selection.select(case, by=request.user)
        except NotNow as error:
            for sentence in error.sentences:
                messages.error(request, sentence)
        else:
            messages.success(
                request, _("%(company)s takes part. Next are its profile and its commitment.") % {"company": case}
            )
        return redirect(case)
    interview = last_held(case)
    context = {
        "case": case,
        "crumbs": crumbs(case.pilot, case, _("Decide")),
        "interview": interview,
        "findings": findings_rows(interview) if interview else [],
        "weak": weak_spots(interview.findings.all()) if interview else [],
        "blockers": blockers(case, "select"),
        "open": case.can("select"),
    }
    return render(request, "companies/select.html", context)


@require_http_methods(["GET", "POST"])
def profile(request, pk):
    """Culture, motivation, type of work."""
    case = get_case(request, pk)
    require(may_select(request.user, case.pilot))
    form = ProfileForm(request.POST or None, instance=selection.profile_of(case))
    if request.method == "POST" and form.is_valid():
        try:
            selection.draw_up(form, case, by=request.user)
        except NotNow as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The profile was saved."))
            return redirect(case)
    context = {
        "case": case,
        "crumbs": crumbs(case.pilot, case, _("Profile")),
        "title": _("Profile of %(company)s") % {"company": case},
        "lead": _("To lay beside candidates: whoever fits the trade must also feel at home here."),
        "form": form,
        "label": _("Save the profile"),
    }
    return render(request, "companies/form.html", context)
