"""From two cards to a decision: differences talked through, a proposal with reasons, a person who decides."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from candidates import competences, results
from candidates.models import Candidate, CompetenceLevel, Consensus, KitItem, Result
from candidates.results import Decision
from candidates.waiting import waiting
from pilot import facts
from pilot.choices import TrainingKind
from pilot.models import AuditEvent, Mail, Policy, RelatedFunction
from pilot.workflow import NotNow
from tests.factories import (
    CandidateFactory,
    ResultFactory,
    agreed_match,
    held_interview,
    owner,
    planned_interview,
    provider,
    qualified_candidate,
    running_pilot,
    selector,
)
from tests.house.staining import without_triggers

pytestmark = pytest.mark.django_db
CERTIFIED = {"stance": Policy.Stance.CERTIFIED}


def card(interview, part):
    return interview.scorecards.get(part=part)


def chooser(interview):
    return card(interview, "selector").interviewer


def item(interview, name):
    return interview.kit.items.get(name=name)


def yes(interview, **fields):
    """A decision that follows the proposal."""
    levels = {one.pk: "basic" for one in interview.kit.items.all()}
    base = {"type": results.propose(interview).type, "levels": levels, "culture": "team", "level_3": True}
    return Decision(qualified=True, training_kind=TrainingKind.SHORT, **(base | fields))


def no(**fields):
    return Decision(qualified=False, **({"out_reason": "motivation", "message": "Het wordt het niet."} | fields))


# ---- talking differences through ----


def test_two_points_difference_blocks_the_result_until_it_is_talked_through():
    interview = held_interview(value=5, other=3)
    rows = {row.item.name: row for row in results.rows_of(interview)}
    assert rows["Motivatie"].to_settle
    assert len(results.blockers(interview)) == 1
    for row in rows.values():
        results.settle(interview, row.item, by=chooser(interview), value=4, reason="Samen teruggelezen.")
    assert results.blockers(interview) == []
    assert results.rows_of(interview)[0].value == 4


def test_one_point_difference_counts_as_the_mean():
    interview = held_interview(value=4, other=3)
    assert results.blockers(interview) == []
    assert results.rows_of(interview)[0].value == Decimal("3.5")


def test_only_the_two_interviewers_settle_once_and_with_a_reason():
    interview = held_interview(value=5, other=3)
    one = item(interview, "Motivatie")
    settle = {"value": 4, "reason": "Samen besproken."}
    with pytest.raises(NotNow):
        results.settle(interview, one, by=selector(interview.candidate.pilot), **settle)
    with pytest.raises(NotNow):
        results.settle(interview, one, by=chooser(interview), value=4, reason=" ")
    results.settle(interview, one, by=chooser(interview), **settle)
    with pytest.raises(NotNow):
        results.settle(interview, one, by=card(interview, "specialist").interviewer, **settle)


def test_nothing_is_settled_before_both_cards_are_in():
    interview = planned_interview()
    with pytest.raises(NotNow):
        results.settle(interview, interview.kit.items.first(), by=chooser(interview), value=4, reason="x")
    with pytest.raises(IntegrityError, match="once both cards are in"), transaction.atomic():
        Consensus.objects.create(
            interview=interview, item=interview.kit.items.first(), value=4, reason="x", by=chooser(interview)
        )


def test_a_difference_is_settled_on_its_page_with_both_notes_in_sight(person):
    interview = held_interview(value=5, other=2)
    one = item(interview, "Leren")
    url = reverse("candidates:consensus", args=[interview.pk, one.pk])
    browser = person(chooser(interview))
    assert browser.get(url).status_code == 200
    refused = browser.post(url, {"value": "3", "reason": ""})
    assert refused.status_code == 200
    assert browser.post(url, {"value": "3", "reason": "Het tweede voorbeeld telde mee."}).status_code == 302
    assert Consensus.objects.get().value == 3


def test_differences_wait_for_both_interviewers_and_then_the_decision_for_the_selector():
    interview = held_interview(value=5, other=3)
    both = [chooser(interview), card(interview, "specialist").interviewer]
    for who in both:
        assert [one.key for one in waiting(who) if one.key == f"settle:{interview.pk}"]
    for one in interview.kit.items.all():
        results.settle(interview, one, by=both[0], value=4, reason="Besproken.")
    assert [one.key for one in waiting(both[0]) if one.key == f"result:{interview.pk}"]
    assert not [one.key for one in waiting(both[1]) if one.key == f"result:{interview.pk}"]


# ---- the proposal ----


@pytest.mark.advice("6.5-01", carries="candidates.results.propose")
def test_motivation_below_the_threshold_is_proposed_as_not_qualified_whatever_the_total():
    interview = held_interview(value=5)
    Consensus.objects.create(
        interview=interview, item=item(interview, "Motivatie"), value=2, reason="x", by=chooser(interview)
    )
    proposal = results.propose(interview)
    assert proposal.totals.total > 4
    assert not proposal.qualified
    assert proposal.out_reason == "motivation"
    assert " 2" in proposal.why[0]
    assert " 3" in proposal.why[0]


@pytest.mark.advice("8.3.4-05", carries="candidates.results.hard_minimum_of")
def test_the_hard_minimum_counts_for_short_training_only():
    def held(**policy):
        interview = held_interview(pilot=running_pilot(policy=policy), value=4)
        for one in interview.kit.items.filter(kind="hard"):
            Consensus.objects.create(interview=interview, item=one, value=2, reason="x", by=chooser(interview))
        return results.propose(interview)

    short, certified = held(), held(**CERTIFIED)
    assert not short.qualified
    assert short.out_reason == "hard_skills"
    assert certified.qualified
    assert certified.hard_minimum is None


@pytest.mark.advice("6.5-03", carries="candidates.competences.overlap")
@pytest.mark.advice("8.3.2-19", carries="candidates.competences.overlap")
def test_overlap_informs_and_never_gates():
    name = RelatedFunction.objects.filter(occupation="cnc-verspaner").first().function_name
    for function in (name, "Nooit van gehoord", ""):
        interview = held_interview(CandidateFactory(state="invited", former_function=function))
        proposal = results.propose(interview)
        assert proposal.qualified
        assert (proposal.overlap is None) == (function != name)


@pytest.mark.advice("7.3-09", carries="candidates.competences.propose_type")
@pytest.mark.advice("8.1-03", carries="candidates.competences.propose_type")
@pytest.mark.parametrize(("pct", "type_"), [(None, 1), (50, 1), (51, 2), (64, 2), (65, 3), (90, 3)])
def test_the_type_follows_the_overlap_by_the_thresholds_of_the_policy(pct, type_):
    policy = Policy(type_2_from=51, type_3_from=65)
    known = None if pct is None else facts.Overlap(pct, 100, pct)
    assert competences.propose_type(known, policy).type == type_


def test_an_unknown_overlap_is_type_one_with_a_remark_and_not_zero():
    assert competences.overlap_words(None) in ("unknown", "onbekend")
    proposal = competences.propose_type(None, Policy())
    assert proposal.type == 1
    assert proposal.why


@pytest.mark.advice("6.5-04", carries="candidates.competences.overlap_words")
def test_overlap_is_said_as_competences_and_percentage():
    words = competences.overlap_words(facts.Overlap(31, 51, 61))
    assert "31" in words
    assert "51" in words
    assert "61" in words


# ---- training need ----


@pytest.mark.advice("7.4-01", carries="candidates.competences.training_need")
@pytest.mark.advice("7.4-04", carries="candidates.competences.training_need")
@pytest.mark.advice("8.3.2-20", carries="candidates.competences.training_need")
def test_the_training_need_is_what_lies_between_the_levels_the_largest_gap_first():
    def asked(position, level):
        return KitItem(position=position, name=f"item {position}", required_level=level)

    rows = [
        (asked(1, "basic"), "basic"),
        (asked(2, "advanced"), "basic"),
        (asked(3, "expert"), ""),
        (asked(4, ""), ""),
        (asked(5, "basic"), "expert"),
    ]
    need = competences.training_need(rows)
    assert [(one.item.position, one.steps) for one in need] == [(3, 3), (2, 1)]


@pytest.mark.advice("8.3.2-21", carries="candidates.competences.propose_training")
@pytest.mark.advice("7.3-10", carries="candidates.competences.propose_training")
@pytest.mark.advice("7.3-11", carries="candidates.competences.propose_training")
@pytest.mark.parametrize(
    ("type_", "stance", "evc", "kind"),
    [
        (1, "certified", False, "diploma"),
        (1, "short", False, "short"),
        (2, "short", True, "short"),
        (2, "certified", True, "diploma"),
        (3, "short", True, "evc"),
        (3, "certified", True, "evc"),
        (3, "short", False, "short"),
    ],
)
def test_training_is_proposed_by_type_within_the_frames_of_the_pilot(type_, stance, evc, kind):
    proposal = competences.propose_training(type_, Policy(stance=stance, evc=evc))
    assert proposal.kind == kind
    assert proposal.why


@pytest.mark.advice("7.4-06", carries="candidates.competences.propose_training")
def test_a_proposal_says_what_companies_prefer_and_what_a_diploma_brings():
    diploma = " ".join(competences.propose_training(1, Policy(stance="certified", evc=False)).why)
    short = " ".join(competences.propose_training(2, Policy(stance="short", evc=True)).why)
    assert "extra geld" in diploma
    assert "korters" in diploma
    assert "liever dan een diploma" in short
    assert "haast" in short


def test_what_was_chosen_otherwise_than_proposed_is_said_with_the_outcome():
    policy = Policy(stance="short", evc=False)
    assert competences.training_explained(2, "short", policy) == competences.propose_training(2, policy).why
    said = " ".join(competences.training_explained(2, "diploma", policy))
    assert "Voorgesteld was" in said
    assert competences.training_explained(None, "", policy) == []


# ---- the decision ----


def test_a_qualified_candidate_has_a_type_levels_culture_and_training():
    interview = held_interview(value=4)
    result = results.decide(interview, yes(interview), by=chooser(interview))
    result.candidate.refresh_from_db()
    assert result.candidate.state == "qualified"
    assert (result.total, result.soft, result.hard) == (4, 4, 4)
    assert (result.threshold, result.soft_weight) == (3, 60)
    assert len(results.explain(result)) == 3
    assert result.levels.count() == interview.kit.items.count()
    assert AuditEvent.objects.filter(action="decide").exists()


def test_whoever_does_not_qualify_falls_out_with_a_reason_and_hears_it():
    interview = held_interview(value=2)
    decision = no(reason="", out_reason="motivation", message="Dank voor het gesprek.", keep_year=True)
    results.decide(interview, decision, by=chooser(interview))
    candidate = Candidate.objects.get(pk=interview.candidate_id)
    assert (candidate.state, candidate.out_stage, candidate.out_reason) == ("out", "interviewed", "motivation")
    assert candidate.consent_year
    assert "Dank voor het gesprek." in Mail.objects.get(to=candidate.email).text


@pytest.mark.advice("6.5-01", carries="candidates.results.deciding_blockers")
def test_below_the_threshold_nobody_can_qualify_somebody():
    interview = held_interview(value=2)
    with pytest.raises(NotNow) as error:
        results.decide(interview, yes(interview, reason="Ik zie het wel zitten."), by=chooser(interview))
    assert len(error.value.sentences) >= 1
    assert not Result.objects.exists()


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"motivation": "2.5"}, "result_qualified_is_motivated"),
        ({"hard": 2, "hard_minimum": "2.5"}, "result_qualified_reaches_hard_minimum"),
        ({"soft_weight": 50}, "result_soft_outweighs_hard"),
        ({"total": "5.5"}, "result_on_the_scale"),
        ({"type": None}, "result_qualified_has_a_type"),
    ],
)
def test_the_database_refuses_a_result_that_breaks_a_rule(change, rule):
    interview = held_interview()
    figures = {"motivation": 4, "soft": 4, "hard": 4, "total": 4, "type": 1, "level_3": True}
    figures |= {"decided_by": chooser(interview)} | change
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        Result.objects.create(interview=interview, candidate=interview.candidate, qualified=True, **figures)


def test_a_result_does_not_change_afterwards():
    result = qualified_candidate().results.get()
    with pytest.raises(IntegrityError, match="does not change"), transaction.atomic():
        Result.objects.filter(pk=result.pk).update(qualified=False)


def test_deciding_otherwise_than_proposed_needs_a_reason_and_that_holds_in_the_database_too():
    interview = held_interview(value=4)
    with pytest.raises(NotNow):
        results.decide(interview, no(), by=chooser(interview))
    result = results.decide(interview, no(reason="Wil toch niet in ploegen werken."), by=chooser(interview))
    assert result.proposed
    assert not result.qualified
    values = {
        field.attname: getattr(result, field.attname) for field in Result._meta.concrete_fields if field.name != "id"
    }
    other = held_interview(value=4)
    values |= {"interview_id": other.pk, "candidate_id": other.candidate_id, "reason": " "}
    with pytest.raises(IntegrityError, match="needs a reason"), transaction.atomic():
        Result.objects.create(**values)


def test_another_type_than_proposed_needs_a_reason():
    interview = held_interview(value=4)
    other = 3 if results.propose(interview).type != 3 else 2
    with pytest.raises(NotNow):
        results.decide(interview, yes(interview, type=other), by=chooser(interview))
    decision = yes(interview, type=other, type_reason="Repareerde jaren machines in de vrije tijd.")
    assert results.decide(interview, decision, by=chooser(interview)).type == other


def test_one_interview_has_one_decision():
    interview = held_interview(value=4)
    results.decide(interview, yes(interview), by=chooser(interview))
    with pytest.raises(NotNow):
        results.decide(interview, yes(interview), by=chooser(interview))


# ---- on screen ----


def typed(interview, **fields):
    base = {"qualified": "yes", "type": "1", "culture": "team", "level_3": "yes", "training_kind": "short"}
    levels = {f"level_of_{one.pk}": "basic" for one in interview.kit.items.all()}
    return base | levels | fields


@pytest.mark.advice("8.3.2-22", carries="candidates.forms_interviews.ResultForm")
@pytest.mark.advice("6.1-01", carries="candidates.forms_interviews.ResultForm")
def test_culture_and_level_three_are_asked_of_everybody_who_qualifies(person):
    interview = held_interview(value=4)
    url = reverse("candidates:result", args=[interview.pk])
    answer = person(chooser(interview)).post(url, typed(interview, culture="", level_3=""))
    assert answer.status_code == 200
    assert set(answer.context["form"].errors) == {"culture", "level_3"}


@pytest.mark.advice("6.1-01", carries="candidates.results.deciding_blockers")
@pytest.mark.parametrize("level_3", [False, None])
def test_without_a_clear_yes_to_level_three_nobody_qualifies_without_a_reason(level_3):
    interview = held_interview(value=4)
    with pytest.raises(NotNow, match="niveau 3"):
        results.decide(interview, yes(interview, level_3=level_3, level_3_reason="  "), by=chooser(interview))
    why = "Wil op niveau 2 blijven werken; het bedrijf weet dat."
    made = results.decide(interview, yes(interview, level_3=level_3, level_3_reason=why), by=chooser(interview))
    assert (made.level_3, made.level_3_reason) == (level_3, why)


def test_of_who_can_grow_to_level_three_no_reason_is_kept():
    interview = held_interview(value=4)
    made = results.decide(interview, yes(interview, level_3_reason="Blijven staan."), by=chooser(interview))
    assert made.level_3_reason == ""


@pytest.mark.parametrize("level_3", [False, None])
def test_the_database_refuses_a_qualified_person_without_level_three_and_without_a_reason(level_3):
    interview = held_interview(value=4)
    row = {"interview": interview, "candidate": interview.candidate, "level_3": level_3}
    with pytest.raises(IntegrityError, match="level 3"), transaction.atomic():
        ResultFactory(**row, level_3_reason=" ")
    assert ResultFactory(**row, level_3_reason="Zo besproken.").pk


@pytest.mark.parametrize(("answer", "words"), [("no", "Nee"), ("unclear", "Nog niet duidelijk")])
def test_the_form_asks_the_reason_for_level_three_and_the_pages_show_it(person, answer, words):
    interview = held_interview(value=4)
    url = reverse("candidates:result", args=[interview.pk])
    browser = person(chooser(interview))
    asked = browser.post(url, typed(interview, level_3=answer, culture="", type_reason="Blijft staan."))
    # In one round with whatever else is missing.
    assert set(asked.context["form"].errors) == {"level_3_reason", "culture"}
    assert "Blijft staan." in asked.content.decode()
    full = typed(interview, level_3=answer, level_3_reason="Kanariereden niveau drie.")
    check = browser.post(url, full).content.decode()
    assert words in check
    assert "Kanariereden niveau drie." in check
    assert browser.post(url, full | {"confirmed": "1"}).status_code == 302
    pilot = interview.candidate.pilot
    for reader, reads in ((chooser(interview), True), (owner(pilot), True), (provider(pilot), False)):
        page = person(reader).get(url).content.decode()
        assert words in page
        assert ("Kanariereden niveau drie." in page) == reads


def test_what_is_missing_from_a_decision_is_told_at_its_own_field(person):
    interview = held_interview(value=4)
    url = reverse("candidates:result", args=[interview.pk])
    page = person(chooser(interview)).post(url, {"qualified": "no"})
    assert set(page.context["form"].errors) == {"reason"}
    other = next(kind for kind in (1, 2, 3) if kind != results.propose(interview).type)
    page = person(chooser(interview)).post(url, typed(interview, type=other))
    assert set(page.context["form"].errors) == {"type_reason"}


def test_whoever_gives_permission_reads_why_somebody_without_level_three_was_taken(person):
    match = agreed_match()
    pilot = match.candidate.pilot
    result = match.candidate.results.get()
    giver = owner(pilot, match.company.fund.slug)
    page = reverse("candidates:place", args=[match.pk])
    assert "niveau 3" not in person(giver).get(page).content.decode()
    with without_triggers():
        Result.objects.filter(pk=result.pk).update(level_3=False, level_3_reason="Het bedrijf wil dit zo.")
    assert "Het bedrijf wil dit zo." in person(giver).get(page).content.decode()


def test_answers_are_checked_before_they_are_put_on_record(person):
    interview = held_interview(value=4)
    url = reverse("candidates:result", args=[interview.pk])
    browser = person(chooser(interview))
    check = browser.post(url, typed(interview))
    assert check.status_code == 200
    assert not Result.objects.exists()
    changed = browser.post(url, typed(interview) | {"change": "1"})
    assert changed.context["form"]["culture"].value() == "team"
    assert browser.post(url, typed(interview) | {"confirmed": "1"}).status_code == 302
    assert Result.objects.get().qualified
    assert CompetenceLevel.objects.count() == interview.kit.items.count()


def test_a_rejection_asks_what_the_candidate_hears_and_begins_with_a_decent_message(person):
    interview = held_interview(value=2)
    url = reverse("candidates:result", args=[interview.pk])
    browser = person(chooser(interview))
    check = browser.post(url, {"qualified": "no"})
    assert check.status_code == 200
    assert check.context["form"].initial["reason"] == "motivation"
    message = check.context["form"].initial["message"]
    assert len(message) > 100
    again = browser.post(url, {"qualified": "no", "confirmed": "1", "message": message})
    assert "reason" in again.context["form"].errors
    sent = {"qualified": "no", "confirmed": "1", "reason": "motivation", "message": message}
    sent["shown"] = check.context["letter"]["mark"]
    assert browser.post(url, sent).status_code == 302
    assert Candidate.objects.get(pk=interview.candidate_id).state == "out"


def test_the_owner_sees_the_proposal_and_cannot_decide(person):
    interview = held_interview(value=4)
    browser = person(owner(interview.candidate.pilot))
    url = reverse("candidates:result", args=[interview.pk])
    assert browser.get(url).status_code == 200
    assert browser.post(url, typed(interview)).status_code == 403


def test_the_provider_sees_what_came_of_it_and_not_why_it_was_decided_otherwise(person):
    candidate = qualified_candidate()
    interview = candidate.results.get().interview
    browser = person(provider(candidate.pilot))
    assert browser.get(reverse("candidates:result", args=[interview.pk])).status_code == 200
    other = held_interview(value=4, pilot=candidate.pilot)
    results.decide(other, no(reason="Kanarie in de reden."), by=chooser(other))
    for url in (reverse("candidates:result", args=[other.pk]), other.candidate.get_absolute_url()):
        assert "Kanarie" not in browser.get(url).content.decode()


def test_no_result_page_before_both_cards_are_in(person):
    interview = planned_interview()
    url = reverse("candidates:result", args=[interview.pk])
    assert person(chooser(interview)).get(url).status_code == 403


def test_the_result_shows_what_made_the_total_and_whether_other_weights_give_another_place(person):
    pilot = running_pilot()
    soft, hard = held_interview(pilot=pilot, value=4), held_interview(pilot=pilot, value=4)
    for interview in (soft, hard):
        results.decide(interview, yes(interview), by=chooser(interview))
    with without_triggers(), connection.cursor() as cursor:
        # Two whose order depends on the weight: even at 62.5 percent.
        for interview, figures in ((soft, (4.6, 2.6, 3.80)), (hard, (4.0, 3.6, 3.84))):
            cursor.execute(
                "update candidates_result set soft = %s, hard = %s, total = %s where interview_id = %s",
                [*figures, interview.pk],
            )
    page = person(chooser(soft)).get(reverse("candidates:result", args=[soft.pk]))
    assert page.context["standing"][0].startswith("Plaats 2 van 2")
    name = str(hard.candidate)
    assert page.context["standing"][1] == f"Komt vóór {name} als zacht voor 63 tot 99 procent telt."
    total = sum(part["points"] for part in page.context["parts"])
    assert total == pytest.approx(Decimal(4))
    assert {part["item"].name for part in page.context["parts"]} == {item.name for item in soft.kit.items.all()}
    # A provider reads the outcome, and what each item got it does not.
    seen = person(provider(pilot)).get(reverse("candidates:result", args=[soft.pk]))
    assert seen.context["parts"] == []


def test_the_only_one_who_qualified_is_compared_with_nobody(person):
    interview = held_interview(value=4)
    results.decide(interview, yes(interview), by=chooser(interview))
    page = person(chooser(interview)).get(reverse("candidates:result", args=[interview.pk]))
    assert page.context["standing"] == []
