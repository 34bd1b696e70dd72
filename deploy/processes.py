"""Finding and stopping processes that outlived whoever started them."""

import os
import signal
import time
from collections.abc import Callable, Iterable
from pathlib import Path

PROC = Path("/proc")


def state(pid: int) -> list[str]:
    """Return what the kernel tells of a process after its name: state, parent, ...; nothing when it is gone."""
    try:
        return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def alive(pid: int) -> bool:
    """Say whether a process runs; one that is dead but was never buried (a zombie) does not."""
    return bool(told := state(pid)) and told[0] not in "ZX"


def is_server(pid: int, *, program: str, folder: Path) -> bool:
    """Say whether a pid found in a file is still the server it was: its program, at work in its own folder."""
    try:
        if (PROC / str(pid) / "comm").read_text().strip() != program:
            return False
        where = os.readlink(PROC / str(pid) / "cwd")
    except PermissionError:  # root without SYS_PTRACE may not look where another user's process stands
        return alive(pid)
    except OSError:
        return False
    return where == str(folder)


def everyone() -> list[int]:
    """Return all processes of the machine that we can see."""
    return [int(entry.name) for entry in PROC.iterdir() if entry.name.isdigit()]


def children(pid: int) -> list[int]:
    """Return the processes that a process started."""
    return [child for child in everyone() if (told := state(child)) and told[1] == str(pid)]


def marked(mark: str) -> list[int]:
    """Return the living processes, us excepted, that were started with `mark` ("NAME=value") in their environment."""
    found = []
    for pid in everyone():
        try:
            environment = (PROC / str(pid) / "environ").read_bytes()
        except OSError:  # gone by now, or another user's
            continue
        if mark.encode() in environment.split(b"\0") and pid != os.getpid() and alive(pid):
            found.append(pid)
    return found


def wait_for(condition: Callable[[], bool], *, seconds: float) -> bool:
    """Wait until a condition holds and return True, or False when it does not within `seconds`."""
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def send(pids: Iterable[int], number: signal.Signals) -> None:
    """Send a signal to those of the processes that are still there."""
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            continue


def end(find: Callable[[], list[int]], *, seconds: float) -> int:
    """End the processes that `find` returns, kindly first and after `seconds` by force; return how many there were.

    Raises `TimeoutError` when some cannot even be killed.
    """

    def killed() -> bool:
        # Found anew each time: a master that dies late may have made another worker meanwhile.
        left = find()
        send(left, signal.SIGKILL)
        return not left

    first = find()
    send(first, signal.SIGTERM)
    if not wait_for(lambda: not find(), seconds=seconds) and not wait_for(killed, seconds=10):
        raise TimeoutError(f"processes {find()} do not end")
    return len(first)


def parent_leaving(program: str) -> Callable[[], bool]:
    """Return a question: was our parent, if it is `program`, killed or asked to stop since now?

    `make` waits for us when it alone gets a signal, and does not pass it on. It stops catching that signal, though.
    """
    parent = os.getppid()

    def now() -> tuple[int, str]:
        try:
            told = (PROC / str(parent) / "status").read_text()
        except OSError:
            return os.getppid(), ""
        return os.getppid(), told.partition("SigCgt:")[2].split()[0]

    if (PROC / str(parent) / "comm").read_text().strip() != program:
        return lambda: False
    before = now()
    return lambda: now() != before
