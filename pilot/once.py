"""Every POST once (mechanism 1): a form carries a key; sending it twice has one effect and leads to the same place."""

import hashlib
import uuid

from django.db import transaction
from django.http import HttpResponseBadRequest
from django.shortcuts import redirect, render

from pilot.models.record import Sent

FIELD = "once"
#: Hidden beside it: who was logged in when the page was made, and which held words were put back (see pilot.held).
MARK, PARAM = "typed_by", "getypt"
#: Keys of a form, which every page makes anew.
KEYS = {"csrfmiddlewaretoken", FIELD, MARK, PARAM}
#: Views outside the mechanism, each with its reason.
EXEMPT = {
    "admin": "the admin has its own forms; it registers reference tables and accounts only",
    "account": "allauth's forms; logging in twice has one effect",
    "mfa": "allauth's forms; codes are used up by themselves",
}


def upserts(reason):
    """Mark a view of ours that stands outside the mechanism, with the reason: sending it again has the same effect.

    Such a view brings its own transaction. What comes in after the login ended is held as with any other form.
    """

    def mark(view):
        view.upserts = reason
        return view

    return mark


def exempt(request):
    """Say whether the request is for a view that stands outside the mechanism (see ``EXEMPT``)."""
    match = request.resolver_match
    return match.app_name == "admin" or match.view_name.split("_")[0] in ("account", "mfa")


def digest(request):
    """Return a hash of who sends what where, apart from the key and the CSRF token."""
    seen = hashlib.sha256()
    for name in sorted(request.POST):
        if name not in (FIELD, "csrfmiddlewaretoken"):
            for value in request.POST.getlist(name):
                seen.update(f"{name}\0{value}\0".encode())
    for name in sorted(request.FILES):
        for file in request.FILES.getlist(name):
            seen.update(f"{name}\0{file.name}\0".encode())
            for chunk in file.chunks():
                seen.update(chunk)
            file.seek(0)
    return seen.hexdigest()


class OnceOnlyMiddleware:
    """Wrap the view of every POST in one transaction, together with the row that says it was sent."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if request.method != "POST" or exempt(request) or getattr(view, "upserts", ""):
            return None
        try:
            key = uuid.UUID(request.POST.get(FIELD, ""))
        except ValueError:
            return bad_request(request)
        user = request.user if request.user.is_authenticated else None
        said = digest(request)
        with transaction.atomic():
            sent, new = Sent.objects.get_or_create(
                key=key, defaults={"user": user, "path": request.path[:300], "digest": said}
            )
            if not new:
                same = sent.user_id == getattr(user, "pk", None) and sent.path == request.path and sent.digest == said
                return redirect(sent.url) if same else again(request)
            response = view(request, *args, **kwargs)
            if response.status_code == 302:
                sent.url = response.url
                sent.save(update_fields=["url"])
            else:
                transaction.set_rollback(True)
            # A lazy response would otherwise read the database after the transaction.
            if hasattr(response, "render"):
                response.render()
            return response


def bad_request(request):
    """Refuse a form without a key: it does not come from one of our pages."""
    try:
        return render(request, "400.html", status=400)
    except Exception:  # noqa: BLE001 - a broken error page must not hide the refusal
        return HttpResponseBadRequest()


def again(request):
    """Show what was typed with a new key, when a form that was already sent comes back changed (back button)."""
    typed = [(name, value) for name in request.POST if name not in KEYS for value in request.POST.getlist(name)]
    return render(
        request, "again.html", {"typed": typed, "path": request.path, "files": bool(request.FILES)}, status=409
    )
