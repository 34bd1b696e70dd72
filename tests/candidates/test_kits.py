"""The kit: made with care, edited as a draft, and left as it is once it is used."""

import html
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from candidates import kit_faults, kit_texts, kits, selection
from candidates.models import Kit, KitItem
from pilot.choices import Level
from pilot.models import Occupation, OccupationCompetence
from pilot.workflow import NotNow
from tests.factories import CandidateFactory, kit_in_use, new_pilot, running_pilot, selector

pytestmark = pytest.mark.django_db


def made(occupation="cnc-verspaner", **policy):
    pilot = running_pilot(policy={"occupation_id": occupation, **policy})
    return kits.make_default(pilot, by=selector(pilot))


@pytest.mark.advice("8.3.2-16", carries="candidates.kits.make_default")
@pytest.mark.parametrize("occupation", ["cnc-verspaner", "service-monteur", "engineer"])
def test_a_new_kit_has_the_three_fixed_elements_five_competences_and_a_trend(occupation):
    items = list(made(occupation).items.all())
    elements = [item.element for item in items]
    for fixed in ("motivation", "knowledge", "experience", "trend", "potential"):
        assert elements.count(fixed) == 1
    assert elements.count("competence") == 5
    assert {item.name for item in items if item.element == "competence"} <= set(
        OccupationCompetence.objects.filter(occupation=occupation).values_list("competence_nl", flat=True)
    )
    kinds = {item.element: item.kind for item in items if item.element != "competence"}
    assert kinds == {
        "motivation": "soft",
        "potential": "soft",
        "knowledge": "hard",
        "experience": "hard",
        "trend": "hard",
    }


@pytest.mark.advice("6.1-01", carries="candidates.kit_texts.of_element")
def test_a_new_kit_asks_about_the_potential_to_work_at_level_three():
    item = made().items.get(element="potential")
    assert item.kind == "soft"
    assert len(set(item.anchors)) == 5


@pytest.mark.advice("6.5-02", carries="candidates.kit_texts.weight_for")
@pytest.mark.parametrize("occupation", ["cnc-verspaner", "service-monteur", "engineer"])
def test_general_competences_weigh_little_and_specific_technical_ones_much(occupation):
    kit = made(occupation)
    general = dict(
        OccupationCompetence.objects.filter(occupation=occupation).values_list("competence_nl", "is_general")
    )
    weights = {item.name: item.weight for item in kit.items.filter(element="competence")}
    light = {weight for name, weight in weights.items() if general[name]}
    heavy = {weight for name, weight in weights.items() if not general[name]}
    assert max(light) < min(heavy)
    assert kit_faults.second_looks(kit, list(kit.items.all())) == []


def test_a_general_competence_that_weighs_as_much_as_a_technical_one_is_said_and_does_not_block():
    kit = made()
    kit.items.filter(name="Kwaliteit leveren").update(weight=2)
    (said,) = kit_faults.second_looks(kit, list(kit.items.all()))
    assert "Kwaliteit leveren" in said
    assert kits.blockers(kit) == []


@pytest.mark.advice("8.3.2-18", carries="candidates.kit_texts.trends_for")
@pytest.mark.parametrize("occupation", ["cnc-verspaner", "service-monteur", "engineer"])
def test_trends_of_the_occupation_can_be_chosen_and_come_with_question_and_answers(person, occupation):
    kit = made(occupation)
    trends = [choice for choice in kit_texts.choices_for(kit) if choice.element == "trend"]
    assert len(trends) == 7
    url = reverse("candidates:kit_choose", args=[kit.pk])
    browser = person(selector(kit.pilot))
    assert trends[0].wording.question in html.unescape(browser.get(url).content.decode())
    assert browser.post(url, {"pick": [trends[0].key, trends[5].key]}).status_code == 302
    added = kit.items.filter(element="trend").exclude(name="Ontwikkelingen in het vak")
    assert {item.name for item in added} == {trends[0].name, trends[5].name}
    assert all(len(set(item.anchors)) == 5 for item in added)
    assert trends[0].name not in {choice.name for choice in kit_texts.choices_for(kit)}


def test_nothing_chosen_is_an_error_with_the_list_as_it_was(person):
    kit = made()
    answer = person(selector(kit.pilot)).post(reverse("candidates:kit_choose", args=[kit.pk]), {})
    assert answer.status_code == 200
    assert answer.context["form"].errors["pick"]


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
    assert shares[motivation.pk] == max(shares.values())
    assert round(shares[motivation.pk], 2) == Decimal("17.14")


def test_every_competence_of_every_occupation_has_its_own_question_and_five_different_answers():
    rows = [row for path in (kit_texts.TEXTS, kit_texts.TRENDS) for row in kit_texts._rows(path)]
    known = {row.get("key") for row in rows}
    for competence in OccupationCompetence.objects.all():
        assert competence.competence_nl in known
    for row in rows:
        anchors = [row[number] for number in ("one", "two", "three", "four", "five")]
        assert len(set(anchors)) == 5, row
        assert all(20 <= len(text) <= 120 for text in anchors), row
        assert row["question"].endswith((".", "?")), row


def test_an_occupation_without_texts_of_its_own_gets_general_questions():
    occupation = Occupation(pk="lasser", name_nl="Lasser")
    text = kit_texts.wording("knowledge", occupation)
    assert text.question and len(text.anchors) == 5
    assert kit_texts.wording("Iets nieuws", occupation).question


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


@pytest.mark.advice("6.1-02", carries="candidates.kit_faults.faults")
@pytest.mark.advice("8.3.2-20", carries="candidates.kit_faults._missing")
def test_what_still_misses_stands_in_sentences_and_blocks():
    kit = made()
    kit.items.filter(element__in=["motivation", "competence"]).delete()
    item, other = kit.items.get(element="trend"), kit.items.get(element="knowledge")
    KitItem.objects.filter(pk=item.pk).update(anchors=["a", "b", " ", "d", "e"])
    KitItem.objects.filter(pk=other.pk).update(anchors=["a", "b", "A", "d", "e"], question=" ")
    found = kits.blockers(kit)
    assert len(found) == 5
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


def test_every_fault_leads_to_what_mends_it(person):
    kit = made()
    kit.items.filter(element="trend").delete()
    item = kit.items.get(element="knowledge")
    KitItem.objects.filter(pk=item.pk).update(question="")
    page = person(selector(kit.pilot)).get(reverse("candidates:kit", args=[kit.pilot.slug]))
    urls = [one["url"] for one in page.context["mending"]]
    assert urls == [reverse("candidates:kit_choose", args=[kit.pk]), reverse("candidates:kit_item", args=[item.pk])]
    words = page.content.decode()
    assert all(f'href="{url}"' in words for url in urls)
    assert reverse("candidates:kit_use", args=[kit.pk]) not in words


def test_nobody_is_interviewed_before_a_kit_is_in_use():
    person = CandidateFactory(state="invited")
    kits.make_default(person.pilot, by=selector(person.pilot))
    assert any("leidraad" in why or "kit" in why for why in selection.planning_blockers(person))


def test_a_draft_can_be_thrown_away_and_a_kit_in_use_cannot():
    kit = made()
    by = selector(kit.pilot)
    kits.use(kit, by=by)
    draft = kits.new_version(kit, by=by)
    kits.throw_away(draft, by=by)
    assert list(kit.pilot.kits.all()) == [kit]
    with pytest.raises(NotNow):
        kits.throw_away(kit, by=by)


def test_after_the_policy_moved_on_to_another_occupation_the_next_kit_is_made_anew():
    kit = kit_in_use(running_pilot(policy={"occupation_id": "engineer"}))
    assert kit.occupation_id == "cnc-verspaner"
    draft = kits.start(kit.pilot, by=selector(kit.pilot))
    assert draft.occupation_id == "engineer"
    assert draft.items.filter(name="Vakdeskundigheid toepassen").exists()


@pytest.mark.parametrize(("to", "goal"), [("up", 0), ("down", 2)])
def test_an_item_moves_one_place_among_those_of_its_kind(person, to, goal):
    kit = made()
    soft = [item.name for item in kit.items.filter(kind="soft")]
    item = kit.items.get(name=soft[1])
    url = reverse("candidates:kit_item_move", args=[item.pk])
    answer = person(selector(kit.pilot)).post(url, {"to": to})
    assert answer.status_code == 302
    assert answer["Location"].endswith(f"#i{item.pk}")
    now = [one.name for one in kit.items.filter(kind="soft")]
    assert now.index(item.name) == goal
    assert sorted(now) == sorted(soft)


def test_the_first_item_stays_first_and_hard_ones_are_not_passed():
    kit = made()
    by = selector(kit.pilot)
    before = list(kit.items.values_list("pk", flat=True))
    kits.move_item(kit.items.filter(kind="soft").first(), by=by, up=True)
    kits.move_item(kit.items.filter(kind="hard").last(), by=by, up=False)
    kits.move_item(kit.items.filter(kind="soft").last(), by=by, up=False)
    assert list(kit.items.values_list("pk", flat=True)) == before


@pytest.mark.parametrize("part", ["selector", "specialist"])
def test_the_preview_shows_every_item_in_the_order_of_the_interviewer_and_writes_nothing(person, part):
    kit = made()
    url = reverse("candidates:kit_preview", args=[kit.pk])
    browser = person(selector(kit.pilot))
    for number, item in enumerate(selection.in_order(kit.items.all(), part), start=1):
        page = browser.get(url, {"deel": part, "onderdeel": number})
        assert page.context["item"] == item
        assert html.escape(item.question, quote=False) in page.content.decode().replace("&quot;", '"')
        assert page.context["must"] == selection.required(item, part)
    assert browser.post(url).status_code == 405


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
        "update candidates_kit set state = 'draft' where id = {kit}",
        "update candidates_kititem set required_level = 'expert' where id = {item}",
        "update candidates_kititem set kit_id = (select max(id) from candidates_kit) where id = {item}",
        "insert into candidates_kititem (kit_id, line, position, name, element, kind, weight, required_level,"
        " level_reason, question, anchors, version) select kit_id, gen_random_uuid(), 99, name, 'trend', kind, weight,"
        " '', '', question, anchors, 1 from candidates_kititem where id = {item}",
    ],
)
def test_a_kit_in_use_refuses_raw_sql(attack):
    kit = kit_in_use(running_pilot())
    item = kit.items.get(element="competence")
    kits.new_version(kit, by=selector(kit.pilot))
    with (
        pytest.raises(IntegrityError, match="in use does not change"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(attack.format(item=item.pk, kit=kit.pk))


def test_a_retired_kit_stays_as_it_was_too():
    kit = kit_in_use(running_pilot())
    Kit.objects.filter(pk=kit.pk).update(state="retired")
    for attack in (
        "update candidates_kit set state = 'in_use' where id = %s",
        "update candidates_kititem set weight = 9 where kit_id = %s",
        "delete from candidates_kititem where kit_id = %s",
        "delete from candidates_kit where id = %s",
    ):
        with (
            pytest.raises(IntegrityError, match="change|kept"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(attack, [kit.pk])


def test_a_verb_says_in_a_sentence_that_a_kit_in_use_does_not_change():
    kit = kit_in_use(running_pilot())
    item = kit.items.first()
    item.question = "Anders?"
    with pytest.raises(NotNow):
        kits.save_item(item, by=selector(kit.pilot))


def test_soft_or_hard_is_a_row_of_two_choices(person):
    kit = made()
    item = kit.items.filter(element="competence").first()
    page = person(selector(kit.pilot)).get(reverse("candidates:kit_item", args=[item.pk]))
    assert [value for value, _label in page.context["form"].fields["kind"].choices] == ["soft", "hard"]
