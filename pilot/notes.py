"""Notes about a case: keeping one, correcting one's own by a new version, and showing them in the timeline."""

from django import forms
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pilot import audit, formats
from pilot.models import CaseNote
from pilot.workflow import NotNow

#: Notes that one timeline shows.
MOST = 50


class CaseNoteForm(forms.Form):
    """A note of some kind."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of note"),
        choices=CaseNote.Kind.choices,
        initial=CaseNote.Kind.CONTACT,
        widget=forms.Select(attrs={"class": "w-m"}),
    )
    text = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "All who work with this case read it, the provider too. Never health, origin or religion."
        ),
    )


@transaction.atomic
def keep(model, subject, *, by, kind, text, **about):
    """Keep a note of ``model`` about ``subject`` (whose history tells that there is one) and return it."""
    row = model.objects.create(by=by, kind=kind, text=text, **about)
    audit.record(subject, "note", by=by)
    return row


@transaction.atomic
def correct(note, subject, *, by, kind, text, **about):
    """Put a new version in the place of one's own note; the earlier one stays readable. Raises ``NotNow``."""
    note = type(note).objects.select_for_update(of=("self",)).get(pk=note.pk)
    if note.by_id != by.pk:
        raise NotNow(_("Only who wrote a note corrects it. Write one of your own."))
    if hasattr(note, "replaced_by"):
        raise NotNow(_("This note was corrected already."))
    row = type(note).objects.create(by=by, kind=kind, text=text, replaces=note, **about)
    audit.record(subject, "note_correct", by=by)
    return row


def entries(notes, *, user, address):
    """Notes for ``_timeline.html``, each as it stands now with what it said before.

    ``address`` gives where one's own is corrected. ``notes`` is a queryset of one case, all versions; takes one query.
    """
    rows = list(notes.select_related("by").order_by("-pk")[: 2 * MOST])
    versions = {row.pk: row for row in rows}
    replaced = {row.replaces_id for row in rows}
    found = []
    for row in rows:
        if row.pk in replaced or not row.text:
            continue
        small, earlier = [], versions.get(row.replaces_id)
        while earlier is not None:
            words = {"day": formats.moment(earlier.at), "text": earlier.text}
            small.append({"text": _("Until then, since %(day)s: %(text)s") % words, "url": ""})
            earlier = versions.get(earlier.replaces_id)
        if row.by_id == user.pk:
            small.append({"text": _("Correct this note"), "url": address(row)})
        found.append(
            {
                "when": row.at,
                "by": row.by.name,
                "label": _("Note, %(kind)s.") % {"kind": str(row.get_kind_display()).lower()},
                "text": row.text,
                "kind": "wait" if row.kind == CaseNote.Kind.TO_DO else "",
                "url": "",
                "notes": small,
            }
        )
    return found[:MOST]


def together(*lists):
    """Entries of a timeline from several places, newest first."""
    return sorted((entry for found in lists for entry in found), key=lambda entry: entry["when"], reverse=True)
