"""Telling somebody where they stand, and what came of a round of selection."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from candidates import hearing
from candidates.models import Candidate, SelectionRound
from pilot.forms import DateField, VersionedModelForm
from pilot.phases.noting_forms import point_out

#: What of a talk goes into the journal.
LEARNED = ("went_well", "went_wrong", "agreed")


class StatusForm(forms.Form):
    """A message that can be changed, or what was said by telephone."""

    how = forms.ChoiceField(
        label=_("How do you tell it?"),
        choices=[("mail", _("By mail")), ("call", _("I called"))],
        widget=forms.RadioSelect,
    )
    message = forms.CharField(
        label=_("Message to the candidate"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 11}),
        help_text=_("Goes out by mail, with “Dear …” above it and the pilot's name below it."),
    )
    said = forms.CharField(
        label=_("What did you say?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only if you called. The candidate may ask to read it."),
    )

    def __init__(self, *args, person, **kwargs):
        waits = person.state in hearing.WAITING
        mailed = bool(person.email)
        begin = {"how": "mail" if mailed and waits else "call", "message": hearing.status_text(person) if waits else ""}
        super().__init__(*args, initial=begin, **kwargs)
        if not mailed or person.state == Candidate.State.OUT:
            # Who fell out hears that in the words of who decided it; afterwards it is a talk.
            self.fields["how"].choices = [("call", _("I called"))]
            del self.fields["message"]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("how") == "mail" and not cleaned.get("message", "").strip() and "message" not in self.errors:
            self.add_error("message", _("Write what the candidate hears."))
        if cleaned.get("how") == "call" and not cleaned.get("said", "").strip() and "said" not in self.errors:
            self.add_error("said", _("Write in a few words what you said."))
        return cleaned


class TalkForm(VersionedModelForm):
    """What came of the talk with the provider after a round; it goes into the journal, so no candidate is named."""

    talked_on = DateField(label=_("Day of the talk"))
    # Asked only when a name turns up.
    sure = forms.BooleanField(
        label=_("These words are no names of candidates"), required=False, widget=forms.HiddenInput()
    )

    class Meta:
        model = SelectionRound
        fields = ["talked_on", "present", "went_well", "went_wrong", "agreed"]
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in LEARNED}
        help_texts = {
            "present": _("Names of colleagues of the fund and the provider."),
            "agreed": _("What does who do otherwise in the next round? This becomes a decision in the journal."),
        }

    def __init__(self, *args, by, **kwargs):
        self.by = by
        super().__init__(*args, **kwargs)
        self.fields["present"].required = self.fields["agreed"].required = True

    def clean_talked_on(self):
        day = self.cleaned_data["talked_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day has yet to come."))
        if day < timezone.localdate(self.instance.since):
            raise forms.ValidationError(_("The round had not begun on this day."))
        return day

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("sure"):
            point_out(self, LEARNED, self.instance.pilot, by=self.by)
        return cleaned
