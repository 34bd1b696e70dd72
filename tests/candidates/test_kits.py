"""The kit: made with care, edited as a draft, and left as it is once it is used."""

import csv

import pytest
from django.db import IntegrityError, connection, transaction

from candidates import kits
from candidates.models import KitItem
from pilot.choices import Level
from pilot.models import Occupation, OccupationCompetence
from pilot.workflow import NotNow
from tests.factories import kit_in_use, new_pilot, running_pilot, selector

pytestmark = pytest.mark.django_db


def made(occupation="cnc-verspaner", **policy):
    pilot = running_pilot(policy={"occupation_id": occupation, **policy})
    return kits.make_default(pilot, by=selector(pilot))


@pytest.mark.advice("8.3.2-16", carries="candidates.kits.make_default")
@pytest.mark.parametrize("occupation", ["cnc-verspaner", "service-monteur", "engineer"])
def test_a_new_kit_has_the_three_fixed_elements_five_competences_and_a_trend(occupation):
    items = list(made(occupation).items.all())
    elements = [item.element for item in items]
    for fixed in ("motivation", "knowledge", "experience", "trend"):
        assert elements.count(fixed) == 1
    assert elements.count("competence") == 5
    assert {item.name for item in items if item.element == "competence"} <= set(
        OccupationCompetence.objects.filter(occupation=occupation).values_list("competence_nl", flat=True)
    )
    kinds = {item.element: item.kind for item in items if item.element != "competence"}
    assert kinds == {"motivation": "soft", "knowledge": "hard", "experience": "hard", "trend": "hard"}


@pytest.mark.advice("8.3.2-18", carries="candidates.kits.make_default")
def test_the_trend_is_that_of_the_occupation():
    assert "robots" in made("cnc-verspaner").items.get(element="trend").question.lower()


@pytest.mark.parametrize("occupation", ["cnc-verspaner", "service-monteur", "engineer"])
def test_the_kit_can_be_used_as_it_is_made(occupation):
    kit = made(occupation)
    assert kits.blockers(kit) == []
    kits.use(kit, by=selector(kit.pilot))
    assert kit.state == "in_use"


def test_general_competences_are_soft_and_the_levels_are_those_of_skillskompas():
    items = {item.name: item for item in made("service-monteur").items.all()}
    assert items["Leren"].kind == "soft"
    assert items["Materialen en middelen inzetten"].kind == "hard"
    assert items["Leren"].required_level == Level.ADVANCED
    assert items["Materialen en middelen inzetten"].required_level == Level.EXPERT


def test_motivation_counts_most():
    kit = made()
    shares = kits.shares(kit, kit.items.all())
    motivation = kit.items.get(element="motivation")
    assert shares[motivation.pk] == max(shares.values()) == 20


def test_every_competence_of_every_occupation_has_its_own_question_and_five_different_answers():
    with kits.TEXTS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, strict=True))
    known = {row["key"] for row in rows}
    for competence in OccupationCompetence.objects.all():
        assert competence.competence_nl in known
    for row in rows:
        anchors = [row[number] for number in ("one", "two", "three", "four", "five")]
        assert len(set(anchors)) == 5, row["key"]
        assert all(20 <= len(text) <= 120 for text in anchors), row["key"]
        assert row["question"].endswith((".", "?")), row["key"]


def test_an_occupation_without_texts_of_its_own_gets_general_questions():
    occupation = Occupation(pk="lasser", name_nl="Lasser")
    text = kits.wording("knowledge", occupation)
    assert text.question and len(text.anchors) == 5
    assert kits.wording("Iets nieuws", occupation).question


def test_no_kit_before_every_fund_signed_the_policy():
    pilot = new_pilot()
    with pytest.raises(NotNow):
        kits.make_default(pilot, by=selector(pilot))


def test_a_second_draft_is_refused():
    kit = made()
    with pytest.raises(NotNow):
        kits.make_default(kit.pilot, by=selector(kit.pilot))


def test_a_new_version_has_the_same_items_and_retires_the_old_one_when_it_is_used():
    kit = made()
    by = selector(kit.pilot)
    kits.use(kit, by=by)
    draft = kits.new_version(kit, by=by)
    assert draft.number == kit.number + 1
    assert [item.name for item in draft.items.all()] == [item.name for item in kit.items.all()]
    kits.use(draft, by=by)
    kit.refresh_from_db()
    assert kit.state == "retired"
    assert draft.state == "in_use"


def test_what_still_misses_stands_in_sentences_and_blocks():
    kit = made()
    kit.items.filter(element="motivation").delete()
    item = kit.items.get(element="trend")
    KitItem.objects.filter(pk=item.pk).update(anchors=["a", "b", " ", "d", "e"])
    found = kits.blockers(kit)
    assert len(found) == 2
    with pytest.raises(NotNow) as error:
        kits.use(kit, by=selector(kit.pilot))
    assert error.value.sentences == found


def test_a_fixed_item_stays_and_another_goes():
    kit = made()
    by = selector(kit.pilot)
    with pytest.raises(NotNow):
        kits.remove_item(kit.items.get(element="knowledge"), by=by)
    kits.remove_item(kit.items.get(element="trend"), by=by)
    assert not kit.items.filter(element="trend").exists()


def test_a_draft_follows_the_weights_of_the_policy():
    kit = made(soft_weight=70)
    assert kit.soft_weight == 70
    type(kit).objects.filter(pk=kit.pk).update(soft_weight=60)
    kit.refresh_from_db()
    assert any("70" in sentence for sentence in kits.blockers(kit))
    kits.follow_policy(kit, by=selector(kit.pilot))
    assert kits.blockers(kit) == []


@pytest.mark.parametrize(
    "attack",
    [
        "update candidates_kititem set question = 'anders' where id = {item}",
        "delete from candidates_kititem where id = {item}",
        "update candidates_kit set soft_weight = 80 where id = {kit}",
    ],
)
def test_a_kit_in_use_refuses_raw_sql(attack):
    kit = kit_in_use(running_pilot())
    item = kit.items.first()
    with (
        pytest.raises(IntegrityError, match="in use does not change"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(attack.format(item=item.pk, kit=kit.pk))


def test_a_verb_says_in_a_sentence_that_a_kit_in_use_does_not_change():
    kit = kit_in_use(running_pilot())
    item = kit.items.first()
    item.question = "Anders?"
    with pytest.raises(NotNow):
        kits.save_item(item, by=selector(kit.pilot))
