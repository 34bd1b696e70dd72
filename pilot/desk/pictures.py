"""Figures as pictures: the charts that dashboard, pilot page and sheet share."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pilot import charts
from pilot.formats import euros, money
from training.models import SEATS

PAYER_LABELS = {
    "company": lambda: _("Companies"),
    "ao": lambda: "A+O",
    "oom": lambda: "OOM",
    "stoof": lambda: "STOOF",
    "uwv": lambda: "UWV",
    "scheme": lambda: _("Schemes and others"),
}
#: Share of candidates expected to fall out in selection, percent (advice 8.3.2-23).
EXPECTED_FALL_OUT = (75, 95)


def stage_labels():
    return {
        "registered": _("Registered"),
        "informed": _("Information session attended"),
        "interviewed": _("Interviewed"),
        "qualified": _("Found qualified"),
        "introduced": _("Introduced to a company"),
        "placed": _("Placed"),
    }


def funnel(figures, key="funnel"):
    """From registration to placement."""
    stages = [
        {"label": label, "count": figures.reached.get(stage, 0), "out": out_words(figures.out_before(stage))}
        for stage, label in stage_labels().items()
    ]
    desc = ", ".join(f"{stage['label']}: {stage['count']}" for stage in stages)
    return charts.funnel(stages, key=key, title=_("From registration to placement"), desc=desc)


def out_words(count):
    """How many fell out on the way to a stage, in words; empty when nobody did. Who still waits did not fall out."""
    return ngettext("%(count)d fell out", "%(count)d fell out", count) % {"count": count} if count else ""


def payers(figures, key="payers"):
    """Who pays, as one stacked bar; ``None`` while nobody does."""
    rows = [
        {"payer": payer, "label": label(), "amount": figures.payers[payer]}
        for payer, label in PAYER_LABELS.items()
        if figures.payers.get(payer)
    ]
    if not rows:
        return None
    desc = ", ".join(f"{row['label']} {money(row['amount'])}" for row in rows)
    return charts.stack(rows, key=key, title=_("Who pays"), desc=desc)


def average(figures, key="average"):
    """The average contribution of companies on its ruler, with the policy's cap (advice 8.3.5-02)."""
    cap = figures.policy.average_cap if figures.policy else None
    top = max(3000, int(float(cap or 0) * 1.5), int(float(figures.average) * 1.1))
    top = -(-top // 1000) * 1000
    value = figures.average if figures.planned else None
    desc = _("The average is %(value)s.") % {"value": money(value)} if figures.planned else _("There is no plan yet.")
    if cap:
        desc += " " + _("The highest average allowed is %(cap)s.") % {"cap": euros(cap)}
    return charts.ruler(
        value,
        key=key,
        title=_("Average contribution of companies"),
        desc=desc,
        maximum=top,
        step=250,
        labels=range(0, top + 1, 1000),
        limit=cap,
        unit="€",
    )


def average_note(figures):
    """One sentence under the ruler."""
    if not figures.policy:
        return ""
    cap = figures.policy.average_cap
    if not figures.planned:
        return _("The limit is %(cap)s on average. No plan has been approved yet.") % {"cap": euros(cap)}
    room = cap - figures.average
    if room < 0:
        return _("%(over)s above the limit of %(cap)s.") % {"over": money(-room), "cap": euros(cap)}
    return _("Another %(room)s below the limit of %(cap)s.") % {"room": money(room), "cap": euros(cap)}


def expected_fall_out():
    """The share that is expected to fall out, in words (advice 8.3.2-23)."""
    low, high = EXPECTED_FALL_OUT
    return _("Expected is %(low)d to %(high)d percent.") % {"low": low, "high": high}


def fall_out(figures, key="fall-out"):
    """Fall-out in selection, against the 75 to 95 percent that is expected (advice 8.3.2-23)."""
    low, high = EXPECTED_FALL_OUT
    share = figures.fall_out
    desc = _("Nobody registered yet.") if share is None else _("%(share)d percent fell out.") % {"share": share}
    return charts.ruler(
        share,
        key=key,
        title=_("Fall-out in selection"),
        desc=f"{desc} {expected_fall_out()}",
        maximum=100,
        step=5,
        labels=(0, low, high),
        zone=EXPECTED_FALL_OUT,
        unit="%",
    )


def seats(figures, key="seats"):
    """Seats taken, drawn as the twenty seats of each class."""
    total = SEATS * max(figures.classes, 1)
    taken = min(figures.seated, total)
    desc = ngettext("%(count)d of %(total)d seats is taken.", "%(count)d of %(total)d seats are taken.", taken) % {
        "count": taken,
        "total": total,
    }
    return charts.mini_seats(taken, total=total, key=key, title=_("Seats in the class"), desc=desc)
