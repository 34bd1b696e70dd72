"""Run a command with throw-away servers: `python -m deploy.within [--demo | --site] command ...`.

--demo also makes the tables and fills them with reference data and the demo pilot, in servers of our own whatever
DATABASE_URL says; --site does that and runs the whole site, whose address is in SITE_URL. EMBEDDED_DATA names the
folder of the servers, for `deploy.embedded.attach`.
"""

import argparse
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from types import FrameType

from deploy import embedded, site
from deploy.account import Unavailable
from deploy.prepare import ROOT, Refusal


def development(servers: embedded.Servers) -> dict[str, str]:
    """Return the environment for tests and tools: ours, with the servers and Django's development settings."""
    env = {"DJANGO_DEBUG": "1"} | os.environ | servers | {"EMBEDDED_DATA": str(servers.folder)}
    (ROOT / "var" / "static").mkdir(parents=True, exist_ok=True)  # empty, but WhiteNoise asks for it
    env.pop("PYTHONDONTWRITEBYTECODE", None)  # compiling everything anew at each start takes longer than the tests
    return env


def call(words: Sequence[str], *, env: dict[str, str]) -> int:
    """Run a command and return its exit code; what we are asked, it is asked."""
    child = subprocess.Popen(words, cwd=ROOT, env=env)

    def pass_on(number: int, frame: FrameType | None) -> None:
        # The terminal's Ctrl-C reaches the command by itself; a second one from us would cut its summary short.
        if number != signal.SIGINT:
            child.send_signal(number)

    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = [signal.signal(number, pass_on) for number in numbers]
    try:
        code = child.wait()
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)
    return 128 - code if code < 0 else code


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return int(line.getsockname()[1])


@contextmanager
def surroundings(*, demo: bool, whole_site: bool) -> Iterator[dict[str, str]]:
    """Yield the environment in which the command is to run, and take everything down afterwards."""
    with ExitStack() as stack:
        filled = demo or whole_site
        servers = stack.enter_context(embedded.throwaway(given={} if filled else None))
        env = development(servers)
        if filled:
            port = free_port()
            env = site.environment(servers.folder, host="127.0.0.1", port=port)
            env |= {**servers, "SITE_URL": f"http://localhost:{port}", "DJANGO_DEBUG": "0"}
            site.fill(env)
        if whole_site:
            stack.enter_context(site.running(env)).wait_until_ready()
        yield env


def main() -> int:
    """Run the command and return its exit code."""
    parser = argparse.ArgumentParser(description="Run a command with throw-away servers.")
    parser.add_argument("--demo", action="store_true")
    parser.add_argument("--site", action="store_true")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    asked = parser.parse_args()
    try:
        with surroundings(demo=asked.demo, whole_site=asked.site) as env:
            return call(asked.command, env=env)
    except (Refusal, Unavailable) as reason:
        print(reason, file=sys.stderr)
        return 1


if __name__ == "__main__":
    raise SystemExit(main())
