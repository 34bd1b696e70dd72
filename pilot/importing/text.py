"""Text files: which encoding, which delimiter, and then rows; anything that is no text is refused."""

import codecs
import csv
import io
import re
from collections.abc import Iterable
from itertools import islice

from django.utils.translation import gettext as _

from .sheet import Cell, ImportRefused

__all__ = ["decode", "delimited", "read_text", "refuse_other_kinds"]

OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OTHER_KINDS = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"BM", "BMP"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"RIFF", "WEBP"),
    (b"{\\rtf", "RTF"),
    (b"\x1f\x8b", "GZIP"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7-Zip"),
    (b"MZ", "EXE"),
    (b"\x7fELF", "ELF"),
)


def refuse_other_kinds(content: bytes) -> None:
    """Refuse files that say in their first bytes that they are something else than text; `BM` and `MZ` may be text."""
    if content.startswith(OLD_EXCEL):
        raise ImportRefused(
            _("This is an old Excel file (.xls) or one with a password. Save it without password as .xlsx.")
        )
    for start, kind in OTHER_KINDS:
        if content.startswith(start) and (len(start) > 2 or b"\x00" in content[:1024]):
            raise ImportRefused(
                _("This is a file of kind %(kind)s. Send an Excel file (.xlsx) or a CSV file.") % {"kind": kind}
            )
    if re.match(rb"(?:\xef\xbb\xbf)?\s*<[!?a-zA-Z]", content[:200]):
        raise ImportRefused(_("This is a web page or drawing, no table. Send an Excel file (.xlsx) or a CSV file."))


BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode(content: bytes) -> tuple[str, str]:
    """Text and encoding: what the byte order mark says, else UTF-8, else Windows-1252."""
    encoding = next((name for mark, name in BYTE_ORDER_MARKS if content.startswith(mark)), "")
    encoding = encoding or unmarked_utf16(content[:2000])
    if encoding:
        text = strictly(content, encoding)
    else:
        encoding = "utf-8"
        try:
            text = content.decode()
        except UnicodeDecodeError:
            refuse_two_encodings(content)
            encoding = "windows-1252"
            text = strictly(content, encoding)
    # One strange sign is named at its cell; many of them are no text.
    if len(re.findall(r"[\x00-\x08\x0e-\x1f]", text)) > len(text) / 200:
        raise ImportRefused(_("This is no text file. Send an Excel file (.xlsx) or a CSV file."))
    return text, encoding


def unmarked_utf16(start: bytes) -> str:
    """Excel marks its "Unicode text"; other programs leave the mark out, but every second byte is then zero."""
    even, odd = start[0::2].count(0), start[1::2].count(0)
    if odd > len(start) / 4 and not even:
        return "utf-16-le"
    return "utf-16-be" if even > len(start) / 4 and not odd else ""


def strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as broken:
        row = content[: broken.start].count(b"\n") + 1
        raise ImportRefused(
            _("Row %(row)s holds characters that cannot be read. Save the file as “CSV UTF-8” and send it again.")
            % {"row": row}
        ) from broken


def refuse_two_encodings(content: bytes) -> None:
    """Refuse UTF-8 with a few strange bytes: read as Windows-1252 every accent in it would turn into two signs."""
    guess = content.decode(errors="replace")
    strange = guess.count("\N{REPLACEMENT CHARACTER}")
    accents = sum(1 for sign in guess if sign > "\x7f") - strange
    if accents > strange:
        row = guess[: guess.index("\N{REPLACEMENT CHARACTER}")].count("\n") + 1
        raise ImportRefused(
            _("Row %(row)s holds characters that cannot be read. Save the file as “CSV UTF-8” and send it again.")
            % {"row": row}
        )


def delimited(text: str) -> tuple[str, str]:
    """The text and what divides its cells: what `sep=` in the first line says, else what gives the steadiest table."""
    told = re.match(r"sep=([;,\t|])\r?\n", text, re.IGNORECASE)
    if told:
        return text[told.end() :], told[1]
    return text, max(";,\t|", key=lambda sign: steadiness(text, sign))


def steadiness(text: str, delimiter: str) -> tuple[int, int]:
    """How many of the first rows have as many cells as the first, and how many that are; (0, 1) for one column."""
    # A few lines are enough, and a quote that is never closed must not swallow the file.
    lines = io.StringIO(text[:20_000], newline="")
    try:
        rows = [row for row in islice(csv.reader(lines, delimiter=delimiter), 20) if any(row)]
    except csv.Error:
        return 0, 1
    width = len(rows[0]) if rows else 1
    return (0, 1) if width == 1 else (sum(1 for row in rows if len(row) == width), width)


def read_text(text: str, delimiter: str) -> Iterable[tuple[int, list[Cell]]]:
    """Rows by number, as Excel counts them: a cell with a line break in it is still one row."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            yield number, [cell.strip() for cell in cells]
    except csv.Error as broken:
        raise ImportRefused(
            _("Row %(row)s cannot be read: a quotation mark is missing or one too many.") % {"row": number + 1}
        ) from broken
