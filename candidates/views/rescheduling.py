"""A planned interview that changes: moved, held by somebody else, or by somebody who knows the candidate."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from candidates import rescheduling, selection
from candidates.forms_planning import MoveForm, ReplaceForm
from candidates.models import Scorecard
from candidates.permissions import may_plan_interviews, may_settle
from candidates.views.cases import carried_out
from candidates.views.interviews import interview_or_404, trail
from pilot.forms import ReasonForm
from pilot.permissions import require


@require_http_methods(["GET", "POST"])
def interview_move(request, pk):
    """Choose another moment or place; the candidate and both interviewers are told."""
    interview = interview_or_404(request, pk)
    require(may_plan_interviews(request.user, interview.candidate.pilot))
    now = {name: getattr(interview, name) for name in rescheduling.WHERE}
    form = MoveForm(request.POST or None, initial=now)
    if (
        request.method == "POST"
        and form.is_valid()
        and carried_out(
            form,
            rescheduling.move_to,
            interview,
            by=request.user,
            reason=form.cleaned_data["reason"],
            **form.chosen,
        )
    ):
        messages.success(
            request, _("The interview is moved; the candidate and both interviewers are told, in their calendars too.")
        )
        return redirect(interview)
    title = pgettext("interview", "Move the interview")
    lead = _("The candidate and both interviewers get a mail, and the appointment in their calendar changes.")
    return _page(request, interview, form, title, lead, _("Move"), rescheduling.moving_blockers(interview))


@require_http_methods(["GET", "POST"])
def interview_replace(request, pk, part):
    """Choose who holds the interview instead of the interviewer of one of the two cards."""
    interview = interview_or_404(request, pk)
    require(may_plan_interviews(request.user, interview.candidate.pilot))
    card = next((card for card in interview.scorecards.all() if card.part == part), None)
    if card is None:
        raise Http404
    people = selection.people_with(selection.ROLES[card.part], interview.candidate.pilot)
    form = ReplaceForm(request.POST or None, people=people.exclude(pk=card.interviewer_id))
    if (
        request.method == "POST"
        and form.is_valid()
        and carried_out(
            form,
            rescheduling.replace,
            card,
            form.cleaned_data["person"],
            by=request.user,
            reason=form.cleaned_data["reason"],
        )
    ):
        messages.success(
            request,
            _("%(name)s holds the interview now; both are told.") % {"name": form.cleaned_data["person"]},
        )
        return redirect(interview)
    title = _("Somebody else instead of %(name)s") % {"name": card.interviewer}
    lead = _(
        "What %(name)s wrote stays sealed, is read by nobody and does not count. The colleague's card is not touched."
    ) % {"name": card.interviewer}
    return _page(request, interview, form, title, lead, _("Replace"), rescheduling.replacing_blockers(card))


@require_http_methods(["GET", "POST"])
def interview_abstain(request, pk):
    """Say that you know the candidate, so that somebody else holds the interview."""
    interview = interview_or_404(request, pk)
    require(may_settle(request.user, interview))
    card = Scorecard.objects.select_related("interview").get(interview=interview, interviewer=request.user)
    form = ReasonForm(
        request.POST or None,
        label=_("How do you know this person?"),
        help_text=_("Owners and selectors of the pilot read this."),
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and carried_out(form, rescheduling.abstain, card, by=request.user, reason=form.cleaned_data["reason"])
    ):
        messages.success(request, _("You abstain from this interview. Whoever plans it chooses somebody else."))
        return redirect(interview)
    title = _("I know this candidate")
    lead = _("You then score nothing of this person, now or later. Somebody else holds the interview instead of you.")
    return _page(request, interview, form, title, lead, _("Abstain"), rescheduling.abstaining_blockers(card))


def _page(request, interview, form, title, lead, label, blockers):
    context = {
        "form": form,
        "title": title,
        "lead": lead,
        "label": label,
        "back": interview.get_absolute_url(),
        "blockers": [] if request.method == "POST" else blockers,
        "crumbs": trail(request, interview, (_("Interview"), interview.get_absolute_url()), (title, "")),
    }
    return render(request, "candidates/interview_change.html", context)
