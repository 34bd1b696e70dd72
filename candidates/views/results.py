"""The result of an interview: what the figures propose and why, what a selector decides, and what came of it."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from candidates import competences, correcting, laying, results, scoring, weighing
from candidates.forms import DropForm
from candidates.forms_interviews import ResultForm
from candidates.kits import weighed
from candidates.matching_permissions import may_compare
from candidates.models import OutReason, Result
from candidates.permissions import may_compare_cards, may_decide, may_read_reasons, may_see_case
from candidates.views.cases import carried_out
from candidates.views.interviews import interview_or_404, trail
from candidates.views.rejections import SHOWN, Message, drop_form
from pilot import audit, held
from pilot.choices import Culture, TrainingKind
from pilot.permissions import require

#: Hidden fields that say how far the decision is.
CONFIRMED, CHANGE = "confirmed", "change"
KEYS = {*held.KEYS, CONFIRMED, CHANGE, SHOWN, *DropForm.base_fields}


@require_http_methods(["GET", "POST"])
def result(request, pk):
    """The decision when there is one; else the proposal, the form, and a page to check the answers."""
    interview = interview_or_404(request, pk)
    found = Result.objects.visible_to(request.user).filter(interview=interview).select_related("decided_by").first()
    if found is not None:
        require(may_see_case(request.user, interview.candidate))
        if request.method == "POST":
            messages.error(request, _("The decision was made already."))
            return redirect("candidates:result", interview.pk)
        return _outcome(request, interview, found)
    require(may_compare_cards(request.user, interview) and may_see_case(request.user, interview.candidate))
    require(request.method == "GET" or may_decide(request.user, interview))
    rows = results.rows_of(interview)
    blockers = results.blockers(interview, rows)
    if blockers:
        if request.method == "POST":
            messages.error(request, " ".join(blockers))
            return redirect("candidates:result", interview.pk)
        return render(request, "candidates/result_waits.html", _shared(request, interview) | {"blockers": blockers})
    proposal = results.propose(interview, rows)
    form = ResultForm(request.POST or None, items=[row.item for row in rows], initial=_begin(interview, proposal, rows))
    if request.method == "POST" and CHANGE not in request.POST and form.is_valid():
        answer = _answered(request, interview, proposal, form)
        if answer is not None:
            return answer
    context = _shared(request, interview) | {
        "form": form,
        "proposal": proposal,
        "rows": rows,
        "overlap": competences.overlap_words(proposal.overlap),
        "overlap_why": competences.overlap_explained(proposal.overlap),
        "parts": parts_of(rows, proposal.soft_weight),
        "standing": laying.standing(interview.candidate, proposal.totals, proposal.soft_weight, by=request.user)
        if proposal.qualified
        else [],
        "training": competences.propose_training(proposal.type, interview.candidate.pilot.policy_in_force),
        "may_decide": may_decide(request.user, interview),
    }
    audit.seen(interview, by=request.user)
    return render(request, "candidates/result.html", context)


def parts_of(rows, soft_weight):
    """What each item added to the total, for the table: name, kind, value, share in percent, points."""
    items = {row.item.pk: row.item for row in rows}
    values = {row.item.pk: row.value for row in rows}
    return [
        {"item": items[part.key], "value": part.value, "share": part.share, "points": part.points}
        for part in weighing.parts(weighed(items.values()), values, soft_weight)
    ]


def _shared(request, interview):
    here = interview.get_absolute_url()
    return {
        "interview": interview,
        "candidate": interview.candidate,
        "pilot": interview.candidate.pilot,
        "crumbs": trail(request, interview, (_("Interview"), here), (_("Result"), "")),
    }


def _begin(interview, proposal, rows):
    """What the form begins with: the proposal."""
    training = competences.propose_training(proposal.type, interview.candidate.pilot.policy_in_force)
    return {
        "qualified": "yes" if proposal.qualified else "no",
        "type": proposal.type,
        "training_kind": training.kind,
    }


def _answered(request, interview, proposal, form):
    """Carry the answers on: first a page to check them, then the decision; ``None`` when something is not right."""
    given = form.cleaned_data
    decision = results.Decision(
        qualified=given["qualified"],
        reason=given["reason"],
        type=given["type"],
        type_reason=given["type_reason"],
        levels=form.levels() if given["qualified"] else {},
        culture=given["culture"],
        level_3=given["level_3"],
        level_3_reason=given["level_3_reason"],
        training_kind=given["training_kind"],
        # What a rejected person is told is asked on the page after this one.
        out_reason=proposal.out_reason or OutReason.OTHER,
    )
    for part, sentence in results.deciding_faults(decision, proposal):
        form.add_error(part or None, sentence)
    if form.errors:
        return None
    confirmed = CONFIRMED in request.POST
    drop = message = None
    if not decision.qualified:
        figures = [proposal.motivation, *proposal.totals]
        data = request.POST if confirmed else None
        drop = drop_form(data, interview.candidate, reason=proposal.out_reason, figures=figures)
        del drop.fields["note"]
        # Somebody who was interviewed did come, and was not offered to a company yet.
        drop.fields["reason"].choices = [one for one in OutReason.choices if one[0] not in ("no_show", "company_no")]
        message = Message(request, interview.candidate, drop)
        if confirmed and drop.is_valid():
            decision.out_reason = drop.cleaned_data["reason"]
            decision.message = drop.cleaned_data.get("message", "")
            decision.keep_year = drop.cleaned_data["keep_year"]
    if confirmed and (drop is None or drop.is_valid() and message.ready):
        if not carried_out(form, results.decide, interview, decision, by=request.user):
            return None
        messages.success(request, _("The decision is on record."))
        return redirect("candidates:result", interview.pk)
    return _check(request, interview, decision, drop, message)


def level_3_words(about):
    """What was judged about level 3 of somebody who qualified."""
    return {True: _("Yes"), False: _("No"), None: _("Not clear yet")}[about.level_3]


def _check(request, interview, decision, drop, message):
    """Check the answers: a decision does not change afterwards."""
    pairs = [{"label": _("Decision"), "value": _("Qualified") if decision.qualified else _("Not qualified")}]
    if decision.reason:
        pairs.append({"label": _("Why otherwise than proposed"), "value": decision.reason})
    if decision.qualified:
        items = {item.pk: item for item in interview.kit.items.all()}
        need = competences.training_need((items[pk], level) for pk, level in decision.levels.items())
        pairs += [
            {"label": _("Type of candidate"), "value": decision.type},
            {"label": _("Company culture"), "value": Culture(decision.culture).label},
            {"label": _("Can work at level 3"), "value": level_3_words(decision)},
            *(
                [{"label": _("Why without level 3"), "value": decision.level_3_reason}]
                if decision.level_3 is not True
                else []
            ),
            {
                "label": _("Training need"),
                "value": "; ".join(f"{one.item.name} {one.words}" for one in need) or _("none"),
            },
            {"label": _("Training proposed"), "value": TrainingKind(decision.training_kind).label},
        ]
    context = _shared(request, interview) | {
        "pairs": pairs,
        "decision": decision,
        "form": drop,
        "letter": message.page if message else None,
        "asks": CONFIRMED in request.POST and drop is not None and drop.is_valid(),
        "kept": [(name, value) for name, values in request.POST.lists() if name not in KEYS for value in values],
    }
    return render(request, "candidates/result_check.html", context)


def _outcome(request, interview, found):
    """What was decided, and why, for who may know it."""
    audit.seen(found, by=request.user)
    need = results.need_of(found)
    totals = scoring.Totals(found.soft, found.hard, found.total)
    reads = may_read_reasons(request.user, interview.candidate.pilot)
    since = correcting.since(found) if reads else None
    # Scores that were corrected since do not add up to the total on record; the note says what they come to.
    opens = since is None and may_compare_cards(request.user, interview)
    policy = interview.candidate.pilot.policy_in_force
    context = _shared(request, interview) | {
        "parts": parts_of(results.rows_of(interview), found.soft_weight) if opens else [],
        "standing": laying.standing(interview.candidate, totals, found.soft_weight, by=request.user)
        if found.qualified
        else [],
        "training_why": competences.training_explained(found.type, found.training_kind, policy),
        "result": found,
        "since": since,
        "need": need,
        "why": results.explain(found),
        "levels": list(found.levels.select_related("item")),
        "reads": reads,
        "level_3": level_3_words(found),
        "training": TrainingKind(found.training_kind).label if found.training_kind else "",
        "next_url": reverse("candidates:vacancies_for", args=[interview.candidate_id])
        if found.qualified and may_compare(request.user, interview.candidate.pilot)
        else "",
    }
    return render(request, "candidates/result_outcome.html", context)
