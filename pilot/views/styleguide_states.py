"""Tables, forms and pictures in their states, and the list of all parts of the look. All of it is made up."""

from pilot import charts
from pilot.views.styleguide_parts import LONG, NAMED, NOW, Part, Placed, body
from pilot.views.styleguide_samples import FilterForm, SampleForm, StarForm
from pilot.views.styleguide_words import acts, words


def _tables():
    columns = [
        {"label": "Naam", "sort": "#", "sorted": "ascending"},
        {"label": "Staat"},
        {"label": "Score", "num": True, "sort": "#", "sorted": "descending"},
    ]
    rows = [
        {"cells": [{"text": "Ilse Haverdal", "url": "#", "sub": "Kok"}, {"text": "Voorlopig", "kind": "wait"}, "4,04"]},
        {"cells": [{"text": LONG}, {"state": Placed(state="placed")}, "–"], "kind": "late"},
    ]
    table = {"caption": "Kandidaten", "columns": columns, "rows": rows}
    tabs = [{"label": "Alle", "url": "#", "current": True}, {"label": "Wacht op gesprek", "url": "#", "count": 1234}]
    bulk = {
        "url": "#",
        "method": "get",
        "acts": [{"label": "Uitnodigen", "value": "invite"}],
        "all_url": "",
        "sentence": "",
    }
    pages = {"sentence": "50 kandidaten op deze pagina", "previous": None, "next": "#"}
    return [
        Part(
            "_table.html",
            {
                "vol, met voet": {**table, "foot": ["Totaal", "", "4,04"], "show_caption": True},
                "leeg": {**table, "rows": []},
            },
        ),
        Part(
            "_cell.html",
            {
                "tekst": {"cell": {"text": "Ilse Haverdal", "url": "#", "sub": "Kok"}},
                "badge": {"cell": {"text": "Te laat", "kind": "late"}},
                "staat": {"cell": {"state": Placed(state="declined")}},
                "leeg": {"cell": {"text": ""}},
            },
        ),
        Part(
            "_list.html",
            {
                "vol": {
                    "tabs": tabs,
                    "pills": tabs,
                    "filters": FilterForm(prefix="lijst"),
                    "clear": "#",
                    "bulk": bulk,
                    "pages": pages,
                    "body": body("De tabel."),
                },
                "alleen inhoud": {"body": body("Niets gevonden.")},
            },
        ),
        Part("_tabs.html", {"vol": {"tabs": tabs, "label": "Bewaarde filters"}}),
        Part("_pills.html", {"vol": {"pills": tabs, "label": "Toon"}}),
        Part(
            "_filters.html",
            {
                "vol": {"form": FilterForm(), "clear": "#", "keep": {"soort": "do"}},
                "fout": {"form": FilterForm({"state": "onzin"})},
            },
        ),
        Part(
            "_bulk.html",
            {
                "kiezen": {"bulk": {**bulk, "all_url": "#", "all_label": "Alle 39 kiezen"}},
                "meteen": {"bulk": {**bulk, "method": "post", "sentence": "Met de 3 gekozen mensen:"}},
            },
        ),
        Part(
            "_pages.html",
            {
                "midden": {"pages": {**pages, "previous": "#"}},
                "eerste": {"pages": pages},
                "enige": {"pages": {**pages, "next": None}},
            },
        ),
    ]


SENT = {"former": "Autotechnicus", "share": "1250 euro", "hours": "4", "region": "", "now": "ww", "keep": ["year"]}


def _forms():
    form, wrong = SampleForm(), SampleForm(SENT)
    star = StarForm()
    notes = {name: star[name] for name in ("situation", "task", "action", "result")}
    errors = [{"text": "Vul een bedrag in.", "url": "#id_share", "about": "Bijdrage"}, {"text": LONG, "url": ""}]
    anchors = [
        {"value": number, "word": word, "text": text}
        for number, word, text in (
            (1, "Niet", "Noemt geen voorbeeld."),
            (3, "Voldoende", "Heeft één voorbeeld."),
            (5, "Sterk", LONG),
        )
    ]
    groups = [
        {
            "title": "Zacht",
            "items": [
                {"number": 1, "label": "Motivatie", "note": "drempel 3", "url": "#", "value": 4, "current": False},
                {"number": 2, "label": LONG, "note": "", "url": "#", "value": None, "current": True},
            ],
        }
    ]
    return [
        Part(
            "_form.html",
            {
                "leeg": {"form": form, "label": "Bewaren", "back": "#"},
                "fout, met wat getypt is": {"form": wrong, "label": "Bewaren", "back": "#"},
                "gevaarlijk, zonder velden": {"label": "Verwijderen", "danger": True, "icon": "trash", "wide": True},
            },
        ),
        Part(
            "_field.html",
            {name: {"field": form[name]} for name in form.fields}
            | {f"{name}, fout": {"field": wrong[name]} for name in ("share", "region", "read")},
        ),
        Part("_errors.html", {"meer": {"errors": errors}, "één": {"errors": errors[:1]}, "geen": {"errors": []}}),
        Part(
            "_anchors.html",
            {
                "gekozen": {
                    "name": "s1",
                    "anchors": anchors,
                    "legend": "Wat hebt u gehoord?",
                    "value": 3,
                    "hint": "Kies.",
                },
                "fout": {"name": "s2", "anchors": anchors, "legend": "Motivatie", "error": "Kies een score."},
            },
        ),
        Part("_star.html", {"bewaard": {**notes, "saved": NOW}, "nieuw": notes}),
        Part(
            "_star_field.html",
            {"vol": {"field": star["task"], "letter": "T", "word": "Taak", "hint": "Wat moest er gebeuren?"}},
        ),
        Part(
            "_items.html",
            {"vol": {"groups": groups, "label": "1 van 2 gescoord", "chart": charts.bar(1, 2, key="items", **NAMED)}},
        ),
        Part("_items_list.html", {"vol": {"groups": groups}, "leeg": {"groups": []}}),
    ]


def _pictures():
    seats = {
        1: {"name": "Dorenkamp", "sub": "Brugsluis", "note": "", "url": "#", "new": False},
        2: {"name": LONG, "sub": "Lasbedrijf", "note": "plan ontbreekt", "url": "", "new": True},
    }
    euros = {"maximum": 3000, "step": 250, "labels": [0, 1000, 2000, 3000], "limit": 2000, "unit": "€", **NAMED}
    payers = [
        {"payer": payer, "label": label, "amount": amount}
        for payer, label, amount in (
            ("uwv", "UWV", 2100),
            ("company", "Bedrijf", 2250),
            ("oom", "OOM", 3100),
            ("scheme", "Praktijkleren", 1000),
        )
    ]
    stages = [{"label": label, "count": n} for label, n in (("Aangemeld", 214), ("Gesprek", 92), ("Geschikt", 38))]
    days = [{"label": "Aanmelding tot gesprek", "low": 5, "mid": 12, "high": 21}]
    types = [{"label": "type 1", "count": 2}, {"label": "type 2", "count": 10}, {"label": "type 3", "count": 3}]
    stack = charts.stack(payers, key="s", limit=2000, **NAMED)

    def chart(made):
        return {"chart": made}

    return [
        Part(
            "_figure.html",
            {
                "vol": {
                    "title": "Bijdrage van bedrijven",
                    "big": "€ 1.960,67",
                    "small": "gemiddeld",
                    "kind": "ok",
                    "word": "Onder de grens",
                    "url": "#",
                    "link": "Plannen",
                    "note": "Nog € 39,33 te gaan.",
                    "card": True,
                    "body": body("De tekening."),
                },
                "leeg": {"title": LONG, "big": "–"},
            },
        ),
        Part("_seats.html", {"twee bezet": {"seats": charts.seats(seats)}, "leeg": {"seats": charts.seats({})}}),
        Part(
            "charts/_ruler.svg",
            {
                "onder de grens": chart(charts.ruler(1960.67, key="r1", **euros)),
                "erboven": chart(charts.ruler(2115, key="r2", show=True, **euros)),
                "was en wordt": chart(charts.ruler(1960, key="r3", was=1800, **euros)),
                "met een goed gebied": chart(
                    charts.ruler(15, key="r4", maximum=20, step=1, labels=[0, 10, 20], zone=(10, 15), **NAMED)
                ),
            },
        ),
        Part("charts/_funnel.svg", {"vol": chart(charts.funnel(stages, key="f", **NAMED))}),
        Part("charts/_stack.svg", {"met grens": chart(stack)}),
        Part("charts/_legend.html", {"bedragen": chart(stack), "aandelen": {**chart(stack), "share": True}}),
        Part("charts/_spans.svg", {"vol": chart(charts.spans(days, key="d", maximum=60, **NAMED))}),
        Part("charts/_mix.svg", {"vol": chart(charts.mix(types, key="m", **NAMED))}),
        Part(
            "charts/_tilemap.svg",
            {"vol": chart(charts.tilemap({"noord": 13, "oost": 18, "zuid-oost": None}, key="t", **NAMED))},
        ),
        Part(
            "charts/_mini_seats.svg",
            {
                "vijftien": chart(charts.mini_seats(15, key="c", **NAMED)),
                "leeg": chart(charts.mini_seats(0, key="c0", **NAMED)),
            },
        ),
        Part("charts/_bar.svg", {"4 van 9": chart(charts.bar(4, 9, key="b", **NAMED))}),
        Part("charts/_dots.svg", {"vier": {"dots": charts.dots(4), "value": 4}}),
        Part("sheets/_part.html", {"vol": {"number": 1, "title": "Wat is het?", "body": body()}}),
    ]


def parts():
    """Every part of the look in its states, in the order of the page: title of the group and its parts."""
    return [
        ("Kop, volgende stap en knoppen", acts()),
        ("Woorden en standen", words()),
        ("Tabellen en lijsten", _tables()),
        ("Formulieren en scoren", _forms()),
        ("Cijfers en tekeningen", _pictures()),
    ]
