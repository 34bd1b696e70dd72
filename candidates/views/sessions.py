"""Information sessions: the list, planning one, who was invited and who came."""

from collections import Counter
from urllib.parse import urlencode

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candidates import sessions
from candidates.forms import SessionForm
from candidates.models import Attendance, InformationSession
from candidates.permissions import may_plan_interviews, may_recruit, may_see_people
from candidates.views.candidates import pilot_or_404
from candidates.views.cases import carried_out
from candidates.views.people import crumbs
from candidates.views.rooms import rooms
from pilot import audit, formats
from pilot.forms import ReasonForm
from pilot.paging import keyset
from pilot.permissions import require
from pilot.phases import recruiting_blockers
from pilot.workflow import NotNow

STATE = Attendance.State
#: In the address: of whom attendance is put right.
WHO = "wie"


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
    if request.method == "POST" and form.is_valid():
        try:
            told = sessions.edit(session, by=request.user, fields=form.changed_data)
        except NotNow as error:
            form.add_error(None, error)
        else:
            if told:
                by_mail = ngettext(
                    "The session is changed; %(n)s guest is told, in the calendar too.",
                    "The session is changed; %(n)s guests are told, in their calendars too.",
                    told,
                )
                messages.success(request, by_mail % {"n": told})
            else:
                messages.success(request, _("The session is changed."))
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
    by_state = Counter(one.state for one in people)
    erased = [one for one in people if one.candidate.erased_at]
    people = [one for one in people if not one.candidate.erased_at]
    seats = sum(by_state[state] for state in Attendance.SEATED)
    informed = [one.candidate for one in people if one.state == STATE.ATTENDED and one.candidate.state == "informed"]
    over = session.at < timezone.now()
    may_note = may_recruit(request.user, session.pilot) and session.state != InformationSession.State.CANCELLED
    bulk = reverse("candidates:bulk", args=[session.pilot.slug])
    context = {
        "session": session,
        "pilot": session.pilot,
        # The waiting list has its own order.
        "people": [one for one in people if over or one.state != STATE.WAITING],
        "queue": sorted(
            (one for one in people if not over and one.state == STATE.WAITING), key=lambda one: one.queued_at
        ),
        # Of these only the number is left.
        "erased": len(erased),
        "erased_came": sum(one.state == STATE.ATTENDED for one in erased),
        "came": by_state[STATE.ATTENDED],
        "open": sum(one.state == STATE.INVITED for one in people),
        "seats": seats,
        "waits": sessions.may_be_invited(session.pilot).count(),
        "left": session.capacity - seats,
        "over": over,
        "may_note": may_note,
        "may_cancel": may_note and not by_state[STATE.ATTENDED],
        "crumbs": crumbs(session.pilot, _here(session.pilot), (session.place, "")),
        "invite_url": f"{bulk}?act=session&alle=1&sessie={session.pk}",
        "informed": len(informed) if may_plan_interviews(request.user, session.pilot) else 0,
        "interview_url": f"{bulk}?{urlencode([('act', 'interview'), *(('pick', one.pk) for one in informed)])}",
    }
    return render(request, "candidates/session.html", context)


@require_http_methods(["GET", "POST"])
def session_cancel(request, pk):
    """Cancel a session, with a reason; everybody who was to come is told and can be invited again."""
    session = session_or_404(request, pk)
    require(may_recruit(request.user, session.pilot))
    form = ReasonForm(request.POST or None, label=_("Why is it cancelled?"), help_text=_("For colleagues."))
    if request.method == "POST" and form.is_valid():
        try:
            told = sessions.cancel(session, by=request.user, reason=form.cleaned_data["reason"])
        except NotNow as error:
            form.add_error(None, error)
        else:
            by_mail = ngettext(
                "The session is cancelled; %(n)s person is told by mail.",
                "The session is cancelled; %(n)s people are told by mail.",
                told,
            )
            messages.success(request, by_mail % {"n": told})
            return redirect(session)
    count = session.attendances.known().filter(state__in=sessions.OPEN).count()
    sentence = ngettext(
        "%(n)s person was to come or waits for a place: told by mail, taken out of the calendar, and to be invited "
        "again.",
        "%(n)s people were to come or wait for a place: told by mail, taken out of their calendars, and to be invited "
        "again.",
        count,
    )
    context = {
        "title": _("Cancel the information session of %(day)s?") % {"day": formats.day(session.at)},
        "sentence": sentence % {"n": count},
        "form": form,
        "label": _("Cancel the session"),
        "danger": True,
        "back": session.get_absolute_url(),
        "crumbs": crumbs(session.pilot, _here(session.pilot), (_("Cancel the session"), "")),
    }
    return render(request, "confirm.html", context)


@require_POST
def attendance(request, pk):
    """Note of one person (by the button behind the name) or of those who are ticked that they came or not."""
    session = session_or_404(request, pk)
    require(may_recruit(request.user, session.pilot))
    one_click = request.POST.getlist("came")
    act = "came" if one_click else request.POST.get("act")
    if act == "everybody":
        return _everybody(request, session)
    verb = {"came": sessions.attended, "absent": sessions.absent, "cannot": sessions.withdraw}.get(act)
    numbers = [int(text) for text in one_click or request.POST.getlist("pick") if text.isdecimal() and len(text) < 19]
    chosen = session.attendances.known().filter(pk__in=numbers)
    chosen = chosen.select_related("candidate__pilot", "session").order_by("pk")
    came = [one.pk for one in chosen if act == "absent" and one.state == STATE.ATTENDED]
    if came:
        # That they came is put right on a page that tells what hangs on it.
        others = sum(sessions.absent(one, by=request.user) is not None for one in chosen if one.pk not in came)
        if others:
            messages.success(request, _noted(others))
        return redirect(_mistaken_url(session, came))
    done = 0
    try:
        for one in chosen if verb else []:
            verb(one, by=request.user)
            done += 1
    except NotNow as error:
        messages.error(request, " ".join(error.sentences))
    else:
        _tell_noted(request, session, _noted(done), [one.pk for one in chosen] if act == "came" else [])
    return redirect(session)


def _mistaken_url(session, numbers):
    return f"{reverse('candidates:session_mistaken', args=[session.pk])}?{urlencode({WHO: numbers}, doseq=True)}"


def _tell_noted(request, session, words, came):
    """Say what was noted, with the way back for who clicked wrong."""
    if came:
        words = format_html('{} <a href="{}">{}</a>', words, _mistaken_url(session, came), _("Undo"))
    messages.success(request, words)


def _noted(count):
    return ngettext("Noted of %(n)s person.", "Noted of %(n)s people.", count) % {"n": count}


def _everybody(request, session):
    try:
        done = sessions.everybody_came(session, by=request.user)
    except NotNow as error:
        messages.error(request, " ".join(error.sentences))
    else:
        noted = ngettext("%(n)s person came.", "%(n)s people came.", len(done))
        _tell_noted(request, session, noted % {"n": len(done)}, [one.pk for one in done])
    return redirect(session)


@require_http_methods(["GET", "POST"])
def session_mistaken(request, pk):
    """Put right that people came, those in the address or all who came: what hangs on it is told first.

    It is refused where an interview follows.
    """
    session = session_or_404(request, pk)
    require(may_recruit(request.user, session.pilot))
    numbers = [int(text) for text in request.GET.getlist(WHO) if text.isdecimal() and len(text) < 19]
    chosen = session.attendances.known().filter(state=STATE.ATTENDED)
    chosen = chosen.filter(pk__in=numbers) if WHO in request.GET else chosen
    chosen = list(chosen.select_related("candidate__pilot", "session").order_by("pk"))
    if not chosen:
        messages.error(request, _("It is not on record any more that these people came."))
        return redirect(session)
    blockers = [sentence for one in chosen for sentence in sessions.mistaken_blockers(one)]
    if request.method == "POST":
        try:
            anew = sessions.not_there(chosen, by=request.user)
        except NotNow as error:
            blockers = error.sentences
        else:
            messages.success(request, _put_right(chosen, anew))
            return redirect(session)
    title = _("Did not come after all")
    context = {
        "title": title,
        "crumbs": crumbs(session.pilot, _here(session.pilot), (session.place, session.get_absolute_url()), (title, "")),
        "pairs": [{"label": one.candidate.name, "value": _hangs_on(one)} for one in chosen],
        "sentence": _("It stays in what happened with each of them that this was put right, when, and by whom."),
        "blockers": blockers,
        "label": _("Put on record that they did not come"),
        "back": session.get_absolute_url(),
        "page_errors": bool(blockers) and request.method == "POST",
    }
    audit.record_many([one.candidate for one in chosen], "seen", by=request.user)
    return render(request, "candidates/session_mistaken.html", context)


def _hangs_on(attendance):
    """What becomes of somebody who did not come after all, in a sentence."""
    candidate = attendance.candidate
    if candidate.state == candidate.State.INFORMED and not sessions.informed_otherwise(attendance):
        return _("Is “Registered” again and can be invited to another session. This one counts as news no more.")
    if candidate.state == candidate.State.REGISTERED:
        return _("Stays “Registered”.")
    words = _("Stays “%(state)s”: another session, or the choice to go on without one, counts.")
    return words % {"state": candidate.get_state_display()}


def _put_right(chosen, anew):
    words = ngettext(
        "It is put right of %(n)s person: did not come.", "It is put right of %(n)s people: did not come.", len(chosen)
    ) % {"n": len(chosen)}
    if not anew:
        return words
    again = ngettext(
        "%(n)s person is “Registered” again and can be invited to another session.",
        "%(n)s people are “Registered” again and can be invited to another session.",
        len(anew),
    )
    return f"{words} {again % {'n': len(anew)}}"
