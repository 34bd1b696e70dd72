"""The pages of plans and of starting a class: what they show, to whom, and what a POST does."""

from decimal import Decimal

import pytest
from django.urls import reverse

from funding import plans
from funding.models import Plan, Source
from pilot.choices import Role
from tests import factories
from tests.pilot.tables import read

pytestmark = pytest.mark.django_db


def text(page):
    assert page.status_code == 200, page.status_code
    return page.content.decode().replace("\xa0", " ")


def lines(costs, payers, version, **own):
    """What the browser sends for the lines of a plan: tuples of fields for costs and payers."""
    data = {"version": version, "costs-TOTAL_FORMS": len(costs), "costs-INITIAL_FORMS": 0, "hours": "", "why": ""}
    data |= {"payers-TOTAL_FORMS": len(payers), "payers-INITIAL_FORMS": 0}
    for number, (kind, description, amount, vat) in enumerate(costs):
        data |= {
            f"costs-{number}-kind": kind,
            f"costs-{number}-description": description,
            f"costs-{number}-amount": amount,
            f"costs-{number}-vat": vat,
        }
    for number, (payer, amount, why) in enumerate(payers):
        data |= {
            f"payers-{number}-payer": payer,
            f"payers-{number}-amount": amount,
            f"payers-{number}-explanation": why,
        }
    return data | own


# ---- the list ----


@pytest.mark.advice("7.4-16", carries="funding.pictures.payers")
def test_the_list_shows_per_class_who_has_a_plan_the_average_and_who_pays(training_class, enrolment, provider, person):
    factories.plan_of(enrolment, company=1900, state="approved")
    shown = text(person(provider).get(reverse("funding:plans", args=[training_class.pilot.slug])))
    assert training_class.name in shown
    assert "€ 1.900,00" in shown and "1 van 3" in shown
    assert "Bedrijven" in shown and "€ 5.000" in shown  # who pays
    assert shown.count("Plan maken") == 2
    first = min(shown.index(str(one.candidate)) for one in training_class.enrolments.exclude(pk=enrolment.pk))
    assert first < shown.index(str(enrolment.candidate))  # without a plan first


@pytest.mark.parametrize(
    ("word", "number"), [("alle", 4), ("zonder", 1), ("concept", 1), ("voorstel", 1), ("goedgekeurd", 1), ("iets", 4)]
)
def test_the_list_narrows_by_how_far_plans_are(pilot, provider, person, word, number):
    training_class = factories.seated_class(pilot, seats=4)
    for enrolment, state in zip(
        training_class.enrolments.order_by("seat"), ("draft", "proposed", "approved"), strict=False
    ):
        factories.plan_of(enrolment, state=state)
    page = person(provider).get(reverse("funding:plans", args=[pilot.slug]) + f"?toon={word}")
    assert [len(room.rows) for room in page.context["rooms"]] == [number]


def test_the_list_finds_a_name_and_a_class(training_class, enrolment, pilot, provider, person):
    other = factories.seated_class(pilot, seats=1)
    address = reverse("funding:plans", args=[pilot.slug])
    browser = person(provider)
    found = browser.get(address, {"naam": str(enrolment.candidate).upper()}).context["rooms"]
    assert [row.enrolment for row in found[0].rows] == [enrolment]
    found = browser.get(address, {"klas": other.pk}).context["rooms"]
    assert [room.training_class for room in found] == [other]
    assert browser.get(address, {"naam": "bestaat niet"}).context["rooms"] == []


def test_the_list_of_a_pilot_without_a_class_says_what_to_do_first(pilot, provider, person):
    assert "Stel eerst een klas samen." in text(person(provider).get(reverse("funding:plans", args=[pilot.slug])))


@pytest.mark.parametrize(("seats", "classes"), [(1, 1), (3, 1), (3, 6)])
def test_the_list_takes_as_many_queries_for_many_as_for_one(
    pilot, provider, person, seats, classes, django_assert_max_num_queries
):
    for _number in range(classes):
        training_class = factories.seated_class(pilot, seats=seats)
        for enrolment in training_class.enrolments.all():
            factories.plan_of(enrolment, state="approved")
    browser = person(provider)
    browser.get("/")
    with django_assert_max_num_queries(16):
        browser.get(reverse("funding:plans", args=[pilot.slug]))


@pytest.mark.parametrize(("role", "answer"), [("selector", 403), ("specialist", 403), ("provider", 200)])
def test_amounts_are_for_owners_and_provider(plan, pilot, role, answer, person):
    browser = person(getattr(factories, role)(pilot))
    assert browser.get(reverse("funding:plans", args=[pilot.slug])).status_code == answer
    assert browser.get(plan.get_absolute_url()).status_code == (200 if answer == 200 else 404)


def test_a_stranger_finds_nothing(plan, pilot, person):
    stranger = factories.provider(factories.running_pilot())
    browser = person(stranger)
    for address in (reverse("funding:plans", args=[pilot.slug]), plan.get_absolute_url()):
        assert browser.get(address).status_code == 404
    for name in ("plan_propose", "plan_approve", "plan_send_back", "plan_end", "plan_edit"):
        assert browser.post(reverse(f"funding:{name}", args=[plan.pk])).status_code == 404
    assert browser.post(reverse("funding:plan_new", args=[plan.enrolment_id])).status_code == 404


# ---- making a plan ----


def test_a_plan_is_made_from_the_list_and_once_however_often_the_button_is_pressed(enrolment, provider, person):
    browser = person(provider)
    address = reverse("funding:plan_new", args=[enrolment.pk])
    first, second = browser.post(address), browser.post(address)
    plan = Plan.objects.get()
    assert first.url == second.url == plan.get_absolute_url()
    shown = text(browser.get(plan.get_absolute_url()))
    assert f"Wie betaalt voor {enrolment.candidate}?" in shown
    assert "precies verdeeld" in shown and "Stel het plan voor" in shown
    assert "104 uur" in shown


def test_a_provider_whose_appointment_ended_sees_and_makes_nothing(plan, enrolment, pilot, provider, person):
    pilot.appointments.update(state="ended")
    browser = person(provider)
    assert browser.get(plan.get_absolute_url()).status_code == 404
    assert browser.post(reverse("funding:plan_propose", args=[plan.pk])).status_code == 404
    assert browser.get(reverse("funding:plan_edit", args=[plan.pk])).status_code == 404
    assert browser.post(reverse("funding:plan_new", args=[enrolment.pk])).status_code == 404


def test_the_plan_page_names_what_does_not_add_up(plan, provider, person):
    plan.contributions.filter(source=Source.FUND).delete()
    shown = text(person(provider).get(plan.get_absolute_url()))
    assert "Maak het plan kloppend" in shown
    assert "van de € 6.900,00 heeft € 5.000,00 nog geen betaler" in shown


def test_a_plan_is_proposed_approved_and_its_postings_are_shown(plan, provider, oom, budget, person):
    person(provider).post(reverse("funding:plan_propose", args=[plan.pk]), {"version": plan.version})
    plan.refresh_from_db()
    assert plan.state == Plan.State.PROPOSED
    browser = person(oom)
    shown = text(browser.get(plan.get_absolute_url()))
    assert "Keur het plan goed" in shown and "stelde het plan voor" in shown
    assert "Het gemiddelde van de klas wordt" in shown and "€ 1.900,00" in shown
    check = browser.get(reverse("funding:plan_approve", args=[plan.pk]))
    assert "€ 5.000,00" in text(check)
    answer = browser.post(reverse("funding:plan_approve", args=[plan.pk]), {"version": plan.version})
    assert answer.status_code == 302
    shown = text(browser.get(plan.get_absolute_url()))
    assert "Gereserveerd voor opleiding" in shown and "€ 5.000,00" in shown
    assert "Boekingen" not in text(person(provider).get(plan.get_absolute_url()))


def test_a_plan_that_changed_after_it_was_read_is_read_again(plan, provider, oom, budget, person):
    plans.propose(plan, by=provider)
    page = person(oom).post(reverse("funding:plan_approve", args=[plan.pk]), {"version": plan.version - 1})
    assert "gewijzigd nadat u het las" in text(page)
    plan.refresh_from_db()
    assert plan.state == Plan.State.PROPOSED


def test_the_proposer_has_no_button_to_approve_and_is_refused(plan, ao, person, budget):
    plans.propose(plan, by=ao)
    browser = person(ao)
    shown = text(browser.get(plan.get_absolute_url()))
    assert "Het plan wacht op goedkeuring" in shown and "Nalezen en goedkeuren" not in shown
    assert browser.post(reverse("funding:plan_approve", args=[plan.pk]), {"version": plan.version}).status_code == 403


def test_the_check_page_says_why_a_plan_cannot_be_approved(plan, provider, oom, budget, person):
    plans.propose(plan, by=provider)
    budget.delete()
    shown = text(person(oom).get(reverse("funding:plan_approve", args=[plan.pk])))
    assert "OOM heeft voor deze pilot nog geen opleidingsbudget opzijgezet." in shown
    assert 'type="submit">Goedkeuren' not in shown


def test_the_check_page_warns_for_the_average_before_the_start(enrolment, oom, budget, person):
    plan = factories.plan_of(enrolment, company=2300, state="proposed")
    shown = text(person(oom).get(reverse("funding:plan_approve", args=[plan.pk])))
    assert "€ 300,00 boven de grens van gemiddeld € 2.000" in shown
    assert (
        person(oom).post(reverse("funding:plan_approve", args=[plan.pk]), {"version": plan.version}).status_code == 302
    )


def test_sending_back_asks_for_a_reason(plan, provider, oom, person):
    plans.propose(plan, by=provider)
    browser = person(oom)
    address = reverse("funding:plan_send_back", args=[plan.pk])
    assert browser.post(address, {"reason": ""}).status_code == 200
    assert browser.post(address, {"reason": "Vraag eerst UWV."}).status_code == 302
    assert "Vraag eerst UWV." in read(text(person(provider).get(plan.get_absolute_url())))
    assert person(provider).post(address, {"reason": "Zo."}).status_code == 403


def test_an_approved_plan_offers_a_new_one_and_both_lead_to_each_other(plan, provider, oom, budget, person):
    plans.approve(plans.propose(plan, by=provider), by=oom)
    browser = person(provider)
    assert "Nieuw plan maken" in text(browser.get(plan.get_absolute_url()))
    made = browser.post(reverse("funding:plan_new", args=[plan.enrolment_id]))
    assert "Er wordt een nieuw plan gemaakt" in text(browser.get(plan.get_absolute_url()))
    new = Plan.objects.get(number=2)
    assert made.url == new.get_absolute_url()
    plans.approve(plans.propose(new, by=provider), by=oom)
    assert "Plan 2 kwam ervoor in de plaats" in text(browser.get(plan.get_absolute_url()))


def test_a_placement_that_ended_asks_for_a_new_plan(enrolment, provider, oom, budget, person):
    plan = plans.draft(enrolment, by=provider)
    fund = factories.fund(factories.OOM)
    plan.contributions.filter(source=Source.FUND).update(fund=fund)
    plans.approve(plans.propose(plan, by=provider), by=oom)
    match = plan.match
    type(match).objects.filter(pk=match.pk).update(state="ended", ended_at=factories.days_ago(0), ended_cause="company")
    shown = text(person(provider).get(plan.get_absolute_url()))
    assert "Vervang dit plan" in shown and str(match.company) in shown


def test_the_plan_of_somebody_who_left_lapses_with_a_reason(plan, provider, oom, budget, person):
    from training import classes

    plans.approve(plans.propose(plan, by=provider), by=oom)
    browser = person(oom)
    address = reverse("funding:plan_end", args=[plan.pk])
    assert "vervang het plan" in text(browser.get(address))
    classes.leave(plan.enrolment, by=oom, why="study", reason="Te zwaar.")
    assert "Laat dit plan vervallen" in text(browser.get(plan.get_absolute_url()))
    assert browser.post(address, {"reason": "Gestopt."}).status_code == 302
    plan.refresh_from_db()
    assert plan.state == Plan.State.ENDED
    assert "Vervallen" in text(browser.get(plan.get_absolute_url()))


def test_a_plan_page_takes_few_queries(plan, provider, oom, budget, person, django_assert_max_num_queries):
    plans.approve(plans.propose(plan, by=provider), by=oom)
    browser = person(oom)
    browser.get("/")
    with django_assert_max_num_queries(20):
        browser.get(plan.get_absolute_url())


# ---- lines ----


def test_lines_are_typed_the_dutch_way_and_stored_to_the_cent(plan, provider, person):
    oom = factories.fund(factories.OOM)
    data = lines(
        [("training", "Verspanen", "€ 6.900,50", 0), ("guidance", "", "1.000", 21), ("other", "", "", 0)],
        [("company", "1.950,25", "Betaalt in twee delen."), (f"fund:{oom.pk}", "5950,25", ""), ("", "", "")],
        plan.version,
        hours="62,5",
        why="dinsdagavond",
    )
    answer = person(provider).post(reverse("funding:plan_edit", args=[plan.pk]), data)
    assert answer.status_code == 302
    assert [(c.kind, c.amount, c.vat) for c in plan.costs.all()] == [
        ("training", Decimal("6900.50"), 0),
        ("guidance", Decimal("1000.00"), 21),
    ]
    stored = {c.source: (c.amount, c.hours, c.explanation) for c in plan.contributions.all()}
    assert stored == {
        "company": (Decimal("1950.25"), None, "Betaalt in twee delen."),
        "fund": (Decimal("5950.25"), None, ""),
        "candidate": (None, Decimal("62.5"), "dinsdagavond"),
    }
    shown = text(person(provider).get(plan.get_absolute_url()))
    assert "€ 210,00 btw" in shown and "62,5 uur (dinsdagavond)" in shown


def test_emptying_an_amount_takes_the_line_away_and_the_page_says_what_does_not_add_up(plan, provider, person):
    data = lines([("training", "", "6900", 0)], [("company", "1900", ""), ("", "", "")], plan.version)
    browser = person(provider)
    browser.post(reverse("funding:plan_edit", args=[plan.pk]), data)
    assert plan.contributions.count() == 1
    assert "heeft € 5.000,00 nog geen betaler" in text(browser.get(plan.get_absolute_url()))


def test_the_form_shows_the_lines_that_are_there_and_three_empty_ones(plan, provider, person):
    page = person(provider).get(reverse("funding:plan_edit", args=[plan.pk]))
    shown = text(page)
    assert 'value="1.900,00"' in shown and 'value="5.000,00"' in shown
    assert len(page.context["lines"].costs) == 1 + 3
    assert len(page.context["lines"].contributions) == 2 + 3


def test_a_save_that_comes_back_unchanged_changes_nothing(plan, provider, person):
    page = person(provider).get(reverse("funding:plan_edit", args=[plan.pk]))
    forms = page.context["lines"]
    data = {"version": plan.version, "hours": "", "why": ""}
    for formset in (forms.costs, forms.contributions):
        data |= {f"{formset.prefix}-TOTAL_FORMS": len(formset.forms)}
        data |= {f"{formset.prefix}-INITIAL_FORMS": formset.initial_form_count()}
        for form in formset:
            for bound in form:
                value = bound.value()
                data[bound.html_name] = "" if value is None else value
    assert person(provider).post(reverse("funding:plan_edit", args=[plan.pk]), data).status_code == 302
    assert [c.amount for c in plan.contributions.order_by("pk")] == [1900, 5000]


@pytest.mark.parametrize(
    ("costs", "payers", "said"),
    [
        ([("training", "", "veel", 0)], [], "Schrijf het bedrag"),
        ([("training", "", "-5", 0)], [], "Kosten zijn een bedrag boven nul."),
        ([("training", "Reader", "", 0)], [], "Vul in wat dit kost"),
        ([("training", "", "100", 7)], [], "VAT"),
        ([], [("company", "0", "")], "Een bijdrage is een bedrag boven nul."),
        ([], [("", "100", "")], "Kies wie dit bedrag betaalt."),
        ([], [("company", "", "x")], "Vul in wat deze betaler geeft"),
        ([], [("company", "1", ""), ("company", "2", "")], "Deze betaler staat er twee keer."),
        ([], [("uwv", "100", "")], "uwv"),
        ([], [("candidate", "100", "")], "candidate"),
    ],
)
def test_what_is_typed_wrong_is_said_and_kept(plan, provider, person, costs, payers, said):
    data = lines([("training", "Blijft staan", "6900", 0), *costs], payers, plan.version)
    page = person(provider).post(reverse("funding:plan_edit", args=[plan.pk]), data)
    shown = text(page)
    assert "Blijft staan" in shown and "<title>Fout:" in shown.replace("\n", "")
    if said not in ("VAT", "uwv", "candidate"):
        assert said in shown
    assert [c.amount for c in plan.contributions.order_by("pk")] == [1900, 5000]


def test_the_error_summary_names_the_line(plan, provider, person):
    data = lines([("training", "", "6900", 0), ("other", "", "veel", 0)], [], plan.version)
    page = text(person(provider).post(reverse("funding:plan_edit", args=[plan.pk]), data))
    assert 'href="#id_costs-1-amount">Bedrag zonder btw, regel 2:' in page


def test_a_stale_save_shows_both_values_and_keeps_what_was_typed(plan, provider, ao, person):
    read = plan.version
    plans.change_lines(
        plan, [{"kind": "training", "amount": 6900}], [{"source": Source.COMPANY, "amount": Decimal("2100.00")}], by=ao
    )
    data = lines([("training", "", "6900", 0)], [("company", "1.850,00", "")], read)
    address = reverse("funding:plan_edit", args=[plan.pk])
    page = person(provider).post(address, data)
    shown = text(page)
    assert "€ 2.100,00" in shown and "€ 1.850,00" in shown and 'value="1.850,00"' in shown
    assert plan.contributions.get().amount == Decimal("2100.00")
    again = data | {"version": page.context["lines"].version_shown}
    assert person(provider).post(address, again).status_code == 302
    assert plan.contributions.get().amount == Decimal("1850.00")


def test_what_two_people_typed_alike_survives_a_stale_save(plan, provider, ao, person):
    """The other added the very line that I typed: comparing and saving again keeps it."""
    fund = factories.fund(factories.OOM)
    others = [
        {"source": Source.COMPANY, "amount": Decimal("1900.00")},
        {"source": Source.FUND, "fund": fund, "amount": Decimal("4900.00")},
        {"source": Source.PROVIDER, "amount": Decimal("100.00")},
    ]
    read = plan.version
    plans.change_lines(plan, [{"kind": "training", "amount": Decimal("6900.00")}], others, by=ao)
    mine = [("company", "1.900,00", ""), (f"fund:{fund.pk}", "4.900,00", ""), ("provider", "100,00", "")]
    data = lines([("training", "", "6.900,00", 0)], mine, read) | {"payers-INITIAL_FORMS": 2, "costs-INITIAL_FORMS": 1}
    address = reverse("funding:plan_edit", args=[plan.pk])
    page = person(provider).post(address, data)
    assert page.status_code == 200
    again = data | {"version": page.context["lines"].version_shown}
    assert person(provider).post(address, again).status_code == 302
    assert [line.amount for line in plan.contributions.order_by("pk")] == [1900, 4900, 100]


def test_a_payer_that_may_no_longer_pay_is_kept_in_the_form_and_named_as_a_problem(plan, provider, person):
    factories.ContributionFactory(plan=plan, source=Source.UWV, amount=100)
    page = person(provider).get(reverse("funding:plan_edit", args=[plan.pk]))
    assert '<option value="uwv" selected>' in text(page)


def test_lines_of_a_proposed_plan_are_not_edited(plan, provider, person):
    plans.propose(plan, by=provider)
    address = reverse("funding:plan_edit", args=[plan.pk])
    assert person(provider).get(address).url == plan.get_absolute_url()
    assert person(provider).post(address, lines([], [], plan.version)).url == plan.get_absolute_url()
    assert plan.contributions.count() == 2


# ---- starting ----


def test_the_owner_checks_and_starts(pilot, ao, person, provider):
    training_class = factories.planned_class(pilot, seats=3)
    address = reverse("funding:start", args=[training_class.pk])
    browser = person(ao)
    shown = text(browser.get(training_class.get_absolute_url()))
    assert address in shown and "Bijdrage" in shown
    check = text(browser.get(address))
    assert "€ 1.900,00, grens € 2.000" in check
    assert person(provider).get(address).status_code == 403
    assert person(provider).post(address).status_code == 403
    assert browser.post(address).status_code == 302
    training_class.refresh_from_db()
    assert training_class.state == "running"


def test_the_check_page_names_everything_in_the_way_and_does_not_start(pilot, ao, person):
    training_class = factories.planned_class(pilot, seats=2, company=2100)
    browser = person(ao)
    address = reverse("funding:start", args=[training_class.pk])
    for page in (browser.get(address), browser.post(address)):
        assert "gemiddeld € 2.100,00" in text(page)
    assert "gemiddeld € 2.100,00" in text(browser.get(training_class.get_absolute_url()))
    training_class.refresh_from_db()
    assert training_class.state == "confirmed"


def test_a_trainer_sees_the_class_without_amounts(pilot, person):
    training_class = factories.planned_class(pilot, seats=1)
    trainer = factories.person(Role.TRAINER, pilot, organisation=training_class.programme.trainer)
    shown = text(person(trainer).get(training_class.get_absolute_url()))
    assert "€" not in shown.split("<main")[1]
    assert person(trainer).get(reverse("funding:start", args=[training_class.pk])).status_code == 403


def test_seats_and_participants_say_how_far_the_money_is(pilot, provider, person):
    training_class = factories.seated_class(pilot, seats=3)
    first, second, third = training_class.enrolments.order_by("seat")
    factories.plan_of(first, company=1850, state="approved")
    factories.plan_of(second)
    browser = person(provider)
    shown = text(browser.get(training_class.get_absolute_url()))
    assert "€ 1.850" in shown and "plan: concept" in shown
    assert "€ 1.850,00" in text(browser.get(first.get_absolute_url()))
    assert "Plan maken" in text(browser.get(third.get_absolute_url()))
