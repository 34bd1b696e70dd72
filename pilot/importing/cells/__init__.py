"""Parsers for cells: each takes a filled cell and returns its value, or raises `ValidationError` with a sentence.

The sentence follows "Row 7, column C (KvK number): ", so it starts in lower case and has no full stop. What an empty
cell means stands in `parse.empty`: an empty text for text, otherwise None.
"""

from .choices import choice, yes_no
from .dates import birth_year, day, month
from .every import clean
from .figures import money, percentage, score, whole
from .texts import email, kvk, phone, postcode, text

__all__ = [
    "birth_year",
    "choice",
    "clean",
    "day",
    "email",
    "kvk",
    "money",
    "month",
    "percentage",
    "phone",
    "postcode",
    "score",
    "text",
    "whole",
    "yes_no",
]
