"""What a provider has under way in financing: for the owners' supervision, its reports and a successor."""

from django.db.models import Count, Exists, Min, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from funding.models import Plan
from funding.waiting import BEFOREHAND
from pilot.models import Topic
from pilot.phases.work import Work
from training.models import Enrolment

PILOT = "training_class__programme__pilot"


def work(pilots):
    """Yield the ``Work`` of these pilots (``{id: pilot}``) in financing; one query."""
    plans = Plan.objects.filter(enrolment=OuterRef("pk"))
    without = ~Exists(plans.filter(state__in=(*Plan.IN_FORCE, Plan.State.PROPOSED)))
    rows = (
        Enrolment.objects.seated()
        .filter(**{f"{PILOT}__in": list(pilots)}, training_class__state__in=["forming", "confirmed", "running"])
        .annotate(lacks=without, offered=Exists(plans.filter(state=Plan.State.PROPOSED)))
        .order_by()
        .values(PILOT)
        .annotate(
            make=Count("pk", filter=Q(lacks=True)),
            since=Min("training_class__start", filter=Q(lacks=True)),
            proposed=Count("pk", filter=Q(offered=True)),
        )
    )
    found = {row[PILOT]: row for row in rows}
    for pk, pilot in pilots.items():
        row, url = found.get(pk, {}), reverse("funding:plans", args=[pilot.slug])
        training = {"pilot_id": pk, "topic": Topic.TRAINING, "url": url}
        yield Work(
            **training,
            key="funding.make",
            label=_("Participants without a financing plan"),
            count=row.get("make", 0),
            since=_since(row.get("since")),
            patience=0,
        )
        yield Work(
            **training,
            key="funding.proposed",
            label=_("Financing plans that wait for approval"),
            count=row.get("proposed", 0),
            step=False,
        )


def _since(start):
    """The day from which a plan should be there, once that has come."""
    day = start - BEFOREHAND if start else None
    return day if day and day <= timezone.localdate() else None
