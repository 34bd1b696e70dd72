"""Typing in a month's report, and what the mentor notes of private circumstances."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from pilot import audit
from pilot.permissions import require
from training import guidance, progress
from training.forms import PrivateMatterForm, ReportForm
from training.models import PrivateMatter, Report
from training.permissions import may_note_private, may_report
from training.views.cases import carried_out, enrolment_or_404, form_page, person_crumbs


def _page(request, enrolment, form, *, title, label):
    return form_page(
        request,
        form,
        title=title,
        label=label,
        lead=enrolment.candidate.name,
        crumbs=person_crumbs(enrolment, (title, "")),
        back=enrolment.get_absolute_url(),
    )


@require_http_methods(["GET", "POST"])
def report_new(request, pk):
    """One participant's report of one month."""
    enrolment = enrolment_or_404(request, pk)
    require(may_report(request.user, enrolment))
    form = ReportForm(request.POST or None, instance=Report(enrolment=enrolment))
    if (
        request.method == "POST"
        and form.is_valid()
        and carried_out(form, progress.save_report, form.save(commit=False), by=request.user)
    ):
        messages.success(request, _("The report was saved."))
        return redirect(enrolment)
    return _page(request, enrolment, form, title=_("New report"), label=_("Save report"))


@require_http_methods(["GET", "POST"])
def report(request, pk):
    """Correct a report."""
    report = get_object_or_404(Report.objects.visible_to(request.user), pk=pk)
    enrolment = enrolment_or_404(request, report.enrolment_id)
    require(may_report(request.user, enrolment))
    report.enrolment = enrolment
    form = ReportForm(request.POST or None, instance=report)
    if (
        request.method == "POST"
        and form.is_valid()
        and carried_out(form, progress.save_report, form.instance, by=request.user, fields=form.changed_data)
    ):
        messages.success(request, _("The report was saved."))
        return redirect(enrolment)
    title = _("Report of %(month)s") % {"month": progress.month_name(report.month)}
    return _page(request, enrolment, form, title=title, label=_("Save report"))


@require_http_methods(["GET", "POST"])
def private_new(request, pk):
    """That private circumstances were discussed; for the mentor alone."""
    enrolment = enrolment_or_404(request, pk)
    require(may_note_private(request.user, enrolment))
    form = PrivateMatterForm(request.POST or None, instance=PrivateMatter(enrolment=enrolment))
    if (
        request.method == "POST"
        and form.is_valid()
        and carried_out(form, guidance.note_private, form.save(commit=False), by=request.user)
    ):
        messages.success(request, _("Saved. Only the mentors of this participant can read it."))
        return redirect(enrolment)
    return _page(request, enrolment, form, title=_("Private circumstances"), label=_("Save"))


@require_http_methods(["GET", "POST"])
def private(request, pk):
    """Correct what was noted; for the mentor alone, invisible to everybody else."""
    matter = get_object_or_404(PrivateMatter.objects.visible_to(request.user), pk=pk)
    enrolment = enrolment_or_404(request, matter.enrolment_id)
    if not may_note_private(request.user, enrolment):
        raise Http404
    audit.seen(matter, by=request.user)
    matter.enrolment = enrolment
    form = PrivateMatterForm(request.POST or None, instance=matter)
    if (
        request.method == "POST"
        and form.is_valid()
        and carried_out(form, guidance.note_private, form.instance, by=request.user, fields=form.changed_data)
    ):
        messages.success(request, _("Saved. Only the mentors of this participant can read it."))
        return redirect(enrolment)
    return _page(request, enrolment, form, title=_("Private circumstances"), label=_("Save"))
