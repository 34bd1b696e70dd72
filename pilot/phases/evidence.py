"""The facts beside each choice, as tables of words and figures that are those of the reference data, cell by cell.

Advice 3.7-01, 4.5-01, 8.1-01, 8.2-02, 8.2-03. Nothing is calculated here but which rows belong beside which choice.
"""

import re
from collections import defaultdict
from functools import cached_property
from typing import NamedTuple

from django.db.models import Count, Max
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from pilot import formats, glossary
from pilot.facts.asking import JOINT
from pilot.models import (
    ChannelFact,
    CriterionRank,
    Fact,
    RelatedFunction,
)
from pilot.phases.advice import advised_occupations, ease_sentence, region_table, short_name
from pilot.phases.known import Known


class Grid(NamedTuple):
    """A table of facts: what it shows, its columns, rows of (name, cells), where it was taken from, what is missing."""

    title: str
    columns: list
    rows: list
    source: str
    note: str = ""
    #: Cells are figures: they stand at the right.
    figures: bool = True
    #: Rows become cards on a phone: for cells that hold sentences.
    cards: bool = False


class Dutch(str):
    """A text that the facts have in Dutch only, so that an English page says in which language it is."""

    __slots__ = ()
    lang = "nl"


class Beside(NamedTuple):
    """What stands beside one choice: sentences, tables, and tables one click below."""

    sentences: list
    grids: list
    below: list


def _percent(value):
    """A percentage as the file has it: whole when it is whole."""
    return formats.percent(value, 0 if value is None or value == value.to_integral_value() else 1)


def _yes_no(value):
    return {True: _("Yes"), False: _("No")}.get(value, formats.NOTHING)


def _text(value):
    return value or formats.NOTHING


class Evidence:
    """The facts for the choices of one version; every table is read once, when it is asked for the first time."""

    def __init__(self, policy, funds, known=None):
        self.policy, self.funds, self.known = policy, funds, known or Known()

    @property
    def occupations(self):
        return self.known.occupations

    @property
    def regions(self):
        return self.known.regions

    @cached_property
    def looked_at(self):
        """The occupation that tables speak about first: the chosen one, else the advised one."""
        by_pk = {occupation.pk: occupation for occupation in self.occupations}
        if self.policy.occupation_id:
            return by_pk[self.policy.occupation_id]
        advised = advised_occupations(self.funds, self.policy.position, self.known)
        return by_pk[advised[0].pk] if advised else None

    # --- occupation ---

    def _by_occupation(self, title, rows, source, note=""):
        return Grid(title, [short_name(occupation) for occupation in self.occupations], rows, source, note)

    def occupation(self):
        """Difficulty, openness, flexible workforce, shortage later on, willingness to invest, criteria, other funds."""
        said = [
            (_("Companies with much difficulty"), lambda o: _percent(o.pct_high_difficulty)),
            (_("Companies open to side entrants"), lambda o: _percent(o.pct_open_to_side_entrants)),
            (_("Companies with a flexible workforce"), lambda o: _percent(o.pct_with_flex_shell)),
            (_("Shortage still expected later (UWV)"), lambda o: _yes_no(o.uwv_shortage_until_2019)),
            (_("Companies willing to pay over € 1,500"), lambda o: _percent(o.pct_willing_over_1500_eur)),
            (_("Rank of hardest to fill"), lambda o: formats.whole(o.rank_hardest_to_fill)),
            (_("Advised for"), self._advised_for),
        ]
        rows = [(label, [read(occupation) for occupation in self.occupations]) for label, read in said]
        table = self._by_occupation(
            _("The three bottleneck occupations"),
            rows,
            _("sections 4.3 to 4.5 and 8.3, figures 4.8 and 7.6"),
            _("– is not stated in the report."),
        )
        return Beside(
            [sentence for occupation in self.occupations for sentence in shortage_sentence(occupation)],
            [table],
            [self.criteria(), self.other_funds(), self.content()],
        )

    @staticmethod
    def _advised_for(occupation):
        fund = occupation.recommended_for_fund
        if fund is not None:
            return fund.name
        joint = occupation.recommended_for == JOINT
        return pgettext("occupation advised for", "together") if joint else formats.NOTHING

    def criteria(self):
        """How companies rank what they select on (figure 6.4): 1 is the first they look at."""
        ranks, asked = defaultdict(dict), {}
        for row in CriterionRank.objects.all():
            ranks[row.criterion_nl][row.occupation_id] = row
            asked[row.occupation_id] = row.sample_n
        columns = [(None, _("All three"))] + [(o.pk, short_name(o)) for o in self.occupations]
        rows = sorted(
            (next(iter(found.values())).name, [_text(formats.whole(found[pk].rank)) for pk, _label in columns])
            for found in ranks.values()
        )
        rows.sort(key=lambda row: int(row[1][0]))
        heads = [f"{label} (n = {asked.get(pk)})" for pk, label in columns]
        return Grid(_("What companies look at first: rank of each criterion"), heads, rows, _("figure 6.4"))

    def other_funds(self):
        """Under which other training funds functions like these fall: those are asked first (advice 8.2-02)."""
        found = defaultdict(dict)
        counted = (
            RelatedFunction.objects.exclude(fund="")
            .order_by("fund")
            .values("fund", "occupation")
            .annotate(functions=Count("pk"), most=Max("overlap_pct"))
        )
        for row in counted:
            text = ngettext(
                "%(count)d function, overlap up to %(most)s",
                "%(count)d functions, overlap up to %(most)s",
                row["functions"],
            )
            found[row["fund"]][row["occupation"]] = text % {
                "count": row["functions"],
                "most": formats.percent(row["most"]),
            }
        rows = [(fund, [_text(cells.get(o.pk)) for o in self.occupations]) for fund, cells in found.items()]
        rows.append(
            (
                _("A+O and OOM report it"),
                [_text(o.text("funds_reporting_bottleneck")) for o in self.occupations],
            )
        )
        return self._by_occupation(
            _("Other training funds with functions like these"),
            rows,
            _("figures 6.11, 6.13 and 6.15, section 4.5"),
            _("Talk to these funds first: the occupation may fall under several."),
        )

    def content(self):
        """How much the work differs under one name of an occupation (advice 8.2-03)."""
        said = [
            (_("Hardest to fill in"), lambda o: Dutch(o.sub_branches_most_difficulty)),
            (_("Hardest to fill in the region"), lambda o: str(o.region_most_difficulty or "")),
            (_("Functions under this name"), lambda o: Dutch(o.skm_functions_nl)),
            (_("Size of company matters"), lambda o: o.text("company_size_effect")),
            (_("Willingness to invest"), lambda o: o.text("investment_note")),
            (_("Preferred training"), lambda o: o.text("training_preference")),
            (_("Of these jobs inside the metal sector"), lambda o: _percent(o.pct_of_ebb_jobs_in_metal_sector)),
            (_("Side entrants at OOM, 2010–2015"), lambda o: formats.whole(o.oom_side_entrants_2010_2015)),
        ]
        rows = [(label, [_text(read(occupation)) for occupation in self.occupations]) for label, read in said]
        return self._by_occupation(
            _("What differs within an occupation"),
            rows,
            _("sections 4.3 to 4.5, 5.2, 7.2 and 7.3"),
            _("Branch and work differ much under one name: write the sub-branch in your own words."),
        )._replace(figures=False, cards=True)

    # --- regions ---

    def region_table(self):
        """Region by occupation (figure 4.13), with the version's choice marked."""
        return region_table(self.policy, self.known)

    def region(self):
        """One sentence a region for the occupation looked at; the outlook and the competing sectors (3.7-01)."""
        about = [ease_sentence(region, self.looked_at) for region in self.regions] if self.looked_at else []
        return Beside([sentence for sentence in about if sentence], [], [self.outlook(), self.volume()])

    def outlook(self):
        """Where a pilot is suggested: the labour market and falling employment in competing sectors (advice 3.7-01)."""
        columns = [_("Suggested for a pilot"), _("Work in competing sectors"), _("Labour market")]
        rows = [
            (
                region.name,
                [
                    _yes_no(region.suggested_pilot_region),
                    _text(region.text("competing_sectors_employment")),
                    _text(region.text("labour_market_outlook")),
                ],
            )
            for region in self.regions
        ]
        source, note = _("sections 3.6 and 3.7"), _("– is not stated in the report.")
        return Grid(_("Outlook by region"), columns, rows, source, note, figures=False, cards=True)

    def volume(self):
        """How the number of jobs and of people who look for one changes by region, as far as it was printed."""
        columns = [_("Demand 2013–2020"), _("Supply 2013–2020"), _("Share of jobs 2013")]
        rows = [
            (
                region.name,
                [
                    _change(region.labour_demand_change_2013_2020_pct),
                    _change(region.labour_supply_change_2013_2020_pct),
                    _percent(region.employment_share_2013_pct),
                ],
            )
            for region in self.regions
        ]
        source, note = _("section 3.6, figures 3.11 and 3.12"), _("– is not stated in the report.")
        return Grid(_("Jobs and people by region"), columns, rows, source, note)

    # --- sub-branches and sectors ---

    def sub_branch(self):
        """Where the occupations are hard to fill, and what is known of size and inflow (advice 3.7-01)."""
        known = _subsector_facts()
        rows = [
            (
                str(branch),
                [
                    ", ".join(short_name(o) for o in self.occupations if branch.pk in o.sbi_list) or formats.NOTHING,
                    "; ".join(known.get(branch.ssb_subsector, [])) or formats.NOTHING,
                ],
            )
            for branch in self.known.sub_branches
        ]
        columns = [_("Hard to fill here"), _("Size and inflow")]
        note = _(
            "– is not stated in the report. For the engineer it names no SBI codes: high tech and machine building."
        )
        return Beside(
            [],
            [Grid(_("Sub-branches"), columns, rows, _("sections 3.1 to 3.3 and 4.3"), note, figures=False)],
            [],
        )

    def sector(self):
        """Share, overlap and competition of each source sector; the channels to reach people through below it."""
        rows = [
            (
                sector.name,
                [
                    _yes_no(sector.is_main_source),
                    _percent(sector.share_of_side_entry_ssb_pct),
                    _percent(sector.share_of_side_entry_technical_ebb_pct),
                    _text(formats.whole(sector.overlap_rank_technical_occupations)),
                    _yes_no(sector.competes_for_inflow),
                ],
            )
            for sector in self.known.sectors
        ]
        columns = [
            _("Main source"),
            _("All side entrants"),
            _("Technical side entrants"),
            _("Rank of overlap"),
            _("Competes for people"),
        ]
        note = _("– is not stated in the report. Rank 1 has most occupations in common with the metal sector.")
        source = _("sections 3.3, 3.6, 4.1 and 4.2")
        grid = Grid(_("Source sectors: shares and overlap"), columns, rows, source, note, cards=True)
        return Beside([], [grid], [self.at_work(), *self.channels()])

    def at_work(self):
        """Where people of two of the occupations work outside the metal sector (figure 4.4), with remarks."""
        columns = [_("Foremen working here"), _("Machinists working here"), _("Remark")]
        rows = [
            (
                sector.name,
                [
                    _percent(sector.fig_4_4_mechanical_foreman_pct),
                    _percent(sector.fig_4_4_machinist_pct),
                    _text(sector.text("note_en")),
                ],
            )
            for sector in self.known.sectors
        ]
        note = _("– is not stated in the report.")
        title = _("Where these people work now")
        return Grid(title, columns, rows, _("section 4.1, figure 4.4"), note, figures=False, cards=True)

    def channels(self):
        """The ways to reach people: for all, for each fund that takes part, for each occupation."""
        groups = defaultdict(list)
        funds = {fund.slug for fund in self.funds}
        for fact in ChannelFact.objects.select_related("channel", "fund"):
            if fact.fund_id is None or fact.fund_id in funds:
                groups[fact.occupation_id].append(fact)
        named = [(None, _("Channels whatever the occupation"))]
        named += [(o.pk, _("Channels for %(occupation)s") % {"occupation": short_name(o)}) for o in self.occupations]
        columns = [_("For whom"), _("Use"), _("What is known")]
        return [
            Grid(
                title,
                columns,
                [(fact.channel.name, _channel_cells(fact)) for fact in groups[pk]],
                _("chapter 5, section 8.3.2"),
                figures=False,
                cards=True,
            )
            for pk, title in named
        ]


def _channel_cells(fact):
    use = glossary.word(fact.use_level)
    group = glossary.word(fact.candidate_group)
    return [
        f"{group}, {fact.fund.name}" if fact.fund else group,
        f"{use} ({fact.rank})" if fact.rank else use,
        fact.text("fact_en"),
    ]


def _change(value):
    return formats.NOTHING if value is None else f"{'+' if value > 0 else ''}{_percent(value)}"


def shortage_sentence(occupation):
    """Yield a warning when no shortage is expected later on: prefer an occupation where there is (advice 4.5-01)."""
    if occupation.uwv_shortage_until_2019 is False:
        yield _("%(occupation)s: UWV expected hardly any shortage later on. Prefer an occupation where one stays.") % {
            "occupation": occupation.name
        }


#: Facts that say something of one subsector: what, in which words; F016 names the largest three.
SUBSECTOR = re.compile(r"SBI (\d\d(?:/\d\d)?)")


def _subsector_facts():
    """What the other facts say of size and inflow of a subsector, by its code as the statistics have it."""
    found = defaultdict(list)
    for fact in Fact.objects.filter(topic="inflow"):
        if fact.pk == "F016":
            for part in fact.value.split(";"):
                code, size = part.split()
                size = {"large": _("large companies"), "small": _("small companies")}.get(size, size)
                found[code].append(_("among the largest in volume and inflow (%(size)s)") % {"size": size})
        elif match := SUBSECTOR.search(fact.fact_en):
            found[match[1]].append(f"{fact.text('fact_en')}: {fact.value} %")
    return found
