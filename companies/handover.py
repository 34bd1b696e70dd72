"""What a provider has under way with companies: for the owners' supervision, its reports and a successor."""

from django.db.models import DateTimeField, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from companies.models import CompanyInterview, Participation
from companies.standing import TO_APPROACH, TO_COMMIT, TO_DECIDE
from pilot.choices import Recruiter
from pilot.models import Recruits, Topic
from pilot.phases.work import Work, counted

State = Participation.State


def work(pilots):
    """Yield the ``Work`` of these pilots (``{id: pilot}``) with companies; two queries."""
    held = CompanyInterview.objects.filter(participation=OuterRef("pk"), state=CompanyInterview.State.HELD)
    held_at = Subquery(held.order_by("-at").values("at")[:1], output_field=DateTimeField())
    planned = Exists(CompanyInterview.objects.filter(participation=OuterRef("pk"), state="planned"))
    theirs = Q(recruited_by=Recruiter.PROVIDER)
    kinds = {
        "lead": theirs & Q(state=State.LEAD),
        "talking": theirs & Q(state=State.APPROACHED),
        "interview": Q(state=State.INTERESTED, has_plan=False),
        "commit": Q(state=State.SELECTED),
        "brought": theirs,
        "committed": Q(state=State.COMMITTED),
    }
    rows = Participation.objects.inside().filter(pilot__in=pilots)
    rows = rows.annotate(has_plan=planned, moment=Coalesce(held_at, "created_at"))
    cases = counted(rows, "pilot", "moment", kinds)
    soon = CompanyInterview.objects.filter(participation__pilot__in=pilots)
    talks = counted(soon, "participation__pilot", "at", {"planned": Q(state="planned")})
    for pk, pilot in pilots.items():
        url = reverse("companies:list", args=[pilot.slug])
        for line in _lines(url):
            key = line["key"].partition(".")[2]
            count, since = (talks if key == "planned" else cases).get(pk, {}).get(key, (0, None))
            yield Work(pilot_id=pk, count=count, since=since, **line)


def _lines(url):
    recruiting = {"topic": Topic.RECRUITMENT, "whom": Recruits.COMPANIES}
    late = (TO_DECIDE + TO_COMMIT).days
    return [
        recruiting
        | {
            "key": "companies.lead",
            "label": _("Companies to approach"),
            "url": f"{url}?state=lead",
            "patience": TO_APPROACH.days,
        },
        recruiting
        | {
            "key": "companies.talking",
            "label": _("Companies that were approached and did not answer yet"),
            "url": f"{url}?state=approached",
            "patience": TO_APPROACH.days,
        },
        {
            "topic": Topic.SELECTION,
            "key": "companies.interview",
            "label": _("Interested companies without an interview planned"),
            "url": f"{url}?state=interested",
            "patience": late,
        },
        {
            "topic": Topic.SELECTION,
            "key": "companies.planned",
            "label": _("Interviews planned with companies"),
            "url": f"{url}?state=interested",
            "step": False,
        },
        recruiting
        | {
            "key": "companies.commit",
            "label": _("Chosen companies of which the commitment is not recorded"),
            "url": f"{url}?state=selected",
            "patience": late,
        },
        recruiting
        | {
            "key": "companies.brought",
            "label": _("Companies brought in by the provider"),
            "url": url,
            "step": False,
        },
        recruiting
        | {
            "key": "companies.committed",
            "label": _("Companies that committed themselves"),
            "url": f"{url}?state=committed",
            "step": False,
        },
    ]
