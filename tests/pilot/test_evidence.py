"""The facts beside each choice are those of the shipped files, cell by cell; figure 4.13 has a sentence a cell."""

import re

import pytest
from django.urls import reverse
from django.utils import translation

from pilot import formats, glossary
from pilot.models import ChannelFact, Fact, Occupation, Region
from pilot.phases import advice, consequences, evidence
from tests import factories as make
from tests.pilot.tables import Tables, plain, read, rows_of

pytestmark = pytest.mark.django_db
AO, OOM = make.AO, make.OOM
SHORT = {"service-monteur": "Service", "cnc-verspaner": "CNC", "engineer": "Engineer"}
DIFFICULTY = {
    "service-monteur": "difficulty_service_mechanic_pct",
    "cnc-verspaner": "difficulty_cnc_machinist_pct",
    "engineer": "difficulty_engineer_pct",
}


@pytest.fixture
def page(person, settings):
    """Opens the page on which the choices are made, in English."""

    def opened():
        pilot = make.new_pilot()
        make.full_policy(pilot)
        browser = person(make.owner(pilot))
        browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        answer = browser.get(reverse("policy_edit", args=[pilot.slug]))
        assert answer.status_code == 200
        return answer.content.decode()

    return opened


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def pct(cell):
    return plain(formats.percent(float(cell))) if cell else "–"


def yes(cell):
    return {"yes": "Yes", "no": "No", "": "–"}[cell]


def of(page, caption):
    """The rows of the table of a page whose caption begins so."""
    [rows] = [rows for title, rows in Tables(page).found.items() if title.startswith(caption)]
    return rows


# --- region by occupation -----------------------------------------------------------------------------------------


def test_every_cell_of_figure_4_13_is_that_of_the_file_with_its_word(page):
    shown = dict(of(page(), "Share of companies."))
    shipped = rows_of("regions.csv")
    assert len(shown) == len(shipped) == 6
    for row in shipped:
        cells = shown[row["name_en"]]
        hires = row["side_entrants_pct"]
        assert cells["Hires"] == pct(hires)
        for slug, column in DIFFICULTY.items():
            hard = row[column]
            word = "harder" if int(hard) > int(hires) else "easier" if int(hard) < int(hires) else "equal"
            assert cells[SHORT[slug]].split(",")[0].strip() == f"{pct(hard)} {word}"


def test_the_bar_of_each_cell_is_as_long_as_the_difference_between_its_two_figures():
    lines = advice.region_table()["lines"]
    apart = {
        (line.region.pk, cell.occupation.pk): abs(cell.pct - line.side_entrants_pct)
        for line in lines
        for cell in line.cells
    }
    most = max(apart.values())
    for line in lines:
        for cell in line.cells:
            points = apart[line.region.pk, cell.occupation.pk]
            assert cell.points == points
            assert cell.width == f"{round(100 * points / most)}%"
            assert bool(cell.points) == bool(cell.kind)


@pytest.mark.advice("4.4-01", carries="pilot.phases.advice.ease_sentence")
@pytest.mark.advice("4.4-02", carries="pilot.phases.advice.ease_sentence")
@pytest.mark.parametrize("slug", DIFFICULTY)
def test_the_sentence_of_each_cell_follows_from_its_two_figures(slug):
    occupation = Occupation.objects.get(pk=slug)
    for row in rows_of("regions.csv"):
        region = Region.objects.get(pk=row["slug"])
        sentence = plain(advice.ease_sentence(region, occupation))
        hard, hires = int(row[DIFFICULTY[slug]]), int(row["side_entrants_pct"])
        assert sentence.startswith(f"{row['name_en']}: {pct(hard)} of companies find it hard to fill")
        if hard > hires:
            assert f"{pct(hires)} hire side entrants" in sentence and "persuading companies" in sentence
        elif hard < hires:
            assert f"{pct(hires)} hire side entrants" in sentence and "an easier start" in sentence
        else:
            assert "as many hire side entrants" in sentence
            assert "does not say which way" in sentence
            assert "easier" not in sentence and "persuading" not in sentence


def test_two_cells_are_equal_and_only_those():
    equal = [
        (row["slug"], slug)
        for row in rows_of("regions.csv")
        for slug, column in DIFFICULTY.items()
        if row[column] == row["side_entrants_pct"]
    ]
    assert equal == [("noord", "service-monteur"), ("zuid-oost", "engineer")]


def test_every_sentence_stands_on_the_page(page):
    shown = read(page())
    for region in Region.objects.all():
        for occupation in Occupation.objects.all():
            assert plain(advice.ease_sentence(region, occupation)) in shown


@pytest.mark.advice("3.7-01", carries="pilot.phases.evidence.Evidence.outlook")
def test_the_outlook_of_each_region_is_that_of_the_file(page):
    opened = page()
    shown = {
        region: cells | dict(of(opened, "Jobs and people by region"))[region]
        for region, cells in of(opened, "Outlook by region")
    }
    for row in rows_of("regions.csv"):
        cells = shown[row["name_en"]]
        assert cells["Suggested for a pilot"] == yes(row["suggested_pilot_region"])
        assert cells["Work in competing sectors"] == row["competing_sectors_employment"]
        assert cells["Labour market"] == plain(row["labour_market_outlook"])
        assert cells["Share of jobs 2013"] == pct(row["employment_share_2013_pct"])
        for label, column in (("Demand 2013–2020", "demand"), ("Supply 2013–2020", "supply")):
            figure = row[f"labour_{column}_change_2013_2020_pct"]
            plus = "+" if figure and float(figure) > 0 else ""
            assert cells[label] == (plus + plain(formats.percent(float(figure), 1)) if figure else "–")


# --- occupation ---------------------------------------------------------------------------------------------------


def test_every_figure_of_an_occupation_is_that_of_the_file(page):
    shown = dict(of(page(), "The three bottleneck occupations"))
    for row in rows_of("occupations.csv"):
        column = SHORT[row["slug"]]
        said = {label: cells[column] for label, cells in shown.items()}
        assert said == {
            "Companies with much difficulty": pct(row["pct_high_difficulty"]),
            "Companies open to side entrants": pct(row["pct_open_to_side_entrants"]),
            "Companies with a flexible workforce": pct(row["pct_with_flex_shell"]),
            "Shortage still expected later (UWV)": yes(row["uwv_shortage_until_2019"]),
            "Companies willing to pay over € 1,500": pct(row["pct_willing_over_1500_eur"]),
            "Rank of hardest to fill": row["rank_hardest_to_fill"],
            "Advised for": {"joint": "together", "A+O": "A+O Metalektro", "OOM": "OOM"}[row["recommended_for"]],
        }


@pytest.mark.advice("4.5-01", carries="pilot.phases.evidence.shortage_sentence")
def test_an_occupation_without_a_shortage_later_on_is_warned_of(page):
    shown = read(page())
    for row in rows_of("occupations.csv"):
        warned = f"{row['name_en']}: UWV expected hardly any shortage later on." in shown
        assert warned == (row["uwv_shortage_until_2019"] == "no")


@pytest.mark.advice("8.1-01", carries="pilot.phases.policy_form.PolicyForm.offer")
def test_only_the_bottleneck_occupations_of_the_file_can_be_chosen(page):
    values = re.findall(r'name="occupation" value="([^"]+)"', page())
    assert values == [row["slug"] for row in rows_of("occupations.csv")]


def test_the_ranking_of_criteria_is_that_of_figure_6_4(page):
    shown = dict(of(page(), "What companies look at first"))
    shipped = rows_of("selection_criteria_rank.csv")
    assert len(shown) == 10
    heads = {"all": "All three", **SHORT}
    for row in shipped:
        column = f"{heads[row['occupation_slug']]} (n = {row['sample_n']})"
        assert shown[row["criterion_en"]][column] == row["rank"]


@pytest.mark.advice("8.2-02", carries="pilot.phases.evidence.Evidence.other_funds")
def test_other_funds_with_functions_like_these_are_counted_from_the_file(page):
    shown = dict(of(page(), "Other training funds"))
    functions = rows_of("related_functions.csv")
    funds = {row["fund"] for row in functions} - {""}
    assert funds <= set(shown)
    for fund in funds:
        for slug, short in SHORT.items():
            mine = [int(r["overlap_pct"]) for r in functions if (r["fund"], r["occupation_slug"]) == (fund, slug)]
            cell = shown[fund][short]
            if not mine:
                assert cell == "–"
            else:
                assert cell.startswith(f"{len(mine)} function") and cell.endswith(f"up to {pct(max(mine))}")
    for row in rows_of("occupations.csv"):
        assert shown["A+O and OOM report it"][SHORT[row["slug"]]] == row["funds_reporting_bottleneck"]


@pytest.mark.advice("8.2-03", carries="pilot.phases.evidence.Evidence.content")
def test_what_differs_within_an_occupation_is_that_of_the_file(page):
    shown = dict(of(page(), "What differs within an occupation"))
    regions = {row["slug"]: row["name_en"] for row in rows_of("regions.csv")}
    for row in rows_of("occupations.csv"):
        said = {label: cells[SHORT[row["slug"]]] for label, cells in shown.items()}
        entrants = row["oom_side_entrants_2010_2015"]
        assert said == {
            "Hardest to fill in": row["sub_branches_most_difficulty"],
            "Hardest to fill in the region": regions[row["region_most_difficulty_slug"]],
            "Functions under this name": row["skm_functions_nl"],
            "Size of company matters": row["company_size_effect"],
            "Willingness to invest": row["investment_note"],
            "Preferred training": row["training_preference"],
            "Of these jobs inside the metal sector": pct(row["pct_of_ebb_jobs_in_metal_sector"]),
            "Side entrants at OOM, 2010–2015": f"{int(entrants):,}" if entrants else "–",
        }


# --- sub-branches, sectors, channels ------------------------------------------------------------------------------


@pytest.mark.advice("3.7-01", carries="pilot.phases.evidence.Evidence.sub_branch")
def test_sub_branches_say_which_occupation_is_hard_to_fill_and_their_size(page):
    shown = {name[:2]: cells for name, cells in of(page(), "Sub-branches")}
    metal = [row for row in rows_of("sbi_codes.csv") if row["group_slug"] == "metaalsector"]
    occupations = rows_of("occupations.csv")
    assert len(shown) == len(metal) == 8
    inflow = {row["id"]: row for row in rows_of("other_facts.csv")}
    for row in metal:
        cells = shown[row["sbi_code"]]
        hard = [SHORT[o["slug"]] for o in occupations if row["sbi_code"] in o["sbi_codes"].split("; ")]
        assert cells["Hard to fill here"] == (", ".join(hard) or "–")
        for part in inflow["F016"]["value"].split("; "):
            code, size = part.split()
            assert (f"({size} companies)" in cells["Size and inflow"]) >= (code == row["sbi_code"])
    for number in ("F011", "F012", "F014", "F015"):
        fact = inflow[number]
        [code] = re.findall(r"SBI (\d\d)", fact["fact_en"])
        assert f"{fact['fact_en']}: {fact['value']} %" in shown[code]["Size and inflow"]
    assert shown["24"]["Size and inflow"].startswith("Inflow with low")
    assert Fact.objects.get(pk="F016").value == inflow["F016"]["value"]


def test_every_figure_of_a_source_sector_is_that_of_the_file(page):
    opened = page()
    shown = {
        sector: cells | dict(of(opened, "Where these people work now"))[sector]
        for sector, cells in of(opened, "Source sectors: shares and overlap")
    }
    shipped = rows_of("source_sectors.csv")
    assert len(shown) == len(shipped) == 11
    for row in shipped:
        assert shown[row["name_en"]] == {
            "Main source": yes(row["is_main_source"]),
            "All side entrants": pct(row["share_of_side_entry_ssb_pct"]),
            "Technical side entrants": pct(row["share_of_side_entry_technical_ebb_pct"]),
            "Rank of overlap": row["overlap_rank_technical_occupations"] or "–",
            "Competes for people": yes(row["competes_for_inflow"]),
            "Foremen working here": pct(row["fig_4_4_mechanical_foreman_pct"]),
            "Machinists working here": pct(row["fig_4_4_machinist_pct"]),
            "Remark": plain(row["note_en"]) or "–",
        }


def test_every_channel_of_the_file_stands_once_under_its_occupation(page):
    heads = {"": "Channels whatever the occupation"} | {slug: f"Channels for {short}" for slug, short in SHORT.items()}
    shown = page()
    left = {title: list(of(shown, title)) for title in heads.values()}
    for row in rows_of("recruitment_channels.csv"):
        scope = row["scope"].split("; ")
        occupation = next((one for one in scope if one in SHORT), "")
        fund = next((one for one in scope if one in (AO, OOM)), "")
        use = glossary.word(row["use_level"])
        group, of_fund = glossary.word(row["candidate_group"]), {AO: ", A+O Metalektro", OOM: ", OOM"}.get(fund, "")
        cells = {
            "For whom": f"{group}{of_fund}",
            "Use": f"{use} ({row['rank']})" if row["rank"] else use,
            "What is known": plain(row["fact_en"]),
        }
        left[heads[occupation]].remove((row["channel_en"], cells))
    assert not any(left.values())
    assert ChannelFact.objects.count() == len(rows_of("recruitment_channels.csv"))


def test_channels_of_a_fund_that_takes_no_part_stay_away():
    pilot = make.new_pilot(AO)
    shown = evidence.Evidence(make.full_policy(pilot), [make.fund(AO)]).channels()
    said = " ".join(cells[0] for grid in shown for _name, cells in grid.rows)
    assert "A+O Metalektro" in said
    assert "OOM" not in said


# --- what follows -------------------------------------------------------------------------------------------------


@pytest.mark.advice("8.1-05", carries="pilot.phases.consequences.composition")
def test_following_companies_still_asks_one_programme_that_fills_a_class(page):
    own, companies = consequences.composition()
    assert "one type of candidate" in own.follows
    assert "One programme must still fill a class" in companies.follows
    assert plain(companies.follows) in read(page())


@pytest.mark.advice("8.3-01", carries="pilot.phases.consequences.position")
def test_each_position_of_the_funds_names_the_occupation_that_goes_with_it():
    joint, separate = consequences.position([make.fund(AO), make.fund(OOM)])
    assert "CNC machinist" in joint.follows
    assert "Engineer" in separate.follows and "service" in separate.follows


def test_every_choice_has_facts_or_consequences_beside_it(page):
    assert page().count('class="split even') == 9
    with_facts = page().count("<h3")
    assert with_facts == 9
