"""Opens every page of the access table and keeps what came back, so that many checks read one and the same answer."""

import re
from dataclasses import dataclass
from functools import cached_property
from html.parser import HTMLParser
from io import BytesIO

from django.urls import reverse

from tests.house.access import EVERYBODY, TABLE
from tests.house.checking import address_of, undone

#: Attributes that are read out or shown.
SPOKEN = {"title", "aria-label", "aria-description", "placeholder", "alt", "data-l", "label", "content"}
SILENT = {"script", "style", "code"}


class Reader(HTMLParser):
    """Collects the tags of a page, and every text that somebody sees or hears."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.texts, self.open = [], [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        a = dict(attrs)
        self.tags.append((tag, a))
        if tag in SILENT:
            self.open.append(tag)
        spoken = SPOKEN if tag != "meta" else {"content"} if a.get("name") == "description" else set()
        self.texts += [a[name] for name in spoken & a.keys() if a[name]]
        if tag == "input" and a.get("type") in ("submit", "button", "reset") and a.get("value"):
            self.texts.append(a["value"])

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag in SILENT:
            self.open.pop()

    def handle_endtag(self, tag):
        if self.open and self.open[-1] == tag:
            self.open.pop()

    def handle_data(self, data):
        if self.open:
            self.tags.append((f"{self.open[-1]} text", {"text": data}))
        elif data.strip():
            self.texts.append(data)


@dataclass
class Page:
    """What one role got from one address."""

    name: str
    role: str
    status: int
    headers: object
    content: bytes

    @classmethod
    def of(cls, name, role, answer):
        """Keep an answer without all that the test client hangs onto it."""
        return cls(name, role, answer.status_code, answer.headers, answer.content)

    @property
    def kind(self):
        return self.headers.get("Content-Type", "").split(";")[0]

    @property
    def is_html(self):
        return self.kind == "text/html"

    @cached_property
    def read(self):
        return Reader(self.content.decode())

    @cached_property
    def texts(self):
        """Every text on the page, or every cell of a spreadsheet, with its spaces made one."""
        if self.is_html:
            found = self.read.texts
        elif self.kind.endswith("sheet"):
            found = cells(self.content)
        else:
            found = []
        return [re.sub(r"\s+", " ", text).strip() for text in found]

    def __str__(self):
        return f"{self.name} for {self.role}"


def cells(content):
    """The texts of all cells of a workbook."""
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(BytesIO(content))
    rows = [row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()]
    return [*book.sheet_names, *(cell for row in rows for cell in row if isinstance(cell, str) and cell)]


def readers(row):
    """Roles that read the page in their own pilot."""
    return [role for role in EVERYBODY if row.outcome("GET", role, "own") == 200]


def crawl(world, pick=readers):
    """Give a ``Page`` for every address of the table, for each of the roles that ``pick`` takes of its readers."""
    for name, row in TABLE.items():
        if not (roles := pick(row)):
            continue
        with undone():
            path = reverse(address_of(name), args=row.make(world, world.own)) + row.query
            for role in roles:
                with undone():
                    yield Page.of(name, role, opened(world.browsers[role], path))


def opened(browser, path):
    """The answer to a GET that must succeed."""
    answer = browser.get(path)
    assert answer.status_code == 200, f"{path}: {answer.status_code}"
    return answer
