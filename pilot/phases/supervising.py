"""The owners' view of what providers do in their name: open steps and their age, late reports, last sign of life."""

from dataclasses import dataclass, field

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from pilot.models import Appointment, AuditEvent, ProviderReport
from pilot.phases import work
from pilot.phases.reporting import late


@dataclass
class Watched:
    """One running appointment: ``topics`` are ``(label, works)``, ``late_reports`` periods, ``active_at`` a moment."""

    appointment: Appointment
    topics: list = field(default_factory=list)
    late_reports: list = field(default_factory=list)

    @property
    def lines(self):
        """The steps that wait with their topic, late ones first and then the oldest."""
        rows = [(label, one) for label, works in self.topics for one in works if one.step]
        return sorted(rows, key=lambda row: (not row[1].late, -(row[1].age or 0)))

    @property
    def running(self):
        """The cases that merely run, with their topic."""
        return [(label, one) for label, works in self.topics for one in works if not one.step]

    @property
    def steps(self):
        return [one for _label, one in self.lines]

    @property
    def late_steps(self):
        return [one for one in self.steps if one.late]

    @property
    def silent_days(self):
        """Days since anybody of the provider did something here; ``None`` when nobody ever did."""
        at = self.appointment.active_at
        return (timezone.now() - at).days if at else None


def supervised(pilots):
    """Return a ``Watched`` for every running appointment of these pilots (advice 8.3-06, 8.3-05).

    One query for the appointments, and what the apps ask for all pilots together, however many there are.
    """
    acts = (
        AuditEvent.objects.filter(pilot_id=OuterRef("pilot_id"), actor__organisation=OuterRef("provider_id"))
        .exclude(action__in=["seen", "refused"])
        .order_by("-pk")
    )
    rows = list(
        Appointment.objects.running()
        .filter(pilot__in=pilots)
        .annotate(
            active_at=Subquery(acts.values("at")[:1]),
            known=ArraySubquery(ProviderReport.objects.filter(appointment=OuterRef("pk")).values("number")),
        )
        .select_related("pilot", "provider")
        .order_by("provider__name", "pilot__title", "pk")
    )
    found = work.under_way({row.pilot_id: row.pilot for row in rows})
    return [_watched(row, work.within(row, found[row.pilot_id])) for row in rows]


def _watched(appointment, works):
    topics = [
        (appointment.topic_label(topic), [one for one in works if one.topic == topic and one.count])
        for topic in appointment.scope
    ]
    return Watched(appointment, topics, late(appointment, appointment.known))
