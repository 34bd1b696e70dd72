"""Reads the facts that ship with the product, brings them into the database, and answers questions about them.

Loading is idempotent. A row that somebody edited or added here is never overwritten: its digest differs from the one
of the shipped row it came from. A row that vanished from the files is reported and stays.
"""

import csv
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import partial
from pathlib import Path
from typing import NamedTuple

from django.core.exceptions import FieldDoesNotExist
from django.db import models, transaction
from django.db.models import Q

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
from pilot.wording import fold

FOLDER = Path(__file__).parent / "reference"
DUTCH = "dutch.csv"  # Dutch wording of what the other files say in English only
JOINT = "joint"
METAL_FUNDS = {"a-o-metalektro", "oom"}


class BadFacts(ValueError):
    """A shipped file that cannot be read; says which file, row and column."""


# --- reading -------------------------------------------------------------------------------------------------------


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
        dutch = _dutch_wording(folder)[self.file]
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
                row = self.model(**values, **dutch.get(key, {}))
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


def _dutch_wording(folder: Path) -> dict[str, dict[str, dict[str, str]]]:
    """Dutch texts by file and key."""
    wording = defaultdict(lambda: defaultdict(dict))
    if (folder / DUTCH).exists():
        for row in _read(folder / DUTCH):
            wording[row["file"]][row["key"]][row["column"]] = row["text"]
    return wording


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


# --- loading -------------------------------------------------------------------------------------------------------


@dataclass
class Loaded:
    """What loading did to one table; `kept` and `vanished` name rows of which the file says something else."""

    table: Table
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    kept: list[str] = field(default_factory=list)
    vanished: list[str] = field(default_factory=list)


@transaction.atomic
def load(folder: Path = FOLDER, tables: Iterable[Table] = TABLES) -> list[Loaded]:
    """Bring the shipped files into the database and say what happened; raises `BadFacts`, and then nothing happened."""
    return [_load_table(table, folder) for table in tables]


def _load_table(table: Table, folder: Path) -> Loaded:
    done = Loaded(table)
    here = {table.key_of(row): row for row in table.model.objects.all()}
    for shipped in table.rows(folder):
        digest = shipped.digest()
        row = here.pop(table.key_of(shipped), None)
        if row is None:
            shipped.origin = digest
            shipped.save(force_insert=True)
            done.created += 1
        elif row.digest() == digest:
            if row.origin != digest:  # edited here to what a new release says as well
                row.origin = digest
                row.save(update_fields=["origin"])
            done.unchanged += 1
        elif row.is_edited:
            done.kept.append(str(row))
        else:
            shipped.pk, shipped.origin = row.pk, digest
            shipped.save(force_update=True)
            done.changed += 1
    done.vanished = [str(row) for row in here.values() if row.origin]
    return done


# --- asking --------------------------------------------------------------------------------------------------------


def recommended_occupation(fund_slugs: Iterable[str]) -> Occupation | None:
    """The occupation to choose: joint the CNC machinist, A+O alone the engineer, OOM alone the service mechanic.

    None when neither fund takes part. Advice 8.3-01, 8.3-02, 8.3-03.
    """
    funds = METAL_FUNDS.intersection(fund_slugs)
    if funds == METAL_FUNDS:
        return Occupation.objects.filter(recommended_for=JOINT).first()
    return Occupation.objects.filter(recommended_for_fund__in=funds).first()


class RegionEase(NamedTuple):
    """Whether a pilot is an easier or a harder start; both figures are percentages of companies (0-100)."""

    verdict: str
    difficulty_pct: Decimal
    side_entrants_pct: Decimal


HARDER, EASIER, EQUAL = "harder", "easier", "equal"
DIFFICULTY = {
    "service-monteur": "difficulty_service_mechanic_pct",
    "cnc-verspaner": "difficulty_cnc_machinist_pct",
    "engineer": "difficulty_engineer_pct",
}


def region_ease(region: Region, occupation: Occupation) -> RegionEase | None:
    """Difficulty of filling the occupation against the share of companies that hire side entrants; None if unknown.

    More difficulty: expect to invest in persuasion (advice 4.4-01). Less: an easier start (advice 4.4-02). When both
    are equal the advice says nothing, so the verdict is `equal`.
    """
    column = DIFFICULTY.get(occupation.pk)
    difficulty, side_entrants = column and getattr(region, column), region.side_entrants_pct
    if difficulty is None or side_entrants is None:
        return None
    if difficulty == side_entrants:
        return RegionEase(EQUAL, difficulty, side_entrants)
    return RegionEase(HARDER if difficulty > side_entrants else EASIER, difficulty, side_entrants)


class Overlap(NamedTuple):
    """Competences an occupation asks for: matching, required, their ratio in whole percents.

    `matching` is None where the source gives the ratio only.
    """

    matching: int | None
    total: int
    pct: int


def overlap(occupation: Occupation, function_name: str) -> Overlap | None:
    """Overlap of a former function with an occupation, whatever the case, spaces and accents of its name.

    None when the function is not listed: unknown, which is not zero. Advice 8.3.2-07.
    """
    row = (
        RelatedFunction.objects.filter(occupation=occupation, name_key=fold(function_name))
        .values_list("matching_competences", "total_competences", "overlap_pct")
        .first()
    )
    return Overlap(*row) if row else None


def overlaps(occupation: Occupation) -> dict[str, Overlap]:
    """Every known overlap of an occupation by folded name of the function, for lists: `.get(fold(name))`."""
    rows = RelatedFunction.objects.filter(occupation=occupation).values_list(
        "name_key", "matching_competences", "total_competences", "overlap_pct"
    )
    return {key: Overlap(*figures) for key, *figures in rows}


class AdvisedChannel(NamedTuple):
    """A channel to reach side entrants through, with the facts that speak for it and against it."""

    channel: Channel
    reasons: list[ChannelFact]
    cautions: list[ChannelFact]


ABOVE_ALL = {"eigen-personeel", "eigen-netwerk", "internet"}
SPEAKS_FOR = {"advised", "main", "above_average", "higher_than_regular", "unused_potential"}
SPEAKS_AGAINST = {"low", "none", "caution", "lower_than_regular"}


def advised_channels(occupation: Occupation, *fund_slugs: str) -> list[AdvisedChannel]:
    """Channels for side entrants, the most advised first.

    Own staff, own network and the internet above all (advice 8.3.2-05); then what yields most for the occupation
    and the funds (8.3.2-02), such as agencies for OOM (8.3.2-03); then the existing platforms and the rest (8.3.2-08).
    """
    facts = (
        ChannelFact.objects.filter(candidate_group__in=["side_entrant", "any"])
        .filter(Q(occupation=None) | Q(occupation=occupation), Q(fund=None) | Q(fund__in=fund_slugs))
        .select_related("channel")
    )
    by_channel = defaultdict(lambda: ([], []))
    for fact in facts:
        reasons, cautions = by_channel[fact.channel]
        # Being a main channel for all hires says nothing about side entrants.
        if fact.use_level in SPEAKS_FOR and (fact.use_level != "main" or fact.candidate_group == "side_entrant"):
            reasons.append(fact)
        elif fact.use_level in SPEAKS_AGAINST:
            cautions.append(fact)
    advised = [AdvisedChannel(channel, *facts) for channel, facts in by_channel.items() if facts[0]]
    return sorted(advised, key=_by_weight)


def _by_weight(advice: AdvisedChannel) -> tuple:
    specific = sum(1 for fact in advice.reasons if fact.occupation_id or fact.fund_id)
    first = advice.channel.pk in ABOVE_ALL
    return not first, -specific, -len(advice.reasons), len(advice.cautions), advice.channel.name
