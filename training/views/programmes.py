"""Programmes of a pilot."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_http_methods, require_safe

from pilot import formats
from pilot.paging import keyset
from pilot.permissions import require
from training import classes
from training.forms import ProgrammeForm
from training.models import Programme
from training.permissions import may_compose, may_see_programmes
from training.planning import lesson_days
from training.views.cases import carried_out, crumbs, form_page, pilot_or_404


@require_safe
def programme_list(request, slug):
    """Programmes with kind, length, school days and price."""
    pilot = pilot_or_404(request, slug)
    require(may_see_programmes(request.user, pilot))
    rows = Programme.objects.visible_to(request.user).filter(pilot=pilot).with_case()
    count = rows.count()
    sentence = ngettext("%(n)s programme", "%(n)s programmes", count) % {"n": count}
    page = keyset(request, rows, "name", "pk", sentence=sentence)
    policy = pilot.policy_in_force
    for programme in page.items:
        programme.days = lesson_days(programme.school_days, programme.school_days_later, programme.weeks)
        programme.departs = classes.departs(programme.kind, policy)
    return render(
        request,
        "training/programmes.html",
        {
            "pilot": pilot,
            "crumbs": crumbs(pilot, (_("Programmes"), "")),
            "page": page,
            "stance": policy.get_stance_display() if policy else "",
            "may_compose": may_compose(request.user, pilot),
        },
    )


@require_http_methods(["GET", "POST"])
def programme_new(request, slug):
    """A new programme; one of another kind than the funds chose says why."""
    pilot = pilot_or_404(request, slug)
    require(may_compose(request.user, pilot))
    form = ProgrammeForm(request.POST or None, instance=Programme(pilot=pilot), policy=pilot.policy_in_force)
    back = reverse("training:programmes", args=[pilot.slug])
    if request.method == "POST" and form.is_valid():
        classes.add_programme(form.save(commit=False), by=request.user)
        messages.success(request, _("The programme was saved."))
        return redirect(back)
    return form_page(
        request,
        form,
        title=_("New programme"),
        lead=_("All in one class follow the same programme."),
        crumbs=crumbs(pilot, (_("Programmes"), back), (_("New programme"), "")),
        label=_("Save programme"),
        back=back,
    )


@require_http_methods(["GET", "POST"])
def programme(request, pk):
    """Edit a programme, as long as no class has started with it."""
    programme = get_object_or_404(Programme.objects.visible_to(request.user).with_case(), pk=pk)
    pilot = programme.pilot
    require(may_compose(request.user, pilot))
    form = ProgrammeForm(request.POST or None, instance=programme, policy=pilot.policy_in_force)
    back = reverse("training:programmes", args=[pilot.slug])
    blockers = classes.programme_blockers(programme)
    if (
        request.method == "POST"
        and form.is_valid()
        and carried_out(form, classes.change_programme, form.instance, form.changed_data, by=request.user)
    ):
        messages.success(request, _("The programme was saved."))
        return redirect(back)
    return form_page(
        request,
        form,
        title=programme.name if not form.is_bound else _("Edit programme"),
        crumbs=crumbs(pilot, (_("Programmes"), back), (_("Edit programme"), "")),
        label=_("Save programme"),
        back=back,
        blockers=blockers,
        facts=_on_record(programme) if blockers else (),
        way_out={"label": _("New programme"), "url": reverse("training:programme_new", args=[pilot.slug])},
    )


def _on_record(programme):
    """What a programme says, for whoever may read it and cannot change it any more."""
    facts = [
        (pgettext("organisation", "Trainer"), programme.trainer),
        (pgettext("training", "Kind"), programme.get_kind_display()),
        (_("Qualification (CREBO)"), programme.qualification),
        (_("Weeks"), programme.weeks),
        (_("School days a week"), _school_days(programme)),
        (_("Own time, hours"), formats.whole(programme.own_hours)),
        (_("Price a head"), formats.money(programme.price)),
    ]
    return [{"label": label, "value": value} for label, value in facts if value not in (None, "")]


def _school_days(programme):
    first, later = formats.figure(programme.school_days), formats.figure(programme.school_days_later)
    return first if first == later else _("%(first)s, later %(later)s") % {"first": first, "later": later}
