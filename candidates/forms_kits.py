"""Forms of the kit: one item, what to add, what a company asks, the levels an owner sets."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from candidates import kit_levels
from candidates.competences import level_label
from candidates.forms_interviews import WORDS
from candidates.kit_levels import Answer
from candidates.models import KitItem
from candidates.models.kits import SCALE
from pilot.choices import Level
from pilot.forms import DateField, VersionedModelForm, shown

ELEMENT = KitItem.Element


class KitItemForm(VersionedModelForm):
    """One item of a draft kit, with its five described answers."""

    class Meta:
        model = KitItem
        fields = ["name", "element", "kind", "weight", "required_level", "question"]
        widgets = {
            "kind": forms.RadioSelect,
            "weight": forms.NumberInput(attrs={"class": "w-s", "min": 1, "max": 9}),
            "question": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {
            "question": _(
                "Ask for an example from somebody's own work: what was it, what did they do, what came of it?"
            ),
            "weight": _("1 to 9. It counts among the items of its kind; how soft and hard relate is a policy choice."),
            "required_level": _("Agree it with the companies. SkillsKompas gives a level for experienced workers."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        anchors = self.instance.anchors or [""] * len(SCALE)
        for value, text in zip(SCALE, anchors, strict=True):
            self.fields[f"anchor_{value}"] = forms.CharField(
                label=gettext("%(value)d: %(word)s") % {"value": value, "word": WORDS[value]},
                max_length=300,
                initial=text,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
        # A row of choices begins with no “choose”: none is ticked yet.
        self.fields["kind"].choices = KitItem.Kind.choices
        element = self.instance.element
        # The level of a competence is set where everybody sees what companies ask.
        if self.instance.pk and element == ELEMENT.COMPETENCE:
            del self.fields["required_level"]
        if element in (ELEMENT.MOTIVATION, ELEMENT.KNOWLEDGE):
            del self.fields["element"], self.fields["kind"]
        elif element in (ELEMENT.EXPERIENCE, ELEMENT.POTENTIAL):
            del self.fields["element"]
        else:
            self.fields["element"].choices = [
                (element.value, element.label) for element in (ELEMENT.COMPETENCE, ELEMENT.TREND)
            ]

    def clean(self):
        cleaned = super().clean()
        self.instance.anchors = [cleaned.get(f"anchor_{value}", "") for value in SCALE]
        return cleaned


class ChooseItemsForm(forms.Form):
    """What to add to a kit, chosen from what there is for its occupation."""

    pick = forms.MultipleChoiceField(error_messages={"required": _("Choose at least one.")})

    def __init__(self, *args, choices, **kwargs):
        super().__init__(*args, **kwargs)
        self.by_key = {choice.key: choice for choice in choices}
        self.fields["pick"].choices = [(key, choice.name) for key, choice in self.by_key.items()]

    @property
    def chosen(self):
        """The chosen ones, in the order of the list."""
        return [self.by_key[key] for key in self.by_key if key in self.cleaned_data["pick"]]


def _levels(empty):
    return [("", empty), *Level.choices]


class _Together(forms.Form):
    """A form over several rows at once. ``stale`` lists both values when somebody else saved first."""

    stale = ()

    def __init__(self, *args, now, **kwargs):
        super().__init__(*args, **kwargs)
        #: Which state of the rows the page shows: it goes along as the form's version.
        self.version_shown = now

    def compare(self, cleaned):
        """Refuse a save on an older state of the rows, with both values; what was typed stays."""
        if self.data.get("version") == str(self.version_shown):
            return
        self.stale = [
            {
                "label": self.about(name),
                "yours": shown(field, cleaned[name]),
                "theirs": shown(field, self.initial.get(name)),
            }
            for name, field in self.fields.items()
            if name in cleaned and field.has_changed(self.initial.get(name), field.prepare_value(cleaned[name]))
        ]
        self.add_error(
            None,
            gettext("Somebody else saved this in the meantime. Nothing of yours is lost: compare both and save again."),
        )

    def about(self, name):
        """What a field is about, for the comparison."""
        item = next((item for item in self.items if name.endswith(f"_{item.pk}")), None)
        return f"{item.name}: {self.fields[name].label}" if item else self.fields[name].label


class AskedForm(_Together):
    """What one company asks: per competence a level and whether it weighs most; who said it and when."""

    said_by = forms.CharField(
        label=_("Who at the company said it?"), max_length=120, widget=forms.TextInput(attrs={"list": "contacten"})
    )
    said_on = DateField(label=pgettext_lazy("levels", "When was it said?"))

    def __init__(self, *args, items, before, now, **kwargs):
        initial = {"said_on": timezone.localdate()}
        for item in items:
            if last := before.get(item.line):
                initial |= {f"level_{item.pk}": last.level, f"most_{item.pk}": last.weighs_most}
        super().__init__(*args, now=now, initial=initial, **kwargs)
        self.items = items
        fieldsets = []
        for item in items:
            self.fields[f"level_{item.pk}"] = forms.ChoiceField(
                label=_("Level"),
                required=False,
                choices=_levels(_("Did not say")),
                widget=forms.Select(attrs={"class": "w-m"}),
            )
            self.fields[f"most_{item.pk}"] = forms.BooleanField(
                label=_("Is one of those that weigh most here"), required=False
            )
            fieldsets.append(Fieldset(item.name, f"level_{item.pk}", f"most_{item.pk}"))
        self.helper = FormHelper()
        self.helper.layout = Layout(*fieldsets, Fieldset(str(_("Who said it")), "said_by", "said_on"))

    def clean_said_on(self):
        day = self.cleaned_data["said_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come."))
        return day

    def clean(self):
        cleaned = super().clean()
        self.compare(cleaned)
        return cleaned

    @property
    def answers(self):
        """An ``Answer`` by item id."""
        given = self.cleaned_data
        return {item.pk: Answer(given[f"level_{item.pk}"], given[f"most_{item.pk}"]) for item in self.items}


class AgreeForm(_Together):
    """The level, weight and where needed the reason of each competence, with what companies ask beside it."""

    def __init__(self, *args, items, asked, suggested, **kwargs):
        now = "-".join(f"{item.pk}.{item.version}" for item in items)
        initial = {}
        for item in items:
            initial |= {
                f"level_{item.pk}": item.required_level,
                f"weight_{item.pk}": item.weight,
                f"reason_{item.pk}": item.level_reason,
            }
        super().__init__(*args, now=now, initial=initial, **kwargs)
        self.items, self.asked = items, asked
        fieldsets = []
        for item in items:
            spread = asked.get(item.line, kit_levels.NOTHING)
            words = {
                "suggested": level_label(suggested[item.name]).lower()
                if suggested.get(item.name)
                else gettext("no level"),
                "asked": spread.words,
            }
            self.fields[f"level_{item.pk}"] = forms.ChoiceField(
                label=_("Level asked"),
                required=False,
                choices=_levels(_("No level")),
                widget=forms.Select(attrs={"class": "w-m"}),
                help_text=gettext("SkillsKompas: %(suggested)s. Companies: %(asked)s.") % words,
            )
            self.fields[f"weight_{item.pk}"] = forms.IntegerField(
                label=_("Weight within its kind"),
                min_value=1,
                max_value=9,
                widget=forms.NumberInput(attrs={"class": "w-s"}),
                help_text=kit_levels.weighing_words(spread),
            )
            self.fields[f"reason_{item.pk}"] = forms.CharField(
                label=_("Why another level than most companies ask"), max_length=300, required=False
            )
            fieldsets.append(Fieldset(item.name, *(f"{name}_{item.pk}" for name in ("level", "weight", "reason"))))
        self.helper = FormHelper()
        self.helper.layout = Layout(*fieldsets)

    def clean(self):
        cleaned = super().clean()
        self.compare(cleaned)
        for item in self.items:
            level, reason = cleaned.get(f"level_{item.pk}"), cleaned.get(f"reason_{item.pk}", "")
            why = (
                kit_levels.deviation(level, self.asked.get(item.line, kit_levels.NOTHING)) if level is not None else ""
            )
            if why and not reason.strip():
                self.add_error(f"reason_{item.pk}", gettext("%(why)s Write why.") % {"why": why})
        return cleaned

    @property
    def choices(self):
        """(level, weight, reason) by item id."""
        given = self.cleaned_data
        return {
            item.pk: tuple(given[f"{name}_{item.pk}"] for name in ("level", "weight", "reason")) for item in self.items
        }
