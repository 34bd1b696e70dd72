"""What selection waits for: lines for *My work*."""

from datetime import datetime, timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from candidates import hearing, matching_waiting, rounds
from candidates.models import (
    Abstention,
    Attendance,
    Candidate,
    InformationSession,
    Interview,
    Scorecard,
)
from pilot import formats
from pilot.addresses import reverse
from pilot.choices import Role
from pilot.models import Pilot, User
from pilot.questions import Ids, question
from pilot.reminders import Reminder

STATE = Candidate.State
#: People are told within a month that they are recorded.
TELL_WITHIN = timedelta(days=30)
#: Our own pace: who came in hears of a session, who is ready is planned, and a result is decided, within two weeks.
PACE = timedelta(days=14)
#: A card is due on the day of the interview; a mail goes out when it is three days late.
CARD_MAIL_AFTER = timedelta(days=3)
#: People who have to be called are mailed about so long before their last day.
CALL_MAIL = timedelta(days=3)
PROVIDER, SELECTOR = Role.PROVIDER, Role.SELECTOR
#: What is asked of each person to know what waits.
PERSON = ("state", "told_at", "created_at", "since", "asked", "has_plan", "calls", "early")
#: Who waits for what, and from which moment that is reckoned.
GROUPS = {
    "tell": (lambda one: one["told_at"] is None and one["state"] != STATE.OUT, "created_at"),
    "inform": (lambda one: one["state"] == STATE.REGISTERED and not one["asked"], "created_at"),
    "invite": (lambda one: one["state"] == STATE.INFORMED, "created_at"),
    "plan": (lambda one: one["state"] == STATE.INVITED and not one["has_plan"], "created_at"),
    # Told by telephone; after the interview that is for who was there.
    "call": (lambda one: one["calls"] and one["early"], "since"),
    "call_later": (lambda one: one["calls"] and not one["early"], "since"),
}


def waiting(user):
    """Yield what waits for ``user`` in selection, then what waits in matching."""
    yield from people(user)
    yield from interviews(user)
    yield from sessions(user)
    yield from matching_waiting.waiting(user)


def people(user, pilot=None):
    """By pilot: people to tell that they are recorded, to inform, to invite, to plan an interview for and to call.

    For owners also the round of selection that has to be closed or talked over; together one query. In one ``pilot``
    or in all.
    """
    pilots, owned = user.pilots(SELECTOR, PROVIDER), user.pilots(Role.OWNER)
    if pilot is not None:
        pilots, owned = pilots & {pilot.pk}, owned & {pilot.pk}
    if not pilots and not owned:
        return
    for row in _people(pilots | owned, timezone.now()):
        pilot = Pilot(pk=row["pk"], slug=row["slug"], title=row["title"])
        if pilot.pk in owned and row["state"] == Pilot.State.RUNNING:
            still = any(one["state"] in (STATE.INVITED, STATE.INTERVIEWED) for one in row["people"])
            yield from rounds.lines(pilot, row, still)
        if pilot.pk not in pilots:
            continue
        selects = user.has_role(SELECTOR, pilot=pilot)
        for name, (belongs, since) in GROUPS.items():
            found = [one[since] for one in row["people"] if belongs(one)]
            if found and (selects or name in ("tell", "inform", "call")):
                # Moments as JSON writes them, all in one time zone, sort as texts.
                yield _of_people(pilot, name, len(found), timezone.localdate(parse_datetime(min(found))))


@question
def _people(pilots: Ids, now: datetime):
    """Pilots with what is known of each person, and with their last round of selection."""
    asked = (Attendance.State.INVITED, Attendance.State.WAITING)
    running = Q(pilot__state=Pilot.State.RUNNING)
    everybody = hearing.with_since(Candidate.objects.filter(pilot=OuterRef("pk"), erased_at__isnull=True)).annotate(
        asked=Exists(Attendance.objects.filter(candidate=OuterRef("pk"), state__in=asked)),
        has_plan=Exists(Interview.objects.filter(candidate=OuterRef("pk"), state=Interview.State.PLANNED)),
        calls=ExpressionWrapper(hearing.to_call(now) & running, output_field=BooleanField()),
        early=ExpressionWrapper(hearing.EARLY, output_field=BooleanField()),
    )
    # Each person once, and each question about them once: as counts of groups the database would ask them many times.
    told = JSONObject(**{name: name for name in PERSON})
    # Most people fell out and heard so: nothing waits for them.
    waiting = everybody.filter(~Q(state=STATE.OUT) | hearing.fell_out_untold())
    return (
        Pilot.objects.filter(pk__in=pilots)
        .order_by("pk")
        .annotate(people=ArraySubquery(waiting.order_by().values(found=told)), **rounds.facts())
        .values("pk", "slug", "title", "state", "people", "round", "decided")
    )


def _of_people(pilot, name, count, since):
    pages = {"plan": "candidates:interview_assign", "call": "candidates:waits", "call_later": "candidates:waits"}
    page = pages.get(name, "candidates:list")
    url = reverse(page, args=[pilot.slug])
    text, act, query, due = {
        "tell": (
            ngettext("Tell %(n)s person that they are recorded", "Tell %(n)s people that they are recorded", count),
            _("Choose"),
            "?niet_verteld=1",
            since + TELL_WITHIN,
        ),
        "inform": (
            ngettext(
                "Invite %(n)s person to an information session", "Invite %(n)s people to an information session", count
            ),
            _("Choose"),
            "?stand=registered",
            since + PACE,
        ),
        "invite": (
            ngettext("Invite %(n)s person for an interview", "Invite %(n)s people for an interview", count),
            _("Choose"),
            "?stand=informed",
            since + 2 * PACE,
        ),
        "plan": (
            ngettext("Plan the interview of %(n)s person", "Plan the interviews of %(n)s people", count),
            pgettext("verb", "Plan"),
            "",
            since + 3 * PACE,
        ),
        "call": (
            ngettext(
                "Call %(n)s person who waits for news and gets no mail",
                "Call %(n)s people who wait for news and get no mail",
                count,
            ),
            _("Look who"),
            "",
            since + hearing.WITHIN,
        ),
        "call_later": (
            ngettext(
                "Call %(n)s person with news about the selection",
                "Call %(n)s people with news about the selection",
                count,
            ),
            _("Look who"),
            "",
            since + hearing.WITHIN,
        ),
    }[name]
    return Reminder(
        key=f"candidates:{name}:{pilot.pk}:{since}",
        due=due,
        text=text % {"n": count},
        act=act,
        url=url + query,
        pilot=pilot,
        mail_from={"tell": due - timedelta(days=7)}.get(name, due - CALL_MAIL if name.startswith("call") else None),
    )


def interviews(user):
    """What waits of the interviews that the user holds: the own card, differences to talk through, the decision."""
    plans = user.pilots(SELECTOR, PROVIDER)
    if not plans and not user.pilots(Role.SPECIALIST):
        return
    for interview in _interviews(user):
        if interview.state == Interview.State.PLANNED:
            if interview.card:
                yield _card(interview)
            if interview.gone and interview.candidate.pilot_id in plans:
                yield _replacement(interview)
        elif interview.to_settle:
            yield _difference(interview)
        elif interview.selects:
            yield _result(interview)


@question
def _interviews(user: User):
    """Interviews that the user holds, and planned ones of which an interviewer knows the candidate."""
    mine = Scorecard.objects.filter(interview=OuterRef("pk"), interviewer=user)
    knows = Abstention.objects.filter(candidate=OuterRef("interview__candidate"), person=user)
    open_card = mine.filter(~Exists(knows), submitted_at__isnull=True)
    gone = Scorecard.objects.filter(
        interview=OuterRef("pk"), interview__candidate__abstentions__person=F("interviewer")
    )
    held = Q(Exists(mine), state=Interview.State.HELD, outcome__isnull=True, candidate__state=STATE.INTERVIEWED)
    held &= Q(course=F("candidate__course"))
    return (
        Interview.objects.filter(
            (Q(Exists(open_card), state=Interview.State.PLANNED) | held)
            & Q(candidate__pilot__in=user.pilots(SELECTOR, Role.SPECIALIST))
            | Q(Exists(gone), state=Interview.State.PLANNED, candidate__pilot__in=user.pilots(SELECTOR, PROVIDER))
        )
        .with_to_settle()
        .annotate(
            card=Subquery(open_card.values("pk")[:1]),
            selects=Exists(mine.filter(part=Scorecard.Part.SELECTOR)),
            gone=Subquery(gone.order_by("part").values("part")[:1]),
        )
        .select_related("candidate__pilot")
        .order_by("at", "pk")
    )


def _replacement(interview):
    """A planned interview of which an interviewer knows the candidate, for who plans interviews."""
    return Reminder(
        key=f"replace:{interview.pk}:{interview.gone}",
        due=max(timezone.localdate(), timezone.localdate(interview.at) - timedelta(days=1)),
        text=_("Choose another interviewer for the interview of %(when)s") % {"when": formats.moment(interview.at)},
        act=_("Choose"),
        url=reverse("candidates:interview_replace", args=[interview.pk, interview.gone]),
        pilot=interview.candidate.pilot,
        context=interview.where,
    )


def _card(interview):
    """An own card that is not handed in: due on the day of the interview, mailed three days later.

    The line goes by mail, so it names the moment and not the candidate.
    """
    due = timezone.localdate(interview.at)
    return Reminder(
        key=f"card:{interview.card}",
        due=due,
        text=_("Score the interview of %(when)s") % {"when": formats.moment(interview.at)},
        act=pgettext("verb", "Score"),
        url=reverse("candidates:scorecard", args=[interview.card]),
        pilot=interview.candidate.pilot,
        context=interview.place,
        mail_from=due + CARD_MAIL_AFTER,
    )


def _difference(interview):
    """Items two points or more apart, for either of the two interviewers."""
    return Reminder(
        key=f"settle:{interview.pk}",
        due=timezone.localdate(interview.at) + timedelta(days=5),
        text=ngettext(
            "Talk %(n)s difference in scores through",
            "Talk %(n)s differences in scores through",
            interview.to_settle,
        )
        % {"n": interview.to_settle},
        act=_("Compare"),
        url=interview.get_absolute_url(),
        pilot=interview.candidate.pilot,
        context=interview.candidate.name,
    )


def _result(interview):
    """The decision, for the selector who held the interview."""
    return Reminder(
        key=f"result:{interview.pk}",
        due=timezone.localdate(interview.at) + timedelta(days=7),
        text=_("Decide what the interview came to"),
        act=_("Decide"),
        url=reverse("candidates:result", args=[interview.pk]),
        pilot=interview.candidate.pilot,
        context=interview.candidate.name,
    )


def sessions(user):
    """Information sessions that were held and where attendance is not noted of everybody."""
    if pilots := user.pilots(SELECTOR, PROVIDER):
        for session in _sessions(pilots, timezone.now()):
            yield attendance(session.pilot, session.pk, session.at, session.place)


@question
def _sessions(pilots: Ids, now: datetime):
    """Sessions that were held with somebody of whom it is not noted whether they came."""
    open_ones = Attendance.objects.filter(session=OuterRef("pk"), state=Attendance.State.INVITED)
    rows = InformationSession.objects.filter(Exists(open_ones), pilot__in=pilots, at__lt=now)
    return rows.select_related("pilot").order_by("at", "pk")


def attendance(pilot, pk, at, place):
    """Who came to a session that was held; its moment may come as text, out of the figures of the page."""
    at = at if isinstance(at, datetime) else datetime.fromisoformat(at)
    return Reminder(
        key=f"attendance:{pk}",
        due=timezone.localdate(at) + timedelta(days=1),
        text=_("Note who came to the information session of %(day)s") % {"day": formats.day(at)},
        act=pgettext("verb", "Note"),
        url=reverse("candidates:session", args=[pk]),
        pilot=pilot,
        context=place,
    )
