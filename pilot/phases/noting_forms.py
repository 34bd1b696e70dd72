"""Forms of the journal: a line, a correction, what one looks for."""

from django import forms
from django.utils.text import get_text_list
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from pilot.forms import DateField
from pilot.models import LESSONS, JournalEntry, Phase
from pilot.phases import noting, subjects

Kind = JournalEntry.Kind


def point_out(form, fields, pilot, *, by):
    """Show at each of ``fields`` which of its words are names of candidates, and ask whether they are something else.

    ``form`` was cleaned, and has a hidden box ``sure``.
    """
    for field in fields:
        names = noting.names_in(pilot, form.cleaned_data.get(field) or "", by=by)
        if not names:
            continue
        form.fields["sure"].widget = forms.CheckboxInput()
        sentence = ngettext(
            "%(names)s is also the name of a candidate. The management of the funds reads this, so write no "
            "names. Is it something else? Then say so at the bottom of the form.",
            "%(names)s are also names of candidates. The management of the funds reads this, so write no "
            "names. Are they something else? Then say so at the bottom of the form.",
            len(names),
        )
        form.add_error(field, sentence % {"names": get_text_list([f"“{name}”" for name in names], _("and"))})


class JournalForm(forms.ModelForm):
    """A line of the journal; a name of a candidate in it is pointed out, and stays when the writer is sure of it."""

    sure = forms.BooleanField(label=_("This is nobody's name here: keep the words as they are"), required=False)

    class Meta:
        model = JournalEntry
        fields = ["kind", "text", "reason", "alternatives", "phase"]
        widgets = {
            "kind": forms.RadioSelect,
            "text": forms.Textarea(attrs={"rows": 3}),
            "reason": forms.Textarea(attrs={"rows": 2}),
            "alternatives": forms.Textarea(attrs={"rows": 2}),
            "phase": forms.Select(attrs={"class": "w-m"}),
        }

    def __init__(self, *args, pilot, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.pilot, self.user = pilot, user
        self.fields["kind"].choices = Kind.choices  # one is chosen: no empty button among them
        self.fields["phase"].choices = [("", _("The whole pilot")), *Phase.choices]
        self.fields["text"].help_text = _("Write “the candidate” or “a company” instead of a name.")
        self.fields["reason"].optional = _("(needed with a decision)")
        # Shown only when there is something to be sure of.
        self.fields["sure"].widget = forms.HiddenInput()

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("kind") == Kind.DECISION and not cleaned.get("reason"):
            self.add_error("reason", _("Write why: a decision is only of use later with its reason."))
        if not cleaned.get("sure"):
            point_out(self, noting.TEXTS, self.pilot, by=self.user)
        return cleaned

    @property
    def said(self):
        """What was written: the fields of a line."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class CorrectionForm(JournalForm):
    """A line that replaces another, which is kept."""

    wipe = forms.BooleanField(
        label=_("Remove the words of the old line"),
        help_text=_(
            "Only when a name or something private stands in it. Otherwise it stays, as it was, behind this one."
        ),
        required=False,
    )


class JournalFilter(forms.Form):
    """What somebody looks for in the journal."""

    q = forms.CharField(
        label=_("Word"), required=False, max_length=80, widget=forms.TextInput(attrs={"type": "search"})
    )
    fase = forms.ChoiceField(label=_("Phase"), required=False, choices=[("", _("All")), *Phase.choices])
    wie = forms.TypedChoiceField(label=_("Writer"), required=False, coerce=int, empty_value=None)
    over = forms.ChoiceField(label=_("About"), required=False)
    van = DateField(label=_("From"), required=False)
    tot = DateField(label=_("Until"), required=False)
    oud = forms.BooleanField(label=_("With replaced lines"), required=False)

    def __init__(self, *args, writers=(), kinds=(), record=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.record = record
        self.fields["wie"].choices = [("", _("Everybody")), *writers]
        about = [("", _("Everything"))]
        if record is not None:
            about.append((subjects.key(record), str(record)))
        self.fields["over"].choices = [*about, *((kind, subjects.kind_word(kind)) for kind in kinds)]

    def rows(self, rows):
        """Those of ``rows`` that are asked for; what cannot be read is not looked at."""
        self.is_valid()
        said = self.cleaned_data
        if said.get("q"):
            rows = rows.found(said["q"])
        if said.get("fase"):
            rows = rows.filter(phase=said["fase"])
        if said.get("wie"):
            rows = rows.filter(by=said["wie"])
        if over := said.get("over"):
            subject_type, _colon, pk = over.partition(":")
            rows = rows.filter(subject_type=subject_type, **({"subject_id": self.record.pk} if pk else {}))
        if said.get("van"):
            rows = rows.filter(at__date__gte=said["van"])
        if said.get("tot"):
            rows = rows.filter(at__date__lte=said["tot"])
        return rows if said.get("oud") else rows.current()

    @property
    def used(self):
        """Whether anything is looked for."""
        return any(self.cleaned_data.get(name) for name in self.fields)


class LessonFilter(forms.Form):
    """What one looks for among the lessons of all pilots of a fund."""

    q = forms.CharField(
        label=_("Word"), required=False, max_length=80, widget=forms.TextInput(attrs={"type": "search"})
    )
    soort = forms.ChoiceField(
        label=_("Kind"),
        required=False,
        choices=[("", _("All")), *((kind.value, kind.label) for kind in LESSONS)],
    )
    fase = forms.ChoiceField(label=_("Phase"), required=False, choices=[("", _("All")), *Phase.choices])
    beroep = forms.ChoiceField(label=_("Occupation"), required=False)

    def __init__(self, *args, occupations=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["beroep"].choices = [("", _("All")), *occupations]

    def rows(self, rows):
        """Those of ``rows`` that are asked for."""
        self.is_valid()
        said = self.cleaned_data
        if said.get("q"):
            rows = rows.found(said["q"])
        if said.get("soort"):
            rows = rows.filter(kind=said["soort"])
        if said.get("fase"):
            rows = rows.filter(phase=said["fase"])
        if said.get("beroep"):
            policies = {"pilot__policies__state": "in_force", "pilot__policies__occupation": said["beroep"]}
            rows = rows.filter(**policies)
        return rows

    @property
    def used(self):
        """Whether anything is looked for."""
        return any(self.cleaned_data.get(name) for name in self.fields)
