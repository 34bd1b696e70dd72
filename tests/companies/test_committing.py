"""From chosen to committed: assessed by the provider, told beforehand, made, signed, recorded, and signed again."""

from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.db import connection
from django.utils import timezone, translation
from PIL import Image
from pypdf import PdfReader

from companies import committing, signed
from companies.basis import Basis
from companies.committing_forms import FORMS, CommitForm, EnvironmentForm, PaperForm, ToldForm
from companies.models import Commitment, LearningEnvironment, Participation, SignedCopy
from companies.standing import commit_steps, next_step
from pilot import documents
from pilot.models import AuditEvent, Blob, Document
from pilot.workflow import NotNow
from tests.factories.companies import (
    LearningEnvironmentFactory,
    ParticipationFactory,
    ProfileFactory,
    ToldFactory,
    VacancyFactory,
    committed_vacancy,
    held_without_knock_out,
)
from tests.factories.pilot import full_policy, owner, provider, running_pilot, selector, sign_all

TODAY = timezone.localdate
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def pilot(db):
    return running_pilot()


@pytest.fixture
def by(pilot):
    return provider(pilot)


@pytest.fixture
def chosen(pilot):
    """A company that was selected; nothing of its commitment is there yet but the profile."""
    case = ParticipationFactory(pilot=pilot)
    VacancyFactory(participation=case)
    held_without_knock_out(case)
    ProfileFactory(participation=case)
    Participation.objects.filter(pk=case.pk).update(state="selected")
    return Participation.objects.get(pk=case.pk)


@pytest.fixture
def ripe(chosen):
    """A company that knows everything, and of which everything is known."""
    ToldFactory(participation=chosen)
    LearningEnvironmentFactory(participation=chosen)
    return chosen


SEEN = {
    "trainer": "T. Palman",
    "hours": Decimal(4),
    "variety": 4,
    "variety_seen": "Enkelstuks.",
    "months": 9,
    "learnable": True,
    "seen": "Leerhoek met twee banken; mevrouw Palman liet alles zien.",
    "recognised": False,
}
SAID = {"to": "P. de Vries", "forms": ["short"], "amount": Decimal(1800), "accepts_split": True}


def picture(kind="PNG"):
    held = BytesIO()
    Image.new("L", (30, 40), 255).save(held, kind)
    return held.getvalue()


def made(paper):
    """The PDF, as the worker makes it."""
    Document.objects.filter(pk=paper.document_id).update(state="working")
    documents.make(Document.objects.get(pk=paper.document_id))


def signing(case, by, **fields):
    return committing.commit(case, by=by, **{"signed_by": "P. de Vries", "signed_on": TODAY(), **fields})


# ---- the learning environment ----


@pytest.mark.advice("8.3.1-07", carries="companies.committing.assess")
def test_the_provider_assesses_the_learning_environment_and_nobody_else(chosen, by):
    for user in (owner(chosen.pilot), selector(chosen.pilot)):
        with pytest.raises(NotNow, match="provider"):
            committing.assess(chosen, by=user, **SEEN)
    environment = committing.assess(chosen, by=by, **SEEN)
    assert (chosen.environment, environment.by, environment.on) == (environment, by, TODAY())
    assert chosen.vacancies.get().workplace_trainer == "T. Palman"
    assert chosen.company.recognised is False
    assert AuditEvent.objects.filter(action="assess", actor=by).exists()


def test_it_is_assessed_apart_from_the_interview_and_again_later(pilot, by):
    case = ParticipationFactory(pilot=pilot, state="interested")
    first = committing.assess(case, by=by, **SEEN)
    second = committing.assess(case, by=by, **SEEN | {"months": 14})
    assert list(case.environments.all()) == [first, second]
    assert case.environment.months == 14
    with pytest.raises(NotNow):
        committing.assess(ParticipationFactory(pilot=pilot), by=by, **SEEN)


@pytest.mark.advice("8.3.1-07", carries="companies.basis.environment_gaps")
def test_without_an_assessment_there_is_no_commitment(chosen, by):
    ToldFactory(participation=chosen)
    with pytest.raises(NotNow, match="assessed"):
        committing.make_paper(chosen, by=by, hours=4)


@pytest.mark.advice("8.3.1-08", carries="companies.basis.environment_gaps")
def test_where_the_trade_cannot_be_learned_in_fairly_short_time_nobody_commits(ripe, by):
    LearningEnvironmentFactory(participation=ripe, learnable=False)
    with pytest.raises(NotNow, match="fairly short time"):
        committing.make_paper(ripe, by=by, hours=4)


def test_a_diploma_route_asks_for_a_recognition_that_stands_today(ripe, by):
    ripe.pilot.policies.update(state="superseded")
    sign_all(full_policy(ripe.pilot, stance="certified"))
    case = Participation.objects.get(pk=ripe.pk)
    LearningEnvironmentFactory(participation=case, recognised_until=TODAY() - timedelta(days=1))
    with pytest.raises(NotNow, match="recognised"):
        committing.make_paper(case, by=by, hours=4)
    LearningEnvironmentFactory(participation=case, recognised_until=TODAY())
    committing.make_paper(case, by=by, hours=4)


TYPED = {
    "on": "2026-01-05",
    "trainer": "T. Palman",
    "hours": "4,5",
    "variety": "4",
    "variety_seen": "Enkelstuks.",
    "months": "9",
    "learnable": "True",
    "seen": "Leerhoek.",
    "recognised": "True",
    "recognition_number": "100123",
    "recognised_for": "Verspaner",
    "recognised_until": "2099-01-01",
}


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({}, set()),
        ({"trainer": ""}, {"trainer"}),
        ({"learnable": ""}, {"learnable"}),
        ({"hours": "0"}, {"hours"}),
        ({"on": "2199-01-01"}, {"on"}),
        ({"recognition_number": "", "recognised_for": ""}, {"recognition_number", "recognised_for"}),
        ({"recognised_until": "2020-01-01"}, {"recognised_until"}),
        ({"recognised": "False", "recognition_number": ""}, set()),
    ],
)
def test_the_assessment_has_criteria_of_its_own(change, wrong):
    form = EnvironmentForm({**TYPED, **change})
    assert set(form.errors) == wrong


def test_without_recognition_its_number_is_not_kept(chosen, by):
    form = EnvironmentForm({**TYPED, "recognised": "False"})
    assert form.is_valid()
    assert committing.assess(chosen, by=by, **form.cleaned_data).recognition_number == ""


# ---- told beforehand ----


@pytest.mark.advice("8.3.1-16", carries="companies.committing.tell")
def test_what_was_told_has_the_forms_the_amount_the_day_and_who_told_it(chosen):
    user = owner(chosen.pilot)
    told = committing.tell(chosen, by=user, **SAID)
    assert (told.form_names, told.amount, told.on, told.by) == ("Short technical training", 1800, TODAY(), user)
    assert chosen.told_last == told


@pytest.mark.advice("8.3.1-16", carries="companies.basis.told_gaps")
def test_a_yes_is_refused_before_forms_and_costs_were_told(chosen, by):
    LearningEnvironmentFactory(participation=chosen)
    with pytest.raises(NotNow, match="training forms and the costs"):
        committing.make_paper(chosen, by=by, hours=4)
    with pytest.raises(NotNow, match="training forms and the costs"):
        signing(chosen, by, paper_kept="Ordner")
    assert not Commitment.objects.exists()


@pytest.mark.advice("8.3.1-14", carries="companies.basis.told_gaps")
def test_a_company_that_wants_training_for_itself_only_does_not_commit(ripe, by):
    ToldFactory(participation=ripe, accepts_split=False)
    with pytest.raises(NotNow, match="general skills are learned in training"):
        committing.make_paper(ripe, by=by, hours=4)


def test_the_form_of_what_was_told_begins_with_what_the_pilot_offers(pilot):
    policy = pilot.policy_in_force
    assert ToldForm(policy=policy)["forms"].value()[: len(FORMS[policy.stance])] == FORMS[policy.stance]
    typed = {"on": "2026-01-05", "to": "P. de Vries", "forms": ["short"], "amount": "1.750,50", "accepts_split": "True"}
    form = ToldForm(typed, policy=policy)
    assert form.is_valid() and form.cleaned_data["amount"] == Decimal("1750.50")
    assert set(ToldForm({**typed, "forms": [], "amount": "veel"}).errors) == {"forms", "amount"}


# ---- the paper ----


def test_the_paper_says_what_is_on_record_and_is_made_for_reading_aloud(ripe, by):
    paper = committing.make_paper(ripe, by=by, hours=Decimal("4.5"))
    made(paper)
    document = Document.objects.get(pk=paper.document_id)
    content = document.blob.plain
    assert document.state == "done" and content.startswith(b"%PDF-")
    catalog = PdfReader(BytesIO(content)).trailer["/Root"]
    assert catalog["/MarkInfo"]["/Marked"] and "/StructTreeRoot" in catalog and catalog["/Lang"] == by.language
    assert b"pdfuaid:part" in catalog["/Metadata"].get_data()
    assert signed.kind_of("eigen.pdf", content) == "pdf", "our own paper comes through our own check"


def test_the_paper_has_hours_vacancies_costs_and_the_text_that_binds(ripe, by):
    from django.template.loader import render_to_string

    from companies.papers import commitment_sheet

    paper = committing.make_paper(ripe, by=by, hours=Decimal("4.5"))
    with translation.override("nl"):
        html = render_to_string(*commitment_sheet(paper.document)).replace("\xa0", " ")
    for words in (
        "4,5 uur",
        "CNC-verspaner",
        "CNC verspaner, draaier, frezer",
        "€ 1.800,00",
        str(ripe.company),
        "T. Palman",
        "2 plaatsen",
        "bindt",
    ):
        assert words in html, words


@pytest.mark.parametrize("change", ["places", "told", "environment"])
def test_a_paper_that_was_overtaken_by_the_record_is_made_again(ripe, by, change):
    committing.make_paper(ripe, by=by, hours=4)
    if change == "places":
        ripe.vacancies.update(places=5)
    elif change == "told":
        ToldFactory(participation=ripe, amount=1900)
    else:
        LearningEnvironmentFactory(participation=ripe)
    with pytest.raises(NotNow, match="Make it again"):
        signing(ripe, by, paper_kept="Ordner")
    committing.make_paper(ripe, by=by, hours=4)
    signing(ripe, by, paper_kept="Ordner")


def test_a_paper_holds_for_who_reads_in_another_language(ripe, by):
    with translation.override("nl"):
        paper = committing.make_paper(ripe, by=by, hours=4)
    assert Basis(ripe).open_paper == paper


def test_the_hours_start_at_the_norm_and_are_asked_again_below_it():
    assert PaperForm()["hours"].value() == "4"
    assert set(PaperForm({"hours": "2,5"}).errors) == {"few_hours"}
    assert PaperForm({"hours": "2,5", "few_hours": "on"}).is_valid()
    assert PaperForm({"hours": "4"}).is_valid()


def test_only_the_provider_makes_receives_and_records(ripe, by):
    strangers = owner(ripe.pilot), selector(ripe.pilot)
    for user in strangers:
        with pytest.raises(NotNow):
            committing.make_paper(ripe, by=user, hours=4)
    paper = committing.make_paper(ripe, by=by, hours=4)
    for user in strangers:
        with pytest.raises(NotNow):
            committing.receive(paper, "scan.png", picture(), by=user)
        with pytest.raises(NotNow):
            signing(ripe, user, paper_kept="Ordner")
    ripe.pilot.appointments.update(state="ended")
    with pytest.raises(NotNow):
        signing(ripe, type(by).objects.get(pk=by.pk), paper_kept="Ordner")


# ---- signed ----


@pytest.mark.advice("8.3.1-12", carries="companies.committing.commit")
@pytest.mark.advice("8.3.6-26", carries="companies.committing.commit")
def test_a_company_is_bound_with_the_signed_copy(ripe, by):
    paper = committing.make_paper(ripe, by=by, hours=4)
    copy = committing.receive(paper, "C:/map/getekend.png", picture(), by=by)
    commitment = signing(ripe, by)
    assert (ripe.state, commitment.copy, commitment.hours, copy.name) == ("committed", copy, 4, "getekend.png")
    assert Participation.objects.get(pk=ripe.pk).commitment == commitment
    with pytest.raises(NotNow, match="stays"):
        committing.drop(copy, by=by)
    with pytest.raises(NotNow, match="already"):
        committing.make_paper(ripe, by=by, hours=4)


@pytest.mark.advice("8.3.6-26", carries="companies.committing.commit")
def test_without_copy_or_paper_nobody_is_bound(ripe, by):
    with pytest.raises(NotNow, match="has not been made"):
        signing(ripe, by, paper_kept="Ordner")
    committing.make_paper(ripe, by=by, hours=4)
    with pytest.raises(NotNow, match="Upload the signed"):
        signing(ripe, by, paper_kept="  ")
    for day in (TODAY() - timedelta(days=1), TODAY() + timedelta(days=1)):
        with pytest.raises(NotNow):
            signing(ripe, by, paper_kept="Ordner", signed_on=day)
    assert signing(ripe, by, paper_kept="Ordner 3").paper_kept == "Ordner 3"


def test_another_copy_takes_the_place_of_the_first_until_it_is_recorded(ripe, by):
    paper = committing.make_paper(ripe, by=by, hours=4)
    first = committing.receive(paper, "een.png", picture(), by=by)
    second = committing.receive(paper, "twee.jpg", picture("JPEG"), by=by)
    assert list(SignedCopy.objects.all()) == [second]
    assert not Blob.objects.filter(pk=first.blob_id).exists()
    committing.drop(second, by=by)
    assert not SignedCopy.objects.exists() and not Blob.objects.filter(pk=second.blob_id).exists()


def test_with_a_copy_nobody_is_asked_where_the_paper_is():
    assert "paper_kept" in CommitForm().fields
    assert "paper_kept" not in CommitForm(copy=SignedCopy()).fields


# ---- for more than was signed ----


def test_a_vacancy_that_came_later_is_signed_for_before_anybody_is_proposed(ripe, by):
    from candidates.matching import vacancy_blockers

    committing.make_paper(ripe, by=by, hours=4)
    signing(ripe, by, paper_kept="Ordner")
    first = ripe.vacancies.get()
    later = VacancyFactory(participation=ripe, title="Frezer", workplace_trainer="T. Palman")
    case = Participation.objects.get(pk=ripe.pk)
    assert list(vacancy_blockers(first)) == []
    assert any("Frezer" in sentence for sentence in vacancy_blockers(later))
    assert Basis(case).uncovered == [later]
    assert next_step(case).action == "paper"
    committing.make_paper(case, by=by, hours=4)
    second = signing(case, by, paper_kept="Ordner")
    assert case.state == "committed" and case.commitment == second and case.commitments.count() == 2
    assert Basis(case).uncovered == [] and list(vacancy_blockers(later)) == [] and next_step(case) is None
    assert AuditEvent.objects.filter(action="recommit").count() == 1


def test_more_places_are_signed_for_fewer_are_not(ripe, by):
    vacancy = committed_vacancy(ripe.pilot, places=2)
    case = vacancy.participation
    assert committing.signed_places(vacancy) == 2
    type(vacancy).objects.update(places=3)
    assert [row.pk for row in Basis(case).uncovered] == [vacancy.pk]
    type(vacancy).objects.update(places=1)
    assert Basis(case).uncovered == []


def test_the_database_counts_what_was_signed_as_the_record_does(ripe, by):
    def signed(vacancy):
        with connection.cursor() as cursor:
            cursor.execute("select companies_places_signed(%s)", [vacancy.pk])
            return cursor.fetchone()[0]

    vacancy = ripe.vacancies.get()
    assert signed(vacancy) is None is committing.signed_places(vacancy), "nothing was signed yet"
    committing.make_paper(ripe, by=by, hours=4)
    signing(ripe, by, paper_kept="Ordner")
    later = VacancyFactory(participation=Participation.objects.get(pk=ripe.pk))
    vacancy = type(vacancy).objects.get(pk=vacancy.pk)
    assert (signed(vacancy), signed(later)) == (vacancy.places, 0)
    assert (committing.signed_places(vacancy), committing.signed_places(later)) == (vacancy.places, 0)


# ---- what is next ----


def test_what_can_be_done_side_by_side_is_offered_to_who_can_do_it(chosen, by):
    chosen.profile.delete()
    case = Participation.objects.get(pk=chosen.pk)
    assert [step.action for step in commit_steps(case)] == ["profile", "tell", "assess"]
    ProfileFactory(participation=case)
    committing.assess(case, by=by, **SEEN)
    committing.tell(case, by=by, **SAID)
    assert next_step(case).action == "paper"
    paper = committing.make_paper(case, by=by, hours=4)
    assert next_step(case).action == "sign"
    committing.receive(paper, "scan.png", picture(), by=by)
    assert next_step(case).action == "commit"
    signing(case, by)
    assert LearningEnvironment.objects.count() == 1
    assert next_step(Participation.objects.get(pk=chosen.pk)) is None
