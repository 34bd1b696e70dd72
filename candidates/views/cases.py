"""What the pages of one match have in common: fetching it, carrying a verb out, the crumbs."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from candidates.models import Candidate, Match
from pilot.workflow import NotNow


def match_or_404(request, pk):
    """The match with everything its next step depends on, when this user may know of it."""
    return get_object_or_404(Match.objects.visible_to(request.user).with_steps(), pk=pk)


def candidate_or_404(request, pk):
    """The candidate with pilot and region, when this user may know of this person."""
    return get_object_or_404(Candidate.objects.visible_to(request.user).select_related("pilot", "region"), pk=pk)


def came_from(request, candidate):
    """The match named in the address (``?match=``) when it is this candidate's, to go back to; else ``None``."""
    number = request.GET.get("match", "")
    if not number.isdecimal() or len(number) > 18:
        return None
    return Match.objects.visible_to(request.user).with_case().filter(pk=number, candidate=candidate).first()


def about(match):
    """Whom and what a page of a match is about, in one line under its heading."""
    return _("%(candidate)s, %(vacancy)s at %(company)s") % {
        "candidate": match.candidate,
        "vacancy": match.vacancy,
        "company": match.company,
    }


def carried_out(form, verb, *args, **kwargs):
    """Do ``verb`` and say whether it was done; what stands in the way becomes the form's errors."""
    try:
        verb(*args, **kwargs)
    except NotNow as refusal:
        form.add_error(None, refusal)
        return False
    return True


def crumbs(pilot, *further):
    """Where a page of matching stands: pilot, matches, then couples of label and address (empty: the page itself)."""
    trail = [
        {"label": pilot.title, "url": pilot.get_absolute_url()},
        {"label": _("Matches"), "url": reverse("candidates:matches", args=[pilot.slug])},
    ]
    return [*trail, *({"label": str(label), "url": url} for label, url in further)]
