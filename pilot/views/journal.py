"""The journal of a pilot: decisions and why, what goes well and wrong; newest first."""

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from pilot.forms import JournalForm
from pilot.models import JournalEntry
from pilot.paging import keyset
from pilot.permissions import may_see_journal, may_write_journal, require
from pilot.phases.forms import JournalFilter
from pilot.phases.noting import note
from pilot.views.scope import crumbs, pilot_of

Kind = JournalEntry.Kind
COLOURS = {
    Kind.DECISION: "info",
    Kind.DO: "ok",
    Kind.SUCCESS: "ok",
    Kind.DONT: "late",
    Kind.FAILURE: "late",
    Kind.NOTE: "",
}


def timeline(entries):
    """Lines of the journal for ``_timeline.html``."""
    return [
        {
            "when": entry.at,
            "by": entry.by.name,
            "label": f"{entry.get_kind_display()}.",
            "text": _text(entry),
            "kind": COLOURS[entry.kind],
            "url": "",
        }
        for entry in entries
    ]


def _text(entry):
    parts = [entry.text]
    if entry.reason:
        parts.append(_("Reason: %(text)s") % {"text": entry.reason})
    if entry.alternatives:
        parts.append(_("Also considered: %(text)s") % {"text": entry.alternatives})
    return "\n".join(parts)


@require_safe
def journal(request, slug):
    pilot = pilot_of(request, slug)
    require(may_see_journal(request.user, pilot))
    rows = pilot.journal.select_related("by")
    kind = request.GET.get("soort", "")
    if kind in Kind.values:
        rows = rows.filter(kind=kind)
    filters = JournalFilter(request.GET)
    word = filters.cleaned_data["q"] if filters.is_valid() else ""
    if word:
        rows = rows.filter(Q(text__icontains=word) | Q(reason__icontains=word) | Q(alternatives__icontains=word))
    page = keyset(request, rows, "-pk", sentence="")
    page.pages["sentence"] = ngettext(
        "%(count)d line on this page", "%(count)d lines on this page", len(page.items)
    ) % {"count": len(page.items)}
    address = reverse("journal", args=[pilot.slug])
    pills = [{"label": _("Everything"), "url": address, "count": None, "current": kind not in Kind.values}]
    pills += [
        {"label": label, "url": f"{address}?soort={value}", "count": None, "current": kind == value}
        for value, label in Kind.choices
    ]
    context = {
        "pilot": pilot,
        "crumbs": crumbs(pilot, (_("Journal"), "")),
        "entries": timeline(page.items),
        "pages": page.pages,
        "pills": pills,
        "filters": filters,
        "keep": {"soort": kind} if kind in Kind.values else {},
        "clear": address,
        "filtered": bool(word) or kind in Kind.values,
        "may_write": may_write_journal(request.user, pilot),
    }
    return render(request, "pilot/journal.html", context)


@require_http_methods(["GET", "POST"])
def journal_new(request, slug):
    pilot = pilot_of(request, slug)
    require(may_write_journal(request.user, pilot))
    form = JournalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        note(
            pilot,
            said["kind"],
            said["text"],
            by=request.user,
            reason=said["reason"],
            alternatives=said["alternatives"],
        )
        messages.success(request, _("It stands in the journal."))
        return redirect("journal", pilot.slug)
    context = {
        "title": _("Write in the journal"),
        "lead": _("Write no names of candidates: everybody who works in the pilot reads along."),
        "crumbs": crumbs(pilot, (_("Journal"), reverse("journal", args=[pilot.slug])), (_("New line"), "")),
        "form": form,
        "label": _("Save"),
        "back": reverse("journal", args=[pilot.slug]),
    }
    return render(request, "pilot/form.html", context)
