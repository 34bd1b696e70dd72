"""Coming back: recognised, in a new course; what counts again and what does not; shown to who may see it only."""

import html

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from candidates import hearing, laying, merging, profiles, recruiting, results, returning, selection
from candidates.importing import CandidateImport
from candidates.models import Candidate, EarlierCourse, Interview, Result
from candidates.waiting import waiting
from pilot.choices import Role
from pilot.models import AuditEvent
from pilot.phases import in_force
from pilot.workflow import NotNow
from tests.factories import (
    AssignmentFactory,
    AttendanceFactory,
    CandidateFactory,
    EarlierCourseFactory,
    ResultFactory,
    days_ago,
    held_interview,
    office_hours,
    owner,
    planned_interview,
    provider,
    qualified_candidate,
    running_pilot,
    selector,
    specialist,
)

pytestmark = pytest.mark.django_db
TOTAL = "3,60"


def back(person, reason="Wil het toch."):
    """Somebody falls out after all and comes back."""
    by = selector(person.pilot)
    recruiting.drop(person, by=by, reason="other_job")
    return recruiting.come_back(Candidate.objects.get(pk=person.pk), by=by, reason=reason)


def two_pilots():
    """A pilot, another one, and a selector who works in both."""
    one, other = running_pilot(), running_pilot()
    both = selector(one)
    AssignmentFactory(user=both, pilot=other, role=Role.SELECTOR)
    return one, other, both


# ---- in the same pilot: a new course ----


def test_coming_back_is_a_new_course_and_the_earlier_one_is_kept_with_how_it_ended():
    person = back(CandidateFactory(state="informed"))
    course = person.earlier.get()
    assert person.course == 2
    assert (course.number, course.out_stage, course.out_reason) == (1, "informed", "other_job")
    assert AuditEvent.objects.filter(action="return", subject_id=person.pk, actor=course.by).exists()


def test_whoever_attended_a_session_is_informed_still_and_is_invited_at_once():
    seat = AttendanceFactory(state="attended", candidate=CandidateFactory(state="informed"))
    seat.candidate.pilot = seat.session.pilot
    assert back(seat.candidate).state == "informed"
    assert back(CandidateFactory()).state == "registered"


def test_earlier_scores_and_results_do_not_count_for_who_came_back(person):
    one = back(qualified_candidate())
    by = selector(one.pilot)
    assert Result.objects.filter(candidate=one).exists()
    assert not Result.objects.of_this_course().filter(candidate=one).exists()
    (laid,) = laying.side_by_side([one], by=by, policy=in_force(one.pilot))
    assert laid.totals is None
    assert profiles.latest_results([one.pk]) == []
    browser = person(by)
    page = browser.get(one.get_absolute_url())
    assert page.context["result"] is None
    assert TOTAL not in browser.get(reverse("candidates:list", args=[one.pilot.slug])).content.decode()


def test_an_interview_of_an_earlier_course_is_not_decided_any_more_and_waits_for_nobody():
    interview = held_interview(value=4)
    one = back(interview.candidate)
    Candidate.objects.filter(pk=one.pk).update(state="interviewed")
    interview = Interview.objects.select_related("candidate__pilot", "kit").get(pk=interview.pk)
    chooser = interview.scorecards.get(part="selector").interviewer
    assert results.blockers(interview)
    assert not Interview.objects.undecided().exists()
    assert not [line for line in waiting(chooser) if line.key == f"result:{interview.pk}"]


def test_the_database_refuses_a_result_of_an_earlier_course():
    interview = held_interview(value=4)
    back(interview.candidate)
    with pytest.raises(IntegrityError, match="present course"), transaction.atomic():
        ResultFactory(interview=interview, candidate=interview.candidate)


def test_the_days_without_news_count_from_coming_back():
    person = CandidateFactory(state="informed")
    Candidate.objects.filter(pk=person.pk).update(created_at=days_ago(60), told_at=days_ago(60))
    one = back(Candidate.objects.get(pk=person.pk))
    assert hearing.with_since(Candidate.objects.filter(pk=one.pk)).get().since > days_ago(1)


@pytest.mark.parametrize(
    "attack",
    ["update candidates_earliercourse set out_reason = 'other'", "delete from candidates_earliercourse"],
)
def test_an_earlier_course_is_kept_as_it_ended(attack):
    EarlierCourseFactory()
    with pytest.raises(IntegrityError, match="kept as it ended"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(attack)


def test_a_new_interview_is_of_the_new_course_and_its_result_counts():
    one = back(qualified_candidate())
    kept = Interview.objects.get(candidate=one)
    Candidate.objects.filter(pk=one.pk).update(state="invited")
    one.refresh_from_db()
    interview = selection.plan(
        one,
        at=office_hours(),
        place="Kamer 3",
        selector=selector(one.pilot),
        specialist=specialist(one.pilot),
        by=selector(one.pilot),
    )
    assert (kept.course, interview.course) == (1, 2)


def test_the_earlier_course_is_shown_with_its_reason_to_who_decides_and_without_it_to_the_provider(person):
    one = back(held_interview(value=2).candidate)
    EarlierCourse.objects.get()
    for user, reads in ((selector(one.pilot), True), (provider(one.pilot), False)):
        page = person(user).get(one.get_absolute_url())
        (line,) = page.context["before"]["here"]
        assert ("werk" in line["words"]) == reads, line["words"]
        assert line["words"] in html.unescape(page.content.decode())


def test_a_specialist_meets_somebody_afresh(person):
    one = back(CandidateFactory(state="informed"))
    Candidate.objects.filter(pk=one.pk).update(state="invited")
    interview = planned_interview(Candidate.objects.get(pk=one.pk), course=2)
    browser = person(interview.scorecards.get(part="specialist").interviewer)
    assert browser.get(one.get_absolute_url()).context["before"] is None


def test_the_page_that_takes_somebody_back_says_what_counts_again_and_what_does_not(person):
    one = CandidateFactory(state="out", out_stage="informed", out_reason="other_job", out_at=days_ago(3))
    browser = person(provider(one.pilot))
    url = reverse("candidates:candidate_return", args=[one.pk])
    assert "Eerdere scores" in browser.get(url).content.decode()
    assert browser.post(url, {"reason": ""}).status_code == 200
    assert browser.post(url, {"reason": "Belde zelf weer."}).status_code == 302
    assert Candidate.objects.get(pk=one.pk).course == 2


def test_a_file_says_who_fell_out_before_and_leads_to_taking_them_back():
    one = CandidateFactory(state="out", out_stage="informed", out_reason="other_job", out_at=days_ago(3))
    kind = CandidateImport(one.pilot)
    kind.by = selector(one.pilot)
    kind.columns()
    values = kind._values(one)
    note = kind.present({kind.key(values): values})[kind.key(values)].note
    assert reverse("candidates:candidate_return", args=[one.pk]) in note


def test_two_records_of_somebody_who_came_back_become_one_with_its_courses_on_end():
    pilot = running_pilot()
    stays = held_interview(CandidateFactory(pilot=pilot, state="invited")).candidate
    goes = back(CandidateFactory(pilot=pilot, state="informed"))
    merged = merging.merge(stays, goes, by=selector(pilot))
    merged.refresh_from_db()
    assert merged.course == 2
    assert merged.earlier.get().number == 1
    assert merged.interviews.get().course == 2


# ---- in another pilot ----


def test_somebody_of_another_pilot_is_recognised_for_who_works_in_both_and_for_nobody_else(person):
    one, other, both = two_pilots()
    out = {"state": "out", "out_stage": "informed", "out_reason": "other_job", "out_at": days_ago(9)}
    known = CandidateFactory(pilot=one, email="terug@voorbeeld.test", last_name="Vogelzang", **out)
    new = CandidateFactory(pilot=other, email="TERUG@voorbeeld.test")
    page = person(both).get(new.get_absolute_url())
    (line,) = page.context["before"]["asked"]
    assert line["person"] == known
    assert "Vogelzang" in page.content.decode()
    for user in (selector(other), owner(other), provider(other)):
        words = person(user).get(new.get_absolute_url()).content.decode()
        assert "Vogelzang" not in words
        assert one.title not in words


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({"email": "a@voorbeeld.test"}, True),
        ({"phone": "+31687654321"}, True),
        ({"first_name": "Emre", "last_name": "Yildiz", "postcode": "5611bb"}, True),
        ({"first_name": "Emre", "last_name": "Yildiz", "postcode": "1011 AA"}, False),
        ({"phone": "0611111111"}, False),
    ],
)
def test_somebody_is_recognised_by_address_telephone_or_name_with_postcode(fields, found):
    one, other, both = two_pilots()
    names = {"first_name": "Emre", "last_name": "Yildiz"}
    CandidateFactory(pilot=one, email="a@voorbeeld.test", phone="0687654321", postcode="5611 BB", **names)
    blank = {"first_name": "Iemand", "last_name": "Anders", "email": "b@voorbeeld.test", "phone": "", "postcode": ""}
    new = CandidateFactory(pilot=other, **(blank | fields))
    assert bool(returning.suspected(new, both)) == found


def test_the_same_person_is_linked_and_only_what_is_missing_is_taken_over(person):
    one, other, both = two_pilots()
    known = qualified_candidate(one, email="a@voorbeeld.test", education="mbo4", town="Best", birth_year=1980)
    new = CandidateFactory(pilot=other, email="a@voorbeeld.test", education="", town="Helmond", birth_year=None)
    url = reverse("candidates:candidate_elsewhere", args=[new.pk, known.pk])
    browser = person(both)
    assert browser.post(url, {"same": "yes"}).status_code == 302
    new.refresh_from_db()
    assert new.came_from == known
    assert (new.education, new.town, new.birth_year) == ("mbo4", "Helmond", 1980)
    # No score, result or session comes along: the course here begins at the beginning.
    assert (new.state, new.course) == ("registered", 1)
    assert not new.results.exists()
    assert AuditEvent.objects.get(action="came_from").fields == ["birth_year", "education"]
    page = browser.get(new.get_absolute_url())
    assert [line["pilot"] for line in page.context["before"]["there"]] == [one]
    assert person(selector(other)).get(new.get_absolute_url()).context["before"] is None
    with pytest.raises(NotNow):
        returning.link(new, known, by=both)


def test_somebody_else_is_not_asked_about_again(person):
    one, other, both = two_pilots()
    known = CandidateFactory(pilot=one, phone="0687654321")
    new = CandidateFactory(pilot=other, phone="0687654321")
    url = reverse("candidates:candidate_elsewhere", args=[new.pk, known.pk])
    assert person(both).post(url, {"same": "no"}).status_code == 302
    assert returning.suspected(new, both) == []
    assert Candidate.objects.get(pk=new.pk).came_from is None


def test_who_was_erased_is_recognised_by_nobody_and_erasing_undoes_the_link():
    one, other, both = two_pilots()
    known, new = CandidateFactory(pilot=one), CandidateFactory(pilot=other)
    returning.link(new, known, by=both)
    assert returning.came_from(Candidate.objects.get(pk=new.pk), both) == known
    from candidates import privacy

    privacy.erase(known)
    assert returning.came_from(Candidate.objects.get(pk=new.pk), both) is None
    privacy.erase(new)
    assert Candidate.objects.get(pk=new.pk).came_from is None


def test_a_file_says_who_may_have_taken_part_in_another_pilot_to_who_may_know_only():
    one, other, both = two_pilots()
    CandidateFactory(pilot=one, email="a@voorbeeld.test")
    kind = CandidateImport(other)
    kind.columns()
    values = kind._values(CandidateFactory.build(pilot=other, email="a@voorbeeld.test", channel_id=None))
    for user, told in ((both, True), (selector(other), False)):
        kind.by = user
        present = kind.present({kind.key(values): values})
        assert (one.title in str(getattr(present.get(kind.key(values)), "note", ""))) == told
