"""Information sessions: the list, planning one, who was invited and who came."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candidates import sessions
from candidates.forms import SessionForm
from candidates.models import Attendance, InformationSession
from candidates.permissions import may_recruit, may_see_people
from candidates.views.candidates import pilot_or_404
from candidates.views.cases import carried_out
from candidates.views.people import crumbs
from candidates.views.rooms import rooms
from pilot import audit
from pilot.paging import keyset
from pilot.permissions import require
from pilot.phases import recruiting_blockers
from pilot.workflow import NotNow


def session_or_404(request, pk):
    """The session with its pilot, when this user may know of it."""
    return get_object_or_404(InformationSession.objects.visible_to(request.user).select_related("pilot"), pk=pk)


def _here(pilot):
    return _("Information sessions"), reverse("candidates:sessions", args=[pilot.slug])


@require_safe
def session_list(request, pilot):
    """Sessions of the pilot, the latest first, with how many were invited and came."""
    pilot = pilot_or_404(request, pilot)
    require(may_see_people(request.user, pilot))
    rows = sessions.with_counts(InformationSession.objects.visible_to(request.user).filter(pilot=pilot))
    waits = sessions.may_be_invited(pilot).count()
    page = keyset(request, rows, "-at", "-pk", sentence="")
    context = {
        "pilot": pilot,
        "rooms": rooms(request.user, pilot, "sessions"),
        "page": page,
        "waits": waits,
        "may_plan": may_recruit(request.user, pilot),
        "why_not": recruiting_blockers(pilot),
        "now": timezone.now(),
        "crumbs": crumbs(pilot, (_("Information sessions"), "")),
    }
    return render(request, "candidates/sessions.html", context)


@require_http_methods(["GET", "POST"])
def session_new(request, pilot):
    """Plan a session."""
    pilot = pilot_or_404(request, pilot)
    require(may_recruit(request.user, pilot))
    session = InformationSession(pilot=pilot)
    form = SessionForm(request.POST or None, instance=session)
    if request.method == "POST" and form.is_valid() and carried_out(form, sessions.plan, session, by=request.user):
        messages.success(request, _("The session is planned. Invite people now."))
        return redirect(session)
    title = _("Plan an information session")
    context = {
        "form": form,
        "title": title,
        "label": pgettext("verb", "Plan"),
        "back": _here(pilot)[1],
        "crumbs": crumbs(pilot, _here(pilot), (title, "")),
    }
    return render(request, "candidates/session_form.html", context)


@require_http_methods(["GET", "POST"])
def session_edit(request, pk):
    """Change day, place, speaker or number of places."""
    session = session_or_404(request, pk)
    require(may_recruit(request.user, session.pilot))
    form = SessionForm(request.POST or None, instance=session)
    if (
        request.method == "POST"
        and form.is_valid()
        and carried_out(form, sessions.edit, session, by=request.user, fields=form.changed_data)
    ):
        messages.success(request, _("The session is changed. Tell those who were invited yourself."))
        return redirect(session)
    title = _("Change the information session")
    context = {
        "form": form,
        "title": title,
        "label": _("Save"),
        "back": session.get_absolute_url(),
        "crumbs": crumbs(session.pilot, _here(session.pilot), (title, "")),
    }
    return render(request, "candidates/session_form.html", context)


@require_safe
def session(request, pk):
    """Who was invited, and who came: one click each."""
    session = session_or_404(request, pk)
    require(may_see_people(request.user, session.pilot))
    audit.seen(session, by=request.user)
    people = list(
        session.attendances.select_related("candidate").order_by("candidate__last_name", "candidate__first_name", "pk")
    )
    came = sum(1 for one in people if one.state == Attendance.State.ATTENDED)
    context = {
        "session": session,
        "pilot": session.pilot,
        "people": people,
        "came": came,
        "waits": sessions.may_be_invited(session.pilot).count(),
        "left": session.capacity - len(people),
        "over": session.at < timezone.now(),
        "may_note": may_recruit(request.user, session.pilot),
        "crumbs": crumbs(session.pilot, _here(session.pilot), (session.place, "")),
        "invite_url": f"{reverse('candidates:bulk', args=[session.pilot.slug])}?act=session&alle=1&sessie={session.pk}",
    }
    return render(request, "candidates/session.html", context)


@require_POST
def attendance(request, pk):
    """Note of one person (by the button behind the name) or of those who are ticked that they came or not."""
    session = session_or_404(request, pk)
    require(may_recruit(request.user, session.pilot))
    one_click = request.POST.getlist("came")
    act = "came" if one_click else request.POST.get("act")
    verb = {"came": sessions.attended, "absent": sessions.absent}.get(act)
    numbers = [int(text) for text in one_click or request.POST.getlist("pick") if text.isdecimal() and len(text) < 19]
    chosen = session.attendances.filter(pk__in=numbers).select_related("candidate__pilot").order_by("pk")
    done = 0
    try:
        for one in chosen if verb else []:
            verb(one, by=request.user)
            done += 1
    except NotNow as error:
        messages.error(request, " ".join(error.sentences))
    else:
        messages.success(request, ngettext("Noted of %(n)s person.", "Noted of %(n)s people.", done) % {"n": done})
    return redirect(session)
