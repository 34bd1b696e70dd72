"""Reads the words of the story: tables beside this module, one for each kind of text."""

import csv
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "texts"


@cache
def table(name):
    """The rows of a table as dicts."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file, strict=True))


def grouped(name, *keys):
    """The rows of a table by the values of these columns."""
    found = {}
    for row in table(name):
        found.setdefault(tuple(row[key] for key in keys), []).append(row)
    return found
