"""Refusals and failures in the product's own look; refusals are noted outside any transaction of the view."""

from contextlib import suppress

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import DatabaseError
from django.shortcuts import redirect, render, resolve_url

from pilot import audit, held


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
    """Refuse; a page of ours that is older than the login (made in another window) gets back what was typed in it."""
    # Browsers send the origin with every POST, and no other site can send ours.
    ours = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    row = held.hold(request) if ours else None
    if row is not None and not request.user.is_authenticated:
        return redirect_to_login(held.address(row), resolve_url(settings.LOGIN_URL))
    if row is not None and row.user_id == request.user.pk:
        return redirect(held.address(row))
    return forbidden(request)
