"""What would happen if this file were taken in: every row with its values or its errors, and what is new in it."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .cells import clean
from .columns import Column, Match, column_letter, match_headers
from .sheet import Cell, Row, Sheet, shown

__all__ = ["CellProblem", "CheckedRow", "Preview", "check", "error_list"]

Values = dict[str, object]
NEW, CHANGED, UNCHANGED, ERROR = "new", "changed", "unchanged", "error"


class CellProblem(NamedTuple):
    """What is wrong where. `text` follows the place; without a column it is about the whole row."""

    row: int
    column: str
    header: str
    value: str
    text: str

    def __str__(self):
        if not self.column:
            return _("Row %(row)s: %(text)s") % {"row": self.row, "text": self.text}
        return _("Row %(row)s, column %(column)s (%(header)s): %(text)s") % self._asdict()


@dataclass(slots=True)
class CheckedRow:
    """A row of the file: its values by column key, or its errors.

    `changes` has (old, new) by key for a row that exists; an empty cell changes nothing.
    """

    number: int
    cells: list[Cell]
    values: Values
    errors: list[CellProblem]
    status: str = NEW
    changes: dict[str, tuple[object, object]] = field(default_factory=dict)


@dataclass
class Preview:
    """A whole file, checked. `problems` are sentences about the file itself; rows are only checked without them."""

    sheet: Sheet
    match: Match
    rows: list[CheckedRow] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether everything can be taken in; it is all or nothing."""
        return not self.problems and all(row.status != ERROR for row in self.rows)

    @property
    def counts(self) -> dict[str, int]:
        """Rows by status: new, changed, unchanged, error."""
        counts = dict.fromkeys((NEW, CHANGED, UNCHANGED, ERROR), 0)
        for row in self.rows:
            counts[row.status] += 1
        return counts

    @property
    def errors(self) -> Iterator[CellProblem]:
        for row in self.rows:
            yield from row.errors


def check(
    sheet: Sheet,
    columns: Sequence[Column],
    mapping: Mapping[int, str | None] | None = None,
    *,
    key: Callable[[Values], Hashable] | None = None,
    key_columns: Sequence[str] = (),
    existing: Callable[[Hashable], Mapping[str, object] | None] | None = None,
    judge: Callable[[Values], Iterable[tuple[str, str]]] | None = None,
) -> Preview:
    """Check a table against its columns.

    `mapping` is what was chosen on screen, index of the header to key. `key` says what makes a row that row (None when
    it has none), folded as the caller likes, out of the columns in `key_columns`: two rows with one key are an error,
    named at the first of them. `existing` gives the present values for a key. `judge` gives (column key, sentence) for
    what only the values together can show.
    """
    match = match_headers(sheet.headers, columns, mapping)
    preview = Preview(sheet, match, problems=list(match.problems))
    if not sheet.rows:
        preview.problems.append(_("There are no rows below the headers."))
    if preview.problems:
        return preview
    by_key = {column.key: column for column in columns}
    placed = [(index, by_key[name]) for index, name in sorted(match.by_index.items())]
    places = {name: index for index, name in match.by_index.items()}
    absent = {column.key: column.empty for column in columns if column.key not in places}
    at = next((places[name] for name in key_columns if name in places), None)
    seen: dict[Hashable, CheckedRow] = {}
    for row in sheet.rows:
        checked = _read_row(sheet, row, placed, absent)
        if not checked.errors and judge:
            checked.errors += [
                _problem(sheet, row, places.get(name), sentence) for name, sentence in judge(checked.values)
            ]
        identity = key(checked.values) if key and _has(checked.values, key_columns) else None
        if identity is not None:
            first = seen.setdefault(identity, checked)
            if first is not checked:
                checked.errors.append(_problem(sheet, row, at, _alike(first, checked)))
        if checked.errors:
            checked.status = ERROR
        elif existing and identity is not None:
            _compare(checked, existing(identity), placed)
        preview.rows.append(checked)
    return preview


def _has(values: Values, names: Sequence[str]) -> bool:
    return all(name in values for name in names)


def _read_row(sheet: Sheet, row: Row, placed: list[tuple[int, Column]], absent: Values) -> CheckedRow:
    values, errors = dict(absent), []
    for index, column in placed:
        cell = row.cells[index]
        try:
            if cell != "":
                cell = clean(cell)
            if cell != "":
                values[column.key] = column.parse(cell)
            elif column.required:
                errors.append(_problem(sheet, row, index, _("is empty")))
            else:
                values[column.key] = column.empty
        except ValidationError as wrong:
            errors += [_problem(sheet, row, index, sentence) for sentence in wrong.messages]
    if row.number in sheet.overlong:
        sentence = _("has %(cells)s cells, there are %(headers)s headers; look for a stray “%(sign)s”") % {
            "cells": sheet.overlong[row.number],
            "headers": len(sheet.headers),
            "sign": sheet.delimiter.replace("\t", "tab"),
        }
        errors.append(_problem(sheet, row, None, sentence))
    return CheckedRow(row.number, row.cells, values, errors)


def _problem(sheet: Sheet, row: Row, index: int | None, text: str) -> CellProblem:
    if index is None:
        return CellProblem(row.number, "", "", "", text)
    return CellProblem(row.number, column_letter(index), sheet.headers[index], shown(row.cells[index]), text)


def _alike(first: CheckedRow, second: CheckedRow) -> str:
    """How two rows with one key resemble each other."""
    if first.cells == second.cells:
        return _("this row is the same as row %(row)s") % {"row": first.number}
    if [shown(cell).casefold() for cell in first.cells] == [shown(cell).casefold() for cell in second.cells]:
        return _("this row differs from row %(row)s in capitals only") % {"row": first.number}
    return _("this stands in row %(row)s too, with other data") % {"row": first.number}


def _compare(checked: CheckedRow, present: Mapping[str, object] | None, placed: list[tuple[int, Column]]) -> None:
    if present is None:
        return
    checked.changes = {
        column.key: (present[column.key], checked.values[column.key])
        for index, column in placed
        if checked.cells[index] != "" and column.key in present and present[column.key] != checked.values[column.key]
    }
    checked.status = CHANGED if checked.changes else UNCHANGED


def error_list(preview: Preview) -> Iterator[tuple[str, str, str, str, str]]:
    """Rows for a list of errors to send back: row, column, header, what stands there, what is wrong; headings first."""
    yield _("Row"), _("Column"), _("Header"), _("Stands there"), _("What is wrong")
    for sentence in preview.problems:
        yield "", "", "", "", sentence
    for problem in preview.errors:
        yield str(problem.row), problem.column, problem.header, problem.value, problem.text
