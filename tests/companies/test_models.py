"""What the database holds, whatever the code above it does."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from companies.models import Commitment, Company, Criterion, Finding, LearningEnvironment, Participation
from tests.factories.companies import (
    CommitmentFactory,
    CommitmentPaperFactory,
    CompanyFactory,
    CompanyInterviewFactory,
    FindingFactory,
    LearningEnvironmentFactory,
    ParticipationFactory,
    SignedCopyFactory,
    ToldFactory,
    VacancyFactory,
    committed_vacancy,
    held_without_knock_out,
)
from tests.factories.pilot import selector

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
    refused("update companies_finding set source = '' where id = %s", finding.pk)
    refused(
        "insert into companies_finding (version, criterion, score, evidence, source, interview_id) "
        "values (1, %s, 3, 'x', 'x', %s)",
        finding.criterion,
        finding.interview_id,
    )


def test_findings_do_not_change_after_the_interview_was_held():
    finding = FindingFactory()
    finding.interview.__class__.objects.filter(pk=finding.interview_id).update(state="held")
    refused("update companies_finding set score = 5 where id = %s", finding.pk)
    refused("delete from companies_finding where id = %s", finding.pk)
    refused(
        "insert into companies_finding (version, criterion, score, evidence, source, interview_id) "
        "values (1, 'forms', 3, 'x', 'x', %s)",
        finding.interview_id,
    )
    assert Finding.objects.get().score == 4


@pytest.mark.parametrize(
    "change", ["hours = 1", "paper_kept = 'elders'", "paper_id = null", "signed_on = '2020-01-01'"]
)
def test_a_commitment_is_binding(change):
    commitment = CommitmentFactory()
    refused(f"update companies_commitment set {change} where id = %s", commitment.pk)
    refused("delete from companies_commitment where id = %s", commitment.pk)


def test_only_the_name_of_who_signed_may_become_empty():
    commitment = CommitmentFactory()
    refused("update companies_commitment set signed_by = 'iemand anders' where id = %s", commitment.pk)
    Commitment.objects.filter(pk=commitment.pk).update(signed_by="")


COMMIT = (
    "insert into companies_commitment (hours, paper_id, paper_kept, signed_by, signed_on, recorded_at, "
    "participation_id, recorded_by_id) values (4, %s, %s, 'x', %s, now(), %s, %s)"
)


def committing(case, paper, kept="Ordner 3", on=None):
    """The values of a commitment in raw SQL."""
    return paper and paper.pk, kept, on or timezone.localdate(), case.pk, selector(case.pilot).pk


def test_a_commitment_without_its_paper_does_not_exist():
    case, other = ParticipationFactory(), ParticipationFactory()
    refused(COMMIT, *committing(case, None))
    refused(COMMIT, *committing(case, CommitmentPaperFactory(participation=other)))


def test_no_yes_before_forms_and_costs_were_told():
    case = ParticipationFactory()
    told = ToldFactory(participation=case, on=timezone.localdate())
    paper = CommitmentPaperFactory(participation=case, told=told)
    refused(COMMIT, *committing(case, paper, on=timezone.localdate() - timedelta(days=1)))
    unwilling = ToldFactory(participation=case, accepts_split=False)
    refused(COMMIT, *committing(case, CommitmentPaperFactory(participation=case, told=unwilling)))
    refused("update companies_told set amount = 1 where id = %s", told.pk)
    refused("delete from companies_told where id = %s", told.pk)
    refused(
        'insert into companies_told (participation_id, "on", "to", forms, amount, accepts_split, remark, by_id) '
        "values (%s, now(), 'x', '{}', 1, true, '', %s)",
        case.pk,
        told.by_id,
    )


def test_no_yes_where_the_trade_cannot_be_learned():
    case = ParticipationFactory()
    environment = LearningEnvironmentFactory(participation=case, learnable=False)
    paper = CommitmentPaperFactory(participation=case, environment=environment)
    refused(COMMIT, *committing(case, paper))
    for change in ("learnable = true", "hours = 9", "seen = 'anders'"):
        refused(f"update companies_learningenvironment set {change} where id = %s", environment.pk)
    refused("update companies_commitmentpaper set hours = 1 where id = %s", paper.pk)
    LearningEnvironment.objects.filter(pk=environment.pk).update(trainer="")


def test_a_recognition_has_number_occupation_and_last_day():
    for missing in ({"recognition_number": ""}, {"recognised_for": ""}, {"recognised_until": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            LearningEnvironmentFactory(**missing)
    LearningEnvironmentFactory(recognised=False, recognition_number="", recognised_for="", recognised_until=None)


def test_a_paper_is_of_one_company():
    with pytest.raises(IntegrityError), transaction.atomic():
        CommitmentPaperFactory(told=ToldFactory())


def test_a_commitment_has_a_signed_copy_or_says_where_the_paper_is():
    case = ParticipationFactory()
    paper = CommitmentPaperFactory(participation=case)
    refused(COMMIT, *committing(case, paper, kept=""))
    copy = SignedCopyFactory(paper=paper)
    strange = SignedCopyFactory()
    for one in (copy, strange):
        refused(
            COMMIT.replace("paper_kept,", "paper_kept, copy_id,").replace("%s, %s, 'x'", "%s, %s, %s, 'x'"),
            paper.pk, "Ordner" if one == copy else "", one.pk, timezone.localdate(), case.pk, copy.by_id,
        )  # fmt: skip
    refused("update companies_signedcopy set name = 'anders' where id = %s", copy.pk)


def test_a_commitment_from_before_a_withdrawal_does_not_bind_again():
    case = committed_vacancy().participation
    Participation.objects.filter(pk=case.pk).update(state="withdrawn")
    assert Participation.objects.get(pk=case.pk).withdrawn_at is not None
    Participation.objects.filter(pk=case.pk).update(state="approached")
    refused("update companies_participation set state = 'committed' where id = %s", case.pk)
    CommitmentFactory(participation=case)
    Participation.objects.filter(pk=case.pk).update(state="committed")


def test_committed_needs_a_commitment_on_record():
    case = ParticipationFactory(state="selected")
    held_without_knock_out(case)
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
