"""Screenshots of every page for every role, at 390 and 1280 px: ``python -m tests.browser.shots`` on a running site.

Each role starts at *My work* and follows every link; of each page (by URL name) the first is taken. It fails on a page
that scrolls sideways, on one that answers with an error, and on a violation of the content policy.
"""

import argparse
import os
import sys
from collections import deque
from pathlib import Path
from urllib.parse import urlsplit

import django
from playwright.sync_api import Error

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pilot.settings")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
WIDTHS = (1280, 390)
#: Pages of one kind that are taken at most.
PER_NAME = 1


def people():
    """One user for every role, the first by assignment; and somebody without any."""
    from pilot.choices import Role
    from pilot.models import Assignment

    found = {}
    for role in Role.values:
        one = Assignment.objects.running().filter(role=role, deputy=False).select_related("user").order_by("pk").first()
        if one:
            found[role] = one.user
    return found


def name_of(path):
    from django.urls import Resolver404, resolve

    try:
        return resolve(path).view_name
    except Resolver404:
        return None


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
    while todo:
        path = todo.popleft()
        name = name_of(path)
        if name is None or name.startswith("admin:") or name == "account_logout":
            continue
        if taken.get(name, 0) >= PER_NAME or (only and not any(word in name for word in only) and name != "desk:work"):
            continue
        taken[name] = taken.get(name, 0) + 1
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
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            if wide > 0:
                problems.append(f"{role}: {path} ({name}) scrolls {wide} px sideways at {width}")
            page.screenshot(path=folder / f"{name.replace(':', '.')}-{role}{spoken}-{width}.png", full_page=True)
        for link in page.eval_on_selector_all("a[href]", "all => all.map(one => one.getAttribute('href'))"):
            parts = urlsplit(link)
            if parts.netloc and parts.netloc != urlsplit(address).netloc:
                continue
            target = parts.path + (f"?{parts.query}" if parts.query else "")
            if parts.path.startswith("/") and target not in seen:
                seen.add(target)
                # A query is another view of the same page; the page itself is enough.
                if not parts.query:
                    todo.append(parts.path)
    page.close()
    return sum(taken.values())


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
            count += pages
            print(f"{role}: {pages} pages", flush=True)
            context.close()
    print(f"{count} pages × {len(WIDTHS)} widths in {folder}")
    for problem in problems:
        print("PROBLEM", problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
