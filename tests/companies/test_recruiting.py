"""Bringing companies in: leads by hand, approach, interest, a no with its reason, coming back."""

import pytest

from companies import recruiting, withdrawing
from companies.models import Company, Note, Participation
from companies.standing import blockers
from pilot.choices import Recruiter
from pilot.models import AuditEvent, Mail, Occupation
from pilot.workflow import NotNow
from tests.factories.companies import CompanyFactory, CompanyInterviewFactory, ParticipationFactory, VacancyFactory
from tests.factories.pilot import AO, OOM, AppointmentFactory, fund, new_pilot, owner, provider, running_pilot, selector


@pytest.fixture
def pilot(db):
    return running_pilot()


def facts(**fields):
    return {"kvk": "12345678", "name": "Halmwijk", "fund": fund(AO), "region_id": "zuid-oost", **fields}


def add(pilot, by=None, **fields):
    fields = {"company": facts(), "recruited_by": Recruiter.FUND, **fields}
    return recruiting.add_lead(pilot, by=by or owner(pilot), **fields)


def test_a_lead_by_hand_has_company_contact_and_vacancy(pilot):
    occupation = Occupation.objects.get(pk="cnc-verspaner")
    case = add(
        pilot,
        contact={"name": "Jip", "email": "", "phone": ""},
        vacancy={"occupation": occupation, "title": "Frezer", "places": 2},
    )
    assert (case.state, case.outside, case.company.contacts.get().name) == ("lead", "", "Jip")
    assert case.vacancies.get().title == "Frezer"


@pytest.mark.parametrize(
    ("fields", "outside"), [({"fund": None}, "fund"), ({"region_id": "noord"}, "region"), ({}, "")]
)
def test_a_lead_by_hand_outside_the_pilot_is_kept_with_why(pilot, fields, outside):
    assert add(pilot, company=facts(**fields)).outside == outside


def test_a_company_takes_part_once_in_a_pilot(pilot):
    add(pilot)
    with pytest.raises(NotNow):
        add(pilot)


def test_a_company_known_elsewhere_stays_as_it_is_on_record(pilot):
    CompanyFactory(kvk="12345678", name="Halmwijk Draaiwerk")
    assert str(add(pilot)) == "Halmwijk Draaiwerk"
    assert Company.objects.count() == 1


def test_nobody_is_added_or_approached_before_the_policy_is_signed(db):
    pilot = new_pilot()
    AppointmentFactory(pilot=pilot)
    with pytest.raises(NotNow):
        add(pilot)
    with pytest.raises(NotNow):
        recruiting.approach(ParticipationFactory(pilot=pilot), by=owner(pilot))


@pytest.mark.advice("8.3-05", carries="companies.recruiting.recruiter_of")
def test_fund_and_provider_both_bring_companies_in_and_it_is_noted_which(pilot):
    assert recruiting.recruiter_of(provider(pilot), pilot) == "provider"
    assert recruiting.recruiter_of(owner(pilot), pilot) == "fund"
    assert recruiting.recruiter_of(selector(pilot), pilot) == "fund"


@pytest.mark.advice("8.3.1-04", carries="companies.recruiting.indicators")
@pytest.mark.advice("8.3.1-05", carries="companies.recruiting.indicators")
def test_a_flexible_workforce_and_a_sub_branch_with_shortage_say_whom_to_call_first(pilot):
    occupation = pilot.policy_in_force.occupation
    assert len(recruiting.indicators(CompanyFactory(flexible_workforce=True, sbi_id="25"), occupation)) == 2
    assert len(recruiting.indicators(CompanyFactory(flexible_workforce=False, sbi_id="25"), occupation)) == 1
    assert recruiting.indicators(CompanyFactory(flexible_workforce=None, sbi_id="33"), occupation) == []


def test_a_lead_is_approached_and_becomes_interested(pilot):
    case, by = ParticipationFactory(pilot=pilot), owner(pilot)
    recruiting.approach(case, by=by)
    recruiting.interest(case, by=by, open_to_side_entrants=True, had_side_entrants=False)
    case.refresh_from_db()
    assert (case.state, case.open_to_side_entrants, case.had_side_entrants) == ("interested", True, False)
    assert list(AuditEvent.objects.order_by("pk").values_list("action", flat=True)) == ["approach", "interest"]


@pytest.mark.advice("8.2-13", carries="companies.recruiting.interest")
def test_a_company_that_is_not_open_to_people_from_outside_goes_no_further(pilot):
    case = ParticipationFactory(pilot=pilot, state="approached")
    with pytest.raises(NotNow):
        recruiting.interest(case, by=owner(pilot), open_to_side_entrants=False)
    recruiting.interest(case, by=owner(pilot), open_to_side_entrants=True)
    assert Participation.objects.get().open_to_side_entrants is True


@pytest.mark.parametrize("action", ["interest", "plan", "select", "commit"])
def test_a_lead_outside_the_pilot_goes_no_further_than_approached(pilot, action):
    case = ParticipationFactory(pilot=pilot, outside="region", state="approached")
    assert blockers(case, action)
    assert not blockers(case, "approach")


def test_a_no_carries_its_reason_and_cancels_the_planned_interview(pilot):
    interview = CompanyInterviewFactory(participation=ParticipationFactory(pilot=pilot, state="interested"))
    case, by = interview.participation, owner(pilot)
    with pytest.raises(NotNow):
        recruiting.decline(case, by=by, reason=" ")
    recruiting.decline(case, by=by, reason="Geen tijd.")
    interview.refresh_from_db()
    assert (case.state, interview.state) == ("declined", "cancelled")
    assert set(Mail.objects.values_list("user", flat=True)) == {interview.selector_id, interview.owner_id} - {by.pk}
    assert AuditEvent.objects.get(action="decline").reason.text == "Geen tijd."


def test_a_declined_company_can_come_back_and_is_looked_at_again(pilot):
    case = ParticipationFactory(pilot=pilot, state="declined", outside="region")
    recruiting.reopen(case, by=owner(pilot), reason="Nieuwe vestiging.")
    assert (case.state, case.outside) == ("approached", "")


def test_only_a_committed_company_withdraws(pilot):
    with pytest.raises(NotNow):
        withdrawing.withdraw(ParticipationFactory(pilot=pilot), by=owner(pilot), reason="Failliet.")


def test_a_change_of_region_moves_a_lead_outside_but_not_a_company_under_way(pilot):
    company = CompanyFactory()
    lead = ParticipationFactory(pilot=pilot, company=company)
    busy = ParticipationFactory(pilot=running_pilot(AO, OOM), company=company, state="interested")
    company.region_id = "noord"
    company.save()
    recruiting.reassess(company, by=owner(pilot))
    for row in (lead, busy):
        row.refresh_from_db()
    assert (lead.outside, busy.outside) == ("region", "")


def test_one_vacancy_that_fits_is_enough_to_lie_inside(pilot):
    case = ParticipationFactory(pilot=pilot, outside="occupation")
    VacancyFactory(participation=case, occupation_id="engineer")
    recruiting.reassess(case.company, by=owner(pilot))
    case.refresh_from_db()
    assert case.outside == "occupation"
    VacancyFactory(participation=case)
    recruiting.reassess(case.company, by=owner(pilot))
    case.refresh_from_db()
    assert case.outside == ""


def test_a_note_says_who_and_when(pilot):
    by = provider(pilot)
    recruiting.note(ParticipationFactory(pilot=pilot), by=by, text="Belt terug na de vakantie.")
    assert Note.objects.get().by == by
