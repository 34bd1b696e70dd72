"""Rounds of selection: what the one that runs came to so far, closing it, and the talk with the provider."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candidates import rounds
from candidates.forms_hearing import TalkForm
from candidates.models import Candidate, OutReason, SelectionRound
from candidates.permissions import may_read_reasons, may_see_people
from candidates.views.candidates import pilot_or_404
from candidates.views.cases import carried_out
from candidates.views.people import crumbs
from candidates.views.results import level_3_words
from candidates.views.rooms import rooms
from pilot import audit, formats
from pilot.permissions import is_owner, require
from pilot.workflow import NotNow


@require_safe
def round_list(request, pilot):
    """The round that runs now in figures, and those that were closed."""
    pilot = pilot_or_404(request, pilot)
    require(may_see_people(request.user, pilot))
    closed = list(SelectionRound.objects.visible_to(request.user).filter(pilot=pilot))
    now = rounds.running(pilot)
    decided = bool(now and now["qualified"] + now["fell_out"])
    owner = is_owner(request.user, pilot)
    waits = next((one for one in closed if one.state == SelectionRound.State.CLOSED), None)
    context = {
        "pilot": pilot,
        "rooms": rooms(request.user, pilot, "rounds"),
        "crumbs": crumbs(pilot, (_("Rounds"), "")),
        "closed": closed,
        "now": now,
        "number": len(closed) + 1,
        "kpis": figures(now) if now else [],
        "why": reasons(now["why"]) if now else [],
        "waits": waits,
        "owner": owner,
        "may_close": owner and decided and waits is None,
    }
    return render(request, "candidates/rounds.html", context)


def figures(found):
    """Key figures of a round: how many qualified and fell out, and the share of who fell out."""
    total = found["qualified"] + found["fell_out"]
    share = formats.percent(round(100 * found["fell_out"] / total)) if total else "–"
    items = [
        {"label": _("Decided about"), "value": formats.whole(total), "note": _("people")},
        {"label": _("Qualified"), "value": formats.whole(found["qualified"]), "note": ""},
        {"label": _("Fallen out"), "value": formats.whole(found["fell_out"]), "note": ""},
        {"label": _("Share that fell out"), "value": share, "note": _("75 to 95 % is usual")},
    ]
    # Rounds that were closed before this was asked have no such figure.
    if "level_3" in found["why"]:
        of_all = _("of %(n)s who qualified") % {"n": formats.whole(found["qualified"])}
        label = _("Without a clear yes to level 3")
        items.append({"label": label, "value": formats.whole(found["why"]["level_3"]), "note": of_all})
    return items


def reasons(why):
    """After which step and for which reason people fell out: two groups of lines, the largest first, if any."""
    titles = {"stages": (_("After which step"), Candidate.State), "reasons": (_("For which reason"), OutReason)}
    return [
        {
            "title": title,
            "lines": [
                {"label": dict(choices.choices)[key], "n": n}
                for key, n in sorted(why[name].items(), key=lambda line: -line[1])
            ],
        }
        for name, (title, choices) in titles.items()
        if why[name]
    ]


@require_POST
def round_close(request, pilot):
    """Close the round that runs; from then on the talk with the provider is asked for."""
    pilot = pilot_or_404(request, pilot)
    require(is_owner(request.user, pilot))
    try:
        made = rounds.close(pilot, by=request.user)
    except NotNow as error:
        messages.error(request, " ".join(error.sentences))
        return redirect("candidates:rounds", pilot.slug)
    messages.success(request, _("Round %(n)s is closed. Now talk it over with the provider.") % {"n": made.number})
    return redirect(made)


@require_http_methods(["GET", "POST"])
def round_talk(request, pk):
    """A closed round: its figures and who qualified, and what came of the talk with the provider."""
    rows = SelectionRound.objects.visible_to(request.user).select_related("pilot", "closed_by")
    found = get_object_or_404(rows, pk=pk)
    require(may_see_people(request.user, found.pilot))
    owner = is_owner(request.user, found.pilot)
    require(request.method == "GET" or owner)
    talks = owner and found.state == SelectionRound.State.CLOSED
    form = TalkForm(request.POST or None, instance=found, by=request.user) if talks else None
    if request.method == "POST" and form is None:
        messages.error(request, _("This talk is on record already."))
        return redirect(found)
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in TalkForm.Meta.fields}
        if carried_out(form, rounds.discuss, found, by=request.user, **said):
            messages.success(request, _("The talk is on record, and what you agreed stands in the journal."))
            return redirect(found)
    results = list(rounds.qualified_in(found)[:50])
    audit.record_many([result.candidate for result in results], "seen", by=request.user)
    reads = may_read_reasons(request.user, found.pilot)
    context = {
        "pilot": found.pilot,
        "round": found,
        "title": _("Round %(n)s of selection") % {"n": found.number},
        "crumbs": crumbs(
            found.pilot,
            (_("Rounds"), reverse("candidates:rounds", args=[found.pilot.slug])),
            (_("Round %(n)s") % {"n": found.number}, ""),
        ),
        "kpis": figures({"qualified": found.qualified, "fell_out": found.fell_out, "why": found.why}),
        "why": reasons(found.why),
        "people": [
            {
                "candidate": result.candidate,
                "level_3": "" if result.level_3 else level_3_words(result),
                "why": result.level_3_reason if reads else "",
            }
            for result in results
        ],
        "form": form,
        "told": told(found),
    }
    return render(request, "candidates/round.html", context)


def told(found):
    """What came of the talk, as couples of label and text."""
    if found.state != SelectionRound.State.DISCUSSED:
        return []
    return [
        {"label": label, "value": text}
        for label, text in (
            (pgettext("talk", "Held on"), formats.day(found.talked_on)),
            (_("Who were there"), found.present),
            (_("What went well"), found.went_well),
            (_("What went less well"), found.went_wrong),
            (_("Agreed for the next round"), found.agreed),
        )
        if text
    ]
