"""Somebody falls out: a reason, and a message that follows from it, is shown as it goes out, and only then sent."""

import hashlib

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from candidates import letters, recruiting, rejecting
from candidates.forms import DropForm
from candidates.models import OutReason, Result
from candidates.permissions import may_drop
from candidates.views.cases import candidate_or_404, carried_out
from candidates.views.people import crumbs
from pilot.permissions import require

#: The hidden field that says which message was shown as it goes out.
SHOWN = "shown"


class Message:
    """The message to one candidate on a page: the draft of the reason, and whether this text was shown before."""

    def __init__(self, request, candidate, form):
        self.candidate, self.form, self.swapped = candidate, form, False
        self.text = form.initial.get("message", "") if not form.is_bound else form.data.get("message", "")
        if form.is_bound and form.is_valid() and "message" in form.fields:
            self._follow(form.cleaned_data["reason"])
        self.ready = form.is_bound and (not self.text.strip() or request.POST.get(SHOWN) == self.mark)

    def _follow(self, reason):
        """An untouched draft goes along with the reason; words of somebody's own stay as they are."""
        drafted = rejecting.drafted_for(self.candidate, self.text)
        if drafted is not None and drafted != reason:
            self.text, self.swapped = rejecting.draft(self.candidate, reason), True
            self.form.data = self.form.data.copy()
            self.form.data["message"] = self.text

    @property
    def mark(self):
        """A mark of the text, for the hidden field."""
        return hashlib.sha256(" ".join(self.text.split()).encode()).hexdigest()[:32]

    @property
    def page(self):
        """What ``_letter.html`` shows; nothing when no message goes out."""
        if not self.text.strip() or "message" not in self.form.fields:
            return None
        return {
            "to": self.candidate.email,
            "subject": letters.out_subject(self.candidate),
            "text": letters.whole(self.candidate, self.text),
            "mark": self.mark,
            "swapped": self.swapped,
        }


def drop_form(data, candidate, *, reason="", figures=()):
    """The form that asks reason and message, with the draft of the reason (else the plain one)."""
    begin = {"reason": reason, "message": rejecting.draft(candidate, reason or OutReason.OTHER)}
    return DropForm(data, has_address=bool(candidate.email), initial=begin, figures=figures)


def figures_of(candidate):
    """Scores of somebody that no message may have in it."""
    rows = Result.objects.filter(candidate=candidate).values_list("motivation", "soft", "hard", "total")
    return [figure for row in rows for figure in row]


@require_http_methods(["GET", "POST"])
def candidate_drop(request, pk):
    """Note that somebody falls out, with a message that was shown as it goes out; a person confirms it."""
    person = candidate_or_404(request, pk)
    require(may_drop(request.user, person))
    form = drop_form(request.POST or None, person, figures=figures_of(person))
    message = Message(request, person, form)
    if request.method == "POST" and form.is_valid() and message.ready:
        asked = form.cleaned_data
        if carried_out(
            form,
            recruiting.drop,
            person,
            by=request.user,
            reason=asked["reason"],
            note=asked["note"],
            message=asked.get("message", ""),
            keep_year=asked["keep_year"],
        ):
            messages.success(request, _("It is on record that %(name)s falls out.") % {"name": person})
            return redirect(person)
    context = {
        "pilot": person.pilot,
        "candidate": person,
        "form": form,
        "letter": message.page if form.is_bound else None,
        "asks": form.is_bound and form.is_valid() and not message.ready,
        "blockers": [] if form.errors else recruiting.drop_blockers(person),
        "crumbs": crumbs(person.pilot, (person, person.get_absolute_url()), (_("Falls out"), "")),
    }
    return render(request, "candidates/drop.html", context)
