"""``make bench``: measures the cases on the demo pilot, writes bench/results.json, fails when a promise is broken."""

import html
import json
import os
import re
import sys
from dataclasses import asdict
from pathlib import Path

from bench import importing
from bench.begin import begin
from bench.measuring import REPEATS, case

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pilot.settings")
#: Key pages by url name, and whether they are of a pilot.
PAGES = {
    "desk:work": False,
    "pilot": True,
    "candidates:list": True,
    "companies:list": True,
    "candidates:matches": True,
}


def pages(client, pilot):
    """Key pages of the demo pilot against the bare logged-in view."""
    from django.urls import reverse

    def get(path):
        answer = client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)

    for name, of_pilot in PAGES.items():
        path = reverse(name, args=[pilot.slug] if of_pilot else [])
        yield case(
            f"page {name}", "bare logged-in view, one query, template", lambda p=path: get(p), lambda: get("/bare/"), 8
        )
    first = reverse("candidates:list", args=[pilot.slug])
    deep = first + deepest(client, first)
    yield case("deep page candidates:list", "its first page", lambda: get(deep), lambda: get(first), 2)


def deepest(client, path):
    """Return the query of the last full page of a list, by following its links."""
    query = before = ""
    while found := re.search(r'href="(\?[^"]*)" rel="next"', client.get(path + query).content.decode()):
        before, query = query, html.unescape(found[1])
    return before


def sheet(pilot, by):
    """The project sheet against raw WeasyPrint on the same HTML."""
    from django.template.loader import render_to_string
    from weasyprint import HTML

    from pilot import documents
    from pilot.desk.sheets import company_sheet
    from pilot.models import Document, Pilot

    def page():
        # The pilot anew each time, as the worker gets it.
        paper = Document(pk=1, pilot=Pilot.objects.get(pk=pilot.pk), kind="company_sheet", title="bench", asked_by=by)
        return render_to_string(*company_sheet(paper))

    def ours():
        documents.pdf(page())

    ready = documents.painted(page())

    def raw():
        HTML(string=ready, base_url=documents.PACKAGED, url_fetcher=documents._fetcher()).write_pdf(
            pdf_variant="pdf/ua-1"
        )

    return case("project sheet PDF", "raw WeasyPrint on the same HTML", ours, raw, 1.3)


def main():
    client, pilot, owner = begin()
    cases = [*pages(client, pilot), sheet(pilot, owner), *importing.cases(client, pilot, owner)]
    width = max(len(one.name) for one in cases)
    for one in cases:
        print(
            f"{one.name:{width}}  {one.value:8.2f} {one.unit}  {one.yardstick:8.2f} {one.unit} ({one.against})  "
            f"ratio {one.ratio:5.2f}  promise ≤ {one.promise}  {'kept' if one.kept else 'BROKEN'}"
        )
    Path("bench/results.json").write_text(
        json.dumps({"repeats": REPEATS, "cases": [asdict(one) for one in cases]}, indent=1) + "\n"
    )
    return 0 if all(one.kept for one in cases) else 1


if __name__ == "__main__":
    sys.exit(main())
