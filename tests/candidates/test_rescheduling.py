"""A planned interview that changes: moved, held by somebody else, cancelled; nobody is in two places at once."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from icalendar import Calendar

from candidates import busy, rescheduling, selection
from candidates.models import Abstention, Interview, Score, Scorecard
from candidates.waiting import waiting
from pilot.choices import Role
from pilot.models import AuditEvent, Mail, MailCalendar
from pilot.workflow import NotNow
from tests.factories import (
    AttendanceFactory,
    CandidateFactory,
    CompanyInterviewFactory,
    InformationSessionFactory,
    ParticipationFactory,
    assign,
    fill,
    kit_in_use,
    office_hours,
    owner,
    provider,
    running_pilot,
    selector,
    specialist,
)

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def team(pilot=None):
    pilot = pilot or running_pilot()
    kit_in_use(pilot)
    return pilot, selector(pilot), specialist(pilot)


def planned(pilot, one, two, at=None, candidate=None, **where):
    candidate = candidate or CandidateFactory(pilot=pilot, state="invited")
    return selection.plan(
        candidate,
        at=at or office_hours(),
        selector=one,
        specialist=two,
        by=owner(pilot),
        **{"place": "Kantoor", **where},
    )


def move_to(interview, at, reason="De trein rijdt niet.", **where):
    now = {name: getattr(interview, name) for name in rescheduling.WHERE}
    by = owner(interview.candidate.pilot)
    return rescheduling.move_to(interview, by=by, reason=reason, **{**now, "at": at, **where})


def card(interview, part):
    return Scorecard.objects.select_related("interview", "interviewer").get(interview=interview, part=part)


def refused_by_database(match, sql, values):
    with pytest.raises(IntegrityError, match=match), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def appointments(**mails):
    """What calendars were told, oldest first: uid, method, sequence, begin."""
    found = []
    for row in MailCalendar.objects.filter(**{f"mail__{key}": value for key, value in mails.items()}).order_by("pk"):
        calendar = Calendar.from_ical(row.content)
        event = calendar.walk("VEVENT")[0]
        found.append((str(event["uid"]), str(calendar["method"]), event["sequence"], event["dtstart"].dt))
    return found


# ---- taken ----


@pytest.mark.advice("8.3.2-11", carries="candidates.busy.clashes")
def test_an_interviewer_is_at_one_interview_at_a_time():
    pilot, one, two = team()
    planned(pilot, one, two)
    with pytest.raises(NotNow) as error:
        planned(pilot, one, specialist(pilot), at=office_hours() + timedelta(minutes=30))
    assert one.name in error.value.sentences[0]
    assert planned(pilot, one, two, at=office_hours() + HOUR).state == "planned"


def test_the_database_refuses_an_interviewer_in_two_interviews_at_once():
    pilot, one, two = team()
    planned(pilot, one, two)
    other = planned(pilot, selector(pilot), specialist(pilot))
    refused_by_database(
        "interviewer_at_one_interview",
        "update candidates_scorecard set interviewer_id = %s where interview_id = %s and part = 'selector'",
        [one.pk, other.pk],
    )


def test_the_database_refuses_to_move_an_interview_into_another_of_the_same_interviewer():
    pilot, one, two = team()
    planned(pilot, one, two)
    later = planned(pilot, one, two, at=office_hours() + HOUR)
    refused_by_database(
        "interviewer_at_one_interview",
        "update candidates_interview set at = %s where id = %s",
        [office_hours(), later.pk],
    )


def test_two_planners_at_the_same_moment_get_a_sentence(monkeypatch):
    pilot, one, two = team()
    planned(pilot, one, two)
    monkeypatch.setattr(busy, "clashes", lambda **asked: [])
    with pytest.raises(NotNow) as error:
        planned(pilot, one, specialist(pilot))
    assert len(error.value.sentences) == 1
    assert Interview.objects.count() == 1


def test_a_room_and_a_call_hold_one_interview_at_a_time_and_a_building_more():
    pilot, one, two = team()
    planned(pilot, one, two, room="Zaal 1", link="https://bellen.test/a")
    with pytest.raises(NotNow):
        planned(pilot, selector(pilot), specialist(pilot), room="zaal 1")
    with pytest.raises(NotNow):
        planned(pilot, selector(pilot), specialist(pilot), link="https://bellen.test/a")
    other = planned(pilot, selector(pilot), specialist(pilot), room="Zaal 2")
    refused_by_database(
        "room_holds_one_interview", "update candidates_interview set room = 'ZAAL 1' where id = %s", [other.pk]
    )
    assert planned(pilot, selector(pilot), specialist(pilot)).room == ""


def test_a_candidate_who_is_at_an_information_session_is_not_planned_then():
    pilot, one, two = team()
    session = InformationSessionFactory(pilot=pilot, at=office_hours() - HOUR)
    candidate = CandidateFactory(pilot=pilot, state="invited")
    AttendanceFactory(session=session, candidate=candidate)
    with pytest.raises(NotNow):
        planned(pilot, one, two, candidate=candidate)
    assert planned(pilot, one, two, at=office_hours() + HOUR, candidate=candidate).state == "planned"


def test_an_interviewer_who_talks_with_a_company_is_not_planned_then():
    pilot, one, two = team()
    CompanyInterviewFactory(
        participation=ParticipationFactory(pilot=pilot, state="interested"),
        selector=one,
        at=office_hours() + timedelta(minutes=30),
    )
    with pytest.raises(NotNow):
        planned(pilot, one, two)


def test_a_cancelled_interview_stands_in_nobodys_way():
    pilot, one, two = team()
    selection.cancel(planned(pilot, one, two), by=owner(pilot), reason="Ziek.")
    assert planned(pilot, one, two).state == "planned"


def test_no_candidate_of_another_pilot_is_named():
    pilot, one, two = team()
    elsewhere = running_pilot()
    kit_in_use(elsewhere)
    assign(one, Role.SELECTOR, elsewhere)
    candidate = CandidateFactory(pilot=elsewhere, state="invited", last_name="Canarievogel")
    planned(elsewhere, one, specialist(elsewhere), candidate=candidate)
    with pytest.raises(NotNow) as error:
        planned(pilot, one, two)
    assert "Canarievogel" not in " ".join(error.value.sentences)


def test_a_moment_outside_office_hours_is_asked_about_once(person):
    pilot, one, two = team()
    candidate = CandidateFactory(pilot=pilot, state="invited")
    url = reverse("candidates:interview_plan", args=[candidate.pk])
    typed = {
        "at": f"{office_hours(hour=20):%Y-%m-%dT%H:%M}",
        "place": "Thuis",
        "selector": one.pk,
        "specialist": two.pk,
    }
    answer = person(one).post(url, typed)
    assert answer.status_code == 200
    assert answer.context["form"].errors["anyway"]
    assert person(one).post(url, typed | {"anyway": "on"}).status_code == 302


# ---- moved and cancelled ----


def test_a_moved_interview_reaches_the_calendars_of_all_three():
    pilot, one, two = team()
    interview = planned(pilot, one, two)
    move_to(interview, office_hours(14), room="Zaal 3")
    for address in (interview.candidate.email, one.email, two.email):
        (uid, method, first, _at), (same, again, second, at) = appointments(to=address)
        assert (uid, method, again) == (same, "REQUEST", "REQUEST")
        assert second > first
        assert at == office_hours(14)
    assert AuditEvent.objects.get(action="move").reason.text == "De trein rijdt niet."


def test_a_cancelled_interview_leaves_the_calendars_of_all_three():
    pilot, one, two = team()
    interview = planned(pilot, one, two)
    selection.cancel(interview, by=owner(pilot), reason="Ziek.")
    for address in (interview.candidate.email, one.email, two.email):
        (uid, _method, first, _at), (same, method, second, _then) = appointments(to=address)
        assert (same, method) == (uid, "CANCEL")
        assert second > first


def test_moving_asks_for_a_reason_and_a_change():
    pilot, one, two = team()
    interview = planned(pilot, one, two)
    with pytest.raises(NotNow):
        move_to(interview, office_hours(14), reason=" ")
    with pytest.raises(NotNow):
        move_to(interview, interview.at)


def test_an_interview_is_not_moved_into_another_nor_after_a_card_is_in():
    pilot, one, two = team()
    planned(pilot, one, two)
    later = planned(pilot, one, two, at=office_hours() + HOUR)
    with pytest.raises(NotNow):
        move_to(later, office_hours() + timedelta(minutes=30))
    fill(card(later, "selector"))
    with pytest.raises(NotNow):
        move_to(later, office_hours(14))


def test_nobody_elses_name_stands_in_a_calendar():
    pilot, one, two = team()
    candidate = CandidateFactory(pilot=pilot, state="invited", first_name="Wilma", last_name="Canarievogel")
    move_to(planned(pilot, one, two, candidate=candidate), office_hours(14))
    people = {one.email: one.name, two.email: two.name, candidate.email: "Canarievogel"}
    for row in MailCalendar.objects.select_related("mail"):
        for address, name in people.items():
            if row.mail.to != address:
                assert name not in row.content
                assert address not in row.content


def test_an_interview_is_moved_from_its_page(person):
    pilot, one, two = team()
    interview = planned(pilot, one, two)
    typed = {"at": f"{office_hours(14):%Y-%m-%dT%H:%M}", "minutes": "60", "place": "Kantoor", "reason": "Ziek."}
    url = reverse("candidates:interview_move", args=[interview.pk])
    assert person(one).post(url, typed).status_code == 302
    interview.refresh_from_db()
    assert interview.at == office_hours(14)


# ---- somebody else ----


@pytest.mark.advice("8.3.2-11", carries="candidates.rescheduling.replace")
def test_the_card_of_a_replaced_interviewer_is_kept_sealed_and_does_not_count():
    pilot, one, two = team()
    interview = planned(pilot, one, two)
    old = card(interview, "specialist")
    item = interview.kit.items.get(element="knowledge")
    notes = {"situation": "Kanarie"}
    selection.write(old, item, by=two, value=2, notes=notes, fields=["value"])
    other = specialist(pilot)
    new = rescheduling.replace(old, other, by=owner(pilot), reason="Ziek.")
    assert set(interview.scorecards.values_list("interviewer", flat=True)) == {one.pk, other.pk}
    assert not new.scores.exists()
    old.refresh_from_db()
    assert old.scores.get().situation == "Kanarie"
    for user in (one, two, other, owner(pilot)):
        assert not Scorecard.objects.visible_to(user).filter(pk=old.pk).exists()
    refused_by_database("does not change", "update candidates_score set value = 5 where scorecard_id = %s", [old.pk])
    refused_by_database(
        "does not change", "update candidates_scorecard set interview_id = was_of_id where id = %s", [old.pk]
    )


def test_the_card_of_the_colleague_stays_sealed_and_whole():
    pilot, one, two = team()
    interview = planned(pilot, one, two)
    mine = fill(card(interview, "selector"))
    rescheduling.replace(card(interview, "specialist"), specialist(pilot), by=owner(pilot), reason="Ziek.")
    mine.refresh_from_db()
    assert mine.submitted_at
    assert mine.scores.count() == interview.kit.items.count()
    assert not Scorecard.objects.visible_to(owner(pilot)).filter(pk=mine.pk).exists()


def test_who_handed_a_card_in_is_not_replaced():
    pilot, one, two = team()
    interview = planned(pilot, one, two)
    fill(card(interview, "selector"))
    with pytest.raises(NotNow):
        rescheduling.replace(card(interview, "selector"), selector(pilot), by=owner(pilot), reason="Ziek.")
    refused_by_database(
        "does not change|scorecard_counts",
        "update candidates_scorecard set was_of_id = interview_id, interview_id = null where id = %s",
        [card(interview, "selector").pk],
    )


def test_a_replacement_has_the_role_is_free_and_is_not_the_other_interviewer():
    pilot, one, two = team()
    interview = planned(pilot, one, two)
    taken = specialist(pilot)
    planned(pilot, selector(pilot), taken)
    assign(one, Role.SPECIALIST, pilot)
    for person in (taken, one, selector(pilot)):
        with pytest.raises(NotNow):
            rescheduling.replace(card(interview, "specialist"), person, by=owner(pilot), reason="Ziek.")


def test_the_calendars_of_both_follow_a_replacement():
    pilot, one, two = team()
    interview = planned(pilot, one, two)
    other = specialist(pilot)
    rescheduling.replace(card(interview, "specialist"), other, by=owner(pilot), reason="Ziek.")
    (uid, _method, first, _at), (same, method, second, _then) = appointments(to=two.email)
    assert (same, method) == (uid, "CANCEL")
    assert second > first
    ((new, asked, _sequence, _when),) = appointments(to=other.email)
    assert asked == "REQUEST"
    assert new != uid
    assert len(appointments(to=interview.candidate.email)) == 1


def test_an_interview_is_held_only_with_both_cards():
    pilot, one, two = team()
    interview = planned(pilot, one, two)
    fill(card(interview, "selector"))
    refused_by_database(
        "held once both", "update candidates_interview set state = 'held' where id = %s", [interview.pk]
    )


# ---- abstaining ----


@pytest.mark.advice("8.3.2-11", carries="candidates.rescheduling.abstain")
def test_an_interviewer_who_knows_the_candidate_abstains_and_somebody_else_is_chosen(person):
    pilot, one, two = team()
    interview = planned(pilot, one, two)
    url = reverse("candidates:interview_abstain", args=[interview.pk])
    assert person(two).post(url, {"reason": "Mijn zwager."}).status_code == 302
    assert AuditEvent.objects.get(action="abstain").reason.text == "Mijn zwager."
    keys = [item.key for item in waiting(one)]
    assert f"replace:{interview.pk}:specialist" in keys
    assert not any(item.key.startswith("card:") for item in waiting(two))
    with pytest.raises(NotNow):
        item = interview.kit.items.first()
        selection.write(card(interview, "specialist"), item, by=two, value=4, notes={}, fields=["value"])
    page = person(provider(pilot)).get(interview.get_absolute_url()).content.decode()
    assert "zwager" not in page
    assert "zwager" in person(owner(pilot)).get(interview.get_absolute_url()).content.decode()
    rescheduling.replace(card(interview, "specialist"), specialist(pilot), by=owner(pilot), reason="Kent de kandidaat.")
    with pytest.raises(NotNow):
        rescheduling.replace(card(interview, "specialist"), two, by=owner(pilot), reason="Toch.")


def test_who_scored_something_abstains_no_more():
    pilot, one, two = team()
    interview = planned(pilot, one, two)
    mine = card(interview, "selector")
    selection.write(mine, interview.kit.items.first(), by=one, value=3, notes={}, fields=["value"])
    with pytest.raises(NotNow):
        rescheduling.abstain(mine, by=one, reason="Mijn buurman.")
    refused_by_database(
        "scored nothing yet",
        "insert into candidates_abstention (interview_id, candidate_id, person_id, at) values (%s, %s, %s, now())",
        [interview.pk, interview.candidate_id, one.pk],
    )


def test_the_database_refuses_scores_and_cards_of_who_abstained():
    pilot, one, two = team()
    interview = planned(pilot, one, two)
    mine = card(interview, "selector")
    rescheduling.abstain(mine, by=one, reason="Mijn buurman.")
    item = interview.kit.items.first()
    with pytest.raises(IntegrityError, match="abstained"), transaction.atomic():
        Score.objects.create(scorecard=mine, item=item, value=4)
    other = Interview.objects.create(
        candidate=interview.candidate, kit=interview.kit, at=office_hours(), place="x", state="cancelled"
    )
    with pytest.raises(IntegrityError, match="abstained"), transaction.atomic():
        Scorecard.objects.create(interview=other, part="selector", interviewer=one)
    refused_by_database("is kept", "delete from candidates_abstention", [])


def test_only_the_interviewer_abstains_with_a_reason():
    pilot, one, two = team()
    interview = planned(pilot, one, two)
    with pytest.raises(NotNow):
        rescheduling.abstain(card(interview, "selector"), by=two, reason="x")
    with pytest.raises(NotNow):
        rescheduling.abstain(card(interview, "selector"), by=one, reason=" ")
    assert not Abstention.objects.exists()


def test_what_a_replaced_interviewer_wrote_goes_with_the_candidate():
    from candidates import privacy

    pilot, one, two = team()
    interview = planned(pilot, one, two)
    old = card(interview, "specialist")
    item = interview.kit.items.get(element="knowledge")
    selection.write(old, item, by=two, value=2, notes={"situation": "Kanarie"}, fields=["value"])
    rescheduling.replace(old, specialist(pilot), by=owner(pilot), reason="Ziek.")
    privacy.erase(interview.candidate)
    assert Score.objects.get(scorecard=old).situation == ""
    about = f"candidate:{interview.candidate_id}:"
    assert not MailCalendar.objects.filter(mail__kind__startswith=about).exclude(content="").exists()
    assert Mail.objects.filter(kind__startswith=about).exists()
