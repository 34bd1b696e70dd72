"""The provider: invited by the owners, answers topic by topic, is approved or refused.

Ending and taking over is in ``handing_over``, what it reports in ``reporting``.
"""

from datetime import timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from pilot import audit
from pilot.choices import Role
from pilot.formats import day
from pilot.models import Appointment, Assignment, Framework, Proposal, Recruits, Round, Topic, User
from pilot.phases.assigning import assign
from pilot.phases.noting import decide
from pilot.phases.telling import tell_people
from pilot.workflow import NotNow, move, require_none

State, Stands = Appointment.State, Proposal.State
#: One main contractor, or two where independence is wanted (advice 8.2-06, 8.3-10).
MOST_PROVIDERS = 2
#: Days that a provider has for its proposal when the owners name no day.
PROPOSAL_WITHIN = timedelta(days=14)
#: Days to judge a proposal, and to change what was asked.
ANSWER_WITHIN = timedelta(days=7)
#: Topics that are best placed with a preferred supplier (advice 8.2-09).
PARTNERED = (Topic.SECONDMENT, Topic.TRAINING, Topic.GUIDANCE)


def invite_blockers(pilot, provider, scope, recruits=tuple(Recruits.values), succeeds=None):
    """Say why this provider cannot be invited for these topics.

    One provider is the main contractor for all five topics, or two divide them (advice 8.2-06, 8.3-10): each topic
    has one provider, and recruitment may be divided in companies and candidates. ``succeeds`` is the appointment that
    it takes over; that one may work on until the approval.
    """
    others = list(pilot.appointments.open().select_related("provider"))
    if any(other.provider_id == provider.pk for other in others):
        return [_("%(provider)s was already invited for this pilot.") % {"provider": provider}]
    taken_over = {other.succeeds_id for other in others} | ({succeeds.pk} if succeeds else set())
    found = []
    if len([other for other in others if other.pk not in taken_over]) >= MOST_PROVIDERS:
        found.append(_("A pilot has two providers at most. End an appointment first."))
    rest = [other for other in others if succeeds is None or other.pk != succeeds.pk]
    found += [
        _("%(topic)s is with %(provider)s already.") % {"topic": other.topic_label(topic), "provider": other.provider}
        for topic in scope
        for other in rest
        if topic in other.scope and (topic != Topic.RECRUITMENT or set(recruits) & set(other.recruits))
    ]
    return found


def answer_due(appointment):
    """The day by which somebody answers: the provider on its invitation, then each on what the other handed in."""
    if appointment.state == Appointment.State.INVITED:
        return appointment.due_on or appointment.since + PROPOSAL_WITHIN
    return appointment.since + ANSWER_WITHIN


@transaction.atomic
def invite(pilot, provider, scope, frameworks, *, by, contact=None, **terms):
    """Invite a provider for ``scope``, with a framework for each topic (advice 8.2-06, 8.2-08).

    Returns the appointment. ``frameworks`` is a dict of text by topic, ``contact`` is the person at the provider who
    hands in the proposal and gets the invitation by mail. ``terms`` are further fields of the appointment:
    ``recruits``, ``also_selects``, ``due_on``, ``report_every``, ``preferred_supplier``, ``partnership``, ``succeeds``.
    """
    pilot = type(pilot).objects.select_for_update().get(pk=pilot.pk)
    recruits, succeeds = terms.get("recruits") or list(Recruits.values), terms.get("succeeds")
    require_none(invite_blockers(pilot, provider, scope, recruits, succeeds))
    missing = [topic for topic in scope if not frameworks.get(topic, "").strip()]
    require_none(_("Write a framework for: %(topic)s.") % {"topic": Topic(topic).label} for topic in missing)
    due_on = terms.pop("due_on", None) or timezone.localdate() + PROPOSAL_WITHIN
    terms["recruits"] = recruits
    appointment = Appointment.objects.create(pilot=pilot, provider=provider, scope=[*scope], due_on=due_on, **terms)
    audit.record(appointment, "create", by=by)
    Framework.objects.bulk_create(
        Framework(appointment=appointment, topic=topic, text=frameworks[topic]) for topic in scope
    )
    Proposal.objects.bulk_create(Proposal(appointment=appointment, topic=topic) for topic in scope)
    if contact is not None:
        if not contact.assignments.running().filter(pilot=pilot, role=Role.PROVIDER).exists():
            assign(pilot, contact, Role.PROVIDER, by=by)
        _mail_invitation(appointment, contact)
    return appointment


def _mail_invitation(appointment, contact):
    tell_people(
        [contact],
        lambda: (
            _("Invitation: hand in a proposal for %(pilot)s") % {"pilot": appointment.pilot.public_title},
            _(
                "The pilot owners invite %(provider)s to hand in a proposal for: %(topics)s.\n"
                "For each topic they wrote down what they ask. Please tell as well what experience you have with this "
                "approach.\n\nYour proposal is expected by %(day)s at the latest."
            )
            % {
                "provider": appointment.provider,
                "topics": ", ".join(topic.lower() for topic in appointment.topics),
                "day": day(appointment.due_on),
            },
        ),
        reverse("appointment_propose", args=[appointment.pk]),
        kind="invitation",
        pilot=appointment.pilot,
    )


def people_of(appointment):
    """People of the provider who work in this pilot today."""
    mine = Assignment.objects.running().filter(pilot=appointment.pilot_id, role=Role.PROVIDER).values("user")
    return list(User.objects.filter(pk__in=mine, organisation=appointment.provider_id, is_active=True).order_by("pk"))


# --- what the provider does ----------------------------------------------------------------------------------------


def hand_in_blockers(appointment, experience, texts):
    """Say what is missing in a proposal: the experience with this approach (advice 8.3-09), or the text of a topic."""
    found = []
    if not experience.strip():
        found.append(_("Tell what experience you have with this approach; no proposal is handed in without it."))
    found += [
        _("Write how you do this: %(topic)s.") % {"topic": appointment.topic_label(topic)}
        for topic, text in texts.items()
        if not text.strip()
    ]
    return found


def require_writing(appointment):
    """Raise ``NotNow`` when the provider has nothing to write now."""
    if not appointment.can("propose"):
        raise NotNow(_("The proposal was handed in and cannot be changed now."), code="state")


@transaction.atomic
def keep(form, *, by):
    """Keep what the provider wrote so far, without handing it in."""
    appointment = form.save()
    _write(appointment, form.texts, by=by)
    audit.record(appointment, "edit", by=by, fields=sorted(form.changed_data))
    return appointment


@transaction.atomic
def hand_in(form, *, by):
    """Hand in the provider's experience and the topics that were open or sent back (advice 8.2-10, 8.3-09)."""
    appointment = form.save()
    require_none(hand_in_blockers(appointment, appointment.experience, form.texts))
    audit.record(appointment, "edit", by=by, fields=sorted(form.changed_data))
    latest = latest_frameworks(appointment)
    for proposal in _write(appointment, form.texts, by=by):
        move(proposal, "hand_in", by=by)
        Round.objects.create(
            proposal=proposal,
            kind=Round.Kind.HANDED_IN,
            text=proposal.text,
            framework=latest.get(proposal.topic),
            by=by,
        )
    return move(appointment, "propose", by=by, since=timezone.localdate())


def _write(appointment, texts, *, by):
    """Put the texts in the topics that the provider may write; return those, locked."""
    rows = appointment.proposals.select_for_update(of=("self",)).filter(topic__in=texts, state__in=Proposal.WRITTEN_IN)
    written = []
    for proposal in rows.order_by("pk"):
        proposal.appointment = appointment
        if proposal.text != texts[proposal.topic]:
            proposal.text = texts[proposal.topic]
            proposal.save(update_fields=["text"])
            audit.record(proposal, "edit", by=by, fields=["text"])
        written.append(proposal)
    if len(written) != len(texts):
        raise NotNow(_("One of these topics was handed in meanwhile. Open the page again."), code="state")
    return written


def latest_frameworks(appointment):
    """The framework in force by topic."""
    return {row.topic: row for row in appointment.frameworks.order_by("number")}


# --- what the owners do --------------------------------------------------------------------------------------------


def _require_judging(appointment):
    """The owners judge until they approve or refuse; raises ``NotNow`` after that."""
    now = Appointment.objects.select_for_update(of=("self",)).get(pk=appointment.pk)
    if now.state not in (State.PROPOSED, State.CHANGES):
        state = now.get_state_display().lower()
        raise NotNow(_("This proposal is not being judged now: %(state)s.") % {"state": state})
    return now


@transaction.atomic
def accept_topic(proposal, *, by):
    """Accept what the provider wrote on one topic."""
    _require_judging(proposal.appointment)
    move(proposal, "accept", by=by)
    Round.objects.create(proposal=proposal, kind=Round.Kind.ACCEPTED, by=by)
    return proposal


@transaction.atomic
def ask_changes(proposal, *, by, reason):
    """Send one topic back with what has to change; the other topics stand (advice 8.2-10)."""
    appointment = _require_judging(proposal.appointment)
    move(proposal, "ask_changes", by=by, reason=reason)
    Round.objects.create(proposal=proposal, kind=Round.Kind.CHANGES, text=reason, by=by)
    _send_back(appointment, by=by, reason=reason)
    words = {"provider": appointment.provider, "topic": appointment.topic_label(proposal.topic)}
    decide(
        appointment.pilot,
        _("Changes were asked in the proposal of %(provider)s: %(topic)s.") % words,
        by=by,
        reason=reason,
    )
    tell_people(
        people_of(appointment),
        lambda: (
            _("Changes are asked in your proposal for %(pilot)s") % {"pilot": appointment.pilot.public_title},
            f"{appointment.topic_label(proposal.topic)}:\n{reason}",
        ),
        reverse("appointment_propose", args=[appointment.pk]),
        kind="changes_asked",
        pilot=appointment.pilot,
    )
    return proposal


def _send_back(appointment, *, by, reason):
    if appointment.can("ask_changes"):
        move(appointment, "ask_changes", by=by, reason=reason, since=timezone.localdate())


@transaction.atomic
def change_framework(appointment, topic, text, *, by):
    """Change what is asked on a topic after the invitation went out: a next version, shown as changed.

    What was handed in on it goes back to the provider (advice 8.2-08). Raises ``NotNow`` after approval or refusal.
    """
    now = Appointment.objects.select_for_update(of=("self",)).select_related("pilot", "provider").get(pk=appointment.pk)
    if now.state not in (State.INVITED, State.PROPOSED, State.CHANGES):
        raise NotNow(_("The frameworks of this appointment are fixed: %(state)s.") % {"state": now.get_state_display()})
    was = now.frameworks.filter(topic=topic).order_by("-number").first()
    if was is not None and was.text.strip() == text.strip():
        raise NotNow(_("Nothing changed in this framework."), code="same")
    framework = Framework.objects.create(appointment=now, topic=topic, text=text, number=was.number + 1 if was else 1)
    audit.record(now, "change_framework", by=by, fields=[str(topic)])
    proposal = now.proposals.get(topic=topic)
    reason = _("The framework changed; this is version %(number)d.") % {"number": framework.number}
    Round.objects.create(proposal=proposal, kind=Round.Kind.FRAMEWORK, text=text, framework=framework, by=by)
    if proposal.can("ask_changes"):
        move(proposal, "ask_changes", by=by, reason=reason)
        _send_back(now, by=by, reason=reason)
    words = {"provider": now.provider, "topic": now.topic_label(topic)}
    decide(now.pilot, _("The framework for %(provider)s changed: %(topic)s.") % words, by=by, reason=text, about=now)
    tell_people(
        people_of(now),
        lambda: (
            _("A framework changed: %(topic)s") % {"topic": now.topic_label(topic)},
            _("This is what the pilot owners ask now:\n%(text)s") % {"text": text},
        ),
        reverse("appointment_topic", args=[now.pk, topic]),
        kind="framework_changed",
        pilot=now.pilot,
    )
    return framework


def approve_blockers(appointment):
    """Say why an appointment cannot be approved: experience, a topic, or somebody on both sides of the selection."""
    found = []
    if not appointment.experience.strip():
        found.append(
            _("The experience of %(provider)s with this approach is missing.") % {"provider": appointment.provider}
        )
    stands = {proposal.topic: proposal for proposal in appointment.proposals.all()}
    for topic in appointment.scope:
        proposal = stands.get(topic)
        if proposal is None or proposal.state != Stands.ACCEPTED:
            state = proposal.get_state_display() if proposal else Stands.OPEN.label
            found.append(
                _("%(topic)s is not accepted yet: %(state)s.")
                % {"topic": appointment.topic_label(topic), "state": str(state).lower()}
            )
    if not appointment.also_selects:
        found += [
            _("%(name)s of %(provider)s is selector in this pilot, and the appointment does not allow that.")
            % {"name": selector.user, "provider": appointment.provider}
            for selector in Assignment.objects.running()
            .filter(pilot=appointment.pilot_id, role=Role.SELECTOR, user__organisation=appointment.provider_id)
            .select_related("user")
        ]
    return found


def partner_advice(scope, preferred_supplier):
    """Say what the advice is when these topics are not with a preferred supplier (advice 8.2-09); else nothing.

    It informs and stops nothing: the owners decide.
    """
    topics = [topic for topic in PARTNERED if topic in scope]
    if not topics or preferred_supplier:
        return ""
    names = ", ".join(str(topic.label).lower() for topic in topics)
    return _(
        "Place %(topics)s rather with a preferred supplier that forms a regional partnership of companies. Then "
        "somebody can go to another company when it does not work out."
    ) % {"topics": names}


@transaction.atomic
def refuse(appointment, *, by, reason):
    """Refuse a provider, with the reason; who was on the job until then works on."""
    return settle(appointment, "refuse", _("%(provider)s was refused as provider."), by=by, reason=reason)


def settle(appointment, action, text, *, by, reason, **fields):
    """Make a final move, write it in the journal and tell the provider's people by mail."""
    people = people_of(appointment)
    move(appointment, action, by=by, reason=reason, since=timezone.localdate(), **fields)
    sentence = text % {"provider": appointment.provider}
    decide(appointment.pilot, sentence, by=by, reason=reason, about=appointment)
    tell_people(
        people,
        lambda: (sentence, f"{sentence}\n\n{reason}"),
        appointment.get_absolute_url(),
        kind=f"appointment_{action}",
        pilot=appointment.pilot,
    )
    return appointment
