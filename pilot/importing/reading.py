"""From bytes to a table: recognises a file by its content, and keeps the row numbers."""

from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterable

from django.utils.translation import gettext as _

from .sheet import (
    MOST_BYTES,
    MOST_COLUMNS,
    MOST_ROWS,
    Cell,
    ImportRefused,
    Row,
    Sheet,
    shown,
    too_many_columns,
    too_many_rows,
)
from .text import decode, delimited, read_text, refuse_other_kinds
from .workbook import read_workbook

__all__ = ["read_table"]

#: Text in these may hold zeroes; a broken workbook does otherwise.
UTF_16 = (BOM_UTF16_LE, BOM_UTF16_BE)


def read_table(name: str, content: bytes) -> Sheet:
    """Read a CSV or text file, or the first filled sheet of an Excel workbook (.xlsx), whatever its name says.

    At most 10 MB, 20,000 rows and 100 columns; raises `ImportRefused`.
    """
    if not content.strip():
        raise ImportRefused(_("This file is empty."))
    if len(content) > MOST_BYTES:
        megabytes = -(-len(content) // (1024 * 1024))
        raise ImportRefused(_("This file is %(size)s MB; at most 10 MB can be read.") % {"size": megabytes})
    if content.startswith(b"PK\x03\x04"):
        rows, notes, encoding, delimiter = *read_workbook(content), "xlsx", ""
    else:
        refuse_other_kinds(content)
        if name.lower().endswith(".xlsx") and b"\0" in content and not content.startswith(UTF_16):
            raise ImportRefused(
                _("This is no Excel file, or it is broken. Open it in Excel, save it as .xlsx and send it again.")
            )
        text, encoding = decode(content)
        text, delimiter = delimited(text)
        rows, notes = read_text(text, delimiter), []
    return make_sheet(name, rows, encoding=encoding, delimiter=delimiter, notes=notes)


def make_sheet(name: str, rows: Iterable[tuple[int, list[Cell]]], *, encoding: str, delimiter: str, notes) -> Sheet:
    """The first row that holds something has the headers; empty rows are skipped, their numbers are not."""
    filled = ((number, cells) for number, cells in rows if any(cell != "" for cell in cells))
    header_row, headers = next(filled, (0, None))
    if headers is None:
        raise ImportRefused(_("This file is empty."))
    headers = [shown(cell) for cell in headers]
    while headers[-1] == "":
        headers.pop()
    sheet = Sheet(name, headers, [], header_row, encoding, delimiter, {}, notes)
    width = len(headers)
    if width > MOST_COLUMNS:
        raise too_many_columns(width)
    for number, cells in filled:
        if len(sheet.rows) == MOST_ROWS:
            raise too_many_rows()
        excess = len(cells) - width
        if excess < 0:
            cells.extend([""] * -excess)
        elif excess > 0:
            # A stray delimiter moves everything after it, so that is an error; a note beside an Excel table is not.
            if delimiter and any(cell != "" for cell in cells[width:]):
                sheet.overlong[number] = len(cells)
            del cells[width:]
            if not any(cell != "" for cell in cells):
                continue
        sheet.rows.append(Row(number, cells))
    return sheet
