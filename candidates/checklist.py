"""How far selection and matching are: their lines on the pilot's checklist, with what waits there."""

from datetime import datetime, timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, Min, OuterRef, Subquery
from django.db.models.functions import Coalesce, JSONObject
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from candidates import matching_waiting, people_waiting, waiting
from candidates.models import Attendance, Candidate, InformationSession, Interview, Kit, KitItem, Result
from pilot import formats
from pilot.addresses import reverse
from pilot.choices import Role
from pilot.models import Pilot
from pilot.permissions import owner_funds
from pilot.questions import Ids, question

STATE = Candidate.State


def checklist(pilot, user):
    """Lines for ``_checklist.html`` about selection and matching; figures only, links for who may follow them."""
    inside = pilot.pk in user.pilots(Role.OWNER, Role.SELECTOR, Role.PROVIDER)
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
        due=_after(figures["tell_at"], people_waiting.TELL_WITHIN),
    )
    held = figures["sessions_held"]
    yield line(
        _("Information given"),
        "sessions",
        "done" if figures["came"] else "todo",
        ngettext("%(sessions)s session, %(came)s people came.", "%(sessions)s sessions, %(came)s people came.", held)
        % {"sessions": held, "came": formats.whole(figures["came"])},
        due=_after(figures["inform_at"], people_waiting.PACE),
    )
    if not user.has_role(Role.PROVIDER, pilot=pilot):
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
        found += waiting.interviews(user)
    if pilot.pk in user.pilots(Role.SELECTOR, Role.PROVIDER):
        found += (waiting.attendance(pilot, **session) for session in figures["unnoted"])
    return found


def _figures(pilot, user):
    """Counts of people, sessions, who came, interviews, who qualified, matches, and the kit in use; one query.

    And the first moments: of who was not told, of who was not informed, and of the interviews to come.
    """
    return _counts(pilot.pk, owner_funds(user, pilot), timezone.now())[0]


@question
def _counts(pilot: int, funds: Ids, now: datetime):
    sessions_held = InformationSession.objects.filter(at__lt=now)
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
        **{name: (rows, "candidate__pilot") for name, rows in matching_waiting.counted(funds).items()},
    }
    counts = {name: Coalesce(_of(rows, path, Count("pk")), 0) for name, (rows, path) in counted.items()}
    people = Candidate.objects.filter(erased_at__isnull=True)
    open_ones = Exists(Attendance.objects.known().filter(session=OuterRef("pk"), state=Attendance.State.INVITED))
    unnoted = sessions_held.filter(open_ones, pilot=OuterRef("pk")).order_by("at", "pk")
    counts |= {
        "tell_at": _of(people.filter(told_at__isnull=True).exclude(state=STATE.OUT), "pilot", Min("created_at")),
        "inform_at": _of(people.filter(state=STATE.REGISTERED), "pilot", Min("created_at")),
        "unnoted": ArraySubquery(unnoted.values(of=JSONObject(pk="pk", at="at", place="place"))),
        "next_at": _of(talks.filter(state=Interview.State.PLANNED), "candidate__pilot", Min("at")),
        "asked_at": _of(matching_waiting.to_permit(), "candidate__pilot", Min("advised_at")),
    }
    kit = Subquery(Kit.objects.filter(pilot=OuterRef("pk")).in_use().values("soft_weight")[:1])
    return Pilot.objects.filter(pk=pilot).values(**counts, kit_soft=kit)


def _of(rows, path, what):
    """A figure over the rows of a pilot, as part of one question for all."""
    return Subquery(rows.filter(**{path: OuterRef("pk")}).order_by().values(path).annotate(n=what).values("n"))
