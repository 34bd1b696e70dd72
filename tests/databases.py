"""The databases of the tests: clones of one template, which holds the tables and the reference data."""

import hashlib
import os
import subprocess
import sys
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connection, connections

ROOT = Path(__file__).resolve().parents[1]
MAKING = 6_021_023


def _ingredients():
    """Everything that a fresh database is made of: the same files make the same template."""
    for pattern in ("*/migrations/*.py", "pilot/*.py", "pilot/reference/*"):
        yield from sorted(path for path in ROOT.glob(pattern) if path.is_file())


def template():
    """The template's name, which tells what is in it: another checkout on the same server has another one."""
    recipe = hashlib.sha256()
    for path in _ingredients():
        recipe.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return f"pilot_template_{recipe.hexdigest()[:12]}"


@contextmanager
def maintenance():
    """Connect to the database from which others are made and dropped."""
    params = connection.get_connection_params() | {"dbname": "postgres"}
    allowed = {"dbname", "host", "port", "user", "password"}
    with psycopg.connect(**{k: v for k, v in params.items() if k in allowed}, autocommit=True) as link:
        yield link


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
    """Make the template unless somebody did, and return its name. Whoever comes meanwhile waits."""
    name = template()
    with maintenance() as link:
        link.execute("select pg_advisory_lock(%s)", [MAKING])
        if not link.execute("select 1 from pg_database where datname = %s", [name]).fetchone():
            for (old,) in link.execute(
                "select datname from pg_database where datname like %s", ["pilot\\_template\\_%"]
            ):
                with suppress(psycopg.Error):  # somebody is cloning it
                    link.execute(f"drop database {old}")
            unfinished = f"{name}_unfinished"
            link.execute(f"create database {unfinished}")
            env = {**os.environ, "DATABASE_URL": url_of(unfinished), "DJANGO_DEBUG": "1"}
            for command in (["migrate", "-v0"], ["createcachetable"], ["load_reference", "-v0"]):
                subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=env, check=True)
            link.execute(f"alter database {unfinished} rename to {name}")
    return name


@contextmanager
def standing_in(name, *, template):
    """Make a database like the template, have this process work on it, and drop it afterwards."""
    administer(f"drop database if exists {name} with (force)", f"create database {name} template {template}")
    before = connection.settings_dict["NAME"]
    connections.close_all()
    connections["default"].settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = name
    try:
        yield
    finally:
        connections.close_all()
        connections["default"].settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = before
        administer(f"drop database if exists {name} with (force)")
