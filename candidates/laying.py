"""Candidates laid side by side: their places, their figures, and whether other permitted weights turn the order."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from candidates import competences, scoring, weighing
from candidates.kits import weighed
from candidates.models import Candidate, Consensus, Interview, Kit, KitItem, Result, Score, Scorecard
from candidates.results import Row, hard_minimum_of
from pilot import formats

#: As many as fit beside each other.
MOST = 4


@dataclass
class Laid:
    """One candidate beside the others, as far as whoever looks may see."""

    person: object
    result: Result | None = None
    totals: scoring.Totals | None = None
    motivation: Decimal | None = None
    #: Rows by (kind, name) of the item; empty when the cards are not open to whoever looks.
    rows: dict = field(default_factory=dict)
    interview: Interview | None = None
    #: Percent, of the kit in which the figures were made.
    soft_weight: int = 60
    place: int | None = None
    falls_short: list = field(default_factory=list)

    @property
    def provisional(self):
        """Whether the figures are only what both cards come to so far."""
        return self.result is None and self.totals is not None

    @property
    def to_settle(self):
        """Items two points or more apart that were not talked through; none once somebody decided."""
        return [] if self.result else [row for row in self.rows.values() if row.to_settle]


def side_by_side(people, *, by, policy):
    """Lay candidates side by side with what ``by`` may see of each, in the order of their total.

    Items come from cards that are open to ``by``: never before both are in, never to a provider. Whoever stays below
    the threshold for motivation or the hard minimum gets no place, whatever the total (advice 6.5-01).
    """
    laid = {person.pk: Laid(person) for person in people}
    results = (
        Result.objects.visible_to(by)
        .of_this_course()
        .filter(candidate__in=laid)
        .prefetch_related("levels__item")
        .order_by("pk")
    )
    for result in results:
        one = laid[result.candidate_id]
        one.result, one.soft_weight, one.motivation = result, result.soft_weight, result.motivation
        one.totals = scoring.Totals(result.soft, result.hard, result.total)
    _lay_cards(laid, by)
    for one in laid.values():
        one.falls_short = _short(one, policy)
    ranked = sorted(
        (one for one in laid.values() if _total(one) is not None and not one.falls_short),
        key=lambda one: (-_total(one), one.person.pk),
    )
    for one in ranked:
        one.place = 1 + sum(_total(other) > _total(one) for other in ranked)
    return [*ranked, *(one for one in laid.values() if one.place is None)]


def _lay_cards(laid, by):
    """Put the items of each last held interview in place, for whom both cards are open to ``by``."""
    held = Interview.objects.visible_to(by).of_this_course().filter(candidate__in=laid, state=Interview.State.HELD)
    held = held.order_by("at", "pk")
    last = {interview.candidate_id: interview for interview in held}
    by_id = {interview.pk: interview for interview in last.values()}
    cards = {}
    for card in Scorecard.objects.visible_to(by).filter(interview__in=by_id, submitted_at__isnull=False):
        cards.setdefault(card.interview_id, []).append(card)
    both = {pk for pk, found in cards.items() if len(found) == len(Scorecard.Part)}
    kits = {by_id[pk].kit_id for pk in both}
    items = list(KitItem.objects.filter(kit__in=kits)) if both else []
    weights = dict(Kit.objects.filter(pk__in=kits).values_list("pk", "soft_weight")) if both else {}
    rows = {pk: {item.pk: Row(item) for item in items if item.kit_id == by_id[pk].kit_id} for pk in both}
    scores = Score.objects.filter(scorecard__interview__in=both).with_newest()
    for score in scores.select_related("scorecard__interviewer"):
        setattr(rows[score.scorecard.interview_id][score.item_id], score.scorecard.part, score)
    for agreed in Consensus.objects.filter(interview__in=both):
        rows[agreed.interview_id][agreed.item_id].agreed = agreed
    for pk, found in rows.items():
        one = laid[by_id[pk].candidate_id]
        one.interview = by_id[pk]
        one.rows = {(row.item.kind, row.item.name): row for row in found.values()}
        if one.result is None:
            one.soft_weight = weights[by_id[pk].kit_id]
            values = {item: row.value for item, row in found.items()}
            one.totals = scoring.totals(weighed([row.item for row in found.values()]), values, one.soft_weight)
            one.motivation = next(
                (row.value for row in found.values() if row.item.element == KitItem.Element.MOTIVATION), None
            )


def _total(one):
    return one.totals.total if one.totals else None


def _short(one, policy):
    """Which of the two lower bounds somebody stays below, as sentences."""
    if one.totals is None:
        return []
    threshold = one.result.threshold if one.result else policy.motivation_threshold if policy else None
    minimum = one.result.hard_minimum if one.result else hard_minimum_of(policy) if policy else None
    found = []
    if threshold is not None and not scoring.reaches_threshold(one.motivation, threshold):
        found.append(_("Motivation stays below the threshold of %(n)s.") % {"n": formats.figure(threshold)})
    if not scoring.reaches_hard_minimum(one.totals.hard, minimum):
        found.append(_("Hard skills stay below the minimum of %(n)s.") % {"n": formats.figure(minimum)})
    if one.result and not one.result.qualified and not found:
        found.append(_("Somebody decided: not qualified."))
    return found


def why(laid):
    """For each candidate why this place, in a sentence, by candidate id."""
    ranked = [one for one in laid if one.place]
    found = {}
    for one in laid:
        if one.falls_short:
            found[one.person.pk] = " ".join(one.falls_short)
        elif not one.place:
            found[one.person.pk] = _("No figures yet.")
        else:
            found[one.person.pk] = _why_placed(one, ranked)
    return found


def _why_placed(one, ranked):
    if len(ranked) == 1:
        return _("The only one with figures that count.")
    best_soft = one.totals.soft == max(other.totals.soft for other in ranked)
    best_hard = one.totals.hard == max(other.totals.hard for other in ranked)
    figures = {"soft": formats.decimal(one.totals.soft), "hard": formats.decimal(one.totals.hard)}
    if best_soft and best_hard:
        return _("Highest on soft (%(soft)s) and on hard (%(hard)s).") % figures
    if best_soft:
        return _("Highest on soft (%(soft)s), lower on hard (%(hard)s).") % figures
    if best_hard:
        return _("Highest on hard (%(hard)s), lower on soft (%(soft)s).") % figures
    return _("Soft %(soft)s and hard %(hard)s: others score higher on both.") % figures


def turning(laid):
    """Whether the order would turn under another permitted weight, as sentences."""
    ranked = [one for one in laid if one.place]
    if len(ranked) < 2:
        return [_("There is nothing to compare yet: fewer than two have figures that count.")]
    found = []
    for index, first in enumerate(ranked):
        for second in ranked[index + 1 :]:
            turned = weighing.ahead(_figures(first), _figures(second))
            if turned:
                words = {"second": second.person, "first": first.person, "low": turned[0], "high": turned[-1]}
                found.append(
                    _("%(second)s comes before %(first)s when soft counts for %(low)s to %(high)s percent.") % words
                )
    return found or [
        ngettext(
            "The order of these two is the same under every permitted weight (soft 51 to 99 percent).",
            "The order of these %(n)s is the same under every permitted weight (soft 51 to 99 percent).",
            len(ranked),
        )
        % {"n": len(ranked)}
    ]


def _figures(one):
    return weighing.Figures(one.totals.soft, one.totals.hard)


#: As many of those who would change places as are named; the nearest first.
NAMED = 3


def standing(candidate, totals, soft_weight, *, by):
    """Where somebody stands among those who compete for the same places, and whether other weights turn that.

    Who compete: qualified and not placed, in the same pilot, as far as ``by`` may see them; one query. Returns
    sentences; none when nobody competes.
    """
    rows = Result.objects.visible_to(by).filter(
        qualified=True, candidate__pilot=candidate.pilot_id, candidate__in=Candidate.objects.available()
    )
    latest = {}
    for result in rows.exclude(candidate=candidate.pk).select_related("candidate").order_by("pk"):
        latest[result.candidate_id] = result
    if not latest or totals.total is None:
        return []
    mine = weighing.Figures(totals.soft, totals.hard)
    others = {pk: weighing.Figures(result.soft, result.hard) for pk, result in latest.items()}
    place = 1 + sum(other.at(soft_weight) > mine.at(soft_weight) for other in others.values())
    found = [
        _("Place %(place)s of %(n)s among who qualified and are not placed yet; soft counts for %(weight)s percent.")
        % {"place": place, "n": len(others) + 1, "weight": soft_weight}
    ]
    turned = weighing.changing(mine, others.items(), soft_weight)
    if not turned:
        return [*found, _("No other permitted weight (soft 51 to 99 percent) gives another place.")]
    near = sorted(turned, key=lambda pk: (abs(others[pk].at(soft_weight) - mine.at(soft_weight)), pk))
    for pk in near[:NAMED]:
        words = {"other": latest[pk].candidate, "low": turned[pk][0], "high": turned[pk][-1]}
        if others[pk].at(soft_weight) > mine.at(soft_weight):
            found.append(_("Comes before %(other)s when soft counts for %(low)s to %(high)s percent.") % words)
        else:
            found.append(_("Comes after %(other)s when soft counts for %(low)s to %(high)s percent.") % words)
    if (more := len(near) - NAMED) > 0:
        found.append(
            ngettext(
                "With %(n)s other person too the order depends on the weight.",
                "With %(n)s other people too the order depends on the weight.",
                more,
            )
            % {"n": more}
        )
    return found


def training(one):
    """What somebody has to learn, in a few words; a dash when nobody decided yet."""
    if one.result is None or not one.result.qualified:
        return "–"
    needs = competences.training_need((level.item, level.level) for level in one.result.levels.all())
    return ", ".join(need.item.name for need in needs) or _("Nothing: every level is reached")
