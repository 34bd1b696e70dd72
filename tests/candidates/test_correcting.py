"""A card put right after both are in: a new version beside the sealed score, and nothing that was decided changes."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from candidates import correcting, privacy, results, selection
from candidates.comparing import pairs_of
from candidates.models import Correction, Interview, Result, Score
from pilot.models import Mail
from pilot.workflow import NotNow
from tests import factories as f

pytestmark = pytest.mark.django_db


def scored(value=4, other=None, name="Leren"):
    """(the selector's score of an item, the interview), both cards in."""
    interview = f.held_interview(value=value, other=other)
    return Score.objects.get(scorecard__interview=interview, scorecard__part="selector", item__name=name), interview


def put_right(score, value, reason="Verkeerd aangekruist."):
    return correcting.correct(score, by=score.scorecard.interviewer, value=value, reason=reason)


def value_of(interview, name="Leren"):
    return next(row.value for row in results.rows_of(interview) if row.item.name == name)


def test_a_correction_is_a_version_of_its_own_and_the_sealed_score_stays():
    score, interview = scored()
    first, second = put_right(score, 2), put_right(score, 3, "Toch drie.")
    assert [(one.number, one.was, one.value) for one in (first, second)] == [(2, 4, 2), (3, 2, 3)]
    assert (first.by, first.reason) == (score.scorecard.interviewer, "Verkeerd aangekruist.")
    score.refresh_from_db()
    assert score.value == 4
    assert value_of(interview) == Decimal("3.5")


def test_total_and_threshold_take_the_newest_version():
    score, interview = scored(name="Motivatie")
    assert results.propose(interview).qualified
    put_right(score, 1)
    Correction.objects.get()
    assert not results.propose(interview).qualified
    assert results.propose(interview).motivation == Decimal("2.50")


def test_two_points_apart_after_a_correction_is_talked_through_and_one_point_no_longer():
    score, interview = scored(value=4)
    rows = Interview.objects.filter(pk=interview.pk)
    assert rows.with_to_settle().get().to_settle == 0
    put_right(score, 2)
    assert rows.with_to_settle().get().to_settle == 1
    assert "Leren" in results.blockers(interview)[0] + str(results.blockers(interview))
    put_right(score, 3)
    assert rows.with_to_settle().get().to_settle == 0


def test_how_far_interviewers_agree_is_counted_from_what_was_sealed():
    score, interview = scored(value=4)
    put_right(score, 1)
    assert {(mine, theirs) for *_who, mine, theirs in pairs_of(interview.candidate.pilot)[interview.pk]} == {(4, 4)}


@pytest.mark.parametrize(
    ("value", "reason", "words"), [(4, "Zo was het.", "al de score"), (2, "  ", "waarom"), (2, "Zo was het.", "")]
)
def test_a_correction_changes_something_and_says_why(value, reason, words):
    score, _interview = scored()
    if not words:
        assert put_right(score, value, reason)
        return
    with pytest.raises(NotNow, match=words):
        put_right(score, value, reason)


def test_before_both_are_in_a_card_is_taken_back_instead():
    interview = f.planned_interview()
    card = f.fill(interview.scorecards.get(part="selector"))
    with pytest.raises(NotNow, match="andere kaart"):
        put_right(card.scores.first(), 2)
    selection.take_back(card, by=card.interviewer)
    with pytest.raises(NotNow, match="open"):
        put_right(card.scores.first(), 2)


def test_nobody_corrects_a_colleagues_card():
    score, interview = scored()
    other = interview.scorecards.get(part="specialist").interviewer
    with pytest.raises(NotNow):
        correcting.correct(score, by=other, value=2, reason="Ik hoorde iets anders.")


def test_what_was_settled_together_stands():
    score, interview = scored(value=5, other=2)
    by = score.scorecard.interviewer
    results.settle(interview, score.item, by=by, value=3, reason="Teruggelezen.")
    with pytest.raises(NotNow, match="samen eens"):
        put_right(score, 2)
    assert value_of(interview) == 3


ATTACK = (
    "insert into candidates_correction (score_id, number, was, value, reason, by_id, at) "
    "values (%(score)s, %(number)s, %(was)s, %(value)s, %(reason)s, %(by)s, now())"
)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"number": 3}, "follows the value"),
        ({"was": 3}, "follows the value"),
        ({"value": 4}, "correction_changes_something"),
        ({"value": 6}, "correction_1_to_5"),
        ({"reason": " "}, "has a reason"),
        ({"by": "other"}, "only the interviewer"),
    ],
)
def test_the_database_lets_in_what_is_in_order_only(wrong, words):
    score, interview = scored()
    other = interview.scorecards.get(part="specialist").interviewer_id
    row = {"score": score.pk, "number": 2, "was": 4, "value": 2, "reason": "Zo was het."}
    row = {**row, "by": score.scorecard.interviewer_id, **wrong}
    row["by"] = other if row["by"] == "other" else row["by"]
    with pytest.raises(IntegrityError, match=words), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(ATTACK, row)


def test_the_database_lets_in_nothing_before_both_are_in():
    card = f.fill(f.planned_interview().scorecards.get(part="selector"))
    score = card.scores.first()
    row = {"score": score.pk, "number": 2, "was": 4, "value": 2, "reason": "Zo.", "by": card.interviewer_id}
    with pytest.raises(IntegrityError, match="once both"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(ATTACK, row)


@pytest.mark.parametrize(
    "attack",
    [
        "update candidates_correction set value = 5",
        "update candidates_correction set reason = 'anders'",
        "delete from candidates_correction",
        "update candidates_score set value = 2 where id = {score}",
    ],
)
def test_a_correction_and_its_sealed_score_refuse_raw_sql(attack):
    score, _interview = scored()
    put_right(score, 2)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(attack.format(score=score.pk))


def decided(qualified=True):
    """(score, result): decided on the sealed scores."""
    score, interview = scored(name="Motivatie")
    result = f.ResultFactory(interview=interview, candidate=interview.candidate, qualified=qualified)
    return score, result


def test_what_was_decided_stays_and_the_result_says_what_it_would_be_now(person):
    score, result = decided()
    before = Result.objects.filter(pk=result.pk).values().get()
    assert correcting.since(result) is None
    put_right(score, 1, "Verkeerde kandidaat voor ogen.")
    assert Result.objects.filter(pk=result.pk).values().get() == before
    found = correcting.since(result)
    assert (found.motivation, found.qualifies) == (Decimal("2.5"), False)
    pilot = result.candidate.pilot
    page = person(f.owner(pilot)).get(reverse("candidates:result", args=[result.interview_id])).content.decode()
    assert "Verkeerde kandidaat voor ogen." in page
    assert "Het besluit blijft zoals het genomen is." in page
    assert "laat de kandidaat dan afvallen" in page.lower()


def test_the_provider_does_not_read_what_was_corrected(person):
    score, result = decided()
    put_right(score, 1, "Kanariereden")
    provider = f.provider(result.candidate.pilot)
    for address in (
        reverse("candidates:result", args=[result.interview_id]),
        reverse("candidates:interview", args=[result.interview_id]),
    ):
        page = person(provider).get(address)
        assert page.status_code == 200
        assert "Kanariereden" not in page.content.decode()
    assert person(provider).get(score.scorecard.get_absolute_url()).status_code == 404


def test_the_colleague_and_whoever_decided_are_told_by_mail_without_what_or_whom():
    score, result = decided()
    put_right(score, 1, "Kanariereden")
    colleague = result.interview.scorecards.get(part="specialist").interviewer
    mails = Mail.objects.filter(kind="card_corrected")
    assert {mail.user for mail in mails} == {colleague, result.decided_by}
    for mail in mails:
        assert "Kanariereden" not in mail.text
        assert result.candidate.last_name not in mail.subject + mail.text


def test_the_page_shows_the_sealed_score_and_keeps_what_was_typed(person):
    score, interview = scored()
    card = score.scorecard
    browser = person(card.interviewer)
    address = reverse("candidates:scorecard_correct", args=[card.pk, score.item_id])
    assert address in browser.get(card.get_absolute_url()).content.decode()
    page = browser.post(address, {"value": "9", "reason": "Ik keek naar de verkeerde regel."})
    assert page.status_code == 200
    assert "Ik keek naar de verkeerde regel." in page.content.decode()
    assert browser.post(address, {"value": "2", "reason": "Verkeerde regel."}).url == card.get_absolute_url()
    for reader, where in (
        (interview.scorecards.get(part="specialist").interviewer, interview.get_absolute_url()),
        (card.interviewer, card.get_absolute_url()),
    ):
        html = person(reader).get(where).content.decode()
        assert "4 → 2" in html
        assert "Verkeerde regel." in html


def test_erasing_somebody_empties_why_a_card_was_corrected():
    score, interview = scored()
    put_right(score, 2)
    privacy.erase(interview.candidate)
    assert Correction.objects.get().reason == ""
    assert Correction.objects.get().value == 2
