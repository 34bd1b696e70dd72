"""The signed commitment as it comes back: a scan or a photo, judged by what is in the file and not by its name."""

import re
import warnings
import zlib
from io import BytesIO

from django.utils.translation import gettext as _
from PIL import Image

from pilot import attachments
from pilot.attachments import Kind
from pilot.workflow import NotNow

KINDS = (Kind.PDF, Kind.PNG, Kind.JPG)
ACCEPT = ".pdf,.png,.jpg,.jpeg"
#: What in a PDF runs by itself, starts something, or carries another file; looked for everywhere in the file.
ACTIVE = {"JavaScript", "Launch", "EmbeddedFile", "EmbeddedFiles", "RichMedia", "SubmitForm", "ImportData"}
#: The same, in names so short that they turn up by chance in what is drawn: looked for in the structure only.
SHORT = {"JS", "XFA"}
_NAME = re.compile(rb"/([^\s/<>\[\]()%{}]+)")
_HEX = re.compile(rb"#([0-9A-Fa-f]{2})")
#: An object stream is read up to this many bytes.
INFLATED = 20 * 1024 * 1024
#: Pixels of a scan at most: A4 at 1200 dots an inch.
PIXELS = 140_000_000


def kind_of(name, content):
    """Return the kind of a signed copy; raises ``NotNow`` with the reason for anything but a PDF, PNG or JPG.

    A script, a page of HTML or a file with macros is refused whatever its name says, and so is a PDF in which something
    runs, that is locked, or that has another file behind it.
    """
    kind = attachments.kind_of(
        name, content, kinds=KINDS, sentence=_("The signed commitment is a scan or a photo: choose a PDF, PNG or JPG.")
    )
    if kind == Kind.PDF:
        _require_quiet(content)
    else:
        _require_picture(kind, content)
    return kind


def _require_quiet(content):
    last = content.rfind(b"%%EOF")
    if last < 0 or content[last + 5 :].strip(b"\0 \r\n\t"):
        raise NotNow(
            _("This PDF does not end as a PDF does: it is broken, or something else is behind it. Scan it again."),
            code="content",
        )
    structure = _names(*_structure(content))
    if "Encrypt" in structure:
        raise NotNow(
            _("This PDF is locked with a password. Save it without one and choose it once more."), code="locked"
        )
    if structure & SHORT or (structure | _names(content)) & ACTIVE:
        raise NotNow(
            _("Something in this PDF runs or is hidden in it. Print it, sign it, and scan it again."), code="active"
        )


def _names(*parts):
    """Every name in these parts of a PDF, escapes (``/#4aavaScript``) undone."""
    found = {name for part in parts for name in _NAME.findall(part)}
    return {_HEX.sub(lambda one: bytes([int(one[1], 16)]), name).decode("latin-1") for name in found}


def _structure(content):
    """The parts of a PDF outside what is drawn, and what is in its packed object streams; one pass."""
    at = 0
    while (start := content.find(b"stream", at)) >= 0:
        head = content[at:start]
        yield head
        end = content.find(b"endstream", start)
        if end < 0:
            break
        if b"ObjStm" in head[-2000:]:
            yield _inflated(content[start + 6 : end].lstrip(b"\r\n"))
        at = end + 9
    yield content[at:]


def _inflated(packed):
    try:
        return zlib.decompressobj().decompress(packed, INFLATED)
    except zlib.error:
        return packed


def _require_picture(kind, content):
    wrong = NotNow(
        _("What is in this file is not %(kind)s. Save it again as that and choose it once more.")
        % {"kind": Kind(kind).label},
        code="content",
    )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content), formats=["PNG" if kind == Kind.PNG else "JPEG"]) as picture:
                large = picture.width * picture.height > PIXELS
                picture.verify()
    except Exception as error:  # whatever Pillow stumbles over, the file is not a picture of this kind
        raise wrong from error
    if large:
        raise NotNow(_("This picture has too many pixels. Scan it at 300 dots an inch."), code="size")
