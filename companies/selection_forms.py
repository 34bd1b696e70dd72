"""Forms of the selection of companies: the interview by two, its findings, the profile, the commitment."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from companies.criteria import WORDS
from companies.models import Commitment, CompanyInterview, Criterion, Profile
from companies.selection import GUIDANCE_HOURS, enough_guidance, owners, selectors
from pilot.forms import DateField, DateTimeField, NumberField, VersionedModelForm, shown


class InterviewForm(VersionedModelForm):
    """When, where and by which two people."""

    at = DateTimeField(
        label=_("Date and time"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "class": "w-m"}, format="%Y-%m-%dT%H:%M"),
    )

    class Meta:
        model = CompanyInterview
        fields = ["at", "place", "selector", "owner"]
        widgets = {"selector": forms.Select(attrs={"class": "w-m"}), "owner": forms.Select(attrs={"class": "w-m"})}

    def __init__(self, *args, participation, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["selector"].queryset = selectors(participation.pilot)
        self.fields["owner"].queryset = owners(participation)
        self.fields["owner"].help_text = _("The owner for %(fund)s, the fund of this company.") % {
            "fund": participation.company.fund
        }
        for name in ("selector", "owner"):
            people = list(self.fields[name].queryset[:2])
            if len(people) == 1 and not self.instance.pk:
                self.initial[name] = people[0].pk

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("selector") and cleaned.get("selector") == cleaned.get("owner"):
            self.add_error("owner", _("The interview is held by two people: choose somebody else as second."))
        return cleaned


class EvidenceField(forms.CharField):
    """Needed to close the interview, so it is not marked as optional; on the way it may still be empty."""

    def validate(self, value):
        """Leaves it to the form, which knows whether the interview is being closed."""


class FindingsForm(forms.Form):
    """A score with its evidence on every criterion; ``complete`` asks for all of them.

    Behaves as ``VersionedModelForm`` does: what a colleague saved meanwhile is laid beside what was typed.
    """

    stale = ()

    def __init__(self, data=None, *, interview, complete=False):
        self.interview, self.complete = interview, complete
        self.known = self._now()
        super().__init__(data)
        for number, criterion in enumerate(Criterion, start=1):
            finding = self.known.get(criterion)
            self.fields[f"{criterion}_score"] = forms.TypedChoiceField(
                label=criterion.label,
                choices=[(str(value), word) for value, word in WORDS.items()],
                coerce=int,
                empty_value=None,
                required=False,
                widget=forms.RadioSelect,
                initial=str(finding.score) if finding else None,
            )
            self.fields[f"{criterion}_evidence"] = EvidenceField(
                label=_("Evidence for criterion %(number)s") % {"number": number},
                max_length=2000,
                initial=finding.evidence if finding else "",
                widget=forms.Textarea(attrs={"rows": 3}),
            )

    def _now(self):
        return {finding.criterion: finding for finding in self.interview.findings.all()}

    @staticmethod
    def _mark(findings):
        return "-".join(f"{criterion}{finding.version}" for criterion, finding in sorted(findings.items())) or "0"

    @property
    def version_shown(self):
        return self._mark(self.known)

    def clean(self):
        cleaned = super().clean()
        for criterion in Criterion:
            score, evidence = cleaned.get(f"{criterion}_score"), cleaned.get(f"{criterion}_evidence")
            if evidence and score is None and f"{criterion}_score" not in self.errors:
                self.add_error(f"{criterion}_score", _("Choose a score with this evidence."))
            elif score is not None and not evidence and f"{criterion}_evidence" not in self.errors:
                self.add_error(f"{criterion}_evidence", _("Write down what it rests on."))
            elif self.complete and score is None and not evidence:
                self.add_error(f"{criterion}_score", _("Look into this as well, with evidence."))
        if self.data.get("version") != self.version_shown:
            self.stale = self._differences(cleaned)
            raise ValidationError(
                _("Somebody else saved this in the meantime. Nothing of yours is lost: compare both and save again."),
                code="stale",
            )
        return cleaned

    def _differences(self, cleaned):
        rows = []
        for criterion in Criterion:
            finding = self.known.get(criterion)
            pairs = (
                ((f"{criterion}_score", finding.score), (f"{criterion}_evidence", finding.evidence)) if finding else ()
            )
            for name, theirs in pairs:
                mine = cleaned.get(name)
                if mine not in (None, "") and mine != theirs:
                    field = self.fields[name]
                    rows.append({"label": field.label, "yours": shown(field, mine), "theirs": shown(field, theirs)})
        return rows

    @property
    def findings(self):
        """{criterion: (score, evidence)} of what was filled in."""
        return {
            criterion: (self.cleaned_data[f"{criterion}_score"], self.cleaned_data[f"{criterion}_evidence"])
            for criterion in Criterion
            if self.cleaned_data[f"{criterion}_score"] is not None
        }


class ProfileForm(VersionedModelForm):
    class Meta:
        model = Profile
        fields = ["culture", "motivation", "type_of_work"]
        help_texts = {
            "culture": _("The same words as for candidates, so that the two can be laid side by side."),
            "motivation": _("Why it takes part, and whether it looks at the trade or only at its own work."),
            "type_of_work": _("Single pieces or series, materials, machines, with whom one works."),
        }
        widgets = {
            "culture": forms.RadioSelect,
            "motivation": forms.Textarea(attrs={"rows": 4}),
            "type_of_work": forms.Textarea(attrs={"rows": 4}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["culture"].choices = [choice for choice in self.fields["culture"].choices if choice[0]]


class CommitmentForm(forms.ModelForm):
    """What the company binds itself to; the norm for guidance stands beside the hours (advice 7.3-04, 8.3.6-25)."""

    hours = NumberField(
        label=_("Hours of guidance"),
        min_value=1,
        max_value=40,
        max_digits=3,
        decimal_places=1,
        initial=GUIDANCE_HOURS,
        help_text=_("The norm is about 4 hours a week."),
        widget=forms.TextInput(attrs={"class": "w-s", "inputmode": "decimal", "data-unit": _("hours a week")}),
    )
    few_hours = forms.BooleanField(
        label=_("Fewer hours than the norm is what was agreed"), required=False, widget=forms.HiddenInput
    )
    forms_understood = forms.BooleanField(
        label=_("The training forms of the pilot were explained and understood"),
        error_messages={"required": _("A company commits itself only after the training forms were explained.")},
    )
    cost_seen = forms.BooleanField(
        label=_("The company saw an indication of the costs"),
        error_messages={"required": _("A company commits itself only after it saw an indication of the costs.")},
    )
    signed_on = DateField(
        label=_("Signed on"),
        initial=timezone.localdate,
        widget=forms.DateInput(attrs={"type": "date", "class": "w-m"}, format="%Y-%m-%d"),
    )

    class Meta:
        model = Commitment
        fields = ["learning_environment", "hours", "forms_understood", "cost_seen", "signed_by", "signed_on"]
        labels = {"learning_environment": _("Learning environment, as you assessed it")}
        help_texts = {
            "learning_environment": _(
                "Can the trade be learned here in fairly short time? Where, with what, with whom?"
            ),
            "signed_by": _("Name and position of who signed for the company."),
        }
        widgets = {"learning_environment": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args, vacancies=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.vacancies = [vacancy for vacancy in vacancies if not vacancy.workplace_trainer]
        for vacancy in self.vacancies:
            self.fields[f"trainer-{vacancy.pk}"] = forms.CharField(
                label=_("Workplace trainer for “%(vacancy)s”") % {"vacancy": vacancy}, max_length=120
            )

    def clean_signed_on(self):
        day = self.cleaned_data["signed_on"]
        if day > timezone.localdate():
            raise ValidationError(_("This day has not come yet."))
        return day

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

    @property
    def trainers(self):
        """Name of the workplace trainer by vacancy."""
        return {vacancy.pk: self.cleaned_data[f"trainer-{vacancy.pk}"] for vacancy in self.vacancies}
