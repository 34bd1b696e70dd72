"""A card: item by item or all on one page, saved as it goes, then read through and handed in; sealed from then on."""

import uuid

from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from candidates import selection
from candidates.forms_interviews import ScoreForm, anchors_of
from candidates.kits import shares
from candidates.models import KitItem, Score, Scorecard
from candidates.permissions import may_read_versions, may_score
from candidates.selection import NOTES
from candidates.views.cases import carried_out
from candidates.views.rail import rail
from pilot import audit, charts
from pilot.once import FIELD, upserts
from pilot.permissions import require
from pilot.workflow import NotNow

#: In the address: which item, all of them on one page, or the page to read everything through.
ITEM, ALL, CHECK = "onderdeel", "alles", "nalezen"


def card_or_404(request, pk):
    """The card, when this user may see it: the own one, or any of an interview once both are in."""
    rows = Scorecard.objects.visible_to(request.user).select_related(
        "interview__candidate__pilot", "interview__kit", "interviewer"
    )
    return get_object_or_404(rows, pk=pk)


@upserts(
    "a card saves by itself and by Save for now: each item is put in its place by its one author, so the same form "
    "again has the same effect, and the versions that another window saved are told apart by the page (ScoreForm)"
)
@require_http_methods(["GET", "POST"])
@transaction.atomic
def scorecard(request, pk):
    """Score, save, and go on; a sealed card is only read."""
    card = card_or_404(request, pk)
    items = selection.in_order(card.interview.kit.items.all(), card.part)
    scores = {score.item_id: score for score in card.scores.with_corrections()}
    if not may_score(request.user, card) or selection.writing_blockers(card):
        require(request.method == "GET" or card.interviewer_id == request.user.pk)
        return _sealed(request, card, items, scores)
    wanted = request.GET.get(ITEM, "")
    if wanted == CHECK and request.method == "GET":
        return _check(request, card, items, scores)
    if wanted == ALL:
        return _all(request, card, items, scores)
    place = _place(wanted, items, card, scores)
    item = items[place]
    form = ScoreForm(request.POST or None, instance=_score(card, item, scores), page=_page(request))
    if request.method == "POST" and form.is_valid() and carried_out(form, _write, card, [(item, form)], request):
        return redirect(_address(card, _goal(request.POST.get("go"), place, len(items))))
    context = _shared(request, card, items, scores, place) | _about(card, items, item, form)
    return render(request, "candidates/scorecard.html", context | {"number": place + 1, "count": len(items)})


def _all(request, card, items, scores):
    """Every item on one page; what was not touched is not written."""
    forms = [
        ScoreForm(request.POST or None, instance=_score(card, item, scores), prefix=f"i{item.pk}", page=_page(request))
        for item in items
    ]
    pairs = list(zip(items, forms, strict=True))
    right = request.method == "POST" and not any(form.errors for form in forms)
    if right and carried_out(forms[0], _write, card, pairs, request):
        return redirect(_address(card, CHECK if request.POST.get("go") == "check" else ALL))
    context = _shared(request, card, items, scores) | {
        "rows": [_about(card, items, item, form) | {"number": n} for n, (item, form) in enumerate(pairs, start=1)],
        "forms": forms,
        "stale": [row for form in forms for row in form.stale],
        "page_errors": any(form.errors for form in forms),
        "saved": max((score.saved_at for score in scores.values()), default=None),
    }
    context["groups"] = rail(
        items,
        card.part,
        place=None,
        url=lambda item, _number: f"#i{item.pk}",
        threshold=_threshold(card),
        values={pk: score.value for pk, score in scores.items()},
    )
    return render(request, "candidates/scorecard_all.html", context)


def _score(card, item, scores):
    return scores.get(item.pk) or Score(scorecard=card, item=item)


def _page(request):
    """The key of the page that is sent, or ``None``."""
    try:
        return uuid.UUID(request.POST.get(FIELD, ""))
    except ValueError:
        return None


def _about(card, items, item, form):
    """What a page shows of one item."""
    return {
        "item": item,
        "form": form,
        "anchors": anchors_of(item),
        "share": shares(card.interview.kit, items)[item.pk],
        "must": selection.required(item, card.part),
        "soft": item.kind == KitItem.Kind.SOFT,
        "threshold": _threshold(card) if item.element == KitItem.Element.MOTIVATION else None,
        "saved": form.instance.saved_at if form.instance.pk else None,
    }


@transaction.atomic
def _write(card, pairs, request):
    """Put every item that was changed in its place."""
    for item, form in pairs:
        if form.has_changed() or len(pairs) == 1:
            given = form.cleaned_data
            notes = {name: given[name] for name in NOTES}
            fields = form.changed_data
            selection.write(
                card, item, by=request.user, value=given["value"], notes=notes, fields=fields, page=_page(request)
            )


def _place(wanted, items, card, scores):
    """Which item the address asks for; without one the first that still has to be scored."""
    if wanted.isdecimal() and 1 <= int(wanted[:4]) <= len(items):
        return int(wanted[:4]) - 1
    lacking = selection.missing(card, items, scores)
    return items.index(lacking[0]) if lacking else 0


def _goal(go, place, count):
    """Where the button leads: an item by its number, or the page to read through."""
    number = {"previous": place, "stay": place + 1}.get(go, place + 2)
    return CHECK if number > count or go == "check" else max(number, 1)


def _address(card, where):
    return f"{reverse('candidates:scorecard', args=[card.pk])}?{ITEM}={where}"


def _threshold(card):
    policy = card.interview.candidate.pilot.policy_in_force
    return policy.motivation_threshold if policy else None


def _shared(request, card, items, scores, place=None):
    """What every page of an open card shows: whose it is, the rail, and how much is left."""
    values = {pk: score.value for pk, score in scores.items()}
    lacking = selection.missing(card, items, scores)
    done = sum(1 for item in items if values.get(item.pk) is not None)
    other = card.interview.scorecards.exclude(pk=card.pk).select_related("interviewer").get()
    return {
        "card": card,
        "interview": card.interview,
        "candidate": card.interview.candidate,
        "other": other.interviewer,
        "groups": rail(
            items,
            card.part,
            place=place,
            url=lambda _item, number: _address(card, number),
            threshold=_threshold(card),
            values=values,
        ),
        "lacking": lacking,
        "total": len(items),
        "rail_label": _("%(done)s of %(count)s scored") % {"done": done, "count": len(items)},
        "chart": charts.bar(
            done,
            len(items),
            key="progress",
            title=_("Progress"),
            desc=_("%(done)s of the %(count)s items have a score.") % {"done": done, "count": len(items)},
        ),
        "check_url": _address(card, CHECK),
        "all_url": _address(card, ALL),
        "one_url": _address(card, 1),
    }


def _check(request, card, items, scores):
    """Everything once more before it is sealed."""
    rows = [
        {
            "item": item,
            "score": scores.get(item.pk),
            "url": _address(card, number),
            "must": selection.required(item, card.part),
        }
        for number, item in enumerate(items, start=1)
    ]
    context = _shared(request, card, items, scores) | {
        "rows": rows,
        "blockers": selection.submitting_blockers(card),
        "last_url": _address(card, len(items)),
        "posted": _posted(scores),
    }
    return render(request, "candidates/scorecard_check.html", context)


def _posted(scores):
    """Every field of the card as it is read through, to be handed in just so."""
    found = {}
    for pk, score in scores.items():
        names = ("value", *NOTES, "version")
        found |= {f"i{pk}-{name}": "" if getattr(score, name) is None else getattr(score, name) for name in names}
    return found


def _sealed(request, card, items, scores):
    """A card as it was handed in; the own one can be taken back until the colleague's is in."""
    audit.seen(card, by=request.user)
    cards = list(card.interview.scorecards.all())
    both = all(one.submitted_at for one in cards)
    may_correct = both and may_score(request.user, card)
    context = {
        "card": card,
        "interview": card.interview,
        "candidate": card.interview.candidate,
        "rows": [{"item": item, "score": scores.get(item.pk)} for item in items],
        "own": card.interviewer_id == request.user.pk,
        "both": both,
        "may_correct": may_correct and not card.interview.candidate.erased_at,
        "reads_versions": may_read_versions(request.user, card),
        "may_take_back": may_score(request.user, card) and card.submitted_at is not None and not both,
        "why": selection.writing_blockers(card),
        # Typed in a second window after the card was handed in: not saved, and not lost.
        "unsaved": [
            text.strip()
            for name, values in request.POST.lists()
            for text in values
            if name.rpartition("-")[2] in NOTES and text.strip()
        ],
    }
    return render(request, "candidates/scorecard_sealed.html", context)


@require_POST
def scorecard_submit(request, pk):
    """Hand the own card in, with every field as it was read through."""
    card = card_or_404(request, pk)
    require(may_score(request.user, card))
    scores = {score.item_id: score for score in card.scores.select_related("item")}
    forms = [
        ScoreForm(request.POST, instance=score, prefix=f"i{pk}")
        for pk, score in scores.items()
        if f"i{pk}-version" in request.POST
    ]
    try:
        if forms and (len(forms) < len(scores) or any(form.errors for form in forms)):
            raise NotNow(_("This card was changed in another window since you read it. Read it through again."))
        if card.submitted_at is None:
            _write(card, [(form.instance.item, form) for form in forms], request)
        selection.submit(card, by=request.user)
    except NotNow as error:
        messages.error(request, " ".join(error.sentences))
        return redirect(_address(card, CHECK))
    messages.success(request, _("Your card is handed in and sealed."))
    return redirect(card.interview)


@require_POST
def scorecard_take_back(request, pk):
    """Open the own card again, while the colleague's is not in yet."""
    card = card_or_404(request, pk)
    require(may_score(request.user, card))
    try:
        selection.take_back(card, by=request.user)
    except NotNow as error:
        messages.error(request, " ".join(error.sentences))
    else:
        messages.success(request, _("Your card is open again. Hand it in when it is ready."))
    return redirect(card)
