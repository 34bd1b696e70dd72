"""What keeps a kit from being used, each with what to mend; and what is worth a second look."""

from collections import Counter
from dataclasses import dataclass

from django.utils.translation import gettext as _

from candidates.kit_texts import REQUIRED
from candidates.models import KitItem
from pilot.models import OccupationCompetence

ELEMENT, KIND = KitItem.Element, KitItem.Kind
#: Where somebody mends it: one item, adding an item, the weights, the policy, or a kit for another occupation.
ITEM, ADD, WEIGHTS, POLICY, ANEW = "item", "add", "weights", "policy", "anew"


@dataclass(frozen=True)
class Fault:
    """A sentence, and where it is mended; ``item`` when one item is meant."""

    sentence: str
    mend: str
    item: KitItem | None = None


def faults(kit):
    """What still stands between a draft and its use.

    Selection is prepared thoroughly (advice 6.1-02): the three fixed elements, the occupation's competences and a
    trend are asked (advice 8.3.2-16, 8.3.2-18, 8.3.2-20), each with a question and five answers that differ.
    """
    items = list(kit.items.all())
    return [*_missing(items), *(fault for item in items for fault in _of_item(item)), *_of_policy(kit)]


def _missing(items):
    present = {item.element for item in items}
    for element in REQUIRED:
        if element not in present:
            yield Fault(_("The kit has no item for “%(element)s”.") % {"element": element.label}, ADD)
    if ELEMENT.COMPETENCE not in present:
        yield Fault(_("The kit asks no competence of the occupation, so nobody's level can be set."), ADD)
    if ELEMENT.TREND not in present:
        yield Fault(_("The kit asks about no technical or organisational trend."), ADD)
    for name, count in Counter(item.name.casefold() for item in items).items():
        if count > 1:
            twin = next(item for item in reversed(items) if item.name.casefold() == name)
            yield Fault(_("“%(item)s” stands in the kit twice.") % {"item": twin.name}, ITEM, twin)


def _of_item(item):
    anchors = [text.strip() for text in item.anchors]
    if not all(anchors):
        yield Fault(_("“%(item)s” does not describe all of 1 to 5.") % {"item": item.name}, ITEM, item)
    elif len({text.casefold() for text in anchors}) < len(anchors):
        yield Fault(_("“%(item)s” describes two of 1 to 5 alike.") % {"item": item.name}, ITEM, item)
    if not item.question.strip():
        yield Fault(_("“%(item)s” has no question.") % {"item": item.name}, ITEM, item)


def _of_policy(kit):
    policy = kit.pilot.policy_in_force
    if policy is None:
        yield Fault(_("The policy choices are not signed by every fund yet."), POLICY)
        return
    if policy.occupation_id != kit.occupation_id:
        words = {"policy": policy.occupation, "kit": kit.occupation}
        yield Fault(_("The policy is about %(policy)s, this kit about %(kit)s.") % words, ANEW)
    if policy.soft_weight != kit.soft_weight:
        words = {"policy": policy.soft_weight, "kit": kit.soft_weight}
        yield Fault(_("The policy lets soft skills count for %(policy)s %%, this kit for %(kit)s %%.") % words, WEIGHTS)


def second_looks(kit, items):
    """What is worth a second look before a kit is used, as sentences; none of it blocks.

    General competences weigh less than specific technical ones (advice 6.5-02); the potential for level 3 is asked
    (advice 6.1-01).
    """
    known = dict(
        OccupationCompetence.objects.filter(occupation=kit.occupation_id).values_list("competence_nl", "is_general")
    )
    asked = [item for item in items if item.element == ELEMENT.COMPETENCE]
    technical = [item for item in asked if not known.get(item.name, item.kind == KIND.SOFT)]
    lightest = min((item.weight for item in technical), default=None)
    heavy = [item.name for item in asked if lightest is not None and item not in technical and item.weight >= lightest]
    found = []
    if heavy:
        found.append(
            _("%(general)s: general, and it weighs as much as %(technical)s or more. Give general competences less.")
            % {"general": ", ".join(heavy), "technical": ", ".join(item.name for item in technical)}
        )
    if ELEMENT.POTENTIAL not in {item.element for item in items}:
        name = ELEMENT.POTENTIAL.label
        found.append(
            _("“%(name)s” is not asked. The result asks your judgement about level 3 all the same.") % {"name": name}
        )
    return found
