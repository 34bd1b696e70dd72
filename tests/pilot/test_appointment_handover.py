"""A provider ends and another takes over: no topic is without a provider in between, and nothing under way is lost."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from pilot import reminders
from pilot.choices import Role
from pilot.models import Appointment, Assignment, Mail, Proposal, Topic
from pilot.permissions import may_recruit, provider_may
from pilot.phases import handing_over, recruiting_blockers, supervising, work
from pilot.tasks import end_appointments
from pilot.workflow import NotNow
from tests import factories as make
from tests.conftest import Person
from tests.pilot.tables import read
from training.guidance import guided
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


def anew(user):
    """The user of a next request."""
    return type(user).objects.get(pk=user.pk)


def running_class(pilot, seats):
    """A class of this pilot in training."""
    room = make.seated_class(
        pilot, seats, state="running", start=TODAY() - timedelta(days=20), end=TODAY() + timedelta(days=200)
    )
    Enrolment.objects.filter(training_class=room).update(state="active")
    return room


@pytest.fixture
def pilot():
    """A running pilot with a provider at work: a lead, a candidate, a match and a class in training."""
    found = make.running_pilot()
    make.ParticipationFactory(pilot=found, recruited_by="provider", state="lead")
    make.CandidateFactory(pilot=found, recruited_by="provider")
    make.placed_match(found)
    running_class(found, seats=2)
    found.appointments.update(starts_on=TODAY() - timedelta(days=100))
    return found


def first_of(pilot):
    return pilot.appointments.order_by("pk").first()


def successor(pilot, before=None, **fields):
    made = make.AppointmentFactory(pilot=pilot, state="proposed", succeeds=before, **fields)
    made.proposals.update(state="accepted")
    return made


def counts(pilot):
    return {one.key: one.count for one in work.under_way({pilot.pk: pilot})[pilot.pk]}


# --- taking over ----------------------------------------------------------------------------------------------------


@pytest.mark.advice("8.3-10", carries="pilot.phases.handing_over.approve")
def test_approving_a_successor_ends_the_other_in_the_same_moment_and_loses_nothing(pilot):
    before, people = first_of(pilot), [make.provider(pilot) for _ in range(2)]
    mentor = make.person(Role.MENTOR, pilot, organisation=before.provider)
    known = counts(pilot)
    after = successor(pilot, before)
    newcomer = make.person(Role.PROVIDER, pilot, organisation=after.provider)
    old_lines = {item.text for item in reminders.waiting(anew(people[0]))}
    handing_over.approve(after, by=make.owner(pilot), reason="Kent de regio.")
    before.refresh_from_db()
    assert (before.state, before.ends_on, after.state) == ("ended", TODAY(), "approved")
    assert recruiting_blockers(pilot) == []
    assert counts(pilot) == known and before.work_at_end == known
    assert not provider_may(anew(people[0]), pilot)
    assert provider_may(anew(newcomer), pilot, Topic.TRAINING)
    assert set(Assignment.objects.filter(user__in=[*people, mentor]).values_list("end", flat=True)) == {TODAY()}
    new_lines = {item.text for item in reminders.waiting(anew(newcomer))}
    assert "Approach 1 company" in new_lines
    work_of = {line for line in old_lines if "Report on your work" not in line}
    assert work_of <= new_lines
    assert not [item for item in reminders.waiting(anew(people[0])) if item.text in work_of]


def test_a_successor_that_is_refused_leaves_the_other_at_work(pilot):
    after = successor(pilot, first_of(pilot))
    handing_over.settle(after, "refuse", "%(provider)s", by=make.owner(pilot), reason="Toch niet.")
    assert first_of(pilot).state == "approved"


def test_an_appointment_ends_and_another_provider_takes_over_later(pilot):
    handing_over.end(first_of(pilot), by=make.owner(pilot), reason="Stopt ermee.")
    assert recruiting_blockers(pilot) == ["No provider is appointed for recruitment yet."]
    handing_over.approve(successor(pilot, first_of(pilot)), by=make.owner(pilot), reason="Neemt het over.")
    assert recruiting_blockers(pilot) == []


def test_a_second_provider_keeps_its_own_topics_when_the_other_ends(pilot):
    first_of(pilot).proposals.all()
    Appointment.objects.filter(pilot=pilot).update(scope=["recruitment", "selection", "secondment"])
    second = make.AppointmentFactory(pilot=pilot, scope=["training", "guidance"])
    theirs = make.person(Role.PROVIDER, pilot, organisation=second.provider)
    handing_over.end(first_of(pilot), by=make.owner(pilot), reason="Klaar met werven.")
    assert provider_may(anew(theirs), pilot, Topic.TRAINING)
    assert not may_recruit(anew(theirs), pilot)
    assert Assignment.objects.get(user=theirs).end is None


def test_who_recruits_companies_does_not_bring_in_candidates(pilot):
    from candidates.permissions import may_recruit as candidates
    from companies.permissions import may_recruit as companies

    user = make.provider(pilot)
    assert companies(user, pilot) and candidates(user, pilot)
    Appointment.objects.filter(pilot=pilot).update(recruits=["companies"])
    assert companies(anew(user), pilot) and not candidates(anew(user), pilot)


# --- ending ---------------------------------------------------------------------------------------------------------


def test_a_last_day_to_come_lets_the_provider_work_on_until_then(pilot):
    user, last = make.provider(pilot), TODAY() + timedelta(days=20)
    handing_over.end(first_of(pilot), by=make.owner(pilot), reason="Contract loopt af.", on=last)
    appointment = first_of(pilot)
    assert (appointment.state, appointment.ends_on) == ("approved", last)
    assert Assignment.objects.get(user=user).end == last
    assert provider_may(anew(user), pilot)
    assert Appointment.objects.running(last + timedelta(days=1)).count() == 0
    assert Mail.objects.filter(to=user.email, kind="appointment_plan_end").exists()


def test_after_its_last_day_an_appointment_ends_by_itself_once(pilot):
    owner = make.owner(pilot)
    handing_over.end(first_of(pilot), by=owner, reason="Loopt af.", on=TODAY() + timedelta(days=1))
    Appointment.objects.filter(pilot=pilot).update(ends_on=TODAY() - timedelta(days=1))
    assert not provider_may(make.provider(pilot), pilot)
    end_appointments()
    appointment = first_of(pilot)
    assert appointment.state == "ended" and appointment.work_at_end
    assert pilot.journal.filter(reason="Loopt af.").count() == 2
    assert handing_over.end_due() == 0


def test_only_an_approved_appointment_ends(pilot):
    with pytest.raises(NotNow, match="Only an approved appointment can end"):
        handing_over.end(successor(pilot, first_of(pilot)), by=make.owner(pilot), reason="Nee.")
    with pytest.raises(NotNow, match="comes after the first"):
        handing_over.end(first_of(pilot), by=make.owner(pilot), reason="Nee.", on=date(2020, 1, 1))


def test_a_participant_whose_mentor_ended_waits_for_another(pilot):
    enrolment = Enrolment.objects.filter(training_class__programme__pilot=pilot).first()
    mentor = make.person(Role.MENTOR, pilot, organisation=first_of(pilot).provider)
    make.GuideFactory(enrolment=enrolment, mentor=mentor)
    assert Enrolment.objects.filter(guided(), pk=enrolment.pk).exists()
    before = counts(pilot)["training.unguided"]
    handing_over.end(first_of(pilot), by=make.owner(pilot), reason="Stopt.")
    Assignment.objects.filter(user=mentor).update(start=date(2026, 1, 1), end=TODAY() - timedelta(days=1))
    assert counts(pilot)["training.unguided"] == before + 1


# --- pages ----------------------------------------------------------------------------------------------------------


def test_the_hand_over_shows_the_counts_of_the_end_beside_those_of_now(pilot, person):
    before = first_of(pilot)
    handing_over.end(before, by=make.owner(pilot), reason="Stopt.")
    make.ParticipationFactory(pilot=pilot, recruited_by="provider", state="lead")
    page = person(make.owner(pilot)).get(reverse("appointment_handover", args=[before.pk]))
    rows = {row["work"].key: (row["before"], row["work"].count) for t in page.context["topics"] for row in t["rows"]}
    assert rows["companies.lead"] == (1, 2)
    assert [item["status"] for item in page.context["lines"]][:2] == ["done", "todo"]


def test_the_successor_reads_the_hand_over_and_a_stranger_does_not(pilot, person):
    before, after = first_of(pilot), successor(pilot, first_of(pilot))
    newcomer = make.person(Role.PROVIDER, pilot, organisation=after.provider)
    address = reverse("appointment_handover", args=[before.pk])
    assert person(newcomer).get(address).status_code == 404
    handing_over.approve(after, by=make.owner(pilot), reason="Ja.")
    assert person(anew(newcomer)).get(address).status_code == 200
    assert person(make.provider(make.running_pilot())).get(address).status_code == 404


def test_owners_replace_a_provider_on_screen(pilot, person):
    before, owner = first_of(pilot), make.owner(pilot)
    browser = person(owner)
    page = browser.get(reverse("appointment_new", args=[pilot.slug]) + f"?opvolger_van={before.pk}")
    assert page.context["form"].fields["succeeds"].initial == before.pk
    after = successor(pilot, before)
    answer = browser.post(reverse("appointment_approve", args=[after.pk]), {"reason": "Sterker in de regio."})
    assert answer.url == reverse("appointment_handover", args=[before.pk])
    page = browser.get(answer.url)
    assert "is approved" in page.content.decode() or after.provider.name in page.content.decode()


def test_a_proposal_that_is_not_ripe_says_so_before_anybody_writes_a_reason(person):
    appointment = Appointment.objects.get(pilot=make.running_pilot())
    Proposal.objects.filter(appointment=appointment).update(state="changes")
    Appointment.objects.filter(pk=appointment.pk).update(state="proposed")
    browser = person(make.owner(appointment.pilot))
    page = browser.get(reverse("appointment_approve", args=[appointment.pk])).content.decode()
    assert "is not accepted yet" in page and 'name="reason"' not in page
    Appointment.objects.filter(pk=appointment.pk).update(state="ended")
    for name in ("appointment_approve", "appointment_refuse", "appointment_end"):
        page = browser.get(reverse(name, args=[appointment.pk])).content.decode()
        assert 'name="reason"' not in page, name


def test_owners_end_an_appointment_on_screen_and_not_before_today(pilot, person):
    browser, address = person(make.owner(pilot)), reverse("appointment_end", args=[first_of(pilot).pk])
    assert "Steps that wait for them now" in browser.get(address).content.decode()
    page = browser.post(address, {"on": TODAY() - timedelta(days=3), "reason": "Te laat."})
    assert "Choose today or a day that is still to come." in page.content.decode()
    assert browser.post(address, {"on": TODAY(), "reason": "Klaar."}).status_code == 302
    assert first_of(pilot).state == "ended"


# --- supervision ----------------------------------------------------------------------------------------------------


@pytest.mark.advice("8.3-06", carries="pilot.phases.supervising.supervised")
@pytest.mark.advice("8.3-05", carries="pilot.phases.supervising.supervised")
def test_an_owner_sees_what_the_provider_does_and_what_of_it_is_late(pilot, person):
    from companies.models import Participation

    Participation.objects.filter(pilot=pilot, state="lead").update(created_at=make.days_ago(40))
    page = person(make.owner(pilot)).get(reverse("supervision"))
    (watched,) = page.context["watched"]
    assert watched.appointment == first_of(pilot)
    late = {one.key: one.age for one in watched.late_steps}
    assert late["companies.lead"] == 40
    assert [one.number for one in watched.late_reports] == [1, 2, 3]
    words = read(page.content.decode())
    assert "Companies to approach" in words and "3 reports are late" in words
    assert "Nobody of this provider did anything here yet." in words


def test_supervision_tells_when_the_provider_was_active_last(pilot):
    from pilot import audit

    user = make.provider(pilot)
    audit.record(make.CandidateFactory(pilot=pilot), "create", by=user)
    (watched,) = supervising.supervised([pilot.pk])
    assert watched.silent_days == 0


def test_supervision_costs_as_many_queries_for_many_pilots_as_for_one(pilot, django_assert_num_queries):
    with django_assert_num_queries(8):
        supervising.supervised([pilot.pk])
    pilots = [pilot.pk, *[make.running_pilot().pk for _ in range(3)]]
    with django_assert_num_queries(8):
        assert len(supervising.supervised(pilots)) == 4


def test_work_of_a_topic_outside_the_scope_is_nobodys(pilot):
    appointment = first_of(pilot)
    appointment.scope, appointment.recruits = ["recruitment"], ["companies"]
    works = work.within(appointment, work.under_way({pilot.pk: pilot})[pilot.pk])
    assert {one.key.partition(".")[0] for one in works} == {"companies"}
    assert {one.topic for one in works} == {Topic.RECRUITMENT}
