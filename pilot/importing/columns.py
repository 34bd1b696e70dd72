"""Which column of a file is which: by its header, or as somebody chose on screen."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from pilot.wording import fold

from .cells import text
from .cells.every import Parser

__all__ = ["Column", "Match", "column_letter", "match_headers"]


@dataclass(frozen=True)
class Column:
    """A column that can be read: where its value goes, its label, other headers it comes under, and how cells are read.

    A required column must be there and every cell of it filled.
    """

    key: str
    label: str
    aliases: Sequence[str] = ()
    required: bool = False
    parse: Parser = text()

    @property
    def empty(self) -> object:
        """The value of an empty cell."""
        return getattr(self.parse, "empty", None)

    def words(self) -> set[str]:
        """Every header this column is known by, folded; its label counts in all languages of the product."""
        words = {fold(alias) for alias in self.aliases}
        for language, _name in settings.LANGUAGES:
            with override(language):
                words |= {fold(form) for form in forms(str(self.label))}
        return words - {""}


@dataclass
class Match:
    """Which column stands where (by index from 0), which required ones are missing, and sentences about doubt."""

    by_index: dict[int, str] = field(default_factory=dict)
    missing: list[Column] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def forms(header: str) -> list[str]:
    """A header, and the same without what stands between brackets: `Aanwezigheid (%)`."""
    return [header, re.sub(r"\s*[(\[].*?[)\]]", "", header)]


def column_letter(index: int) -> str:
    """A for 0, AA for 26, as Excel names its columns."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def match_headers(
    headers: Sequence[str], columns: Sequence[Column], chosen: Mapping[int, str | None] | None = None
) -> Match:
    """Find the columns by their headers; `chosen` goes before that: index to key, or to nothing for a column to skip.

    What `chosen` names and the file or the columns do not have is left out.
    """
    match = Match()
    by_key = {column.key: column for column in columns}
    for index, key in (chosen or {}).items():
        if 0 <= index < len(headers) and key in by_key:
            _place(match, by_key[key], index)
    taken = set(match.by_index.values())
    known = {word: column for column in columns if column.key not in taken for word in column.words()}
    for index, header in enumerate(headers):
        if index in (chosen or {}):
            continue
        column = next((known[word] for word in map(fold, forms(header)) if word in known), None)
        if column:
            _place(match, column, index)
    found = set(match.by_index.values())
    match.missing = [column for column in columns if column.required and column.key not in found]
    match.problems += [_("The column “%(column)s” is missing.") % {"column": column.label} for column in match.missing]
    return match


def _place(match: Match, column: Column, index: int) -> None:
    other = next((place for place, key in match.by_index.items() if key == column.key), None)
    if other is None:
        match.by_index[index] = column.key
        return
    match.problems.append(
        _("Columns %(first)s and %(second)s both look like “%(column)s”. Choose one of them.")
        % {"first": column_letter(other), "second": column_letter(index), "column": column.label}
    )
