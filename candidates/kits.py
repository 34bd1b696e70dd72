"""The kit of a pilot's occupation: made with good Dutch questions, edited as a draft, used, then left as it is.

A policy is about one occupation, so a pilot has one kit at a time; when the policy moves on to another occupation the
next kit is made anew for that one.
"""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from candidates import kit_texts
from candidates.kit_faults import faults
from candidates.kit_texts import FIXED, REQUIRED, of_competence, of_element
from candidates.models import Kit, KitItem
from candidates.scoring import Weighed, share
from pilot import audit
from pilot.workflow import NotNow, move, require_none

ELEMENT = KitItem.Element


def draft_of(pilot):
    """The draft there is, or ``None``."""
    return pilot.kits.filter(state=Kit.State.DRAFT).first()


def kit_of(pilot):
    """The kit people work on: the draft, else the one in use, else the newest; ``None`` before there is one."""
    found = list(pilot.kits.select_related("occupation"))
    order = (Kit.State.DRAFT, Kit.State.IN_USE, Kit.State.RETIRED)
    return min(found, key=lambda kit: (order.index(kit.state), -kit.number), default=None)


def _add(kit, choice):
    position = (kit.items.aggregate(last=Max("position"))["last"] or 0) + 1
    return KitItem.objects.create(
        kit=kit,
        position=position,
        name=choice.name,
        element=choice.element,
        kind=choice.kind,
        weight=choice.weight,
        required_level=choice.level,
        question=choice.wording.question,
        anchors=choice.wording.anchors,
    )


def _new_draft(pilot, occupation, soft_weight, by):
    if draft_of(pilot) is not None:
        raise NotNow(_("There is a draft already. Finish that one first."))
    number = (pilot.kits.aggregate(last=Max("number"))["last"] or 0) + 1
    kit = Kit.objects.create(pilot=pilot, occupation=occupation, number=number, soft_weight=soft_weight)
    audit.record(kit, "create", by=by, to_state=kit.state)
    return kit


@transaction.atomic
def make_default(pilot, *, by):
    """Make a draft for the pilot's occupation out of its policy and the reference data; return it.

    Motivation counts double among the soft skills; competences are soft when they are general. Raises ``NotNow``
    without a policy in force or when there is a draft already. Advice 6.1-01, 6.5-02, 8.3.2-16, 8.3.2-18, 8.3.2-20.
    """
    policy = pilot.policy_in_force
    if policy is None:
        raise NotNow(_("The kit follows the policy choices, and those are not signed by every fund yet."))
    occupation = policy.occupation
    kit = _new_draft(pilot, occupation, policy.soft_weight, by)
    competences = kit_texts.competences_for(occupation)
    for choice in (
        of_element(ELEMENT.MOTIVATION, occupation, weight=2),
        *(of_competence(row, occupation) for row in competences if row.is_general),
        of_element(ELEMENT.POTENTIAL, occupation),
        of_element(ELEMENT.KNOWLEDGE, occupation),
        *(of_competence(row, occupation) for row in competences if not row.is_general),
        of_element(ELEMENT.EXPERIENCE, occupation),
        of_element(ELEMENT.TREND, occupation),
    ):
        _add(kit, choice)
    return kit


@transaction.atomic
def new_version(kit, *, by):
    """Make a draft with the same items as ``kit``; interviews that were planned keep the kit they have."""
    draft = _new_draft(kit.pilot, kit.occupation, kit.soft_weight, by)
    copy_items(kit, draft)
    return draft


def copy_items(kit, draft, **changes):
    """Give a draft the items of ``kit``, each the same line; ``changes`` are fields that begin anew."""
    items = list(kit.items.all())
    for item in items:
        item.pk, item.kit, item.version = None, draft, 1
        for name, value in changes.items():
            setattr(item, name, value)
    KitItem.objects.bulk_create(items)


@transaction.atomic
def start(pilot, *, by):
    """Make the next draft: out of the kit in use, or anew when the policy is about another occupation by now."""
    kit, policy = pilot.kits.in_use().first(), pilot.policy_in_force
    if kit is None or (policy is not None and policy.occupation_id != kit.occupation_id):
        return make_default(pilot, by=by)
    return new_version(kit, by=by)


def blockers(kit, action="use"):
    """What still stands between a draft and its use, as sentences."""
    return [fault.sentence for fault in faults(kit)] if action == "use" else []


@transaction.atomic
def use(kit, *, by):
    """Take a draft into use and retire the kit that was; raises ``NotNow`` with what still stands in the way.

    Selection is prepared before anybody is interviewed: advice 6.1-02.
    """
    require_none(blockers(kit))
    for old in kit.pilot.kits.in_use().exclude(pk=kit.pk):
        move(old, "retire", by=by)
    return move(kit, "use", by=by)


@transaction.atomic
def throw_away(kit, *, by):
    """Throw a draft away; nothing was done with it. Raises ``NotNow`` for a kit that was in use."""
    require_draft(kit)
    audit.record(kit, "remove", by=by)
    kit.items.all().delete()
    kit.delete()


@transaction.atomic
def follow_policy(kit, *, by):
    """Take the weight of soft skills over from the policy in force (percent)."""
    require_draft(kit)
    kit.soft_weight = kit.pilot.policy_in_force.soft_weight
    kit.save(update_fields=["soft_weight"])
    audit.record(kit, "edit", by=by, fields=["soft_weight"])
    return kit


def require_draft(kit):
    """Raise ``NotNow`` for a kit in use."""
    if kit.state != Kit.State.DRAFT:
        raise NotNow(_("A kit in use does not change. Make a new version."))


@transaction.atomic
def save_item(item, *, by, fields=()):
    """Save an item of a draft; a new one comes last. Raises ``NotNow`` for a kit in use."""
    require_draft(item.kit)
    new = item.pk is None
    if new:
        item.position = (item.kit.items.aggregate(last=Max("position"))["last"] or 0) + 1
    item.save()
    audit.record(item, "create" if new else "edit", by=by, fields=fields)
    return item


@transaction.atomic
def add_chosen(kit, choices, *, by):
    """Add chosen competences, trends and elements to a draft, each with its question and answers; return the items."""
    require_draft(kit)
    items = [_add(kit, choice) for choice in choices]
    audit.record_many(items, "create", by=by)
    return items


@transaction.atomic
def move_item(item, *, by, up):
    """Move an item of a draft one place up or down among those of its kind; at the end it stays where it is."""
    require_draft(item.kit)
    Kit.objects.select_for_update(of=("self",)).get(pk=item.kit_id)
    same = list(item.kit.items.filter(kind=item.kind).order_by("position"))
    place = next(number for number, one in enumerate(same) if one.pk == item.pk)
    goal = place - 1 if up else place + 1
    if not 0 <= goal < len(same):
        return item
    mine, other = same[place], same[goal]
    free = item.kit.items.aggregate(last=Max("position"))["last"] + 1
    rows = KitItem.objects.filter(kit=item.kit)
    for pk, position in ((mine.pk, free), (other.pk, mine.position), (mine.pk, other.position)):
        rows.filter(pk=pk).update(position=position)
    audit.record(item, "edit", by=by, fields=["position"])
    item.refresh_from_db()
    return item


@transaction.atomic
def remove_item(item, *, by):
    """Take an item out of a draft; the three fixed ones stay. Raises ``NotNow``."""
    require_draft(item.kit)
    if item.element in REQUIRED:
        raise NotNow(_("“%(item)s” belongs to every kit.") % {"item": item.name})
    audit.record(item, "remove", by=by)
    item.delete()


def weighed(items):
    """Kit items as the pure calculation wants them."""
    return [Weighed(item.pk, item.kind, item.weight) for item in items]


def shares(kit, items):
    """How much each item counts in the total, in percent, by item id."""
    counted = weighed(items)
    return {one.key: share(one, counted, kit.soft_weight) for one in counted}


__all__ = [
    "FIXED",
    "REQUIRED",
    "add_chosen",
    "blockers",
    "copy_items",
    "draft_of",
    "follow_policy",
    "kit_of",
    "make_default",
    "move_item",
    "new_version",
    "remove_item",
    "require_draft",
    "save_item",
    "shares",
    "start",
    "throw_away",
    "use",
    "weighed",
]
