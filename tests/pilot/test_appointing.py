"""A provider is invited, answers topic by topic, is sent back on one, approved or refused."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from pilot.choices import Role
from pilot.models import Appointment, Framework, Mail, Proposal, Recruits, Round, Topic
from pilot.phases import appointing, frameworks, handing_over, waiting
from pilot.phases.provider_forms import ProposalForm
from pilot.workflow import NotNow
from tests import factories as make
from tests.factories.pilot import AO

pytestmark = pytest.mark.django_db
FRAMES = dict.fromkeys(Topic.values, "Wat wij vragen.")
BOTH = list(Recruits.values)


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


def invited(pilot, scope=tuple(FRAMES), **fields):
    provider = fields.pop("provider", None) or make.OrganisationFactory(kind="provider")
    return appointing.invite(pilot, provider, scope, FRAMES, by=make.owner(pilot), **fields)


def filled(appointment, **said):
    """The provider's form, with an answer to everything that waits for it."""
    appointment.refresh_from_db()
    form = ProposalForm(instance=appointment)
    data = {"experience": "Drie keer gedaan.", "version": str(appointment.version)}
    data |= {f"topic_{topic}": "Zo doen wij het." for topic in form.proposals}
    data |= {f"seen_{topic}": str(row.version) for topic, row in form.proposals.items()}
    return ProposalForm(data | said, instance=appointment)


def hand_in(appointment, **said):
    writer = make.person(Role.PROVIDER, appointment.pilot, organisation=appointment.provider)
    form = filled(appointment, **said)
    assert form.is_valid(), form.errors
    return appointing.hand_in(form, by=writer)


def accept(appointment, *topics):
    for proposal in appointment.proposals.filter(topic__in=topics or appointment.scope).order_by("pk"):
        appointing.accept_topic(proposal, by=make.owner(appointment.pilot))
    appointment.refresh_from_db()
    return appointment


def topic(appointment, name):
    return appointment.proposals.select_related("appointment").get(topic=name)


# --- inviting -------------------------------------------------------------------------------------------------------


@pytest.mark.advice("8.2-06", carries="pilot.phases.appointing.invite_blockers")
def test_every_topic_has_one_provider():
    pilot = make.new_pilot(AO)
    first = invited(pilot)
    assert len(first.scope) == 5
    with pytest.raises(NotNow) as refusal:
        invited(pilot, ["training"])
    assert refusal.value.sentences == [f"Training is with {first.provider} already."]


@pytest.mark.advice("8.3-10", carries="pilot.phases.appointing.invite_blockers")
def test_a_pilot_has_two_providers_at_most():
    pilot = make.new_pilot(AO)
    invited(pilot, ["recruitment"])
    second = invited(pilot, ["selection"])
    with pytest.raises(NotNow, match="two providers at most"):
        invited(pilot, ["training"])
    appointing.refuse(second, by=make.owner(pilot), reason="Te weinig ervaring.")
    assert invited(pilot, ["training"]).scope == ["training"]


def test_recruiting_may_be_divided_in_companies_and_candidates():
    pilot = make.new_pilot(AO)
    first = invited(pilot, ["recruitment"], recruits=["companies"])
    with pytest.raises(NotNow) as refusal:
        invited(pilot, ["recruitment"], recruits=BOTH)
    assert refusal.value.sentences == [f"Recruitment (companies) is with {first.provider} already."]
    assert invited(pilot, ["recruitment"], recruits=["candidates"]).topics == ["Recruitment (candidates)"]


@pytest.mark.advice("8.2-08", carries="pilot.phases.appointing.invite")
def test_every_topic_that_is_asked_has_a_framework():
    pilot = make.new_pilot(AO)
    with pytest.raises(NotNow, match="Write a framework for: Guidance"):
        appointing.invite(pilot, make.OrganisationFactory(), ["guidance"], {"guidance": " "}, by=make.owner(pilot))
    appointment = invited(pilot)
    assert appointment.frameworks.count() == appointment.proposals.filter(state="open").count() == 5


def test_the_contact_gets_the_invitation_by_mail_with_the_day_and_may_write():
    pilot = make.new_pilot(AO)
    provider = make.OrganisationFactory(kind="provider")
    contact = make.UserFactory(organisation=provider, language="en")
    due = timezone.localdate() + timedelta(days=10)
    appointment = invited(pilot, provider=provider, contact=contact, due_on=due)
    mail = Mail.objects.get(to=contact.email)
    assert reverse("appointment_propose", args=[appointment.pk]) in mail.text
    assert "recruitment, selection" in mail.text and str(due.year) in mail.text and "pilot" in mail.text
    assert appointing.people_of(appointment) == [contact]


@pytest.mark.advice("8.2-09", carries="pilot.phases.appointing.partner_advice")
def test_the_owner_hears_that_secondment_training_and_guidance_go_best_to_a_regional_partner():
    advice = appointing.partner_advice(["recruitment", "secondment", "guidance"], False)
    assert "Place secondment, guidance rather" in advice and "regional partnership" in advice
    assert appointing.partner_advice(["secondment"], True) == ""
    assert appointing.partner_advice(["recruitment", "selection"], False) == ""


# --- the database holds it as well ----------------------------------------------------------------------------------


def insert(pilot, scope, recruits="{companies,candidates}", state="invited", succeeds=None):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "insert into pilot_appointment(version, scope, recruits, also_selects, preferred_supplier, partnership, "
            "report_every, report_before, state, since, experience, work_at_end, pilot_id, provider_id, succeeds_id) "
            "values (1, %s, %s, false, false, '', 1, '{}', %s, current_date, '', '{}', %s, %s, %s) returning id",
            [scope, recruits, state, pilot.pk, make.OrganisationFactory(kind="provider").pk, succeeds],
        )
        return cursor.fetchone()[0]


def test_the_database_refuses_a_topic_twice_and_a_third_provider():
    pilot = make.new_pilot(AO)
    insert(pilot, "{recruitment,training}", "{companies}")
    for scope, recruits in (("{training}", "{}"), ("{recruitment}", "{companies,candidates}")):
        with pytest.raises(IntegrityError, match="every topic has one provider"):
            insert(pilot, scope, recruits)
    second = insert(pilot, "{recruitment}", "{candidates}")
    with pytest.raises(IntegrityError, match="two providers at most"):
        insert(pilot, "{guidance}")
    Appointment.objects.filter(pk=second).update(state="ended")
    insert(pilot, "{guidance}")
    with pytest.raises(IntegrityError, match="two providers at most"), transaction.atomic():
        Appointment.objects.filter(pk=second).update(state="invited")


def test_who_takes_over_stands_beside_the_other_but_never_acts_beside_it():
    pilot = make.new_pilot(AO)
    first = make.AppointmentFactory(pilot=pilot)
    with pytest.raises(IntegrityError), transaction.atomic():
        make.AppointmentFactory(pilot=pilot, state="invited")
    second = make.AppointmentFactory(pilot=pilot, state="proposed", succeeds=first)
    second.proposals.update(state="accepted")
    with pytest.raises(IntegrityError, match="every topic has one provider"), transaction.atomic():
        Appointment.objects.filter(pk=second.pk).update(state="approved")
    with pytest.raises(IntegrityError), transaction.atomic():
        make.AppointmentFactory(pilot=pilot, state="invited")


def test_the_database_refuses_an_approval_while_a_topic_is_not_accepted():
    appointment = make.AppointmentFactory(state="proposed")
    appointment.proposals.exclude(topic="guidance").update(state="accepted")
    rows = Appointment.objects.filter(pk=appointment.pk)
    with pytest.raises(IntegrityError, match="every topic is accepted"), transaction.atomic():
        rows.update(state="approved")
    appointment.proposals.update(state="accepted")
    assert rows.update(state="approved") == 1


@pytest.mark.parametrize(
    "sql",
    [
        "update pilot_framework set text = 'Anders.'",
        "delete from pilot_framework",
        "update pilot_proposal set text = 'Anders.'",
        "delete from pilot_proposal",
        "update pilot_round set text = 'Anders.'",
        "delete from pilot_round",
    ],
)
def test_what_was_sent_and_handed_in_does_not_change(sql):
    appointment = make.AppointmentFactory(state="proposed")
    Round.objects.create(proposal=topic(appointment, "training"), kind="handed_in", by=make.UserFactory())
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


# --- the proposal ---------------------------------------------------------------------------------------------------


@pytest.mark.advice("8.3-09", carries="pilot.phases.appointing.hand_in_blockers")
def test_a_proposal_is_not_handed_in_without_the_experience_with_this_approach():
    appointment = invited(make.new_pilot(AO))
    form = filled(appointment, experience=" ")
    assert not form.is_valid() and list(form.errors) == ["experience"]
    form = filled(appointment, experience=" ", save="1")
    assert form.is_valid()
    with pytest.raises(NotNow, match="no proposal is handed in without it"):
        appointing.hand_in(form, by=make.UserFactory())
    assert topic(appointment, "training").state == "open"


def test_a_proposal_is_kept_without_handing_it_in():
    appointment = invited(make.new_pilot(AO))
    form = filled(appointment, save="1", topic_training="Half.", topic_guidance="")
    assert form.is_valid()
    appointing.keep(form, by=make.UserFactory())
    appointment.refresh_from_db()
    assert appointment.state == "invited"
    assert (topic(appointment, "training").text, topic(appointment, "training").state) == ("Half.", "open")


def test_a_text_that_a_colleague_wrote_meanwhile_is_shown_beside_ones_own():
    appointment = invited(make.new_pilot(AO), ["training"])
    mine = filled(appointment, topic_training="Mijn tekst.")
    theirs = filled(appointment, topic_training="Hun tekst.", save="1")
    assert theirs.is_valid() and appointing.keep(theirs, by=make.UserFactory())
    mine = ProposalForm(mine.data, instance=Appointment.objects.get(pk=appointment.pk))
    assert not mine.is_valid()
    assert mine.stale == [{"label": "Training", "yours": "Mijn tekst.", "theirs": "Hun tekst."}]
    again = ProposalForm(
        mine.data | {"version": str(mine.version_shown)}, instance=Appointment.objects.get(pk=appointment.pk)
    )
    assert again.is_valid()


def test_one_topic_goes_back_and_the_others_stand():
    pilot = make.new_pilot(AO)
    appointment = hand_in(invited(pilot, ["training", "guidance"]))
    accept(appointment, "guidance")
    appointing.ask_changes(topic(appointment, "training"), by=make.owner(pilot), reason="Noem de opleider.")
    appointment.refresh_from_db()
    assert (appointment.state, topic(appointment, "guidance").state) == ("changes", "accepted")
    assert list(ProposalForm(instance=appointment).proposals) == ["training"]
    assert "Noem de opleider." in ProposalForm(instance=appointment).fields["topic_training"].help_text
    assert Mail.objects.filter(kind="changes_asked", text__contains="Noem de opleider.").exists()
    hand_in(appointment, topic_training="Met De Spil.")
    rounds = topic(appointment, "training").rounds.values_list("kind", "text")
    assert list(rounds) == [
        ("handed_in", "Zo doen wij het."),
        ("changes", "Noem de opleider."),
        ("handed_in", "Met De Spil."),
    ]


@pytest.mark.advice("8.2-10", carries="pilot.phases.appointing.approve_blockers")
@pytest.mark.advice("8.3.6-07", carries="pilot.phases.appointing.approve_blockers")
def test_a_provider_is_approved_when_every_topic_is_accepted():
    pilot = make.new_pilot(AO)
    appointment = accept(hand_in(invited(pilot, ["training", "guidance"])), "guidance")
    with pytest.raises(NotNow) as refusal:
        handing_over.approve(appointment, by=make.owner(pilot), reason="Past.")
    assert refusal.value.sentences == ["Training is not accepted yet: handed in."]
    accept(appointment, "training")
    handing_over.approve(appointment, by=make.owner(pilot), reason="Past.")
    assert (appointment.state, appointment.starts_on) == ("approved", timezone.localdate())
    assert pilot.journal.get().reason == "Past."


def test_a_topic_is_not_judged_before_it_was_handed_in_nor_after_the_approval():
    pilot = make.new_pilot(AO)
    appointment = invited(pilot, ["training"])
    with pytest.raises(NotNow, match="not being judged now: invited"):
        appointing.accept_topic(topic(appointment, "training"), by=make.owner(pilot))
    make.stand(appointment, "proposed")
    make.stand(accept(appointment), "approved")
    with pytest.raises(NotNow, match="not being judged now: approved"):
        appointing.ask_changes(topic(appointment, "training"), by=make.owner(pilot), reason="Toch.")


def test_a_provider_whose_people_select_is_not_approved_unless_the_appointment_says_so():
    pilot = make.new_pilot(AO)
    appointment = make.AppointmentFactory(pilot=pilot, state="proposed")
    appointment.proposals.update(state="accepted")
    selector = make.selector(pilot, organisation=appointment.provider)
    assert appointing.approve_blockers(appointment) == [
        f"{selector.name} of {appointment.provider} is selector in this pilot, and the appointment does not allow that."
    ]
    appointment.also_selects = True
    assert appointing.approve_blockers(appointment) == []


def test_proposals_wait_for_the_provider_and_then_for_the_owners(settings):
    pilot = make.new_pilot(AO)
    make.sign_all(make.full_policy(pilot))
    appointment = invited(pilot, ["training", "guidance"])
    writer = make.person(Role.PROVIDER, pilot, organisation=appointment.provider)

    def texts(user):
        return [item.text for item in waiting(type(user).objects.get(pk=user.pk))]

    assert texts(writer) == ["Hand in the proposal for this pilot"]
    assert texts(make.owner(pilot)) == []
    Appointment.objects.filter(pk=appointment.pk).update(due_on=timezone.localdate() - timedelta(days=4))
    assert texts(make.owner(pilot)) == [f"{appointment.provider} has not handed in its proposal yet"]
    make.stand(appointment, "proposed")
    assert texts(writer) == []
    judge = f"Judge the proposal of {appointment.provider}"
    assert texts(make.owner(pilot)) == [judge]
    appointing.ask_changes(topic(appointment, "training"), by=make.owner(pilot), reason="Anders.")
    # The other topic still waits for the owner.
    assert texts(make.owner(pilot)) == [judge]
    assert texts(writer) == ["Change the proposal for this pilot"]


# --- frameworks -----------------------------------------------------------------------------------------------------


def test_a_framework_that_changes_becomes_a_next_version_and_the_topic_goes_back():
    pilot = make.new_pilot(AO)
    appointment = accept(hand_in(invited(pilot, ["training", "guidance"])))
    appointing.change_framework(appointment, "training", "Ook op zaterdag.", by=make.owner(pilot))
    appointment.refresh_from_db()
    assert (appointment.state, topic(appointment, "training").state) == ("changes", "changes")
    assert topic(appointment, "guidance").state == "accepted"
    versions = Framework.objects.filter(appointment=appointment, topic="training").values_list("number", "text")
    assert list(versions) == [(1, "Wat wij vragen."), (2, "Ook op zaterdag.")]
    assert "this is version 2" in ProposalForm(instance=appointment).fields["topic_training"].help_text
    with pytest.raises(NotNow, match="Nothing changed"):
        appointing.change_framework(appointment, "training", "Ook op zaterdag.", by=make.owner(pilot))


def test_frameworks_are_fixed_after_the_approval():
    appointment = make.AppointmentFactory()
    with pytest.raises(NotNow, match="are fixed"):
        appointing.change_framework(appointment, "training", "Anders.", by=make.owner(appointment.pilot))


@pytest.mark.advice("8.2-08", carries="pilot.phases.frameworks.defaults")
@pytest.mark.advice("8.3.4-01", carries="pilot.phases.frameworks.defaults")
def test_every_topic_has_a_default_framework_with_the_figures_of_the_policy_in_force():
    pilot = make.running_pilot(policy={"class_target": 14, "average_cap": 1850, "motivation_threshold": "3.5"})
    texts = frameworks.defaults(pilot)
    assert set(texts) == set(Topic) and all(texts.values())
    assert "klas van 14" in texts["training"] and "1.850" in texts["training"]
    assert "3,5" in texts["selection"] and "schaal van 1 tot 5" in texts["selection"]
    assert "aanmeldingen" in texts["recruitment"] and "56 tot 280" in texts["recruitment"]
    assert "Zuid-Oost" in texts["recruitment"]
    assert "elk kwartaal" in frameworks.defaults(pilot, 3)["training"]


def test_no_default_framework_types_a_figure_and_each_comes_from_a_rule():
    from pilot.models import AdviceRule

    rules = set(AdviceRule.objects.values_list("pk", flat=True))
    for row in frameworks.sentences():
        assert row["rules"] and set(row["rules"]) <= rules
        words = "".join(part.partition("}")[2] if "}" in part else part for part in row["text"].split("{"))
        assert not set("023456789") & set(words), row["text"]


def test_owners_make_the_framework_of_their_pilot_their_own(person):
    pilot, other = make.new_pilot(AO), make.new_pilot(AO)
    browser = person(make.owner(pilot))
    address = reverse("framework_edit", args=[pilot.slug, "training"])
    shown = browser.get(address).context["form"].initial["text"]
    assert shown == frameworks.defaults(pilot)[Topic.TRAINING]
    browser.post(address, {"text": "Alleen overdag."})
    assert frameworks.texts(pilot)[Topic.TRAINING] == "Alleen overdag."
    row = pilot.framework_texts.get()
    assert browser.post(address, {"text": "Verouderd.", "version": row.version + 1}).status_code == 200
    page = browser.get(reverse("appointment_new", args=[pilot.slug]))
    assert "Alleen overdag." in page.content.decode()
    frameworks.copy(pilot, other, by=make.owner(other))
    assert frameworks.texts(other)[Topic.TRAINING] == "Alleen overdag."
    assert "Alleen overdag." in browser.get(reverse("frameworks", args=[pilot.slug])).content.decode()


def test_states_of_a_proposal_are_said_in_one_table():
    assert {source for sources, _to in Proposal.MOVES.values() for source in sources} <= set(Proposal.State.values)
