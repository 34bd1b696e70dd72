"""From proposal to placement."""

from tests import factories as f


def a_qualified(side):
    person = f.qualified_candidate(side.pilot)
    type(person).objects.filter(pk=person.pk).update(last_name="Canarievogel")
    person.refresh_from_db()
    return person


def qualified(w, side):
    return (a_qualified(side).pk,)


def a_match(w, side, make):
    return make(candidate=a_qualified(side))


def match_list(w, side):
    a_match(w, side, f.introduced_match)
    return (side.pilot.slug,)


def vacancy_to_fill(w, side):
    a_qualified(side)
    return (f.committed_vacancy(side.pilot).pk,)


def pair(w, side):
    return (f.committed_vacancy(side.pilot).pk, a_qualified(side).pk)


def proposed_match(w, side):
    match = f.MatchFactory(candidate=a_qualified(side))
    f.VisitFactory(candidate=match.candidate, participation=match.vacancy.participation)
    f.ClosingConversationFactory(candidate=match.candidate)
    return (match.pk,)


def matched_candidate(w, side):
    return (f.MatchFactory(candidate=a_qualified(side)).candidate_id,)


def visited(w, side):
    from candidates.models import Match

    match = Match.objects.order_by("-pk").first()
    return {"participation": match.vacancy.participation_id, "on": "2026-11-20", "impression": "Net bedrijf."}


def visit(w, side):
    match = f.MatchFactory(candidate=a_qualified(side))
    return (f.VisitFactory(candidate=match.candidate, participation=match.vacancy.participation).pk,)


def visited_candidate(w, side):
    match = f.MatchFactory(candidate=a_qualified(side))
    f.VisitFactory(candidate=match.candidate, participation=match.vacancy.participation)
    return (match.candidate_id,)


def introduced(w, side):
    return (a_match(w, side, f.introduced_match).pk,)


def to_agree(w, side):
    return (a_match(w, side, f.introduced_match).pk, "company")


def agreement(w, side):
    match = a_match(w, side, f.introduced_match)
    return (f.AgreementFactory(match=match).pk,)


def agreed(w, side):
    return (a_match(w, side, f.agreed_match).pk,)


def placed(w, side):
    return (a_match(w, side, f.placed_match).pk,)
