"""Every POST once: sent twice, five times at the same moment, or changed and sent again with the back button."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction
from django.urls import get_resolver, reverse

from pilot import once
from pilot.models import AuditEvent, JournalEntry, Mail, Policy, Sent, SignOff
from pilot.phases import choosing
from tests import factories as make
from tests.conftest import Person

SENT = {"kind": "note", "text": "Eén keer."}


@pytest.fixture
def room(db):
    """A browser of an owner, and the address where a line of the journal is written."""
    pilot = make.new_pilot(make.AO)
    return Person(make.owner(pilot)), reverse("journal_new", args=[pilot.slug])


# --- one after the other ------------------------------------------------------------------------------------------


def test_a_form_that_is_sent_twice_has_one_effect_and_leads_to_the_same_place(room):
    browser, address = room
    key = str(uuid.uuid4())
    first, second = browser.post(address, SENT, once=key), browser.post(address, SENT, once=key)
    assert first.status_code == second.status_code == 302
    assert first.url == second.url
    assert JournalEntry.objects.count() == 1


def test_two_forms_with_the_same_text_are_two(room):
    browser, address = room
    browser.post(address, SENT)
    browser.post(address, SENT)
    assert JournalEntry.objects.count() == 2


@pytest.mark.parametrize("key", ["", "no-key", "1234"])
def test_a_form_without_a_key_is_refused_and_changes_nothing(room, key):
    browser, address = room
    page = super(Person, browser).post(address, SENT | {"once": key})
    assert page.status_code == 400
    assert not JournalEntry.objects.exists()
    assert super(Person, browser).post(address, SENT).status_code == 400


def test_a_form_that_comes_back_changed_is_shown_again_with_what_was_typed(room):
    browser, address = room
    key = str(uuid.uuid4())
    browser.post(address, SENT, once=key)
    page = browser.post(address, SENT | {"text": "Toch anders."}, once=key)
    assert page.status_code == 409
    assert "Toch anders." in page.content.decode()
    assert key not in page.content.decode()
    assert JournalEntry.objects.get().text == "Eén keer."


def test_somebody_else_with_the_same_key_is_not_led_along(room):
    browser, address = room
    key = str(uuid.uuid4())
    browser.post(address, SENT, once=key)
    other = make.UserFactory()
    make.assign(other, "selector", JournalEntry.objects.get().pilot)
    assert Person(other).post(address, SENT, once=key).status_code == 409


def test_a_refused_form_keeps_its_key_and_can_be_sent_again(room):
    browser, address = room
    key = str(uuid.uuid4())
    assert browser.post(address, {"kind": "note", "text": ""}, once=key).status_code == 200
    assert not Sent.objects.exists()
    assert browser.post(address, SENT, once=key).status_code == 302


def test_a_page_that_is_shown_again_leaves_nothing_in_the_database(db, monkeypatch):
    """A verb that wrote before it was refused is undone with the answer."""
    pilot = make.new_pilot()
    policy = choosing.propose(make.full_policy(pilot), by=make.owner(pilot))
    original = choosing.sign

    def signs_and_is_refused(*args, **kwargs):
        original(*args, **kwargs)
        raise choosing.NotNow("Te laat.")

    monkeypatch.setattr(choosing, "sign", signs_and_is_refused)
    page = Person(make.owner(pilot)).post(
        reverse("policy_sign", args=[pilot.slug]), {"fund": make.fund(make.AO).pk, "seen": policy.digest}
    )
    assert page.status_code == 200
    assert not SignOff.objects.exists()


def test_every_exemption_has_its_reason_and_nothing_of_ours_is_exempt():
    assert set(once.EXEMPT) == {"admin", "account", "mfa"}
    assert all(once.EXEMPT.values())
    names = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    assert {"pilot_new", "policy_sign", "journal_new"} <= names
    assert not {name for name in names if name.split("_")[0] in ("admin",)}


def views(patterns, prefix=""):
    """Every view by the name of its address."""
    for one in patterns:
        if hasattr(one, "url_patterns"):
            yield from views(one.url_patterns, f"{one.namespace}:" if one.namespace else prefix)
        else:
            yield f"{prefix}{one.name}", one.callback


def test_one_view_of_ours_is_sent_again_at_will_and_says_why():
    """A card saves by itself: each item is put in its place by one author."""
    outside = {name: view.upserts for name, view in views(get_resolver().url_patterns) if hasattr(view, "upserts")}
    assert set(outside) == {"candidates:scorecard"}
    assert all(outside.values())


# --- at the same moment -------------------------------------------------------------------------------------------

TIMES = 5


def at_once(user, address, sent, key):
    """The answers to one form, sent five times at the same moment by five connections."""
    ready = Barrier(TIMES)

    def post(_number):
        try:
            browser = Person(user)
            ready.wait(timeout=20)
            return browser.post(address, sent, once=key)
        finally:
            connection.close()

    with ThreadPoolExecutor(TIMES) as threads:
        return list(threads.map(post, range(TIMES)))


def test_five_at_the_same_moment_have_one_effect_and_five_redirects(committed):
    pilot = make.new_pilot(make.AO)
    address = reverse("journal_new", args=[pilot.slug])
    answers = at_once(make.owner(pilot), address, SENT, str(uuid.uuid4()))
    assert [answer.status_code for answer in answers] == [302] * TIMES
    assert len({answer.url for answer in answers}) == 1
    assert JournalEntry.objects.count() == 1
    assert AuditEvent.objects.filter(subject_type="pilot.journalentry").count() == 1


def test_control_without_the_key_check_the_five_have_five_effects(committed, monkeypatch):
    pilot = make.new_pilot(make.AO)

    class Unchecked:
        @staticmethod
        def get_or_create(key, defaults):
            return Sent.objects.create(key=uuid.uuid4(), **defaults), True

    monkeypatch.setattr(once, "Sent", type("Off", (), {"objects": Unchecked}))
    address = reverse("journal_new", args=[pilot.slug])
    answers = at_once(make.owner(pilot), address, SENT, str(uuid.uuid4()))
    assert [answer.status_code for answer in answers] == [302] * TIMES
    assert JournalEntry.objects.count() == TIMES


def test_two_funds_that_sign_at_the_same_moment_bring_the_version_in_force_once(committed):
    pilot = make.new_pilot()
    policy = choosing.propose(make.full_policy(pilot), by=make.owner(pilot))
    signers = [(make.fund(slug), make.owner(pilot, slug)) for slug in (make.AO, make.OOM)]
    ready = Barrier(2)

    def sign(signer):
        fund, user = signer
        try:
            ready.wait(timeout=20)
            with transaction.atomic():
                choosing.sign(policy, fund, by=user, seen=policy.digest)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(sign, signers))
    assert Policy.objects.get().state == "in_force"
    assert SignOff.objects.count() == 2
    assert Mail.objects.count() == 2
