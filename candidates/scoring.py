"""What scores come to. Pure: knows numbers, no records; everything is a Decimal on the scale from 1 to 5."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

SOFT, HARD = "soft", "hard"
#: From so many points difference two interviewers talk an item through before anything is decided.
SETTLE_FROM = 2
CENTS = Decimal("0.01")


class Weighed(NamedTuple):
    """An item as far as counting goes: its kind (soft or hard) and its weight within that kind (1 to 9)."""

    key: object
    kind: str
    weight: int


class Totals(NamedTuple):
    """Figures of one interview, each from 1.00 to 5.00; None where nothing was scored."""

    soft: Decimal | None
    hard: Decimal | None
    total: Decimal | None


def rounded(value: Decimal) -> Decimal:
    """Two decimals, half up, as on paper."""
    return value.quantize(CENTS, rounding=ROUND_HALF_UP)


def item_value(scores: Iterable[int | None], agreed: int | None = None) -> Decimal | None:
    """The value of an item: what was agreed, else the mean of those who scored it, else None."""
    if agreed is not None:
        return Decimal(agreed)
    given = [score for score in scores if score is not None]
    return Decimal(sum(given)) / len(given) if given else None


def to_settle(scores: Iterable[int | None]) -> bool:
    """Whether two people differ so much (two points) that they have to talk the item through."""
    given = [score for score in scores if score is not None]
    return len(given) > 1 and max(given) - min(given) >= SETTLE_FROM


def weighted_mean(items: Iterable[Weighed], values: Mapping[object, Decimal | None]) -> Decimal | None:
    """The mean of the values there are, by weight; None without any."""
    counted = [(item.weight, values[item.key]) for item in items if values.get(item.key) is not None]
    weight = sum(weight for weight, _value in counted)
    return sum((weight * value for weight, value in counted), Decimal(0)) / weight if weight else None


def totals(items: Sequence[Weighed], values: Mapping[object, Decimal | None], soft_weight: int) -> Totals:
    """Soft, hard and total; ``soft_weight`` is a percentage (51 to 99), hard takes the rest.

    The total is counted from the two figures as they are shown, so that anybody can check it. Raises ``ValueError``
    when soft would not outweigh hard. Advice 8.1-02, 8.3.2-14.
    """
    if not 50 < soft_weight < 100:
        raise ValueError("soft skills weigh more than hard skills")
    soft = weighted_mean((item for item in items if item.kind == SOFT), values)
    hard = weighted_mean((item for item in items if item.kind == HARD), values)
    soft = None if soft is None else rounded(soft)
    hard = None if hard is None else rounded(hard)
    if soft is None or hard is None:
        return Totals(soft, hard, None)
    return Totals(soft, hard, rounded((soft * soft_weight + hard * (100 - soft_weight)) / 100))


def share(item: Weighed, items: Iterable[Weighed], soft_weight: int) -> Decimal:
    """How much one item counts in the total, in percent (0 to 100)."""
    of_kind = soft_weight if item.kind == SOFT else 100 - soft_weight
    return Decimal(of_kind * item.weight) / sum(other.weight for other in items if other.kind == item.kind)


def reaches_threshold(motivation: Decimal | None, threshold: Decimal) -> bool:
    """Whether somebody is motivated enough: the precondition, whatever the total (advice 6.5-01)."""
    return motivation is not None and motivation >= threshold


def reaches_hard_minimum(hard: Decimal | None, minimum: Decimal | None) -> bool:
    """Whether somebody knows enough for short training; without a minimum (other training) always so.

    Advice 8.3.4-05.
    """
    return minimum is None or (hard is not None and hard >= minimum)


def qualifies(motivation: Decimal | None, hard: Decimal | None, threshold: Decimal, minimum: Decimal | None) -> bool:
    """Whether somebody can be qualified at all; nobody decides otherwise than this no."""
    return reaches_threshold(motivation, threshold) and reaches_hard_minimum(hard, minimum)
