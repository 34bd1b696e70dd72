"""One interview: planning it, where its two cards stand, both side by side, and talking a difference through."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candidates import results, selection
from candidates.forms_interviews import ConsensusForm, anchors_of
from candidates.forms_planning import SHORTEST, InterviewForm
from candidates.kits import shares
from candidates.models import Abstention, Interview, Kit, KitItem, Result
from candidates.permissions import (
    may_compare_cards,
    may_decide,
    may_design_kit,
    may_meet,
    may_plan_interviews,
    may_read_reasons,
    may_score,
    may_see_case,
    may_settle,
)
from candidates.views.cases import candidate_or_404, carried_out
from candidates.views.people import crumbs
from pilot import audit
from pilot.choices import Role
from pilot.forms import ReasonForm
from pilot.permissions import require
from pilot.workflow import NotNow

STATE = Interview.State


def interview_or_404(request, pk):
    """The interview with candidate, pilot, kit and cards, when this user may know of it."""
    rows = Interview.objects.visible_to(request.user).with_case().prefetch_related("scorecards__interviewer")
    return get_object_or_404(rows, pk=pk)


def trail(request, interview, *further):
    """Crumbs by way of the candidate, for who sees the list of candidates."""
    person = interview.candidate
    if not may_see_case(request.user, person):
        return [
            {"label": str(label), "url": url} for label, url in ((interview, interview.get_absolute_url()), *further)
        ]
    return crumbs(person.pilot, (person, person.get_absolute_url()), *further)


@require_http_methods(["GET", "POST"])
def interview_plan(request, pk):
    """Choose day, place and the two interviewers."""
    person = candidate_or_404(request, pk)
    require(may_plan_interviews(request.user, person.pilot))
    form = InterviewForm(
        request.POST or None,
        selectors=selection.people_with(Role.SELECTOR, person.pilot),
        specialists=selection.people_with(Role.SPECIALIST, person.pilot),
        initial=_usual(request, person),
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and carried_out(form, selection.plan, person, by=request.user, **form.chosen)
    ):
        messages.success(request, _("The interview is planned; the candidate and both interviewers are told by mail."))
        return redirect(person)
    title = _("Plan the interview")
    context = {
        "candidate": person,
        "form": form,
        "title": title,
        "blockers": [] if request.method == "POST" else selection.planning_blockers(person),
        "crumbs": crumbs(person.pilot, (person, person.get_absolute_url()), (title, "")),
    }
    return render(request, "candidates/interview_plan.html", context)


def _usual(request, person):
    """What was filled in for the interview planned before this one, so that it need not be typed again."""
    before = (
        Interview.objects.filter(candidate__pilot=person.pilot).order_by("-pk").prefetch_related("scorecards").first()
    )
    if before is None:
        return {}
    people = {card.part: card.interviewer_id for card in before.scorecards.all()}
    return {"place": before.place, "minutes": max(before.minutes, SHORTEST), **people}


@require_safe
def interview(request, pk):
    """Where the two cards stand; once both are in, side by side for who may see them."""
    interview = interview_or_404(request, pk)
    require(may_meet(request.user, interview.candidate))
    audit.seen(interview, by=request.user)
    cards = list(interview.scorecards.all())
    compares = may_compare_cards(request.user, interview)
    rows = results.rows_of(interview) if compares else []
    result = Result.objects.visible_to(request.user).filter(interview=interview).first()
    open_rows = [row for row in rows if row.to_settle]
    abstained = set(Abstention.objects.filter(interview=interview).values_list("person", flat=True))
    own = next((card for card in cards if may_score(request.user, card)), None)
    may_abstain = own is not None and own.submitted_at is None and request.user.pk not in abstained
    absent = [card for card in cards if card.interviewer_id in abstained]
    settles, decides = may_settle(request.user, interview), may_decide(request.user, interview)
    plans = may_plan_interviews(request.user, interview.candidate.pilot)
    context = {
        "interview": interview,
        "candidate": interview.candidate,
        "pilot": interview.candidate.pilot,
        "crumbs": trail(request, interview, (_("Interview"), "")),
        "cards": cards,
        "own": own,
        "compares": compares,
        "groups": _groups(rows, interview) if compares else [],
        "open_rows": open_rows,
        "agreement": _agreement(rows),
        "result": result,
        "next": None
        if result or interview.course != interview.candidate.course
        else _replace_first(interview, absent[0], plans)
        if absent and interview.state == STATE.PLANNED
        else _next(interview, own, open_rows, settles, decides, compares),
        "may_settle": settles and result is None,
        "may_plan": plans,
        "behind": interview.state == STATE.PLANNED
        and interview.kit.state != Kit.State.IN_USE
        and may_design_kit(request.user, interview.candidate.pilot),
        "may_abstain": may_abstain and interview.state == STATE.PLANNED,
        "abstained": [card.pk for card in absent],
        "entries": _entries(request.user, interview) if may_see_case(request.user, interview.candidate) else [],
        "over": interview.at < timezone.now(),
        "proposal": results.propose(interview, rows) if compares and not open_rows else None,
    }
    return render(request, "candidates/interview.html", context)


def _groups(rows, interview):
    counts = shares(interview.kit, [row.item for row in rows])
    threshold = interview.candidate.pilot.policy_in_force
    titles = {
        KitItem.Kind.SOFT: _("Soft, %(n)s %%") % {"n": interview.kit.soft_weight},
        KitItem.Kind.HARD: _("Hard, %(n)s %%") % {"n": interview.kit.hard_weight},
    }
    return [
        {
            "title": title,
            "rows": [
                {
                    "row": row,
                    "share": counts[row.item.pk],
                    "threshold": threshold.motivation_threshold
                    if threshold and row.item.element == KitItem.Element.MOTIVATION
                    else None,
                }
                for row in rows
                if row.item.kind == kind
            ],
        }
        for kind, title in titles.items()
    ]


def _agreement(rows):
    """How far the two agree, over the items both scored: counts of equal, one apart, more apart."""
    both = [row.apart for row in rows if len(row.scores) == 2]
    return {
        "both": len(both),
        "equal": sum(1 for apart in both if apart == 0),
        "one": sum(1 for apart in both if apart == 1),
        "more": sum(1 for apart in both if apart > 1),
    }


def _replace_first(interview, card, plans):
    """The next step while somebody who knows the candidate still holds a card."""
    step = {
        "sentence": _("%(name)s knows the candidate: choose who holds the interview instead")
        % {"name": card.interviewer},
        "who": _("who plans the interviews"),
        "due": timezone.localdate(interview.at),
    }
    if plans:
        step |= {
            "url": reverse("candidates:interview_replace", args=[interview.pk, card.part]),
            "label": _("Choose somebody else"),
        }
    return step


def _words():
    return {
        "create": pgettext("interview", "Planned"),
        "move": pgettext("interview", "Moved"),
        "replace": pgettext("interview", "Interviewer replaced"),
        "abstain": pgettext("interview", "An interviewer abstained"),
        "kit": pgettext("interview", "Newer version of the kit taken over"),
        "cancel": pgettext("interview", "Cancelled"),
        "miss": _("Candidate did not come"),
        "hold": pgettext("interview", "Both cards are in"),
        "correct": pgettext("interview", "A card was corrected"),
    }


def _entries(user, interview):
    """What happened to the planning, newest first; how somebody knows a candidate is for who decides about people."""
    words, reads = _words(), may_read_reasons(user, interview.candidate.pilot)
    found = []
    for event in audit.history(interview).filter(action__in=words)[:20]:
        reason = getattr(event, "reason", None)
        found.append(
            {
                "when": event.at,
                "by": event.actor or pgettext("who did it", "Overstap"),
                "label": f"{words[event.action]}.",
                "text": reason.text if reason and (reads or event.action != "abstain") else "",
                "kind": "wait" if event.action == "abstain" else "",
                "url": "",
            }
        )
    return found


def _next(interview, own, open_rows, settles, decides, compares):
    """The next step as the parts of ``_next.html``: sentence, who, due, url, label."""
    if interview.state == STATE.PLANNED and own is not None and own.submitted_at is None:
        return {
            "sentence": _("Fill in your card"),
            "who": _("you"),
            "due": timezone.localdate(interview.at),
            "url": own.get_absolute_url(),
            "label": pgettext("verb", "Score"),
        }
    if interview.state == STATE.PLANNED:
        waits = ", ".join(str(card.interviewer) for card in interview.scorecards.all() if card.submitted_at is None)
        return {
            "sentence": _("Wait for the card of %(names)s") % {"names": waits},
            "who": "",
            "due": timezone.localdate(interview.at),
        }
    if open_rows:
        first = open_rows[0].item
        sentence = ngettext(
            "Talk %(n)s difference through together", "Talk %(n)s differences through together", len(open_rows)
        ) % {"n": len(open_rows)}
        step = {"sentence": sentence, "who": _("the two interviewers"), "due": None}
        if settles:
            step |= {"url": reverse("candidates:consensus", args=[interview.pk, first.pk]), "label": _("Begin")}
        return step
    if interview.state == STATE.HELD and compares:
        step = {"sentence": _("Decide what the interview came to"), "who": _("the selector"), "due": None}
        if decides:
            step |= {"url": reverse("candidates:result", args=[interview.pk]), "label": _("To the result")}
        return step
    return None


@require_http_methods(["GET", "POST"])
def interview_cancel(request, pk):
    """Cancel a planned interview, with a reason; the candidate hears it."""
    interview = interview_or_404(request, pk)
    require(may_plan_interviews(request.user, interview.candidate.pilot))
    form = ReasonForm(request.POST or None, label=_("Why is it cancelled?"))
    if (
        request.method == "POST"
        and form.is_valid()
        and carried_out(form, selection.cancel, interview, by=request.user, reason=form.cleaned_data["reason"])
    ):
        messages.success(
            request,
            _(
                "The interview is cancelled. The candidate and both interviewers are told by mail; a new one can be "
                "planned."
            ),
        )
        return redirect(interview.candidate)
    context = {
        "title": _("Cancel the interview with %(name)s?") % {"name": interview.candidate},
        "form": form,
        "label": _("Cancel the interview"),
        "danger": True,
        "back": interview.get_absolute_url(),
        "crumbs": trail(
            request, interview, (_("Interview"), interview.get_absolute_url()), (pgettext("interview", "Cancel"), "")
        ),
    }
    return render(request, "confirm.html", context)


@require_POST
def interview_miss(request, pk):
    """Note that the candidate did not come."""
    interview = interview_or_404(request, pk)
    require(may_plan_interviews(request.user, interview.candidate.pilot) or may_settle(request.user, interview))
    try:
        selection.miss(interview, by=request.user)
    except NotNow as error:
        messages.error(request, " ".join(error.sentences))
        return redirect(interview)
    messages.success(
        request, _("It is on record that the candidate did not come. Plan anew, or note that they fall out.")
    )
    return redirect(interview)


@require_http_methods(["GET", "POST"])
def consensus(request, pk, item):
    """Both scores and notes of one item side by side, and the value that both stand for."""
    interview = interview_or_404(request, pk)
    if not may_compare_cards(request.user, interview):
        raise Http404
    require(may_settle(request.user, interview))
    row = next((row for row in results.rows_of(interview) if row.item.pk == item), None)
    if row is None or row.agreed is not None:
        return redirect(interview)
    form = ConsensusForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and carried_out(form, results.settle, interview, row.item, by=request.user, **form.cleaned_data)
    ):
        messages.success(
            request,
            _("“%(item)s” is settled at %(value)s.") % {"item": row.item.name, "value": form.cleaned_data["value"]},
        )
        return redirect(interview)
    audit.seen(interview, by=request.user)
    context = {
        "interview": interview,
        "candidate": interview.candidate,
        "row": row,
        "anchors": anchors_of(row.item),
        "form": form,
        "sides": _sides(interview, row),
        "crumbs": trail(request, interview, (_("Interview"), interview.get_absolute_url()), (row.item.name, "")),
    }
    return render(request, "candidates/consensus.html", context)


def _sides(interview, row):
    """Who wrote what about one item."""
    names = {card.part: card for card in interview.scorecards.all()}
    return [
        {"name": card.interviewer.name, "part": card.get_part_display(), "score": getattr(row, part)}
        for part, card in names.items()
    ]
