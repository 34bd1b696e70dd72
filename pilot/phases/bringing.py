"""Which provider brought somebody in: a pilot may have two, or one after the other."""

from django.utils import timezone
from django.utils.translation import gettext as _

from pilot.choices import Recruiter
from pilot.models import Topic


def recruiters(pilot, whom):
    """Every provider that recruited companies or candidates (``Recruits``) in a pilot, from when to when; one query."""
    rows = pilot.appointments.filter(
        starts_on__isnull=False, scope__contains=[Topic.RECRUITMENT], recruits__contains=[whom]
    )
    return list(rows.select_related("provider").order_by("starts_on", "pk"))


def brought_in_by(record, providers):
    """Say who brought in a company or candidate; where there were more providers, which of them.

    ``providers`` are the ``recruiters`` of the pilot. One of them recruits companies, and one candidates, at a time
    (advice 8.2-06), so the day on which ``record`` came in tells which it was.
    """
    label = str(record.get_recruited_by_display())
    if record.recruited_by != Recruiter.PROVIDER or len({one.provider_id for one in providers}) < 2:
        return label
    day = timezone.localdate(record.created_at)
    then = [one for one in providers if one.starts_on <= day and (one.ends_on is None or day <= one.ends_on)]
    return _("%(party)s: %(name)s") % {"party": label, "name": then[-1].provider} if then else label
