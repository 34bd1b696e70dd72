"""Excel workbooks: only the parts that hold the table are unpacked, measured, and handed to the reader.

A workbook is a zip of XML. Everything a hostile one can do (unpack to gigabytes, name paths, carry macros, declare
entities, put one cell at the far end of the sheet) is refused here, before the fast reader sees it.
"""

import datetime
import io
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import NamedTuple
from xml.etree.ElementTree import ParseError, TreeBuilder, XMLParser
from xml.parsers import expat

import python_calamine
from django.utils.translation import gettext as _

from .sheet import MOST_COLUMNS, Cell, ImportRefused, too_many_columns, too_many_rows

__all__ = ["read_workbook"]

MOST_ENTRIES = 1_000
MOST_UNPACKED = 40 * 1024 * 1024
MOST_ELEMENTS = 3_000_000
LAST_ROW = 25_000  # some room for empty rows in between
WORKBOOK = "xl/workbook.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
EXTRA = ("_rels/.rels", "xl/sharedStrings.xml", "xl/styles.xml")
CONTENT_TYPES = "[Content_Types].xml"


class Part(NamedTuple):
    """A sheet of the workbook and the part of the zip it stands in."""

    title: str
    path: str


def read_workbook(content: bytes) -> tuple[Iterator[tuple[int, list[Cell]]], list[str]]:
    """Rows by number of the first filled visible sheet, and notes; raises `ImportRefused`."""
    try:
        parts, sheets = unpack(content)
        filled = [sheet for sheet in sheets if re.search(rb"<(?:\w+:)?(?:v|t|f)\b", parts[sheet.path])]
        if not filled:
            raise ImportRefused(_("This file is empty."))
        special = SheetScan().read(parts[filled[0].path])
    except (zipfile.BadZipFile, zlib.error, struct.error, expat.ExpatError, ParseError) as broken:
        raise damaged() from broken
    except (EOFError, OSError, RuntimeError, LookupError, ValueError) as broken:  # the rest of what zipfile may raise
        raise damaged() from broken
    return rows_of(values_of(parts, filled[0]), special), notes_on(filled)


def notes_on(filled: list[Part]) -> list[str]:
    if len(filled) == 1:
        return []
    read, *others = (f"“{sheet.title}”" for sheet in filled)
    return [
        _("Only sheet %(sheet)s is read; the file also has %(others)s.") % {"sheet": read, "others": ", ".join(others)}
    ]


def damaged() -> ImportRefused:
    return ImportRefused(
        _("This Excel file is damaged or incomplete. Open it in Excel, save it again as .xlsx and send that.")
    )


def refuse_tricks(content: bytes, archive: zipfile.ZipFile) -> None:
    """Refuse zips that are no plain workbook: anything behind the end, path names, macros, bombs, other formats."""
    # The record that ends a zip is 22 bytes without a comment; behind it a second file can hide.
    if content[-22:-18] != b"PK\x05\x06" or content[-2:] != b"\x00\x00":
        raise damaged()
    entries = archive.infolist()
    names = [entry.filename for entry in entries]
    if any("macroenabled" in name.lower() or name.lower().endswith(("vbaproject.bin",)) for name in names) or any(
        name.startswith("xl/macrosheets/") for name in names
    ):
        raise macros()
    if CONTENT_TYPES not in names or WORKBOOK not in names:
        raise ImportRefused(_("This is no Excel file (.xlsx). Open it in a spreadsheet program and save it as .xlsx."))
    tricky = (
        len(entries) > MOST_ENTRIES
        or len(set(names)) < len(names)
        or any(name.startswith("/") or "\\" in name or ".." in name.split("/") or ":" in name for name in names)
        or any(entry.flag_bits & 1 for entry in entries)
    )
    if tricky:
        raise damaged()
    if sum(entry.file_size for entry in entries) > 4 * MOST_UNPACKED:
        raise too_large()


def macros() -> ImportRefused:
    return ImportRefused(_("This file holds macros. Save it as an ordinary Excel file (.xlsx) and send that."))


def too_large() -> ImportRefused:
    return ImportRefused(_("This file is too large once unpacked. Send only the sheet with the table."))


def unpack(content: bytes) -> tuple[dict[str, bytes], list[Part]]:
    """The parts that hold tables, and which visible sheet stands in which."""
    parts: dict[str, bytes] = {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        refuse_tricks(content, archive)
        for path in (CONTENT_TYPES, WORKBOOK, RELATIONS, *EXTRA):
            if path in archive.NameToInfo:
                unpack_part(archive, path, parts)
        if b"macroenabled" in parts[CONTENT_TYPES].lower():
            raise macros()
        sheets = [sheet for sheet in visible_sheets(parts) if sheet.path in archive.NameToInfo]
        for path in {sheet.path for sheet in sheets}:
            unpack_part(archive, path, parts)
    return parts, sheets


def unpack_part(archive: zipfile.ZipFile, path: str, parts: dict[str, bytes]) -> None:
    """Unpack one part, never further than what is left of the limit, whatever size it declares."""
    left = MOST_UNPACKED - sum(map(len, parts.values()))
    with archive.open(path) as file:
        content = file.read(left + 1)
    # Every element, however short, costs the reader memory.
    if len(content) > left or content.count(b"<") > 2 * MOST_ELEMENTS:
        raise too_large()
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise damaged()
    parts[path] = content


def parsed(content: bytes):
    parser = XMLParser(target=TreeBuilder())  # noqa: S314  # a document type was refused while unpacking
    parser.feed(content)
    return parser.close()


def visible_sheets(parts: dict[str, bytes]) -> list[Part]:
    """Worksheets in their order, those that the sender sees."""
    targets = {
        relation.get("Id"): posixpath.normpath(posixpath.join("/xl", relation.get("Target", "")))[1:]
        for relation in parsed(parts[RELATIONS]).iter()
        if relation.get("Type", "").endswith("/worksheet")
    }
    sheets = []
    for element in parsed(parts[WORKBOOK]).iter():
        if element.tag.rpartition("}")[2] != "sheet" or element.get("state", "visible") != "visible":
            continue
        relation = next((value for name, value in element.items() if name.endswith("}id")), None)
        if relation in targets:
            sheets.append(Part(element.get("name", ""), targets[relation]))
    return sheets


class SheetScan:
    """Walks through the XML of a sheet once: measures it, and finds the cells with a formula or a calculation error."""

    REFERENCE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})", re.ASCII)

    def __init__(self):
        self.special: dict[tuple[int, int], str] = {}
        self.row = self.column = self.elements = 0
        self.far = False
        self.kind = ""
        self.formula: list[str] = []
        self.prefix = None

    def read(self, content: bytes) -> dict[tuple[int, int], str]:
        """By row and column number (from 1) the formula with its `=`, or the text that stands for an error."""
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.Parse(content, True)
        return self.special

    def start(self, name, attributes):
        self.elements += 1
        if self.elements > MOST_ELEMENTS:
            raise too_large()
        if self.prefix is None:
            self.prefix = name.removesuffix("worksheet")
        name = name.removeprefix(self.prefix)
        if name == "c":
            self.cell(attributes.get("r"))
            if attributes.get("t") == "e":
                self.special[self.row, self.column] = "#"
        elif name == "row":
            self.row = int(attributes["r"]) if attributes.get("r", "").isdecimal() else self.row + 1
            self.column = 0
        elif name in {"v", "is", "f"}:
            if self.far:
                self.refuse_far()
            if name == "f":
                self.formula = []
                self.parser.CharacterDataHandler = self.formula.append
                self.parser.EndElementHandler = self.end

    def end(self, name):
        self.special[self.row, self.column] = "=" + "".join(self.formula)
        self.parser.CharacterDataHandler = self.parser.EndElementHandler = None

    def cell(self, reference):
        """Note where the cell stands; formatted cells without a value may stand anywhere."""
        if reference is None:
            self.column += 1
        else:
            found = self.REFERENCE.fullmatch(reference.upper())
            if not found:
                raise damaged()
            self.column = column_number(found[1])
            self.row = int(found[2])
        self.far = self.column > MOST_COLUMNS or self.row > LAST_ROW

    def refuse_far(self):
        raise too_many_columns(self.column) if self.column > MOST_COLUMNS else too_many_rows()


def column_number(letters: str) -> int:
    """1 for A, 27 for AA."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def values_of(parts: dict[str, bytes], sheet: Part) -> list[list]:
    """The values of a sheet as the fast reader gives them, read from a zip with nothing but the measured parts."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path, content in parts.items():
            archive.writestr(path, content)
    packed.seek(0)
    try:
        with python_calamine.CalamineWorkbook.from_filelike(packed) as workbook:
            return workbook.get_sheet_by_name(sheet.title).to_python(skip_empty_area=False)
    except Exception as broken:
        raise damaged() from broken
    except BaseException as broken:
        # A panic of the reader's Rust code is no Exception, and must not take the worker along.
        if type(broken).__name__ == "PanicException":
            raise damaged() from None
        raise


def rows_of(rows: list[list], special: dict[tuple[int, int], str]) -> Iterator[tuple[int, list[Cell]]]:
    positions: dict[int, list[tuple[int, str]]] = {}
    for (row, column), text in special.items():
        positions.setdefault(row, []).append((column, text))
    for number, values in enumerate(rows, start=1):
        cells = [written(value) for value in values]
        for column, text in positions.pop(number, ()):
            cells.extend([""] * (column - len(cells)))
            cells[column - 1] = text
        yield number, cells
    # Formulas without a stored value may stand below the last row that has one.
    for number in sorted(positions):
        width = max(column for column, _text in positions[number])
        cells = [""] * width
        for column, text in positions[number]:
            cells[column - 1] = text
        yield number, cells


def written(value) -> Cell:
    """A value of the reader as a cell: text trimmed, 1975.0 as 1975, 73.5 as 73,5, yes and no in Dutch."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, (int, float)):
        if abs(value) < 1e15 and value == int(value):
            return str(int(value))
        return f"{value:.15g}".replace(".", ",")  # as many digits as Excel itself keeps
    if isinstance(value, datetime.timedelta):
        return str(value)
    return value
