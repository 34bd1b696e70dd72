"""The access table is no ornament: a planted leak of each kind is reported by it."""

import pytest

from tests.house.access import TABLE
from tests.house.checking import reading, writing

pytestmark = pytest.mark.django_db


def test_a_view_that_forgets_whose_plans_they_are_is_reported(world, monkeypatch):
    from funding.models.plans import PlanQuerySet

    monkeypatch.setattr(PlanQuerySet, "visible_to", lambda self, user: self.all())
    wrong = reading(world, "funding:plan", TABLE["funding:plan"])
    assert "provider other: GET 200, not 404" in wrong
    assert "owner elsewhere: GET 200, not 404" in wrong
    assert "management own: GET 200, not 404" in wrong


def test_a_view_that_drops_its_right_is_reported(world, monkeypatch):
    from funding.views import starting

    monkeypatch.setattr(starting, "require", lambda allowed: None)
    row = TABLE["funding:start"]
    assert "provider own: GET 200, not 403" in reading(world, "funding:start", row)
    wrong = writing(world, "funding:start", row)
    assert any(line.startswith("trainer own: POST 302, not 403") for line in wrong)
    assert any(line.startswith("trainer own: POST 302: what was refused wrote") for line in wrong)


def test_a_page_that_writes_when_it_is_read_is_reported(world, monkeypatch):
    from candidates.models import Candidate
    from pilot import audit

    noted = audit.seen

    def noted_and_counted(subject, *, by):
        noted(subject, by=by)
        Candidate.objects.filter(pk=subject.pk).update(town="gelezen")

    monkeypatch.setattr(audit, "seen", noted_and_counted)
    wrong = reading(world, "candidates:candidate", TABLE["candidates:candidate"])
    assert "owner own: a GET wrote ['candidates_candidate']" in wrong


def test_a_page_without_what_it_is_about_is_reported(world, monkeypatch):
    """An answer of 200 that shows nothing, or somebody else's case, is no success."""
    from candidates.views import people

    monkeypatch.setattr(people, "render", lambda request, template, context: empty_page())
    wrong = reading(world, "candidates:candidate", TABLE["candidates:candidate"])
    assert "owner own: the page lacks “Canarievogel”" in wrong


def empty_page():
    from django.http import HttpResponse

    return HttpResponse("leeg")


def test_a_post_that_changes_nothing_is_reported(world, monkeypatch):
    from companies import recruiting

    monkeypatch.setattr(recruiting, "approach", lambda case, *, by: case)
    wrong = writing(world, "companies:approach", TABLE["companies:approach"])
    assert "owner own: POST 302, but nothing was written" in wrong
