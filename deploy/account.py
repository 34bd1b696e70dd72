"""As whom the embedded servers run, and where that user can keep data and sockets."""

import contextlib
import hashlib
import os
import pwd
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

LONGEST_SOCKET_PATH = 107
# Where the data of root's servers go when their user cannot reach the folder that was asked for.
FALLBACK = Path("/var/lib/overstap")


class Unavailable(Exception):
    """No server can be started; the text says why and what to do."""


@dataclass(frozen=True)
class Account:
    """A user to run things as; for the servers somebody unprivileged, since PostgreSQL refuses to run as root."""

    uid: int
    gid: int
    other: bool

    @classmethod
    def ourselves(cls) -> "Account":
        """Return whoever runs this."""
        return cls(os.geteuid(), os.getegid(), other=False)

    @classmethod
    def of_servers(cls) -> "Account":
        """Return ourselves; as root an existing `postgres`, else `nobody`."""
        if os.geteuid() != 0:
            return cls.ourselves()
        for name in ("postgres", "nobody"):
            with contextlib.suppress(KeyError):  # no such user here: the next one
                entry = pwd.getpwnam(name)
                return cls(entry.pw_uid, entry.pw_gid, other=True)
        raise Unavailable("PostgreSQL cannot run as root, and there is no user `postgres` or `nobody` to run it as.")

    def command(self, *words: str | Path) -> list[str]:
        """Return a command line that runs as this user."""
        prefix = ["setpriv", f"--reuid={self.uid}", f"--regid={self.gid}", "--init-groups"] if self.other else []
        return [*prefix, *map(str, words)]

    def reaches(self, path: Path) -> bool:
        """Say whether this user can enter a folder or start a program."""
        return subprocess.run(self.command("test", "-x", path), cwd="/", check=False).returncode == 0

    def own(self, folder: Path) -> Path:
        """Return a folder that only this user can enter, made when it is not there."""
        folder.mkdir(exist_ok=True)
        if self.other:
            os.chown(folder, self.uid, self.gid)
        folder.chmod(0o700)
        return folder

    def place(self, data: Path) -> Path:
        """Return where data will lie: in `data`, or elsewhere when this user cannot reach that (root's home, say)."""
        data = data.resolve()
        data.mkdir(parents=True, exist_ok=True)
        if self.reaches(data):
            return data
        folder = FALLBACK / hashlib.sha256(os.fsencode(data)).hexdigest()[:12]
        folder.mkdir(parents=True, exist_ok=True)
        for made in (FALLBACK, folder):
            made.chmod(0o755)  # whatever root's umask is
        return folder

    def temporary(self) -> Path:
        """Return a temp folder that this user can enter and in which the path of a socket stays short enough."""
        folder = Path(tempfile.gettempdir())
        longest = folder / "overstap-12345678" / ".s.PGSQL.5432.lock"
        fits = len(os.fsencode(longest)) <= LONGEST_SOCKET_PATH
        return folder if fits and self.reaches(folder) else Path("/tmp")  # noqa: S108 - only mkdtemp is used in it

    def sockets(self, memory: Path) -> Path:
        """Return the 0700 folder for sockets that the file `memory` names, or a new one that it will name.

        The name is random, so nobody can lay it ready for us.
        """
        if memory.exists():
            known = Path(memory.read_text())
            with contextlib.suppress(OSError):  # somebody tidied the temp folder
                status = known.lstat()
                if status.st_uid == self.uid and status.st_mode == 0o40700:  # a folder, and of this user alone
                    return known
        made = self.own(Path(tempfile.mkdtemp(prefix="overstap-", dir=self.temporary())))
        memory.write_text(str(made))
        return made
