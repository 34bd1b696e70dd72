"""What hangs in matching on a company that withdraws, or whose recognition ends: matches, introductions, placements."""

from django.utils import timezone
from django.utils.translation import gettext as _

from candidates.models import Match
from companies.withdrawing import Touched
from pilot import formats

#: So many are named on the page; the rest is counted.
NAMED = 20


def touched(participation, user):
    """Yield the matches under way and the placements of a company, as far as ``user`` may know of them.

    Each open match is closed and each placement ended by the selector, one by one (advice 8.3.6-26).
    """
    rows = Match.objects.visible_to(user).filter(vacancy__participation=participation)
    rows = rows.select_related("candidate", "vacancy", "introduction").order_by("pk")
    under_way, placed = list(rows.open()), list(rows.placed())
    yield Touched(
        label=_("Matches under way"),
        count=len(under_way),
        follows=_("They cannot go on. Each is closed, and the candidate hears it and is proposed elsewhere."),
        who=_("the selector"),
        lines=[_line(match) for match in under_way[:NAMED]],
    )
    yield Touched(
        label=_("People placed here"),
        count=len(placed),
        follows=_(
            "Each placement is ended with its cause, or kept until the date that was agreed. The candidate then "
            "returns to matching."
        ),
        who=_("the selector"),
        lines=[_line(match) for match in placed[:NAMED]],
    )


def of_recognition(participation, user):
    """Yield the people placed at a company whose recognition as work placement company ends."""
    rows = Match.objects.visible_to(user).placed().filter(vacancy__participation=participation)
    placed = list(rows.select_related("candidate", "vacancy", "introduction").order_by("pk"))
    yield Touched(
        label=_("People placed here"),
        count=len(placed),
        follows=_("Their work goes on: only training for a diploma or in the work-study route needs the recognition."),
        who="",
        lines=[_line(match) for match in placed[:NAMED]],
    )


def _line(match):
    words = f"{match.candidate}, {match.vacancy}"
    introduction = getattr(match, "introduction", None)
    if introduction and introduction.at > timezone.now():
        meeting = _("introduction on %(day)s, to be cancelled") % {"day": formats.day(introduction.at)}
        words = f"{words}: {meeting}"
    return words, match.get_absolute_url()
