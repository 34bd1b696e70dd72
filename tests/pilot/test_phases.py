"""The verbs of the pilot itself, and the sentences that stand in their way."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from pilot import reminders
from pilot.choices import Role
from pilot.models import (
    Appointment,
    Assignment,
    AuditEvent,
    JournalEntry,
    Mail,
    Mandate,
    Organisation,
    Pilot,
    Policy,
    Terms,
)
from pilot.phases import advice as advising
from pilot.phases import (
    assigning,
    beginning,
    choosing,
    noting,
    recruiting_blockers,
    standing,
    waiting,
)
from pilot.phases import terms as agreeing
from pilot.phases.wording import SIGNED, difference, digest
from pilot.workflow import NotNow
from tests import factories as make

pytestmark = pytest.mark.django_db
AO, OOM = make.AO, make.OOM


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


def offered(pilot):
    """A version of this pilot with every choice made, offered by its owner."""
    return choosing.propose(make.full_policy(pilot), by=make.owner(pilot))


def sign(policy, slug):
    return choosing.sign(policy, make.fund(slug), by=make.owner(policy.pilot, slug), seen=policy.digest)


# --- beginning ----------------------------------------------------------------------------------------------------


@pytest.mark.advice("8.2-04", carries="pilot.phases.beginning.begin")
def test_a_pilot_begins_with_one_owner_for_each_fund_and_a_first_version():
    one, other = make.UserFactory(), make.UserFactory()
    pilot = beginning.begin(Pilot(title="Verspanen in Oost"), {make.fund(AO): one, make.fund(OOM): other}, by=one)
    owners = pilot.assignments.filter(role=Role.OWNER).order_by("pk")
    assert [(owner.fund.slug, owner.user) for owner in owners] == [(AO, one), (OOM, other)]
    assert pilot.policies.get().number == 1
    assert AuditEvent.objects.filter(pilot_id=pilot.pk, action="create").count() == 4


def test_two_pilots_with_one_title_have_two_addresses():
    slugs = [
        beginning.begin(Pilot(title="Nieuw!"), {make.fund(AO): user}, by=user).slug
        for user in make.UserFactory.create_batch(3)
    ]
    assert slugs == ["nieuw-2", "nieuw-3", "nieuw-4"]


def test_a_pilot_starts_when_the_policy_is_in_force_and_a_provider_is_approved():
    pilot = make.new_pilot(AO)
    owner = make.owner(pilot)
    with pytest.raises(NotNow):
        beginning.start(pilot, by=owner)
    sign(offered(pilot), AO)
    pilot.refresh_from_db()
    assert beginning.start_blockers(pilot) == ["The owners have not approved a provider yet."]
    make.AppointmentFactory(pilot=pilot)
    beginning.start(pilot, by=owner)
    pilot.refresh_from_db()
    assert pilot.state == "running"
    assert recruiting_blockers(pilot) == []


def test_a_pilot_of_which_the_last_day_passed_does_not_start():
    pilot = make.new_pilot(AO, start=date(2020, 1, 1), end=date(2020, 12, 31))
    make.sign_all(make.full_policy(pilot))
    make.AppointmentFactory(pilot=pilot)
    assert beginning.start_blockers(pilot) == ["The last day of the pilot has passed. Change the dates first."]


# --- recruiting ---------------------------------------------------------------------------------------------------


@pytest.mark.advice("sum-01", carries="pilot.phases.standing.missing_choices")
@pytest.mark.advice("8.2-01", carries="pilot.phases.standing.missing_choices")
def test_every_missing_choice_is_named():
    pilot = make.new_pilot()
    policy = Policy.objects.create(pilot=pilot, number=1, made_by=make.owner(pilot))
    assert standing.missing_choices(policy) == [
        "occupation",
        "regions",
        "sub_branches",
        "source_sectors",
        "position",
        "stance",
        "evc",
        "composition",
        "with_stoof",
    ]
    policy.with_stoof = policy.evc = False
    policy.occupation_id = "cnc-verspaner"
    policy.regions.add("oost")
    assert standing.missing_choices(policy) == ["sub_branches", "source_sectors", "position", "stance", "composition"]


@pytest.mark.advice("8.1-09", carries="pilot.phases.standing.recruiting_blockers")
def test_recruiting_waits_for_choices_signatures_provider_and_start_each_in_a_sentence():
    pilot = make.new_pilot()
    policy = make.full_policy(pilot)
    Policy.objects.filter(pk=policy.pk).update(occupation=None)
    policy.regions.clear()
    assert standing.recruiting_blockers(pilot) == [
        "These choices are still missing: bottleneck occupation, regions.",
        "A+O Metalektro has not signed version 1 of the policy choices yet.",
        "OOM has not signed version 1 of the policy choices yet.",
        "No provider is appointed for recruitment yet.",
        "The pilot has not been started yet.",
    ]


def test_recruiting_waits_for_the_one_fund_that_did_not_sign():
    pilot = make.new_pilot()
    sign(offered(pilot), AO)
    assert "OOM has not signed version 1 of the policy choices yet." in recruiting_blockers(pilot)
    assert not any("A+O" in sentence for sentence in recruiting_blockers(pilot))


def test_recruiting_waits_for_the_approval_of_the_provider():
    pilot = make.running_pilot()
    Appointment.objects.filter(pilot=pilot).update(state="proposed")
    name = pilot.appointments.get().provider.name
    assert recruiting_blockers(pilot) == [f"The proposal of {name} is not approved yet."]


def test_a_provider_for_training_alone_does_not_recruit():
    pilot = make.running_pilot()
    Appointment.objects.filter(pilot=pilot).update(scope=["training"])
    assert recruiting_blockers(pilot) == ["No provider is appointed for recruitment yet."]


def test_nothing_blocks_a_running_pilot_and_asking_costs_two_queries(django_assert_num_queries):
    pilot = make.running_pilot()
    with django_assert_num_queries(2):
        assert recruiting_blockers(pilot) == []


def test_a_newer_draft_does_not_stop_the_pilot():
    pilot = make.running_pilot()
    choosing.new_version(pilot, by=make.owner(pilot))
    assert recruiting_blockers(pilot) == []


def test_a_stopped_pilot_recruits_no_more():
    pilot = make.running_pilot()
    Pilot.objects.filter(pk=pilot.pk).update(state="stopped")
    pilot.refresh_from_db()
    assert recruiting_blockers(pilot) == ["The pilot does not run any more: it is stopped."]


# --- choosing -----------------------------------------------------------------------------------------------------


def test_a_version_is_offered_only_with_every_choice_made():
    pilot = make.new_pilot()
    policy = make.full_policy(pilot)
    policy.source_sectors.clear()
    with pytest.raises(NotNow) as refusal:
        choosing.propose(policy, by=make.owner(pilot))
    assert refusal.value.sentences == ["This choice is still missing: source sectors."]
    policy.refresh_from_db()
    assert (policy.state, policy.digest) == ("draft", "")


def test_a_version_is_not_offered_while_a_fund_has_no_owner():
    pilot = make.new_pilot()
    policy = make.full_policy(pilot)
    pilot.assignments.filter(role=Role.OWNER, fund__slug=OOM).update(end=timezone.localdate() - timedelta(days=1))
    assert choosing.propose_blockers(policy) == ["OOM has no owner for this pilot."]


@pytest.mark.advice("8.3-01", carries="pilot.phases.advice.advised_occupations")
@pytest.mark.advice("8.3-02", carries="pilot.phases.advice.advised_occupations")
@pytest.mark.advice("8.3-03", carries="pilot.phases.advice.advised_occupations")
@pytest.mark.parametrize(
    "slugs, position, advised",
    [
        ([AO, OOM], "joint", ["cnc-verspaner"]),
        ([AO, OOM], "separate", ["engineer", "service-monteur"]),
        ([AO], "separate", ["engineer"]),
        ([OOM], "", ["service-monteur"]),
    ],
)
def test_the_advised_occupation_follows_from_the_funds(slugs, position, advised):
    funds = [make.fund(slug) for slug in slugs]
    assert [one.pk for one in advising.advised_occupations(funds, position)] == advised


def test_a_choice_against_the_advice_is_offered_only_with_its_reason():
    pilot = make.new_pilot()
    policy = make.full_policy(pilot, reasons=False, occupation_id="engineer")
    assert choosing.propose_blockers(policy) == ["The occupation differs from the advice: write why."]
    choosing.give_reasons(policy, {"occupation": "Alleen daarvoor is hier vraag."}, by=make.owner(pilot))
    policy.refresh_from_db()
    assert choosing.propose_blockers(policy) == []


@pytest.mark.advice("4.4-01", carries="pilot.phases.advice.ease_sentence")
@pytest.mark.advice("4.4-02", carries="pilot.phases.advice.ease_sentence")
def test_the_table_says_where_a_pilot_is_harder_easier_or_neither(django_assert_num_queries):
    table = advising.region_table()
    found = {(line.region.pk, cell.occupation.pk): cell for line in table["lines"] for cell in line.cells}
    assert len(found) == 18
    assert "persuading" in found["oost", "cnc-verspaner"].sentence
    assert "easier start" in found["noord", "cnc-verspaner"].sentence
    assert "does not say" in found["noord", "service-monteur"].sentence
    assert found["noord", "service-monteur"].kind == ""


def test_the_mark_changes_with_every_choice_and_figure():
    pilot = make.new_pilot()
    policy = make.full_policy(pilot)
    first = digest(policy)
    assert first == digest(Policy.objects.get(pk=policy.pk))
    policy.regions.add("oost")
    assert digest(policy) != first
    policy.regions.remove("oost")
    for name, value in {"average_cap": 1999, "evc": True, "explanation": "Anders", "type_3_from": 66}.items():
        other = Policy.objects.get(pk=policy.pk)
        setattr(other, name, value)
        assert digest(other) != first, name


def test_every_field_of_the_policy_is_signed_or_said_to_be_bookkeeping():
    bookkeeping = {"id", "pilot", "number", "state", "version", "made_by", "made_at", "digest", "proposed_at"}
    names = {field.name for field in [*Policy._meta.fields, *Policy._meta.many_to_many]}
    assert names - set(SIGNED) == bookkeeping | {"choice_changes"}


def test_the_last_signature_brings_the_version_in_force_and_tells_the_owners():
    pilot = make.new_pilot()
    policy = offered(pilot)
    sign(policy, AO)
    policy.refresh_from_db()
    assert policy.state == "proposed"
    sign(policy, OOM)
    policy.refresh_from_db()
    pilot.refresh_from_db()
    assert (policy.state, pilot.state, pilot.policy_in_force) == ("in_force", "agreed", policy)
    assert set(Mail.objects.values_list("to", flat=True)) == {make.owner(pilot).email, make.owner(pilot, OOM).email}
    assert {mail.pilot for mail in Mail.objects.all()} == {pilot}
    actions = list(AuditEvent.objects.filter(pilot_id=pilot.pk).order_by("pk").values_list("action", flat=True))
    assert actions[-3:] == ["adopt", "agree", "create"]
    assert pilot.journal.get().kind == JournalEntry.Kind.DECISION


def test_the_text_that_was_read_is_the_text_that_is_signed():
    pilot = make.new_pilot()
    policy = offered(pilot)
    with pytest.raises(NotNow, match="changed since you read it"):
        choosing.sign(policy, make.fund(AO), by=make.owner(pilot), seen="0" * 64)


def test_an_offered_version_is_taken_back_until_somebody_signs():
    pilot = make.new_pilot()
    owner = make.owner(pilot)
    policy = choosing.withdraw(offered(pilot), by=owner)
    assert (policy.state, policy.digest, policy.proposed_at) == ("draft", "", None)
    policy = choosing.propose(policy, by=owner)
    sign(policy, AO)
    with pytest.raises(NotNow, match="A fund has signed version 1 already"):
        choosing.withdraw(policy, by=owner)


def test_a_new_version_copies_everything_and_opens_the_signatures_again():
    pilot = make.running_pilot()
    old = pilot.policy_in_force
    new = choosing.new_version(pilot, by=make.owner(pilot))
    assert (new.number, new.state, difference(old, new)) == (2, "draft", [])
    assert new.signatures.count() == 0
    new.source_sectors.add("bouwnijverheid")
    Policy.objects.filter(pk=new.pk).update(average_cap=1800)
    new.refresh_from_db()
    assert [(one.name, one.was) for one in difference(old, new)][-1] == ("average_cap", "€\xa02,000.00")
    with pytest.raises(NotNow, match="is being made already"):
        choosing.new_version(pilot, by=make.owner(pilot))


def test_a_new_version_in_force_ends_the_former_one_and_leaves_the_pilot_running():
    pilot = make.running_pilot()
    old = pilot.policy_in_force
    new = choosing.propose(choosing.new_version(pilot, by=make.owner(pilot)), by=make.owner(pilot))
    sign(new, AO)
    sign(new, OOM)
    old.refresh_from_db()
    pilot = Pilot.objects.get(pk=pilot.pk)
    assert (old.state, pilot.policy_in_force.number, pilot.state) == ("superseded", 2, "running")


def test_a_version_that_one_fund_signed_is_set_aside_by_a_new_one():
    pilot = make.new_pilot()
    policy = offered(pilot)
    with pytest.raises(NotNow, match="Take it back"):
        choosing.new_version(pilot, by=make.owner(pilot))
    sign(policy, AO)
    assert choosing.new_version(pilot, by=make.owner(pilot)).number == 2
    policy.refresh_from_db()
    assert policy.state == "superseded"


# --- people -------------------------------------------------------------------------------------------------------


def test_nobody_is_provider_and_selector_in_one_pilot_unless_the_appointment_says_so():
    pilot = make.running_pilot()
    somebody = make.provider(pilot)
    with pytest.raises(NotNow, match="provider and selector in one pilot"):
        assigning.assign(pilot, somebody, Role.SELECTOR, by=make.owner(pilot))
    colleague = make.UserFactory(organisation=somebody.organisation)
    with pytest.raises(NotNow, match="does not allow its people to select"):
        assigning.assign(pilot, colleague, Role.SELECTOR, by=make.owner(pilot))
    pilot.appointments.update(also_selects=True)
    assert assigning.assign(pilot, somebody, Role.SELECTOR, by=make.owner(pilot)).pk


def test_people_of_a_provider_come_after_its_invitation():
    pilot = make.new_pilot(AO)
    stranger = make.UserFactory(organisation=make.OrganisationFactory(kind="provider"))
    with pytest.raises(NotNow, match="not invited as provider"):
        assigning.assign(pilot, stranger, Role.PROVIDER, by=make.owner(pilot))


def test_a_role_is_given_once_in_a_period_and_again_afterwards():
    pilot = make.new_pilot(AO)
    user, owner = make.UserFactory(), make.owner(pilot)
    today = timezone.localdate()
    first = assigning.assign(pilot, user, Role.MENTOR, by=owner, end=today + timedelta(days=5))
    with pytest.raises(NotNow, match="already has this role"):
        assigning.assign(pilot, user, Role.MENTOR, by=owner, start=today + timedelta(days=5))
    assigning.end_assignment(first, by=owner, end=today)
    assert assigning.assign(pilot, user, Role.MENTOR, by=owner, start=today + timedelta(days=1)).pk


def test_a_deputy_works_for_the_fund_and_is_owner_during_the_period_only():
    pilot = make.new_pilot(AO)
    fund, owner, today = make.fund(AO), make.owner(pilot), timezone.localdate()
    with pytest.raises(NotNow, match="A deputy works for A\\+O"):
        assigning.name_deputy(pilot, fund, make.UserFactory(), by=owner, start=today, end=today)
    deputy = make.UserFactory(organisation=fund)
    assigning.name_deputy(pilot, fund, deputy, by=owner, start=today, end=today)
    assert deputy.has_role(Role.OWNER, pilot=pilot)
    assert not deputy.assignments.running(today + timedelta(days=1)).exists()


def test_a_second_owner_of_a_fund_is_refused_in_a_sentence():
    pilot = make.new_pilot(AO)
    second = Assignment(user=make.UserFactory(), role=Role.OWNER, pilot=pilot, fund=make.fund(AO))
    with pytest.raises(NotNow, match="This fund already has an owner for this pilot"):
        assigning.check(second)


# --- terms and journal --------------------------------------------------------------------------------------------


@pytest.mark.advice("8.2-21", carries="pilot.phases.terms.agree")
def test_terms_count_when_both_funds_agreed_each_once():
    pilot = make.new_pilot()
    terms = agreeing.write_terms(make.stoof(), by=make.owner(pilot), topics=make.STOOF_SAID)
    agreeing.agree(terms, make.fund(AO), by=make.owner(pilot))
    terms.refresh_from_db()
    assert terms.state == Terms.State.DRAFT
    with pytest.raises(NotNow, match="has agreed already"):
        agreeing.agree(terms, make.fund(AO), by=make.owner(pilot))
    with pytest.raises(NotNow, match="Only an owner or the management of OOM"):
        agreeing.agree(terms, make.fund(OOM), by=make.owner(pilot))
    agreeing.agree(terms, make.fund(OOM), by=make.management(OOM))
    terms.refresh_from_db()
    assert terms.state == Terms.State.AGREED


@pytest.mark.advice("8.3-07", carries="pilot.phases.noting.note")
@pytest.mark.advice("8.3-08", carries="pilot.phases.noting.note")
def test_the_journal_keeps_decisions_with_their_reason_and_what_goes_well_or_wrong():
    pilot = make.new_pilot(AO)
    for kind in ("decision", "success", "failure"):
        noting.note(pilot, kind, "Iets.", by=make.owner(pilot), reason="Daarom.")
    assert list(pilot.journal.order_by("pk").values_list("kind", "reason")) == [
        ("decision", "Daarom."),
        ("success", "Daarom."),
        ("failure", "Daarom."),
    ]


# --- waiting ------------------------------------------------------------------------------------------------------


def waits(user, settings):
    settings.REMINDER_SOURCES = ["pilot.phases.waiting"]
    user.__dict__.pop("running", None)
    return reminders.waiting(user)


def test_an_open_signature_waits_for_the_fund_and_is_mailed_after_three_days(settings):
    pilot = make.new_pilot()
    policy = offered(pilot)
    sign(policy, AO)
    assert waits(make.owner(pilot), settings) == []
    (item,) = waits(make.owner(pilot, OOM), settings)
    today = timezone.localdate()
    assert (item.due, item.mail_from) == (today + timedelta(days=7), today + timedelta(days=3))
    assert item.text == "Sign version 1 of the policy choices for OOM"


def test_management_with_a_mandate_is_asked_to_sign_and_without_one_is_not(settings):
    pilot = make.new_pilot()
    offered(pilot)
    boss = make.management(OOM)
    assert waits(boss, settings) == []
    make.MandateFactory(fund=make.fund(OOM), user=boss)
    assert [item.act for item in waits(boss, settings)] == ["Read and sign"]


def test_an_owner_hears_when_nobody_holds_a_mandate(settings):
    pilot = make.new_pilot()
    offered(pilot)
    Mandate.objects.filter(fund__slug=OOM).update(end=timezone.localdate() - timedelta(days=1))
    (item,) = waits(make.owner(pilot, OOM), settings)
    assert item.text == "Record a mandate: nobody can sign version 1 for OOM"


def test_the_reminder_of_a_signature_goes_out_once(settings):
    settings.REMINDER_SOURCES = ["pilot.phases.waiting"]
    pilot = make.new_pilot(AO)
    policy = offered(pilot)
    owner = make.owner(pilot)
    assert reminders.send_to(owner) == 0
    rows = Policy.objects.filter(pk=policy.pk)
    choosing.withdraw(policy, by=owner)
    rows.update(state="proposed", digest="e" * 64, proposed_at=timezone.localtime() - timedelta(days=3))
    assert reminders.send_to(owner) == 1
    assert reminders.send_to(owner) == 0
    assert Mail.objects.filter(kind="reminder", to=owner.email).count() == 1


def test_terms_and_an_agreed_pilot_wait_for_the_owners(settings):
    pilot = make.new_pilot()
    make.sign_all(make.full_policy(pilot))
    make.AppointmentFactory(pilot=pilot)
    Pilot.objects.filter(pk=pilot.pk).update(state="agreed")
    agreeing.write_terms(make.stoof(), by=make.owner(pilot), topics=make.STOOF_SAID)
    texts = [item.text for item in waits(make.owner(pilot), settings)]
    assert set(texts) == {"Start the pilot", "Agree to the terms with STOOF (nu Doorzaam) for A+O Metalektro"}


def test_what_waits_costs_five_queries_at_most(settings, django_assert_max_num_queries):
    pilots = [make.new_pilot(title=f"Pilot {n}") for n in range(3)]
    owner = make.owner(pilots[0])
    for pilot in pilots:
        offered(pilot)
        if pilot is not pilots[0]:
            make.assign(owner, Role.OWNER, pilot, make.fund(AO), deputy=True, end=timezone.localdate())
    assert owner.running
    with django_assert_max_num_queries(5):
        found = list(waiting(owner))
    assert len([item for item in found if item.act == "Read and sign"]) == 3


def test_standing_reads_a_joint_pilot_without_loops(django_assert_num_queries):
    pilot = make.running_pilot()
    where = standing.Standing(pilot)
    with django_assert_num_queries(3):
        assert where.in_force.region_names == ["Zuid-Oost"]
        assert where.agreed_on
        assert len(where.funds) == 2
        assert len(where.approved) == 1


def test_the_slug_of_stoof_is_what_funding_looks_for():
    make.stoof()
    assert Organisation.objects.filter(slug="stoof").exists()
