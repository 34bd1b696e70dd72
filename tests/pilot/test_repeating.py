"""A new pilot from an old one, without people and unsigned; and the policies of pilots side by side."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from pilot.choices import Role
from pilot.models import FrameworkText, JournalEntry, Pilot, PilotParty, Policy, Topic
from pilot.phases import repeating, side_by_side
from pilot.phases.wording import said
from tests import factories as make
from tests.factories import AO, OOM

pytestmark = pytest.mark.django_db
ALL = ("policy", "kit", "frameworks", "parties", "programmes", "lessons")


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


@pytest.fixture
def source():
    return make.running_pilot(title="Eerste pilot")


def text(page):
    assert page.status_code == 200, page.status_code
    return page.content.decode().replace("\xa0", " ")


def repeat(source, *, keys=ALL, regions=None):
    """The pilot that the owner of A+O makes from another, for both funds."""
    owners = {make.fund(slug): make.owner(source, slug) for slug in (AO, OOM)}
    new = Pilot(title="Tweede pilot")
    pilot, _taken = repeating.repeat(source, new, owners, by=make.owner(source), keys=keys, regions=regions)
    return pilot


@pytest.mark.advice("8.3-08", carries="pilot.phases.repeating.repeat")
def test_the_policy_comes_along_as_a_draft_that_nobody_signed(source):
    policy = source.policy_in_force
    pilot = repeat(source)
    draft = pilot.policies.get()
    assert (draft.number, draft.state, draft.digest) == (1, Policy.State.DRAFT, "")
    assert not draft.signatures.exists()
    assert said(draft) == said(policy)
    assert (pilot.copied_from, pilot.state) == (source, Pilot.State.DESIGN)


def test_the_version_in_force_comes_along_and_not_a_draft_after_it(source):
    make.full_policy(source, number=2, class_target=12)
    assert repeat(source).policies.get().class_target == 15


def test_where_nothing_is_in_force_the_latest_version_comes_along():
    source = make.new_pilot()
    make.full_policy(source, class_target=12)
    assert repeat(source).policies.get().class_target == 12


def test_no_people_come_along_but_the_owners_that_were_named(source):
    make.provider(source)
    make.selector(source)
    pilot = repeat(source)
    assert set(pilot.assignments.values_list("role", flat=True)) == {Role.OWNER}
    assert not pilot.appointments.exists()


def test_frameworks_come_along_those_kept_before_those_that_were_asked(source):
    appointment = source.appointments.get()
    appointment.frameworks.create(topic="guidance", number=9, text="Gevraagd.")
    FrameworkText.objects.create(pilot=source, topic="training", text="Bewaard.")
    found = dict(repeat(source).framework_texts.values_list("topic", "text"))
    assert (found[Topic.TRAINING], found[Topic.GUIDANCE]) == ("Bewaard.", "Gevraagd.")


def test_parties_come_along_with_their_rhythm_and_without_people_and_what_was_said(source):
    make.silent_party(source, rhythm=17, contact_name="Iemand", contact_email="iemand@uwv.test")
    make.PilotPartyFactory(pilot=source, party_id="randstad", role="provider")
    make.PilotPartyFactory(pilot=source, party_id="roc", role="trainer", state="ended", ended_on="2026-01-01")
    party = PilotParty.objects.get(pilot=repeat(source))
    assert (party.party_id, party.rhythm, party.contact_name, party.contact_email) == ("uwv", 17, "", "")
    assert party.keeper == make.owner(source)
    assert not party.contacts.exists()


def test_what_was_learned_stands_in_the_new_journal_with_where_it_comes_from(source):
    make.JournalEntryFactory(pilot=source, kind="success", text="Avondsessies trekken meer mensen.")
    make.JournalEntryFactory(pilot=source, kind="note", text="Kopje koffie.")
    lines = repeat(source).journal.filter(kind="success")
    assert [line.text for line in lines] == ["From Eerste pilot: Avondsessies trekken meer mensen."]


def test_only_what_was_asked_comes_along(source):
    make.PilotPartyFactory(pilot=source)
    pilot = repeat(source, keys=("parties",))
    assert pilot.policies.get().occupation is None
    assert PilotParty.objects.filter(pilot=pilot).count() == 1


@pytest.mark.advice("8.3-04", carries="pilot.phases.repeating.start_small")
@pytest.mark.parametrize("regions, advised", [([], False), (["oost"], False), (["oost", "noord"], True)])
def test_a_pilot_that_begins_in_several_regions_is_advised_to_start_small(regions, advised):
    assert bool(repeating.start_small(regions)) is advised


def test_the_new_pilot_begins_in_another_region(source):
    pilot = repeat(source, regions=["oost"])
    assert list(pilot.policies.get().regions.values_list("pk", flat=True)) == ["oost"]


def test_the_journal_says_what_was_taken_over(source):
    entry = repeat(source, keys=("policy",)).journal.get()
    assert entry.kind == JournalEntry.Kind.DECISION
    assert entry.text == "This pilot repeats Eerste pilot. Taken over: Policy choices and figures (1)."


def test_an_owner_repeats_a_pilot_on_screen_and_its_page_says_so(source, person):
    browser = person(make.owner(source))
    address = reverse("pilot_repeat", args=[source.slug])
    shown = text(browser.get(address))
    assert "Policy choices and figures" in shown and "Start small" in shown
    said = {
        "title": "Tweede pilot",
        "funds": [make.fund(AO).pk],
        "parts": ["policy"],
        "regions": ["oost", "noord"],
    }
    answer = browser.post(address, said)
    pilot = Pilot.objects.get(title="Tweede pilot")
    assert answer.url == pilot.get_absolute_url()
    page = text(browser.get(answer.url))
    assert "Nothing in it is signed" in page and "You begin in 2 regions" in page
    assert "Eerste pilot" in page and "Repeats" in page
    assert list(pilot.pilot_funds.values_list("fund__slug", flat=True)) == [AO]


def test_a_refused_form_keeps_what_was_typed_and_makes_nothing(source, person):
    browser = person(make.owner(source))
    said = {"title": "", "funds": [make.fund(AO).pk], "parts": ["policy"], "working_title": "Overstappers"}
    assert "Overstappers" in text(browser.post(reverse("pilot_repeat", args=[source.slug]), said))
    assert Pilot.objects.count() == 1


def test_a_provider_does_not_repeat_a_pilot(source, person):
    assert person(make.provider(source)).get(reverse("pilot_repeat", args=[source.slug])).status_code == 403


# --- side by side -------------------------------------------------------------------------------------------------


def lines(pilots, user):
    policies = side_by_side.versions(pilots, user)
    return {line.label: line for line in side_by_side.compare(pilots, policies)}


@pytest.mark.advice("8.3-08", carries="pilot.phases.side_by_side.compare")
def test_what_differs_is_said_in_words_and_what_is_equal_stands_apart():
    one = make.running_pilot()
    other = make.running_pilot(policy={"class_target": 12})
    found = lines([one, other], make.owner(one))
    aim = found["Aim for a class"]
    assert (aim.values, aim.difference) == (["15", "12"], "differs")
    assert found["Largest class"].difference == ""


def test_the_one_that_differs_from_the_rest_is_named():
    first, second = make.running_pilot(), make.running_pilot()
    third = make.running_pilot(title="Andere", policy={"class_target": 12})
    found = lines([first, second, third], make.owner(first))
    assert found["Aim for a class"].difference == "only Andere differs"
    fourth = make.running_pilot(policy={"class_target": 11})
    assert lines([first, third, fourth], make.owner(first))["Aim for a class"].difference == "all differ"


def test_pilots_are_compared_on_screen_by_owners_and_management_over_their_own_fund(person):
    one, other = make.running_pilot(AO), make.running_pilot(AO, policy={"class_target": 12})
    theirs = make.running_pilot(OOM, title="Pilot van OOM")
    address = reverse("pilots_compare")
    asked = {"een": one.slug, "twee": other.slug}
    for user in (make.owner(one), make.management(AO)):
        shown = text(person(user).get(address, asked))
        assert "1 difference" in shown and "differs" in shown and "Equal (" in shown
        assert theirs.title not in shown
    # A pilot of another fund is no choice: nothing is compared.
    assert "Equal (" not in text(person(make.owner(one)).get(address, asked | {"twee": theirs.slug}))
    assert person(make.provider(one)).get(address).status_code == 403


def test_a_pilot_without_a_policy_in_force_is_compared_by_its_draft():
    one, draft = make.running_pilot(), make.new_pilot()
    make.full_policy(draft, class_target=12)
    found = lines([one, draft], make.management(AO))
    assert found["Aim for a class"].values == ["15", "12"]
    # Drafts are of the pilot's own owners and of management.
    assert side_by_side.versions([one, draft], make.owner(one))[1] is None
