"""The interview kit of an occupation: made with good Dutch questions, edited as a draft, used, then left as it is."""

import csv
from functools import cache
from pathlib import Path
from typing import NamedTuple

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from candidates.models import Kit, KitItem
from candidates.scoring import Weighed, share
from pilot import audit
from pilot.choices import Level
from pilot.models import OccupationCompetence
from pilot.workflow import NotNow, move, require_none

TEXTS = Path(__file__).parent / "kit_texts.csv"
#: How many competences of the occupation a new kit asks for where the texts do not say which.
COMPETENCES = 5
#: Levels as SkillsKompas writes them; a suggestion for experienced workers, so the companies have the last word.
SUGGESTED = {"basis": Level.BASIC, "gevorderd": Level.ADVANCED, "expert": Level.EXPERT, "totaal": Level.TOTAL}
ELEMENT, KIND = KitItem.Element, KitItem.Kind
#: What every kit has, with its name in the kit (Dutch, as the questions are) (advice 8.3.2-16, 8.3.2-18).
FIXED = {
    ELEMENT.MOTIVATION: ("Motivatie", KIND.SOFT),
    ELEMENT.KNOWLEDGE: ("Technische kennis", KIND.HARD),
    ELEMENT.EXPERIENCE: ("Ervaring buiten de branche", KIND.HARD),
    ELEMENT.TREND: ("Ontwikkelingen in het vak", KIND.HARD),
}
REQUIRED = (ELEMENT.MOTIVATION, ELEMENT.KNOWLEDGE, ELEMENT.EXPERIENCE)


class Wording(NamedTuple):
    """A question and what the answers 1 to 5 look like; ``default_for`` names the occupations that start with it."""

    question: str
    anchors: list[str]
    default_for: frozenset[str]


@cache
def _texts():
    with TEXTS.open(encoding="utf-8", newline="") as file:
        return {
            (row["key"], row["occupation"]): Wording(
                row["question"],
                [row["one"], row["two"], row["three"], row["four"], row["five"]],
                frozenset(filter(None, row["default"].split(";"))),
            )
            for row in csv.DictReader(file, strict=True)
        }


def wording(key, occupation):
    """The question and anchors for an element or competence: made for the occupation, else general."""
    texts = _texts()
    return texts.get((key, occupation.pk)) or texts.get((key, "")) or texts["", ""]


def competences_for(occupation):
    """The competences a new kit asks for: those the texts choose, else the first five of the occupation."""
    known = list(OccupationCompetence.objects.filter(occupation=occupation))
    chosen = [row for row in known if occupation.pk in wording(row.competence_nl, occupation).default_for]
    return chosen or known[:COMPETENCES]


def draft_of(pilot):
    """The draft there is, or ``None``."""
    return pilot.kits.filter(state=Kit.State.DRAFT).first()


def _add(kit, name, element, kind, text, *, weight=1, level=""):
    position = (kit.items.aggregate(last=Max("position"))["last"] or 0) + 1
    return KitItem.objects.create(
        kit=kit,
        position=position,
        name=name,
        element=element,
        kind=kind,
        weight=weight,
        required_level=level,
        question=text.question,
        anchors=text.anchors,
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
    without a policy in force or when there is a draft already. Advice 8.3.2-16, 8.3.2-18, 8.3.2-20.
    """
    policy = pilot.policy_in_force
    if policy is None:
        raise NotNow(_("The kit follows the policy choices, and those are not signed by every fund yet."))
    occupation = policy.occupation
    kit = _new_draft(pilot, occupation, policy.soft_weight, by)
    competences = competences_for(occupation)

    def fixed(element, weight=1):
        name, kind = FIXED[element]
        _add(kit, name, element, kind, wording(element.value, occupation), weight=weight)

    def competence(row):
        _add(
            kit,
            row.competence_nl,
            ELEMENT.COMPETENCE,
            KIND.SOFT if row.is_general else KIND.HARD,
            wording(row.competence_nl, occupation),
            level=SUGGESTED.get(row.skm_level_nl, ""),
        )

    fixed(ELEMENT.MOTIVATION, weight=2)
    for row in competences:
        if row.is_general:
            competence(row)
    fixed(ELEMENT.KNOWLEDGE)
    for row in competences:
        if not row.is_general:
            competence(row)
    fixed(ELEMENT.EXPERIENCE)
    fixed(ELEMENT.TREND)
    return kit


@transaction.atomic
def new_version(kit, *, by):
    """Make a draft with the same items as ``kit``; interviews that were planned keep the kit they have."""
    draft = _new_draft(kit.pilot, kit.occupation, kit.soft_weight, by)
    items = list(kit.items.all())
    for item in items:
        item.pk, item.kit, item.version = None, draft, 1
    KitItem.objects.bulk_create(items)
    return draft


def blockers(kit, action="use"):
    """What still stands between a draft and its use, as sentences."""
    if action != "use":
        return []
    items = list(kit.items.all())
    found = []
    present = {item.element for item in items}
    found += [
        _("The kit has no item for “%(element)s”.") % {"element": element.label}
        for element in REQUIRED
        if element not in present
    ]
    for item in items:
        if any(not text.strip() for text in item.anchors):
            found.append(_("“%(item)s” does not describe all of 1 to 5.") % {"item": item.name})
        if not item.question.strip():
            found.append(_("“%(item)s” has no question.") % {"item": item.name})
    policy = kit.pilot.policy_in_force
    if policy is None:
        found.append(_("The policy choices are not signed by every fund yet."))
    else:
        if policy.occupation_id != kit.occupation_id:
            found.append(
                _("The policy is about %(policy)s, this kit about %(kit)s.")
                % {"policy": policy.occupation, "kit": kit.occupation}
            )
        if policy.soft_weight != kit.soft_weight:
            found.append(
                _("The policy lets soft skills count for %(policy)s %%, this kit for %(kit)s %%.")
                % {"policy": policy.soft_weight, "kit": kit.soft_weight}
            )
    return found


@transaction.atomic
def use(kit, *, by):
    """Take a draft into use and retire the kit that was; raises ``NotNow`` with what still stands in the way."""
    require_none(blockers(kit))
    for old in kit.pilot.kits.in_use().exclude(pk=kit.pk):
        move(old, "retire", by=by)
    return move(kit, "use", by=by)


@transaction.atomic
def follow_policy(kit, *, by):
    """Take the weight of soft skills over from the policy in force (percent)."""
    _require_draft(kit)
    kit.soft_weight = kit.pilot.policy_in_force.soft_weight
    kit.save(update_fields=["soft_weight"])
    audit.record(kit, "edit", by=by, fields=["soft_weight"])
    return kit


def _require_draft(kit):
    if kit.state != Kit.State.DRAFT:
        raise NotNow(_("A kit in use does not change. Make a new version."))


@transaction.atomic
def save_item(item, *, by, fields=()):
    """Save an item of a draft; a new one comes last. Raises ``NotNow`` for a kit in use."""
    _require_draft(item.kit)
    new = item.pk is None
    if new:
        item.position = (item.kit.items.aggregate(last=Max("position"))["last"] or 0) + 1
    item.save()
    audit.record(item, "create" if new else "edit", by=by, fields=fields)
    return item


@transaction.atomic
def remove_item(item, *, by):
    """Take an item out of a draft; the three fixed ones stay. Raises ``NotNow``."""
    _require_draft(item.kit)
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
