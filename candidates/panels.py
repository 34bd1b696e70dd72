"""What candidates add to the page of a company: the levels it asks of somebody who comes over."""

from django.urls import reverse
from django.utils.translation import gettext as _

from candidates import kit_levels
from candidates.competences import level_label
from candidates.models import LevelAsked
from candidates.permissions import may_design_kit


def levels_asked(participation, user):
    """What a company said last of each competence, and the way to write it down; for who makes the kit (7.4-03)."""
    if participation.state not in LevelAsked.ASKED_OF or not may_design_kit(user, participation.pilot):
        return None
    said = kit_levels.standing(participation).values()
    return {
        "template": "candidates/_levels_asked.html",
        "context": {
            "rows": [
                {
                    "name": row.name,
                    "level": level_label(row.level) if row.level else _("no level"),
                    "most": row.weighs_most,
                }
                for row in sorted(said, key=lambda row: row.name)
                if row.level or row.weighs_most
            ],
            "said_on": max((row.said_on for row in said), default=None),
            "url": reverse("candidates:kit_levels_asked", args=[participation.pk]),
        },
    }
