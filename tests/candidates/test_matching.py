"""Proposal, visits, closing conversation, introduction and the yes of both sides: as verbs, and as rules in SQL."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import override

from candidates import matching, matching_forms, matching_steps
from candidates.models import Agreement, Candidate, ClosingConversation, Introduction, Match, Visit
from companies.models import Participation, Vacancy
from pilot.choices import TrainingKind
from pilot.models import AuditEvent, Reason
from pilot.workflow import NotNow
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english():
    with override("en"):
        yield


@pytest.fixture
def pilot():
    return make.running_pilot()


@pytest.fixture
def vacancy(pilot):
    return make.committed_vacancy(pilot, places=2)


@pytest.fixture
def selector(pilot, vacancy):
    return make.selector(pilot)


def today(days=0):
    return timezone.localdate() + timedelta(days=days)


def new_visit(candidate, vacancy, by, **fields):
    return Visit(candidate=candidate, participation=vacancy.participation, by=by, **{"on": today(-3)} | fields)


def new_closing(candidate, by, **fields):
    return ClosingConversation(
        candidate=candidate, by=by, **{"on": today(), "work": 4, "atmosphere": 5, "career": 3, "training": 4} | fields
    )


def new_sheet(match, **fields):
    short = TrainingKind.SHORT
    return Introduction(
        match=match, **{"at": timezone.now(), "proposed_training": short, "agreed_training": short} | fields
    )


def yes(match, side, **fields):
    return Agreement(match=match, side=side, **{"given_by": "P. de Vries", "given_on": today()} | fields)


def closed(candidate):
    make.VisitFactory(candidate=candidate)
    return make.ClosingConversationFactory(candidate=candidate)


def actions(row):
    return list(
        AuditEvent.objects.filter(subject_type=row._meta.label_lower, subject_id=row.pk)
        .order_by("pk")
        .values_list("action", flat=True)
    )


# ---- proposal ----


def test_a_proposal_keeps_why_the_candidate_was_chosen(vacancy, selector, pilot):
    candidate = make.qualified_candidate(pilot)
    match = matching.propose(candidate, vacancy, by=selector)
    assert match.state == Match.State.PROPOSED and match.proposed_by == selector
    assert 1 <= len(match.explanation) <= 3
    assert "culture" in match.explanation[-1]
    assert actions(match) == ["create"]


@pytest.mark.advice("8.3.6-26", carries="candidates.matching.vacancy_blockers")
def test_there_is_no_proposal_without_a_binding_commitment(pilot, selector):
    vacancy = make.VacancyFactory(participation=make.ParticipationFactory(pilot=pilot, state="selected"))
    with pytest.raises(NotNow, match="not committed itself"):
        matching.propose(make.qualified_candidate(pilot), vacancy, by=selector)


def test_only_qualified_candidates_are_proposed(pilot, vacancy, selector):
    candidate = make.held_interview(pilot=pilot).candidate
    with pytest.raises(NotNow, match="not qualified"):
        matching.propose(candidate, vacancy, by=selector)


def test_somebody_who_is_placed_is_not_proposed_again(pilot, vacancy, selector):
    candidate = make.placed_match(pilot).candidate
    with pytest.raises(NotNow, match="is placed at"):
        matching.propose(candidate, vacancy, by=selector)


def test_nobody_is_proposed_for_a_vacancy_that_is_full(pilot, selector):
    vacancy = make.committed_vacancy(pilot, places=1)
    make.placed_match(pilot, vacancy=vacancy)
    with pytest.raises(NotNow, match="is taken"):
        matching.propose(make.qualified_candidate(pilot), vacancy, by=selector)


def test_one_candidate_is_proposed_once_for_a_vacancy_while_it_runs(pilot, vacancy, selector):
    candidate = make.qualified_candidate(pilot)
    match = matching.propose(candidate, vacancy, by=selector)
    with pytest.raises(NotNow, match="already"):
        matching.propose(candidate, vacancy, by=selector)
    matching.decline(match, who="company", reason="Found somebody else", by=selector)
    assert matching.propose(candidate, vacancy, by=selector)


def test_several_introductions_may_run_and_are_named(pilot, selector):
    candidate = make.qualified_candidate(pilot)
    first = make.introduced_match(candidate=candidate)
    second = make.introduced_match(candidate=candidate)
    assert list(matching.running_elsewhere(candidate, but=first)) == [second]


# ---- visits and the closing conversation ----


@pytest.mark.advice("8.3.3-02", carries="candidates.matching.record_visit")
def test_several_company_visits_are_recorded(pilot, vacancy, selector):
    candidate = make.qualified_candidate(pilot)
    matching.record_visit(new_visit(candidate, vacancy, selector, would_work_here=True), by=selector)
    matching.record_visit(new_visit(candidate, make.committed_vacancy(pilot), selector), by=selector)
    assert candidate.visits.count() == 2


def test_a_visit_is_recorded_once_a_day_and_not_beforehand(pilot, vacancy, selector):
    candidate = make.qualified_candidate(pilot)
    matching.record_visit(new_visit(candidate, vacancy, selector), by=selector)
    with pytest.raises(NotNow, match="on record already"):
        matching.record_visit(new_visit(candidate, vacancy, selector), by=selector)
    with pytest.raises(NotNow, match="not come yet"):
        matching.record_visit(new_visit(candidate, vacancy, selector, on=today(1)), by=selector)


def test_a_visit_can_be_corrected_and_the_correction_is_recorded(pilot, vacancy, selector):
    visit = make.VisitFactory(candidate=make.qualified_candidate(pilot), participation=vacancy.participation)
    visit.impression = "Loud, but friendly."
    matching.record_visit(visit, by=selector, fields=["impression"])
    assert AuditEvent.objects.get(subject_type="candidates.visit", action="edit").fields == ["impression"]


@pytest.mark.advice("8.3.3-03", carries="candidates.matching.closing_blockers")
def test_the_closing_conversation_comes_after_a_visit(pilot, vacancy, selector):
    candidate = make.qualified_candidate(pilot)
    with pytest.raises(NotNow, match="no company visit yet"):
        matching.close_visits(new_closing(candidate, selector), by=selector)
    matching.record_visit(new_visit(candidate, vacancy, selector), by=selector)
    with pytest.raises(NotNow, match="after the visits"):
        matching.close_visits(new_closing(candidate, selector, on=today(-4)), by=selector)
    assert matching.close_visits(new_closing(candidate, selector), by=selector).pk


def test_there_is_one_closing_conversation_per_candidate(pilot, selector):
    candidate = make.qualified_candidate(pilot)
    closed(candidate)
    with pytest.raises(NotNow, match="already"):
        matching.close_visits(new_closing(candidate, selector), by=selector)


@pytest.mark.advice("8.3.3-04", carries="candidates.matching_forms.ClosingForm")
@pytest.mark.parametrize(
    "motive",
    [
        pytest.param(name, marks=pytest.mark.advice(rule, carries="candidates.matching_forms.ClosingForm"))
        for name, rule in {
            "work": "8.3.3-05",
            "atmosphere": "8.3.3-06",
            "career": "8.3.3-07",
            "training": "8.3.3-08",
        }.items()
    ],
)
def test_every_one_of_the_four_motives_is_scored(motive, pilot, selector):
    scores = {"on": today(), "work": 4, "atmosphere": 4, "career": 4, "training": 4}
    whole = ClosingConversation(candidate=make.qualified_candidate(pilot), by=selector)
    assert matching_forms.ClosingForm(scores, instance=whole).is_valid()
    form = matching_forms.ClosingForm(scores | {motive: ""}, instance=whole)
    assert not form.is_valid() and list(form.errors) == [motive]
    assert not matching_forms.ClosingForm(scores | {motive: 6}, instance=whole).is_valid()


# ---- introduction ----


def test_the_introduction_waits_for_the_conversation_and_for_the_candidate(pilot, vacancy, selector):
    candidate = make.qualified_candidate(pilot)
    match = matching.propose(candidate, vacancy, by=selector)
    assert list(matching.introduction_blockers(match)) == [
        "The closing conversation comes first.",
        "The candidate has not agreed yet to what the company will see.",
    ]
    with pytest.raises(NotNow):
        matching.introduce(new_sheet(match), by=selector)
    assert not Introduction.objects.filter(match=match).exists()


@pytest.mark.advice("8.3.3-09", carries="candidates.matching.introduce")
def test_then_candidate_and_company_are_introduced(pilot, vacancy, selector):
    candidate = make.qualified_candidate(pilot)
    match = matching.propose(candidate, vacancy, by=selector)
    closed(candidate)
    matching.share(match, on=today(), by=selector)
    matching.introduce(new_sheet(match, cost_indication=Decimal("8450.00")), by=selector)
    match.refresh_from_db()
    assert match.state == Match.State.INTRODUCED
    assert actions(match) == ["create", "share", "introduce"]


@pytest.mark.advice("7.4-05", carries="candidates.matching.sheet_blockers")
def test_what_the_company_agreed_to_does_not_change_while_its_yes_stands(pilot, selector):
    match = make.introduced_match(pilot)
    sheet = match.introduction
    sheet.agreed_training = TrainingKind.DIPLOMA
    matching.correct_sheet(sheet, by=selector, fields=["agreed_training"])
    agreement = matching.record_yes(yes(match, "company"), by=selector)
    sheet.agreed_training = TrainingKind.EVC
    with pytest.raises(NotNow, match="the company alone decides"):
        matching.correct_sheet(sheet, by=selector, fields=["agreed_training"])
    matching.take_back(agreement, reason="Wants more training", by=selector)
    matching.correct_sheet(sheet, by=selector, fields=["agreed_training"])


def test_the_company_says_yes_to_a_training_that_stands_on_the_sheet(pilot, selector):
    match = make.introduced_match(pilot)
    Introduction.objects.filter(match=match).update(agreed_training="")
    with pytest.raises(NotNow, match="which training the company agreed to"):
        matching.record_yes(yes(match, "company"), by=selector)


# ---- both sides ----


@pytest.mark.advice("8.3.3-11", carries="candidates.matching.record_yes")
def test_with_the_second_yes_both_agree(pilot, selector):
    match = make.introduced_match(pilot)
    matching.record_yes(yes(match, "company"), by=selector)
    match.refresh_from_db()
    assert match.state == Match.State.INTRODUCED
    matching.record_yes(yes(match, "candidate"), by=selector)
    match.refresh_from_db()
    assert match.state == Match.State.AGREED
    assert actions(match)[-3:] == ["yes_company", "yes_candidate", "agree"]


def test_a_yes_counts_from_the_day_of_the_introduction(pilot, selector):
    match = make.introduced_match(pilot)
    Introduction.objects.filter(match=match).update(at=timezone.now() + timedelta(days=2))
    with pytest.raises(NotNow, match="counts from that day on"):
        matching.record_yes(yes(match, "candidate"), by=selector)


def test_one_side_says_yes_once(pilot, selector):
    match = make.introduced_match(pilot)
    matching.record_yes(yes(match, "candidate"), by=selector)
    with pytest.raises(NotNow, match="said yes already"):
        matching.record_yes(yes(match, "candidate"), by=selector)


def test_a_yes_that_is_taken_back_is_kept_and_the_advice_lapses(pilot, selector):
    match = make.agreed_match(pilot)
    agreement = match.agreements.get(side="candidate")
    matching.take_back(agreement, reason="Doubts about the travel time", by=selector)
    match.refresh_from_db()
    assert match.state == Match.State.INTRODUCED and match.advice == "" and match.advised_by is None
    assert agreement.withdrawn_at and match.agreements.count() == 2
    assert Reason.objects.filter(text="Doubts about the travel time").exists()
    matching.record_yes(yes(match, "candidate"), by=selector)
    match.refresh_from_db()
    assert match.state == Match.State.AGREED and match.agreements.count() == 3


def test_a_yes_is_taken_back_once_and_not_after_the_placement(pilot, selector):
    agreement = make.introduced_match(pilot).agreements.create(side="company", given_by="X", recorded_by=selector)
    matching.take_back(agreement, reason="Too early", by=selector)
    with pytest.raises(NotNow, match="already"):
        matching.take_back(agreement, reason="Too early", by=selector)
    placed = make.placed_match(pilot)
    with pytest.raises(NotNow, match="gone on"):
        matching.take_back(placed.agreements.first(), reason="Too late", by=selector)


@pytest.mark.parametrize("situation", ["MatchFactory", "introduced_match", "agreed_match"])
def test_a_no_closes_a_match_from_every_open_state_with_who_and_why(situation, pilot, selector):
    match = getattr(make, situation)(**{} if situation == "MatchFactory" else {"pilot": pilot})
    matching.decline(match, who="candidate", reason="Chose another job", by=selector)
    assert match.state == Match.State.DECLINED and match.declined_by == "candidate"
    assert Reason.objects.filter(text="Chose another job").exists()


def test_a_no_without_a_reason_is_refused(pilot, selector):
    with pytest.raises(NotNow, match="reason"):
        matching.decline(make.introduced_match(pilot), who="company", reason="  ", by=selector)


def test_a_placement_is_not_declined(pilot, selector):
    with pytest.raises(NotNow):
        matching.decline(make.placed_match(pilot), who="company", reason="Regret", by=selector)


# ---- what is next ----


def steps_of(match):
    step = matching_steps.next_step(Match.objects.with_steps().get(pk=match.pk))
    return step and step.code


def test_every_case_says_what_is_next(pilot, vacancy, selector):
    candidate = make.qualified_candidate(pilot)
    match = matching.propose(candidate, vacancy, by=selector)
    assert steps_of(match) == "visit"
    visit = make.VisitFactory(candidate=candidate)
    assert steps_of(match) == "closing"
    make.ClosingConversationFactory(candidate=candidate, on=visit.on)
    assert steps_of(match) == "share"
    matching.share(match, on=today(), by=selector)
    assert steps_of(match) == "introduction"
    sheet = matching.introduce(new_sheet(match, at=timezone.now() + timedelta(days=1), agreed_training=""), by=selector)
    assert steps_of(match) == "meet"
    Introduction.objects.filter(pk=sheet.pk).update(at=timezone.now())
    assert steps_of(match) == "sheet"
    Introduction.objects.filter(pk=sheet.pk).update(agreed_training="short")
    assert steps_of(match) == "company_yes"
    matching.record_yes(yes(match, "company"), by=selector)
    assert steps_of(match) == "candidate_yes"
    matching.record_yes(yes(match, "candidate"), by=selector)
    assert steps_of(match) == "advise"


def test_an_open_match_of_somebody_placed_elsewhere_is_to_be_closed(pilot):
    match = make.placed_match(pilot)
    candidate = make.qualified_candidate(pilot)
    other = make.MatchFactory(candidate=candidate)
    make.placed_match(candidate=candidate)
    assert steps_of(other) == "decline"
    assert steps_of(match) is None


def test_an_open_match_is_to_be_closed_once_candidate_or_company_is_gone(pilot):
    match, other = make.introduced_match(pilot), make.introduced_match(pilot)
    Candidate.objects.filter(pk=match.candidate_id).update(
        state="out", out_stage="qualified", out_reason="withdrew", out_at=timezone.now()
    )
    Participation.objects.filter(pk=other.vacancy.participation_id).update(state="withdrawn")
    assert steps_of(match) == steps_of(other) == "decline"


def test_five_weekdays_after_a_thursday_is_the_next_thursday():
    assert matching_steps.weekdays_after(date(2026, 11, 19), 5) == date(2026, 11, 26)
    assert matching_steps.weekdays_after(date(2026, 11, 21), 1) == date(2026, 11, 23)


def test_the_phases_show_how_far_a_match_came(pilot):
    def statuses(match):
        return [phase["status"] for phase in matching_steps.phases(Match.objects.with_steps().get(pk=match.pk))]

    assert statuses(make.MatchFactory()) == ["done", "now", "todo", "todo", "todo", "todo"]
    assert statuses(make.introduced_match(pilot)) == ["done", "done", "done", "done", "now", "todo"]
    assert statuses(make.placed_match(pilot)) == ["done"] * 6


# ---- rules in the database ----


def refused(sql, *values, match):
    with pytest.raises(IntegrityError, match=match), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def insert_match(candidate, vacancy, by):
    return (
        "insert into candidates_match (candidate_id, vacancy_id, state, proposed_by_id, proposed_at, explanation, "
        "advice, declined_by, ended_cause, version) values (%s, %s, 'proposed', %s, now(), '{}', '', '', '', 1)",
        candidate.pk,
        vacancy.pk,
        by.pk,
    )


def test_the_database_refuses_a_match_without_commitment(pilot, selector):
    vacancy = make.VacancyFactory(participation=make.ParticipationFactory(pilot=pilot))
    refused(*insert_match(make.qualified_candidate(pilot), vacancy, selector), match="binding commitment")


@pytest.mark.parametrize("later", ["vacancy", "places"])
def test_the_database_refuses_a_match_for_what_came_after_the_commitment(pilot, vacancy, selector, later):
    candidate = make.qualified_candidate(pilot)
    if later == "places":
        Vacancy.objects.filter(pk=vacancy.pk).update(places=vacancy.places + 1)
        wanted = vacancy
    else:
        wanted = make.VacancyFactory(participation=vacancy.participation, title="Frezer")
    refused(*insert_match(candidate, wanted, selector), match="does not name this vacancy")
    wanted = Vacancy.objects.get(pk=wanted.pk)
    with pytest.raises(NotNow, match="makes the commitment anew"):
        matching.propose(candidate, wanted, by=selector)
    make.CommitmentFactory(participation=Participation.objects.get(pk=vacancy.participation_id))
    assert matching.propose(candidate, Vacancy.objects.get(pk=wanted.pk), by=selector).vacancy == wanted


def test_the_database_refuses_to_lead_a_match_to_a_vacancy_that_came_later(pilot, vacancy):
    match = make.MatchFactory(candidate=make.qualified_candidate(pilot), vacancy=vacancy)
    later = make.VacancyFactory(participation=vacancy.participation, title="Frezer")
    refused("update candidates_match set vacancy_id = %s where id = %s", later.pk, match.pk, match="does not name")


def test_a_commitment_from_before_there_was_a_paper_binds_for_every_vacancy(pilot, vacancy, selector):
    later = make.VacancyFactory(participation=vacancy.participation, title="Frezer")
    with connection.cursor() as cursor:
        # As a row from that time: nobody can make one today.
        cursor.execute("set constraints all immediate")
        cursor.execute("alter table companies_commitment disable trigger only_emptied")
        cursor.execute("update companies_commitment set paper_id = null, paper_kept = ''")
        cursor.execute("alter table companies_commitment enable trigger only_emptied")
    assert matching.propose(make.qualified_candidate(pilot), later, by=selector)


def test_the_database_refuses_a_match_of_somebody_who_is_not_qualified(pilot, vacancy, selector):
    refused(*insert_match(make.CandidateFactory(pilot=pilot), vacancy, selector), match="qualified candidate")


def test_the_database_refuses_a_match_between_two_pilots(vacancy, selector):
    refused(*insert_match(make.qualified_candidate(make.running_pilot()), vacancy, selector), match="one pilot")


def test_the_database_refuses_the_same_match_twice_while_it_runs(pilot, vacancy, selector):
    match = make.MatchFactory(candidate=make.qualified_candidate(pilot), vacancy=vacancy)
    refused(*insert_match(match.candidate, vacancy, selector), match="match_once_while_open")


def test_the_database_refuses_an_introduction_before_the_closing_conversation(pilot):
    match = make.MatchFactory(candidate=make.qualified_candidate(pilot))
    refused(
        "update candidates_match set state = 'introduced', shared_agreed_on = current_date where id = %s",
        match.pk,
        match="closing conversation",
    )


def test_the_database_refuses_an_introduction_the_candidate_did_not_agree_to(pilot):
    match = make.MatchFactory(candidate=make.qualified_candidate(pilot))
    closed(match.candidate)
    refused("update candidates_match set state = 'introduced' where id = %s", match.pk, match="closing conversation")


def test_the_database_refuses_agreement_before_both_said_yes(pilot):
    match = make.introduced_match(pilot)
    make.AgreementFactory(match=match, side="company")
    refused("update candidates_match set state = 'agreed' where id = %s", match.pk, match="both sides")


def test_a_yes_that_was_taken_back_does_not_count_in_the_database(pilot):
    match = make.introduced_match(pilot)
    make.AgreementFactory(match=match, side="company")
    make.AgreementFactory(match=match, side="candidate", withdrawn_at=timezone.now())
    refused("update candidates_match set state = 'agreed' where id = %s", match.pk, match="both sides")


def test_the_database_refuses_a_second_standing_yes_of_one_side(pilot):
    match = make.introduced_match(pilot)
    make.AgreementFactory(match=match, side="company")
    refused(
        "insert into candidates_agreement (match_id, side, given_by, given_on, recorded_by_id, recorded_at) "
        "values (%s, 'company', 'X', current_date, %s, now())",
        match.pk,
        match.proposed_by_id,
        match="agreement_once_per_side",
    )


@pytest.mark.parametrize("motive", ["work", "atmosphere", "career", "training"])
def test_the_database_refuses_a_motive_beyond_the_scale(motive, pilot):
    closing = closed(make.qualified_candidate(pilot))
    refused(f"update candidates_closingconversation set {motive} = 6 where id = %s", closing.pk, match="motives_1_to_5")


def test_the_database_refuses_a_second_closing_conversation(pilot, selector):
    candidate = make.qualified_candidate(pilot)
    closed(candidate)
    refused(
        'insert into candidates_closingconversation (candidate_id, "on", work, atmosphere, career, training, remark, '
        "by_id, version) values (%s, current_date, 3, 3, 3, 3, '', %s, 1)",
        candidate.pk,
        selector.pk,
        match="candidate_id",
    )
