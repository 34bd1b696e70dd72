"""Files that somebody brings: what they are is read from their content, not their name; they go out as downloads."""

import zipfile
from io import BytesIO
from pathlib import PurePath

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from pilot import audit, uploads
from pilot.models import Attachment, Proposal
from pilot.workflow import NotNow

Kind = Attachment.Kind
#: Files of one topic at most.
MOST = 10
ACCEPT = ".pdf,.docx,.xlsx,.png,.jpg,.jpeg"
TYPES = {
    Kind.PDF: "application/pdf",
    Kind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Kind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Kind.PNG: "image/png",
    Kind.JPG: "image/jpeg",
}
ENDINGS = {"pdf": Kind.PDF, "docx": Kind.DOCX, "xlsx": Kind.XLSX, "png": Kind.PNG, "jpg": Kind.JPG, "jpeg": Kind.JPG}
#: What a file of a kind begins with.
BEGINS = {Kind.PDF: b"%PDF-", Kind.PNG: b"\x89PNG\r\n\x1a\n", Kind.JPG: b"\xff\xd8\xff"}
#: The part that makes a package of Office what it is.
PARTS = {Kind.DOCX: "word/document.xml", Kind.XLSX: "xl/workbook.xml"}


def require_size(size):
    """Raise ``NotNow`` for more bytes than are kept of one file."""
    if size > settings.UPLOAD_LARGEST_BYTES:
        raise NotNow(_("This file is too large: 10 MB at most."), code="size")


def bare(name):
    """The name of a file without folders, as far as it is kept."""
    return PurePath(name).name[-160:]


def kind_of(name, content, *, kinds=tuple(Kind), sentence=""):
    """Return the kind of a file; raises ``NotNow`` with the reason when it is none of ours, too large or has macros.

    ``kinds`` are those that are taken here, ``sentence`` says so to who brings another.
    """
    require_size(len(content))
    if not content:
        raise NotNow(_("This file is empty."), code="empty")
    kind = ENDINGS.get(PurePath(name).suffix.lower().removeprefix("."))
    if kind not in kinds:
        raise NotNow(sentence or _("Choose a PDF, Word (.docx), Excel (.xlsx), PNG or JPG file."), code="kind")
    if not (_begins(kind, content) if kind in BEGINS else _is_package(kind, content)):
        raise NotNow(
            _("What is in this file is not %(kind)s. Save it again as that and choose it once more.")
            % {"kind": kind.label},
            code="content",
        )
    return kind


def _begins(kind, content):
    return content.startswith(BEGINS[kind])


def _is_package(kind, content):
    """Whether this is a package of Office of this kind; only its list of contents is read, and macros are refused."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            names = {name.lower() for name in package.namelist()}
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        return False
    if any(name.endswith("vbaproject.bin") for name in names):
        raise NotNow(_("This file has macros in it. Save it without macros and choose it once more."), code="macros")
    return PARTS[kind] in names and "[content_types].xml" in names


@transaction.atomic
def attach(proposal, name, content, *, by):
    """Put a file with the proposal of a topic and return it; only while the provider writes."""
    kind = kind_of(name, content)
    proposal = Proposal.objects.select_for_update(of=("self",)).select_related("appointment").get(pk=proposal.pk)
    _require_written(proposal)
    if proposal.attachments.count() >= MOST:
        raise NotNow(_("A topic has %(most)d attachments at most.") % {"most": MOST})
    made = Attachment.objects.create(
        proposal=proposal,
        name=bare(name),
        kind=kind,
        size=len(content),
        blob=uploads.keep(content),
        by=by,
    )
    audit.record(made, "create", by=by)
    return made


@transaction.atomic
def remove(attachment, *, by):
    """Take a file away that was not handed in yet."""
    proposal = Proposal.objects.select_for_update(of=("self",)).get(pk=attachment.proposal_id)
    _require_written(proposal)
    audit.record(attachment, "delete", by=by)
    sha256 = attachment.blob_id
    attachment.delete()
    uploads.forget_blob(sha256)
    return proposal


def _require_written(proposal):
    if proposal.state not in Proposal.WRITTEN_IN:
        raise NotNow(_("This topic was handed in and cannot be changed now."), code="state")


def download(attachment):
    """Return the file as a download: its type is ours, no browser guesses or shows it, and nothing in it runs."""
    stem = slugify(PurePath(attachment.name).stem) or "bijlage"
    return HttpResponse(
        attachment.blob.plain,
        content_type=TYPES[attachment.kind],
        headers={
            "Content-Disposition": f'attachment; filename="{stem}.{attachment.kind}"',
            "X-Content-Type-Options": "nosniff",
            "Cross-Origin-Resource-Policy": "same-origin",
        },
    )
