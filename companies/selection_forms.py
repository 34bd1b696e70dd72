"""Forms of the selection of companies: the interview by two, its findings, the profile."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from companies.criteria import WORDS
from companies.models import CompanyInterview, Criterion, Profile
from companies.selection import owners, selectors
from pilot.forms import DateTimeField, VersionedModelForm, shown


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
    """A score with its evidence, and who gave it, on every criterion; ``complete`` asks for all of them.

    Behaves as ``VersionedModelForm`` does: what a colleague saved meanwhile is laid beside what was typed.
    """

    stale = ()

    def __init__(self, data=None, *, interview, complete=False):
        self.interview, self.complete = interview, complete
        self.known = self._now()
        contact = interview.participation.company.contacts.order_by("pk").first()
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
            self.fields[f"{criterion}_source"] = EvidenceField(
                label=_("Said or shown by, criterion %(number)s") % {"number": number},
                max_length=120,
                # Mostly the one who is spoken to; another name is written over it.
                initial=finding.source if finding else contact.name if contact else "",
                widget=forms.TextInput(attrs={"class": "w-m", "autocomplete": "off"}),
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
            elif score is not None and not cleaned.get(f"{criterion}_source"):
                self.add_error(f"{criterion}_source", _("Write down who said it, or what showed it."))
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
                (
                    (f"{criterion}_score", finding.score),
                    (f"{criterion}_evidence", finding.evidence),
                    (f"{criterion}_source", finding.source),
                )
                if finding
                else ()
            )
            for name, theirs in pairs:
                mine = cleaned.get(name)
                if mine not in (None, "") and mine != theirs:
                    field = self.fields[name]
                    rows.append({"label": field.label, "yours": shown(field, mine), "theirs": shown(field, theirs)})
        return rows

    @property
    def findings(self):
        """{criterion: (score, evidence, who gave it)} of what was filled in."""
        return {
            criterion: tuple(self.cleaned_data[f"{criterion}_{part}"] for part in ("score", "evidence", "source"))
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
