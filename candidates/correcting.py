"""A card put right after both are in: a new version of one score, with the reason; the sealed card stays as it was."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from candidates import notices, scoring
from candidates.kits import weighed
from candidates.models import Consensus, Correction, Interview, KitItem, Result, Score, Scorecard
from candidates.results import rows_of
from pilot import audit, formats
from pilot.workflow import NotNow, require_none


def blockers(score):
    """Why a score cannot be corrected (now), as sentences."""
    card = score.scorecard
    if card.submitted_at is None or card.interview is None:
        return [_("This card is open: change the score on the card itself.")]
    if card.interview.scorecards.filter(submitted_at__isnull=False).count() < len(Scorecard.Part):
        return [_("The other card is not in yet: take your own back and change it.")]
    if card.interview.state != Interview.State.HELD:
        return [_("The interview is “%(state)s”.") % {"state": card.interview.get_state_display()}]
    if score.value is None:
        return [_("You left this item open, so there is nothing to correct.")]
    agreed = Consensus.objects.filter(interview=card.interview_id, item=score.item_id).first()
    if agreed is not None:
        words = _("You settled this item together at %(value)s. That value counts, whatever the two cards say.")
        return [words % {"value": agreed.value}]
    return []


@transaction.atomic
def correct(score, *, by, value, reason):
    """Put a score right with the reason and return the ``Correction``; from now on ``value`` (1 to 5) counts.

    What was decided before stays as it was decided: the result says what was corrected since. The colleague is told,
    and whoever decided. Raises ``NotNow``.
    """
    card = score.scorecard
    interview = Interview.objects.select_for_update(of=("self",)).get(pk=card.interview_id)
    score = Score.objects.with_newest().select_related("scorecard__interview").get(pk=score.pk)
    if card.interviewer_id != by.pk:
        raise NotNow(_("Only the interviewer corrects this card."))
    require_none(blockers(score))
    if value == score.newest:
        raise NotNow(_("%(value)s is the score that counts already.") % {"value": value})
    if not reason.strip():
        raise NotNow(_("Write why it is corrected."))
    number = 2 + score.corrections.count()
    made = Correction.objects.create(
        score=score, number=number, was=score.newest, value=value, reason=reason.strip(), by=by
    )
    audit.record(interview, "correct", by=by, fields=["value"])
    result = Result.objects.filter(interview=interview).select_related("decided_by").first()
    others = [one.interviewer for one in interview.scorecards.exclude(pk=card.pk).select_related("interviewer")]
    if result is not None and result.decided_by not in (by, *others):
        others.append(result.decided_by)
    notices.corrected(interview, others, decided=result is not None)
    return made


@dataclass(frozen=True)
class Since:
    """What the figures would be now that cards were corrected after the decision; the decision stands."""

    corrections: list
    totals: scoring.Totals
    motivation: object
    qualifies: bool
    sentences: list


def since(result):
    """What was corrected after a decision, as ``Since``; ``None`` when nothing was. Reads only."""
    made = Correction.objects.filter(score__scorecard__interview=result.interview_id, at__gt=result.decided_at)
    made = list(made.select_related("by", "score__item").order_by("at", "pk"))
    if not made:
        return None
    rows = rows_of(result.interview)
    values = {row.item.pk: row.value for row in rows}
    totals = scoring.totals(weighed([row.item for row in rows]), values, result.soft_weight)
    motivation = next((row.value for row in rows if row.item.element == KitItem.Element.MOTIVATION), None)
    qualifies = scoring.qualifies(motivation, totals.hard, result.threshold, result.hard_minimum)
    figures = {
        "total": formats.decimal(totals.total),
        "soft": formats.decimal(totals.soft),
        "hard": formats.decimal(totals.hard),
        "motivation": formats.figure(motivation),
    }
    sentences = [
        _("As corrected the total would be %(total)s (soft %(soft)s, hard %(hard)s), motivation %(motivation)s.")
        % figures,
        _("The decision stays as it was made."),
    ]
    if result.qualified and not qualifies:
        sentences.append(
            _("By these figures nobody would qualify this person. Does the decision not hold? Then let them fall out.")
        )
    elif not result.qualified and qualifies and result.proposed is False:
        sentences.append(_("By these figures this person could qualify. Take them back in, and hold a new interview."))
    return Since(made, totals, motivation, qualifies, sentences)
