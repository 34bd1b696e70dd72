"""What holds for every cell, whatever it is read as."""

import re
import unicodedata
from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ..sheet import Cell, shown

__all__ = ["Parser", "clean", "empty_is", "quoted", "refuse"]

Parser = Callable[[Cell], object]


def refuse(sentence: str) -> ValidationError:
    return ValidationError(sentence, code="cell")


def quoted(cell: Cell) -> str:
    """The cell as it stands in a sentence, cut at 40 characters."""
    value = " ".join(shown(cell).split())
    return f"“{value if len(value) <= 40 else value[:39] + '…'}”"


NUMBERLIKE = re.compile(r"[+\-@][\d\s().,/\-]*")  # a telephone number or an amount, not a calculation
FORMULA = re.compile(
    r"[+\-@](?:[A-Za-z_][\w.]*\("  # @SUM(…)
    r"|\$?[A-Za-z]{1,3}\$?\d+(?!\w)"  # +A1
    r"|[\d.,]+\s*[+*/^&|(!-]"  # -2+3
    r"|.*\|.*!)",  # +cmd|' /C calc'!A0
    re.DOTALL,
)
CALCULATION_ERROR = re.compile(r"#(?:$|[A-Z/0]{3,10}[!?]|N/[AB]$)")
SPECIAL_START = frozenset("=＝+-@#")


def clean(cell: Cell) -> Cell:
    """A cell without invisible signs; refuses formulas, calculation errors and control characters."""
    if not isinstance(cell, str):
        return cell
    if cell[0] in SPECIAL_START:
        if cell[0] in "=＝" or (FORMULA.match(cell) and not NUMBERLIKE.fullmatch(cell)):
            raise refuse(_("begins with “%(sign)s”: formulas are not allowed") % {"sign": cell[0]})
        if CALCULATION_ERROR.match(cell):
            raise refuse(_("holds a calculation error; write the value itself"))
    if cell.isprintable():
        return cell
    signs = []
    for sign in cell:
        kind = unicodedata.category(sign)
        if sign in "\n\r\t" or kind[0] != "C":
            signs.append(" " if kind == "Zs" else sign)
        elif kind != "Cf":  # marks without a width are dropped
            raise refuse(_("holds a character that cannot be read"))
    return "".join(signs).strip()


def empty_is(value):
    """Decorator of a parser that says what an empty cell means."""

    def mark(parse):
        parse.empty = value
        return parse

    return mark
