"""Sessions end: after half an hour idle, after twelve hours whatever happens. Pages are Dutch until switched."""

from django.conf import settings
from django.contrib.auth import logout
from django.utils import timezone, translation


class SessionLimitMiddleware:
    """Log somebody out who was idle too long. What was posted meanwhile is not lost: see the expired page."""

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
