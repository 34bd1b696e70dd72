"""A recognition as work placement company (leerbedrijf) has a last day: who is reminded of it, and what hangs on it."""

from datetime import timedelta

from django.conf import settings
from django.db.models import CharField, DateTimeField, Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from companies.models import LearningEnvironment, Participation
from companies.permissions import may_assess
from pilot import formats
from pilot.choices import Role, TrainingKind
from pilot.models import Assignment
from pilot.reminders import Reminder

State = Participation.State
#: Days before its last day at which somebody is reminded; at the last of them the owner of the fund is told too.
AHEAD = (60, 14)
#: Companies of which the recognition matters: they are on their way to a commitment, or gave it.
CONCERNED = (State.INTERESTED, State.INTERVIEWED, State.SELECTED, State.COMMITTED)

#: Kinds of training of which the practice counts at a recognised company only.
NEEDING = (TrainingKind.DIPLOMA, TrainingKind.WORK_STUDY)


def nearing(environment):
    """Whether a recognition ended, or ends within the days that are told ahead."""
    return environment.recognised and environment.recognised_until - timezone.localdate() <= timedelta(days=AHEAD[0])


def ending(user, day, here):
    """Cases whose recognition nears its end or ended, for the provider, and for the owner of the fund nearest the end.

    By what was assessed last; ``here`` is a condition. ``first`` is the last day, ``kind`` carries the number of the
    assessment.
    """
    last = LearningEnvironment.objects.filter(participation=OuterRef("pk")).order_by("-pk")
    # On its last days, whoever owns the pilot for the company's own fund is told too.
    owned = Assignment.objects.owned(user, day, "pilot", "company__fund")
    late = Q(Exists(owned), until__lte=day + timedelta(days=AHEAD[-1]))
    return (
        Participation.objects.inside()
        .filter(here, state__in=CONCERNED)
        .annotate(
            recognised=Subquery(last.values("recognised")[:1]),
            until=Subquery(last.values("recognised_until")[:1]),
        )
        .filter(Q(pilot__in=user.pilots(Role.PROVIDER)) | late)
        .filter(recognised=True, until__lte=day + timedelta(days=AHEAD[0]))
        .annotate(
            n=F("pk"),
            first=Cast("until", DateTimeField()),
            name=F("company__name"),
            kind=Concat(Value("recognition:"), Subquery(last.values("pk")[:1]), output_field=CharField()),
        )
    )


def line(user, row, pilot):
    """What a recognition that ends asks of this user: the provider sees to it, the owner looks whether that happens."""
    until = timezone.localdate(row["first"])
    left = (until - timezone.localdate()).days
    acts = may_assess(user, pilot)
    if not acts and not user.has_role(Role.OWNER, pilot=pilot):
        return None
    # A stage of its own in the key: at each of them a mail goes out once, also when a night was missed.
    stage = min((days for days in AHEAD if left <= days), default=AHEAD[0])
    about = {"company": row["name"], "day": formats.day(until)}
    if left < 0:
        text = _("The recognition of %(company)s as work placement company ended on %(day)s") % about
    else:
        text = _("The recognition of %(company)s as work placement company ends on %(day)s") % about
    return Reminder(
        key=f"company-recognition:{row['kind'].partition(':')[2]}:{stage}",
        due=until,
        text=text,
        act=_("Record the new one") if acts else _("Open"),
        url=reverse("companies:environment" if acts else "companies:participation", args=[row["n"]]),
        pilot=pilot,
        mail_from=until - timedelta(days=stage),
    )


def touched(participation, user):
    """What the end of a recognition touches, told by each app above, as far as ``user`` may know of it."""
    found = [one for path in settings.RECOGNITION_TOUCHES for one in import_string(path)(participation, user)]
    return [one for one in found if one.count]


def told(environment):
    """The end of a recognition in one sentence, or "" while it is far away."""
    if not environment or not nearing(environment):
        return ""
    about = {"day": formats.day(environment.recognised_until)}
    if environment.recognised_now:
        return _("The recognition as work placement company ends on %(day)s.") % about
    return _("The recognition as work placement company ended on %(day)s.") % about
