"""Forms of companies: who they are, whom to speak to, what they need, whether they are interested."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from localflavor.nl.forms import NLZipCodeField

from companies import doubles
from companies.models import Company, Contact, Participation, Vacancy
from pilot.choices import OrganisationKind, Recruiter
from pilot.forms import DateField, NumberField, VersionedModelForm, say_empty
from pilot.importing import cells
from pilot.models import Channel, Occupation, Organisation, Party
from pilot.questions import question

YES_NO = [("True", _("Yes")), ("False", _("No"))]
UNKNOWN = [("", pgettext_lazy("answer", "Not known"))]


def yes_no(label, *, required=False, help_text=""):
    """Yes, no, or not known."""
    return forms.TypedChoiceField(
        label=label,
        help_text=help_text,
        required=required,
        choices=YES_NO if required else YES_NO + UNKNOWN,
        coerce=lambda value: value == "True",
        empty_value=None,
        widget=forms.RadioSelect,
    )


def _day():
    return forms.DateInput(attrs={"type": "date", "class": "w-m"}, format="%Y-%m-%d")


def _funds():
    """Organisations that are training funds, those that take no part in pilots included."""
    parties = Party.objects.filter(kind="fund").values("slug")
    return Organisation.objects.filter(Q(kind=OrganisationKind.FUND) | Q(slug__in=parties)).order_by("name")


#: Orders of the list: what each is called, and by what.
ORDERS = {
    "": (pgettext_lazy("order", "Name"), "sort_name", "pk"),
    "nieuw": (_("Newest first"), "-created_at", "-pk"),
    "stand": (_("State"), "state", "pk"),
}


class FilterForm(forms.Form):
    """What the list of companies shows."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        widget=forms.SearchInput(attrs={"placeholder": _("Name, town or KvK number")}),
    )
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", pgettext_lazy("states", "All")), *Participation.State.choices]
    )
    fund = forms.ChoiceField(label=_("Fund"), required=False)
    order = forms.ChoiceField(
        label=_("Order"), required=False, choices=[(key, label) for key, (label, *_by) in ORDERS.items()]
    )

    @property
    def by(self):
        """By what the list is ordered; by name when nothing readable is asked."""
        asked = self.cleaned_data.get("order", "") if self.is_valid() else ""
        return ORDERS[asked][1:]

    def __init__(self, *args, pilot, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["fund"].choices = [("", pgettext_lazy("funds", "All")), *_funds_in(pilot.pk)]


@question
def _funds_in(pilot: int):
    """The funds of the companies of a pilot, as choices."""
    funds = Organisation.objects.filter(pk__in=Company.objects.filter(participations__pilot=pilot).values("fund"))
    return funds.order_by("name").values_list("pk", "name")


class CompanyFields:
    """What the forms of a company share: how numbers and postcodes are written, and words for an empty choice."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "fund" in self.fields:
            self.fields["fund"].queryset = _funds()
            self.fields["fund"].required = self.fields["region"].required = True
            self.fields["town"].label = _("Place of business")
            for name in ("fund", "region"):
                self.fields[name].empty_label = pgettext_lazy("option", "Choose")
        for field in self.fields.values():
            say_empty(field)

    def clean_kvk(self):
        return cells.kvk(self.cleaned_data["kvk"])

    def clean_phone(self):
        value = self.cleaned_data["phone"]
        return cells.phone(value) if value else ""


class CompanyForm(CompanyFields, VersionedModelForm):
    postcode = NLZipCodeField(label=_("Postcode"), required=False, widget=forms.TextInput(attrs={"class": "w-s"}))
    flexible_workforce = yes_no(
        _("Has a flexible workforce?"), help_text=_("A sign that vacancies are hard to fill here.")
    )
    recognised = yes_no(
        _("Recognised work placement company (SBB)?"), help_text=_("Needed when the pilot trains for a diploma.")
    )

    class Meta:
        model = Company
        fields = [
            "name",
            "sbi",
            "sub_branch",
            "fund",
            "employees",
            "postcode",
            "town",
            "region",
            "flexible_workforce",
            "recognised",
        ]
        widgets = {
            "sbi": forms.Select(attrs={"class": "wide"}),
            "fund": forms.Select(attrs={"class": "w-m"}),
            "region": forms.Select(attrs={"class": "w-m"}),
            "employees": forms.NumberInput(attrs={"class": "w-s", "min": 0}),
        }


class LeadForm(CompanyFields, forms.ModelForm):
    """A new company with who brought it in, and where known a contact and a vacancy."""

    postcode = NLZipCodeField(label=_("Postcode"), required=False, widget=forms.TextInput(attrs={"class": "w-s"}))
    flexible_workforce = yes_no(
        _("Has a flexible workforce?"), help_text=_("A sign that vacancies are hard to fill here.")
    )
    kvk = forms.CharField(
        label=_("KvK number"),
        max_length=12,
        widget=forms.TextInput(attrs={"class": "w-s", "inputmode": "numeric"}),
        help_text=_("Eight digits. A company that is known already stays as it is on record."),
    )
    recruited_by = forms.ChoiceField(label=_("Brought in by"), choices=Recruiter.choices, widget=forms.RadioSelect)
    channel = forms.ModelChoiceField(label=_("Channel"), queryset=Channel.objects.all(), required=False)
    contact_name = forms.CharField(label=_("Name"), max_length=120, required=False)
    email = forms.EmailField(label=_("E-mail address"), required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=20, required=False)
    occupation = forms.ModelChoiceField(
        label=_("Vacancy for"), queryset=Occupation.objects.all(), required=False, empty_label=_("No vacancy known yet")
    )
    places = forms.IntegerField(
        label=_("Places"),
        min_value=1,
        max_value=50,
        required=False,
        widget=forms.NumberInput(attrs={"class": "w-s"}),
    )
    since = DateField(label=_("Hard to fill since"), required=False, widget=_day())

    class Meta:
        model = Company
        fields = ["kvk", "name", "sbi", "fund", "employees", "postcode", "town", "region", "flexible_workforce"]
        widgets = CompanyForm.Meta.widgets

    another = forms.CharField(
        label=_("Why is this another company?"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For example: two companies in one building."),
    )
    #: Cases that may be of the company that is being added.
    twins = ()

    def __init__(self, *args, user=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.helper = FormHelper()
        self.helper.layout = Layout(*self.parts)

    parts = (
        Fieldset(
            _("Company"),
            *("kvk", "name", "fund", "region", "town", "postcode", "sbi", "employees", "flexible_workforce"),
        ),
        Fieldset(_("How it came in"), "recruited_by", "channel"),
        Fieldset(_("Contact"), "contact_name", "email", "phone"),
        Fieldset(_("Vacancy"), "occupation", "places", "since"),
    )

    def validate_unique(self):
        """A known KvK number is no error: that company is then taken as it is on record."""

    def clean(self):
        cleaned = super().clean()
        if (cleaned.get("places") or cleaned.get("since")) and not cleaned.get("occupation"):
            self.add_error("occupation", _("Choose for which occupation the vacancy is."))
        self._ask_which(cleaned)
        return cleaned

    def _ask_which(self, cleaned):
        """A company that looks like one on record is added as another with a reason only; a known number is no twin."""
        if self.user is None or not cleaned.get("kvk"):
            return
        found = doubles.twins(self.user, name=cleaned.get("name"), postcode=cleaned.get("postcode"))
        self.twins = [case for case in found if case.company.kvk != cleaned["kvk"]]
        if self.twins:
            self.helper.layout.insert(0, Fieldset(str(_("Another company?")), "another"))
            if not cleaned.get("another", "").strip():
                self.add_error("another", _("Look whether it is one of these. If not, say why."))

    @property
    def company(self):
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    @property
    def contact(self):
        """Fields of the contact, or ``None`` when nobody is named."""
        name, email, phone = (self.cleaned_data[field] for field in ("contact_name", "email", "phone"))
        return {"name": name or email or phone, "email": email, "phone": phone} if name or email or phone else None

    @property
    def vacancy(self):
        """Fields of the vacancy, or ``None`` when there is none yet."""
        occupation = self.cleaned_data["occupation"]
        if occupation is None:
            return None
        return {
            "occupation": occupation,
            "title": occupation.name[:120],
            "places": self.cleaned_data["places"] or 1,
            "hard_to_fill_since": self.cleaned_data["since"],
        }


class ContactForm(CompanyFields, VersionedModelForm):
    class Meta:
        model = Contact
        fields = ["name", "email", "phone"]
        widgets = {"phone": forms.TextInput(attrs={"class": "w-m", "type": "tel"})}


class VacancyForm(CompanyFields, VersionedModelForm):
    hard_to_fill_since = DateField(label=_("Hard to fill since"), required=False, widget=_day())
    hours = NumberField(
        label=_("Hours"),
        required=False,
        min_value=1,
        max_value=40,
        max_digits=4,
        decimal_places=1,
        widget=forms.TextInput(attrs={"class": "w-s", "inputmode": "decimal", "data-unit": _("hours a week")}),
    )
    intends_to_hire = yes_no(_("Does the company intend to hire?"), help_text=_("Not only to school a pupil."))

    class Meta:
        model = Vacancy
        fields = [
            "occupation",
            "title",
            "places",
            "hard_to_fill_since",
            "intends_to_hire",
            "hours",
            "content",
            "workplace_trainer",
        ]
        widgets = {
            "places": forms.NumberInput(attrs={"class": "w-s", "min": 1, "max": 50}),
            "content": forms.Textarea(attrs={"rows": 4}),
        }


class InterestForm(forms.Form):
    """What is asked before anything else."""

    open_to_side_entrants = yes_no(
        _("Is the company open to people from outside the sector?"),
        required=True,
        help_text=_("Without this it does not take part."),
    )
    had_side_entrants = yes_no(_("Has it hired side entrants before?"), help_text=_("About one company in five has."))
    remark = forms.CharField(
        label=_("What did the company say?"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
