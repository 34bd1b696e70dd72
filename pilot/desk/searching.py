"""One search box for people, companies and pilots, each within what the user may see."""

from django.db.models import Q
from django.shortcuts import render
from django.views.decorators.http import require_GET

from candidates.models import Candidate
from companies.models import Company, Participation
from pilot.models import Pilot

#: Hits shown of each kind.
MOST = 20


@require_GET
def search(request):
    words = request.GET.get("q", "").strip()[:80]
    found = {"people": [], "companies": [], "pilots": []}
    if len(words) >= 2:
        found = {
            "people": people(request.user, words),
            "companies": companies(request.user, words),
            "pilots": list(Pilot.objects.visible_to(request.user).filter(title__icontains=words)[:MOST]),
        }
    return render(request, "desk/search.html", {"words": words, "short": len(words) < 2, "most": MOST, **found})


def people(user, words):
    """Candidates whose name holds every word, or whose e-mail address is exactly that."""
    every = Q()
    for word in words.lower().split():
        every &= Q(search_name__contains=word)
    return list(
        Candidate.objects.visible_to(user).filter(every | Q(email__iexact=words)).with_case().with_stage()[:MOST]
    )


def companies(user, words):
    """Companies whose name holds the words, or whose KvK number is exactly that, by pilot."""
    hits = Company.objects.filter(Q(name__icontains=words) | Q(kvk=words))
    return list(Participation.objects.visible_to(user).filter(company__in=hits).with_case()[:MOST])
