"""Good Dutch questions with five described answers to begin with: fixed elements, competences, trends, potential."""

import csv
from functools import cache
from pathlib import Path
from typing import NamedTuple

from candidates.models import KitItem
from pilot.choices import Level
from pilot.models import OccupationCompetence

TEXTS = Path(__file__).parent / "kit_texts.csv"
TRENDS = Path(__file__).parent / "kit_trends.csv"
#: How many competences of the occupation a new kit asks for where the texts do not say which.
COMPETENCES = 5
#: Levels as SkillsKompas writes them; a suggestion for experienced workers, so the companies have the last word.
SUGGESTED = {"basis": Level.BASIC, "gevorderd": Level.ADVANCED, "expert": Level.EXPERT, "totaal": Level.TOTAL}
#: General competences weigh little, specific technical ones much (advice 6.5-02).
GENERAL_WEIGHT, TECHNICAL_WEIGHT = 1, 2
ELEMENT, KIND = KitItem.Element, KitItem.Kind
#: What every kit has, with its name in the kit (Dutch, as the questions are) (advice 8.3.2-16, 8.3.2-18, 6.1-01).
FIXED = {
    ELEMENT.MOTIVATION: ("Motivatie", KIND.SOFT),
    ELEMENT.POTENTIAL: ("Aanleg voor niveau 3", KIND.SOFT),
    ELEMENT.KNOWLEDGE: ("Technische kennis", KIND.HARD),
    ELEMENT.EXPERIENCE: ("Ervaring buiten de branche", KIND.HARD),
    ELEMENT.TREND: ("Ontwikkelingen in het vak", KIND.HARD),
}
REQUIRED = (ELEMENT.MOTIVATION, ELEMENT.KNOWLEDGE, ELEMENT.EXPERIENCE)
ANCHORS = ("one", "two", "three", "four", "five")


class Wording(NamedTuple):
    """A question and what the answers 1 to 5 look like; ``default_for`` names the occupations that start with it."""

    question: str
    anchors: list[str]
    default_for: frozenset[str] = frozenset()


class Choice(NamedTuple):
    """What can be added to a kit: its key in the address, its name, element and kind, wording, level and weight."""

    key: str
    name: str
    element: str
    kind: str
    wording: Wording
    level: str = ""
    weight: int = GENERAL_WEIGHT


def _rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, strict=True)


def _anchors(row):
    return [row[number] for number in ANCHORS]


@cache
def _texts():
    return {
        (row["key"], row["occupation"]): Wording(
            row["question"], _anchors(row), frozenset(filter(None, row["default"].split(";")))
        )
        for row in _rows(TEXTS)
    }


@cache
def _trends():
    return [(row["occupation"], row["name"], Wording(row["question"], _anchors(row))) for row in _rows(TRENDS)]


def wording(key, occupation):
    """The question and anchors for an element or competence: made for the occupation, else general."""
    texts = _texts()
    return texts.get((key, occupation.pk)) or texts.get((key, "")) or texts["", ""]


def competences_for(occupation):
    """The competences a new kit asks for: those the texts choose, else the first five of the occupation."""
    known = list(OccupationCompetence.objects.filter(occupation=occupation))
    chosen = [row for row in known if occupation.pk in wording(row.competence_nl, occupation).default_for]
    return chosen or known[:COMPETENCES]


def suggested_level(row):
    """The level SkillsKompas gives a competence of an occupation; "" when it gives none."""
    return SUGGESTED.get(row.skm_level_nl, "")


def weight_for(row):
    """How much a competence weighs within its kind: general little, specific technical much (advice 6.5-02)."""
    return GENERAL_WEIGHT if row.is_general else TECHNICAL_WEIGHT


def of_competence(row, occupation):
    """A competence of the occupation as it enters a kit: general is soft, specific technical is hard."""
    return Choice(
        key=f"c{row.pk}",
        name=row.competence_nl,
        element=ELEMENT.COMPETENCE,
        kind=KIND.SOFT if row.is_general else KIND.HARD,
        wording=wording(row.competence_nl, occupation),
        level=suggested_level(row),
        weight=weight_for(row),
    )


def of_element(element, occupation, weight=1):
    """A fixed element as it enters a kit."""
    name, kind = FIXED[element]
    return Choice(element.value, name, element, kind, wording(element.value, occupation), weight=weight)


def trends_for(occupation):
    """Technical and organisational trends of the occupation, then those of every occupation (advice 8.3.2-18)."""
    found = [row for row in _trends() if row[0] == occupation.pk] + [row for row in _trends() if not row[0]]
    return [
        Choice(f"t{number}", name, ELEMENT.TREND, KIND.HARD, text)
        for number, (_occupation, name, text) in enumerate(found, start=1)
    ]


def choices_for(kit):
    """What a kit does not ask yet and could: elements it misses, competences of the occupation, trends."""
    items = list(kit.items.all())
    elements, names = {item.element for item in items}, {item.name for item in items}
    found = [of_element(element, kit.occupation) for element in FIXED if element not in elements]
    known = OccupationCompetence.objects.filter(occupation=kit.occupation_id)
    found += [of_competence(row, kit.occupation) for row in known]
    found += trends_for(kit.occupation)
    return [choice for choice in found if choice.name not in names]
