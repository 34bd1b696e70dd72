"""Two records side by side: for each field on which they differ, whose value stays."""

from datetime import date

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pilot import formats

__all__ = ["MergeForm", "words"]


class MergeForm(forms.Form):
    """The choices of a merge. ``groups`` are tuples of field names that go together; the first one names the choice.

    ``seen`` is what both were when the page was made; ``taken`` names the choices that come from the one that goes.
    """

    seen = forms.CharField(widget=forms.HiddenInput)
    apart = forms.CharField(
        label=gettext_lazy("Why are these two?"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Only when you say that they are two."),
    )

    def __init__(self, *args, stays, goes, groups, **kwargs):
        self.stays, self.goes, self.groups = stays, goes, groups
        kwargs["initial"] = {"seen": self._versions()}
        super().__init__(*args, **kwargs)
        #: What is equal in both, as label and value.
        self.same = []
        for group in groups:
            mine, theirs = ([getattr(row, name) for name in group] for row in (stays, goes))
            label = str(type(stays)._meta.get_field(group[0]).verbose_name)
            label = label[:1].upper() + label[1:]
            if mine != theirs:
                empty = all(value in (None, "") for value in mine)
                self.fields[group[0]] = forms.ChoiceField(
                    label=label,
                    choices=[("stays", words(stays, group)), ("goes", words(goes, group))],
                    initial="goes" if empty else "stays",
                    widget=forms.RadioSelect,
                )
            elif any(value not in (None, "") for value in mine):
                self.same.append({"label": label, "value": words(stays, group)})

    def _versions(self):
        return f"{self.stays.version}-{self.goes.version}"

    def clean_seen(self):
        if self.cleaned_data["seen"] != self._versions():
            raise forms.ValidationError(_("One of the two was changed in the meantime. Look once more."))
        return self.cleaned_data["seen"]

    @property
    def choices(self):
        """The bound fields of the choices, in their order."""
        return [self[group[0]] for group in self.groups if group[0] in self.fields]

    @property
    def taken(self):
        """Names of the choices that come from the other record."""
        return [group[0] for group in self.groups if self.cleaned_data.get(group[0]) == "goes"]


def words(row, group):
    """What a group of fields says, as people read it."""
    found = []
    for name in group:
        value, display = getattr(row, name), getattr(row, f"get_{name}_display", None)
        if value in (None, ""):
            continue
        if isinstance(value, bool):
            label = row._meta.get_field(name).verbose_name
            found.append(f"{label}: {_('yes') if value else _('no')}")
        else:
            found.append(formats.day(value) if isinstance(value, date) else str(display() if display else value))
    return ", ".join(found) or _("empty")
