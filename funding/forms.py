"""Forms of financing: filters, UWV, budgets and postings. The lines of a plan are in ``lines``."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from funding import ledger, uwv
from funding.models import Budget, Posting, UwvArrangement
from pilot.forms import DateField, MoneyField, VersionedModelForm
from training.models import TrainingClass


def _euros():
    """An input for one amount, with its sign before it."""
    return forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "class": "w-s", "data-before": "€"})


class PlansFilter(forms.Form):
    """Which classes and participants are shown."""

    klas = forms.ModelChoiceField(
        TrainingClass.objects.none(),
        label=gettext_lazy("Class"),
        required=False,
        empty_label=gettext_lazy("All classes"),
    )
    naam = forms.CharField(label=gettext_lazy("Name of the participant"), required=False, max_length=80)

    def __init__(self, *args, pilot, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["klas"].queryset = TrainingClass.objects.in_pilots([pilot.pk]).exclude(state="cancelled")

    def narrow(self, people):
        """Return those of the participants that were asked for."""
        if self.is_bound and self.is_valid():
            if self.cleaned_data["klas"]:
                people = people.filter(training_class=self.cleaned_data["klas"])
            for word in self.cleaned_data["naam"].lower().split():
                people = people.filter(candidate__search_name__contains=word)
        return people


class ReadVersionForm(forms.Form):
    """Only carries which version was read (``version``), for an act that is final."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class UwvForm(VersionedModelForm):
    """What is asked of UWV: money, dates and the three terms (advice 8.2-18)."""

    amount = MoneyField(
        label=gettext_lazy("UWV pays at most"),
        widget=_euros(),
    )
    valid_from = DateField(label=gettext_lazy("From"))
    valid_until = DateField(label=gettext_lazy("Until"))
    trial_until = DateField(
        label=gettext_lazy("Trial placement until"),
        required=False,
        help_text=gettext_lazy(
            "The candidate applies for it, UWV decides. Two months as a rule, six at most; unpaid, so without a bbl "
            "contract."
        ),
    )

    class Meta:
        model = UwvArrangement
        fields = [
            "amount",
            "valid_from",
            "valid_until",
            "benefit_terms",
            "search_duty",
            "allowed_training",
            "trial_until",
        ]
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in uwv.TERMS}
        help_texts = {
            "benefit_terms": gettext_lazy("Does the candidate keep the benefit during training, and until when?"),
            "search_duty": gettext_lazy("Does the candidate have to go on applying for jobs?"),
            "allowed_training": gettext_lazy("Which training may be followed with the benefit kept?"),
        }

    def clean(self):
        said = super().clean()
        start, until = said.get("valid_from"), said.get("valid_until")
        if start and until and until <= start:
            self.add_error("valid_until", _("The last day comes after the first."))
        problem = uwv.trial_problem(self.instance.candidate, start, said.get("trial_until"))
        if problem:
            self.add_error("trial_until", problem)
        return said


class BudgetForm(VersionedModelForm):
    """The amount that a fund sets aside."""

    amount = MoneyField(
        label=gettext_lazy("Amount"),
        max_digits=12,
        widget=_euros(),
    )

    class Meta:
        model = Budget
        fields = ["amount"]

    def clean_amount(self):
        self.instance.amount = self.cleaned_data["amount"]
        problems = ledger.amount_problems(self.instance)
        if problems:
            raise forms.ValidationError(problems)
        return self.cleaned_data["amount"]


class ManagementForm(VersionedModelForm):
    """What a fund plans for managing the pilot, by kind of cost; the amounts add up to the budget (advice 8.3.5-15)."""

    class Meta:
        model = Budget
        fields = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        known = {line.kind: line.planned for line in self.instance.lines.all()} if self.instance.pk else {}
        for kind in Posting.MANAGING:
            self.fields[kind.value] = MoneyField(
                label=kind.label, max_digits=12, widget=_euros(), required=False, initial=known.get(kind.value)
            )

    @property
    def amounts(self):
        """EUR by kind; a field that was left empty is nothing."""
        return {kind.value: self.cleaned_data[kind.value] or 0 for kind in Posting.MANAGING}


class SpendForm(forms.Form):
    """Something that managing the pilot cost (advice 8.3.5-15)."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What for"),
        choices=[(kind.value, kind.label) for kind in Posting.MANAGING],
        widget=forms.RadioSelect,
    )
    amount = MoneyField(
        label=gettext_lazy("Amount"),
        widget=_euros(),
    )
    on = DateField(label=gettext_lazy("Date"), initial=timezone.localdate)
    description = forms.CharField(label=gettext_lazy("Description"), max_length=160, required=False)

    def clean_on(self):
        if self.cleaned_data["on"] > timezone.localdate():
            raise forms.ValidationError(_("Book what was spent, not what is to come."))
        return self.cleaned_data["on"]

    def clean_amount(self):
        if self.cleaned_data["amount"] <= 0:
            raise forms.ValidationError(_("Book an amount above zero. A mistake gets a counter-posting."))
        return self.cleaned_data["amount"]


class CounterForm(forms.Form):
    """Why a posting is undone; it becomes the description of the counter-posting."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=160, widget=forms.Textarea(attrs={"rows": 2, "maxlength": 160})
    )
