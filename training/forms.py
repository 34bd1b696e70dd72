"""Forms of training."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pilot.choices import OrganisationKind, TrainingKind
from pilot.forms import DateField, MoneyField, NumberField, VersionedModelForm
from pilot.models import Organisation

from .classes import departs
from .models import SEATS, LeaveReason, PostSelection, PrivateMatter, Programme, Report, TrainingClass

SCALE = [(n, str(n)) for n in range(1, 6)]


class ProgrammeForm(VersionedModelForm):
    school_days = NumberField(
        label=_("School days a week in the first half"), min_value=0, max_value=5, max_digits=2, decimal_places=1
    )
    school_days_later = NumberField(
        label=_("School days a week in the second half"),
        min_value=0,
        max_value=5,
        max_digits=2,
        decimal_places=1,
        help_text=_("May taper off; never more than in the first half."),
    )
    evening_hours = NumberField(
        label=_("Hours a week in the participant's own time"),
        min_value=0,
        max_value=20,
        max_digits=3,
        decimal_places=1,
        help_text=_("For example one evening of 4 hours. These hours never count as money."),
    )
    price = MoneyField(label=_("Price a head"), help_text=_("Excluding VAT. For example 6.900,00"))

    class Meta:
        model = Programme
        fields = [
            "name",
            "trainer",
            "kind",
            "qualification",
            "deviation",
            "weeks",
            "school_days",
            "school_days_later",
            "evening_hours",
            "price",
        ]
        widgets = {
            "kind": forms.RadioSelect,
            "deviation": forms.Textarea(attrs={"rows": 3}),
            "weeks": forms.NumberInput(attrs={"class": "w-s"}),
        }
        help_texts = {
            "qualification": _("Only for a diploma or work-study route. Leave empty for a CROHO course (hbo)."),
            "deviation": _("Only when the funds chose otherwise in their policy; it goes into the journal."),
        }

    def __init__(self, *args, policy=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.policy = policy
        self.fields["kind"].choices = TrainingKind.choices
        self.fields["trainer"].queryset = Organisation.objects.filter(kind=OrganisationKind.TRAINER)
        self.fields["trainer"].empty_label = _("Choose a trainer")
        self.fields["qualification"].required = False
        self.fields["qualification"].empty_label = _("None")
        for name in ("school_days", "school_days_later", "evening_hours"):
            self.fields[name].widget.attrs.update({"class": "w-s"})
        self.fields["price"].widget.attrs.update({"class": "w-s", "data-before": "€"})
        if policy is not None and policy.stance:
            self.fields["kind"].help_text = _("The funds chose: %(stance)s.") % {"stance": policy.get_stance_display()}

    def clean(self):
        cleaned = super().clean()
        kind, first, later = cleaned.get("kind"), cleaned.get("school_days"), cleaned.get("school_days_later")
        if first is not None and later is not None and later > first:
            self.add_error("school_days_later", _("In the second half there are never more school days than before."))
        if cleaned.get("qualification") and kind not in (TrainingKind.DIPLOMA, TrainingKind.WORK_STUDY):
            self.add_error("qualification", _("Only a diploma or work-study route leads to a qualification."))
        if kind and departs(kind, self.policy) and not cleaned.get("deviation"):
            self.add_error("deviation", _("The funds chose otherwise. Write why this programme is another kind."))
        return cleaned


class ClassForm(VersionedModelForm):
    """A class; its programme is chosen once, since all in it follow the same (advice 7.4-09)."""

    start = DateField(label=_("First day"))
    end = DateField(label=_("Last day"))

    class Meta:
        model = TrainingClass
        fields = ["programme", "name", "start", "end"]
        help_texts = {"name": _("For example Klas 1. Files with progress name the class like this.")}

    def __init__(self, *args, pilot, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["class"] = "w-m"
        for name in ("start", "end"):
            self.fields[name].widget.attrs["class"] = "w-m"
        if self.instance.pk:
            del self.fields["programme"]
        else:
            self.fields["programme"].queryset = pilot.programmes.select_related("trainer")
            self.fields["programme"].empty_label = _("Choose a programme")
            self.fields["programme"].help_text = _("Everybody in the class follows this programme.")

    def clean(self):
        cleaned = super().clean()
        start, end, name = cleaned.get("start"), cleaned.get("end"), cleaned.get("name")
        if start and end and end <= start:
            self.add_error("end", _("The last day comes after the first."))
        programme = cleaned.get("programme") or (self.instance.programme if self.instance.programme_id else None)
        if name and programme and programme.classes.filter(name=name).exclude(pk=self.instance.pk).exists():
            self.add_error("name", _("This programme has a class of that name already."))
        return cleaned


class SeatForm(forms.Form):
    """Which seat, 1 to 20."""

    seat = forms.IntegerField(min_value=1, max_value=SEATS)


class SeatCandidateForm(SeatForm):
    candidate = forms.IntegerField(min_value=1)


class ChangeSeatForm(forms.Form):
    seat = forms.TypedChoiceField(label=_("New seat"), coerce=int, widget=forms.Select(attrs={"class": "w-s"}))

    def __init__(self, *args, free, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["seat"].choices = [(number, str(number)) for number in free]


class LeaveForm(forms.Form):
    why = forms.ChoiceField(label=_("Why"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Explanation"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("A few words that others learn from. Nothing about health or private matters."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Cancelling a class says so itself.
        self.fields["why"].choices = [c for c in LeaveReason.choices if c[0] != LeaveReason.CANCELLED]


class GuidesForm(forms.Form):
    mentors = forms.ModelMultipleChoiceField(
        label=_("Mentors"), queryset=None, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, mentors, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["mentors"].queryset = mentors


YES_NO = [("yes", _("Yes")), ("no", _("No"))]


def _yes_no(label, **kwargs):
    return forms.TypedChoiceField(
        label=label,
        choices=YES_NO,
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        empty_value=None,
        **kwargs,
    )


class PostSelectionForm(forms.ModelForm):
    on = DateField(label=_("Decided on"), initial=timezone.localdate)
    company_yes = _yes_no(_("Does the company go on?"))
    candidate_yes = _yes_no(_("Does the participant go on?"))

    class Meta:
        model = PostSelection
        fields = ["on", "company_yes", "candidate_yes", "reason"]
        widgets = {"reason": forms.Textarea(attrs={"rows": 3})}
        help_texts = {"reason": _("A no needs its reason. Nothing about health or private matters.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].widget.attrs["class"] = "w-m"

    def clean(self):
        cleaned = super().clean()
        if False in (cleaned.get("company_yes"), cleaned.get("candidate_yes")) and not cleaned.get("reason"):
            self.add_error("reason", _("A no needs its reason."))
        if cleaned.get("on") and cleaned["on"] > timezone.localdate():
            self.add_error("on", _("This day has yet to come."))
        return cleaned


class CompleteForm(forms.Form):
    earned = _yes_no(_("Did the participant earn a certificate or diploma?"))
    name = forms.CharField(label=_("Certificate or diploma"), max_length=160, required=False)
    on = DateField(label=_("Earned on"), required=False, initial=timezone.localdate)
    in_time = _yes_no(_("Within the set time?"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].widget.attrs["class"] = "w-m"

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("earned"):
            for name in ("name", "on", "in_time"):
                if cleaned.get(name) in ("", None) and name not in self.errors:
                    self.add_error(name, _("Fill this in for a certificate or diploma."))
            if cleaned.get("on") and cleaned["on"] > timezone.localdate():
                self.add_error("on", _("This day has yet to come."))
        return cleaned

    @property
    def certificate(self):
        """Name, day and whether in time of what was earned, or ``None``."""
        if not self.cleaned_data["earned"]:
            return None
        return {name: self.cleaned_data[name] for name in ("name", "on", "in_time")}


class MonthField(forms.DateField):
    """A month, as its first day; picked in the browser's own way or typed as 10-2026."""

    def __init__(self, **kwargs):
        kwargs.setdefault(
            "widget", forms.DateInput(attrs={"type": "month", "class": "w-m", "placeholder": "2026-10"}, format="%Y-%m")
        )
        kwargs.setdefault("input_formats", ["%Y-%m", "%m-%Y", "%m/%Y", "%Y-%m-%d", "%d-%m-%Y"])
        super().__init__(**kwargs)

    def to_python(self, value):
        day = super().to_python(value)
        return day.replace(day=1) if day else day


def _score(label):
    return forms.TypedChoiceField(
        label=label,
        choices=SCALE,
        coerce=int,
        widget=forms.RadioSelect,
        help_text=pgettext_lazy("scale", "1 is poor, 5 is excellent."),
    )


class ReportForm(VersionedModelForm):
    month = MonthField(label=_("Month"))
    study = _score(_("Study progress"))
    work = _score(_("Work at the company"))
    motivation = _score(_("Motivation"))

    class Meta:
        model = Report
        fields = ["month", "attendance", "study", "work", "motivation", "remark"]
        labels = {"attendance": _("Attendance")}
        widgets = {
            "attendance": forms.NumberInput(attrs={"class": "w-s", "data-unit": "%", "min": 0, "max": 100}),
            "remark": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {"remark": _("About study and work. Nothing about health or private matters.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["month"]


class PrivateMatterForm(VersionedModelForm):
    on = DateField(label=_("Discussed on"), initial=timezone.localdate)

    class Meta:
        model = PrivateMatter
        fields = ["on", "affects", "agreed"]
        widgets = {"agreed": forms.Textarea(attrs={"rows": 3})}
        labels = {"affects": _("This affects the programme"), "agreed": _("What was agreed")}
        help_texts = {"affects": _("Owners see only that something plays a part.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].widget.attrs["class"] = "w-m"

    def clean_on(self):
        day = self.cleaned_data["on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day has yet to come."))
        return day
