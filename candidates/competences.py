"""Where somebody stands: overlap with the occupation, type, level per competence, and the training that follows."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from pilot import facts
from pilot.choices import Level, TrainingKind
from pilot.formats import percent
from pilot.models import Policy

#: Levels from low to high; empty is not yet at the basic level.
LADDER = ["", Level.BASIC, Level.ADVANCED, Level.EXPERT, Level.TOTAL]
NOT_YET = ""


def overlap(candidate, occupation):
    """Overlap of the former function with the occupation, or ``None`` when that is unknown (not zero).

    It informs and never gates (advice 6.5-03, 8.3.2-07).
    """
    return facts.overlap(occupation, candidate.former_function) if candidate.former_function else None


def overlap_words(known):
    """The overlap in words: 31 of 51 competences (61 %), or unknown."""
    if known is None:
        return _("unknown")
    if known.matching is None:
        return percent(known.pct)
    return _("%(matching)s of %(total)s competences (%(pct)s)") % {
        "matching": known.matching,
        "total": known.total,
        "pct": percent(known.pct),
    }


def overlap_explained(known):
    """What an overlap says and what it does not, in a sentence; the same for everybody and never a gate.

    A higher overlap means a better chance, but an occupation that asks many competences gives a lower percentage for
    as much in common, so the numbers stand beside it (advice 6.5-04, 8.3.2-07).
    """
    if known is None:
        return _("The function is not in the list of 134, so the overlap is unknown: that is not zero.")
    if known.matching is None:
        return _("A higher overlap means a better chance. It keeps nobody out.")
    return _(
        "%(matching)s of the %(total)s competences of the occupation are known from the former function. A higher "
        "overlap means a better chance, but the percentage depends on how many competences the occupation has. "
        "It keeps nobody out."
    ) % {"matching": known.matching, "total": known.total}


class TypeProposal(NamedTuple):
    """Type 1, 2 or 3 as the product proposes it, and why in a sentence."""

    type: int
    why: str


def propose_type(known, policy):
    """Propose the type of a motivated candidate from the overlap (percent) and the policy's two thresholds.

    1 motivated; 2 some technical overlap; 3 large overlap. Unknown overlap gives 1 with a remark: the selector knows
    more than the list. Advice 7.3-09, 8.1-03, 6.5-04.
    """
    if known is None:
        return TypeProposal(
            1,
            _("The former function is not in the list, so the overlap is unknown: type 1, unless you know better."),
        )
    figures = {"pct": percent(known.pct), "two": percent(policy.type_2_from), "three": percent(policy.type_3_from)}
    if known.pct >= policy.type_3_from:
        return TypeProposal(3, _("An overlap of %(pct)s is at or above %(three)s: type 3.") % figures)
    if known.pct >= policy.type_2_from:
        return TypeProposal(2, _("An overlap of %(pct)s lies between %(two)s and %(three)s: type 2.") % figures)
    return TypeProposal(1, _("An overlap of %(pct)s is below %(two)s: type 1.") % figures)


class Need(NamedTuple):
    """What somebody still has to learn on one item: the level there is, the level asked, how many steps between."""

    item: object
    level: str
    required: str
    steps: int

    @property
    def level_words(self):
        """The level there is, in words."""
        return level_label(self.level)

    @property
    def required_words(self):
        """The level asked, in words."""
        return level_label(self.required)

    @property
    def words(self):
        """From … to …, for lists."""
        return _("from %(level)s to %(required)s") % {
            "level": level_label(self.level).lower(),
            "required": level_label(self.required).lower(),
        }


def level_label(level):
    """A level in words; empty is not yet at the basic level."""
    return str(Level(level).label) if level else _("Not yet basic")


def training_need(levels):
    """What is between the level of a candidate and the level asked, the largest gap first.

    ``levels`` gives (kit item, level) couples; items without a required level ask nothing. The larger the match, the
    less training (advice 7.4-01, 7.4-04, 8.3.2-20).
    """
    needs = []
    for item, level in levels:
        steps = LADDER.index(item.required_level) - LADDER.index(level)
        if item.required_level and steps > 0:
            needs.append(Need(item, level, item.required_level, steps))
    return sorted(needs, key=lambda need: (-need.steps, need.item.position))


class TrainingProposal(NamedTuple):
    """A kind of training, and the sentences that explain it."""

    kind: str
    why: list[str]


def propose_training(type_, policy):
    """Propose training by type, within the frames of the pilot (advice 8.3.2-21).

    Type 1 is best served by a diploma course, type 3 by recognition of prior learning (advice 7.3-10, 7.3-11). Where
    the policy chose otherwise its choice goes first, and a sentence says what would have suited better. The last
    sentence says what companies mostly prefer and what a diploma brings (advice 7.4-06).
    """
    kind, why = _by_type(type_, policy)
    return TrainingProposal(kind, [*why, _trade_off(kind)])


def training_explained(type_, kind, policy):
    """Why this kind of training was proposed to somebody who qualified, as sentences; none without a type or policy."""
    if not type_ or policy is None:
        return []
    proposed = propose_training(type_, policy)
    if kind and kind != proposed.kind:
        words = {"proposed": TrainingKind(proposed.kind).label, "chosen": TrainingKind(kind).label}
        return [_("Proposed was: %(proposed)s. Chosen was: %(chosen)s.") % words, _trade_off(kind)]
    return proposed.why


def _trade_off(kind):
    """What a kind brings and what companies think of it (advice 7.4-06)."""
    if kind == TrainingKind.DIPLOMA:
        return _(
            "A diploma (CREBO/CROHO) brings extra money. Companies mostly prefer something shorter, certainly when "
            "they are in a hurry: tell them early what it brings."
        )
    return _(
        "Companies mostly prefer this to a diploma, certainly when they are in a hurry. The extra money for a diploma "
        "(CREBO/CROHO) is missed then."
    )


def _by_type(type_, policy):
    """The kind of training and why, by type and by the stance of the pilot."""
    frame = TrainingKind.DIPLOMA if policy.stance == Policy.Stance.CERTIFIED else TrainingKind.SHORT
    if type_ == 1:
        better = _("Somebody of type 1 is best served by a diploma course.")
        if frame == TrainingKind.DIPLOMA:
            return frame, [better]
        return frame, [better, _("This pilot chose short technical training.")]
    if type_ == 3:
        better = _("Somebody of type 3 can show what is already known and start at once (EVC).")
        if policy.evc:
            return TrainingKind.EVC, [better]
        return frame, [better, _("This pilot chose to do without EVC.")]
    if frame == TrainingKind.DIPLOMA:
        return frame, [_("This pilot chose certified training.")]
    return frame, [_("Some technical overlap: a short course fills the gaps.")]
