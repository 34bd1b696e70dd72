"""What a class still needs: the pilot's own experience of every step, and what each channel yields."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import models
from django.db.models import Case, Count, Exists, Min, OuterRef, Q, Value, When
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from candidates.forecast import STEPS, Experience, Step
from candidates.models import Candidate, Match
from pilot import facts
from pilot.choices import Recruiter
from pilot.models import AuditEvent, RelatedFunction

#: The stage in which somebody has a place already, and no class that began.
PLACED = Candidate.Stage.PLACED
LAST = STEPS[-1]
REACHED_INTERVIEW = (Candidate.State.INTERVIEWED, Candidate.State.QUALIFIED)


@dataclass
class _Seen:
    passed: int = 0
    out: int = 0
    waiting: int = 0
    days: float = 0.0

    def took(self, target, days):
        """Somebody left this step for a state, after so many days."""
        self.days += days
        if target == Candidate.State.OUT:
            self.out += 1
        else:
            self.passed += 1


def experience_of(pilot, *, now=None):
    """Return what the pilot saw of every step (people and person-days); ``placed`` are those no class began with.

    Three queries. The moments come from the record of moves, so that nothing has to be kept in step.
    """
    now = now or timezone.now()
    seen = {name: _Seen() for name in STEPS}
    moves = _moves(pilot)
    rows = (
        Candidate.objects.filter(pilot=pilot)
        .with_stage()
        .annotate(first_placed=Min("matches__placed_at", filter=Q(matches__placed_at__isnull=False)))
    )
    placed = 0
    for pk, created, state, stage, first in rows.values_list("pk", "created_at", "state", "stage", "first_placed"):
        began, entered = created, created
        for at, source, target in moves.get(pk, ()):
            # Being placed is a move of the match: it ends the last step whatever the person does afterwards.
            if source in seen and not (source == LAST and first):
                seen[source].took(target, _days(began, at))
            began = at
            if target == LAST:
                entered = at
        if first:
            seen[LAST].took("placed", _days(entered, first))
        elif state in seen:
            seen[state].waiting += 1
            seen[state].days += _days(began, now)
        placed += stage == PLACED
    steps = {name: Step(one.passed, one.out, one.waiting, one.days) for name, one in seen.items()}
    return Experience(steps, placed)


def _moves(pilot):
    """Moments of every move by candidate: ``{pk: [(at, from, to), …]}`` in the order of time."""
    rows = AuditEvent.objects.filter(pilot_id=pilot.pk, subject_type=Candidate._meta.label_lower).exclude(to_state="")
    found = defaultdict(list)
    for pk, *move in rows.order_by("pk").values_list("subject_id", "at", "from_state", "to_state"):
        found[pk].append(move)
    return found


def _days(since, until):
    return max((until - since) / timedelta(days=1), 0.0)


# ---- channels ----


@dataclass
class Yield:
    """What came in by one channel (people), and why the advice names it; ``channel`` is ``None`` where unknown."""

    channel: object
    people: int = 0
    interviewed: int = 0
    qualified: int = 0
    placed: int = 0
    advised: bool = False
    reasons: list = field(default_factory=list)
    cautions: list = field(default_factory=list)


def yields(pilot, occupation, fund_slugs):
    """Return the channels of a pilot with what they brought, those that place most first; advised ones never tried too.

    Advice 8.3.2-02, 8.3.2-03, 8.3.2-05, 8.3.2-08.
    """
    rows = _counted(pilot, "channel")
    advised = facts.advised_channels(occupation, *fund_slugs) if occupation else []
    known = {one.channel.pk: one.channel for one in advised}
    missing = [pk for pk in rows if pk and pk not in known]
    if missing:
        model = Candidate._meta.get_field("channel").related_model
        known |= {one.pk: one for one in model.objects.filter(pk__in=missing)}
    found = {pk: Yield(known.get(pk), **numbers) for pk, numbers in rows.items()}
    for one in advised:
        line = found.setdefault(one.channel.pk, Yield(one.channel))
        line.advised, line.reasons, line.cautions = True, one.reasons, one.cautions
    return sorted(found.values(), key=lambda line: (-line.placed, -line.qualified, -line.people, not line.advised))


def by_recruiter(pilot):
    """Return who brought in whom: ``[(label, numbers)]`` for fund, provider and the companies' own people."""
    rows = _counted(pilot, "recruited_by")
    none = {"people": 0, "interviewed": 0, "qualified": 0, "placed": 0}
    return [(label, rows.get(value, none)) for value, label in Recruiter.choices]


class Background(models.TextChoices):
    """What somebody brings along from former work, as far as it is known."""

    SECTOR = "sector", _("From a chosen source sector")
    FUNCTION = "function", _("Other sector, function with an overlap in the list")
    OTHER = "other", _("Other sector, overlap unknown")
    UNKNOWN = "unknown", _("Sector and function not recorded")


def by_background(pilot, policy):
    """Return how far people with a technical background were reached: ``[(label, numbers)]``, two queries.

    Recruit mainly where the occupation occurs; it is looked at for recruiting and never a gate (advice 8.3.2-06).
    Without a ``policy`` nothing was chosen, so there is nothing to hold it against.
    """
    if policy is None:
        return []
    chosen = list(policy.source_sectors.values_list("pk", flat=True))
    named = RelatedFunction.objects.filter(occupation=policy.occupation).order_by()
    rows = _counted(
        pilot,
        "background",
        background=Case(
            When(source_sector__in=chosen, then=Value(Background.SECTOR)),
            When(written__in=named.values(lowered=Lower("function_name")), then=Value(Background.FUNCTION)),
            When(source_sector=None, sector_text="", former_function="", then=Value(Background.UNKNOWN)),
            default=Value(Background.OTHER),
        ),
    )
    none = {"people": 0, "interviewed": 0, "qualified": 0, "placed": 0}
    return [(label, rows.get(value, none)) for value, label in Background.choices]


def _counted(pilot, key, **more):
    placed = Exists(Match.objects.filter(candidate=OuterRef("pk"), placed_at__isnull=False))
    reached = Q(state__in=REACHED_INTERVIEW) | Q(state="out", out_stage__in=REACHED_INTERVIEW)
    qualified = Q(state="qualified") | Q(state="out", out_stage="qualified")
    rows = Candidate.objects.filter(pilot=pilot).annotate(has_place=placed, written=Lower("former_function"))
    rows = rows.annotate(**more).order_by().values(key)
    rows = rows.annotate(
        people=Count("pk"),
        interviewed=Count("pk", filter=reached),
        qualified=Count("pk", filter=qualified),
        placed=Count("pk", filter=Q(has_place=True)),
    )
    return {row.pop(key): row for row in rows}
