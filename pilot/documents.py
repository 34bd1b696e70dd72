"""Documents: asked for on screen, made by the worker, stored with their hash, tagged PDF/UA-1."""

import mimetypes
from functools import cache
from pathlib import Path
from urllib.parse import unquote

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.exceptions import SuspiciousFileOperation
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.module_loading import import_string
from django.utils.translation import override

from pilot import audit, errands, faultpoints, uploads
from pilot.models import Document
from pilot.painting import painted


def ask(pilot, kind, *, title, by):
    """Ask for a document of a kind named in settings.DOCUMENTS and return its row."""
    document = errands.ask(Document(pilot=pilot, kind=kind, title=title, asked_by=by, language=by.language))
    audit.record(document, "ask", by=by, to_state=Document.State.ASKED)
    return document


def make(errand):
    """Render and store one document (called by the worker); a second run finds it done and changes nothing."""
    with override(errand.language):
        template, context = import_string(settings.DOCUMENTS[errand.kind])(errand)
        content = pdf(render_to_string(template, context))
    faultpoints.reach("document.rendered")
    with transaction.atomic():
        errands.finish(errand, blob=uploads.keep(content))


#: Address that packaged files have inside a document; nothing answers there.
PACKAGED = "http://packaged.invalid"


def pdf(html):
    """Return ``html`` as a tagged PDF/UA-1; nothing is fetched but packaged static files."""
    # Imported here: WeasyPrint takes half a second, and only the worker needs it.
    from weasyprint import HTML

    document = HTML(string=painted(html), base_url=PACKAGED, url_fetcher=_fetcher())
    return document.write_pdf(pdf_variant="pdf/ua-1")


@cache
def _fetcher():
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class Packaged(URLFetcher):
        """Serves packaged static files; any other address stops the document."""

        def fetch(self, url, headers=None):
            try:
                path = packaged(url)
            except ValueError as error:
                raise FatalURLFetchingError(str(error)) from error
            kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
            return URLFetcherResponse(url, body=path.read_bytes(), headers={"Content-Type": kind})

    return Packaged()


def packaged(url):
    """Return the path of the packaged static file at an address inside a document; ``ValueError`` for any other."""
    prefix = f"{PACKAGED}/{settings.STATIC_URL.strip('/')}/"
    if not url.startswith(prefix):
        raise ValueError(f"not a packaged file: {url}")
    return packaged_path(unquote(url.removeprefix(prefix)))


def packaged_path(name):
    """Return the path of a static file by its plain or its hashed name; ``ValueError`` outside the packaged folders."""
    root = Path(settings.STATIC_ROOT).resolve()
    try:
        found = finders.find(name)
    except SuspiciousFileOperation as error:
        raise ValueError(f"not a packaged file: {name}") from error
    path = Path(found) if found else (root / name).resolve()
    if not found and (root not in path.parents or not path.is_file()):
        raise ValueError(f"not a packaged file: {name}")
    return path
