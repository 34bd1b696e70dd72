"""How money, numbers and dates are written, in pages, mails and documents alike; follows the active language."""

import datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from django.utils import timezone
from django.utils.formats import date_format, number_format, time_format
from django.utils.translation import get_language, gettext, ngettext, pgettext

__all__ = [
    "brief_day",
    "clock",
    "day",
    "decimal",
    "due",
    "euros",
    "figure",
    "initials",
    "is_late",
    "moment",
    "money",
    "percent",
    "short_day",
    "weekday",
    "when",
    "whole",
]

NBSP = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
NOTHING = "\N{EN DASH}"  # what stands where there is no figure or date
PARTICLES = frozenset({"van", "de", "der", "den", "ten", "ter", "te", "het", "'t", "op", "in", "von", "la", "le", "el"})


def decimal(value, places: int = 2) -> str:
    """A number with a fixed count of decimals: 4,04; a dash for None."""
    if value is None or value == "":
        return NOTHING
    return _number(str(value), places, get_language())


@lru_cache(maxsize=4096)
def _number(text: str, places: int, language: str | None) -> str:
    # Kept by language: the same few figures stand in every row of a list.
    exact = Decimal(text).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    written = number_format(abs(exact), decimal_pos=places, use_l10n=True, force_grouping=True)
    return MINUS + written if exact < 0 else written


def figure(value) -> str:
    """A number with the decimals it has, two at most: 4 · 4,5 · 4,25."""
    if value is None or value == "":
        return NOTHING
    exact = Decimal(str(value)).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP).normalize()
    return decimal(exact, max(-exact.as_tuple().exponent, 0))


def whole(value) -> str:
    """A rounded number with thousands apart: 1.234; a dash for None."""
    return decimal(value, 0)


def money(value, places: int = 2) -> str:
    """An amount in EUR to the cent: € 1.234,56, negative as −€ 1.234,56; a dash for None."""
    written = decimal(value, places)
    if written == NOTHING:
        return written
    sign, written = (MINUS, written[1:]) if written.startswith(MINUS) else ("", written)
    return f"{sign}€{NBSP}{written}"


def euros(value) -> str:
    """An amount in whole EUR: € 2.000; a dash for None."""
    return money(value, 0)


def percent(value, places: int = 0) -> str:
    """A percentage given as 0–100: 92 %; a dash for None."""
    written = decimal(value, places)
    return written if written == NOTHING else f"{written}{NBSP}%"


def _local(value):
    """An aware moment in the time zone of the reader; a date stays what it is."""
    if isinstance(value, datetime.datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value


def _day_of(value) -> datetime.date:
    value = _local(value)
    return value.date() if isinstance(value, datetime.datetime) else value


def _written(value, pattern: str) -> str:
    if value is None or value == "":
        return NOTHING
    return value if isinstance(value, str) else _dated(_day_of(value), pattern, get_language())


@lru_cache(maxsize=4096)
def _dated(on: datetime.date, pattern: str, _language: str | None) -> str:
    # Kept by language: the same few days stand in every row of a list.
    return date_format(on, pattern)


def day(value) -> str:
    """31 december 2026."""
    return _written(value, "j F Y")


def short_day(value) -> str:
    """31 dec 2026."""
    return _written(value, pgettext("date format", "j M Y"))


def weekday(value) -> str:
    """donderdag 26 november."""
    return _written(value, "l j F")


def brief_day(value) -> str:
    """do 26 nov."""
    return _written(value, pgettext("date format", "D j M"))


def clock(value) -> str:
    """13.30 uur (a moment is shown in the reader's time zone)."""
    if value is None or value == "":
        return NOTHING
    value = _local(value)
    time = value.time() if isinstance(value, datetime.datetime) else value
    return time_format(time, pgettext("time format", "H:i")).replace(" ", NBSP)


def moment(value) -> str:
    """24 november 2026, 16.04 uur."""
    if value is None or value == "":
        return NOTHING
    return f"{day(value)}, {clock(value)}"


def when(value) -> str:
    """For logs: today with the time, this year without the year, else the whole date; a text passes through."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, str):
        return value
    on, today = _day_of(value), timezone.localdate()
    if on == today:
        return f"{gettext('Today')}, {clock(value)}" if isinstance(value, datetime.datetime) else gettext("Today")
    return date_format(on, "j F") if on.year == today.year else day(on)


def due(value) -> str:
    """For lines of work: how late, today (or the time, when it has one), tomorrow, or the day."""
    if value is None or value == "":
        return ""
    if isinstance(value, str):
        return value
    on, today = _day_of(value), timezone.localdate()
    days = (today - on).days
    if days > 0:
        return ngettext("%(days)s day late", "%(days)s days late", days) % {"days": days}
    if days == 0:
        return clock(value) if isinstance(value, datetime.datetime) else gettext("Today")
    if days == -1:
        return gettext("Tomorrow")
    return brief_day(on) if on.year == today.year else short_day(on)


def is_late(value) -> bool:
    """Whether a date lies before today, or an (aware) moment before now."""
    if value is None or value == "":
        return False
    if isinstance(value, datetime.datetime):
        return value < timezone.now()
    return value < timezone.localdate()


def initials(name: str) -> str:
    """First letters of first and last name, particles left out: PE for Paul van Eikenrode."""
    words = [word for word in str(name).replace(".", " ").split() if word.lower() not in PARTICLES]
    if not words:
        return str(name)[:1].upper()
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()
