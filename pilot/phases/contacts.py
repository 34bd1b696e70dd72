"""Contact with the parties around a pilot: choosing them, writing down each contact, hearing of silence."""

from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pilot import audit
from pilot.addresses import reverse
from pilot.choices import Role
from pilot.models import Assignment, PartyContact, Phase, Pilot, PilotParty, User
from pilot.permissions import is_owner
from pilot.phases.involving import missing_roles, rhythm_of
from pilot.questions import Ids, question
from pilot.reminders import Reminder
from pilot.workflow import NotNow, move, require_none

OPEN_PILOTS = (Pilot.State.DESIGN, Pilot.State.AGREED, Pilot.State.RUNNING)
#: A work contact of a party that left, or of a pilot that is over, is forgotten after so long.
KEEP_CONTACT = timedelta(days=28)
#: What a line about a party shows.
LINE = (
    "role", "name", "keeper", "rhythm", "since", "pilot__title", "pilot__slug", "party__name", "organisation__name",
)  # fmt: skip
PERSONAL = ("contact_name", "contact_function", "contact_email", "contact_phone")


# --- choosing -----------------------------------------------------------------------------------------------------


@transaction.atomic
def involve(pilot, *, by, role, party=None, organisation=None, name="", sector=None, keeper=None, **fields):
    """Choose a party into a pilot, with its role and who keeps the contact (advice 8.1-10); return it.

    Raises ``NotNow`` when it is there already in that role.
    """
    row = PilotParty(
        pilot=pilot,
        role=role,
        party=party,
        organisation=organisation,
        name=name,
        sector=sector,
        keeper=keeper or by,
        rhythm=fields.pop("rhythm", None) or rhythm_of(role),
        **fields,
    )
    require_none(keeper_blockers(pilot, row.keeper))
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if "pilot_party_once_per_role" not in str(error):
            raise
        raise NotNow(_("%(party)s is in this pilot already, in the same role.") % {"party": row}) from error
    audit.record(row, "create", by=by)
    return row


def take_advice(pilot, advised, *, by):
    """Choose parties of the advised list as they are advised; return them."""
    return [
        involve(
            pilot,
            by=by,
            role=one.role,
            party=one.party,
            organisation=one.organisation,
            name=one.name,
            sector=one.sector,
        )
        for one in advised
    ]


def keepers(pilot):
    """Who may keep the contact with a party: the owners of the pilot, deputies included (advice 8.2-16, 8.2-19)."""
    owners = Assignment.objects.running().filter(pilot=pilot, role=Role.OWNER)
    return User.objects.filter(pk__in=owners.values("user"), is_active=True).order_by("name", "pk")


def keeper_blockers(pilot, keeper):
    """Say why somebody cannot keep the contact: the funds keep these contacts themselves."""
    if keepers(pilot).filter(pk=keeper.pk).exists():
        return []
    return [_("%(name)s is no owner of this pilot. The funds keep these contacts themselves.") % {"name": keeper}]


@transaction.atomic
def edit(form, *, by):
    """Save who keeps the contact, how often, and whom one speaks there."""
    row = form.save()
    audit.record(row, "edit", by=by, fields=form.changed_data)
    return row


@transaction.atomic
def end(party, *, by, reason):
    """A party takes no part any more; its contacts stay, the agreed steps with it are dropped."""
    for contact in PartyContact.objects.filter(party=party, state=PartyContact.State.OPEN):
        move(contact, "drop", by=by)
    return move(party, "end", by=by, reason=reason, ended_on=timezone.localdate())


@transaction.atomic
def resume(party, *, by):
    """A party takes part again; raises ``NotNow`` when somebody chose it anew in the meantime."""
    try:
        with transaction.atomic():
            return move(party, "resume", by=by, ended_on=None, since=timezone.localdate())
    except IntegrityError as error:
        raise NotNow(_("%(party)s is in this pilot already, in the same role.") % {"party": party}) from error


# --- each contact -------------------------------------------------------------------------------------------------


@transaction.atomic
def note(party, *, by, text, on=None, channel="phone", with_whom="", follow_up="", follow_up_on=None, settles=None):
    """Write down a contact with a party and return it; ``settles`` is the agreed step that this one carried out.

    Advice 8.2-07, 8.2-16, 8.2-17, 8.2-23. Raises ``NotNow`` for a party that takes no part or a day to come.
    """
    day = on or timezone.localdate()
    require_none(note_blockers(party, day))
    contact = PartyContact.objects.create(
        party=party,
        on=day,
        channel=channel,
        with_whom=with_whom,
        text=text,
        follow_up=follow_up,
        follow_up_on=follow_up_on,
        state=PartyContact.State.OPEN if follow_up else PartyContact.State.NOTED,
        by=by,
    )
    audit.record(contact, "create", by=by)
    if settles is not None:
        settle(settles, by=by)
    return contact


def note_blockers(party, day):
    """Say why no contact can be written down."""
    if party.state != PilotParty.State.INVOLVED:
        return [_("%(party)s takes no part in this pilot any more.") % {"party": party}]
    if day > timezone.localdate():
        return [_("A contact lies in the past. What is to come is an agreed step.")]
    return []


def settle(contact, *, by):
    """The step that was agreed was taken."""
    return move(contact, "settle", by=by)


def drop(contact, *, by):
    """The step that was agreed is not needed any more."""
    return move(contact, "drop", by=by)


# --- silence ------------------------------------------------------------------------------------------------------


def silent_days(party, today=None):
    """Days since the last contact with a party that comes ``with_standing``, or since it was chosen."""
    return ((today or timezone.localdate()) - (party.last_on or party.since)).days


def speak_by(party):
    """The day by which one speaks with a party again."""
    return (party.last_on or party.since) + timedelta(days=party.rhythm)


def is_silent(party, today=None):
    """Say whether it has been silent for as long as the rhythm allows (advice 8.2-07, 8.2-16, 8.2-17, 8.2-23)."""
    return speak_by(party) <= (today or timezone.localdate())


def sentence(party):
    """How long it has been silent, in one sentence."""
    days = silent_days(party)
    if party.last_on is None:
        return ngettext(
            "No contact with %(party)s yet, for %(days)d day", "No contact with %(party)s yet, for %(days)d days", days
        ) % {"party": party, "days": days}
    return ngettext(
        "No contact with %(party)s for %(days)d day", "No contact with %(party)s for %(days)d days", days
    ) % {"party": party, "days": days}


def in_order(parties, today=None):
    """Silent ones first, the longest over its rhythm before the others; then by the day one should speak."""
    today = today or timezone.localdate()
    return sorted(parties, key=lambda party: (not is_silent(party, today), speak_by(party), party.pk))


def waiting(user):
    """Yield silences and agreed steps for who keeps the contact; when that person left, for every owner.

    Advice 8.2-07, 8.2-16, 8.2-17, 8.2-20, 8.2-23. One query.
    """
    pilots = user.pilots(Role.OWNER)
    if not pilots:
        return
    for party in _kept_by(user, pilots, timezone.localdate()):
        yield from _of_party(party, user)


@question
def _kept_by(user: User, pilots: Ids, day: date):
    """Parties of open pilots of which this user keeps the contact, or nobody does any more."""
    rows = _involved.make(pilots, day).filter(pilot__state__in=OPEN_PILOTS)
    return rows.filter(Q(keeper=user) | Q(kept=False))


@question
def _involved(pilots: Ids, day: date):
    """With whether who keeps the contact still owns the pilot; another owner's contact is kept there."""
    owners = Assignment.objects.running(day).filter(role=Role.OWNER, pilot=OuterRef("pilot"), user=OuterRef("keeper"))
    rows = PilotParty.objects.filter(pilot__in=pilots).involved().with_standing()
    return (
        rows.select_related("pilot", "party", "organisation").only(*LINE).annotate(kept=Exists(owners)).order_by("pk")
    )


def _of_party(party, user):
    """What one party asks of this user: to break a silence, and the step that was agreed."""
    if party.kept and party.keeper_id != user.pk:
        return
    if is_silent(party, timezone.localdate()):
        due = speak_by(party)
        yield Reminder(
            # A later contact begins another silence, which is told anew.
            key=f"silence:{party.pk}:{party.last_id or 0}",
            due=due,
            text=sentence(party),
            act=_("Note contact"),
            url=reverse("party_contact", args=[party.pk]),
            pilot=party.pilot,
            context=str(party.get_role_display()),
            mail_from=due,
        )
    if party.step_id:
        yield Reminder(
            key=f"party-step:{party.step_id}",
            due=party.step_on,
            text=_("Agreed with %(party)s: %(step)s") % {"party": party, "step": party.step},
            act=_("Note contact"),
            url=f"{reverse('party_contact', args=[party.pk])}?stap={party.step_id}",
            pilot=party.pilot,
            mail_from=party.step_on,
        )


def checklist(pilot, user):
    """One line for the owners: which parties every pilot needs are missing, and which are silent; one query."""
    if not is_owner(user, pilot):
        return
    parties = _involved([pilot.pk], timezone.localdate())
    lacking = missing_roles(pilot.policy_in_force, {party.role for party in parties})
    silent = [str(party) for party in in_order(parties) if is_silent(party)]
    line = {
        "label": _("Parties around the pilot spoken to"),
        "url": reverse("parties", args=[pilot.slug]),
        "phase": Phase.DESIGN,
    }
    notes = []
    if lacking:
        notes.append(_("Not chosen yet: %(roles)s.") % {"roles": ", ".join(str(role.label) for role in lacking)})
    if silent:
        notes.append(_("Silent: %(names)s.") % {"names": ", ".join(silent)})
    status = "done" if parties and not notes else "busy" if parties else "todo"
    # The first party that is silent, or the day on which the next one will be.
    soonest = {"due": min(map(speak_by, parties))} if parties else {}
    waits = [item for party in parties if pilot.state in OPEN_PILOTS for item in _of_party(party, user)]
    yield line | {"status": status, "note": " ".join(notes), "waits": waits} | soonest


# --- forgetting ---------------------------------------------------------------------------------------------------


def forget_due():
    """Empty the work contacts of parties that left and of pilots that are over; return how many. May run twice."""
    before = timezone.localdate() - KEEP_CONTACT
    over = Q(pilot__state__in=[Pilot.State.CLOSED, Pilot.State.STOPPED]) & (
        Q(pilot__end__isnull=True) | Q(pilot__end__lt=before)
    )
    filled = ~Q(contact_name="", contact_function="", contact_email="", contact_phone="")
    rows = PilotParty.objects.filter(filled).filter(Q(ended_on__lt=before) | over)
    return rows.update(**dict.fromkeys(PERSONAL, ""))
