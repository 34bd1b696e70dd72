"""One person: the case page, leaving and coming back, going on without a session, being told."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candidates import competences, hearing, recruiting, returning, sessions
from candidates.matching_permissions import may_match
from candidates.models import Candidate, Interview, Match, Note, OutReason, Result
from candidates.permissions import (
    may_drop,
    may_meet,
    may_read_reasons,
    may_recruit,
    may_see_case,
)
from candidates.steps import next_step, with_next
from candidates.views.cases import candidate_or_404, carried_out
from pilot import audit, formats
from pilot.forms import ReasonForm
from pilot.models import AuditEvent, Recruits
from pilot.notes import CaseNoteForm, entries, together
from pilot.permissions import require
from pilot.phases.bringing import brought_in_by, recruiters

STATE = Candidate.State


def crumbs(pilot, *further):
    """Where a page of selection stands: pilot, candidates, then couples of label and address (empty: the page)."""
    trail = [
        {"label": pilot.title, "url": pilot.get_absolute_url()},
        {"label": _("Candidates"), "url": reverse("candidates:list", args=[pilot.slug])},
    ]
    return [*trail, *({"label": str(label), "url": url} for label, url in further)]


@require_safe
def candidate(request, pk):
    """What is known of somebody, where they stand and what is next; looking at it is noted."""
    rows = hearing.with_since(with_next(Candidate.objects.visible_to(request.user).with_case()))
    person = get_object_or_404(rows, pk=pk)
    require(may_meet(request.user, person))
    audit.seen(person, by=request.user)
    whole = may_see_case(request.user, person)
    pilot, policy = person.pilot, person.pilot.policy_in_force
    current = Result.objects.visible_to(request.user).of_this_course().filter(candidate=person)
    results = list(current.select_related("decided_by"))
    regions = set(policy.regions.values_list("pk", flat=True)) if policy else set()
    overlap = competences.overlap(person, policy.occupation) if policy else None
    step = next_step(person) if whole else None
    matches = list(Match.objects.visible_to(request.user).with_case().filter(candidate=person)) if whole else []
    context = {
        "pilot": pilot,
        "candidate": person,
        "whole": whole,
        "crumbs": crumbs(pilot, (person, "")) if whole else [],
        "brought_in": brought_in_by(person, recruiters(pilot, Recruits.CANDIDATES)),
        "outside": recruiting.lives_outside(person, regions),
        "next": step.shown_to(request.user, pilot) if step else None,
        "overlap": competences.overlap_words(overlap),
        "occupation": policy.occupation if policy else None,
        "interviews": list(
            Interview.objects.visible_to(request.user).filter(candidate=person).with_cards_in().order_by("-at")
        ),
        "result": results[0] if results else None,
        "before": _before(request.user, person) if whole else None,
        "attendances": list(person.attendances.select_related("session").order_by("-session__at")) if whole else [],
        "matches": matches,
        "entries": together(_entries(request.user, person), _notes(request.user, person)) if whole else [],
        "note_form": CaseNoteForm() if whole and not person.erased_at else None,
        "may_edit": may_recruit(request.user, pilot) and not person.erased_at,
        "may_drop": person.can("drop") and may_drop(request.user, person),
        "may_return": person.can("return") and not person.erased_at and may_recruit(request.user, pilot),
        "may_waive": person.state == STATE.REGISTERED and may_recruit(request.user, pilot),
        "may_match": may_match(request.user, pilot) and person.state == STATE.QUALIFIED,
        "may_tell": person.told_at is None and person.state != STATE.OUT and may_recruit(request.user, pilot),
        "drop_blockers": recruiting.drop_blockers(person, matches) if whole else [],
        "hears_by": hearing.hears_by(person),
    }
    return render(request, "candidates/candidate.html", context)


def _before(user, person):
    """Earlier courses here and in other pilots, as far as this user may know of them; ``None`` without any."""
    here = [
        {"number": one.number, "words": returning.course_words(one, user), "returned_at": one.returned_at}
        for one in returning.courses(person)
    ]
    there = returning.came_from(person, user)
    asked = returning.suspected(person, user) if may_recruit(user, person.pilot) else []
    if not (here or there or asked):
        return None
    return {
        "here": here,
        "there": returning.lines([there], user) if there else [],
        "asked": returning.lines(asked, user),
    }


#: What happened, in words; state changes carry the name of their move.
def _words():
    return {
        "create": _("Recorded"),
        "import": _("Recorded from a file"),
        "edit": _("Details changed"),
        "tell": _("Told about being recorded"),
        "status": _("Told where they stand"),
        "invite_session": _("Invited to an information session"),
        "session_attended": _("Came to the information session"),
        "session_absent": _("Did not come to the information session"),
        "session_mistaken": _("Put right: did not come to the information session after all"),
        "queue_session": _("On the waiting list of an information session"),
        "session_withdrawn": _("Cannot come to the information session"),
        "session_cancelled": _("Information session cancelled"),
        "inform": _("Informed"),
        "uninform": _("Not informed after all"),
        "invite": _("Invited for an interview"),
        "interview": _("Interview held"),
        "qualify": _("Qualified"),
        "drop": _("Fell out"),
        "return": _("Came back"),
        "came_from": _("Took part in another pilot before"),
        "erase": _("Details erased"),
        "merge": _("Merged with a second record of this person"),
        "not_same": _("Told apart from somebody who looks alike"),
    }


def _history(person):
    """What happened to somebody, and to the records that became part of this one; newest first."""
    numbers = [person.pk, *Candidate.everyone.filter(merged_into=person).values_list("pk", flat=True)]
    events = AuditEvent.objects.filter(subject_type=person._meta.label_lower, subject_id__in=numbers)
    return (
        events.exclude(action__in=["seen", "merge_away", "note", "note_correct"])
        .select_related("actor", "reason")
        .order_by("-pk")
    )


def _notes(user, person):
    rows = Note.objects.filter(candidate=person)
    return entries(rows, user=user, address=lambda row: reverse("candidates:note_correct", args=[row.pk]))


KINDS = {"qualify": "ok", "drop": "late", "session_absent": "wait", "session_mistaken": "wait"}


def _entries(user, person):
    """The history of somebody, newest first; reasons of decisions only for who may read them."""
    words, reads = _words(), may_read_reasons(user, person.pilot)
    found = []
    for event in _history(person)[:50]:
        reason = getattr(event, "reason", None)
        decided = event.from_state in (STATE.INTERVIEWED, STATE.QUALIFIED)
        text = reason.text if reason and (reads or not decided) else ""
        if event.action == "drop" and person.out_reason and event.at >= person.out_at:
            text = " ".join(filter(None, [f"{OutReason(person.out_reason).label}.", text]))
        found.append(
            {
                "when": event.at,
                "by": event.actor or pgettext("who did it", "Overstap"),
                "label": f"{words.get(event.action, event.action)}.",
                "text": text,
                "kind": KINDS.get(event.action, ""),
                "url": "",
            }
        )
    return found


@require_http_methods(["GET", "POST"])
def candidate_return(request, pk):
    """Take somebody back in, with a reason."""
    person = candidate_or_404(request, pk)
    require(may_recruit(request.user, person.pilot))
    form = ReasonForm(request.POST or None, label=_("Why does this person come back?"))
    if _sent(request, form) and carried_out(
        form, recruiting.come_back, person, by=request.user, reason=form.cleaned_data["reason"]
    ):
        messages.success(request, _("%(name)s takes part again.") % {"name": person})
        return redirect(person)
    return _confirm(
        request,
        person,
        form,
        title=_("Take %(name)s back in") % {"name": person},
        sentence=_(
            "A new course begins. The details and an information session that was attended count again. Earlier scores "
            "and results do not: a new interview decides."
        ),
        label=_("Take back in"),
        pairs=[
            {"label": _("Fell out after"), "value": person.get_out_stage_display()},
            {"label": _("Reason"), "value": person.get_out_reason_display()},
            {"label": pgettext("day", "On"), "value": formats.day(person.out_at)},
        ],
    )


@require_http_methods(["GET", "POST"])
def candidate_waive(request, pk):
    """Let somebody go on without an information session, with a reason."""
    person = candidate_or_404(request, pk)
    require(may_recruit(request.user, person.pilot))
    form = ReasonForm(
        request.POST or None,
        label=_("Why is a session not needed?"),
        help_text=_("For example: has seen the work from nearby for months."),
    )
    if _sent(request, form) and carried_out(
        form, sessions.waive, person, by=request.user, reason=form.cleaned_data["reason"]
    ):
        messages.success(request, _("%(name)s goes on without a session.") % {"name": person})
        return redirect(person)
    return _confirm(
        request,
        person,
        form,
        title=_("%(name)s without an information session") % {"name": person},
        sentence=_("Somebody who has not heard what the work is really like falls out later, and that costs more."),
        label=_("Go on without a session"),
        pairs=[],
    )


def _sent(request, form):
    return request.method == "POST" and form.is_valid()


def _confirm(request, person, form, **page):
    context = {"form": form, "back": person.get_absolute_url(), "crumbs": crumbs(person.pilot, (person, ""))} | page
    return render(request, "confirm.html", context)


@require_POST
def candidate_told(request, pk):
    """Note that somebody was told in person about being recorded."""
    person = candidate_or_404(request, pk)
    require(may_recruit(request.user, person.pilot))
    recruiting.say_told(person, by=request.user)
    messages.success(request, _("It is on record that %(name)s was told.") % {"name": person})
    return redirect(person)
