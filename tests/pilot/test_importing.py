"""Files as people send them: read whole, refused in a sentence, or answered by row and column."""

import codecs
import csv
import datetime
import io
import random
import time
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy, override

from pilot.importing import Column, ImportRefused, cells, check, column_letter, error_list, match_headers, read_table
from pilot.importing.sheet import MOST_BYTES, MOST_ROWS

SAMPLES = Path(__file__).parent.parent / "samples"
REGIONS = ["Noord", "Noord-West", "Oost", "Midden-West", "Zuid-Oost", "Zuid-West"]
METAL = ["24", "25", "26", "27", "28", "29", "30", "33"]


def named(*words):
    return cells.choice({word: [word] for word in words})


COMPANY = [
    Column("name", "Bedrijfsnaam", required=True),
    Column("kvk", "KvK-nummer", ["KvK nr."], required=True, parse=cells.kvk),
    Column("sbi", "SBI", parse=named(*METAL)),
    Column("fund", "Fonds", ["O&O-fonds"], required=True, parse=cells.choice({"ao": ["A+O"], "oom": ["OOM"]})),
    Column("size", "Aantal medewerkers", ["aantal mw"], parse=cells.whole(0, 100_000)),
    Column("postcode", "Postcode", parse=cells.postcode),
    Column("place", "Plaats"),
    Column("region", "Regio", parse=named(*REGIONS)),
    Column("contact", "Contactpersoon"),
    Column("email", "E-mailadres", ["E-mail"], parse=cells.email),
    Column("phone", "Telefoon", parse=cells.phone),
    Column("flexible", "Flexibele schil", parse=cells.yes_no),
    Column("vacancy", "Vacature", parse=named("Servicemonteur", "CNC verspaner", "Engineer")),
    Column("places", "Aantal plaatsen", parse=cells.whole(1, 99)),
    Column("since", "Vacature sinds", parse=cells.day()),
    Column("recruited_by", "Geworven door", parse=named("fonds", "aanbieder")),
]
SITUATION = {
    "employed": ["werkend"],
    "benefit": ["werkloos met uitkering", "WW"],
    "no_benefit": ["werkloos zonder uitkering"],
    "agency": ["uitzendkracht"],
}
CANDIDATE = [
    Column("first", "Voornaam", required=True),
    Column("last", "Achternaam", required=True),
    Column("email", "E-mailadres", ["E-mail"], required=True, parse=cells.email),
    Column("phone", "Telefoon", parse=cells.phone),
    Column("postcode", "Postcode", parse=cells.postcode),
    Column("place", "Woonplaats"),
    Column("region", "Regio", parse=named(*REGIONS)),
    Column("born", "Geboortejaar", parse=cells.birth_year()),
    Column("function", "Laatste functie"),
    Column("sector", "Herkomstsector"),
    Column("situation", "Werksituatie", parse=cells.choice(SITUATION)),
    Column("until", "Uitkering tot", parse=cells.day()),
    Column("channel", "Wervingskanaal"),
    Column("education", "Opleidingsniveau"),
    Column("remark", "Opmerking", parse=cells.text(2000, lines=True)),
]
PROGRESS = [
    Column("name", "Deelnemer", required=True),
    Column("email", "E-mailadres", required=True, parse=cells.email),
    Column("class", "Klas"),
    Column("month", "Maand", required=True, parse=cells.month),
    Column("attendance", "Aanwezigheid", parse=cells.percentage()),
    Column("study", "Studievoortgang", parse=cells.score()),
    Column("work", "Werk bij bedrijf", parse=cells.score()),
    Column("motivation", "Motivatie", parse=cells.score()),
    Column("remark", "Opmerking", parse=cells.text(2000, lines=True)),
]
BY_EMAIL = {"key": lambda values: values["email"], "key_columns": ["email"]}
BY_KVK = {"key": lambda values: values["kvk"], "key_columns": ["kvk"]}


def sample(name):
    return (SAMPLES / name).read_bytes()


def checked(name, columns, **how):
    return check(read_table(name, sample(name)), columns, **how)


def sentences(preview):
    return [str(problem) for problem in preview.errors]


def refusal(content, name="bestand"):
    """The sentence a file is refused with, which takes two seconds of the processor at most."""
    start = time.process_time()
    with pytest.raises(ImportRefused) as refused:
        read_table(name, content)
    assert time.process_time() - start < 2
    return str(refused.value)


def workbook(*rows, **sheets):
    """An Excel file of one sheet, or of several by name."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False}) as book:
        day = book.add_format({"num_format": "dd-mm-yyyy"})
        for title, table in ({"Blad1": rows} if rows else sheets).items():
            sheet = book.add_worksheet(title)
            for at, row in enumerate(table):
                for column, value in enumerate(row):
                    if isinstance(value, datetime.date):
                        sheet.write_datetime(at, column, value, day)
                    elif isinstance(value, str) and value.startswith("="):
                        sheet.write_formula(at, column, value, None, "")
                    else:
                        sheet.write(at, column, value)
    return content.getvalue()


def repacked(content, changed, *, kind=zipfile.ZIP_DEFLATED):
    """A workbook with some parts replaced or added: name to bytes, or to None to leave it out."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(packed, "w", kind) as new:
        parts = {name: old.read(name) for name in old.namelist()} | changed
        for name, part in parts.items():
            if part is not None:
                new.writestr(name, part)
    return packed.getvalue()


def with_cells(xml):
    """The progress sample with a piece of XML at the end of its sheet."""
    path = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(io.BytesIO(sample("voortgang.xlsx"))) as archive:
        sheet = archive.read(path).replace(b"</sheetData>", xml + b"</sheetData>")
    return repacked(sample("voortgang.xlsx"), {path: sheet})


class TestTidySamples:
    def test_companies_import_without_a_word(self):
        preview = checked("bedrijven.csv", COMPANY, **BY_KVK)
        assert preview.ok
        assert preview.counts == {"new": 30, "changed": 0, "unchanged": 0, "error": 0}
        assert (preview.sheet.encoding, preview.sheet.delimiter) == ("utf-8-sig", ";")
        first = preview.rows[0]
        assert first.number == 2
        assert first.values | {"phone": ""} == {
            "name": "Rijn Verspaning BV",
            "kvk": "34927476",
            "sbi": "27",
            "fund": "ao",
            "size": 121,
            "postcode": "4069 EC",
            "place": "Lobith",
            "region": "Zuid-Oost",
            "contact": "Naud Oosterhek",
            "email": "info@nieuwstraten.test",
            "phone": "",
            "flexible": True,
            "vacancy": "CNC verspaner",
            "places": 2,
            "since": datetime.date(2025, 7, 24),
            "recruited_by": "aanbieder",
        }

    def test_candidates_import_without_a_word(self):
        preview = checked("kandidaten.xlsx", CANDIDATE, **BY_EMAIL)
        assert preview.ok
        assert preview.counts["new"] == 120
        assert preview.rows[0].values["born"] == 1975
        assert sum(row.values["region"] == "Zuid-Oost" for row in preview.rows) == 102

    def test_progress_imports_without_a_word(self):
        preview = checked("voortgang.xlsx", PROGRESS, **BY_EMAIL)
        assert preview.ok
        assert len(preview.rows) == 15
        first = preview.rows[0].values
        assert first["month"] == datetime.date(2026, 10, 1)
        assert (first["attendance"], first["study"], first["work"], first["motivation"]) == (73, 2, 2, 3)


class TestUntidySamples:
    def test_companies_get_a_sentence_for_every_cell_that_is_wrong(self):
        preview = checked("bedrijven-rommelig.csv", COMPANY, **BY_KVK)
        assert preview.sheet.encoding == "windows-1252"
        assert sentences(preview) == [
            "Rij 4, kolom B (KvK-nummer): “1234567” heeft 7 cijfers, het moeten er 8 zijn;"
            " misschien is een nul vooraan weggevallen",
            "Rij 6, kolom C (SBI): “62” staat niet in de lijst",
            "Rij 7, kolom D (Fonds): “OTIB” kan hier niet; kies A+O of OOM",
            "Rij 8, kolom N (Aantal plaatsen): “0” is te laag; het is minstens 1",
            "Rij 10, kolom E (Aantal medewerkers): “ca. 40” is geen heel getal",
            "Rij 11, kolom O (Vacature sinds): “voorjaar 2026” is geen datum;"
            " schrijf dag, maand en jaar als 31-12-2026",
            "Rij 17, kolom B (KvK-nummer): deze rij is gelijk aan rij 2",
        ]
        assert preview.counts == {"new": 9, "changed": 0, "unchanged": 0, "error": 7}
        assert not preview.ok

    def test_candidates_get_a_sentence_for_every_cell_that_is_wrong(self):
        preview = checked("kandidaten-rommelig.xlsx", CANDIDATE, **BY_EMAIL)
        assert sentences(preview) == [
            "Rij 7, kolom C (E-mailadres): “geen” is geen e-mailadres",
            "Rij 10, kolom L (Uitkering tot): 31-02-2027 bestaat niet",
            "Rij 12, kolom A (Voornaam): begint met “=”: formules zijn niet toegestaan",
            "Rij 16, kolom B (Achternaam): is leeg",
            "Rij 43, kolom C (E-mailadres): deze rij is gelijk aan rij 2",
            "Rij 44, kolom C (E-mailadres): deze rij verschilt alleen in hoofdletters van rij 3",
        ]
        by_number = {row.number: row.values for row in preview.rows}
        assert 22 not in by_number  # the empty row, which moves no number below it
        assert by_number[5]["postcode"] == "7082 VX"
        assert by_number[9]["born"] == 1978
        assert by_number[13]["last"] == "Dachgelder"
        assert by_number[14]["region"] == "Zuid-Oost"
        assert by_number[15]["situation"] == "benefit"
        assert by_number[18]["remark"] == "Voorkeur: 4 dagen\nBelt liever 's avonds; <b>geen</b> e-mail"

    def test_without_alias_the_other_word_for_a_benefit_is_named(self):
        strict = [Column("situation", "Werksituatie", parse=named("werkend", "uitzendkracht"))]
        preview = check(read_table("x", b"Werksituatie\nWW\n"), strict)
        assert sentences(preview) == [
            "Rij 2, kolom A (Werksituatie): “WW” kan hier niet; kies werkend of uitzendkracht"
        ]


class TestText:
    @pytest.mark.parametrize(
        ("encoding", "name"),
        [
            ("utf-8", "utf-8"),
            ("utf-8-sig", "utf-8-sig"),
            ("utf-16", "utf-16"),
            ("utf-16-le", "utf-16-le"),
            ("utf-16-be", "utf-16-be"),
            ("windows-1252", "windows-1252"),
        ],
    )
    @pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
    def test_is_read_in_every_encoding_with_every_delimiter(self, encoding, name, delimiter):
        rows = [["Naam", "Plaats"], ["Café ’t Gröne", "Zuid, Oost; en\tmeer | hier"], ["Bé", "Älmelo"]]
        text = io.StringIO()
        csv.writer(text, delimiter=delimiter).writerows(rows)
        sheet = read_table("x.csv", text.getvalue().encode(encoding))
        assert [sheet.headers, *(row.cells for row in sheet.rows)] == rows
        assert (sheet.encoding, sheet.delimiter) == (name, delimiter)

    def test_marked_utf_16_of_the_other_order_is_read(self):
        sheet = read_table("x.txt", codecs.BOM_UTF16_BE + "Naam\tPlaats\nBé\tEde\n".encode("utf-16-be"))
        assert sheet.rows[0].cells == ["Bé", "Ede"]

    def test_excel_tells_the_delimiter_in_a_first_line(self):
        sheet = read_table("x.csv", b"sep=,\r\nNaam,Plaats\r\nBea,Ede\r\n")
        assert (sheet.headers, sheet.header_row, sheet.rows[0].number) == (["Naam", "Plaats"], 1, 2)

    def test_a_line_break_in_quotes_is_one_row(self):
        sheet = read_table("x.csv", b'Naam;Opmerking\nBea;"een\ntwee"\nCo;drie\n')
        assert [(row.number, row.cells) for row in sheet.rows] == [(2, ["Bea", "een\ntwee"]), (3, ["Co", "drie"])]

    def test_empty_rows_are_skipped_and_keep_their_number(self):
        sheet = read_table("x.csv", b"\n;;\nNaam;Plaats\n\nBea;Ede\n ; \nCo;Ede\n")
        assert sheet.header_row == 3
        assert [row.number for row in sheet.rows] == [5, 7]

    def test_a_short_row_is_filled_up(self):
        assert read_table("x.csv", b"a;b;c\n1\n").rows[0].cells == ["1", "", ""]

    def test_a_stray_delimiter_is_an_error_of_its_row(self):
        preview = check(read_table("x.csv", b"Naam;Plaats\nBea;Ede\nCo;Ede;Oost;\n"), [Column("name", "Naam")])
        assert sentences(preview) == ["Rij 3: heeft 4 cellen en er zijn 2 kolommen; zoek naar een “;” te veel"]

    def test_a_quotation_mark_that_is_never_closed_names_its_row(self):
        sentence = refusal(b'Naam;Plaats\nBea;Ede\n"Co;Ede\nDik;Ede\n')
        assert sentence == "Rij 3 is niet te lezen: er ontbreekt een aanhalingsteken of er staat er een te veel."

    def test_utf_8_with_a_strange_byte_is_not_read_as_windows(self):
        content = "Naam;Plaats\nChloé;Één\nZoë;Ede".encode() + b"\nRen\xe9;Ede\n"
        assert refusal(content).startswith("In rij 4 staan tekens die niet te lezen zijn.")

    def test_one_control_character_is_named_at_its_cell(self):
        preview = check(read_table("x.csv", b"Naam;Plaats\nBe\x07a;Ede" + b"\nCo;Ede" * 50), [Column("name", "Naam")])
        assert sentences(preview) == ["Rij 2, kolom A (Naam): bevat een teken dat niet te lezen is"]


class TestWorkbook:
    def test_numbers_dates_and_yes_read_as_people_write_them(self):
        content = workbook(
            ["a", "b", "c", "d", "e"], [1975.0, 73.5, datetime.date(2027, 2, 28), True, "  x "], [0.1 + 0.2, -5]
        )
        sheet = read_table("x.xlsx", content)
        assert sheet.rows[0].cells == ["1975", "73,5", datetime.date(2027, 2, 28), "ja", "x"]
        assert sheet.rows[1].cells == ["0,3", "-5", "", "", ""]

    def test_rows_keep_the_numbers_that_excel_shows(self):
        sheet = read_table("x.xlsx", workbook([], ["Naam"], [], ["Bea"], [""], ["Co"]))
        assert (sheet.header_row, [row.number for row in sheet.rows]) == (2, [4, 6])

    def test_a_formula_is_refused_even_when_nothing_was_stored_with_it(self):
        content = workbook(["Naam", "Plaats"], ["Bea", "=1+1"], ['=HYPERLINK("http://127.0.0.1/")', "Ede"], [], ["=A1"])
        preview = check(read_table("x.xlsx", content), [Column("name", "Naam"), Column("place", "Plaats")])
        assert [sentence.split(":")[0] for sentence in sentences(preview)] == [
            "Rij 2, kolom B (Plaats)",
            "Rij 3, kolom A (Naam)",
            "Rij 5, kolom A (Naam)",
        ]
        assert preview.rows[1].errors[0].value == '=HYPERLINK("http://127.0.0.1/")'

    def test_a_calculation_error_is_no_empty_cell(self):
        content = with_cells(b'<row r="17"><c r="A17" t="e"><v>#N/A</v></c><c r="B17"><v>1</v></c></row>')
        preview = check(read_table("x.xlsx", content), [Column("name", "Deelnemer")])
        assert sentences(preview) == ["Rij 17, kolom A (Deelnemer): bevat een rekenfout; schrijf de waarde zelf op"]

    def test_the_first_filled_sheet_is_read_and_the_others_are_named(self):
        sheet = read_table("x.xlsx", workbook(Leeg=[], Mensen=[["Naam"], ["Bea"]], Oud=[["Naam"], ["Co"]]))
        assert [row.cells for row in sheet.rows] == [["Bea"]]
        assert sheet.notes == ["Alleen het blad “Mensen” is gelezen; in het bestand staat ook “Oud”."]

    def test_a_remark_beside_the_table_does_no_harm(self):
        sheet = read_table("x.xlsx", workbook(["Naam"], ["Bea", "", "nabellen!"]))
        assert (sheet.rows[0].cells, sheet.overlong) == (["Bea"], {})

    def test_formatted_empty_cells_far_away_do_no_harm(self):
        content = with_cells(b'<row r="1048576"><c r="XFD1048576" s="1"/></row>')
        assert len(read_table("x.xlsx", content).rows) == 15

    def test_the_name_does_not_matter(self):
        assert len(read_table("lijst.csv", sample("voortgang.xlsx")).rows) == 15
        assert len(read_table("lijst.xlsx", sample("bedrijven.csv")).rows) == 30


class TestRefusals:
    def test_nothing_at_all(self):
        assert refusal(b"") == refusal(b" \r\n ") == refusal(b";;;\n;;\n") == "Dit bestand is leeg."
        assert refusal(workbook([])) == "Dit bestand is leeg."

    def test_thirty_megabytes(self):
        assert refusal(b"a;b\n" * (30 * 1024 * 1024 // 4)) == (
            "Dit bestand is 30 MB; er kan hooguit 10 MB worden gelezen."
        )
        assert refusal(b"PK\x03\x04" + b"\x00" * MOST_BYTES).startswith("Dit bestand is 11 MB")

    @pytest.mark.parametrize(
        ("content", "kind"),
        [
            (b"%PDF-1.7\n1 0 obj", "PDF"),
            (b"\x89PNG\r\n\x1a\n\x00\x00", "PNG"),
            (b"\xff\xd8\xff\xe0\x00\x10JFIF", "JPEG"),
            (b"GIF89a\x01\x00", "GIF"),
            (b"BM\x36\x00\x0c\x00\x00", "BMP"),
            (b"{\\rtf1\\ansi}", "RTF"),
            (b"\x1f\x8b\x08\x00", "GZIP"),
            (b"MZ\x90\x00\x03", "EXE"),
        ],
    )
    def test_another_kind_by_its_content(self, content, kind):
        for name in ("lijst.csv", "lijst.xlsx"):
            assert refusal(content, name) == (
                f"Dit is een bestand van het soort {kind}. Stuur een Excel-bestand (.xlsx) of een CSV-bestand."
            )

    def test_a_company_name_that_starts_like_a_picture_is_text(self):
        assert read_table("x.csv", b"BM;MZ\n1;2\n").headers == ["BM", "MZ"]

    def test_old_excel_and_passwords(self):
        assert refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600).startswith("Dit is een oud Excel-bestand")

    @pytest.mark.parametrize(
        "content",
        [b"<!DOCTYPE html><table>", b"\xef\xbb\xbf<html>", b"\n<svg xmlns=''>", b"<?xml version='1.0'?><Workbook/>"],
    )
    def test_web_pages_and_drawings(self, content):
        assert refusal(content).startswith("Dit is een webpagina of tekening")

    def test_bytes_that_are_no_text(self):
        assert refusal(random.Random(1).randbytes(5000)).startswith(("Dit is geen tekstbestand", "In rij"))
        assert refusal(b"Naam\x00\x00\x01\x02;Plaats\x00\n").startswith("Dit is geen tekstbestand")

    def test_too_many_rows_and_columns(self):
        many = "Dit bestand heeft meer dan 20.000 rijen. Splits het en stuur de delen een voor een."
        assert refusal(b"a\n" + b"1\n" * (MOST_ROWS + 1)) == many
        assert len(read_table("x", b"a\n" + b"1\n" * MOST_ROWS).rows) == MOST_ROWS
        assert refusal(with_cells(b'<row r="30000"><c r="A30000"><v>1</v></c></row>')) == many
        wide = "Dit bestand heeft 101 kolommen; er kunnen er hooguit 100 worden gelezen."
        assert refusal(b";".join([b"a"] * 101) + b"\n1\n") == wide
        assert refusal(with_cells(b'<row r="17"><c r="CW17"><v>1</v></c></row>')) == wide

    def test_a_truncated_workbook(self):
        content = sample("kandidaten.xlsx")
        for length in (10, 100, 4000, len(content) // 2, len(content) - 1):
            assert refusal(content[:length]).startswith("Dit Excel-bestand is beschadigd")

    def test_a_zip_that_is_no_workbook(self):
        assert refusal(repacked(sample("voortgang.xlsx"), {"[Content_Types].xml": None})).startswith(
            "Dit is geen Excel-bestand"
        )
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        assert refusal(packed.getvalue(), "x.xlsx").startswith("Dit is geen Excel-bestand")

    def test_macros_under_any_name(self):
        plain = sample("voortgang.xlsx")
        with zipfile.ZipFile(io.BytesIO(plain)) as archive:
            types = archive.read("[Content_Types].xml")
        macro_types = types.replace(b"spreadsheetml.sheet.main", b"spreadsheetml.sheet.macroEnabled.main")
        for changed in (
            {"xl/vbaProject.bin": b"x"},
            {"xl/macrosheets/sheet1.xml": b"<x/>"},
            {"[Content_Types].xml": types + b"<!-- application/vnd.ms-excel.sheet.macroEnabled.main+xml -->"},
            {"[Content_Types].xml": macro_types + b"macroEnabled"},
        ):
            assert refusal(repacked(plain, changed), "lijst.xlsx").startswith("In dit bestand staan macro’s")

    def test_a_zip_bomb(self):
        bomb = b"<x>" + b" " * (200 * 1024 * 1024)
        content = repacked(sample("voortgang.xlsx"), {"xl/sharedStrings.xml": bomb})
        assert len(content) < 1024 * 1024
        assert refusal(content) == "Dit bestand is uitgepakt te groot. Stuur alleen het blad met de tabel."

    def test_a_zip_bomb_that_lies_about_its_size(self):
        bomb = b"<x>" + b" " * (60 * 1024 * 1024)
        content = repacked(sample("voortgang.xlsx"), {"xl/sharedStrings.xml": bomb})
        lie = content.replace(len(bomb).to_bytes(4, "little"), (1000).to_bytes(4, "little"))
        assert lie != content
        assert refusal(lie).startswith("Dit Excel-bestand is beschadigd")

    def test_millions_of_empty_cells(self):
        assert refusal(with_cells(b"<row>" + b"<c/>" * 4_000_000 + b"</row>")).startswith("Dit bestand is uitgepakt")

    def test_millions_of_empty_texts(self):
        strings = b"<sst>" + b"<si/>" * 6_100_000 + b"</sst>"
        content = repacked(sample("voortgang.xlsx"), {"xl/sharedStrings.xml": strings})
        assert refusal(content).startswith("Dit bestand is uitgepakt")

    def test_an_entity_bomb(self):
        bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><sst><si><t>&b;</t></si></sst>'
        for part in ("xl/sharedStrings.xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml"):
            assert refusal(repacked(sample("voortgang.xlsx"), {part: bomb})).startswith("Dit Excel-bestand is beschad")

    def test_names_that_are_paths(self):
        for name in ("../../etc/passwd", "/etc/passwd", "xl\\..\\x.xml", "C:/x.xml"):
            assert refusal(repacked(sample("voortgang.xlsx"), {name: b"x"})).startswith("Dit Excel-bestand is beschadi")

    def test_a_file_that_is_two_things(self):
        plain = sample("voortgang.xlsx")
        assert refusal(plain + b"<script>alert(1)</script>").startswith("Dit Excel-bestand is beschadigd")
        assert refusal(b"%PDF-1.4\n" + plain).startswith("Dit is een bestand van het soort PDF")
        assert refusal(b"GIF89a" + plain).startswith("Dit is een bestand van het soort GIF")
        assert refusal(b"Naam;Plaats\n" + plain).startswith(("Dit is geen tekstbestand", "In rij"))
        with pytest.warns(UserWarning, match="Duplicate name"):
            packed = io.BytesIO(plain)
            with zipfile.ZipFile(packed, "a") as archive:
                archive.writestr("xl/workbook.xml", b"<workbook/>")
        assert refusal(packed.getvalue()).startswith("Dit Excel-bestand is beschadigd")


class TestHeaders:
    columns = (
        Column("email", gettext_lazy("e-mail address"), ["E-mail"], required=True),
        Column("fund", "Fonds", ["O&O-fonds"]),
        Column("size", "Aantal medewerkers", ["aantal mw"]),
        Column("attendance", "Aanwezigheid"),
    )

    @pytest.mark.parametrize("header", ["e-mailadres", "E-MAIL", " E mail adres*", "email", "e-mail address"])
    def test_are_found_whatever_their_case_and_signs(self, header):
        assert match_headers([header], self.columns).by_index == {0: "email"}

    def test_are_found_by_alias_and_without_what_stands_between_brackets(self):
        match = match_headers(["o&o fonds", "Aantal MW.", "Aanwezigheid (%)", "Iets anders", "Email"], self.columns)
        assert match.by_index == {0: "fund", 1: "size", 2: "attendance", 4: "email"}
        assert match.problems == []

    def test_are_found_in_dutch_by_somebody_who_reads_english(self):
        with override("en"):
            assert match_headers(["E-mailadres"], self.columns).by_index == {0: "email"}

    def test_a_missing_required_column_is_a_sentence_and_stops_the_check(self):
        preview = check(read_table("x", b"Fonds;Iets\nOOM;1\n"), self.columns)
        assert preview.problems == ["De kolom “e-mailadres” ontbreekt."]
        assert not preview.ok
        assert preview.rows == []

    def test_two_headers_for_one_column_ask_for_a_choice(self):
        preview = check(read_table("x", b"E-mail;Fonds;E-mailadres\na@b.nl;OOM;c@d.nl\n"), self.columns)
        assert preview.problems == ["Kolom A en kolom C lijken allebei op “e-mailadres”. Kies er een."]
        chosen = check(preview.sheet, self.columns, {0: ""})
        assert chosen.ok
        assert chosen.rows[0].values["email"] == "c@d.nl"

    def test_headers_in_other_words_and_order_are_mapped_by_hand(self):
        sheet = read_table("x", b"Werkgever in;Bereikbaar op\nOOM;a@b.nl\n")
        assert check(sheet, self.columns).problems == ["De kolom “e-mailadres” ontbreekt."]
        preview = check(sheet, self.columns, {1: "email", 0: "fund"})
        assert preview.rows[0].values == {"email": "a@b.nl", "fund": "OOM", "size": "", "attendance": ""}

    def test_a_choice_for_what_is_not_there_is_left_out(self):
        assert match_headers(["Email"], self.columns, {7: "email", 0: "rubbish"}).by_index == {}
        assert match_headers(["Email"], self.columns, {-1: "fund"}).by_index == {0: "email"}

    def test_a_file_without_rows_says_so(self):
        assert check(read_table("x", b"Email\n"), self.columns).problems == ["Onder de kop staan geen rijen."]

    def test_columns_have_the_letters_of_excel(self):
        assert [column_letter(index) for index in (0, 25, 26, 51, 52, 99, 701, 702)] == [
            "A", "Z", "AA", "AZ", "BA", "CV", "ZZ", "AAA",
        ]  # fmt: skip

    def test_the_first_filled_cell_is_the_example(self):
        assert read_table("x", b"a;b\n;1\n2;\n").example(0) == "2"


def said(parse, cell):
    with pytest.raises(ValidationError) as wrong:
        parse(cell)
    return wrong.value.messages[0]


class TestCells:
    @pytest.mark.parametrize(
        "cell",
        [
            "=1+1", "=HYPERLINK(\"x\")", "＝1", "+1+1", "-2+3", "@SUM(1)", "-SOM(A1:A9)", "+A1", "-$B$2*3",
            "+cmd|' /C calc'!A0", "@x|'y'!z",
        ],
    )  # fmt: skip
    def test_a_formula_is_refused(self, cell):
        assert said(cells.clean, cell) == f"begint met “{cell[0]}”: formules zijn niet toegestaan"

    @pytest.mark.parametrize(
        "cell",
        [
            "'s Gravensande", "+31 6 1234 5678", "+31 (0)6-12345678", "-", "-5", "- belt liever later", "@home",
            "-12,50", "+ nabellen", "1=1", "a=b", "#1 in de regio", "−5",
        ],
    )  # fmt: skip
    def test_what_only_looks_a_bit_like_one_stays(self, cell):
        assert cells.clean(cell) == cell

    @pytest.mark.parametrize("cell", ["#REF!", "#N/B", "#N/A", "#DEEL/0!", "#NAAM?", "#WAARDE!", "#"])
    def test_a_calculation_error_is_refused(self, cell):
        assert said(cells.clean, cell) == "bevat een rekenfout; schrijf de waarde zelf op"

    def test_signs_without_width_disappear_and_control_characters_are_refused(self):
        assert cells.clean("Be\u200ba\u00ad de\u00a0Wit\ufeff") == "Bea de Wit"
        assert said(cells.clean, "Be\x00a") == said(cells.clean, "a\x1bb") == "bevat een teken dat niet te lezen is"

    def test_text_has_a_longest_length_and_loses_line_breaks_unless_it_may_have_them(self):
        assert cells.text()("een\r\n  twee") == "een twee"
        assert cells.text(lines=True)("een\r\ntwee") == "een\ntwee"
        assert said(cells.text(3), "vier") == "heeft 4 tekens; hier passen er hooguit 3"
        assert cells.text()(datetime.date(2026, 12, 31)) == "31-12-2026"

    def test_email(self):
        assert cells.email("Bea.Wit@Voorbeeld.test") == "bea.wit@voorbeeld.test"
        assert cells.email("chloé@voorbeeld.test") == "chloé@voorbeeld.test"
        for cell in ("geen", "a@b", "a b@c.nl", "a@b.nl; c@d.nl", "@b.nl", "a..b@c.nl", "a@b.nl\nBcc: x@y.nl"):
            assert "is geen e-mailadres" in said(cells.email, cell)

    @pytest.mark.parametrize(
        ("cell", "value"),
        [
            ("06-1234 5678", "0612345678"),
            ("+31 (0)6 12345678", "+31612345678"),
            ("0031612345678", "0031612345678"),
            ("0014366979", "0014366979"),
            ("(0318) 12.34.56", "0318123456"),
        ],
    )
    def test_phone(self, cell, value):
        assert cells.phone(cell) == value

    def test_no_phone(self):
        assert "misschien is een nul vooraan weggevallen" in said(cells.phone, "612345678")
        for cell in ("onbekend", "06123", "06-12345678 of 06-87654321", "061234567890"):
            assert "is geen telefoonnummer" in said(cells.phone, cell)

    @pytest.mark.parametrize("cell", ["7082vx", "7082 VX", " 7082  vx", "7082-vx"])
    def test_postcode(self, cell):
        assert cells.postcode(cell) == "7082 VX"

    @pytest.mark.parametrize("cell", ["0123 AB", "١٢٣٤ AB", "1234", "12345 AB", "B-1000"])
    def test_no_postcode(self, cell):
        assert said(cells.postcode, cell).endswith("is geen postcode; schrijf die als 1234 AB")

    def test_kvk(self):
        assert cells.kvk("12 34.56 78") == "12345678"
        assert said(cells.kvk, "123456789") == "“123456789” heeft 9 cijfers, het moeten er 8 zijn"
        assert said(cells.kvk, "1") == "“1” heeft 1 cijfer, het moeten er 8 zijn"
        assert said(cells.kvk, "volgt") == "“volgt” is geen KvK-nummer; dat heeft 8 cijfers"
        assert said(cells.kvk, "١٢٣٤٥٦٧٨").endswith("dat heeft 8 cijfers")

    @pytest.mark.parametrize(("cell", "value"), [("40", 40), ("1.234", 1234), ("1 234", 1234), ("-3", -3), ("7,00", 7)])
    def test_whole(self, cell, value):
        assert cells.whole()(cell) == value

    @pytest.mark.parametrize("cell", ["ca. 40", "veertig", "4,5", "1,234", "12.34", "1e3", "", "9" * 40, "²"])
    def test_no_whole(self, cell):
        assert said(cells.whole(), cell).endswith("is geen heel getal")

    def test_whole_within_bounds(self):
        assert said(cells.whole(1, 9), "10") == "“10” is te hoog; het is hooguit 9"
        assert said(cells.whole(1, 9), "0") == "“0” is te laag; het is minstens 1"

    def test_score(self):
        assert [cells.score()(cell) for cell in "12345"] == [1, 2, 3, 4, 5]
        for cell in ("0", "6", "3,5", "goed"):
            assert said(cells.score(), cell) == f"“{cell}” is geen score van 1 tot en met 5"

    def test_percentage(self):
        assert [cells.percentage()(cell) for cell in ("0", "73", "73%", "100 %", "73,0")] == [0, 73, 73, 100, 73]
        assert cells.percentage(1)("73,5%") == Decimal("73.5")
        assert said(cells.percentage(), "0,73") == "“0,73” is minder dan 1 procent; schrijf 73 voor 73 procent"
        assert said(cells.percentage(), "73,5") == "“73,5” is geen heel percentage"
        assert said(cells.percentage(), "101") == "“101” is te hoog; het is hooguit 100"
        assert said(cells.percentage(), "veel") == "“veel” is geen percentage"

    @pytest.mark.parametrize(
        ("cell", "value"),
        [
            ("1.234,56", "1234.56"), ("1234,56", "1234.56"), ("€ 1.234,56", "1234.56"), ("€ 1.234,-", "1234"),
            ("1.234", "1234"), ("1234.56", "1234.56"), ("0", "0"),
        ],
    )  # fmt: skip
    def test_money(self, cell, value):
        assert cells.money()(cell) == Decimal(value)

    def test_no_money(self):
        assert said(cells.money(), "gratis") == "“gratis” is geen bedrag; schrijf het als 1.250,00"
        assert said(cells.money(), "-5") == "“-5” is te laag; het is minstens 0"
        assert "is geen bedrag" in said(cells.money(), "1,234")

    @pytest.mark.parametrize(
        "cell",
        [
            "21-05-2027", "21-5-2027", "21/05/2027", "21.5.2027", "21-05-27", "2027-05-21", "2027-05-21 00:00:00",
            "21 mei 2027", "21-mei-27", "21 Mei '27", "2027-05-21T13:30",
            datetime.date(2027, 5, 21), datetime.datetime(2027, 5, 21, 13, 30),  # noqa: DTZ001  # cells of Excel have no zone
        ],
    )  # fmt: skip
    def test_day(self, cell):
        assert cells.day()(cell) == datetime.date(2027, 5, 21)

    def test_no_day(self):
        assert said(cells.day(), "31-02-2027") == "31-02-2027 bestaat niet"
        assert said(cells.day(), "29 februari 2027") == "29 februari 2027 bestaat niet"
        assert cells.day()("29-02-2028") == datetime.date(2028, 2, 29)
        for cell in ("voorjaar 2026", "2026", "46000", "1-1-78", "31-foo-2026", "vandaag", "1-1-20266"):
            assert "is geen datum; schrijf dag, maand en jaar als 31-12-2026" in said(cells.day(), cell)
        assert said(cells.day(), "01-01-1900") == "01-01-1900 ligt niet tussen 01-01-1990 en 31-12-2059"

    @pytest.mark.parametrize(
        "cell",
        ["2026-10", "10-2026", "10/2026", "okt 2026", "oktober 2026", "Okt. 2026", "okt-26", "October 2026",
         datetime.date(2026, 10, 31)],
    )  # fmt: skip
    def test_month(self, cell):
        assert cells.month(cell) == datetime.date(2026, 10, 1)

    @pytest.mark.parametrize("cell", ["13-2026", "oktober", "2026", "2026-00", "najaar 2026", "10-1926"])
    def test_no_month(self, cell):
        assert said(cells.month, cell).endswith("is geen maand; schrijf die als oktober 2026 of 2026-10")

    @pytest.mark.parametrize("cell", ["1978", "'78", "78", "’78", "12-05-1978", datetime.date(1978, 5, 12)])
    def test_birth_year_is_understood_when_one_year_fits(self, cell):
        assert cells.birth_year()(cell) == 1978

    def test_no_birth_year(self):
        this_year = timezone.localdate().year
        for cell in (str(this_year - 5), "1900", "onbekend", "jaren 70", f"'{(this_year - 5) % 100:02}"):
            assert "is geen geboortejaar van" in said(cells.birth_year(), cell)
        # Between 0 and 105 years of age '30 may be two years, so it is neither.
        assert "is geen geboortejaar" in said(cells.birth_year(0, 105), f"'{(this_year - 2) % 100:02}")

    def test_yes_and_no(self):
        assert all(cells.yes_no(cell) for cell in ("ja", "Ja.", "J", "x", "X", "1", "✓", "WAAR"))
        assert not any(cells.yes_no(cell) for cell in ("nee", "N", "Neen", "0", "onwaar"))
        assert said(cells.yes_no, "soms") == "“soms” is geen ja of nee; schrijf ja of nee"

    def test_a_choice_is_found_by_label_and_alias(self):
        region = named(*REGIONS)
        assert [region(cell) for cell in ("Zuidoost", "zuid oost", "ZUID-OOST")] == ["Zuid-Oost"] * 3
        assert cells.choice(SITUATION)("ww") == "benefit"

    def test_a_choice_from_a_long_list_comes_with_the_nearest_word(self):
        sectors = named("Bouwnijverheid", "Uitzendbranche", "Rest", "Vervoer en opslag", "Zorg", "Horeca", "Onderwijs")
        assert said(sectors, "Bouwnijverheit") == "“Bouwnijverheit” staat niet in de lijst; bedoelt u “Bouwnijverheid”?"
        assert said(sectors, "Ruimtevaart") == "“Ruimtevaart” staat niet in de lijst"

    def test_two_values_with_one_word_are_a_mistake_of_ours(self):
        with pytest.raises(ValueError, match="two values are called ww"):
            cells.choice({"a": ["WW"], "b": ["w.w."]})

    def test_a_long_cell_is_cut_in_the_sentence(self):
        assert said(cells.whole(), "x" * 300) == f"“{'x' * 39}…” is geen heel getal"


class TestChecking:
    columns = (
        Column("email", "E-mail", required=True, parse=cells.email),
        Column("size", "Aantal", parse=cells.whole()),
        Column("note", "Opmerking"),
    )
    sheet = b"E-mail;Aantal;Opmerking\na@x.nl;1;een\nb@x.nl;2;\nc@x.nl;;drie\nd@x.nl;4;vier\n"

    def test_says_per_row_what_is_new_changed_and_unchanged(self):
        present = {
            "b@x.nl": {"size": 2, "note": "blijft staan"},
            "c@x.nl": {"size": 9, "note": "drie"},
            "d@x.nl": {"size": 3, "note": "vier"},
        }
        preview = check(read_table("x", self.sheet), self.columns, existing=present.get, **BY_EMAIL)
        assert [row.status for row in preview.rows] == ["new", "unchanged", "unchanged", "changed"]
        assert preview.rows[3].changes == {"size": (3, 4)}
        assert preview.counts == {"new": 1, "changed": 1, "unchanged": 2, "error": 0}
        assert preview.ok

    def test_one_key_with_other_data_is_an_error_too(self):
        preview = check(read_table("x", self.sheet + b"a@x.nl;7;een\n"), self.columns, **BY_EMAIL)
        assert sentences(preview) == ["Rij 6, kolom A (E-mail): dit staat ook in rij 2, met andere gegevens"]

    def test_what_only_the_values_together_show_is_judged_afterwards(self):
        def judge(values):
            if values["size"] is None and values["note"]:
                yield "size", "is nodig bij een opmerking"

        preview = check(read_table("x", self.sheet), self.columns, judge=judge)
        assert sentences(preview) == ["Rij 4, kolom B (Aantal): is nodig bij een opmerking"]

    def test_the_list_of_errors_has_headings_and_a_line_for_each(self):
        content = b"E-mail;Aantal;Opmerking\ngeen;veel;\n"
        lines = list(error_list(check(read_table("x", content), self.columns)))
        assert lines == [
            ("Rij", "Kolom", "Kop", "Er staat", "Wat er niet klopt"),
            ("2", "A", "E-mail", "geen", "“geen” is geen e-mailadres"),
            ("2", "B", "Aantal", "veel", "“veel” is geen heel getal"),
        ]
        missing = list(error_list(check(read_table("x", b"Aantal\n1\n"), self.columns)))
        assert missing[1:] == [("", "", "", "", "De kolom “E-mail” ontbreekt.")]

    def test_ten_thousand_rows_take_a_second_and_a_half_at_most(self):
        tidy = read_table("x", sample("kandidaten.xlsx"))
        rows = [
            [f"{number}.{cell}" if index == 2 else cell for index, cell in enumerate(tidy.rows[number % 120].cells)]
            for number in range(10_000)
        ]
        content = workbook(tidy.headers, *rows)
        fastest = min(self.seconds(content) for _again in range(3))
        print(f"10,000 rows of 15 cells read and checked in {fastest:.2f} s")
        assert fastest <= 1.5

    @staticmethod
    def seconds(content):
        start = time.process_time()
        preview = check(read_table("x", content), CANDIDATE, existing=lambda key: None, **BY_EMAIL)
        assert preview.counts["new"] == 10_000
        return time.process_time() - start


def mutated(content, chance):
    """The same bytes with a few of them changed, taken out, doubled, moved or cut off."""
    data = bytearray(content)
    for _time in range(chance.randint(1, 12)):
        at = chance.randrange(len(data)) if data else 0
        length = chance.choice((1, 1, 2, 8, 64))
        match chance.randrange(7):
            case 0:
                data[at : at + length] = chance.randbytes(length)
            case 1:
                del data[at : at + length]
            case 2:
                data[at:at] = data[at : at + length]
            case 3:
                data[at:at] = chance.choice((b"\x00", b'"', b";", b"\r", b"\xff", b"=", b"<", b"]]>", b"\n" * 50))
            case 4:
                del data[len(data) - chance.randrange(1, 200) :]
            case 5:
                data[at : at + 4] = chance.choice((b"\xff\xff\xff\x7f", b"\x00\x00\x00\x00", b"\x01\x00\x00\x00"))
            case 6:
                other = chance.randrange(len(data)) if data else 0
                data[at : at + length], data[other : other + length] = (
                    data[other : other + length],
                    data[at : at + length],
                )
    return bytes(data)


def unzipped_mutant(content, chance):
    """A workbook whose zip is whole and whose XML is not."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        name = chance.choice([n for n in archive.namelist() if n.endswith((".xml", ".rels"))])
        part = archive.read(name)
    return repacked(content, {name: mutated(part, chance)}, kind=zipfile.ZIP_STORED)


FUZZED = [
    ("bedrijven.csv", COMPANY, mutated),
    ("bedrijven-rommelig.csv", COMPANY, mutated),
    ("voortgang.xlsx", PROGRESS, mutated),
    ("kandidaten-rommelig.xlsx", CANDIDATE, mutated),
    ("voortgang.xlsx", PROGRESS, unzipped_mutant),
    ("kandidaten-rommelig.xlsx", CANDIDATE, unzipped_mutant),
]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(("name", "columns", "mutate"), FUZZED)
def test_mutated_files_are_refused_or_checked_and_nothing_else_happens(name, columns, mutate, seed):
    chance = random.Random(f"{name} {mutate.__name__} {seed}")
    original = sample(name)
    for _time in range(50):
        content = mutate(original, chance)
        try:
            preview = check(read_table(name, content), columns, key=lambda values: tuple(values.values()))
        except ImportRefused as refused:
            assert str(refused)
        else:
            list(error_list(preview))


def test_a_broken_workbook_is_called_that_and_not_a_badly_saved_csv():
    with override("en"):
        assert "no Excel file, or it is broken" in refusal(b"\x9c\0\x01\xfe\0zomaar" * 50, "bedrijven.xlsx")
        assert "no text file" in refusal(b"\x9c\0\x01\xfe\0zomaar" * 50, "bedrijven.csv")
    assert read_table("bedrijven.xlsx", b"Naam\nRijn\n").headers == ["Naam"], "text under that name is read as before"
