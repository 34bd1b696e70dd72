"""Colour for the charts of a PDF: WeasyPrint knows no page CSS inside an SVG, so each gets the rules with it."""

import re
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders

__all__ = ["painted"]

RULES = re.compile(r"/\* charts \*/(.*?)/\* end of charts \*/", re.S)
# Drawings of their own have a width; the pointers inside a chart have none.
DRAWING = re.compile(r"<svg\b[^>]*\bwidth=[^>]*>")


def _read(name: str) -> str:
    return Path(finders.find(name)).read_text(encoding="utf-8")


@cache
def _rules() -> str:
    tokens = dict(re.findall(r"(--[\w-]+):\s*([^;]+);", _read("css/tokens.css")))
    return re.sub(r"var\((--[\w-]+)\)", lambda use: tokens[use[1]], RULES.search(_read("css/sheet.css"))[1]).strip()


def painted(html: str) -> str:
    """The same HTML, each SVG carrying the chart rules of `sheet.css`; for PDF only, pages forbid inline style."""
    return DRAWING.sub(lambda opening: f"{opening[0]}<style>{_rules()}</style>", html)
