"""Make a bare Debian ready: `python3 -m deploy.prepare` to run the site, with `--dev` to test it.

Needs nothing but the standard library. Whatever is there already is left alone, so the second time takes a moment.
"""

import argparse
import fcntl
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
OLDEST = (3, 11)

# WeasyPrint draws its PDFs with these.
PACKAGES = ["libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fonts-dejavu-core"]
# The browser tests drive Debian's Chromium; the translations are gathered with gettext.
DEV_PACKAGES = ["chromium", "gettext"]


class Refusal(Exception):
    """What stands in the way, said so that the reader can do something about it."""


def say(text: str) -> None:
    """Tell whoever typed `make` what goes on, if they are still there."""
    with suppress(OSError):
        print(text, flush=True)


# --- the system


def check_python() -> None:
    """Raise `Refusal` when this Python is too old."""
    if sys.version_info < OLDEST:
        oldest = ".".join(map(str, OLDEST))
        raise Refusal(f"Overstap needs Python {oldest} or newer; {sys.executable} is {sys.version.split()[0]}.")


def missing_packages(*, dev: bool) -> list[str]:
    """Return the Debian packages that are needed and not installed; none when this is not a Debian."""
    if not shutil.which("dpkg-query"):
        return []
    wanted = PACKAGES + (DEV_PACKAGES if dev else [])
    asked = subprocess.run(
        ["dpkg-query", "--show", "--showformat=${Package} ${db:Status-Status}\n", *wanted],
        capture_output=True,
        text=True,
        check=False,  # it fails when one name was never heard of, which is what we ask
    )
    installed = {line.split()[0] for line in asked.stdout.splitlines() if line.endswith(" installed")}
    missing = [name for name in wanted if name not in installed]
    if not usable(PYTHON) and not importlib.util.find_spec("ensurepip"):
        missing.append("python3-venv")  # only Debian's own Python comes without it
    return missing


def install_packages(packages: list[str]) -> None:
    """Install Debian packages as root; raise `Refusal` with the line to type when we are not, or when apt fails."""
    install = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    line = "apt-get update && " + " ".join(install)
    if os.geteuid() != 0:
        raise Refusal(
            f"These Debian packages are missing: {', '.join(packages)}. Install them as root with\n\n  {line}\n"
        )
    say(f"Installing Debian packages: {', '.join(packages)}")
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    # Old lists may still do, so a failing update is not the end yet.
    subprocess.run(["apt-get", "update", "-qq"], env=environment, check=False)
    done = subprocess.run(
        [*install, "-qq", "-o", "DPkg::Lock::Timeout=300"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Refusal(f"{done.stdout}\napt could not install them. Try it by hand:\n\n  {line}\n")


# --- the environment


def usable(python: Path) -> bool:
    """Say whether an environment's Python starts, has pip, and is the version that runs now."""
    ask = "import sys, pip; print(*sys.version_info[:2])"
    try:
        asked = subprocess.run([python, "-c", ask], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return False
    return asked.stdout.split() == [str(part) for part in sys.version_info[:2]]


def install_requirements(*, dev: bool) -> None:
    """Make `.venv` hold the pinned requirements; what was installed is remembered by the hash of the files."""
    names = ["requirements-dev.txt", "requirements.txt"] if dev else ["requirements.txt"]
    hashes = {name: hashlib.sha256((ROOT / name).read_bytes()).hexdigest() for name in names}
    memory = VENV / "installed.json"
    installed = json.loads(memory.read_text()) if memory.exists() else {}
    if usable(PYTHON):
        if all(installed.get(name) == digest for name, digest in hashes.items()):
            return
    else:
        say("Making .venv")
        installed = {}
        subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], check=True)
    say(f"Installing {names[0]} (a minute, the first time)")
    memory.unlink(missing_ok=True)
    pip: list[str | Path] = [PYTHON, "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--no-input"]
    if subprocess.run([*pip, "--requirement", ROOT / names[0]], check=False).returncode:
        raise Refusal(f"pip could not install {names[0]}; its reason stands above.")
    memory.write_text(json.dumps(installed | hashes))


def compile_catalogues() -> None:
    """Compile every translation that is newer than what was compiled from it."""
    stale = [
        catalogue
        for catalogue in sorted(ROOT.glob("locale/*/LC_MESSAGES/*.po"))
        if not (compiled := catalogue.with_suffix(".mo")).exists()
        or compiled.stat().st_mtime <= catalogue.stat().st_mtime
    ]
    if stale and subprocess.run([PYTHON, "-m", "deploy.catalogues", *stale], cwd=ROOT, check=False).returncode:
        raise Refusal("A translation could not be compiled; the reason stands above.")


# --- all of it


@contextmanager
def alone() -> Iterator[None]:
    """Let one preparation work at a time; the second finds everything done."""
    (ROOT / "var").mkdir(exist_ok=True)
    with (ROOT / "var" / "prepare.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Waiting for another preparation in this folder")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def prepare(*, dev: bool) -> None:
    """Bring system packages, `.venv` and translations up to date; `Refusal` when it cannot be done."""
    check_python()
    with alone():
        if missing := missing_packages(dev=dev):
            install_packages(missing)
            importlib.invalidate_caches()
        install_requirements(dev=dev)
        compile_catalogues()


def main() -> int:
    """Prepare, and return the exit code."""
    parser = argparse.ArgumentParser(description="Make this machine ready for Overstap.")
    parser.add_argument("--dev", action="store_true", help="also what testing and checking need")
    began = time.monotonic()
    try:
        prepare(dev=parser.parse_args().dev)
    except Refusal as reason:
        print(reason, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    if (took := time.monotonic() - began) > 2:
        say(f"Ready in {took:.0f} s")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
