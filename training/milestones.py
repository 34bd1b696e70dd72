"""What happened in the classes of a pilot, and when they begin and end; numbers only."""

from django.db.models import F
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from pilot.phases.milestones import dates
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


PLANNED = {"class_starts": _("%(name)s begins"), "class_ends": _("%(name)s ends")}


def planned(pilot, now, day):
    """First and last days of classes that are not over."""
    rows = TrainingClass.objects.filter(programme__pilot=pilot).exclude(state__in=[State.CANCELLED, State.FINISHED])
    yield dates(rows.filter(start__gte=day).annotate(day=F("start")), "class_starts", name=F("name"))
    yield dates(rows.filter(end__gte=day).annotate(day=F("end")), "class_ends", name=F("name"))
