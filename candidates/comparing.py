"""How far interviewers see the same, read from the cards that are in; and switching the look at severity on and off."""

from collections import defaultdict

from django.db import transaction
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from candidates import agreement, selection
from candidates.models import Comparison, Interview, Score
from pilot import audit, formats, mail
from pilot.choices import Role
from pilot.workflow import NotNow


def pairs_of(pilot):
    """Return by interview what both scored: ``{interview id: [(selector id, specialist id, score, score), …]}``.

    Only of interviews of which both cards are in; one query. An item that one of the two left open is no pair. What
    counts here is what was sealed: a correction was made in sight of the other card.
    """
    rows = (
        Score.objects.filter(
            scorecard__interview__candidate__pilot=pilot,
            scorecard__interview__state=Interview.State.HELD,
            scorecard__submitted_at__isnull=False,
            value__isnull=False,
        )
        .order_by()
        .values_list("scorecard__interview", "item", "scorecard__part", "scorecard__interviewer", "value")
    )
    cells = defaultdict(dict)
    for interview, item, part, who, value in rows:
        cells[interview, item][part] = (who, value)
    found = defaultdict(list)
    for (interview, _item), both in cells.items():
        if len(both) == 2:
            (one, mine), (other, theirs) = both["selector"], both["specialist"]
            found[interview].append((one, other, mine, theirs))
    return found


def agreement_of(pairs):
    """The agreement over all interviews together, or ``None`` while there are too few."""
    return agreement.agreement([[(mine, theirs) for *_who, mine, theirs in rows] for rows in pairs.values()])


def severity_of(pairs):
    """How far strict and mild lie apart, or ``None`` where it would be about few people."""
    return agreement.severity([row for rows in pairs.values() for row in rows])


def running(pilot):
    """The comparison that is on today, or ``None``: off by default."""
    return Comparison.objects.running().filter(pilot=pilot).first()


@transaction.atomic
def switch_on(comparison, *, by):
    """Switch the look at severity on for a time; selectors and specialists are told, with the reason."""
    pilot = comparison.pilot
    if running(pilot):
        raise NotNow(_("The differences between interviewers are looked at already."))
    today = timezone.localdate()
    Comparison.objects.filter(pilot=pilot, ended_on__isnull=True).update(ended_on=today)
    comparison.by = by
    comparison.save()
    audit.record(comparison, "switch_on", by=by)
    for role in (Role.SELECTOR, Role.SPECIALIST):
        for user in selection.people_with(role, pilot):
            mail.send_to(
                user,
                subject=gettext_lazy("Owners look at differences between interviewers"),
                text=format_lazy(
                    gettext_lazy(
                        "Until {until} the owners of {pilot} look how far strict and mild interviewers lie apart. "
                        "They see one figure for the whole pilot and nobody's name.\n\nTheir reason: {why}"
                    ),
                    until=formats.day(comparison.until),
                    pilot=pilot.title,
                    why=comparison.why,
                ),
                kind="comparison_on",
                pilot=pilot,
            )
    return comparison


@transaction.atomic
def switch_off(comparison, *, by):
    """Switch the look at severity off before its last day."""
    Comparison.objects.filter(pk=comparison.pk, ended_on__isnull=True).update(ended_on=timezone.localdate())
    audit.record(comparison, "switch_off", by=by)
