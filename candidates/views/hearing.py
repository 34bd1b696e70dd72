"""What somebody heard of where they stand, telling them more, and who of a pilot waits for news."""

from django.contrib import messages
from django.db.models import Case, When
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from candidates import hearing
from candidates.forms_hearing import StatusForm
from candidates.models import Candidate, Heard
from candidates.permissions import may_read_reasons, may_see_case, may_see_people, may_tell
from candidates.views.candidates import pilot_or_404
from candidates.views.cases import carried_out
from candidates.views.people import crumbs
from candidates.views.rooms import rooms
from pilot import audit, formats
from pilot.permissions import require

STATE = Candidate.State
#: As many as fit on one page; who waits longest comes first.
MOST = 100
#: What each message was about, by the kind of the letter.
WHAT = {
    "recorded": gettext_lazy("Told about being recorded"),
    "session": gettext_lazy("Information session"),
    "session_moved": gettext_lazy("Information session moved"),
    "session_cancelled": gettext_lazy("Information session cancelled"),
    "session_left": gettext_lazy("Place at the information session given up"),
    "session_full": gettext_lazy("Waiting list of an information session"),
    "invited": gettext_lazy("Invitation for an interview"),
    "planned": gettext_lazy("Interview planned"),
    "moved": gettext_lazy("Interview moved"),
    "cancelled": gettext_lazy("Interview cancelled"),
    "interview": gettext_lazy("Interview"),
    "status": gettext_lazy("Where you stand"),
    "call": gettext_lazy("Where you stand"),
    "out": gettext_lazy("Falls out"),
}


@require_http_methods(["GET", "POST"])
def candidate_heard(request, pk):
    """Everything somebody heard, word for word; and telling them where they stand, by mail or by telephone."""
    people = Candidate.objects.visible_to(request.user).select_related("pilot")
    people = hearing.with_alone(hearing.with_since(people))
    person = get_object_or_404(people, pk=pk)
    require(may_see_case(request.user, person))
    may = may_tell(request.user, person)
    require(request.method == "GET" or may)
    form = StatusForm(request.POST or None, person=person) if may else None
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        verb, words = (hearing.tell, asked["message"]) if asked["how"] == "mail" else (hearing.called, asked["said"])
        if carried_out(form, verb, person, words, by=request.user):
            messages.success(request, _("It is on record that %(name)s was told.") % {"name": person})
            return redirect("candidates:heard", person.pk)
    audit.seen(person, by=request.user)
    rows = Heard.objects.visible_to(request.user).filter(candidate=person).select_related("mail", "by")[:MOST]
    context = {
        "pilot": person.pilot,
        "candidate": person,
        "crumbs": crumbs(person.pilot, (person, person.get_absolute_url()), (_("Messages"), "")),
        "lead": standing(person),
        "form": form,
        "rows": [_message(row, reads=may_read_reasons(request.user, person.pilot)) for row in rows],
    }
    return render(request, "candidates/heard.html", context)


def standing(person):
    """Until when somebody can wait, and what happens then, in a sentence; "" for who waits for nothing."""
    day = hearing.hears_by(person)
    if day is None:
        return ""
    words = {"since": formats.day(person.since), "day": formats.day(day)}
    if person.state == STATE.OUT:
        words["since"] = formats.day(person.out_at)
        return _("Fell out on %(since)s and has to hear so from a person, on %(day)s at the latest.") % words
    if person.alone:
        words |= {
            "since": formats.day(person.alone_since),
            "day": formats.day(person.alone_since + hearing.CALL_WITHIN),
        }
        return (
            _(
                "Heard automatic messages only: the second one in a row went out on %(since)s. Another mail is no news "
                "any more: call by %(day)s."
            )
            % words
        )
    if person.email and person.last_mail != "failed":
        words["itself"] = formats.day(person.since + hearing.BY_ITSELF)
        return (
            _(
                "Heard something last, or has an appointment, on %(since)s. Has to hear where it stands by %(day)s; "
                "without you a mail goes out by itself on %(itself)s."
            )
            % words
        )
    return (
        _("Heard something last, or has an appointment, on %(since)s. No mail arrives: call by %(day)s at the latest.")
        % words
    )


def _message(row, *, reads):
    """One message for the page. Why somebody fell out after an interview is read by who may know it."""
    hidden = row.what == "out" and not reads
    text = "" if hidden else row.mail.text if row.mail else row.text
    return {
        "row": row,
        "what": WHAT.get(row.what, row.what),
        "subject": row.mail.subject if row.mail and not hidden else "",
        "text": text,
        "itself": row.stage and row.what in Heard.BY_ITSELF and row.how == Heard.How.MAIL,
        "late": bool(row.mail and row.mail.state == "failed"),
    }


@require_safe
def waits(request, pilot):
    """Who of the pilot waits for news, the longest wait first, and who has to be called."""
    pilot = pilot_or_404(request, pilot)
    require(may_see_people(request.user, pilot))
    people = hearing.of_running([pilot]).visible_to(request.user)
    people = people.annotate(begun=Case(When(alone=True, then="alone_since"), default="since"))
    to_call = people.filter(hearing.to_call() | hearing.alone())
    call = to_call.order_by("begun", "pk")[:MOST]
    count = to_call.count()
    rows = [
        {
            "person": person,
            "phone": person.phone,
            "since": person.begun,
            "day": _call_by(person),
            "why": _why(person),
            "url": reverse("candidates:heard", args=[person.pk]),
        }
        for person in call
    ]
    audit.record_many([row["person"] for row in rows], "seen", by=request.user)
    told = people.filter(hearing.waits() & hearing.by_mail())
    context = {
        "pilot": pilot,
        "rooms": rooms(request.user, pilot, "list"),
        "crumbs": crumbs(pilot, (_("Waits for news"), "")),
        "rows": rows,
        "sentence": ngettext("%(n)s person has to be called", "%(n)s people have to be called", count) % {"n": count},
        "by_itself": told.exclude(hearing.alone()).count(),
        "days": hearing.BY_ITSELF.days,
        "within": hearing.WITHIN.days,
    }
    return render(request, "candidates/waits.html", context)


def _call_by(person):
    """The day by which somebody has to be called."""
    if person.alone:
        return timezone.localdate(person.alone_since + hearing.CALL_WITHIN)
    return hearing.hears_by(person)


def _why(person):
    if person.alone:
        return _("heard automatic messages only for weeks")
    if person.state == STATE.OUT:
        return _("fell out, and nobody told it yet")
    return _("the last mail did not arrive") if person.email else _("has no e-mail address")
