"""The card on a tablet: item by item or all on one page, saved as it goes, handed in as it was read through."""

import re
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from candidates.models import Score
from pilot.models import AuditEvent, Sent
from tests import factories as f
from tests.conftest import Person

pytestmark = pytest.mark.django_db
NOTES = {"situation": "In de loods.", "task": "Tellen.", "action": "Telde alles na.", "result": "Het klopte."}


@pytest.fixture
def card():
    return f.planned_interview().scorecards.get(part="selector")


@pytest.fixture
def browser(card):
    return Person(card.interviewer)


def typed(card, **values):
    """What the page with all items posts: every field of every item."""
    found = {}
    for item in card.interview.kit.items.all():
        found |= {f"i{item.pk}-{name}": text for name, text in NOTES.items()}
        found[f"i{item.pk}-value"] = values.get(item.name, "")
    return found


def every(card):
    return card.get_absolute_url() + "?onderdeel=alles"


def keys(html):
    """The hidden fields of the page with all items."""
    return dict(re.findall(r'<input type="hidden" name="(i\d+-[a-z]+|once)" value="([^"]*)"', html))


def test_one_page_shows_every_item_with_its_question_and_anchors(card, browser):
    html = browser.get(every(card)).content.decode()
    for item in card.interview.kit.items.all():
        assert item.question in html
        assert all(anchor in html for anchor in item.anchors)
        assert f'name="i{item.pk}-situation"' in html
    assert "Tussentijds bewaren" in html
    assert every(card).partition("?")[2] in browser.get(card.get_absolute_url()).content.decode()


def test_all_items_are_saved_at_once_and_what_was_not_touched_is_not_written(card, browser):
    first = card.interview.kit.items.first()
    only = {name: text for name, text in typed(card, Motivatie=4).items() if name.startswith(f"i{first.pk}-")}
    assert browser.post(every(card), {"go": "stay", **only}).url == every(card)
    assert [(score.item, score.value, score.action) for score in card.scores.all()] == [(first, 4, "Telde alles na.")]
    assert AuditEvent.objects.filter(action="score").count() == 1


def test_one_wrong_value_saves_nothing_and_keeps_everything_typed(card, browser):
    answer = browser.post(every(card), {"go": "stay", **typed(card, Motivatie=4, Leren=9)})
    html = answer.content.decode()
    assert answer.status_code == 200
    assert html.count("Telde alles na.</textarea>") == 4
    assert html.startswith("<!doctype html>") and "<title>Fout" in html
    assert not card.scores.exists()


def test_a_card_can_be_saved_with_half_of_it_open(card, browser):
    assert browser.post(every(card), {"go": "stay", **typed(card, Motivatie=4)}).status_code == 302
    assert card.scores.filter(value__isnull=True, situation="In de loods.").count() == 3


@pytest.mark.parametrize("where", ["?onderdeel=1", "?onderdeel=alles"])
def test_the_same_page_saves_again_and_again_also_when_an_answer_got_lost(card, browser, where):
    """Nothing is asked back about a page's own earlier save; the key is not used up."""
    page = str(uuid.uuid4())
    first = card.interview.kit.items.first()
    name = "situation" if where == "?onderdeel=1" else f"i{first.pk}-situation"
    for text in ("Hij", "Hij zei", "Hij zei niets."):
        assert browser.post(card.get_absolute_url() + where, {"go": "stay", name: text}, once=page).status_code == 302
    assert card.scores.get().situation == "Hij zei niets."
    assert not Sent.objects.exists()


def test_what_another_window_saved_in_between_is_shown_beside_it(card, browser):
    first = card.interview.kit.items.first()
    name = f"i{first.pk}-situation"
    one, other = str(uuid.uuid4()), str(uuid.uuid4())
    assert browser.post(every(card), {name: "venster een"}, once=one).status_code == 302
    answer = browser.post(every(card), {name: "venster twee"}, once=other)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "venster een" in html and "venster twee" in html
    assert Score.objects.get().situation == "venster een"
    version = Score.objects.get().version
    again = {name: "venster twee", f"i{first.pk}-version": version}
    assert browser.post(every(card), again, once=other).status_code == 302
    assert Score.objects.get().situation == "venster twee"


def test_lines_are_the_same_whether_a_script_or_a_form_sent_them(card, browser):
    page = str(uuid.uuid4())
    path = card.get_absolute_url() + "?onderdeel=1"
    browser.post(path, {"situation": "een\ntwee"}, once=page)
    browser.post(path, {"situation": "een\r\ntwee"}, once=page)
    assert Score.objects.get().situation == "een\ntwee"
    assert AuditEvent.objects.filter(action="score").count() == 1


def test_handing_in_sends_every_field_again_as_it_was_read(card, browser):
    f.fill(card, submit=False)
    card.scores.update(action="Regel een\nregel “twee” & <drie>")
    sent = keys(browser.get(card.get_absolute_url() + "?onderdeel=nalezen").content.decode())
    assert len(sent) == 4 * 6 + 1
    url = reverse("candidates:scorecard_submit", args=[card.pk])
    # Another window wrote on after this one was read through.
    card.scores.filter(item__name="Leren").update(action="Toch anders.")
    answer = browser.post(url, sent)
    assert answer.url == card.get_absolute_url() + "?onderdeel=nalezen"
    card.refresh_from_db()
    assert card.submitted_at is None
    page = browser.get(answer.url).content.decode()
    assert "ander venster" in page
    browser.post(url, keys(page))
    card.refresh_from_db()
    assert card.submitted_at <= timezone.now()
    assert card.scores.get(item__name="Leren").action == "Toch anders."


def test_what_was_typed_on_the_whole_page_after_sealing_is_shown_and_not_saved(card, browser):
    f.fill(card)
    answer = browser.post(every(card), {"go": "stay", **typed(card, Motivatie=1)})
    assert answer.status_code == 200
    assert answer.content.decode().count("Telde alles na.") == 4
    assert not card.scores.filter(value=1).exists()


def test_a_page_without_a_number_goes_on_writing_the_item_that_it_shows(card, browser):
    """Opened at the first open item; once that has a score the same address would be about the next."""
    html = browser.get(card.get_absolute_url()).content.decode()
    action = re.search(r'<form method="post" action="([^"]*)" id="card"', html)[1]
    page = str(uuid.uuid4())
    for value in ("2", "4"):
        browser.post(card.get_absolute_url() + action, {"value": value, "go": "stay"}, once=page)
    assert [(score.item.name, score.value) for score in card.scores.all()] == [("Motivatie", 4)]
