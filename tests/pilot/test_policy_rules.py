"""What the database itself refuses about policy, signatures, roles, terms and audit, whoever asks in SQL."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils.translation import override

from pilot import audit
from pilot.models import AuditEvent, Policy, Terms, TermsAgreement
from pilot.phases import choosing
from tests import factories as make

pytestmark = pytest.mark.django_db
AO, OOM = make.AO, make.OOM


def sql(statement, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


def refused(statement, *values):
    with pytest.raises(IntegrityError):
        sql(statement, *values)


@pytest.fixture
def offered():
    pilot = make.new_pilot()
    return choosing.propose(make.full_policy(pilot), by=make.owner(pilot))


SIGN = (
    "insert into pilot_signoff (policy_id, fund_id, by_id, mandate_id, digest, at) values (%s, %s, %s, %s, %s, now())"
)


def signing(policy, slug=AO, *, user=None, digest=None):
    user = user or make.owner(policy.pilot, slug)
    mandate = user.mandates.first()
    return policy.pk, make.fund(slug).pk, user.pk, mandate and mandate.pk, digest or policy.digest


def test_a_fund_signs_a_version_once(offered):
    assert sql(SIGN, *signing(offered)) == 1
    refused(SIGN, *signing(offered))


def test_a_draft_is_not_signed():
    policy = make.full_policy(make.new_pilot())
    refused(SIGN, *signing(policy, digest="d" * 64))


def test_another_text_is_not_signed(offered):
    refused(SIGN, *signing(offered, digest="0" * 64))


def test_a_fund_outside_the_pilot_does_not_sign():
    pilot = make.new_pilot(AO)
    policy = choosing.propose(make.full_policy(pilot), by=make.owner(pilot))
    stranger = make.owner(make.new_pilot(OOM), OOM)
    refused(SIGN, *signing(policy, OOM, user=stranger))


def test_nobody_signs_under_a_mandate_of_another_or_one_that_is_over(offered):
    pk, fund, user, mandate, digest = signing(offered)
    refused(SIGN, pk, fund, make.owner(offered.pilot, OOM).pk, mandate, digest)
    sql("update pilot_mandate set \"end\" = '2025-06-01' where id = %s", mandate)
    refused(SIGN, pk, fund, user, mandate, digest)


def test_a_signature_is_neither_changed_nor_taken_away(offered):
    sql(SIGN, *signing(offered))
    refused("update pilot_signoff set at = now() where policy_id = %s", offered.pk)
    refused("delete from pilot_signoff where policy_id = %s", offered.pk)


@pytest.mark.parametrize("column, value", [("average_cap", 1999), ("evc", True), ("explanation", "Anders")])
def test_an_offered_version_does_not_change(offered, column, value):
    refused(f"update pilot_policy set {column} = %s where id = %s", value, offered.pk)


def test_an_offered_version_is_not_deleted(offered):
    for table in ("regions", "sub_branches", "source_sectors"):
        refused(f"delete from pilot_policy_{table} where policy_id = %s", offered.pk)
    refused("delete from pilot_policy where id = %s", offered.pk)


@pytest.mark.parametrize(
    "table, column, value",
    [
        ("regions", "region_id", "oost"),
        ("sub_branches", "sbicode_id", "24"),
        ("source_sectors", "sourcesector_id", "rest"),
    ],
)
def test_choices_of_an_offered_version_do_not_change(offered, table, column, value):
    refused(f"insert into pilot_policy_{table} (policy_id, {column}) values (%s, %s)", offered.pk, value)
    refused(f"update pilot_policy_{table} set {column} = %s where policy_id = %s", value, offered.pk)


def test_a_version_is_not_in_force_before_every_fund_signed(offered):
    adopt = "update pilot_policy set state = 'in_force' where id = %s"
    refused(adopt, offered.pk)
    sql(SIGN, *signing(offered))
    refused(adopt, offered.pk)
    sql(SIGN, *signing(offered, OOM))
    assert sql(adopt, offered.pk) == 1


def test_a_signed_version_does_not_go_back(offered):
    sql(SIGN, *signing(offered))
    refused("update pilot_policy set state = 'draft', digest = '' where id = %s", offered.pk)


def test_two_versions_are_not_in_force_together():
    pilot = make.running_pilot()
    new = choosing.propose(choosing.new_version(pilot, by=make.owner(pilot)), by=make.owner(pilot))
    for slug in (AO, OOM):
        sql(SIGN, *signing(new, slug))
    refused("update pilot_policy set state = 'in_force' where id = %s", new.pk)


@pytest.mark.advice("7.3-13", carries="pilot.models.policy.Policy.clean")
def test_twenty_is_the_largest_class_whatever_the_funds_agree_on():
    policy = make.full_policy(make.new_pilot(AO))
    policy.class_max = 20
    policy.full_clean()
    policy.class_max = 21
    with override("en"), pytest.raises(ValidationError, match="A class holds 20 people at most"):
        policy.full_clean()


@pytest.mark.parametrize(
    "figures",
    [
        {"class_max": 21},
        {"class_target": 9},
        {"class_min": 0},
        {"average_cap": 0},
        {"soft_weight": 50},
        {"motivation_threshold": 5.5},
        {"type_2_from": 65},
        {"type_3_from": 101},
    ],
)
def test_figures_that_do_not_fit_are_refused_by_form_and_database(figures):
    policy = make.full_policy(make.new_pilot(AO))
    changes = ", ".join(f"{name} = %s" for name in figures)
    refused(f"update pilot_policy set {changes} where id = %s", *figures.values(), policy.pk)
    for name, value in figures.items():
        setattr(policy, name, value)
    with pytest.raises(ValidationError):
        policy.full_clean()


def test_a_change_of_a_region_is_a_new_version_of_the_row():
    policy = make.full_policy(make.new_pilot(AO))
    before = Policy.objects.get(pk=policy.pk).version
    policy.regions.add("oost")
    added = Policy.objects.get(pk=policy.pk).version
    policy.regions.remove("oost")
    assert before < added < Policy.objects.get(pk=policy.pk).version


ROLE = (
    'insert into pilot_assignment (user_id, role, pilot_id, fund_id, deputy, start, "end")'
    " values (%s, %s, %s, null, false, %s, %s)"
)


def test_nobody_is_provider_and_selector_in_one_pilot_at_one_time():
    pilot = make.running_pilot()
    user = make.provider(pilot)
    refused(ROLE, user.pk, "selector", pilot.pk, "2026-01-01", None)
    pilot.appointments.update(also_selects=True)
    assert sql(ROLE, user.pk, "selector", pilot.pk, "2026-01-01", None) == 1


def test_one_may_select_after_having_supplied():
    pilot = make.running_pilot()
    user = make.provider(pilot)
    user.assignments.update(end="2026-01-31")
    refused(ROLE, user.pk, "selector", pilot.pk, "2026-01-31", None)
    assert sql(ROLE, user.pk, "selector", pilot.pk, "2026-02-01", None) == 1


def test_a_fund_has_one_owner_without_end_and_deputies_have_a_last_day():
    pilot = make.new_pilot(AO)
    owner = (
        'insert into pilot_assignment (user_id, role, pilot_id, fund_id, deputy, start, "end")'
        " values (%s, 'owner', %s, %s, %s, '2026-01-01', %s)"
    )
    place = (pilot.pk, make.fund(AO).pk)
    refused(owner, make.UserFactory().pk, *place, False, None)
    refused(owner, make.UserFactory().pk, *place, True, None)
    assert sql(owner, make.UserFactory().pk, *place, True, "2026-02-01") == 1


def test_terms_are_not_agreed_by_one_fund_and_do_not_change_once_a_fund_agreed():
    pilot = make.new_pilot()
    terms = Terms.objects.create(party=make.stoof(), text="Voorwaarden")
    agree = "update pilot_terms set state = 'agreed' where id = %s"
    TermsAgreement.objects.create(terms=terms, fund=make.fund(AO), by=make.owner(pilot))
    refused(agree, terms.pk)
    refused("update pilot_terms set text = 'Anders' where id = %s", terms.pk)
    refused("delete from pilot_termsagreement where terms_id = %s", terms.pk)
    TermsAgreement.objects.create(terms=terms, fund=make.fund(OOM), by=make.owner(pilot, OOM))
    assert sql(agree, terms.pk) == 1


def test_audit_is_neither_changed_nor_deleted():
    pilot = make.new_pilot(AO)
    event = audit.record(pilot, "edit", by=make.owner(pilot), reason="Daarom.")
    refused("update pilot_auditevent set action = 'other' where id = %s", event.pk)
    refused("delete from pilot_auditevent where id = %s", event.pk)
    refused("delete from pilot_reason where event_id = %s", event.pk)
    refused("update pilot_reason set text = 'Anders' where event_id = %s", event.pk)
    assert sql("update pilot_reason set text = '' where event_id = %s", event.pk) == 1
    assert AuditEvent.objects.filter(pk=event.pk, action="edit").exists()


@pytest.mark.parametrize("table", ["pilot_auditevent", "pilot_signoff", "pilot_termsagreement"])
def test_what_is_append_only_is_not_emptied_either(table):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"truncate {table} cascade")
