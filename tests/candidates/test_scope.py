"""Who may know what of selection: sealed cards, notes, other pilots, other roles."""

import re

import pytest
from django.urls import reverse

from candidates.models import Interview, Score, Scorecard
from tests.factories import (
    CandidateFactory,
    InformationSessionFactory,
    fill,
    held_interview,
    kit_in_use,
    management,
    manager,
    owner,
    planned_interview,
    provider,
    qualified_candidate,
    running_pilot,
    selector,
    specialist,
)

pytestmark = pytest.mark.django_db
CANARY = "Kwikstaart"
VALUE = 4


def url(name, *args):
    return reverse(f"candidates:{name}", args=args)


def cards(interview):
    return interview.scorecards.get(part="selector"), interview.scorecards.get(part="specialist")


def written(card, value=VALUE):
    """A card with a canary in every note."""
    for item in card.interview.kit.items.all():
        notes = dict.fromkeys(("situation", "task", "action", "result"), CANARY)
        Score.objects.create(scorecard=card, item=item, value=value, **notes)
    return card


def pages_about(interview):
    """Every page that says something about one interview, its candidate or its pilot."""
    pilot, person = interview.candidate.pilot, interview.candidate
    return [
        reverse("desk:work"),
        reverse("desk:search") + f"?q={person.first_name}",
        reverse("pilot", args=[pilot.slug]),
        url("list", pilot.slug),
        url("candidate", person.pk),
        url("candidate_edit", person.pk),
        url("candidate_drop", person.pk),
        url("kit", pilot.slug),
        url("interview", interview.pk),
        url("interview_cancel", interview.pk),
        url("result", interview.pk),
        url("matches", pilot.slug),
        *(url("scorecard", card.pk) for card in interview.scorecards.all()),
        *(url("scorecard", card.pk) + "?onderdeel=nalezen" for card in interview.scorecards.all()),
        url("consensus", interview.pk, interview.kit.items.first().pk),
    ]


def people_around(pilot):
    """One of each role in the pilot, and the two that stand outside it."""
    return {
        "owner": owner(pilot),
        "other owner": owner(pilot, "oom"),
        "selector": selector(pilot),
        "specialist": specialist(pilot),
        "provider": provider(pilot),
        "management": management(),
        "manager": manager(),
        "elsewhere": selector(running_pilot()),
    }


def reads(browser, address):
    answer = browser.get(address)
    return answer.content.decode() if answer.status_code == 200 else ""


# ---- sealed ----


@pytest.mark.parametrize("submitted", [False, True])
def test_nobody_reads_a_card_before_both_are_in(person, submitted):
    interview = planned_interview()
    first, second = cards(interview)
    written(first)
    if submitted:
        Scorecard.objects.filter(pk=first.pk).update(submitted_at="2026-11-18T12:00Z")
    watchers = people_around(interview.candidate.pilot) | {"colleague": second.interviewer}
    for role, who in watchers.items():
        browser = person(who)
        for address in pages_about(interview):
            assert CANARY not in reads(browser, address), f"{role} reads the card on {address}"
        assert browser.get(url("scorecard", first.pk)).status_code == 404, role
    assert CANARY in reads(person(first.interviewer), url("scorecard", first.pk) + "?onderdeel=1")


def test_values_are_sealed_as_well_as_notes(person):
    interview = planned_interview()
    first, second = cards(interview)
    written(first, value=5)
    for role, who in (people_around(interview.candidate.pilot) | {"colleague": second.interviewer}).items():
        answer = person(who).get(url("interview", interview.pk))
        if answer.status_code == 200:
            assert not answer.context["compares"], role
            assert answer.context["groups"] == [], role
            assert answer.context["proposal"] is None, role


def test_the_queryset_itself_gives_a_colleague_nothing_before_both_are_in():
    interview = planned_interview()
    first, second = cards(interview)
    fill(first)
    assert list(Scorecard.objects.visible_to(second.interviewer)) == [second]
    assert not Scorecard.objects.visible_to(owner(interview.candidate.pilot)).exists()
    fill(second)
    assert Scorecard.objects.visible_to(second.interviewer).count() == 2
    assert Scorecard.objects.visible_to(owner(interview.candidate.pilot)).count() == 2


@pytest.mark.parametrize(
    ("role", "may"),
    [("owner", True), ("other owner", True), ("selector", True), ("specialist", False), ("provider", False),
     ("management", False), ("manager", False), ("elsewhere", False)],
)  # fmt: skip
def test_once_both_are_in_owners_selectors_and_the_two_interviewers_read_both(person, role, may):
    interview = planned_interview()
    for card in cards(interview):
        written(card)
        Scorecard.objects.filter(pk=card.pk).update(submitted_at="2026-11-18T12:00Z")
    Interview.objects.filter(pk=interview.pk).update(state="held")
    type(interview.candidate).objects.filter(pk=interview.candidate_id).update(state="interviewed")
    browser = person(people_around(interview.candidate.pilot)[role])
    found = [address for address in pages_about(interview) if CANARY in reads(browser, address)]
    assert bool(found) == may, found
    for card in cards(interview):
        assert CANARY in reads(person(card.interviewer), url("interview", interview.pk))


def test_a_provider_reads_the_outcome_and_never_a_note(person):
    interview = planned_interview()
    for card in cards(interview):
        written(card)
        Scorecard.objects.filter(pk=card.pk).update(submitted_at="2026-11-18T12:00Z")
    Interview.objects.filter(pk=interview.pk).update(state="held")
    browser = person(provider(interview.candidate.pilot))
    html = reads(browser, url("interview", interview.pk))
    assert interview.candidate.last_name in html
    assert CANARY not in html
    assert browser.get(url("result", interview.pk)).status_code == 403


def test_nobody_writes_on_a_colleagues_card_by_posting(person):
    interview = planned_interview()
    first, second = cards(interview)
    for who, status in ((second.interviewer, 404), (owner(interview.candidate.pilot), 404)):
        browser = person(who)
        assert browser.post(url("scorecard", first.pk) + "?onderdeel=1", {"value": "1"}).status_code == status
        assert browser.post(url("scorecard_submit", first.pk)).status_code == status
        assert browser.post(url("scorecard_take_back", first.pk)).status_code == status
    assert not Score.objects.exists()


def test_an_interviewer_whose_role_has_ended_no_longer_opens_the_card(person):
    first, _second = cards(planned_interview())
    first.interviewer.assignments.update(end="2025-12-31")
    assert person(first.interviewer).get(url("scorecard", first.pk)).status_code == 404


def test_the_history_of_a_case_holds_no_score(person):
    interview = held_interview(value=5)
    html = reads(person(provider(interview.candidate.pilot)), url("candidate", interview.candidate_id))
    assert interview.candidate.last_name in html
    assert "5,00" not in html
    assert url("scorecard", cards(interview)[0].pk) not in html


# ---- people ----


def test_a_specialist_meets_the_own_candidates_only(person):
    interview = planned_interview()
    other = CandidateFactory(pilot=interview.candidate.pilot)
    browser = person(cards(interview)[1].interviewer)
    html = reads(browser, url("candidate", interview.candidate_id))
    assert interview.candidate.last_name in html
    assert interview.candidate.email not in html
    assert browser.get(url("candidate", other.pk)).status_code == 404
    assert browser.get(url("list", interview.candidate.pilot.slug)).status_code == 403


@pytest.mark.parametrize("role", ["management", "manager", "elsewhere"])
def test_no_name_of_a_candidate_reaches_who_stands_outside_the_pilot(person, role):
    one = qualified_candidate(last_name=CANARY)
    interview = one.results.get().interview
    browser = person(people_around(one.pilot)[role])
    for address in pages_about(interview):
        assert CANARY not in reads(browser, address), address
    assert browser.get(url("candidate", one.pk)).status_code == 404
    assert browser.get(url("interview", interview.pk)).status_code == 404


def test_a_provider_whose_appointment_is_not_approved_goes_through_nothing(person):
    one = CandidateFactory()
    who = provider(one.pilot)
    one.pilot.appointments.update(state="ended")
    browser = person(who)
    assert browser.get(url("list", one.pilot.slug)).status_code == 403
    assert browser.get(url("candidate", one.pk)).status_code == 404


@pytest.mark.parametrize(
    ("role", "statuses"),
    [
        ("owner", (200, 200, 200, 200)),
        ("selector", (200, 200, 200, 200)),
        ("provider", (200, 200, 403, 200)),
        ("specialist", (403, 403, 200, 404)),
        ("management", (403, 403, 403, 404)),
        ("manager", (404, 404, 404, 404)),
        ("elsewhere", (404, 404, 404, 404)),
    ],
)
def test_the_rooms_of_selection_open_by_role(person, role, statuses):
    pilot = running_pilot()
    kit_in_use(pilot)
    session = InformationSessionFactory(pilot=pilot)
    browser = person(people_around(pilot)[role])
    addresses = [
        url("list", pilot.slug),
        url("sessions", pilot.slug),
        url("kit", pilot.slug),
        url("session", session.pk),
    ]
    assert tuple(browser.get(address).status_code for address in addresses) == statuses


def test_the_kit_is_designed_by_owners_and_selectors(person):
    pilot = running_pilot()
    for who, status in ((provider(pilot), 403), (specialist(pilot), 403), (selector(pilot), 302)):
        assert person(who).post(url("kit_make", pilot.slug)).status_code == status
    kit = pilot.kits.get()
    item = kit.items.first()
    assert person(specialist(pilot)).get(url("kit_item", item.pk)).status_code == 403
    assert person(owner(pilot)).get(url("kit_item", item.pk)).status_code == 200


@pytest.mark.parametrize("role", ["owner", "selector", "provider"])
def test_no_button_of_a_case_leads_to_a_refusal(person, role):
    pilot = running_pilot()
    who = people_around(pilot)[role]
    people = [CandidateFactory(pilot=pilot, state=state) for state in ("registered", "informed", "invited")]
    people += [
        qualified_candidate(pilot),
        held_interview(pilot=pilot).candidate,
        planned_interview(pilot=pilot).candidate,
    ]
    browser = person(who)
    for one in people:
        html = reads(browser, url("candidate", one.pk))
        main = html[html.index("<main") : html.index("</main>")]
        for address in set(re.findall(r'href="(/[^"#]*)"', main)):
            status = browser.get(address.replace("&amp;", "&")).status_code
            assert status in (200, 302), f"{address} answers {status} for the {role}"
