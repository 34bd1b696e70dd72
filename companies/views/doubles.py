"""Which companies may be recorded twice, and making two records one with a choice per field."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from companies import doubles
from companies.models import Participation
from companies.permissions import may_merge
from companies.views.cases import get_case
from companies.views.panels import crumbs
from pilot.merge_form import MergeForm
from pilot.permissions import require
from pilot.views.scope import pilot_or_404
from pilot.workflow import NotNow

#: Couples that one page shows.
MOST = 50


@require_safe
def pairs(request, pilot):
    """Couples with the same name and postcode whom nobody told apart yet."""
    pilot = pilot_or_404(request, pilot)
    require(may_merge(request.user, pilot))
    found = doubles.suspected(pilot)
    wanted = {pk for pair in found[:MOST] for pk in pair}
    cases = Participation.objects.visible_to(request.user).with_case().in_bulk(wanted)
    rows = [{"one": cases[one], "other": cases[other]} for one, other in found[:MOST]]
    trail = crumbs(pilot)
    trail[-1]["url"] = "../"
    context = {
        "pilot": pilot,
        "rows": rows,
        "more": len(found) - len(rows),
        "crumbs": [*trail, {"label": _("Recorded twice?"), "url": ""}],
    }
    return render(request, "companies/doubles.html", context)


@require_http_methods(["GET", "POST"])
def merge(request, pk, other):
    """Two companies side by side: whose value stays, what each carries, why it cannot be; or that they are two."""
    one = get_case(request, pk)
    require(may_merge(request.user, one.pilot))
    both = Participation.objects.visible_to(request.user).with_case().filter(pilot=one.pilot).in_bulk([pk, other])
    if len(both) != 2:
        raise Http404
    stays, goes = doubles.who_stays(both[pk], both[other])
    form = MergeForm(request.POST or None, stays=stays.company, goes=goes.company, groups=doubles.CHOICES)
    if request.method == "POST" and form.is_valid():
        try:
            if request.POST.get("act") == "apart":
                return _apart(request, form, stays, goes)
            doubles.merge(stays, goes, by=request.user, taken=form.taken)
        except NotNow as error:
            form.add_error("apart" if error.code == "apart" else None, error)
        else:
            messages.success(request, _("%(name)s is one record now.") % {"name": stays})
            return redirect(stays)
    counts = doubles.carried(stays, goes)
    context = {
        "stays": stays,
        "goes": goes,
        "form": form,
        "carried": [
            {"person": case, "rows": [{"label": label, "n": n} for label, n in counts[case.pk]]}
            for case in (stays, goes)
        ],
        "blockers": [] if form.errors else doubles.blockers(stays, goes, by=request.user),
        "crumbs": crumbs(one.pilot, stays, _("Merge")),
    }
    return render(request, "pilot/merge.html", context)


def _apart(request, form, stays, goes):
    """Note that they are two and go back to the couples."""
    reason = form.cleaned_data["apart"].strip()
    if not reason:
        raise NotNow(_("Say why these are two."), code="apart")
    doubles.told_apart(stays, [goes], by=request.user, reason=reason)
    messages.success(request, _("It is on record that these are two companies."))
    return redirect("companies:doubles", stays.pilot.slug)
