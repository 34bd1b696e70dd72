"""What changed between two versions of a kit; and planned interviews that take the newer one before they begin."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from candidates import kit_changes, kits, selection
from candidates.models import Interview
from pilot.models import Mail
from pilot.workflow import NotNow
from tests.factories import (
    KitItemFactory,
    ScoreFactory,
    days_ago,
    kit_in_use,
    office_hours,
    owner,
    planned_interview,
    running_pilot,
    selector,
    specialist,
)

pytestmark = pytest.mark.django_db


def used_kit():
    """A kit in use, with a trend so that its next version can be used as it is."""
    pilot = running_pilot()
    kit = kits.make_default(pilot, by=selector(pilot))
    return kits.use(kit, by=selector(pilot))


def newer(kit):
    """The next version, in use."""
    return kits.use(kits.new_version(kit, by=selector(kit.pilot)), by=selector(kit.pilot))


def said(changes):
    return {change["label"]: " ".join(change["sentences"]) for change in changes}


# ---- in words ----


def test_a_copy_that_nobody_changed_differs_in_nothing():
    kit = used_kit()
    assert kit_changes.told(kit, kits.new_version(kit, by=selector(kit.pilot))) == []


def test_every_kind_of_change_is_a_sentence_with_what_was_and_what_becomes():
    kit = used_kit()
    by = selector(kit.pilot)
    draft = kits.new_version(kit, by=by)
    item = draft.items.get(name="Kwaliteit leveren")
    item.name, item.weight, item.required_level, item.question = "Netjes werken", 3, "expert", "Hoe dan?"
    item.anchors = ["Heel slordig werk", *item.anchors[1:]]
    kits.save_item(item, by=by)
    kits.remove_item(draft.items.get(name="Plannen en organiseren"), by=by)
    kits.save_item(KitItemFactory.build(kit=draft, name="Meten"), by=by)
    kits.move_item(draft.items.filter(kind="hard").last(), by=by, up=True)
    type(draft).objects.filter(pk=draft.pk).update(soft_weight=70)
    draft.refresh_from_db()
    found = said(kit_changes.told(kit, draft))
    changed = found.pop("Netjes werken")
    for words in ("Kwaliteit leveren", "van 1 naar 3", "Hoe dan?", "Heel slordig werk", "expert"):
        assert words in changed, changed
    assert set(found) >= {"Meten", "Plannen en organiseren"}
    weight = next(text for label, text in found.items() if "60" in text)
    assert "70" in weight
    assert any("Ontwikkelingen in het vak, Ervaring buiten de branche" in text for text in found.values())


def test_another_name_is_a_change_and_not_one_item_gone_and_another_come():
    kit = used_kit()
    draft = kits.new_version(kit, by=selector(kit.pilot))
    item = draft.items.get(element="trend")
    item.name = "Robots"
    kits.save_item(item, by=selector(kit.pilot))
    assert [change["label"] for change in kit_changes.told(kit, draft)] == ["Robots"]


def test_the_page_lays_a_version_beside_the_one_before_or_any_earlier_one(person):
    first = used_kit()
    second = newer(first)
    third = kits.new_version(second, by=selector(first.pilot))
    kits.remove_item(third.items.get(element="potential"), by=selector(first.pilot))
    url, browser = reverse("candidates:kit_changed", args=[third.pk]), person(specialist(first.pilot))
    page = browser.get(url)
    assert page.context["since"] == second
    assert [change["label"] for change in page.context["changes"]] == ["Aanleg voor niveau 3"]
    assert browser.get(url, {"sinds": 1}).context["since"] == first


# ---- planned with an earlier version ----


def test_a_planned_interview_keeps_its_kit_when_a_newer_one_comes_into_use():
    kit = used_kit()
    interview = planned_interview(pilot=kit.pilot, kit=kit, at=office_hours())
    newer(kit)
    interview.refresh_from_db()
    assert interview.kit == kit
    assert [row.pk for row in kit_changes.behind(kit.pilot)] == [interview.pk]


def test_before_it_begins_an_interview_may_take_the_newer_version_and_both_interviewers_hear_it(person):
    kit = used_kit()
    interview = planned_interview(pilot=kit.pilot, kit=kit, at=office_hours())
    draft = newer(kit)
    browser = person(owner(kit.pilot))
    page = browser.get(reverse("candidates:kit", args=[kit.pilot.slug]))
    url = reverse("candidates:kit_interviews", args=[kit.pilot.slug])
    assert url in page.content.decode()
    assert url in browser.get(interview.get_absolute_url()).content.decode()
    assert browser.post(url, {"pick": [interview.pk]}).status_code == 302
    interview.refresh_from_db()
    assert interview.kit == draft
    assert Mail.objects.filter(kind="interview_kit").count() == 2
    assert not kit_changes.behind(kit.pilot).exists()


def test_an_interview_that_has_begun_keeps_its_kit_and_says_why():
    kit = used_kit()
    begun = planned_interview(pilot=kit.pilot, kit=kit, at=office_hours())
    over = planned_interview(pilot=kit.pilot, kit=kit, at=days_ago(1))
    newer(kit)
    ScoreFactory(scorecard=begun.scorecards.get(part="selector"), item=kit.items.first(), value=None)
    for interview in (begun, over):
        with pytest.raises(NotNow) as error:
            kit_changes.take_newer([interview], by=owner(kit.pilot))
        assert str(interview.candidate) in error.value.sentences[0]


def test_of_several_either_all_take_the_newer_version_or_none():
    kit = used_kit()
    free = planned_interview(pilot=kit.pilot, kit=kit, at=office_hours())
    over = planned_interview(pilot=kit.pilot, kit=kit, at=days_ago(1))
    newer(kit)
    with pytest.raises(NotNow):
        kit_changes.take_newer([free, over], by=owner(kit.pilot))
    free.refresh_from_db()
    assert free.kit == kit


@pytest.mark.parametrize("when", ["begun", "held", "other_pilot", "draft"])
def test_the_database_keeps_a_kit_under_an_interview(when):
    kit = used_kit()
    interview = planned_interview(pilot=kit.pilot, kit=kit, at=office_hours())
    goal = newer(kit)
    if when == "begun":
        ScoreFactory(scorecard=interview.scorecards.get(part="specialist"), item=kit.items.first())
    elif when == "held":
        Interview.objects.filter(pk=interview.pk).update(state="cancelled")
    elif when == "other_pilot":
        goal = kit_in_use(running_pilot())
    else:
        goal = kits.new_version(goal, by=selector(kit.pilot))
    with pytest.raises(IntegrityError, match="kit"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("update candidates_interview set kit_id = %s where id = %s", [goal.pk, interview.pk])


def test_the_database_refuses_a_score_on_an_item_of_another_kit():
    kit = used_kit()
    card = planned_interview(pilot=kit.pilot, kit=kit).scorecards.get(part="selector")
    other = newer(kit).items.first()
    with pytest.raises(IntegrityError, match="kit of its interview"), transaction.atomic():
        ScoreFactory(scorecard=card, item=other)
    with pytest.raises(NotNow):
        selection.write(card, other, by=card.interviewer, value=3, notes={}, fields=["value"])
