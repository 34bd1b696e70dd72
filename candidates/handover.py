"""What a provider has under way with candidates and matches: for supervision, its reports and a successor."""

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from candidates.models import Attendance, Candidate, Interview, Match
from candidates.people_waiting import PACE, TELL_WITHIN
from pilot.choices import Recruiter
from pilot.models import Recruits, Topic
from pilot.phases.work import Work, counted

STATE = Candidate.State


def work(pilots):
    """Yield the ``Work`` of these pilots (``{id: pilot}``) with candidates and matches; two queries."""
    reached = (Attendance.State.INVITED, Attendance.State.WAITING)
    asked = Exists(Attendance.objects.filter(candidate=OuterRef("pk"), state__in=reached))
    planned = Exists(Interview.objects.filter(candidate=OuterRef("pk"), state=Interview.State.PLANNED))
    people = Candidate.objects.filter(pilot__in=pilots, erased_at__isnull=True)
    found = counted(
        people.annotate(asked=asked, has_plan=planned),
        "pilot",
        "created_at",
        {
            "tell": Q(told_at__isnull=True) & ~Q(state=STATE.OUT),
            "inform": Q(state=STATE.REGISTERED, asked=False),
            "plan": Q(state__in=[STATE.INFORMED, STATE.INVITED], has_plan=False),
            "planned": Q(has_plan=True),
            "brought": Q(recruited_by=Recruiter.PROVIDER),
            "qualified": Q(state=STATE.QUALIFIED),
        },
    )
    matches = counted(
        Match.objects.filter(candidate__pilot__in=pilots),
        "candidate__pilot",
        "proposed_at",
        {
            "matches": Q(state__in=[Match.State.PROPOSED, Match.State.INTRODUCED, Match.State.AGREED]),
            "employment": Q(state=Match.State.PLACED, employment__isnull=True),
            "placed": Q(state=Match.State.PLACED),
        },
    )
    for pk, pilot in pilots.items():
        counts = {**found.get(pk, {}), **matches.get(pk, {})}
        for line in _lines(pilot):
            count, since = counts.get(line["key"].partition(".")[2], (0, None))
            yield Work(pilot_id=pk, count=count, since=since, **line)


def _lines(pilot):
    url = reverse("candidates:list", args=[pilot.slug])
    matches = reverse("candidates:matches", args=[pilot.slug])
    recruiting = {"topic": Topic.RECRUITMENT, "whom": Recruits.CANDIDATES}
    running = {"step": False}
    return [
        recruiting
        | {
            "key": "candidates.tell",
            "label": _("People to tell that they are recorded"),
            "url": f"{url}?niet_verteld=1",
            "patience": TELL_WITHIN.days,
        },
        recruiting
        | {
            "key": "candidates.inform",
            "label": _("Candidates to invite to an information session"),
            "url": f"{url}?stand=registered",
            "patience": PACE.days,
        },
        recruiting | running | {"key": "candidates.brought", "label": _("Candidates of the provider"), "url": url},
        {
            "topic": Topic.SELECTION,
            "key": "candidates.plan",
            "label": _("Candidates without an interview planned"),
            "url": f"{url}?stand=informed",
            "patience": 3 * PACE.days,
        },
        running
        | {
            "topic": Topic.SELECTION,
            "key": "candidates.planned",
            "label": _("Candidates with an interview planned"),
            "url": f"{url}?stand=invited",
        },
        running
        | {
            "topic": Topic.SELECTION,
            "key": "candidates.qualified",
            "label": _("Qualified candidates"),
            "url": f"{url}?stand=qualified",
        },
        running
        | {
            "topic": Topic.SECONDMENT,
            "key": "candidates.matches",
            "label": _("Matches on their way to a placement"),
            "url": matches,
        },
        {
            "topic": Topic.SECONDMENT,
            "key": "candidates.employment",
            "label": _("Placements of which the employment is not recorded"),
            "url": matches,
            "patience": 7,
        },
        running
        | {"topic": Topic.SECONDMENT, "key": "candidates.placed", "label": _("Candidates placed"), "url": matches},
    ]
