"""What waits for whom in training."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from pilot.choices import Role
from tests.factories.candidates import placed_match
from tests.factories.pilot import OOM, AppointmentFactory, assign, owner, provider, running_pilot
from tests.factories.pilot import person as somebody
from tests.factories.training import GuideFactory, ReportFactory, TrainingClassFactory, seated_class
from training import progress, waiting
from training.models import Enrolment, TrainingClass

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english():
    with override("en"):
        yield


def today():
    return timezone.localdate()


def running_class(pilot, seats=2, state="active", start=None, **fields):
    start = start or progress.first_of(progress.first_of(today()) - timedelta(days=1))
    room = seated_class(pilot, seats, state="running", start=start, end=date(2099, 7, 1), name="Klas 1", **fields)
    Enrolment.objects.filter(training_class=room).update(state=state)
    return room


def texts(user):
    return [item.text for item in waiting.waiting(user)]


@pytest.mark.advice("8.2-11", carries="training.waiting.waiting")
def test_the_provider_is_asked_for_last_month_and_mailed_when_it_is_late():
    pilot = running_pilot()
    room = running_class(pilot)
    month = room.start
    found = [item for item in waiting.waiting(provider(pilot)) if "progress" in item.text]
    assert [item.text for item in found] == [f"Report the progress of Klas 1 in {progress.month_name(month)}"]
    assert found[0].due == progress.due_on(month)
    assert found[0].mail_from == progress.due_on(month) + timedelta(days=1)


def test_every_month_that_lacks_a_report_is_asked_for_by_itself():
    pilot = running_pilot()
    room = running_class(pilot, start=progress.first_of(today() - timedelta(days=70)))
    found = [item.key for item in waiting.waiting(provider(pilot)) if "progress" in item.text]
    assert found == [f"class-report:{month:%Y-%m}:{room.pk}" for month in progress.months_due(room, today())]
    assert len(found) >= 2


def test_nothing_is_asked_once_everybody_in_training_has_a_report():
    pilot = running_pilot()
    room = running_class(pilot)
    for enrolment in room.enrolments.all():
        GuideFactory(enrolment=enrolment)
        ReportFactory(enrolment=enrolment, month=room.start)
    assert texts(provider(pilot)) == []


def test_a_class_that_began_this_month_has_nothing_to_report():
    pilot = running_pilot()
    running_class(pilot, start=progress.first_of(today()))
    assert not [text for text in texts(provider(pilot)) if "progress" in text]


def test_participants_without_a_mentor_wait_for_the_provider():
    pilot = running_pilot()
    room = running_class(pilot, seats=3)
    GuideFactory(enrolment=room.enrolments.first())
    assert "Assign a mentor to 2 participants of Klas 1" in texts(provider(pilot))


@pytest.mark.advice("8.3.4-08", carries="training.waiting.waiting")
def test_the_decision_after_the_acquaintance_period_waits_for_the_provider():
    pilot = running_pilot()
    running_class(pilot, seats=1, state="acquainted")
    assert "Decide with 1 participant of Klas 1 whether to stay together" in texts(provider(pilot))


def test_a_class_that_starts_soon_waits_for_its_owners_to_confirm():
    pilot = running_pilot()
    soon = today() + timedelta(days=20)
    seated_class(pilot, seats=1, name="Klas 1", start=soon, end=soon + timedelta(days=200))
    far = today() + timedelta(days=60)
    TrainingClassFactory(programme__pilot=pilot, start=far, end=far + timedelta(days=200))
    for user in (owner(pilot), owner(pilot, OOM)):
        found = list(waiting.waiting(user))
        assert [item.text for item in found] == ["Confirm who is in Klas 1"]
        assert found[0].due == soon - timedelta(days=14)


def test_placed_candidates_without_a_seat_wait_for_owner_and_provider():
    pilot = running_pilot()
    placed_match(pilot)
    placed_match(pilot)
    for user in (owner(pilot), provider(pilot)):
        assert "2 placed candidates have no seat in a class yet" in texts(user)


def test_a_provider_that_is_not_appointed_for_training_is_asked_nothing():
    pilot = running_pilot()
    running_class(pilot)
    placed_match(pilot)
    pilot.appointments.update(scope=["selection", "training"])
    other = AppointmentFactory(pilot=pilot, scope=["recruitment"])
    assert texts(somebody(Role.PROVIDER, pilot, organisation=other.provider)) == []


def test_nothing_waits_for_other_pilots_or_other_roles():
    pilot = running_pilot()
    running_class(pilot)
    other = running_pilot()
    assert texts(provider(other)) == []
    assert texts(somebody(Role.SELECTOR, pilot)) == []


def test_waiting_takes_as_many_queries_for_many_classes_as_for_one(django_assert_num_queries):
    pilot = running_pilot()
    user = provider(pilot)
    running_class(pilot)
    placed_match(pilot)
    list(waiting.waiting(user))
    with django_assert_num_queries(2):
        one = list(waiting.waiting(user))
    for _number in range(3):
        running_class(pilot, seats=3)
    with django_assert_num_queries(2):
        assert len(list(waiting.waiting(user))) > len(one)


def test_the_checklist_says_what_a_pilot_still_lacks():
    pilot = running_pilot()
    items = list(waiting.checklist(pilot, owner(pilot)))
    assert [item["status"] for item in items] == ["todo", "stop"]
    room = seated_class(pilot, seats=2, name="Klas 1")
    programme, klas = waiting.checklist(pilot, owner(pilot))
    assert programme["status"] == "done"
    assert (klas["label"], klas["badge"], klas["status"]) == ("Klas 1", "2 of 15 seats", "busy")
    assert klas["url"] == room.get_absolute_url()


def test_the_phase_of_training_follows_the_classes():
    pilot = running_pilot()
    assert waiting.phase(pilot) == {}
    room = TrainingClassFactory(programme__pilot=pilot, start=date(2026, 9, 7), end=date(2027, 3, 5))
    assert waiting.phase(pilot)["training"] == {"status": "todo", "note": "from 7 Sep 2026"}
    TrainingClassFactory(programme=room.programme, start=date(2026, 9, 8), end=date(2027, 3, 5), state="running")
    assert waiting.phase(pilot)["training"]["status"] == "now"
    TrainingClass.objects.filter(programme__pilot=pilot).update(state="finished")
    assert waiting.phase(pilot)["training"]["status"] == "done"


def test_a_mentor_writes_the_reports_of_the_own_participants_only():
    pilot = running_pilot()
    room = running_class(pilot, seats=3)
    first, second, _third = room.enrolments.order_by("pk")
    guide = GuideFactory(enrolment=first)
    GuideFactory(enrolment=second, mentor=guide.mentor)
    month = progress.month_name(room.start)
    assert texts(guide.mentor) == [f"Write the reports of {month} on 2 participants of Klas 1"]
    ReportFactory(enrolment=first, month=room.start)
    found = list(waiting.waiting(guide.mentor))
    assert [item.text for item in found] == [f"Write the report of {month} on 1 participant of Klas 1"]
    assert found[0].due == progress.due_on(room.start)
    ReportFactory(enrolment=second, month=room.start)
    assert texts(guide.mentor) == []


def test_a_trainer_reports_on_the_own_classes_and_records_how_they_ended():
    pilot = running_pilot()
    room = running_class(pilot)
    teacher = somebody(Role.TRAINER, pilot, organisation=room.programme.trainer)
    month = progress.month_name(room.start)
    assert texts(teacher) == [f"Report the progress of Klas 1 in {month}"]
    for enrolment in room.enrolments.all():
        ReportFactory(enrolment=enrolment, month=room.start)
    TrainingClass.objects.filter(pk=room.pk).update(end=today() - timedelta(days=1))
    assert texts(teacher) == ["Record how the training of 2 participants of Klas 1 ended"]
    assert texts(somebody(Role.TRAINER, pilot)) == []


def test_who_is_provider_and_mentor_is_asked_for_a_month_once():
    pilot = running_pilot()
    room = running_class(pilot)
    user = provider(pilot)
    assign(user, Role.MENTOR, pilot)
    GuideFactory(enrolment=room.enrolments.first(), mentor=user)
    month = progress.month_name(room.start)
    assert [text for text in texts(user) if month in text] == [f"Report the progress of Klas 1 in {month}"]
