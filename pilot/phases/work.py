"""What a provider has under way in a pilot: asked of the apps above, shown to owners, handed on to a successor."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Count, Min
from django.utils import timezone
from django.utils.module_loading import import_string

from pilot.models import Recruits, Topic


def counted(rows, path, moment, kinds):
    """Count cases and the day of the oldest by pilot and kind: ``{pilot id: {kind: (count, day)}}``; one query.

    ``path`` leads to the pilot, ``moment`` to when a case began, ``kinds`` says by name which cases are meant.
    """
    counts = {f"{name}_n": Count("pk", filter=which) for name, which in kinds.items()}
    oldest = {f"{name}_at": Min(moment, filter=which) for name, which in kinds.items()}
    found = rows.order_by().values(path).annotate(**counts, **oldest)
    return {row[path]: {name: (row[f"{name}_n"], _day(row[f"{name}_at"])) for name in kinds} for row in found}


def _day(moment):
    return timezone.localdate(moment) if moment else None


@dataclass(frozen=True)
class Work:
    """One kind of work of one pilot: how many cases, since when the oldest, and where they are listed.

    ``step`` says that somebody of the provider has to do something; without it the cases merely run. ``whom`` names
    companies or candidates where recruitment is divided.
    """

    pilot_id: int
    topic: Topic
    key: str
    label: str
    count: int
    since: date | None = None
    url: str = ""
    step: bool = True
    whom: str = ""
    # A step that is older than this is late.
    patience: int = 14

    @property
    def age(self):
        """Age of the oldest in days; ``None`` when nothing says since when."""
        return max((timezone.localdate() - self.since).days, 0) if self.count and self.since else None

    @property
    def late(self):
        return bool(self.step and self.count and self.age is not None and self.age > self.patience)


def under_way(pilots):
    """Return all work of these pilots (``{id: pilot}``), also kinds without any case; each app asks a fixed number."""
    found = {pk: [] for pk in pilots}
    if pilots:
        for path in settings.PROVIDER_WORK:
            for work in import_string(path)(pilots):
                found[work.pilot_id].append(work)
    return found


def within(appointment, works):
    """The work that belongs to the scope of an appointment."""
    return [
        work
        for work in works
        if work.topic in appointment.scope
        and (work.topic != Topic.RECRUITMENT or not work.whom or Recruits(work.whom) in appointment.recruits)
    ]
