"""A candidate file of 10,000 rows: preview, import, memory. ``python -m bench.importing csv`` is one import alone."""

import csv
import io
import json
import os
import re
import statistics
import subprocess
import sys
import time
import uuid
from contextlib import contextmanager

from bench.measuring import case, within

ROWS = 10_000
REPEATS = 5
PREVIEW_MS = 5_000
MEMORY_MB = 300
AGAINST = "bulk_create of the same rows with audit"
HEADERS = (
    "Voornaam",
    "Achternaam",
    "E-mailadres",
    "Telefoon",
    "Postcode",
    "Woonplaats",
    "Regio",
    "Geboortejaar",
    "Laatste functie",
    "Herkomstsector",
    "Werksituatie",
    "Wervingskanaal",
    "Opleidingsniveau",
    "Opmerking",
)
FIRST = ("Jan", "Fatma", "Ömer", "Sanne", "Ayşe", "Bram", "Noor")
LAST = ("de Vries", "Jansen", "Yılmaz", "van Dijk", "Öztürk", "Mulder", "Bos")
WORK = ("werkend", "ww", "uitzendkracht", "werkloos zonder uitkering")


def table(town="Hengelo"):
    """Rows of made-up people, each with every cell filled; the headings first."""
    from pilot.models import Channel, Region, SourceSector

    lists = [[row.name_nl for row in model.objects.order_by("pk")] for model in (Region, SourceSector, Channel)]
    regions, sectors, channels = lists
    yield HEADERS
    for n in range(ROWS):
        yield (
            FIRST[n % len(FIRST)],
            f"{LAST[n % len(LAST)]} {n}",
            f"bench{n}@voorbeeld.test",
            f"06{10_000_000 + n}",
            f"{1000 + n % 8999} AB",
            town,
            regions[n % len(regions)],
            str(1960 + n % 40),
            "Automonteur",
            sectors[n % len(sectors)],
            WORK[n % len(WORK)],
            channels[n % len(channels)],
            "mbo 3",
            f"Kwam binnen als nummer {n}",
        )


def content(suffix, **options):
    """The file as bytes, CSV or XLSX."""
    header, *rows = table(**options)
    if suffix == "xlsx":
        from pilot.exporting import workbook

        return workbook("Kandidaten", header, rows)
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows([header, *rows])
    return text.getvalue().encode()


@contextmanager
def taken_back():
    """Leave nothing of what happens inside."""
    from django.db import transaction

    with transaction.atomic():
        yield
        transaction.set_rollback(True)


class Screen:
    """The three steps of the import screen, as a browser takes them."""

    def __init__(self, client, pilot):
        self.client, self.pilot = client, pilot

    def upload(self, name, file):
        """Choose the file; return the address where it is checked."""
        from django.core.files.uploadedfile import SimpleUploadedFile
        from django.urls import reverse

        address = reverse("import_new", args=[self.pilot.slug, "candidates"])
        answer = self.client.post(address, {"once": uuid.uuid4(), "file": SimpleUploadedFile(name, file)})
        assert answer.status_code == 302, answer.status_code
        return answer.url

    def check(self, address):
        """The preview; return the mark of what it showed."""
        answer = self.client.get(address)
        assert answer.status_code == 200, answer.status_code
        return re.search(r'name="seen" value="(\w+)"', answer.content.decode())[1]

    def store(self, address, seen):
        """Store all rows."""
        from django.urls import reverse

        from pilot.models import Upload

        number = int(re.findall(r"\d+", address)[-1])
        answer = self.client.post(reverse("import_store", args=[number]), {"once": uuid.uuid4(), "seen": seen})
        assert answer.status_code == 302, answer.status_code
        assert Upload.objects.get(pk=number).state == Upload.State.IMPORTED


def cases(client, pilot, by):
    """CSV and XLSX, new people and people on record: each against the least that storing them takes."""
    screen = Screen(client, pilot)
    with taken_back():
        for suffix in ("csv", "xlsx"):
            address = screen.upload(f"kandidaten.{suffix}", content(suffix))
            yield preview(screen, address, f"preview of 10,000 candidates ({suffix})")
            yield storing(screen, address, by, f"import of 10,000 new candidates ({suffix})")
        screen.store(address, screen.check(address))
        address = screen.upload("kandidaten.csv", content("csv", town="Almelo"))
        yield preview(screen, address, "preview of 10,000 candidates on record (csv)")
        yield storing(screen, address, by, "import of 10,000 changed candidates (csv)", new=False)
    for suffix in ("csv", "xlsx"):
        yield within(f"memory of an import of 10,000 ({suffix})", memory(suffix), MEMORY_MB, "MB")


def preview(screen, address, name):
    """How long the page takes that says what would happen to every row."""
    took = []
    for _number in range(REPEATS):
        began = time.perf_counter()
        screen.check(address)
        took.append((time.perf_counter() - began) * 1000)
    return within(name, statistics.median(took), PREVIEW_MS, "ms")


def storing(screen, address, by, name, new=True):
    """Storing (read, check, lock, write, audit) against writing the same rows in sets with audit."""
    from candidates.importing import fields_of
    from candidates.models import Candidate
    from pilot import audit, uploads
    from pilot.models import Upload

    seen = screen.check(address)
    upload = Upload.objects.select_related("pilot", "blob", "by").get(pk=int(re.findall(r"\d+", address)[-1]))
    values = [fields_of(row.values) for row in uploads.examine(upload).rows]
    assert len(values) == ROWS

    def ours():
        with taken_back():
            screen.store(address, seen)

    def bare():
        # People on record have their address already, so theirs is another here: as many rows, as long.
        more = {} if new else {"email": ""}
        people = [Candidate(pilot=screen.pilot, recruited_by="fund", **(one | more)) for one in values]
        with taken_back():
            audit.record_many(Candidate.objects.bulk_create(people), "import", by=by)

    return case(name, AGAINST, ours, bare, 5, repeats=REPEATS)


def memory(suffix):
    """By how many MB the peak of a fresh process grows with one import, from file to record."""
    words = [sys.executable, "-m", "bench.importing", suffix]
    told = subprocess.run(words, check=True, capture_output=True, text=True)
    return json.loads(told.stdout)["grown_mb"]


def resident(what):
    """``VmRSS`` (now) or ``VmHWM`` (the most so far) of this process in MB."""
    with open("/proc/self/status") as status:
        return int(re.search(rf"{what}:\s+(\d+)", status.read())[1]) / 1024


def main(suffix):
    from bench.begin import begin

    client, pilot, _by = begin()
    screen = Screen(client, pilot)
    file = content(suffix)
    with taken_back():
        client.get(pilot.get_absolute_url())  # what every first page loads is not the import's
        before = resident("VmRSS")
        address = screen.upload(f"kandidaten.{suffix}", file)
        screen.store(address, screen.check(address))
        print(json.dumps({"grown_mb": round(resident("VmHWM") - before, 1)}))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pilot.settings")
    main(sys.argv[1])
