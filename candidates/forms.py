"""Forms about people and sessions; those of kit, interview and result stand beside this one."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.db.models import IntegerField, Value
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from candidates import recognising, rejecting
from candidates.importing import EMPLOYMENT
from candidates.models import Candidate, InformationSession, OutReason
from pilot.forms import DateField, DateTimeField, VersionedModelForm
from pilot.importing import cells
from pilot.models import Channel, Region
from pilot.models.reference.rows import reads_english
from pilot.questions import question

#: One question instead of three: employment status and, of the unemployed, whether there is a benefit (never which).
STATUSES = {
    "employed": (_("In work"), EMPLOYMENT.EMPLOYED, None),
    "agency": (_("Agency worker"), EMPLOYMENT.AGENCY, None),
    "benefit": (_("Unemployed, with a benefit"), EMPLOYMENT.UNEMPLOYED, True),
    "no_benefit": (_("Unemployed, without a benefit"), EMPLOYMENT.UNEMPLOYED, False),
    "unemployed": (_("Unemployed, benefit unknown"), EMPLOYMENT.UNEMPLOYED, None),
}


def status_of(candidate):
    """Which of ``STATUSES`` holds for somebody."""
    found = (candidate.employment, candidate.uwv_benefit if candidate.employment == EMPLOYMENT.UNEMPLOYED else None)
    return next((key for key, (_label, *what) in STATUSES.items() if tuple(what) == found), "")


#: Orders of the list: what each is called, and by what; an index holds each.
ORDERS = {
    "": (pgettext_lazy("order", "Name"), "last_name", "first_name", "pk"),
    "nieuw": (_("Newest first"), "-created_at", "-pk"),
    "plaats": (_("Town"), "town", "last_name", "pk"),
    "functie": (_("Former function"), "former_function", "last_name", "pk"),
}


class CellField(forms.CharField):
    """A text field read by the same parser as the cell of an import, so that both refuse the same things."""

    def __init__(self, *, parse, **kwargs):
        self.parse = parse
        super().__init__(**kwargs)

    def clean(self, value):
        value = super().clean(value)
        return self.parse(value) if value else value


class CandidateForm(VersionedModelForm):
    """Everything that is recorded of somebody, by hand."""

    email = CellField(label=_("E-mail address"), parse=cells.email, max_length=254, required=False)
    phone = CellField(label=_("Telephone"), parse=cells.phone, max_length=30, required=False)
    postcode = CellField(label=_("Postcode"), parse=cells.postcode, max_length=10, required=False)
    status = forms.ChoiceField(
        label=_("Employment status"),
        choices=[(key, label) for key, (label, *_what) in STATUSES.items()],
        widget=forms.RadioSelect,
    )
    benefit_until = DateField(label=_("Benefit until"), required=False)
    knows = forms.BooleanField(
        label=_("Knows about being recorded here"),
        required=False,
        help_text=_("Otherwise a mail follows within a month."),
    )

    another = forms.CharField(
        label=_("Why is this somebody else?"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For example: father and son with one telephone."),
    )
    #: People of the pilot who may be the one that is being recorded.
    twins = ()

    class Meta:
        model = Candidate
        fields = [
            "first_name", "last_name", "email", "phone", "postcode", "town", "region", "birth_year", "education",
            "former_function", "source_sector", "sector_text", "benefit_until", "channel", "recruited_by", "remark",
        ]  # fmt: skip
        widgets = {
            # The page has a list with this id: functions whose overlap is known.
            "former_function": forms.TextInput(attrs={"list": "functies", "autocomplete": "off"}),
            "birth_year": forms.NumberInput(attrs={"class": "w-s", "inputmode": "numeric"}),
            "remark": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {"remark": _("Never health, origin or religion.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("status", status_of(self.instance) if self.instance.employment else None)
        if self.instance.pk:
            del self.fields["knows"], self.fields["another"]
        for name in ("email", "phone", "postcode"):
            self.fields[name].widget.attrs["class"] = "w-m"
        self.helper = FormHelper()
        self.helper.layout = Layout(
            Fieldset(
                str(_("Person")),
                "first_name", "last_name", "email", "phone", "postcode", "town", "region", "birth_year",
            ),
            Fieldset(
                str(_("Work and education")),
                "former_function", "source_sector", "sector_text", "education", "status", "benefit_until",
            ),
            Fieldset(
                str(_("How this person came in")),
                "channel", "recruited_by", "remark", *(["knows"] if "knows" in self.fields else []),
            ),
        )  # fmt: skip

    def clean_birth_year(self):
        year = self.cleaned_data["birth_year"]
        return cells.birth_year()(str(year)) if year else None

    def clean(self):
        cleaned = super().clean()
        _label, employment, benefit = STATUSES.get(cleaned.get("status"), (None, None, None))
        if cleaned.get("benefit_until") and not benefit:
            self.add_error("benefit_until", _("A day stands here, but you say that there is no benefit."))
        self.instance.employment, self.instance.uwv_benefit = employment or self.instance.employment, benefit
        known = recognising.twins(self.instance.pilot, cleaned, but=self.instance.pk)
        if other := next((twin for twin in known if "email" in twin.shared), None):
            self.add_error("email", _("%(name)s has this address already.") % {"name": other.name})
        if not self.instance.pk:
            self._ask_who(known, cleaned)
        return cleaned

    def _ask_who(self, known, cleaned):
        """Whoever looks like somebody on record is recorded as somebody else with a reason only."""
        self.twins = known
        if known:
            self.helper.layout.insert(0, Fieldset(str(_("Somebody else?")), "another"))
            if not cleaned.get("another", "").strip():
                self.add_error("another", _("Look whether this is one of them. If not, say why."))


class CandidateFilter(forms.Form):
    """What the list can be narrowed to; its stage stands in the pills."""

    q = forms.CharField(label=_("Words"), required=False, max_length=80, widget=forms.SearchInput)
    region = forms.ChoiceField(label=_("Region"), required=False)
    channel = forms.ChoiceField(label=_("Channel"), required=False)
    order = forms.ChoiceField(
        label=_("Order"), required=False, choices=[(key, label) for key, (label, *_by) in ORDERS.items()]
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        #: Names by id; the rows of the list take the names of their regions from here too.
        self.regions, channels = _names()
        self.fields["region"].choices = [("", _("All regions")), *self.regions.items()]
        self.fields["channel"].choices = [("", _("All channels")), *channels.items()]

    @property
    def by(self):
        """By what the list is ordered; by name when nothing readable is asked."""
        return ORDERS[self._asked("order")][1:]

    @property
    def words(self):
        """The words that are searched."""
        return self._asked("q").strip()

    @property
    def places(self):
        """Where people live and through what they came, empty where everything is meant."""
        return {name: self._asked(name) for name in ("region", "channel")}

    def _asked(self, name):
        return self.cleaned_data[name] if self.is_valid() else ""


def _names():
    """The names of regions and of channels by id."""
    found, in_english = ({}, {}), reads_english()
    for number, pk, dutch, english in _regions_and_channels():
        found[number][pk] = english if in_english and english else dutch
    return found


@question
def _regions_and_channels():
    regions, channels = (
        table.objects.order_by().values_list(Value(number, IntegerField()), "pk", "name_nl", "name_en")
        for number, table in enumerate((Region, Channel))
    )
    return regions.union(channels, all=True).order_by("name_nl")


class DropForm(forms.Form):
    """After which reason somebody falls out, and what they are told."""

    reason = forms.ChoiceField(label=_("Reason"), choices=OutReason.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("In your own words"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For colleagues. The candidate may ask to read it."),
    )
    message = forms.CharField(
        label=_("Message to the candidate"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 11}),
        help_text=_(
            "The draft follows the reason and can be changed; you see it as it goes out before it is sent. Leave it "
            "empty if you call."
        ),
    )
    keep_year = forms.BooleanField(
        label=_("The candidate agrees that the data are kept for a year"),
        required=False,
        help_text=_("Otherwise they are erased after four weeks."),
    )

    def __init__(self, *args, has_address=True, figures=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.figures = figures
        if not has_address:
            del self.fields["message"]

    def clean_message(self):
        """No scores in a message: they mean nothing without the talk they came from."""
        text = self.cleaned_data["message"].replace("\r\n", "\n")
        if found := rejecting.scores_in(text, self.figures):
            raise forms.ValidationError(
                _("Leave scores out of the message (%(found)s) and say in words why."),
                params={"found": ", ".join(f"“{one}”" for one in found)},
            )
        return text


class SessionForm(VersionedModelForm):
    at = DateTimeField(label=_("Date and time"))

    class Meta:
        model = InformationSession
        fields = ["at", "minutes", "place", "speaker", "capacity"]
        widgets = {
            "capacity": forms.NumberInput(attrs={"class": "w-s"}),
            "minutes": forms.NumberInput(attrs={"class": "w-s", "data-unit": _("minutes")}),
        }
        help_texts = {
            "speaker": _(
                "Somebody who made the switch tells most: what the work is really like, also the less pleasant."
            )
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["minutes"].required = False

    def clean_minutes(self):
        return self.cleaned_data["minutes"] or self.instance.minutes
