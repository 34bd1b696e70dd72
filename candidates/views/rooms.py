"""The rooms of selection as tabs: people, board, recruiting plan, sessions, planning, kit, rounds, agreement."""

from django.utils.translation import gettext as _

from candidates.permissions import may_plan_interviews, may_see_kit, may_see_people
from pilot.addresses import reverse
from pilot.permissions import is_owner


def rooms(user, pilot, current):
    """Tabs for ``_tabs.html`` with the rooms this user may enter; none when there is only one."""
    found = [
        {
            "label": label,
            "url": reverse(f"candidates:{name}", args=[pilot.slug]),
            "count": None,
            "current": name == current,
        }
        for name, label, may in (
            ("list", _("Candidates"), may_see_people),
            ("board", _("Board"), may_see_people),
            ("recruiting_plan", _("Recruiting plan"), may_see_people),
            ("sessions", _("Information sessions"), may_see_people),
            ("interview_assign", _("Plan interviews"), may_plan_interviews),
            ("kit", _("Interview kit"), may_see_kit),
            ("rounds", _("Rounds"), may_see_people),
            ("interviewer_agreement", _("Agreement"), is_owner),
        )
        if may(user, pilot)
    ]
    return found if len(found) > 1 else []
