"""What an interview came to: both cards side by side, what was agreed, the proposal, and what a person decides."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from candidates import competences, recruiting, scoring
from candidates.kits import weighed
from candidates.models import (
    Candidate,
    CompetenceLevel,
    Consensus,
    Interview,
    KitItem,
    OutReason,
    Result,
    Score,
    Scorecard,
)
from pilot import audit, formats
from pilot.models import Policy
from pilot.workflow import NotNow, move, require_none


@dataclass
class Row:
    """One item with what both wrote down and what was agreed."""

    item: KitItem
    selector: Score | None = None
    specialist: Score | None = None
    agreed: Consensus | None = None

    @property
    def scores(self):
        """The values of those who scored it, each as corrected last."""
        return [score.newest for score in (self.selector, self.specialist) if score and score.newest is not None]

    @property
    def apart(self):
        """Points between the two; 0 where only one of them scored."""
        return max(self.scores) - min(self.scores) if self.scores else 0

    @property
    def to_settle(self):
        """Whether it still has to be talked through."""
        return self.agreed is None and scoring.to_settle(self.scores)

    @property
    def value(self):
        """The value that counts."""
        return scoring.item_value(self.scores, self.agreed.value if self.agreed else None)


def rows_of(interview):
    """Every item of the interview with both scores. Only for who may see both cards, and only once both are in."""
    rows = {item.pk: Row(item) for item in interview.kit.items.all()}
    scores = Score.objects.filter(scorecard__interview=interview).with_newest()
    for score in scores.select_related("scorecard").with_corrections():
        setattr(rows[score.item_id], score.scorecard.part, score)
    for agreed in Consensus.objects.filter(interview=interview).select_related("by"):
        rows[agreed.item_id].agreed = agreed
    return list(rows.values())


def both_in(interview):
    """Whether both cards are handed in."""
    return Scorecard.objects.filter(interview=interview, submitted_at__isnull=False).count() == len(Scorecard.Part)


@transaction.atomic
def settle(interview, item, *, by, value, reason):
    """Write down the value two interviewers agreed on for an item, and what decided; once, for good.

    Raises ``NotNow`` before both cards are in, after the decision, and when it was settled already.
    """
    interview = Interview.objects.select_for_update(of=("self",)).select_related("candidate").get(pk=interview.pk)
    if not both_in(interview):
        raise NotNow(_("The two cards are not both in yet."))
    if Result.objects.filter(interview=interview).exists():
        raise NotNow(_("The decision was made already."))
    if not interview.scorecards.filter(interviewer=by).exists():
        raise NotNow(_("Only the two interviewers settle a difference."))
    if not reason.strip():
        raise NotNow(_("Write what decided."))
    if Consensus.objects.filter(interview=interview, item=item).exists():
        raise NotNow(_("This item was settled already."))
    agreed = Consensus.objects.create(interview=interview, item=item, value=value, reason=reason, by=by)
    audit.record(interview, "settle", by=by)
    return agreed


def blockers(interview, rows=None):
    """What still stands between an interview and its result, as sentences."""
    if interview.state != Interview.State.HELD:
        return [_("A result follows once both cards are in.")]
    found = []
    if interview.course != interview.candidate.course:
        found.append(_("This interview belongs to an earlier course. Its scores do not count any more."))
    if Result.objects.filter(interview=interview).exists():
        found.append(_("The decision was made already."))
    elif interview.candidate.state != Candidate.State.INTERVIEWED:
        found.append(_("The candidate is “%(state)s”.") % {"state": interview.candidate.get_state_display()})
    open_rows = [row.item.name for row in (rows_of(interview) if rows is None else rows) if row.to_settle]
    if open_rows:
        found.append(
            ngettext(
                "Talk %(n)s item through first: %(names)s.",
                "Talk %(n)s items through first: %(names)s.",
                len(open_rows),
            )
            % {"n": len(open_rows), "names": ", ".join(open_rows)}
        )
    if interview.candidate.pilot.policy_in_force is None:
        found.append(_("The policy choices are not signed by every fund yet."))
    return found


@dataclass
class Proposal:
    """What the figures say, and why in sentences; a person decides."""

    motivation: Decimal | None
    totals: scoring.Totals
    threshold: Decimal
    hard_minimum: Decimal | None
    soft_weight: int
    qualified: bool
    why: list[str] = field(default_factory=list)
    overlap: object = None
    type: int | None = None
    type_why: str = ""

    @property
    def out_reason(self):
        """The reason that follows from the figures, to begin the form with."""
        if not scoring.reaches_threshold(self.motivation, self.threshold):
            return OutReason.MOTIVATION
        if not scoring.reaches_hard_minimum(self.totals.hard, self.hard_minimum):
            return OutReason.HARD_SKILLS
        return ""


def hard_minimum_of(policy):
    """The least for hard skills (1 to 5), or ``None``: it counts for short technical training only.

    Soft skills are not trained there, and what is missing in hard skills cannot all be made up. Advice 8.3.4-05.
    """
    return policy.hard_minimum if policy.stance == Policy.Stance.SHORT else None


def propose(interview, rows=None):
    """Propose a result from both cards, what was agreed and the policy in force, with the reasons.

    Motivation below the threshold never qualifies, whatever the total; overlap with the occupation informs only.
    Advice 6.5-01, 6.5-03, 8.3.2-14, 8.3.2-16.
    """
    rows = rows_of(interview) if rows is None else rows
    policy = interview.candidate.pilot.policy_in_force
    items = [row.item for row in rows]
    totals = scoring.totals(weighed(items), {row.item.pk: row.value for row in rows}, interview.kit.soft_weight)
    motivation = next((row.value for row in rows if row.item.element == KitItem.Element.MOTIVATION), None)
    threshold, minimum = policy.motivation_threshold, hard_minimum_of(policy)
    known = competences.overlap(interview.candidate, interview.kit.occupation)
    kind = competences.propose_type(known, policy)
    return Proposal(
        motivation=None if motivation is None else scoring.rounded(motivation),
        totals=totals,
        threshold=threshold,
        hard_minimum=minimum,
        soft_weight=interview.kit.soft_weight,
        qualified=scoring.qualifies(motivation, totals.hard, threshold, minimum),
        why=_reasons(motivation, totals, threshold, minimum, interview.kit.soft_weight),
        overlap=known,
        type=kind.type,
        type_why=kind.why,
    )


def explain(result):
    """Why the figures proposed what they did, from the figures that were put on record; without a name in it."""
    totals = scoring.Totals(result.soft, result.hard, result.total)
    return _reasons(result.motivation, totals, result.threshold, result.hard_minimum, result.soft_weight)


def _reasons(motivation, totals, threshold, minimum, soft_weight):
    """Sentences that explain a proposal, without a name in them."""
    figures = {
        "motivation": formats.figure(motivation),
        "threshold": formats.figure(threshold),
        "soft": formats.decimal(totals.soft),
        "hard": formats.decimal(totals.hard),
        "total": formats.decimal(totals.total),
        "minimum": formats.figure(minimum),
        "soft_weight": soft_weight,
        "hard_weight": 100 - soft_weight,
    }
    if scoring.reaches_threshold(motivation, threshold):
        found = [
            _("Motivation is %(motivation)s and the threshold is %(threshold)s, so that condition is met.") % figures
        ]
    else:
        found = [
            _("Motivation is %(motivation)s, below the threshold of %(threshold)s. The total does not count then.")
            % figures
        ]
    if minimum is not None:
        found.append(
            _("Hard skills are %(hard)s; short training asks at least %(minimum)s, so that is met.") % figures
            if scoring.reaches_hard_minimum(totals.hard, minimum)
            else _("Hard skills are %(hard)s, below the minimum of %(minimum)s for short training.") % figures
        )
    found.append(
        _("Soft %(soft)s counts for %(soft_weight)s %% and hard %(hard)s for %(hard_weight)s %%: total %(total)s.")
        % figures
    )
    return found


@dataclass
class Decision:
    """What a selector decides; ``levels`` is the level by item id, ``message`` what a rejected candidate is mailed."""

    qualified: bool
    reason: str = ""
    type: int | None = None
    type_reason: str = ""
    levels: dict = field(default_factory=dict)
    culture: str = ""
    level_3: bool | None = None
    level_3_reason: str = ""
    training_kind: str = ""
    out_reason: str = ""
    message: str = ""
    keep_year: bool = False


def deciding_faults(decision, proposal):
    """What keeps this decision from being made: (which part of it, a sentence); the part is empty for the whole.

    The lower bounds hold for everybody.
    """
    if decision.qualified and not scoring.reaches_threshold(proposal.motivation, proposal.threshold):
        yield "", _("Motivation is below the threshold: nobody can qualify this person.")
    if decision.qualified and not scoring.reaches_hard_minimum(proposal.totals.hard, proposal.hard_minimum):
        yield "", _("Hard skills are below the minimum for short training: nobody can qualify this person.")
    if decision.qualified != proposal.qualified and not decision.reason.strip():
        yield "reason", _("You decide otherwise than proposed. Write why.")
    if decision.qualified and decision.type not in (1, 2, 3):
        yield "type", _("Choose the type of candidate.")
    if decision.qualified and decision.type != proposal.type and not decision.type_reason.strip():
        yield "type_reason", _("You choose another type than proposed. Write why.")
    if decision.qualified and decision.level_3 is not True and not decision.level_3_reason.strip():
        yield "level_3_reason", _("Without a clear yes to level 3 you write why this person is taken all the same.")
    if not decision.qualified and decision.out_reason not in OutReason.values:
        yield "", _("Choose the reason why this person falls out.")


def deciding_blockers(decision, proposal):
    """The same as sentences."""
    return [sentence for _part, sentence in deciding_faults(decision, proposal)]


@transaction.atomic
def decide(interview, decision, *, by):
    """Record what the interview came to and move the candidate on or out; return the ``Result``.

    Below the threshold for motivation (and the hard minimum for short training) nobody qualifies, whoever decides.
    Without a clear yes to level 3 a reason is asked. Raises ``NotNow``.
    Advice 6.1-01, 6.5-01, 8.3.2-20, 8.3.2-22, 8.3.4-05.
    """
    interview = (
        Interview.objects.select_for_update(of=("self",)).select_related("candidate__pilot", "kit").get(pk=interview.pk)
    )
    rows = rows_of(interview)
    require_none(blockers(interview, rows))
    proposal = propose(interview, rows)
    require_none(deciding_blockers(decision, proposal))
    yes = decision.qualified
    result = Result.objects.create(
        interview=interview,
        candidate=interview.candidate,
        motivation=proposal.motivation,
        soft=proposal.totals.soft,
        hard=proposal.totals.hard,
        total=proposal.totals.total,
        soft_weight=proposal.soft_weight,
        threshold=proposal.threshold,
        hard_minimum=proposal.hard_minimum,
        proposed=proposal.qualified,
        qualified=yes,
        reason=decision.reason.strip() if yes != proposal.qualified else "",
        proposed_type=proposal.type,
        type=decision.type if yes else None,
        type_reason=decision.type_reason.strip() if yes else "",
        culture=decision.culture if yes else "",
        level_3=decision.level_3 if yes else None,
        level_3_reason=decision.level_3_reason.strip() if yes and decision.level_3 is not True else "",
        training_kind=decision.training_kind if yes else "",
        decided_by=by,
    )
    audit.record(result, "decide", by=by, fields=["qualified", *(["type"] if yes else [])])
    if yes:
        CompetenceLevel.objects.bulk_create(
            CompetenceLevel(result=result, item_id=item, level=level) for item, level in decision.levels.items()
        )
        move(interview.candidate, "qualify", by=by)
    else:
        recruiting.drop(
            interview.candidate,
            by=by,
            reason=decision.out_reason,
            note=decision.reason,
            message=decision.message,
            keep_year=decision.keep_year,
        )
    return result


def need_of(result):
    """The training need of a qualified candidate, the largest gap first."""
    return competences.training_need(
        (level.item, level.level) for level in result.levels.select_related("item").order_by("item__position")
    )
