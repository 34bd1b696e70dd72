"""What is arranged with UWV: by the owner, and known to the owner alone."""

from datetime import date

import pytest
from django.urls import reverse

from funding import uwv
from funding.models import UwvArrangement
from pilot.workflow import NotNow
from tests import factories

pytestmark = pytest.mark.django_db

CANARIES = {
    "benefit_terms": "KANARIE-DUUR tot eind volgend jaar",
    "search_duty": "KANARIE-PLICHT vier keer per maand",
    "allowed_training": "KANARIE-OPLEIDING alleen verspanen",
}


@pytest.fixture
def jobless(enrolment):
    person = enrolment.candidate
    type(person).objects.filter(pk=person.pk).update(employment="unemployed", uwv_benefit=True)
    person.refresh_from_db()
    return person


@pytest.fixture
def arrangement(jobless, oom):
    return factories.UwvArrangementFactory(candidate=jobless, made_by=oom, **CANARIES)


def test_nothing_is_asked_for_somebody_in_work(enrolment, oom):
    asked = factories.UwvArrangementFactory.build(candidate=enrolment.candidate, made_by=None)
    with pytest.raises(NotNow):
        uwv.ask(asked, by=oom)


def test_one_arrangement_at_a_time(arrangement, oom):
    again = factories.UwvArrangementFactory.build(candidate=arrangement.candidate, made_by=None)
    with pytest.raises(NotNow):
        uwv.ask(again, by=oom)
    uwv.refuse(arrangement, by=oom, reason="Geen budget.")
    assert uwv.ask(again, by=oom).state == UwvArrangement.State.ASKED


@pytest.mark.advice("8.2-18", carries="funding.uwv.agree_blockers")
@pytest.mark.parametrize("name", uwv.TERMS)
def test_uwv_answers_about_benefit_duty_to_apply_and_training(arrangement, oom, name):
    UwvArrangement.objects.filter(pk=arrangement.pk).update(**{name: ""})
    arrangement.refresh_from_db()
    assert len(uwv.agree_blockers(arrangement)) == 1
    with pytest.raises(NotNow):
        uwv.agree(arrangement, by=oom)


def test_after_the_answer_the_terms_are_fixed(arrangement, oom):
    uwv.agree(arrangement, by=oom)
    with pytest.raises(NotNow):
        uwv.change(arrangement, ["amount"], by=oom)


def test_a_trial_placement_is_six_months_at_most_and_never_with_a_bbl_contract(enrolment):
    person = enrolment.candidate
    assert uwv.trial_problem(person, date(2026, 9, 1), date(2026, 11, 1)) == ""
    assert uwv.trial_problem(person, date(2026, 9, 1), date(2027, 3, 5)) != ""
    assert uwv.trial_problem(person, date(2026, 9, 1), date(2026, 8, 1)) != ""
    employment = person.matches.get().employment
    type(employment).objects.filter(pk=employment.pk).update(kind="bbl")
    assert "bbl" in uwv.trial_problem(person, date(2026, 9, 1), date(2026, 11, 1))


def test_terms_of_an_erased_candidate_are_emptied_also_the_second_time(arrangement, oom):
    uwv.agree(arrangement, by=oom)
    type(arrangement.candidate).objects.filter(pk=arrangement.candidate_id).update(erased_at=factories.days_ago(0))
    assert uwv.forget_due() == 1
    assert uwv.forget_due() == 0
    arrangement.refresh_from_db()
    assert {getattr(arrangement, name) for name in uwv.TERMS} == {""}
    assert arrangement.amount == 2100


# ---- who knows what ----


def pages(enrolment, plan):
    """Every page of financing that a provider can open, by address."""
    slug, pk = enrolment.training_class.pilot.slug, plan.pk
    return [
        reverse("funding:plans", args=[slug]),
        reverse("funding:plan", args=[pk]),
        reverse("funding:plan_edit", args=[pk]),
        reverse("training:class", args=[enrolment.training_class_id]),
        reverse("training:enrolment", args=[enrolment.pk]),
        reverse("desk:work"),
    ]


@pytest.mark.advice("8.2-19", carries="funding.permissions.may_arrange_uwv")
def test_for_the_provider_the_page_of_uwv_does_not_exist(arrangement, provider, oom, person):
    address = reverse("funding:uwv", args=[arrangement.candidate_id])
    browser = person(provider)
    for name in ("uwv", "uwv_ask", "uwv_refuse", "uwv_end"):
        assert browser.get(reverse(f"funding:{name}", args=[arrangement.candidate_id])).status_code == 404
    for name in ("uwv_ask", "uwv_agree", "uwv_refuse", "uwv_end"):
        url = reverse(f"funding:{name}", args=[arrangement.candidate_id])
        assert browser.post(url, {"reason": "Nee."}).status_code == 404
    text = person(oom).get(address).content.decode()
    assert all(canary in text for canary in CANARIES.values())


@pytest.mark.parametrize("role", ["selector", "specialist"])
def test_for_others_who_work_in_the_pilot_neither(arrangement, role, person, pilot):
    user = getattr(factories, role)(pilot)
    assert person(user).get(reverse("funding:uwv", args=[arrangement.candidate_id])).status_code == 404


def test_an_owner_of_another_pilot_does_not_find_it(arrangement, person):
    stranger = factories.owner(factories.running_pilot(), factories.OOM)
    assert person(stranger).get(reverse("funding:uwv", args=[arrangement.candidate_id])).status_code == 404


@pytest.mark.parametrize("state", ["asked", "agreed", "refused"])
def test_no_page_of_a_provider_holds_the_terms_but_status_dates_and_amount(
    arrangement, enrolment, provider, budget, person, state
):
    from funding import plans

    UwvArrangement.objects.filter(pk=arrangement.pk).exclude(state=state).update(state=state)
    plan = plans.draft(enrolment, by=provider)
    browser = person(provider)
    for address in pages(enrolment, plan):
        page = browser.get(address)
        assert page.status_code == 200, address
        assert "KANARIE" not in page.content.decode(), address
    text = browser.get(plan.get_absolute_url()).content.decode().replace("\xa0", " ")
    assert str(UwvArrangement.State(state).label) in text
    if state != "refused":
        for known in ("€ 2.100,00", "1 september 2026", "1 september 2027"):
            assert known in text, known


def test_the_outline_has_status_dates_and_amount_and_nothing_else(arrangement, provider):
    known = UwvArrangement.objects.outline(provider).get()
    assert set(known) == {"candidate_id", "state", "amount", "asked_on", "valid_from", "valid_until"}
    assert not UwvArrangement.objects.visible_to(provider).exists()


# ---- on screen ----

ASKED = {
    "amount": "2.100,00",
    "valid_from": "2026-09-01",
    "valid_until": "2027-09-01",
    "benefit_terms": "Loopt door.",
    "search_duty": "",
    "allowed_training": "",
    "trial_until": "2026-11-01",
}


def test_the_owner_asks_completes_and_records_the_answer(jobless, oom, person):
    browser = person(oom)
    address = reverse("funding:uwv", args=[jobless.pk])
    assert browser.get(address).status_code == 200
    asked = browser.post(reverse("funding:uwv_ask", args=[jobless.pk]), ASKED)
    assert asked.status_code == 302 and asked.url == address
    arrangement = UwvArrangement.objects.get()
    assert (arrangement.state, arrangement.made_by, str(arrangement.amount)) == ("asked", oom, "2100.00")
    assert "UWV moet dit eerst beantwoorden" in browser.get(address).content.decode()
    browser.post(reverse("funding:uwv_agree", args=[jobless.pk]))
    arrangement.refresh_from_db()
    assert arrangement.state == "asked"
    complete = ASKED | {"search_duty": "Vervalt.", "allowed_training": "Verspanen.", "version": arrangement.version}
    assert browser.post(reverse("funding:uwv_ask", args=[jobless.pk]), complete).status_code == 302
    browser.post(reverse("funding:uwv_agree", args=[jobless.pk]))
    arrangement.refresh_from_db()
    assert arrangement.state == "agreed"
    assert browser.get(address).status_code == 200
    ended = browser.post(reverse("funding:uwv_end", args=[jobless.pk]), {"reason": "Baan gevonden."})
    assert ended.status_code == 302
    arrangement.refresh_from_db()
    assert arrangement.state == "ended"
    assert "Eerdere afspraken" in browser.get(address).content.decode()


def test_a_stale_edit_shows_both_values(arrangement, oom, person):
    UwvArrangement.objects.filter(pk=arrangement.pk).update(amount=1500)
    page = person(oom).post(
        reverse("funding:uwv_ask", args=[arrangement.candidate_id]), ASKED | {"version": arrangement.version}
    )
    text = page.content.decode().replace("\xa0", " ")
    assert page.status_code == 200
    assert "1500" in text or "1.500,00" in text
    assert "2.100,00" in text
    arrangement.refresh_from_db()
    assert arrangement.amount == 1500


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"amount": "veel"}, "amount"),
        ({"amount": "-1"}, "amount"),
        ({"valid_until": "2026-08-31"}, "valid_until"),
        ({"trial_until": "2027-05-01"}, "trial_until"),
        ({"valid_from": "31 februari"}, "valid_from"),
    ],
)
def test_what_is_typed_wrong_is_said_at_the_field_and_kept(jobless, oom, person, wrong, field):
    page = person(oom).post(reverse("funding:uwv_ask", args=[jobless.pk]), ASKED | wrong)
    text = page.content.decode()
    assert page.status_code == 200
    assert f'id="id_{field}_error"' in text
    assert "Loopt door." in text and wrong[field] in text
    assert not UwvArrangement.objects.exists()
