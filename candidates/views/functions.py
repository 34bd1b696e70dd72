"""Looking up the former function of somebody in the list, and putting the right one on record."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from candidates import competences, functions
from candidates.permissions import may_recruit, may_see_case
from candidates.views.cases import candidate_or_404
from candidates.views.people import crumbs
from pilot import facts, formats
from pilot.permissions import require
from pilot.phases import in_force
from pilot.workflow import NotNow


class FunctionForm(forms.Form):
    """Words of a function, asked in the address."""

    q = forms.CharField(label=gettext_lazy("Words of the function"), max_length=80, widget=forms.SearchInput)


@require_http_methods(["GET", "POST"])
def candidate_function(request, pk):
    """Search the list of functions; a POST takes one of them over. What is not listed is unknown: it is no gate."""
    person = candidate_or_404(request, pk)
    require(may_see_case(request.user, person))
    may_edit = may_recruit(request.user, person.pilot) and not person.erased_at
    if request.method == "POST":
        require(may_edit)
        try:
            functions.take_over(person, request.POST.get("name", ""), by=request.user)
        except NotNow as error:
            messages.error(request, " ".join(error.sentences))
            return redirect("candidates:function", person.pk)
        messages.success(request, _("The former function is on record."))
        return redirect(person)
    words = request.GET.get("q", person.former_function)[:80].strip()
    policy = in_force(person.pilot)
    found = functions.search(words, policy.occupation if policy else None)
    context = {
        "pilot": person.pilot,
        "candidate": person,
        "crumbs": crumbs(person.pilot, (person, person.get_absolute_url()), (_("Former function"), "")),
        "lead": _("Of 134 functions is known how many competences they share with an occupation. It only informs."),
        "form": FunctionForm(initial={"q": words}),
        "words": words,
        "rows": [_row(listed) for listed in found.functions[: functions.MOST]],
        "hidden": max(len(found.functions) - functions.MOST, 0),
        "occupation": policy.occupation if policy else None,
        "files": found.files,
        "sentence": _sentence(words, found),
        "may_edit": may_edit,
        "here": request.path,
    }
    return render(request, "candidates/function.html", context)


def _row(listed):
    """One line of the table: unknown for the pilot's occupation is said, with what is known for others."""
    others = ", ".join(f"{row.occupation}: {formats.percent(row.overlap_pct)}" for row in listed.others)
    return {
        "name": listed.name,
        "overlap": competences.overlap_words(listed.own and _overlap(listed.own)),
        "others": others,
    }


def _overlap(row):
    return facts.Overlap(row.matching_competences, row.total_competences, row.overlap_pct)


def _sentence(words, found):
    if not found.functions:
        return _(
            "“%(words)s” is not in the list: the overlap is unknown, which is not zero. Nobody is kept out by it."
        ) % {"words": words}
    if found.nearly:
        return _("“%(words)s” is not in the list. These are spelled nearly so.") % {"words": words}
    count = len(found.functions)
    return ngettext("%(n)s function found", "%(n)s functions found", count) % {"n": count}
