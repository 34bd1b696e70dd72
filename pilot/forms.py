"""What forms have in common: stale saves give both values, money reads Dutch, dates are typed or picked."""

import inspect
import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pilot import formats

#: How Django writes the choice of nothing.
DASHES = "---------"
_OF_EVERY_FORM = set(inspect.signature(forms.ModelForm.__init__).parameters)


def say_empty(field):
    """Write the choice of nothing in words: not known, or what one has to choose."""
    words = pgettext_lazy("option", "Choose") if field.required else pgettext_lazy("answer", "Not known")
    if isinstance(field, forms.ModelChoiceField):
        field.empty_label = words if field.empty_label == DASHES else field.empty_label
    elif isinstance(field, forms.TypedChoiceField) and ("", DASHES) in (choices := list(field.choices)):
        field.choices = [("", words) if choice == ("", DASHES) else choice for choice in choices]


class VersionedModelForm(forms.ModelForm):
    """Edit form of a versioned row. A save on an older version is refused and ``stale`` lists both values.

    ``stale`` is a list of ``{"label", "yours", "theirs"}``; what was typed stays in the form, and the hidden version
    moves on, so that sending again is a deliberate choice for the typed values.
    """

    stale = ()

    def __new__(cls, *args, **kwargs):
        """Remember what a form of its own kind asks for besides, so that it can be made again for the other values."""
        form = super().__new__(cls)
        form._asked_for = {name: value for name, value in kwargs.items() if name not in _OF_EVERY_FORM}
        return form

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            say_empty(field)

    @property
    def version_shown(self):
        return self.instance.version if self.instance.pk else None

    def clean(self):
        cleaned = super().clean()
        if not self.instance.pk:
            return cleaned
        model = type(self.instance)
        now = model._base_manager.select_for_update(of=("self",)).get(pk=self.instance.pk)
        if str(now.version) == self.data.get(self.add_prefix("version")):
            return cleaned
        self.stale = self._differences(now, cleaned)
        # Moves the hidden version on: the next save is made in full sight of the other values.
        self.instance.version = now.version
        raise ValidationError(
            _("Somebody else saved this in the meantime. Nothing of yours is lost: compare both and save again."),
            code="stale",
        )

    def _differences(self, now, cleaned):
        theirs = type(self)(instance=now, **self._asked_for)
        rows = []
        for name, field in self.fields.items():
            if name not in cleaned:
                continue
            other = theirs.get_initial_for_field(theirs.fields[name], name)
            mine = field.prepare_value(cleaned[name])
            if field.has_changed(other, field.prepare_value(mine)):
                theirs_shown = shown(field, field.prepare_value(other))
                rows.append({"label": field.label, "yours": shown(field, mine), "theirs": theirs_shown})
        return rows


def shown(field, value):
    """Return a field's value as somebody reads it: labels of choices, dates in words, commas between several."""
    if value in (None, ""):
        return "–"
    if isinstance(value, datetime):
        return formats.moment(value)
    if isinstance(value, date):
        return formats.day(value)
    choices = dict(getattr(field, "choices", ())) if hasattr(field, "choices") else {}
    values = value if isinstance(value, (list, tuple, set)) else [value]
    labels = {str(key): label for key, label in choices.items()} or {"True": _("Yes"), "False": _("No")}
    return ", ".join(str(labels.get(str(getattr(item, "pk", item)), item)) for item in values)


def read_money(text):
    """Read an amount as Dutch people type it (``1.234,56``, ``1234,56``, ``€ 1.234,56``, ``1234.56``) into EUR."""
    plain = re.sub(r"[€\s]|EUR", "", str(text), flags=re.I)
    if re.fullmatch(r"-?\d{1,3}(\.\d{3})+(,\d{1,2})?|-?\d+(,\d{1,2})?|-?\d{1,3}(\.\d{3})*,-", plain):
        plain = plain.removesuffix(",-").replace(".", "").replace(",", ".")
    elif not re.fullmatch(r"-?\d+\.\d{1,2}", plain):
        raise ValidationError(_("Write the amount in figures, for example 1.250,00"), code="money")
    try:
        return Decimal(plain).quantize(Decimal("0.01"))
    except InvalidOperation:
        raise ValidationError(_("Write the amount in figures, for example 1.250,00"), code="money") from None


def write_money(value):
    """Return EUR as it stands in a field: ``1.234,56``."""
    return f"{value:,.2f}".translate(str.maketrans(",.", ".,"))


class MoneyField(forms.DecimalField):
    """An amount in EUR, typed the Dutch way."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def __init__(self, **kwargs):
        kwargs.setdefault("max_digits", 10)
        kwargs.setdefault("decimal_places", 2)
        kwargs.setdefault("min_value", 0)
        super().__init__(**kwargs)

    def to_python(self, value):
        return None if value in self.empty_values else read_money(value)

    def prepare_value(self, value):
        return write_money(value) if isinstance(value, (Decimal, int, float)) else value


class NumberField(forms.DecimalField):
    """A number with a decimal comma or point."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def to_python(self, value):
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)

    def prepare_value(self, value):
        if isinstance(value, Decimal):
            # 40 hours, not 40.0: what follows the comma says something.
            return f"{value.normalize():f}".replace(".", ",")
        return str(value).replace(".", ",") if isinstance(value, float) else value


class DateField(forms.DateField):
    """A day, picked in the browser's own way or typed as 31-12-2026."""

    def __init__(self, **kwargs):
        kwargs.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        kwargs.setdefault("input_formats", ["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y"])
        super().__init__(**kwargs)


class DateTimeField(forms.DateTimeField):
    """A moment, picked in the browser's own way or typed as 31-12-2026 13:30."""

    def __init__(self, **kwargs):
        kwargs.setdefault("widget", forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"))
        kwargs.setdefault("input_formats", ["%Y-%m-%dT%H:%M", "%d-%m-%Y %H:%M", "%d-%m-%Y %H.%M"])
        super().__init__(**kwargs)


class ReasonForm(forms.Form):
    """A reason in one's own words, for every no and every exception."""

    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, label=None, help_text="", required=True, **kwargs):
        super().__init__(*args, **kwargs)
        if label:
            self.fields["reason"].label = label
        self.fields["reason"].help_text = help_text
        self.fields["reason"].required = required
