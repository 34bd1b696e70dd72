"""`make check`: what can be judged without running the product, all of it, and quickly."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from deploy import embedded
from deploy.prepare import ROOT, say
from deploy.within import development

PYTHON = [sys.executable, "-m"]
CHECKS = {
    "style": [*PYTHON, "ruff", "check", "--output-format=concise", "."],
    "layout": [*PYTHON, "ruff", "format", "--check", "--output-format=concise", "."],
    "templates": [*PYTHON, "djlint", "templates", "--lint", "--quiet"],
    "types": [*PYTHON, "mypy"],
    "layers": [os.path.join(os.path.dirname(sys.executable), "lint-imports")],
    "migrations": [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"],
    "translations": [*PYTHON, "pytest", "-q", "tests/house/test_translations.py"],
}


def check(name: str, env: dict[str, str]) -> bool:
    """Run one check, print what it has to say when it fails, and say whether it passed."""
    began = time.monotonic()
    done = subprocess.run(CHECKS[name], cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    passed = done.returncode == 0
    told = "" if passed else f"\n{done.stdout}{done.stderr}"
    say(f"{name}: {'good' if passed else 'FAILED'} ({time.monotonic() - began:.1f} s){told}")
    return passed


def main() -> int:
    """Run every check, two at a time, and return 1 when one of them fails."""
    with embedded.throwaway() as servers, ThreadPoolExecutor(max_workers=2) as pool:
        env = development(servers)
        return 0 if all(list(pool.map(lambda name: check(name, env), CHECKS))) else 1


if __name__ == "__main__":
    raise SystemExit(main())
