"""What every page sends along: a strict policy, nothing of third parties, little weight; and it stays nowhere."""

import gzip
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from tests.house.access import TABLE
from tests.house.checking import undone
from tests.house.crawl import Page, crawl, opened, readers
from tests.house.situations.floor import PEOPLE_FILE, an_upload
from tests.house.test_queries import BUSY_PAGES, CROWD, add_busy_people
from tests.house.volumes import crowded, fill

#: Filling the world takes a while on a busy machine.
pytestmark = [pytest.mark.django_db, pytest.mark.timeout(900)]

ROWS = 300
#: Bytes as they travel, gzipped.
HTML_LIMIT, CSS_LIMIT, JS_LIMIT = 60_000, 40_000, 40_000
#: Attributes that make a browser fetch, go or send somewhere.
LEADING = {"src", "href", "action", "formaction", "poster", "data", "srcset", "xlink:href", "ping", "background"}
FETCHING = re.compile(r"""(?:url\(\s*|@import\s*)["']?([^"')\s;]+)""")
#: Pages of the account, which allauth draws in our templates.
OF_ACCOUNT = ("account_change_password", "account_email", "account_logout", "mfa_index")
FOR_ANYBODY = ("account_login", "account_reset_password")


@pytest.fixture(scope="module")
def pages(world):
    """Every page once at 300 rows, the busy ones for everybody; the fullest of each thing; accounts; refusals."""
    add_busy_people(world)
    fill(world, ROWS)
    found = list(crawl(world, pick=lambda row: readers(row) if row in busy else readers(row)[:1]))
    for name, args in crowded(world).items():
        for role in CROWD:
            with undone():
                answer = world.browsers[role].get(reverse(name, args=args))
                if answer.status_code == 200:
                    found.append(Page.of(f"{name}|crowded", role, answer))
    for role in ("of a fund", "of a provider"):
        for name in BUSY_PAGES:
            with undone():
                args = TABLE[name].make(world, world.own)
                found.append(Page.of(name, role, opened(world.browsers[role], reverse(name, args=args))))
    for name in OF_ACCOUNT:
        with undone():
            found.append(Page.of(name, "owner", opened(world.browsers["owner"], reverse(name))))
    found += [Page.of(name, "anybody", opened(Client(), reverse(name))) for name in FOR_ANYBODY]
    with undone():
        found += imports(world)
    with undone():
        found.append(Page.of("refused", "stranger", world.browsers["stranger"].get(reverse("mandates"))))
        found.append(Page.of("not found", "owner", world.browsers["owner"].get("/bestaat-niet/")))
    return found


busy = [TABLE[name] for name in BUSY_PAGES]


def imports(world):
    """The check of a file of so many rows, all of them right and all of them wrong."""
    head, row = PEOPLE_FILE.splitlines()
    for what, line in {"right": row, "wrong": row.replace("Zuid-Oost", "Nergens").replace("@", " bij ")}.items():
        rows = [line.replace("kees", f"kees{number}") for number in range(ROWS)]
        upload = an_upload(world, world.own, "\n".join([head, *rows]), "candidates")
        for query in ("", "?toon=fout"):
            answer = opened(world.browsers["provider"], reverse("import_check", args=[upload.pk]) + query)
            yield Page.of(f"import_check|{what}{query}", "provider", answer)


def own(url):
    """Whether an address stays with us: a path, a part of the page, or data that stand in the page."""
    parts = urlsplit(url)
    return parts.scheme == "data" or (not parts.netloc and parts.scheme in ("", "mailto", "tel"))


def html(pages):
    return [page for page in pages if page.is_html]


def test_there_is_a_page_for_every_row_that_somebody_reads(pages):
    assert {page.name for page in pages} >= {name for name, row in TABLE.items() if readers(row)}
    assert {page.status for page in pages} == {200, 403, 404}
    print(f"{len(pages)} pages, {len(html(pages))} of HTML")


def test_every_page_has_a_policy_that_lets_nothing_unsafe_in(pages):
    wrong = []
    for page in pages:
        policy = page.headers.get("Content-Security-Policy", "")
        said = {words[0]: words[1:] for words in (part.split() for part in policy.split(";")) if words}
        foreign = [
            source
            for sources in said.values()
            for source in sources
            if "unsafe" in source or source not in ("'none'", "'self'", "data:")
        ]
        scripts = said.get("script-src", said.get("default-src", ["nothing said"]))
        if said.get("default-src") != ["'none'"] or foreign or scripts != ["'self'"]:
            wrong.append(f"{page}: {policy}")
    assert wrong == []


@pytest.mark.parametrize(
    ("header", "values"),
    [
        ("X-Content-Type-Options", {"nosniff"}),
        ("Referrer-Policy", {"same-origin", "no-referrer", "strict-origin"}),
        ("X-Frame-Options", {"DENY"}),
        ("Cross-Origin-Opener-Policy", {"same-origin"}),
    ],
)
def test_every_page_says_how_it_may_be_used(pages, header, values):
    assert [str(page) for page in pages if page.headers.get(header) not in values] == []


def test_no_page_may_be_framed(pages):
    assert [str(p) for p in pages if "frame-ancestors 'none'" not in p.headers["Content-Security-Policy"]] == []


def test_nothing_of_somebody_logged_in_is_kept_by_a_browser_or_in_between(pages):
    wrong = []
    for page in pages:
        if page.role == "anybody":
            continue
        said = {word.strip() for word in page.headers.get("Cache-Control", "").split(",")}
        if not {"private", "no-store"} <= said:
            wrong.append(f"{page}: {page.headers.get('Cache-Control')}")
    assert wrong == []


def test_no_page_leads_a_browser_to_somebody_else(pages):
    wrong = []
    for page in html(pages):
        for tag, attrs in page.read.tags:
            wrong += [f"{page}: <{tag} {n}={attrs[n]}>" for n in LEADING & attrs.keys() if not own(attrs[n] or "")]
    assert wrong == []


def test_no_page_styles_or_acts_inside_the_html(pages):
    wrong = []
    for page in html(pages):
        for tag, attrs in page.read.tags:
            wrong += [f"{page}: <{tag} {name}>" for name in attrs if name == "style" or name.startswith("on")]
            if tag == "style" or (tag == "script" and not attrs.get("src")):
                wrong.append(f"{page}: <{tag}> of its own")
            if any((value or "").strip().lower().startswith("javascript:") for value in attrs.values()):
                wrong.append(f"{page}: <{tag}> with javascript:")
    assert wrong == []


@pytest.fixture(scope="module")
def weights(pages):
    """Bytes of HTML by page, the heaviest first."""
    found = sorted(((len(gzip.compress(p.content)), str(p)) for p in html(pages)), reverse=True)
    print("\n".join(f"{size:7} {page}" for size, page in found[:10]))
    return found


def test_no_page_weighs_more_than_sixty_kilobytes_with_three_hundred_rows(weights):
    assert [f"{page}: {size}" for size, page in weights if size > HTML_LIMIT] == []


def linked(page, tag, attribute, suffix):
    """The packaged files that a page fetches."""
    found = [attrs.get(attribute) or "" for name, attrs in page.read.tags if name == tag]
    return [url.removeprefix(f"/{settings.STATIC_URL.strip('/')}/") for url in found if url.endswith(suffix)]


def weight(names):
    return sum(len(gzip.compress(Path(finders.find(name)).read_bytes())) for name in names)


def test_no_page_fetches_more_than_forty_kilobytes_of_style_or_of_script(pages):
    sets = {}
    for page in html(pages):
        key = tuple(linked(page, "link", "href", ".css")), tuple(linked(page, "script", "src", ".js"))
        sets.setdefault(key, str(page))
    for (styles, scripts), page in sets.items():
        print(f"{weight(styles)} bytes of style, {weight(scripts)} of script: {page}")
        assert styles, page
        assert weight(styles) <= CSS_LIMIT, page
        assert weight(scripts) <= JS_LIMIT, page


def test_our_styles_fetch_nothing_of_third_parties():
    sheets = list((Path(settings.BASE_DIR) / "static").rglob("*.css"))
    wrong = [f"{path.name}: {url}" for path in sheets for url in FETCHING.findall(path.read_text()) if not own(url)]
    assert len(sheets) >= 4
    assert wrong == []


@pytest.mark.parametrize(
    ("planted", "check"),
    [
        ('<img src="https://elders.test/teller.gif">', test_no_page_leads_a_browser_to_somebody_else),
        ('<form action="//elders.test/">', test_no_page_leads_a_browser_to_somebody_else),
        ('<p style="color:red">', test_no_page_styles_or_acts_inside_the_html),
        ('<p onclick="weg()">', test_no_page_styles_or_acts_inside_the_html),
        ("<script>weg()</script>", test_no_page_styles_or_acts_inside_the_html),
        ('<a href="javascript:weg()">', test_no_page_styles_or_acts_inside_the_html),
        ("<p>", test_every_page_has_a_policy_that_lets_nothing_unsafe_in),
        ("<p>", test_nothing_of_somebody_logged_in_is_kept_by_a_browser_or_in_between),
    ],
)
def test_what_is_planted_is_found(planted, check):
    """The checks are no ornament."""
    from django.http import HttpResponse

    with pytest.raises(AssertionError):
        check([Page.of("planted", "nobody", HttpResponse(f"<!doctype html>{planted}"))])
