"""The shipped files as tables of unsaved rows."""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import partial
from pathlib import Path

from django.core.exceptions import FieldDoesNotExist
from django.db import models

from pilot.models.reference import (
    AdviceRule,
    Channel,
    ChannelFact,
    CoreTask,
    CriterionRank,
    Fact,
    MboQualification,
    Occupation,
    OccupationCompetence,
    Party,
    ReferenceRow,
    ReferenceTraining,
    Region,
    RelatedFunction,
    RelatedQualification,
    SbiCode,
    Scheme,
    SourceSector,
)

__all__ = ["FOLDER", "TABLES", "BadFacts", "Table"]

FOLDER = Path(__file__).parent.parent / "reference"
DUTCH = "dutch.csv"  # Dutch wording of what the other files say in English only
REMARKS = {
    "provider",
    "source_note",
    "general_basis",
    "employment_share_note",
    "labour_demand_change_note",
    "labour_supply_change_note",
}


class BadFacts(ValueError):
    """A shipped file that cannot be read; says which file, row and column."""


def _renamed(row: dict[str, str], names: dict[str, str]) -> dict[str, str]:
    """Columns under the names of the model: `*_slug` of another table is its foreign key."""
    return {names.get(column, column): cell for column, cell in row.items()}


def _scoped(row: dict[str, str]) -> dict[str, str]:
    """A fact about a channel holds for a fund, an occupation, both (`fund; occupation`) or everyone (`all`)."""
    row = dict(row)
    kind, scope = row.pop("scope_kind"), [part.strip() for part in row.pop("scope").split(";")]
    fund, occupation = {
        "all": ("", ""),
        "fund": (scope[0], ""),
        "occupation": ("", scope[0]),
        "fund_and_occupation": (scope[0], scope[-1]),
    }[kind]
    named = {"channel_id": row.pop("channel_slug"), "fund_id": fund, "occupation_id": occupation}
    return named | {column: cell for column, cell in row.items() if column not in {"channel_nl", "channel_en"}}


def _channel(row: dict[str, str]) -> dict[str, str]:
    return {"slug": row["channel_slug"], "name_nl": row["channel_nl"], "name_en": row["channel_en"]}


def _ranked(row: dict[str, str]) -> dict[str, str]:
    named = _renamed(row, {"occupation_slug": "occupation_id"})
    return named | {"occupation_id": "" if row["occupation_slug"] == "all" else row["occupation_slug"]}


_of_occupation = partial(_renamed, names={"occupation_slug": "occupation_id"})


@dataclass(frozen=True)
class Table:
    """A reference table: its Dutch word in the address, the model, the file, and what makes a row that row."""

    slug: str
    model: type[ReferenceRow]
    file: str
    key: tuple[str, ...]
    fit: Callable[[dict[str, str]], dict[str, str]] = dict

    def key_of(self, row: ReferenceRow) -> tuple:
        return tuple(getattr(row, name) for name in self.key)

    def rows(self, folder: Path = FOLDER) -> Iterator[ReferenceRow]:
        """Unsaved rows of the shipped file in its order, each key once; raises `BadFacts`."""
        wording = _wording(folder)
        seen = set()
        for number, raw in enumerate(_read(folder / self.file), start=2):
            try:
                cells = self.fit(raw)
                key = "|".join(cells[name] for name in self.key)
                if key in seen:
                    if self.model is Channel:  # named again with every fact about it
                        continue
                    raise ValueError("stands here twice")
                seen.add(key)
                values = {name: _typed(self.model, name, cell) for name, cell in cells.items()}
                row = self.model(**values | _in_dutch(self.model, values, wording))
            except (ValueError, KeyError, TypeError, InvalidOperation, FieldDoesNotExist) as reason:
                raise BadFacts(f"{self.file}, row {number}: {reason}") from reason
            yield row


def _read(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        for row in reader:
            if None in row or None in row.values():
                raise BadFacts(f"{path.name}, line {reader.line_num}: not as many cells as headings")
            yield row


def _wording(folder: Path) -> dict[str, str]:
    """Dutch text by English text."""
    path = folder / DUTCH
    return {row["text_en"]: row["text_nl"] for row in _read(path)} if path.exists() else {}


def _in_dutch(model: type[models.Model], values: dict, wording: dict[str, str]) -> dict[str, str]:
    """Dutch texts for the columns that have a place for them, and for remarks, which are kept in Dutch only."""
    names = {column.name for column in model._meta.fields}
    dutch = {}
    for name, value in values.items():
        place = name if name in REMARKS else f"{name.removesuffix('_en')}_nl"
        if place in names and value in wording and (place not in values or place == name):
            dutch[place] = wording[value]
    return dutch


def _typed(model: type[models.Model], name: str, cell: str):
    """A cell as the type of its column; an empty figure is None, an empty text stays empty."""
    column = model._meta.get_field(name)
    if isinstance(column, models.BooleanField):
        return {"yes": True, "no": False, "": None}[cell]
    if isinstance(column, models.DecimalField):
        return Decimal(cell) if cell else None
    if isinstance(column, models.IntegerField):
        return int(cell) if cell else None
    if isinstance(column, models.ForeignKey):
        return cell or None
    return cell


# In the order of their foreign keys.
TABLES = (
    Table("partijen", Party, "parties.csv", ("slug",)),
    Table("regios", Region, "regions.csv", ("slug",)),
    Table(
        "knelpuntberoepen",
        Occupation,
        "occupations.csv",
        ("slug",),
        partial(
            _renamed,
            names={
                "recommended_for_fund_slug": "recommended_for_fund_id",
                "region_most_difficulty_slug": "region_most_difficulty_id",
            },
        ),
    ),
    Table(
        "competenties",
        OccupationCompetence,
        "occupation_competences.csv",
        ("occupation_id", "competence_nl"),
        _of_occupation,
    ),
    Table("kerntaken", CoreTask, "occupation_core_tasks.csv", ("occupation_id", "core_task_nl"), _of_occupation),
    Table(
        "verwante-functies",
        RelatedFunction,
        "related_functions.csv",
        ("occupation_id", "function_name"),
        _of_occupation,
    ),
    Table(
        "verwante-dossiers",
        RelatedQualification,
        "related_qualifications.csv",
        ("occupation_id", "matched_on", "keyword_nl", "kd_name"),
        _of_occupation,
    ),
    Table("selectiecriteria", CriterionRank, "selection_criteria_rank.csv", ("occupation_id", "criterion_nl"), _ranked),
    Table("sbi-codes", SbiCode, "sbi_codes.csv", ("code",), partial(_renamed, names={"sbi_code": "code"})),
    Table(
        "herkomstsectoren",
        SourceSector,
        "source_sectors.csv",
        ("slug",),
        partial(_renamed, names={"fund_slug": "fund_id"}),
    ),
    Table("wervingskanalen", Channel, "recruitment_channels.csv", ("slug",), _channel),
    Table(
        "kanaalfeiten",
        ChannelFact,
        "recruitment_channels.csv",
        ("channel_id", "fund_id", "occupation_id", "candidate_group", "use_level"),
        _scoped,
    ),
    Table(
        "gevolgde-trainingen",
        ReferenceTraining,
        "trainings.csv",
        ("group_slug", "number"),
        partial(_renamed, names={"related_occupation_slug": "related_occupation_id"}),
    ),
    Table("mbo-kwalificaties", MboQualification, "mbo_qualifications.csv", ("crebo",)),
    Table(
        "regelingen",
        Scheme,
        "schemes.csv",
        ("slug",),
        partial(_renamed, names={"provider_slug": "provider_party_id"}),
    ),
    Table("adviesregels", AdviceRule, "advice_rules.csv", ("id",)),
    Table("overige-feiten", Fact, "other_facts.csv", ("id",)),
)
