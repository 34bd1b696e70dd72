"""Advice, final permission, employment and the end of a placement: as verbs, as rules in SQL, and under a race."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import override

from candidates import checklist, matching, matching_waiting, placing
from candidates.matching_forms import EmploymentForm
from candidates.matching_steps import weekdays_after
from candidates.models import Agreement, Candidate, Employment, Match
from companies.models import Participation, Vacancy
from pilot.choices import Role
from pilot.models import AuditEvent, Mail, User
from pilot.workflow import NotNow
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english():
    with override("en"):
        yield


@pytest.fixture
def pilot():
    return make.running_pilot()


@pytest.fixture
def match(pilot):
    return make.agreed_match(candidate=make.qualified_candidate(pilot, first_name="Zwaantje", last_name="Kwispelaar"))


def owner_of(match, slug=make.AO):
    return make.owner(match.candidate.pilot, slug)


def today(days=0):
    return timezone.localdate() + timedelta(days=days)


def unadvised(match):
    Match.objects.filter(pk=match.pk).update(advice="", advised_by=None)
    match.refresh_from_db()
    return match


# ---- advice ----


def test_the_selector_advises_and_the_owner_of_the_companys_fund_is_asked(match, published):
    selector = match.proposed_by
    placing.advise(unadvised(match), text="Fits the team well.", by=selector)
    match.refresh_from_db()
    assert match.advised_by == selector and match.advised_at
    mail = Mail.objects.get(kind="permission")
    assert mail.user == owner_of(match)
    assert str(match.company) in mail.text and match.get_absolute_url() in mail.text


def test_the_mail_for_permission_names_no_candidate(match):
    placing.advise(match, text="Fits.", by=match.proposed_by)
    mail = Mail.objects.get(kind="permission")
    for word in (match.candidate.first_name, match.candidate.last_name):
        assert word not in mail.subject + mail.text
    assert "pilot" in mail.text


def test_the_owner_of_the_other_fund_is_not_asked_and_the_deputy_is(match):
    deputy = make.UserFactory()
    make.assign(deputy, Role.OWNER, match.candidate.pilot, make.fund(), deputy=True, start=today(-1), end=today(5))
    assert set(placing.owners_of(match)) == {owner_of(match), deputy}


def test_there_is_nothing_to_advise_before_both_said_yes(pilot):
    match = make.introduced_match(pilot)
    with pytest.raises(NotNow, match="company has not said yes"):
        placing.advise(match, text="Do it.", by=match.proposed_by)


# ---- permission ----


@pytest.mark.advice("8.3.3-14", carries="candidates.placing.place")
def test_the_owner_of_the_companys_fund_gives_the_final_permission(match):
    owner = owner_of(match)
    placing.place(match, by=owner)
    match.refresh_from_db()
    assert match.state == Match.State.PLACED and match.permitted_by == owner and match.placed_at
    event = AuditEvent.objects.get(subject_type="candidates.match", action="place")
    assert (event.actor, event.from_state, event.to_state) == (owner, "agreed", "placed")


@pytest.mark.advice("8.3.3-14", carries="candidates.placing.permission_blockers")
def test_there_is_no_permission_before_the_selector_was_heard(match):
    with pytest.raises(NotNow, match="has not given advice"):
        placing.place(unadvised(match), by=owner_of(match))


def test_the_owner_of_the_other_fund_may_not_permit(match):
    with pytest.raises(PermissionDenied):
        placing.place(match, by=owner_of(match, make.OOM))


def test_nobody_permits_for_a_company_whose_fund_is_unknown(match):
    company = match.company
    company.fund = None
    company.save()
    fresh = Match.objects.with_case().get(pk=match.pk)
    for slug in (make.AO, make.OOM):
        with pytest.raises(PermissionDenied):
            placing.place(fresh, by=owner_of(match, slug))
    assert placing.owners_of(fresh) == []


def test_a_deputy_permits_during_the_period_and_not_after_it(pilot):
    for end, allowed in ((today(3), True), (today(-1), False)):
        match = make.agreed_match(pilot)
        deputy = make.UserFactory()
        make.assign(deputy, Role.OWNER, pilot, make.fund(), deputy=True, start=today(-9), end=end)
        deputy = User.objects.get(pk=deputy.pk)
        if allowed:
            placing.place(match, by=deputy)
            assert match.permitted_by == deputy
        else:
            with pytest.raises(PermissionDenied):
                placing.place(match, by=deputy)


def test_whoever_proposed_does_not_permit(match):
    owner = owner_of(match)
    Match.objects.filter(pk=match.pk).update(proposed_by=owner)
    with pytest.raises(NotNow, match="proposed this match yourself"):
        placing.place(match, by=owner)


def test_whoever_advised_does_not_permit(match):
    owner = owner_of(match)
    Match.objects.filter(pk=match.pk).update(advised_by=owner)
    with pytest.raises(NotNow, match="gave the advice yourself"):
        placing.place(match, by=owner)


@pytest.mark.advice("8.3.3-11", carries="candidates.placing.missing_yes")
def test_placement_is_refused_before_both_have_agreed(pilot):
    match = make.introduced_match(pilot)
    make.AgreementFactory(match=match, side="company")
    with pytest.raises(NotNow) as refusal:
        placing.place(match, by=owner_of(match))
    assert "The candidate has not said yes." in refusal.value.sentences
    assert "The company has not said yes." not in refusal.value.sentences


def test_a_full_vacancy_takes_nobody_more(pilot):
    vacancy = make.committed_vacancy(pilot, places=2)
    for _place in range(2):
        make.placed_match(pilot, vacancy=vacancy)
    third = make.agreed_match(pilot, vacancy=vacancy)
    with pytest.raises(NotNow, match="All 2 places"):
        placing.place(third, by=owner_of(third))


def test_somebody_is_placed_once_at_a_time(pilot):
    candidate = make.qualified_candidate(pilot)
    other = make.agreed_match(candidate=candidate)
    make.placed_match(candidate=candidate)
    with pytest.raises(NotNow, match="is placed at"):
        placing.place(other, by=owner_of(other))


def test_a_company_that_withdrew_gets_nobody(match):
    Participation.objects.filter(pk=match.vacancy.participation_id).update(state="withdrawn")
    with pytest.raises(NotNow, match="has withdrawn"):
        placing.place(match, by=owner_of(match))


def test_a_closed_match_is_not_placed(match):
    matching.decline(match, who="company", reason="No work", by=match.proposed_by)
    with pytest.raises(NotNow, match="Declined"):
        placing.place(match, by=owner_of(match))


# ---- employment ----


def employment_of(match, **fields):
    data = {"employer": "company", "kind": "contract", "hours": "38", "start": "2027-01-04"} | fields
    return EmploymentForm(data, instance=Employment(match=match))


def test_employment_is_recorded_with_hours_in_dutch(match):
    form = employment_of(match, hours="36,5")
    assert form.is_valid(), form.errors
    employment = placing.employ(form.instance, by=match.proposed_by)
    assert employment.hours == 36.5 and employment.start.isoformat() == "2027-01-04"


def test_a_trial_placement_has_no_contract_and_a_contract_is_no_trial(match):
    assert list(employment_of(match, employer="trial").errors) == ["kind"]
    assert list(employment_of(match, kind="none").errors) == ["kind"]
    assert employment_of(match, employer="trial", kind="none").is_valid()


def test_secondment_names_the_agency_and_a_day_to_take_over(match):
    assert list(employment_of(match, employer="secondment").errors) == ["employer_name"]
    form = employment_of(match, employer="secondment", employer_name="Vakstroom", take_over="2027-07-01")
    assert form.is_valid(), form.errors
    early = employment_of(match, employer="secondment", employer_name="Vakstroom", take_over="2026-07-01")
    assert list(early.errors) == ["take_over"]
    assert list(employment_of(match, take_over="2027-07-01").errors) == ["take_over"]


def test_there_is_no_employment_before_both_said_yes(pilot):
    match = make.introduced_match(pilot)
    form = employment_of(match)
    assert form.is_valid()
    with pytest.raises(NotNow, match="both sides have said yes"):
        placing.employ(form.instance, by=match.proposed_by)


# ---- the end ----


def test_a_placement_that_ends_frees_the_place_and_the_candidate(pilot):
    vacancy = make.committed_vacancy(pilot, places=1)
    match = make.placed_match(pilot, vacancy=vacancy)
    placing.end(match, cause="company", reason="Bankrupt", on=today(), by=match.permitted_by)
    match.refresh_from_db()
    assert match.state == Match.State.ENDED and match.ended_cause == "company"
    assert match.employment.ended_on == today()
    assert Candidate.objects.filter(pk=match.candidate_id).available().exists()
    assert list(matching.proposal_blockers(match.candidate, vacancy)) == []


def test_only_a_running_placement_ends(match):
    with pytest.raises(NotNow):
        placing.end(match, cause="other", reason="-", on=today(), by=match.proposed_by)


# ---- what waits ----


def codes(user):
    return [reminder.key.split(":")[2] for reminder in matching_waiting.waiting(User.objects.get(pk=user.pk))]


def test_permission_waits_for_the_owner_of_the_fund_and_for_nobody_else(match):
    assert codes(owner_of(match)) == ["place"]
    assert codes(owner_of(match, make.OOM)) == []
    assert codes(match.proposed_by) == []


def test_permission_is_due_in_five_working_days_and_mailed_from_then_without_a_name(match):
    Match.objects.filter(pk=match.pk).update(advised_at=timezone.now())
    reminder = next(iter(matching_waiting.waiting(owner_of(match))))
    assert reminder.mail_from == reminder.due == weekdays_after(today(), 5)
    assert match.candidate.last_name not in reminder.text + reminder.context
    assert str(match.company) in reminder.context


def test_the_selector_sees_each_step_that_waits(pilot):
    first = make.MatchFactory(candidate=make.qualified_candidate(pilot))
    make.introduced_match(pilot)
    unadvised(make.agreed_match(pilot))
    assert codes(first.proposed_by) == ["visit", "company_yes", "advise"]


def test_missing_employment_waits_for_selector_and_for_the_provider_of_secondment(pilot):
    match = make.placed_match(pilot)
    Employment.objects.filter(match=match).delete()
    seconding = make.provider(pilot)
    assert codes(match.proposed_by) == codes(seconding) == ["employment"]
    pilot.appointments.update(scope=["training"])
    assert codes(seconding) == []


def test_nothing_waits_once_placed_and_employed(pilot):
    match = make.placed_match(pilot)
    assert codes(match.proposed_by) == codes(match.permitted_by) == []


def test_what_waits_takes_the_same_queries_for_one_match_and_for_three(pilot, django_assert_max_num_queries):
    selector = make.MatchFactory(candidate=make.qualified_candidate(pilot)).proposed_by
    for _more in range(2):
        make.introduced_match(pilot)
    user = User.objects.get(pk=selector.pk)
    with django_assert_max_num_queries(3):
        assert len(list(matching_waiting.waiting(user))) == 3


def test_the_checklist_counts_permitted_placements(pilot):
    def permitted(user):
        return next(line for line in checklist.checklist(pilot, user) if line["label"] == "Placements permitted")

    owner = make.owner(pilot)
    assert permitted(owner)["status"] == "todo"
    make.placed_match(pilot)
    make.agreed_match(pilot)
    line = permitted(owner)
    assert (line["badge"], line["status"]) == ("1 of 2", "busy")
    assert line["note"] == "1 placement waits for your permission."
    other = permitted(make.owner(pilot, make.OOM))
    assert other["note"] == "1 placement waits for permission."


# ---- rules in the database ----

PLACE_SQL = "update candidates_match set state = 'placed', permitted_by_id = %s, placed_at = now() where id = %s"


def refused(sql, *values, match):
    with pytest.raises(IntegrityError, match=match), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_the_database_refuses_a_placement_that_was_not_signed_for(pilot):
    vacancy = make.committed_vacancy(pilot, places=1)
    make.placed_match(pilot, vacancy=vacancy)
    later = make.agreed_match(pilot, vacancy=vacancy)
    Vacancy.objects.filter(pk=vacancy.pk).update(places=2)
    refused(PLACE_SQL, owner_of(later).pk, later.pk, match="not signed for")
    with pytest.raises(NotNow, match="signed for 1, and no more can be filled"):
        placing.place(Match.objects.get(pk=later.pk), by=owner_of(later))
    make.CommitmentFactory(participation=vacancy.participation)
    placing.place(Match.objects.get(pk=later.pk), by=owner_of(later))


def test_the_database_refuses_a_third_place_of_two(pilot):
    vacancy = make.committed_vacancy(pilot, places=2)
    for _place in range(2):
        make.placed_match(pilot, vacancy=vacancy)
    third = make.agreed_match(pilot, vacancy=vacancy)
    refused(PLACE_SQL, owner_of(third).pk, third.pk, match="every place")


def test_the_database_refuses_to_move_a_placement_into_a_full_vacancy(pilot):
    full = make.committed_vacancy(pilot, places=1)
    make.placed_match(pilot, vacancy=full)
    match = make.placed_match(pilot)
    refused("update candidates_match set vacancy_id = %s where id = %s", full.pk, match.pk, match="every place")


def test_the_database_refuses_fewer_places_than_people_placed(pilot):
    vacancy = make.committed_vacancy(pilot, places=2)
    for _place in range(2):
        make.placed_match(pilot, vacancy=vacancy)
    refused("update companies_vacancy set places = 1 where id = %s", vacancy.pk, match="more people")


def test_the_database_refuses_a_second_running_placement_of_one_candidate(pilot):
    candidate = make.qualified_candidate(pilot)
    other = make.agreed_match(candidate=candidate)
    make.placed_match(candidate=candidate)
    refused(PLACE_SQL, owner_of(other).pk, other.pk, match="match_one_placement_per_candidate")


def test_the_database_refuses_permission_by_whoever_proposed(match):
    refused(PLACE_SQL, match.proposed_by_id, match.pk, match="match_permitted_by_another")


def test_the_database_refuses_a_placement_without_advice(match):
    refused(PLACE_SQL, owner_of(match).pk, unadvised(match).pk, match="permission_and_advice")


def test_the_database_refuses_a_placement_without_permission(match):
    refused("update candidates_match set state = 'placed' where id = %s", match.pk, match="permission_and_advice")


def test_the_database_refuses_a_placement_of_which_a_yes_was_taken_back(match):
    Agreement.objects.filter(match=match, side="company").update(withdrawn_at=timezone.now())
    refused(PLACE_SQL, owner_of(match).pk, match.pk, match="both sides")


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ("kind = 'none'", "trial_without_contract"),
        ("employer = 'trial'", "trial_without_contract"),
        ("hours = 41", "hours_0_to_40"),
        ("take_over = start - 1", "take_over_after_start"),
    ],
)
def test_the_database_refuses_employment_that_cannot_be(change, rule, pilot):
    employment = make.placed_match(pilot).employment
    refused(f"update candidates_employment set {change} where id = %s", employment.pk, match=rule)
