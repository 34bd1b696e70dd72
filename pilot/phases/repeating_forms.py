"""Forms for repeating a pilot, and for choosing which pilots to lay side by side."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from pilot.models import Region
from pilot.phases.forms import NewPilotForm
from pilot.phases.repeating import parts, policy_of


class RepeatForm(NewPilotForm):
    """A new pilot with what it takes over from another, and the regions that it begins in (advice 8.3-04, 8.3-08)."""

    regions = forms.ModelMultipleChoiceField(
        label=_("Where does it begin?"),
        queryset=Region.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Start small: one region. Others can follow in a later version or another pilot."),
    )
    parts = forms.MultipleChoiceField(
        label=_("What do you take over?"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, source, **kwargs):
        super().__init__(*args, **kwargs)
        self.source = source
        self.fields["regions"].queryset = Region.objects.all()
        self.fields["regions"].optional = _("(can wait)")
        policy = policy_of(source)
        self.fields["regions"].initial = [region.pk for region in policy.regions.all()] if policy else []
        there = [(part, number) for part in parts() if (number := part.count(source))]
        self.fields["parts"].choices = [(part.key, self._told(part, number)) for part, number in there]
        self.fields["parts"].initial = [part.key for part, _number in there]
        own = [name for name in self.fields if name not in ("regions", "parts")]
        self.helper = FormHelper()
        self.helper.layout = Layout(Fieldset(_("The new pilot"), *own), Fieldset(_("Repeat"), "parts", "regions"))

    @staticmethod
    def _told(part, number):
        return f"{part.label} ({number}). {part.hint}" if number > 1 else f"{part.label}. {part.hint}"


class CompareForm(forms.Form):
    """Two to four pilots."""

    een = forms.ChoiceField(label=_("Pilot"), required=False)
    twee = forms.ChoiceField(label=_("beside"), required=False)
    drie = forms.ChoiceField(label=_("and"), required=False)
    vier = forms.ChoiceField(label=_("and"), required=False)

    def __init__(self, *args, pilots, **kwargs):
        super().__init__(*args, **kwargs)
        self.pilots = {pilot.slug: pilot for pilot in pilots}
        choices = [("", _("Choose a pilot")), *((pilot.slug, pilot.title) for pilot in pilots)]
        for field in self.fields.values():
            field.choices = choices

    @property
    def chosen(self):
        """The pilots that were asked for, each once, in order."""
        if not self.is_bound or not self.is_valid():
            return []
        slugs = dict.fromkeys(slug for slug in self.cleaned_data.values() if slug)
        return [self.pilots[slug] for slug in slugs]
