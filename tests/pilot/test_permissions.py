"""Who may do what in the pilot's own rooms: per role, in the own pilot and fund and in another one."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from pilot import permissions
from pilot.choices import Role
from pilot.models import Appointment, Assignment, AuditEvent, JournalEntry, Mandate, Pilot, Policy, Terms, Topic
from pilot.phases import choosing
from tests import factories as make

pytestmark = pytest.mark.django_db
AO, OOM = make.AO, make.OOM
OK, NO, HIDDEN = 200, 403, 404


@pytest.fixture
def pilot():
    return make.running_pilot(OOM, policy={"occupation_id": "service-monteur"})


@pytest.fixture
def cast(pilot):
    """Everybody by role: in the pilot, and the same roles elsewhere."""
    elsewhere = make.running_pilot(AO)
    fund = make.fund(OOM)
    deputy = make.UserFactory(organisation=fund)
    make.assign(deputy, Role.OWNER, pilot, fund, deputy=True, end=timezone.localdate())
    return {
        "owner": make.owner(pilot, OOM),
        "deputy": deputy,
        "selector": make.selector(pilot),
        "specialist": make.specialist(pilot),
        "provider": make.provider(pilot),
        "mentor": make.person(Role.MENTOR, pilot),
        "trainer": make.person(Role.TRAINER, pilot),
        "management": make.management(OOM),
        "manager": make.manager(),
        "other owner": make.owner(elsewhere, AO),
        "other selector": make.selector(elsewhere),
        "other provider": make.provider(elsewhere),
        "other management": make.management(AO),
        "nobody": make.UserFactory(),
    }


OWNERS = ["owner", "deputy"]
OTHERS = ["selector", "specialist", "provider", "mentor", "trainer", "management"]
EVERYBODY = [*OWNERS, *OTHERS]
#: Who gets a page; who is in the pilot and not named gets 403, and everybody else 404.
TABLE = {
    "pilot": EVERYBODY,
    "policy": EVERYBODY,
    "people": EVERYBODY,
    "journal": EVERYBODY,
    "journal_new": [*OWNERS, "selector", "provider"],
    "appointments": [*OWNERS, "provider"],
    "policy_sign": [*OWNERS, "management"],
    "pilot_edit": OWNERS,
    "policy_propose": OWNERS,
    "appointment_new": OWNERS,
    "assignment_new": OWNERS,
    "deputy_new": OWNERS,
    "pilot_start": OWNERS,
}


def expected(role, allowed):
    return OK if role in allowed else NO if role in EVERYBODY else HIDDEN


@pytest.mark.parametrize("name", TABLE)
def test_each_page_opens_for_its_roles_only(person, pilot, cast, name):
    answers = {role: person(user).get(reverse(name, args=[pilot.slug])).status_code for role, user in cast.items()}
    assert answers == {role: expected(role, TABLE[name]) for role in cast}


def test_the_draft_is_edited_by_owners_only(person, pilot, cast):
    choosing.new_version(pilot, by=cast["owner"])
    answers = {
        role: person(user).get(reverse("policy_edit", args=[pilot.slug])).status_code for role, user in cast.items()
    }
    assert answers == {role: expected(role, OWNERS) for role in cast}


@pytest.mark.parametrize("name", ["policy_withdraw", "policy_new_version"])
def test_buttons_of_the_policy_work_for_owners_only(person, pilot, cast, name):
    for role, user in cast.items():
        if role not in OWNERS:
            answer = person(user).post(reverse(name, args=[pilot.slug])).status_code
            assert answer == expected(role, OWNERS), role
    assert Policy.objects.filter(pilot=pilot).count() == 1
    assert person(cast["owner"]).get(reverse(name, args=[pilot.slug])).status_code == 405


def test_an_appointment_is_known_to_owners_and_its_own_provider(person, pilot, cast):
    appointment = pilot.appointments.get()
    answers = {role: person(user).get(appointment.get_absolute_url()).status_code for role, user in cast.items()}
    assert {role for role, code in answers.items() if code == OK} == {"owner", "deputy", "provider"}
    assert {code for code in answers.values() if code != OK} == {HIDDEN}
    assert person(cast["provider"]).get(reverse("appointment_approve", args=[appointment.pk])).status_code == NO
    assert person(cast["owner"]).get(reverse("appointment_propose", args=[appointment.pk])).status_code == NO


@pytest.mark.parametrize("name", ["mandates", "mandate_new"])
def test_mandates_are_of_owners_management_and_the_application_manager(person, cast, name):
    answers = {role: person(user).get(reverse(name)).status_code for role, user in cast.items()}
    allowed = {"owner", "deputy", "management", "manager", "other owner", "other management"}
    assert answers == {role: OK if role in allowed else NO for role in cast}


def test_mandates_of_another_fund_stay_there(person, cast):
    other = Mandate.objects.filter(fund__slug=AO).first()
    assert person(cast["management"]).get(reverse("mandate_end", args=[other.pk])).status_code == HIDDEN
    assert person(cast["manager"]).get(reverse("mandate_end", args=[other.pk])).status_code == OK
    assert set(Mandate.objects.visible_to(cast["management"]).values_list("fund__slug", flat=True)) == {OOM}


@pytest.mark.parametrize("name", ["terms", "terms_new"])
def test_terms_are_between_the_funds(person, cast, name):
    answers = {role: person(user).get(reverse(name)).status_code for role, user in cast.items()}
    allowed = {"owner", "deputy", "management", "other owner", "other management"}
    assert answers == {role: OK if role in allowed else NO for role in cast}


def test_a_provider_does_not_know_of_terms(person, cast):
    terms = Terms.objects.create(party=make.stoof(), text="Voorwaarden")
    address = reverse("terms_agree", args=[terms.pk, make.fund(OOM).pk])
    assert person(cast["provider"]).post(address).status_code == HIDDEN
    assert person(cast["provider"]).get(reverse("terms_end", args=[terms.pk])).status_code == HIDDEN


def test_new_pilots_are_begun_by_owners_and_management(person, cast):
    answers = {role: person(user).get(reverse("pilot_new")).status_code for role, user in cast.items()}
    allowed = {"owner", "deputy", "management", "other owner", "other management"}
    assert answers == {role: OK if role in allowed else NO for role in cast}


def test_a_refusal_is_noted_by_path_and_changes_nothing(person, pilot, cast):
    answer = person(cast["trainer"]).post(
        reverse("journal_new", args=[pilot.slug]), {"kind": "note", "text": "Niet van mij."}
    )
    assert answer.status_code == NO
    assert not JournalEntry.objects.exists()
    event = AuditEvent.objects.get(action="refused")
    assert (event.actor, event.path) == (cast["trainer"], f"POST /pilots/{pilot.slug}/logboek/nieuw/")


def test_a_stranger_is_sent_to_the_login(client, pilot):
    answer = client.get(pilot.get_absolute_url())
    assert answer.status_code == 302
    assert reverse("account_login") in answer.url


# --- predicates ---------------------------------------------------------------------------------------------------


@pytest.mark.advice("8.2-10", carries="pilot.permissions.provider_may")
def test_a_provider_acts_only_within_an_approved_appointment(pilot):
    def may(topic):
        user = type(somebody).objects.get(pk=somebody.pk)
        return permissions.provider_may(user, pilot, topic)

    somebody = make.provider(pilot)
    assert may(Topic.RECRUITMENT)
    Appointment.objects.update(scope=["training"])
    assert not may(Topic.RECRUITMENT)
    assert may(Topic.TRAINING)
    for state in ("invited", "proposed", "changes", "refused", "ended"):
        Appointment.objects.update(state=state)
        assert not may(Topic.TRAINING)
        assert not may(None)


def test_a_provider_of_another_employer_does_not_act(pilot):
    stranger = make.person(Role.PROVIDER, pilot, organisation=make.OrganisationFactory(kind="provider"))
    assert not permissions.provider_may(stranger, pilot, Topic.RECRUITMENT)
    assert not permissions.may_recruit(stranger, pilot)


@pytest.mark.advice("8.3-05", carries="pilot.permissions.may_recruit")
def test_companies_and_candidates_are_recruited_by_the_fund_and_by_the_provider(pilot, cast):
    assert {role for role, user in cast.items() if permissions.may_recruit(user, pilot)} == {
        "owner",
        "deputy",
        "selector",
        "provider",
    }


def test_asking_for_the_provider_costs_one_query_for_a_whole_page(pilot, django_assert_num_queries):
    somebody = make.provider(pilot)
    assert somebody.running
    with django_assert_num_queries(1):
        for topic in Topic:
            assert permissions.provider_may(somebody, pilot, topic)


def test_one_signs_for_funds_of_the_pilot_that_one_acts_for_and_holds_a_mandate_of(pilot, cast):
    fund = make.fund(OOM).pk
    assert permissions.funds_to_sign(cast["owner"], pilot) == {fund}
    assert permissions.funds_to_sign(cast["deputy"], pilot) == set()
    assert permissions.funds_to_sign(cast["management"], pilot) == set()
    make.MandateFactory(fund=make.fund(OOM), user=cast["management"])
    assert permissions.funds_to_sign(cast["management"], pilot) == {fund}
    make.MandateFactory(fund=make.fund(OOM), user=cast["selector"])
    assert permissions.funds_to_sign(cast["selector"], pilot) == set()
    assert permissions.funds_to_sign(cast["other owner"], pilot) == set()


def test_a_role_holds_from_its_first_to_its_last_day(pilot):
    today = timezone.localdate()
    user = make.UserFactory()
    make.assign(user, Role.SELECTOR, pilot, start=today + timedelta(days=1))
    assert not Pilot.objects.visible_to(user).exists()
    Assignment.objects.filter(user=user).update(start=today, end=today)
    user.__dict__.pop("running")
    assert Pilot.objects.visible_to(user).get() == pilot
    Assignment.objects.filter(user=user).update(start=today - timedelta(days=2), end=today - timedelta(days=1))
    user.__dict__.pop("running")
    assert not Pilot.objects.visible_to(user).exists()
