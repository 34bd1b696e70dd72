"""What selection waits for: lines for *My work*, and its lines on the pilot's checklist."""

from datetime import datetime, timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, F, Min, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, JSONObject
from django.urls import reverse
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
    Kit,
    KitItem,
    Result,
    Scorecard,
)
from candidates.people_waiting import PACE, TELL_WITHIN
from pilot import formats
from pilot.choices import Role
from pilot.models import Pilot
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
    mine = Scorecard.objects.filter(interview=OuterRef("pk"), interviewer=user)
    knows = Abstention.objects.filter(candidate=OuterRef("interview__candidate"), person=user)
    open_card = mine.filter(~Exists(knows), submitted_at__isnull=True)
    gone = Scorecard.objects.filter(
        interview=OuterRef("pk"), interview__candidate__abstentions__person=F("interviewer")
    )
    held = Q(Exists(mine), state=Interview.State.HELD, outcome__isnull=True, candidate__state=STATE.INTERVIEWED)
    held &= Q(course=F("candidate__course"))
    rows = (
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
    )
    plans = user.pilots(SELECTOR, PROVIDER)
    for interview in rows.order_by("at", "pk"):
        if interview.state == Interview.State.PLANNED:
            if interview.card:
                yield _card(interview)
            if interview.gone and interview.candidate.pilot_id in plans:
                yield _replacement(interview)
        elif interview.to_settle:
            yield _difference(interview)
        elif interview.selects:
            yield _result(interview)


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
    open_ones = Attendance.objects.filter(session=OuterRef("pk"), state=Attendance.State.INVITED)
    rows = InformationSession.objects.filter(
        Exists(open_ones), pilot__in=user.pilots(SELECTOR, PROVIDER), at__lt=timezone.now()
    ).select_related("pilot")
    for session in rows.order_by("at", "pk"):
        yield _attendance(session.pilot, session.pk, session.at, session.place)


def _attendance(pilot, pk, at, place):
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


def checklist(pilot, user):
    """Lines for ``_checklist.html`` about selection and matching; figures only, links for who may follow them."""
    inside = pilot.pk in user.pilots(Role.OWNER, SELECTOR, PROVIDER)
    figures = _figures(pilot, user)
    everybody = figures["people"]

    def line(label, name, status, note, badge="", **more):
        url = reverse(f"candidates:{name}", args=[pilot.slug]) if inside else ""
        return {"label": label, "url": url, "status": status, "note": note, "badge": badge, "why": None, **more}

    yield line(
        _("Candidates recruited"),
        "list",
        "busy" if everybody else "todo",
        ngettext("%(n)s person is recorded.", "%(n)s people are recorded.", everybody)
        % {"n": formats.whole(everybody)},
        formats.whole(everybody),
        due=_after(figures["tell_at"], TELL_WITHIN),
    )
    held = figures["sessions_held"]
    yield line(
        _("Information given"),
        "sessions",
        "done" if figures["came"] else "todo",
        ngettext("%(sessions)s session, %(came)s people came.", "%(sessions)s sessions, %(came)s people came.", held)
        % {"sessions": held, "came": formats.whole(figures["came"])},
        due=_after(figures["inform_at"], PACE),
    )
    if not user.has_role(PROVIDER, pilot=pilot):
        yield line(
            _("Interview kit in use"),
            "kit",
            "done" if figures["kit_soft"] else "todo",
            _("%(items)s items; soft counts for %(soft)s %%, hard for %(hard)s %%.")
            % {"items": figures["kit_items"], "soft": figures["kit_soft"], "hard": 100 - figures["kit_soft"]}
            if figures["kit_soft"]
            else _("Without a kit no interview can be planned."),
            who=_("the selectors"),
        )
    yield line(
        _("Interviews held"),
        "list",
        "busy" if figures["held"] or figures["planned"] else "todo",
        _("%(held)s held, %(planned)s planned, %(qualified)s people qualified.") % figures,
        _("%(n)s held") % {"n": figures["held"]} if figures["held"] else "",
        who=_("selector and branch specialist"),
        due=_after(figures["next_at"]),
    )
    for item in matching_waiting.checklist(pilot, user, figures):
        yield item | {"waits": _waits(pilot, user, figures)}


def _after(moment, days=timedelta()):
    """The day so long after a moment; none without one."""
    return timezone.localdate(moment) + days if moment else None


def _waits(pilot, user, figures):
    """What waits here for this user. What an owner can leave to selectors is no next step: matches and rounds are."""
    found = [*matching_waiting.waiting(user, pilot), *people_waiting.waiting(user, pilot)]
    if not user.has_role(Role.OWNER, pilot=pilot):
        found += interviews(user)
    if pilot.pk in user.pilots(SELECTOR, PROVIDER):
        found += (_attendance(pilot, **session) for session in figures["unnoted"])
    return found


def _figures(pilot, user):
    """Counts of people, sessions, who came, interviews, who qualified, matches, and the kit in use; one query.

    And the first moments: of who was not told, of who was not informed, and of the interviews to come.
    """
    sessions_held = InformationSession.objects.filter(at__lt=timezone.now())
    came = Attendance.objects.filter(state=Attendance.State.ATTENDED)
    talks = Interview.objects
    counted = {
        "people": (Candidate.objects.all(), "pilot"),
        "sessions_held": (sessions_held, "pilot"),
        "came": (came, "session__pilot"),
        "planned": (talks.filter(state=Interview.State.PLANNED), "candidate__pilot"),
        "held": (talks.filter(state=Interview.State.HELD), "candidate__pilot"),
        "qualified": (Result.objects.filter(qualified=True), "candidate__pilot"),
        "kit_items": (KitItem.objects.filter(kit__state=Kit.State.IN_USE), "kit__pilot"),
        **{name: (rows, "candidate__pilot") for name, rows in matching_waiting.counted(user, pilot).items()},
    }
    counts = {name: Coalesce(_of(rows, path, Count("pk")), 0) for name, (rows, path) in counted.items()}
    people = Candidate.objects.filter(erased_at__isnull=True)
    open_ones = Exists(Attendance.objects.filter(session=OuterRef("pk"), state=Attendance.State.INVITED))
    unnoted = sessions_held.filter(open_ones, pilot=OuterRef("pk")).order_by("at", "pk")
    counts |= {
        "tell_at": _of(people.filter(told_at__isnull=True).exclude(state=STATE.OUT), "pilot", Min("created_at")),
        "inform_at": _of(people.filter(state=STATE.REGISTERED), "pilot", Min("created_at")),
        "unnoted": ArraySubquery(unnoted.values(of=JSONObject(pk="pk", at="at", place="place"))),
        "next_at": _of(talks.filter(state=Interview.State.PLANNED), "candidate__pilot", Min("at")),
        "asked_at": _of(matching_waiting.to_permit(), "candidate__pilot", Min("advised_at")),
    }
    kit = Subquery(Kit.objects.filter(pilot=OuterRef("pk")).in_use().values("soft_weight")[:1])
    return Pilot.objects.filter(pk=pilot.pk).values(**counts, kit_soft=kit).get()


def _of(rows, path, what):
    """A figure over the rows of a pilot, as part of one question for all."""
    return Subquery(rows.filter(**{path: OuterRef("pk")}).order_by().values(path).annotate(n=what).values("n"))
