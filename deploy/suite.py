"""`make test`: what one process holds, a database for each core; then browser and fault tests on sites of their own."""

import sys
import time
from pathlib import Path

from deploy import embedded
from deploy.account import Unavailable
from deploy.prepare import ROOT, say
from deploy.within import call, development

#: Tests that drive the processes of a site: each has a database and a Redis of its own. They wait more than they work.
SITES = ("tests/faults", "tests/browser")
NOTHING_FOUND = 5
INTERRUPTED = 2


def split(arguments: list[str]) -> tuple[list[str], list[str], list[str]]:
    """Divide what was asked into options, paths within one process, and paths that drive sites.

    Without paths everything is asked.
    """
    paths = [word for word in arguments if word.startswith("tests/")]
    options = [word for word in arguments if word not in paths]
    if not paths:
        return options, ["tests"], [folder for folder in SITES if any((ROOT / folder).glob("**/test_*.py"))]
    driving = [path for path in paths if Path(path).as_posix().startswith(SITES)]
    return options, [path for path in paths if path not in driving], driving


def run(arguments: list[str], *, env: dict[str, str]) -> int:
    """Run both parts, whatever the first one says, and return the exit code of the worse."""
    pytest = [sys.executable, "-m", "pytest", "-n", "2"]
    options, inside, driving = split(arguments)
    without = [f"--ignore={folder}" for folder in SITES]
    parts = {
        "in process": [*pytest, *without, *inside, *options] if inside else [],
        "with browsers and faults": [*pytest, *driving, *options] if driving else [],
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
