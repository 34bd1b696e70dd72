"""A new pilot from an old one, and the policies of several pilots side by side."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from pilot.permissions import may_compare, may_repeat, require
from pilot.phases import repeating, side_by_side
from pilot.phases.repeating_forms import CompareForm, RepeatForm
from pilot.views.scope import crumbs, pilot_of
from pilot.workflow import NotNow


@require_http_methods(["GET", "POST"])
def pilot_repeat(request, slug):
    """Begin a pilot with the choices, frameworks, parties, kit and programmes of this one, without its people."""
    source = pilot_of(request, slug)
    require(may_repeat(request.user, source))
    form = RepeatForm(request.POST or None, user=request.user, source=source)
    if request.method == "POST" and form.is_valid():
        regions = form.cleaned_data["regions"]
        try:
            pilot, _taken = repeating.repeat(
                source,
                form.save(commit=False),
                form.owners,
                by=request.user,
                keys=form.cleaned_data["parts"],
                regions=regions,
            )
        except NotNow as error:
            form.add_error(None, error)
        else:
            messages.success(
                request, _("The pilot was made from %(pilot)s. Nothing in it is signed.") % {"pilot": source}
            )
            for sentence in repeating.start_small(regions):
                messages.info(request, sentence)
            return redirect(pilot)
    context = {
        "title": _("Repeat %(pilot)s") % {"pilot": source},
        "lead": _("A new pilot begins with what this one found out. People and companies do not come along."),
        "crumbs": crumbs(source, (_("Repeat"), "")),
        "form": form,
        "label": _("Make the pilot"),
        "back": source.get_absolute_url(),
    }
    return render(request, "pilot/form.html", context)


@require_safe
def pilots_compare(request):
    """The policies of two to four pilots of one's fund, beside each other."""
    require(may_compare(request.user))
    pilots = list(side_by_side.comparable(request.user).with_funds().order_by("title", "pk"))
    form = CompareForm(request.GET or None, pilots=pilots)
    chosen = form.chosen
    policies = side_by_side.versions(chosen, request.user)
    without = [pilot for pilot, policy in zip(chosen, policies, strict=True) if policy is None]
    couples = [(pilot, policy) for pilot, policy in zip(chosen, policies, strict=True) if policy]
    lines = side_by_side.compare(*zip(*couples, strict=True)) if len(couples) > 1 else []
    context = {
        "crumbs": [{"label": _("Pilots"), "url": reverse("pilots")}, {"label": _("Compare"), "url": ""}],
        "form": form,
        "clear": reverse("pilots_compare"),
        "couples": couples,
        "titles": [pilot.title for pilot, _policy in couples],
        "without": without,
        "few": len(pilots) < 2,
        "differing": [_cells(line, couples) for line in lines if line.difference],
        "equal": [_cells(line, couples) for line in lines if not line.difference],
    }
    return render(request, "pilot/compare.html", context)


def _cells(line, couples):
    """A line with each value beside the title of its pilot, for the phone."""
    values = [{"title": pilot.title, "value": value} for (pilot, _p), value in zip(couples, line.values, strict=True)]
    return {"label": line.label, "difference": line.difference, "values": values, "value": line.values[0]}
