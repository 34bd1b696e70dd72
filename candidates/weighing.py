"""What each item adds to a total, and whether other permitted weights turn an order. Pure: figures in, figures out."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import NamedTuple

from candidates.scoring import SOFT, Weighed

#: Percentages for soft skills that a pilot may choose: soft always outweighs hard (advice 8.3.2-14).
LOWEST, HIGHEST = 51, 99
PERMITTED = range(LOWEST, HIGHEST + 1)


class Part(NamedTuple):
    """What one item adds: its value (1 to 5), its share of the total in percent, and the points that makes."""

    key: object
    value: Decimal
    share: Decimal
    points: Decimal


def parts(items: Sequence[Weighed], values: Mapping[object, Decimal | None], soft_weight: int) -> list[Part]:
    """Every scored item with its share and points, the most points first; the points add up to the total.

    Items that nobody scored count for nothing, so the others of their kind count for more.
    """
    found = []
    for item in items:
        value = values.get(item.key)
        if value is None:
            continue
        same = [other for other in items if other.kind == item.kind and values.get(other.key) is not None]
        of_kind = soft_weight if item.kind == SOFT else 100 - soft_weight
        share = Decimal(of_kind * item.weight) / sum(other.weight for other in same)
        found.append(Part(item.key, value, share, value * share / 100))
    return sorted(found, key=lambda part: -part.points)


class Figures(NamedTuple):
    """Soft and hard of one person (1 to 5)."""

    soft: Decimal
    hard: Decimal

    def at(self, weight: int) -> Decimal:
        """The total, not rounded, would soft skills count for ``weight`` percent."""
        return (self.soft * weight + self.hard * (100 - weight)) / 100


def ahead(one: Figures, other: Figures) -> range:
    """The permitted weights of soft skills (percent) at which ``other`` comes before ``one``; empty when at none.

    The difference between two totals is a straight line in the weight, so these weights stand together.
    """
    soft, hard = other.soft - one.soft, other.hard - one.hard
    if soft == hard:
        return PERMITTED if soft > 0 else range(0)
    # weight × soft + (100 − weight) × hard = 0
    even = 100 * hard / (hard - soft)
    if soft > hard:
        first = int(even.to_integral_value(ROUND_FLOOR)) + 1
        return range(max(first, LOWEST), HIGHEST + 1) if first <= HIGHEST else range(0)
    last = int(even.to_integral_value(ROUND_CEILING)) - 1
    return range(LOWEST, min(last, HIGHEST) + 1) if last >= LOWEST else range(0)


def changing(one: Figures, others: Iterable[tuple[object, Figures]], weight: int) -> dict[object, range]:
    """Who stands on the other side of ``one`` at some permitted weight than at ``weight``, with those weights."""
    found = {}
    for key, other in others:
        before = other.at(weight) > one.at(weight)
        turned = ahead(other, one) if before else ahead(one, other)
        if turned:
            found[key] = turned
    return found
