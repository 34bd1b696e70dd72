"""The interview with a company by selector and pilot owner: planned, moved, cancelled, held."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from companies import selection
from companies.criteria import QUESTIONS, anchors
from companies.models import KNOCK_OUTS, CompanyInterview, Criterion
from companies.permissions import may_find, may_plan, may_read_findings, may_see
from companies.selection_forms import FindingsForm, InterviewForm
from companies.standing import blockers
from companies.views.cases import get_case
from companies.views.panels import crumbs, findings_rows
from pilot.forms import ReasonForm
from pilot.permissions import require
from pilot.workflow import NotNow, past_it

FIELDS = ("at", "place", "selector", "owner")


def _get(request, pk):
    rows = CompanyInterview.objects.visible_to(request.user).select_related("selector", "owner", "participation")
    interview = get_object_or_404(rows, pk=pk)
    interview.participation = get_case(request, interview.participation_id)
    return interview


@require_http_methods(["GET", "POST"])
def plan(request, pk):
    """When, where, and by which two people."""
    case = get_case(request, pk)
    require(may_plan(request.user, case.pilot))
    instance = CompanyInterview(participation=case)
    form = InterviewForm(request.POST or None, instance=instance, participation=case)
    if request.method == "POST" and form.is_valid():
        try:
            selection.plan(case, by=request.user, **{name: form.cleaned_data[name] for name in FIELDS})
        except NotNow as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The interview is planned; both interviewers get a mail."))
            return redirect(case)
    context = {
        "case": case,
        "crumbs": crumbs(case.pilot, case, _("Plan the interview")),
        "title": _("Interview with %(company)s") % {"company": case},
        "lead": _("One standard interview, by two people: a selector and the pilot owner."),
        "form": form,
        "label": _("Plan the interview"),
        "blockers": blockers(case, "plan"),
    }
    return render(request, "companies/form.html", context)


@require_http_methods(["GET", "POST"])
def replan(request, pk):
    """Another time, place or interviewer."""
    interview = _get(request, pk)
    case = interview.participation
    require(may_plan(request.user, case.pilot))
    form = InterviewForm(request.POST or None, instance=interview, participation=case)
    if request.method == "POST" and form.is_valid():
        # The form has already written what was typed into its instance: the verb compares with what is on record.
        interview = _get(request, pk)
        try:
            selection.replan(interview, by=request.user, **{name: form.cleaned_data[name] for name in FIELDS})
        except NotNow as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The interview was moved; both interviewers get a mail."))
            return redirect(case)
    context = {
        "case": case,
        "crumbs": crumbs(case.pilot, case, _("Move the interview")),
        "title": _("Interview with %(company)s") % {"company": case},
        "form": form,
        "label": _("Save"),
    }
    return render(request, "companies/form.html", context)


@require_http_methods(["GET", "POST"])
def cancel(request, pk):
    """The interview does not take place."""
    interview = _get(request, pk)
    case = interview.participation
    require(may_plan(request.user, case.pilot))
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            selection.cancel(interview, by=request.user, reason=form.cleaned_data["reason"])
        except NotNow as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The interview was cancelled."))
            return redirect(case)
    context = {
        "title": _("Cancel the interview with %(company)s") % {"company": case},
        "crumbs": crumbs(case.pilot, case, _("Cancel the interview")),
        "sentence": _(
            "Both interviewers get a mail that they need not come. Overstap sends the company nothing: tell it "
            "yourself. After this another interview can be planned."
        ),
        "blockers": past_it(interview, "cancel") if request.method == "GET" else [],
        "form": form,
        "label": _("Cancel the interview"),
        "danger": True,
        "back": case.get_absolute_url(),
    }
    return render(request, "confirm.html", context)


@require_http_methods(["GET", "POST"])
def interview(request, pk):
    """What was found: written by the two interviewers, read by owners and selectors, never by a provider."""
    interview = _get(request, pk)
    case = interview.participation
    require(may_see(request.user, case.pilot))
    writes = may_find(request.user, interview) and interview.can("hold")
    form = None
    if request.method == "POST":
        require(may_find(request.user, interview))
        closes = request.POST.get("act") == "hold"
        form = FindingsForm(request.POST, interview=interview, complete=closes)
        if form.is_valid():
            try:
                (selection.hold if closes else selection.note_findings)(
                    interview, by=request.user, findings=form.findings
                )
            except NotNow as error:
                form.add_error(None, error)
            else:
                messages.success(request, _("The interview is closed.") if closes else _("Saved so far."))
                return redirect(reverse("companies:select", args=[case.pk]) if closes else interview)
    elif writes:
        form = FindingsForm(interview=interview)
    context = {
        "case": case,
        "interview": interview,
        "crumbs": crumbs(case.pilot, case, _("Interview")),
        "writes": writes,
        "form": form,
        "criteria": _criteria(form) if form is not None else [],
        "findings": findings_rows(interview) if not writes and may_read_findings(request.user, interview) else [],
        "may_plan": may_plan(request.user, case.pilot) and interview.can("hold"),
        "policy": case.pilot.policy_in_force,
    }
    return render(request, "companies/interview.html", context)


def _criteria(form):
    """Every criterion with its question, its anchors, and what was filled in."""
    rows = []
    for number, criterion in enumerate(Criterion, start=1):
        score, evidence = form[f"{criterion}_score"], form[f"{criterion}_evidence"]
        chosen = str(score.value() or "")
        rows.append(
            {
                "number": number,
                "label": criterion.label,
                "question": QUESTIONS[criterion].text,
                "anchors": anchors(criterion),
                "name": score.html_name,
                "value": int(chosen) if chosen.isdecimal() else None,
                "error": " ".join(score.errors),
                "evidence": evidence,
                "source": form[f"{criterion}_source"],
                "knock_out": criterion in KNOCK_OUTS,
            }
        )
    return rows
