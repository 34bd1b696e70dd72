"""Notes about somebody or about one match: written beside the timeline, corrected by a new version."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from candidates.models import Match, Note
from candidates.permissions import may_see_case
from candidates.views.cases import candidate_or_404, carried_out
from candidates.views.people import crumbs
from pilot import notes
from pilot.permissions import require


@require_http_methods(["GET", "POST"])
def note_new(request, pk):
    """Write a note about somebody."""
    person = candidate_or_404(request, pk)
    require(may_see_case(request.user, person))
    return _written(request, person, person, {"candidate": person})


@require_http_methods(["GET", "POST"])
def match_note_new(request, pk):
    """Write a note about one match."""
    match = get_object_or_404(Match.objects.visible_to(request.user).with_case(), pk=pk)
    require(may_see_case(request.user, match.candidate))
    return _written(request, match.candidate, match, {"candidate": match.candidate, "match": match})


def _written(request, person, subject, about):
    form = notes.CaseNoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        notes.keep(Note, subject, by=request.user, **form.cleaned_data, **about)
        messages.success(request, _("The note was saved."))
        return redirect(subject)
    return _page(request, person, subject, form, _("Note about %(name)s") % {"name": person})


@require_http_methods(["GET", "POST"])
def note_correct(request, pk):
    """Correct one's own note: a new version stands in its place, the earlier one stays readable."""
    row = get_object_or_404(
        Note.objects.visible_to(request.user).filter(candidate__erased_at__isnull=True).select_related("match"), pk=pk
    )
    person = candidate_or_404(request, row.candidate_id)
    require(may_see_case(request.user, person) and row.by_id == request.user.pk)
    subject = row.match or person
    form = notes.CaseNoteForm(request.POST or None, initial={"kind": row.kind, "text": row.text})
    if request.method == "POST" and form.is_valid():
        about = {"candidate": person, "match": row.match}
        if carried_out(form, notes.correct, row, subject, by=request.user, **form.cleaned_data, **about):
            messages.success(request, _("The note was corrected."))
            return redirect(subject)
    return _page(request, person, subject, form, _("Correct the note"))


def _page(request, person, subject, form, title):
    context = {
        "title": title,
        "form": form,
        "label": _("Save the note"),
        "back": subject.get_absolute_url(),
        "crumbs": crumbs(person.pilot, (person, person.get_absolute_url()), (_("Note"), "")),
    }
    return render(request, "candidates/note.html", context)
