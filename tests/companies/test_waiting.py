"""What waits for whom, and the lines on the pilot's checklist."""

from datetime import timedelta

import pytest
from django.utils import timezone

from companies.models import CompanyInterview, Participation, Vacancy
from companies.standing import TO_COMMIT, next_step
from companies.waiting import checklist, waiting
from pilot import audit
from tests.factories.companies import (
    CommitmentFactory,
    CommitmentPaperFactory,
    CompanyFactory,
    CompanyInterviewFactory,
    LearningEnvironmentFactory,
    ParticipationFactory,
    ProfileFactory,
    SignedCopyFactory,
    ToldFactory,
    VacancyFactory,
    committed_vacancy,
)
from tests.factories.pilot import AO, OOM, fund, manager, owner, provider, running_pilot, selector


@pytest.fixture
def pilot(db):
    return running_pilot()


def keys(user):
    user.__dict__.pop("running", None)
    return [line.key.rsplit(":", 1)[0] for line in waiting(user)]


def held(pilot, state, slug=AO):
    case = ParticipationFactory(pilot=pilot, company=CompanyFactory(fund=fund(slug)), state=state)
    interview = CompanyInterviewFactory(
        participation=case, owner=owner(pilot, slug), at=timezone.localtime() - timedelta(days=20)
    )
    CompanyInterview.objects.filter(pk=interview.pk).update(state="held")
    return case


def test_an_interview_waits_for_both_its_interviewers_until_it_is_closed(pilot):
    interview = CompanyInterviewFactory(participation=ParticipationFactory(pilot=pilot, state="interested"))
    assert keys(interview.selector) == keys(interview.owner) == [f"company-interview:{interview.pk}"]
    assert keys(provider(pilot)) == keys(selector(pilot)) == keys(owner(pilot, OOM)) == []
    CompanyInterview.objects.update(state="held")
    assert keys(interview.selector) == []


def test_a_decision_waits_for_selectors_and_the_owner_of_the_fund(pilot):
    case = held(pilot, "interviewed")
    assert keys(owner(pilot)) == keys(selector(pilot)) == [f"company:{case.pk}:select"]
    assert keys(owner(pilot, OOM)) == keys(provider(pilot)) == []


def test_first_the_profile_then_the_commitment_by_the_provider(pilot):
    case = held(pilot, "selected")
    assert keys(owner(pilot)) == [f"company:{case.pk}:profile"]
    assert keys(provider(pilot)) == [f"company:{case.pk}:assess"]
    ProfileFactory(participation=case)
    assert keys(owner(pilot)) == [f"company:{case.pk}:tell"], "the fund brought it in"
    ToldFactory(participation=case)
    assert keys(owner(pilot)) == []
    LearningEnvironmentFactory(participation=case)
    assert keys(provider(pilot)) == [f"company:{case.pk}:paper"]
    paper = CommitmentPaperFactory(participation=case)
    assert keys(provider(pilot)) == [f"company:{case.pk}:sign"]
    SignedCopyFactory(paper=paper)
    assert keys(provider(pilot)) == [f"company:{case.pk}:commit"]
    assert keys(owner(pilot)) == keys(selector(pilot)) == []


def test_a_company_that_signed_signs_again_for_what_came_later_and_the_provider_hears_so(pilot):
    vacancy = committed_vacancy(pilot, places=2)
    case, by = vacancy.participation, provider(pilot)
    assert keys(by) == []
    later = VacancyFactory(participation=case, title="Frezer")
    audit.record(later, "create", by=by)
    (line,) = waiting(by)
    assert line.key.startswith(f"company:{case.pk}:paper") and "opnieuw" in line.text
    assert line.due == timezone.localdate() + TO_COMMIT, "counted from the day the vacancy came"
    paper = CommitmentPaperFactory(participation=Participation.objects.get(pk=case.pk))
    assert keys(by) == [f"company:{case.pk}:sign"]
    SignedCopyFactory(paper=paper)
    assert keys(by) == [f"company:{case.pk}:commit"]
    assert keys(owner(pilot)) == keys(selector(pilot)) == []
    CommitmentFactory(participation=case, paper=paper)
    assert keys(by) == []


def test_the_page_counts_the_same_days_for_who_signs_again(pilot):
    vacancy = committed_vacancy(pilot, places=2)
    later = VacancyFactory(participation=vacancy.participation, title="Frezer")
    audit.record(later, "create", by=provider(pilot))
    step = next_step(Participation.objects.get(pk=vacancy.participation_id))
    (line,) = waiting(provider(pilot))
    assert (step.action, step.due) == ("paper", line.due)


def test_places_that_nobody_signed_for_do_not_count_for_a_class(pilot):
    vacancy = committed_vacancy(pilot, places=9)
    Vacancy.objects.filter(pk=vacancy.pk).update(places=15)
    assert "9" in checklist(pilot, owner(pilot))[2]["badge"]


def test_leads_wait_in_one_line_for_the_party_that_brought_them_in(pilot):
    for recruiter in ("fund", "fund", "provider"):
        ParticipationFactory(pilot=pilot, recruited_by=recruiter)
    ParticipationFactory(pilot=pilot, outside="region")
    (line,) = waiting(owner(pilot))
    assert "2" in line.text
    (line,) = waiting(provider(pilot))
    assert "1" in line.text


def test_what_is_late_is_mailed_after_three_days(pilot):
    case = held(pilot, "interviewed")
    (line,) = waiting(owner(pilot))
    assert line.days_late == 13
    assert line.mail_from - line.due == timedelta(days=3)
    assert str(case) in line.text


def test_other_roles_and_other_pilots_have_nothing(pilot):
    held(pilot, "interviewed")
    ParticipationFactory(pilot=pilot)
    assert keys(manager()) == keys(owner(running_pilot())) == []


def test_it_takes_one_query_for_one_and_for_many(pilot, django_assert_num_queries):
    user = owner(pilot)
    for count in (1, 6):
        for _number in range(count):
            held(pilot, "interviewed")
            CompanyInterviewFactory(participation=ParticipationFactory(pilot=pilot, state="interested"), owner=user)
            ParticipationFactory(pilot=pilot)
        user.__dict__.pop("running", None)
        user.running  # noqa: B018 - read once per request, whatever the page
        with django_assert_num_queries(1):
            list(waiting(user))


def test_the_checklist_counts_companies_interviews_and_places(pilot):
    user = owner(pilot)
    assert [line["status"] for line in checklist(pilot, user)] == ["todo", "todo", "todo"]
    committed_vacancy(pilot, places=9)
    ParticipationFactory(pilot=pilot)
    held(pilot, "selected")
    VacancyFactory(participation=ParticipationFactory(pilot=pilot, state="interested"), places=7)
    brought, interviewed, committed = checklist(pilot, user)
    assert (brought["badge"], brought["status"]) == ("4", "busy")
    assert (interviewed["badge"], interviewed["status"]) == ("2", "done")
    assert (committed["status"], "9" in committed["badge"], "15" in committed["badge"]) == ("busy", True, True)
    committed_vacancy(pilot, places=6)
    assert checklist(pilot, user)[2]["status"] == "done"
    assert Participation.objects.filter(pilot=pilot).count() == 5
