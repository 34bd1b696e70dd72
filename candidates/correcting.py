"""A card put right after both are in: a new version of a score or its notes, with the reason; what was sealed stays."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from candidates import notices, scoring
from candidates.kits import weighed
from candidates.models import Consensus, Correction, Interview, KitItem, NoteCorrection, Result, Score, Scorecard
from candidates.results import rows_of
from candidates.selection import NOTES
from pilot import audit, formats
from pilot.workflow import NotNow, require_none


def blockers(score):
    """Why nothing of a score, its notes included, can be corrected (now), as sentences."""
    card = score.scorecard
    if card.submitted_at is None or card.interview is None:
        return [_("This card is open: change the score on the card itself.")]
    if card.interview.scorecards.filter(submitted_at__isnull=False).count() < len(Scorecard.Part):
        return [_("The other card is not in yet: take your own back and change it.")]
    if card.interview.state != Interview.State.HELD:
        return [_("The interview is “%(state)s”.") % {"state": card.interview.get_state_display()}]
    if card.interview.candidate.erased_at:
        return [_("The data of this person were erased: nothing is written about them any more.")]
    return []


def value_blockers(score):
    """Why the value of a score stays as it is although its notes can be corrected, as sentences."""
    if score.value is None:
        return [_("You left this item open, so there is no score to correct.")]
    agreed = Consensus.objects.filter(interview=score.scorecard.interview_id, item=score.item_id).first()
    if agreed is not None:
        words = _("You settled this item together at %(value)s. That value counts, whatever the two cards say.")
        return [words % {"value": agreed.value}]
    return []


def versions(score):
    """How often something of a score was put right: a page that was opened before the last time is too old."""
    return score.corrections.count() + score.note_corrections.count()


@transaction.atomic
def correct(score, *, by, reason, value=None, notes=None, seen=None):
    """Put a score right with the reason: its ``value`` (1 to 5), what was heard (``notes``, all four), or both.

    Returns the ``Correction`` and the ``NoteCorrection`` that were made, ``None`` for what stays as it was. What was
    decided before stays as it was decided: the result says what was corrected since. The colleague is told, and
    whoever decided. ``seen`` is what ``versions`` said when the page was opened. Raises ``NotNow``.
    """
    card = score.scorecard
    interview = Interview.objects.select_for_update(of=("self",)).get(pk=card.interview_id)
    rows = Score.objects.with_newest().with_corrections().select_related("scorecard__interview__candidate")
    score = rows.get(pk=score.pk)
    if card.interviewer_id != by.pk:
        raise NotNow(_("Only the interviewer corrects this card."))
    require_none(blockers(score))
    if seen is not None and seen != versions(score):
        raise NotNow(_("You corrected this item in another window meanwhile. Open it again and look what counts now."))
    changes = value is not None and value != score.newest
    require_none(value_blockers(score) if changes else [])
    rewords = notes is not None and any(notes[name] != getattr(score.heard, name) for name in NOTES)
    if not changes and not rewords:
        raise NotNow(_("Nothing is different from what counts already."))
    if not reason.strip():
        raise NotNow(_("Write why it is corrected."))
    of_value = of_notes = None
    why = {"score": score, "reason": reason.strip(), "by": by}
    if changes:
        number = 2 + score.corrections.count()
        of_value = Correction.objects.create(**why, number=number, was=score.newest, value=value)
    if rewords:
        number = 2 + score.note_corrections.count()
        of_notes = NoteCorrection.objects.create(**why, number=number, **{name: notes[name] for name in NOTES})
    audit.record(interview, "correct", by=by, fields=[*(["value"] if changes else []), *(["notes"] if rewords else [])])
    result = Result.objects.filter(interview=interview).select_related("decided_by").first()
    others = [one.interviewer for one in interview.scorecards.exclude(pk=card.pk).select_related("interviewer")]
    if result is not None and result.decided_by not in (by, *others):
        others.append(result.decided_by)
    notices.corrected(interview, others, decided=result is not None)
    return of_value, of_notes


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
