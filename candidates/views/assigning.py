"""Many interviews at once: free times in, a balanced proposal out, changed by hand, accepted in one act."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from candidates import assigning, selection
from candidates.forms_planning import AllForm, FreeTimesForm, RowFormSet
from candidates.permissions import may_plan_interviews
from candidates.views.candidates import pilot_or_404
from candidates.views.people import crumbs
from candidates.views.rooms import rooms
from pilot import audit
from pilot.choices import Role
from pilot.permissions import require


@require_http_methods(["GET", "POST"])
def interview_assign(request, pilot):
    """Propose who interviews whom and when, and plan what is accepted."""
    pilot = pilot_or_404(request, pilot)
    require(may_plan_interviews(request.user, pilot))
    people = {
        "selectors": list(selection.people_with(Role.SELECTOR, pilot)),
        "specialists": list(selection.people_with(Role.SPECIALIST, pilot)),
    }
    waits = list(assigning.waiting_for_interview(pilot))
    form = FreeTimesForm(request.GET or None, **people)
    context = {"pilot": pilot, "form": form, "waits": len(waits), "rows": None, "left": 0, "said": []}
    if request.method == "POST":
        answer = _accept(request, pilot, people, waits, context)
        if answer is not None:
            return answer
    elif form.is_bound and form.is_valid():
        _propose(request, pilot, form, people, waits, context)
    title = _("Plan interviews")
    context |= {
        "title": title,
        "rooms": rooms(request.user, pilot, "interview_assign"),
        "blockers": _blockers(pilot, people),
        "crumbs": crumbs(pilot, (title, "")),
        "page_errors": bool(form.errors) or context.get("refused", False),
    }
    return render(request, "candidates/interview_assign.html", context)


def _blockers(pilot, people):
    found = []
    if not pilot.kits.in_use().exists():
        found.append(_("There is no interview kit in use yet."))
    if not people["selectors"]:
        found.append(_("This pilot has no %(role)s yet.") % {"role": _("selector")})
    if not people["specialists"]:
        found.append(_("This pilot has no %(role)s yet.") % {"role": _("branch specialist")})
    return found


def _choices(people):
    return {name: [(str(person.pk), person.name) for person in found] for name, found in people.items()}


def _propose(request, pilot, form, people, waits, context):
    """Put the proposal in the context: the rows as forms, with the reason of each."""
    asked = form.cleaned_data
    selectors, specialists = (
        [int(pk) for pk in asked[name]] or [person.pk for person in people[name]]
        for name in ("selectors", "specialists")
    )
    known = assigning.known(
        pilot,
        {*selectors, *specialists},
        [one.pk for one in waits],
        form.slots,
        minutes=asked["minutes"],
        place=asked["place"],
    )
    found = assigning.propose(
        [one.pk for one in waits], form.slots, selectors, specialists, known, minutes=asked["minutes"]
    )
    initial = [
        {
            "candidate": one.candidate,
            "take": True,
            "at": one.slot.at,
            "room": one.slot.room,
            "selector": str(one.selector),
            "specialist": str(one.specialist),
        }
        for one in found
    ]
    rows = RowFormSet(initial=initial, form_kwargs=_choices(people), prefix="rows")
    names = {person.pk: person.name for group in people.values() for person in group}
    whys = [_why(one, names) for one in found]
    persons = {one.pk: one for one in waits}
    for one in found:
        audit.seen(persons[one.candidate], by=request.user)
    context |= {
        "rows": rows,
        "lines": [
            {"form": row, "person": persons[one.candidate], "why": why, "refused": []}
            for row, one, why in zip(rows, found, whys, strict=True)
        ],
        "all": AllForm(initial={"minutes": asked["minutes"], "place": asked["place"]}),
        "left": len(waits) - len(found),
        "refused": False,
    }


def _why(one, names):
    return _("%(selector)s has %(first)s, %(specialist)s has %(second)s; together %(together)s before.") % {
        "selector": names[one.selector],
        "first": one.selector_has,
        "specialist": names[one.specialist],
        "second": one.specialist_has,
        "together": one.together,
    }


def _accept(request, pilot, people, waits, context):
    """Plan what is ticked and answer with a redirect; else put everything typed back in the context."""
    every = AllForm(request.POST)
    rows = RowFormSet(request.POST, form_kwargs=_choices(people), prefix="rows")
    refused, said = {}, []
    if every.is_valid() and rows.is_valid():
        users = {str(person.pk): person for group in people.values() for person in group}
        asked = [
            {
                "candidate": row["candidate"],
                "at": row["at"],
                "room": row["room"],
                "selector": users[row["selector"]],
                "specialist": users[row["specialist"]],
                "minutes": every.cleaned_data["minutes"],
                "place": every.cleaned_data["place"],
            }
            for row in rows.cleaned_data
            if row.get("take")
        ]
        if not asked:
            said = [_("Tick at least one interview.")]
        else:
            try:
                made = assigning.accept(pilot, asked, by=request.user)
            except assigning.Clash as error:
                refused, said = error.by_candidate, error.sentences
            else:
                told = ngettext(
                    "%(n)s interview is planned; everybody is told by mail.",
                    "%(n)s interviews are planned; everybody is told by mail.",
                    len(made),
                )
                messages.success(request, told % {"n": len(made)})
                return redirect(f"{reverse('candidates:list', args=[pilot.slug])}?stand=invited")
    persons = {one.pk: one for one in waits}
    lines = []
    for row in rows:
        number = str(row["candidate"].value() or "")
        pk = int(number) if number.isdecimal() and len(number) < 19 else 0
        lines.append({"form": row, "person": persons.get(pk), "why": "", "refused": refused.get(pk, [])})
    context |= {"rows": rows, "lines": lines, "all": every, "said": said, "refused": True}
    return None
