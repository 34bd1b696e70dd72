"""Levels are agreed with companies: what each asks, the spread, and what an owner sets with that in sight."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from candidates import kit_levels, kits
from candidates.kit_levels import NOTHING, Answer
from candidates.models import LevelAsked
from companies import doubles
from companies.models import Participation
from pilot.models import AuditEvent
from pilot.workflow import NotNow
from tests.factories import (
    ParticipationFactory,
    committed_vacancy,
    owner,
    provider,
    running_pilot,
    selector,
    specialist,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def kit():
    pilot = running_pilot()
    return kits.make_default(pilot, by=selector(pilot))


def learning(kit):
    return kit.items.get(name="Samenwerken en overleggen")


def company(pilot):
    return committed_vacancy(pilot).participation


def says(case, kit, level, *, most=False, item=None):
    """A company says what it asks of one competence."""
    item = item or learning(kit)
    answers = {item.pk: Answer(level, most)}
    return kit_levels.note_asked(
        case, answers, [item], said_by="J. de Boer", said_on=date(2026, 3, 2), by=selector(case.pilot)
    )


def spread(kit):
    return kit_levels.spreads(kit.pilot).get(learning(kit).line, NOTHING)


def choice(item, level="basic", weight=1, reason=""):
    return {item.pk: (level, weight, reason)}


# ---- what companies say ----


@pytest.mark.advice("7.4-03", carries="candidates.kit_levels.note_asked")
def test_the_level_of_each_company_is_kept_with_who_said_it_and_when(kit):
    case = company(kit.pilot)
    (row,) = says(case, kit, "advanced", most=True)
    assert (row.level, row.weighs_most, row.said_by, row.said_on) == ("advanced", True, "J. de Boer", date(2026, 3, 2))
    assert row.line == learning(kit).line
    assert AuditEvent.objects.filter(action="levels", subject_id=case.pk).exists()


@pytest.mark.advice("7.4-03", carries="candidates.kit_levels.spread")
def test_the_spread_counts_each_company_once_from_low_to_high(kit):
    cases = [company(kit.pilot) for _ in range(4)]
    for case, level in zip(cases, ("expert", "basic", "basic", "advanced"), strict=True):
        says(case, kit, level, most=level == "basic")
    says(cases[3], kit, "basic")
    found = spread(kit)
    assert found.by_level == {"basic": 3, "expert": 1}
    assert list(found.by_level) == ["basic", "expert"]
    assert (found.said, found.weighs_most, found.most) == (4, 2, ["basic"])


def test_what_was_said_before_stays_readable_and_the_same_again_is_not_written_twice(kit):
    case = company(kit.pilot)
    says(case, kit, "basic")
    says(case, kit, "expert")
    assert says(case, kit, "expert") == []
    assert list(case.levels_asked.values_list("level", flat=True)) == ["basic", "expert"]


def test_a_company_that_withdrew_or_says_nothing_any_more_does_not_count(kit):
    gone, silent = company(kit.pilot), company(kit.pilot)
    says(gone, kit, "expert")
    says(silent, kit, "basic")
    says(silent, kit, "")
    Participation.objects.filter(pk=gone.pk).update(state="withdrawn")
    assert spread(kit) == NOTHING
    assert gone not in kit_levels.companies(kit.pilot)
    with pytest.raises(NotNow):
        says(gone, kit, "basic")


def test_what_companies_said_holds_for_the_next_version_of_the_kit_too(kit):
    says(company(kit.pilot), kit, "expert")
    kits.use(kit, by=selector(kit.pilot))
    draft = kits.new_version(kit, by=selector(kit.pilot))
    item = learning(draft)
    item.name = "Samenwerken in een ploeg"
    kits.save_item(item, by=selector(kit.pilot))
    assert kit_levels.spreads(kit.pilot)[item.line].by_level == {"expert": 1}


def test_companies_of_another_pilot_do_not_count(kit):
    other = running_pilot()
    theirs = kits.make_default(other, by=selector(other))
    says(company(other), theirs, "expert")
    assert kit_levels.spreads(kit.pilot) == {}


@pytest.mark.parametrize(
    "attack",
    ["update candidates_levelasked set level = 'total'", "delete from candidates_levelasked"],
)
def test_what_a_company_said_refuses_raw_sql(kit, attack):
    says(company(kit.pilot), kit, "basic")
    with (
        pytest.raises(IntegrityError, match="kept as it was said"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(attack)


def test_two_records_of_one_company_count_as_one_after_merging(kit):
    one, other = company(kit.pilot), ParticipationFactory(pilot=kit.pilot, state="interested")
    says(one, kit, "basic")
    says(other, kit, "expert")
    doubles.merge(one, other, by=owner(kit.pilot))
    assert spread(kit).by_level == {"expert": 1}


# ---- what is set ----


def test_a_level_that_most_companies_ask_is_no_deviation_and_neither_is_one_without_companies():
    rows = [LevelAsked(level=level) for level in ("basic", "basic", "expert")]
    asked = kit_levels.spread(rows)
    assert kit_levels.deviation("basic", asked) == ""
    assert kit_levels.deviation("expert", NOTHING) == ""
    tied = kit_levels.spread(rows[1:])
    assert kit_levels.deviation("basic", tied) == kit_levels.deviation("expert", tied) == ""


@pytest.mark.advice("7.4-03", carries="candidates.kit_levels.deviation")
@pytest.mark.parametrize("level", ["", "expert", "total"])
def test_a_level_that_deviates_from_what_companies_ask_is_said_with_the_figures(level):
    asked = kit_levels.spread([LevelAsked(level=one) for one in ("advanced", "advanced", "basic")])
    said = kit_levels.deviation(level, asked)
    assert "2" in said
    assert "3" in said


@pytest.mark.advice("7.4-03", carries="candidates.kit_levels.agree")
def test_an_owner_sets_level_and_weight_and_it_is_on_record_by_whom(kit):
    says(company(kit.pilot), kit, "expert", most=True)
    by, item = owner(kit.pilot), learning(kit)
    kit_levels.agree(kit, choice(item, "expert", 3), by=by)
    item.refresh_from_db()
    assert (item.required_level, item.weight, item.agreed_by) == ("expert", 3, by)
    assert item.agreed_at <= timezone.now()


def test_a_level_no_company_spoke_of_is_set_but_not_called_agreed(kit):
    item = learning(kit)
    kit_levels.agree(kit, choice(item, "expert"), by=owner(kit.pilot))
    item.refresh_from_db()
    assert item.required_level == "expert"
    assert item.agreed_at is None
    assert any(item.name in said for said in kit_levels.second_looks([item], {}))


def test_a_deviating_level_needs_a_reason_which_then_stands_beside_it(kit):
    says(company(kit.pilot), kit, "basic")
    by, item = owner(kit.pilot), learning(kit)
    with pytest.raises(NotNow) as error:
        kit_levels.agree(kit, choice(item, "expert"), by=by)
    assert item.name in error.value.sentences[0]
    kit_levels.agree(kit, choice(item, "expert", reason="De opleider vraagt dit."), by=by)
    item.refresh_from_db()
    assert item.level_reason == "De opleider vraagt dit."
    kit_levels.agree(kit, choice(item, "basic", reason="Blijft staan?"), by=by)
    item.refresh_from_db()
    assert item.level_reason == ""


def test_the_levels_of_a_kit_in_use_do_not_change(kit):
    item = learning(kit)
    kits.use(kit, by=selector(kit.pilot))
    with pytest.raises(NotNow):
        kit_levels.agree(kit, choice(item), by=owner(kit.pilot))


# ---- on screen ----


def typed(kit, **fields):
    items = kit.items.filter(element="competence")
    levels = {f"level_{item.pk}": item.required_level for item in items}
    return levels | {f"weight_{item.pk}": item.weight for item in items} | fields


def test_the_owner_sees_suggestion_and_spread_and_sets_the_levels_on_one_page(person, kit):
    for level in ("basic", "advanced", "advanced"):
        says(company(kit.pilot), kit, level, most=level == "basic")
    url = reverse("candidates:kit_levels", args=[kit.pilot.slug])
    browser, item = person(owner(kit.pilot)), learning(kit)
    page = browser.get(url)
    words = page.content.decode().lower()
    assert "skillskompas: basis. bedrijven: basis 1, gevorderd 2." in words
    version = page.context["form"].version_shown
    refused = browser.post(url, typed(kit, version=version))
    assert f"reason_{item.pk}" in refused.context["form"].errors
    sent = typed(kit, version=version) | {f"level_{item.pk}": "advanced", f"weight_{item.pk}": "4"}
    assert browser.post(url, sent).status_code == 302
    item.refresh_from_db()
    assert (item.required_level, item.weight) == ("advanced", 4)


def test_two_owners_who_set_levels_at_once_see_both_values(person, kit):
    url, item = reverse("candidates:kit_levels", args=[kit.pilot.slug]), learning(kit)
    one, other = person(owner(kit.pilot)), person(owner(kit.pilot))
    version = one.get(url).context["form"].version_shown
    theirs = typed(kit, version=version) | {f"level_{item.pk}": "expert"}
    mine = typed(kit, version=version) | {f"level_{item.pk}": "total", f"weight_{item.pk}": "7"}
    assert other.post(url, theirs).status_code == 302
    page = one.post(url, mine)
    assert page.status_code == 200
    form = page.context["form"]
    assert {(row["yours"], row["theirs"]) for row in form.stale} == {("Totaal", "Expert"), ("7", "1")}
    assert form[f"weight_{item.pk}"].value() == "7"
    assert one.post(url, mine | {"version": form.version_shown}).status_code == 302
    item.refresh_from_db()
    assert (item.required_level, item.weight) == ("total", 7)


def test_a_selector_sees_the_spread_and_leaves_setting_to_the_owner(person, kit):
    url, browser = reverse("candidates:kit_levels", args=[kit.pilot.slug]), person(selector(kit.pilot))
    assert browser.get(url).context["form"] is None
    assert browser.post(url, typed(kit)).status_code == 403


def test_what_a_company_asks_is_written_down_on_its_own_page(person, kit):
    case, item = company(kit.pilot), learning(kit)
    url, browser = reverse("candidates:kit_levels_asked", args=[case.pk]), person(selector(kit.pilot))
    version = browser.get(url).context["form"].version_shown
    data = {f"level_{item.pk}": "expert", f"most_{item.pk}": "on", "said_by": "J. de Boer", "version": version}
    future = browser.post(url, data | {"said_on": str(timezone.localdate() + timedelta(days=1))})
    assert "said_on" in future.context["form"].errors
    assert future.context["form"]["said_by"].value() == "J. de Boer"
    assert browser.post(url, data | {"said_on": "2026-03-02"}).status_code == 302
    row = case.levels_asked.get()
    assert (row.level, row.weighs_most, row.said_by) == ("expert", True, "J. de Boer")


def test_two_who_write_down_what_one_company_asks_see_both_values(person, kit):
    case, item = company(kit.pilot), learning(kit)
    url = reverse("candidates:kit_levels_asked", args=[case.pk])
    browser = person(selector(kit.pilot))
    data = {"said_by": "J. de Boer", "said_on": "2026-03-02", "version": browser.get(url).context["form"].version_shown}
    says(case, kit, "basic")
    page = browser.post(url, data | {f"level_{item.pk}": "expert"})
    assert page.status_code == 200
    assert [(row["yours"], row["theirs"]) for row in page.context["form"].stale if "Basis" in row["theirs"]] == [
        ("Expert", "Basis")
    ]
    again = data | {f"level_{item.pk}": "expert", "version": page.context["form"].version_shown}
    assert browser.post(url, again).status_code == 302
    assert case.levels_asked.last().level == "expert"


def test_the_provider_does_not_learn_what_is_asked_and_a_specialist_reads_the_kit(person, kit):
    case = company(kit.pilot)
    assert person(provider(kit.pilot)).get(reverse("candidates:kit_levels_asked", args=[case.pk])).status_code == 403
    says(case, kit, "expert")
    page = person(specialist(kit.pilot)).get(reverse("candidates:kit", args=[kit.pilot.slug]))
    assert "expert 1" in page.content.decode().lower()
