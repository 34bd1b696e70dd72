"""Heads, steps, buttons and words in their states. All of it is made up."""

from django.utils.safestring import mark_safe

from pilot.views.styleguide_parts import LONG, NOW, TODAY, WHY, Part, Placed, body


class Message(str):
    """A message as Django hands it over."""

    level_tag = "success"


def _message(text, level):
    message = Message(text)
    message.level_tag = level
    return message


def acts():
    crumbs = [{"label": "Pilots", "url": "#"}, {"label": "Verspanen in Oost", "url": ""}]
    facts = [{"label": "Fondsen", "value": "A+O Metalektro en OOM"}, {"label": "Aanbieder", "value": "Vakstroom"}]
    button = mark_safe('<a class="btn btn-secondary" href="#">Projectsheet</a>')
    return [
        Part(
            "_head.html",
            {
                "vol": {
                    "title": "Verspanen in Oost",
                    "lead": "Zij-instromers worden CNC-verspaner.",
                    "crumbs": crumbs,
                    "facts": facts,
                    "state": Placed(state="placed"),
                    "body": button,
                },
                "alleen een titel": {"title": "Mijn werk"},
                "lange woorden": {"title": LONG, "lead": LONG, "crumbs": [{"label": LONG, "url": "#"}]},
            },
        ),
        Part(
            "_next.html",
            {
                "vol": {
                    "sentence": "Geef toestemming voor 3 plaatsingen",
                    "who": "u",
                    "due": TODAY,
                    "more": "De selecteur adviseert positief.",
                    "url": "#",
                    "label": "Bekijken",
                },
                "kan nog niet": {"sentence": "Start de klas", "label": "Klas starten", "why": WHY, "one": True},
                "zonder knop": {"sentence": "OOM tekent versie 2", "who": "OOM"},
                "lange woorden": {"sentence": LONG, "more": LONG, "url": "#", "label": "Openen"},
            },
        ),
        Part(
            "_action.html",
            {
                "gewoon": {"url": "#", "label": "Bewaren"},
                "hoofdknop": {"url": "#", "label": "Plaatsen", "style": "primary", "icon": "check"},
                "gevaarlijk": {"url": "#", "label": "Klas afbreken", "style": "danger", "small": True},
                "kan nog niet": {"url": "#", "label": "Starten", "why": [WHY, "Bij 2 deelnemers ontbreekt een plan."]},
            },
        ),
        Part(
            "_confirm.html",
            {
                "vol": {
                    "question": "Plan goedkeuren?",
                    "sentence": "Daarna staan de bedragen vast.",
                    "pairs": facts,
                    "label": "Goedkeuren",
                    "back": "#",
                    "icon": "check",
                },
                "gevaarlijk": {"question": "Klas afbreken?", "label": "Afbreken", "back": "#", "danger": True},
            },
        ),
        Part(
            "_messages.html",
            {
                "gelukt": {"messages": [_message("Bewaard.", "success")]},
                "let op": {"messages": [_message("De pilot loopt al.", "warning")]},
                "fout": {"messages": [_message("Dit kan niet meer.", "error"), _message(LONG, "error")]},
            },
        ),
        Part("_mark.svg", {"het merk": {}}),
        Part("_styles.html", {"de stijlbladen (onzichtbaar)": {}}),
        Part(
            "_nav.html",
            {
                "met een plek waar men is": {
                    "navigation": [
                        {
                            "title": None,
                            "items": [
                                {"label": "Mijn werk", "url": "#", "icon": "inbox", "count": 8, "current": True},
                                {"label": LONG, "url": "#", "icon": "flag", "count": None, "current": False},
                            ],
                        }
                    ]
                },
                "leeg": {"navigation": []},
            },
        ),
        Part("_leave.html", {"ingelogd": {"signed_in": True}, "uitgelogd": {"signed_in": False}}),
    ]


def words():
    return [
        Part(
            "_phases.html",
            {
                "fasen die overlappen": {
                    "phases": [
                        {"label": "Ontwerp", "note": "gereed op 12 mei", "status": "done"},
                        {"label": "Werven en selecteren", "note": "voor klas 2", "status": "now"},
                        {"label": "Opleiden", "note": "sinds 11 januari", "status": "now"},
                        {"label": "Evalueren", "note": "", "status": "todo"},
                    ],
                    "label": "Fasen van de pilot",
                },
                "nog niets": {"phases": [{"label": "Ontwerp", "note": "", "status": "todo"}]},
            },
        ),
        Part(
            "_checklist.html",
            {
                "alle standen": {
                    "items": [
                        {"label": "Vacature gecontroleerd", "url": "#", "status": "done", "note": "2 plaatsen."},
                        {"label": "Commitment vastgelegd", "url": "#", "status": "busy", "badge": "7 van 9"},
                        {
                            "label": "Leeromgeving beoordeeld",
                            "url": "#",
                            "status": "todo",
                            "who": "de aanbieder",
                            "due": TODAY,
                        },
                        {"label": "Opleiden starten", "url": "", "status": "stop", "why": [WHY]},
                    ]
                },
                "lange woorden": {"items": [{"label": LONG, "url": "", "status": "todo", "note": LONG}]},
                "leeg": {"items": []},
            },
        ),
        Part(
            "_work.html",
            {
                "te laat en vandaag": {
                    "groups": [
                        {
                            "title": "Te laat",
                            "kind": "late",
                            "items": [
                                {
                                    "title": "Scores indienen",
                                    "url": "#",
                                    "context": "Gesprek van 18 november",
                                    "act": "Scoren",
                                    "due": "4 dagen te laat",
                                }
                            ],
                        },
                        {
                            "title": "Vandaag",
                            "kind": "wait",
                            "items": [{"title": LONG, "url": "#", "context": "", "act": "Openen", "due": ""}],
                        },
                    ]
                },
                "leeg": {"groups": [{"title": "Te laat", "kind": "late", "items": []}]},
            },
        ),
        Part(
            "_note.html",
            {
                kind: {"kind": kind, "title": title, "text": text}
                for kind, title, text in (
                    ("ok", "Gereed", "Alle fondsen hebben getekend."),
                    ("wait", "Indienen = verzegeld", "Daarna kunt u niets meer wijzigen."),
                    ("late", "Te laat", LONG),
                    ("info", "", "De bbl begint in september."),
                    ("off", "Afgesloten", ""),
                )
            }
            | {"met inhoud, breed": {"kind": "info", "body": body(), "wide": True}},
        ),
        Part(
            "_blockers.html",
            {
                "één reden": {"blockers": [WHY]},
                "meer redenen": {"blockers": [WHY, LONG], "title": "De klas kan nog niet starten", "wide": True},
                "geen": {"blockers": []},
            },
        ),
        Part(
            "_empty.html",
            {
                "met een begin": {"title": "Nog geen bedrijven", "text": "Begin met één bedrijf.", "body": body("…")},
                "zonder": {"title": "Geen documenten", "text": "Die staan hier zodra ze er zijn."},
            },
        ),
        Part(
            "_person.html",
            {
                "vol": {"name": "Fenna Tuinstra-Kok", "sub": "Vakstroom Detachering", "url": "#"},
                "alleen een naam": {"name": "Jo"},
                "lange woorden": {"name": LONG, "sub": LONG},
            },
        ),
        Part("_pairs.html", {"vol": {"pairs": couples()}, "leeg": {"pairs": []}}),
        Part(
            "_kpis.html",
            {
                "vol": {
                    "items": [
                        {"label": "Geplaatst", "value": "47", "note": "van 58 gepland"},
                        {"label": "Uitval in de selectie", "value": "91 %", "note": ""},
                        {"label": LONG, "value": "€ 1.234.567", "note": LONG},
                    ]
                },
                "leeg": {"items": []},
            },
        ),
        Part(
            "_timeline.html",
            {
                "vol": {
                    "entries": [
                        {
                            "when": NOW,
                            "by": "P. van Eikenrode",
                            "label": "Besluit.",
                            "text": "Tweede voorlichting.\nReden: de lijst is vol.",
                            "kind": "info",
                            "url": "",
                            "notes": [{"text": "Match", "url": "#"}, {"text": "Opleiden", "url": ""}],
                        },
                        {"when": "19 nov", "by": "", "label": "", "text": LONG, "kind": "late", "url": "#"},
                    ]
                },
                "leeg": {"entries": []},
            },
        ),
        Part(
            "_more.html",
            {
                "dicht": {"summary": "Tabel", "body": body()},
                "open": {"summary": "Tabel", "body": body(), "open": True},
            },
        ),
        Part(
            "_stale.html",
            {
                "met wie en wanneer": {
                    "rows": [{"label": "Uren", "yours": "4", "theirs": "6"}],
                    "by": "M. Hogewold",
                    "at": NOW,
                },
                "zonder": {"rows": [{"label": LONG, "yours": LONG, "theirs": ""}]},
            },
        ),
    ]


def couples():
    return [{"label": "Vacature", "value": "Verspaner"}, {"label": LONG, "value": LONG}]
