"""Reading the files that people send: a table in, values or sentences by row and column out. Knows no models.

    sheet = read_table(upload.name, content)                        # raises ImportRefused
    preview = check(sheet, COLUMNS, existing=by_email.get, key=lambda values: values["email"], key_columns=["email"])
    if preview.ok: ...                                              # all of preview.rows, or nothing

`cells` has a parser for every kind of cell; a column says which one, and under which headers it comes.
"""

from . import cells
from .checking import CellProblem, CheckedRow, Preview, check, error_list
from .columns import Column, Match, column_letter, match_headers
from .reading import read_table
from .sheet import ImportRefused, Row, Sheet

__all__ = [
    "CellProblem",
    "CheckedRow",
    "Column",
    "ImportRefused",
    "Match",
    "Preview",
    "Row",
    "Sheet",
    "cells",
    "check",
    "column_letter",
    "error_list",
    "match_headers",
    "read_table",
]
