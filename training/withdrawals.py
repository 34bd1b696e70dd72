"""What hangs in training on a company that withdraws, or whose recognition ends: seats, and classes that get small."""

from collections import Counter

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from companies.recognition import NEEDING
from companies.withdrawing import Touched
from training.models import Enrolment, TrainingClass


def touched(participation, user):
    """Yield the seats in classes that are not over of people placed at a company, as far as ``user`` may know of them.

    A participant keeps the seat for a set time; a class that would fall below the policy's minimum is named.
    """
    seats = list(_seats(participation, user))
    yield Touched(
        label=_("Seats in a class"),
        count=len(seats),
        follows=" ".join([_("Each participant keeps the seat while another company is looked for."), *_small(seats)]),
        who=_("the pilot owner and the provider"),
        lines=[_line(one) for one in seats],
    )


def of_recognition(participation, user):
    """Yield the seats for which the company must be recognised: in classes for a diploma or in the work-study route."""
    seats = list(_seats(participation, user).filter(training_class__programme__kind__in=NEEDING))
    yield Touched(
        label=_("Seats in a class that needs a recognised company"),
        count=len(seats),
        follows=_(
            "Practice at a company without recognition does not count for the diploma: it is renewed in time, or "
            "another workplace is found for the practice."
        ),
        who=_("the provider and the trainer"),
        lines=[_line(one) for one in seats],
    )


def _seats(participation, user):
    return (
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


def _line(enrolment):
    return f"{enrolment.candidate}, {enrolment.training_class}", enrolment.get_absolute_url()


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
