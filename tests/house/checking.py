"""Holds one row of the access table against the running views, and says in sentences what is otherwise."""

from contextlib import contextmanager

from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from tests.house.access import EVERYBODY
from tests.house.harvest import filled

#: Tables that a GET or a refused request may write: who looked, who was refused, sessions, keys of forms.
LOGS = {"pilot_auditevent", "django_session", "pilot_sent", "pilot_reason", "django_cache"}


@contextmanager
def undone():
    """Whatever is written inside is rolled back afterwards."""
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)


@contextmanager
def writes():
    """Collect the names of the tables that are written inside, apart from ``LOGS``."""
    tables = set()

    def look(execute, sql, params, many, context):
        words = sql.split(None, 3)
        verb = words[0].upper() if words else ""
        if verb in ("INSERT", "UPDATE", "DELETE"):
            table = words[1 if verb == "UPDATE" else 2].strip('"').split("(")[0].strip('"')
            if table not in LOGS:
                tables.add(table)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        yield tables


def address_of(name):
    """The URL's name; what follows a bar in the table says which of its cases a row is about."""
    return name.split("|")[0]


def each_side(world, name, row):
    """Give the sides on which the row answers, with the situation made on each and its address."""
    for side in row.sides:
        with undone():
            made = row.make(world, world.side(side))
            yield side, made, reverse(address_of(name), args=made)


def reading(world, name, row):
    """Return what answers otherwise than the table says when every role reads; nobody may write by it."""
    wrong = []
    for side, made, path in each_side(world, name, row):
        for role in EVERYBODY:
            expected = row.outcome("GET", role, side)
            with undone(), writes() as tables:
                answer = world.browsers[role].get(path + row.query)
            if answer.status_code != expected:
                wrong.append(f"{role} {side}: GET {answer.status_code}, not {expected}")
            if tables:
                wrong.append(f"{role} {side}: a GET wrote {sorted(tables)}")
            if answer.status_code == 200 and row.canary:
                canary = row.canary(world, world.side(side), made) if callable(row.canary) else row.canary
                if canary not in answer.content.decode(errors="replace"):
                    wrong.append(f"{role} {side}: the page lacks “{canary}”")
        with undone():
            if Client().get(path).status_code != 302:
                wrong.append(f"anonymous {side}: not sent to the login page")
    return wrong


def writing(world, name, row):
    """Return what answers otherwise than the table says when every role posts something that holds water.

    Who may, succeeds: something is written that the database accepts. Whoever may not writes nothing.
    """
    wrong = []
    for side, _made, path in each_side(world, name, row):
        somebody = row.post[0] if row.post else EVERYBODY[0]
        stranger_data = valid(world, row, side, somebody, path)
        for role in EVERYBODY:
            expected = row.outcome("POST", role, side)
            with undone():
                data = valid(world, row, side, role, path) if expected == 302 else stranger_data
                with writes() as tables:
                    answer = world.browsers[role].post(path, data)
                said = f"{role} {side}: POST {answer.status_code}"
                if answer.status_code != expected:
                    wrong.append(f"{said}, not {expected} {complaints(answer)}")
                elif expected == 302:
                    wrong += [f"{said}, but {problem}" for problem in unfinished(tables)]
                if expected != 302 and tables:
                    wrong.append(f"{said}: what was refused wrote {sorted(tables)}")
        with undone():
            if Client().post(path, stranger_data).status_code not in (302, 400):
                wrong.append(f"anonymous {side}: not sent to the login page")
    return wrong


def unfinished(tables):
    """What is not right about a POST that succeeded: it wrote nothing, or what it wrote could not be committed."""
    if not tables:
        yield "nothing was written"
    try:
        with transaction.atomic():
            connection.check_constraints()
    except IntegrityError as error:
        yield f"the database refuses it: {error}"


def valid(world, row, side, role, path):
    """The data of a POST that may succeed: what the page itself offers, then the row's own words."""
    # Bodies that differ by role look here.
    world.acting = role
    data = {}
    if row.post and not row.only_post:
        page = world.browsers[role].get(path)
        if page.status_code == 200:
            data = filled(page.content.decode(), path)
    body = row.body(world, world.side(side)) if callable(row.body) else row.body
    return {**data, **(body or {})}


def complaints(answer):
    """What a form says that came back, to see why."""
    form = answer.context and answer.context.get("form")
    return dict(form.errors) if form is not None and getattr(form, "errors", None) else ""
