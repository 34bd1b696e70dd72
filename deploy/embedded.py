"""A private PostgreSQL and Redis, for development, tests and a first look.

    with embedded.servers(folder) as env:      # {"DATABASE_URL": ..., "REDIS_URL": ...}
        subprocess.run([...], env=os.environ | env)

A URL that stands in the environment is used as it is. Otherwise the first server found is started: Debian's, or the
one inside a wheel. Both listen on unix sockets alone, in a folder that only their own user can enter. A data folder
belongs to one process at a time; servers that outlived theirs are stopped on the way in.
"""

import contextlib
import fcntl
import os
import shlex
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from deploy import processes, programs
from deploy.account import Account, Unavailable

DATABASE = USER = "pilot"
OLDEST_POSTGRES = 15
THROWAWAY = "overstap-throwaway-"


class Busy(Exception):
    """Another process holds the data folder."""


class Server:
    """What PostgreSQL and Redis have in common: a folder in which they work, a user, a process."""

    name: str
    program_name: str
    pid_file: str

    def __init__(self, folder: Path, *, account: Account, fsync: bool = True) -> None:
        self.folder = folder
        self.account = account
        self.fsync = fsync
        self.data = folder / self.name

    @property
    def sockets(self) -> Path:
        """The folder of the unix sockets."""
        return self.account.sockets(self.folder / "sockets")

    @property
    def log(self) -> Path:
        """What the server has to say."""
        return self.data / "server.log"

    @property
    def pid(self) -> int | None:
        """The server's process, None when it does not run, whatever its pid file says."""
        try:
            pid = int((self.data / self.pid_file).read_text().split()[0])
        except (OSError, IndexError):
            return None
        return pid if processes.is_server(pid, program=self.program_name, folder=self.data) else None

    def within_reach(self, program: Path) -> Path | None:
        """Return a program where the server's user can start it, or None."""
        return programs.within_reach(program, account=self.account, copies=self.folder / "programs")

    def run(self, *words: str | Path, **options: Any) -> None:
        """Run a program of the server as its user, in its data folder; raises `Unavailable` with what it said."""
        with tempfile.TemporaryFile("w+") as said:  # not a pipe: the server that it starts would hold that open
            done = subprocess.run(
                self.account.command(*words),
                cwd=self.data,
                # Nothing of ours that could turn a server: PGDATA, LC_ALL and the like.
                env={"PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8"},
                stdout=said,
                stderr=said,
                check=False,
                **options,
            )
            if done.returncode:
                said.seek(0)
                log = self.log.read_text(errors="replace").splitlines()[-15:] if self.log.exists() else []
                raise Unavailable("\n".join([f"{words[0]} failed ({done.returncode}):", said.read(), *log]))

    def kill(self) -> int | None:
        """Kill the server as a power cut would; return the pid that was struck."""
        if (pid := self.pid) is None:
            return None
        family = [pid, *processes.children(pid)]
        processes.send(family, signal.SIGKILL)
        processes.wait_for(lambda: not any(map(processes.alive, family)), seconds=10)
        return pid


class Postgres(Server):
    """PostgreSQL with one database, `pilot`, in UTF-8 with the order of code points."""

    name = "postgres"
    program_name = "postgres"
    pid_file = "postmaster.pid"

    @property
    def url(self) -> str:
        """What DATABASE_URL should say."""
        return f"postgres:///{DATABASE}?host={self.sockets}&user={USER}"

    @cached_property
    def programs(self) -> Path:
        """The folder with the programs; of the version that made the data when there are any."""
        made_by = self.folder / self.name / "PG_VERSION"
        wanted = int(made_by.read_text()) if made_by.exists() else None
        for folder in programs.postgres_folders():
            found = programs.major(folder / "postgres")
            if (found == wanted or (wanted is None and found >= OLDEST_POSTGRES)) and (
                program := self.within_reach(folder / "postgres")
            ):
                return program.parent
        if wanted:
            raise Unavailable(
                f"The data in {self.data} were made by PostgreSQL {wanted}, which is not here any more. "
                f"Install postgresql-{wanted}, or move that folder away to begin with an empty database."
            )
        raise Unavailable(f"No PostgreSQL {OLDEST_POSTGRES} or newer: install postgresql, or set DATABASE_URL.")

    def create(self) -> None:
        """Make the data folder, whole or not at all."""
        new = Postgres(self.folder, account=self.account, fsync=self.fsync)
        new.data = self.folder / "postgres.new"
        if new.data.exists():
            shutil.rmtree(new.data)
        self.account.own(new.data)
        builtin = programs.major(self.programs / "postgres") >= 17
        new.run(
            *(self.programs / "initdb", "--pgdata", new.data, "--username", USER, "--auth=trust"),
            *("--encoding=UTF8", "--locale=C.UTF-8", "--no-instructions"),
            *(["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if builtin else []),
            *([] if self.fsync else ["--no-sync"]),
        )
        with tempfile.TemporaryFile() as sql:
            sql.write(f"CREATE DATABASE {DATABASE}\n".encode())
            sql.seek(0)
            new.run(self.programs / "postgres", "--single", "-F", "-D", new.data, "postgres", stdin=sql)
        new.data.rename(self.data)

    def start(self) -> None:
        """Start, on fresh data when there are none; returns when connections are taken."""
        if not self.data.exists():
            self.create()
        settings = {"listen_addresses": "", "unix_socket_directories": str(self.sockets)}
        if not self.fsync:
            # Commits stay synchronous: what a killed PostgreSQL said it had, it has.
            settings |= {"fsync": "off", "full_page_writes": "off"}
        options = shlex.join(word for name, value in settings.items() for word in ("-c", f"{name}={value}"))
        until = time.monotonic() + 20
        while True:
            self.forget_stranger()
            try:
                self.run(
                    *(self.programs / "pg_ctl", "--pgdata", self.data, "--log", self.log, "--options", options),
                    *("--wait", "--timeout=120", "--silent", "start"),
                )
                return
            except Unavailable as reason:
                # Children of a killed server are still on their way out.
                if "shared memory block" not in str(reason) or time.monotonic() > until:
                    raise
                time.sleep(0.5)

    def forget_stranger(self) -> None:
        """Remove what a killed server left that would make PostgreSQL believe it is still running.

        The number in its files is another process by now, or one that nobody buried. In the data folder a number that
        is nobody's is left to PostgreSQL, which then looks for surviving children too.
        """
        if self.pid:
            return
        for left in self.sockets.glob(".s.PGSQL.*"):
            left.unlink()
        file = self.data / self.pid_file
        if file.exists() and (named := file.read_text().split()[:1]):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(int(named[0]), 0)
                file.unlink()

    def stop(self) -> None:
        """Stop, open connections or not."""
        if self.pid:
            try:
                self.run(
                    *(self.programs / "pg_ctl", "--pgdata", self.data, "--mode=fast"),
                    *("--wait", "--timeout=60", "--silent", "stop"),
                )
            except Unavailable:
                self.kill()


class Redis(Server):
    """Redis that remembers nothing: it only wakes workers."""

    name = "redis"
    program_name = "redis-server"
    pid_file = "redis.pid"

    @property
    def socket(self) -> Path:
        """Where it listens."""
        return self.sockets / "redis.sock"

    @property
    def url(self) -> str:
        """What REDIS_URL should say, in Celery's way."""
        return f"redis+socket://{self.socket}?virtual_host=0"

    @cached_property
    def program(self) -> Path:
        """The server's program."""
        for found in programs.redis_programs():
            if program := self.within_reach(found):
                return program
        raise Unavailable("No Redis was found: install redis-server, or set REDIS_URL.")

    def answers(self) -> bool:
        """Say whether a PING gets its PONG."""
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(1)
            try:
                line.connect(str(self.socket))
                line.sendall(b"PING\r\n")
                return line.recv(5) == b"+PONG"
            except OSError:
                return False

    def start(self) -> None:
        """Start; returns when it answers."""
        self.account.own(self.data)
        self.run(
            *(self.program, "--port", "0", "--unixsocket", self.socket, "--unixsocketperm", "700"),
            *("--dir", self.data, "--pidfile", self.data / self.pid_file, "--logfile", self.log),
            *("--save", "", "--appendonly", "no", "--daemonize", "yes"),
        )
        if not processes.wait_for(self.answers, seconds=20):
            raise Unavailable(f"Redis does not answer; see {self.log}.")

    def stop(self) -> None:
        """Stop; whoever is connected finds the line dead."""
        processes.end(lambda: [self.pid] if self.pid else [], seconds=10)


class Servers(dict[str, str]):
    """The environment for whoever uses the servers, and the servers themselves where they are ours.

    `given` is an environment whose DATABASE_URL and REDIS_URL stand; `postgres` and `redis` are None for those.
    """

    def __init__(self, folder: Path, *, fsync: bool, given: Mapping[str, str]) -> None:
        self.folder = folder
        self.account = Account.of_servers()
        self.postgres = None if given.get("DATABASE_URL") else Postgres(folder, account=self.account, fsync=fsync)
        self.redis = None if given.get("REDIS_URL") else Redis(folder, account=self.account)
        self.ours: list[Postgres | Redis] = [server for server in (self.postgres, self.redis) if server]
        super().__init__(
            DATABASE_URL=self.postgres.url if self.postgres else given["DATABASE_URL"],
            REDIS_URL=self.redis.url if self.redis else given["REDIS_URL"],
        )

    def start(self) -> None:
        """Start ours, after stopping what an earlier owner left."""
        for server in self.ours:
            server.stop()
            server.start()

    def stop(self) -> None:
        """Stop ours and take their sockets away."""
        for server in reversed(self.ours):
            server.stop()
        memory = self.folder / "sockets"
        if memory.exists():
            shutil.rmtree(self.account.sockets(memory), ignore_errors=True)
            memory.unlink()


@contextlib.contextmanager
def held(lock: Path, *, seconds: float = 0) -> Iterator[None]:
    """Hold a lock file for as long as the block lasts; raises `Busy` when it is not free within `seconds`."""
    with lock.open("a+") as file:
        until = time.monotonic() + seconds
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > until:
                    file.seek(0)
                    raise Busy(f"{lock.parent} is in use by process {file.read().strip()}") from None
                time.sleep(0.1)
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


@contextlib.contextmanager
def servers(data: Path, *, fsync: bool = True, given: Mapping[str, str] | None = None) -> Iterator[Servers]:
    """Run PostgreSQL and Redis on the folder `data` for as long as the block lasts.

    `given`: see `Servers`; our own environment unless told otherwise. Raises `Busy` when another process has that
    folder, `Unavailable` when a server cannot start.
    """
    given = os.environ if given is None else given
    ours = not (given.get("DATABASE_URL") and given.get("REDIS_URL"))
    folder = Account.of_servers().place(data) if ours else data
    with held(folder / "lock"):
        both = Servers(folder, fsync=fsync, given=given)
        try:
            both.start()
            yield both
        finally:
            both.stop()


@contextlib.contextmanager
def throwaway(*, given: Mapping[str, str] | None = None) -> Iterator[Servers]:
    """Run both servers on data that are forgotten afterwards, without fsync.

    What earlier ones left that were killed is cleared away first.
    """
    parent = Account.of_servers().temporary()
    for left in parent.glob(f"{THROWAWAY}*"):
        with contextlib.suppress(OSError, Busy):  # in use, or gone already
            # The newest may be of somebody who has yet to take the lock.
            if left.stat().st_uid == os.geteuid() and time.time() - left.stat().st_mtime > 5:
                with held(left / "lock"):
                    Servers(left, fsync=False, given={}).stop()
                    shutil.rmtree(left)
    folder = Path(tempfile.mkdtemp(prefix=THROWAWAY, dir=parent))
    folder.chmod(0o711)
    try:
        with servers(folder, fsync=False, given=given) as both:
            yield both
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def attach(folder: Path) -> Servers:
    """Return the servers that another process runs on `folder`, for a test to stop, kill and start."""
    return Servers(folder, fsync=False, given={})
