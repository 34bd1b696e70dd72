"""What happened in the classes of a pilot, and when they begin and end; numbers only."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from training.models import TrainingClass

State = TrainingClass.State
HAPPENED = {
    ("training.trainingclass", "confirm"): (
        ngettext_lazy("%(n)d class was confirmed", "%(n)d classes were confirmed", "n"),
        "info",
    ),
    ("training.trainingclass", "start"): (
        ngettext_lazy("%(n)d class has started", "%(n)d classes have started", "n"),
        "ok",
    ),
    ("training.trainingclass", "finish"): (
        ngettext_lazy("%(n)d class was finished", "%(n)d classes were finished", "n"),
        "ok",
    ),
    ("training.trainingclass", "cancel"): (
        ngettext_lazy("%(n)d class was cancelled", "%(n)d classes were cancelled", "n"),
        "late",
    ),
    ("training.enrolment", "complete"): (
        ngettext_lazy("%(n)d participant completed the training", "%(n)d participants completed the training", "n"),
        "ok",
    ),
    ("training.enrolment", "leave"): (
        ngettext_lazy("%(n)d participant dropped out", "%(n)d participants dropped out", "n"),
        "late",
    ),
}


def planned(pilot):
    """First and last days of classes that are not over; one query."""
    today = timezone.localdate()
    rows = TrainingClass.objects.in_pilots([pilot.pk]).filter(end__gte=today)
    for one in rows.exclude(state__in=[State.CANCELLED, State.FINISHED]).order_by("start", "pk"):
        if one.start >= today:
            yield one.start, _("%(name)s begins") % {"name": one.name}
        yield one.end, _("%(name)s ends") % {"name": one.name}
