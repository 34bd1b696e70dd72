"""Reads the profiles that ``ranking`` lays side by side: of candidates, and of vacancies with their companies."""

from dataclasses import dataclass

from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from candidates import ranking
from candidates.models import Candidate, Match, Result, Visit
from companies.models import Participation, Vacancy
from pilot import facts
from pilot.choices import Culture
from pilot.wording import fold


@dataclass(frozen=True)
class Comparison:
    """A ranking, with the result of every candidate in it (candidate joined) by the candidate's key."""

    ranking: ranking.Ranking
    results: dict


def for_vacancy(vacancy):
    """Rank every qualified, available candidate of the pilot for one vacancy."""
    candidates = Candidate.objects.filter(pilot=vacancy.pilot_id, erased_at__isnull=True).available()
    return _compared(candidates, [vacancy])


def for_candidate(candidate, vacancies):
    """Rank vacancies of one occupation (joined to participation, company and profile) for one candidate."""
    return _compared(Candidate.objects.filter(pk=candidate.pk), list(vacancies))


def _compared(candidates, vacancies):
    results = latest_results(candidates)
    people = _people(results, vacancies[0].occupation) if vacancies else []
    found = ranking.rank(people, [_place(vacancy) for vacancy in vacancies], _wishes(candidates))
    return Comparison(found, {result.candidate_id: result for result in results})


def why(candidate, vacancy):
    """Return the sentences that explain the candidate's place for this vacancy; empty without a result."""
    comparison = for_vacancy(vacancy)
    return next(
        (list(ranked.reasons) for ranked in comparison.ranking.for_place() if ranked.person.pk == candidate.pk), []
    )


def latest_results(candidates):
    """Return the last positive result of each candidate, by name; one query."""
    rows = (
        Result.objects.of_this_course()
        .filter(candidate__in=candidates, qualified=True)
        .select_related("candidate__region", "candidate__source_sector")
        .order_by("candidate_id", "-pk")
        .distinct("candidate_id")
    )
    return sorted(rows, key=lambda row: (row.candidate.last_name, row.candidate.first_name, row.candidate_id))


def cultures(result, participation):
    """Lay the culture that suits a candidate beside that of a company: both are of one list (advice 8.3.1-17).

    ``same`` is ``None`` while one of the two is unknown. It informs and keeps nobody out.
    """
    suits = getattr(result, "culture", "")
    has = getattr(getattr(participation, "profile", None), "culture", "")
    labels = dict(Culture.choices)
    return {
        "candidate": labels.get(suits, ""),
        "company": labels.get(has, ""),
        "same": suits == has if suits and has else None,
    }


def vacancies_with_room(pilot):
    """Vacancies of committed companies in the pilot with a free place; ``placed`` and ``free`` are counted."""
    return (
        Vacancy.objects.filter(participation__pilot=pilot, participation__state=Participation.State.COMMITTED)
        .annotate(placed=placed_count())
        .annotate(free=F("places") - F("placed"))
        .filter(free__gt=0)
        .select_related(
            "participation__company__fund", "participation__company__region", "participation__profile", "occupation"
        )
    )


def placed_count():
    """Count the running placements of a vacancy, as an annotation."""
    placed = Match.objects.filter(vacancy=OuterRef("pk"), state=Match.State.PLACED).order_by().values("vacancy")
    return Coalesce(Subquery(placed.annotate(number=Count("pk")).values("number")), 0)


def _people(results, occupation):
    known = facts.overlaps(occupation)
    return [
        ranking.Person(
            pk=result.candidate_id,
            total=float(result.total),
            soft=float(result.soft),
            hard=float(result.hard),
            type=result.type,
            overlap=getattr(known.get(fold(result.candidate.former_function)), "pct", None),
            culture=result.culture,
            region=result.candidate.region_id or "",
        )
        for result in results
    ]


def _place(vacancy):
    participation = vacancy.participation
    return ranking.Place(
        pk=vacancy.pk,
        company=participation.pk,
        culture=getattr(getattr(participation, "profile", None), "culture", ""),
        region=participation.company.region_id or "",
    )


def _wishes(candidates):
    """By (candidate, participation): what was said after the last visit."""
    rows = Visit.objects.filter(candidate__in=candidates, would_work_here__isnull=False).order_by("on", "pk")
    return {(c, p): wish for c, p, wish in rows.values_list("candidate_id", "participation_id", "would_work_here")}
