"""Files beside a proposal: known by their content, kept with the proposal, read by owners and that provider alone."""

import zipfile
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils.translation import override

from pilot import attachments
from pilot.choices import Role
from pilot.models import Attachment, Blob
from pilot.workflow import NotNow
from tests import factories as make
from tests.conftest import Person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


@pytest.fixture
def person(db, settings):
    """A browser that reads English."""

    def opened(user):
        browser = Person(user)
        browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        return browser

    return opened


def package(*names):
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in ("[Content_Types].xml", *names):
            archive.writestr(name, "x")
    return out.getvalue()


GOOD = {
    "plan.pdf": b"%PDF-1.7 proef",
    "plan.docx": package("word/document.xml"),
    "plan.xlsx": package("xl/workbook.xml"),
    "foto.PNG": b"\x89PNG\r\n\x1a\nproef",
    "foto.jpeg": b"\xff\xd8\xffproef",
}
BAD = {
    "plan.exe": (b"MZ", "Choose a PDF"),
    "plan": (b"%PDF-1.7", "Choose a PDF"),
    "plan.svg": (b"<svg/>", "Choose a PDF"),
    "plan.pdf": (b"<html><script>", "is not PDF"),
    "foto.png": (b"%PDF-1.7", "is not PNG"),
    "plan.docx": (package("xl/workbook.xml"), "is not Word"),
    "plan.xlsx": (b"PK\x03\x04stuk", "is not Excel"),
    "macro.docx": (package("word/document.xml", "word/vbaProject.bin"), "has macros"),
    "leeg.pdf": (b"", "is empty"),
}


@pytest.fixture
def proposal():
    appointment = make.AppointmentFactory(state="invited", pilot=make.new_pilot(make.AO))
    return appointment.proposals.select_related("appointment__pilot").get(topic="training")


def writer(proposal):
    return make.person(Role.PROVIDER, proposal.appointment.pilot, organisation=proposal.appointment.provider)


@pytest.mark.parametrize("name", GOOD)
def test_five_kinds_are_kept(proposal, name):
    file = attachments.attach(proposal, f"C:/mappen/{name}", GOOD[name], by=writer(proposal))
    assert (file.name, file.blob.plain) == (name, GOOD[name])


@pytest.mark.parametrize("name", BAD)
def test_anything_else_is_refused_with_the_reason(proposal, name):
    content, words = BAD[name]
    with pytest.raises(NotNow, match=words):
        attachments.attach(proposal, name, content, by=writer(proposal))
    assert not Attachment.objects.exists() and not Blob.objects.exists()


def test_a_large_file_and_an_eleventh_are_refused(proposal, settings):
    by = writer(proposal)
    for number in range(attachments.MOST):
        attachments.attach(proposal, f"{number}.pdf", b"%PDF-" + bytes([number]), by=by)
    with pytest.raises(NotNow, match="10 attachments at most"):
        attachments.attach(proposal, "elf.pdf", b"%PDF-", by=by)
    settings.UPLOAD_LARGEST_BYTES = 3
    with pytest.raises(NotNow, match="too large"):
        attachments.attach(proposal, "groot.pdf", b"%PDF-", by=by)


def test_what_was_handed_in_keeps_its_files(proposal):
    file = attachments.attach(proposal, "plan.pdf", GOOD["plan.pdf"], by=writer(proposal))
    make.stand(proposal.appointment, "proposed")
    for act in (
        lambda: attachments.attach(proposal, "nog.pdf", b"%PDF-2", by=file.by),
        lambda: attachments.remove(file, by=file.by),
    ):
        with pytest.raises(NotNow, match="cannot be changed now"):
            act()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("delete from pilot_attachment")


def test_a_file_that_is_taken_away_takes_its_bytes_along(proposal):
    file = attachments.attach(proposal, "plan.pdf", GOOD["plan.pdf"], by=writer(proposal))
    attachments.remove(file, by=file.by)
    assert not Attachment.objects.exists() and not Blob.objects.exists()


def test_a_file_goes_out_as_a_download_that_no_browser_guesses_at(proposal, person):
    user = writer(proposal)
    browser, owner = person(user), person(make.owner(proposal.appointment.pilot))
    sent = browser.post(
        reverse("attachment_new", args=[proposal.appointment_id, "training"]),
        {"file": SimpleUploadedFile("Plan & prijs.pdf", GOOD["plan.pdf"])},
    )
    file = Attachment.objects.get()
    assert sent.url == proposal.get_absolute_url()
    address = reverse("attachment", args=[file.pk])
    # What is not handed in yet is the provider's own.
    assert owner.get(address).status_code == 403
    assert file.name not in owner.get(proposal.get_absolute_url()).content.decode()
    make.stand(proposal.appointment, "proposed")
    answer = owner.get(address)
    assert answer.content == GOOD["plan.pdf"]
    assert answer.headers["Content-Disposition"] == 'attachment; filename="plan-prijs.pdf"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Type"] == "application/pdf"
    assert person(make.provider(make.running_pilot())).get(address).status_code == 404
    assert person(make.selector(proposal.appointment.pilot)).get(address).status_code == 404


def test_a_refused_file_says_why_at_the_field(proposal, person):
    page = person(writer(proposal)).post(
        reverse("attachment_new", args=[proposal.appointment_id, "training"]),
        {"file": SimpleUploadedFile("plan.pdf", b"<html>")},
    )
    assert page.status_code == 200 and "is not PDF" in page.content.decode()
