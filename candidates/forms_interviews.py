"""Forms of the interview, the card, an agreed value and the result."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from candidates import competences
from candidates.models import Score
from candidates.models.kits import SCALE
from candidates.selection import NOTES
from pilot.choices import Culture, Level, TrainingKind
from pilot.forms import VersionedModelForm

#: Words above the five described answers.
WORDS = {
    1: pgettext_lazy("answer", "Not"),
    2: pgettext_lazy("answer", "Little"),
    3: pgettext_lazy("answer", "Sufficient"),
    4: pgettext_lazy("answer", "Good"),
    5: pgettext_lazy("answer", "Strong"),
}


def anchors_of(item):
    """The five described answers as ``_anchors.html`` wants them."""
    return [
        {"value": value, "word": WORDS[value], "text": text} for value, text in zip(SCALE, item.anchors, strict=True)
    ]


def chosen(form):
    """The value of a form with described answers: typed, else on record, else ``None``."""
    value = form["value"].value()
    return int(value) if str(value or "").isdecimal() else None


class NoteField(forms.CharField):
    """Text over several lines: the same whether a form or a script sent it, which end their lines differently."""

    def to_python(self, value):
        return super().to_python(value).replace("\r\n", "\n")


class ScoreForm(VersionedModelForm):
    """One item on a card: a value and what was heard. All of it may still be empty: it is saved as it stands.

    ``page`` is the key of the page that saves. A page that saved an item last saves it again without asking: the
    answer to its first save may never have reached it. Only what another window saved since is held against it.
    """

    value = forms.TypedChoiceField(
        label=_("Score"),
        choices=[("", "–"), *((value, str(value)) for value in SCALE)],
        coerce=int,
        empty_value=None,
        required=False,
    )

    class Meta:
        model = Score
        fields = ["value", *NOTES]
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in NOTES}
        field_classes = dict.fromkeys(NOTES, NoteField)

    def __init__(self, *args, page=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.page = page

    def clean(self):
        score = self.instance
        if self.page and Score.objects.select_for_update(of=("self",)).filter(pk=score.pk, saved_from=self.page):
            return self.cleaned_data
        return super().clean()

    @property
    def chosen(self):
        """The value that was typed, else the one on record: a number or ``None``."""
        return chosen(self)

    @property
    def value_error(self):
        """What is wrong with the value, or nothing."""
        return next(iter(self["value"].errors), "")


class ConsensusForm(forms.Form):
    """The value two people agreed on, and what decided."""

    value = forms.TypedChoiceField(
        label=_("Agreed value"), choices=[(value, str(value)) for value in SCALE], coerce=int
    )
    reason = forms.CharField(
        label=_("What decided"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What did one of you hear that the other did not?"),
    )

    @property
    def chosen(self):
        """The value that was typed: a number or ``None``."""
        return chosen(self)

    @property
    def value_error(self):
        """What is wrong with the value, or nothing."""
        return next(iter(self["value"].errors), "")


class CorrectionForm(ConsensusForm):
    """What a score and its notes should have been, and why they were wrong; ``versions`` counts what came before."""

    # What there was to see when the page was opened: another window may have corrected it since.
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, score, versions, **kwargs):
        begin = {"value": score.newest, "seen": versions}
        begin |= {name: getattr(score.heard, name) for name in NOTES}
        super().__init__(*args, initial=begin, **kwargs)
        self.fields["value"].label = _("Corrected value")
        self.fields["value"].required = False
        self.fields["value"].empty_value = None
        for name in NOTES:
            label = Score._meta.get_field(name).verbose_name
            widget = forms.Textarea(attrs={"rows": 3})
            self.fields[name] = NoteField(label=label, required=False, max_length=4000, widget=widget)
        self.fields["reason"].label = _("Why it is corrected")
        self.fields["reason"].help_text = _(
            "What was wrong, and how did you find out? Both interviewers read it: do not repeat a name that had to go."
        )

    def clean(self):
        cleaned = super().clean()
        cleaned["notes"] = {name: cleaned.pop(name, "") for name in NOTES}
        return cleaned


def _level(item):
    """Name of the field that asks the level on an item; apart from ``level_3``, which is a question of its own."""
    return f"level_of_{item.pk}"


class ResultForm(forms.Form):
    """What a selector decides, beginning with what the product proposes."""

    qualified = forms.TypedChoiceField(
        label=_("What is your decision?"),
        choices=[("yes", _("Qualified")), ("no", _("Not qualified"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Why otherwise than proposed"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    type = forms.TypedChoiceField(
        label=_("Type of candidate"),
        choices=[
            (1, _("Type 1: motivated")),
            (2, _("Type 2: motivated, some technical overlap")),
            (3, _("Type 3: motivated, large technical overlap")),
        ],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    type_reason = forms.CharField(
        label=_("Why another type than proposed"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    culture = forms.ChoiceField(
        label=_("Company culture that suits the candidate best"),
        choices=[("", "–"), *Culture.choices],
        required=False,
    )
    level_3 = forms.TypedChoiceField(
        label=_("Has it in them to work at level 3"),
        choices=[("yes", _("Yes")), ("no", _("No")), ("unclear", _("Not clear yet"))],
        coerce={"yes": True, "no": False, "unclear": None}.get,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    level_3_reason = forms.CharField(
        label=_("Why take this person without a clear yes to level 3"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only if you did not choose “Yes”: the pilot looks for people who can grow to level 3."),
    )
    training_kind = forms.ChoiceField(
        label=_("Training proposed"), choices=[("", "–"), *TrainingKind.choices], required=False
    )
    #: What only a qualified candidate has.
    OF_QUALIFIED = ("type", "culture", "level_3", "training_kind")

    def __init__(self, *args, items, **kwargs):
        super().__init__(*args, **kwargs)
        self.items = [item for item in items if item.required_level]
        # Asked of everybody who qualifies, so only of somebody who does not may they stay empty.
        asked = self.data.get("qualified") != "no"
        for name in self.OF_QUALIFIED:
            self.fields[name].required = asked
        for item in self.items:
            self.fields[_level(item)] = forms.ChoiceField(
                label=item.name,
                required=asked,
                choices=[("", _("Choose")), ("none", competences.level_label("")), *Level.choices],
                help_text=_("Asked: %(level)s") % {"level": item.get_required_level_display()},
            )

    def clean(self):
        cleaned = super().clean()
        # With the rest that is missing, not only once all of that is there.
        judged = cleaned.get("qualified") and "level_3" in cleaned and "level_3_reason" in cleaned
        if judged and cleaned["level_3"] is not True and not cleaned["level_3_reason"].strip():
            self.add_error("level_3_reason", _("Write why this person is taken all the same."))
        return cleaned

    @property
    def level_fields(self):
        """The bound fields that ask a level, in the order of the kit."""
        return [self[_level(item)] for item in self.items]

    def levels(self):
        """Level by item id; ``none`` is not yet at the basic level."""
        given = {item.pk: self.cleaned_data.get(_level(item), "") for item in self.items}
        return {pk: "" if level == "none" else level for pk, level in given.items() if level}
