"""A provider is invited, sent back on one topic, approved, and later replaced by another, in Chromium.

What is under way at that moment (a company to approach, a candidate, a match, a class in training) is still there and
now waits on the new provider's *My work*.
"""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from candidates.models import Candidate, Match
from pilot.choices import OrganisationKind
from pilot.models import Appointment, Mail, Pilot, Topic
from tests import factories
from tests.browser.chromium import chromium
from tests.browser.test_walk import account
from tests.browser.visitor import people
from training.models import Enrolment, TrainingClass

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
TRAINING = "Opleiden doen wij bij De Spil."


@pytest.fixture
def cast(site):
    """A pilot that both funds agreed on; nobody is invited yet."""
    pilot = factories.new_pilot(title="Verspanen in Zuid-Oost", slug="verspanen-zo")
    factories.sign_all(factories.full_policy(pilot))
    Pilot.objects.filter(pk=pilot.pk).update(state="agreed")
    first = factories.OrganisationFactory(name="Vakstroom", slug="vakstroom", kind=OrganisationKind.PROVIDER)
    second = factories.OrganisationFactory(name="Werkbrug", slug="werkbrug", kind=OrganisationKind.PROVIDER)
    owner = factories.owner(pilot)
    owner.set_password("een-lang-wachtwoord-2026")
    owner.save()
    return {
        "owner": owner,
        "first": account("Pieter Vakstroom", first),
        "second": account("Wietske Werkbrug", second),
        "stranger": account("Vera Buitenstaander"),
    }


def test_a_provider_is_sent_back_on_one_topic_approved_and_later_replaced(site, cast):
    site.start("web")
    pilot = Pilot.objects.get(slug="verspanen-zo")
    with chromium() as browser, people(browser, site, **cast) as who:
        before = invited(who, cast, pilot)
        sent_back_on_training(who, before)
        approved(who, pilot, before)
        under_way(pilot)
        lines = waits_for(who["first"])
        replaced(who, cast, pilot, before, lines)


def invited(who, cast, pilot):
    """The frameworks are there already; the contact gets the invitation."""
    owner = who["owner"]
    owner.open(reverse("frameworks", args=[pilot.slug])).sees("klas van 15", "€ 2.000", "schaal van 1 tot 5")
    owner.open(reverse("appointment_new", args=[pilot.slug]))
    owner.sent(provider=cast["first"].organisation_id, contact=cast["first"].pk)
    assert Mail.objects.filter(to=cast["first"].email, kind="invitation").exists()
    return pilot.appointments.get()


def hand_in(visitor, appointment, words):
    visitor.open(reverse("appointment_propose", args=[appointment.pk]))
    visitor.write(words).press("Indienen")


def sent_back_on_training(who, appointment):
    """Without experience nothing goes in; one topic comes back with what has to change, the others stand."""
    owner, provider = who["owner"], who["first"]
    provider.open(reverse("appointment_propose", args=[appointment.pk]))
    provider.fill(**{f"topic_{topic}": "Zo doen wij het." for topic in Topic}).press("Indienen")
    provider.sees("ervaring")
    assert provider.page.title().startswith("Fout")
    provider.fill(topic_training=TRAINING)
    provider.write("Wij deden dit drie keer, met twee mensen per gesprek.").press("Indienen")
    who["stranger"].refused(appointment.get_absolute_url(), 404)
    for topic in appointment.scope:
        page = owner.open(reverse("appointment_topic", args=[appointment.pk, topic]))
        if topic == Topic.TRAINING:
            page.sees(TRAINING)
            owner.open(reverse("topic_ask_changes", args=[appointment.pk, topic]))
            owner.sent(reason="Noem ook de plaats.")
        else:
            page.press("Akkoord")
    owner.open(reverse("appointment_approve", args=[appointment.pk])).sees("heeft nog geen akkoord")
    assert owner.page.locator("main textarea").count() == 0, "nobody writes a reason for what cannot be done"
    provider.open(reverse("appointment_propose", args=[appointment.pk])).sees("Noem ook de plaats.")
    assert provider.page.locator("main textarea").count() == 2, "the experience and the topic that came back"
    provider.fill(topic_training=f"{TRAINING} Dat is in Eindhoven.").press("Indienen")
    owner.open(reverse("appointment_topic", args=[appointment.pk, Topic.TRAINING]))
    owner.sees("Noem ook de plaats.", "Nieuw: Dat is in Eindhoven.").press("Akkoord")


def approved(who, pilot, appointment):
    owner = who["owner"]
    owner.open(reverse("appointment_approve", args=[appointment.pk])).sent(reason="Elk onderdeel past.")
    owner.open(reverse("pilot_start", args=[pilot.slug])).sent()
    appointment.refresh_from_db()
    assert (appointment.state, appointment.starts_on) == ("approved", timezone.localdate())
    assert Pilot.objects.get(pk=pilot.pk).state == "running"


def under_way(pilot):
    """Some weeks later: a lead, a candidate to inform, a match on its way, and a class in training."""
    today = timezone.localdate()
    factories.ParticipationFactory(pilot=pilot, recruited_by="provider", state="lead")
    factories.CandidateFactory(pilot=pilot, recruited_by="provider")
    factories.placed_match(pilot)
    factories.MatchFactory(
        candidate=factories.qualified_candidate(pilot), vacancy=Match.objects.get().vacancy, state="proposed"
    )
    room = factories.seated_class(
        pilot, 3, state="running", start=today - timedelta(days=50), end=today + timedelta(days=150), name="Klas 1"
    )
    Enrolment.objects.filter(training_class=room).update(state="active")


def waits_for(visitor):
    """The lines of somebody's *My work*."""
    visitor.open("/")
    return set(visitor.page.locator("main .tasks b a").all_inner_texts())


def replaced(who, cast, pilot, before, lines):
    """The successor is invited beside the other, hands in, is approved: at that moment the work goes over."""
    owner, old, new = who["owner"], who["first"], who["second"]
    assert len(lines) >= 4, lines
    counts = everything(pilot)
    owner.open(before.get_absolute_url())
    owner.click(owner.page.get_by_role("link", name="Laat een andere aanbieder overnemen"))
    owner.sent(provider=cast["second"].organisation_id, contact=cast["second"].pk)
    after = Appointment.objects.get(succeeds=before)
    assert waits_for(old) >= lines, "the first works on until the second is approved"
    hand_in(new, after, "Wij kennen de regio en deden dit twee keer.")
    for topic in after.scope:
        owner.open(reverse("appointment_topic", args=[after.pk, topic])).press("Akkoord")
    owner.open(reverse("appointment_approve", args=[after.pk])).sees("eindigt de aanstelling van Vakstroom")
    owner.sent(reason="Sterker in deze regio.")
    owner.sees("Overdracht van Vakstroom", "Wat er loopt", "Bedrijven om te benaderen")
    before.refresh_from_db()
    assert (before.state, before.ends_on) == ("ended", timezone.localdate())
    assert everything(pilot) == counts, "nothing under way is lost"
    assert before.work_at_end["training.participants"] == 3 and before.work_at_end["candidates.matches"] == 1
    assert waits_for(new) >= lines
    assert not waits_for(old) & lines
    candidate = Candidate.objects.filter(pilot=pilot, recruited_by="provider").first()
    room = TrainingClass.objects.get(programme__pilot=pilot)
    for address in (candidate.get_absolute_url(), room.get_absolute_url()):
        new.open(address)
        old.refused(address, 403, 404)
    new.open(reverse("appointment_handover", args=[before.pk])).sees("Bij het einde")
    owner.open(reverse("supervision")).sees("Werkbrug", "Vandaag nog actief.")


def everything(pilot):
    """How many cases there are, and where they stand."""
    return {
        "candidates": sorted(Candidate.objects.filter(pilot=pilot).values_list("pk", "state")),
        "matches": sorted(Match.objects.filter(candidate__pilot=pilot).values_list("pk", "state")),
        "enrolments": sorted(
            Enrolment.objects.filter(training_class__programme__pilot=pilot).values_list("pk", "state")
        ),
        "classes": sorted(TrainingClass.objects.filter(programme__pilot=pilot).values_list("pk", "state")),
    }
