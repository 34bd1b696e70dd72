"""All versions of a pilot's policy: who signed what, the difference between any two, and a signed one on paper."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from pilot.models import Document
from pilot.phases import comparing, paper, version_page
from pilot.views.policy import funds_of, numbered, versions_of
from pilot.views.scope import crumbs, pilot_of
from pilot.workflow import NotNow


class CompareForm(forms.Form):
    """Which two versions are laid side by side."""

    van = forms.TypedChoiceField(label=gettext_lazy("From version"), coerce=int)
    naar = forms.TypedChoiceField(label=gettext_lazy("To version"), coerce=int)

    def __init__(self, *args, versions, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.choices = [
                (one.number, f"{one.number} ({one.get_state_display().lower()})") for one in reversed(versions)
            ]


def _place(pilot, *trail):
    return crumbs(pilot, (_("Policy choices"), reverse("policy", args=[pilot.slug])), *trail)


@require_safe
def policy_versions(request, slug):
    """Every version the user may read, with each signature: who, for whom, when, which mark, under which mandate."""
    pilot = pilot_of(request, slug)
    versions = versions_of(request, pilot)
    funds = funds_of(pilot)
    first = {"van": versions[1].number, "naar": versions[0].number} if len(versions) > 1 else {}
    context = {
        "pilot": pilot,
        "crumbs": _place(pilot, (_("Versions"), "")),
        "rows": version_page.version_rows(versions, funds),
        "form": CompareForm(versions=versions, initial=first) if first else None,
    }
    return render(request, "pilot/policy_versions.html", context)


@require_safe
def policy_compare(request, slug):
    """The difference between two versions in sentences; without two of them, the newest and the one before."""
    pilot = pilot_of(request, slug)
    versions = versions_of(request, pilot)
    form = CompareForm(request.GET or None, versions=versions)
    if not versions or (request.GET and not form.is_valid()):
        numbered(versions, None)
    if request.GET:
        old, new = (numbered(versions, form.cleaned_data[name]) for name in ("van", "naar"))
    else:
        old, new = versions[min(1, len(versions) - 1)], versions[0]
        form = CompareForm(versions=versions, initial={"van": old.number, "naar": new.number})
    context = {
        "pilot": pilot,
        "crumbs": _place(pilot, (_("Versions"), reverse("policy_versions", args=[pilot.slug])), (_("Compare"), "")),
        "form": form,
        "old": old,
        "new": new,
        "told": comparing.told(old, new),
        "changes": comparing.difference(old, new),
    }
    return render(request, "pilot/policy_compare.html", context)


@require_http_methods(["GET", "POST"])
def policy_paper(request, slug, number):
    """The PDF of a signed version; a POST asks for it, and whoever may read the version may do both."""
    pilot = pilot_of(request, slug)
    policy = numbered(versions_of(request, pilot), number)
    if request.method == "POST":
        try:
            paper.ask(policy, by=request.user)
        except NotNow as error:
            messages.error(request, " ".join(error.sentences))
        else:
            messages.success(request, _("The PDF is being made. It takes a few seconds; you may leave this page."))
        return redirect("policy_version", pilot.slug, policy.number)
    found = paper.paper_of(policy, request.user.language)
    if found is None or found.document.state != Document.State.DONE:
        messages.info(request, _("There is no PDF of this version yet."))
        return redirect("policy_version", pilot.slug, policy.number)
    blob = found.document.blob
    name = f"{slugify(found.document.title)}.pdf"
    return HttpResponse(
        blob.plain,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"', "ETag": f'"{blob.sha256}"'},
    )
