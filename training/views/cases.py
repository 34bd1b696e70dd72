"""What the pages of training have in common: fetching within what somebody may know of, carrying out, crumbs."""

from django.contrib import messages
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from pilot.views.scope import pilot_or_404 as pilot_or_404  # for the views of this app
from pilot.workflow import NotNow
from training.models import Enrolment, Guide, TrainingClass


def class_or_404(request, pk):
    """The class with its programme, trainer and pilot, when this user may know of it."""
    return get_object_or_404(TrainingClass.objects.visible_to(request.user).with_case(), pk=pk)


def enrolment_or_404(request, pk):
    """The participant with company, type, flag and mentors, when this user may know of this person."""
    rows = Enrolment.objects.visible_to(request.user).with_case().with_company().with_type().with_flag()
    guides = Prefetch("guides", Guide.objects.select_related("mentor"))
    return get_object_or_404(rows.select_related("certificate").prefetch_related(guides), pk=pk)


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
    """Where a page of training stands: pilot, classes, then couples of label and address (empty: the page itself)."""
    trail = [
        {"label": pilot.title, "url": pilot.get_absolute_url()},
        {"label": _("Classes"), "url": reverse("training:classes", args=[pilot.slug])},
    ]
    return [*trail, *({"label": str(label), "url": url} for label, url in further)]


def class_crumbs(training_class, *further):
    return crumbs(training_class.pilot, (training_class.name, training_class.get_absolute_url()), *further)


def person_crumbs(enrolment, *further):
    return class_crumbs(enrolment.training_class, (enrolment.candidate.name, enrolment.get_absolute_url()), *further)


def form_page(
    request,
    form,
    *,
    title,
    label,
    crumbs,
    back,
    lead="",
    sentence="",
    danger=False,
    blockers=(),
    facts=(),
    way_out=None,
):
    """A page that is one form; with blockers they stand there instead of it.

    ``facts`` (label and value) then tell what is on record, and ``way_out`` (label and url) what can be done first.
    """
    return render(
        request,
        "training/form.html",
        {
            "title": title,
            "lead": lead,
            "crumbs": crumbs,
            "sentence": sentence,
            "form": form,
            "label": label,
            "danger": danger,
            "back": back,
            "blockers": list(blockers),
            "facts": facts,
            "way_out": way_out,
        },
    )
