"""The phases of a pilot side by side: of each what it asks, what is done, what blocks, who and by when.

Recruiting, training and evaluating overlap: a second class may be recruited while the first is taught.
"""

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from pilot import formats
from pilot.models import Phase

#: The phases of the line of phases that make up a stage.
OF = {
    Phase.DESIGN: ("design", "agreement"),
    Phase.RECRUITING: ("recruiting",),
    Phase.TRAINING: ("training",),
    Phase.EVALUATING: ("evaluating",),
}


def phase_of(line, path):
    """The phase that a line of the checklist belongs to: its own, or that of the app that adds it."""
    return line.get("phase") or settings.CHECKLIST_PHASES.get(path.split(".")[0], Phase.RECRUITING)


def _who():
    """Who carries a phase out, where a line does not say it."""
    return {
        Phase.DESIGN: _("the pilot owners"),
        Phase.RECRUITING: _("fund and provider"),
        Phase.TRAINING: _("the provider"),
        Phase.EVALUATING: _("the pilot owners"),
    }


def stages(lines, line_of_phases):
    """Of each phase its title, standing, lines, and whether it is open on the page.

    ``lines`` are those of the checklist with their ``phase``, ``line_of_phases`` what ``overview.phases`` gave.
    """
    at = {phase["key"]: phase for phase in line_of_phases}
    who = _who()
    found = []
    for phase, parts in OF.items():
        mine = [line for line in lines if line["phase"] == phase]
        if not mine:
            continue
        done = sum(1 for line in mine if line["status"] == "done")
        status = _status([at[part]["status"] for part in parts], done == len(mine))
        found.append(
            {
                "key": phase.value,
                "title": phase.label,
                "status": status,
                "kind": {"done": "ok", "now": "info"}.get(status, "off"),
                "word": _word(status),
                "lines": [line if line["status"] == "done" else {"who": who[phase], **line} for line in mine],
                "done": done,
                "all": len(mine),
                "open": status == "now" or any(line["status"] == "stop" for line in mine),
                "until": at[parts[-1]].get("until", ""),
            }
        )
    if found and not any(stage["open"] for stage in found):
        next((stage for stage in found if stage["status"] == "todo"), found[-1])["open"] = True
    return found


def _status(statuses, complete):
    if "now" in statuses or (set(statuses) == {"done"} and not complete):
        return "now"
    return "done" if set(statuses) == {"done"} else "todo"


def _word(status):
    return {
        "now": pgettext("phase", "Under way"),
        "done": pgettext("phase", "Ready"),
    }.get(status, pgettext("phase", "Not begun yet"))


def until(day, name):
    """By when a phase is done, in words: before the start of a class."""
    return _("before %(day)s, when %(name)s begins") % {"day": formats.short_day(day), "name": name}
