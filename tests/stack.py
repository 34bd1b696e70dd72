"""The running site for browser and fault tests: real PostgreSQL, Redis, web, worker and sweeper, as processes.

The database of each stack is a clone of one template with migrations and reference data. The test process works on the
same database through the ORM, so that situations can be made with the factories.
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
from contextlib import suppress
from pathlib import Path

import kombu
import psycopg
import redis
from celery import current_app
from django.conf import settings
from django.db import connection, connections

from pilot import errands

ROOT = Path(__file__).resolve().parents[1]
#: One for all workers of a run.
TEMPLATE = f"pilot_stack_{os.environ.get('PYTEST_XDIST_TESTRUNUID', 'alone')[:12]}"
MAKING = 6_021_023


def free_port():
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return line.getsockname()[1]


def maintenance():
    """Connect to the database from which others are made and dropped."""
    params = connection.get_connection_params() | {"dbname": "postgres"}
    allowed = {"dbname", "host", "port", "user", "password"}
    return psycopg.connect(**{k: v for k, v in params.items() if k in allowed}, autocommit=True)


def administer(*statements):
    """Run statements on the maintenance database."""
    with maintenance() as link:
        for statement in statements:
            link.execute(statement)


def url_of(name):
    """DATABASE_URL of another database on the same server."""
    base, _sep, query = os.environ["DATABASE_URL"].partition("?")
    return f"{base.rpartition('/')[0]}/{name}" + (f"?{query}" if query else "")


def make_template():
    """Make the template once a run, by the worker that comes first: migrations, cache table, reference data."""
    with maintenance() as link:
        link.execute("select pg_advisory_lock(%s)", [MAKING])
        made = link.execute("select 1 from pg_database where datname = %s", [TEMPLATE]).fetchone()
        if made and not TEMPLATE.endswith("alone"):
            return
        unfinished = f"{TEMPLATE}_unfinished"
        for name in (unfinished, TEMPLATE):
            link.execute(f"drop database if exists {name}")
        link.execute(f"create database {unfinished}")
        env = {**os.environ, "DATABASE_URL": url_of(unfinished), "DJANGO_DEBUG": "1"}
        for command in (["migrate", "-v0"], ["createcachetable"], ["load_reference", "-v0"]):
            subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=env, check=True)
        link.execute(f"alter database {unfinished} rename to {TEMPLATE}")


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
        administer(f"drop database if exists {self.name}", f"create database {self.name} template {TEMPLATE}")
        self._forget_errands()
        self._wake, errands.wake = errands.wake, self.wake
        connection.close()
        self._before = connections["default"].settings_dict["NAME"]
        connections["default"].settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = self.name
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
        connection.close()
        connections["default"].settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = self._before
        administer(f"drop database if exists {self.name} with (force)")

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
