"""No page asks the database more when there is more to show, and none asks more than twenty things."""

from datetime import date
from statistics import median

import pytest
from django.db import connection
from django.urls import reverse

from pilot.choices import Role
from tests import factories as f
from tests.conftest import Person
from tests.house.access import EVERYBODY, TABLE
from tests.house.checking import address_of, undone
from tests.house.volumes import CROWDED, crowded, fill

#: Making and reading everything twice takes a while on a busy machine.
pytestmark = [pytest.mark.django_db, pytest.mark.timeout(900)]

MOST = 20
FEW, MANY = 3, 300
#: Pages whose questions add up over the roles of one user.
BUSY_PAGES = ("desk:work", "pilot", "pilots", "desk:search")
#: Savepoints are of the tests themselves; a session is written once a minute, by whichever page comes then.
OUTSIDE = ("SAVEPOINT", "RELEASE", 'UPDATE "django_session"')


#: People with several roles: of a fund, and of a provider. Nobody is both.
CROWD = ("owner", "selector", "provider", "mentor", "trainer")
BUSY = ("of a fund", "of a provider")


def readers(row):
    """Roles that read the page in their own pilot."""
    return [role for role in EVERYBODY if row.outcome("GET", role, "own") == 200]


READ = {name: row for name, row in TABLE.items() if readers(row)}


def add_busy_people(world):
    """Give the world's browsers two users with a role of every kind that fits their employer."""
    own, other = world.own.pilot, world.other.pilot
    of_fund = f.UserFactory(organisation=f.fund(f.AO))
    f.assign(of_fund, Role.OWNER, own, f.fund(f.AO), deputy=True, end=date(2099, 1, 1))
    f.assign(of_fund, Role.MANAGEMENT, None, f.fund(f.AO))
    of_provider = f.UserFactory(organisation=world.users["provider"].organisation)
    f.assign(of_provider, Role.PROVIDER, own)
    f.assign(of_provider, Role.TRAINER, own)
    for user, pilot in ((of_fund, own), (of_provider, other)):
        f.assign(user, Role.SELECTOR, pilot)
    for user in (of_fund, of_provider):
        f.assign(user, Role.SPECIALIST, other)
        f.assign(user, Role.MENTOR, own)
    world.browsers |= dict(zip(BUSY, (Person(of_fund), Person(of_provider)), strict=True))


def queries(browser, path, strict=True):
    """The statements that a page takes, apart from those of ``OUTSIDE``."""
    seen = []

    def look(execute, sql, params, many, context):
        if not sql.startswith(OUTSIDE):
            seen.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        answer = browser.get(path)
    if strict:
        assert answer.status_code == 200, f"{path}: {answer.status_code}"
    return seen if answer.status_code == 200 else []


def count(world):
    """Statements by page and role."""
    found = {}
    for name, row in READ.items():
        with undone():
            path = reverse(address_of(name), args=row.make(world, world.own)) + row.query
            for role in [*readers(row), *(BUSY if name in BUSY_PAGES else ())]:
                with undone():
                    found[name, role] = queries(world.browsers[role], path)
    for name, args in crowded(world).items():
        for role in CROWD:
            with undone():
                if answer := queries(world.browsers[role], reverse(name, args=args), strict=False):
                    found[f"{name}|crowded", role] = answer
    return found


@pytest.fixture(scope="module")
def counted(world):
    """What every page takes at few and at many rows: ``{(name, role): (statements, statements)}``."""
    add_busy_people(world)
    fill(world, FEW)
    few = count(world)
    fill(world, MANY)
    many = count(world)
    return {key: (few[key], many[key]) for key in few}


PAGES = sorted([*READ, *(f"{name}|crowded" for name in CROWDED)])


@pytest.mark.parametrize("name", PAGES)
def test_a_page_takes_as_many_queries_for_many_rows_as_for_few(counted, name):
    wrong = []
    for (page, role), (few, many) in counted.items():
        if page == name and len(few) != len(many):
            more = "\n".join(sql[:200] for sql in many if shape(sql) not in set(map(shape, few)))
            wrong.append(f"{role}: {len(few)} at {FEW} rows, {len(many)} at {MANY} rows\n{more}")
    assert any(page == name for page, _role in counted)
    if wrong:
        pytest.fail("\n".join(wrong), pytrace=False)


def shape(sql):
    """A statement without its figures."""
    return "".join(letter for letter in sql if not letter.isdigit())


@pytest.mark.parametrize("name", PAGES)
def test_no_page_takes_more_than_twenty_queries(counted, name):
    wrong = {role: len(many) for (page, role), (_few, many) in counted.items() if page == name and len(many) > MOST}
    assert not wrong


def test_most_pages_take_few_queries(counted):
    numbers = sorted(len(many) for _few, many in counted.values())
    ninetieth = numbers[int(len(numbers) * 0.9)]
    print(f"{len(numbers)} pages by role: median {median(numbers):g}, 90th {ninetieth}, most {numbers[-1]}")
    assert median(numbers) <= 9
    assert ninetieth <= 15
