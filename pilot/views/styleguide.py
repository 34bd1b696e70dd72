"""Every part of the look once, in development: what a page is put together from. The cases on it are made up."""

import datetime
from types import SimpleNamespace

from django import forms
from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from pilot import charts

TODAY = datetime.date(2026, 11, 24)
NOW = datetime.datetime(2026, 11, 24, 13, 12, tzinfo=datetime.UTC)
SITTING = ["Dorenkamp", "Elzerman", "Fortuijn", "Galehof", "Hazelhorst", "IJpelaar", "Kerkvoorde", "Roodwaard"]
SITTING += ["Noorderlo", "Lammerdal", "Ostinga", "Veldhoen"]


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


def _charts():
    payers = [
        {"payer": "uwv", "label": "UWV", "amount": 2100},
        {"payer": "company", "label": "Bedrijf", "amount": 2250},
        {"payer": "oom", "label": "OOM", "amount": 3100},
        {"payer": "scheme", "label": "Praktijkleren", "amount": 1000},
    ]
    stages = [("Aangemeld", 214), ("Voorlichting gevolgd", 168), ("Gesprek gevoerd", 92), ("Geschikt bevonden", 38)]
    named = {"title": "Voorbeeld", "desc": "Een voorbeeld met verzonnen cijfers."}
    days = [
        {"label": "Aanmelding tot voorlichting", "low": 5, "mid": 12, "high": 21},
        {"label": "Voorlichting tot gesprek", "low": 9, "mid": 19, "high": 34},
    ]
    return {
        "average": charts.ruler(
            1960.67, key="r1", maximum=3000, step=250, labels=[0, 1000, 2000, 3000], limit=2000, unit="€", **named
        ),
        "over": charts.ruler(
            2115,
            key="r2",
            maximum=3000,
            step=250,
            labels=[0, 1000, 2000, 3000],
            limit=2000,
            unit="€",
            show=True,
            **named,
        ),
        "fallen": charts.ruler(92, key="r3", maximum=100, step=5, labels=[0, 75, 95], zone=(75, 95), unit="%", **named),
        "places": charts.ruler(
            15, key="r4", maximum=20, step=1, labels=[0, 10, 15, 20], zone=(10, 15), show=True, **named
        ),
        "change": charts.ruler(
            1960.67,
            key="r5",
            minimum=1800,
            maximum=2200,
            step=50,
            labels=[1800, 1900, 2000, 2100, 2200],
            limit=2000,
            was=1940,
            unit="€",
            **named,
        ),
        "funnel": charts.funnel([{"label": label, "count": count} for label, count in stages], key="f", **named),
        "stack": charts.stack(payers, key="s", limit=2000, **named),
        "spans": charts.spans(days, key="d", maximum=60, **named),
        "mix": charts.mix(
            [
                {"label": "type 1", "count": 2},
                {"label": "type 2: enige overlap", "count": 10},
                {"label": "type 3", "count": 3},
            ],
            key="m",
            **named,
        ),
        "map": charts.tilemap({"noord": 13, "oost": 18, "zuid-west": 9, "zuid-oost": 7}, key="t", **named),
        "mini": charts.mini_seats(15, key="c", title="Stoelen in de klas", desc=charts.seats_sentence(15)),
        "bar": charts.bar(4, 9, key="b", **named),
    }


def _people():
    seats = {
        number: {"name": name, "sub": "Brugsluis", "note": "", "url": "#", "new": number == 12}
        for number, name in enumerate(
            SITTING,
            start=1,
        )
    }
    placed = SimpleNamespace(
        state="placed", get_state_display=lambda: "Geplaatst", _meta=SimpleNamespace(model_name="match")
    )
    rows = [
        {
            "cells": [
                {"text": "Ilse Haverdal", "url": "#", "sub": "Magazijnbeheerder"},
                "Bouw",
                {"text": "Voorlopig", "kind": "wait"},
                "4,04",
            ]
        },
        {"cells": [{"text": "Lotte Vaartveld", "url": "#", "sub": "Kok"}, "Horeca", {"state": placed}, "3,34"]},
        {
            "cells": [
                {"text": "Sjoerd Wilgenhof", "url": "#"},
                "Uitzendbranche",
                {"text": "Valt af", "kind": "late"},
                "3,50",
            ],
            "kind": "late",
        },
    ]
    return {"seats": charts.seats(seats), "placed": placed, "rows": rows}


@require_safe
def styleguide(request):
    """The page of parts; there is none outside development."""
    if not settings.DEBUG:
        raise Http404
    sent = {"former": "Autotechnicus", "share": "1250 euro", "hours": "4", "region": "", "now": "ww", "keep": ["year"]}
    context = {
        "charts": _charts(),
        **_people(),
        "sample": SampleForm(sent),
        "filters": FilterForm(),
        "star": StarForm(),
        "page_errors": False,
        "now": NOW,
        "today": TODAY,
        "soon": TODAY + datetime.timedelta(days=3),
        "phases": [
            {"label": "Ontwerp", "note": "gereed 12 mei", "status": "done"},
            {"label": "Akkoord", "note": "gereed 29 mei", "status": "done"},
            {"label": "Werven en selecteren", "note": "sinds 1 juni", "status": "now"},
            {"label": "Opleiden", "note": "gepland 11 januari", "status": "todo"},
            {"label": "Evalueren", "note": "", "status": "todo"},
        ],
        "checklist": [
            {"label": "Vacature gecontroleerd", "url": "#", "status": "done", "note": "2 plaatsen."},
            {"label": "Commitment vastgelegd", "url": "#", "status": "busy", "badge": "7 van 9"},
            {"label": "Leeromgeving beoordeeld", "url": "#", "status": "todo"},
            {"label": "Fase Opleiden starten", "status": "stop", "why": ["De UWV-afspraak is niet getekend."]},
        ],
        "groups": [
            {
                "title": "Te laat",
                "kind": "late",
                "items": [
                    {
                        "title": "Scores indienen voor Emre Yalduz",
                        "url": "#",
                        "context": "Gesprek van 18 nov · Verspanen in Oost",
                        "act": "Scoren",
                        "due": "4 dagen te laat",
                    }
                ],
            },
            {
                "title": "Vandaag",
                "kind": "wait",
                "items": [
                    {
                        "title": "Gesprek voeren met Nadia Belkanou",
                        "url": "#",
                        "context": "Hengelo, kamer 2",
                        "act": "Openen",
                        "due": "13.30 uur",
                    }
                ],
            },
        ],
        "kpis": [
            {"label": "Geplaatst", "value": "47", "note": "van 58 gepland"},
            {"label": "Uitval in de selectie", "value": "91 %", "note": "verwacht 75 tot 95 %"},
            {"label": "Bijdrage van bedrijven", "value": "€ 1.884", "note": "gemiddeld, grens € 2.000"},
        ],
        "entries": [
            {
                "when": NOW,
                "by": "P. van Eikenrode",
                "label": "Besluit.",
                "text": "Tweede voorlichting in Almelo.",
                "kind": "info",
            },
            {
                "when": "19 november",
                "by": "M. Hogewold",
                "label": "Gaat goed.",
                "text": "Een verhaal uit ervaring helpt.",
                "kind": "ok",
            },
            {
                "when": "16 november",
                "by": "",
                "label": "Gaat niet goed.",
                "text": "Twee bedrijven haken af.",
                "kind": "late",
            },
        ],
        "columns": [
            {"label": "Naam", "sort": "#", "sorted": "ascending"},
            {"label": "Herkomst"},
            {"label": "Staat"},
            {"label": "Score", "num": True},
        ],
        "tabs": [
            {"label": "Alle kandidaten", "url": "#", "current": True},
            {"label": "Wacht op gesprek", "url": "#", "count": 12},
        ],
        "pills": [
            {"label": "Alle pilots", "url": "#", "count": 8, "current": True},
            {"label": "Oost", "url": "#", "count": 6},
        ],
        "bulk": {
            "url": "#",
            "method": "get",
            "acts": [{"label": "Uitnodigen", "value": "invite"}],
            "all_url": "#",
            "all_label": "Alle 39 kiezen",
        },
        "pages": {"sentence": "Ongeveer 39 kandidaten", "previous": None, "next": "#"},
        "stale": [{"label": "Uren", "yours": "4", "theirs": "6"}],
        "blockers": ["De UWV-afspraak is niet getekend.", "Bij 2 deelnemers is het plan een concept."],
        "anchors": [
            {"value": number, "word": word, "text": text}
            for number, word, text in (
                (1, "Niet", "Noemt geen voorbeeld."),
                (2, "Weinig", "Leert alleen als het moet."),
                (3, "Voldoende", "Heeft één voorbeeld."),
                (4, "Goed", "Zoekt zelf kennis op."),
                (5, "Sterk", "Leert gericht en legt het uit."),
            )
        ],
        "items": [
            {
                "title": "Zacht",
                "items": [
                    {"number": 1, "label": "Motivatie", "note": "voorwaarde, drempel 3", "url": "#", "value": 4},
                    {"number": 2, "label": "Leren", "url": "#", "current": True},
                ],
            }
        ],
    }
    return render(request, "styleguide.html", context)
