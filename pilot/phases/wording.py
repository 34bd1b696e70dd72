"""A version of the policy in words: every choice and figure as a line, the difference of two versions, its mark."""

import hashlib
import json
from decimal import Decimal
from typing import NamedTuple

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from pilot import formats
from pilot.models import ChoiceReason, Policy
from pilot.phases.deviating import reasons_of
from pilot.phases.standing import CHOICES, SEVERAL, label_of

#: The figures the funds agree on, in the order of the page.
FIGURES = (
    "class_min",
    "class_target",
    "class_max",
    "average_cap",
    "motivation_threshold",
    "hard_minimum",
    "soft_weight",
    "type_2_from",
    "type_3_from",
)
WORDS = ("own_sub_branches", "explanation")
SIGNED = (*CHOICES, *WORDS, *FIGURES)
#: Names under which the reasons of choices stand among the rows of a version.
REASONS = {f"reason_{choice}": choice for choice in ChoiceReason.Choice.values}


class Row(NamedTuple):
    """One choice or figure: its name in the model, what it is called, what was chosen (empty when nothing)."""

    name: str
    label: str
    value: str


def _yes_no(value):
    return {True: _("Yes"), False: _("No")}.get(value, "")


def _value(policy, name):
    if name in SEVERAL:
        return ", ".join(str(item) for item in getattr(policy, name).all())
    value = getattr(policy, name)
    if name in ("evc", "with_stoof"):
        return _yes_no(value)
    if name in ("position", "stance", "composition"):
        return str(getattr(policy, f"get_{name}_display")()) if value else ""
    if name == "average_cap":
        return formats.money(value)
    if name in ("soft_weight", "type_2_from", "type_3_from"):
        return formats.percent(value)
    if name in ("motivation_threshold", "hard_minimum"):
        return formats.decimal(value, 1)
    return str(value or "")


def rows(policy, names):
    """The named choices or figures of a version, one ``Row`` each."""
    return [Row(name, capfirst(str(label_of(name))), _value(policy, name)) for name in names]


def reason_rows(policy):
    """The reasons of a version for choosing otherwise than advised, one ``Row`` for each choice that can have one."""
    reasons = reasons_of(policy)
    return [
        Row(name, _("Reason: %(choice)s") % {"choice": label_of(choice)}, reasons.get(choice, ""))
        for name, choice in REASONS.items()
    ]


class Change(NamedTuple):
    """What differs between two versions."""

    name: str
    label: str
    was: str
    becomes: str


def difference(old, new):
    """Every choice, figure and reason that reads differently in ``new`` than in ``old``."""
    return [
        Change(before.name, before.label, before.value, after.value)
        for before, after in zip(_everything(old), _everything(new), strict=True)
        if before.value != after.value
    ]


def _everything(policy):
    return [*rows(policy, SIGNED), *reason_rows(policy)]


def said(policy):
    """Everything a signature is under, as plain values: all choices, all figures, the explanation."""
    values = {}
    for name in SIGNED:
        if name in SEVERAL:
            values[name] = sorted(getattr(policy, name).values_list("pk", flat=True))
        else:
            field = Policy._meta.get_field(name)
            value = field.to_python(getattr(policy, field.attname))
            values[name] = f"{value.normalize():f}" if isinstance(value, Decimal) else value
    # Versions from before there were reasons keep the mark that was signed.
    reasons = dict(policy.reasons.values_list("choice", "text"))
    return values | {"reasons": reasons} if reasons else values


def digest(policy, content=None):
    """SHA-256 over the canonical JSON of what is signed: equal texts give equal marks, any change another.

    ``content`` is what ``said`` gave just now, when it was asked already.
    """
    content = said(policy) if content is None else content
    text = json.dumps(
        {"pilot": policy.pilot_id, "number": policy.number, **content}, sort_keys=True, ensure_ascii=False
    )
    return hashlib.sha256(text.encode()).hexdigest()


def mark(text):
    """The first half of a digest in groups of four, as people compare it on the phone."""
    return " ".join(text[n : n + 4] for n in range(0, 16, 4)).strip()
