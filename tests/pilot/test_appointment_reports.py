"""The provider reports each period by topic beside figures that stay; the owner reads, reminds and remarks."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from pilot import reminders
from pilot.models import Appointment, Mail, ProviderReport
from pilot.phases import reporting
from pilot.workflow import NotNow
from tests import factories as make
from tests.conftest import Person
from training.models import Enrolment

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


@pytest.fixture
def person(db, settings):
    """A browser that reads English."""

    def opened(user):
        browser = Person(user)
        browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        return browser

    return opened


@pytest.fixture
def appointment():
    """At work for seventy days: two months are over."""
    pilot = make.running_pilot()
    pilot.appointments.update(starts_on=TODAY() - timedelta(days=70), scope=["training", "guidance"])
    return pilot.appointments.select_related("pilot", "provider").get()


def running_class(pilot, seats):
    """A class of this pilot in training."""
    room = make.seated_class(
        pilot, seats, state="running", start=TODAY() - timedelta(days=20), end=TODAY() + timedelta(days=200)
    )
    Enrolment.objects.filter(training_class=room).update(state="active")
    return room


TEXTS = {"training": "De klas loopt.", "guidance": "Elke week een gesprek."}


def waits(user, settings):
    settings.REMINDER_SOURCES = ["pilot.phases.waiting"]
    return [(item.text.split(" of ")[0], item.act) for item in reminders.waiting(type(user).objects.get(pk=user.pk))]


@pytest.mark.advice("8.2-11", carries="pilot.phases.reporting.period")
def test_periods_are_months_from_the_start_unless_the_appointment_says_otherwise():
    one = Appointment(starts_on=date(2026, 1, 31), report_every=1)
    assert [(p.first, p.last, p.due_on) for p in reporting.periods(one, date(2026, 3, 31))] == [
        (date(2026, 1, 31), date(2026, 2, 27), date(2026, 3, 6)),
        (date(2026, 2, 28), date(2026, 3, 30), date(2026, 4, 6)),
    ]
    one.report_every = 3
    assert [p.last for p in reporting.periods(one, date(2026, 12, 31))] == [
        date(2026, 4, 29),
        date(2026, 7, 30),
        date(2026, 10, 30),
    ]
    one.ends_on = date(2026, 6, 1)
    assert [p.last for p in reporting.periods(one, date(2026, 12, 31))] == [date(2026, 4, 29), date(2026, 6, 1)]
    assert reporting.periods(Appointment(report_every=1), TODAY()) == []


@pytest.mark.advice("8.2-11", carries="pilot.phases.reporting.hand_in")
def test_a_report_keeps_a_text_for_each_topic_and_the_figures_of_that_day(appointment):
    running_class(appointment.pilot, seats=3)
    report = reporting.hand_in(appointment, 1, TEXTS, by=make.provider(appointment.pilot))
    figures = {one["key"]: one["count"] for one in report.figures}
    assert figures["training.participants"] == 3 and "companies.lead" not in figures
    running_class(appointment.pilot, seats=3)
    report.refresh_from_db()
    assert {one["key"]: one["count"] for one in report.figures} == figures
    assert report.texts == TEXTS


def test_a_report_is_handed_in_once_with_every_topic_and_not_before_its_time(appointment):
    by = make.provider(appointment.pilot)
    with pytest.raises(NotNow, match="Write how it goes: Guidance"):
        reporting.hand_in(appointment, 1, {"training": "Goed.", "guidance": " "}, by=by)
    reporting.hand_in(appointment, 1, TEXTS, by=by)
    with pytest.raises(NotNow, match="handed in already"):
        reporting.hand_in(appointment, 1, TEXTS, by=by)
    with pytest.raises(NotNow, match="Report when it is over"):
        reporting.hand_in(appointment, 5, TEXTS, by=by)
    with pytest.raises(NotNow, match="from its approval"):
        reporting.hand_in(make.AppointmentFactory(state="invited"), 1, TEXTS, by=by)


@pytest.mark.parametrize("sql", ["texts = '{}'", "figures = '[]'", "number = 9"])
def test_a_report_that_was_handed_in_does_not_change(appointment, sql):
    reporting.hand_in(appointment, 1, TEXTS, by=make.provider(appointment.pilot))
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"update pilot_providerreport set {sql}")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("delete from pilot_providerreport")


def test_the_provider_is_reminded_before_the_day_and_again_when_it_is_late(appointment, settings):
    user = make.provider(appointment.pilot)
    settings.REMINDER_SOURCES = ["pilot.phases.waiting"]
    Appointment.objects.filter(pk=appointment.pk).update(starts_on=TODAY() - timedelta(days=32))
    assert reminders.send_to(user) == 1
    Appointment.objects.filter(pk=appointment.pk).update(starts_on=TODAY() - timedelta(days=40))
    assert reminders.send_to(type(user).objects.get(pk=user.pk)) == 1
    assert reminders.send_to(type(user).objects.get(pk=user.pk)) == 0
    assert Mail.objects.filter(kind="reminder", to=user.email).count() == 2


@pytest.mark.advice("8.2-11", carries="pilot.phases.reporting.waiting")
def test_the_owner_chases_a_late_report_and_reads_what_came(appointment, settings):
    owner, user = make.owner(appointment.pilot), make.provider(appointment.pilot)
    chase = (f"{appointment.provider} is late with its report", "View")
    read = ("Read the report", "Read")
    assert waits(owner, settings) == [chase]
    report = reporting.hand_in(appointment, 1, TEXTS, by=user)
    assert read in waits(owner, settings)
    reporting.mark_read(report, by=owner, remark="Helder.")
    assert read not in waits(owner, settings)
    with pytest.raises(NotNow):
        reporting.mark_read(report, by=owner)


def test_proposals_and_reports_that_wait_are_one_query(appointment, django_assert_num_queries):
    from pilot.phases.due import _appointments

    owner = make.owner(appointment.pilot)
    assert owner.running
    with django_assert_num_queries(1):
        assert list(_appointments(owner))


def test_a_report_goes_from_the_provider_to_the_owner_on_screen(appointment, person):
    writer, owner = person(make.provider(appointment.pilot)), person(make.owner(appointment.pilot))
    address = reverse("report_new", args=[appointment.pk, 1])
    assert "Figures of now" in writer.get(address).content.decode()
    page = writer.post(address, {"topic_training": "Loopt goed.", "topic_guidance": ""})
    assert page.status_code == 200 and "Loopt goed." in page.content.decode()
    answer = writer.post(address, {"topic_training": "Loopt goed.", "topic_guidance": "Elke week."})
    report = ProviderReport.objects.get()
    assert answer.url == report.get_absolute_url()
    assert "Read it" not in writer.get(answer.url).content.decode()
    assert writer.post(answer.url, {"remark": "Zelf gelezen."}).status_code == 403
    assert "Read it" in owner.get(answer.url).content.decode()
    assert owner.post(answer.url, {"remark": "Meer over de tweede klas graag."}).status_code == 302
    assert "Meer over de tweede klas graag." in writer.get(answer.url).content.decode()
    assert "handed in already" in writer.get(address).content.decode()


def test_another_provider_does_not_see_a_report(appointment, person):
    report = reporting.hand_in(appointment, 1, TEXTS, by=make.provider(appointment.pilot))
    stranger = make.provider(make.running_pilot())
    assert person(stranger).get(report.get_absolute_url()).status_code == 404
    assert person(make.selector(appointment.pilot)).get(report.get_absolute_url()).status_code == 404
