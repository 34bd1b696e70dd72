"""What a pilot takes over from another here: the interview kit, as a draft."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from candidates.kits import copy_items
from candidates.models import Kit
from pilot import audit
from pilot.phases.repeating import Part


def kit_of(pilot):
    """The kit that is used, else the newest."""
    return pilot.kits.in_use().first() or pilot.kits.order_by("-number").first()


@transaction.atomic
def carry_kit(source, target, *, by):
    """Copy the kit with its questions, anchors and weights; it is taken into use anew, after the policy is signed."""
    kit = kit_of(source)
    if kit is None:
        return 0
    draft = Kit.objects.create(pilot=target, occupation=kit.occupation, number=1, soft_weight=kit.soft_weight)
    audit.record(draft, "create", by=by, to_state=draft.state)
    # What was agreed with companies was agreed with those of the other pilot.
    copy_items(kit, draft, agreed_by=None, agreed_at=None, level_reason="")
    return 1


KIT = Part(
    "kit",
    _("Interview kit"),
    _("As a draft, with questions, anchors and weights."),
    lambda pilot: 1 if kit_of(pilot) else 0,
    carry_kit,
)
