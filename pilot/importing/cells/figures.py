"""Numbers, scores, percentages and amounts."""

import re
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ..sheet import Cell, shown
from .every import Parser, quoted, refuse

WHOLE = re.compile(r"-?(?:\d+|\d{1,3}(?:[. ]\d{3})+)(?:,0+)?", re.ASCII)
DECIMAL = re.compile(r"(-?\d+|-?\d{1,3}(?:\.\d{3})+)(?:,(\d+))?", re.ASCII)


def _within(value, least, most, cell):
    if least is not None and value < least:
        raise refuse(_("%(value)s is too low; at least %(least)s") % {"value": quoted(cell), "least": least})
    if most is not None and value > most:
        raise refuse(_("%(value)s is too high; at most %(most)s") % {"value": quoted(cell), "most": most})
    return value


def _whole(cell: Cell) -> int | None:
    value = shown(cell)
    if len(value) > 15 or not WHOLE.fullmatch(value):
        return None
    return int(re.sub(r"[. ]|,0+$", "", value))


def whole(least: int | None = None, most: int | None = None) -> Parser:
    """A whole number from `least` to `most`."""

    def parse(cell):
        value = _whole(cell)
        if value is None:
            raise refuse(_("%(value)s is no whole number") % {"value": quoted(cell)})
        return _within(value, least, most, cell)

    return parse


def score(least: int = 1, most: int = 5) -> Parser:
    """A score, 1 to 5 unless told otherwise."""

    def parse(cell):
        value = _whole(cell)
        if value is None or not least <= value <= most:
            raise refuse(
                _("%(value)s is no score from %(least)s to %(most)s")
                % {"value": quoted(cell), "least": least, "most": most}
            )
        return value

    return parse


def percentage(places: int = 0) -> Parser:
    """A percentage 0-100 with at most `places` decimals: an int without decimals, else a Decimal."""

    def parse(cell):
        value = shown(cell).removesuffix("%").rstrip()
        found = DECIMAL.fullmatch(value) if len(value) <= 15 else None
        if not found:
            raise refuse(_("%(value)s is no percentage") % {"value": quoted(cell)})
        figure = Decimal(f"{found[1].replace('.', '')}.{found[2] or 0}")
        if 0 < figure < 1 and not shown(cell).endswith("%"):
            raise refuse(_("%(value)s is less than 1 percent; write 73 for 73 percent") % {"value": quoted(cell)})
        if figure != round(figure, places):
            raise refuse(
                _("%(value)s is no whole percentage") % {"value": quoted(cell)}
                if places == 0
                else _("%(value)s has too many decimals") % {"value": quoted(cell)}
            )
        figure = _within(figure, 0, 100, cell)
        return int(figure) if places == 0 else figure

    return parse


def money(least: Decimal | int | None = 0) -> Parser:
    """An amount in EUR to the cent, as 1.234,56 or € 1.234,56."""
    from pilot.forms import read_money  # forms know models; nothing else here does

    def parse(cell):
        try:
            value = read_money(shown(cell))
        except ValidationError:
            raise refuse(_("%(value)s is no amount; write it as 1.250,00") % {"value": quoted(cell)}) from None
        return _within(value, least, None, cell)

    return parse
