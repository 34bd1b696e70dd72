"""What waits between proposal and placement: lines for *My work*, and the line on the pilot's checklist."""

from datetime import date

from django.db.models import Exists, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from candidates.matching_permissions import may_match, may_permit
from candidates.matching_steps import DAYS, next_step, weekdays_after
from candidates.models import Match
from candidates.permissions import may_see_people
from companies.models import Participation
from pilot.addresses import reverse
from pilot.choices import Role
from pilot.models import Assignment, Topic, User
from pilot.permissions import provider_may
from pilot.questions import Ids, question
from pilot.reminders import Reminder


def waiting(user, pilot=None):
    """Yield what waits for ``user``: selectors their steps, owners the permissions of their fund, providers employment.

    In one ``pilot`` or in all.

    Only permission goes out by mail, from its last day on; that line names company and vacancy, never the candidate.
    """
    pilots = user.pilots(Role.OWNER, Role.SELECTOR, Role.PROVIDER)
    if pilot is not None:
        pilots &= {pilot.pk}
    if not pilots:
        return
    for match in _matches(user, pilots, timezone.localdate()):
        step = next_step(match)
        if step is None or not may_do(user, match, step):
            continue
        yield _reminder(match, step)


@question
def _matches(user: User, pilots: Ids, day: date):
    """Matches that are on their way, or placed with something left to do; of an owner those of the own fund."""
    owned = Assignment.objects.owned(user, day, "candidate__pilot", "vacancy__participation__company__fund")
    rows = Match.objects.filter(
        Q(candidate__pilot__in=user.pilots(Role.SELECTOR, Role.PROVIDER)) | Exists(owned), candidate__pilot__in=pilots
    ).filter(
        Q(state__in=[Match.State.PROPOSED, Match.State.INTRODUCED, Match.State.AGREED])
        | Q(state=Match.State.PLACED, employment__isnull=True)
        | Q(state=Match.State.PLACED, vacancy__participation__state=Participation.State.WITHDRAWN)
    )
    return rows.as_lines().order_by("pk")


def may_do(user, match, step):
    """Say whether the step is for this user: the role in this pilot, and for permission the company's own fund."""
    if Role.OWNER in step.roles:
        return may_permit(user, match)
    if Role.PROVIDER in step.roles and provider_may(user, match.pilot_id, Topic.SECONDMENT):
        return True
    return Role.SELECTOR in step.roles and may_match(user, match.pilot_id)


def _reminder(match, step):
    where = f"{match.vacancy}, {match.company}"
    mailed = step.code == "place"
    return Reminder(
        key=f"match:{match.pk}:{step.code}:{step.due}",
        due=step.due,
        text=step.sentence,
        act=step.label,
        url=step.url,
        pilot=match.candidate.pilot,
        context=where if mailed else f"{match.candidate} · {where}",
        mail_from=step.due if mailed else None,
    )


def to_permit():
    """Matches on which both agree and the selector advised: the owner of the company's fund decides."""
    return Match.objects.filter(state=Match.State.AGREED, advised_by__isnull=False)


def counted(funds):
    """What the line of the checklist counts, as rows by name; ``mine`` are those that wait for owners of ``funds``."""
    mine = to_permit().filter(vacancy__participation__company__fund__in=funds)
    return {
        "placed": Match.objects.filter(state=Match.State.PLACED),
        "agreed": Match.objects.filter(state=Match.State.AGREED),
        "open": Match.objects.filter(state__in=[Match.State.PROPOSED, Match.State.INTRODUCED]),
        "waits": to_permit(),
        "mine": mine,
    }


def checklist(pilot, user, counts):
    """Return the line “placements permitted, x of y” for the pilot's checklist.

    y counts the placements and the matches on which both sides agree; what waits for this user is said apart.
    ``counts`` are the numbers of ``counted`` and ``asked_at``, since when the first waits for permission.
    """
    total = counts["placed"] + counts["agreed"]
    return [
        {
            "label": _("Placements permitted"),
            "url": reverse("candidates:matches", args=[pilot.slug]) if may_see_people(user, pilot) else "",
            "status": "todo" if not total else "done" if counts["placed"] == total else "busy",
            "badge": _("%(done)d of %(total)d") % {"done": counts["placed"], "total": total} if total else "",
            "note": _note(counts),
            "why": "",
            "who": _("the pilot owner of the company's fund"),
            "due": weekdays_after(timezone.localdate(asked), DAYS["place"]) if (asked := counts["asked_at"]) else None,
        }
    ]


def _note(counts):
    if counts["mine"]:
        return ngettext(
            "%(count)d placement waits for your permission.",
            "%(count)d placements wait for your permission.",
            counts["mine"],
        ) % {"count": counts["mine"]}
    if counts["waits"]:
        return ngettext(
            "%(count)d placement waits for permission.", "%(count)d placements wait for permission.", counts["waits"]
        ) % {"count": counts["waits"]}
    if counts["open"]:
        return ngettext("%(count)d match is on its way.", "%(count)d matches are on their way.", counts["open"]) % {
            "count": counts["open"]
        }
    return ""
