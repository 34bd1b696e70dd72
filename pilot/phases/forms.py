"""Forms of the pilot itself: a new pilot, the provider, who works in it, mandates, terms."""

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pilot.choices import OrganisationKind, Role
from pilot.facts import METAL_FUNDS
from pilot.forms import DateField, VersionedModelForm
from pilot.models import Mandate, Organisation, Pilot, User
from pilot.phases.assigning import GIVEN


class PersonField(forms.ModelChoiceField):
    """Somebody who logs in, shown with the employer."""

    def label_from_instance(self, user):
        return f"{user.name} ({user.organisation})" if user.organisation else user.name


def people(**conditions):
    return User.objects.filter(is_active=True, **conditions).select_related("organisation").order_by("name", "pk")


def _rows(count):
    return forms.Textarea(attrs={"rows": count})


def _in_order(form, first="start", last="end"):
    start, end = form.cleaned_data.get(first), form.cleaned_data.get(last)
    if start and end and end < start:
        form.add_error(last, _("The last day comes after the first."))


# --- the pilot ----------------------------------------------------------------------------------------------------


WORKING_TITLE = {"working_title": _("Used in public, so that sectors that people come from need not object.")}


class NewPilotForm(forms.ModelForm):
    """Title, dates, the funds that take part, and who owns the pilot for the other fund (advice 8.2-04)."""

    start = DateField(label=_("Starts"), required=False)
    end = DateField(label=_("Ends"), required=False)
    funds = forms.ModelMultipleChoiceField(
        label=_("Funds that take part"), queryset=Organisation.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Pilot
        fields = ["title", "working_title", "start", "end"]
        help_texts = WORKING_TITLE

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        own = user.funds(Role.OWNER, Role.MANAGEMENT)
        rows = Organisation.objects.filter(Q(slug__in=METAL_FUNDS) | Q(pk__in=own), kind=OrganisationKind.FUND)
        self.user, self.own = user, own
        self.fields["funds"].queryset = rows
        self.fields["funds"].help_text = _("You become the owner for your own fund.")
        self.fields["funds"].initial = sorted(own)
        self.others = [fund for fund in rows if fund.pk not in own]
        colleagues = list(people(organisation__in=self.others)) if self.others else []
        for fund in self.others:
            names = [(user.pk, user.name) for user in colleagues if user.organisation_id == fund.pk]
            self.fields[f"owner_{fund.pk}"] = forms.TypedChoiceField(
                label=_("Pilot owner at %(fund)s") % {"fund": fund.name},
                help_text=_("Each fund has one owner for a pilot."),
                choices=[("", _("Choose a person")), *names],
                coerce=int,
                empty_value=None,
                required=False,
            )
            self.fields[f"owner_{fund.pk}"].optional = _("(when this fund takes part)")

    def clean(self):
        cleaned = super().clean()
        chosen = cleaned.get("funds") or []
        if chosen and not any(fund.pk in self.own for fund in chosen):
            self.add_error("funds", _("Your own fund takes part in a pilot that you begin."))
        for fund in self.others:
            if fund in chosen and not cleaned.get(f"owner_{fund.pk}"):
                self.add_error(f"owner_{fund.pk}", _("Choose who owns the pilot for %(fund)s.") % {"fund": fund.name})
        return cleaned

    @property
    def owners(self):
        """The owner of every fund that takes part; one's own fund has oneself."""
        named = {
            fund: self.user.pk if fund.pk in self.own else self.cleaned_data[f"owner_{fund.pk}"]
            for fund in self.cleaned_data["funds"]
        }
        users = User.objects.in_bulk(named.values())
        return {fund: self.user if pk == self.user.pk else users[pk] for fund, pk in named.items()}


class PilotForm(VersionedModelForm):
    """Title, dates and whom to ask; funds and owners stay as they are."""

    start = DateField(label=_("Starts"), required=False)
    end = DateField(label=_("Ends"), required=False)

    class Meta:
        model = Pilot
        fields = ["title", "working_title", "start", "end", "contact_phone", "contact_email", "contact_days"]
        help_texts = WORKING_TITLE
        widgets = {"contact_days": forms.NumberInput(attrs={"class": "w-s", "data-unit": _("days")})}


# --- people -------------------------------------------------------------------------------------------------------


class AssignForm(forms.Form):
    """Somebody, a role, and from when to when."""

    user = PersonField(label=_("Who?"), queryset=User.objects.none(), empty_label=_("Choose a person"))
    role = forms.ChoiceField(
        label=_("Role"), choices=[(role.value, role.label) for role in GIVEN], widget=forms.RadioSelect
    )
    start = DateField(label=_("From"))
    end = DateField(label=_("Until"), required=False, help_text=_("The last day. Leave empty when it is not known."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = people()
        self.fields["start"].initial = timezone.localdate()

    def clean(self):
        cleaned = super().clean()
        _in_order(self)
        return cleaned


class DeputyForm(forms.Form):
    """A colleague who stands in for the owner during a period (advice 8.2-04)."""

    user = PersonField(label=_("Who?"), queryset=User.objects.none(), empty_label=_("Choose a person"))
    start = DateField(label=_("From"))
    end = DateField(label=_("Until"), help_text=_("The last day."))

    def __init__(self, *args, fund, owner, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = people(organisation=fund).exclude(pk=owner.pk)
        self.fields["start"].initial = timezone.localdate()

    def clean(self):
        cleaned = super().clean()
        _in_order(self)
        return cleaned


class EndForm(forms.Form):
    """The last day of a role or mandate."""

    end = DateField(label=_("Last day"))

    def __init__(self, *args, start, **kwargs):
        super().__init__(*args, **kwargs)
        self.start = start
        self.fields["end"].initial = max(start, timezone.localdate())

    def clean_end(self):
        if self.cleaned_data["end"] < self.start:
            raise ValidationError(_("The last day comes after the first."))
        return self.cleaned_data["end"]


class MandateForm(forms.ModelForm):
    """Who may sign for a fund, by which decision, from when to when."""

    user = PersonField(label=_("Who?"), queryset=User.objects.none(), empty_label=_("Choose a person"))
    start = DateField(label=_("From"))
    end = DateField(label=_("Until"), required=False, help_text=_("The last day. Leave empty when it is not known."))

    class Meta:
        model = Mandate
        fields = ["fund", "user", "document", "start", "end"]

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        funds = Organisation.objects.filter(kind=OrganisationKind.FUND)
        if not by.has_role(Role.MANAGER):
            funds = funds.filter(pk__in=by.funds(Role.OWNER, Role.MANAGEMENT))
        self.fields["fund"].queryset = funds
        self.fields["fund"].label = _("Fund")
        self.fields["fund"].empty_label = _("Choose a fund")
        self.fields["user"].queryset = people(organisation__in=funds)
        self.fields["start"].initial = timezone.localdate()
        if len(funds) == 1:
            self.fields["fund"].initial = funds[0].pk

    def clean(self):
        cleaned = super().clean()
        user, fund = cleaned.get("user"), cleaned.get("fund")
        if user and fund and user.organisation_id != fund.pk:
            self.add_error("user", _("%(name)s does not work for %(fund)s.") % {"name": user, "fund": fund})
        return cleaned
