"""The pages of companies: who comes where, what they show, and what a form keeps."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone, translation

from candidates import kit_levels, kits
from companies import committing
from companies.models import Company, CompanyInterview, Contact, Criterion, Note, Participation, SignedCopy, Vacancy
from pilot import documents
from pilot.models import AuditEvent, Blob
from tests.factories.companies import (
    CompanyFactory,
    CompanyInterviewFactory,
    ContactFactory,
    FindingFactory,
    LearningEnvironmentFactory,
    ParticipationFactory,
    ProfileFactory,
    ToldFactory,
    VacancyFactory,
    committed_vacancy,
)
from tests.factories.pilot import (
    AO,
    OOM,
    fund,
    management,
    new_pilot,
    owner,
    provider,
    running_pilot,
    selector,
    specialist,
)

EVIDENCE = "Bewijsstuk dat alleen interviewers lezen."


@pytest.fixture(autouse=True)
def dutch():
    with translation.override("nl"):
        yield


@pytest.fixture
def pilot(db):
    return running_pilot()


@pytest.fixture
def case(pilot):
    participation = ParticipationFactory(pilot=pilot)
    VacancyFactory(participation=participation)
    ContactFactory(company=participation.company)
    return participation


def url(name, row):
    return reverse(f"companies:{name}", args=[row.pk])


def list_url(pilot):
    return reverse("companies:list", args=[pilot.slug])


def answers(**scores):
    data = {}
    for criterion in Criterion:
        data[f"{criterion}_score"] = str(scores.get(criterion.value, 4))
        data[f"{criterion}_evidence"] = EVIDENCE
        data[f"{criterion}_source"] = "P. de Vries"
    return data


def interviewed(pilot, **scores):
    case = ParticipationFactory(pilot=pilot, state="interested")
    VacancyFactory(participation=case)
    interview = CompanyInterviewFactory(participation=case)
    for criterion in Criterion:
        FindingFactory(
            interview=interview, criterion=criterion, score=scores.get(criterion.value, 4), evidence=EVIDENCE
        )
    CompanyInterview.objects.filter(pk=interview.pk).update(state="held")
    Participation.objects.filter(pk=case.pk).update(state="interviewed")
    interview.refresh_from_db()
    case.refresh_from_db()
    return case, interview


def ready(pilot):
    """A selected company that was told everything, and of which everything is known."""
    case, _interview = interviewed(pilot)
    ProfileFactory(participation=case)
    ToldFactory(participation=case)
    LearningEnvironmentFactory(participation=case)
    Participation.objects.filter(pk=case.pk).update(state="selected")
    return Participation.objects.get(pk=case.pk)


# ---- the list ----


@pytest.mark.parametrize(
    ("role", "status"), [(owner, 200), (selector, 200), (provider, 200), (specialist, 403), (None, 403)]
)
def test_the_list_is_for_owners_selectors_and_providers(person, pilot, case, role, status):
    user = role(pilot) if role else management()
    response = person(user).get(list_url(pilot))
    assert response.status_code == status
    assert (str(case.company) in response.content.decode()) is (status == 200)


def test_the_list_has_a_tab_for_what_lies_outside(person, pilot, case):
    lead = ParticipationFactory(pilot=pilot, outside="region")
    browser = person(owner(pilot))
    inside, outside = (browser.get(list_url(pilot) + extra).content.decode() for extra in ("", "?buiten=1"))
    assert str(case) in inside and str(lead) not in inside
    assert str(lead) in outside and str(case) not in outside


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=halm", True),
        ("q=99887766", True),
        ("q=xyz", False),
        ("state=lead", True),
        ("state=committed", False),
        ("q=best", True),
    ],
)
def test_the_list_can_be_filtered(person, pilot, query, found):
    company = CompanyFactory(name="Halmwijk", kvk="99887766", town="Best")
    ParticipationFactory(pilot=pilot, company=company)
    page = person(owner(pilot)).get(f"{list_url(pilot)}?{query}").content.decode()
    assert ("Halmwijk" in page) is found


def test_the_list_filters_on_fund(person, pilot):
    for slug in (AO, OOM):
        ParticipationFactory(pilot=pilot, company=CompanyFactory(name=f"Bedrijf van {slug}", fund=fund(slug)))
    page = person(owner(pilot)).get(f"{list_url(pilot)}?fund={fund(OOM).pk}").content.decode()
    assert "Bedrijf van oom" in page and f"Bedrijf van {AO}" not in page


def test_the_list_pages_by_key_forth_and_back_whatever_is_added(person, pilot):
    for number in range(120):
        ParticipationFactory(pilot=pilot, company=CompanyFactory(name=f"{'Abc'[number % 3]} bedrijf {number:03}"))
    browser, seen, pages = person(owner(pilot)), [], []
    address = list_url(pilot)
    while address:
        context = browser.get(list_url(pilot) + address if address.startswith("?") else address).context
        pages.append([row.pk for row in context["page"].items])
        seen += [row.company.name for row in context["page"].items]
        address, back = context["page"].pages["next"], context["page"].pages["previous"]
    assert [len(page) for page in pages] == [50, 50, 20]
    assert seen == sorted(seen, key=str.lower)
    assert len(set(seen)) == 120
    ParticipationFactory(pilot=pilot, company=CompanyFactory(name="A nieuw"))
    assert [row.pk for row in browser.get(list_url(pilot) + back).context["page"].items] == pages[1]


@pytest.mark.parametrize("mark", ["onzin", "W10", "WzEsMl0", "%00", "eyJhIjoxfQ"])
def test_a_mark_that_means_nothing_gives_the_first_page(person, pilot, case, mark):
    assert str(case) in person(owner(pilot)).get(f"{list_url(pilot)}?na={mark}").content.decode()


@pytest.mark.parametrize("name", ["list", "case"])
def test_a_page_takes_as_many_queries_for_many_rows_as_for_one(person, pilot, name, django_assert_max_num_queries):
    case, interview = interviewed(pilot)
    ProfileFactory(participation=case)
    browser = person(owner(pilot))
    address = list_url(pilot) if name == "list" else case.get_absolute_url()
    browser.get(address)
    counts = []
    for count in (0, 40):
        for _number in range(count):
            ParticipationFactory(pilot=pilot)
            VacancyFactory(participation=case)
            ContactFactory(company=case.company)
            Note.objects.create(participation=case, by=owner(pilot), text="x")
            cancelled = CompanyInterviewFactory(participation=case, selector=interview.selector)
            CompanyInterview.objects.filter(pk=cancelled.pk).update(
                state="cancelled", at=timezone.localtime() - timedelta(days=90)
            )
        with django_assert_max_num_queries(20) as captured:
            assert browser.get(address).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_an_empty_list_says_what_to_do_first_and_a_blocked_pilot_why_not(person, pilot):
    assert (
        reverse("import_new", args=[pilot.slug, "companies"])
        in person(owner(pilot)).get(list_url(pilot)).content.decode()
    )
    design = new_pilot()
    response = person(owner(design)).get(list_url(design))
    assert response.context["blockers"]
    assert reverse("import_new", args=[design.slug, "companies"]) not in response.content.decode()


# ---- who may what ----

PAGES = [
    "participation",
    "interest",
    "decline",
    "company",
    "contact_new",
    "vacancy_new",
    "interview_plan",
    "select",
    "profile",
    "commit",
    "note",
]
ALLOWED = {
    owner: set(PAGES) - {"commit"},
    selector: set(PAGES) - {"commit"},
    provider: set(PAGES) - {"select", "profile"},
    specialist: None,
}


@pytest.mark.parametrize("role", list(ALLOWED))
@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_for_its_roles(person, pilot, case, role, name):
    allowed = ALLOWED[role]
    expected = 404 if allowed is None else 200 if name in allowed else 403
    assert person(role(pilot)).get(url(name, case)).status_code == expected


@pytest.mark.parametrize("name", PAGES)
def test_another_pilot_answers_404(person, case, name):
    stranger = running_pilot(AO)
    for role in (owner, selector, provider):
        assert person(role(stranger)).get(url(name, case)).status_code == 404


def test_a_provider_without_approval_sees_and_does_nothing(person, pilot, case):
    user = provider(pilot)
    pilot.appointments.update(state="ended")
    browser = person(user)
    assert browser.get(reverse("companies:list", args=[pilot.slug])).status_code == 403
    assert browser.get(case.get_absolute_url()).status_code == 404
    for name in ("interest", "company", "commit", "decline"):
        assert browser.get(url(name, case)).status_code == 404
    assert browser.post(url("approach", case)).status_code == 404


def test_a_provider_never_reads_the_evidence(person, pilot):
    case, interview = interviewed(pilot)
    for name, row in (("participation", case), ("interview", interview)):
        for role, reads in ((provider, False), (owner, True), (selector, True)):
            page = person(role(pilot)).get(url(name, row)).content.decode()
            assert (EVIDENCE in page) is reads, (name, role)


def test_before_it_is_closed_only_the_two_interviewers_read_the_evidence(person, pilot):
    interview = CompanyInterviewFactory(participation=ParticipationFactory(pilot=pilot, state="interested"))
    FindingFactory(interview=interview, evidence=EVIDENCE)
    for user, reads in (
        (interview.selector, True),
        (interview.owner, True),
        (selector(pilot), False),
        (owner(pilot, OOM), False),
    ):
        page = person(user).get(url("interview", interview)).content.decode()
        assert (EVIDENCE in page) is reads
        status = person(user).post(url("interview", interview), {"act": "save"}).status_code
        assert (status == 403) is not reads


def test_after_an_interview_a_no_is_for_owner_and_selector(person, pilot):
    case, _interview = interviewed(pilot)
    assert person(provider(pilot)).get(url("decline", case)).status_code == 403
    assert person(selector(pilot)).get(url("decline", case)).status_code == 200


# ---- the path ----


def test_a_company_walks_from_lead_to_commitment(person, pilot, case):
    choose, own, provide = selector(pilot), owner(pilot), provider(pilot)
    person(provide).post(url("approach", case))
    person(provide).post(
        url("interest", case), {"open_to_side_entrants": "True", "had_side_entrants": "", "remark": "Graag."}
    )
    moment = timezone.localtime() + timedelta(days=3)
    person(choose).post(
        url("interview_plan", case),
        {"at": moment.strftime("%Y-%m-%dT%H:%M"), "place": "Best", "selector": choose.pk, "owner": own.pk},
    )
    interview = CompanyInterview.objects.get()
    version = person(own).get(url("interview", interview)).context["form"].version_shown
    response = person(own).post(url("interview", interview), {**answers(), "act": "hold", "version": version})
    assert response.status_code == 302, response.content.decode()
    person(own).post(url("select", case))
    person(choose).post(
        url("profile", case), {"culture": "team", "motivation": "Wil blijvers.", "type_of_work": "Kleine series."}
    )
    person(own).post(
        url("told", case),
        {
            "on": timezone.localdate().isoformat(),
            "to": "P. de Vries",
            "forms": ["short"],
            "amount": "1.750",
            "accepts_split": "True",
        },
    )
    person(provide).post(
        url("environment", case),
        {
            "on": timezone.localdate().isoformat(),
            "trainer": "T. Palman",
            "hours": "4",
            "variety": "4",
            "variety_seen": "Kleine series.",
            "months": "9",
            "learnable": "True",
            "seen": "Leerhoek met twee banken.",
            "recognised": "False",
        },
    )
    assert person(provide).post(url("paper", case), {"hours": "4"}).url == url("copy_new", case)
    scan = SimpleUploadedFile("getekend.pdf", b"%PDF-1.7\ntrailer <<>>\n%%EOF", "application/pdf")
    assert person(provide).post(url("copy_new", case), {"file": scan}).url == url("commit", case)
    data = {"signed_by": "P. de Vries", "signed_on": timezone.localdate().isoformat()}
    response = person(provide).post(url("commit", case), data)
    assert response.status_code == 302, response.content.decode()
    case.refresh_from_db()
    assert (case.state, case.commitment.recorded_by) == ("committed", provide)
    copy = case.commitment.copy
    page = person(own).get(case.get_absolute_url()).content.decode()
    for words in ("T. Palman", "Kleine series.", "Graag.", "€\xa01.750,00", reverse("companies:copy", args=[copy.pk])):
        assert words in page, words


@pytest.mark.parametrize("name", ["start.js", "kwaad.html", "brief.docm"])
def test_a_script_or_macro_file_as_commitment_is_refused_with_a_sentence(person, pilot, name):
    case, provide = ready(pilot), provider(pilot)
    committing.make_paper(case, by=provide, hours=4)
    file = SimpleUploadedFile(name, b"<script>alert(1)</script>", "application/pdf")
    response = person(provide).post(url("copy_new", case), {"file": file})
    assert response.status_code == 200
    assert "kies een PDF, PNG of JPG" in response.content.decode()
    assert not SignedCopy.objects.exists() and not Blob.objects.exists()


def test_paper_and_signed_copy_are_for_owners_and_the_provider_and_opening_is_noted(person, pilot):
    case, provide = ready(pilot), provider(pilot)
    paper = committing.make_paper(case, by=provide, hours=4)
    type(paper.document).objects.update(state="working")
    documents.make(type(paper.document).objects.get())
    copy = committing.receive(paper, "getekend.pdf", b"%PDF-1.7\ntrailer <<>>\n%%EOF", by=provide)
    for name, row in (("paper_file", paper), ("copy", copy)):
        for user, status in (
            (provide, 200),
            (owner(pilot), 200),
            (owner(pilot, OOM), 200),
            (selector(pilot), 403),
            (specialist(pilot), 404),
            (owner(running_pilot()), 404),
            (management(), 404),
        ):
            assert person(user).get(url(name, row)).status_code == status, (name, user)
        assert AuditEvent.objects.filter(action="seen", subject_id=row.pk, actor=provide).exists()
    answer = person(provide).get(url("copy", copy))
    assert answer["Content-Disposition"].startswith("attachment") and answer["X-Content-Type-Options"] == "nosniff"
    listed = reverse("desk:document", args=[paper.document_id])
    assert person(selector(pilot)).get(listed).status_code == 404, "a paper with names is no sheet of the pilot"


def test_before_the_paper_can_be_made_nothing_leads_to_making_it(person, pilot):
    case, browser = ready(pilot), person(provider(pilot))
    paper = url("paper", case)
    for page in ("copy_new", "commit"):
        answer = browser.get(url(page, case))
        assert paper in answer.content.decode() and answer.context["steps"][0]["status"] == "now"
    ToldFactory(participation=case, accepts_split=False)
    for page in ("copy_new", "commit"):
        assert f'href="{paper}"' not in browser.get(url(page, case)).content.decode()


def test_what_was_typed_stays_when_the_commitment_cannot_be_recorded(person, pilot):
    case, provide = ready(pilot), provider(pilot)
    committing.make_paper(case, by=provide, hours=4)
    data = {"signed_by": "Mevrouw De Boer", "signed_on": "2199-01-01", "paper_kept": "Kast 4"}
    page = person(provide).post(url("commit", case), data).content.decode()
    assert "Mevrouw De Boer" in page and "Kast 4" in page and "Deze dag moet nog komen" in page


def test_no_to_people_from_outside_is_a_no_with_that_reason(person, pilot, case):
    person(owner(pilot)).post(url("interest", case), {"open_to_side_entrants": "False", "remark": "Alleen vakmensen."})
    case.refresh_from_db()
    assert case.state == "declined"
    assert "Alleen vakmensen." in person(owner(pilot)).get(case.get_absolute_url()).content.decode()


def test_before_a_no_or_a_return_the_page_says_what_follows(person, pilot, case):
    browser = person(owner(pilot))
    page = browser.get(url("decline", case)).content.decode()
    assert "stuurt het bedrijf niets" in page and "later weer opnemen" in page
    browser.post(url("decline", case), {"reason": "Geen tijd."})
    assert "begint opnieuw als benaderd" in browser.get(url("reopen", case)).content.decode()


def test_nobody_is_asked_a_reason_for_what_can_no_longer_be_done(person, pilot, case):
    Participation.objects.filter(pk=case.pk).update(state="declined")
    interview = CompanyInterviewFactory(participation=ParticipationFactory(pilot=pilot, state="interested"))
    CompanyInterview.objects.filter(pk=interview.pk).update(state="held")
    browser = person(owner(pilot))
    for address in (url("decline", case), reverse("companies:interview_cancel", args=[interview.pk])):
        page = browser.get(address)
        assert "Dit kan niet meer" in page.content.decode() and 'name="reason"' not in page.content.decode()
        # Whoever still posts keeps what was typed.
        assert "Toch niet." in browser.post(address, {"reason": "Toch niet."}).content.decode()


def test_a_company_that_signed_is_told_what_more_places_ask(person, pilot):
    vacancy = committed_vacancy(pilot, places=2)
    case, browser = vacancy.participation, person(provider(pilot))
    page = browser.get(reverse("companies:vacancy", args=[vacancy.pk])).content.decode()
    assert "ondertekent het opnieuw" in page
    assert "ondertekent" not in browser.get(url("vacancy_new", ParticipationFactory(pilot=pilot))).content.decode()
    Vacancy.objects.filter(pk=vacancy.pk).update(places=3)
    page = browser.get(case.get_absolute_url()).content.decode()
    assert "nadat het bedrijf had ondertekend" in page and "maakt het commitment opnieuw" in page
    assert url("paper", case) in page


def test_who_guides_there_is_not_asked_again_for_a_later_vacancy(person, pilot):
    vacancy = committed_vacancy(pilot)
    form = person(provider(pilot)).get(url("vacancy_new", vacancy.participation)).context["form"]
    assert form.initial["workplace_trainer"] == vacancy.participation.environment.trainer


def test_the_page_leads_to_the_levels_that_the_company_asks(person, pilot):
    case = committed_vacancy(pilot).participation
    asked = reverse("candidates:kit_levels_asked", args=[case.pk])
    for user in (owner(pilot), selector(pilot)):
        assert asked in person(user).get(case.get_absolute_url()).content.decode()
    assert asked not in person(provider(pilot)).get(case.get_absolute_url()).content.decode()
    lead = ParticipationFactory(pilot=pilot)
    lead_asked = reverse("candidates:kit_levels_asked", args=[lead.pk])
    assert lead_asked not in person(owner(pilot)).get(lead.get_absolute_url()).content.decode()
    item = kits.make_default(pilot, by=selector(pilot)).items.get(name="Samenwerken en overleggen")
    said = {"said_by": "J. de Boer", "said_on": timezone.localdate(), "by": selector(pilot)}
    kit_levels.note_asked(case, {item.pk: kit_levels.Answer("advanced", True)}, [item], **said)
    page = person(owner(pilot)).get(case.get_absolute_url()).content.decode()
    assert "Samenwerken en overleggen" in page and "weegt het zwaarst" in page


def test_a_knock_out_stands_where_the_decision_would_be(person, pilot):
    case, _interview = interviewed(pilot, hiring=1)
    browser = person(owner(pilot))
    response = browser.get(url("select", case))
    assert len(response.context["blockers"]) == 1
    assert str(Criterion.HIRING.label) in response.context["blockers"][0]
    browser.post(url("select", case))
    case.refresh_from_db()
    assert case.state == "interviewed"


def match_closed(match):
    type(match).objects.filter(pk=match.pk).update(state="declined", declined_by="selector")


def test_a_withdrawal_shows_what_it_touches(person, pilot):
    from tests.factories.candidates import MatchFactory, qualified_candidate

    vacancy = committed_vacancy(pilot)
    MatchFactory(vacancy=vacancy, candidate=qualified_candidate(pilot))
    case, browser = vacancy.participation, person(owner(pilot))
    response = browser.get(url("withdraw", case))
    assert [one.count for one in response.context["touched"]] == [2, 1]
    match = vacancy.matches.get()
    assert match.get_absolute_url() in response.content.decode()
    browser.post(url("withdraw", case), {"reason": "Failliet."})
    case.refresh_from_db()
    assert case.state == "withdrawn"
    page = browser.get(case.get_absolute_url())
    assert [one.count for one in page.context["left_behind"]] == [
        1
    ] and match.get_absolute_url() in page.content.decode()
    match_closed(match)
    assert browser.get(case.get_absolute_url()).context["left_behind"] == []
    browser.post(url("reopen", case), {"reason": "Doorstart."})
    case.refresh_from_db()
    assert case.state == "approached"


# ---- forms ----


def test_the_interview_form_refuses_one_person_twice(person, pilot, case):
    from pilot.choices import Role
    from tests.factories.pilot import assign

    own = owner(pilot)
    assign(own, Role.SELECTOR, pilot)
    data = {"at": "2027-01-04T10:00", "place": "", "selector": own.pk, "owner": own.pk}
    response = person(own).post(url("interview_plan", case), data)
    assert response.status_code == 200
    assert "owner" in response.context["form"].errors
    assert not CompanyInterview.objects.exists()


def test_findings_keep_what_was_typed_when_something_is_missing(person, pilot):
    interview = CompanyInterviewFactory(participation=ParticipationFactory(pilot=pilot, state="interested"))
    data = {**answers(), "forms_evidence": "", "act": "hold", "version": "0"}
    response = person(interview.owner).post(url("interview", interview), data)
    page = response.content.decode()
    assert response.status_code == 200
    assert page.count(EVIDENCE) == 6
    assert 'href="#id_forms_evidence"' in page
    assert not interview.findings.exists()


def test_findings_of_a_colleague_stand_beside_ones_own(person, pilot):
    interview = CompanyInterviewFactory(participation=ParticipationFactory(pilot=pilot, state="interested"))
    mine = person(interview.owner).get(url("interview", interview)).context["form"].version_shown
    person(interview.selector).post(
        url("interview", interview),
        {"vacancy_score": "2", "vacancy_evidence": "Al gevuld.", "vacancy_source": "X", "act": "save", "version": mine},
    )
    data = {"vacancy_score": "5", "vacancy_evidence": "Al jaren open.", "vacancy_source": "Y"}
    data |= {"act": "save", "version": mine}
    response = person(interview.owner).post(url("interview", interview), data)
    page = response.content.decode()
    assert "Al gevuld." in page and "Al jaren open." in page
    again = {**data, "version": response.context["form"].version_shown}
    assert person(interview.owner).post(url("interview", interview), again).status_code == 302
    assert interview.findings.get().score == 5


@pytest.mark.parametrize("what", ["company", "contact", "vacancy", "profile"])
def test_a_stale_save_gives_both_values_and_loses_nothing(person, pilot, case, what):
    Participation.objects.filter(pk=case.pk).update(state="interviewed")
    profile = ProfileFactory(participation=case)
    company, contact, vacancy = case.company, case.company.contacts.get(), case.vacancies.get()
    row, address, field, data = {
        "company": (
            company,
            url("company", case),
            "town",
            {"name": company.name, "fund": company.fund_id, "region": "zuid-oost"},
        ),
        "contact": (contact, reverse("companies:contact", args=[case.pk, contact.pk]), "name", {}),
        "vacancy": (vacancy, url("vacancy", vacancy), "title", {"occupation": "cnc-verspaner", "places": 2}),
        "profile": (profile, url("profile", case), "motivation", {"culture": "team", "type_of_work": "x"}),
    }[what]
    type(row).objects.filter(pk=row.pk).update(**{field: "Van een ander"})
    browser = person(owner(pilot))
    response = browser.post(address, {**data, field: "Van mij", "version": 1})
    page = response.content.decode()
    assert "Van een ander" in page and "Van mij" in page
    row.refresh_from_db()
    assert getattr(row, field) == "Van een ander"
    assert browser.post(address, {**data, field: "Van mij", "version": row.version}).status_code == 302
    row.refresh_from_db()
    assert getattr(row, field) == "Van mij"


def test_a_lead_by_hand_keeps_what_was_typed_and_reads_numbers_as_people_write_them(person, pilot):
    browser, address = person(owner(pilot)), reverse("companies:new", args=[pilot.slug])
    data = {
        "kvk": "1234 5678",
        "name": "Halmwijk",
        "fund": fund(AO).pk,
        "region": "zuid-oost",
        "postcode": "5611aa",
        "recruited_by": "fund",
        "phone": "040-1234567",
        "contact_name": "Jip",
        "places": "2",
    }
    response = browser.post(address, data)
    assert response.status_code == 200
    assert "occupation" in response.context["form"].errors
    assert "Halmwijk" in response.content.decode()
    assert browser.post(address, {**data, "occupation": "cnc-verspaner"}).status_code == 302
    company = Company.objects.get()
    assert (company.kvk, company.postcode, Contact.objects.get().phone) == ("12345678", "5611 AA", "0401234567")
    assert Vacancy.objects.get().places == 2
    response = browser.post(address, {**data, "occupation": "cnc-verspaner"})
    assert response.status_code == 200
    assert response.context["form"].non_field_errors()


def test_a_contact_of_another_company_cannot_be_reached_through_this_one(person, pilot, case):
    other = ContactFactory(company=CompanyFactory())
    address = reverse("companies:contact", args=[case.pk, other.pk])
    assert person(owner(pilot)).get(address).status_code == 404


def test_an_interview_is_moved_and_cancelled(person, pilot):
    interview = CompanyInterviewFactory(participation=ParticipationFactory(pilot=pilot, state="interested"))
    browser = person(owner(pilot))
    data = {"at": "2027-01-04T10:00", "place": "Best", "selector": interview.selector_id, "owner": interview.owner_id}
    assert browser.post(url("interview_replan", interview), {**data, "version": 1}).status_code == 302
    interview.refresh_from_db()
    assert interview.place == "Best"
    browser.post(url("interview_cancel", interview), {"reason": "Ziek."})
    interview.refresh_from_db()
    assert interview.state == "cancelled"
