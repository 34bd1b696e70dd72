"""Reference data: shipped whole, loaded as often as you like, never over somebody's own words, and able to answer."""

import csv
import shutil
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils.translation import override

from pilot import facts
from pilot.glossary import source_in_words, word
from pilot.models import (
    AdviceRule,
    Channel,
    ChannelFact,
    CriterionRank,
    Fact,
    Occupation,
    Party,
    Region,
    RelatedFunction,
    SbiCode,
    Scheme,
    SourceSector,
)
from tests.factories.pilot import UserFactory

ROWS = {
    "partijen": 71,
    "regios": 6,
    "knelpuntberoepen": 3,
    "competenties": 39,
    "kerntaken": 21,
    "verwante-functies": 134,
    "verwante-dossiers": 107,
    "selectiecriteria": 40,
    "sbi-codes": 30,
    "herkomstsectoren": 11,
    "wervingskanalen": 18,
    "kanaalfeiten": 63,
    "gevolgde-trainingen": 12,
    "mbo-kwalificaties": 9,
    "regelingen": 40,
    "adviesregels": 212,
    "overige-feiten": 147,
}
A_O, OOM = "a-o-metalektro", "oom"


@pytest.fixture
def shipped(tmp_path):
    """A copy of the shipped files that a test may change."""
    return shutil.copytree(facts.FOLDER, tmp_path / "reference")


def rewrite(folder, name, change):
    """Change the rows of a shipped file: `change` takes and returns the list of rows."""
    with (folder / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    columns = list(rows[0])
    with (folder / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(change(rows))


def report(folder, slug):
    """What loading did to one table."""
    return next(done for done in facts.load(folder) if done.table.slug == slug)


class TestShippedFiles:
    def test_every_table_has_its_rows(self):
        assert {table.slug: sum(1 for _row in table.rows()) for table in facts.TABLES} == ROWS

    def test_figures_are_figures_and_what_is_not_stated_is_none(self):
        noord = next(row for row in facts.TABLES[1].rows() if row.pk == "noord")
        assert (noord.side_entrants_pct, noord.labour_supply_change_2013_2020_pct) == (Decimal(22), Decimal("-3.1"))
        assert noord.filled_demand_change_2013_2020_pct is None
        assert noord.suggested_pilot_region is True

    def test_numbers_that_are_names_keep_their_zeros(self):
        trainings = next(table for table in facts.TABLES if table.slug == "gevolgde-trainingen")
        assert "0566" in {row.number for row in trainings.rows()}

    def test_everything_in_english_has_a_dutch_wording(self):
        bare = [
            f"{table.slug}: {text}"
            for table in facts.TABLES
            for row in table.rows()
            for column in row._meta.fields
            if (dutch := f"{column.name.removesuffix('_en')}_nl") != column.name and hasattr(row, dutch)
            if isinstance(text := getattr(row, column.name), str) and any(map(str.isalpha, text))
            if not getattr(row, dutch)
        ]
        assert bare == []

    def test_no_dutch_wording_is_left_over(self):
        used = set()
        for path in facts.FOLDER.glob("*.csv"):
            if path.name != "dutch.csv":
                with path.open(encoding="utf-8", newline="") as file:
                    used.update(cell for row in csv.reader(file) for cell in row)
        with (facts.FOLDER / "dutch.csv").open(encoding="utf-8", newline="") as file:
            assert [row["text_en"] for row in csv.DictReader(file) if row["text_en"] not in used] == []

    @pytest.mark.parametrize(
        ("name", "old", "new", "sentence"),
        [
            ("regions.csv", "Noord,North,22", "Noord,North,veel", "regions.csv, row 2"),
            ("regions.csv", "side_entrants_pct", "zij_instromers", "regions.csv, row 2: Region has no field"),
            ("regions.csv", "noord-west,Noord-West", "noord,Noord-West", "regions.csv, row 3: stands here twice"),
            ("sbi_codes.csv", "24,Vervaardiging van metalen", "24,een,twee,Vervaardiging", "not as many cells"),
        ],
    )
    def test_a_damaged_file_is_named_by_row(self, shipped, name, old, new, sentence):
        path = shipped / name
        path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
        table = next(table for table in facts.TABLES if table.file == name)
        with pytest.raises(facts.BadFacts) as bad:
            list(table.rows(shipped))
        assert sentence in str(bad.value)


@pytest.mark.django_db
class TestLoading:
    def test_the_database_has_every_row(self):
        assert facts.counts() == ROWS

    def test_loading_again_changes_nothing(self):
        before = {table.slug: list(table.model.objects.order_by("pk").values()) for table in facts.TABLES}
        for done in facts.load():
            assert (done.created, done.changed, done.kept, done.vanished) == (0, 0, [], [])
            assert done.unchanged == ROWS[done.table.slug]
        assert before == {table.slug: list(table.model.objects.order_by("pk").values()) for table in facts.TABLES}

    def test_a_table_that_is_empty_is_filled(self):
        Fact.objects.all().delete()
        assert report(facts.FOLDER, "overige-feiten").created == 147

    def test_a_changed_shipped_row_changes_the_row_here(self, shipped):
        rewrite(shipped, "regions.csv", lambda rows: [rows[0] | {"side_entrants_pct": "23"}, *rows[1:]])
        done = report(shipped, "regios")
        assert (done.changed, done.unchanged, done.kept) == (1, 5, [])
        assert Region.objects.get(pk="noord").side_entrants_pct == 23
        assert report(shipped, "regios").unchanged == 6

    def test_a_row_without_slug_is_changed_in_place(self, shipped):
        before = RelatedFunction.objects.get(occupation="cnc-verspaner", position=1)
        rewrite(
            shipped,
            "related_functions.csv",
            lambda rows: [
                row | {"function_code": "1"}
                if (row["occupation_slug"], row["position"]) == ("cnc-verspaner", "1")
                else row
                for row in rows
            ],
        )
        assert report(shipped, "verwante-functies").changed == 1
        before.refresh_from_db()
        assert before.function_code == "1"

    def test_a_row_edited_here_is_kept_and_named(self, shipped):
        Region.objects.filter(pk="noord").update(side_entrants_pct=30)
        assert report(facts.FOLDER, "regios").kept == ["Noord"]
        rewrite(shipped, "regions.csv", lambda rows: [rows[0] | {"side_entrants_pct": "23"}, *rows[1:]])
        assert report(shipped, "regios").kept == ["Noord"]
        noord = Region.objects.get(pk="noord")
        assert noord.side_entrants_pct == 30
        assert noord.is_edited

    def test_a_row_edited_here_to_what_is_shipped_later_follows_again(self, shipped):
        Region.objects.filter(pk="noord").update(side_entrants_pct=23)
        rewrite(shipped, "regions.csv", lambda rows: [rows[0] | {"side_entrants_pct": "23"}, *rows[1:]])
        assert report(shipped, "regios").unchanged == 6
        assert not Region.objects.get(pk="noord").is_edited
        assert report(facts.FOLDER, "regios").changed == 1

    def test_a_row_that_vanished_from_the_file_is_named_and_stays(self, shipped):
        rewrite(shipped, "schemes.csv", lambda rows: rows[1:])
        done = report(shipped, "regelingen")
        assert done.vanished == ["Subsidieregeling Cofinanciering Sectorplannen"]
        assert Scheme.objects.count() == 40

    def test_a_row_added_here_is_left_alone(self):
        Party.objects.create(slug="nieuwe-opleider", name="Nieuwe opleider", kind="trainer")
        done = report(facts.FOLDER, "partijen")
        assert (done.unchanged, done.kept, done.vanished) == (71, [], [])
        assert Party.objects.get(pk="nieuwe-opleider").is_edited

    def test_one_bad_file_and_nothing_is_loaded(self, shipped):
        rewrite(shipped, "parties.csv", lambda rows: [rows[0] | {"website": "www.a-o.nl"}, *rows[1:]])
        rewrite(shipped, "other_facts.csv", lambda rows: [rows[0], *rows])
        with pytest.raises(facts.BadFacts, match="other_facts.csv, row 3"), transaction.atomic():
            facts.load(shipped)
        assert Party.objects.get(pk=A_O).website == ""

    def test_the_command_tells_what_it_did(self, capsys, monkeypatch, shipped):
        Region.objects.filter(pk="noord").update(side_entrants_pct=30)
        Channel.objects.filter(pk="blijf-mobiel").update(name_nl="Blijf mobiel!")
        call_command("load_reference")
        told = capsys.readouterr().out
        assert (
            "regios: 0 created, 0 changed, 5 unchanged\n  kept as edited here, the shipped row differs: Noord" in told
        )
        assert "Blijf mobiel!" in told
        assert "Reference data: 963 rows in 17 tables." in told

    def test_the_command_fails_in_a_sentence(self, monkeypatch):
        def broken():
            raise facts.BadFacts("regions.csv, row 2: no")

        monkeypatch.setattr(facts, "load", broken)
        with pytest.raises(CommandError, match="regions.csv, row 2: no"):
            call_command("load_reference")


@pytest.mark.django_db
class TestRules:
    """Rules in the database, tried in SQL."""

    @pytest.mark.parametrize(
        ("statement", "name"),
        [
            ("update pilot_relatedfunction set matching_competences = total_competences + 1", "matches_no_more"),
            ("update pilot_relatedfunction set overlap_pct = 101", "overlap_is_a_percentage"),
            ("update pilot_relatedfunction set name_key = 'x'", "related_function_once"),
            ("update pilot_criterionrank set criterion_nl = 'x'", "criterion_rank_once"),
            ("update pilot_channelfact set use_level = 'main'", "channel_fact_once"),
        ],
    )
    def test_are_refused_in_raw_sql(self, statement, name):
        with pytest.raises(IntegrityError, match=name), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)

    def test_two_ranks_for_all_occupations_together_are_refused(self):
        rank = CriterionRank.objects.filter(occupation=None).first()
        rank.pk = None
        with pytest.raises(IntegrityError), transaction.atomic():
            rank.save(force_insert=True)


@pytest.mark.django_db
class TestRecommendedOccupation:
    @pytest.mark.advice("8.3-01", carries="pilot.facts.recommended_occupation")
    def test_a_joint_pilot_trains_cnc_machinists(self):
        assert facts.recommended_occupation([A_O, OOM]).pk == "cnc-verspaner"
        assert facts.recommended_occupation([OOM, "otib", A_O]).pk == "cnc-verspaner"

    @pytest.mark.advice("8.3-02", carries="pilot.facts.recommended_occupation")
    def test_a_o_alone_trains_engineers(self):
        assert facts.recommended_occupation([A_O]).pk == "engineer"

    @pytest.mark.advice("8.3-03", carries="pilot.facts.recommended_occupation")
    def test_oom_alone_trains_service_mechanics(self):
        assert facts.recommended_occupation([OOM]).pk == "service-monteur"

    def test_without_either_fund_nothing_is_recommended(self):
        assert facts.recommended_occupation([]) is None
        assert facts.recommended_occupation(["otib"]) is None

    def test_the_shipped_rules_say_the_same(self):
        for rule, funds in {"8.3-01": [A_O, OOM], "8.3-02": [A_O], "8.3-03": [OOM]}.items():
            assert facts.recommended_occupation(funds).pk == AdviceRule.objects.get(pk=rule).value


@pytest.mark.django_db
class TestRegionEase:
    def ease(self, region, occupation):
        return facts.region_ease(Region.objects.get(pk=region), Occupation.objects.get(pk=occupation))

    @pytest.mark.advice("4.4-01", carries="pilot.facts.region_ease")
    def test_more_difficulty_than_side_entrants_is_a_harder_start(self):
        assert self.ease("noord-west", "service-monteur") == ("harder", 33, 14)
        assert self.ease("zuid-oost", "cnc-verspaner") == ("harder", 27, 20)

    @pytest.mark.advice("4.4-02", carries="pilot.facts.region_ease")
    def test_less_difficulty_than_side_entrants_is_an_easier_start(self):
        assert self.ease("noord", "cnc-verspaner") == ("easier", 11, 22)
        assert self.ease("midden-west", "engineer") == ("easier", 16, 31)

    def test_equal_figures_are_equal_since_the_advice_does_not_say(self):
        assert self.ease("noord", "service-monteur") == (facts.EQUAL, 22, 22)
        assert self.ease("zuid-oost", "engineer").verdict == facts.EQUAL

    def test_what_is_not_known_has_no_verdict(self):
        assert facts.region_ease(Region(slug="nieuw"), Occupation(slug="engineer")) is None
        assert facts.region_ease(Region.objects.get(pk="noord"), Occupation(slug="lasser")) is None


@pytest.mark.django_db
class TestOverlap:
    service, machinist = Occupation(slug="service-monteur"), Occupation(slug="cnc-verspaner")

    @pytest.mark.advice("8.3.2-07", carries="pilot.facts.overlap")
    def test_is_matching_of_required_competences_in_percent(self):
        assert facts.overlap(self.service, "Eerste carrosseriebouwer") == (31, 51, 61)
        assert facts.overlap(self.machinist, "Eerste carrosseriebouwer") == (31, 39, 79)

    @pytest.mark.parametrize(
        "name",
        [
            "eerste carrosseriebouwer",
            "EERSTE  CARROSSERIEBOUWER",
            " Eerste-carrosseriebouwer ",
            "Eerste carrossériebouwer",
        ],
    )
    def test_is_found_whatever_the_case_spaces_and_accents(self, name):
        assert facts.overlap(self.service, name).pct == 61

    def test_is_unknown_and_not_zero_for_a_function_that_is_not_listed(self):
        assert facts.overlap(self.service, "Hovenier") is None
        assert facts.overlap(self.service, "") is None

    def test_may_be_known_without_its_parts(self):
        assert facts.overlap(self.machinist, "Onderhoudsmonteur E (algemeen)") == (None, 39, 51)

    def test_of_a_whole_list_takes_one_query(self, django_assert_num_queries):
        with django_assert_num_queries(1):
            known = facts.overlaps(self.service)
        assert len(known) == 38
        assert known["eerstecarrosseriebouwer"] == (31, 51, 61)

    def test_every_printed_percentage_is_its_ratio(self):
        for row in RelatedFunction.objects.exclude(matching_competences=None):
            assert round(100 * row.matching_competences / row.total_competences) == row.overlap_pct, row

    def test_a_renamed_function_is_found_under_its_new_name(self):
        row = RelatedFunction.objects.get(occupation="service-monteur", position=1)
        row.function_name = "Carrosseriebouwer één"
        row.save(update_fields=["function_name"])
        assert facts.overlap(self.service, "carrosseriebouwer een").pct == 61


@pytest.mark.django_db
class TestAdvisedChannels:
    def advised(self, occupation, *funds):
        return {advice.channel.pk: advice for advice in facts.advised_channels(Occupation(slug=occupation), *funds)}

    @pytest.mark.advice("8.3.2-05", carries="pilot.facts.advised_channels")
    @pytest.mark.parametrize("occupation", ["service-monteur", "cnc-verspaner", "engineer"])
    def test_own_staff_own_network_and_the_internet_come_first(self, occupation):
        for fund in (A_O, OOM):
            assert set(list(self.advised(occupation, fund))[:3]) == {"eigen-personeel", "eigen-netwerk", "internet"}

    @pytest.mark.advice("8.3.2-02", carries="pilot.facts.advised_channels")
    def test_what_yields_most_for_the_occupation_comes_next(self):
        assert list(self.advised("engineer", A_O))[3:5] == ["commerciele-aanbieder", "open-sollicitatie"]
        assert "platform-andere-sector" in self.advised("service-monteur", OOM)
        assert "platform-andere-sector" not in self.advised("cnc-verspaner", OOM)

    @pytest.mark.advice("8.3.2-03", carries="pilot.facts.advised_channels")
    def test_agencies_are_brought_to_the_attention_of_oom(self):
        assert "uitzendbureau" in self.advised("cnc-verspaner", OOM)
        assert "uitzendbureau" in self.advised("cnc-verspaner", A_O, OOM)
        assert "uitzendbureau" not in self.advised("cnc-verspaner", A_O)

    @pytest.mark.advice("8.3.2-08", carries="pilot.facts.advised_channels")
    def test_the_existing_platforms_are_among_them(self):
        platforms = {"arbeidsmarktcoach", "uwv-job-board", "servicepunt-techniek", "blijf-mobiel"}
        assert platforms <= set(self.advised("engineer", A_O))

    def test_what_speaks_against_a_channel_stands_beside_it(self):
        uwv = self.advised("cnc-verspaner", OOM)["uwv"]
        assert {fact.use_level for fact in uwv.cautions} == {"caution"}
        assert {fact.use_level for fact in uwv.reasons} == {"higher_than_regular"}

    def test_a_channel_that_hardly_works_for_the_occupation_is_not_among_them(self):
        assert "advertentie" not in self.advised("cnc-verspaner", OOM)

    def test_take_one_query(self, django_assert_num_queries):
        with django_assert_num_queries(1):
            facts.advised_channels(Occupation(slug="engineer"), A_O)


@pytest.mark.django_db
class TestWords:
    def test_names_follow_the_language(self):
        region, rule = Region.objects.get(pk="oost"), AdviceRule.objects.get(pk="8.3-01")
        assert (region.name, rule.text("rule_en")) == (
            "Oost",
            "Gezamenlijke pilot van A+O en OOM: kies de CNC-verspaner",
        )
        with override("en"):
            assert (region.name, rule.text("rule_en")) == (
                "East",
                "Joint pilot of A+O and OOM: choose the CNC machinist",
            )

    def test_codes_have_words(self):
        assert word("commercial_provider; company") == "aanbieder, bedrijf"
        assert word("iets eigens") == "iets eigens"

    def test_places_in_the_documents_are_told_in_words(self):
        assert source_in_words("sections 4.2, 4.5; fig 4.4") == "paragraaf 4.2, 4.5; figuur 4.4"
        assert source_in_words("onderwijsgids p. subsidies") == "onderwijsgids p. subsidies"

    def test_a_cell_with_several_codes_is_a_list(self):
        assert Occupation.objects.get(pk="cnc-verspaner").sbi_list == ["24", "25", "28", "29"]
        assert SourceSector.objects.get(pk="rest").sbi_list == []

    def test_the_metal_sector_has_eight_codes(self):
        metal = {code.pk for code in SbiCode.objects.all() if code.is_metal}
        assert metal == {"24", "25", "26", "27", "28", "29", "30", "33"}

    def test_every_row_has_a_name_for_people(self):
        for table in facts.TABLES:
            assert all(str(row).strip() for row in table.model.objects.all()), table.slug


@pytest.mark.django_db
class TestPages:
    @pytest.fixture
    def reader(self, person):
        return person(UserFactory())

    def test_the_index_counts_every_table_and_leads_to_it(self, reader, django_assert_max_num_queries):
        with django_assert_max_num_queries(9):
            page = reader.get(reverse("reference")).content.decode()
        for slug, count in ROWS.items():
            assert reverse("reference_table", args=[slug]) in page
            assert f'class="num">{count}</td>' in page

    @pytest.mark.parametrize("slug", ROWS)
    def test_a_table_shows_all_its_rows_in_dutch_with_few_queries(self, reader, slug, django_assert_max_num_queries):
        with django_assert_max_num_queries(9):
            page = reader.get(reverse("reference_table", args=[slug])).content.decode()
        main = page[page.index("<main") :]
        assert main.count('<th scope="row">') == ROWS[slug]
        assert 'lang="en"' not in main

    def test_search_ignores_case_and_accents(self, reader):
        page = reader.get(reverse("reference_table", args=["verwante-functies"]), {"q": "COORDINATOR"})
        assert {line.cells[0]["text"] for line in page.context["lines"]} == {"Service Coördinator", "KAM-coördinator"}

    def test_the_occupation_filters(self, reader):
        address = reverse("reference_table", args=["verwante-functies"])
        page = reader.get(address, {"beroep": "engineer"})
        assert len(page.context["lines"]) == 52
        assert "52 van de 134 rijen" in page.content.decode()
        assert len(reader.get(address, {"beroep": "bakker"}).context["lines"]) == 134

    def test_nothing_found_leads_back_to_all_rows(self, reader):
        page = reader.get(reverse("reference_table", args=["regios"]), {"q": "elders"}).content.decode()
        assert "Niets gevonden" in page
        assert 'href="/naslag/regios/">Alle rijen tonen' in page

    def test_figures_source_and_the_rest_of_a_row_are_there(self, reader):
        page = reader.get(reverse("reference_table", args=["regios"])).content.decode()
        for told in ("Midden-West", ">31<", "−3,1", "paragraaf 3.6, 3.7", "blijft dalen"):
            assert told in page

    def test_a_row_changed_here_says_so(self, reader):
        assert "Hier gewijzigd" not in reader.get(reverse("reference_table", args=["regios"])).content.decode()
        Region.objects.filter(pk="noord").update(side_entrants_pct=30)
        assert reader.get(reverse("reference_table", args=["regios"])).content.decode().count("Hier gewijzigd") == 1

    def test_there_is_no_other_table_and_nothing_without_login(self, reader, client):
        assert reader.get("/naslag/gebruikers/").status_code == 404
        assert client.get(reverse("reference")).status_code == 302
        assert reader.post(reverse("reference")).status_code == 405


@pytest.mark.django_db
class TestAdmin:
    @pytest.fixture
    def manager(self, client):
        client.force_login(UserFactory(is_staff=True))
        return client

    def test_a_row_is_changed_but_not_what_makes_it_that_row(self, manager):
        address = reverse("admin:pilot_channel_change", args=["blijf-mobiel"])
        saved = manager.post(
            address, {"slug": "anders", "name_nl": "Blijf mobiel nu", "name_en": "", "source": "", "source_note": ""}
        )
        assert saved.status_code == 302
        assert Channel.objects.get(pk="blijf-mobiel").name_nl == "Blijf mobiel nu"
        assert report(facts.FOLDER, "wervingskanalen").kept == ["Blijf mobiel nu"]

    def test_a_shipped_row_is_not_deleted_and_a_row_of_ones_own_is(self, manager):
        Channel.objects.create(slug="eigen", name_nl="Eigen vondst")
        for slug, allowed in {"blijf-mobiel": False, "eigen": True}.items():
            answer = manager.post(reverse("admin:pilot_channel_delete", args=[slug]), {"post": "yes"})
            assert answer.status_code == (302 if allowed else 403)
            assert Channel.objects.filter(pk=slug).exists() != allowed

    @pytest.mark.parametrize("table", facts.TABLES, ids=lambda table: table.slug)
    def test_every_table_can_be_listed_searched_and_opened(self, manager, table):
        name = table.model._meta.model_name
        assert manager.get(reverse(f"admin:pilot_{name}_changelist"), {"q": "a"}).status_code == 200
        first = table.model.objects.first()
        assert manager.get(reverse(f"admin:pilot_{name}_change", args=[first.pk])).status_code == 200

    def test_it_is_for_staff_only(self, client):
        client.force_login(UserFactory())
        assert client.get(reverse("admin:pilot_region_changelist")).status_code == 302
        assert ChannelFact.objects.count() == 63
