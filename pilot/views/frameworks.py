"""What the owners of a pilot ask on each topic, before a provider is invited."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from pilot.models import Topic
from pilot.permissions import may_design, require
from pilot.phases import frameworks as asking
from pilot.phases.provider_forms import FrameworkTextForm
from pilot.views.scope import crumbs, pilot_of
from pilot.workflow import NotNow


def _crumbs(pilot, *rest):
    return crumbs(pilot, (_("Providers"), reverse("appointments", args=[pilot.slug])), *rest)


@require_safe
def frameworks(request, slug):
    pilot = pilot_of(request, slug)
    require(may_design(request.user, pilot))
    own = set(pilot.framework_texts.values_list("topic", flat=True))
    context = {
        "pilot": pilot,
        "crumbs": _crumbs(pilot, (_("Frameworks"), "")),
        "topics": [
            {"topic": topic, "label": topic.label, "text": text, "own": topic in own}
            for topic, text in asking.texts(pilot).items()
        ],
    }
    return render(request, "pilot/frameworks.html", context)


@require_http_methods(["GET", "POST"])
def framework_edit(request, slug, topic):
    pilot = pilot_of(request, slug)
    require(may_design(request.user, pilot))
    if topic not in Topic.values:
        raise Http404
    row = asking.text_of(pilot, topic)
    form = FrameworkTextForm(request.POST or None, instance=row)
    label = Topic(topic).label
    if request.method == "POST" and form.is_valid():
        try:
            asking.write(form, by=request.user)
        except NotNow as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The framework was kept: %(topic)s.") % {"topic": label})
            return redirect("frameworks", pilot.slug)
    title = _("Framework for %(topic)s") % {"topic": label.lower()}
    here = reverse("frameworks", args=[pilot.slug])
    context = {
        "title": title,
        "lead": _("It counts for the next invitation. What went out already stays as it is."),
        "crumbs": _crumbs(pilot, (_("Frameworks"), here), (title, "")),
        "form": form,
        "label": _("Save"),
        "back": here,
    }
    return render(request, "pilot/form.html", context)
