"""Addresses of things known by a number: a list writes hundreds, and the pattern is looked up once."""

from functools import cache

from django.urls import get_script_prefix, reverse

#: Stands in the pattern where the number comes.
MARK = 987654321


def numbered(name, number):
    """Return what ``reverse(name, args=[number])`` returns, for a url whose only argument is a number."""
    before, after = _around(name, get_script_prefix())
    return f"{before}{number}{after}"


@cache
def _around(name, prefix):
    before, _number, after = reverse(name, args=[MARK]).partition(str(MARK))
    return before, after
