"""Composing a class, as pure calculations: sizes, who fits with whom, lesson days. Knows no database."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pilot.choices import TrainingKind

__all__ = [
    "Group",
    "Person",
    "SizeNote",
    "Sizes",
    "Suggestion",
    "best_kind",
    "group_of",
    "lesson_days",
    "misfits",
    "size_note",
    "suggest",
    "type_note",
]


@dataclass(frozen=True)
class Sizes:
    """Sizes of a class that the funds agreed on, in participants."""

    minimum: int = 10
    target: int = 15
    maximum: int = 20

    @classmethod
    def of(cls, policy):
        """The sizes of a policy; without one what the research advises (7.3-13, 7.3-14, 8.3.4-14)."""
        return cls(policy.class_min, policy.class_target, policy.class_max) if policy else cls()


class SizeNote(NamedTuple):
    """What a number of participants means: kind of badge, its word, and one sentence."""

    kind: str
    word: str
    sentence: str


def size_note(count: int, sizes: Sizes) -> SizeNote:
    """Say in words where ``count`` participants lie between minimum, aim and maximum.

    Advice 7.3-13 to -15, 7.4-08, 8.1-07 and 8.3.4-14.
    """
    limits = {"minimum": sizes.minimum, "target": sizes.target, "maximum": sizes.maximum, "count": count}
    if count < sizes.minimum:
        short = sizes.minimum - count
        sentence = ngettext(
            "%(short)s participant more is needed for the smallest class of %(minimum)s. Below it the class starts "
            "only when the owner of every fund decides so, with a reason.",
            "%(short)s participants more are needed for the smallest class of %(minimum)s. Below it the class starts "
            "only when the owner of every fund decides so, with a reason.",
            short,
        )
        return SizeNote("wait", _("Too small"), sentence % {**limits, "short": short})
    if count < sizes.target:
        sentence = ngettext(
            "Ideal is %(minimum)s to %(target)s. %(room)s seat more and the aim of %(target)s is reached.",
            "Ideal is %(minimum)s to %(target)s. %(room)s seats more and the aim of %(target)s is reached.",
            sizes.target - count,
        )
        return SizeNote("ok", _("Ideal"), sentence % {**limits, "room": sizes.target - count})
    if count == sizes.target:
        return SizeNote(
            "ok", _("Ideal"), _("The aim of %(target)s is reached. More than %(maximum)s is not possible.") % limits
        )
    if count < sizes.maximum:
        sentence = _("Above the ideal of %(minimum)s to %(target)s. More than %(maximum)s is not possible.")
        return SizeNote("wait", _("Above ideal"), sentence % limits)
    return SizeNote("late", _("Full"), _("The class is full: more than %(maximum)s is not possible.") % limits)


@dataclass(frozen=True)
class Person:
    """Somebody with a placement: where the company lies, type 1 to 3, and the training agreed at the introduction."""

    key: int
    region: str | None = None
    type: int | None = None
    training: str = ""


@dataclass(frozen=True)
class Group:
    """What a class is by now: its kind of training, and the region and type of candidate that most of it have."""

    kind: str
    region: str | None = None
    type: int | None = None
    homogeneous: bool = False


class Suggestion(NamedTuple):
    """A person, the sentences that say what does not fit, and whether the class would do well to take this one."""

    person: Person
    misfits: list[str]
    suggested: bool


def group_of(kind: str, people: Iterable[Person], *, homogeneous: bool) -> Group:
    """The class as it is seated: most frequent region and type, the lowest where two are as frequent."""
    people = list(people)
    return Group(kind, _most(p.region for p in people), _most(p.type for p in people), homogeneous)


def _most(values):
    counts = Counter(value for value in values if value)
    return min(counts, key=lambda value: (-counts[value], value)) if counts else None


def misfits(person: Person, group: Group) -> list[str]:
    """Sentences that say why this person does not fit the class; empty when everything fits.

    All in one class follow the same programme (advice 7.4-09); where the funds chose for one type of candidate in a
    class, another type does not fit either (advice 8.1-05).
    """
    sentences = []
    if person.training and person.training != group.kind:
        sentences.append(
            _("Other training was agreed: %(agreed)s. All in one class follow the same programme.")
            % {"agreed": TrainingKind(person.training).label}
        )
    if group.homogeneous and person.type and group.type and person.type != group.type:
        sentences.append(
            _("Type %(type)s, the class is mostly type %(most)s; the funds chose one type in a class.")
            % {"type": person.type, "most": group.type}
        )
    if person.region and group.region and person.region != group.region:
        sentences.append(_("The company lies in another region than most of the class."))
    return sentences


def suggest(people: Sequence[Person], group: Group, seated: int, sizes: Sizes) -> list[Suggestion]:
    """Order those who wait for a seat: who fits best first, else in the order given; mark who fills the aim.

    Somebody whom anything does not fit is never marked: a person weighs that.
    """
    ranked = sorted(((person, misfits(person, group)) for person in people), key=lambda pair: len(pair[1]))
    room = sizes.target - seated
    return [
        Suggestion(person, sentences, not sentences and number < room)
        for number, (person, sentences) in enumerate(ranked)
    ]


def best_kind(type: int | None) -> str | None:
    """The kind of training that serves a type of candidate best: a diploma for 1, EVC for 3 (advice 7.3-10, 7.3-11)."""
    return {1: TrainingKind.DIPLOMA, 3: TrainingKind.EVC}.get(type)


def type_note(counts: Mapping[int, int], kind: str) -> str:
    """One sentence for types in the class that another kind of training serves better; empty when there are none."""
    sentences = {
        1: _("A diploma course serves type 1 best."),
        3: _("Type 3 can better earn recognition of prior learning (EVC) and start at once."),
    }
    return " ".join(
        sentences[type] for type, count in sorted(counts.items()) if count and best_kind(type) not in (None, kind)
    )


def lesson_days(first: Decimal, later: Decimal, weeks: int) -> Decimal:
    """School days in a whole programme: the first half at ``first`` days a week, the second at ``later``.

    The odd week belongs to the first half (advice 8.3.4-03).
    """
    return first * (weeks - weeks // 2) + later * (weeks // 2)
