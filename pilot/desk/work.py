"""*My work*: what waits for me, sorted by lateness, each line one click from the act itself."""

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from pilot import formats, reminders
from pilot.desk.agenda import beside


@require_GET
def my_work(request):
    """Everything that waits, the agenda of today, and what was made for me."""
    everything = reminders.waiting(request.user)
    chosen = request.GET.get("pilot", "")
    waiting = [item for item in everything if not chosen or item.pilot and item.pilot.slug == chosen]
    agenda, ready = beside(request.user)
    late = sum(1 for item in waiting if item.group == "late")
    return render(
        request,
        "desk/work.html",
        {
            "groups": groups(waiting),
            "count": len(waiting),
            "lead": lead(len(waiting), late),
            "pills": pills(everything, chosen),
            "agenda": agenda,
            "ready": ready,
        },
    )


def lead(count, late):
    """One sentence: the day, how much waits, how much is late."""
    today = formats.day(timezone.localdate())
    if not count:
        return _("%(today)s. Nothing waits for you.") % {"today": today}
    waits = ngettext("%(count)d matter waits for you", "%(count)d matters wait for you", count) % {"count": count}
    if not late:
        return f"{today}. {waits}."
    return f"{today}. {waits}, " + ngettext("%(late)d is late.", "%(late)d are late.", late) % {"late": late}


def groups(waiting):
    """The lines by lateness, as ``_work.html`` wants them."""
    titles = {"late": _("Too late"), "today": _("Today"), "week": _("This week"), "later": _("Later")}
    kinds = {"late": "late", "today": "wait"}
    return [
        {
            "title": title,
            "kind": kinds.get(name, ""),
            "items": [line(item) for item in waiting if item.group == name],
        }
        for name, title in titles.items()
        if any(item.group == name for item in waiting)
    ]


def line(item):
    context = " · ".join(dict.fromkeys(str(part) for part in (item.context, item.pilot) if part))
    return {"title": item.text, "url": item.url, "context": context, "act": item.act, "due": formats.due(item.due)}


def pills(everything, chosen):
    """A choice between pilots, where there is more than one."""
    pilots = {item.pilot.slug: item.pilot for item in everything if item.pilot}
    if len(pilots) < 2:
        return []
    here = reverse("desk:work")
    rows = [{"label": _("All pilots"), "url": here, "count": len(everything), "current": not chosen}]
    return rows + [
        {
            "label": pilot.title,
            "url": f"{here}?pilot={slug}",
            "count": sum(1 for item in everything if item.pilot and item.pilot.slug == slug),
            "current": chosen == slug,
        }
        for slug, pilot in pilots.items()
    ]
