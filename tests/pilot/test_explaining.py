"""Words of the trade: one meaning each, where they stand first on a page, to press and never in the way."""

import html
import re

import pytest
from django.template import engines
from django.test import RequestFactory
from django.urls import reverse
from django.utils import translation

from pilot.explaining import TERMS, find
from tests import factories as make


@pytest.fixture(autouse=True)
def dutch():
    with translation.override("nl"):
        yield


def draw(source, **context):
    request = RequestFactory().get("/")
    return engines["django"].from_string("{% load explain look %}" + source).render(context, request)


def test_a_word_opens_its_meaning_without_a_script():
    page = draw('{% explained "Kies één knelpuntberoep." %}')
    assert page.startswith('Kies één <button type="button" class="term" popovertarget="uitleg-knelpuntberoep">')
    assert 'id="uitleg-knelpuntberoep" popover' in page
    assert "style=" not in page


def test_a_word_is_explained_once_on_a_page_the_next_word_after_it():
    source = '{% explained text %}|{% include "_note.html" with kind="info" text=text only %}|{% explained text %}'
    page = draw(source, text="EVC of bbl")
    assert page.count("popovertarget") == 2
    assert page.count('id="uitleg-evc"') == page.count('id="uitleg-bbl"') == 1


def test_a_word_within_a_word_is_left_alone():
    assert [slug for _b, _e, slug in find("Matchen is nog geen match; een evc-traject is iets anders.")] == ["match"]


def test_what_was_typed_stays_harmless():
    page = draw("{% explained text %}", text="<b>EVC</b>")
    assert "<b>EVC" not in page.replace("<b>EVC</b><br>", "")
    assert "&lt;b&gt;" in page


def test_beside_a_label_stands_a_question_and_nothing_inside_it():
    from django import forms

    class Form(forms.Form):
        route = forms.CharField(label="Leerroute: bbl", required=False)

    page = draw("{% fields form %}", form=Form())
    label = re.search(r"<label.*?</label>", page, re.DOTALL)[0]
    assert "popover" not in label
    assert "Wat is: bbl?" in page


def test_a_paper_has_nothing_to_press():
    from django.template.loader import render_to_string

    page = render_to_string("_pairs.html", {"pairs": [{"label": "EVC", "value": "ja"}]})
    assert "popover" not in page


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_word_has_one_meaning_in_both_languages(language):
    with translation.override(language):
        forms = [form.casefold() for term in TERMS.values() for form in term.words]
        assert len(forms) == len(set(forms))
        for term in TERMS.values():
            assert find(term.name)[0][2] == term.slug
            assert 30 < len(str(term.meaning)) < 240
    if language == "nl":
        english = [term.slug for term in TERMS.values() if re.search(r"\b(the|of a|and)\b", str(term.meaning))]
        assert english == []


@pytest.mark.django_db
def test_the_list_of_words_holds_them_all(person):
    page = person(make.management(make.AO)).get(reverse("words")).content.decode()
    for term in TERMS.values():
        assert term.name in html.unescape(page)


@pytest.mark.django_db
def test_pages_explain_where_a_word_stands_first(person):
    pilot = make.running_pilot()
    match = make.placed_match(pilot)
    browser = person(make.owner(pilot))
    for path in (pilot.get_absolute_url(), match.get_absolute_url()):
        page = browser.get(path).content.decode()
        ids = re.findall(r'id="(uitleg-[a-z-]+)"', page)
        assert ids, path
        assert len(ids) == len(set(ids))
