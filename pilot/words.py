"""Searching words the Dutch way without extensions: names as they begin, texts by their stem, accents left out."""

import re

from django.contrib.postgres.search import SearchVectorField
from django.db.models import BooleanField, Func

ACCENTED = "àáâãäåçèéêëìíîïñòóôõöùúûüýÿ"
PLAIN = "aaaaaaceeeeiiiinooooouuuuyy"
_FOLD = str.maketrans(ACCENTED, PLAIN)


class _Vector(Func):
    """A text vector of columns that are never null; immutable, so that an index can be made of it."""

    output_field = SearchVectorField()
    arg_joiner = " || ' ' || "
    language = ""

    @property
    def template(self):
        return f"to_tsvector('{self.language}', translate(lower(%(expressions)s), '{ACCENTED}', '{PLAIN}'))"


class Names(_Vector):
    """Words as they are written: names of people and places."""

    language = "simple"


class Texts(_Vector):
    """Words by their Dutch stem."""

    language = "dutch"


class Both(Func):
    """Two vectors as one."""

    output_field = SearchVectorField()
    template = "(%(expressions)s)"
    arg_joiner = " || "


class Holds(Func):
    """Whether a vector holds every word of a text, each as a beginning or by its Dutch stem."""

    output_field = BooleanField()

    def __init__(self, vector, words):
        super().__init__(vector)
        self.words = words

    def as_sql(self, compiler, connection, **extra):
        vector, params = compiler.compile(self.source_expressions[0])
        one = "(to_tsquery('simple', %s) || plainto_tsquery('dutch', %s))"
        asked = [param for word in self.words for param in (f"{word}:*", word)]
        return f"({vector}) @@ ({' && '.join([one] * len(self.words))})", [*params, *asked]


def plain(text):
    """The words of a text in small letters without accents, eight at most; none of nothing but marks."""
    return re.findall(r"[^\W_]+", text.lower().translate(_FOLD))[:8]
