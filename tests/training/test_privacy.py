"""What is kept of guidance goes at the end of guidance; figures stay."""

import pytest
from django.utils import timezone

from candidates.models import Candidate
from pilot import audit
from pilot.models import Reason, Upload
from tests.factories.pilot import owner, running_pilot
from tests.factories.training import EnrolmentFactory, PrivateMatterFactory, ReportFactory
from training import classes, guidance, privacy
from training.models import Enrolment, LeaveReason, PostSelection, PrivateMatter, Report

pytestmark = pytest.mark.django_db

WORDS = "Kanarie: komt vaak laat."


def participant(state="active"):
    enrolment = EnrolmentFactory(training_class__programme__pilot=running_pilot())
    Enrolment.objects.filter(pk=enrolment.pk).update(state=state)
    enrolment.refresh_from_db()
    PrivateMatterFactory(enrolment=enrolment, agreed=WORDS)
    report = ReportFactory(enrolment=enrolment, remark=WORDS)
    user = owner(enrolment.training_class.pilot)
    PostSelection.objects.create(enrolment=enrolment, company_yes=True, candidate_yes=True, reason=WORDS, by=user)
    Upload.objects.create(
        kind="progress",
        pilot=enrolment.training_class.pilot,
        by=user,
        name="voortgang.xlsx",
        outcome={"replaced": {str(report.pk): {"remark": WORDS, "attendance": 90}}},
    )
    return enrolment


def test_during_guidance_everything_stays():
    participant()
    assert privacy.forget_due() == 0
    assert PrivateMatter.objects.get().agreed == WORDS


def test_at_the_end_of_guidance_words_go_and_figures_stay():
    enrolment = participant()
    guidance.complete(enrolment, by=owner(enrolment.training_class.pilot))
    assert privacy.forget_due() == 3
    assert not PrivateMatter.objects.exists()
    report = Report.objects.get()
    assert (report.remark, report.attendance, report.study) == ("", 90, 4)
    assert PostSelection.objects.get().reason == ""
    assert next(iter(Upload.objects.get().outcome["replaced"].values())) == {"remark": "", "attendance": 90}
    assert audit.history(report)[0].action == "forget"


def test_forgetting_twice_changes_nothing_more():
    enrolment = participant()
    guidance.complete(enrolment, by=owner(enrolment.training_class.pilot))
    privacy.forget_due()
    version = Report.objects.get().version
    assert privacy.forget_due() == 0
    assert Report.objects.get().version == version


def test_why_somebody_stopped_goes_with_the_person():
    enrolment = participant()
    classes.leave(enrolment, by=owner(enrolment.training_class.pilot), why=LeaveReason.STUDY, reason=WORDS)
    privacy.forget_due()
    assert Reason.objects.filter(text=WORDS).exists()
    Candidate.objects.filter(pk=enrolment.candidate_id).update(erased_at=timezone.now())
    privacy.forget_due()
    assert not Reason.objects.filter(text=WORDS).exists()
    enrolment.refresh_from_db()
    assert (enrolment.left_stage, enrolment.left_reason) == ("active", "study")
