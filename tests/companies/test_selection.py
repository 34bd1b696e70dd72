"""Choosing companies: two people, evidence on everything, knock-outs, profile, what is next."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from companies import selection
from companies.forms import VacancyForm
from companies.models import CompanyInterview, Criterion, Participation
from companies.selection_forms import FindingsForm, InterviewForm, ProfileForm
from companies.standing import blockers, knock_outs, next_step, weak_spots
from pilot.models import Mail
from pilot.workflow import NotNow
from tests.factories.companies import (
    CommitmentFactory,
    CompanyFactory,
    CompanyInterviewFactory,
    ContactFactory,
    FindingFactory,
    ParticipationFactory,
    ProfileFactory,
    VacancyFactory,
)
from tests.factories.pilot import AO, OOM, fund, owner, running_pilot, selector

TOMORROW = timezone.now() + timedelta(days=1)
EVIDENCE = "Staat sinds maart open, twee bureaus vonden niemand."
SOURCE = "P. de Vries, directeur"


def everything(**scores):
    """Findings on every criterion, 4 unless told otherwise."""
    return {criterion: (scores.get(criterion.value, 4), EVIDENCE, SOURCE) for criterion in Criterion}


@pytest.fixture
def pilot(db):
    return running_pilot()


@pytest.fixture
def case(pilot):
    participation = ParticipationFactory(pilot=pilot, state="interested")
    VacancyFactory(participation=participation)
    return participation


@pytest.fixture
def panel(case):
    return {"selector": selector(case.pilot), "owner": owner(case.pilot)}


@pytest.fixture
def interview(case, panel):
    return selection.plan(case, by=panel["owner"], at=TOMORROW, **panel)


def held(interview, **scores):
    selection.hold(interview, by=interview.selector, findings=everything(**scores))
    interview.participation.refresh_from_db()
    return interview.participation


# ---- two people ----


@pytest.mark.advice("8.3.1-09", carries="companies.selection.panel_blockers")
def test_one_person_cannot_hold_the_interview_alone(case):
    user = owner(case.pilot)
    with pytest.raises(NotNow) as refused:
        selection.plan(case, by=user, at=TOMORROW, selector=user, owner=user)
    assert len(refused.value.sentences) == 2
    assert not CompanyInterview.objects.exists()


@pytest.mark.advice("8.3.1-09", carries="companies.selection.panel_blockers")
def test_the_interview_is_held_by_a_selector_and_the_owner_of_the_companys_fund(case, panel):
    other = owner(case.pilot, OOM)
    with pytest.raises(NotNow):
        selection.plan(case, by=panel["owner"], at=TOMORROW, selector=panel["selector"], owner=other)
    case.company.fund = fund(OOM)
    case.company.save()
    selection.plan(case, by=panel["owner"], at=TOMORROW, selector=panel["selector"], owner=other)


def test_two_selectors_are_not_enough(case, panel):
    with pytest.raises(NotNow):
        selection.plan(case, by=panel["owner"], at=TOMORROW, selector=panel["selector"], owner=selector(case.pilot))


def test_the_form_offers_selectors_of_the_pilot_and_the_owner_of_the_fund(case, panel):
    selector(running_pilot(AO))
    form = InterviewForm(participation=case)
    assert list(form.fields["selector"].queryset) == [panel["selector"]]
    assert list(form.fields["owner"].queryset) == [panel["owner"]]


def test_both_interviewers_hear_of_it_but_not_who_planned_it(interview, published):
    assert list(Mail.objects.values_list("user", "kind")) == [(interview.selector_id, "company_interview")]
    assert "pilot" in Mail.objects.get().text


def test_one_interview_is_planned_at_a_time(interview, panel):
    with pytest.raises(NotNow):
        selection.plan(interview.participation, by=panel["owner"], at=TOMORROW, **panel)


def test_an_interview_is_not_planned_with_a_company_outside_the_pilot(pilot, panel):
    lead = ParticipationFactory(pilot=pilot, outside="region")
    with pytest.raises(NotNow):
        selection.plan(lead, by=panel["owner"], at=TOMORROW, **panel)


def test_an_interview_can_be_moved_and_cancelled_until_it_was_held(interview, panel):
    selection.replan(interview, by=panel["owner"], at=TOMORROW + timedelta(days=1), place="Best", **panel)
    selection.cancel(interview, by=panel["owner"], reason="Bedrijf is ziek.")
    with pytest.raises(NotNow):
        selection.replan(interview, by=panel["owner"], at=TOMORROW, **panel)
    selection.plan(interview.participation, by=panel["owner"], at=TOMORROW, **panel)


def test_who_need_not_come_hears_of_it(interview, panel, pilot):
    Mail.objects.all().delete()
    selection.cancel(interview, by=panel["owner"], reason="Bedrijf is ziek.")
    (mail,) = Mail.objects.all()
    assert mail.user == interview.selector and str(interview.participation) in mail.subject
    again = selection.plan(interview.participation, by=panel["owner"], at=TOMORROW, **panel)
    Mail.objects.all().delete()
    other = selector(pilot, email="ander@fonds.test")
    selection.replan(again, by=panel["owner"], at=TOMORROW, selector=other, owner=panel["owner"])
    told = {mail.user: mail.subject for mail in Mail.objects.select_related("user")}
    assert set(told) == {panel["selector"], other}
    assert told[panel["selector"]] != told[other]


# ---- findings ----


def test_findings_can_be_saved_on_the_way_and_are_counted_once(interview):
    by = interview.owner
    selection.note_findings(interview, by=by, findings={Criterion.VACANCY: (3, EVIDENCE, SOURCE)})
    assert len(selection.note_findings(interview, by=by, findings={Criterion.VACANCY: (3, EVIDENCE, SOURCE)})) == 0
    selection.note_findings(interview, by=by, findings={Criterion.VACANCY: (2, EVIDENCE, SOURCE)})
    assert list(interview.findings.values_list("criterion", "score")) == [("vacancy", 2)]


def test_only_the_two_interviewers_write_findings(interview):
    for user in (selector(interview.participation.pilot), owner(interview.participation.pilot, OOM)):
        with pytest.raises(NotNow):
            selection.note_findings(interview, by=user, findings=everything())


@pytest.mark.advice("8.3.1-14", carries="companies.selection.hold")
@pytest.mark.parametrize("missing", list(Criterion))
def test_the_interview_closes_only_with_a_finding_on_every_criterion(interview, missing):
    findings = everything()
    del findings[missing]
    with pytest.raises(NotNow) as refused:
        selection.hold(interview, by=interview.selector, findings=findings)
    assert str(missing.label) in refused.value.sentences[0]
    held(interview)
    assert Participation.objects.get().state == "interviewed"


def test_evidence_says_who_gave_it_and_who_wrote_it_down(interview):
    selection.note_findings(interview, by=interview.owner, findings={Criterion.VACANCY: (3, EVIDENCE, "A. Baas")})
    finding = interview.findings.get()
    assert (finding.source, finding.noted_by) == ("A. Baas", interview.owner)
    ContactFactory(company=interview.participation.company, name="K. Kerver")
    form = FindingsForm(interview=interview)
    assert form["hiring_source"].value() == "K. Kerver", "mostly the one who is spoken to"
    assert form["vacancy_source"].value() == "A. Baas"
    typed = {"vacancy_score": "3", "vacancy_evidence": EVIDENCE, "vacancy_source": "", "version": form.version_shown}
    assert set(FindingsForm(typed, interview=interview).errors) == {"vacancy_source"}


def test_after_closing_nothing_of_it_changes(interview):
    held(interview)
    with pytest.raises(NotNow):
        selection.note_findings(interview, by=interview.selector, findings=everything(vacancy=1))


# ---- the decision ----


@pytest.mark.parametrize(
    "criterion",
    [
        pytest.param("vacancy", marks=pytest.mark.advice("8.3.1-10", carries="companies.standing.knock_outs")),
        pytest.param("hiring", marks=pytest.mark.advice("8.3.1-11", carries="companies.standing.knock_outs")),
        pytest.param("sector", marks=pytest.mark.advice("8.3.1-13", carries="companies.standing.knock_outs")),
    ],
)
def test_a_knock_out_excludes_a_company_whatever_the_rest(interview, criterion):
    case = held(interview, **{criterion: 2})
    with pytest.raises(NotNow) as refused:
        selection.select(case, by=interview.owner)
    assert str(Criterion(criterion).label) in refused.value.sentences[0]
    assert len(refused.value.sentences) == 1


@pytest.mark.parametrize("criterion", ["split", "learning", "guidance", "forms"])
def test_another_low_finding_is_talked_about_but_excludes_nobody(interview, criterion):
    case = held(interview, **{criterion: 1})
    findings = list(interview.findings.all())
    assert weak_spots(findings) == [Criterion(criterion).label]
    assert list(knock_outs(findings)) == []
    selection.select(case, by=interview.owner)


@pytest.mark.parametrize("criterion", ["vacancy", "hiring", "sector"])
def test_a_knock_out_cannot_be_chosen_away_in_the_database_either(interview, criterion):
    case = held(interview, **{criterion: 2})
    for state in ("selected", "committed"):
        with pytest.raises(IntegrityError, match="knock-out|commitment on record"), transaction.atomic():
            Participation.objects.filter(pk=case.pk).update(state=state)
    assert Participation.objects.get(pk=case.pk).state == "interviewed"


def test_nobody_is_selected_past_the_interview_in_the_database(case):
    with pytest.raises(IntegrityError, match="knock-out"), transaction.atomic():
        Participation.objects.filter(pk=case.pk).update(state="selected")


def test_without_a_held_interview_nobody_is_selected(case):
    Participation.objects.filter(pk=case.pk).update(state="interviewed")
    assert blockers(case, "select")


def test_without_a_vacancy_for_the_occupation_nobody_is_selected(interview):
    case = held(interview)
    case.vacancies.update(occupation="engineer")
    with pytest.raises(NotNow):
        selection.select(case, by=interview.owner)


def test_the_last_interview_counts_after_a_company_came_back(interview, panel):
    case = held(interview, hiring=1)
    Participation.objects.filter(pk=case.pk).update(state="approached")
    case.refresh_from_db()
    second = selection.plan(case, by=panel["owner"], at=TOMORROW + timedelta(days=30), **panel)
    selection.select(held(second), by=panel["owner"])


# ---- profile ----


@pytest.mark.advice("8.3.1-17", carries="companies.selection.draw_up")
@pytest.mark.advice("7.4-12", carries="companies.selection.draw_up")
def test_the_profile_has_culture_motivation_and_type_of_work(interview):
    case = held(interview)
    data = {"culture": "team", "motivation": "Wil blijvers.", "type_of_work": "Kleine series."}
    form = ProfileForm(data, instance=selection.profile_of(case))
    assert form.is_valid()
    profile = selection.draw_up(form, case, by=interview.selector)
    assert (profile.participation, profile.culture) == (case, "team")
    assert not ProfileForm({"culture": "team"}, instance=selection.profile_of(case)).is_valid()


def test_there_is_no_profile_before_the_interview(case, panel):
    data = {"culture": "team", "motivation": "Wil blijvers.", "type_of_work": "Kleine series."}
    form = ProfileForm(data, instance=selection.profile_of(case))
    assert form.is_valid()
    with pytest.raises(NotNow):
        selection.draw_up(form, case, by=panel["selector"])


# ---- guidance ----


@pytest.mark.parametrize(
    ("hours", "enough"),
    [
        pytest.param(4, True, marks=pytest.mark.advice("7.3-04", carries="companies.selection.enough_guidance")),
        pytest.param(2, False, marks=pytest.mark.advice("8.3.6-25", carries="companies.selection.enough_guidance")),
        (Decimal("3.5"), True),
        (8, True),
        (None, False),
    ],
)
def test_about_four_hours_a_week_is_the_norm(hours, enough):
    assert selection.enough_guidance(hours) is enough


# ---- what is next ----


def test_every_state_names_what_is_next_and_who_does_it(pilot):
    expected = {
        "lead": "approach",
        "approached": "interest",
        "interested": "plan",
        "interviewed": "select",
        "selected": "profile",
    }
    for state, action in expected.items():
        step = next_step(ParticipationFactory(pilot=pilot, state=state))
        assert (step.action, bool(step.roles), bool(step.sentence)) == (action, True, True)
    interview = CompanyInterviewFactory(participation=ParticipationFactory(pilot=pilot, state="interested"))
    assert next_step(interview.participation, interview).action == "hold"
    chosen = ProfileFactory(participation=ParticipationFactory(pilot=pilot, state="selected")).participation
    assert next_step(chosen).action == "tell"
    assert next_step(chosen, mine=lambda step: step.action == "assess").action == "assess"
    assert next_step(ParticipationFactory(pilot=pilot, outside="fund")) is None
    assert next_step(ParticipationFactory(pilot=pilot, state="declined")) is None


def test_factories_make_what_the_verbs_make(pilot):
    case = ParticipationFactory(pilot=pilot, company=CompanyFactory())
    interview = CompanyInterviewFactory(participation=case)
    FindingFactory(interview=interview)
    CommitmentFactory(participation=case)
    assert case.commitment.hours == 4
    assert VacancyForm(instance=VacancyFactory(participation=case)).version_shown == 1
