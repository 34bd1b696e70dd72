"""Ranks qualified candidates for vacancies and says why. Pure: profiles in, order and sentences out.

The rank is advice to the selector, who decides. It keeps nobody out: whoever is qualified has a place in it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from django.utils.translation import gettext as _

from pilot.formats import decimal, percent

#: What each part counts for, together 100. The interview decides most, and in it soft outweighs hard (advice 8.1-02);
#: companies ask whether somebody fits them, so culture follows background (advice 7.4-12).
WEIGHTS = {"interview": 70, "type": 8, "overlap": 7, "culture": 8, "region": 4, "wish": 3}
#: From this difference on the 5-point scale, soft and hard are told apart in words.
CLEAR = 0.5
UNKNOWN, NO, YES = -1, 0, 1


@dataclass(frozen=True, slots=True)
class Person:
    """What is known of a qualified candidate: scores 1 to 5, type 1 to 3, overlap of the former function in percent.

    ``overlap`` is ``None`` when the former function is not listed: unknown, which is not zero (advice 8.3.2-07).
    """

    pk: int
    total: float
    soft: float
    hard: float
    type: int | None = None
    overlap: int | None = None
    culture: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """What is known of a vacancy: whose it is, the culture in the company's profile, the region."""

    pk: int
    company: int
    culture: str = ""
    region: str = ""


@dataclass(frozen=True)
class Ranked:
    """One candidate for one vacancy: place in the order (1 is first), score 0 to 100, and why."""

    person: Person
    place: Place
    rank: int
    score: float
    culture: int
    region: int
    wish: int
    best_soft: bool
    best_hard: bool

    @cached_property
    def reasons(self):
        """Two or three short sentences, in the reader's language: interview, background, fit with the company."""
        return [text for text in (interview_in_words(self), background_in_words(self), fit_in_words(self)) if text]


def rank(people: Sequence[Person], places: Sequence[Place], wishes: Mapping[tuple[int, int], bool] | None = None):
    """Score every candidate for every vacancy and return the ``Ranking``.

    ``wishes`` says by (candidate, company) whether the candidate would like to work there after a visit. What is
    unknown counts half, so that it neither lifts nor lowers anybody. Equal scores keep the order of ``people``.
    Selector matches company profiles with candidate profiles: advice 8.3.3-01.
    """
    return Ranking(people, places, wishes or {})


class Ranking:
    """Arrays of shape (candidates, vacancies): ``score`` 0 to 100, and per part -1 unknown, 0 no, 1 yes."""

    def __init__(self, people, places, wishes):
        self.people, self.places = list(people), list(places)
        self.culture = _same([p.culture for p in self.people], [p.culture for p in self.places])
        self.region = _same([p.region for p in self.people], [p.region for p in self.places])
        self.wish = self._wishes(wishes)
        interview = (np.array([p.total for p in self.people], dtype=float) - 1) / 4
        types = np.array([0.5 if p.type is None else (p.type - 1) / 2 for p in self.people], dtype=float)
        overlap = np.array([0.5 if p.overlap is None else p.overlap / 100 for p in self.people], dtype=float)
        own = WEIGHTS["interview"] * interview + WEIGHTS["type"] * types + WEIGHTS["overlap"] * overlap
        self.score = (
            own[:, None]
            + WEIGHTS["culture"] * _worth(self.culture)
            + WEIGHTS["region"] * _worth(self.region)
            + WEIGHTS["wish"] * _worth(self.wish)
        )

    def _wishes(self, wishes):
        found = np.full((len(self.people), len(self.places)), UNKNOWN, dtype=np.int8)
        if wishes:
            rows = {person.pk: row for row, person in enumerate(self.people)}
            columns = {}
            for column, place in enumerate(self.places):
                columns.setdefault(place.company, []).append(column)
            for (person, company), wish in wishes.items():
                if person in rows and company in columns:
                    found[rows[person], columns[company]] = YES if wish else NO
        return found

    @cached_property
    def order(self):
        """Row numbers of candidates by vacancy, the best first: shape (candidates, vacancies)."""
        return np.argsort(-self.score, axis=0, kind="stable")

    def for_place(self, column=0, start=0, count=None):
        """Return the candidates for one vacancy in order, ``count`` of them from ``start`` on."""
        rows = self.order[:, column]
        stop = len(rows) if count is None else start + count
        return [self._ranked(row, column, n) for n, row in enumerate(rows[start:stop], start=start + 1)]

    def for_person(self, row=0, start=0, count=None):
        """Return the vacancies for one candidate, the best fitting first."""
        columns = np.argsort(-self.score[row], kind="stable")
        stop = len(columns) if count is None else start + count
        return [self._ranked(row, column, n) for n, column in enumerate(columns[start:stop], start=start + 1)]

    @cached_property
    def _highest(self):
        """The highest soft and hard score; ``None`` where several share it, or when there is nobody to compare with."""
        return tuple(
            max(scores) if len(scores) > 1 and scores.count(max(scores)) == 1 else None
            for scores in ([p.soft for p in self.people], [p.hard for p in self.people])
        )

    def _ranked(self, row, column, number):
        person, (soft, hard) = self.people[row], self._highest
        return Ranked(
            person=person,
            place=self.places[column],
            rank=number,
            score=float(self.score[row, column]),
            culture=int(self.culture[row, column]),
            region=int(self.region[row, column]),
            wish=int(self.wish[row, column]),
            best_soft=person.soft == soft,
            best_hard=person.hard == hard,
        )


def swap_at(first: Ranked, second: Ranked) -> float | None:
    """Return the weight of hard skills (percent, 0 to 100) at which two candidates change places; ``None``: never."""
    part = WEIGHTS["interview"] / 4
    rest = (first.score - part * (first.person.total - 1)) - (second.score - part * (second.person.total - 1))
    soft = first.person.soft - second.person.soft
    slope = part * ((first.person.hard - second.person.hard) - soft) / 100
    if abs(slope) < 1e-9:
        return None
    weight = -(part * soft + rest) / slope
    return weight if 0 <= weight <= 100 else None


def interview_in_words(ranked):
    """One sentence about the interview: where somebody stands out, or how soft and hard relate."""
    person = ranked.person
    figures = {"soft": decimal(person.soft), "hard": decimal(person.hard)}
    if ranked.best_soft and ranked.best_hard:
        return _("Highest on soft (%(soft)s) and on hard skills (%(hard)s).") % figures
    if ranked.best_soft:
        return _("Highest on soft skills (%(soft)s), %(hard)s on hard ones.") % figures
    if ranked.best_hard:
        return _("Highest on hard skills (%(hard)s), %(soft)s on soft ones.") % figures
    if person.soft - person.hard >= CLEAR:
        return _("Stronger on soft skills (%(soft)s) than on hard ones (%(hard)s).") % figures
    if person.hard - person.soft >= CLEAR:
        return _("Stronger on hard skills (%(hard)s) than on soft ones (%(soft)s).") % figures
    return _("About equal on soft (%(soft)s) and hard skills (%(hard)s).") % figures


def background_in_words(ranked):
    """One sentence about type and overlap; unknown overlap is called unknown."""
    person = ranked.person
    kind = {
        1: _("Type 1: motivated, no technical background"),
        2: _("Type 2: some technical background"),
        3: _("Type 3: much technical background"),
    }.get(person.type)
    if kind is None:
        return ""
    if person.overlap is None:
        return _("%(type)s; overlap of the former function is unknown.") % {"type": kind}
    return _("%(type)s; the former function overlaps %(overlap)s.") % {"type": kind, "overlap": percent(person.overlap)}


def fit_in_words(ranked):
    """One sentence about company, region and wish: what speaks for it, then what speaks against it."""
    said = [
        (ranked.culture, _("fits the culture of the company"), _("fits another culture better")),
        (ranked.region, _("lives in the region"), _("lives in another region")),
        (ranked.wish, _("would like to work here"), _("would rather not work here")),
    ]
    plus = [yes for value, yes, _no in said if value == YES]
    minus = [no for value, _yes, no in said if value == NO]
    if plus and minus:
        text = _("%(plus)s, but %(minus)s.") % {"plus": _joined(plus), "minus": _joined(minus)}
    elif plus or minus:
        text = f"{_joined(plus or minus)}."
    else:
        return ""
    return text[0].upper() + text[1:]


def _joined(parts):
    if len(parts) == 1:
        return parts[0]
    return _("%(some)s and %(last)s") % {"some": ", ".join(parts[:-1]), "last": parts[-1]}


def _same(mine, theirs):
    """Compare two lists of codes, each with each: 1 equal, 0 different, -1 when either is empty."""
    codes = {code: number for number, code in enumerate(sorted({*mine, *theirs} - {"", None}))}
    rows = np.array([codes.get(code, -1) for code in mine], dtype=np.int16)[:, None]
    columns = np.array([codes.get(code, -1) for code in theirs], dtype=np.int16)[None, :]
    return np.where((rows < 0) | (columns < 0), UNKNOWN, rows == columns).astype(np.int8)


def _worth(found):
    """What a part counts for: yes 1, no 0, unknown one half."""
    return np.where(found == UNKNOWN, 0.5, found)
