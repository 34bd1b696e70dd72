"""Rules of training that the database holds, attacked with raw SQL."""

import pytest
from django.db import IntegrityError, connection, transaction

from tests.factories.candidates import placed_match, qualified_candidate
from tests.factories.pilot import owner, running_pilot
from tests.factories.training import (
    EnrolmentFactory,
    ReportFactory,
    SmallStartFactory,
    TrainingClassFactory,
    seated_class,
)
from training.models import Certificate, PostSelection

pytestmark = pytest.mark.django_db

ENROL = """
insert into training_enrolment
  (training_class_id, candidate_id, seat, state, left_stage, left_reason, created_at, version)
values (%s, %s, %s, %s, '', '', now(), 1)
"""
REPORT = """
insert into training_report (enrolment_id, month, attendance, study, work, motivation, remark, by_id, version)
values (%s, %s, %s, %s, 3, 3, '', %s, 1)
"""


def refused(sql, parameters, by):
    """Run SQL and hold that the rule named ``by`` (constraint or words of a trigger) refuses it."""
    with pytest.raises(IntegrityError, match=by), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, parameters)


@pytest.fixture
def pilot():
    return running_pilot()


def test_there_is_no_seat_21(pilot):
    training_class = seated_class(pilot, seats=1)
    candidate = placed_match(pilot).candidate
    refused(ENROL, [training_class.pk, candidate.pk, 21, "enrolled"], "enrolment_seat_1_to_20_until_left")
    refused(ENROL, [training_class.pk, candidate.pk, 0, "enrolled"], "enrolment_seat_1_to_20_until_left")
    refused(ENROL, [training_class.pk, candidate.pk, None, "enrolled"], "enrolment_seat_1_to_20_until_left")


@pytest.mark.parametrize("seat", [1, 20, 21])
def test_a_21st_participant_finds_every_seat_taken(pilot, seat):
    training_class = seated_class(pilot, seats=20)
    refused(ENROL, [training_class.pk, placed_match(pilot).candidate.pk, seat, "enrolled"], "enrolment_seat")


def test_a_seat_is_given_once_in_a_class(pilot):
    training_class = seated_class(pilot, seats=1)
    other = placed_match(pilot).candidate
    refused(ENROL, [training_class.pk, other.pk, 1, "enrolled"], "enrolment_seat_once_per_class")


def test_somebody_who_is_not_placed_is_not_enrolled(pilot):
    training_class = TrainingClassFactory(programme__pilot=pilot)
    refused(ENROL, [training_class.pk, qualified_candidate(pilot).pk, 1, "enrolled"], "built out of placed candidates")


def test_somebody_placed_in_another_pilot_is_not_enrolled(pilot):
    training_class = TrainingClassFactory(programme__pilot=pilot)
    refused(ENROL, [training_class.pk, placed_match().candidate.pk, 1, "enrolled"], "built out of placed candidates")


def test_nobody_runs_in_two_classes(pilot):
    enrolment = EnrolmentFactory(training_class__programme__pilot=pilot)
    other = TrainingClassFactory(programme__pilot=pilot)
    refused(ENROL, [other.pk, enrolment.candidate_id, 1, "enrolled"], "enrolment_one_running_per_candidate")


def test_whoever_left_has_no_seat_but_a_stage_and_a_reason(pilot):
    enrolment = EnrolmentFactory(training_class__programme__pilot=pilot)
    leave = (
        "update training_enrolment set state = 'left', left_at = now(), seat = %s, left_stage = %s, left_reason = %s "
        "where id = %s"
    )
    refused(leave, [1, "active", "study", enrolment.pk], "enrolment_seat_1_to_20_until_left")
    refused(leave, [None, "", "study", enrolment.pk], "enrolment_left_with_stage_and_reason")
    refused(leave, [None, "active", "", enrolment.pk], "enrolment_left_with_stage_and_reason")


def test_a_month_is_reported_once(pilot):
    report = ReportFactory(enrolment__training_class__programme__pilot=pilot)
    refused(REPORT, [report.enrolment_id, report.month, 90, 3, report.by_id], "report_once_a_month")


def test_a_report_is_about_a_month_by_its_first_day(pilot):
    report = ReportFactory(enrolment__training_class__programme__pilot=pilot)
    refused(REPORT, [report.enrolment_id, "2026-11-02", 90, 3, report.by_id], "report_month_is_a_first_day")


@pytest.mark.parametrize(
    ("attendance", "study", "rule"), [(101, 3, "report_attendance_percent"), (90, 6, "report_marks_1_to_5")]
)
def test_figures_of_a_report_stay_on_their_scale(pilot, attendance, study, rule):
    report = ReportFactory(enrolment__training_class__programme__pilot=pilot)
    refused(REPORT, [report.enrolment_id, "2026-11-01", attendance, study, report.by_id], rule)


def test_a_decision_to_start_small_never_changes(pilot):
    decision = SmallStartFactory(training_class__programme__pilot=pilot)
    refused("update training_smallstart set reason = 'anders' where id = %s", [decision.pk], "append-only")
    refused("delete from training_smallstart where id = %s", [decision.pk], "append-only")
    refused(
        "insert into training_smallstart (training_class_id, fund_id, by_id, reason, at) "
        "values (%s, %s, %s, 'weer', now())",
        [decision.training_class_id, decision.fund_id, decision.by_id],
        "small_start_once_per_fund",
    )


def test_of_the_decision_after_acquaintance_only_the_words_may_go(pilot):
    decision = PostSelection.objects.create(
        enrolment=EnrolmentFactory(training_class__programme__pilot=pilot),
        company_yes=False,
        candidate_yes=True,
        reason="De ploeg paste niet.",
        by=owner(pilot),
    )
    refused("update training_postselection set company_yes = true where id = %s", [decision.pk], "does not change")
    PostSelection.objects.filter(pk=decision.pk).update(reason="")


def test_a_certificate_stays(pilot):
    certificate = Certificate.objects.create(
        enrolment=EnrolmentFactory(training_class__programme__pilot=pilot),
        name="Verspaner",
        in_time=True,
        by=owner(pilot),
    )
    refused("update training_certificate set in_time = false where id = %s", [certificate.pk], "append-only")


def test_school_days_never_rise_and_a_short_training_has_no_crebo(pilot):
    programme = TrainingClassFactory(programme__pilot=pilot).programme
    refused(
        "update training_programme set school_days_later = 3 where id = %s", [programme.pk], "programme_days_taper_off"
    )
    refused(
        "update training_programme set qualification_id = (select min(crebo) from pilot_mboqualification) "
        "where id = %s",
        [programme.pk],
        "programme_crebo_only_for_a_diploma",
    )
