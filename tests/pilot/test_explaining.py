"""Words of the trade: one meaning each, where they stand first on a page, to press and never in the way."""

import html
import re

import pytest
from django.urls import reverse
from django.utils import translation

from pilot.explaining import TERMS
from pilot.wordmarks import IN_A_LIST, IN_A_ROW, marked
from tests import factories as make


@pytest.fixture(autouse=True)
def dutch():
    with translation.override("nl"):
        yield


def told(page):
    return re.findall(r'id="uitleg-([a-z-]+)"', page)


def test_a_word_opens_its_meaning_without_a_script():
    page = marked("<p>Kies één knelpuntberoep.</p>")
    assert page.startswith('<p>Kies één <button type="button" class="term" popovertarget="uitleg-knelpuntberoep">')
    assert 'id="uitleg-knelpuntberoep" popover' in page
    assert "style=" not in page


def test_each_word_is_explained_once_on_a_page_at_its_first_place():
    page = marked("<h2>EVC</h2><p>EVC of bbl</p><p>bbl of evc</p>")
    assert told(page) == ["evc", "bbl"]
    assert page.index("uitleg-evc") < page.index("</h2>")


def test_a_word_within_a_word_and_a_page_without_words_are_left_alone():
    assert told(marked("<p>Matchen is nog geen match; een evc-traject is iets anders.</p>")) == ["match"]
    page = "<p>Niets te melden &amp; niets te doen.</p>"
    assert marked(page) is page


def test_a_word_with_a_sign_is_known_as_it_stands_in_the_page():
    assert told(marked("<p>Het O&amp;O-fonds betaalt.</p>")) == ["fonds"]


@pytest.mark.parametrize(
    "page",
    [
        '<a href="/x/">EVC</a>',
        "<button>EVC</button>",
        "<svg><title>EVC</title></svg>",
        "<table><thead><tr><th>EVC</th></tr></thead></table>",
        "<details><summary>EVC</summary></details>",
        "<textarea>EVC</textarea>",
        '<input placeholder="EVC" title="bbl">',
        "<h1>EVC</h1>",
    ],
)
def test_nothing_to_press_stands_where_something_else_is_pressed(page):
    assert marked(page) == page


def test_a_word_that_is_a_link_first_is_explained_at_the_next_place():
    assert told(marked('<a href="/">EVC</a> <p>EVC</p>')) == ["evc"]


def test_behind_a_label_stands_a_question_and_nothing_inside_it():
    page = marked('<div><label class="form-label" for="a">Leerroute: bbl</label><input id="a"></div>')
    assert "popover" not in re.search(r"<label.*?</label>", page)[0]
    assert '</label><p class="form-text"><button' in page
    assert "Wat is: bbl?" in page


def test_a_row_of_choices_has_its_questions_behind_the_last():
    page = marked(
        '<fieldset><legend>Route</legend><div><label for="a">bbl</label></div><div><label for="b">EVC</label></div>'
        "</fieldset><p>Verder</p>"
    )
    assert page.rindex("</div>") < page.index("uitleg-bbl") < page.index("uitleg-evc") < page.index("</fieldset>")


def test_a_choice_that_one_makes_by_its_meaning_is_explained_behind_the_list():
    page = marked("<select><option>Leerwerktraject (bbl)</option></select>")
    assert page.startswith("<select><option>Leerwerktraject (bbl)</option></select><p")


@pytest.mark.parametrize(
    "choices",
    [
        "<select><option>UWV</option><option>STOOF</option><option>Detachering</option></select>",
        "<fieldset><legend>Door wie</legend><label>UWV</label><label>Aanbieder</label><label>STOOF</label></fieldset>",
    ],
)
def test_choices_that_just_name_somebody_are_left_alone_and_explained_where_they_are_read(choices):
    assert marked(choices) == choices
    assert told(marked(f"{choices}<p>UWV</p>")) == ["uwv"]


def test_the_words_that_are_explained_in_a_choice_are_words():
    assert IN_A_LIST < IN_A_ROW < set(TERMS)


def test_the_field_of_a_choice_keeps_its_own_question():
    page = marked('<label class="form-label">UWV</label><select><option>STOOF</option></select>')
    assert told(page) == ["uwv"]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["candidates:candidate_new", "companies:new"])
def test_forms_that_ask_where_somebody_came_from_explain_no_names(person, name):
    pilot = make.running_pilot()
    page = person(make.owner(pilot)).get(reverse(name, args=[pilot.slug])).content.decode()
    assert "UWV" in page
    assert not {"uwv", "stoof", "aanbieder"} & set(told(page))


def test_what_was_typed_stays_harmless():
    page = marked("<p>&lt;b&gt;EVC&lt;/b&gt;</p>")
    assert "&lt;b&gt;<button" in page


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_word_has_one_meaning_in_both_languages(language):
    with translation.override(language):
        forms = [form.casefold() for term in TERMS.values() for form in term.words]
        assert len(forms) == len(set(forms))
        for term in TERMS.values():
            assert told(marked(f"<p>{html.escape(term.name)}</p>")) == [term.slug]
            assert 30 < len(str(term.meaning)) < 240
    if language == "nl":
        english = [term.slug for term in TERMS.values() if re.search(r"\b(the|of a|and)\b", str(term.meaning))]
        assert english == []


@pytest.mark.django_db
def test_the_list_of_words_holds_them_all(person):
    page = html.unescape(person(make.management(make.AO)).get(reverse("words")).content.decode())
    for term in TERMS.values():
        assert str(term.meaning) in page


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["pilot", "policy_edit", "candidates:kit", "training:programme_new"])
def test_pages_explain_where_a_word_stands_first(person, name):
    pilot = make.running_pilot()
    if name == "policy_edit":
        make.full_policy(pilot, number=2)
    page = person(make.owner(pilot)).get(reverse(name, args=[pilot.slug])).content.decode()
    assert told(page)
    assert len(told(page)) == len(set(told(page)))


def test_breadcrumbs_and_the_fields_above_a_list_are_to_go_on_not_to_read():
    page = marked(
        '<nav class="crumbs"><a href="/">Pilots</a> / <span>Aanbieder</span></nav>'
        '<form class="filters"><label>Aanbieder</label><select><option>UWV</option></select></form>'
        "<p>De aanbieder vraagt UWV.</p>"
    )
    assert told(page) == ["aanbieder", "uwv"]
    assert page.index("uitleg-aanbieder") > page.index("</form>")
