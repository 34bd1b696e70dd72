"""What is next for a match, who does it, by when; and how far it came. Reads a match ``with_steps()``."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from candidates.models import Candidate, Match
from companies.models import Participation
from pilot import formats
from pilot.addresses import reverse
from pilot.choices import Role

SELECTOR = frozenset({Role.SELECTOR})
OWNER = frozenset({Role.OWNER})
#: Working days for each step, counted from what came before it.
DAYS = {
    "visit": 10,
    "closing": 10,
    "share": 5,
    "introduction": 5,
    "yes": 5,
    "advise": 3,
    "place": 5,
    "employment": 5,
    "end": 5,
}


@dataclass(frozen=True)
class Step:
    """The next step of one match. ``roles`` may do it; ``who`` says so in words; ``due`` is the last day."""

    code: str
    sentence: str
    label: str
    roles: frozenset
    who: str
    due: date
    url: str


def weekdays_after(day, count):
    """Return the day that lies ``count`` weekdays after ``day`` (a Saturday counts as the Friday before)."""
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day


def next_step(match):
    """Return the ``Step`` that is next, or ``None`` when nothing waits: placed with employment, ended, declined."""
    state = Match.State
    if match.state in (state.ENDED, state.DECLINED):
        return None
    if match.state == state.PLACED:
        stopped = match.vacancy.participation
        if stopped.state != Participation.State.COMMITTED:
            # The company withdrew: somebody decides what becomes of who is placed there.
            return _step(match, "end", _day(stopped.withdrawn_at or match.placed_at), SELECTOR)
        if match.employed_from:
            return None
        return _step(match, "employment", _day(match.placed_at), frozenset({Role.SELECTOR, Role.PROVIDER}))
    if _gone(match):
        return _step(match, "decline", timezone.localdate(), SELECTOR)
    if match.state == state.AGREED:
        if match.advised_by_id is None:
            return _step(match, "advise", _latest_yes(match), SELECTOR)
        asked = _day(match.advised_at) if match.advised_at else _latest_yes(match)
        return _step(match, "place", asked, OWNER)
    if match.state == state.INTRODUCED:
        return _after_introduction(match)
    proposed = _day(match.proposed_at)
    if match.closed_on is None:
        return _step(match, "visit" if match.last_visit is None else "closing", proposed, SELECTOR)
    if match.shared_agreed_on is None:
        return _step(match, "share", max(proposed, match.closed_on), SELECTOR)
    return _step(match, "introduction", max(proposed, match.closed_on, match.shared_agreed_on), SELECTOR)


def _gone(match):
    """Whether the candidate was placed elsewhere or fell out, or the company withdrew, while the match still runs."""
    committed = match.vacancy.participation.state == Participation.State.COMMITTED
    return match.placed_elsewhere or match.candidate.state != Candidate.State.QUALIFIED or not committed


def _after_introduction(match):
    day = _day(match.introduced_at) if match.introduced_at else _day(match.proposed_at)
    if match.introduced_at and match.introduced_at > timezone.now():
        return _step(match, "meet", day, SELECTOR)
    if not match.training_agreed:
        return _step(match, "sheet", day, SELECTOR)
    if match.company_yes is None:
        return _step(match, "company_yes", day, SELECTOR)
    return _step(match, "candidate_yes", day, SELECTOR)


def _step(match, code, since, roles):
    """Put a step into words. The sentences name nobody: some of them go out by mail."""
    here = [match.pk]
    about = [match.candidate_id]
    words = {
        "visit": (_("Record a company visit"), _("Record visit"), "visit_new", about),
        "closing": (_("Hold the closing conversation"), _("Record conversation"), "closing", about),
        "share": (
            _("Ask the candidate to agree to what the company will see"),
            _("Record agreement"),
            "share",
            here,
        ),
        "introduction": (_("Plan the introduction"), _("Plan introduction"), "introduction", here),
        "meet": (_("Hold the introduction"), _("Open sheet"), "introduction", here),
        "sheet": (_("Write down which training the company agreed to"), _("Fill in sheet"), "introduction", here),
        "company_yes": (_("Record what the company says"), _("Record yes"), "agreement", [match.pk, "company"]),
        "candidate_yes": (_("Record what the candidate says"), _("Record yes"), "agreement", [match.pk, "candidate"]),
        "advise": (_("Advise the owner on the placement"), _("Give advice"), "advise", here),
        "place": (_("Give permission for the placement"), _("Check and decide"), "place", here),
        "decline": (
            _("Close this match: candidate or company is no longer available"),
            _("Close match"),
            "decline",
            here,
        ),
        "end": (
            _("Decide about the placement: the company withdrew"),
            _("Look for a solution or end it"),
            "end",
            here,
        ),
        "employment": (_("Record the employment"), _("Record employment"), "employment", here),
    }
    sentence, label, name, arguments = words[code]
    days = DAYS.get("yes" if code in ("sheet", "company_yes", "candidate_yes") else code, 0)
    url = reverse(f"candidates:{name}", args=arguments)
    return Step(
        code=code,
        sentence=sentence,
        label=label,
        roles=roles,
        who=_who(match, roles),
        due=weekdays_after(since, days),
        url=f"{url}?match={match.pk}" if arguments is about else url,
    )


def _who(match, roles):
    if roles == OWNER:
        fund = match.vacancy.participation.company.fund
        return _("the owner for %(fund)s") % {"fund": fund} if fund else _("the pilot owner")
    return match.proposed_by.name


def _latest_yes(match):
    return max((day for day in (match.company_yes, match.candidate_yes) if day), default=_day(match.proposed_at))


def _day(moment):
    return timezone.localdate(moment)


def phases(match):
    """Return how far the match came, for ``_phases.html``: proposal to placement in six steps."""
    state = Match.State
    introduced = match.state in (state.INTRODUCED, state.AGREED, state.PLACED, state.ENDED)
    agreed = match.state in (state.AGREED, state.PLACED, state.ENDED)
    placed = match.state in (state.PLACED, state.ENDED)
    met = introduced and not (match.introduced_at and match.introduced_at > timezone.now())
    closed = match.closed_on is not None
    steps = [
        (pgettext("match phase", "Proposal"), True, match.proposed_at),
        (pgettext("match phase", "Visit"), match.last_visit is not None or closed or introduced, match.last_visit),
        (pgettext("match phase", "Conversation"), closed or introduced, match.closed_on),
        (pgettext("match phase", "Introduction"), met or agreed, match.introduced_at),
        (pgettext("match phase", "Agreement"), agreed, _latest_yes(match) if agreed else None),
        (pgettext("match phase", "Placed"), placed, match.placed_at),
    ]
    running = match.state in (state.PROPOSED, state.INTRODUCED, state.AGREED)
    strip = []
    for label, done, moment in steps:
        now = running and not done and all(phase["status"] == "done" for phase in strip)
        strip.append(
            {
                "label": label,
                "status": "done" if done else "now" if now else "todo",
                "note": formats.short_day(moment) if moment else "",
            }
        )
    return strip
