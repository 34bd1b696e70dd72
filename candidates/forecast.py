"""Will there be enough people by a day: what the pilot saw so far, held against what the report expects.

A candidate takes five steps, from registering to being placed. Of each step two things are unknown: which share
takes it, and how fast. Both begin with what the report says (75 to 95 percent fall out in selection, advice 8.3.2-23)
and move towards the pilot's own figures as it gains experience. The forecast draws both many times, and lets
everybody who is still on the way go on from where they are.
"""

from dataclasses import dataclass, field, replace

import numpy as np

#: The steps of the way, each named after the state it begins in.
STEPS = ("registered", "informed", "invited", "interviewed", "qualified")
#: Shares that go all the way, by the report: 5 to 25 percent, which is taken as the middle nine tenths of what may be.
REPORT_SHARE = (0.05, 0.25)
#: Beta prior of the share that takes one step: five equal steps together give the report's range.
SHARE_PRIOR = (7.7, 3.8)
#: Gamma prior of the speed of a step (per day): as much as two people who took three weeks each.
SPEED_PRIOR = (2.0, 42.0)
DRAWS = 2000
#: Draws are the same every time: a page that is opened twice says the same twice.
SEED = 20160401
#: The most people before one step who are followed one by one; of more, a share of these is taken.
FOLLOWED = 400


@dataclass(frozen=True)
class Step:
    """What a pilot saw of one step: people who took it, who fell out before it, who stand before it, and for how long.

    ``days`` is the time that all of them together stood before it (person-days).
    """

    passed: int = 0
    out: int = 0
    waiting: int = 0
    days: float = 0.0


@dataclass(frozen=True)
class Experience:
    """What a pilot saw of all steps, and who is placed already (people)."""

    steps: dict = field(default_factory=lambda: {name: Step() for name in STEPS})
    placed: int = 0

    def joined_by(self, people):
        """The same, with so many more people who register today."""
        first = self.steps[STEPS[0]]
        more = replace(first, waiting=first.waiting + people)
        return replace(self, steps={**self.steps, STEPS[0]: more})


@dataclass(frozen=True)
class Outlook:
    """What may be expected: chance (0-1) of at least the target, and how many (median, and where 8 of 10 lie)."""

    target: int
    chance: float
    median: int
    low: int
    high: int


def _drawn(experience, draws, rng):
    """Draw the share and the speed (per day) of every step; two arrays of draws by steps."""
    steps = [experience.steps[name] for name in STEPS]
    taken = np.array([SHARE_PRIOR[0] + step.passed for step in steps])
    fallen = np.array([SHARE_PRIOR[1] + step.out for step in steps])
    seen = np.array([SPEED_PRIOR[0] + step.passed + step.out for step in steps])
    days = np.array([SPEED_PRIOR[1] + step.days for step in steps])
    size = (draws, len(STEPS))
    return rng.beta(taken, fallen, size), rng.gamma(seen, 1 / days, size)


def totals(experience, days, *, draws=DRAWS, seed=SEED, better=None):
    """Return ``draws`` possible numbers of people placed within ``days`` from today.

    ``better`` names a step of which a tenth more people take it than drawn, to see what that would change.
    """
    rng = np.random.default_rng(seed)
    shares, speeds = _drawn(experience, draws, rng)
    if better is not None:
        place = STEPS.index(better)
        shares[:, place] = np.minimum(shares[:, place] + 0.1, 1)
    found = np.full(draws, experience.placed)
    for place, name in enumerate(STEPS):
        waiting = experience.steps[name].waiting
        if not waiting or days <= 0:
            continue
        left = shares[:, place:].prod(axis=1)
        # How long each of them still takes: the steps ahead, one after the other.
        followed = min(waiting, FOLLOWED)
        time = rng.standard_exponential((draws, followed, len(STEPS) - place)) / speeds[:, None, place:]
        in_time = (time.sum(axis=2) <= days).sum(axis=1)
        if waiting > followed:
            in_time = rng.binomial(waiting, in_time / followed)
        found += rng.binomial(in_time, left)
    return found


def outlook(experience, days, target, **how):
    """Forecast how many people are placed within ``days``, and the chance of ``target`` (advice 8.3.2-23)."""
    found = totals(experience, days, **how)
    low, high = _eight_of_ten(found)
    return Outlook(target, float((found >= target).mean()), int(np.median(found)), low, high)


def _eight_of_ten(found):
    """Return the two whole numbers between which as near to 8 of 10 lie as whole numbers allow, ends included."""
    low, high = (int(one) for one in np.quantile(found, (0.1, 0.9), method="inverted_cdf"))
    tries = [(a, b) for a in (low, low + 1) for b in (high, high - 1) if a <= b]
    return min(tries, key=lambda ends: abs(((found >= ends[0]) & (found <= ends[1])).mean() - 0.8))


def share_all_the_way(experience, *, draws=DRAWS, seed=SEED):
    """Return low, median and high (0-1) of the share placed of who registers; 8 of 10 lie between low and high."""
    shares, _speeds = _drawn(experience, draws, np.random.default_rng(seed))
    return tuple(float(one) for one in np.quantile(shares.prod(axis=1), (0.1, 0.5, 0.9)))


def needed(experience, days, target, *, chance=0.8, most=600):
    """Return how many more people have to register today for this chance of the target; ``None`` above ``most``."""

    def enough(more):
        return outlook(experience.joined_by(more), days, target, draws=500).chance >= chance

    if enough(0):
        return 0
    if not enough(most):
        return None
    low, high = 0, most
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


def weakest_step(experience, days, target):
    """Return the step at which a tenth more people going on would raise the chance most, and that chance (0-1)."""
    gains = {name: outlook(experience, days, target, better=name).chance for name in STEPS}
    best = max(gains, key=gains.get)
    return best, gains[best]
