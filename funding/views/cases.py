"""What the pages of financing have in common: fetching within what somebody may know of, carrying out, crumbs."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from candidates.models import Candidate
from funding.models import Plan
from funding.permissions import may_arrange_uwv
from pilot.views.scope import pilot_or_404 as pilot_or_404  # for the views of this app
from pilot.workflow import NotNow
from training.models import TrainingClass


def plan_or_404(request, pk):
    """The plan with its case and lines, when this user may know of it."""
    return get_object_or_404(Plan.objects.visible_to(request.user).with_case().with_lines(), pk=pk)


def class_or_404(request, pk):
    """The class with programme and pilot, when this user may know of it."""
    return get_object_or_404(TrainingClass.objects.visible_to(request.user).with_case().with_seated(), pk=pk)


def uwv_candidate_or_404(request, pk):
    """The candidate, for owners only: for all others there is no such page (advice 8.2-19)."""
    candidate = get_object_or_404(Candidate.objects.visible_to(request.user).select_related("pilot"), pk=pk)
    if not may_arrange_uwv(request.user, candidate.pilot):
        raise Http404
    return candidate


def carried_out(form, verb, *args, **kwargs):
    """Do ``verb`` and say whether it was done; what stands in the way becomes the form's errors."""
    try:
        verb(*args, **kwargs)
    except NotNow as refusal:
        form.add_error(None, refusal)
        return False
    return True


def pressed(request, back, done, verb, *args, **kwargs):
    """Carry out what a single button asks, say how it went, and lead back."""
    try:
        verb(*args, **kwargs)
    except NotNow as refusal:
        messages.error(request, " ".join(refusal.sentences))
    else:
        messages.success(request, done)
    return redirect(back)


def crumbs(pilot, *further):
    """Where a page of financing stands: pilot, financing, then couples of label and address (empty: this page)."""
    trail = [
        {"label": pilot.title, "url": pilot.get_absolute_url()},
        {"label": _("Co-financing"), "url": reverse("funding:plans", args=[pilot.slug])},
    ]
    return [*trail, *({"label": str(label), "url": url} for label, url in further)]


def plan_crumbs(plan, *further):
    candidate = plan.enrolment.candidate
    return crumbs(plan.pilot, (candidate.name, plan.get_absolute_url() if further else ""), *further)
