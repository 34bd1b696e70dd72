"""Forms on the way to a commitment: the learning environment, what was told, the hours, the signed copy, the record."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from companies.criteria import WORDS
from companies.forms import yes_no
from companies.models import LearningEnvironment, Told
from companies.selection import GUIDANCE_HOURS, enough_guidance
from companies.signed import ACCEPT
from pilot.choices import TrainingKind
from pilot.forms import DateField, MoneyField, NumberField
from pilot.models import Policy


def _hours(label):
    return NumberField(
        label=label,
        min_value=1,
        max_value=40,
        max_digits=3,
        decimal_places=1,
        initial=GUIDANCE_HOURS,
        help_text=_("The norm is about 4 hours a week."),
        widget=forms.TextInput(attrs={"class": "w-s", "inputmode": "decimal", "data-unit": _("hours a week")}),
    )


def _day(label, **fields):
    widget = forms.DateInput(attrs={"type": "date", "class": "w-m"}, format="%Y-%m-%d")
    return DateField(label=label, widget=widget, **fields)


def _area(rows=3):
    return forms.Textarea(attrs={"rows": rows})


class PastDay:
    """A day that something was done on does not lie ahead."""

    @staticmethod
    def past(day):
        if day > timezone.localdate():
            raise ValidationError(_("This day has not come yet."))
        return day

    def clean_on(self):
        return self.past(self.cleaned_data["on"])


class EnvironmentForm(PastDay, forms.ModelForm):
    """What the provider saw on the spot; saved as a new assessment, so that the earlier one stays readable."""

    on = _day(_("Seen on"), initial=timezone.localdate)
    hours = _hours(_("Hours that this person can give to guidance"))
    variety = forms.TypedChoiceField(
        label=_("Is the work varied enough to learn the trade?"),
        choices=[(str(value), word) for value, word in WORDS.items()],
        coerce=int,
        widget=forms.RadioSelect,
    )
    months = forms.IntegerField(
        label=_("Until somebody from another sector works alone"),
        min_value=1,
        max_value=60,
        widget=forms.NumberInput(attrs={"class": "w-s", "min": 1, "max": 60, "data-unit": _("months")}),
    )
    learnable = yes_no(
        _("Can participants learn the trade here in fairly short time?"),
        required=True,
        help_text=_("With no, the company cannot commit itself."),
    )
    recognised = yes_no(
        _("Is it a recognised work placement company?"),
        required=True,
        help_text=_("Needed where the pilot trains for a diploma."),
    )
    recognised_until = _day(_("Recognised until"), required=False)

    class Meta:
        model = LearningEnvironment
        fields = [
            "on", "trainer", "hours", "variety", "variety_seen", "months", "learnable", "seen", "recognised",
            "recognition_number", "recognised_for", "recognised_until",
        ]  # fmt: skip
        labels = {"trainer": _("Name of the workplace trainer"), "recognised_for": _("Recognised for which occupation")}
        help_texts = {
            "variety_seen": _("Machines, materials, kinds of orders: what can somebody learn on?"),
            "seen": _("Where and with what somebody practises, and who told or showed you."),
        }
        widgets = {"variety_seen": _area(), "seen": _area(4)}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("recognition_number", "recognised_for", "recognised_until"):
            self.fields[name].optional = _("(only with yes)")
        self.helper = FormHelper()
        self.helper.layout = Layout(
            Fieldset(_("Who guides"), "on", "trainer", "hours"),
            Fieldset(_("What there is to learn"), "variety", "variety_seen", "months", "learnable", "seen"),
            Fieldset(_("Recognition"), "recognised", "recognition_number", "recognised_for", "recognised_until"),
        )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("recognised"):
            for name in ("recognition_number", "recognised_for", "recognised_until"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, _("A recognition has a number, an occupation and a last day."))
            until = cleaned.get("recognised_until")
            if until and until < timezone.localdate():
                self.add_error("recognised_until", _("This recognition has ended. Choose no, until it is renewed."))
        elif cleaned.get("recognised") is False:
            cleaned |= {"recognition_number": "", "recognised_for": "", "recognised_until": None}
        return cleaned


#: Training forms that go with a stance, ticked beforehand.
FORMS = {
    Policy.Stance.SHORT: [TrainingKind.SHORT],
    Policy.Stance.CERTIFIED: [TrainingKind.DIPLOMA, TrainingKind.WORK_STUDY],
}


class ToldForm(PastDay, forms.ModelForm):
    """Which training forms and which amount were told, when and to whom (advice 8.3.1-14, 8.3.1-16)."""

    on = _day(_("Told on"), initial=timezone.localdate)
    amount = MoneyField(
        label=_("What does one participant cost the company, as you told it?"),
        help_text=_("An indication, without VAT."),
        widget=forms.TextInput(attrs={"class": "w-m", "inputmode": "decimal", "data-before": "€"}),
    )
    accepts_split = yes_no(
        _("Does the company accept that general skills are learned in training, and special ones at work?"),
        required=True,
    )
    # Last: from here on the name is this field.
    forms = forms.MultipleChoiceField(
        label=_("Which training forms of the pilot did you go through?"),
        choices=TrainingKind.choices,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Told
        fields = ["on", "to", "forms", "amount", "accepts_split", "remark"]
        labels = {"to": _("Whom did you tell?")}
        help_texts = {"to": _("Name and position at the company.")}
        widgets = {"remark": _area()}

    def __init__(self, *args, policy=None, **kwargs):
        super().__init__(*args, **kwargs)
        if policy and not self.initial.get("forms"):
            evc = [TrainingKind.EVC] if policy.evc else []
            self.initial["forms"] = FORMS.get(policy.stance, []) + evc


class PaperForm(forms.Form):
    """The hours of guidance as agreed; the norm stands beside them (advice 7.3-04, 8.3.6-25)."""

    hours = _hours(_("Hours of guidance"))
    few_hours = forms.BooleanField(
        label=_("Fewer hours than the norm is what was agreed"), required=False, widget=forms.HiddenInput
    )

    def clean(self):
        cleaned = super().clean()
        hours = cleaned.get("hours")
        if hours is not None and not enough_guidance(hours) and not cleaned.get("few_hours"):
            # Asked once: sending the form again is a deliberate choice.
            self.fields["few_hours"].widget = forms.CheckboxInput()
            self.add_error(
                "few_hours",
                _("This is less than the norm of about 4 hours a week. Tick this when it is what was agreed."),
            )
        return cleaned


class CopyForm(forms.Form):
    """The scan or photo of the signed commitment."""

    file = forms.FileField(
        label=_("Signed commitment"),
        help_text=_("A scan or photo: PDF, PNG or JPG, at most 10 MB."),
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        allow_empty_file=True,  # the check says it in a better sentence
    )


class CommitForm(forms.Form):
    """Who signed and when; without a copy also where the signed paper lies."""

    signed_by = forms.CharField(
        label=_("Signed by"), max_length=120, help_text=_("Name and position of who signed for the company.")
    )
    signed_on = _day(_("Signed on"), initial=timezone.localdate)
    paper_kept = forms.CharField(
        label=_("Where is the signed paper kept?"),
        max_length=160,
        help_text=_("Whoever needs it later must be able to find it: organisation, file, name of who keeps it."),
    )

    def clean_signed_on(self):
        return PastDay.past(self.cleaned_data["signed_on"])

    def __init__(self, *args, copy=None, **kwargs):
        super().__init__(*args, **kwargs)
        if copy is not None:
            del self.fields["paper_kept"]
