"""What financing adds to the pages of a class and of a participant (see settings.CLASS_PANELS)."""

from django.urls import reverse
from django.utils.translation import gettext as _

from funding import pictures, rules, starting
from funding.models import Plan
from funding.permissions import may_plan, may_see_plans, may_start
from pilot.formats import euros
from training.models import TrainingClass


def average(training_class, user):
    """The average of companies among the figures of a class, for who may see amounts (advice 8.3.5-02)."""
    pilot = training_class.pilot
    if not may_see_plans(user, pilot):
        return None
    found = rules.class_average(training_class)
    return {
        "template": "funding/_class_average.html",
        "place": "figure",
        "context": {
            "average": found,
            "chart": pictures.ruler(found, key="class-average"),
            "note": pictures.average_note(found),
            "small": _("over %(number)d approved plans") % {"number": found.participants},
            "url": f"{reverse('funding:plans', args=[pilot.slug])}?klas={training_class.pk}",
        },
    }


def start(training_class, user):
    """What is next for a confirmed class: starting it, or what still stands in the way."""
    if training_class.state != TrainingClass.State.CONFIRMED or not may_see_plans(user, training_class.pilot):
        return None
    mine = may_start(user, training_class)
    return {
        "template": "_next.html",
        "place": "next",
        "context": {
            "sentence": _("Start %(name)s") % {"name": training_class.name},
            "who": _("you") if mine else _("the owner"),
            "due": training_class.start,
            "why": starting.blockers(training_class),
            "url": reverse("funding:start", args=[training_class.pk]) if mine else "",
            "label": _("Start class"),
        },
    }


def notes(training_class):
    """What the company pays, at each seat: amount of the plan in force, else how far the plan is; one query."""
    rows = Plan.objects.filter(enrolment__training_class=training_class, enrolment__seat__isnull=False)
    said = {}
    # An open plan is named only where no plan is in force yet.
    for plan in rows.filter(state__in=Plan.OPEN + Plan.IN_FORCE).with_sums().order_by("state"):
        if plan.state in Plan.IN_FORCE:
            said[plan.enrolment_id] = euros(plan.company_sum or 0)
        else:
            said.setdefault(plan.enrolment_id, _("plan: %(state)s") % {"state": plan.get_state_display().lower()})
    return said


def plan(enrolment, user):
    """Who pays for a participant, on the participant's own page."""
    pilot = enrolment.training_class.pilot
    if not may_see_plans(user, pilot):
        return None
    rows = enrolment.plans.filter(state__in=Plan.OPEN + Plan.IN_FORCE).with_sums().order_by("-number")
    found = rows.first()
    may = found is None and enrolment.seat is not None and may_plan(user, pilot)
    return {
        "template": "funding/_enrolment_plan.html",
        "context": {
            "plan": found,
            "new_url": reverse("funding:plan_new", args=[enrolment.pk]) if may else "",
        },
    }
