"""Chromium as the browser tests start it: Debian's own, without a sandbox only for root."""

import os
import shutil
from contextlib import contextmanager

from django.db import connections
from playwright.sync_api import sync_playwright

FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-sync",
    "--no-first-run",
]


@contextmanager
def chromium():
    """Yield a running headless browser."""
    flags = [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else FLAGS
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=flags)
        try:
            yield browser
        finally:
            # While Playwright's loop runs, Django keeps connections of its own: the next test has another database.
            connections.close_all()
            browser.close()


def cookies_of(user, address):
    """Session cookies of a user, as if logged in."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return [{"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": address}]
