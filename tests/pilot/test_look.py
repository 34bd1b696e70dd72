"""The look: every part once, drawn as the mock-ups drew it, without inline style or script."""

import datetime
import re
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest
from django import forms
from django.apps import apps
from django.conf import settings
from django.template import engines
from django.template.loader import get_template
from django.test import RequestFactory
from django.utils import timezone, translation

from pilot import charts, formats
from pilot.painting import painted
from pilot.templatetags.look import ICONS, error_links
from pilot.templatetags.look_states import KINDS, STATES, kind_of
from pilot.views.styleguide import SampleForm, StarForm, of_a_page, styleguide
from pilot.views.styleguide_states import parts

ROOT = Path(settings.BASE_DIR)
TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*") if path.suffix in {".html", ".svg"})
NAMED = {"key": "k", "title": "Average", "desc": "What the picture tells"}


@pytest.fixture(autouse=True)
def dutch():
    with translation.override("nl"):
        yield


def draw(source, **context):
    """What a page with these lines shows."""
    request = RequestFactory().get("/")
    return engines["django"].from_string("{% load i18n look %}" + source).render(context, request)


# ---- money, numbers, dates ----


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Decimal("1234.56"), "€ 1.234,56"),
        (1960.67, "€ 1.960,67"),
        (0, "€ 0,00"),
        (Decimal("-3100"), "−€ 3.100,00"),
        (Decimal("0.005"), "€ 0,01"),
        (1234567, "€ 1.234.567,00"),
        (None, "–"),
    ],
)
def test_money_is_written_the_dutch_way_and_never_breaks_over_a_line(value, written):
    assert formats.money(value) == written.replace(" ", "\N{NO-BREAK SPACE}")


def test_figures_follow_the_language():
    assert (formats.euros(2000), formats.decimal(4.04), formats.whole(1234.5)) == ("€\xa02.000", "4,04", "1.235")
    assert (formats.percent(92), formats.percent(5.17, 1)) == ("92\xa0%", "5,2\xa0%")
    assert [formats.figure(value) for value in (Decimal("4.00"), 4.5, 100, 4.255, None)] == [
        "4",
        "4,5",
        "100",
        "4,26",
        "–",
    ]
    with translation.override("en"):
        assert formats.money(1234.56) == "€\xa01,234.56"


def test_dates_and_times_are_written_out():
    moment = datetime.datetime(2026, 12, 31, 12, 30, tzinfo=datetime.UTC)
    assert formats.day(moment.date()) == "31 december 2026"
    assert formats.weekday(datetime.date(2026, 11, 26)) == "donderdag 26 november"
    assert formats.brief_day(datetime.date(2026, 11, 25)) == "wo 25 nov"
    assert formats.clock(moment) == "13.30\xa0uur"  # shown in the time of the Netherlands
    assert formats.moment(moment) == "31 december 2026, 13.30\xa0uur"
    assert formats.day(None) == formats.clock(None) == "–"


def test_what_is_due_says_how_late_it_is():
    today = timezone.localdate()
    days = {0: "Vandaag", 1: "1 dag te laat", 4: "4 dagen te laat", -1: "Morgen"}
    assert {n: formats.due(today - datetime.timedelta(days=n)) for n in days} == days
    assert formats.due(today + datetime.timedelta(days=400)).endswith(str((today + datetime.timedelta(days=400)).year))
    assert formats.is_late(today - datetime.timedelta(days=1))
    assert not formats.is_late(today)
    assert not formats.is_late(None)


def test_a_log_names_today_and_leaves_this_year_out():
    now = timezone.now()
    assert formats.when(now).startswith("Vandaag, ")
    assert formats.when(datetime.date(2019, 3, 1)) == "1 maart 2019"
    assert formats.when("19 november") == "19 november"


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Paul van Eikenrode", "PE"), ("Fenna Tuinstra-Kok", "FT"), ("H. Tolbrug", "HT"), ("Vakstroom", "V"), ("", "")],
)
def test_initials_leave_particles_out(name, letters):
    assert formats.initials(name) == letters


# ---- charts ----


def test_a_ruler_stands_where_the_reference_drew_it():
    chart = charts.ruler(1960.67, maximum=3000, step=250, labels=[0, 1000, 2000, 3000], limit=2000, unit="€", **NAMED)
    assert chart["bar"] == {"x": "0", "width": "65.36%", "over": False}
    assert chart["mark"]["x"] == "65.36%"
    assert chart["limit"] == "66.67%"
    assert [tick["x"] for tick in chart["ticks"]][:5] == ["0%", "8.33%", "16.67%", "25%", "33.33%"]
    assert len(chart["ticks"]) == 13
    assert [tick["y2"] for tick in chart["ticks"]].count("47") == 4
    assert [text["text"] for text in chart["texts"]] == ["€\xa00", "1.000", "2.000", "3.000"]
    assert [text["anchor"] for text in chart["texts"]] == ["", "mid", "mid", "end"]


def test_a_ruler_turns_red_above_its_limit_only():
    def over(value):
        return charts.ruler(value, maximum=3000, step=500, labels=[0, 3000], limit=2000, **NAMED)["bar"]["over"]

    assert (over(2000), over(Decimal("2000.01")), over(2115)) == (False, True, True)


def test_a_ruler_that_does_not_begin_at_zero_has_pointers_only():
    scale = {"minimum": 1800, "maximum": 2200, "step": 50, "labels": [1800, 2000, 2200], "limit": 2000, "unit": "€"}
    assert charts.ruler(1960.67, **scale, **NAMED)["bar"] is None
    change = charts.ruler(1960.67, was=1940, **scale, **NAMED)
    assert (change["was"], change["mark"]["x"], change["limit"]) == ("35%", "40.17%", "50%")
    assert change["bar"] == {"x": "35%", "width": "5.17%", "over": False}


def test_a_ruler_keeps_its_values_inside_the_drawing():
    beyond = charts.ruler(4000, maximum=3000, step=500, labels=[0, 3000], show=True, **NAMED)
    assert beyond["bar"]["width"] == beyond["mark"]["x"] == "100%"
    assert beyond["mark"]["anchor"] == "end"
    empty = charts.ruler(None, maximum=20, step=1, labels=[0, 20], zone=(10, 15), **NAMED)
    assert (empty["bar"], empty["mark"], empty["zone"]) == (None, None, {"x": "50%", "width": "25%"})


def test_a_funnel_counts_what_fell_out():
    chart = charts.funnel(
        [{"label": "Registered", "count": 214}, {"label": "Informed", "count": 168}, {"label": "Placed", "count": 18}],
        **NAMED,
    )
    assert [row["width"] for row in chart["rows"]] == ["100%", "78.5%", "8.41%"]
    assert [row["out"] for row in chart["rows"]] == ["", "46 afgevallen", "150 afgevallen"]
    assert charts.funnel([], **NAMED)["rows"] == []
    assert charts.funnel([{"label": "Registered", "count": 0}], **NAMED)["rows"][0]["width"] == "0%"


def test_payers_stand_in_their_fixed_order_and_fill_the_bar():
    chart = charts.stack(
        [
            {"payer": "uwv", "label": "UWV", "amount": 2100},
            {"payer": "scheme", "label": "Praktijkleren", "amount": 1000},
            {"payer": "oom", "label": "OOM", "amount": Decimal("3450")},
            {"payer": "ao", "label": "A+O", "amount": 0},
            {"payer": "company", "label": "Bedrijf", "amount": 1900},
        ],
        limit=2000,
        **NAMED,
    )
    assert [part["payer"] for part in chart["parts"]] == ["company", "oom", "uwv", "scheme"]
    assert [part["x"] for part in chart["parts"]] == ["0%", "22.49%", "63.31%", "88.17%"]
    assert sum(Decimal(part["width"][:-1]) for part in chart["parts"]) == 100
    assert [part["inside"] for part in chart["parts"]] == [True, True, True, False]
    assert (chart["mark"]["x"], chart["mark"]["text"], chart["total"]) == ("23.67%", "€\xa02.000", "€\xa08.450,00")
    assert charts.stack([], **NAMED)["parts"] == []


def test_the_ideal_zone_of_a_class_stays_one_ground_when_seats_wrap():
    seats = charts.seats({1: {"name": "Dorenkamp", "sub": "Lindeboom"}})
    zones = {seat["number"]: seat["classes"] for seat in seats if seat["classes"]}
    assert zones["10"] == "zone z-l z-r"
    assert (zones["11"], zones["12"], zones["15"]) == ("zone z-l", "zone", "zone z-r")
    assert (len(seats), len(zones), seats[0]["taken"], seats[1]["taken"]) == (20, 6, True, False)


def test_small_seats_and_tiles_show_how_many():
    mini = charts.mini_seats(12, **NAMED)
    assert sum(chair["on"] for chair in mini["chairs"]) == 12
    assert (mini["width"], mini["height"]) == ("254", "48")
    assert mini["chairs"][11]["d"].startswith("M28 28h16a2 2 0 0 1 2 2v2H26V30")
    tiles = {tile["name"]: tile for tile in charts.tilemap({"noord": 13, "oost": 18, "zuid-west": 9}, **NAMED)["tiles"]}
    assert [tiles[name]["ground"] for name in ("Oost", "Noord", "Zuid-West", "Midden-West")] == [
        "tile-3",
        "tile-2",
        "tile-1",
        "tile-0",
    ]
    assert (tiles["Oost"]["text"], tiles["Noord-West"]["text"], len(tiles)) == ("18", "–", 6)


CHARTS = {
    "_ruler": lambda: charts.ruler(1960.67, maximum=3000, step=250, labels=[0, 3000], limit=2000, show=True, **NAMED),
    "_funnel": lambda: charts.funnel([{"label": "Registered", "count": 1214}], **NAMED),
    "_stack": lambda: charts.stack([{"payer": "oom", "label": "OOM", "amount": 1234}], limit=200, **NAMED),
    "_spans": lambda: charts.spans([{"label": "Days", "low": 5, "mid": 12, "high": 21}], maximum=60, **NAMED),
    "_mix": lambda: charts.mix([{"label": "type 1", "count": 2}, {"label": "type 2", "count": 10}], **NAMED),
    "_tilemap": lambda: charts.tilemap({"oost": 1018}, **NAMED),
    "_mini_seats": lambda: charts.mini_seats(15, **NAMED),
    "_bar": lambda: charts.bar(4, 9, **NAMED),
}


@pytest.mark.parametrize("name", CHARTS)
@pytest.mark.parametrize("separated", [True, False])
def test_a_chart_is_named_and_its_lengths_are_never_localised(name, separated, settings):
    settings.USE_THOUSAND_SEPARATOR = separated
    html = draw(f'{{% include "charts/{name}.svg" with chart=chart only %}}', chart=CHARTS[name]())
    assert 'role="img" aria-labelledby="k-t k-d"' in html
    assert '<title id="k-t">Average</title><desc id="k-d">What the picture tells</desc>' in html
    for length in re.findall(r'\b(?:x|x1|x2|y|y1|y2|width|height|dx)="([^"]*)"', html):
        assert re.fullmatch(r"-?\d+(\.\d+)?%?", length), length
    assert ("viewBox" in html) == (name in {"_tilemap", "_mini_seats"})


def test_a_score_shows_blocks_and_figure():
    html = draw("{% score 4 %}")
    assert (html.count("g-bar"), html.count("g-rest")) == (4, 1)
    assert "<b>4</b>" in html
    assert "<b>–</b>" in draw("{% score None %}")


def test_a_chart_takes_its_colours_along_into_a_pdf():
    html = painted(draw('{% include "charts/_ruler.svg" with chart=chart only %}', chart=CHARTS["_ruler"]()))
    assert html.count("<style>") == 1  # the pointer inside the chart has no rules of its own
    assert ".g-bar{fill:#0b6573}" in html
    assert "var(" not in html


# ---- states ----


def _stateful():
    for model in apps.get_models():
        if model._meta.app_label in {"pilot", "companies", "candidates", "training", "funding"}:
            for field in model._meta.local_fields:
                if field.name == "state" and field.choices:
                    yield pytest.param(model, field, id=model._meta.model_name)


@pytest.mark.parametrize(("model", "field"), list(_stateful()))
def test_every_state_of_every_model_has_its_colour(model, field):
    listed = STATES.get(model._meta.model_name, {})
    assert {str(value) for value, _label in field.flatchoices} <= set(listed)


def test_states_have_the_five_kinds_only():
    assert {kind for states in STATES.values() for kind in states.values()} == set(KINDS)
    assert kind_of("placed", "match") == "ok"
    assert kind_of("unheard of", "match") == "off"


def test_a_badge_says_the_state_in_its_own_word():
    match = SimpleNamespace(
        state="placed", get_state_display=lambda: "Geplaatst", _meta=SimpleNamespace(model_name="match")
    )
    assert draw("{% state match %}", match=match) == '<span class="badge is-ok">Geplaatst</span>'
    assert draw('{% badge "wait" word %}', word="<b>") == '<span class="badge is-wait">&lt;b&gt;</span>'
    sealed = draw('{% badge "" "Verzegeld" icon="lock" %}')
    assert sealed.startswith('<span class="badge plain"><svg class="icon"')


# ---- parts ----


def test_every_icon_that_a_template_asks_for_is_known_and_in_the_manual():
    asked = {}
    for path in TEMPLATES:
        for name in re.findall(r'{% icon "([\w-]+)" %}', path.read_text(encoding="utf-8")):
            asked.setdefault(name, path)
    assert not {name: path for name, path in asked.items() if name not in ICONS}
    manual = (ROOT / "docs/look.md").read_text(encoding="utf-8")
    assert not [name for name in ICONS if not re.search(rf"\b{name}\b", manual)]


def test_an_unknown_icon_is_an_error():
    with pytest.raises(KeyError):
        draw('{% icon "unheard-of" %}')


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_no_template_has_inline_style_or_script(path):
    source = re.sub(r"{%.*?%}", "", path.read_text(encoding="utf-8"), flags=re.S)
    assert not re.search(r"\sstyle\s*=", source)
    assert "<style" not in source
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", source)
    assert not re.search(r"<script(?![^>]*\bsrc=)", source)
    assert "javascript:" not in source


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_every_template_compiles(path):
    get_template(str(path.relative_to(ROOT / "templates")))


def test_every_part_is_in_the_manual():
    manual = (ROOT / "docs/look.md").read_text(encoding="utf-8")
    # Inner pieces of another part, and what only the bases draw.
    inner = {"_cell", "_star_field", "_items_list", "_field", "_state", "_styles", "_nav", "_leave", "_mark"}
    parts = {path.stem for path in (ROOT / "templates").glob("_*")} - inner
    assert not sorted(part for part in parts if f"{part}.html" not in manual)


def test_a_part_shows_what_stands_between_its_tags_and_nothing_of_the_page():
    html = draw(
        '{% part "_note.html" kind="wait" title="Kop" %}<p>{{ word }}</p>{% endpart %}', word="<een>", text="lek"
    )
    assert html == '<div class="note is-wait"><h2>Kop</h2><p>&lt;een&gt;</p></div>\n'


def test_the_next_step_says_who_and_by_when():
    lines = '{% include "_next.html" with sentence="Teken" who="u" due=due url="/x/" label="Nalezen" only %}'
    html = draw(lines, due=datetime.date(2026, 11, 26))
    assert "Voor u, uiterlijk donderdag 26 november." in html
    assert '<a class="btn btn-primary" href="/x/">Nalezen</a>' in html
    assert re.search(r'aria-labelledby="(a\w{8})"', html)[1] == re.search(r'<h2 id="(a\w{8})"', html)[1]


def test_a_refused_button_stays_readable_and_points_at_the_reason():
    html = draw(
        '{% include "_action.html" with url="/x/" label="Starten" why=why only %}', why=["Eerst A.", "Eerst B."]
    )
    assert "<form" not in html
    reason = re.search(r'aria-disabled="true" aria-describedby="(\w+)"', html)[1]
    assert f'<span class="why" id="{reason}">Eerst A.<br>Eerst B.</span>' in html


def test_an_action_posts_with_keys_and_version():
    lines = (
        '{% include "_action.html" with url="/x/" label="Zet" name="seat" value="16" '
        'hidden=hidden object=match about="Dina" only %}'
    )
    html = draw(lines, hidden={"back": "list"}, match=SimpleNamespace(version=1016))
    assert '<form method="post" action="/x/">' in html
    assert 'name="csrfmiddlewaretoken"' in html
    assert 'name="once"' in html
    assert '<input type="hidden" name="version" value="1016">' in html
    assert '<input type="hidden" name="back" value="list">' in html
    assert (
        '<button class="btn btn-secondary" type="submit" name="seat" value="16">'
        'Zet<span class="visually-hidden">: Dina</span>' in html
    )


def test_blockers_are_sentences_and_nothing_when_there_are_none():
    lines = '{% include "_blockers.html" with blockers=blockers only %}'
    assert draw(lines, blockers=[]).strip() == ""
    assert "<p>Teken eerst.</p>" in draw(lines, blockers=["Teken eerst."])
    assert draw(lines, blockers=["Een.", "Twee."]).count("<li>") == 2


def test_a_work_group_without_lines_is_not_drawn():
    line = {"title": "Scores indienen", "url": "/s/", "context": "", "act": "Scoren", "due": "Vandaag"}
    groups = [{"title": "Te laat", "kind": "late", "items": []}, {"title": "Vandaag", "kind": "wait", "items": [line]}]
    html = draw('{% include "_work.html" with groups=groups only %}', groups=groups)
    assert "Te laat" not in html
    assert "1 zaak" in html
    assert 'Scoren<span class="visually-hidden">: Scores indienen</span>' in html


def test_every_cell_of_a_table_knows_its_column():
    html = draw(
        '{% include "_table.html" with caption="K" columns=columns rows=rows foot=foot only %}',
        columns=[{"label": "Naam", "sort": "?o=n", "sorted": "ascending"}, {"label": "Score", "num": True}],
        rows=[
            {"cells": [{"text": "Ilse", "url": "/i/"}, "4,04"], "kind": "late", "id": "r7"},
            {"cells": ["Kok", None]},
        ],
        foot=["Samen", "4"],
    )
    assert '<th scope="col" aria-sort="ascending"><a href="?o=n">' in html
    assert '<tr id="r7" class="is-late"><th scope="row"><a href="/i/">Ilse</a></th>' in html
    assert html.count('<td data-l="Score" class="num">') == 3


def test_bulk_acts_belong_to_the_boxes_of_the_rows():
    bulk = {"url": "/b/", "method": "post", "acts": [{"label": "Uitnodigen", "value": "invite"}]}
    html = draw('{% include "_bulk.html" with bulk=bulk only %}{% pick 7 "Ilse" %}', bulk=bulk)
    assert '<form class="bulk" id="bulk" method="post" action="/b/">' in html
    assert 'name="once"' in html
    assert 'name="pick" value="7" form="bulk" aria-label="Kies Ilse"' in html


# ---- forms ----


def _field(html, name):
    start = html.index(f'id="div_id_{name}"')
    return html[start : html.index('id="div_id_', start + 5) if 'id="div_id_' in html[start + 5 :] else len(html)]


def test_a_field_is_label_hint_error_control_in_that_order():
    html = _field(draw("{% fields form %}", form=SampleForm({"share": "1250 euro"})), "share")
    places = [html.index(mark) for mark in ("<label", "id_share_helptext", "id_share_error", "<input")]
    assert places == sorted(places)
    assert "Fout:</span> Schrijf het bedrag in cijfers" in html
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_share_helptext id_share_error"' in html
    assert 'value="1250 euro"' in html
    assert 'class="form-control w-s"' in html


def test_only_what_may_stay_empty_says_so():
    html = draw("{% fields form %}", form=SampleForm())
    assert html.count("(mag leeg blijven)") == 3
    assert "(mag leeg blijven)" in _field(html, "hours")
    assert "(mag leeg blijven)" not in _field(html, "former")
    assert '<span class="input-group-text">uur per week</span>' in _field(html, "hours")


def test_a_group_of_boxes_is_a_fieldset_with_a_legend():
    html = draw("{% fields form %}", form=SampleForm({"now": "ww"}))
    assert re.search(r'<fieldset class="field" id="div_id_now">\s*<legend>Wat doet', html)
    radios = _field(html, "now")
    assert radios.count('class="form-check-input"') == 2
    assert re.search(r'<input type="radio"[^>]*value="ww"[^>]*checked[^>]*>', radios)
    assert '<label for="id_now_1">Krijgt een WW-uitkering</label>' in radios


def test_the_error_summary_links_to_each_field():
    links = {link["url"]: link["text"] for link in error_links(SampleForm({"share": "x"}))}
    assert links["#id_share"] == "Schrijf het bedrag in cijfers, bijvoorbeeld 1.250,00"
    assert "#id_now_0" in links  # the first box of a group
    html = draw("{% errors form %}", form=SampleForm({"share": "x"}))
    assert 'role="alert" tabindex="-1" autofocus' in html
    assert "dingen kloppen nog niet" in html
    for url in links:
        assert f'id="{url[1:]}"' in draw("{% fields form %}", form=SampleForm({"share": "x"}))
    assert draw("{% errors form %}", form=SampleForm()).strip() == ""


def test_errors_of_a_formset_are_in_the_summary_too():
    class Line(forms.Form):
        amount = forms.IntegerField()

    lines = forms.formset_factory(Line, extra=1)(
        {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-amount": "veel"}
    )
    assert [link["url"] for link in error_links(SampleForm(), lines)] == ["#id_form-0-amount"]


def test_a_layout_of_crispy_is_followed_inside_our_own_form():
    from crispy_forms.helper import FormHelper
    from crispy_forms.layout import Fieldset, Layout

    form = SampleForm()
    form.helper = FormHelper()
    form.helper.layout = Layout(Fieldset("Geld", "share", "hours"), "former")
    html = draw('{% include "_form.html" with form=form label="Bewaren" only %}', form=form)
    assert html.count("<form") == 1
    assert ">Geld</h2>" in html
    assert html.index("id_share") < html.index("id_hours") < html.index("id_former")
    assert html.count('name="once"') == 1


def test_a_form_with_a_file_is_multipart_and_the_button_is_full():
    class Upload(forms.Form):
        file = forms.FileField()

    html = draw('{% include "_form.html" with form=form label="Nakijken" back="/b/" only %}', form=Upload())
    assert 'enctype="multipart/form-data"' in html
    assert '<button class="btn btn-primary" type="submit">Nakijken</button>' in html
    assert html.count("btn-primary") == 1


def test_a_stale_form_shows_both_values():
    form = SampleForm({"share": "4"})
    form.stale = [{"label": "Uren", "yours": "4", "theirs": "6"}]
    html = draw('{% include "_form.html" with form=form label="Bewaren" only %}', form=form)
    assert '<td data-l="Staat nu vast">6</td><td data-l="Typte u"><ins>4</ins></td>' in html


def test_star_notes_have_their_hints():
    star = StarForm()
    html = draw(
        '{% include "_star.html" with situation=f.situation task=f.task action=f.action result=f.result only %}', f=star
    )
    assert html.count("<textarea") == 4
    assert 'aria-describedby="id_task_hint"' in html
    assert 'id="id_task_hint">Wat moest er gebeuren?' in html


def test_anchors_remember_the_choice():
    anchors = [{"value": n, "word": f"w{n}", "text": ""} for n in range(1, 6)]
    lines = '{% include "_anchors.html" with name="score" anchors=anchors legend="L" value=4 only %}'
    html = draw(lines, anchors=anchors)
    assert html.count('type="radio"') == 5
    assert re.search(r'value="4" id="id_score_3" checked', html)
    assert html.count("checked") == 1


# ---- whole pages ----


def _page(template, **context):
    return get_template(template).render(context, RequestFactory().get("/"))


@pytest.mark.parametrize("name", ["400", "403", "404", "413", "500"])
def test_an_error_page_needs_no_context_at_all(name):
    html = get_template(f"{name}.html").render()
    assert '<html lang="nl">' in html
    assert html.count("<h1>") == 1
    assert "Naar de eerste pagina" in html


def test_the_title_says_fout_when_the_form_has_errors():
    page = engines["django"].from_string('{% extends "base_public.html" %}{% block title %}Melden{% endblock %}')
    request = RequestFactory().get("/")

    def title(**context):
        return re.search(r"<title>(.*?)</title>", page.render(context, request))[1]

    assert title() == title(form=SampleForm()) == "Melden – Overstap"
    assert title(form=SampleForm({})) == title(page_errors=True) == "Fout: Melden – Overstap"


def test_a_form_that_comes_back_changed_shows_what_was_typed():
    html = _page("again.html", typed=[("name", "Ilse"), ("note", "")], path="/x/", files=True)
    assert '<input type="hidden" name="name" value="Ilse">' in html
    assert "<dd>Ilse</dd>" in html
    assert 'action="/x/"' in html
    assert 'name="once"' in html


@pytest.fixture
def page_of_parts(settings, monkeypatch):
    settings.DEBUG = True
    seen = {}
    monkeypatch.setattr("pilot.views.styleguide.render", lambda request, template, context: seen.update(context))
    styleguide(RequestFactory().get("/"))
    nav = [{"title": None, "items": [{"label": "Mijn werk", "url": "/", "icon": "inbox", "count": 8, "current": True}]}]
    return _page("styleguide.html", **seen, navigation=nav, who={"name": "Marit Hogewold", "role": "selecteur"})


def test_the_page_of_parts_is_a_sound_page(page_of_parts):
    html = page_of_parts
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids)), [one for one in ids if ids.count(one) > 1]
    for label in re.findall(r'aria-(?:labelledby|describedby)="([^"]+)"', html):
        assert set(label.split()) <= set(ids)
    assert html.count("<h1") == 1
    assert '<li><a href="/" aria-current="page">' in html
    assert 'popovertarget="menu"' in html
    assert "style=" not in html


def test_the_page_of_parts_shows_every_part_of_the_look_exactly_once(page_of_parts):
    shown = re.findall(r'data-part="([^"]+)"', page_of_parts)
    assert len(shown) == len(set(shown))
    folder = ROOT / "templates"
    general = [*folder.glob("_*"), *(folder / "charts").glob("_*"), *(folder / "sheets").glob("_*")]
    assert set(shown) == {str(path.relative_to(folder)) for path in general}


def test_a_part_that_the_page_does_not_show_belongs_to_the_pages_of_one_app():
    apps_of = {name.split("/")[0] for name in of_a_page()}
    assert apps_of <= {"pilot", "companies", "candidates", "training", "funding", "desk", "imports", "reference"}
    for name in of_a_page():
        users = [path for path in TEMPLATES if f'"{name}"' in path.read_text(encoding="utf-8")]
        assert {path.relative_to(ROOT / "templates").parts[0] for path in users} <= {*apps_of, "sheets"}, name


@pytest.mark.parametrize("name", [part.name for _title, group in parts() for part in group])
def test_every_part_has_its_states_and_stands_long_words(name):
    (part,) = [part for _title, group in parts() for part in group if part.name == name]
    assert part.states
    drawn = part.drawn(RequestFactory().get("/"))
    assert len({state["label"] for state in drawn}) == len(drawn)


def test_vendored_files_carry_version_and_licence():
    for folder in (ROOT / "static/vendor").iterdir():
        if folder.is_dir():
            names = {path.name.split(".")[0] for path in folder.iterdir()}
            assert {"VERSION", "LICENSE"} <= names, folder


def test_styles_stay_within_the_budget_and_fetch_nothing_from_outside():
    import gzip

    sheets = ["vendor/bootstrap/bootstrap.min.css", "css/tokens.css", "css/pilot.css"]
    total = sum(len(gzip.compress((ROOT / "static" / name).read_bytes())) for name in sheets)
    assert total <= 40 * 1024
    for name in [*sheets, "css/sheet.css"]:
        text = (ROOT / "static" / name).read_text(encoding="utf-8")
        for url in re.findall(r"url\([\"']?([^\"')]+)", text):
            assert url.startswith("data:") or (ROOT / "static" / name).parent.joinpath(url).resolve().is_file()


def test_a_sheet_is_one_tagged_a4_with_its_own_typeface():
    import io

    from pypdf import PdfReader

    from pilot.documents import pdf

    source = (
        '{% extends "base_sheet.html" %}{% load look %}{% block title %}Projectsheet{% endblock %}'
        "{% block content %}<h1>Kop</h1>"
        '{% part "sheets/_part.html" number=1 title="Wat is het?" %}<p>Een pilot.</p>'
        '<figure class="fig payers">{% include "charts/_stack.svg" with chart=chart only %}'
        '{% include "charts/_legend.html" with chart=chart only %}</figure>{% endpart %}{% endblock %}'
    )
    html = (
        engines["django"]
        .from_string(source)
        .render({"head_mark": "Pilot 2026–2027", "foot": "Dit is een pilot.", "chart": CHARTS["_stack"]()})
    )
    document = PdfReader(io.BytesIO(pdf(html)))
    assert len(document.pages) == 1
    assert round(document.pages[0].mediabox.width) == 595
    assert document.metadata.title == "Projectsheet – Overstap"
    root = document.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "nl"
    text = document.pages[0].extract_text()
    assert "Een pilot." in text
    assert "Pilot 2026–2027" in text
    fonts = document.pages[0]["/Resources"]["/Font"].values()
    assert all("Plex" in font.get_object()["/BaseFont"] for font in fonts)


def test_a_browser_cuts_nothing_off_a_text_over_several_lines():
    """What is pasted beyond the most would be gone without a word; the server refuses it with all of it still there."""

    class Form(forms.Form):
        notes = forms.CharField(max_length=10, widget=forms.Textarea)
        name = forms.CharField(max_length=10)

    page = engines["django"].from_string("{% load look %}{% field form.notes %}{% field form.name %}")
    drawn = page.render({"form": Form()})
    assert "maxlength" not in re.search(r"<textarea[^>]*>", drawn)[0]
    assert 'maxlength="10"' in re.search(r"<input[^>]*>", drawn)[0]
