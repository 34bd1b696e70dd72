"""What is next for a candidate, who does it, by when: one rule for the list, the case page and the search."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import cache
from typing import NamedTuple

from django.db.models import Case, OuterRef, Subquery, When
from django.db.models.functions import JSONObject
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from candidates.matching_permissions import may_compare
from candidates.models import Attendance, Candidate, Interview
from candidates.permissions import may_plan_interviews, may_recruit
from pilot import formats

STATE, STAGE = Candidate.State, Candidate.Stage
#: Within so many days after the moment before it; the same pace as *My work* keeps.
PACE = timedelta(days=14)


class Step(NamedTuple):
    """One next step: a sentence, who does it, the last day, and the button that leads there (label empty: none)."""

    sentence: str
    who: str = ""
    due: date | None = None
    url: str = ""
    label: str = ""
    #: Who may follow the button: a predicate of user and pilot, or nothing when everybody who sees the case may.
    needs: Callable | None = None

    def shown_to(self, user, pilot):
        """The step as this user sees it: without a button that would be refused."""
        refused = self.needs is not None and not self.needs(user, pilot)
        return self._replace(url="", label="") if refused else self


def with_next(candidates):
    """Annotate what ``next_step`` reads: stage, open invitation, planned interview, interview without a decision.

    Each of the last three is the object's ``pk`` and its moment ``at`` together, or ``None``; each for those of whom it
    is asked: who is registered, invited, interviewed.
    """
    return candidates.with_stage().annotate(**_meetings())


@cache
def _meetings():
    # Made once: an expression is never changed. The database looks only where the state asks for it.
    mine = {"candidate": OuterRef("pk")}
    reached = (Attendance.State.INVITED, Attendance.State.WAITING)
    asked = Attendance.objects.filter(**mine, state__in=reached).order_by("state", "session__at")
    planned = Interview.objects.filter(**mine, state=Interview.State.PLANNED)
    undecided = Interview.objects.undecided().filter(**mine).order_by("-at")
    meeting = JSONObject(pk="pk", at="at")
    session = JSONObject(pk="session", at="session__at", state="state")
    return {
        "asked": _when(STATE.REGISTERED, asked.values(meeting=session)),
        "planned": _when(STATE.INVITED, planned.values(meeting=meeting)),
        "undecided": _when(STATE.INTERVIEWED, undecided.values(meeting=meeting)),
    }


def _when(state, found):
    return Case(When(state=state, then=Subquery(found[:1])))


def next_step(candidate):
    """The next ``Step`` of a candidate ``with_next``, or ``None`` when selection has nothing left to do."""
    make = STEPS.get(candidate.stage)
    return make(candidate) if make else None


def _registered(candidate):
    pilot = candidate.pilot.slug
    if candidate.asked is None:
        return Step(
            _("Invite to an information session"),
            pgettext("who does it", "the provider"),
            _after(candidate.created_at, PACE),
            reverse_lazy("candidates:sessions", args=[pilot]),
            _("Choose a session"),
            may_recruit,
        )
    at, url = _moment(candidate.asked), reverse_lazy("candidates:session", args=[candidate.asked["pk"]])
    if candidate.asked["state"] == Attendance.State.WAITING:
        words = _("Waits for a place at the information session of %(day)s")
        return Step(words % {"day": formats.day(at)}, url=url, label=pgettext("verb", "Open"))
    if at > timezone.now():
        words = _("Comes to the information session of %(day)s")
        return Step(words % {"day": formats.day(at)}, url=url, label=pgettext("verb", "Open"))
    return Step(
        _("Note whether this person came to the session of %(day)s") % {"day": formats.day(at)},
        pgettext("who does it", "the provider"),
        _after(at, timedelta(days=1)),
        url,
        _("Note attendance"),
        may_recruit,
    )


def _informed(candidate):
    return Step(
        _("Invite for an interview"),
        pgettext("who does it", "the selector"),
        None,
        format_lazy(
            "{}?act=interview&pick={}", reverse_lazy("candidates:bulk", args=[candidate.pilot.slug]), candidate.pk
        ),
        _("Invite"),
        may_plan_interviews,
    )


def _invited(candidate):
    if candidate.planned is None:
        return Step(
            _("Plan the interview"),
            pgettext("who does it", "the selector"),
            None,
            reverse_lazy("candidates:interview_plan", args=[candidate.pk]),
            pgettext("verb", "Plan"),
            may_plan_interviews,
        )
    at, url = _moment(candidate.planned), reverse_lazy("candidates:interview", args=[candidate.planned["pk"]])
    if at > timezone.now():
        return Step(
            _("Interview on %(when)s") % {"when": formats.moment(at)},
            url=url,
            label=pgettext("verb", "Open"),
        )
    return Step(
        _("Both interviewers hand in their card"),
        pgettext("who does it", "the two interviewers"),
        timezone.localdate(at),
        url,
        pgettext("verb", "Open"),
    )


def _interviewed(candidate):
    if candidate.undecided is None:
        return None
    return Step(
        _("Decide what the interview came to"),
        pgettext("who does it", "the selector"),
        _after(_moment(candidate.undecided), timedelta(days=7)),
        reverse_lazy("candidates:interview", args=[candidate.undecided["pk"]]),
        _("Look at the scores"),
    )


def _qualified(candidate):
    return Step(
        _("Find a company that fits"),
        pgettext("who does it", "the selector"),
        None,
        reverse_lazy("candidates:vacancies_for", args=[candidate.pk]),
        _("Vacancies that fit"),
        may_compare,
    )


def _matched(candidate):
    return Step(
        _("A match is on its way"),
        url=reverse_lazy("candidates:matches", args=[candidate.pilot.slug]),
        label=_("Matches"),
    )


#: What is next by stage. Addresses are lazy: a list shows the sentence alone.
STEPS = {
    STATE.REGISTERED: _registered,
    STATE.INFORMED: _informed,
    STATE.INVITED: _invited,
    STATE.INTERVIEWED: _interviewed,
    STATE.QUALIFIED: _qualified,
    STAGE.MATCHED: _matched,
}


def _moment(meeting) -> datetime:
    return parse_datetime(meeting["at"])


def _after(moment: datetime, days: timedelta) -> date:
    return timezone.localdate(moment) + days
