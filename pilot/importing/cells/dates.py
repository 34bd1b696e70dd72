"""Days, months and years of birth, as people write them in Dutch."""

import datetime
import re

from django.utils import timezone
from django.utils.translation import gettext as _

from ..sheet import Cell, shown
from .every import Parser, quoted, refuse

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan januari january",
            "feb februari february",
            "mrt maart mar march",
            "apr april",
            "mei may",
            "jun juni june",
            "jul juli july",
            "aug augustus august",
            "sep sept september",
            "okt oktober oct october",
            "nov november",
            "dec december",
        ),
        start=1,
    )
    for name in names.split()
}
CLOCK = r"(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
ISO_DAY = re.compile(rf"(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){CLOCK}", re.ASCII)
YEAR = r"('?\d{2}|\d{4})"
DUTCH_DAY = re.compile(rf"(\d{{1,2}})[-/. ](\d{{1,2}}|[a-z]+\.?)[-/. ]{YEAR}{CLOCK}", re.ASCII | re.IGNORECASE)
ISO_MONTH = re.compile(r"(\d{4})[-/.](\d{1,2})", re.ASCII)
DUTCH_MONTH = re.compile(rf"(\d{{1,2}}|[a-z]+\.?)[-/. ]{YEAR}", re.ASCII | re.IGNORECASE)


def _month_number(word: str) -> int:
    return int(word) if word.isdigit() else MONTHS.get(word.rstrip(".").lower(), 0)


def _full_year(digits: str, earliest: int, latest: int) -> int | None:
    """A year of four digits, or the only one between two years that ends in these two digits."""
    digits = digits.lstrip("'")
    if len(digits) == 4:
        return int(digits)
    years = [year for year in range(earliest, latest + 1) if year % 100 == int(digits)]
    return years[0] if len(years) == 1 else None


def _date(year: int, number: int, of_month: int, cell: Cell) -> datetime.date:
    try:
        return datetime.date(year, number, of_month)
    except ValueError:
        raise refuse(_("%(value)s does not exist") % {"value": shown(cell)}) from None


def day(earliest: datetime.date | None = None, latest: datetime.date | None = None) -> Parser:
    """A day: 31-12-2026, 31 december 2026, 2026-12-31 or an Excel date; bounds included, 1990 to 2059 unless told."""
    earliest = earliest or datetime.date(1990, 1, 1)
    latest = latest or datetime.date(2059, 12, 31)

    def parse(cell):
        value = _day(cell, earliest.year, latest.year)
        if not earliest <= value <= latest:
            raise refuse(
                _("%(value)s does not lie between %(earliest)s and %(latest)s")
                % {"value": shown(cell), "earliest": shown(earliest), "latest": shown(latest)}
            )
        return value

    return parse


def _day(cell: Cell, earliest: int, latest: int) -> datetime.date:
    if isinstance(cell, datetime.datetime):
        return cell.date()
    if isinstance(cell, datetime.date):
        return cell
    value = shown(cell)
    if found := ISO_DAY.fullmatch(value):
        return _date(int(found[1]), int(found[2]), int(found[3]), cell)
    if found := DUTCH_DAY.fullmatch(value):
        year = _full_year(found[3], earliest, latest)
        number = _month_number(found[2])
        if year and (number or found[2].isdigit()):
            return _date(year, number, int(found[1]), cell)
    raise refuse(_("%(value)s is no date; write day, month and year as 31-12-2026") % {"value": quoted(cell)})


def month(cell: Cell) -> datetime.date:
    """A month, as its first day: 2026-10, 10-2026, okt 2026, oktober 2026 or any Excel date in it."""
    if isinstance(cell, datetime.date):
        return datetime.date(cell.year, cell.month, 1)
    value = shown(cell)
    year = number = None
    if found := ISO_MONTH.fullmatch(value):
        year, number = int(found[1]), int(found[2])
    elif found := DUTCH_MONTH.fullmatch(value):
        year, number = _full_year(found[2], 2000, 2059), _month_number(found[1])
    if not year or not number or not 2000 <= year <= 2059 or number > 12:
        raise refuse(_("%(value)s is no month; write it as oktober 2026 or 2026-10") % {"value": quoted(cell)})
    return datetime.date(year, number, 1)


def birth_year(youngest: int = 14, oldest: int = 90) -> Parser:
    """A year of birth of somebody from `youngest` to `oldest` years of age; '78 when only one year fits."""

    def parse(cell):
        this_year = timezone.localdate().year
        earliest, latest = this_year - oldest, this_year - youngest
        value = shown(cell)
        if re.fullmatch(r"['’]?\d{2}|\d{4}", value, re.ASCII):
            year = _full_year(value.replace("’", "'"), earliest, latest)
        elif isinstance(cell, datetime.date) or ISO_DAY.fullmatch(value) or DUTCH_DAY.fullmatch(value):
            year = _day(cell, earliest, latest).year  # the day itself is not wanted, so it is not kept
        else:
            year = None
        if year is None or not earliest <= year <= latest:
            raise refuse(
                _("%(value)s is no year of birth from %(earliest)s to %(latest)s")
                % {"value": quoted(cell), "earliest": earliest, "latest": latest}
            )
        return year

    return parse
