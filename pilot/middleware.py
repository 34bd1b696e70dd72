"""Sessions end after half an hour idle, or twelve hours; what was typed is held. Pages are Dutch until switched."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import render, resolve_url
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.html import format_html
from django.utils.translation import gettext as _

from pilot import held
from pilot.formats import clock
from pilot.refilling import refilled


class LoginMiddleware(LoginRequiredMiddleware):
    """Login everywhere; what was typed in a form that comes in without one is held for whoever typed it."""

    def handle_no_permission(self, request, view_func):
        row = held.hold(request) if request.method == "POST" else None
        if row is None:
            return super().handle_no_permission(request, view_func)
        return redirect_to_login(held.address(row), resolve_url(self.get_login_url(view_func)))


class TypedMiddleware:
    """Put what was held back into its page, for its writer alone; once it is saved it is held no longer."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method == "GET" and held.WAITS in request.session:
            remind(request)
        response = self.get_response(request)
        if request.method == "POST" and response.status_code == 302 and (key := request.POST.get(held.PARAM)):
            held.drop(request.user, key)
        elif request.method == "GET" and (key := request.GET.get(held.PARAM)):
            row = held.found(request.user, key)
            return response if row is None or response.streaming else put_back(request, response, row)
        return response


def remind(request):
    """Say once after logging in what is still held, unless this very page shows it."""
    del request.session[held.WAITS]
    for row in held.rows(request.user):
        if request.GET.get(held.PARAM) != str(row.key):
            words = _("At %(time)s you typed something that is not saved. It is kept for an hour.")
            link = (held.address(row), _("Read and save"))
            messages.warning(request, format_html('{} <a href="{}">{}</a>', words % {"time": clock(row.at)}, *link))


def put_back(request, response, row):
    """The page with what was typed in its form; where it has no such form (any more), a page with the bare words."""
    typed, files = held.typed(row)
    about = {"row": row, "files": files}

    def notice(left):
        return render_to_string("pilot/_typed.html", about | {"left": left}, request=request)

    if response.status_code == 200 and response.headers.get("Content-Type", "").startswith("text/html"):
        html = refilled(
            response.content.decode(),
            typed,
            action=row.action,
            here=request.path,
            hidden={held.PARAM: str(row.key)},
            notice=notice,
        )
        if html is not None:
            response.content = html
            return response
    words = [value for _name, values in typed.lists() for value in values if any(map(str.isalpha, value))]
    return render(request, "pilot/typed.html", about | {"left": words})


class SessionLimitMiddleware:
    """Log somebody out who was idle too long. What was posted meanwhile is not lost: see ``LoginMiddleware``."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated:
            now = timezone.now().timestamp()
            began = request.session.setdefault("began", now)
            last = request.session.get("last", now)
            if (
                now - last > settings.SESSION_IDLE.total_seconds()
                or now - began > settings.SESSION_LONGEST.total_seconds()
            ):
                logout(request)
            # Written at most once a minute, so that reading pages stays cheap.
            elif now - last > 60 or "last" not in request.session:
                request.session["last"] = now
        return self.get_response(request)


class PrivateMiddleware:
    """What somebody who is logged in reads is kept by no browser and by nothing in between."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        # Asked first: the page may log somebody out.
        known = request.user.is_authenticated
        response = self.get_response(request)
        if known:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class LanguageMiddleware:
    """Dutch unless somebody chose otherwise: by the switch (a cookie) or in the account, not by the browser."""

    def __init__(self, get_response):
        self.get_response = get_response
        self.known = {code for code, _name in settings.LANGUAGES}

    def __call__(self, request):
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        if chosen not in self.known:
            chosen = getattr(request.user, "language", settings.LANGUAGE_CODE)
        with translation.override(chosen):
            request.LANGUAGE_CODE = chosen
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", chosen)
        return response
