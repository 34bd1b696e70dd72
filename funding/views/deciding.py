"""What happens to a plan: proposed, sent back, approved, lapsed."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST

from funding import pictures, plans, rules
from funding.forms import ReadVersionForm
from funding.permissions import may_approve, may_decide, may_plan
from funding.views.cases import carried_out, plan_crumbs, plan_or_404, pressed
from pilot.formats import euros, money
from pilot.forms import ReasonForm
from pilot.permissions import require


@require_POST
def propose(request, pk):
    plan = plan_or_404(request, pk)
    require(may_plan(request.user, plan.pilot))
    done = _("The plan is proposed; an owner approves it.")
    return pressed(request, plan, done, plans.propose, plan, by=request.user)


@require_http_methods(["GET", "POST"])
def send_back(request, pk):
    plan = plan_or_404(request, pk)
    require(may_decide(request.user, plan))
    form = ReasonForm(request.POST or None, label=_("What has to change?"))
    if (
        request.method == "POST"
        and form.is_valid()
        and carried_out(form, plans.send_back, plan, by=request.user, reason=form.cleaned_data["reason"])
    ):
        messages.success(request, _("The plan is a draft again; the reason stands with it."))
        return redirect(plan)
    context = {
        "title": _("Send the plan of %(name)s back") % {"name": plan.enrolment.candidate},
        "lead": _("It becomes a draft again; whoever made it reads what you write."),
        "form": form,
        "label": _("Send back"),
        "blockers": plans.blockers(plan, "send_back"),
        "back": plan.get_absolute_url(),
        "crumbs": plan_crumbs(plan, (_("Send back"), "")),
    }
    return render(request, "funding/form.html", context)


@require_http_methods(["GET", "POST"])
def approve(request, pk):
    """Check who pays and what the average becomes, then approve."""
    plan = plan_or_404(request, pk)
    require(may_approve(request.user, plan))
    form = ReadVersionForm(request.POST or None, initial={"version": plan.version})
    if (
        request.method == "POST"
        and form.is_valid()
        and carried_out(form, plans.approve, plan, by=request.user, version=form.cleaned_data["version"])
    ):
        messages.success(request, _("The plan is approved; the shares of the funds are reserved."))
        return redirect(plan)
    becomes = rules.class_average(plan.enrolment.training_class, with_plan=plan)
    costs, _paid = rules.totals(plan)
    payers = [
        {"label": line.payer, "value": money(line.amount)} for line in plan.contributions.all() if line.hours is None
    ]
    context = {
        "title": _("Approve the plan of %(name)s?") % {"name": plan.enrolment.candidate},
        "pairs": [
            {"label": _("Costs"), "value": money(costs)},
            *payers,
            {
                "label": _("Average of companies becomes"),
                "value": _("%(value)s, limit %(cap)s") % {"value": money(becomes.value), "cap": euros(becomes.cap)},
            },
        ],
        "sentence": _("After this the lines do not change any more. Another plan can take its place."),
        "warning": "" if becomes.within else pictures.average_note(becomes),
        "form": form,
        "label": pgettext("act", "Approve"),
        "blockers": plans.blockers(plan, "approve", by=request.user),
        "back": plan.get_absolute_url(),
        "crumbs": plan_crumbs(plan, (pgettext("act", "Approve"), "")),
    }
    return render(request, "funding/confirm.html", context)


@require_http_methods(["GET", "POST"])
def end(request, pk):
    """Let the plan of somebody who left lapse."""
    plan = plan_or_404(request, pk)
    require(may_decide(request.user, plan))
    form = ReasonForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and carried_out(form, plans.end, plan, by=request.user, reason=form.cleaned_data["reason"])
    ):
        messages.success(request, _("The plan has lapsed; what it reserved is released."))
        return redirect(plan)
    context = {
        "title": _("Let the plan of %(name)s lapse?") % {"name": plan.enrolment.candidate},
        "sentence": _("What the funds reserved for it becomes free again."),
        "form": form,
        "label": _("Let it lapse"),
        "danger": True,
        "blockers": plans.blockers(plan, "end"),
        "back": plan.get_absolute_url(),
        "crumbs": plan_crumbs(plan, (_("Let it lapse"), "")),
    }
    return render(request, "funding/confirm.html", context)
