"""Recognising somebody who is recorded already: by e-mail address, telephone, or name with postcode.

Within one pilot, since another one may be somebody else's; whoever was erased is not recognised.
"""

import re
from typing import NamedTuple

from django.utils.translation import gettext as _

from candidates.models import Candidate
from candidates.permissions import may_read_reasons, may_recruit
from candidates.privacy import NOT_SAME
from pilot import audit, formats
from pilot.models import AuditEvent
from pilot.wording import fold

#: Digits that make a telephone number that number: what stands before them is how it is dialled.
DIGITS = 9
#: People who share one mark: a number that a whole office shares says nothing of any two in it.
MOST_SHARED = 6
FIELDS = ("pk", "first_name", "last_name", "email", "phone", "postcode")


def tail(phone):
    """The digits of a number that count, whether it begins with 0, +31 or 0031; "" for none."""
    digits = re.sub(r"\D", "", phone or "")
    return digits[-DIGITS:] if len(digits) >= DIGITS else ""


class Marks(NamedTuple):
    """What somebody is recognised by; an empty mark recognises nobody."""

    email: str
    phone: str
    address: str

    @classmethod
    def of(cls, values):
        """The marks of field values by name."""
        name = fold(f"{values.get('first_name') or ''}{values.get('last_name') or ''}")
        postcode = fold(values.get("postcode") or "")
        return cls(
            (values.get("email") or "").strip().lower(),
            tail(values.get("phone")),
            f"{name}|{postcode}" if name and postcode else "",
        )

    def shared(self, other):
        """Names of the marks that two have in common."""
        return [name for name in self._fields if getattr(self, name) and getattr(self, name) == getattr(other, name)]


def by_what(shared):
    """What two have in common, in words."""
    words = {"email": _("same e-mail address"), "phone": _("same telephone"), "address": _("same name and postcode")}
    return ", ".join(words[name] for name in shared)


class Known:
    """Everybody of a pilot by their marks, read once."""

    def __init__(self, pilot, rows=None):
        rows = Candidate.objects.filter(pilot=pilot, erased_at__isnull=True) if rows is None else rows
        self.marks, self.by_mark = {}, {}
        for values in rows.order_by("pk").values(*FIELDS):
            self.add(values.pop("pk"), values)

    def add(self, pk, values):
        """Take somebody in."""
        marks = self.marks[pk] = Marks.of(values)
        for name, mark in zip(Marks._fields, marks, strict=True):
            if mark:
                self.by_mark.setdefault((name, mark), []).append(pk)

    def alike(self, values, but=None):
        """Numbers of those who may be the same person, with what they have in common; surest first."""
        marks, found = Marks.of(values), {}
        for name, mark in zip(Marks._fields, marks, strict=True):
            numbers = self.by_mark.get((name, mark), ()) if mark else ()
            if name == "phone" and len(numbers) > MOST_SHARED:
                continue
            for pk in numbers[:MOST_SHARED]:
                if pk != but:
                    found.setdefault(pk, []).append(name)
        return found

    def pairs(self):
        """Couples (lower number, higher number) that share a mark, with the marks."""
        found = {}
        for (name, _mark), numbers in self.by_mark.items():
            if 1 < len(numbers) <= MOST_SHARED:
                for index, first in enumerate(numbers):
                    for second in numbers[index + 1 :]:
                        found.setdefault((first, second), []).append(name)
        return found


def twins(pilot, values, *, but=None, most=5):
    """People of the pilot who may be the one with these values, each with ``shared`` (names of marks)."""
    found = Known(pilot).alike(values, but)
    rows = Candidate.objects.with_stage().filter(pk__in=list(found)).select_related("pilot").order_by("pk")[:most]
    people = list(rows)
    for person in people:
        person.shared = found[person.pk]
    return people


def lines(people, user):
    """What the page says of each: who it is, why, where this person stands, and the way back for who fell out."""
    return [
        {
            "person": person,
            "url": person.get_absolute_url(),
            "why": by_what(person.shared),
            "stage": person.stage_label,
            "out": outcome(person, user),
            "may_return": person.can("return") and may_recruit(user, person.pilot),
        }
        for person in people
    ]


def outcome(person, user):
    """How somebody who fell out did so, as far as ``user`` may read it; "" for whoever did not."""
    if person.state != Candidate.State.OUT:
        return ""
    day = formats.day(person.out_at)
    decided = person.out_stage in (Candidate.State.INTERVIEWED, Candidate.State.QUALIFIED)
    if decided and not may_read_reasons(user, person.pilot):
        return _("Took part before, until %(day)s.") % {"day": day}
    return _("Fell out on %(day)s, after “%(stage)s”: %(reason)s.") % {
        "day": day,
        "stage": str(person.get_out_stage_display()).lower(),
        "reason": str(person.get_out_reason_display()).lower(),
    }


def told_apart(candidate, others, *, by, reason):
    """Note that somebody is not one of ``others``, with the reason; erasing either empties the reason."""
    return audit.record(
        candidate, NOT_SAME, by=by, fields=sorted(str(getattr(other, "pk", other)) for other in others), reason=reason
    )


def suspected(pilot):
    """Couples of the pilot who may be one person and were not told apart, with the marks they share."""
    apart = set()
    said = AuditEvent.objects.filter(pilot_id=pilot.pk, action=NOT_SAME, subject_type=Candidate._meta.label_lower)
    for one, others in said.values_list("subject_id", "fields"):
        apart |= {tuple(sorted((one, int(other)))) for other in others}
    return {pair: shared for pair, shared in Known(pilot).pairs().items() if pair not in apart}
