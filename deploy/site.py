"""The site as a whole: its environment, its database filled, its processes under one supervisor."""

import http.client
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import xmlrpc.client
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from supervisor.xmlrpc import SupervisorTransport

from deploy import processes
from deploy.account import Account
from deploy.prepare import ROOT, Refusal, say

# Names the folder in which a site keeps what it writes. Every process of the site carries it in its environment, so
# that one that outlived its supervisor is known as that site's.
HOME = "OVERSTAP_SITE"
PROGRAMS = ("web", "worker", "beat", "sweep")


# --- what it runs with


def secret_key(home: Path) -> str:
    """Return the key that signs a site's cookies, made once and readable by its owner alone."""
    file = home / "secret_key"
    if not file.exists():
        new = home / f"secret_key.{os.getpid()}"
        new.touch(mode=0o600)
        new.write_text(secrets.token_urlsafe(60))
        new.rename(file)
    return file.read_text()


def environment(home: Path, *, host: str, port: int) -> dict[str, str]:
    """Return what a site in the folder `home` runs with; what our own environment says goes before it."""
    for folder in (home / "log", home / "mail", home / "beat"):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    address = f"http://{'localhost' if host in ('127.0.0.1', '0.0.0.0') else host}:{port}"  # noqa: S104 - only compared
    ours = {
        "SECRET_KEY": secret_key(home),
        "ALLOWED_HOSTS": ",".join(dict.fromkeys(["localhost", "127.0.0.1", host])),
        "SITE_URL": address,
        "SECURE": "0",  # no https on this machine; behind one, set SECURE=1
        "EMAIL_URL": f"filemail:///{quote(str(home / 'mail'))}",
        "STATIC_ROOT": str(home / "static"),
    }
    return ours | os.environ | {"HOST": host, "PORT": str(port), HOME: str(home)}


def log(name: str, env: dict[str, str]) -> Path:
    """Return where a program of the site logs."""
    return Path(env[HOME]) / "log" / f"{name}.log"


# --- before it starts


def fill(env: dict[str, str]) -> str:
    """Bring database and static files up to date and return who can log in; raises `Refusal` when a step fails."""
    with log("setup", env).open("w+") as file:
        done = subprocess.run(
            [sys.executable, "-m", "deploy.fill"],
            cwd=ROOT,
            env=env,
            stdout=subprocess.PIPE,
            stderr=file,
            text=True,
            check=False,
        )
        if done.returncode:
            file.seek(0)
            last = "\n".join(file.read().splitlines()[-25:])
            raise Refusal(f"{last}\n\nThe database could not be filled; all that was said is in {file.name}")
    return done.stdout.strip()


def taken(host: str, port: int) -> bool:
    """Say whether something listens on a port already."""
    with socket.socket() as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            line.bind((host, port))
        except OSError:
            return True
    return False


def end_orphans(home: Path) -> int:
    """End the processes of a site whose supervisor was killed; return how many there were."""
    return processes.end(lambda: processes.marked(f"{HOME}={home}"), seconds=15)


# --- running


class Supervisor:
    """Runs the site's processes, and starts again whichever falls."""

    def __init__(self, env: dict[str, str]) -> None:
        self.env = env
        self.home = Path(env[HOME])
        # In its home its path could be too long for a socket.
        self.socket = Account.ourselves().sockets(self.home / "supervisor.sockets") / "supervisor.sock"
        self.process = self.launch()

    def launch(self) -> "subprocess.Popen[bytes]":
        """Start supervisord, out of reach of the terminal's Ctrl-C: stopping is up to us."""
        # Relative where it can be: supervisord trips over a percent sign in the path of the project.
        folder = self.home.relative_to(ROOT) if self.home.is_relative_to(ROOT) else self.home
        with log("supervisor-start", self.env).open("w") as said:
            return subprocess.Popen(
                [sys.executable, "-m", "supervisor.supervisord", "--configuration=deploy/supervisord.conf"],
                cwd=ROOT,
                env=self.env | {"SUPERVISOR_SOCKET": str(self.socket), "SUPERVISOR_FOLDER": str(folder)},
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                start_new_session=True,
            )

    def ask(self, method: str, *arguments: object) -> Any:
        """Return what supervisord answers to a call, None while it cannot say."""
        transport = SupervisorTransport(None, None, f"unix://{self.socket}")
        try:
            return getattr(xmlrpc.client.ServerProxy("http://supervisor", transport).supervisor, method)(*arguments)
        except (OSError, http.client.HTTPException, xmlrpc.client.Error):
            return None
        finally:
            transport.close()

    def states(self) -> dict[str, str]:
        """Return the state of each program as supervisord knows it: `{"web": "RUNNING"}`; empty while it cannot say."""
        return {program["name"]: program["statename"] for program in self.ask("getAllProcessInfo") or []}

    def answers(self) -> bool:
        """Say whether a request gets a page."""
        allowed = self.env["ALLOWED_HOSTS"].split(",")[0].lstrip(".")
        line = http.client.HTTPConnection(self.env["HOST"], int(self.env["PORT"]), timeout=10)
        try:
            line.request("GET", "/", headers={"Host": "localhost" if allowed == "*" else allowed})
            return line.getresponse().status < 400
        except (OSError, http.client.HTTPException):
            return False
        finally:
            line.close()

    def wait_until_ready(self, *, seconds: float = 90) -> None:
        """Return when every process runs and a request gets a page; raises `Refusal` with the log of what does not."""
        until = time.monotonic() + seconds
        while True:
            states = self.states()
            waiting = [name for name in PROGRAMS if states.get(name) != "RUNNING"]
            if not waiting and self.answers():
                return
            failed = self.process.poll() is not None or "FATAL" in states.values() or time.monotonic() > until
            if failed:
                name = next((name for name in PROGRAMS if states.get(name) == "FATAL"), (waiting or ["web"])[0])
                file = log(name if states else "supervisor-start", self.env)
                last = "\n".join(file.read_text(errors="replace").splitlines()[-25:]) if file.exists() else ""
                raise Refusal(f"{last}\n\nThe site does not come up. What went wrong is in {file}")
            time.sleep(0.2)

    def revive(self) -> bool:
        """Start supervisord again when it is gone, after ending what it left; say whether it was."""
        if self.process.poll() is None:
            return False
        end_orphans(self.home)
        self.process = self.launch()
        return True

    def stop(self) -> None:
        """Stop everything it runs, and then itself."""
        if self.process.poll() is None:
            self.ask("stopAllProcesses", False)  # all at once; by itself it waits for one after the other
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(timeout=45)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        end_orphans(self.home)
        shutil.rmtree(self.socket.parent, ignore_errors=True)


@contextmanager
def running(env: dict[str, str]) -> Iterator[Supervisor]:
    """Run the site for as long as the block lasts."""
    supervisor = Supervisor(env)
    try:
        yield supervisor
    finally:
        supervisor.stop()


def refuse_when_taken(host: str, port: int) -> None:
    """Raise `Refusal` when the site's port is in use by something else."""
    if taken(host, port):
        raise Refusal(
            f"Port {port} is in use by something else. Stop that, or choose another: make run PORT={port + 1}"
        )
    say(f"Starting on port {port}")
