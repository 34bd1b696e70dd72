"""The form of a version of the policy, with every choice and figure; and the one that signs it."""

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from pilot.forms import MoneyField, NumberField, VersionedModelForm
from pilot.models import Organisation, Policy, SbiCode
from pilot.phases.deviating import reasons_of
from pilot.phases.standing import CHOICES
from pilot.phases.wording import FIGURES, REASONS


class YesNoField(forms.TypedChoiceField):
    """Yes or no, or not chosen yet."""

    def __init__(self, **kwargs):
        super().__init__(
            choices=[("True", _("Yes")), ("False", _("No"))],
            coerce=lambda value: str(value) == "True",
            empty_value=None,
            required=False,
            widget=forms.RadioSelect,
            **kwargs,
        )


def _verbose(name):
    return capfirst(Policy._meta.get_field(name).verbose_name)


class PolicyForm(VersionedModelForm):
    """Every choice, figure and reason of a draft. All may wait: only offering a version asks for them."""

    evc = YesNoField(label=_verbose("evc"))
    with_stoof = YesNoField(label=_verbose("with_stoof"))
    average_cap = MoneyField(
        label=_verbose("average_cap"), help_text=_("Excluding VAT, over all participants of a class.")
    )
    motivation_threshold = NumberField(
        label=_verbose("motivation_threshold"),
        help_text=_("On the scale of 1 to 5. Whoever scores lower does not qualify."),
        min_value=1,
        max_value=5,
        max_digits=2,
        decimal_places=1,
    )
    hard_minimum = NumberField(
        label=_verbose("hard_minimum"),
        help_text=_("On the scale of 1 to 5. Only for short technical training."),
        min_value=1,
        max_value=5,
        max_digits=2,
        decimal_places=1,
    )

    class Meta:
        model = Policy
        fields = [*CHOICES, "own_sub_branches", "explanation", *FIGURES]
        widgets = {
            "occupation": forms.RadioSelect,
            "regions": forms.CheckboxSelectMultiple,
            "sub_branches": forms.CheckboxSelectMultiple,
            "source_sectors": forms.CheckboxSelectMultiple,
            "position": forms.RadioSelect,
            "stance": forms.RadioSelect,
            "composition": forms.RadioSelect,
            "explanation": forms.Textarea(attrs={"rows": 4}),
        }
        help_texts = {
            "explanation": _("The choices as a whole; why one differs from the advice you write at that choice."),
            "composition": _("All participants of a class follow one programme, whatever you choose."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["occupation"].empty_label = None
        self.fields["sub_branches"].queryset = SbiCode.objects.filter(group_slug=SbiCode.METAL)
        for name, choices in (
            ("position", Policy.Position.choices),
            ("stance", Policy.Stance.choices),
            ("composition", Policy.Composition.choices),
        ):
            self.fields[name].choices = choices
        for name in CHOICES:
            self.fields[name].optional = _("(can wait)")  # a draft can; offering cannot
        for name in FIGURES:
            self.fields[name].widget.attrs["class"] = "w-s"
            if (
                type(self.fields[name]) is forms.IntegerField
            ):  # a percentage or number of people is typed, without arrows
                self.fields[name].widget = forms.TextInput(attrs={"class": "w-s", "inputmode": "numeric"})
        self.fields["average_cap"].widget.attrs["data-before"] = "€"
        for name in ("soft_weight", "type_2_from", "type_3_from"):
            self.fields[name].widget.attrs["data-unit"] = "%"
        stored = reasons_of(self.instance) if self.instance.pk else {}
        for name, choice in REASONS.items():
            self.fields[name] = forms.CharField(
                label=_("Why otherwise than advised?"),
                required=False,
                max_length=2000,
                initial=stored.get(choice, ""),
                widget=forms.Textarea(attrs={"rows": 2}),
            )
            self.fields[name].optional = _("(when it differs)")

    def offer(self, **lists):
        """Show these rows as the choices of the named fields: the page has read them already for its facts."""
        for name, rows in lists.items():
            self.fields[name].choices = [(row.pk, str(row)) for row in rows]

    @property
    def reasons(self):
        """The reasons as typed, by the name of the choice."""
        return {choice: self.cleaned_data.get(name, "") for name, choice in REASONS.items()}


class SignForm(forms.Form):
    """For which fund one signs, and the mark of the text that was read."""

    fund = forms.ModelChoiceField(queryset=Organisation.objects.none(), widget=forms.HiddenInput)
    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args, funds, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["fund"].queryset = funds
