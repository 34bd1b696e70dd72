"""Screenshots of every page for every role, at 390 and 1280 px: ``python -m tests.browser.shots`` on a running site.

Each role starts at *My work* and follows every link; of each page (by URL name) the first is taken, and some others of
its kind are read for their links: what is next differs from case to case. A role in a pilot of another state is
somebody else. It fails on a page that scrolls sideways, on one that answers with an error, and on a violation of the
content policy.
"""

import argparse
import os
import re
import sys
from collections import deque
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

import django
from playwright.sync_api import Error

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pilot.settings")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
WIDTHS = (1280, 390)
HREF = re.compile(r'<a [^>]*?href="([^"]+)"')
#: Pages of one kind that are read for their links at most.
PER_NAME = 12


def people():
    """One user for every role and state of a pilot, the first by assignment; ``owner``, and ``owner-design``."""
    from pilot.choices import Role
    from pilot.models import Assignment

    found, known = {}, set()
    rows = Assignment.objects.running().filter(deputy=False).select_related("user", "pilot").order_by("pk")
    for role in Role.values:
        for one in rows.filter(role=role):
            state = one.pilot.state if one.pilot else ""
            if (role, state) not in known and one.user not in found.values():
                known.add((role, state))
                found[f"{role}-{state}" if role in found else role] = one.user
    return found


def name_of(path):
    from django.urls import Resolver404, resolve

    try:
        return resolve(path).view_name
    except Resolver404:
        return None


def look(page, where, file, problems):
    """Take a page at both widths, and see that it does not scroll sideways."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0:
            problems.append(f"{where} scrolls {wide} px sideways at {width}")
        page.screenshot(path=f"{file}-{width}.png", full_page=True)


def submit(context, role, user, folder, problems, only, language):
    """Take the pages that only a form leads to (``tests.browser.submitted``); return how many."""
    from django.conf import settings

    from tests.browser.chromium import cookies_of
    from tests.browser.submitted import VISITS, Visit

    spoken, taken = "" if language == "nl" else f"-{language}", 0
    address = os.environ["SITE_URL"].rstrip("/")
    session = {"cookies": lambda: cookies_of(user, address), "session": settings.SESSION_COOKIE_NAME}
    for visit in VISITS.get(role, ()):
        name = visit.__name__
        if only and not any(word in name for word in only):
            continue
        page = context.new_page()

        def take(label, page=page, name=name):
            nonlocal taken
            taken += 1
            look(page, f"{role}: {name} {label}", folder / f"na.{name}.{label}-{role}{spoken}", problems)

        try:
            visit(Visit(page, user, take, **session))
        except (Error, LookupError) as error:
            problems.append(f"{role}: {name} at {page.url}: {str(error)[:300]}")
        page.close()
    return taken


def crawl(context, address, role, folder, problems, only, language):
    """Follow links from *My work*; take each kind of page at both widths."""
    spoken = "" if language == "nl" else f"-{language}"
    page = context.new_page()
    page.on(
        "console",
        lambda message: (
            problems.append(f"{role}: {page.url}: {message.text[:200]}") if message.type == "error" else None
        ),
    )
    todo, seen, taken = deque(["/"]), {"/"}, {}

    def follow(links):
        for link in links:
            parts = urlsplit(unescape(link))
            # A query is another view of the same page; the page itself is enough.
            if parts.path.startswith("/") and parts.netloc in ("", urlsplit(address).netloc) and parts.path not in seen:
                seen.add(parts.path)
                todo.append(parts.path)

    while todo:
        path = todo.popleft()
        name = name_of(path)
        if name is None or name.startswith("admin:") or name == "account_logout":
            continue
        if taken.get(name, 0) >= PER_NAME or (only and not any(word in name for word in only) and name != "desk:work"):
            continue
        taken[name] = taken.get(name, 0) + 1
        if taken[name] > 1:
            answer = context.request.get(address + path, max_redirects=0)
            if answer.status >= 400:
                problems.append(f"{role}: {path} ({name}) answers {answer.status}")
            elif "html" in answer.headers.get("content-type", ""):
                follow(HREF.findall(answer.text()))
            continue
        page.set_viewport_size({"width": WIDTHS[0], "height": 900})
        try:
            answer = page.goto(address + path)
        except Error as error:
            if "Download is starting" in str(error):
                continue
            raise
        if answer is None or answer.status >= 400:
            problems.append(f"{role}: {path} ({name}) answers {answer.status if answer else 'nothing'}")
            continue
        look(page, f"{role}: {path} ({name})", folder / f"{name.replace(':', '.')}-{role}{spoken}", problems)
        follow(page.eval_on_selector_all("a[href]", "all => all.map(one => one.getAttribute('href'))"))
    page.close()
    return len(taken)


def main(words):
    """``python -m tests.browser.shots [--language en] [part of a page's name ...]``; without words, every page."""
    django.setup()
    from django.conf import settings

    from tests.browser.chromium import chromium, cookies_of

    parser = argparse.ArgumentParser()
    parser.add_argument("--language", choices=dict(settings.LANGUAGES), default="nl")
    parser.add_argument("only", nargs="*")
    asked = parser.parse_args(words)
    address = os.environ["SITE_URL"].rstrip("/")
    folder = Path(os.environ.get("SHOTS", "var/shots"))
    folder.mkdir(parents=True, exist_ok=True)
    problems, count = [], 0
    spoken = {"name": settings.LANGUAGE_COOKIE_NAME, "value": asked.language, "url": address}
    with chromium() as browser:
        for role, user in people().items():
            context = browser.new_context(base_url=address, locale="nl-NL")
            context.add_cookies([*cookies_of(user, address), spoken])
            pages = crawl(context, address, role, folder, problems, asked.only, asked.language)
            pages += submit(context, role, user, folder, problems, asked.only, asked.language)
            count += pages
            print(f"{role}: {pages} pages", flush=True)
            context.close()
    print(f"{count} pages × {len(WIDTHS)} widths in {folder}")
    for problem in problems:
        print("PROBLEM", problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
