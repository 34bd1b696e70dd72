"""What the database holds, whatever the code above it does."""

import pytest
from django.db import IntegrityError, connection, transaction

from companies.models import Commitment, Company, Criterion, Finding, Participation
from tests.factories.companies import (
    CommitmentFactory,
    CompanyFactory,
    CompanyInterviewFactory,
    FindingFactory,
    ParticipationFactory,
    VacancyFactory,
    committed_vacancy,
)

pytestmark = pytest.mark.django_db


def refused(sql, *params):
    """Run raw SQL that the database must refuse."""
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, params)
    return True


def test_one_person_does_not_hold_an_interview_twice():
    interview = CompanyInterviewFactory()
    refused("update companies_companyinterview set selector_id = owner_id where id = %s", interview.pk)


def test_a_company_has_one_planned_interview_at_a_time():
    interview = CompanyInterviewFactory()
    refused(
        "insert into companies_companyinterview (version, at, place, state, owner_id, selector_id, participation_id) "
        "select 1, at, place, 'planned', owner_id, selector_id, participation_id from companies_companyinterview "
        "where id = %s",
        interview.pk,
    )


@pytest.mark.parametrize("score", [0, 6, -1])
def test_a_finding_lies_on_the_scale(score):
    finding = FindingFactory()
    refused("update companies_finding set score = %s where id = %s", score, finding.pk)


def test_a_finding_has_evidence_and_stands_once_for_each_criterion():
    finding = FindingFactory()
    refused("update companies_finding set evidence = '' where id = %s", finding.pk)
    refused(
        "insert into companies_finding (version, criterion, score, evidence, interview_id) values (1, %s, 3, 'x', %s)",
        finding.criterion,
        finding.interview_id,
    )


def test_findings_do_not_change_after_the_interview_was_held():
    finding = FindingFactory()
    finding.interview.__class__.objects.filter(pk=finding.interview_id).update(state="held")
    refused("update companies_finding set score = 5 where id = %s", finding.pk)
    refused("delete from companies_finding where id = %s", finding.pk)
    refused(
        "insert into companies_finding (version, criterion, score, evidence, interview_id) "
        "values (1, 'forms', 3, 'x', %s)",
        finding.interview_id,
    )
    assert Finding.objects.get().score == 4


@pytest.mark.parametrize(
    "change", ["hours = 1", "learning_environment = 'anders'", "forms_understood = false", "signed_on = '2020-01-01'"]
)
def test_a_commitment_is_binding(change):
    commitment = CommitmentFactory()
    refused(f"update companies_commitment set {change} where id = %s", commitment.pk)
    refused("delete from companies_commitment where id = %s", commitment.pk)


def test_only_the_name_of_who_signed_may_become_empty():
    commitment = CommitmentFactory()
    refused("update companies_commitment set signed_by = 'iemand anders' where id = %s", commitment.pk)
    Commitment.objects.filter(pk=commitment.pk).update(signed_by="")


def test_a_commitment_without_explanation_or_costs_does_not_exist():
    commitment = CommitmentFactory()
    for flags in ("true, false", "false, true"):
        refused(
            "insert into companies_commitment (hours, forms_understood, cost_seen, learning_environment, signed_by, "
            f"signed_on, recorded_at, participation_id, recorded_by_id) select 4, {flags}, 'x', 'x', signed_on, "
            "recorded_at, participation_id, recorded_by_id from companies_commitment where id = %s",
            commitment.pk,
        )


def test_committed_needs_a_commitment_on_record():
    case = ParticipationFactory(state="selected")
    refused("update companies_participation set state = 'committed' where id = %s", case.pk)
    CommitmentFactory(participation=case)
    Participation.objects.filter(pk=case.pk).update(state="committed")


def test_outside_the_pilot_a_company_stays_a_lead():
    case = ParticipationFactory(outside="region")
    refused("update companies_participation set state = 'interested' where id = %s", case.pk)
    refused("update companies_participation set outside = 'fund' where id = %s", committed_vacancy().participation_id)


def test_a_company_takes_part_once_in_a_pilot():
    case = ParticipationFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        ParticipationFactory(pilot=case.pilot, company=case.company)


@pytest.mark.parametrize("kvk", ["1234567", "1234567a", ""])
def test_a_kvk_number_has_eight_digits_and_is_unique(kvk):
    company, other = CompanyFactory(), CompanyFactory()
    refused("update companies_company set kvk = %s where id = %s", kvk, company.pk)
    refused("update companies_company set kvk = %s where id = %s", other.kvk, company.pk)


def test_a_vacancy_has_a_place():
    refused("update companies_vacancy set places = 0 where id = %s", VacancyFactory().pk)


def test_every_change_bumps_the_version():
    company = CompanyFactory()
    Company.objects.filter(pk=company.pk).update(town="Best")
    company.refresh_from_db()
    assert company.version == 2


def test_the_seven_criteria_are_those_of_the_advice():
    assert len(Criterion) == 7
