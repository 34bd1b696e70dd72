"""Verbs around one participant."""

from datetime import date

import pytest
from django.utils.translation import override

from pilot import audit
from pilot.choices import Role
from pilot.workflow import NotNow
from tests.factories.pilot import owner, provider, running_pilot
from tests.factories.pilot import person as somebody
from tests.factories.training import EnrolmentFactory, GuideFactory, PrivateMatterFactory
from training import guidance
from training.models import Enrolment, PrivateMatter, Report

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english():
    with override("en"):
        yield


@pytest.fixture
def pilot():
    return running_pilot()


def participant(pilot, state="enrolled"):
    enrolment = EnrolmentFactory(training_class__programme__pilot=pilot)
    Enrolment.objects.filter(pk=enrolment.pk).update(state=state)
    enrolment.refresh_from_db()
    return enrolment


@pytest.mark.advice("7.3-07", carries="training.guidance.assign_mentors")
@pytest.mark.advice("8.3.4-09", carries="training.guidance.assign_mentors")
def test_mentors_of_the_pilot_are_assigned_in_place_of_those_before(pilot):
    enrolment = participant(pilot)
    first, second = somebody(Role.MENTOR, pilot), somebody(Role.MENTOR, pilot)
    guidance.assign_mentors(enrolment, [first], by=provider(pilot))
    guidance.assign_mentors(enrolment, [second], by=provider(pilot))
    assert [guide.mentor for guide in enrolment.guides.all()] == [second]


def test_somebody_who_is_no_mentor_here_is_refused(pilot):
    stranger = somebody(Role.MENTOR, running_pilot())
    with pytest.raises(NotNow, match="is no mentor in this pilot"):
        guidance.assign_mentors(participant(pilot), [stranger], by=provider(pilot))


@pytest.mark.advice("8.3.4-07", carries="training.guidance.acquaint")
def test_the_acquaintance_period_may_begin_before_the_class(pilot):
    assert guidance.acquaint(participant(pilot), by=provider(pilot)).state == "acquainted"


@pytest.mark.advice("8.3.4-08", carries="training.guidance.decide")
def test_two_times_yes_goes_on_in_training(pilot):
    enrolment = participant(pilot, "acquainted")
    guidance.decide(enrolment, by=provider(pilot), on=date(2026, 11, 2), company_yes=True, candidate_yes=True)
    assert enrolment.state == "active"


@pytest.mark.advice("8.3.4-08", carries="training.guidance.decide")
@pytest.mark.parametrize(("company", "candidate"), [(False, True), (True, False), (False, False)])
def test_a_no_needs_its_reason_and_keeps_the_seat(pilot, company, candidate):
    enrolment = participant(pilot, "acquainted")
    answer = {"on": date(2026, 11, 2), "company_yes": company, "candidate_yes": candidate}
    with pytest.raises(NotNow, match="A no needs its reason"):
        guidance.decide(enrolment, by=provider(pilot), reason=" ", **answer)
    guidance.decide(enrolment, by=provider(pilot), reason="De ploeg paste niet.", **answer)
    enrolment.refresh_from_db()
    assert (enrolment.state, enrolment.seat) == ("acquainted", 1)


def test_outside_the_acquaintance_period_nothing_is_decided(pilot):
    enrolment = participant(pilot, "active")
    with pytest.raises(NotNow, match="during the acquaintance period"):
        guidance.decide(enrolment, by=provider(pilot), on=date(2026, 11, 2), company_yes=True, candidate_yes=True)


def test_completing_keeps_what_was_earned_and_whether_in_time(pilot):
    enrolment = participant(pilot, "active")
    earned = {"name": "Verspaner mbo 2", "on": date(2026, 11, 2), "in_time": False}
    guidance.complete(enrolment, by=owner(pilot), certificate=earned)
    enrolment.refresh_from_db()
    assert enrolment.state == "completed"
    assert enrolment.completed_at is not None
    assert (enrolment.certificate.name, enrolment.certificate.in_time) == ("Verspaner mbo 2", False)


def test_a_training_may_be_completed_without_a_certificate(pilot):
    enrolment = guidance.complete(participant(pilot, "active"), by=owner(pilot))
    assert not hasattr(Enrolment.objects.get(pk=enrolment.pk), "certificate")


def test_somebody_who_is_not_in_training_does_not_complete_it(pilot):
    with pytest.raises(NotNow):
        guidance.complete(participant(pilot, "acquainted"), by=owner(pilot))


# ---- private circumstances ----


@pytest.mark.advice("7.4-15", carries="training.guidance.topics")
def test_the_four_topics_of_a_month_are_study_work_motivation_and_private():
    report, matter = Report(study=4, work=3, motivation=5), PrivateMatter()
    assert guidance.topics(report, [matter]) == [
        ("Study progress", True),
        ("Work at the company", True),
        ("Motivation", True),
        ("Private circumstances", True),
    ]
    assert [discussed for _label, discussed in guidance.topics(None, [])] == [False] * 4


def test_what_was_agreed_is_visible_to_the_mentor_alone(pilot):
    enrolment = participant(pilot)
    mentor = GuideFactory(enrolment=enrolment).mentor
    matter = PrivateMatterFactory(enrolment=enrolment, by=mentor)
    other_mentor = GuideFactory(enrolment=participant(pilot)).mentor
    assert list(PrivateMatter.objects.visible_to(mentor)) == [matter]
    for user in (owner(pilot), provider(pilot), other_mentor, somebody(Role.TRAINER, pilot)):
        assert not PrivateMatter.objects.visible_to(user).exists()


def test_a_mentor_whose_assignment_ended_no_longer_sees_it(pilot):
    enrolment = participant(pilot)
    mentor = GuideFactory(enrolment=enrolment).mentor
    PrivateMatterFactory(enrolment=enrolment, by=mentor)
    mentor.assignments.update(end=date(2026, 1, 1))
    mentor.__dict__.pop("running", None)
    assert not PrivateMatter.objects.visible_to(mentor).exists()


def test_the_flag_says_that_something_plays_a_part_and_nothing_more(pilot):
    quiet, affected = participant(pilot), participant(pilot)
    PrivateMatterFactory(enrolment=quiet, affects=False)
    PrivateMatterFactory(enrolment=affected, affects=True)
    flags = dict(Enrolment.objects.with_flag().values_list("pk", "affected"))
    assert flags == {quiet.pk: False, affected.pk: True}


def test_the_record_of_a_private_matter_has_no_content(pilot):
    enrolment = participant(pilot)
    mentor = GuideFactory(enrolment=enrolment).mentor
    matter = guidance.note_private(
        PrivateMatter(enrolment=enrolment, affects=True, agreed="Belt elke week."), by=mentor
    )
    event = audit.history(matter)[0]
    assert (event.action, event.fields, hasattr(event, "reason")) == ("create", [], False)
