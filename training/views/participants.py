"""One participant: the page, the seat, mentors, acquaintance, leaving and completing."""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pilot import audit, charts
from pilot.formats import day
from pilot.permissions import require
from training import classes, guidance, progress
from training.forms import ChangeSeatForm, CompleteForm, GuidesForm, LeaveForm, PostSelectionForm
from training.models import SEATS, Enrolment, PrivateMatter
from training.permissions import (
    may_assign_mentor,
    may_complete,
    may_compose,
    may_lead,
    may_note_private,
    may_report,
    may_see_flag,
    may_see_selection,
)
from training.views.cases import carried_out, enrolment_or_404, form_page, person_crumbs, pressed
from training.views.room import drawn

State = Enrolment.State


@require_safe
def enrolment(request, pk):
    """One participant: company, mentors, progress by month, how it goes on; private matters for the mentor alone."""
    enrolment = enrolment_or_404(request, pk)
    user, pilot = request.user, enrolment.training_class.pilot
    audit.seen(enrolment, by=user)
    reports = list(enrolment.reports.select_related("by").order_by("-month"))
    mine = may_note_private(user, enrolment)
    private = list(PrivateMatter.objects.visible_to(user).filter(enrolment=enrolment)) if mine else []
    context = {
        "enrolment": enrolment,
        "person": enrolment.candidate,
        "training_class": enrolment.training_class,
        "crumbs": person_crumbs(enrolment)[:-1] + [{"label": enrolment.candidate.name, "url": ""}],
        "facts": facts(enrolment, may_see_selection(user, pilot)),
        "running": enrolment.state in Enrolment.RUNNING,
        "next": next_step(user, enrolment),
        "reports": reports,
        "chart": attendance_chart(reports),
        "may_report": may_report(user, enrolment) and enrolment.state not in (State.ENROLLED, State.LEFT),
        "flag": enrolment.affected and may_see_flag(user, pilot),
        "mine": mine,
        "private": private,
        "topics": topics(reports, private) if mine else [],
        "mentors": [guide.mentor for guide in enrolment.guides.all()],
        "decisions": list(enrolment.post_selections.select_related("by")),
        "certificate": getattr(enrolment, "certificate", None),
        "history": history(enrolment) if may_see_selection(user, pilot) else [],
        "acts": acts(user, enrolment),
        "panels": [html for html in drawn_panels(enrolment, request) if html],
    }
    return render(request, "training/enrolment.html", context)


def facts(enrolment, selects):
    company = enrolment.company or _("none")
    if enrolment.company_until:
        company = _("%(company)s, until %(day)s") % {"company": company, "day": day(enrolment.company_until)}
    rows = [
        {"label": _("Company"), "value": company},
        {"label": _("Programme"), "value": enrolment.training_class.programme.name},
        {"label": _("Seat"), "value": enrolment.seat or _("no longer has one")},
    ]
    if selects and enrolment.type:
        rows.append({"label": _("Type of candidate"), "value": enrolment.type})
    return rows


def attendance_chart(reports):
    """Attendance in the last month against the month before; ``None`` without reports."""
    if not reports:
        return None
    last, before = reports[0], reports[1] if len(reports) > 1 else None
    return charts.ruler(
        last.attendance,
        key="attendance",
        title=_("Attendance"),
        desc=_("%(percent)s percent in %(month)s.")
        % {"percent": last.attendance, "month": progress.month_name(last.month)},
        maximum=100,
        step=10,
        labels=[0, 50, 100],
        was=before.attendance if before else None,
        unit="%",
        show=True,
    )


def topics(reports, private):
    """What was discussed this month and the month before, for the mentor."""
    this = progress.first_of(timezone.localdate())
    months = [this, progress.first_of(this - timedelta(days=1))]
    by_month = {report.month: report for report in reports}
    return [
        {
            "month": progress.month_name(month),
            "topics": guidance.topics(
                by_month.get(month), [matter for matter in private if progress.first_of(matter.on) == month]
            ),
        }
        for month in months
    ]


def next_step(user, enrolment):
    """The next-step box of one participant, or ``None``."""
    pilot = enrolment.training_class.pilot
    if enrolment.state == State.ACQUAINTED:
        return {
            "sentence": _("Decide whether company and participant stay together"),
            "url": reverse("training:enrolment_decide", args=[enrolment.pk]) if may_lead(user, pilot) else "",
            "label": _("Record decision"),
        }
    over = enrolment.training_class.end <= timezone.localdate()
    if enrolment.state == State.ACTIVE and over and may_complete(user, enrolment):
        return {
            "sentence": _("Record how the training ended"),
            "url": reverse("training:enrolment_complete", args=[enrolment.pk]),
            "label": pgettext("act", "Complete"),
        }
    return None


def acts(user, enrolment):
    """Addresses of what this user may do here now, by name."""
    pilot, found = enrolment.training_class.pilot, {}

    def offer(name, allowed):
        if allowed:
            found[name] = reverse(f"training:enrolment_{name}", args=[enrolment.pk])

    running = enrolment.state in Enrolment.RUNNING
    leads = may_lead(user, pilot)
    offer("move", running and may_compose(user, pilot))
    offer("guides", running and may_assign_mentor(user, pilot))
    offer("acquaint", enrolment.state == State.ENROLLED and leads)
    offer("decide", enrolment.state == State.ACQUAINTED and leads)
    offer("leave", running and leads)
    offer("complete", enrolment.state == State.ACTIVE and may_complete(user, enrolment))
    return found


def history(enrolment):
    """What happened to this participant, newest first, with the reasons."""
    words = {
        "seat": _("Got a seat."),
        "change_seat": _("Got another seat."),
        "assign_mentors": _("Mentors were assigned."),
        "acquaint": _("The acquaintance period began."),
        "decide": _("It was decided whether to stay together."),
        "activate": _("Goes on in training."),
        "complete": _("Completed the training."),
        "leave": _("Stopped: %(why)s.") % {"why": enrolment.get_left_reason_display().lower()},
    }
    kinds = {"leave": "late", "complete": "ok", "activate": "ok"}
    return [
        {
            "when": event.at,
            "by": event.actor.name if event.actor else "",
            "label": words.get(event.action, ""),
            "text": event.reason.text if hasattr(event, "reason") else "",
            "kind": kinds.get(event.action, ""),
            "url": "",
        }
        for event in audit.history(enrolment)
        if event.action in words
    ]


def drawn_panels(enrolment, request):
    """Panels of apps above at one participant (settings.ENROLMENT_PANELS), drawn."""
    for path in settings.ENROLMENT_PANELS:
        panel = import_string(path)(enrolment, request.user)
        if panel is not None:
            yield drawn(panel["template"], panel["context"], request)


# ---- acts ----


def _page(request, enrolment, form, *, title, **page):
    return form_page(
        request,
        form,
        title=title,
        lead=enrolment.candidate.name,
        crumbs=person_crumbs(enrolment, (title, "")),
        back=enrolment.get_absolute_url(),
        **page,
    )


@require_http_methods(["GET", "POST"])
def enrolment_move(request, pk):
    """Another free seat in the same class."""
    enrolment = enrolment_or_404(request, pk)
    require(may_compose(request.user, enrolment.training_class.pilot))
    taken = set(enrolment.training_class.enrolments.seated().values_list("seat", flat=True))
    # What was sent stays a choice, so that the verb can say that somebody else was quicker.
    sent = {int(request.POST["seat"])} if request.POST.get("seat", "").isdecimal() else set()
    free = sorted((set(range(1, SEATS + 1)) - taken) | (sent & set(range(1, SEATS + 1))))
    form = ChangeSeatForm(request.POST or None, free=free)
    if (
        request.method == "POST"
        and form.is_valid()
        and carried_out(form, classes.change_seat, enrolment, form.cleaned_data["seat"], by=request.user)
    ):
        messages.success(request, _("%(name)s has seat %(number)s.") % _who(enrolment))
        return redirect(enrolment.training_class)
    return _page(request, enrolment, form, title=_("Other seat"), label=_("Change seat"))


def _who(enrolment):
    return {"name": enrolment.candidate.name, "number": enrolment.seat}


@require_http_methods(["GET", "POST"])
def enrolment_leave(request, pk):
    """Let somebody go, with stage and reason; the seat is free."""
    enrolment = enrolment_or_404(request, pk)
    require(may_lead(request.user, enrolment.training_class.pilot))
    form = LeaveForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and carried_out(form, classes.leave, enrolment, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, _("%(name)s stopped; the seat is free.") % {"name": enrolment.candidate.name})
        return redirect(enrolment.training_class)
    begun = enrolment.state != State.ENROLLED
    title = _("Stop the training") if begun else _("Take out of the class")
    sentence = (
        _("This counts as dropping out, in the stage “%(stage)s”. It cannot be undone.")
        % {"stage": enrolment.get_state_display()}
        if begun
        else _("The training has not begun, so this does not count as dropping out.")
    )
    return _page(request, enrolment, form, title=title, label=title, danger=begun, sentence=sentence)


@require_http_methods(["GET", "POST"])
def enrolment_guides(request, pk):
    """Who guides this participant."""
    enrolment = enrolment_or_404(request, pk)
    pilot = enrolment.training_class.pilot
    require(may_assign_mentor(request.user, pilot))
    mentors = guidance.mentors_of(pilot)
    initial = {"mentors": [guide.mentor_id for guide in enrolment.guides.all()]}
    form = GuidesForm(request.POST or None, mentors=mentors, initial=initial)
    if (
        request.method == "POST"
        and form.is_valid()
        and carried_out(form, guidance.assign_mentors, enrolment, form.cleaned_data["mentors"], by=request.user)
    ):
        messages.success(request, _("The mentors of %(name)s were saved.") % {"name": enrolment.candidate.name})
        return redirect(enrolment)
    return _page(request, enrolment, form, title=pgettext("act", "Mentors"), label=_("Save mentors"))


@require_POST
def enrolment_acquaint(request, pk):
    """Begin the acquaintance period before the class starts."""
    enrolment = enrolment_or_404(request, pk)
    require(may_lead(request.user, enrolment.training_class.pilot))
    return pressed(
        request, enrolment, _("The acquaintance period has begun."), guidance.acquaint, enrolment, by=request.user
    )


@require_http_methods(["GET", "POST"])
def enrolment_decide(request, pk):
    """After the acquaintance period: do company and participant stay together?"""
    enrolment = enrolment_or_404(request, pk)
    require(may_lead(request.user, enrolment.training_class.pilot))
    form = PostSelectionForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and carried_out(form, guidance.decide, enrolment, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, _("The decision was recorded."))
        return redirect(enrolment)
    return _page(
        request, enrolment, form, title=_("Stay together?"), label=_("Record decision"),
        sentence=_("With two times yes the participant goes on in training. With a no the seat is kept, until there is "
                   "another placement or the participant stops."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def enrolment_complete(request, pk):
    """How the training ended: with a certificate or diploma or without, within the set time or not."""
    enrolment = enrolment_or_404(request, pk)
    require(may_complete(request.user, enrolment))
    form = CompleteForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and carried_out(form, guidance.complete, enrolment, by=request.user, certificate=form.certificate)
    ):
        messages.success(request, _("%(name)s completed the training.") % {"name": enrolment.candidate.name})
        return redirect(enrolment)
    return _page(request, enrolment, form, title=_("Complete training"), label=pgettext("act", "Complete"))
