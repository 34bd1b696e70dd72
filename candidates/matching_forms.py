"""Forms of visits, conversations, introductions, agreement, advice, employment and the end of a placement."""

from django import forms
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from candidates.models import Agreement, ClosingConversation, Employment, Introduction, Match, Visit
from candidates.models.matches import MOTIVES
from companies.models import Participation
from pilot import formats
from pilot.choices import Role
from pilot.forms import DateField, DateTimeField, MoneyField, NumberField, ReasonForm, VersionedModelForm
from pilot.questions import question

SCORES = [
    (1, _("Not at all")),
    (2, _("A little")),
    (3, _("Reasonably")),
    (4, pgettext_lazy("motive", "Well")),
    (5, _("Very well")),
]
YES_NO_UNSAID = [("", _("Not said")), ("True", pgettext_lazy("wish", "Yes")), ("False", pgettext_lazy("wish", "No"))]


def _lines(rows):
    return forms.Textarea(attrs={"rows": rows})


class VisitForm(VersionedModelForm):
    """A company visit; the companies are those of the candidate's pilot."""

    on = DateField(label=_("Date of the visit"))
    would_work_here = forms.TypedChoiceField(
        label=_("Would the candidate like to work there?"),
        choices=YES_NO_UNSAID,
        coerce={"True": True, "False": False}.get,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
        help_text=_("Counts a little in the order of candidates."),
    )

    class Meta:
        model = Visit
        fields = ["participation", "on", "would_work_here", "impression"]
        widgets = {"impression": _lines(4)}
        help_texts = {"impression": _("What the candidate said about the work, the people and the place.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["participation"].queryset = (
            Participation.objects.filter(pilot=self.instance.candidate.pilot_id)
            .inside()
            .exclude(state__in=[Participation.State.DECLINED, Participation.State.WITHDRAWN])
            .select_related("company")
        )


class ClosingForm(VersionedModelForm):
    """The closing conversation: every motive gets a score (advice 8.3.3-04 to -08)."""

    on = DateField(label=_("Date of the conversation"))

    class Meta:
        model = ClosingConversation
        fields = ["on", "work", "atmosphere", "career", "training", "remark"]
        widgets = {"remark": _lines(4)}
        help_texts = {
            "work": _("How much does the content of the work appeal?"),
            "atmosphere": _("How good was the impression of the atmosphere?"),
            "career": _("How good are the chances to get on?"),
            "training": _("How good are the chances to learn?"),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in MOTIVES:
            field = self.fields[name]
            self.fields[name] = forms.TypedChoiceField(
                label=field.label, help_text=field.help_text, choices=SCORES, coerce=int, widget=forms.RadioSelect
            )

    @property
    def motives(self):
        """The four motives for ``_anchors.html``, with what was chosen and what is wrong."""
        for name in MOTIVES:
            bound = self[name]
            chosen = str(bound.value() or "")
            yield {
                "name": bound.html_name,
                "legend": bound.label.capitalize(),
                "hint": bound.help_text,
                "value": int(chosen) if chosen.isdecimal() else None,
                "error": " ".join(bound.errors),
                "anchors": [{"value": value, "word": word, "text": ""} for value, word in SCORES],
            }


class ShareForm(forms.Form):
    """That the candidate saw, and agreed to, what the company will see."""

    on = DateField(label=_("The candidate agreed on"), initial=timezone.localdate)


class IntroductionForm(VersionedModelForm):
    """The sheet of the introduction: moment, training proposed, wished and agreed, costs and who pays."""

    at = DateTimeField(label=_("Date and time of the introduction"))
    cost_indication = MoneyField(
        label=_("Indication of costs"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "data-before": "€"}),
    )

    class Meta:
        model = Introduction
        fields = ["at", "proposed_training", "wished_training", "agreed_training", "cost_indication", "who_pays"]
        widgets = {"wished_training": _lines(2), "who_pays": _lines(2)}
        help_texts = {
            "agreed_training": _("The company decides how much training it grants. Fill this in at the introduction."),
            "who_pays": _("As it was told to the company; the plan with amounts comes later."),
        }


class AgreementForm(forms.ModelForm):
    """Who of one side said yes, and when."""

    given_on = DateField(label=_("Said on"), initial=timezone.localdate)

    class Meta:
        model = Agreement
        fields = ["given_by", "given_on"]
        labels = {"given_by": _("Who said yes")}


class DeclineForm(ReasonForm):
    """Who said no, and why. A selector records every no, an owner only the own."""

    who = forms.ChoiceField(label=_("Who said no?"), widget=forms.RadioSelect)
    field_order = ["who", "reason"]

    def __init__(self, *args, user, match, **kwargs):
        super().__init__(*args, **kwargs)
        said = Match.Declined
        choices = []
        if user.has_role(Role.SELECTOR, pilot=match.pilot_id):
            choices += [said.COMPANY, said.CANDIDATE, said.SELECTOR]
        fund = match.vacancy.participation.company.fund_id
        if fund and user.has_role(Role.OWNER, pilot=match.pilot_id, fund=fund):
            choices.append(said.OWNER)
        self.fields["who"].choices = [(choice.value, choice.label) for choice in choices]
        if len(choices) == 1:
            self.fields["who"].initial = choices[0].value


class AdviceForm(forms.ModelForm):
    """The selector's advice to the owner."""

    class Meta:
        model = Match
        fields = ["advice"]
        widgets = {"advice": _lines(5)}
        help_texts = {"advice": _("Why the owner should, or should not, permit this placement.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["advice"].required = True


class EmploymentForm(VersionedModelForm):
    """Employer, form, hours and days. A trial placement is unpaid and has no contract."""

    hours = NumberField(
        label=_("Hours a week"),
        min_value=1,
        max_value=40,
        max_digits=4,
        decimal_places=1,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "data-unit": _("hours a week")}),
    )
    start = DateField(label=_("Starts on"))
    take_over = DateField(
        label=_("The company takes over on"),
        required=False,
        help_text=_("Only with secondment or a trial placement."),
    )

    class Meta:
        model = Employment
        fields = ["employer", "employer_name", "kind", "hours", "start", "take_over"]
        widgets = {"employer": forms.RadioSelect, "kind": forms.RadioSelect}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.initial.get("hours") is not None:
            self.initial["hours"] = formats.figure(self.initial["hours"])
        # Radio buttons without an empty choice.
        for name in ("employer", "kind"):
            self.fields[name].choices = self.Meta.model._meta.get_field(name).choices

    def clean(self):
        cleaned = super().clean()
        employer, kind = cleaned.get("employer"), cleaned.get("kind")
        by, form = Employment.Employer, Employment.Kind
        if employer == by.TRIAL and kind and kind != form.NONE:
            self.add_error("kind", _("A trial placement is unpaid: there is no contract yet."))
        if employer and employer != by.TRIAL and kind == form.NONE:
            self.add_error("kind", _("Only a trial placement is without a contract."))
        if employer == by.SECONDMENT and not cleaned.get("employer_name"):
            self.add_error("employer_name", _("Write which agency seconds the candidate."))
        if employer and employer != by.SECONDMENT:
            cleaned["employer_name"] = ""
        if employer == by.COMPANY and cleaned.get("take_over"):
            self.add_error("take_over", _("The company is the employer already: there is nothing to take over."))
        start, take_over = cleaned.get("start"), cleaned.get("take_over")
        if start and take_over and take_over < start:
            self.add_error("take_over", _("The company cannot take over before the start."))
        return cleaned


class EndForm(ReasonForm):
    """Why and when a placement ended."""

    cause = forms.ChoiceField(label=_("Why did it end?"), choices=Match.Ended, widget=forms.RadioSelect)
    on = DateField(label=_("Ended on"), initial=timezone.localdate)
    field_order = ["cause", "on", "reason"]


class MatchFilter(forms.Form):
    """Narrows the list of matches to a name, a company."""

    naam = forms.CharField(label=_("Name of the candidate"), max_length=80, required=False)
    bedrijf = forms.ChoiceField(label=_("Company"), required=False)

    def __init__(self, *args, pilot, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["bedrijf"].choices = [("", _("All companies")), *_matched(pilot.pk)]

    @property
    def narrows(self):
        return self.is_bound and self.is_valid() and any(self.cleaned_data.values())

    def narrow(self, matches):
        """Return the matches that were asked for; all of them when nothing was asked or understood."""
        if not self.narrows:
            return matches
        name, company = self.cleaned_data["naam"], self.cleaned_data["bedrijf"]
        if name:
            matches = matches.filter(candidate__search_name__contains=name.strip().lower())
        return matches.filter(vacancy__participation=company) if company else matches


@question
def _matched(pilot: int):
    """The companies of a pilot that have a match, as choices."""
    has_match = Exists(Match.objects.filter(vacancy__participation=OuterRef("pk")))
    return Participation.objects.filter(has_match, pilot=pilot).values_list("pk", "company__name")
