"""Rounds of selection: closed in figures, then talked over with the provider."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from candidates import recruiting, rounds
from candidates.models import SelectionRound
from candidates.waiting import waiting
from pilot.models import JournalEntry
from pilot.workflow import NotNow
from tests import factories as f

pytestmark = pytest.mark.django_db
SAID = {
    "present": "Anne (OOM), Piet (aanbieder)",
    "agreed": "De aanbieder belt ieder een dag voor de voorlichting.",
    "went_well": "De voorlichting op de werkvloer.",
    "went_wrong": "Veel mensen kwamen niet.",
}


def said():
    return SAID | {"talked_on": timezone.localdate()}


@pytest.fixture
def pilot():
    pilot = f.running_pilot()
    for reason in ("motivation", "motivation", "no_show"):
        person = f.CandidateFactory(pilot=pilot, state="interviewed" if reason == "motivation" else "invited")
        recruiting.drop(person, by=f.selector(pilot), reason=reason)
    f.qualified_candidate(pilot)
    return pilot


def owner_of(pilot):
    return pilot.assignments.filter(role="owner").order_by("pk").first().user


@pytest.mark.advice("8.3.2-24", carries="candidates.rounds.discuss")
def test_the_talk_after_a_round_is_on_record_with_figures_and_agreements_and_feeds_the_journal(pilot):
    owner = owner_of(pilot)
    made = rounds.close(pilot, by=owner)
    assert (made.number, made.qualified, made.fell_out) == (1, 1, 3)
    assert made.why == {
        "stages": {"interviewed": 2, "invited": 1},
        "reasons": {"motivation": 2, "no_show": 1},
        "level_3": 0,
    }
    made = rounds.discuss(made, by=owner, **said())
    assert made.state == "discussed"
    lines = JournalEntry.objects.filter(pilot=pilot, subject_type="candidates.selectionround", subject_id=made.pk)
    assert set(lines.values_list("kind", flat=True)) == {"decision", "success", "failure"}
    decision = lines.get(kind="decision")
    assert "belt ieder" in decision.text
    assert decision.phase == "recruiting"


@pytest.mark.advice("8.3.2-24", carries="candidates.rounds.lines")
def test_a_closed_round_waits_in_the_owners_work_until_it_was_talked_over(pilot):
    owner = owner_of(pilot)
    made = rounds.close(pilot, by=owner)

    def keys():
        return [line.key for line in waiting(owner)]

    assert f"round:{made.pk}" in keys()
    line = next(line for line in waiting(owner) if line.key == f"round:{made.pk}")
    assert line.due == timezone.localdate() + timedelta(days=14)
    assert line.url == made.get_absolute_url()
    assert f"round:{made.pk}" not in [line.key for line in waiting(f.selector(pilot))]
    rounds.discuss(made, by=owner, **said())
    assert f"round:{made.pk}" not in keys()


def test_a_round_that_seems_over_is_asked_to_be_closed(pilot):
    owner, now = owner_of(pilot), timezone.now()
    assert not [line for line in waiting(owner) if line.key.startswith("round")]
    with patch("django.utils.timezone.now", lambda: now + timedelta(days=8)):
        assert [line.key for line in waiting(owner) if line.key.startswith("round")] == [f"round_over:{pilot.pk}:0"]
        f.CandidateFactory(pilot=pilot, state="invited")
        assert not [line for line in waiting(owner) if line.key.startswith("round")]


def test_the_next_round_counts_only_what_came_after_the_one_before(pilot):
    owner = owner_of(pilot)
    first = rounds.close(pilot, by=owner)
    with pytest.raises(NotNow, match="vorige ronde"):
        rounds.close(pilot, by=owner)
    rounds.discuss(first, by=owner, **said())
    with pytest.raises(NotNow, match="niemand geschikt of afgevallen"):
        rounds.close(pilot, by=owner)
    f.qualified_candidate(pilot)
    second = rounds.close(pilot, by=owner)
    assert (second.number, second.qualified, second.fell_out, second.since) == (2, 1, 0, first.closed_at)


def test_the_figures_of_a_closed_round_and_a_talk_on_record_do_not_change(pilot):
    owner = owner_of(pilot)
    made = rounds.close(pilot, by=owner)

    def refused(statement):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"update candidates_selectionround set {statement} where id = %s", [made.pk])

    refused("qualified = 9")
    refused("state = 'discussed'")
    rounds.discuss(made, by=owner, **said())
    refused("agreed = 'Niets.'")
    refused("state = 'closed'")
    with pytest.raises(NotNow):
        rounds.discuss(made, by=owner, **said())


def test_the_page_refuses_a_candidates_name_until_somebody_says_it_is_none(person, pilot):
    owner = owner_of(pilot)
    made = rounds.close(pilot, by=owner)
    f.CandidateFactory(pilot=pilot, first_name="Zebedeus")
    browser = person(owner)
    body = said() | {"went_wrong": "Zebedeus kwam niet.", "version": made.version}
    body["talked_on"] = f"{body['talked_on']:%Y-%m-%d}"
    page = browser.post(made.get_absolute_url(), body)
    assert "Zebedeus" in page.content.decode()
    assert page.status_code == 200
    assert body["agreed"] in page.content.decode()
    answer = browser.post(made.get_absolute_url(), body | {"sure": "on"})
    assert answer.status_code == 302
    assert SelectionRound.objects.get(pk=made.pk).state == "discussed"
    assert browser.get(reverse("candidates:rounds", args=[pilot.slug])).status_code == 200


@pytest.mark.advice("6.1-01", carries="candidates.models.interviews.ResultQuerySet.without_level_3")
def test_a_round_says_how_many_qualified_without_a_clear_yes_to_level_three_and_why(pilot, person):
    interview = f.held_interview(pilot=pilot)
    why = "Wil op niveau 2 blijven."
    f.ResultFactory(interview=interview, candidate=interview.candidate, level_3=None, level_3_reason=why)
    owner = owner_of(pilot)
    running = person(owner).get(reverse("candidates:rounds", args=[pilot.slug])).content.decode()
    assert "van 2 die geschikt zijn" in running
    made = rounds.close(pilot, by=owner)
    assert made.why["level_3"] == 1
    for reader, reads in ((owner, True), (f.selector(pilot), True), (f.provider(pilot), False)):
        page = person(reader).get(made.get_absolute_url()).content.decode()
        assert "van 2 die geschikt zijn" in page
        assert "Niveau 3: nog niet duidelijk." in page
        assert (why in page) == reads
