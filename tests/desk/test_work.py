"""My work stays a page that one can read, however much waits, and nothing of it vanishes."""

import gzip
import html
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from pilot import reminders
from pilot.desk import work
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def pilot():
    return factories.running_pilot()


@pytest.fixture
def selector(pilot):
    return factories.selector(pilot)


@pytest.fixture
def waits(monkeypatch, pilot):
    """Let so many lines wait: ``(kind, count, days from today)``."""

    def make(*lines):
        found = [
            reminders.Reminder(
                key=f"{kind}:{number}:{days}",
                due=timezone.localdate() + timedelta(days=days),
                text=f"Taak {kind} {number:04}",
                act="Doe",
                url=f"/doe/{kind}/{number}/",
                pilot=pilot,
            )
            for kind, count, days in lines
            for number in range(count)
        ]
        monkeypatch.setattr(reminders, "waiting", lambda user: sorted(found, key=lambda item: (item.due, item.text)))
        return found

    return make


def page(browser, address=None):
    answer = browser.get(address or reverse("desk:work"))
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def shown(text):
    return set(re.findall(r'<b><a href="(/doe/[^"]+)"', text))


def links(text):
    return set(re.findall(r'<b><a href="([^"]*\?[^"]*deel=[^"]*)"', text))


def test_a_day_of_ordinary_work_is_shown_in_full(person, selector, waits):
    found = waits(("kaart", 20, -3), ("match", 20, -1), ("kaart", 10, 0), ("klas", 5, 3), ("uwv", 4, 30))
    text = page(person(selector))
    assert shown(text) == {item.url for item in found}
    assert links(text) == set()


def test_a_group_of_many_says_how_many_there_are_and_how_many_it_shows(person, selector, waits):
    waits(("kaart", 300, -3), ("match", 12, -1))
    text = page(person(selector))
    assert "(312)" in text
    assert "16 van 312" in text
    assert "Nog 292 zoals deze" in text
    assert "Nog 4 zoals deze" in text
    assert "Alle 312 van “Te laat”" in text


def test_one_kind_never_crowds_out_another(person, selector, waits):
    waits(("kaart", 300, -30), ("match", 1, -1))
    assert "/doe/match/0/" in shown(page(person(selector)))


def test_everything_is_reached_from_the_page(person, selector, waits):
    found = waits(
        *((f"soort{kind}", 30, days) for kind in range(12) for days in (-5, 3)), ("kaart", 300, 0), ("klas", 120, 40)
    )
    browser = person(selector)
    text = page(browser)
    reached, asked, ahead = shown(text), set(), links(text)
    while ahead:
        address = ahead.pop()
        asked.add(address)
        text = page(browser, address)
        reached |= shown(text)
        ahead |= set(re.findall(r'href="([^"]*deel=[^"]*)" rel="next"', text)) - asked
    assert reached == {item.url for item in found}


def test_a_kind_is_shown_alone_by_the_page(person, selector, waits):
    waits(("kaart", 120, -3), ("match", 50, -1))
    text = page(person(selector), reverse("desk:work") + "?deel=te-laat&soort=kaart&blad=3")
    assert len(shown(text)) == 20
    assert all("/kaart/" in url for url in shown(text))
    assert "101 tot en met 120 van 120" in text


def test_the_choice_of_a_pilot_holds_in_a_group(person, selector, waits, pilot):
    waits(("kaart", 300, -3))
    text = page(person(selector), f"{reverse('desk:work')}?pilot={pilot.slug}")
    assert links(text)
    assert all(f"pilot={pilot.slug}" in link for link in links(text))
    assert not shown(page(person(selector), f"{reverse('desk:work')}?pilot=anders&deel=te-laat"))


@pytest.mark.parametrize("query", ["deel=onzin", "deel=te-laat&soort=onzin", "deel=te-laat&blad=x", "blad=-1"])
def test_an_address_that_says_nothing_gives_a_page(person, selector, waits, query):
    waits(("kaart", 60, -3))
    page(person(selector), f"{reverse('desk:work')}?{query}")


@pytest.mark.parametrize("query", ["?deel=te-laat&blad=99999999999999999999", "?deel=te-laat&blad=99"])
def test_a_page_beyond_the_last_is_the_last(person, selector, waits, query):
    waits(("kaart", 60, -3))
    assert shown(page(person(selector), reverse("desk:work") + query))


def test_a_thousand_lines_weigh_no_more_than_sixty_kilobytes(person, selector, waits):
    waits(*((f"soort{kind}", 60, days) for kind in range(20) for days in (-5, 0, 3, 40)))
    for address in (None, reverse("desk:work") + "?deel=te-laat"):
        assert len(gzip.compress(page(person(selector), address).encode())) < 60_000


def test_every_group_has_an_address():
    assert set(work.GROUPS) == set(work.titles())
