"""*My work*: what waits for me, sorted by lateness, each line one click from the act itself."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from pilot import reminders


@require_GET
def my_work(request):
    waiting = reminders.waiting(request.user)
    groups = [
        {"name": name, "items": items}
        for name in ("late", "today", "week", "later")
        if (items := [item for item in waiting if item.group == name])
    ]
    late = sum(1 for item in waiting if item.group == "late")
    return render(request, "desk/work.html", {"groups": groups, "count": len(waiting), "late": late})
