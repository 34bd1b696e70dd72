"""What selection waits for: lines for *My work*."""

from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from candidates import matching_waiting, people_waiting
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
from pilot.models import User
from pilot.questions import Ids, question
from pilot.reminders import Reminder

STATE = Candidate.State
#: A card is due on the day of the interview; a mail goes out when it is three days late.
CARD_MAIL_AFTER = timedelta(days=3)
PROVIDER, SELECTOR = Role.PROVIDER, Role.SELECTOR


def waiting(user):
    """Yield what waits for ``user`` in selection, then what waits in matching."""
    yield from people_waiting.waiting(user)
    yield from interviews(user)
    yield from sessions(user)
    yield from matching_waiting.waiting(user)


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
    open_ones = Attendance.objects.known().filter(session=OuterRef("pk"), state=Attendance.State.INVITED)
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
