"""Refusals and failures in the product's own look; refusals are noted outside any transaction of the view."""

from contextlib import suppress

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import DatabaseError
from django.shortcuts import render

from pilot import audit


def bad_request(request, exception=None):
    """Answer 400, or 413 when what was sent is too large or has too many fields or files to be read."""
    if isinstance(exception, (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)):
        return render(request, "413.html", status=413)
    return render(request, "400.html", status=400)


def forbidden(request, exception=None):
    """Answer 403 and note who asked for what."""
    # The refusal itself must not depend on the log.
    with suppress(DatabaseError):
        audit.refused(request)
    return render(request, "403.html", {"exception": str(exception or "")}, status=403)


def not_found(request, exception=None):
    return render(request, "404.html", status=404)


def failed(request):
    return render(request, "500.html", status=500)


def csrf_failure(request, reason=""):
    return forbidden(request)
