"""The reference data, to be read by everybody who logs in: what is known, and where it was taken from."""

from dataclasses import dataclass, field
from decimal import Decimal

from django import forms
from django.db import models
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pilot import charts, facts, formats
from pilot.glossary import source_in_words, word
from pilot.models import Occupation, Region
from pilot.wording import fold

# What the list of a table shows, the name of the row first; everything else unfolds below it.
COLUMNS = {
    "partijen": ("name", "kind", "role_en", "website"),
    "regios": (
        "name_nl",
        "side_entrants_pct",
        "difficulty_service_mechanic_pct",
        "difficulty_cnc_machinist_pct",
        "difficulty_engineer_pct",
        "suggested_pilot_region",
    ),
    "knelpuntberoepen": (
        "name_nl",
        "recommended_for",
        "pct_high_difficulty",
        "pct_open_to_side_entrants",
        "region_most_difficulty",
    ),
    "competenties": ("competence_nl", "occupation", "skm_level_nl", "is_general", "shared_with_skm"),
    "kerntaken": ("core_task_nl", "occupation"),
    "verwante-functies": ("function_name", "occupation", "fund", "overlap_pct"),
    "verwante-dossiers": ("kd_name", "occupation", "matched_on", "keyword_nl"),
    "selectiecriteria": ("criterion_nl", "occupation", "rank", "sample_n"),
    "sbi-codes": ("code", "description_nl", "group_name_nl"),
    "herkomstsectoren": (
        "name_nl",
        "is_main_source",
        "competes_for_inflow",
        "share_of_side_entry_ssb_pct",
        "share_of_side_entry_technical_ebb_pct",
    ),
    "wervingskanalen": ("name_nl",),
    "kanaalfeiten": ("channel", "fact_en", "use_level", "occupation", "fund", "candidate_group"),
    "gevolgde-trainingen": ("name", "related_occupation", "number", "count"),
    "mbo-kwalificaties": ("profile", "crebo", "level", "dossier"),
    "regelingen": ("name", "what_for", "kind", "provider", "conditions"),
    "adviesregels": ("id", "rule_en", "phase", "actor"),
    "overige-feiten": ("id", "fact_en", "value", "unit", "topic"),
}
GROUPS = (
    (
        gettext_lazy("Occupations and functions"),
        (
            "knelpuntberoepen",
            "competenties",
            "kerntaken",
            "verwante-functies",
            "verwante-dossiers",
            "selectiecriteria",
            "mbo-kwalificaties",
            "gevolgde-trainingen",
        ),
    ),
    (gettext_lazy("Regions and sectors"), ("regios", "herkomstsectoren", "sbi-codes")),
    (gettext_lazy("Recruiting"), ("wervingskanalen", "kanaalfeiten")),
    (gettext_lazy("Parties and money"), ("partijen", "regelingen")),
    (gettext_lazy("Advice"), ("adviesregels", "overige-feiten")),
)
LEADS = {
    "partijen": gettext_lazy("Funds, trainers, sites and initiatives; never people."),
    "regios": gettext_lazy(
        "Per region the companies that hire side entrants, and those that find an occupation hard to fill."
    ),
    "knelpuntberoepen": gettext_lazy("The three occupations that are hardest to fill."),
    "competenties": gettext_lazy("What each occupation asks for; the levels are those of experienced workers."),
    "kerntaken": gettext_lazy("What people in each occupation do."),
    "verwante-functies": gettext_lazy(
        "Functions that share competences with an occupation. A function that is not listed is unknown, not zero."
    ),
    "verwante-dossiers": gettext_lazy("Qualification files that resemble those of the three occupations."),
    "selectiecriteria": gettext_lazy("What companies look at first when they choose a side entrant."),
    "sbi-codes": gettext_lazy("The branches of industry, with the group they belong to."),
    "herkomstsectoren": gettext_lazy("Where side entrants come from."),
    "wervingskanalen": gettext_lazy("Ways to reach companies and candidates."),
    "kanaalfeiten": gettext_lazy("How much a way of recruiting is used or advised, and for whom."),
    "gevolgde-trainingen": gettext_lazy("The technical trainings that side entrants took most often."),
    "mbo-kwalificaties": gettext_lazy("Vocational qualifications in the branch."),
    "regelingen": gettext_lazy(
        "Contributions, subsidies and support that the documents name. Today's amounts stand with the co-financing."
    ),
    "adviesregels": gettext_lazy("The advice, rule by rule, in the order of the report."),
    "overige-feiten": gettext_lazy("Figures and names that fit none of the other tables."),
}
# Columns that hold a code with a word for it.
CODED = {
    "kind", "phase", "actor", "unit", "operator", "document", "audience", "use_level", "candidate_group", "topic",
    "name_status", "matched_on", "framework", "recommended_for",
}  # fmt: skip
#: Columns that are Dutch whatever they are called: names out of Dutch registers, and notes.
DUTCH = {
    "employment_share_note",
    "full_name",
    "function_name",
    "function_name_printed",
    "general_basis",
    "kd",
    "kd_name",
    "labour_demand_change_note",
    "labour_supply_change_note",
    "provider",
}
# Not for reading: bookkeeping, and codes whose word stands beside them.
HIDDEN = {"id", "slug", "origin", "name_key", "group_slug", "source", "source_note", "provider_party", "name_en"}
TABLES = {table.slug: table for table in facts.TABLES}


@dataclass
class Line:
    """One row on the page: cells for the columns, the rest as label and value, and its source."""

    cells: list[dict]
    rest: list[dict]
    source: str
    note: str
    is_edited: bool
    searched: str = field(repr=False)


class SearchForm(forms.Form):
    """Search in a table, and choose the occupation where the table has one."""

    q = forms.CharField(
        label=gettext_lazy("Search"), required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"})
    )

    def __init__(self, *args, occupations=(), **kwargs):
        super().__init__(*args, **kwargs)
        if occupations:
            choices = [("", _("All occupations")), *((one.pk, one.name) for one in occupations)]
            self.fields["beroep"] = forms.ChoiceField(label=_("Occupation"), required=False, choices=choices)


@require_safe
def reference(request):
    """Every table of the reference data, with how many rows it has."""
    counts = facts.counts()
    groups = [
        {
            "title": title,
            "tables": [
                {
                    "label": capfirst(TABLES[slug].model._meta.verbose_name_plural),
                    "lead": LEADS[slug],
                    "url": reverse("reference_table", args=[slug]),
                    "count": counts[slug],
                }
                for slug in slugs
            ],
        }
        for title, slugs in GROUPS
    ]
    return render(request, "reference/index.html", {"groups": groups})


@require_safe
def words(request):
    """The words of the trade with their meaning."""
    return render(request, "reference/words.html")


@require_safe
def reference_table(request, table):
    """One table: searched, filtered by occupation where that says something, each row with its source."""
    if table not in TABLES:
        raise Http404
    model = TABLES[table].model
    names = COLUMNS[table]
    with_occupation = next((name for name in ("occupation", "related_occupation") if name in names), None)
    form = SearchForm(request.GET or None, occupations=Occupation.objects.all() if with_occupation else ())
    asked = form.cleaned_data if form.is_valid() else {}
    rows = model.objects.select_related(*(f.name for f in model._meta.fields if f.many_to_one))
    total = len(rows)
    if asked.get("beroep"):
        rows = [row for row in rows if getattr(row, f"{with_occupation}_id") in (asked["beroep"], None)]
    lines = [line(row, names) for row in rows]
    if wanted := fold(asked.get("q", "")):
        lines = [one for one in lines if wanted in one.searched]
    return render(
        request,
        "reference/table.html",
        {
            "title": capfirst(model._meta.verbose_name_plural),
            "lead": LEADS[table],
            "columns": [
                {
                    "label": label(model, name),
                    "num": is_figure(model._meta.get_field(name)),
                    # The rest of the row unfolds where there is room for it.
                    "wide": position == (names[0] in {"id", "code", "channel"}),
                }
                for position, name in enumerate(names)
            ],
            "lines": lines,
            "total": total,
            "form": form,
            "searching": bool(asked.get("q") or asked.get("beroep")),
            "clear": reverse("reference_table", args=[table]),
            "map": region_map(rows) if model is Region else None,
        },
    )


def line(row, names) -> Line:
    shown = {column.name for column in row._meta.fields if column.name in names}
    cells = [cell(row, row._meta.get_field(name)) for name in names]
    rest = [
        {"label": label(type(row), column.name), **cell(row, column)}
        for column in row._meta.fields
        if column.name not in shown | HIDDEN
        and not (column.name.endswith("_nl") and _english_column(row, column.name))
        and getattr(row, column.attname) not in (None, "")
    ]
    searched = fold(" ".join(str(part["text"]) for part in [*cells, *rest]))
    return Line(cells, rest, source_in_words(row.source), row.source_note, row.is_edited, searched)


def _english_column(row, dutch: str) -> bool:
    """Whether this is the Dutch wording of another column, which shows it already."""
    stem = dutch.removesuffix("_nl")
    present = {column.name for column in row._meta.fields}
    return stem in present or f"{stem}_en" in present


def label(model, name) -> str:
    """The heading of a column; the English wording of a text is headed as the text itself."""
    names = {column.name: column for column in model._meta.fields}
    dutch = names.get(f"{name.removesuffix('_en')}_nl")
    return capfirst((dutch or names[name]).verbose_name)


def is_figure(column) -> bool:
    return isinstance(column, (models.IntegerField, models.DecimalField))


def cell(row, column) -> dict:
    """What stands in a cell, `lang` when that is English on a Dutch page or Dutch on an English one."""
    value = getattr(row, column.name)
    if column.name == "occupation" and value is None:
        return {"text": _("all three together") if column.model.__name__ == "CriterionRank" else _("all")}
    if value is None or value == "":
        return {"text": formats.NOTHING}
    if isinstance(value, bool):
        return {"text": _("yes") if value else _("no")}
    if isinstance(value, Decimal):
        return {"text": formats.decimal(value, 0 if value == int(value) else 1)}
    if isinstance(value, int):
        return {"text": formats.whole(value)}
    if column.name in CODED:
        return {"text": word(value)}
    if column.name == "name_nl" and hasattr(row, "name"):
        return {"text": row.name}
    if column.name == "description_nl" and hasattr(row, "description"):
        return {"text": row.description}
    if column.name == "website":
        return {"text": value, "url": f"https://{value}"}
    if isinstance(value, str):
        unworded = getattr(row, f"{column.name.removesuffix('_en')}_nl", None) == ""
        if unworded and get_language() != "en" and any(map(str.isalpha, value)):
            return {"text": value, "lang": "en"}
        dutch = column.name.endswith("_nl") or column.name in DUTCH
        if get_language() == "en" and dutch and any(map(str.isalpha, value)):
            return {"text": value, "lang": "nl"}
        return {"text": row.text(column.name)}
    return {"text": value.name}


def region_map(regions):
    return charts.tilemap(
        {region.pk: region.side_entrants_pct for region in regions},
        key="regions",
        title=_("Companies that hire side entrants, by region"),
        desc=_("In percent of the companies in the region; the table below has the same figures."),
    )
