"""What of the pilot itself waits for whom: signatures, proposals, terms, the start."""

from datetime import date, timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from pilot.addresses import reverse
from pilot.choices import Role
from pilot.models import Appointment, Mandate, Pilot, PilotFund, Policy, SignOff, User
from pilot.permissions import may_propose, may_record_mandates
from pilot.phases import appointing, reporting, terms
from pilot.questions import question
from pilot.reminders import Reminder

#: Days from the offer of a version until its signatures are expected, and until a mail reminds of them.
SIGN_WITHIN, REMIND_AFTER = timedelta(days=7), timedelta(days=3)
#: So long before its end a mandate is renewed, so that a fund never stands without who may sign.
MANDATE_NOTICE = timedelta(days=30)
#: Days for the choices of a version that was begun.
CHOOSE_WITHIN = timedelta(days=14)


def waiting(user):
    """Yield what waits for ``user``; at most four queries, none for roles that have no part in this."""
    if user.funds(Role.OWNER, Role.MANAGEMENT):
        yield from _signatures(user)
        yield from terms.waiting(user)
    if user.assigned(Role.OWNER, Role.PROVIDER):
        yield from _appointments(user)
    if may_record_mandates(user):
        yield from _mandates(user)


def _day(moment):
    return timezone.localdate(moment) if moment else timezone.localdate()


def signing_due(policy):
    """The day by which an offered version should be signed."""
    return _day(policy.proposed_at) + SIGN_WITHIN


def choosing_due(policy):
    """The day by which the choices of a draft should be made."""
    return _day(policy.made_at) + CHOOSE_WITHIN


def _signatures(user):
    """Versions that wait for a signature of a fund the user acts for, with the owner's drafts."""
    for policy in _open_versions(user, timezone.localdate()):
        yield from _of_policy(user, policy)


@question
def _open_versions(user: User, day: date):
    mandates = Mandate.objects.running(day).filter(fund__in=user.funds()).order_by().distinct()
    return (
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


def _of_policy(user, policy):
    """What an open version asks of this user; it knows ``fund_ids``, ``signed_by``, ``mandated`` and ``may_sign``."""
    owned = {a.fund_id for a in user.running if a.role == Role.OWNER and a.pilot_id == policy.pilot_id}
    if policy.state == Policy.State.DRAFT:
        if owned:
            yield _draft(policy)
        return
    names = {a.fund_id: a.fund.name for a in user.running if a.fund_id}
    acting = (owned | user.funds(Role.MANAGEMENT)) & set(policy.fund_ids) - set(policy.signed_by)
    for fund in sorted(acting):
        if fund in policy.may_sign:
            yield _signature(policy, fund, names[fund])
        elif fund not in policy.mandated:
            yield _nobody(policy, fund, names[fund])


def _draft(policy):
    return Reminder(
        key=f"policy-draft:{policy.pk}",
        due=choosing_due(policy),
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


def of_pilot(user, standing):
    """Yield what of the pilot itself waits for ``user`` in one pilot, from what its page read already; no query.

    The lines of ``waiting``, for the page of the pilot; terms belong to no pilot.
    """
    policy = standing.open
    if policy is not None and user.funds(Role.OWNER, Role.MANAGEMENT):
        policy.pilot, policy.fund_ids = standing.pilot, [fund.pk for fund in standing.funds]
        policy.mandated = [mandate["fund"] for mandate in policy.mandates]
        policy.may_sign = [mandate["fund"] for mandate in policy.mandates if mandate["user"] == user.pk]
        yield from _of_policy(user, policy)
    for appointment in standing.every_appointment:
        appointment.pilot = standing.pilot
        yield from _of_appointment(user, appointment)
    if (
        standing.approved
        and standing.pilot.pk in user.pilots(Role.OWNER)
        and standing.pilot.state == Pilot.State.AGREED
    ):
        yield _start(standing.pilot)


def _mandates(user):
    """Mandates that end soon, for who records them: the application manager, and owners and management of the fund."""
    today = timezone.localdate()
    for mandate in _ending(user, today, today + MANDATE_NOTICE):
        yield Reminder(
            key=f"mandate-ends:{mandate.pk}",
            due=mandate.end,
            text=_("The mandate of %(name)s for %(fund)s ends: record the next one")
            % {"name": mandate.user, "fund": mandate.fund},
            act=_("Record"),
            url=reverse("mandate_new"),
            mail_from=mandate.end - MANDATE_NOTICE,
        )


@question
def _ending(user: User, day: date, until: date):
    """Mandates that run on a day, end soon after it, and were not renewed."""
    renewed = Mandate.objects.filter(
        Q(end__isnull=True) | Q(end__gt=OuterRef("end")), fund=OuterRef("fund"), user=OuterRef("user")
    )
    rows = Mandate.objects.visible_to(user).running(day).filter(~Exists(renewed), end__lte=until)
    return rows.select_related("user", "fund").order_by("end", "pk")


def _appointments(user):
    """Proposals and reports of providers: to write for their people, to judge and read for owners; pilots to start."""
    owned = user.pilots(Role.OWNER)
    ready = {}
    for appointment in _of_providers(user, timezone.localdate() - reporting.CHASED):
        yield from _of_appointment(user, appointment)
        agreed = appointment.pilot.state == Pilot.State.AGREED and appointment.pilot_id in owned
        if agreed and appointment.state == Appointment.State.APPROVED:
            # Two providers may share a pilot; it starts once.
            ready[appointment.pilot_id] = appointment.pilot
    for pilot in ready.values():
        yield _start(pilot)


AT_WORK = (Appointment.State.APPROVED, Appointment.State.ENDED)


@question
def _of_providers(user: User, chased: date):
    state = Appointment.State
    owned = user.pilots(Role.OWNER)
    return (
        reporting.with_reports(Appointment.objects.all())
        .filter(
            Q(pilot__in=owned, state__in=[state.PROPOSED, *AT_WORK])
            | Q(pilot__in=owned, state=state.CHANGES, to_judge=True)
            | Q(pilot__in=owned, state=state.INVITED, due_on__lt=chased)
            | Q(
                pilot__in=user.assigned(Role.PROVIDER),
                provider=user.organisation_id,
                state__in=[state.INVITED, state.CHANGES, *AT_WORK],
            )
        )
        .select_related("pilot", "provider")
        .order_by("pk")
    )


def _of_appointment(user, appointment):
    """What an appointment (``with_reports``) asks of this user: a proposal or report, to write, judge or chase."""
    state = Appointment.State
    if appointment.state in AT_WORK:
        yield from reporting.waiting(user, appointment)
        return
    if appointment.pilot_id in user.pilots(Role.OWNER):
        if appointment.state == state.PROPOSED or (appointment.state == state.CHANGES and appointment.to_judge):
            yield _proposal(
                appointment,
                text=_("Judge the proposal of %(provider)s") % {"provider": appointment.provider},
                act=_("Judge"),
                url=appointment.get_absolute_url(),
            )
        elif _unanswered(appointment):
            yield _proposal(
                appointment,
                text=_("%(provider)s has not handed in its proposal yet") % {"provider": appointment.provider},
                act=_("View"),
                url=appointment.get_absolute_url(),
                due=appointment.due_on + reporting.CHASED,
            )
    elif may_propose(user, appointment) and appointment.state in (state.INVITED, state.CHANGES):
        yield _proposal(
            appointment,
            text=_("Hand in the proposal for this pilot")
            if appointment.state == state.INVITED
            else _("Change the proposal for this pilot"),
            act=_("Write"),
            url=reverse("appointment_propose", args=[appointment.pk]),
        )


def _unanswered(appointment):
    """Whether the provider was invited and the day for its proposal is well past."""
    due = appointment.due_on
    invited = appointment.state == Appointment.State.INVITED
    return invited and due is not None and due < timezone.localdate() - reporting.CHASED


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
