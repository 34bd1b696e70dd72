"""The people of a pilot in every order, by words, on the board, side by side, and on a sheet."""

from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from candidates import laying
from candidates.models import Candidate
from candidates.weighing import PERMITTED, Figures
from pilot.choices import Role
from pilot.models import AuditEvent, SavedFilter
from tests import factories as f
from tests.conftest import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def pilot():
    return f.running_pilot()


@pytest.fixture
def selector(pilot):
    return f.selector(pilot)


@pytest.fixture
def browser(selector):
    return Person(selector)


def list_of(browser, pilot, query=""):
    return browser.get(reverse("candidates:list", args=[pilot.slug]) + query)


def names(answer):
    return [person.last_name for person in answer.context["page"].items]


def someone(pilot, name, **fields):
    return f.CandidateFactory(pilot=pilot, last_name=name, **fields)


@pytest.mark.parametrize("order", ["", "nieuw", "plaats", "functie"])
def test_every_order_walks_through_everybody_once(pilot, browser, order):
    for number in range(120):
        someone(pilot, f"N{number % 7}", town=f"Plaats {number % 5}", former_function=f"Werk {number % 3}")
    seen, address = [], f"?order={order}"
    while address:
        page = list_of(browser, pilot, address).context["page"]
        seen += [person.pk for person in page.items]
        address = page.pages["next"]
    assert len(seen) == 120
    assert set(seen) == set(Candidate.objects.filter(pilot=pilot).values_list("pk", flat=True))


def test_the_newest_stand_first_when_that_is_asked(pilot, browser):
    first, second = someone(pilot, "Aa"), someone(pilot, "Bb")
    assert names(list_of(browser, pilot, "?order=nieuw")) == [second.last_name, first.last_name]


@pytest.mark.parametrize(
    "words", ["celik", "Çel", "magazijn", "magazijnmedewerkers", "eindh", "vorkheftruck", "yildiz magazijn", "elik"]
)
def test_words_find_people_by_name_work_town_and_remark(pilot, browser, words):
    someone(pilot, "Çelik", first_name="Yıldız".replace("ı", "i"), remark="Heeft een vorkheftruckbewijs.")
    someone(pilot, "Ander", first_name="Iemand", town="Zwolle", former_function="Kok")
    assert names(list_of(browser, pilot, f"?q={words}")) == ["Çelik"]


@pytest.mark.parametrize("words", ["' or 1=1", "!!", "a:* & b", "%25", "<->", "\\", "onvindbaar"])
def test_strange_words_find_nobody_and_break_nothing(pilot, browser, words):
    someone(pilot, "Jansen")
    answer = list_of(browser, pilot, f"?q={words}")
    assert answer.status_code == 200


def test_a_whole_address_finds_its_owner_only(pilot, browser):
    someone(pilot, "Jansen", email="j.jansen@voorbeeld.test")
    someone(pilot, "Pieters")
    assert names(list_of(browser, pilot, "?q=J.Jansen@voorbeeld.test")) == ["Jansen"]


def keep(browser, pilot, name, query):
    return browser.post(reverse("candidates:filter_save", args=[pilot.slug]), {"name": name, "query": query})


def test_a_choice_is_kept_without_the_words_that_were_searched(pilot, browser, selector):
    keep(browser, pilot, "Nieuw uit Zuidoost", "q=Jansen&region=zuid-oost&order=nieuw&na=xyz")
    kept = SavedFilter.objects.get(user=selector)
    assert kept.query == "order=nieuw&region=zuid-oost"
    page = list_of(browser, pilot, "?region=zuid-oost&order=nieuw").content.decode()
    assert "Nieuw uit Zuidoost" in page


def test_a_kept_choice_is_seen_and_thrown_away_by_its_owner_alone(pilot, browser):
    keep(browser, pilot, "Mijne", "order=nieuw")
    colleague = Person(f.selector(pilot))
    kept = SavedFilter.objects.get()
    assert "Mijne" not in list_of(colleague, pilot).content.decode()
    assert colleague.post(reverse("filter_remove", args=[kept.pk])).status_code == 404
    assert browser.post(reverse("filter_remove", args=[kept.pk])).status_code == 302
    assert not SavedFilter.objects.exists()


def cells(answer):
    book = CalamineWorkbook.from_filelike(BytesIO(answer.content))
    return book.get_sheet_by_index(0).to_python()


def test_the_sheet_holds_what_the_list_shows_and_nothing_becomes_a_formula(pilot, browser):
    someone(pilot, "=1+1", town="@SUM(A1)")
    someone(pilot, "Elders", region_id="noord")
    answer = browser.get(reverse("candidates:export", args=[pilot.slug]) + "?region=zuid-oost")
    header, *rows = cells(answer)
    assert [row[1] for row in rows] == ["=1+1"]
    assert b"<f>" not in answer.content
    assert AuditEvent.objects.filter(action="export_candidates", pilot_id=pilot.pk).count() == 1
    assert AuditEvent.objects.filter(action="seen", subject_type="candidates.candidate").count() == 1


def test_a_provider_gets_a_sheet_without_the_reasons_of_selectors(pilot, browser):
    someone(pilot, "Jansen")
    provider = Person(f.person(Role.PROVIDER, pilot, organisation=pilot.appointments.first().provider))
    url = reverse("candidates:export", args=[pilot.slug])
    assert len(cells(provider.get(url))[0]) == len(cells(browser.get(url))[0]) - 1


def test_the_board_shows_everybody_by_stage_with_what_may_be_done(pilot, browser):
    someone(pilot, "Nieuw")
    gone = someone(pilot, "Weg", state="out", out_stage="informed", out_reason="occupation", out_at=f.days_ago(3))
    answer = browser.get(reverse("candidates:board", args=[pilot.slug]))
    columns = {column["key"]: column for column in answer.context["columns"]}
    assert list(columns) == ["registered", "out"]
    (card,) = columns["out"]["cards"]
    assert [button["url"] for button in card["buttons"]] == [reverse("candidates:candidate_return", args=[gone.pk])]


def test_the_board_shows_some_of_a_full_stage_and_leads_to_the_others(pilot, browser):
    for number in range(15):
        someone(pilot, f"N{number}")
    (column,) = browser.get(reverse("candidates:board", args=[pilot.slug])).context["columns"]
    assert (len(column["cards"]), column["count"], column["more"]) == (12, 15, 3)


def held(pilot, name, soft, hard, motivation=4, both=True):
    """Somebody whose two cards are in, with these scores."""
    person = someone(pilot, name, state="invited")
    interview = f.planned_interview(person)
    for card in interview.scorecards.all():
        for item in interview.kit.items.all():
            value = motivation if item.element == "motivation" else soft if item.kind == "soft" else hard
            f.ScoreFactory(scorecard=card, item=item, value=value)
    handed_in = ("selector", "specialist") if both else ("selector",)
    interview.scorecards.filter(part__in=handed_in).update(submitted_at=f.days_ago(1))
    # The database holds no interview as held while a card is open.
    type(interview).objects.filter(pk=interview.pk).update(state="held" if both else "planned")
    Candidate.objects.filter(pk=person.pk).update(state="interviewed")
    return person


def laid(pilot, user, *people):
    return laying.side_by_side(people, by=user, policy=pilot.policy_in_force)


def test_the_highest_total_stands_first_and_whoever_is_not_motivated_enough_has_no_place(pilot, selector):
    high, low, lazy = held(pilot, "Hoog", 5, 4), held(pilot, "Laag", 3, 3), held(pilot, "Lui", 5, 5, motivation=2)
    found = laid(pilot, selector, low, lazy, high)
    assert [(one.person.pk, one.place) for one in found] == [(high.pk, 1), (low.pk, 2), (lazy.pk, None)]


def test_an_order_that_turns_under_a_permitted_weight_is_told(pilot, selector):
    soft, hard = held(pilot, "Zacht", 5, 3), held(pilot, "Hard", 3, 5)
    found = laid(pilot, selector, soft, hard)
    first, second = (Figures(one.totals.soft, one.totals.hard) for one in found)
    turned = [weight for weight in PERMITTED if second.at(weight) > first.at(weight)]
    assert turned
    (sentence,) = laying.turning(found)
    assert str(turned[0]) in sentence
    assert str(found[1].person) in sentence


def test_an_order_that_stands_is_told_too(pilot, selector):
    better, less = held(pilot, "Beter", 5, 5), held(pilot, "Minder", 3, 3)
    (sentence,) = laying.turning(laid(pilot, selector, better, less))
    assert "51" in sentence
    assert "99" in sentence


def test_nobody_sees_items_before_both_cards_are_in_and_a_provider_never(pilot, selector):
    person = held(pilot, "Dicht", 4, 4)
    provider = f.person(Role.PROVIDER, pilot, organisation=pilot.appointments.first().provider)
    assert laid(pilot, selector, person)[0].rows
    assert not laid(pilot, provider, person)[0].rows
    assert laid(pilot, provider, person)[0].totals is None
    waiting = held(pilot, "Wacht", 4, 4, both=False)
    assert not laid(pilot, selector, waiting)[0].rows


def test_laying_four_side_by_side_takes_as_many_queries_as_two(pilot, browser):
    people = [held(pilot, f"Naam{number}", 4, 3) for number in range(5)]
    url = reverse("candidates:compare", args=[pilot.slug])

    def picked(several):
        with CaptureQueriesContext(connection) as seen:
            found = browser.get(url + "?" + "&".join(f"pick={person.pk}" for person in several))
        return found, [query for query in seen if "SAVEPOINT" not in query["sql"]]

    picked(people)
    answer, many = picked(people)
    _answer, few = picked(people[:2])
    assert len(few) == len(many) <= 20
    assert len(answer.context["laid"]) == 4
    assert answer.context["too_many"]
    sheet = cells(browser.get(url + f"?pick={people[0].pk}&pick={people[1].pk}&xlsx=1"))
    assert len(sheet[0]) == 3


def test_ticking_people_in_the_list_leads_to_laying_them_side_by_side(pilot, browser):
    person = someone(pilot, "Jansen")
    answer = browser.get(reverse("candidates:bulk", args=[pilot.slug]) + f"?act=compare&pick={person.pk}&pick=x")
    assert answer.url == reverse("candidates:compare", args=[pilot.slug]) + f"?pick={person.pk}"


def test_somebody_of_another_pilot_is_never_laid_beside_ours(pilot, browser):
    stranger = someone(f.running_pilot(title="Ergens anders"), "Vreemd")
    answer = browser.get(reverse("candidates:compare", args=[pilot.slug]) + f"?pick={stranger.pk}")
    assert answer.context["laid"] == []
