"""Which of the 212 rules are carried, by what, and whether that is true: ``python -m tests.advice [rule ...]``.

A test names a rule and its carrier: ``@pytest.mark.advice("8.3.5-02", carries="funding.rules.average")``. Each marked
test is run again with its carrier replaced by one that raises, and must fail. A carrier is a dotted path of a callable
or of a class attribute, or ``template:companies/participation.html`` for a page that shows a rule's figure or label.
Rules that no test carries stand in docs/advice.csv with the place that supports them, or why not.
"""

import csv
import importlib
import os
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
OURS = ("pilot", "companies", "candidates", "training", "funding")
PASS = "ADVICE_PASS"
#: Rules that were asked for; without any, all.
ASKED = "ADVICE_RULES"


class CarrierTaken(Exception):
    """Raised in place of a carrier that was taken away."""


def taken_away(*_args, **_kwargs):
    raise CarrierTaken


def find(path):
    """Return (owner, name, original) of a dotted path to a callable or a class attribute."""
    parts = path.split(".")
    for cut in range(len(parts) - 1, 0, -1):
        try:
            owner = importlib.import_module(".".join(parts[:cut]))
        except ModuleNotFoundError:
            continue
        for name in parts[cut:-1]:
            owner = getattr(owner, name)
        return owner, parts[-1], getattr(owner, parts[-1])
    raise LookupError(path)


def take_away(monkeypatch, path):
    """Replace a carrier everywhere it is known by a callable that raises."""
    from pilot.questions import Question

    if path.startswith("template:"):
        from django.template import engines

        engine = engines["django"].engine
        original, wanted = engine.find_template, path.removeprefix("template:")

        def found(name, *args, **kwargs):
            return taken_away() if name == wanted else original(name, *args, **kwargs)

        monkeypatch.setattr(engine, "find_template", found)
        return
    owner, name, original = find(path)
    monkeypatch.setattr(owner, name, property(taken_away) if isinstance(original, property) else taken_away)
    for module in list(sys.modules.values()):
        if getattr(module, "__name__", "").split(".")[0] in OURS:
            for key, value in list(vars(module).items()):
                if isinstance(value, Question):
                    value.answers.clear()  # put together anew, without the carrier
                if value is original and callable(original):
                    monkeypatch.setattr(module, key, taken_away)


def claims(item):
    """The (rule, carrier) pairs that a test makes."""
    asked = os.environ.get(ASKED, "").split()
    found = [(mark.args[0], mark.kwargs["carries"]) for mark in item.iter_markers("advice")]
    return [claim for claim in found if not asked or claim[0] in asked]


class Collector:
    """Pytest plugin: collects claims, and in pass ``n`` breaks each test's n-th carrier."""

    def __init__(self, number):
        self.number, self.claims, self.hollow, self.most = number, defaultdict(set), [], 0

    def pytest_collection_modifyitems(self, config, items):
        for item in items:
            for rule, carrier in claims(item):
                self.claims[rule].add((carrier, item.nodeid))
        self.most = max((len({c for _r, c in claims(item)}) for item in items), default=0)
        keep = [item for item in items if len(self._carriers(item)) > self.number]
        items[:] = keep if self.number >= 0 else []

    @staticmethod
    def _carriers(item):
        return sorted({carrier for _rule, carrier in claims(item)})

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_call(self, item):
        carrier = self._carriers(item)[self.number]
        with pytest.MonkeyPatch.context() as patch:
            take_away(patch, carrier)
            outcome = yield
        if outcome.excinfo is None:
            self.hollow.append((carrier, item.nodeid))
            outcome.force_exception(AssertionError(f"passes without its carrier {carrier}"))
        else:
            outcome.force_result(None)


def run(number):
    plugin = Collector(number)
    paths = [str(p) for p in sorted((ROOT / "tests").iterdir()) if p.is_dir() and p.name not in ("browser", "faults")]
    code = pytest.main(["-q", "--no-header", "-p", "no:cacheprovider", "--tb=line", *paths], plugins=[plugin])
    return plugin, code


def main():
    if PASS in os.environ:
        number = int(os.environ[PASS])
        plugin, code = run(number)
        if number < 0:
            out = csv.writer(sys.stderr)
            for rule, found in sorted(plugin.claims.items()):
                for carrier, test in sorted(found):
                    out.writerow([rule, carrier, test])
            out.writerow(["#", plugin.most, ""])
        return 0 if code in (0, 5) else 1
    os.environ[ASKED] = " ".join(sys.argv[1:])
    rows = list(csv.reader(passed(-1).stderr.splitlines()))
    most = next(int(row[1]) for row in rows if row and row[0] == "#")
    carried = defaultdict(set)
    for row in rows:
        if len(row) == 3 and row[0] != "#":
            carried[row[0]].add(row[1])
    failed = 0
    for number in range(most):
        result = passed(number)
        print(result.stdout.strip().splitlines()[-1])
        if result.returncode:
            failed += 1
            print(result.stdout)
    return report(carried, sys.argv[1:]) or failed


def passed(number):
    """Run one pass in a process of its own: broken carriers must not linger."""
    env = {**os.environ, PASS: str(number)}
    return subprocess.run(
        [sys.executable, "-m", "tests.advice"], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )


def report(carried, asked=()):
    """Print every rule with its carrier, or the place that supports it, or why not."""
    with (ROOT / "pilot/reference/advice_rules.csv").open(encoding="utf-8") as file:
        known = [row["id"] for row in csv.DictReader(file)]
    rules = [rule for rule in known if not asked or rule in asked]
    with (ROOT / "docs/advice.csv").open(encoding="utf-8") as file:
        others = {row["id"]: row for row in csv.DictReader(file)}
    counts, unknown = defaultdict(int), sorted({*carried, *asked} - set(known))
    for rule in rules:
        if rule in carried:
            counts["carried"] += 1
            print(f"{rule:10} carried  {', '.join(sorted(carried[rule]))}")
        elif rule in others:
            counts[others[rule]["standing"]] += 1
            print(f"{rule:10} {others[rule]['standing']:8} {others[rule]['where_or_why']}")
        else:
            counts["silent"] += 1
            print(f"{rule:10} SILENT   neither carried nor in docs/advice.csv")
    print(", ".join(f"{count} {name}" for name, count in sorted(counts.items())), f"of {len(rules)} rules")
    for rule in unknown:
        print(f"{rule}: no such rule")
    return len(unknown) + counts["silent"]


if __name__ == "__main__":
    sys.exit(1 if main() else 0)
