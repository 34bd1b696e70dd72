"""Reads the tables of a page, so that a test can hold them against the shipped files cell by cell."""

import csv
import re
from html import unescape
from html.parser import HTMLParser

from pilot.facts import FOLDER


def rows_of(name):
    """The rows of a shipped file."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def plain(text):
    """Text with single, ordinary spaces."""
    return " ".join(text.replace("\xa0", " ").split())


def read(page):
    """The text of a page as one reads it, without what pops up at a word of the trade."""
    shown = re.sub(r"<span[^>]* popover>.*?</span>", "", page, flags=re.S)
    return plain(unescape(re.sub(r"<[^>]+>", "", shown)))


class Tables(HTMLParser):
    """Every table of a page by its caption: a list of rows, each ``(header, {column: cell})``, in order."""

    def __init__(self, page):
        super().__init__()
        self.found, self.columns, self.row, self.cell, self.caption = {}, [], None, None, ""
        self.head = False
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        if tag == "table":
            self.columns, self.caption, self.rows = [], "", []
        elif tag == "thead":
            self.head = True
        elif tag == "tr":
            self.row = []
        elif tag in ("th", "td", "caption"):
            self.cell = []
        elif tag == "br" and self.cell is not None:
            self.cell.append(" ")

    def handle_data(self, data):
        if self.cell is not None:
            self.cell.append(data)

    def handle_endtag(self, tag):
        if tag == "caption":
            self.caption, self.cell = plain("".join(self.cell)), None
        elif tag in ("th", "td") and self.cell is not None:
            self.row.append(plain("".join(self.cell)))
            self.cell = None
        elif tag == "thead":
            self.head = False
        elif tag == "tr":
            if self.head:
                self.columns = self.row[1:]
            else:
                self.rows.append((self.row[0], dict(zip(self.columns, self.row[1:], strict=True))))
        elif tag == "table":
            self.found[self.caption] = self.rows
