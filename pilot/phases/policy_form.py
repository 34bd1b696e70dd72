"""The form of a version of the policy, with every choice and figure; and the one that signs it."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from pilot.forms import MoneyField, NumberField, VersionedModelForm
from pilot.models import Organisation, Policy, SbiCode
from pilot.phases.advice import deviates
from pilot.phases.standing import CHOICES
from pilot.phases.wording import FIGURES


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
    """Every choice and every figure of a draft. Choices may wait; a choice against the advice asks for its reason."""

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
            "explanation": _("Obligatory when the occupation differs from the advice."),
            "source_sectors": _("The first five supply most side entrants."),
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
        self.helper = FormHelper()
        self.helper.layout = Layout(
            Fieldset(
                _("What is it about?"), "occupation", "regions", "sub_branches", "own_sub_branches", "source_sectors"
            ),
            Fieldset(_("How do the funds work together?"), "position", "with_stoof"),
            Fieldset(_("Which training?"), "stance", "evc", "composition"),
            Fieldset(_("Class and costs"), "class_min", "class_target", "class_max", "average_cap"),
            Fieldset(
                _("Selection"), "motivation_threshold", "hard_minimum", "soft_weight", "type_2_from", "type_3_from"
            ),
            Fieldset(_("Why?"), "explanation"),
        )

    def clean(self):
        cleaned = super().clean()
        if "explanation" in cleaned and not cleaned["explanation"].strip():
            funds = [pilot_fund.fund for pilot_fund in self.instance.pilot.pilot_funds.select_related("fund")]
            if deviates(cleaned.get("occupation"), funds, cleaned.get("position") or ""):
                self.add_error("explanation", _("The occupation differs from the advice: write why."))
        return cleaned


class SignForm(forms.Form):
    """For which fund one signs, and the mark of the text that was read."""

    fund = forms.ModelChoiceField(queryset=Organisation.objects.none(), widget=forms.HiddenInput)
    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args, funds, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["fund"].queryset = funds
