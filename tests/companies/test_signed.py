"""The signed commitment as a file: a scan or photo comes in, whatever runs or hides in it does not."""

import time
import zipfile
import zlib
from contextlib import suppress
from io import BytesIO

import pytest
from django.conf import settings
from django.utils import translation
from PIL import Image

from companies import signed
from pilot.workflow import NotNow

QUIET = b"%PDF-1.7\n1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def pdf(structure=b"", behind=b"", drawn=b""):
    drawing = b"4 0 obj <</Length 9>>\nstream\n" + drawn + b"\nendstream endobj\n" if drawn else b""
    return QUIET.replace(b"trailer", structure + drawing + b"trailer") + behind


def packed(inside):
    squeezed = zlib.compress(inside)
    return b"9 0 obj <</Type /ObjStm /Filter /FlateDecode>>\nstream\n" + squeezed + b"\nendstream endobj\n"


def picture(kind="PNG", size=(30, 40)):
    held = BytesIO()
    Image.new("L", size, 255).save(held, kind)
    return held.getvalue()


def office(name):
    held = BytesIO()
    with zipfile.ZipFile(held, "w") as package:
        package.writestr("[Content_Types].xml", "<x/>")
        package.writestr("word/document.xml", "<x/>")
        package.writestr(name, b"macro")
    return held.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("Getekend.PDF", QUIET, "pdf"),
        ("scan.pdf", pdf(drawn=b"BT /JS 12 Tf /XFA Do ET"), "pdf"),
        ("scan.pdf", pdf(packed(b"1 0 <</Type /Page /Annots []>>")), "pdf"),
        ("scan.pdf", QUIET + b"\0\0\r\n", "pdf"),
        ("foto.jpeg", picture("JPEG"), "jpg"),
        ("scan.png", picture(), "png"),
    ],
)
def test_a_scan_or_a_photo_comes_in(name, content, kind):
    assert signed.kind_of(name, content) == kind


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("start.sh", b"#!/bin/sh\nrm -rf /", "choose a PDF, PNG or JPG"),
        ("start.js", b"alert(1)", "choose a PDF, PNG or JPG"),
        ("brief.docx", office("word/x.xml"), "choose a PDF, PNG or JPG"),
        ("brief.docm", office("word/vbaProject.bin"), "choose a PDF, PNG or JPG"),
        ("brief.xlsm", office("xl/vbaProject.bin"), "choose a PDF, PNG or JPG"),
        ("plaatje.svg", b"<svg onload='alert(1)'/>", "choose a PDF, PNG or JPG"),
        ("zonder", QUIET, "choose a PDF, PNG or JPG"),
        ("scan.pdf.exe", QUIET, "choose a PDF, PNG or JPG"),
        ("scan.pdf", b"<html><script>alert(1)</script></html>", "is not PDF"),
        ("scan.pdf", office("word/vbaProject.bin"), "is not PDF"),
        ("scan.pdf", b"#!/bin/sh\n" + QUIET, "is not PDF"),
        ("scan.pdf", QUIET + b"<script>alert(1)</script>", "does not end"),
        ("scan.pdf", QUIET + office("word/vbaProject.bin"), "does not end"),
        ("scan.pdf", QUIET.replace(b"%%EOF", b""), "does not end"),
        ("scan.pdf", pdf(b"3 0 obj <</S /JavaScript /JS (app.alert(1))>> endobj\n"), "runs or is hidden"),
        ("scan.pdf", pdf(b"3 0 obj <</S /#4aava#53cript>> endobj\n"), "runs or is hidden"),
        ("scan.pdf", pdf(b"3 0 obj <</S /JS (x)>> endobj\n"), "runs or is hidden"),
        ("scan.pdf", pdf(b"3 0 obj <</S /Launch /F (calc.exe)>> endobj\n"), "runs or is hidden"),
        ("scan.pdf", pdf(b"3 0 obj <</EF 5 0 R /Type /EmbeddedFile>> endobj\n"), "runs or is hidden"),
        ("scan.pdf", pdf(packed(b"1 0 <</S /JavaScript /JS (app.alert(1))>>")), "runs or is hidden"),
        ("scan.pdf", pdf(b"(stream) 3 0 obj <</S /JavaScript>> (endstream) endobj\n"), "runs or is hidden"),
        ("scan.pdf", QUIET.replace(b"/Root", b"/Encrypt 7 0 R /Root"), "locked with a password"),
        ("scan.png", picture("JPEG"), "is not PNG"),
        ("scan.png", b"\x89PNG\r\n\x1a\n<script>", "is not PNG"),
        ("scan.jpg", b"\xff\xd8\xff<html>", "is not JPG"),
        ("scan.pdf", b"", "is empty"),
        ("scan.pdf", b"%PDF-" + b"0" * settings.UPLOAD_LARGEST_BYTES, "too large"),
    ],
)
def test_anything_else_is_refused_with_the_reason(name, content, sentence):
    with pytest.raises(NotNow, match=sentence):
        signed.kind_of(name, content)


def test_a_picture_with_too_many_pixels_is_refused_unread(monkeypatch):
    monkeypatch.setattr(signed, "PIXELS", 1000)
    with pytest.raises(NotNow, match="pixels"):
        signed.kind_of("scan.png", picture(size=(40, 40)))


@pytest.mark.parametrize("part", [b"<<", b"stream", b"/", b">>stream\n", b"/ObjStm stream endstream ", b"/#4a"])
def test_a_file_made_to_be_slow_is_judged_within_seconds(part):
    many = part * (settings.UPLOAD_LARGEST_BYTES // len(part) - 100)
    content = b"%PDF-1.7\n" + many + b"\n%%EOF"
    assert len(content) <= settings.UPLOAD_LARGEST_BYTES
    began = time.process_time()
    with suppress(NotNow):
        signed.kind_of("scan.pdf", content)
    assert time.process_time() - began < 8
