"""Who may be recorded twice: the couples of a pilot, and making two records one with a choice per field."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from candidates import merging, recognising
from candidates.models import Candidate
from candidates.permissions import may_merge
from candidates.views.candidates import pilot_or_404
from candidates.views.cases import candidate_or_404, carried_out
from candidates.views.people import crumbs
from pilot import audit
from pilot.merge_form import MergeForm
from pilot.permissions import require
from pilot.workflow import NotNow

#: Couples that one page shows.
MOST = 50


@require_safe
def doubles(request, pilot):
    """Couples of the pilot who may be one person and whom nobody told apart yet."""
    pilot = pilot_or_404(request, pilot)
    require(may_merge(request.user, pilot))
    pairs = recognising.suspected(pilot)
    shown = sorted(pairs.items())[:MOST]
    wanted = {pk for pair, _shared in shown for pk in pair}
    people = Candidate.objects.visible_to(request.user).with_stage().in_bulk(wanted)
    rows = [
        {"one": people[one], "other": people[other], "why": recognising.by_what(shared)}
        for (one, other), shared in shown
        if one in people and other in people
    ]
    context = {
        "pilot": pilot,
        "rows": rows,
        "more": len(pairs) - len(rows),
        "crumbs": crumbs(pilot, (_("Recorded twice?"), "")),
    }
    return render(request, "candidates/doubles.html", context)


@require_http_methods(["GET", "POST"])
def merge(request, pk, other):
    """Two records side by side: whose value stays, what each carries, why it cannot be; or that they are two people."""
    one = candidate_or_404(request, pk)
    require(may_merge(request.user, one.pilot))
    rows = Candidate.objects.visible_to(request.user).select_related("pilot", "region", "source_sector", "channel")
    both = rows.filter(pilot=one.pilot, erased_at__isnull=True).in_bulk([pk, other])
    if len(both) != 2:
        raise Http404
    stays, goes = merging.who_stays(both[pk], both[other])
    form = MergeForm(request.POST or None, stays=stays, goes=goes, groups=merging.CHOICES)
    if request.method == "GET":
        audit.record_many([stays, goes], "seen", by=request.user)
    if request.method == "POST" and form.is_valid():
        if request.POST.get("act") == "apart":
            if _told_apart(request, form):
                messages.success(request, _("It is on record that these are two people."))
                return redirect("candidates:doubles", one.pilot.slug)
        elif carried_out(form, merging.merge, stays, goes, by=request.user, taken=form.taken):
            messages.success(request, _("%(name)s is one record now.") % {"name": stays.name})
            return redirect(stays)
    counts = merging.carried(stays, goes)
    context = {
        "stays": stays,
        "goes": goes,
        "form": form,
        "carried": [
            {"person": person, "rows": [{"label": label, "n": n} for label, n in counts[person.pk]]}
            for person in (stays, goes)
        ],
        "blockers": [] if form.errors else merging.blockers(stays, goes),
        "crumbs": crumbs(one.pilot, (stays, stays.get_absolute_url()), (_("Merge"), "")),
    }
    return render(request, "pilot/merge.html", context)


def _told_apart(request, form):
    reason = form.cleaned_data["apart"].strip()
    if not reason:
        form.add_error("apart", NotNow(_("Say why these are two.")))
        return False
    recognising.told_apart(form.stays, [form.goes], by=request.user, reason=reason)
    return True
