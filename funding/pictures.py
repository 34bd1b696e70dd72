"""Money as pictures: the average of companies on its ruler, and who pays as one bar."""

from decimal import Decimal

from django.utils.translation import gettext as _

from pilot import charts
from pilot.formats import euros, money

LABELS = {
    "company": lambda: _("Companies"),
    "ao": lambda: "A+O",
    "oom": lambda: "OOM",
    "stoof": lambda: "STOOF",
    "uwv": lambda: "UWV",
    "scheme": lambda: _("Others"),
}


def ruler(average, *, key, was=None):
    """An ``Average`` on its scale with the cap of the policy (advice 8.3.5-02); ``was`` is the one it comes from.

    Drawn close around the cap when the values lie there, else from zero. ``None`` while no policy sets a cap.
    """
    cap = average.cap
    if not cap:
        return None
    value = average.value if average.participants else None
    before = was.value if was is not None and was.participants and was.value != value else None
    known = [number for number in (value, before) if number is not None]
    if known and all(abs(number - cap) <= cap / 10 for number in known):
        scale = {
            "minimum": cap * 9 / 10,
            "maximum": cap * 11 / 10,
            "step": cap / 40,
            "labels": [cap * part / 20 for part in (18, 19, 20, 21, 22)],
        }
    else:
        top = max([cap * 3 / 2, *(number * 11 / 10 for number in known)])
        top = -(-top // 1000) * 1000
        scale = {"maximum": top, "step": max(top / 12, Decimal(250)), "labels": range(0, int(top) + 1, 1000)}
    return charts.ruler(
        value,
        key=key,
        title=_("Average contribution of companies"),
        desc=sentence(value, before, cap),
        limit=cap,
        was=before,
        unit="€",
        **scale,
    )


def sentence(value, before, cap):
    """What the ruler shows, for who cannot see it."""
    told = _("The average is %(value)s.") % {"value": money(value)} if value is not None else _("There is no plan yet.")
    if before is not None:
        told += " " + _("It was %(before)s.") % {"before": money(before)}
    return told + " " + _("The highest average allowed is %(cap)s.") % {"cap": euros(cap)}


def payers(lines, *, key, limit=None):
    """Who pays, as one stacked bar of contributions or of ``(payer class, amount)``; ``None`` while nobody does.

    Advice 7.4-16.
    """
    rows = [row for row in map(_row, lines) if row["amount"]]
    if not rows:
        return None
    rows.sort(key=lambda row: charts.PAYERS.index(row["payer"]))
    desc = ", ".join(f"{row['label']} {money(row['amount'])}" for row in rows)
    return charts.stack(rows, key=key, title=_("Who pays"), desc=desc, limit=limit)


def _row(line):
    if isinstance(line, tuple):
        payer, amount = line
        return {"payer": payer, "label": LABELS[payer](), "amount": amount}
    return {"payer": line.payer_class, "label": short(line), "amount": line.amount}


def short(line):
    """Name of a payer that fits in a bar: A+O instead of A+O Metalektro."""
    return LABELS[line.payer_class]() if line.payer_class in ("ao", "oom", "stoof") else line.payer


def average_note(average, share=None):
    """One sentence under the ruler: whether the class is within the policy, and what this company's part is (EUR)."""
    cap = euros(average.cap)
    if not average.participants:
        return _("The limit is %(cap)s on average. No plan has been approved yet.") % {"cap": cap}
    if not average.within:
        return _("That is %(over)s above the limit of %(cap)s on average. The class cannot start like this.") % {
            "over": money(average.value - average.cap),
            "cap": cap,
        }
    allowed = _("That is allowed: the limit is %(cap)s on average.") % {"cap": cap}
    if share is not None and share > average.cap:
        allowed += " " + _("This company pays %(more)s more than the limit, others less.") % {
            "more": money(share - average.cap)
        }
    return allowed
