"""The funds' own contact with companies: which heard nothing of an owner for long, though a provider runs the rest."""

from datetime import timedelta

from django.db.models import (
    CharField,
    Count,
    DateField,
    DateTimeField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    Min,
    OuterRef,
    Subquery,
    Value,
)
from django.db.models.functions import Greatest, TruncDate
from django.utils import timezone
from django.utils.translation import gettext as _

from companies.models import CompanyInterview, Note, Participation
from pilot.addresses import reverse
from pilot.choices import Role
from pilot.models import Assignment, Pilot
from pilot.reminders import Reminder

State = Participation.State
#: Companies that expect to hear something: they said that they are interested, or more.
TALKING = (State.INTERESTED, State.INTERVIEWED, State.SELECTED, State.COMMITTED)


def with_own_contact(rows):
    """Annotate ``own_at``, the last note of an owner or interview held, and ``quiet_since`` (else when it came in).

    What a provider writes down is not the fund's own contact (advice 8.2-15).
    """
    owners = Assignment.objects.filter(pilot=OuterRef(OuterRef("pilot")), role=Role.OWNER).values("user")
    notes = Note.objects.filter(participation=OuterRef("pk"), by__in=owners).order_by("-at").values("at")[:1]
    held = CompanyInterview.objects.filter(participation=OuterRef("pk"), state=CompanyInterview.State.HELD)
    talks = held.order_by("-at").values("at")[:1]
    return rows.annotate(
        own_at=Greatest(Subquery(notes), Subquery(talks)),
        quiet_since=Greatest("created_at", Subquery(notes), Subquery(talks)),
    )


def quiet(rows, today=None):
    """Those of the companies that heard nothing of an owner for as long as their pilot chose (8.2-12, 8.2-15).

    ``today`` is an expression; else it is today.
    """
    allowed = ExpressionWrapper(F("pilot__contact_days") * Value(timedelta(days=1)), DurationField())
    day = today or Value(timezone.localdate(), DateField())
    latest = ExpressionWrapper(day - allowed, DateTimeField())
    rows = with_own_contact(rows.inside().filter(state__in=TALKING))
    return rows.annotate(quiet_on=TruncDate("quiet_since")).filter(quiet_on__lte=latest)


def days_quiet(participation):
    """Days since the last own contact, or since the company came in."""
    return (timezone.localdate() - timezone.localdate(participation.quiet_since)).days


def of_funds(user, day):
    """Companies of the funds for which the user owns, on this day, a pilot that runs."""
    owned = Assignment.objects.owned(user, day, "pilot", "company__fund")
    return Participation.objects.filter(Exists(owned), pilot__state=Pilot.State.RUNNING)


def by_pilot(user, day, here):
    """For each pilot how many companies of the own fund heard nothing for long, and since when (advice 8.2-15).

    ``here`` is a condition. The columns are those of leads: ``companies.waiting`` reads both in one question.
    """
    return (
        quiet(of_funds(user, day).filter(here), day)
        .order_by()
        .values("pilot", "pilot__slug", "pilot__title")
        .annotate(
            n=Count("pk"),
            first=Min("quiet_since"),
            name=Min("company__name"),
            kind=Value("quiet", CharField()),
            every=Min("pilot__contact_days"),
        )
    )


def line(row, pilot):
    """The line of *My work* for one pilot out of ``by_pilot`` (advice 8.2-12, 8.2-15)."""
    since = timezone.localdate(row["first"])
    due = since + timedelta(days=row["every"])
    about = {"n": row["n"], "days": (timezone.localdate() - since).days, "company": row["name"]}
    text = (
        _("No contact of your own with %(company)s for %(days)d days")
        if row["n"] == 1
        else _("%(n)d companies have not heard from you, the longest for %(days)d days")
    )
    return Reminder(
        # The longest silence names the line: once that company was spoken to, another begins.
        key=f"own-contact:{pilot.pk}:{since}",
        due=due,
        text=text % about,
        act=_("Call"),
        url=reverse("companies:quiet", args=[pilot.slug]),
        pilot=pilot,
        mail_from=due,
    )
