"""How a case is measured: the work and its yardstick in turn, in one run; the promise is about their ratio."""

import os
import statistics
import time
from dataclasses import dataclass

REPEATS = int(os.environ.get("BENCH_REPEATS", "15"))


@dataclass
class Case:
    """One measured case: two medians in ``unit``, their ratio, and the most that was promised."""

    name: str
    against: str
    value: float
    yardstick: float
    ratio: float
    promise: float
    unit: str = "ms"

    @property
    def kept(self):
        return self.ratio <= self.promise


def interleaved(work, yardstick, repeats=REPEATS):
    """Run both in turn and return couples of ms; the first round warms up and does not count."""
    couples = []
    for _number in range(repeats + 1):
        couple = []
        for one in (work, yardstick):
            began = time.perf_counter()
            one()
            couple.append((time.perf_counter() - began) * 1000)
        couples.append(couple)
    return couples[1:]


def case(name, against, work, yardstick, promise, **options):
    """Measure one case. The ratio is the median of each couple's: what else the machine did then slowed both."""
    couples = interleaved(work, yardstick, **options)
    ours, theirs = (round(statistics.median(one), 2) for one in zip(*couples, strict=True))
    ratio = round(statistics.median(one / other for one, other in couples), 2)
    return Case(name, against, ours, theirs, ratio, promise)


def within(name, value, limit, unit):
    """A case that was promised to stay within a limit, whatever the machine; ``value`` and ``limit`` in ``unit``."""
    return Case(name, f"the limit of {limit:g} {unit}", round(value, 2), limit, round(value / limit, 2), 1, unit)
