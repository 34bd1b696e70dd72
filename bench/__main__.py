"""``make bench``: measures the cases on the demo pilot, writes bench/results.json, fails when a promise is broken."""

import html
import json
import logging
import os
import re
import statistics
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pilot.settings")
PAGES = ("candidates:list", "companies:list")
REPEATS = int(os.environ.get("BENCH_REPEATS", "15"))


@dataclass
class Case:
    """One measured case: medians in ms, their ratio, and the most that was promised."""

    name: str
    against: str
    ms: float
    yardstick_ms: float
    ratio: float
    promise: float

    @property
    def kept(self):
        return self.ratio <= self.promise


def interleaved(work, yardstick, repeats=REPEATS):
    """Run both in turn and return couples of ms; the first round warms up and does not count."""
    couples = []
    for _number in range(repeats + 1):
        couple = []
        for one in (work, yardstick):
            began = time.perf_counter()
            one()
            couple.append((time.perf_counter() - began) * 1000)
        couples.append(couple)
    return couples[1:]


def case(name, against, work, yardstick, promise, **options):
    """Measure one case. The ratio is the median of each couple's: what else the machine did then slowed both."""
    couples = interleaved(work, yardstick, **options)
    ms, yard = (round(statistics.median(one), 2) for one in zip(*couples, strict=True))
    return Case(name, against, ms, yard, round(statistics.median(one / other for one, other in couples), 2), promise)


def pages(client, pilot):
    """Key pages of the demo pilot against the bare logged-in view."""
    from django.urls import reverse

    def get(path):
        answer = client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)

    for name in PAGES:
        path = reverse(name, args=[pilot.slug])
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
    from django.conf import settings

    settings.TEMPLATES[0]["DIRS"].append(Path(__file__).parent / "templates")
    django.setup()
    from django.test import Client

    from pilot.choices import Role
    from pilot.models import Assignment

    settings.ROOT_URLCONF = "bench.yardstick"
    # Not the test environment: its instrumented templates would weigh every include of a page.
    settings.DEBUG = False
    logging.disable(logging.WARNING)
    owner = Assignment.objects.running().filter(role=Role.OWNER, deputy=False).order_by("pk").first()
    client = Client(SERVER_NAME="localhost")
    client.force_login(owner.user, backend=settings.AUTHENTICATION_BACKENDS[0])
    cases = [*pages(client, owner.pilot), sheet(owner.pilot, owner.user)]
    width = max(len(one.name) for one in cases)
    for one in cases:
        print(
            f"{one.name:{width}}  {one.ms:8.2f} ms  {one.yardstick_ms:8.2f} ms ({one.against})  "
            f"ratio {one.ratio:5.2f}  promise ≤ {one.promise}  {'kept' if one.kept else 'BROKEN'}"
        )
    Path("bench/results.json").write_text(
        json.dumps({"repeats": REPEATS, "cases": [asdict(one) for one in cases]}, indent=1) + "\n"
    )
    return 0 if all(one.kept for one in cases) else 1


if __name__ == "__main__":
    sys.exit(main())
