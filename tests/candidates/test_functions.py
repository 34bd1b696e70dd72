"""Looking a former function up: by words, by nearly so, and unknown where it is not listed."""

import pytest
from django.urls import reverse

from candidates import competences, functions, results
from candidates.models import Candidate
from pilot import facts
from pilot.models import AuditEvent, RelatedFunction
from pilot.workflow import NotNow
from tests import factories as f

pytestmark = pytest.mark.django_db


@pytest.fixture
def pilot():
    return f.running_pilot()


@pytest.fixture
def listed(pilot):
    return RelatedFunction.objects.filter(occupation=pilot.policy_in_force.occupation).order_by("-overlap_pct").first()


def test_every_one_of_the_134_functions_is_found_by_its_own_words(pilot):
    occupation = pilot.policy_in_force.occupation
    rows = list(RelatedFunction.objects.all())
    assert len(rows) == 134
    for row in rows[::9]:
        assert row.function_name in [hit.name for hit in functions.search(row.function_name, occupation).functions]


@pytest.mark.advice("8.3.2-07", carries="candidates.functions.search")
def test_those_of_the_occupation_come_first_the_largest_overlap_before_the_rest(pilot):
    occupation = pilot.policy_in_force.occupation
    found = functions.search("monteur", occupation).functions
    own = [listed.own is not None for listed in found]
    assert own == sorted(own, reverse=True)
    assert True in own
    assert all(row.occupation_id != occupation.pk for listed in found for row in listed.others)
    percentages = [listed.own.overlap_pct for listed in found if listed.own]
    assert percentages == sorted(percentages, reverse=True)
    assert len({listed.name for listed in found}) == len(found)


def test_a_typing_error_finds_what_is_spelled_nearly_so(pilot, listed):
    wrong = listed.function_name[:-1] + "q"
    found = functions.search(wrong, pilot.policy_in_force.occupation)
    assert found.nearly
    assert listed.function_name in [one.name for one in found.functions]


def test_what_is_not_listed_is_unknown_and_said_so(pilot, person):
    assert functions.search("astronaut", pilot.policy_in_force.occupation).functions == []
    one = f.CandidateFactory(pilot=pilot, former_function="Astronaut")
    page = person(f.selector(pilot)).get(reverse("candidates:function", args=[one.pk])).content.decode()
    assert "“Astronaut” staat niet in de lijst" in page
    assert "niet nul" in page


def test_the_right_function_is_put_on_record_with_one_button(pilot, listed, person):
    one = f.CandidateFactory(pilot=pilot, former_function="")
    by = f.provider(pilot)
    url = reverse("candidates:function", args=[one.pk])
    page = person(by).get(url + f"?q={listed.function_name}")
    assert listed.function_name in page.content.decode()
    assert person(by).post(url, {"name": listed.function_name}).status_code == 302
    assert Candidate.objects.get(pk=one.pk).former_function == listed.function_name
    event = AuditEvent.objects.get(action="edit", subject_id=one.pk)
    assert (event.actor, event.fields) == (by, ["former_function"])


def test_a_name_that_is_not_listed_is_not_taken_over(pilot):
    one = f.CandidateFactory(pilot=pilot, former_function="Kok")
    with pytest.raises(NotNow, match="staat niet in de lijst"):
        functions.take_over(one, "Astronaut", by=f.provider(pilot))
    assert Candidate.objects.get(pk=one.pk).former_function == "Kok"


@pytest.mark.advice("6.5-04", carries="candidates.competences.overlap_explained")
def test_an_overlap_is_told_with_its_numbers_since_the_percentage_depends_on_how_many_there_are(listed):
    known = facts.overlap(listed.occupation, listed.function_name)
    told = competences.overlap_explained(known)
    assert f"{known.matching} van de {known.total}" in told
    assert "meer kans" in told
    assert "hangt af" in told
    assert "sluit niemand uit" in told
    assert "onbekend" in competences.overlap_explained(None)


def test_no_overlap_however_low_or_unknown_keeps_anybody_from_qualifying(pilot):
    for function in ("Astronaut", ""):
        person = f.CandidateFactory(pilot=pilot, state="invited", former_function=function)
        interview = f.held_interview(person, value=4)
        proposal = results.propose(interview)
        assert proposal.overlap is None
        assert proposal.qualified
