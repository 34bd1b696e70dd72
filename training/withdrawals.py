"""What a company that withdraws leaves behind in training: seats of who is placed there, and classes that get small."""

from collections import Counter

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from companies.withdrawing import Touched
from training.models import Enrolment, TrainingClass


def touched(participation, user):
    """Yield the seats in classes that are not over of people placed at a company, as far as ``user`` may know of them.

    A participant keeps the seat for a set time; a class that would fall below the policy's minimum is named.
    """
    rows = (
        Enrolment.objects.visible_to(user)
        .seated()
        .running()
        .filter(
            candidate__matches__state="placed",
            candidate__matches__vacancy__participation=participation,
            training_class__state__in=["forming", "confirmed", "running"],
        )
        .with_case()
        .order_by("training_class", "seat")
    )
    seats = list(rows)
    yield Touched(
        label=_("Seats in a class"),
        count=len(seats),
        follows=" ".join([_("Each participant keeps the seat while another company is looked for."), *_small(seats)]),
        who=_("the pilot owner and the provider"),
        lines=[(f"{one.candidate}, {one.training_class}", one.get_absolute_url()) for one in seats],
    )


def _small(seats):
    """Sentences for classes that would fall below the minimum without these participants."""
    leaving = Counter(one.training_class_id for one in seats)
    for room in TrainingClass.objects.filter(pk__in=leaving).with_case().with_seated().order_by("pk"):
        policy = room.pilot.policy_in_force
        left = room.seated - leaving[room.pk]
        if policy and left < policy.class_min:
            yield ngettext(
                "Without them %(name)s has %(left)d participant; the minimum is %(least)d.",
                "Without them %(name)s has %(left)d participants; the minimum is %(least)d.",
                left,
            ) % {"name": room, "left": left, "least": policy.class_min}
