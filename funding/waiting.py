"""What waits for whom in financing, and what this phase still asks of a pilot."""

from datetime import timedelta

from django.db.models import Count, Exists, Min, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from funding import plans, rules, uwv
from funding.models import Budget, Plan, UwvArrangement
from pilot.choices import Role
from pilot.models import Topic
from pilot.permissions import provider_may
from pilot.reminders import Reminder
from training.models import Enrolment, TrainingClass

#: Plans are made this long before a class starts.
BEFOREHAND = timedelta(days=28)
#: A plan that the facts overtook is replaced, or lapses, within this time.
OVERTAKEN = timedelta(days=14)


def waiting(user):
    """Yield what waits for an owner or provider: plans to make, approve and replace, a class to start, a silent UWV.

    Three queries, however many classes there are, and one for what the provider is appointed for.
    """
    pilots = user.pilots(Role.OWNER, Role.PROVIDER)
    if not pilots:
        return
    for training_class in _classes(pilots, user):
        owner = user.has_role(Role.OWNER, pilot=training_class.pilot_id)
        if training_class.without and provider_may(user, training_class.pilot_id, Topic.TRAINING):
            yield _to_make(training_class)
        if owner and training_class.to_approve:
            yield _to_approve(training_class)
        if owner and _ready(training_class):
            yield _to_start(training_class)
    yield from _overtaken(pilots, user)
    yield from _silent(user)


def _classes(pilots, user):
    """Classes that are not over, with counts of plans of who is on a seat."""
    mine = Plan.objects.filter(enrolment=OuterRef("enrolments"))
    seated = Q(enrolments__seat__isnull=False)
    others = Q(enrolments__plans__state=Plan.State.PROPOSED) & ~Q(enrolments__plans__proposed_by=user.pk) & seated
    return (
        TrainingClass.objects.in_pilots(pilots)
        .filter(state__in=["forming", "confirmed", "running"])
        .select_related("programme__pilot")
        .annotate(
            seated=Count("enrolments", filter=seated, distinct=True),
            planned=Count("enrolments", filter=seated & Exists(mine.in_force()), distinct=True),
            without=Count(
                "enrolments",
                filter=seated & ~Exists(mine.filter(state__in=(*Plan.IN_FORCE, Plan.State.PROPOSED))),
                distinct=True,
            ),
            to_approve=Count("enrolments__plans", filter=others, distinct=True),
            since=Min("enrolments__plans__proposed_at", filter=others),
            only=Min("enrolments__plans", filter=others),
        )
        .order_by("start", "pk")
    )


def _ready(training_class):
    confirmed = training_class.state == TrainingClass.State.CONFIRMED
    return confirmed and training_class.seated and training_class.planned == training_class.seated


def _item(training_class, what, **fields):
    return Reminder(
        key=f"plans-{what}:{training_class.pk}",
        pilot=training_class.pilot,
        context=training_class.name,
        **fields,
    )


def _list_url(training_class, shown):
    base = reverse("funding:plans", args=[training_class.pilot.slug])
    return f"{base}?toon={shown}&klas={training_class.pk}"


def _to_make(training_class):
    due = training_class.start - BEFOREHAND
    return _item(
        training_class,
        "make",
        due=due,
        text=ngettext(
            "Make the financing plan of %(n)s participant",
            "Make the financing plans of %(n)s participants",
            training_class.without,
        )
        % {"n": training_class.without},
        act=_("Make plans"),
        url=f"{reverse('funding:plans', args=[training_class.pilot.slug])}?klas={training_class.pk}",
        mail_from=due,
    )


def _to_approve(training_class):
    since = timezone.localdate(training_class.since)
    one = training_class.to_approve == 1
    return _item(
        training_class,
        f"approve:{since}:{training_class.to_approve}",
        due=since + plans.APPROVAL,
        text=ngettext("Approve %(n)s financing plan", "Approve %(n)s financing plans", training_class.to_approve)
        % {"n": training_class.to_approve},
        act=_("Approve plans"),
        url=reverse("funding:plan", args=[training_class.only]) if one else _list_url(training_class, "voorstel"),
        mail_from=since + plans.APPROVAL,
    )


def _to_start(training_class):
    return _item(
        training_class,
        "start",
        due=training_class.start,
        text=_("Start %(name)s") % {"name": training_class.name},
        act=_("Check and start"),
        url=reverse("funding:start", args=[training_class.pk]),
        mail_from=training_class.start - timedelta(days=7),
    )


def _overtaken(pilots, user):
    """Approved plans that the facts overtook: the participant left, or the placement ended (domain 3.4)."""
    left = Q(enrolment__seat__isnull=True)
    moved = Q(enrolment__state__in=Enrolment.RUNNING, match__isnull=False) & ~Q(match__state="placed")
    renewed = Plan.objects.open().filter(enrolment=OuterRef("enrolment"))
    rows = Plan.objects.in_pilots(pilots).filter(state=Plan.State.APPROVED).filter(left | moved & ~Exists(renewed))
    for plan in rows.with_case().order_by("approved_at", "pk"):
        enrolment = plan.enrolment
        if enrolment.seat is None:
            mine = user.has_role(Role.OWNER, pilot=plan.pilot_id)
            text, mailed = _("Let the plan of %(name)s lapse"), _("Let the plan of a participant lapse")
            act, since = _("Let it lapse"), enrolment.left_at
        else:
            mine = provider_may(user, plan.pilot_id, Topic.TRAINING)
            text, mailed = _("Replace the plan of %(name)s"), _("Replace the plan of a participant")
            act, since = _("Replace"), plan.match.ended_at
        if mine:
            due = timezone.localdate(since or plan.approved_at) + OVERTAKEN
            yield Reminder(
                key=f"plan-overtaken:{plan.pk}",
                due=due,
                text=text % {"name": enrolment.candidate},
                act=act,
                url=plan.get_absolute_url(),
                pilot=plan.pilot,
                context=enrolment.training_class.name,
                mail_from=due,
                mail_text=mailed,
            )


def _silent(user):
    """Arrangements that UWV has not answered, for the owner who asked and those who stand in."""
    asked = UwvArrangement.objects.visible_to(user).filter(state=UwvArrangement.State.ASKED)
    for arrangement in asked.select_related("candidate__pilot").order_by("asked_on", "pk"):
        due = arrangement.asked_on + uwv.SILENCE
        yield Reminder(
            key=f"uwv:{arrangement.pk}",
            due=due,
            text=_("Ask UWV again about %(name)s") % {"name": arrangement.candidate}
            if due <= timezone.localdate()
            else _("Record what UWV answers about %(name)s") % {"name": arrangement.candidate},
            act=_("Open"),
            url=arrangement.get_absolute_url(),
            pilot=arrangement.candidate.pilot,
            mail_from=due,
            mail_text=_("Ask UWV again about a candidate"),
        )


def checklist(pilot, user):
    """What financing asks of this pilot, as items of ``_checklist.html``, for owners and provider; three queries."""
    if pilot.pk not in user.pilots(Role.OWNER, Role.PROVIDER):
        return
    owner = user.has_role(Role.OWNER, pilot=pilot)
    count = _participants(pilot)
    if owner:
        yield from _budget_lines(pilot)
    yield _plans_line(pilot, count)
    if owner and count["unemployed"]:
        yield {
            "label": _("Arranged with UWV"),
            "url": reverse("funding:plans", args=[pilot.slug]),
            "status": "done" if count["agreed"] == count["unemployed"] else "busy",
            "badge": _of(count["agreed"], count["unemployed"]),
            "note": _("For participants who come from unemployment; the owner does this."),
            "who": _("the pilot owners"),
        }
    policy = pilot.policy_in_force
    if owner and policy and policy.with_stoof and not rules.stoof_terms():
        yield {
            "label": _("Terms with STOOF agreed"),
            "url": reverse("terms"),
            "status": "todo",
            "who": _("the pilot owners"),
        }


def _of(done, whole):
    return _("%(done)d of %(all)d") % {"done": done, "all": whole}


def _participants(pilot):
    """Counts of who is on a seat: all, with a plan in force, from unemployment, and of those arranged with UWV."""
    mine = Plan.objects.filter(enrolment=OuterRef("pk"))
    agreed = UwvArrangement.objects.agreed().filter(candidate=OuterRef("candidate"))
    people = Enrolment.objects.seated().filter(training_class__programme__pilot=pilot)
    counted = ~Q(training_class__state=TrainingClass.State.CANCELLED)
    unemployed = Q(candidate__employment="unemployed", state__in=Enrolment.RUNNING)
    return people.order_by().aggregate(
        all=Count("pk", filter=counted),
        done=Count("pk", filter=counted & Exists(mine.in_force())),
        unemployed=Count("pk", filter=unemployed),
        agreed=Count("pk", filter=unemployed & Exists(agreed)),
    )


def _budget_lines(pilot):
    """Whether every fund set money aside for training, and for managing the pilot (advice 8.3.5-03, -15); one query."""
    funds = {row.fund_id: row.fund.name for row in pilot.pilot_funds.all()}
    known = set(Budget.objects.filter(pilot=pilot).values_list("fund", "kind"))
    for kind, label, url in (
        (Budget.Kind.TRAINING, _("Training budget of every fund"), "funding:budgets"),
        (Budget.Kind.MANAGEMENT, _("Management budget of every fund"), "funding:managing"),
    ):
        missing = [name for fund, name in funds.items() if (fund, kind) not in known]
        line = {"label": label, "url": reverse(url, args=[pilot.slug]), "who": _("the pilot owners")}
        if not missing:
            yield line | {"status": "done"}
            continue
        note = _("Not yet: %(funds)s.") % {"funds": ", ".join(missing)}
        there = len(funds) - len(missing)
        yield line | {"status": "busy" if there else "todo", "badge": _of(there, len(funds)), "note": note}


def _plans_line(pilot, count):
    line = {
        "label": _("Financing plans approved"),
        "url": reverse("funding:plans", args=[pilot.slug]),
        "who": _("the provider, which makes them, and the pilot owner, who approves them"),
    }
    if not count["all"]:
        return line | {"status": "todo", "note": _("Plans are made for participants of a class.")}
    done = count["done"] == count["all"]
    return line | {"status": "done" if done else "busy", "badge": _of(count["done"], count["all"])}
