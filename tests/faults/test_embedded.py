"""The private PostgreSQL and Redis survive being killed, and nobody else's folder."""

import os
import signal
import subprocess
import sys

import psycopg
import pytest

from deploy import embedded, processes
from deploy.prepare import ROOT

pytestmark = pytest.mark.faults


def ask(servers, sql):
    """Return the one value that a statement gives, on a connection of its own."""
    with psycopg.connect(host=str(servers.postgres.sockets), user="pilot", dbname="pilot", autocommit=True) as line:
        return line.execute(sql).fetchone()[0]


@pytest.fixture(scope="module", params=["system", "wheel"])
def servers(request):
    """Servers of our own, whatever DATABASE_URL says; once with the system's programs and once with the wheels'."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EMBEDDED_BINARIES", request.param)
        with embedded.throwaway(given={}) as both:
            yield both


def test_a_killed_database_comes_back_with_what_was_committed(servers):
    with psycopg.connect(host=str(servers.postgres.sockets), user="pilot", dbname="pilot") as line:
        line.execute("create table kept as select 7 as n")
    struck = servers.postgres.kill()
    print(f"SIGKILL to postmaster {struck} of {servers.postgres.programs}")
    assert servers.postgres.pid is None
    servers.postgres.start()
    assert servers.postgres.pid != struck
    assert ask(servers, "select n from kept") == 7


def test_a_killed_redis_answers_again_at_the_same_address(servers):
    before = servers.redis.url
    struck = servers.redis.kill()
    print(f"SIGKILL to redis-server {struck}")
    assert not servers.redis.answers()
    servers.redis.start()
    assert servers.redis.answers()
    assert servers.redis.url == before


def test_text_is_utf8_and_sorts_by_code_point(servers):
    assert ask(servers, "show server_encoding") == "UTF8"
    assert ask(servers, "select string_agg(x, '' order by x) from unnest(array['é', 'z', 'a', 'B']) x") == "Bazé"


def test_a_pid_file_that_names_somebody_else_is_no_server(servers):
    servers.postgres.kill()
    file = servers.postgres.data / "postmaster.pid"
    file.write_text(file.read_text().replace(file.read_text().split()[0], str(os.getpid()), 1))
    assert servers.postgres.pid is None
    servers.postgres.start()
    assert ask(servers, "select 1") == 1


OWNER = """
import sys, time
from pathlib import Path
from deploy import embedded
with embedded.servers(Path(sys.argv[1]), fsync=False, given={}) as both:
    print(both.folder, flush=True)
    time.sleep(600)
"""


def test_who_kills_the_owner_of_a_folder_inherits_its_servers(servers):
    folder = servers.folder / "inherited"
    owner = subprocess.Popen([sys.executable, "-c", OWNER, folder], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        owner.stdout.readline()
        with pytest.raises(embedded.Busy, match=str(owner.pid)), embedded.servers(folder, given={}):
            pass
        owner.send_signal(signal.SIGKILL)
        owner.wait()
        left = embedded.attach(folder)
        old = [left.postgres.pid, left.redis.pid]
        print(f"SIGKILL to owner {owner.pid}, which left {old}")
        assert None not in old
        with embedded.servers(folder, fsync=False, given={}) as heir:
            assert ask(heir, "select 1") == 1
            assert not any(processes.alive(pid) for pid in old)
        assert heir.postgres.pid is None
        assert heir.redis.pid is None
    finally:
        owner.kill()
        owner.wait()


def test_urls_of_the_environment_are_used_as_they_are(tmp_path):
    given = {"DATABASE_URL": "postgres://elsewhere/pilot", "REDIS_URL": "redis://elsewhere/0"}
    with embedded.servers(tmp_path, given=given) as servers:
        assert servers == given
        assert servers.ours == []
