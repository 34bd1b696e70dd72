"""Geometry of the charts: plain dicts of ready-made SVG attributes, for page and PDF alike.

Horizontal measures are strings in per cent ("65.36%"), vertical ones in pixels, never localised; only what a
person reads follows the active language. Every chart has `ids` for its title and description, made of `key`.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.utils.translation import gettext, pgettext_lazy

from pilot.formats import NBSP, euros, money, percent, whole

__all__ = ["bar", "dots", "funnel", "mini_seats", "mix", "ruler", "seats", "spans", "stack", "tilemap"]

PAYERS = ("company", "ao", "oom", "stoof", "uwv", "scheme")
LIGHT_PAYERS = frozenset({"oom", "stoof", "scheme"})  # carry dark text
REGIONS = {  # column and row on the tile map
    "noord-west": (0, 0, pgettext_lazy("region", "North-West")),
    "noord": (1, 0, pgettext_lazy("region", "North")),
    "midden-west": (0, 1, pgettext_lazy("region", "Mid-West")),
    "oost": (1, 1, pgettext_lazy("region", "East")),
    "zuid-west": (0, 2, pgettext_lazy("region", "South-West")),
    "zuid-oost": (1, 2, pgettext_lazy("region", "South-East")),
}
ROW = 44  # px from one bar of a funnel to the next


def share(part, of, start=0) -> str:
    """Where `part` lies between `start` and `of`, as an SVG length: "65.36%"; clamped to the drawing."""
    span = Decimal(str(of)) - Decimal(str(start))
    if span <= 0:
        return "0%"
    at = (Decimal(str(part)) - Decimal(str(start))) / span * 100
    return _pct(min(max(at, Decimal(0)), Decimal(100)))


def _pct(value: Decimal) -> str:
    rounded = f"{value:.2f}".rstrip("0").rstrip(".")
    return f"{rounded}%"


def _between(low: str, high: str) -> str:
    return _pct(Decimal(high.rstrip("%")) - Decimal(low.rstrip("%")))


def _named(key: str, title: str, desc: str, **chart) -> dict:
    return {"ids": {"title": f"{key}-t", "desc": f"{key}-d"}, "title": title, "desc": desc, **chart}


def _anchor(at: str) -> str:
    """Class that keeps a text inside the drawing near its edges."""
    place = float(at.rstrip("%"))
    return "" if place < 8 else "end" if place > 92 else "mid"


def ruler(
    value,
    *,
    key: str,
    title: str,
    desc: str,
    maximum,
    step,
    labels: Sequence,
    minimum=0,
    limit=None,
    zone: tuple | None = None,
    was=None,
    unit: str = "",
    show: bool = False,
) -> dict:
    """A value on a scale with a limit and a good zone; `value` may be None (nothing to show yet)."""

    def at(number) -> str:
        return share(number, maximum, minimum)

    def written(number) -> str:
        return {"€": euros, "%": percent}.get(unit, whole)(number)

    marks, number, first = [], Decimal(str(minimum)), True
    wanted = {Decimal(str(label)) for label in labels}
    while number <= Decimal(str(maximum)):
        marks.append({"x": at(number), "y2": "47" if number in wanted else "43"})
        number += Decimal(str(step))
    texts = []
    for label in labels:
        x = at(label)
        anchor = "" if x == "0%" else "end" if x == "100%" else "mid"
        texts.append({"x": x, "anchor": anchor, "text": written(label) if first else whole(label)})
        first = False
    chart = _named(key, title, desc, ticks=marks, texts=texts, bar=None, zone=None, limit=None, was=None, mark=None)
    if zone:
        chart["zone"] = {"x": at(zone[0]), "width": _between(at(zone[0]), at(zone[1]))}
    if limit is not None:
        chart["limit"] = at(limit)
    if value is None:
        return chart
    over = limit is not None and Decimal(str(value)) > Decimal(str(limit))
    if not minimum:
        chart["bar"] = {"x": "0", "width": at(value), "over": over}
    elif was is not None:  # on a scale that does not begin at zero only a change can be a bar
        low, high = sorted((at(was), at(value)), key=lambda place: float(place.rstrip("%")))
        chart["bar"] = {"x": low, "width": _between(low, high), "over": over}
    if was is not None:
        chart["was"] = at(was)
    text = (money(value) if unit == "€" else written(value)) if show else ""
    chart["mark"] = {"x": at(value), "text": text, "anchor": _anchor(at(value))}
    return chart


def funnel(stages: Sequence[Mapping], *, key: str, title: str, desc: str) -> dict:
    """How many are left after each stage; what fell out since the stage before is counted unless `out` says it."""
    top = max((stage["count"] for stage in stages), default=0)
    rows = []
    for number, stage in enumerate(stages):
        count, out = stage["count"], stage.get("out")
        if out is None and number:
            gone = stages[number - 1]["count"] - count
            out = gettext("%(count)s fell out") % {"count": whole(gone)} if gone > 0 else ""
        rows.append(
            {
                "label": stage["label"],
                "count": whole(count),
                "out": out or "",
                "dx": str(-(8 * len(whole(count)) + 14)),
                "width": share(count, top),
                "text_y": str(13 + ROW * number),
                "y": str(20 + ROW * number),
            }
        )
    return _named(key, title, desc, rows=rows, height=str(max(ROW * len(rows) - 12, 12)))


def stack(payers: Sequence[Mapping], *, key: str, title: str, desc: str, limit=None, height: int = 40) -> dict:
    """Who pays: one bar in the fixed order of payers; `limit` marks an amount (EUR) counted from the left."""
    known = sorted((p for p in payers if p["amount"]), key=lambda payer: PAYERS.index(payer["payer"]))
    total = sum((Decimal(str(payer["amount"])) for payer in known), Decimal(0))
    parts, before = [], Decimal(0)
    for payer in known:
        after = before + Decimal(str(payer["amount"]))
        x, end = share(before, total), share(after, total)
        width, exact = _between(x, end), (after - before) / total * 100
        parts.append(
            {
                "payer": payer["payer"],
                "label": payer["label"],
                "x": x,
                "width": width,
                "text_class": "t-b" if payer["payer"] in LIGHT_PAYERS else "t-inv",
                # The word stands in the bar when it fits in a column of 280 px.
                "inside": float(exact) >= 2.5 * len(str(payer["label"])) + 4.3,
                "amount": money(payer["amount"]),
                "euros": euros(payer["amount"]),
                "share": percent(exact),
            }
        )
        before = after
    mark = None
    if limit is not None and total:
        x = share(limit, total)
        mark = {"x": x, "text": euros(limit), "anchor": _anchor(x), "y2": str(height + 4), "text_y": str(height + 17)}
    return _named(
        key,
        title,
        desc,
        parts=parts,
        height=str(height),
        svg_height=str(height + 20 if mark else height),
        text_y=str(height // 2 + 5),
        mark=mark,
        total=money(total),
    )


def spans(rows: Sequence[Mapping], *, key: str, title: str, desc: str, maximum) -> dict:
    """Per row the middle 80 % as a bar and the median as a mark, all on one scale from zero to `maximum`."""
    drawn = []
    for number, row in enumerate(rows):
        low, high = share(row["low"], maximum), share(row["high"], maximum)
        drawn.append(
            {
                "label": row["label"],
                "count": whole(row["mid"]),
                "x": low,
                "width": _between(low, high),
                "mid": share(row["mid"], maximum),
                "text_y": str(13 + ROW * number),
                "y": str(20 + ROW * number),
                "mark_y": str(17 + ROW * number),
            }
        )
    return _named(key, title, desc, rows=drawn, height=str(max(ROW * len(drawn) - 8, 12)))


def mix(parts: Sequence[Mapping], *, key: str, title: str, desc: str) -> dict:
    """Two or three parts of one whole, each with its count in the bar and its name under it."""
    grounds = ("g-bar2", "g-bar", "p-company")
    total = sum(part["count"] for part in parts)
    drawn, before = [], 0
    for number, part in enumerate(parts):
        if not part["count"]:
            continue
        x, end = share(before, total), share(before + part["count"], total)
        before += part["count"]
        drawn.append(
            {
                "x": x,
                "width": _between(x, end),
                "ground": grounds[number % 3],
                "text_class": "t-b" if number % 3 == 0 else "t-inv",
                "count": whole(part["count"]),
                "label": part["label"],
                "anchor": "",
                "label_x": x,
            }
        )
    if len(drawn) > 1:
        drawn[-1].update(anchor="end", label_x="100%")
    return _named(key, title, desc, parts=drawn)


def tilemap(values: Mapping[str, int | None], *, key: str, title: str, desc: str) -> dict:
    """The six regions as tiles, darker for more; None means nothing there. Keys are slugs of the reference data."""
    top = max((value for value in values.values() if value), default=0)
    tiles = []
    for slug, (column, row, name) in REGIONS.items():
        value = values.get(slug)
        ground = 0 if not value else 3 if value == top else 2 if 3 * value >= 2 * top else 1
        x, y = 172 * column, 80 * row
        tiles.append(
            {
                "ground": f"tile-{ground}",
                "inverted": ground == 3,
                "name": str(name),
                "text": whole(value),
                "x": str(x),
                "y": str(y),
                "text_x": str(x + 12),
                "name_y": str(y + 24),
                "text_y": str(y + 54),
            }
        )
    return _named(key, title, desc, tiles=tiles)


def mini_seats(taken: int, total: int = 20, *, key: str, title: str, desc: str) -> dict:
    """A class as small chairs, ten in a row."""
    chairs = []
    for number in range(total):
        x, y = 26 * (number % 10), 28 * (number // 10)
        chairs.append(
            {
                "on": number < taken,
                "d": f"M{x + 2} {y}h16a2 2 0 0 1 2 2v2H{x}V{y + 2}a2 2 0 0 1 2-2z"  # back
                f"M{x} {y + 6}h20v8a6 6 0 0 1-6 6h-8a6 6 0 0 1-6-6z",  # and seat
            }
        )
    rows = -(-total // 10) or 1
    return _named(key, title, desc, chairs=chairs, width="254", height=str(28 * rows - 8))


def bar(done: int, total: int, *, key: str, title: str, desc: str) -> dict:
    """Progress: so many of so many."""
    return _named(key, title, desc, width=share(done, total))


def dots(score: int | None, of: int = 5) -> list[dict]:
    """A score as filled and empty blocks, for a table cell beside the figure itself."""
    return [{"x": str(15 * number), "on": score is not None and number < score} for number in range(of)]


def seats(
    taken: Mapping[int, Mapping], total: int = 20, ideal: tuple[int, int] = (10, 15), columns: int = 5
) -> list[dict]:
    """The chairs of a class in order, each with the classes that draw the ideal zone as one green ground."""
    low, high = ideal
    chairs = []
    for number in range(1, total + 1):
        classes = []
        if low <= number <= high:
            classes.append("zone")
            if number == low or number % columns == 1:
                classes.append("z-l")
            if number == high or number % columns == 0:
                classes.append("z-r")
        sitting = taken.get(number)
        chair = {"number": str(number), "classes": " ".join(classes), "taken": sitting is not None}
        chair |= {"name": "", "sub": "", "note": "", "url": "", "new": False} | dict(sitting or {})
        chairs.append(chair)
    return chairs


def seats_sentence(taken: int, total: int = 20, ideal: tuple[int, int] = (10, 15)) -> str:
    """One sentence that tells a picture of seats to who cannot see it."""
    return gettext("%(taken)s of %(total)s seats are taken. The ideal lies between %(low)s and %(high)s.") % {
        "taken": taken,
        "total": total,
        "low": ideal[0],
        "high": ideal[1],
    }


def euro_sentence(amount) -> str:
    """An amount as it is read aloud: 1.960,67 euro."""
    return gettext("%(amount)s euros") % {"amount": money(amount).replace(f"€{NBSP}", "")}
