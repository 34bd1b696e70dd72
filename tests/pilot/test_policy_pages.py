"""The rooms of the pilot on screen: one walk from a new pilot to a start, and every refusal as a sentence."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from pilot.choices import Role
from pilot.models import Appointment, Mail, Mandate, Pilot, Policy, SignOff, Terms
from pilot.phases import choosing
from tests import factories as make
from tests.pilot.tables import read

pytestmark = pytest.mark.django_db
AO, OOM = make.AO, make.OOM


@pytest.fixture
def person(person, settings):
    """A browser in which English was chosen, so that sentences stand here as in the source."""

    def opened(user):
        browser = person(user)
        browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        return browser

    return opened


@pytest.fixture(autouse=True)
def floor_alone(settings):
    settings.PILOT_CHECKLIST = settings.PILOT_PANELS = settings.PILOT_PHASES = []


def url(name, *args):
    return reverse(name, args=args)


def words(response):
    """The page as one reads it, without what pops up at a word of the trade."""
    return read(response.content.decode())


def text(response):
    return " ".join(response.content.decode().split())


CHOICES = {
    "occupation": "cnc-verspaner",
    "regions": ["oost"],
    "sub_branches": ["25", "28"],
    "source_sectors": ["uitzendbranche"],
    "own_sub_branches": "verspaning",
    "position": "joint",
    "stance": "short",
    "evc": "True",
    "composition": "homogeneous",
    "with_stoof": "False",
    "explanation": "Beide fondsen zoeken verspaners.",
    "reason_regions": "In Oost staan de bedrijven die meedoen.",
    "reason_with_stoof": "STOOF heeft dit jaar geen geld.",
    "class_min": "10",
    "class_target": "15",
    "class_max": "20",
    "average_cap": "1.950,50",
    "motivation_threshold": "3,5",
    "hard_minimum": "2,5",
    "soft_weight": "60",
    "type_2_from": "51",
    "type_3_from": "65",
}


def version_of(policy):
    return Policy.objects.get(pk=policy.pk).version


def test_a_pilot_goes_from_its_title_to_its_start_on_screen(person):
    one, other = make.management(AO), make.UserFactory(organisation=make.fund(OOM))
    browser = person(one)
    page = browser.post(
        url("pilot_new"),
        {
            "title": "Verspanen in Oost",
            "funds": [make.fund(AO).pk, make.fund(OOM).pk],
            f"owner_{make.fund(OOM).pk}": other.pk,
        },
    )
    pilot = Pilot.objects.get()
    assert page.url == pilot.get_absolute_url() == "/pilots/verspanen-in-oost/"
    policy = pilot.policies.get()

    page = browser.post(url("policy_edit", pilot.slug), CHOICES | {"version": version_of(policy)})
    assert page.url == url("policy", pilot.slug)
    policy.refresh_from_db()
    assert (policy.average_cap, policy.evc, policy.with_stoof) == (Decimal("1950.50"), True, False)

    assert "is fixed" in text(browser.get(url("policy_propose", pilot.slug)))
    browser.post(url("policy_propose", pilot.slug))
    policy.refresh_from_db()
    assert policy.state == "proposed"

    for user in (one, other):
        fund = make.fund(AO) if user is one else make.fund(OOM)
        manager = person(make.manager())
        manager.post(
            url("mandate_new"),
            {"fund": fund.pk, "user": user.pk, "document": "Besluit 2026-3", "start": "2025-01-01"},
        )
        signer = person(user)
        seen = signer.get(url("policy_sign", pilot.slug))
        assert policy.explanation in text(seen)
        signer.post(url("policy_sign", pilot.slug), {"fund": fund.pk, "seen": policy.digest})
    pilot.refresh_from_db()
    assert pilot.state == "agreed"
    assert Mail.objects.filter(kind="policy_in_force").count() == 2

    supplier = make.UserFactory(organisation=make.OrganisationFactory(kind="provider", name="Vakstroom"))
    frames = {f"frame_{topic}": "Met twee mensen per gesprek." for topic in ("recruitment", "training")}
    page = browser.post(
        url("appointment_new", pilot.slug),
        {
            "provider": supplier.organisation.pk,
            "contact": supplier.pk,
            "scope": ["recruitment", "training"],
            "recruits": ["companies", "candidates"],
            **frames,
        },
    )
    appointment = Appointment.objects.get()
    assert page.url == appointment.get_absolute_url()
    said = {f"topic_{topic}": "Zo doen wij het." for topic in appointment.scope}
    person(supplier).post(
        url("appointment_propose", appointment.pk),
        {"experience": "Drie keer.", **said, "version": appointment.version},
    )
    for topic in appointment.scope:
        browser.post(url("topic_accept", appointment.pk, topic))
    page = browser.post(url("appointment_approve", appointment.pk), {"reason": "Past bij het kader."})
    assert page.url == appointment.get_absolute_url()

    assert "can be recruited" in text(browser.get(url("pilot_start", pilot.slug)))
    browser.post(url("pilot_start", pilot.slug))
    pilot.refresh_from_db()
    assert pilot.state == "running"
    journal = text(browser.get(url("journal", pilot.slug)))
    assert "Version 1 of the policy choices was signed by all funds" in journal
    assert "Past bij het kader." in journal


def test_a_pilot_of_two_funds_asks_for_the_other_owner_and_keeps_what_was_typed(person):
    browser = person(make.management(AO))
    make.fund(OOM)
    page = browser.post(
        url("pilot_new"), {"title": "Verspanen in Oost", "funds": [make.fund(AO).pk, make.fund(OOM).pk]}
    )
    assert page.status_code == 200
    assert "Choose who owns the pilot for OOM." in text(page)
    assert 'value="Verspanen in Oost"' in text(page)
    assert not Pilot.objects.exists()


def test_a_pilot_is_not_begun_for_another_fund_alone(person):
    colleague = make.UserFactory(organisation=make.fund(OOM))
    page = person(make.management(AO)).post(
        url("pilot_new"),
        {"title": "Anders", "funds": [make.fund(OOM).pk], f"owner_{make.fund(OOM).pk}": colleague.pk},
    )
    assert "Your own fund takes part in a pilot that you begin." in text(page)


def test_the_list_says_what_to_do_when_it_is_empty(person):
    assert "Begin with a title" in text(person(make.management(AO)).get(url("pilots")))
    assert "as soon as its owner gives you a role" in text(person(make.UserFactory()).get(url("pilots")))


def test_the_list_shows_state_funds_occupation_and_version(person):
    pilot = make.running_pilot()
    choosing.new_version(pilot, by=make.owner(pilot))
    page = text(person(make.owner(pilot)).get(url("pilots")))
    for shown in (
        pilot.title,
        "Running",
        "A+O Metalektro, OOM",
        "CNC machinist",
        "version 1 in force",
        "version 2: draft",
    ):
        assert shown in page


def test_the_page_of_a_pilot_shows_why_recruiting_waits(person):
    pilot = make.new_pilot()
    policy = make.full_policy(pilot)
    policy.regions.clear()
    page = text(person(make.owner(pilot)).get(pilot.get_absolute_url()))
    assert "This choice is still missing: regions." in page
    assert "OOM has not signed version 1 of the policy choices yet." in page
    assert "Make the policy choices" in page


def test_apps_above_add_lines_panels_and_phases(person, settings):
    settings.PILOT_CHECKLIST = ["tests.pilot.test_policy_pages.added_lines"]
    settings.PILOT_PANELS = ["tests.pilot.test_policy_pages.added_panel", "tests.pilot.test_policy_pages.no_panel"]
    settings.PILOT_PHASES = ["tests.pilot.test_policy_pages.added_phase"]
    pilot = make.running_pilot()
    page = text(person(make.owner(pilot)).get(pilot.get_absolute_url()))
    assert "Vacatures gecontroleerd" in page
    assert "3 van 9" in page
    assert "Een cijfer erbij" in page
    assert "klas 1 sinds maandag" in page
    # The first open line is what is next.
    assert page.index("Next step") < page.index("Vacatures gecontroleerd")


def added_lines(pilot, user):
    yield {"label": "Vacatures gecontroleerd", "url": "/ergens/", "status": "busy", "badge": "3 van 9"}


def added_panel(pilot, user):
    return {"template": "_note.html", "context": {"kind": "info", "text": "Een cijfer erbij"}, "place": "side"}


def no_panel(pilot, user):
    return None


def added_phase(pilot):
    return {"training": {"status": "now", "note": "klas 1 sinds maandag"}}


def test_a_path_that_does_not_exist_is_not_swallowed(person, settings):
    settings.PILOT_CHECKLIST = ["companies.nowhere.checklist"]
    pilot = make.running_pilot()
    with pytest.raises(ImportError):
        person(make.owner(pilot)).get(pilot.get_absolute_url())


def test_the_policy_page_marks_what_differs_from_the_advice_and_from_before(person):
    pilot = make.running_pilot()
    owner = make.owner(pilot)
    new = choosing.new_version(pilot, by=owner)
    new.source_sectors.add("bouwnijverheid")
    Policy.objects.filter(pk=new.pk).update(occupation="engineer")
    page = text(person(owner).get(url("policy", pilot.slug)))
    assert "Differs from the advice" in page
    assert "Difference from version 1" in page
    assert "<del>CNC machinist (turner, miller)</del>" in page
    assert "<ins>Engineer (sales and software)</ins>" in page
    assert "Construction" in page
    old = text(person(owner).get(url("policy_version", pilot.slug, 1)))
    assert "Difference from" not in old
    assert "In force" in old


def test_people_in_the_pilot_read_what_is_in_force_and_no_drafts(person):
    pilot = make.new_pilot()
    draft = make.full_policy(pilot)
    reader = person(make.selector(pilot))
    assert "No version is in force yet" in text(reader.get(url("policy", pilot.slug)))
    make.sign_all(draft)
    assert "Version 1 is in force." in text(reader.get(url("policy", pilot.slug)))
    choosing.new_version(pilot, by=make.owner(pilot))
    assert reader.get(url("policy_version", pilot.slug, 2)).status_code == 404
    assert person(make.owner(pilot)).get(url("policy_version", pilot.slug, 2)).status_code == 200


def test_a_choice_against_the_advice_asks_for_its_reason_at_the_choice_itself(person):
    pilot = make.new_pilot()
    policy = make.full_policy(pilot)
    browser = person(make.owner(pilot))
    sent = CHOICES | {"occupation": "engineer", "version": version_of(policy)}
    page = browser.post(url("policy_edit", pilot.slug), sent, follow=True)
    assert "The occupation differs from the advice: write why." in text(page)
    assert "Write why you choose otherwise than advised" in text(page)
    assert "Its reason is missing" in text(page)
    assert url("policy_edit", pilot.slug) + "#div_id_reason_occupation" in text(page)
    page = browser.get(url("policy_edit", pilot.slug))
    assert "Advice for a pilot of A+O and OOM together: CNC machinist (turner, miller)." in text(page)
    refused = browser.post(url("policy_propose", pilot.slug))
    assert refused.status_code == 200
    assert "The occupation differs from the advice: write why." in text(refused)
    sent |= {"reason_occupation": "Alleen daarvoor is hier vraag.", "version": version_of(policy)}
    page = browser.post(url("policy_edit", pilot.slug), sent, follow=True)
    assert "Why: Alleen daarvoor is hier vraag." in text(page)
    browser.post(url("policy_propose", pilot.slug))
    assert Policy.objects.get(pk=policy.pk).state == "proposed"


def test_a_reason_that_somebody_else_wrote_meanwhile_is_not_lost(person):
    pilot = make.new_pilot()
    policy = make.full_policy(pilot, occupation_id="engineer", reasons=False)
    shown = version_of(policy)
    choosing.give_reasons(policy, {"occupation": "Van de ander."}, by=make.owner(pilot, OOM))
    sent = CHOICES | {"occupation": "engineer", "reason_occupation": "Van mij.", "version": shown}
    page = person(make.owner(pilot)).post(url("policy_edit", pilot.slug), sent)
    assert "Somebody else saved this in the meantime" in text(page)
    assert "Van de ander." in text(page)
    assert "Van mij." in text(page)


@pytest.mark.parametrize(
    "field, value, sentence",
    [
        ("class_target", "25", "The aim lies between the smallest and the largest class."),
        ("class_max", "21", "A class holds 20 people at most."),
        ("average_cap", "veel", "Write the amount in figures"),
        ("average_cap", "0", "The highest average contribution is an amount above zero."),
        ("soft_weight", "50", "greater than or equal to 51"),
        ("type_3_from", "40", "Type 3 begins at a larger overlap than type 2"),
        ("motivation_threshold", "6", "less than or equal to 5"),
    ],
)
def test_a_figure_that_does_not_fit_is_said_at_the_field(person, field, value, sentence):
    pilot = make.new_pilot()
    policy = make.full_policy(pilot)
    page = person(make.owner(pilot)).post(
        url("policy_edit", pilot.slug), CHOICES | {field: value, "version": version_of(policy)}
    )
    assert page.status_code == 200
    assert sentence in text(page)
    assert page.context["form"].errors.keys() == {field}


def test_an_offered_version_is_not_edited_and_nothing_typed_is_lost(person):
    pilot = make.new_pilot()
    policy = choosing.propose(make.full_policy(pilot), by=make.owner(pilot))
    browser = person(make.owner(pilot))
    assert browser.get(url("policy_edit", pilot.slug)).url == url("policy", pilot.slug)
    page = browser.post(
        url("policy_edit", pilot.slug), CHOICES | {"explanation": "Getypt.", "version": version_of(policy)}
    )
    assert "was offered for signature and does not change" in text(page)
    assert "Getypt." in text(page)


def test_taking_back_and_a_new_version_are_buttons(person):
    pilot = make.new_pilot()
    policy = choosing.propose(make.full_policy(pilot), by=make.owner(pilot))
    browser = person(make.owner(pilot))
    browser.post(url("policy_withdraw", pilot.slug))
    policy.refresh_from_db()
    assert policy.state == "draft"
    page = browser.post(url("policy_withdraw", pilot.slug), follow=True)
    assert "does not wait for signatures" in text(page)
    page = browser.post(url("policy_new_version", pilot.slug), follow=True)
    assert "Version 1 is being made already." in text(page)
    make.sign_all(policy)
    browser.post(url("policy_new_version", pilot.slug))
    assert pilot.policies.count() == 2


def test_without_a_mandate_one_reads_why_one_cannot_sign(person):
    pilot = make.new_pilot()
    policy = choosing.propose(make.full_policy(pilot), by=make.owner(pilot))
    Mandate.objects.filter(fund__slug=OOM).update(end=timezone.localdate() - timedelta(days=1))
    browser = person(make.owner(pilot, OOM))
    sentence = (
        "You have no running mandate to sign for OOM. Another owner or the management of OOM records it under Mandates."
    )
    assert sentence in words(browser.get(url("policy", pilot.slug)))
    page = browser.get(url("policy_sign", pilot.slug))
    assert sentence in words(page) and page.context["mandates"] == url("mandates")
    page = browser.post(url("policy_sign", pilot.slug), {"fund": make.fund(OOM).pk, "seen": policy.digest})
    assert page.status_code == 200
    assert sentence in words(page)
    assert not SignOff.objects.exists()


def test_management_signs_under_its_mandate(person):
    pilot = make.new_pilot()
    policy = choosing.propose(make.full_policy(pilot), by=make.owner(pilot))
    boss = make.management(OOM)
    make.MandateFactory(fund=make.fund(OOM), user=boss)
    person(boss).post(url("policy_sign", pilot.slug), {"fund": make.fund(OOM).pk, "seen": policy.digest})
    assert SignOff.objects.get().by == boss


def test_a_deputy_signs_during_the_period_and_with_a_mandate(person):
    pilot = make.new_pilot()
    policy = choosing.propose(make.full_policy(pilot), by=make.owner(pilot))
    deputy = make.UserFactory(organisation=make.fund(OOM))
    today = timezone.localdate()
    browser = person(make.owner(pilot, OOM))
    browser.post(url("deputy_new", pilot.slug), {"user": deputy.pk, "start": today, "end": today})
    sent = {"fund": make.fund(OOM).pk, "seen": policy.digest}
    assert "You have no running mandate" in words(person(deputy).post(url("policy_sign", pilot.slug), sent))
    make.MandateFactory(fund=make.fund(OOM), user=deputy)
    person(deputy).post(url("policy_sign", pilot.slug), sent)
    assert SignOff.objects.get().by == deputy
    pilot.assignments.filter(user=deputy).update(start=today - timedelta(days=9), end=today - timedelta(days=1))
    assert person(deputy).get(url("policy_sign", pilot.slug)).status_code == 404


def test_one_cannot_sign_for_the_other_fund(person):
    pilot = make.new_pilot()
    policy = choosing.propose(make.full_policy(pilot), by=make.owner(pilot))
    page = person(make.owner(pilot)).post(
        url("policy_sign", pilot.slug), {"fund": make.fund(OOM).pk, "seen": policy.digest}
    )
    assert page.status_code == 200
    assert not SignOff.objects.exists()


def test_signing_twice_is_refused_in_a_sentence(person):
    pilot = make.new_pilot()
    policy = choosing.propose(make.full_policy(pilot), by=make.owner(pilot))
    browser = person(make.owner(pilot))
    sent = {"fund": make.fund(AO).pk, "seen": policy.digest}
    browser.post(url("policy_sign", pilot.slug), sent)
    assert "has signed version 1 already" in text(browser.post(url("policy_sign", pilot.slug), sent))


def test_owners_send_one_topic_back_and_the_provider_hands_it_in_again(person):
    pilot = make.new_pilot(AO)
    owner = make.owner(pilot)
    appointment = make.AppointmentFactory(pilot=pilot, state="proposed", scope=["training", "guidance"])
    writer = make.person(Role.PROVIDER, pilot, organisation=appointment.provider)
    back = url("topic_ask_changes", appointment.pk, "training")
    page = person(owner).post(back, {"reason": " "})
    assert "This field is required." in text(page)
    person(owner).post(back, {"reason": "Noem de opleider."})
    appointment.refresh_from_db()
    assert appointment.state == "changes"
    assert "Noem de opleider." in text(person(writer).get(url("appointment_propose", appointment.pk)))
    person(writer).post(
        url("appointment_propose", appointment.pk),
        {"experience": "Vaak.", "topic_training": "Met De Spil.", "version": appointment.version},
    )
    appointment.refresh_from_db()
    assert (appointment.state, appointment.proposals.get(topic="training").text) == ("proposed", "Met De Spil.")
    assert appointment.proposals.get(topic="guidance").text == "Zo doen wij het."


def test_the_owner_gives_roles_and_ends_them(person):
    pilot = make.running_pilot()
    browser = person(make.owner(pilot))
    mentor = make.UserFactory(name="Mentor van Dienst")
    today = timezone.localdate()
    browser.post(url("assignment_new", pilot.slug), {"user": mentor.pk, "role": "mentor", "start": today})
    assignment = pilot.assignments.get(user=mentor)
    assert "Mentor van Dienst" in text(browser.get(url("people", pilot.slug)))
    browser.post(url("assignment_end", pilot.slug, assignment.pk), {"end": today})
    assignment.refresh_from_db()
    assert assignment.end == today
    own = pilot.assignments.get(user=make.owner(pilot))
    assert browser.post(url("assignment_end", pilot.slug, own.pk), {"end": today}).status_code == 403


def test_a_person_of_the_provider_is_not_made_selector_on_screen(person):
    pilot = make.running_pilot()
    user = make.provider(pilot)
    page = person(make.owner(pilot)).post(
        url("assignment_new", pilot.slug), {"user": user.pk, "role": "selector", "start": timezone.localdate()}
    )
    assert "would be provider and selector in one pilot" in text(page)


def test_a_mandate_is_recorded_for_ones_own_fund_only_and_ends(person):
    boss = make.management(OOM)
    browser = person(boss)
    sent = {"user": boss.pk, "document": "Besluit 7", "start": "2026-01-01"}
    page = browser.post(url("mandate_new"), sent | {"fund": make.fund(AO).pk})
    assert page.status_code == 200
    assert not Mandate.objects.exists()
    browser.post(url("mandate_new"), sent | {"fund": make.fund(OOM).pk})
    mandate = Mandate.objects.get()
    assert "Besluit 7" in text(browser.get(url("mandates")))
    page = browser.post(url("mandate_end", mandate.pk), {"end": "2025-12-31"})
    assert "The last day comes after the first." in text(page)
    browser.post(url("mandate_end", mandate.pk), {"end": "2026-01-31"})
    mandate.refresh_from_db()
    assert str(mandate.end) == "2026-01-31"


def test_terms_are_written_and_agreed_by_both_funds_on_screen(person):
    pilot = make.new_pilot()
    browser, other = person(make.owner(pilot)), person(make.owner(pilot, OOM))
    said = {f"topic_{topic}": words for topic, words in make.STOOF_SAID.items()}
    browser.post(url("terms_new"), {"party": make.stoof().pk, **said})
    terms = Terms.objects.get()
    assert "Agree for A+O Metalektro" in text(browser.get(url("terms")))
    read = {"version": terms.version}
    browser.post(url("terms_agree", terms.pk, make.fund(AO).pk), read)
    assert other.post(url("terms_agree", terms.pk, make.fund(AO).pk), read).status_code == 403
    other.post(url("terms_agree", terms.pk, make.fund(OOM).pk), read)
    terms.refresh_from_db()
    assert terms.state == "agreed"
    browser.post(url("terms_end", terms.pk), {"reason": "Nieuwe afspraken."})
    terms.refresh_from_db()
    assert terms.state == "ended"


def test_the_journal_is_written_filtered_and_searched(person):
    pilot = make.new_pilot(AO)
    browser = person(make.owner(pilot))
    page = browser.post(url("journal_new", pilot.slug), {"kind": "decision", "text": "Tweede voorlichting."})
    assert "Write why" in text(page)
    browser.post(
        url("journal_new", pilot.slug),
        {"kind": "decision", "text": "Tweede voorlichting.", "reason": "31 mensen op de lijst."},
    )
    make.JournalEntryFactory(pilot=pilot, kind="failure", text="Twee bedrijven haken af.")
    page = text(browser.get(url("journal", pilot.slug)))
    assert "31 mensen op de lijst." in page
    assert "Twee bedrijven haken af." in page
    page = text(browser.get(url("journal", pilot.slug) + "?soort=failure"))
    assert "Tweede voorlichting." not in page
    page = text(browser.get(url("journal", pilot.slug) + "?q=LIJST"))
    assert "Tweede voorlichting." in page
    assert "haken af" not in page
    assert "Nothing was found" in text(browser.get(url("journal", pilot.slug) + "?q=olifant"))


def test_the_data_of_a_pilot_are_edited(person):
    pilot = make.new_pilot(AO)
    browser = person(make.owner(pilot))
    sent = {"title": "Anders", "contact_phone": "0401234567", "start": "01-02-2026"}
    sent |= {"contact_days": "45", "version": pilot.version}
    browser.post(url("pilot_edit", pilot.slug), sent)
    pilot.refresh_from_db()
    assert (pilot.title, pilot.contact_phone, str(pilot.start)) == ("Anders", "0401234567", "2026-02-01")


# --- cost ---------------------------------------------------------------------------------------------------------


def cost(browser, address):
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(address).status_code == 200
    return len(queries)


def test_pages_cost_the_same_with_more_rows_and_twenty_queries_at_most(person):
    pilot = make.running_pilot()
    owner = make.owner(pilot)
    browser = person(owner)
    appointment = pilot.appointments.get()
    addresses = {
        name: url(name, pilot.slug)
        for name in (
            "pilot",
            "policy",
            "policy_edit",
            "policy_versions",
            "policy_compare",
            "people",
            "appointments",
            "journal",
            "policy_sign",
        )
    }
    addresses |= {name: url(name) for name in ("pilots", "mandates", "terms")}
    addresses["appointment"] = appointment.get_absolute_url()
    new = choosing.new_version(pilot, by=owner)
    new.regions.add("oost")
    choosing.give_reasons(new, {"regions": "In Oost staan de bedrijven die meedoen."}, by=owner)
    make.AppointmentFactory(pilot=pilot, state="refused", scope=["training"])
    terms = Terms.objects.create(party=make.stoof(), text="Een.")
    browser.get(addresses["pilots"])
    before = {name: cost(browser, address) for name, address in addresses.items()}
    for number in (2, 3):
        choosing.propose(new, by=owner)
        offered = Policy.objects.get(pk=new.pk)
        choosing.sign(offered, make.fund(AO), by=owner, seen=offered.digest)
        new = choosing.new_version(pilot, by=owner)
        new.regions.add("oost", "noord")
        choosing.give_reasons(new, {"regions": "In Oost staan de bedrijven die meedoen."}, by=owner)
        make.running_pilot()
        make.selector(pilot)
        make.AppointmentFactory(pilot=pilot, state="ended", scope=["training"])
        make.JournalEntryFactory(pilot=pilot)
        make.MandateFactory(fund=make.fund(AO), user=make.UserFactory(organisation=make.fund(AO)))
        Terms.objects.create(party=terms.party, text="Nog een.", number=number)
    after = {name: cost(browser, address) for name, address in addresses.items()}
    assert before == after
    assert max(after.values()) <= 20, after


def test_no_migration_is_missing():
    call_command("makemigrations", "pilot", check=True, dry_run=True, verbosity=0)
