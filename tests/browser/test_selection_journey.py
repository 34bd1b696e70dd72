"""From information session to result in Chromium: by keyboard alone, and again without JavaScript.

And a card that loses its connection, and then its login, in the middle: not one character is lost.
"""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from candidates.models import Candidate, Result
from candidates.selection import in_order, required
from pilot.models import Held
from tests import factories as f
from tests.browser.chromium import chromium
from tests.browser.keyboard import typists
from tests.browser.visitor import PASSWORD, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
HEARD = {"selector": "Zette zelf een draaibank in de schuur.", "specialist": "Kende de maten, had nooit gefreesd."}


@pytest.fixture
def ready(site):
    """A pilot with a kit, and somebody who was at an information session yesterday."""
    pilot = f.running_pilot()
    f.kit_in_use(pilot)
    candidate = f.CandidateFactory(pilot=pilot, first_name="Tjitske", last_name="Lunteren")
    session = f.InformationSessionFactory(pilot=pilot, at=timezone.now() - timedelta(days=1))
    f.AttendanceFactory(session=session, candidate=candidate)
    pair = {"selector": f.selector(pilot), "specialist": f.specialist(pilot)}
    for user in pair.values():
        user.set_password(PASSWORD)
        user.save()
    site.start("web")
    return {"pilot": pilot, "candidate": candidate, "session": session, **pair}


@pytest.mark.parametrize("script", [True, False], ids=["keyboard", "without-javascript"])
def test_from_information_session_to_result(site, ready, script):
    pair = {part: ready[part] for part in ("selector", "specialist")}
    with chromium() as browser, typists(browser, site, script=script, **pair) as who:
        selector, specialist = who.values()
        interview = invited(selector, ready)
        score(selector, interview, "selector", {"soft": 4, "hard": 4})
        specialist.open(interview.get_absolute_url())
        assert HEARD["selector"] not in specialist.text()
        score(specialist, interview, "specialist", {"hard": 2})
        settled(selector, interview)
        decided(selector, ready["candidate"], interview)


def invited(who, ready):
    """Came to the session, invited, planned with a specialist."""
    candidate, session = ready["candidate"], ready["session"]
    who.open(session.get_absolute_url())
    who.done("Kwam", session.attendances.get().pk).done("Uitnodigen voor een gesprek")
    who.done("Uitnodigen voor een gesprek")
    candidate.refresh_from_db()
    assert candidate.state == "invited"
    who.open(reverse("candidates:interview_plan", args=[candidate.pk]))
    who.type(at=f.office_hours(hour=10), place="Kamer 2")
    who.type(selector=ready["selector"].pk, specialist=ready["specialist"].pk).done("Plannen")
    return candidate.interviews.get()


def score(who, interview, part, values):
    """Item by item, read through, handed in."""
    card = interview.scorecards.get(part=part)
    items = in_order(interview.kit.items.all(), part)
    who.open(card.get_absolute_url())
    for item in items:
        if required(item, part):
            who.sees(item.question)
            who.type(value=values[item.kind], action=HEARD[part])
        who.done("Bewaren en", "next")
    who.done("Indienen")
    card.refresh_from_db()
    assert card.submitted_at is not None
    assert set(card.scores.filter(value__isnull=False).values_list("action", flat=True)) == {HEARD[part]}


def settled(who, interview):
    """Two points apart: side by side, and one value that both stand for."""
    folded = who.open(interview.get_absolute_url()).page.text_content("main")
    assert all(note in folded for note in HEARD.values())
    for _item in interview.kit.items.filter(kind="hard"):
        who.done("Beginnen").type(value=3, reason="Samen teruggelezen: het gaat om theorie.").done("Vastleggen")
    assert interview.consensus.count() == 2


def decided(who, candidate, interview):
    """The proposal taken over, checked, confirmed."""
    who.done("Naar de uitslag")
    who.type(qualified="yes", type=1, type_reason="Zo besproken.")
    for item in interview.kit.items.exclude(required_level="").order_by("position"):
        who.type(**{f"level_of_{item.pk}": "none"})
    who.type(culture="team", level_3="yes", training_kind="short").done("Antwoorden nalezen")
    who.done("Vastleggen", 1)
    result = Result.objects.get(candidate=candidate)
    assert (result.motivation, result.qualified) == (4, True)
    assert Candidate.objects.get(pk=candidate.pk).state == "qualified"


def test_a_card_that_loses_its_connection_and_then_its_login_loses_no_character(site, ready):
    candidate = ready["candidate"]
    Candidate.objects.filter(pk=candidate.pk).update(state="invited")
    interview = f.planned_interview(candidate)
    card = interview.scorecards.get(part="selector")
    first = in_order(interview.kit.items.all(), "selector")[0]
    with chromium() as browser:
        who = Visitor(browser, site, card.interviewer, width=820)
        who.open(f"{card.get_absolute_url()}?onderdeel=1")
        page, state = who.page, who.page.locator("[data-state]")
        action = page.locator("[name=action]")
        page.locator("[name=value][value='4']").check(force=True)
        expect(state).to_contain_text("Bewaard om")

        # The connection goes; typing goes on; a button leads nowhere.
        who.context.set_offline(True)
        action.press_sequentially("Zij zei: “ik ")
        expect(state).to_contain_text("Geen verbinding")
        page.locator("button[value=next]").click()
        action.press_sequentially("durf het wél”. ")
        page.locator("[name=result]").fill("Eerste regel\nTweede regel & <slot>")
        expect(state).to_contain_text("Geen verbinding")
        assert page.url.endswith("?onderdeel=1")
        assert page.evaluate("localStorage.length + sessionStorage.length") == 0
        who.context.set_offline(False)
        expect(state).to_contain_text("Bewaard om")
        score = card.scores.get(item=first)
        assert (score.value, score.action) == (4, "Zij zei: “ik durf het wél”.")
        assert score.result == "Eerste regel\nTweede regel & <slot>"

        # The login ends; typing goes on; after logging in all of it stands there, unsaved.
        Session.objects.all().delete()
        action.press_sequentially("En toen lachte ze")
        expect(state).to_contain_text("niet meer ingelogd")
        action.press_sequentially(", heel hard.")
        page.locator("[name=situation]").fill("Op de zolder.")
        page.get_by_role("link", name="Log in en ga verder").click()
        page.wait_for_url("**/account/login/**")
        score.refresh_from_db()
        assert "lachte" not in score.action
        page.fill("[name=login]", card.interviewer.email)
        page.fill("[name=password]", PASSWORD)
        page.locator("main form button[type=submit]").first.click()
        page.wait_for_url("**/scores/**")
        who.sees("nog niet bewaard")
        assert action.input_value() == "Zij zei: “ik durf het wél”. En toen lachte ze, heel hard."
        assert page.locator("[name=result]").input_value() == "Eerste regel\nTweede regel & <slot>"
        score.refresh_from_db()
        assert "lachte" not in score.action
        page.locator("button[value=next]").click()
        page.wait_for_url("**onderdeel=2")
        score.refresh_from_db()
        assert score.action.endswith("En toen lachte ze, heel hard.") and score.situation == "Op de zolder."
        assert not Held.objects.exists()

        # All items on one page: it saves by itself just so, and a button saves every field.
        last = in_order(interview.kit.items.all(), "selector")[-1]
        who.open(f"{card.get_absolute_url()}?onderdeel=alles")
        page.locator(f"[name=i{last.pk}-action]").press_sequentially("Laatste regel")
        expect(state).to_contain_text("Bewaard om")
        assert card.scores.get(item=last).action == "Laatste regel"
        page.locator(f"[name=i{last.pk}-value][value='3']").check(force=True)
        page.locator("button[value=check]").click()
        page.wait_for_url("**onderdeel=nalezen")
        assert card.scores.get(item=last).value == 3
