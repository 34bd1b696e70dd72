"""Matches of a pilot, one match from proposal to placement, and the no."""

from functools import partial

from django.contrib import messages
from django.db.models import Func, IntegerField, Q, Subquery
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_GET, require_http_methods

from candidates import matching, profiles
from candidates.matching_forms import DeclineForm, MatchFilter
from candidates.matching_permissions import (
    may_compare,
    may_decline,
    may_employ,
    may_end,
    may_match,
    may_permit,
    may_read_notes,
    may_see_matches,
)
from candidates.matching_steps import next_step, phases
from candidates.matching_waiting import may_do
from candidates.models import Agreement, Match, Note
from candidates.views.cases import about, carried_out, crumbs, match_or_404
from pilot import audit
from pilot.models import Pilot, User
from pilot.notes import CaseNoteForm, entries, together
from pilot.paging import keyset, part
from pilot.permissions import require
from pilot.questions import Fixed, Marks, question
from pilot.views.scope import pilot_or_404

OPEN = Q(state__in=[Match.State.PROPOSED, Match.State.INTRODUCED, Match.State.AGREED])
#: What the list shows, by the word in the address.
SHOWN = {
    "lopend": OPEN,
    "toestemming": Q(state=Match.State.AGREED, advised_by__isnull=False),
    "geplaatst": Q(state=Match.State.PLACED),
    "gesloten": Q(state__in=[Match.State.ENDED, Match.State.DECLINED]),
}
ROOM = "vrij"


@require_GET
def match_list(request, pilot):
    pilot = pilot_or_404(request, pilot)
    require(may_see_matches(request.user, pilot))
    shown = request.GET.get("toon", "lopend")
    shown = shown if shown in SHOWN or shown == ROOM else "lopend"
    counts = _counts(request.user, pilot.pk)[0]
    context = {
        "pilot": pilot,
        "tabs": _tabs(shown, counts),
        "counts": counts,
        "may_match": may_match(request.user, pilot),
        "may_compare": may_compare(request.user, pilot),
        "shown": shown,
        "room_url": f"?toon={ROOM}",
    }
    if shown == ROOM:
        sentence = ngettext("%(count)d vacancy", "%(count)d vacancies", counts[ROOM]) % {"count": counts[ROOM]}
        room = profiles.vacancies_with_room(pilot)
        page = keyset(request, room, "participation__company__name", "title", "pk", sentence=sentence)
        return render(request, "candidates/match_room.html", context | {"page": page})
    form = MatchFilter(request.GET if request.GET.keys() & {"naam", "bedrijf"} else None, pilot=pilot)
    number = counts[shown]
    if form.narrows:
        found = form.narrow(_mine(request.user, pilot).filter(SHOWN[shown]))
        number, rows, model = found.count(), found.as_lines(), None
    else:
        rows, model = partial(_page, request.user, pilot.pk, shown), Match
    sentence = ngettext("%(count)d match", "%(count)d matches", number) % {"count": number}
    page = keyset(request, rows, "-pk", sentence=sentence, model=model)
    rows = [_row(request.user, match) for match in page.items]
    return render(
        request,
        "candidates/matches.html",
        context | {"rows": rows, "page": page, "filters": form, "clear": f"?toon={shown}", "keep": {"toon": shown}},
    )


def _mine(user, pilot):
    return Match.objects.visible_to(user).filter(candidate__pilot=pilot)


@question
def _page(user: User, pilot: int, shown: Fixed, order: Fixed, marks: Marks):
    return part(_mine(user, pilot).filter(SHOWN[shown]).as_lines(), order, marks)


@question
def _counts(user: User, pilot: int):
    """How many matches stand behind each tab, and how many vacancies have room."""

    def number(rows):
        return Subquery(rows.order_by().values(n=Func("pk", function="COUNT", output_field=IntegerField())))

    counts = {word: number(_mine(user, pilot).filter(which)) for word, which in SHOWN.items()}
    return Pilot.objects.filter(pk=pilot).values(**counts, **{ROOM: number(profiles.vacancies_with_room(pilot))})


def _tabs(shown, counts):
    labels = {
        "lopend": pgettext("matches", "Running"),
        "toestemming": _("Waits for permission"),
        "geplaatst": _("Placed"),
        "gesloten": pgettext("matches", "Closed"),
        ROOM: _("Vacancies with room"),
    }
    return [
        {"label": label, "url": f"?toon={word}", "count": counts[word], "current": word == shown}
        for word, label in labels.items()
    ]


def _row(user, match):
    step = next_step(match)
    mine = step is not None and may_do(user, match, step)
    return {"match": match, "step": step, "mine": mine, "who": _("you") if mine else getattr(step, "who", "")}


@require_GET
def match(request, pk):
    match = match_or_404(request, pk)
    user, candidate, pilot = request.user, match.candidate, match.candidate.pilot
    audit.seen(candidate, by=user)
    step = next_step(match)
    mine = step is not None and may_do(user, match, step)
    result = candidate.results.filter(qualified=True).first()
    context = {
        "match": match,
        "candidate": candidate,
        "pilot": pilot,
        "phases": phases(match),
        "step": step,
        "mine": mine,
        "step_for": _("you") if mine else getattr(step, "who", ""),
        "result": result,
        "cultures": profiles.cultures(result, match.vacancy.participation),
        "visits": list(candidate.visits.select_related("participation__company")),
        "closing": getattr(candidate, "closing", None) if match.closed_on else None,
        "introduction": match.introduction if match.introduced_at else None,
        "sides": _sides(match),
        "employment": match.employment if match.employed_from else None,
        "elsewhere": [other.company for other in matching.running_elsewhere(candidate, but=match)],
        "running": match.state in (Match.State.PROPOSED, Match.State.INTRODUCED, Match.State.AGREED),
        "history": together(_history(match), _notes(user, match)),
        "note_form": CaseNoteForm(),
        "notes": may_read_notes(user, pilot),
        "may_match": may_match(user, pilot),
        "may_permit": may_permit(user, match),
        "may_decline": may_decline(user, match) and match.can("decline"),
        "may_employ": may_employ(user, match) and match.state in (Match.State.AGREED, Match.State.PLACED),
        "may_end": may_end(user, match) and match.can("end"),
        "sheet_open": match.state in (Match.State.INTRODUCED, Match.State.AGREED),
        "before_introduction": match.can("introduce"),
        "crumbs": crumbs(pilot, (candidate, "")),
    }
    return render(request, "candidates/match.html", context)


def _sides(match):
    """Both sides with the yes that stands, and those that were taken back."""
    found = list(match.agreements.select_related("recorded_by"))
    may_speak = match.state == Match.State.INTRODUCED
    return [
        {
            "side": side.value,
            "label": side.label,
            "yes": next((a for a in found if a.side == side and a.withdrawn_at is None), None),
            "taken_back": [a for a in found if a.side == side and a.withdrawn_at is not None],
            "open": may_speak,
        }
        for side in Agreement.Side
    ]


def _history(match):
    words = {
        "create": pgettext("history", "Proposed"),
        "share": _("Candidate agreed to what the company will see"),
        "introduce": _("Introduction arranged"),
        "yes_company": _("The company said yes"),
        "yes_candidate": _("The candidate said yes"),
        "unyes_company": _("The company took its yes back"),
        "unyes_candidate": _("The candidate took the yes back"),
        "agree": _("Both sides agree"),
        "reconsider": _("Agreement lapsed"),
        "advise": _("The selector advised"),
        "place": _("Permission given: placed"),
        "decline": _("Closed with a no"),
        "end": _("Placement ended"),
    }
    return [
        {
            "when": event.at,
            "by": event.actor.name if event.actor else "",
            "label": f"{words.get(event.action, event.action)}.",
            "text": event.reason.text if hasattr(event, "reason") else "",
            "kind": {"place": "ok", "agree": "ok", "decline": "late", "end": "late"}.get(event.action, "info"),
            "url": "",
        }
        for event in audit.history(match).exclude(action__in=["note", "note_correct"])
    ]


def _notes(user, match):
    rows = Note.objects.filter(match=match)
    return entries(rows, user=user, address=lambda row: reverse("candidates:note_correct", args=[row.pk]))


@require_http_methods(["GET", "POST"])
def decline(request, pk):
    match = match_or_404(request, pk)
    require(may_decline(request.user, match))
    form = DeclineForm(request.POST or None, user=request.user, match=match)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if carried_out(form, matching.decline, match, who=said["who"], reason=said["reason"], by=request.user):
            messages.success(
                request,
                _("The match is closed. Tell candidate and company yourself: Overstap sends them no message."),
            )
            return redirect(match)
    context = {
        "match": match,
        "about": about(match),
        "form": form,
        "blockers": [] if match.can("decline") else [_("This match is closed already, or placed: end the placement.")],
        "crumbs": crumbs(match.candidate.pilot, (match.candidate, match.get_absolute_url()), (_("Close match"), "")),
    }
    return render(request, "candidates/match_decline.html", context)
