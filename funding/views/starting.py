"""Starting a class: check the figures, then start."""

from django.contrib import messages
from django.forms import Form
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from funding import rules, starting
from funding.permissions import may_start
from funding.views.cases import carried_out, class_or_404
from pilot.formats import day, euros, money
from pilot.permissions import require


@require_http_methods(["GET", "POST"])
def start(request, pk):
    training_class = class_or_404(request, pk)
    require(may_start(request.user, training_class))
    pilot = training_class.pilot
    if request.method == "POST" and carried_out(Form({}), starting.start, training_class, by=request.user):
        messages.success(request, _("%(name)s has started.") % {"name": training_class.name})
        return redirect(training_class)
    average = rules.class_average(training_class)
    context = {
        "title": _("Start %(name)s?") % {"name": training_class.name},
        "pairs": [
            {"label": _("First day"), "value": day(training_class.start)},
            {"label": _("Programme"), "value": training_class.programme.name},
            {"label": _("Participants"), "value": training_class.seated},
            {"label": _("With an approved plan"), "value": average.participants},
            {
                "label": _("Average of companies"),
                "value": _("%(value)s, limit %(cap)s") % {"value": money(average.value), "cap": euros(average.cap)},
            },
        ],
        "sentence": _(
            "Everybody on a seat then begins the acquaintance period. "
            "After this no plan may push the average above the limit."
        ),
        "label": _("Start class"),
        "blockers": starting.blockers(training_class),
        "back": training_class.get_absolute_url(),
        "crumbs": [
            {"label": pilot.title, "url": pilot.get_absolute_url()},
            {"label": _("Classes"), "url": reverse("training:classes", args=[pilot.slug])},
            {"label": training_class.name, "url": training_class.get_absolute_url()},
            {"label": _("Start class"), "url": ""},
        ],
    }
    return render(request, "funding/confirm.html", context)
