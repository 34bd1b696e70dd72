"""Choosing a file, and choosing what its columns mean."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

SKIP = "-"


class UploadForm(forms.Form):
    """One file: .xlsx, .csv or .txt, at most settings.UPLOAD_LARGEST_BYTES."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("Excel (.xlsx) or CSV, at most 10 MB. The first row holds the headers, in any order."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx"}),
        allow_empty_file=True,  # the reader says it in a better sentence
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > settings.UPLOAD_LARGEST_BYTES:
            raise forms.ValidationError(
                _("This file is %(size)s MB; at most %(most)s MB can be read."),
                params={
                    "size": -(-file.size // 1024**2),
                    "most": settings.UPLOAD_LARGEST_BYTES // 1024**2,
                },
                code="size",
            )
        return file


class ColumnsForm(forms.Form):
    """A choice for every column that was not recognised, or that somebody chose before: ``column-3`` for the fourth."""

    def __init__(self, data, *, headers, columns, asked, chosen):
        super().__init__(data)
        options = [
            ("", _("Choose a field")),
            *((column.key, column.label) for column in columns),
            (SKIP, _("Leave out")),
        ]
        for index in asked:
            self.fields[f"column-{index}"] = forms.ChoiceField(
                choices=options,
                required=False,
                label=headers[index],
                initial=chosen.get(index, ""),
                widget=forms.Select(attrs={"class": "w-m"}),
            )

    def chosen(self):
        """Index to key, or to nothing for a column that is left out; what was not chosen is absent."""
        return {
            int(name.removeprefix("column-")): "" if value == SKIP else value
            for name, value in self.cleaned_data.items()
            if value
        }
