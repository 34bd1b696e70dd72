"""Pages of a list by key, not by number: a deep page costs what the first one costs, and rows never shift."""

import base64
import binascii
import json
from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Q

SIZE = 50
AFTER, BEFORE = "na", "voor"


@dataclass
class Page:
    """The rows of one page, and ``pages`` for ``_pages.html``."""

    items: list
    pages: dict = field(default_factory=dict)


def keyset(request, rows, *order, sentence, size=SIZE, model=None):
    """Return the ``Page`` of ``rows`` that the address asks for.

    ``order`` names fields or annotations that are never empty, ``-`` before those that descend; the last one is
    unique. A mark in the address that cannot be read gives the first page. For a ``model``, ``rows`` is a question
    (``pilot.questions``) that gives its ``part`` by order and marks.
    """
    mark = request.GET.get(BEFORE) or request.GET.get(AFTER)
    backwards = BEFORE in request.GET and bool(mark)
    wanted = tuple(_turned(name) for name in order) if backwards else order
    found = None
    if mark:
        try:
            marks = _read(mark, len(order))
            if model:
                found = rows(wanted, [_typed(model, name, value) for name, value in zip(order, marks, strict=True)])
            else:
                found = list(part(rows, wanted, marks, size))
        except (ValueError, TypeError, OverflowError, ValidationError):
            backwards = mark = None
    if found is None:
        found = rows(order, []) if model else list(part(rows, order, [], size))
    more, items = len(found) > size, found[:size]
    if backwards:
        items.reverse()
    before = more if backwards else bool(mark)
    after = bool(mark) if backwards else more
    pages = {
        "sentence": sentence,
        "previous": _address(request, BEFORE, items[0], order) if before and items else None,
        "next": _address(request, AFTER, items[-1], order) if after and items else None,
    }
    return Page(items, pages)


def part(rows, order, marks, size=SIZE):
    """The rows of a page that begins beyond ``marks``, and one more."""
    rows = rows.filter(_beyond(order, marks)) if marks else rows
    return rows.order_by(*order)[: size + 1]


def _typed(model, name, value):
    """A value of an address as the field holds it; raises ``ValidationError`` or ``TypeError`` where it cannot be."""
    name = name.removeprefix("-")
    if name == "pk" or name in model._meta._forward_fields_map:
        return (model._meta.pk if name == "pk" else model._meta.get_field(name)).to_python(value)
    if not isinstance(value, str):
        raise TypeError(name)
    return value


def _turned(name):
    return name[1:] if name.startswith("-") else f"-{name}"


def _beyond(order, values):
    """Rows that come after ``values`` in this order."""
    beyond, same = Q(), Q()
    for name, value in zip(order, values, strict=True):
        path = name.removeprefix("-")
        beyond |= same & Q(**{f"{path}__{'lt' if name.startswith('-') else 'gt'}": value})
        same &= Q(**{path: value})
    first = order[0].removeprefix("-")
    # Said once more for the first field alone, so that an index can begin there.
    return Q(**{f"{first}__{'lte' if order[0].startswith('-') else 'gte'}": values[0]}) & beyond


def _value(row, path):
    for name in path.removeprefix("-").split("__"):
        row = getattr(row, name)
    return row


class _Exact(DjangoJSONEncoder):
    """Moments to the microsecond: a shortened one would leave rows out."""

    def default(self, o):
        return o.isoformat() if isinstance(o, datetime) else super().default(o)


def _address(request, side, row, order):
    query = request.GET.copy()
    query.pop(AFTER, None)
    query.pop(BEFORE, None)
    text = json.dumps([_value(row, path) for path in order], cls=_Exact)
    query[side] = base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
    return f"?{query.urlencode()}"


def _read(mark, count):
    try:
        values = json.loads(base64.urlsafe_b64decode(mark + "=" * (-len(mark) % 4)))
    except (binascii.Error, UnicodeError, json.JSONDecodeError) as wrong:
        raise ValueError("no mark") from wrong
    plain = isinstance(values, list) and all(isinstance(value, (str, int, float)) for value in values)
    if not plain or len(values) != count or any("\0" in str(value) for value in values):
        raise ValueError("no mark")
    return values
