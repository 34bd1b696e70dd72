"""`make test`: everything that can run side by side on two cores, and then browser and fault tests one by one."""

import sys
import time
from pathlib import Path

from deploy import embedded
from deploy.account import Unavailable
from deploy.prepare import ROOT, say
from deploy.within import call, development

# These drive real processes and flush the database under them, so they go one at a time.
ONE_BY_ONE = ("tests/browser", "tests/faults")
NOTHING_FOUND = 5
INTERRUPTED = 2


def split(arguments: list[str]) -> tuple[list[str], list[str], list[str]]:
    """Divide what was asked into options, paths to run side by side, and paths to run one by one.

    Without paths everything is asked.
    """
    paths = [word for word in arguments if word.startswith("tests/")]
    options = [word for word in arguments if word not in paths]
    if not paths:
        return options, ["tests"], [folder for folder in ONE_BY_ONE if any((ROOT / folder).glob("**/test_*.py"))]
    serial = [path for path in paths if Path(path).as_posix().startswith(ONE_BY_ONE)]
    return options, [path for path in paths if path not in serial], serial


def run(arguments: list[str], *, env: dict[str, str]) -> int:
    """Run both parts, whatever the first one says, and return the exit code of the worse."""
    pytest = [sys.executable, "-m", "pytest"]
    options, side_by_side, one_by_one = split(arguments)
    both = [*pytest, "-n", "2", *(f"--ignore={folder}" for folder in ONE_BY_ONE)]
    parts = {
        "side by side": [*both, *side_by_side, *options] if side_by_side else [],
        "one by one": [*pytest, *one_by_one, *options] if one_by_one else [],
    }
    codes: dict[str, int] = {}
    for name, words in parts.items():
        if words and INTERRUPTED not in codes.values():
            began = time.monotonic()
            codes[name] = call(words, env=env)
            verdict = {0: "passed", INTERRUPTED: "interrupted", NOTHING_FOUND: "no tests"}.get(codes[name], "FAILED")
            say(f"Tests {name}: {verdict} in {time.monotonic() - began:.0f} s")
    found = [code for code in codes.values() if code != NOTHING_FOUND]
    return max(found) if found else NOTHING_FOUND


def main() -> int:
    """Run the tests on throw-away servers and return the exit code."""
    try:
        with embedded.throwaway() as servers:
            return run(sys.argv[1:], env=development(servers))
    except Unavailable as reason:
        print(reason, file=sys.stderr)
        return 1


if __name__ == "__main__":
    raise SystemExit(main())
