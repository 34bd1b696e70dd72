"""Forms with one field of every sort, for the page of parts."""

from django import forms


class SampleForm(forms.Form):
    """One field of every sort."""

    former = forms.CharField(label="Vroegere functie", help_text="Zoals de kandidaat die zelf noemt.")
    share = forms.CharField(
        label="Bijdrage van het bedrijf",
        help_text="Met of zonder punten en komma.",
        widget=forms.TextInput(attrs={"class": "w-s"}),
    )
    hours = forms.CharField(
        label="Uren begeleiding",
        required=False,
        widget=forms.TextInput(attrs={"data-unit": "uur per week", "inputmode": "decimal"}),
    )
    region = forms.ChoiceField(
        label="Regio", choices=[("", "Kies een regio"), ("oost", "Oost")], widget=forms.Select(attrs={"class": "w-m"})
    )
    start = forms.DateField(
        label="Begint op", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "w-m"})
    )
    now = forms.ChoiceField(
        label="Wat doet de kandidaat nu?",
        choices=[("work", "Heeft werk"), ("ww", "Krijgt een WW-uitkering")],
        widget=forms.RadioSelect,
    )
    keep = forms.MultipleChoiceField(
        label="Toestemming vooraf",
        required=False,
        choices=[("year", "Gegevens een jaar bewaren"), ("news", "Bericht bij een nieuwe pilot")],
        widget=forms.CheckboxSelectMultiple,
    )
    read = forms.BooleanField(label="Ik heb de kosten gezien", help_text="Zonder dit kan het bedrijf niet meedoen.")
    note = forms.CharField(label="Toelichting", required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def clean_share(self):
        if not self.cleaned_data["share"].isdigit():
            raise forms.ValidationError("Schrijf het bedrag in cijfers, bijvoorbeeld 1.250,00")
        return self.cleaned_data["share"]


class FilterForm(forms.Form):
    name = forms.CharField(label="Naam", required=False, widget=forms.TextInput(attrs={"type": "search"}))
    state = forms.ChoiceField(label="Staat", required=False, choices=[("", "Alle")])


class StarForm(forms.Form):
    """The four notes of one item."""

    situation = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 3}))
    task = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 3}))
    action = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 3}))
    result = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 3}))
