"""A misspelt name in a template of ours fails the tests; templates of libraries are their own business."""

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.template import TemplateSyntaxError, VariableDoesNotExist, engines

from tests.conftest import Strict

CONTEXT = {"pilot": {"title": "Verspanen"}, "amount": 3, "spare": "–", "empty": "", "nothing": None}

#: What is planted, and the name that the failure speaks of.
PLANTED = {
    "{{ pilott }}": "pilott",
    "{{ pilott.title }}": "pilott.title",
    "{{ pilot.titel }}": "pilot.titel",
    "{{ pilott|default:'–' }}": "pilott",
    "{{ amount|add:spair }}": "spair",
    "{{ pilot.titel|length }}": "pilot.titel",
    "{% include '_mark.svg' with size=amountt only %}": "amountt",
    "{% include '_empty.html' with titel='Niets' text='Nog niets' only %}": "title",
    "{% include partt %}": "partt",
    "{% with name=pilot.naam %}{{ name }}{% endwith %}": "pilot.naam",
    "{% load i18n %}{% blocktranslate with name=pilot.naam %}Of {{ name }}{% endblocktranslate %}": "pilot.naam",
    "{% for row in pilot.title %}{{ rowe }}{% endfor %}": "rowe",
}
#: The same with every name right.
RIGHT = [
    "{{ pilot }}{{ pilot.title }}{{ pilot.title|default:'–' }}{{ amount|add:amount }}{{ pilot.title|length }}",
    "{{ empty }}{{ nothing }}{{ nothing|default:spare }}{{ empty|default:spare }}",
    "{% include '_mark.svg' with size=amount only %}",
    "{% load look %}{% part '_empty.html' title='Niets' text='Nog niets' %}{% endpart %}",
    "{% with name=pilot.title %}{{ name }}{% endwith %}",
    # Asking whether something is there is no slip of the pen.
    "{% if pilott %}{{ pilott }}{% endif %}",
]


def rendered(text):
    return engines["django"].from_string(text).render(dict(CONTEXT))


@pytest.mark.parametrize(("text", "name"), PLANTED.items())
def test_a_misspelt_name_is_caught(text, name):
    with pytest.raises((AssertionError, VariableDoesNotExist, TemplateSyntaxError)) as caught:
        rendered(text)
    assert name in str(caught.value)


@pytest.mark.parametrize("text", RIGHT)
def test_right_names_pass(text):
    assert rendered(text) is not None


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder of templates that is looked in first."""
    cached = engines["django"].engine.template_loaders[0]
    monkeypatch.setattr(getattr(cached, "loaders", [cached])[0], "dirs", [tmp_path])
    yield tmp_path
    cached.reset()


def test_the_failure_names_the_file(folder):
    """Planted in a part, inside a block of a page that extends another."""
    (folder / "frame.html").write_text("<p>{% block content %}{% endblock %}</p>")
    block = "{% extends 'frame.html' %}{% block content %}{% include 'part.html' %}{% endblock %}"
    (folder / "page.html").write_text(block)
    (folder / "part.html").write_text("<b>{{ pilot.titel }}</b>")
    with pytest.raises(AssertionError, match=r"“pilot\.titel” in .*part\.html"):
        engines["django"].get_template("page.html").render(dict(CONTEXT))


def test_a_right_page_of_files_passes(folder):
    (folder / "frame.html").write_text("<p>{% block content %}{% endblock %}</p>")
    block = "{% extends 'frame.html' %}{% block content %}{{ pilot.title }}{% endblock %}"
    (folder / "page.html").write_text(block)
    assert "Verspanen" in engines["django"].get_template("page.html").render(dict(CONTEXT))


class Posting:
    """Has no counter-posting, as Django says it of a relation without a row."""

    @property
    def countered_by(self):
        raise ObjectDoesNotExist


@pytest.mark.parametrize(
    "text",
    [
        "{% if posting.countered_by %}x{% endif %}",
        "{{ posting.countered_by }}",
        "{{ posting.countered_by|default:'' }}",
    ],
)
def test_a_relation_without_a_row_is_empty_and_untrue(text):
    assert engines["django"].from_string(text).render({"posting": Posting()}) == ""


def test_templates_of_libraries_may_leave_names_open():
    """Django and allauth count on an unknown name being empty."""

    class Theirs:
        origin = "/usr/lib/python3/site-packages/allauth/templates/a.html"

    assert Strict() % Theirs() == ""


def test_engines_that_are_made_anew_know_nothing_of_it(settings):
    settings.DEBUG = not settings.DEBUG
    assert not isinstance(engines["django"].engine.string_if_invalid, Strict)


def test_the_test_after_that_is_strict_again():
    assert isinstance(engines["django"].engine.string_if_invalid, Strict)
