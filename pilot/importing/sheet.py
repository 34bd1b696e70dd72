"""What is read from a file: a table with the row numbers of the sender, or a refusal in a sentence."""

import datetime
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.translation import gettext as _

__all__ = ["Cell", "ImportRefused", "Row", "Sheet", "shown"]

MOST_BYTES = 10 * 1024 * 1024
MOST_ROWS = 20_000
MOST_COLUMNS = 100

Cell = str | datetime.date | datetime.datetime | datetime.time


class ImportRefused(Exception):
    """A file that is not read any further; the message is a sentence for who sent it."""


class Row(NamedTuple):
    """The cells of a row under the number that the sender sees in Excel."""

    number: int
    cells: list[Cell]


@dataclass
class Sheet:
    """A table as it was sent: headers, rows that hold something, and how it was read.

    `header_row` is the number of the row with the headers. `overlong` has, by row number, how many cells a
    row of a text file holds where that is more than there are headers. `notes` are sentences for the sender.
    """

    name: str
    headers: list[str]
    rows: list[Row]
    header_row: int = 1
    encoding: str = ""
    delimiter: str = ""
    overlong: dict[int, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def example(self, index: int) -> Cell:
        """The first filled cell of a column, for the page where columns are chosen."""
        return next((row.cells[index] for row in self.rows if row.cells[index] != ""), "")


def too_many_rows() -> ImportRefused:
    return ImportRefused(_("This file has more than 20,000 rows. Split it and send the parts one by one."))


def too_many_columns(count: int) -> ImportRefused:
    return ImportRefused(_("This file has %(count)s columns; at most 100 can be read.") % {"count": count})


def shown(cell: Cell) -> str:
    """A cell as people write it: dates as 31-12-2026."""
    if isinstance(cell, datetime.datetime):
        return f"{cell:%d-%m-%Y %H:%M}" if cell.time() != datetime.time() else f"{cell:%d-%m-%Y}"
    if isinstance(cell, datetime.date):
        return f"{cell:%d-%m-%Y}"
    return f"{cell:%H:%M}" if isinstance(cell, datetime.time) else cell
