"""The project sheet: asked for on screen, made by the worker, five parts, tagged, the same ever after."""

import hashlib
from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from pilot import documents, errands
from pilot.models import Document
from tests import factories

pytestmark = pytest.mark.django_db


def made(pilot, by):
    paper = documents.ask(pilot, "company_sheet", title="Projectsheet voor bedrijven", by=by)
    assert errands.run("document", paper.pk)
    paper.refresh_from_db()
    return paper


def text_of(paper):
    reader = PdfReader(BytesIO(paper.blob.plain))
    return reader, " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def test_asking_on_screen_makes_a_row_and_wakes_a_worker(person, published, django_capture_on_commit_callbacks):
    pilot = factories.running_pilot()
    with django_capture_on_commit_callbacks(execute=True):
        answer = person(factories.owner(pilot)).post(reverse("desk:document_ask", args=[pilot.slug]))
    assert answer.status_code == 302
    paper = Document.objects.get()
    assert (paper.state, published) == ("asked", [("document", paper.pk)])


@pytest.mark.advice("8.3.6-13", carries="pilot.desk.sheets.company_sheet")
@pytest.mark.advice("8.3.6-14", carries="pilot.desk.sheets.company_sheet")
@pytest.mark.advice("8.3.6-15", carries="pilot.desk.sheets.company_sheet")
@pytest.mark.advice("8.3.6-16", carries="pilot.desk.sheets.company_sheet")
@pytest.mark.advice("8.3.6-17", carries="pilot.desk.sheets.company_sheet")
@pytest.mark.advice("8.3.6-18", carries="pilot.desk.sheets.company_sheet")
@pytest.mark.advice("8.3.6-19", carries="pilot.desk.sheets.company_sheet")
def test_the_sheet_has_five_parts_with_the_figures_of_the_pilot_and_says_pilot():
    training_class = factories.planned_class(seats=2, company=1750)
    pilot = training_class.pilot
    reader, text = text_of(made(pilot, factories.owner(pilot)))
    for heading in (
        "Wat is het en wat levert het op?",
        "Voor wie?",
        "Hoe meldt u zich aan?",
        "Waar kunt u terecht met vragen?",
        "Hoe wordt het gestimuleerd?",
    ):
        assert heading in text
    for fact in ("Pilot 2026–2027", "26 weken", "€ 6.900", "€ 2.000", "€ 1.750", "4 uur", factories.owner(pilot).email):
        assert fact in text.replace("\xa0", " ")
    assert len(reader.pages) == 1


def test_the_sheet_is_tagged_titled_and_dutch():
    pilot = factories.running_pilot()
    reader, _text = text_of(made(pilot, factories.owner(pilot)))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "nl"
    assert "pilot" in reader.metadata.title.lower()


def test_the_stored_bytes_are_those_of_the_hash():
    pilot = factories.running_pilot()
    paper = made(pilot, factories.owner(pilot))
    assert hashlib.sha256(paper.blob.plain).hexdigest() == paper.blob_id


def test_a_second_run_changes_nothing():
    pilot = factories.running_pilot()
    paper = made(pilot, factories.owner(pilot))
    assert errands.run("document", paper.pk) is False
    again = Document.objects.get(pk=paper.pk)
    assert (again.blob_id, again.done_at, again.attempts) == (paper.blob_id, paper.done_at, 1)


@pytest.mark.parametrize(
    "address", ["http://example.test/x.png", "file:///etc/passwd", "http://packaged.invalid/static/../../etc/passwd"]
)
def test_the_renderer_fetches_nothing_but_packaged_files(address):
    with pytest.raises(ValueError, match="not a packaged file"):
        documents.packaged(address)


def test_no_sheet_before_every_fund_signed(person):
    pilot = factories.new_pilot()
    person(factories.owner(pilot)).post(reverse("desk:document_ask", args=[pilot.slug]))
    assert not Document.objects.exists()


def test_the_file_is_served_to_whoever_sees_the_pilot_and_nobody_else(person):
    pilot = factories.running_pilot()
    paper = made(pilot, factories.owner(pilot))
    url = reverse("desk:document", args=[paper.pk])
    assert person(factories.management()).get(url).content == paper.blob.plain
    assert person(factories.selector(factories.running_pilot())).get(url).status_code == 404
