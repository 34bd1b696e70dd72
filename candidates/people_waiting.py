"""People of a pilot who wait for a next step or for news, as lines of *My work*; one query for all."""

from datetime import datetime, timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from candidates import hearing, rounds
from candidates.models import Attendance, Candidate, Interview
from pilot.addresses import reverse
from pilot.choices import Role
from pilot.models import Pilot
from pilot.questions import Ids, question
from pilot.reminders import Reminder

STATE = Candidate.State
#: People are told within a month that they are recorded.
TELL_WITHIN = timedelta(days=30)
#: Our own pace: who came in hears of a session, who is ready is planned, and a result is decided, within two weeks.
PACE = timedelta(days=14)
#: People who have to be called are mailed about so long before their last day.
CALL_MAIL = timedelta(days=3)
PROVIDER, SELECTOR = Role.PROVIDER, Role.SELECTOR
#: What is asked of each person to know what waits.
PERSON = (
    "state",
    "told_at",
    "created_at",
    "since",
    "alone_since",
    "asked",
    "has_plan",
    "calls",
    "alone",
    "early",
    "runs",
)
#: Who waits for what, and from which moment that is reckoned.
GROUPS = {
    "tell": (lambda one: one["told_at"] is None and one["state"] != STATE.OUT, "created_at"),
    "inform": (lambda one: one["state"] == STATE.REGISTERED and not one["asked"], "created_at"),
    "invite": (lambda one: one["state"] == STATE.INFORMED, "created_at"),
    "plan": (lambda one: one["state"] == STATE.INVITED and not one["has_plan"], "created_at"),
    # Told by telephone; after the interview that is for who was there.
    "call": (lambda one: one["calls"] and one["early"], "since"),
    "call_later": (lambda one: one["calls"] and not one["early"], "since"),
    # Heard automatic messages only.
    "alone": (lambda one: one["alone"] and one["runs"] and one["early"], "alone_since"),
    "alone_later": (lambda one: one["alone"] and one["runs"] and not one["early"], "alone_since"),
}
#: What a provider that recruits does too; the rest is for who selects.
OF_PROVIDER = ("tell", "inform", "call", "alone")


def waiting(user, pilot=None):
    """By pilot: people to tell that they are recorded, to inform, to invite, to plan an interview for and to call.

    For owners the round of selection that has to be closed or talked over, and people whom nobody called in time;
    together one query. In one ``pilot`` or in all.
    """
    pilots, owned = user.pilots(SELECTOR, PROVIDER), user.pilots(Role.OWNER)
    if pilot is not None:
        pilots, owned = pilots & {pilot.pk}, owned & {pilot.pk}
    if not pilots and not owned:
        return
    for row in _rows(pilots | owned, timezone.now()):
        pilot = Pilot(pk=row["pk"], slug=row["slug"], title=row["title"])
        if pilot.pk in owned and row["state"] == Pilot.State.RUNNING:
            still = any(one["state"] in (STATE.INVITED, STATE.INTERVIEWED) for one in row["people"])
            yield from rounds.lines(pilot, row, still)
            if pilot.pk not in pilots:
                yield from _escalated(pilot, row["people"])
        if pilot.pk not in pilots:
            continue
        selects = user.has_role(SELECTOR, pilot=pilot)
        for name, (belongs, since) in GROUPS.items():
            found = [one[since] for one in row["people"] if belongs(one)]
            if found and (selects or name in OF_PROVIDER):
                yield _line(pilot, name, len(found), _first(found))


@question
def _rows(pilots: Ids, now: datetime):
    """Pilots with what is known of each person for whom something may wait, and with their last round."""
    asked = (Attendance.State.INVITED, Attendance.State.WAITING)
    running = Q(pilot__state=Pilot.State.RUNNING)
    here = Candidate.objects.filter(pilot=OuterRef("pk"), erased_at__isnull=True)
    everybody = hearing.with_alone(hearing.with_since(here)).annotate(
        asked=Exists(Attendance.objects.filter(candidate=OuterRef("pk"), state__in=asked)),
        has_plan=Exists(Interview.objects.filter(candidate=OuterRef("pk"), state=Interview.State.PLANNED)),
        calls=ExpressionWrapper(hearing.to_call(now) & running, output_field=BooleanField()),
        runs=ExpressionWrapper(running, output_field=BooleanField()),
        early=ExpressionWrapper(hearing.EARLY, output_field=BooleanField()),
    )
    # Each person once, and each question about them once: as counts of groups the database would ask them many times.
    told = JSONObject(**{name: name for name in PERSON})
    # Most people fell out and heard so: nothing waits for them.
    some = everybody.filter(~Q(state=STATE.OUT) | hearing.fell_out_untold())
    return (
        Pilot.objects.filter(pk__in=pilots)
        .order_by("pk")
        .annotate(people=ArraySubquery(some.order_by().values(found=told)), **rounds.facts())
        .values("pk", "slug", "title", "state", "people", "round", "decided")
    )


def _first(moments):
    # Moments as JSON writes them, all in one time zone, sort as texts.
    return timezone.localdate(parse_datetime(min(moments)))


def _escalated(pilot, people):
    """Who hears automatic messages only and was not called in time by who selects: the owner sees to it."""
    late = timezone.now() - hearing.CALL_WITHIN
    found = [one["alone_since"] for one in people if one["alone"] and parse_datetime(one["alone_since"]) <= late]
    if not found:
        return
    since = _first(found)
    yield Reminder(
        key=f"candidates:alone_owner:{pilot.pk}:{since}",
        due=since + hearing.WITHIN,
        text=ngettext(
            "See to it that %(n)s person who hears automatic messages only is called",
            "See to it that %(n)s people who hear automatic messages only are called",
            len(found),
        )
        % {"n": len(found)},
        act=_("Look who"),
        url=reverse("candidates:waits", args=[pilot.slug]),
        pilot=pilot,
        mail_from=since + hearing.CALL_WITHIN,
    )


def _line(pilot, name, count, since):
    waits = reverse("candidates:waits", args=[pilot.slug])
    people = reverse("candidates:list", args=[pilot.slug])
    text, act, url, due = {
        "tell": lambda: (
            ngettext("Tell %(n)s person that they are recorded", "Tell %(n)s people that they are recorded", count),
            _("Choose"),
            f"{people}?niet_verteld=1",
            since + TELL_WITHIN,
        ),
        "inform": lambda: (
            ngettext(
                "Invite %(n)s person to an information session", "Invite %(n)s people to an information session", count
            ),
            _("Choose"),
            f"{people}?stand=registered",
            since + PACE,
        ),
        "invite": lambda: (
            ngettext("Invite %(n)s person for an interview", "Invite %(n)s people for an interview", count),
            _("Choose"),
            f"{people}?stand=informed",
            since + 2 * PACE,
        ),
        "plan": lambda: (
            ngettext("Plan the interview of %(n)s person", "Plan the interviews of %(n)s people", count),
            pgettext("verb", "Plan"),
            reverse("candidates:interview_assign", args=[pilot.slug]),
            since + 3 * PACE,
        ),
        "call": lambda: (
            ngettext(
                "Call %(n)s person who waits for news and gets no mail",
                "Call %(n)s people who wait for news and get no mail",
                count,
            ),
            _("Look who"),
            waits,
            since + hearing.WITHIN,
        ),
        "call_later": lambda: (
            ngettext(
                "Call %(n)s person with news about the selection",
                "Call %(n)s people with news about the selection",
                count,
            ),
            _("Look who"),
            waits,
            since + hearing.WITHIN,
        ),
        "alone": lambda: _of_alone(count, waits, since),
        "alone_later": lambda: _of_alone(count, waits, since),
    }[name]()
    mailed = {"tell": due - timedelta(days=7), "call": due - CALL_MAIL, "call_later": due - CALL_MAIL}
    mailed |= {"alone": due - CALL_MAIL, "alone_later": due - CALL_MAIL}
    return Reminder(
        key=f"candidates:{name}:{pilot.pk}:{since}",
        due=due,
        text=text % {"n": count},
        act=act,
        url=url,
        pilot=pilot,
        mail_from=mailed.get(name),
    )


def _of_alone(count, url, since):
    words = ngettext(
        "Call %(n)s person who heard automatic messages only for weeks",
        "Call %(n)s people who heard automatic messages only for weeks",
        count,
    )
    return words, _("Look who"), url, since + hearing.CALL_WITHIN
