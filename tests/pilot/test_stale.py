"""Somebody else saved first: both values stand side by side, nothing typed is lost, and saving again is deliberate."""

import pytest
from django.urls import reverse

from pilot.models import Pilot, Policy, Proposal
from tests import factories as make

pytestmark = pytest.mark.django_db


def sent_by(form):
    """What a browser sends of a form as it was shown."""
    data = {"version": form.version_shown}
    for name in form.fields:
        value = form[name].value()
        if isinstance(value, (list, tuple)):
            data[name] = [getattr(item, "pk", item) for item in value]
        elif value is not None:
            data[name] = value
    return data


@pytest.fixture
def two(person):
    """Two browsers of owners of one pilot."""
    pilot = make.new_pilot()
    return pilot, person(make.owner(pilot)), person(make.owner(pilot, make.OOM))


def test_a_stale_save_of_the_policy_shows_both_values_and_keeps_what_was_typed(two):
    pilot, one, other = two
    policy = make.full_policy(pilot)
    address = reverse("policy_edit", args=[pilot.slug])
    mine = sent_by(one.get(address).context["form"]) | {"average_cap": "1.800,00"}
    theirs = sent_by(other.get(address).context["form"]) | {"average_cap": "1.900,00"}
    assert other.post(address, theirs).status_code == 302

    page = one.post(address, mine)
    form = page.context["form"]
    assert page.status_code == 200
    assert [(row["yours"], row["theirs"]) for row in form.stale] == [("1.800,00", "1.900,00")]
    assert Policy.objects.get(pk=policy.pk).average_cap == 1900
    html = page.content.decode()
    assert 'value="1.800,00"' in html
    assert f'name="version" value="{Policy.objects.get(pk=policy.pk).version}"' in html

    again = mine | {"version": form.version_shown}
    assert one.post(address, again).status_code == 302
    assert Policy.objects.get(pk=policy.pk).average_cap == 1800


def test_a_change_of_regions_alone_is_noticed_too(two):
    pilot, one, other = two
    policy = make.full_policy(pilot)
    address = reverse("policy_edit", args=[pilot.slug])
    mine = sent_by(one.get(address).context["form"]) | {"regions": ["noord"]}
    theirs = sent_by(other.get(address).context["form"]) | {"regions": ["oost", "zuid-oost"]}
    assert other.post(address, theirs).status_code == 302

    page = one.post(address, mine)
    (row,) = page.context["form"].stale
    assert (row["yours"], row["theirs"]) == ("Noord", "Oost, Zuid-Oost")
    assert set(policy.regions.values_list("pk", flat=True)) == {"oost", "zuid-oost"}


def test_equal_values_are_not_called_a_difference(two):
    pilot, one, other = two
    policy = make.full_policy(pilot)
    address = reverse("policy_edit", args=[pilot.slug])
    mine = sent_by(one.get(address).context["form"])
    theirs = sent_by(other.get(address).context["form"]) | {"explanation": "Nieuw."}
    other.post(address, theirs)
    rows = one.post(address, mine).context["form"].stale
    assert [row["yours"] for row in rows] == [policy.explanation]


def test_without_a_version_nothing_is_saved(two):
    pilot, one, _other = two
    policy = make.full_policy(pilot)
    address = reverse("policy_edit", args=[pilot.slug])
    sent = sent_by(one.get(address).context["form"]) | {"average_cap": "1,00"}
    del sent["version"]
    assert one.post(address, sent).status_code == 200
    assert Policy.objects.get(pk=policy.pk).average_cap == 2000


def test_a_stale_save_of_the_pilots_data_is_refused(two):
    pilot, one, other = two
    address = reverse("pilot_edit", args=[pilot.slug])
    mine = sent_by(one.get(address).context["form"]) | {"title": "Mijn titel"}
    theirs = sent_by(other.get(address).context["form"]) | {"title": "Hun titel", "start": "2026-05-01"}
    other.post(address, theirs)
    page = one.post(address, mine)
    rows = [(row["yours"], row["theirs"]) for row in page.context["form"].stale]
    assert rows == [("Mijn titel", "Hun titel"), ("1 april 2026", "1 mei 2026")]
    assert Pilot.objects.get(pk=pilot.pk).title == "Hun titel"


def test_a_stale_proposal_is_refused_and_kept(person):
    pilot = make.new_pilot(make.AO)
    appointment = make.AppointmentFactory(pilot=pilot, state="invited", scope=["training"])
    writers = [make.person("provider", pilot, organisation=appointment.provider) for _ in range(2)]
    one, other = map(person, writers)
    address = reverse("appointment_propose", args=[appointment.pk])
    seen = {"seen_training": appointment.proposals.get().version, "version": appointment.version}
    other.post(address, {"experience": "Drie keer.", "topic_training": "Anders.", "save": "1", **seen})
    page = one.post(address, {"experience": "Eén keer.", "topic_training": "Zo.", **seen})
    assert page.status_code == 200
    assert {row["yours"]: row["theirs"] for row in page.context["form"].stale} == {
        "Eén keer.": "Drie keer.",
        "Zo.": "Anders.",
    }
    assert Proposal.objects.get(appointment=appointment).text == "Anders."
