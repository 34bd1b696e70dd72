"""The financing of a pilot by class, one plan, and its lines."""

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from funding import overview, plans, rules
from funding.forms import PlansFilter
from funding.lines import PlanLines
from funding.permissions import may_plan, may_see_budgets, may_see_plans, may_start
from funding.views.cases import crumbs, pilot_or_404, plan_crumbs, plan_or_404
from funding.views.room import room
from pilot import audit
from pilot.paging import keyset
from pilot.permissions import require
from pilot.workflow import NotNow
from training.models import Enrolment, TrainingClass

#: Classes on a page, each with at most twenty participants.
CLASSES = 5


@require_safe
def plan_list(request, pilot):
    """By class: who has a plan, what companies pay on average, who pays."""
    pilot = pilot_or_404(request, pilot)
    require(may_see_plans(request.user, pilot))
    shown = request.GET.get("toon", "alle")
    shown = shown if shown in overview.SHOWN else "alle"
    everybody = overview.participants(pilot)
    form = PlansFilter(request.GET if request.GET.keys() & {"klas", "naam"} else None, pilot=pilot)
    counts = overview.counts(everybody)
    people = form.narrow(everybody.filter(overview.SHOWN[shown]))
    narrowed = form.is_bound or shown != "alle"
    classes = TrainingClass.objects.in_pilots([pilot.pk]).exclude(state="cancelled").with_case().with_seated()
    if narrowed:
        classes = classes.filter(Exists(people.filter(training_class=OuterRef("pk"))))
    number = classes.count()
    sentence = ngettext("%(count)d class", "%(count)d classes", number) % {"count": number}
    page = keyset(request, classes, "-start", "-pk", sentence=sentence, size=CLASSES)
    rooms = overview.rooms(page.items, people, rules.cap_of(pilot))
    context = {
        "pilot": pilot,
        "crumbs": crumbs(pilot)[:1] + [{"label": _("Co-financing"), "url": ""}],
        "rooms": rooms,
        "page": page,
        "pills": pills(shown, counts),
        "filters": form,
        "clear": request.path,
        "keep": {"toon": shown},
        "narrowed": narrowed,
        "may_plan": may_plan(request.user, pilot),
        "startable": {one.training_class.pk for one in rooms if may_start_now(request.user, one.training_class)},
        "budgets_url": reverse("funding:budgets", args=[pilot.slug]) if may_see_budgets(request.user, pilot) else "",
    }
    return render(request, "funding/plans.html", context)


def may_start_now(user, training_class):
    return training_class.can("start") and may_start(user, training_class)


def pills(shown, counts):
    labels = {
        "alle": _("All participants"),
        "zonder": _("Without a plan"),
        "concept": _("Draft"),
        "voorstel": _("To be approved"),
        "goedgekeurd": _("Approved"),
    }
    return [
        {"label": label, "url": f"?toon={word}", "count": counts[word], "current": word == shown}
        for word, label in labels.items()
    ]


@require_POST
def plan_new(request, pk):
    """Make a plan for a participant, or open the one that is being made."""
    enrolment = get_object_or_404(Enrolment.objects.visible_to(request.user).with_case(), pk=pk)
    require(may_plan(request.user, enrolment.training_class.pilot))
    try:
        made = plans.draft(enrolment, by=request.user)
    except NotNow as refusal:
        messages.error(request, " ".join(refusal.sentences))
        return redirect("funding:plans", enrolment.training_class.pilot.slug)
    return redirect(made)


@require_safe
def plan(request, pk):
    """One plan: who pays, why, what the average of the class becomes, what is next."""
    plan = plan_or_404(request, pk)
    audit.seen(plan, by=request.user)
    return render(request, "funding/plan.html", room(plan, request.user))


@require_http_methods(["GET", "POST"])
def plan_edit(request, pk):
    """The lines of a draft: costs, who pays, own time."""
    plan = plan_or_404(request, pk)
    require(may_plan(request.user, plan.pilot))
    if plan.state != plan.State.DRAFT:
        messages.error(request, _("Lines of a plan change only while it is a draft."))
        return redirect(plan)
    lines = PlanLines(plan, request.POST or None)
    if request.method == "POST" and lines.is_valid():
        plans.change_lines(plan, lines.cost_lines(), lines.contribution_lines(), by=request.user)
        messages.success(request, _("The lines are saved."))
        for problem in plans.blockers(plan_or_404(request, pk), "propose"):
            messages.warning(request, problem)
        return redirect(plan)
    context = {
        "plan": plan,
        "lines": lines,
        "candidate": plan.enrolment.candidate,
        "crumbs": plan_crumbs(plan, (_("Change the lines"), "")),
        "page_errors": bool(request.method == "POST" and lines.errors),
    }
    return render(request, "funding/plan_edit.html", context)
