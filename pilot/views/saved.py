"""Choices of a list that somebody keeps: shown above it, kept under a name, thrown away."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pilot import audit
from pilot.addresses import reverse
from pilot.models import SavedFilter, User
from pilot.paging import AFTER, BEFORE
from pilot.questions import question

#: Not kept: where somebody was in the list, and words that were searched, which may be a name.
PASSING = {AFTER, BEFORE, "q", "pick"}
MOST = 20


def chosen(data):
    """What of an address is a choice, in one order, as a query."""
    kept = [(name, value) for name, values in data.lists() for value in values if value and name not in PASSING]
    return urlencode(sorted(kept))[:400]


def saved(request, pilot, room):
    """What ``pilot/_saved.html`` shows above the list ``room`` (its url name)."""
    now = chosen(request.GET)
    url = reverse(room, args=[pilot.slug])
    rows = _kept(request.user, pilot.pk, room)
    found = [
        {"pk": row.pk, "name": row.name, "url": f"{url}?{row.query}", "current": row.query == now and bool(now)}
        for row in rows
    ]
    return {"rows": found, "query": "" if any(row["current"] for row in found) else now}


@question
def _kept(user: User, pilot: int, room: str):
    return SavedFilter.objects.visible_to(user).filter(pilot=pilot, room=room)[:MOST]


def keep(request, pilot, room):
    """Keep the choice that was sent under its name, and go back to the list as it was."""
    name = " ".join(request.POST.get("name", "").split())[:40]
    query = chosen(QueryDict(request.POST.get("query", "")[:2000]))
    address = f"{reverse(room, args=[pilot.slug])}?{query}"
    mine = SavedFilter.objects.filter(user=request.user, pilot=pilot, room=room)
    if not name or not query:
        messages.error(request, _("Choose something first, and give it a name."))
    elif mine.exclude(name=name).count() >= MOST:
        messages.error(request, _("You keep twenty choices already. Throw one away first."))
    else:
        row, _made = mine.update_or_create(
            name=name, defaults={"query": query}, create_defaults=_fields(request, pilot, room, name, query)
        )
        audit.record(row, "keep", by=request.user)
        messages.success(request, _("“%(name)s” is kept.") % {"name": name})
    return redirect(address)


def _fields(request, pilot, room, name, query):
    return {"user": request.user, "pilot": pilot, "room": room, "name": name, "query": query}


@require_POST
def filter_remove(request, pk):
    """Throw one of one's own away."""
    row = get_object_or_404(SavedFilter.objects.visible_to(request.user).select_related("pilot"), pk=pk)
    audit.record(row, "remove", by=request.user)
    messages.success(request, _("“%(name)s” is thrown away.") % {"name": row.name})
    address = reverse(row.room, args=[row.pilot.slug])
    row.delete()
    return redirect(address)
