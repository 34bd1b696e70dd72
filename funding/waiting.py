"""What waits for whom in financing, and what this phase still asks of a pilot."""

from datetime import timedelta

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    Count,
    DateField,
    Exists,
    F,
    Min,
    OuterRef,
    Q,
    Value,
    When,
)
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from funding import plans, rules, uwv
from funding.models import Budget, Plan, UwvArrangement
from pilot.addresses import reverse
from pilot.choices import Role
from pilot.models import Pilot, Topic, User
from pilot.permissions import provider_may
from pilot.phases import terms
from pilot.questions import Ids, question
from pilot.reminders import Reminder
from training.models import Enrolment, TrainingClass

#: Plans are made this long before a class starts.
BEFOREHAND = timedelta(days=28)
OPEN = (TrainingClass.State.FORMING, TrainingClass.State.CONFIRMED, TrainingClass.State.RUNNING)
#: A plan that the facts overtook is replaced, or lapses, within this time.
OVERTAKEN = timedelta(days=14)


def waiting(user):
    """Yield what waits for an owner or provider: plans to make, approve and replace, a class to start, a silent UWV.

    Two queries, however many classes there are, and one for what the provider is appointed for.
    """
    pilots = user.pilots(Role.OWNER, Role.PROVIDER)
    if not pilots:
        return
    for training_class in _open_classes(pilots, user):
        yield from _of_class(training_class, user)
    for row in _papers(pilots, user):
        yield from _of_paper(row, user)


@question
def _open_classes(pilots: Ids, user: User):
    return _classes(pilots, user).filter(state__in=OPEN)


def _of_class(training_class, user):
    owner = user.has_role(Role.OWNER, pilot=training_class.pilot_id)
    if training_class.without and provider_may(user, training_class.pilot_id, Topic.TRAINING):
        yield _to_make(training_class)
    if owner and training_class.to_approve:
        yield _to_approve(training_class)
    if owner and _ready(training_class):
        yield _to_start(training_class)


def _classes(pilots, user):
    """Classes that were not cancelled, with counts of plans of who is on a seat."""
    mine = Plan.objects.filter(enrolment=OuterRef("enrolments"))
    seated = Q(enrolments__seat__isnull=False)
    others = Q(enrolments__plans__state=Plan.State.PROPOSED) & ~Q(enrolments__plans__proposed_by=user.pk) & seated
    return (
        TrainingClass.objects.in_pilots(pilots)
        .exclude(state=TrainingClass.State.CANCELLED)
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


@question
def _papers(pilots: Ids, user: User):
    """Plans that the facts overtook, and arrangements that UWV has not answered."""
    overtaken, silent = _overtaken_and_silent(pilots, user)
    return overtaken.union(silent, all=True)


@question
def _papers_and_budgets(pilots: Ids, user: User):
    """The same, with rows of which fund has which budget."""
    overtaken, silent = _overtaken_and_silent(pilots, user)
    return overtaken.union(silent, _budgets(pilots), all=True)


def _overtaken_and_silent(pilots, user):
    """Of an overtaken plan the participant left, or the placement ended (domain 3.4).

    Of UWV only what the user may know.
    """
    left = Q(enrolment__seat__isnull=True)
    moved = Q(enrolment__state__in=Enrolment.RUNNING, match__isnull=False) & ~Q(match__state="placed")
    renewed = Plan.objects.open().filter(enrolment=OuterRef("enrolment"))
    overtaken = (
        Plan.objects.in_pilots(pilots)
        .filter(state=Plan.State.APPROVED)
        .filter(left | moved & ~Exists(renewed))
        .annotate(
            kind=Case(When(left, then=_text("lapse")), default=_text("replace")),
            since=TruncDate(
                Coalesce(Case(When(left, then=F("enrolment__left_at")), default=F("match__ended_at")), "approved_at")
            ),
            where=F("enrolment__training_class__name"),
        )
    )
    asked = UwvArrangement.objects.visible_to(user).in_pilots(pilots).filter(state=UwvArrangement.State.ASKED)
    silent = asked.annotate(kind=_text("uwv"), since=F("asked_on"), where=_text(""))
    return _columns(overtaken, "enrolment__candidate__"), _columns(silent, "candidate__")


def _text(words):
    return Value(words, CharField())


def _columns(rows, person):
    names = [f"{person}{name}" for name in ("pilot", "pilot__slug", "pilot__title", "pk", "first_name", "last_name")]
    return rows.order_by().values_list("kind", "pk", "since", "where", *names)


def _of_paper(row, user):
    """The line of *My work* for one row of ``_papers``, when it is for this user."""
    kind, pk, since, where, pilot_id, slug, title, person, *names = row
    name, pilot = " ".join(names), Pilot(pk=pilot_id, slug=slug, title=title)
    if kind == "uwv":
        yield _silent(name, reverse("funding:uwv", args=[person]), pk, since, pilot)
    elif user.has_role(Role.OWNER, pilot=pilot) if kind == "lapse" else provider_may(user, pilot, Topic.TRAINING):
        yield _overtaken(name, pk, since + OVERTAKEN, pilot, where, lapses=kind == "lapse")


def _overtaken(name, pk, due, pilot, where, *, lapses):
    """An approved plan that the facts overtook: the participant left, or the placement ended (domain 3.4)."""
    if lapses:
        text, mailed = _("Let the plan of %(name)s lapse"), _("Let the plan of a participant lapse")
    else:
        text, mailed = _("Replace the plan of %(name)s"), _("Replace the plan of a participant")
    return Reminder(
        key=f"plan-overtaken:{pk}",
        due=due,
        text=text % {"name": name},
        act=_("Let it lapse") if lapses else _("Replace"),
        url=reverse("funding:plan", args=[pk]),
        pilot=pilot,
        context=where,
        mail_from=due,
        mail_text=mailed,
    )


def _silent(name, url, pk, asked_on, pilot):
    """An arrangement that UWV has not answered, for the owner who asked and those who stand in."""
    due = asked_on + uwv.SILENCE
    return Reminder(
        key=f"uwv:{pk}",
        due=due,
        text=_("Ask UWV again about %(name)s") % {"name": name}
        if due <= timezone.localdate()
        else _("Record what UWV answers about %(name)s") % {"name": name},
        act=_("Open"),
        url=url,
        pilot=pilot,
        mail_from=due,
        mail_text=_("Ask UWV again about a candidate"),
    )


def checklist(pilot, user):
    """What financing asks of this pilot, as items of ``_checklist.html``, for owners and provider; two queries."""
    if pilot.pk not in user.pilots(Role.OWNER, Role.PROVIDER):
        return
    owner = user.has_role(Role.OWNER, pilot=pilot)
    # The line of training read the classes just before: without any there is nothing to count.
    none = pilot.__dict__.get("_open_classes") == [] and pilot._first_over is None
    classes = [] if none else _of_unemployed([pilot.pk], user)
    papers = _papers_and_budgets([pilot.pk], user) if owner else _papers([pilot.pk], user)
    if owner:
        yield from _budget_lines(pilot, {(row[1], row[3]) for row in papers if row[0] == BUDGET})
    opened = [each for each in classes if each.state in OPEN]
    waits = [item for each in opened for item in _of_class(each, user)]
    waits += [item for row in papers if row[0] != BUDGET for item in _of_paper(row, user)]
    yield _plans_line(pilot, classes) | {"waits": waits}
    unemployed, agreed = (sum(getattr(each, name) for each in classes) for name in ("unemployed", "agreed"))
    if owner and unemployed:
        asked = [row[2] for row in papers if row[0] == "uwv"]
        yield {
            "label": _("Arranged with UWV"),
            "url": reverse("funding:plans", args=[pilot.slug]),
            "status": "done" if agreed == unemployed else "busy",
            "badge": _of(agreed, unemployed),
            "note": _("For participants who come from unemployment; the owner does this."),
            "who": _("the pilot owners"),
            # What was asked is answered within a time; what was not asked yet is settled before the class starts.
            "due": min(asked) + uwv.SILENCE if asked else _first_day(opened),
        }
    policy = pilot.policy_in_force
    if owner and policy and policy.with_stoof and not rules.stoof_terms(terms.current(pilot)):
        yield {
            "label": _("Terms with STOOF agreed"),
            "url": reverse("terms"),
            "status": "todo",
            "who": _("the pilot owners"),
            "due": _first_day(opened),
        }


def _first_day(classes):
    """The first day of the next class that has not begun."""
    return min((each.start for each in classes if each.state != TrainingClass.State.RUNNING), default=None)


def _of(done, whole):
    return _("%(done)d of %(all)d") % {"done": done, "all": whole}


#: The kind of rows that tell which budgets there are.
BUDGET = "budget"


@question
def _of_unemployed(pilots: Ids, user: User):
    """Classes with how many on a seat come from unemployment, and of how many of those UWV agreed."""
    agreed = UwvArrangement.objects.agreed().filter(candidate=OuterRef("enrolments__candidate"))
    who = Q(
        enrolments__seat__isnull=False,
        enrolments__candidate__employment="unemployed",
        enrolments__state__in=Enrolment.RUNNING,
    )
    return _classes(pilots, user).annotate(
        unemployed=Count("enrolments", filter=who, distinct=True),
        agreed=Count("enrolments", filter=who & Exists(agreed), distinct=True),
    )


def _budgets(pilots):
    """Which fund (the number) has which budget (the place), as rows of ``_papers``."""
    empty = (
        Value(None, DateField()),
        *(Value(0, BigIntegerField()) for _each in range(2)),
        *(_text("") for _e in "1234"),
    )
    since, of_pilot, person, slug, title, first, last = empty
    rows = Budget.objects.filter(pilot__in=pilots).annotate(
        what=_text(BUDGET),
        since=since,
        of_pilot=of_pilot,
        slug=slug,
        title=title,
        person=person,
        first=first,
        last=last,
    )
    return rows.order_by().values_list(
        "what", "fund", "since", "kind", "of_pilot", "slug", "title", "person", "first", "last"
    )


def _budget_lines(pilot, known):
    """Whether every fund set money aside for training, and for managing the pilot (advice 8.3.5-03, -15).

    ``known`` are couples of fund id and kind of budget.
    """
    funds = {row.fund_id: row.fund.name for row in pilot.pilot_funds.all()}
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


def _plans_line(pilot, classes):
    everybody, planned = (sum(getattr(each, name) for each in classes) for name in ("seated", "planned"))
    line = {
        "label": _("Financing plans approved"),
        "url": reverse("funding:plans", args=[pilot.slug]),
        "who": _("the provider, which makes them, and the pilot owner, who approves them"),
    }
    if not everybody:
        return line | {"status": "todo", "note": _("Plans are made for participants of a class.")}
    lacking = [each.start - BEFOREHAND for each in classes if each.state in OPEN and each.planned < each.seated]
    done = planned == everybody
    due = {"due": min(lacking)} if lacking else {}
    return line | {"status": "done" if done else "busy", "badge": _of(planned, everybody)} | due
