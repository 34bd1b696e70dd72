"""Reports of a provider on its work: written each period, read by the owners; and the owners' view of all of it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from pilot import formats
from pilot.choices import Role
from pilot.models import ProviderReport
from pilot.permissions import may_design, may_propose, require
from pilot.phases import reporting, supervising
from pilot.phases.provider_forms import ReadForm, ReportForm
from pilot.phases.reporting import Period
from pilot.views.appointments import appointment_of, beneath
from pilot.workflow import NotNow


@require_http_methods(["GET", "POST"])
def report_new(request, pk, number):
    """Write the report of one period; the figures beside it are kept as they are at that moment."""
    appointment = appointment_of(request, pk)
    require(may_propose(request.user, appointment))
    why = reporting.report_blockers(appointment, number)
    form = ReportForm(request.POST or None, appointment=appointment)
    if request.method == "POST" and form.is_valid():
        try:
            report = reporting.hand_in(appointment, number, form.texts, by=request.user)
        except NotNow as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The report was handed in."))
            return redirect(report)
    one = reporting.period(appointment, number)
    title = _("Report of %(period)s") % {"period": one} if one else _("Report")
    context = {
        "title": title,
        "appointment": appointment,
        "crumbs": beneath(appointment, title),
        "due": formats.weekday(one.due_on) if one else "",
        "late": formats.due(one.due_on) if one and formats.is_late(one.due_on) else "",
        "why": why,
        "form": form,
        "figures": _figures(appointment, reporting.figures(appointment)) if not why else [],
    }
    return render(request, "pilot/report_new.html", context)


def _figures(appointment, figures):
    """Figures by topic of the scope: ``[{"label", "pairs"}]``."""
    return [
        {
            "label": appointment.topic_label(topic),
            "pairs": [
                {"label": one["label"], "value": formats.whole(one["count"])}
                for one in figures
                if one["topic"] == topic
            ],
        }
        for topic in appointment.scope
    ]


@require_http_methods(["GET", "POST"])
def provider_report(request, pk):
    """A report with its figures; an owner marks it as read, with a remark."""
    rows = ProviderReport.objects.visible_to(request.user)
    report = get_object_or_404(
        rows.select_related("appointment__pilot", "appointment__provider", "by", "read_by"), pk=pk
    )
    appointment = report.appointment
    owner = may_design(request.user, appointment.pilot)
    form = ReadForm(request.POST or None)
    if request.method == "POST":
        require(owner)
        if form.is_valid():
            try:
                reporting.mark_read(report, by=request.user, remark=form.cleaned_data["remark"])
            except NotNow as error:
                form.add_error(None, error)
            else:
                messages.success(request, _("Marked as read."))
                return redirect(appointment)
    one = Period(report.number, report.first, report.last)
    title = _("Report of %(period)s") % {"period": one}
    # The figures are as they were; what they count is said in the language of the reader.
    labels = reporting.labels(appointment.pilot)
    figures = [figure | {"label": labels.get(figure["key"], figure["label"])} for figure in report.figures]
    topics = _figures(appointment, figures)
    for line, topic in zip(topics, appointment.scope, strict=True):
        line["text"] = report.texts.get(topic, "")
    context = {
        "title": title,
        "report": report,
        "appointment": appointment,
        "crumbs": beneath(appointment, title),
        "topics": topics,
        "late_by": (report.at.date() - report.due_on).days,
        "form": form if owner and report.can("read") else None,
    }
    return render(request, "pilot/provider_report.html", context)


@require_safe
def supervision(request):
    """What providers do in the owner's name, pilot by pilot, and what of it is late (advice 8.3-06)."""
    require(request.user.has_role(Role.OWNER))
    watched = supervising.supervised(request.user.pilots(Role.OWNER))
    late = sum(len(one.late_steps) + len(one.late_reports) for one in watched)
    lead = (
        ngettext("%(count)d matter is late.", "%(count)d matters are late.", late) % {"count": late}
        if late
        else _("Nothing is late.")
    )
    return render(request, "pilot/supervision.html", {"watched": watched, "lead": lead})
