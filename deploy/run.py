"""`make run`: the whole site on this machine, until Ctrl-C."""

import os
import sys
import time
from contextlib import suppress
from pathlib import Path

from deploy import embedded, processes, site
from deploy.account import Unavailable
from deploy.prepare import ROOT, Refusal, say
from deploy.signals import Stopped, Stopping


def run(stopping: Stopping) -> None:
    """Start everything, tell where it is, and keep it running until `Stopped`."""
    host, port = os.environ.get("HOST", "127.0.0.1"), int(os.environ.get("PORT", "8000"))
    began = time.monotonic()
    home = ROOT / "var"
    env = site.environment(home, host=host, port=port)
    # An earlier one that was asked to stop a moment ago is given time to do so.
    with embedded.held(home / "run.lock", seconds=15):
        if orphans := site.end_orphans(home):
            say(f"Ended {orphans} processes that a killed site had left")
        site.refuse_when_taken(host, port)
        with embedded.servers(home) as servers:
            env |= servers
            with stopping.allowed():
                say("Filling the database (half a minute, the first time)")
                logins = site.fill(env)
            with site.running(env) as supervisor:
                with stopping.allowed():
                    say("Starting web, worker, beat and sweeper")
                    supervisor.wait_until_ready()
                    say(welcome(home, env, servers, logins, seconds=time.monotonic() - began))
                watch(supervisor, servers, stopping)


def welcome(home: Path, env: dict[str, str], servers: embedded.Servers, logins: str, *, seconds: float) -> str:
    """Return where the site is, who can log in, and where things lie."""
    lies = f"data in {servers.folder}" if servers.ours else "data where DATABASE_URL and REDIS_URL say"
    return (
        f"\nOverstap is at {env['SITE_URL']}  (after {seconds:.0f} s)\n\n{logins}\n\n"
        f"{lies}, mails in {home / 'mail'}, logs in {home / 'log'}\nCtrl-C stops it."
    )


def watch(supervisor: site.Supervisor, servers: embedded.Servers, stopping: Stopping) -> None:
    """Start again whatever was killed; returns when the `make` that started us is on its way out."""
    asked = processes.parent_leaving("make")
    while not asked():
        with stopping.allowed():
            time.sleep(1)
        for server in servers.ours:
            if server.pid is None:
                say(f"{server.name} had gone, starting it again")
                server.start()
        if supervisor.revive():
            say("The supervisor had gone, starting it again")


def main() -> int:
    """Run, and return the exit code: 0 after Ctrl-C or `kill`, as this is how one stops it."""
    try:
        with suppress(Stopped):
            run(Stopping())
    except embedded.Busy as busy:
        print(f"Overstap runs already: {busy}. Stop that with Ctrl-C in its own window.", file=sys.stderr)
        return 1
    except (Refusal, Unavailable) as reason:
        print(reason, file=sys.stderr)
        return 1
    say("Overstap has stopped.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
