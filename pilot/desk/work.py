"""*My work*: what waits for me, sorted by lateness, each line one click from the act itself.

A busy user has hundreds of lines. Each group then shows its first, not too many of one kind, and says how many more
there are of that kind and in the group; behind those links stands every line.
"""

from collections import Counter
from dataclasses import dataclass

from django.http import QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_GET

from pilot import formats, reminders
from pilot.addresses import reverse
from pilot.desk.agenda import beside

#: Lines on one page of everything in a group.
PAGE = 50
#: By group: what it is called in the address, its colour, the most lines it shows, the most of one kind when folded.
GROUPS = {
    "late": ("te-laat", "late", 40, 8),
    "today": ("vandaag", "wait", 40, 8),
    "week": ("deze-week", "", 15, 5),
    "later": ("later", "", 10, 3),
}


@dataclass(frozen=True)
class Choice:
    """What the address asks for: one pilot, one group in full, one kind in that group; empty means all."""

    pilot: str = ""
    group: str = ""
    kind: str = ""

    @classmethod
    def of(cls, query):
        slugs = {slug: name for name, (slug, *_rest) in GROUPS.items()}
        group = slugs.get(query.get("deel", ""), "")
        return cls(query.get("pilot", ""), group, query.get("soort", "") if group else "")

    def holds(self, item):
        """Whether a reminder belongs to the choice."""
        return (
            (not self.pilot or item.pilot is not None and item.pilot.slug == self.pilot)
            and (not self.group or item.group == self.group)
            and (not self.kind or kind_of(item) == self.kind)
        )

    def url(self, page=1):
        """The address of this choice."""
        query = QueryDict(mutable=True)
        slug = GROUPS[self.group][0] if self.group else ""
        said = {"pilot": self.pilot, "deel": slug, "soort": self.kind, "blad": page if page > 1 else ""}
        query.update({name: str(value) for name, value in said.items() if value})
        return reverse("desk:work") + (f"?{query.urlencode()}" if query else "")


def kind_of(item):
    """Which kind of work a reminder is about: the first word of its key."""
    return item.key.partition(":")[0]


@require_GET
def my_work(request):
    """What waits, the agenda of today, and what was made for me; with ``deel`` everything of one group, by page."""
    everything = reminders.waiting(request.user)
    chosen = Choice.of(request.GET)
    waiting = [item for item in everything if chosen.holds(item)]
    if chosen.group:
        return _whole_group(request, chosen, waiting)
    agenda, ready = beside(request.user)
    late = sum(1 for item in waiting if item.group == "late")
    context = {
        "groups": groups(waiting, chosen.pilot),
        "count": len(waiting),
        "lead": lead(len(waiting), late),
        "pills": pills(everything, chosen.pilot),
        "agenda": agenda,
        "ready": ready,
    }
    return render(request, "desk/work.html", context)


def _whole_group(request, chosen, waiting):
    last = max((len(waiting) + PAGE - 1) // PAGE, 1)
    asked = request.GET.get("blad", "")
    number = min(max(int(asked), 1), last) if asked.isdecimal() and len(asked) < 10 else 1
    shown = waiting[(number - 1) * PAGE : number * PAGE]
    title = titles()[chosen.group]
    first = (number - 1) * PAGE + 1
    told = _("%(first)s to %(last)s of %(number)s") % {
        "first": first,
        "last": first + len(shown) - 1,
        "number": len(waiting),
    }
    context = {
        "title": title,
        "count": len(waiting),
        "crumbs": [{"label": _("My work"), "url": Choice(chosen.pilot).url()}, {"label": title, "url": ""}],
        "groups": [_group(chosen.group, [line(item) for item in shown], _matters(len(waiting)))] if shown else [],
        "pages": {
            "sentence": told,
            "previous": chosen.url(number - 1) if number > 1 else None,
            "next": chosen.url(number + 1) if number < last else None,
        },
    }
    return render(request, "desk/work_group.html", context)


def lead(count, late):
    """One sentence: the day, how much waits, how much is late."""
    today = formats.day(timezone.localdate())
    if not count:
        return _("%(today)s. Nothing waits for you.") % {"today": today}
    waits = ngettext("%(count)d matter waits for you", "%(count)d matters wait for you", count) % {"count": count}
    if not late:
        return f"{today}. {waits}."
    return f"{today}. {waits}, " + ngettext("%(late)d is late.", "%(late)d are late.", late) % {"late": late}


def titles():
    """What the groups are called, in their order."""
    return {"late": _("Too late"), "today": _("Today"), "week": _("This week"), "later": _("Later")}


def groups(waiting, pilot=""):
    """The lines by lateness, as ``_work.html`` wants them; a group of many is folded."""
    found = []
    for name in GROUPS:
        items = [item for item in waiting if item.group == name]
        if items:
            lines, shown = _folded(items, Choice(pilot, name))
            count = _matters(len(items))
            if shown < len(items):
                count = _("%(shown)s of %(all)s shown") % {"shown": shown, "all": formats.whole(len(items))}
            found.append(_group(name, lines, count))
    return found


def _group(name, lines, count):
    return {"title": titles()[name], "kind": GROUPS[name][1], "items": lines, "count": count}


def _matters(count):
    return ngettext("%(number)s matter", "%(number)s matters", count) % {"number": formats.whole(count)}


def _folded(items, choice):
    """The lines of one group and how many matters they show: all, or its first with links to the others."""
    _slug, _colour, most, alike = GROUPS[choice.group]
    if len(items) <= most:
        return [line(item) for item in items], len(items)
    there, shown, lines = Counter(map(kind_of, items)), Counter(), []
    for item in items:
        kind = kind_of(item)
        # A kind that is folded says so at once, so that it never crowds out the others.
        if shown.total() == most or shown[kind] == alike:
            continue
        lines.append(line(item))
        shown[kind] += 1
        if shown[kind] == alike and there[kind] > alike:
            more = _("%(n)s more like this") % {"n": formats.whole(there[kind] - alike)}
            lines.append(_link(more, Choice(choice.pilot, choice.group, kind)))
    everything = {"n": formats.whole(len(items)), "group": titles()[choice.group]}
    lines.append(_link(_("All %(n)s of “%(group)s”") % everything, choice))
    return lines, shown.total()


def _link(words, choice):
    return {"title": words, "url": choice.url(), "context": "", "act": pgettext("verb", "Show"), "due": ""}


def line(item):
    context = " · ".join(dict.fromkeys(str(part) for part in (item.context, item.pilot) if part))
    return {"title": item.text, "url": item.url, "context": context, "act": item.act, "due": formats.due(item.due)}


def pills(everything, chosen):
    """A choice between pilots, where there is more than one."""
    pilots = {item.pilot.slug: item.pilot for item in everything if item.pilot}
    if len(pilots) < 2:
        return []
    counts = Counter(item.pilot.slug for item in everything if item.pilot)
    rows = [{"label": _("All pilots"), "url": Choice().url(), "count": len(everything), "current": not chosen}]
    return rows + [
        {"label": pilot.title, "url": Choice(slug).url(), "count": counts[slug], "current": chosen == slug}
        for slug, pilot in pilots.items()
    ]
