"""The running site for browser and fault tests: real PostgreSQL, Redis, web, worker and sweeper, as processes.

The test process works on the site's database through the ORM, so that situations can be made with the factories.
"""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from contextlib import ExitStack, suppress
from pathlib import Path

import kombu
import redis
from celery import current_app
from django.conf import settings

from pilot import errands
from tests.databases import ROOT, make_template, standing_in, url_of


def free_port():
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return line.getsockname()[1]


class Stack:
    """A site of its own: ``web``, ``worker`` and ``sweeper`` as processes, mails as files in ``mails``."""

    def __init__(self, name, folder, redis_url=None):
        self.name, self.folder = name, Path(folder)
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.mails, self.traps = self.folder / "mail", self.folder / "traps"
        self.mails.mkdir()
        self.traps.mkdir()
        self.processes = {}
        address = redis_url or os.environ["REDIS_URL"]
        # Each worker of a run has one site at a time, and Redis sixteen databases.
        number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw14").removeprefix("gw")) + 1
        address = address.replace("virtual_host=0", f"virtual_host={number}")
        self.env = {
            **os.environ,
            "DATABASE_URL": url_of(name),
            "REDIS_URL": address,
            "DJANGO_DEBUG": "1",
            "SECURE": "0",
            "SITE_URL": self.address,
            "EMAIL_URL": f"filemail:///{self.mails}",
            "PILOT_FAULTS": str(self.traps),
            "CONN_MAX_AGE": "0",
        }
        self.env.pop("TEST_DB_SUFFIX", None)

    def __enter__(self):
        self._open = ExitStack()
        self._open.enter_context(standing_in(self.name, template=make_template()))
        self._forget_errands()
        self._wake, errands.wake = errands.wake, self.wake
        return self

    def wake(self, label, pk):
        """Wake this site's worker, as its web processes do: the test's own settings name another Redis."""
        with kombu.Connection(self.env["REDIS_URL"]) as broker:
            current_app.send_task("pilot.tasks.run", args=[label, pk], connection=broker, retry=False)

    def _forget_errands(self):
        """Leave nothing in Redis that an earlier site of this worker published."""
        with suppress(redis.ConnectionError), kombu.Connection(self.env["REDIS_URL"]) as broker:
            broker.default_channel.client.flushdb()

    def __exit__(self, *_exc):
        errands.wake = self._wake
        for name in list(self.processes):
            self.stop(name)
        self._open.close()

    COMMANDS = {
        "web": lambda self: [
            "-m",
            "gunicorn",
            "pilot.wsgi",
            "--bind",
            f"127.0.0.1:{self.port}",
            "--workers",
            "2",
            "--timeout",
            "60",
        ],
        "worker": lambda self: [
            "-m",
            "celery",
            "-A",
            "pilot",
            "worker",
            "--concurrency",
            "1",
            "--loglevel",
            "WARNING",
            "--without-gossip",
            "--without-mingle",
            "--without-heartbeat",
        ],
        "sweeper": lambda self: ["manage.py", "sweep", "--every", "1"],
    }

    def start(self, *names):
        """Start processes; waits until the web answers."""
        for name in names:
            log = (self.folder / f"{name}.log").open("ab")
            self.processes[name] = subprocess.Popen(
                [sys.executable, *self.COMMANDS[name](self)],
                cwd=ROOT,
                env=self.env,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
            log.close()
        if "web" in names:
            self.wait(self.answers, seconds=30, what="the site answers")
        return self

    def answers(self):
        try:
            with urllib.request.urlopen(f"{self.address}/account/login/", timeout=2) as page:
                return page.status == 200
        except OSError:
            return False

    def kill(self, name, number=signal.SIGKILL):
        """Strike a whole process group with a signal; return the pid that was struck."""
        process = self.processes.pop(name)
        os.killpg(process.pid, number)
        process.wait(20)
        return process.pid

    def stop(self, name):
        with suppress(ProcessLookupError, subprocess.TimeoutExpired):
            self.kill(name, signal.SIGTERM)

    def set_trap(self, point):
        """Make the next process that reaches a named fault point wait there."""
        (self.traps / point).write_text("")

    def caught(self, point, seconds=30):
        """Wait until a process reached the point; return its pid."""
        reached = self.traps / f"{point}.reached"
        self.wait(lambda: reached.exists() and reached.read_text(), seconds=seconds, what=f"{point} is reached")
        pid = int(reached.read_text())
        reached.unlink()
        return pid

    def clear_trap(self, point):
        (self.traps / point).unlink(missing_ok=True)

    @staticmethod
    def wait(condition, *, seconds, what):
        """Wait until a condition holds; fail with words when it does not in time."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if value := condition():
                return value
            time.sleep(0.05)
        raise AssertionError(f"after {seconds} s not yet: {what}")

    def letters(self):
        """Text of every mail that left."""
        return [path.read_text() for path in sorted(self.mails.iterdir())]


class Visitor:
    """Sends requests to a stack over HTTP, logged in as a user, without a browser."""

    def __init__(self, stack, user):
        from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
        from django.contrib.sessions.backends.db import SessionStore

        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.create()
        self.address = stack.address
        self.token = "t" * 32
        self.cookies = f"sessionid={session.session_key}; csrftoken={self.token}"

    def send(self, path, data=None, seconds=30):
        """GET, or POST when there are data; return the status code, without following redirects."""
        body = None
        if data is not None:
            data = {"once": str(uuid.uuid4()), "csrfmiddlewaretoken": self.token, **data}
            body = urllib.parse.urlencode(data).encode()
        request = urllib.request.Request(self.address + path, data=body, headers={"Cookie": self.cookies})
        try:
            with urllib.request.build_opener(Stay).open(request, timeout=seconds) as answer:
                return answer.status
        except urllib.error.HTTPError as answer:
            return answer.code


class Stay(urllib.request.HTTPRedirectHandler):
    """Leaves redirects to whoever asked."""

    def redirect_request(self, *_args, **_kwargs):
        return None
