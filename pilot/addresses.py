"""Addresses that a page writes many of: of things known by a number, and of rooms. Patterns are looked up once."""

from functools import cache, lru_cache

from django import urls
from django.urls import get_script_prefix, get_urlconf

#: Stands in the pattern where the number comes.
MARK = 987654321


def numbered(name, number):
    """Return what ``reverse(name, args=[number])`` returns, for a url whose only argument is a number."""
    before, after = _around(name, get_script_prefix())
    return f"{before}{number}{after}"


@cache
def _around(name, prefix):
    before, _number, after = urls.reverse(name, args=[MARK]).partition(str(MARK))
    return before, after


def reverse(name, args=()):
    """What Django's own returns; for lines and menus, which lead to the same rooms on every page."""
    return _found(name, tuple(args), get_script_prefix(), get_urlconf())


@lru_cache(maxsize=4096)
def _found(name, args, _prefix, urlconf):
    return urls.reverse(name, urlconf, args)
