"""Candidates laid side by side for a vacancy, vacancies for a candidate, and the selector's proposal."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from candidates import matching, profiles, ranking
from candidates.matching_permissions import may_compare, may_match
from candidates.models import Candidate, Match
from candidates.views.cases import candidate_or_404, crumbs
from companies.models import Vacancy
from pilot import audit
from pilot.choices import TrainingKind
from pilot.permissions import require
from pilot.workflow import NotNow

#: Candidates on one page of a ranking.
SIDE_BY_SIDE = 20


@require_GET
def rank(request, pk):
    """Candidates for one vacancy, the best first, each with the reasons; nobody is left out."""
    vacancy = get_object_or_404(Vacancy.objects.visible_to(request.user).with_case(), pk=pk)
    require(may_compare(request.user, vacancy.pilot_id))
    comparison = profiles.for_vacancy(vacancy)
    everyone = comparison.ranking.for_place()
    page = Paginator(everyone, SIDE_BY_SIDE).get_page(request.GET.get("pagina"))
    candidates = {row.person.pk: comparison.results[row.person.pk].candidate for row in page}
    audit.record_many(candidates.values(), "seen", by=request.user)
    running = {}
    for match in Match.objects.open().filter(candidate__in=candidates).with_case().order_by("pk"):
        running.setdefault(match.candidate_id, []).append(match)
    rows = [
        {
            "ranked": row,
            "candidate": candidates[row.person.pk],
            "result": comparison.results[row.person.pk],
            "training": dict(TrainingKind.choices).get(comparison.results[row.person.pk].training_kind, ""),
            "match": next((m for m in running.get(row.person.pk, ()) if m.vacancy_id == vacancy.pk), None),
            "elsewhere": [m.company for m in running.get(row.person.pk, ()) if m.vacancy_id != vacancy.pk],
        }
        for row in page
    ]
    pilot = vacancy.participation.pilot
    context = {
        "vacancy": vacancy,
        "pilot": pilot,
        "rows": rows,
        "compared": rows[:4] if page.number == 1 else [],
        "total": len(everyone),
        "culture": _culture_of(vacancy),
        "free": max(vacancy.places - vacancy.matches.placed().count(), 0),
        "blockers": list(matching.vacancy_blockers(vacancy)),
        "may_match": may_match(request.user, pilot),
        "swap": _swap_in_words(everyone, comparison) if page.number == 1 else "",
        "weights": ranking.WEIGHTS,
        "crumbs": crumbs(pilot, (_("Choose candidates"), "")),
        "pages": {
            "sentence": ngettext("%(count)d qualified candidate", "%(count)d qualified candidates", len(everyone))
            % {"count": len(everyone)},
            "previous": f"?pagina={page.previous_page_number()}" if page.has_previous() else None,
            "next": f"?pagina={page.next_page_number()}" if page.has_next() else None,
        },
    }
    return render(request, "candidates/match_rank.html", context)


def _culture_of(vacancy):
    profile = getattr(vacancy.participation, "profile", None)
    return profile.get_culture_display() if profile else ""


def _swap_in_words(everyone, comparison):
    """Say at which weight of hard skills places 1 and 2 would change (they never outweigh soft ones)."""
    if len(everyone) < 2:
        return ""
    at = ranking.swap_at(everyone[0], everyone[1])
    now = 100 - comparison.results[everyone[0].person.pk].soft_weight
    if at is None or at >= 50:
        return _("Places 1 and 2 stay as they are under every weight that is allowed: soft always counts for more.")
    if at > now:
        return _("Hard skills count for %(now)d %% now. From %(at)d %% on, places 1 and 2 change.") % {
            "now": now,
            "at": round(at),
        }
    return _("Hard skills count for %(now)d %% now. Below %(at)d %%, places 1 and 2 change.") % {
        "now": now,
        "at": round(at),
    }


@require_GET
def vacancies_for(request, pk):
    """Vacancies with room for one candidate, the best fitting first, each with the reasons."""
    candidate = candidate_or_404(request, pk)
    require(may_compare(request.user, candidate.pilot_id))
    audit.seen(candidate, by=request.user)
    room = {vacancy.pk: vacancy for vacancy in profiles.vacancies_with_room(candidate.pilot_id).order_by("pk")}
    comparison = profiles.for_candidate(candidate, room.values())
    running = {match.vacancy_id: match for match in candidate.matches.open().with_case()}
    ranked = comparison.ranking.for_person(count=SIDE_BY_SIDE) if comparison.ranking.people else []
    rows = [
        {
            "ranked": row,
            "vacancy": room[row.place.pk],
            "match": running.get(row.place.pk),
            "fit": ranking.fit_in_words(row),
        }
        for row in ranked
    ]
    proposes = may_match(request.user, candidate.pilot_id)
    context = {
        "candidate": candidate,
        "pilot": candidate.pilot,
        "rows": rows,
        "blockers": list(matching.candidate_blockers(candidate)),
        "may_match": proposes,
        "lead": _("Vacancies with a free place, the best fitting first. The order advises; you decide.")
        if proposes
        else _("Vacancies with a free place, the best fitting first. The selector proposes one of them."),
        "elsewhere": [match.company for match in running.values() if match.state != Match.State.PROPOSED],
        "crumbs": crumbs(candidate.pilot, (candidate, candidate.get_absolute_url()), (_("Vacancies"), "")),
    }
    return render(request, "candidates/match_vacancies.html", context)


@require_POST
def propose(request, pk, candidate):
    vacancy = get_object_or_404(Vacancy.objects.visible_to(request.user).with_case(), pk=pk)
    chosen = get_object_or_404(Candidate.objects.visible_to(request.user).filter(pilot=vacancy.pilot_id), pk=candidate)
    require(may_match(request.user, vacancy.pilot_id))
    try:
        match = matching.propose(chosen, vacancy, by=request.user)
    except NotNow as refusal:
        for sentence in refusal.sentences:
            messages.error(request, sentence)
        return redirect("candidates:rank", vacancy.pk)
    names = {"candidate": chosen, "vacancy": vacancy}
    messages.success(request, _("%(candidate)s is proposed for %(vacancy)s.") % names)
    return redirect(match)
