"""Who works in a pilot and until when; deputies; mandates to sign for a fund."""

from django.contrib import messages
from django.db.models import Case, Value, When
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from pilot import formats
from pilot.choices import Role
from pilot.models import Mandate, Organisation
from pilot.paging import keyset
from pilot.permissions import may_design, may_record_mandates, owner_funds, require, works_in
from pilot.phases import assigning
from pilot.phases.forms import AssignForm, DeputyForm, EndForm, MandateForm
from pilot.views.scope import crumbs, pilot_of
from pilot.workflow import NotNow


@require_safe
def people(request, slug):
    """Everybody in the pilot by role, those of today first."""
    pilot = pilot_of(request, slug)
    require(works_in(request.user, pilot))
    today = timezone.localdate()
    place = Case(*(When(role=role, then=Value(place)) for place, role in enumerate(Role.values)))
    rows = pilot.assignments.select_related("user__organisation", "fund").annotate(
        over=Case(When(end__lt=today, then=Value(1)), default=Value(0)), place=place
    )
    page = keyset(request, rows, "over", "place", "deputy", "-pk", sentence="")
    context = {
        "pilot": pilot,
        "crumbs": crumbs(pilot, (_("People"), "")),
        "assignments": page.items,
        "pages": page.pages,
        "may_design": may_design(request.user, pilot),
        "given": assigning.GIVEN,
    }
    return render(request, "pilot/people.html", context)


@require_http_methods(["GET", "POST"])
def assignment_new(request, slug):
    pilot = pilot_of(request, slug)
    require(may_design(request.user, pilot))
    form = AssignForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            assigning.assign(
                pilot, said["user"], Role(said["role"]), by=request.user, start=said["start"], end=said["end"]
            )
        except NotNow as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("%(name)s works in this pilot now.") % {"name": said["user"]})
            return redirect("people", pilot.slug)
    context = {
        "title": _("Give somebody a role"),
        "lead": _("Nobody is provider and selector in one pilot, unless the appointment says so."),
        "crumbs": crumbs(pilot, (_("People"), reverse("people", args=[pilot.slug])), (_("Give a role"), "")),
        "form": form,
        "label": _("Save"),
        "back": reverse("people", args=[pilot.slug]),
    }
    return render(request, "pilot/form.html", context)


@require_http_methods(["GET", "POST"])
def deputy_new(request, slug):
    pilot = pilot_of(request, slug)
    require(may_design(request.user, pilot))
    fund = Organisation.objects.filter(pk__in=owner_funds(request.user, pilot)).order_by("pk")[0]
    form = DeputyForm(request.POST or None, fund=fund, owner=request.user)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            assigning.name_deputy(pilot, fund, said["user"], by=request.user, start=said["start"], end=said["end"])
        except NotNow as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("%(name)s is deputy in that period.") % {"name": said["user"]})
            return redirect("people", pilot.slug)
    context = {
        "title": _("Name a deputy"),
        "lead": _("A deputy may do what you may do in this pilot. To sign, a deputy needs a mandate of the fund."),
        "crumbs": crumbs(pilot, (_("People"), reverse("people", args=[pilot.slug])), (_("Name a deputy"), "")),
        "form": form,
        "label": _("Save"),
        "back": reverse("people", args=[pilot.slug]),
    }
    return render(request, "pilot/form.html", context)


@require_http_methods(["GET", "POST"])
def assignment_end(request, slug, pk):
    """Roles that owners give, and deputies; an owner does not end this way."""
    pilot = pilot_of(request, slug)
    require(may_design(request.user, pilot))
    assignment = get_object_or_404(pilot.assignments.select_related("user"), pk=pk)
    require(assignment.role in assigning.GIVEN or assignment.deputy)
    form = EndForm(request.POST or None, start=assignment.start)
    if request.method == "POST" and form.is_valid():
        try:
            assigning.end_assignment(assignment, by=request.user, end=form.cleaned_data["end"])
        except NotNow as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The last day was saved."))
            return redirect("people", pilot.slug)
    title = _("End the role of %(name)s") % {"name": assignment.user}
    context = {
        "title": title,
        "lead": _(
            "%(role)s, since %(start)s. After the last day this pilot is closed for %(name)s in this role; "
            "what was done stays on record."
        )
        % {
            "role": assignment.get_role_display(),
            "start": formats.day(assignment.start),
            "name": assignment.user,
        },
        "crumbs": crumbs(pilot, (_("People"), reverse("people", args=[pilot.slug])), (_("End"), "")),
        "form": form,
        "label": _("End the role"),
        "back": reverse("people", args=[pilot.slug]),
    }
    return render(request, "pilot/form.html", context)


@require_safe
def mandates(request):
    require(may_record_mandates(request.user))
    rows = Mandate.objects.visible_to(request.user).select_related("user", "fund")
    page = keyset(request, rows, "-pk", sentence="")
    today = timezone.localdate()
    for one in page.items:
        one.runs = one.start <= today and (one.end is None or one.end >= today)
        one.over = bool(one.end and one.end < today)
    context = {"mandates": page.items, "pages": page.pages}
    return render(request, "pilot/mandates.html", context)


def _mandate_crumbs(label):
    return [{"label": _("Mandates"), "url": reverse("mandates")}, {"label": label, "url": ""}]


@require_http_methods(["GET", "POST"])
def mandate_new(request):
    require(may_record_mandates(request.user))
    form = MandateForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            mandate = assigning.give_mandate(form.save(commit=False), by=request.user)
        except NotNow as error:
            form.add_error(None, error)
        else:
            messages.success(
                request,
                _("%(name)s may sign for %(fund)s.") % {"name": mandate.user, "fund": mandate.fund},
            )
            return redirect("mandates")
    context = {
        "title": _("Record a mandate"),
        "lead": _("A fund signs by its owner or its management, and only under a recorded mandate."),
        "crumbs": _mandate_crumbs(_("Record a mandate")),
        "form": form,
        "label": _("Save"),
        "back": reverse("mandates"),
    }
    return render(request, "pilot/form.html", context)


@require_http_methods(["GET", "POST"])
def mandate_end(request, pk):
    mandate = get_object_or_404(Mandate.objects.visible_to(request.user).select_related("user", "fund"), pk=pk)
    require(may_record_mandates(request.user))
    form = EndForm(request.POST or None, start=mandate.start)
    if request.method == "POST" and form.is_valid():
        try:
            assigning.end_mandate(mandate, by=request.user, end=form.cleaned_data["end"])
        except NotNow as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The last day was saved."))
            return redirect("mandates")
    context = {
        "title": _("End the mandate of %(name)s") % {"name": mandate.user},
        "lead": _("What was signed under this mandate stays valid."),
        "crumbs": _mandate_crumbs(_("End")),
        "form": form,
        "label": _("End the mandate"),
        "back": reverse("mandates"),
    }
    return render(request, "pilot/form.html", context)
