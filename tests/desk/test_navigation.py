"""The menu leads everybody to the rooms of the own roles, and to no other."""

import re

import pytest
from django.test import RequestFactory
from django.urls import get_script_prefix, reverse, set_script_prefix
from django.utils.translation import override

from pilot import addresses
from pilot.choices import Role
from pilot.desk.navigation import MOST_PILOTS, navigation
from pilot.templatetags import look
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def pilot():
    return factories.running_pilot()


def menu(user, path="/"):
    request = RequestFactory().get(path)
    request.user = user
    return list(navigation(request)["navigation"])


def rooms(user):
    return {item["url"] for group in menu(user) for item in group["items"]}


def current(user, path):
    return [item["url"] for group in menu(user, path) for item in group["items"] if item["current"]]


def people_of(pilot):
    return {
        "owner": factories.owner(pilot),
        "selector": factories.selector(pilot),
        "specialist": factories.specialist(pilot),
        "provider": factories.provider(pilot),
        "mentor": factories.person(Role.MENTOR, pilot),
        "trainer": factories.person(Role.TRAINER, pilot, organisation=factories.OrganisationFactory(kind="trainer")),
        "management": factories.management(),
        "manager": factories.manager(),
        "stranger": factories.UserFactory(),
    }


def test_every_link_of_the_menu_opens_for_whoever_sees_it(pilot, person):
    dead = [
        f"{role}: {url}"
        for role, user in people_of(pilot).items()
        for url in sorted(rooms(user))
        if person(user).get(url).status_code != 200
    ]
    assert dead == []


def test_the_pilot_of_the_page_stands_first_in_the_menu_however_many_there_are():
    mentor = factories.UserFactory()
    pilots = [factories.new_pilot() for _number in range(MOST_PILOTS + 2)]
    for number, one in enumerate(pilots):
        type(one).objects.filter(pk=one.pk).update(title=f"Pilot {number}")
        factories.AssignmentFactory(user=mentor, role=Role.MENTOR, pilot=one)
    for number, one in enumerate(pilots):
        titles = [group["title"] for group in menu(mentor, reverse("people", args=[one.slug]))[1:]]
        assert len(titles) == MOST_PILOTS and titles[0] == f"Pilot {number}"
        assert titles[1:] == sorted(titles[1:])
        assert current(mentor, reverse("people", args=[one.slug])) == [reverse("people", args=[one.slug])]


def test_the_owner_has_every_room_and_the_specialist_none_of_the_lists(pilot):
    everything = rooms(factories.owner(pilot))
    for name in ("people", "journal", "training:programmes", "funding:budgets", "candidates:list"):
        assert reverse(name, args=[pilot.slug]) in everything
    few = rooms(factories.specialist(pilot))
    assert reverse("journal", args=[pilot.slug]) in few
    assert reverse("candidates:list", args=[pilot.slug]) not in few


def test_fund_management_has_figures_mandates_and_terms_and_the_manager_mandates_alone():
    fund, operator = rooms(factories.management()), rooms(factories.manager())
    assert {reverse("desk:dashboard"), reverse("mandates"), reverse("terms")} <= fund
    assert reverse("mandates") in operator
    assert not {reverse("desk:dashboard"), reverse("terms")} & operator


def test_the_room_that_a_page_stands_in_is_marked_and_no_other(pilot):
    user = factories.owner(pilot)
    budgets = reverse("funding:budgets", args=[pilot.slug])
    assert current(user, budgets) == [budgets]
    assert current(user, f"{budgets}export/") == [budgets]
    assert current(user, "/") == ["/"]
    assert current(user, pilot.get_absolute_url()) == [pilot.get_absolute_url()]


def test_the_menu_takes_one_query_however_many_pilots(pilot, django_assert_num_queries):
    user = factories.owner(pilot)
    for _number in range(4):
        factories.assign(user, Role.SELECTOR, factories.running_pilot())
    user.__dict__.pop("running", None)
    with django_assert_num_queries(1):
        menu(user)


def test_a_provider_that_is_only_invited_finds_its_appointment_and_no_dead_link(pilot, person):
    user = factories.provider(pilot)
    pilot.appointments.update(state="invited")
    links = rooms(user)
    assert reverse("appointments", args=[pilot.slug]) in links
    assert reverse("people", args=[pilot.slug]) not in links
    page = person(user).get(pilot.get_absolute_url()).content.decode()
    links |= {link for link in re.findall(r'href="(/[^"#?]*)', page) if not link.startswith("/static/")}
    assert [link for link in sorted(links) if person(user).get(link).status_code != 200] == []


def marked(page):
    """What the menu marks on a page."""
    menu = page.split('id="menu"')[1].split("</nav>")[0]
    return re.findall(r'href="([^"]+)" aria-current="page"', menu)


def test_a_page_of_one_record_marks_the_room_that_its_breadcrumbs_lead_to(pilot, person):
    owner = factories.owner(pilot)
    browser = person(owner)
    appointment = pilot.appointments.get()
    for address, room in (
        (appointment.get_absolute_url(), "appointments"),
        (reverse("frameworks", args=[pilot.slug]), "appointments"),
        (reverse("framework_edit", args=[pilot.slug, "training"]), "appointments"),
        (reverse("appointment_end", args=[appointment.pk]), "appointments"),
        (factories.CandidateFactory(pilot=pilot).get_absolute_url(), "candidates:list"),
    ):
        assert marked(browser.get(address).content.decode()) == [reverse(room, args=[pilot.slug])], address


def test_the_room_of_the_own_address_wins_from_one_that_lies_above_it(pilot, person):
    address = reverse("funding:budgets", args=[pilot.slug])
    assert marked(person(factories.owner(pilot)).get(address).content.decode()) == [address]


def drawn(user, path="/"):
    return look.menu(menu(user, path))


def test_a_menu_that_was_drawn_before_is_of_the_reader_in_the_own_language_and_room(pilot):
    owner, stranger = factories.owner(pilot), factories.UserFactory()
    for _again in range(2):
        assert pilot.title in drawn(owner)
        assert pilot.title not in drawn(stranger)
        assert "Mijn werk" in drawn(owner)
        with override("en"):
            assert "My work" in drawn(owner)
        here = re.findall(r'href="([^"]*)" aria-current="page"', drawn(owner, "/pilots/"))
        assert here == ["/pilots/"]
        assert 'aria-current="page"' not in drawn(owner, "/elders/")


def test_addresses_found_before_are_those_of_the_url_patterns(pilot):
    for _again in range(2):
        assert addresses.reverse("pilot", [pilot.slug]) == reverse("pilot", args=[pilot.slug])
        assert addresses.reverse("companies:interview", [3]) == reverse("companies:interview", args=[3])
    before, moved = get_script_prefix(), addresses.reverse("desk:work")
    set_script_prefix("/onder/")
    try:
        assert addresses.reverse("desk:work") == reverse("desk:work") == f"/onder{moved}"
    finally:
        set_script_prefix(before)
