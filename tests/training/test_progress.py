"""Reports by month, typed in."""

from datetime import date

import pytest
from django.utils import timezone
from django.utils.translation import override

from pilot.workflow import NotNow
from tests.factories.pilot import provider, running_pilot
from tests.factories.training import EnrolmentFactory, ReportFactory, TrainingClassFactory
from training import progress
from training.models import Enrolment, Report

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english():
    with override("en"):
        yield


def this_month():
    return timezone.localdate().replace(day=1)


def last_month():
    month = this_month()
    return date(month.year - (month.month == 1), (month.month - 2) % 12 + 1, 1)


def participant(pilot=None, **fields):
    fields = {"state": "running", "start": date(2025, 9, 1), "end": date(2099, 7, 1), **fields}
    training_class = TrainingClassFactory(programme__pilot=pilot or running_pilot(), **fields)
    enrolment = EnrolmentFactory(training_class=training_class)
    Enrolment.objects.filter(pk=enrolment.pk).update(state="active")
    enrolment.refresh_from_db()
    return enrolment


def a_report(enrolment, month):
    return Report(enrolment=enrolment, month=month, attendance=90, study=4, work=3, motivation=5)


def test_months_are_due_from_the_start_up_to_the_last_full_month():
    training_class = TrainingClassFactory.build(start=date(2026, 11, 20), end=date(2027, 2, 10))
    assert progress.months_due(training_class, date(2026, 11, 30)) == []
    assert progress.months_due(training_class, date(2026, 12, 1)) == [date(2026, 11, 1)]
    assert progress.months_due(training_class, date(2027, 1, 15)) == [date(2026, 11, 1), date(2026, 12, 1)]
    assert progress.months_due(training_class, date(2028, 1, 1))[-1] == date(2027, 2, 1)


def test_reports_of_december_are_due_in_january():
    assert progress.due_on(date(2026, 12, 1)) == date(2027, 1, progress.DUE_DAY)


@pytest.mark.advice("8.3.4-10", carries="training.progress.save_report")
def test_a_report_is_saved_with_who_wrote_it():
    enrolment = participant()
    user = provider(enrolment.training_class.pilot)
    report = progress.save_report(a_report(enrolment, last_month()), by=user)
    assert (report.pk is not None, report.by) == (True, user)


def test_a_second_report_of_a_month_is_refused_with_a_sentence():
    enrolment = participant()
    user = provider(enrolment.training_class.pilot)
    progress.save_report(a_report(enrolment, last_month()), by=user)
    with pytest.raises(NotNow, match="There is a report of"):
        progress.save_report(a_report(enrolment, last_month()), by=user)


def test_a_month_that_has_yet_to_come_is_not_reported():
    month = progress.next_month(this_month())
    assert list(progress.report_blockers(participant(), month)) == [f"{progress.month_name(month)} has yet to come."]


def test_a_class_that_has_not_started_is_not_reported():
    enrolment = participant(state="confirmed", name="Klas 1")
    assert list(progress.report_blockers(enrolment, last_month())) == ["Klas 1 has not started."]


def test_a_month_before_the_first_day_of_the_class_is_not_reported():
    enrolment = participant(start=date(2026, 9, 14), name="Klas 1")
    assert list(progress.report_blockers(enrolment, date(2026, 9, 1))) == []
    assert "after that month" in list(progress.report_blockers(enrolment, date(2026, 8, 1)))[0]


def test_a_month_after_somebody_stopped_is_not_reported():
    enrolment = participant()
    enrolment.left_at = timezone.make_aware(timezone.datetime(2025, 11, 10))
    assert list(progress.report_blockers(enrolment, date(2025, 11, 1))) == []
    assert "stopped or completed" in list(progress.report_blockers(enrolment, date(2025, 12, 1)))[0]


def test_a_corrected_report_stays_of_who_wrote_it_first():
    report = ReportFactory(enrolment=participant(), month=last_month())
    author = report.by
    report.study = 2
    other = provider(report.enrolment.training_class.pilot)
    progress.save_report(report, by=other, fields=["study"])
    report.refresh_from_db()
    assert (report.study, report.by, report.version) == (2, author, 2)
