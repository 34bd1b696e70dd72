"""Up to four candidates side by side: places, items, what would turn the order, as far as the viewer may see."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_safe

from candidates import competences, laying
from candidates.models import Candidate, KitItem
from candidates.permissions import may_see_people
from candidates.views.candidates import people_of, pilot_or_404
from candidates.views.people import crumbs
from pilot import audit, facts, formats
from pilot.exporting import XLSX, workbook
from pilot.permissions import require
from pilot.phases import in_force
from pilot.wording import fold

KINDS = KitItem.Kind


@require_safe
def compare(request, pilot):
    """Lay those who were picked side by side; ``?xlsx`` gives the same as a sheet. Looking at them is noted."""
    pilot = pilot_or_404(request, pilot)
    require(may_see_people(request.user, pilot))
    numbers = [int(pick) for pick in request.GET.getlist("pick") if pick.isdecimal() and len(pick) < 19]
    people = people_of(request, pilot, Candidate.objects.select_related("region", "source_sector")).filter(
        pk__in=numbers[: 4 * laying.MOST]
    )
    people = list(people.order_by("last_name", "first_name", "pk"))
    too_many, people = len(people) > laying.MOST, people[: laying.MOST]
    policy = in_force(pilot)
    laid = laying.side_by_side(people, by=request.user, policy=policy)
    audit.record_many(people, "seen", by=request.user)
    groups = _groups(laid, policy)
    if "xlsx" in request.GET and people:
        audit.record(pilot, "export_candidates", by=request.user, fields=["compare"])
        return _sheet(pilot, laid, groups)
    names = ngettext("%(n)s candidate side by side", "%(n)s candidates side by side", len(people))
    title = names % {"n": len(people)} if people else _("Lay candidates side by side")
    context = {
        "pilot": pilot,
        "title": title,
        "crumbs": crumbs(pilot, (_("Compare"), "")),
        "laid": laid,
        "too_many": too_many,
        "groups": groups,
        "columns": len(laid) + 1,
        "turning": laying.turning(laid) if laid else [],
        "to_settle": [{"one": one, "row": row} for one in laid for row in one.to_settle],
        "sheet_query": request.GET.urlencode(),
    }
    return render(request, "candidates/compare.html", context)


def _groups(laid, policy):
    """The rows of the table: groups with a title, each row a label and a cell for every candidate."""
    found = [{"title": "", "rows": [_places(laid), _whys(laid)]}]
    for kind, title in ((KINDS.SOFT, _("Soft skills")), (KINDS.HARD, _("Hard skills"))):
        rows = [_figures(laid, kind)]
        keys = dict.fromkeys(key for one in laid for key in one.rows if key[0] == kind)
        rows += [{"label": name, "cells": [_item(one, kind, name) for one in laid]} for _kind, name in keys]
        found.append({"title": title, "rows": rows})
    known = facts.overlaps(policy.occupation) if policy else {}
    overlaps = [known.get(fold(one.person.former_function)) if one.person.former_function else None for one in laid]
    rows = [
        (_("Overlap with the occupation"), [str(competences.overlap_words(overlap)) for overlap in overlaps]),
        (_("Type of candidate"), [str((one.result and one.result.type) or "–") for one in laid]),
        (_("Training needed"), [laying.training(one) for one in laid]),
        (_("Fitting culture"), [str(one.result.get_culture_display()) if one.result else "–" for one in laid]),
        (_("Region"), [str(one.person.region or "–") for one in laid]),
        (_("Source sector"), [str(one.person.source_sector or one.person.sector_text or "–") for one in laid]),
    ]
    found.append(
        {
            "title": _("For information"),
            "rows": [
                {"label": label, "cells": [_text(one, words or "–") for one, words in zip(laid, texts, strict=True)]}
                for label, texts in rows
            ],
        }
    )
    return found


def _text(one, text, **more):
    return {"name": one.person.name, "text": text, "kind": "", "score": None, **more}


def _places(laid):
    cells = []
    for one in laid:
        total = formats.decimal(one.totals.total) if one.totals and one.totals.total is not None else "–"
        if one.provisional:
            badge = ("wait", _("Provisional"))
        elif one.falls_short:
            badge = ("late", _("Not qualified"))
        elif one.place:
            badge = ("ok", _("Qualified"))
        else:
            badge = ("off", _("No figures"))
        cells.append(_text(one, total, place=str(one.place or "–"), badge=badge))
    return {"label": _("Place and total"), "cells": cells}


def _whys(laid):
    reasons = laying.why(laid)
    return {"label": _("Why this place"), "cells": [_text(one, reasons[one.person.pk]) for one in laid]}


def _figures(laid, kind):
    soft = kind == KINDS.SOFT
    label = pgettext("figure", "Together")
    cells = []
    for one in laid:
        figure = (one.totals.soft if soft else one.totals.hard) if one.totals else None
        weight = one.soft_weight if soft else 100 - one.soft_weight
        text = "–"
        if figure is not None:
            text = _("%(figure)s, counts for %(share)s") % {
                "figure": formats.decimal(figure),
                "share": formats.percent(weight),
            }
        cells.append(_text(one, text))
    return {"label": label, "cells": cells}


def _item(one, kind, name):
    row = one.rows.get((kind, name))
    if row is None or row.value is None:
        return _text(one, "–")
    if row.to_settle and one.result is None:
        return _text(one, " – ".join(str(score) for score in row.scores), kind="wait")
    whole = row.value == int(row.value)
    return _text(one, formats.figure(row.value), score=int(row.value) if whole else None)


def _sheet(pilot, laid, groups):
    columns = ["", *(one.person.name for one in laid)]
    lines = []
    for group in groups:
        if group["title"]:
            lines.append([str(group["title"])])
        lines += [
            [str(row["label"]), *(" ".join(filter(None, [cell.get("place"), cell["text"]])) for cell in row["cells"])]
            for row in group["rows"]
        ]
    name = f"{slugify(pgettext('file name', 'comparison'))}-{pilot.slug}-{timezone.localdate():%Y-%m-%d}.xlsx"
    return HttpResponse(
        workbook(_("Side by side"), columns, lines),
        content_type=XLSX,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
