"""The people of a pilot: the list, what is done with several at once, and recording somebody by hand."""

from datetime import timedelta
from functools import cache, partial
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Count, OuterRef, Q, Subquery
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from candidates import recognising, recruiting, returning, sessions
from candidates.forms import CandidateFilter, CandidateForm
from candidates.models import Attendance, Candidate, InformationSession, OutReason, Result
from candidates.permissions import may_merge, may_plan_interviews, may_recruit, may_see_people
from candidates.steps import next_step, with_next
from candidates.views.previews import left_out
from candidates.views.rooms import rooms
from pilot import audit, facts, formats
from pilot.addresses import reverse
from pilot.models import User
from pilot.paging import keyset, part
from pilot.permissions import require
from pilot.phases import in_force, recruiting_blockers
from pilot.questions import Fixed, Marks, question
from pilot.views import saved
from pilot.views.scope import pilot_or_404
from pilot.wording import fold
from pilot.workflow import NotNow

STATE, STAGE = Candidate.State, Candidate.Stage
UNTOLD = Q(told_at__isnull=True) & ~Q(state=STATE.OUT)
#: What a row of the list shows, beside what is annotated.
SHOWN = ("first_name", "last_name", "town", "region_id", "former_function", "state", "out_reason", "created_at")
WHY_OUT = dict(OutReason.choices)
STAGES = [*STATE.choices[:-1], *STAGE.choices, STATE.choices[-1]]


def people_of(request, pilot, people=Candidate.objects):
    """Everybody of the pilot whom this user may know of; who was erased is a figure only."""
    return _people(request.user, pilot, people)


def _people(user, pilot, people):
    return people.visible_to(user).filter(pilot=pilot, erased_at__isnull=True)


@cache
def _listed():
    # Made once: what is put together from a queryset never changes it.
    results = Result.objects.of_this_course().filter(candidate=OuterRef("pk")).order_by("-pk")
    return with_next(Candidate.objects.only(*SHOWN)).annotate(total=Subquery(results.values("total")[:1]))


@question
def _page(user: User, pilot: int, untold: Fixed, stage: str, region: str, channel: str, order: Fixed, marks: Marks):
    rows = _people(user, pilot, _listed())
    return part(_chosen(rows, untold, stage, {"region": region, "channel": channel}), order, marks)


@question
def _by_stage(user: User, pilot: int):
    """How many there are by stage, and how many of them were not told yet."""
    rows = _people(user, pilot, Candidate.objects.with_stage()).order_by().values_list("stage")
    return rows.annotate(n=Count("pk"), untold=Count("pk", filter=UNTOLD))


@require_safe
def candidate_list(request, pilot):
    """Everybody, by stage, name, region and channel, with what is next."""
    pilot = pilot_or_404(request, pilot)
    require(may_see_people(request.user, pilot))
    filters = CandidateFilter(request.GET or None)
    counts = _counts(_by_stage(request.user, pilot.pk))
    stage, show_untold, chosen = _stage_of(request)
    sentence = _sentence(counts, chosen)
    if filters.words:
        rows = narrowed(request, people_of(request, pilot, _listed()), filters)
        page = keyset(request, rows, *filters.by, sentence=sentence)
    else:
        rows = partial(_page, request.user, pilot.pk, show_untold, stage, *filters.places.values())
        page = keyset(request, rows, *filters.by, sentence=sentence, model=Candidate)
    policy = in_force(pilot)
    _complete(page.items, pilot, policy, filters.regions)
    context = {
        "pilot": pilot,
        "rooms": rooms(request.user, pilot, "list"),
        "page": page,
        "filters": filters,
        "keep": {"stand": stage} if stage else {"niet_verteld": "1"} if show_untold else {},
        "pills": _pills(pilot, counts, chosen),
        "bulk": _bulk(pilot, request.user, chosen),
        "everybody": sum(counts.values()) - counts["untold"],
        "may_recruit": may_recruit(request.user, pilot),
        "why_not": recruiting_blockers(pilot, policy=policy),
        "narrowed": bool(request.GET),
        "may_merge": may_merge(request.user, pilot),
        "saved": saved.saved(request, pilot, "candidates:list"),
        "export_query": request.GET.urlencode(),
    }
    return render(request, "candidates/candidates.html", context)


def _stage_of(request):
    """The stage in the address, whether it asks for who was not told yet, and which pill that is."""
    stage, untold = request.GET.get("stand", ""), "niet_verteld" in request.GET
    return stage, untold, "untold" if untold else stage


def narrowed(request, rows, filters):
    """The people ``with_stage`` that the address asks for."""
    stage, untold, _pill = _stage_of(request)
    rows = _chosen(rows, untold, stage, filters.places)
    return rows.found(filters.words) if filters.words else rows


def _chosen(rows, untold, stage, places):
    rows = rows.filter(UNTOLD) if untold else rows.filter(stage=stage) if stage else rows
    return rows.filter(**{name: place for name, place in places.items() if place})


def _counts(rows):
    """How many there are by stage, and how many were not told yet."""
    return {stage: n for stage, n, _untold in rows} | {"untold": sum(untold for *_stage, untold in rows)}


def _complete(people, pilot, policy, region_names):
    """Give each row its pilot, next step, overlap, why it fell out, and its region when outside the pilot."""
    known = facts.overlaps(policy.occupation) if policy else {}
    regions = set(policy.region_ids) if policy else set()
    overlap_word = _("overlap %(pct)s")
    for person in people:
        person.pilot = pilot
        person.next = next_step(person)
        overlap = known.get(fold(person.former_function)) if person.former_function else None
        person.overlap_words = overlap_word % {"pct": formats.percent(overlap.pct)} if overlap else ""
        person.why_out = WHY_OUT.get(person.out_reason, "")
        person.outside = region_names[person.region_id] if recruiting.lives_outside(person, regions) else ""


def _sentence(counts, chosen):
    count = counts.get(chosen, 0) if chosen else sum(n for key, n in counts.items() if key != "untold")
    return ngettext("%(n)s person", "%(n)s people", count) % {"n": formats.whole(count)}


def _pills(pilot, counts, chosen):
    url = reverse("candidates:list", args=[pilot.slug])
    everybody = sum(n for key, n in counts.items() if key != "untold")
    rows = [{"label": _("Everybody"), "url": url, "count": everybody, "current": not chosen}]
    rows += [
        {"label": label, "url": f"{url}?stand={key}", "count": counts[key], "current": chosen == key}
        for key, label in STAGES
        if counts.get(key) or chosen == key
    ]
    if counts["untold"] or chosen == "untold":
        rows.append(
            {
                "label": _("Not told yet"),
                "url": f"{url}?niet_verteld=1",
                "count": counts["untold"],
                "current": chosen == "untold",
            }
        )
    return rows


#: What can be done with several people at once, and for whom it is meant.
ACTS = {"session": Q(state=STATE.REGISTERED), "interview": Q(state=STATE.INFORMED), "tell": UNTOLD}
FOR_STAGE = {STATE.REGISTERED: "session", STATE.INFORMED: "interview", "untold": "tell"}


#: So long after a session somebody who walked in there is added to it.
WALKED_IN = timedelta(days=14)
#: Not done with people but shown of them: the bar leads to another page.
COMPARE = "compare"


def _may(user, pilot, act):
    return may_plan_interviews(user, pilot) if act == "interview" else may_recruit(user, pilot)


def _bulk(pilot, user, chosen):
    offered = not chosen or chosen in FOR_STAGE
    acts = [
        {"label": label, "value": act}
        for act, label in act_labels().items()
        if offered and _may(user, pilot, act) and (chosen not in FOR_STAGE or FOR_STAGE[chosen] == act)
    ]
    acts.append({"label": _("Lay side by side"), "value": COMPARE})
    url = reverse("candidates:bulk", args=[pilot.slug])
    bulk = {"url": url, "method": "get", "sentence": "", "acts": acts, "all_url": "", "all_label": ""}
    if chosen in FOR_STAGE:
        bulk |= {"all_url": f"{url}?act={FOR_STAGE[chosen]}&alle=1", "all_label": _("Choose everybody")}
    return bulk


def act_labels():
    """The words on the buttons, in the reader's language."""
    return {
        "session": _("Invite to an information session"),
        "interview": _("Invite for an interview"),
        "tell": _("Tell that they are recorded"),
    }


@require_http_methods(["GET", "POST"])
def bulk(request, pilot):
    """Check who is meant, then do it with all of them: invite to a session or an interview, tell they are recorded."""
    pilot = pilot_or_404(request, pilot)
    act = request.POST.get("act") or request.GET.get("act", "")
    if act == COMPARE:
        picked = urlencode([("pick", pick) for pick in _numbers(request.GET.getlist("pick"))])
        return redirect(f"{reverse('candidates:compare', args=[pilot.slug])}?{picked}")
    if act not in ACTS:
        return redirect("candidates:list", pilot.slug)
    require(_may(request.user, pilot, act))
    meant = people_of(request, pilot).filter(ACTS[act]).select_related("pilot")
    picked = []
    if request.method != "GET" or "alle" not in request.GET:
        picked = _numbers(request.POST.getlist("pick") or request.GET.getlist("pick"))
        meant = meant.filter(pk__in=picked)
    if act == "session":
        meant = sessions.may_be_invited(pilot) & meant
    chosen = list(meant.order_by("last_name", "first_name", "pk"))
    refusal = []
    if request.method == "POST":
        try:
            return _carry_out(request, pilot, act, chosen)
        except NotNow as error:
            refusal = error.sentences
    wanted = request.POST.get("session") or request.GET.get("sessie", "")
    context = {
        "pilot": pilot,
        "act": act,
        "label": act_labels()[act],
        "chosen": chosen,
        "without_address": sum(1 for person in chosen if not person.email),
        "left_out": left_out(people_of(request, pilot), act, {*picked} - {person.pk for person in chosen}),
        "sessions": _sessions_for(request.user, pilot, wanted) if act == "session" else [],
        "session": wanted,
        "now": timezone.now(),
        "queue": "queue" in request.POST,
        "refusal": refusal,
        "page_errors": bool(refusal),
    }
    return render(request, "candidates/bulk.html", context)


def _sessions_for(user, pilot, wanted):
    """Sessions to invite people to: those to come, then those of the last weeks, for whoever walked in there."""
    rows = InformationSession.objects.visible_to(user).filter(pilot=pilot, state=InformationSession.State.PLANNED)
    rows = sessions.with_counts(rows).filter(Q(at__gte=timezone.now() - WALKED_IN) | Q(pk__in=_numbers([wanted])))
    return list(rows.order_by("-at")[:10])


def _numbers(texts):
    return [int(text) for text in texts if text.isdecimal() and len(text) < 19]


def _carry_out(request, pilot, act, chosen):
    """Do the act with everybody chosen and answer with a redirect; raises ``NotNow``."""
    if not chosen:
        raise NotNow(_("Nobody is chosen for whom this can be done."))
    if act == "session":
        numbers = _numbers([request.POST.get("session", "")])
        session = InformationSession.objects.visible_to(request.user).filter(pilot=pilot, pk__in=numbers).first()
        if session is None:
            raise NotNow(_("Choose the session."))
        made = sessions.invite(session, chosen, by=request.user, queue="queue" in request.POST)
        queued = sum(1 for one in made if one.state == Attendance.State.WAITING)
        invited = len(made) - queued
        told = ngettext("%(n)s person is invited.", "%(n)s people are invited.", invited) % {"n": invited}
        if queued:
            also = ngettext("%(n)s is on the waiting list.", "%(n)s are on the waiting list.", queued) % {"n": queued}
            told = f"{told} {also}"
        messages.success(request, told)
        return redirect(session)
    if act == "interview":
        made = sessions.invite_for_interview(chosen, by=request.user)
        told = ngettext(
            "%(n)s person is invited for an interview.", "%(n)s people are invited for an interview.", len(made)
        )
        messages.success(request, told % {"n": len(made)})
        return redirect(f"{reverse('candidates:list', args=[pilot.slug])}?stand=invited")
    told, unreachable = recruiting.tell_recorded(chosen, by=request.user)
    if told:
        by_mail = ngettext("%(n)s person is told by mail.", "%(n)s people are told by mail.", len(told))
        messages.success(request, by_mail % {"n": len(told)})
    if unreachable:
        to_call = ngettext(
            "%(n)s person has no address: call, and note it on the page of that person.",
            "%(n)s people have no address: call, and note it on the page of each.",
            len(unreachable),
        )
        messages.warning(request, to_call % {"n": len(unreachable)})
    return redirect("candidates:list", pilot.slug)


@require_http_methods(["GET", "POST"])
def candidate_new(request, pilot):
    """Record one person by hand."""
    pilot = pilot_or_404(request, pilot)
    require(may_recruit(request.user, pilot))
    person = Candidate(pilot=pilot, recruited_by=recruiting.recruiter_of(request.user, pilot))
    form = CandidateForm(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        try:
            recruiting.register(person, by=request.user, knows=form.cleaned_data["knows"])
            if form.twins:
                recognising.told_apart(person, form.twins, by=request.user, reason=form.cleaned_data["another"])
        except NotNow as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("%(name)s is recorded.") % {"name": person})
            if returning.suspected(person, request.user):
                messages.warning(request, _("This may be somebody who took part in another pilot before: look below."))
            return redirect(person)
    context = {
        "pilot": pilot,
        "form": form,
        "title": _("Record a candidate"),
        "label": _("Record"),
        "back": reverse("candidates:list", args=[pilot.slug]),
        "twins": recognising.lines(form.twins, request.user),
        "blockers": recruiting_blockers(pilot),
        "functions": known_functions(pilot),
    }
    return render(request, "candidates/candidate_form.html", context)


@require_http_methods(["GET", "POST"])
def candidate_edit(request, pk):
    """Correct what is recorded; a stale save shows both values."""
    person = get_object_or_404(
        Candidate.objects.visible_to(request.user).filter(erased_at__isnull=True).select_related("pilot"), pk=pk
    )
    require(may_recruit(request.user, person.pilot))
    form = CandidateForm(request.POST or None, instance=person)
    if request.method == "GET":
        audit.seen(person, by=request.user)
    if request.method == "POST" and form.is_valid():
        recruiting.edit(person, by=request.user, fields=form.changed_data)
        messages.success(request, _("The details are saved."))
        return redirect(person)
    context = {
        "pilot": person.pilot,
        "form": form,
        "title": _("Details of %(name)s") % {"name": person.name},
        "label": _("Save"),
        "back": person.get_absolute_url(),
        "twins": [],
        "blockers": [],
        "functions": known_functions(person.pilot),
    }
    return render(request, "candidates/candidate_form.html", context)


def known_functions(pilot):
    """Names of functions whose overlap is known, to choose from while typing."""
    policy = pilot.policy_in_force
    return list(policy.occupation.related_functions.values_list("function_name", flat=True)) if policy else []
