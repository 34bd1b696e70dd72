"""Do two interviewers see the same: agreement beyond chance with its uncertainty, and how far strict and mild differ.

Pure: knows numbers, no records and no names. What it says is about the interviews of a pilot together; comparing
interviewers one by one would be watching staff, and is nowhere possible here.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

SCALE = 5
DRAWS = 1000
SEED = 20160401
#: Fewer pairs of scores than this say nothing worth reading.
FEWEST_PAIRS = 20
#: Severity is spoken of from this many interviewers, each with this many scores beside a colleague's.
FEWEST_PEOPLE, FEWEST_EACH = 3, 10
#: Quadratic weights: one point apart counts a sixteenth of four points apart.
WEIGHTS = np.subtract.outer(np.arange(SCALE), np.arange(SCALE)) ** 2 / (SCALE - 1) ** 2


@dataclass(frozen=True)
class Agreement:
    """Kappa (-1 to 1) with low and high (95 percent), pairs of scores, and shares (0-1) equal and two or more apart."""

    kappa: float
    low: float
    high: float
    pairs: int
    equal: float
    apart: float


@dataclass(frozen=True)
class Severity:
    """Points (0-4) between the strictest and the mildest of so many interviewers, beside what chance alone gives."""

    people: int
    range: float
    chance_range: float

    @property
    def stands_out(self):
        """Whether they differ more than nineteen of twenty times by chance."""
        return self.range > self.chance_range


def table(pairs: Iterable[tuple[int, int]]):
    """Count pairs of scores (1 to 5 each) in a table of 5 × 5."""
    found = np.zeros((SCALE, SCALE))
    for one, other in pairs:
        found[one - 1, other - 1] += 1
    return found


def kappa(counts) -> float | None:
    """Weighted kappa (quadratic) of a table of counts; ``None`` where it is not defined: all scores equal."""
    total = counts.sum()
    expected = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / total if total else counts
    by_chance = (WEIGHTS * expected).sum()
    return float(1 - (WEIGHTS * counts).sum() / by_chance) if by_chance else None


def agreement(interviews: Sequence[Sequence[tuple[int, int]]], *, draws=DRAWS, seed=SEED) -> Agreement | None:
    """Return the agreement over interviews, each a list of pairs (selector, specialist); ``None`` with too few pairs.

    The uncertainty is that of drawing whole interviews again: items of one interview go together.
    """
    tables = np.array([table(pairs) for pairs in interviews if pairs])
    if not len(tables) or tables.sum() < FEWEST_PAIRS:
        return None
    counts = tables.sum(axis=0)
    found = kappa(counts)
    if found is None:
        return None
    rng = np.random.default_rng(seed)
    times = rng.multinomial(len(tables), np.full(len(tables), 1 / len(tables)), size=draws)
    drawn = [one for one in (kappa(again) for again in np.tensordot(times, tables, axes=1)) if one is not None]
    low, high = np.quantile(drawn, (0.025, 0.975))
    total = counts.sum()
    distance = np.abs(np.subtract.outer(np.arange(SCALE), np.arange(SCALE)))
    return Agreement(
        kappa=found,
        low=float(low),
        high=float(high),
        pairs=int(total),
        equal=float(counts[distance == 0].sum() / total),
        apart=float(counts[distance >= 2].sum() / total),
    )


def word(found: Agreement) -> str:
    """How the agreement is usually called (Landis and Koch): poor, fair, moderate, good or very good."""
    names = ((0.2, "poor"), (0.4, "fair"), (0.6, "moderate"), (0.8, "good"))
    return next((name for below, name in names if found.kappa < below), "very good")


def severity(scores: Iterable[tuple[object, object, int, int]], *, draws=DRAWS, seed=SEED) -> Severity | None:
    """Return how far strict and mild interviewers lie apart; ``None`` where it would be about few people.

    ``scores`` are (one, other, score of one, score of the other) of the same item. Everybody is held against their
    colleagues; the range by chance is that of the same scores given by either of the two at random.
    """
    rows = [(one, other, mine - theirs) for one, other, mine, theirs in scores]
    seen = defaultdict(int)
    for one, other, _difference in rows:
        seen[one] += 1
        seen[other] += 1
    people = sorted((who for who, number in seen.items() if number >= FEWEST_EACH), key=str)
    if len(people) < FEWEST_PEOPLE:
        return None
    place = {who: number for number, who in enumerate(people)}
    first = np.array([place.get(one, -1) for one, _other, _d in rows])
    second = np.array([place.get(other, -1) for _one, other, _d in rows])
    differences = np.array([difference for *_both, difference in rows], dtype=float)

    def spread(values):
        sums = np.zeros(len(people) + 1)
        np.add.at(sums, first, values / 2)
        np.add.at(sums, second, -values / 2)
        means = sums[:-1] / np.array([seen[who] for who in people])
        return float(means.max() - means.min())

    rng = np.random.default_rng(seed)
    by_chance = [spread(differences * rng.choice((-1, 1), len(differences))) for _draw in range(draws)]
    return Severity(len(people), spread(differences), float(np.quantile(by_chance, 0.95)))
