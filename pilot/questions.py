"""Large questions to the database: put together once, asked again with other values.

Django takes longer to write the SQL of a question with twenty subqueries than PostgreSQL to answer it, and PostgreSQL
longer to plan it than to carry it out. Both are done once, for a process and for a connection. What is found is never
kept.

A question is a function that makes a queryset. Its parameters stand for values that come when it is asked, so that
nothing of one user, or of one moment, can stay in it.
"""

import inspect
import re
from contextlib import suppress
from datetime import date, datetime
from functools import partial

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.models import BigIntegerField, DateField, DateTimeField, Expression, QuerySet, TextField
from django.utils.translation import get_language


class Ids(list):
    """A parameter that holds the ids of several rows, for ``__in``."""


class Fixed:
    """A parameter whose value is part of the question: another value makes another question."""


class Marks(list):
    """A parameter that holds the values at which a page of a list begins, each of its own kind; empty for the first."""


#: What a parameter may hold: the field of its values, and whether there are several.
KINDS = {
    int: (BigIntegerField(), False),
    Ids: (BigIntegerField(), True),
    str: (TextField(), False),
    date: (DateField(), False),
    datetime: (DateTimeField(), False),
    # Its kind follows from what it is compared with.
    None: (None, False),
}
#: Django writes ``IN (…)`` around several values, where one value that holds several is meant.
IN_ARRAY = re.compile(r"\bIN \((ANY\(%s::\w+\[\]\))\)")


class Given(Expression):
    """A value that comes when the question is asked; ``read`` gets it out of the values by name."""

    def __init__(self, name, read, kind, made):
        field, self.several = KINDS[kind]
        super().__init__(output_field=field)
        # Not `name`: of a stand-in for a user that would be read as the user's.
        self.parameter, self.read, self.made = name, read, made

    @property
    def identity(self):
        return (self.__class__, self.parameter)

    def __eq__(self, other):
        # A stand-in equals nothing: whoever compares it, as if it were the value, would always hear no. Django itself
        # asks whether what is looked for is an empty text.
        if not isinstance(other, Expression) and other != "":
            raise TypeError(f"{self.parameter} is not known yet, so it cannot be compared with {other!r}.")
        return super().__eq__(other)

    def __hash__(self):
        return hash(self.identity)

    def __bool__(self):
        # Where the question depends on whether there is any at all, there are two questions.
        return self.made.holds(self.read)

    def as_sql(self, compiler, connection):
        if self._output_field_or_none is None:
            return "%s", [self]
        kind = self.output_field.db_type(connection)
        return (f"ANY(%s::{kind}[])" if self.several else f"%s::{kind}"), [self]


class Asker(Given):
    """Stands for a user: as a value the id, and else what ``visible_to`` and its like ask of a user."""

    def __init__(self, name, made):
        super().__init__(name, lambda values: values[name].pk, int, made)

    def __bool__(self):
        return True

    @property
    def pk(self):
        return self

    @property
    def organisation_id(self):
        parameter = self.parameter
        return Given(f"{self.parameter}.organisation", lambda values: values[parameter].organisation_id, int, self.made)

    def _ids(self, which, *roles):
        parameter = self.parameter

        def read(values):
            return sorted(getattr(values[parameter], which)(*roles))

        return Given(f"{self.parameter}.{which}.{'.'.join(sorted(roles))}", read, Ids, self.made)

    def has_role(self, role):
        parameter = self.parameter
        return self.made.holds(lambda values: values[parameter].has_role(role))

    def pilots(self, *roles):
        return self._ids("pilots", *roles)

    def assigned(self, *roles):
        return self._ids("assigned", *roles)

    def funds(self, *roles):
        return self._ids("funds", *roles)


class Making:
    """Puts a question together for the values of the first who asks; notes what of them it depends on."""

    def __init__(self, make, signature, values):
        self.values, self.depends = values, []
        self.rows = make(*(self._given(one) for one in signature.parameters.values()))

    def _given(self, parameter):
        name, kind = parameter.name, parameter.annotation
        if inspect.isclass(kind) and issubclass(kind, AbstractBaseUser):
            return Asker(name, self)
        if kind is Fixed:
            return self.settled(lambda values: values[name])
        if kind is Marks:
            number = self.settled(lambda values: len(values[name]))
            return [Given(f"{name}.{n}", lambda values, n=n: values[name][n], None, self) for n in range(number)]
        several = KINDS[kind][1]
        return Given(name, lambda values: sorted(values[name]) if several else values[name], kind, self)

    def settled(self, read):
        """What is read of the values now, and makes another question when it is not the same."""
        found = read(self.values)
        self.depends.append((read, found))
        return found

    def holds(self, read):
        return self.settled(lambda values: bool(read(values)))


class Answer:
    """How a question is asked: the text of its SQL, and what makes rows of what comes back."""

    def __init__(self, making):
        rows = making.rows
        self.model, self.iterable, self.fields, self.query = rows.model, rows._iterable_class, rows._fields, rows.query
        self.compiler = rows.query.get_compiler(rows.db)
        self.depends, self.sql = making.depends, None
        with suppress(EmptyResultSet):  # nothing can be found, whatever the values
            self._write(*self.compiler.as_sql(), connections[rows.db])
        # Whoever asked first is forgotten.
        making.values = None

    def _write(self, sql, params, connection):
        if fixed := [one for one in params if isinstance(one, date)]:
            raise TypeError(f"This question would keep a day or moment of the clock: {fixed}.")
        select = [column for column, *_how in self.compiler.select[: self.compiler.col_count]]
        self.converters = self.compiler.get_converters(select)
        # Each value is sent once, wherever it stands.
        self.givens = {one.parameter: one for one in params if isinstance(one, Given)}
        # What never changes is written out, so that the plan knows it.
        with connection.cursor() as cursor:
            texts = [
                f"%({one.parameter})s" if isinstance(one, Given) else cursor.mogrify("%s", [one]).replace("%", "%%")
                for one in params
            ]
        self.sql = IN_ARRAY.sub(r"= \1", sql.replace("%%", "%%%%")) % tuple(texts)

    def fits(self, values):
        """Whether the question is put the same way for these values."""
        return all(read(values) == found for read, found in self.depends)

    def rows(self, values):
        """The rows for these values, as the queryset gives them."""
        if self.sql is None:
            return []
        compiler, query = _another(self.compiler), _another(self.query)
        compiler.connection = connections[DEFAULT_DB_ALIAS]
        compiler.execute_sql = partial(self._fetched, compiler, values)
        compiler.get_converters = lambda _select: self.converters
        query.get_compiler = lambda *_what, **_how: compiler
        found = QuerySet(self.model, query)
        found._fields = self.fields
        return list(self.iterable(found))

    def _fetched(self, compiler, values, *_what, **_how):
        with _cursor(compiler.connection) as cursor:
            cursor.execute(self.sql, {name: given.read(values) for name, given in self.givens.items()})
            rows = cursor.fetchall()
        # A union may have columns that only its order asks for.
        return [[row[: compiler.col_count] for row in rows] if compiler.has_extra_select else rows]


def _another(one):
    """A shallow copy, without the detour that expressions make for pickling."""
    other = object.__new__(type(one))
    other.__dict__.update(one.__dict__)
    return other


class PreparedCursor(ServerBindingCursor):
    """Leaves the plan with PostgreSQL."""

    def execute(self, query, params=None):
        return super().execute(query, params, prepare=True)


def _cursor(connection):
    if connection.queries_logged:
        # The log of Django shows what a cursor of its own sent.
        return connection.cursor()
    connection.ensure_connection()
    return connection._prepare_cursor(PreparedCursor(connection.connection))


class Question:
    """A function that makes a queryset, as one that gives its rows."""

    def __init__(self, make):
        self.make, self.signature, self.answers = make, inspect.signature(make), {}
        self.names = tuple(self.signature.parameters)
        self.__doc__, self.__name__, self.__module__ = make.__doc__, make.__name__, make.__module__

    def __call__(self, *args):
        values = dict(zip(self.names, args, strict=True))
        # The SQL may hold words of the reader's language.
        known = self.answers.setdefault(get_language(), [])
        answer = next((one for one in known if one.fits(values)), None)
        if answer is None:
            answer = Answer(Making(self.make, self.signature, values))
            known.append(answer)
        return answer.rows(values)


def question(make):
    """Make a question of a function that makes a queryset; annotations say what its parameters hold.

    ``int``, ``Ids``, ``str``, ``date``, ``datetime``, ``Marks``, ``Fixed`` or the class of users. Raises ``TypeError``
    when first asked if a day or moment of the clock stands in the question itself: it would stay what it was.
    """
    return Question(make)
