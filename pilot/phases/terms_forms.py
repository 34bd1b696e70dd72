"""The form of one version of the terms with a party: its topics, further agreements, experience, how long it holds."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from pilot.choices import OrganisationKind
from pilot.forms import DateField, VersionedModelForm
from pilot.models import Organisation, Terms, topics_of


def parties_for_terms():
    """Organisations that the funds make terms with."""
    kinds = [OrganisationKind.UWV, OrganisationKind.ASSOCIATION, OrganisationKind.OTHER]
    return Organisation.objects.filter(kind__in=kinds)


class TermsForm(VersionedModelForm):
    """A version of the terms; a new one begins with the words of the version before (``base``)."""

    valid_from = DateField(label=_("Holds from"), required=False)
    valid_until = DateField(label=_("Holds until"), required=False, help_text=_("Sixty days before, you are reminded."))

    class Meta:
        model = Terms
        fields = ["text", "experience", "valid_from", "valid_until"]
        widgets = {"text": forms.Textarea(attrs={"rows": 4}), "experience": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, party, base=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.party, asked = party, topics_of(party)
        source = self.instance if self.instance.pk else base
        known = {topic.topic: topic.text for topic in source.topics.all()} if source else {}
        for topic in asked:
            self.fields[f"topic_{topic}"] = forms.CharField(
                label=topic.label, max_length=4000, widget=forms.Textarea(attrs={"rows": 3}), initial=known.get(topic)
            )
        if base and not self.instance.pk:
            self.initial |= {"text": base.text, "experience": base.experience}
        if asked:
            self.fields["text"].label = _("Further agreements")
        else:
            self.fields["text"].label, self.fields["text"].required = _("Terms"), True
        # Dates of a row that was read; a crispy layout keeps the topics in front.
        self.fields["valid_from"].widget.attrs["class"] = self.fields["valid_until"].widget.attrs["class"] = "w-m"
        self.helper = FormHelper()
        rest = ("text", "experience") if party.slug == "stoof" else ("text",)
        if party.slug != "stoof":
            del self.fields["experience"]
        sets = [Fieldset(_("What was agreed?"), *(f"topic_{topic}" for topic in asked), *rest)]
        self.helper.layout = Layout(*sets, Fieldset(_("How long?"), "valid_from", "valid_until"))

    def clean(self):
        cleaned = super().clean()
        start, end = cleaned.get("valid_from"), cleaned.get("valid_until")
        if start and end and end < start:
            self.add_error("valid_until", _("The last day comes after the first."))
        return cleaned

    @property
    def topics(self):
        """What was typed on each topic."""
        return {topic: self.cleaned_data[f"topic_{topic}"] for topic in topics_of(self.party)}

    @property
    def rest(self):
        """Everything but the topics, as fields of the terms."""
        return {name: self.cleaned_data[name] for name in self._meta.fields if name in self.cleaned_data}
