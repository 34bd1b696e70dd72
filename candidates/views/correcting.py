"""One score of an own card and its notes put right, once both cards are in."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from candidates import correcting
from candidates.forms_interviews import CorrectionForm, anchors_of
from candidates.models import Result
from candidates.permissions import may_score
from candidates.views.cases import carried_out
from candidates.views.scorecards import card_or_404
from pilot import audit
from pilot.permissions import require


@require_http_methods(["GET", "POST"])
def scorecard_correct(request, pk, item):
    """Choose the value that it should have been, write the notes anew, and say why; what was sealed stays beside it."""
    card = card_or_404(request, pk)
    require(may_score(request.user, card))
    scores = card.scores.with_newest().with_corrections().select_related("item", "scorecard__interview__candidate")
    score = get_object_or_404(scores, item=item)
    form = CorrectionForm(request.POST or None, score=score, versions=correcting.versions(score))
    if (
        request.method == "POST"
        and form.is_valid()
        and carried_out(form, correcting.correct, score, by=request.user, **form.cleaned_data)
    ):
        words = _("“%(item)s” is corrected. What you sealed stays on record beside it.")
        messages.success(request, words % {"item": score.item.name})
        return redirect(card)
    audit.seen(card, by=request.user)
    context = {
        "card": card,
        "interview": card.interview,
        "candidate": card.interview.candidate,
        "score": score,
        "anchors": anchors_of(score.item),
        "form": form,
        "blockers": [] if request.method == "POST" else correcting.blockers(score),
        "value_blockers": correcting.value_blockers(score),
        "decided": Result.objects.filter(interview=card.interview_id).exists(),
    }
    return render(request, "candidates/scorecard_correct.html", context)
