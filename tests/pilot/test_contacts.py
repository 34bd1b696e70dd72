"""Parties around a pilot: who is advised and missing, what was said, who is silent, and who may know of it."""

import csv
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from pilot import reminders
from pilot.choices import Role
from pilot.models import AuditEvent, Mail, PartyContact, PartyRole, Pilot, PilotParty, Policy, SourceSector
from pilot.models.contacts import GENERIC
from pilot.phases import contacts, involving
from pilot.workflow import NotNow
from tests import factories as make
from tests.factories import AO, OOM

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


@pytest.fixture
def person(person, settings):
    """A browser in which English was chosen, so that sentences stand here as in the source."""

    def browser(user):
        found = person(user)
        found.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        return found

    return browser


def url(name, *args):
    return reverse(name, args=args)


def text(page):
    assert page.status_code == 200, page.status_code
    return page.content.decode().replace("\xa0", " ")


@pytest.fixture
def pilot():
    return make.running_pilot()


def advice(pilot):
    """The advised parties by key."""
    return {one.key: one for one in involving.advised(pilot)}


def choose_policy(pilot, **fields):
    Policy.objects.filter(pilot=pilot).update(**fields)
    pilot.__dict__.pop("_policy_in_force", None)


# --- who to talk to -----------------------------------------------------------------------------------------------


@pytest.mark.advice("8.1-10", carries="pilot.phases.involving.advised")
def test_uwv_stoof_and_the_associations_of_sending_sectors_are_advised_with_their_rule(pilot):
    found = advice(pilot)
    assert (found["uwv"].rule, found["stoof"].rule, found["association"].rule) == ("8.2-17", "8.2-20", "8.2-23")
    sector = found["sector-groot-en-detailhandel"]
    assert (sector.rule, sector.needed) == ("8.1-10", True)
    # STOOF speaks for the staffing sector.
    assert "sector-uitzendbranche" not in found
    assert all(one.reason for one in found.values())


def test_an_association_that_nobody_named_stands_by_its_function_until_the_pilot_fills_it_in(pilot, person):
    owner = make.owner(pilot)
    (party,) = contacts.take_advice(pilot, [one for one in advice(pilot).values() if one.sector], by=owner)
    other = SourceSector.objects.get(pk="bouwnijverheid")
    second = contacts.involve(pilot, by=owner, role=party.role, party=party.party, sector=other)
    assert party.unnamed and second.unnamed and str(party) != str(second)
    with pytest.raises(NotNow):
        contacts.involve(pilot, by=owner, role=party.role, party=party.party, sector=other)
    assert str(party).startswith("Trade association of the sending sector: ")
    page = person(owner).get(party.get_absolute_url()).content.decode()
    assert "Which organisation is this?" in page
    PilotParty.objects.filter(pk=party.pk).update(name="Ons Winkelverbond")
    party = PilotParty.objects.get(pk=party.pk)
    assert str(party) == "Ons Winkelverbond" and not party.unnamed
    assert "Which organisation is this?" not in person(owner).get(party.get_absolute_url()).content.decode()


def test_what_the_reference_knows_by_its_function_only_is_never_shown_as_an_organisation():
    with (Path(settings.BASE_DIR) / "pilot/reference/parties.csv").open(encoding="utf-8") as file:
        generic = {row["slug"] for row in csv.DictReader(file) if row["source_note"] == "Generic name"}
    assert generic == set(GENERIC)


@pytest.mark.advice("8.2-20", carries="pilot.phases.involving.advised")
def test_stoof_is_needed_when_the_funds_work_together_with_it_and_not_when_they_chose_otherwise():
    pilot = make.new_pilot()
    policy = make.full_policy(pilot, with_stoof=None)
    assert not advice(pilot)["stoof"].needed
    Policy.objects.filter(pk=policy.pk).update(with_stoof=False)
    assert "stoof" not in advice(pilot)
    assert "sector-uitzendbranche" in advice(pilot)
    Policy.objects.filter(pk=policy.pk).update(with_stoof=True)
    assert advice(pilot)["stoof"].needed


@pytest.mark.advice("8.2-23", carries="pilot.phases.involving.advised")
def test_the_association_follows_the_funds_and_the_occupation():
    assert advice(make.running_pilot(OOM))["association"].party.slug == "koninklijke-metaalunie"
    alone = advice(make.running_pilot(AO))["association"]
    assert alone.party.slug == "brancheorganisatie" and "CNC" in alone.label


@pytest.mark.advice("8.2-16", carries="pilot.phases.involving.advised")
def test_the_trainer_that_works_in_the_pilot_is_advised_else_one_that_fits_the_training(pilot):
    assert advice(pilot)["trainer"].party.slug == "bedrijfstakschool"
    school = make.OrganisationFactory(kind="trainer")
    make.person(Role.TRAINER, pilot, organisation=school)
    found = advice(pilot)
    assert found[f"trainer-{school.pk}"].organisation == school and "trainer" not in found


@pytest.mark.advice("8.2-07", carries="pilot.phases.involving.advised")
def test_every_provider_that_was_asked_is_a_party_to_stay_in_touch_with(pilot):
    provider = pilot.appointments.get().provider
    assert advice(pilot)[f"provider-{provider.pk}"].rule == "8.2-07"


@pytest.mark.advice("8.2-09", carries="pilot.phases.involving.advised")
def test_a_preferred_supplier_and_the_partners_of_the_region_may_help(pilot):
    found = advice(pilot)
    assert (found["supplier"].rule, found["supplier"].needed) == ("8.2-09", False)
    assert "Zuid-Oost" in found["partner-Zuid-Oost"].label
    assert found["platform-servicepunt-techniek"].rule == "8.3.2-08"


def test_what_was_chosen_is_not_missing_any_more(pilot):
    owner = make.owner(pilot)
    lacking = [one for one in involving.missing(pilot, []) if one.needed]
    made = contacts.take_advice(pilot, lacking, by=owner)
    assert {party.keeper for party in made} == {owner}
    assert not [one for one in involving.missing(pilot, involving.chosen(pilot)) if one.needed]


def test_a_party_is_in_a_pilot_once_in_a_role_and_can_come_back(pilot):
    owner = make.owner(pilot)
    party = make.PilotPartyFactory(pilot=pilot)
    with pytest.raises(NotNow, match="in the same role"):
        contacts.involve(pilot, by=owner, role="uwv", party=party.party)
    contacts.involve(pilot, by=owner, role="other", party=party.party)
    contacts.end(party, by=owner, reason="Ander kantoor.")
    again = contacts.involve(pilot, by=owner, role="uwv", party=party.party)
    with pytest.raises(NotNow):
        contacts.resume(party, by=owner)
    contacts.end(again, by=owner, reason="Toch niet.")
    assert contacts.resume(party, by=owner).state == PilotParty.State.INVOLVED


@pytest.mark.advice("8.2-19", carries="pilot.phases.contacts.keeper_blockers")
def test_only_an_owner_of_the_pilot_keeps_a_contact(pilot):
    with pytest.raises(NotNow, match="The funds keep these contacts themselves"):
        contacts.involve(pilot, by=make.owner(pilot), role="uwv", name="UWV", keeper=make.provider(pilot))


@pytest.mark.parametrize("role", PartyRole.values)
def test_every_role_has_a_rhythm(role):
    assert 1 <= involving.rhythm_of(role) <= 365


# --- contacts -----------------------------------------------------------------------------------------------------


def test_a_contact_with_a_step_waits_and_the_next_contact_settles_it(pilot):
    owner, today = make.owner(pilot), timezone.localdate()
    party = make.PilotPartyFactory(pilot=pilot)
    first = contacts.note(
        party, by=owner, text="Lijst besproken.", follow_up="Lijst sturen", follow_up_on=today + timedelta(days=5)
    )
    assert first.state == PartyContact.State.OPEN
    (shown,) = involving.chosen(pilot)
    assert (shown.step, shown.step_id, shown.last_on) == ("Lijst sturen", first.pk, today)
    contacts.note(party, by=owner, text="Verstuurd.", settles=first)
    first.refresh_from_db()
    assert first.state == PartyContact.State.DONE
    assert involving.chosen(pilot)[0].step is None


def test_a_contact_lies_in_the_past_and_with_a_party_that_takes_part(pilot):
    party = make.PilotPartyFactory(pilot=pilot)
    with pytest.raises(NotNow, match="in the past"):
        contacts.note(party, by=party.keeper, text="Straks.", on=timezone.localdate() + timedelta(days=1))
    contacts.end(party, by=party.keeper, reason="Weg.")
    with pytest.raises(NotNow, match="takes no part"):
        contacts.note(party, by=party.keeper, text="Nog eens.")


def test_ending_a_contact_drops_what_was_agreed(pilot):
    party = make.PilotPartyFactory(pilot=pilot)
    later = timezone.localdate() + timedelta(days=5)
    contact = contacts.note(party, by=party.keeper, text="Ja.", follow_up="Bellen", follow_up_on=later)
    contacts.end(party, by=party.keeper, reason="Weg.")
    contact.refresh_from_db()
    assert contact.state == PartyContact.State.DROPPED


@pytest.mark.parametrize(
    "statement",
    [
        "update pilot_partycontact set text = 'Anders' where id = %s",
        "update pilot_partycontact set \"on\" = '2020-01-01' where id = %s",
        "update pilot_partycontact set state = 'open' where id = %s",
        "delete from pilot_partycontact where id = %s",
    ],
)
def test_a_contact_stays_as_it_was_written(pilot, statement):
    contact = make.PartyContactFactory(party=make.PilotPartyFactory(pilot=pilot))
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [contact.pk])


@pytest.mark.parametrize(
    "statement",
    [
        "update pilot_pilotparty set rhythm = 0 where id = %s",
        "update pilot_pilotparty set party_id = null where id = %s",
        "update pilot_pilotparty set state = 'ended' where id = %s",
    ],
)
def test_the_database_refuses_a_party_without_sense(pilot, statement):
    party = make.PilotPartyFactory(pilot=pilot)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [party.pk])


# --- silence ------------------------------------------------------------------------------------------------------


def told(user):
    user.__dict__.pop("running", None)
    return list(contacts.waiting(user))


@pytest.mark.advice("8.2-17", carries="pilot.phases.contacts.waiting")
@pytest.mark.parametrize("days, silent", [(29, False), (30, True), (34, True)])
def test_silence_of_uwv_is_told_when_the_rhythm_has_passed(pilot, days, silent):
    make.silent_party(pilot, days)
    lines = told(make.owner(pilot))
    assert bool(lines) is silent
    if silent:
        assert lines[0].text == f"No contact with UWV for {days} days"
        assert lines[0].mail_from == timezone.localdate() - timedelta(days=days - 30)


@pytest.mark.advice("8.2-16", carries="pilot.phases.contacts.is_silent")
@pytest.mark.advice("8.2-23", carries="pilot.phases.contacts.is_silent")
@pytest.mark.advice("8.2-07", carries="pilot.phases.contacts.is_silent")
@pytest.mark.parametrize(
    "role, party", [("trainer", "roc"), ("association", "koninklijke-metaalunie"), ("provider", "randstad")]
)
def test_trainer_association_and_provider_have_a_rhythm_of_their_own(pilot, role, party):
    days = involving.rhythm_of(role)
    make.silent_party(pilot, days, party_id=party, role=role, rhythm=days)
    assert len(told(make.owner(pilot))) == 1


def test_a_party_that_was_never_spoken_to_is_silent_since_it_was_chosen(pilot):
    party = make.PilotPartyFactory(pilot=pilot)
    PilotParty.objects.filter(pk=party.pk).update(since=timezone.localdate() - timedelta(days=31))
    (line,) = told(make.owner(pilot))
    assert line.text == "No contact with UWV yet, for 31 days"


def test_a_contact_ends_the_silence_and_the_next_silence_is_told_anew(pilot):
    party, owner = make.silent_party(pilot), make.owner(pilot)
    (before,) = told(owner)
    contacts.note(party, by=owner, text="Gesproken.")
    assert not told(owner)
    # A rhythm of one day and a contact of yesterday: silent again, under another key.
    other = make.silent_party(pilot, 1, role="other", rhythm=1)
    assert [line.key for line in told(owner)] == [f"silence:{other.pk}:{other.contacts.get().pk}"]
    assert before.key == f"silence:{party.pk}:{party.contacts.order_by('pk').first().pk}"


def test_silence_is_for_who_keeps_the_contact_and_for_all_owners_when_that_person_left(pilot):
    ours, theirs = make.owner(pilot), make.owner(pilot, OOM)
    make.silent_party(pilot, keeper=theirs)
    assert told(theirs) and not told(ours)
    theirs.assignments.update(end=timezone.localdate() - timedelta(days=1))
    assert told(ours)


@pytest.mark.parametrize("state", [Pilot.State.CLOSED, Pilot.State.STOPPED])
def test_a_pilot_that_is_over_is_silent_and_nobody_is_told(pilot, state):
    make.silent_party(pilot)
    Pilot.objects.filter(pk=pilot.pk).update(state=state)
    assert not told(make.owner(pilot))


def test_silence_goes_out_by_mail_once(pilot):
    make.silent_party(pilot)
    owner = make.owner(pilot)
    reminders.send_to(owner)
    reminders.send_to(owner)
    mails = Mail.objects.filter(to=owner.email, text__contains="UWV")
    assert mails.count() == 1


def test_an_agreed_step_waits_by_its_day(pilot):
    party = make.PilotPartyFactory(pilot=pilot)
    day = timezone.localdate() + timedelta(days=3)
    step = contacts.note(party, by=party.keeper, text="Ja.", follow_up="Lijst sturen", follow_up_on=day)
    (line,) = told(party.keeper)
    assert (line.due, line.mail_from) == (day, day)
    assert line.url == f"{url('party_contact', party.pk)}?stap={step.pk}"


def test_silent_ones_stand_first_the_longest_over_its_rhythm_before_the_others(pilot):
    make.PilotPartyFactory(pilot=pilot, party_id="roc", role="trainer")
    make.silent_party(pilot, 40, party_id="stoof", role="stoof", rhythm=30)
    make.silent_party(pilot, 50, party_id="uwv", rhythm=15)
    ordered = [party.party_id for party in contacts.in_order(involving.chosen(pilot))]
    assert ordered == ["uwv", "stoof", "roc"]


def test_the_pilots_list_names_what_is_missing_and_who_is_silent(pilot):
    make.silent_party(pilot)
    (line,) = contacts.checklist(pilot, make.owner(pilot))
    assert line["status"] == "busy"
    assert "Silent: UWV." in line["note"] and "STOOF" in line["note"]
    assert not list(contacts.checklist(pilot, make.provider(pilot)))


# --- on screen ----------------------------------------------------------------------------------------------------


def test_an_owner_chooses_all_advised_parties_and_notes_a_contact_in_two_actions(pilot, person):
    owner = make.owner(pilot)
    browser = person(owner)
    page = url("parties", pilot.slug)
    assert "Choose 6 parties" in text(browser.get(page))
    assert browser.post(url("party_advised", pilot.slug)).url == page
    party = PilotParty.objects.get(pilot=pilot, role="uwv")
    # Opening the form and saving it are the two actions: day and way are filled in.
    assert browser.get(url("party_contact", party.pk)).status_code == 200
    said = {"text": "Gebeld.", "on": timezone.localdate(), "channel": "phone"}
    assert browser.post(url("party_contact", party.pk), said).url == party.get_absolute_url()
    assert "Gebeld." in text(browser.get(party.get_absolute_url()))
    assert "Gebeld." in text(browser.get(url("party_log", pilot.slug)))


def test_a_step_needs_its_day_and_what_was_typed_stays(pilot, person):
    party = make.PilotPartyFactory(pilot=pilot)
    said = {"text": "Gebeld over de klas.", "on": timezone.localdate(), "channel": "phone", "follow_up": "Lijst sturen"}
    page = person(party.keeper).post(url("party_contact", party.pk), said)
    shown = text(page)
    assert "Say by when" in shown and "Gebeld over de klas." in shown
    assert not PartyContact.objects.exists()


def test_the_log_is_searched_and_paged_without_counting(pilot, person):
    party = make.PilotPartyFactory(pilot=pilot)
    day = timezone.localdate()
    for number in range(60):
        make.PartyContactFactory(party=party, on=day - timedelta(days=number), text=f"Gesprek {number:02}.")
    browser = person(party.keeper)
    first = text(browser.get(url("party_log", pilot.slug)))
    assert "Gesprek 00." in first and "Gesprek 55." not in first and "na=" in first
    assert "Gesprek 55." in text(browser.get(url("party_log", pilot.slug), {"q": "Gesprek 55"}))
    assert "Nothing was found" in text(browser.get(url("party_log", pilot.slug), {"q": "niets hiervan"}))


def test_a_stale_edit_of_a_party_shows_both(pilot, person):
    party = make.PilotPartyFactory(pilot=pilot)
    PilotParty.objects.filter(pk=party.pk).update(contact_function="Adviseur")
    said = {"version": party.version, "keeper": party.keeper_id, "rhythm": 20, "contact_function": "Manager"}
    shown = text(person(party.keeper).post(url("party_edit", party.pk), said))
    assert "Adviseur" in shown and "Manager" in shown


@pytest.mark.advice("8.2-19", carries="pilot.permissions.may_keep_contacts")
def test_a_provider_and_a_selector_know_nothing_of_the_contacts(pilot, person):
    party = make.silent_party(pilot)
    for user in (make.provider(pilot), make.selector(pilot)):
        browser = person(user)
        assert browser.get(url("party", party.pk)).status_code == 404
        assert browser.get(url("party_log", pilot.slug)).status_code == 403
        assert not told(user)


# --- forgetting ---------------------------------------------------------------------------------------------------


def test_a_work_contact_is_forgotten_after_the_party_or_the_pilot_ended(pilot):
    party = make.PilotPartyFactory(pilot=pilot, contact_name="Iemand", contact_email="iemand@uwv.test")
    assert contacts.forget_due() == 0
    day = timezone.localdate() - timedelta(days=29)
    PilotParty.objects.filter(pk=party.pk).update(state="ended", ended_on=day)
    assert (contacts.forget_due(), contacts.forget_due()) == (1, 0)
    party.refresh_from_db()
    assert (party.contact_name, party.contact_email) == ("", "")
    other = make.PilotPartyFactory(pilot=pilot, party_id="stoof", role="stoof", contact_name="Iemand")
    Pilot.objects.filter(pk=pilot.pk).update(state="closed", end=day)
    assert contacts.forget_due() == 1
    other.refresh_from_db()
    assert other.contact_name == ""


def test_what_was_done_is_recorded_without_what_was_said(pilot):
    party = make.PilotPartyFactory(pilot=pilot)
    contacts.note(party, by=party.keeper, text="Kanarie")
    event = AuditEvent.objects.get(subject_type="pilot.partycontact")
    assert (event.action, event.pilot_id) == ("create", pilot.pk)
