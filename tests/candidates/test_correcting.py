"""A card put right after both are in: a new version beside the sealed score, and nothing that was decided changes."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from candidates import correcting, privacy, results, selection
from candidates.comparing import pairs_of
from candidates.models import Candidate, Correction, Interview, NoteCorrection, Result, Score
from pilot.models import AuditEvent, Mail
from pilot.workflow import NotNow
from tests import factories as f
from tests.house.staining import without_triggers

pytestmark = pytest.mark.django_db


def scored(value=4, other=None, name="Leren"):
    """(the selector's score of an item, the interview), both cards in."""
    interview = f.held_interview(value=value, other=other)
    return Score.objects.get(scorecard__interview=interview, scorecard__part="selector", item__name=name), interview


def put_right(score, value, reason="Verkeerd aangekruist."):
    return correcting.correct(score, by=score.scorecard.interviewer, value=value, reason=reason)[0]


NOTES = {"situation": "In de loods.", "task": "Tellen.", "action": "Telde alles na.", "result": "Het klopte."}


def reword(score, reason="Ging over iemand anders.", **changed):
    """Write the notes of a score anew; returns the new version."""
    notes = {**NOTES, **changed}
    return correcting.correct(score, by=score.scorecard.interviewer, notes=notes, reason=reason)[1]


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
    ("value", "reason", "words"), [(4, "Zo was het.", "Niets is anders"), (2, "  ", "waarom"), (2, "Zo was het.", "")]
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
    seen = {"seen": 0}
    page = browser.post(address, {"value": "9", "reason": "Ik keek naar de verkeerde regel.", **seen})
    assert page.status_code == 200
    assert "Ik keek naar de verkeerde regel." in page.content.decode()
    assert browser.post(address, {"value": "2", "reason": "Verkeerde regel.", **seen}).url == card.get_absolute_url()
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


# ---- notes ----


def test_notes_are_corrected_in_a_version_of_their_own_and_the_sealed_text_stays():
    score, interview = scored()
    sealed = (score.situation, score.task, score.action, score.result)
    first, second = reword(score), reword(score, "Nog een naam.", task="Nazien.")
    assert [(one.number, one.task) for one in (first, second)] == [(2, "Tellen."), (3, "Nazien.")]
    assert (second.by, second.reason) == (score.scorecard.interviewer, "Nog een naam.")
    score = Score.objects.with_corrections().get(pk=score.pk)
    assert (score.situation, score.task, score.action, score.result) == sealed
    assert score.heard.task == "Nazien."
    assert [one.task for one in score.former_notes] == [sealed[1], "Tellen."]
    # No value changed with it.
    assert not Correction.objects.exists()
    assert value_of(interview) == 4


def test_value_and_notes_are_corrected_together_with_one_reason_and_one_mail():
    score, _interview = scored()
    by = score.scorecard.interviewer
    of_value, of_notes = correcting.correct(score, by=by, value=2, notes=NOTES, reason="Verkeerde persoon.")
    assert (of_value.value, of_notes.action) == (2, "Telde alles na.")
    assert of_value.reason == of_notes.reason == "Verkeerde persoon."
    assert Mail.objects.filter(kind="card_corrected").count() == 1
    assert AuditEvent.objects.get(action="correct").fields == ["value", "notes"]


def test_notes_of_an_item_that_was_settled_or_left_open_can_be_corrected_and_its_value_cannot():
    score, interview = scored(value=5, other=2)
    by = score.scorecard.interviewer
    results.settle(interview, score.item, by=by, value=3, reason="Teruggelezen.")
    assert reword(score).number == 2
    with pytest.raises(NotNow, match="samen eens"):
        correcting.correct(score, by=by, value=1, notes={**NOTES, "task": "Anders."}, reason="Zo.")
    assert NoteCorrection.objects.count() == 1
    with without_triggers() as cursor:
        cursor.execute("update candidates_score set value = null where id = %s", [score.pk])
    with pytest.raises(NotNow, match="open"):
        put_right(score, 2)
    assert reword(score, task="Opnieuw.").number == 3


@pytest.mark.parametrize(
    ("notes", "reason", "words"), [(None, "Zo.", "Niets is anders"), (NOTES, "  ", "waarom"), (NOTES, "Zo.", "")]
)
def test_a_correction_of_notes_changes_something_and_says_why(notes, reason, words):
    score, _interview = scored()
    notes = notes or {name: getattr(score, name) for name in NOTES}
    if not words:
        assert reword(score, reason, **notes)
        return
    with pytest.raises(NotNow, match=words):
        reword(score, reason, **notes)


def test_nothing_is_written_any_more_about_somebody_who_was_erased():
    score, interview = scored()
    Candidate.objects.filter(pk=interview.candidate_id).update(erased_at=f.days_ago(1))
    with pytest.raises(NotNow, match="gewist"):
        reword(score)


def test_erasing_somebody_empties_the_corrected_notes_too():
    score, interview = scored()
    reword(score)
    privacy.erase(interview.candidate)
    row = NoteCorrection.objects.get()
    assert {row.situation, row.task, row.action, row.result, row.reason} == {""}


ATTACK_NOTES = (
    "insert into candidates_notecorrection (score_id, number, situation, task, action, result, reason, by_id, at) "
    "values (%(score)s, %(number)s, %(situation)s, '', '', '', %(reason)s, %(by)s, now())"
)


def attack_notes(score, **wrong):
    row = {"score": score.pk, "number": 2, "situation": "Anders.", "reason": "Zo was het."}
    row = {**row, "by": score.scorecard.interviewer_id, **wrong}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(ATTACK_NOTES, row)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"number": 3}, "follows the notes"),
        ({"number": 1}, "follows the notes"),
        ({"situation": ""}, "follows the notes"),
        ({"reason": " "}, "has a reason"),
        ({"by": "other"}, "only the interviewer"),
    ],
)
def test_the_database_lets_in_notes_that_are_in_order_only(wrong, words):
    score, interview = scored()
    with without_triggers() as cursor:
        cursor.execute("update candidates_score set situation = '', task = '', action = '', result = ''")
    if wrong.get("by"):
        wrong = {"by": interview.scorecards.get(part="specialist").interviewer_id}
    with pytest.raises(IntegrityError, match=words):
        attack_notes(score, **wrong)
    attack_notes(score)


def test_the_database_lets_in_no_notes_before_both_are_in_nor_about_who_was_erased():
    card = f.fill(f.planned_interview().scorecards.get(part="selector"))
    with pytest.raises(IntegrityError, match="once both"):
        attack_notes(card.scores.first())
    score, interview = scored()
    Candidate.objects.filter(pk=interview.candidate_id).update(erased_at=f.days_ago(1))
    with pytest.raises(IntegrityError, match="erased"):
        attack_notes(score)


@pytest.mark.parametrize(
    "attack",
    [
        "update candidates_notecorrection set task = 'anders'",
        "update candidates_notecorrection set number = 3",
        "delete from candidates_notecorrection",
        "update candidates_score set situation = 'anders' where id = {score}",
    ],
)
def test_corrected_notes_and_the_sealed_text_refuse_raw_sql(attack):
    score, _interview = scored()
    reword(score)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(attack.format(score=score.pk))


def test_what_notes_said_before_is_read_by_who_wrote_them_and_the_owners_only(person):
    """A name that had to go is not before the colleague, another selector or the provider any more."""
    score, interview = scored()
    pilot = interview.candidate.pilot
    with without_triggers() as cursor:
        cursor.execute("update candidates_score set situation = 'Verzegelde naam' where id = %s", [score.pk])
    reword(score, situation="Een collega.")
    card = score.scorecard.get_absolute_url()
    compared = interview.get_absolute_url()
    colleague = interview.scorecards.get(part="specialist").interviewer
    for reader, reads in (
        (score.scorecard.interviewer, True),
        (f.owner(pilot), True),
        (colleague, False),
        (f.selector(pilot), False),
    ):
        page = person(reader).get(card).content.decode()
        assert "Een collega." in page
        assert "Ging over iemand anders." in page
        assert ("Verzegelde naam" in page) == reads
        # Side by side the notes stand as they count now, for everybody.
        side = person(reader).get(compared).content.decode()
        assert "Een collega." in side
        assert "Verzegelde naam" not in side
    for address in (card, compared):
        assert "Verzegelde naam" not in person(f.provider(pilot)).get(address).content.decode()


def test_a_page_that_is_too_old_corrects_nothing_and_keeps_what_was_typed(person):
    score, _interview = scored()
    card = score.scorecard
    browser = person(card.interviewer)
    address = reverse("candidates:scorecard_correct", args=[card.pk, score.item_id])
    typed = {"value": "4", "reason": "Naam eruit.", **NOTES, "seen": "0"}
    assert browser.post(address, typed).status_code == 302
    again = browser.post(address, {**typed, "task": "Van het andere venster."})
    assert again.status_code == 200
    assert "Van het andere venster." in again.content.decode()
    assert "ander venster" in str(again.context["form"].non_field_errors())
    assert NoteCorrection.objects.count() == 1
    assert not Correction.objects.exists()


def test_notes_that_are_far_too_long_are_refused_in_words_with_all_of_it_still_there(person):
    score, _interview = scored()
    browser = person(score.scorecard.interviewer)
    address = reverse("candidates:scorecard_correct", args=[score.scorecard_id, score.item_id])
    page = browser.post(address, {**NOTES, "action": "x" * 4001, "value": "4", "reason": "Zo.", "seen": "0"})
    assert page.status_code == 200
    assert "action" in page.context["form"].errors
    assert "x" * 4001 in page.content.decode()
