"""What of the pilot itself waits for whom: signatures, proposals, terms, the start."""

from datetime import timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from pilot.choices import Role
from pilot.models import Appointment, Mandate, Pilot, PilotFund, Policy, Proposal, SignOff
from pilot.phases import appointing, reporting, terms
from pilot.reminders import Reminder

#: Days from the offer of a version until its signatures are expected, and until a mail reminds of them.
SIGN_WITHIN, REMIND_AFTER = timedelta(days=7), timedelta(days=3)


def waiting(user):
    """Yield what waits for ``user``; at most three queries, none for roles that have no part in this."""
    if user.funds(Role.OWNER, Role.MANAGEMENT):
        yield from _signatures(user)
        yield from terms.waiting(user)
    if user.assigned(Role.OWNER, Role.PROVIDER):
        yield from _appointments(user)


def _day(moment):
    return timezone.localdate(moment) if moment else timezone.localdate()


def signing_due(policy):
    """The day by which an offered version should be signed."""
    return _day(policy.proposed_at) + SIGN_WITHIN


def _signatures(user):
    """Versions that wait for a signature of a fund the user acts for, with the owner's drafts."""
    names = {a.fund_id: a.fund.name for a in user.running if a.fund_id}
    mandates = Mandate.objects.running().filter(fund__in=list(names)).order_by().distinct()
    rows = (
        Policy.objects.open()
        .filter(
            Q(pilot__in=user.pilots(Role.OWNER))
            | Q(pilot__in=PilotFund.objects.filter(fund__in=user.funds(Role.MANAGEMENT)).values("pilot"))
        )
        .exclude(pilot__state__in=[Pilot.State.CLOSED, Pilot.State.STOPPED])
        .select_related("pilot")
        .annotate(
            fund_ids=ArraySubquery(PilotFund.objects.filter(pilot=OuterRef("pilot")).values("fund_id")),
            signed_by=ArraySubquery(SignOff.objects.filter(policy=OuterRef("pk")).values("fund_id")),
            mandated=ArraySubquery(mandates.values("fund_id")),
            may_sign=ArraySubquery(mandates.filter(user=user).values("fund_id")),
        )
        .order_by("pk")
    )
    for policy in rows:
        owned = {a.fund_id for a in user.running if a.role == Role.OWNER and a.pilot_id == policy.pilot_id}
        if policy.state == Policy.State.DRAFT:
            if owned:
                yield _draft(policy)
            continue
        acting = (owned | user.funds(Role.MANAGEMENT)) & set(policy.fund_ids) - set(policy.signed_by)
        for fund in sorted(acting):
            if fund in policy.may_sign:
                yield _signature(policy, fund, names[fund])
            elif fund in owned and fund not in policy.mandated:
                yield _nobody(policy, fund, names[fund])


def _draft(policy):
    return Reminder(
        key=f"policy-draft:{policy.pk}",
        due=_day(policy.made_at) + timedelta(days=14),
        text=_("Make the policy choices, version %(number)d") % {"number": policy.number},
        act=_("Choose"),
        url=reverse("policy", args=[policy.pilot.slug]),
        pilot=policy.pilot,
        context=policy.pilot.title,
    )


def _signature(policy, fund, name):
    return Reminder(
        # A version that was taken back and offered again has another mark, and is reminded of again.
        key=f"signature:{policy.pk}:{fund}:{policy.digest[:8]}",
        due=signing_due(policy),
        text=_("Sign version %(number)d of the policy choices for %(fund)s") % {"number": policy.number, "fund": name},
        act=_("Read and sign"),
        url=reverse("policy_sign", args=[policy.pilot.slug]),
        pilot=policy.pilot,
        context=policy.pilot.title,
        mail_from=_day(policy.proposed_at) + REMIND_AFTER,
    )


def _nobody(policy, fund, name):
    return Reminder(
        key=f"mandate:{policy.pk}:{fund}:{policy.digest[:8]}",
        due=signing_due(policy),
        text=_("Record a mandate: nobody can sign version %(number)d for %(fund)s")
        % {"number": policy.number, "fund": name},
        act=_("Record"),
        url=reverse("mandate_new"),
        pilot=policy.pilot,
        context=policy.pilot.title,
        mail_from=_day(policy.proposed_at) + REMIND_AFTER,
    )


def _appointments(user):
    """Proposals and reports of providers: to write for their people, to judge and read for owners; pilots to start."""
    state = Appointment.State
    owned, at_work = user.pilots(Role.OWNER), [state.APPROVED, state.ENDED]
    judged = Proposal.objects.filter(appointment=OuterRef("pk"), state=Proposal.State.HANDED_IN)
    rows = (
        reporting.with_reports(Appointment.objects.annotate(to_judge=Exists(judged)))
        .filter(
            Q(pilot__in=owned, state__in=[state.PROPOSED, *at_work])
            | Q(pilot__in=owned, state=state.CHANGES, to_judge=True)
            | Q(pilot__in=owned, state=state.INVITED, due_on__lt=timezone.localdate() - reporting.CHASED)
            | Q(
                pilot__in=user.assigned(Role.PROVIDER),
                provider=user.organisation_id,
                state__in=[state.INVITED, state.CHANGES, *at_work],
            )
        )
        .select_related("pilot", "provider")
    )
    ready = {}
    for appointment in rows.order_by("pk"):
        if appointment.state in at_work:
            yield from reporting.waiting(user, appointment)
            agreed = appointment.pilot.state == Pilot.State.AGREED and appointment.pilot_id in owned
            if agreed and appointment.state == state.APPROVED:
                # Two providers may share a pilot; it starts once.
                ready[appointment.pilot_id] = appointment.pilot
        elif appointment.pilot_id in owned and appointment.state == state.INVITED:
            yield _proposal(
                appointment,
                text=_("%(provider)s has not handed in its proposal yet") % {"provider": appointment.provider},
                act=_("View"),
                url=appointment.get_absolute_url(),
                due=appointment.due_on + reporting.CHASED,
            )
        elif appointment.pilot_id in owned:
            yield _proposal(
                appointment,
                text=_("Judge the proposal of %(provider)s") % {"provider": appointment.provider},
                act=_("Judge"),
                url=appointment.get_absolute_url(),
            )
        else:
            invited = appointment.state == state.INVITED
            yield _proposal(
                appointment,
                text=_("Hand in the proposal for this pilot") if invited else _("Change the proposal for this pilot"),
                act=_("Write"),
                url=reverse("appointment_propose", args=[appointment.pk]),
            )
    for pilot in ready.values():
        yield _start(pilot)


def _proposal(appointment, *, due=None, **fields):
    due = due or appointing.answer_due(appointment)
    return Reminder(
        key=f"appointment:{appointment.pk}:{appointment.state}:{appointment.since}",
        due=due,
        pilot=appointment.pilot,
        context=appointment.pilot.title,
        mail_from=due,
        **fields,
    )


def _start(pilot):
    """An agreed pilot of which the provider is approved: it can start."""
    return Reminder(
        key=f"start:{pilot.pk}",
        due=pilot.start or timezone.localdate(),
        text=_("Start the pilot"),
        act=_("Start"),
        url=reverse("pilot_start", args=[pilot.slug]),
        pilot=pilot,
        context=pilot.title,
    )
