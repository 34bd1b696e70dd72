"""Forms of the parties around a pilot: choosing one, its data, a contact with it, looking in the log."""

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pilot.forms import DateField, VersionedModelForm
from pilot.models import Party, PartyContact, PartyRole, PilotParty
from pilot.phases.contacts import keepers


def _days():
    return forms.NumberInput(attrs={"class": "w-s", "data-unit": _("days"), "inputmode": "numeric"})


class PartyForm(forms.ModelForm):
    """A party out of the list or by name, with its role and who keeps the contact."""

    rhythm = forms.IntegerField(
        label=_("Contact at least every"),
        required=False,
        widget=_days(),
        help_text=_("Left empty, the role decides."),
        validators=[MinValueValidator(1), MaxValueValidator(365)],
    )

    class Meta:
        model = PilotParty
        fields = ["party", "name", "role", "sector", "keeper", "rhythm"]
        widgets = {"role": forms.RadioSelect}

    def __init__(self, *args, pilot, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["party"].queryset = Party.objects.all()
        self.fields["party"].empty_label = _("Choose a party")
        self.fields["role"].choices = PartyRole.choices
        self.fields["sector"].empty_label = _("None")
        self.fields["sector"].help_text = _("Only for a party of a sector that people come from.")
        self.fields["keeper"].queryset = keepers(pilot)
        self.fields["keeper"].empty_label = _("Choose a person")
        self.fields["keeper"].initial = by.pk

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("party") and not cleaned.get("name", "").strip():
            self.add_error("party", _("Choose a party in the list, or write its name below."))
        return cleaned


class PartyEditForm(VersionedModelForm):
    """Who keeps the contact, how often, and whom one speaks there: work contacts only."""

    class Meta:
        model = PilotParty
        fields = [
            "name", "keeper", "rhythm", "contact_function", "contact_name", "contact_email", "contact_phone",
        ]  # fmt: skip
        widgets = {"rhythm": _days()}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["keeper"].queryset = keepers(self.instance.pilot)
        self.fields["keeper"].empty_label = _("Choose a person")

    def clean_name(self):
        name = self.cleaned_data["name"].strip()
        if not name and not (self.instance.party_id or self.instance.organisation_id):
            raise forms.ValidationError(_("Write the name: this party does not stand in the list."))
        return name


class ContactForm(forms.ModelForm):
    """One contact with a party; the day of today and a telephone call are filled in already."""

    on = DateField(label=_("When"))
    follow_up_on = DateField(label=_("By when"), required=False)

    class Meta:
        model = PartyContact
        fields = ["text", "on", "channel", "with_whom", "follow_up", "follow_up_on"]
        widgets = {"text": forms.Textarea(attrs={"rows": 3}), "channel": forms.RadioSelect}
        help_texts = {"text": _("Write no names of people.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate()
        self.fields["on"].widget.attrs["class"] = self.fields["follow_up_on"].widget.attrs["class"] = "w-m"
        self.fields["channel"].choices = PartyContact.Channel.choices

    def clean_on(self):
        if self.cleaned_data["on"] > timezone.localdate():
            raise forms.ValidationError(_("A contact lies in the past. What is to come is an agreed step."))
        return self.cleaned_data["on"]

    def clean(self):
        cleaned = super().clean()
        step, day, on = cleaned.get("follow_up", "").strip(), cleaned.get("follow_up_on"), cleaned.get("on")
        if step and not day and "follow_up_on" not in self.errors:
            self.add_error("follow_up_on", _("Say by when, so that you are reminded."))
        if day and not step:
            self.add_error("follow_up", _("Say what was agreed for that day."))
        if day and on and day < on:
            self.add_error("follow_up_on", _("The step comes after the contact."))
        return cleaned


class LogFilter(forms.Form):
    """A word to look for in every contact, and the role of the party."""

    q = forms.CharField(
        label=_("Word"), required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"})
    )
    rol = forms.ChoiceField(label=_("Role"), required=False, choices=[("", _("All roles")), *PartyRole.choices])
