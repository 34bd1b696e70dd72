"""Forms around the provider: inviting, frameworks, the proposal by topic, attachments, ending, reports."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pilot.attachments import ACCEPT
from pilot.choices import OrganisationKind
from pilot.forms import DateField, ReasonForm, VersionedModelForm
from pilot.models import Appointment, FrameworkText, Organisation, Proposal, Recruits, Topic, User
from pilot.phases.appointing import PROPOSAL_WITHIN, hand_in_blockers, latest_frameworks
from pilot.phases.forms import PersonField, people


def _rows(count):
    return forms.Textarea(attrs={"rows": count})


class InviteForm(forms.ModelForm):
    """A provider, what it is asked for, and a framework for each topic (advice 8.2-06, 8.2-08).

    ``frames`` are the texts by topic that the form begins with; ``succeeds`` the appointment that it begins with.
    """

    scope = forms.MultipleChoiceField(
        label=_("Appointed for"),
        choices=Topic.choices,
        widget=forms.CheckboxSelectMultiple,
        initial=Topic.values,
        help_text=_("One provider for everything, or two that each do a part."),
    )
    recruits = forms.MultipleChoiceField(
        label=_("Recruits"),
        choices=Recruits.choices,
        widget=forms.CheckboxSelectMultiple,
        initial=Recruits.values,
        required=False,
        help_text=_("Counts when recruitment is part of the scope."),
    )
    contact = PersonField(
        label=_("Who hands in the proposal?"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("Choose a person"),
        help_text=_("Somebody who works for this provider, who gets the invitation by mail. You can add others later."),
    )
    due_on = DateField(label=_("Proposal due on"), required=False)
    report_every = forms.TypedChoiceField(
        label=_("Reports"), choices=Appointment.Every.choices, coerce=int, required=False, empty_value=1
    )

    class Meta:
        model = Appointment
        fields = [
            "provider",
            "contact",
            "succeeds",
            "due_on",
            "scope",
            "recruits",
            "also_selects",
            "preferred_supplier",
            "partnership",
            "report_every",
        ]

    def __init__(self, *args, pilot, frames, succeeds=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["provider"].queryset = Organisation.objects.filter(kind=OrganisationKind.PROVIDER)
        self.fields["provider"].empty_label = _("Choose a provider")
        self.fields["contact"].queryset = people(organisation__kind=OrganisationKind.PROVIDER)
        open_ones = pilot.appointments.exclude(state="refused").select_related("provider", "pilot")
        self.fields["succeeds"].queryset = open_ones
        self.fields["succeeds"].label_from_instance = lambda one: f"{one.provider}: {', '.join(map(str, one.topics))}"
        self.fields["succeeds"].empty_label = _("Nobody")
        self.fields["succeeds"].help_text = _(
            "That provider works on until you approve this one; then the work goes over in one moment."
        )
        self.fields["due_on"].initial = timezone.localdate() + PROPOSAL_WITHIN
        if succeeds is not None:
            self.fields["succeeds"].initial = succeeds.pk
            self.fields["scope"].initial = succeeds.scope
            self.fields["recruits"].initial = succeeds.recruits
        for topic in Topic:
            self.fields[f"frame_{topic}"] = forms.CharField(
                label=_("Framework for %(topic)s") % {"topic": topic.label.lower()},
                max_length=4000,
                required=False,
                initial=frames[topic],
                widget=_rows(7),
            )
            self.fields[f"frame_{topic}"].optional = _("(when ticked above)")
        self.helper = FormHelper()
        self.helper.layout = Layout(
            Fieldset(_("Who"), "provider", "contact", "succeeds", "due_on"),
            Fieldset(_("What"), "scope", "recruits", "also_selects"),
            Fieldset(_("How"), "preferred_supplier", "partnership", "report_every"),
            Fieldset(_("Frameworks"), *[f"frame_{topic}" for topic in Topic]),
        )

    def clean_due_on(self):
        due_on = self.cleaned_data["due_on"]
        if due_on and due_on < timezone.localdate():
            raise ValidationError(_("Choose a day that is still to come."))
        return due_on

    def clean(self):
        cleaned = super().clean()
        scope = cleaned.get("scope", [])
        for topic in scope:
            if not cleaned.get(f"frame_{topic}", "").strip():
                self.add_error(f"frame_{topic}", _("Write what you ask of the provider here."))
        if Topic.RECRUITMENT in scope and not cleaned.get("recruits"):
            self.add_error("recruits", _("Tick companies, candidates or both."))
        contact, provider = cleaned.get("contact"), cleaned.get("provider")
        if contact and provider and contact.organisation_id != provider.pk:
            self.add_error("contact", _("%(name)s does not work for this provider.") % {"name": contact})
        return cleaned

    @property
    def frameworks(self):
        """The framework of each topic that was asked."""
        return {topic: self.cleaned_data[f"frame_{topic}"] for topic in self.cleaned_data["scope"]}

    @property
    def terms(self):
        """Further fields of the appointment, for ``appointing.invite``."""
        names = ("also_selects", "due_on", "report_every", "preferred_supplier", "partnership", "succeeds")
        return {name: self.cleaned_data[name] for name in names} | {
            "recruits": self.cleaned_data["recruits"] or list(Recruits.values)
        }


class AgreedTermsForm(VersionedModelForm):
    """How often a provider reports and which partnership it forms, and why that changes (advice 8.2-09, 8.2-11)."""

    report_every = forms.TypedChoiceField(
        label=_("Reports"),
        choices=Appointment.Every.choices,
        coerce=int,
        help_text=_("The period that runs keeps its length; the new rhythm begins with the next one."),
    )
    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=_rows(3))

    class Meta:
        model = Appointment
        fields = ["report_every", "preferred_supplier", "partnership"]

    @property
    def said(self):
        """What to change, for ``agreed_terms.change``."""
        return {name: self.cleaned_data[name] for name in (*self.Meta.fields, "reason")}


class FrameworkTextForm(VersionedModelForm):
    """The owners' own words on one topic."""

    class Meta:
        model = FrameworkText
        fields = ["text"]
        labels = {"text": _("Framework")}
        widgets = {"text": _rows(12)}


class FrameworkForm(forms.Form):
    """A next version of what is asked on one topic."""

    text = forms.CharField(
        label=_("Framework"),
        max_length=4000,
        widget=_rows(12),
        help_text=_("The provider reads the new text beside the one before, and what it handed in goes back to it."),
    )


class ProposalForm(VersionedModelForm):
    """What the provider did before, and how it will do each topic that waits for it (advice 8.3-09, 8.2-10).

    With ``save`` among the data it may be incomplete: then it is kept and not handed in.
    """

    class Meta:
        model = Appointment
        fields = ["experience"]
        widgets = {"experience": _rows(4)}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["experience"].optional = _("(needed to hand in)")
        rows = self.instance.proposals.filter(state__in=Proposal.WRITTEN_IN).prefetch_related("rounds")
        self.proposals = {row.topic: row for row in rows}
        latest = latest_frameworks(self.instance)
        for topic in self.instance.scope:
            row = self.proposals.get(topic)
            if row is None:
                continue
            self.fields[f"topic_{topic}"] = forms.CharField(
                label=self.instance.topic_label(topic),
                max_length=8000,
                required=False,
                initial=row.text,
                widget=_rows(7),
                help_text=_hint(row, latest.get(topic)),
            )
            self.fields[f"topic_{topic}"].optional = _("(needed to hand in)")
            self.fields[f"seen_{topic}"] = forms.IntegerField(
                initial=row.version, required=False, widget=forms.HiddenInput
            )

    @property
    def texts(self):
        """What was typed, by topic."""
        return {topic: self.cleaned_data.get(f"topic_{topic}", "") for topic in self.proposals}

    def clean(self):
        # Both are looked at before either speaks, so that all differences are shown at once.
        rows = self._compare(self.cleaned_data)
        try:
            cleaned = super().clean()
        except ValidationError:
            self.stale = [*self.stale, *rows]
            raise
        if rows:
            self.stale = rows
            raise ValidationError(
                _("Somebody else saved this in the meantime. Nothing of yours is lost: compare both and save again."),
                code="stale",
            )
        if "save" in self.data:
            return cleaned
        if not cleaned.get("experience", "").strip():
            self.add_error("experience", hand_in_blockers(self.instance, "", {})[0])
        for topic, text in self.texts.items():
            if not text.strip():
                self.add_error(f"topic_{topic}", hand_in_blockers(self.instance, "-", {topic: ""})[0])
        return cleaned

    def _differences(self, now, cleaned):
        # Topics have versions of their own, see `_compare`.
        return super()._differences(now, {"experience": cleaned["experience"]} if "experience" in cleaned else {})

    def _compare(self, cleaned):
        """A colleague may have written on the same topic meanwhile: both texts are shown, nothing is lost."""
        rows = []
        for topic, row in self.proposals.items():
            seen, mine = cleaned.get(f"seen_{topic}"), cleaned.get(f"topic_{topic}", "")
            if seen is not None and seen != row.version and row.text.strip() != mine.strip():
                rows.append({"label": self.instance.topic_label(topic), "yours": mine, "theirs": row.text})
                # Sending again is then a deliberate choice for the typed text.
                self.data = self.data.copy()
                self.data[f"seen_{topic}"] = str(row.version)
        return rows


def _hint(proposal, framework):
    """What the owners asked on this topic, and whether the framework is another than at first."""
    asked = [one for one in proposal.rounds.all() if one.kind == "changes"]
    hints = []
    if proposal.state == Proposal.State.CHANGES and asked:
        hints.append(gettext("Asked: %(text)s") % {"text": asked[-1].text})
    if framework is not None and framework.number > 1:
        hints.append(gettext("The framework changed; this is version %(number)d.") % {"number": framework.number})
    return " ".join(hints)


class AttachmentForm(forms.Form):
    """One file beside the proposal of a topic."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("PDF, Word (.docx), Excel (.xlsx), PNG or JPG, at most 10 MB. Put no personal data in it."),
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        allow_empty_file=True,  # the check says it in a better sentence
    )


class EndAppointmentForm(ReasonForm):
    """The last day, and why."""

    on = DateField(label=_("Last day"), help_text=_("Today ends it at once. Until a later day the provider works on."))

    field_order = ["on", "reason"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate()

    def clean_on(self):
        if self.cleaned_data["on"] < timezone.localdate():
            raise ValidationError(_("Choose today or a day that is still to come."))
        return self.cleaned_data["on"]


class ReportForm(forms.Form):
    """How it goes, by topic of the scope; what went before is shown beside it."""

    def __init__(self, *args, appointment, **kwargs):
        super().__init__(*args, **kwargs)
        self.scope = appointment.scope
        for topic in self.scope:
            self.fields[f"topic_{topic}"] = forms.CharField(
                label=appointment.topic_label(topic), max_length=4000, widget=_rows(4)
            )

    @property
    def texts(self):
        return {topic: self.cleaned_data[f"topic_{topic}"] for topic in self.scope}


class ReadForm(forms.Form):
    """That the owner read a report, with a remark."""

    remark = forms.CharField(label=_("Remark for the provider"), max_length=2000, required=False, widget=_rows(3))
