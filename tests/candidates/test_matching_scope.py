"""Who sees and does what between proposal and placement, and the whole way on screen with the real roles."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from candidates.models import Agreement, Employment, Introduction, Match, Visit
from pilot.choices import Level, Role, TrainingKind
from pilot.models import AuditEvent
from tests import factories as make

pytestmark = pytest.mark.django_db

#: Status of a GET by address and role: owner of the company's fund, owner of the other fund, selector, provider.
PAGES = {
    "matches": (200, 200, 200, 200),
    "match": (200, 200, 200, 200),
    "rank": (200, 200, 200, 403),
    "vacancies_for": (200, 200, 200, 403),
    "visit_new": (403, 403, 200, 403),
    "visit": (403, 403, 200, 403),
    "closing": (403, 403, 200, 403),
    "share": (403, 403, 200, 403),
    "introduction": (403, 403, 200, 403),
    "agreement": (403, 403, 200, 403),
    "agreement_withdraw": (403, 403, 200, 403),
    "decline": (200, 403, 200, 403),
    "advise": (403, 403, 200, 403),
    "place": (200, 403, 403, 403),
    "employment": (200, 403, 200, 200),
    "end": (200, 403, 200, 403),
    "propose": (405, 405, 405, 405),
}


class Case:
    """A match on which both agree, in a joint pilot, with one person of each role and a visit and conversation."""

    def __init__(self):
        self.pilot = make.running_pilot()
        candidate = make.qualified_candidate(self.pilot, first_name="Zwaantje", last_name="Kwispelaar")
        make.VisitFactory(candidate=candidate, impression="CANARY-VISIT")
        make.ClosingConversationFactory(candidate=candidate, remark="CANARY-CLOSING")
        self.match = make.agreed_match(candidate=candidate)
        Match.objects.filter(pk=self.match.pk).update(advice="CANARY-ADVICE")
        self.match.refresh_from_db()
        self.people = {
            "owner": make.owner(self.pilot),
            "other owner": make.owner(self.pilot, make.OOM),
            "selector": self.match.proposed_by,
            "provider": make.provider(self.pilot),
        }

    def url(self, name):
        match = self.match
        arguments = {
            "matches": [self.pilot.slug],
            "rank": [match.vacancy_id],
            "vacancies_for": [match.candidate_id],
            "visit_new": [match.candidate_id],
            "visit": [match.candidate.visits.first().pk],
            "closing": [match.candidate_id],
            "agreement": [match.pk, "company"],
            "agreement_withdraw": [match.agreements.first().pk],
            "propose": [match.vacancy_id, match.candidate_id],
        }.get(name, [match.pk])
        return reverse(f"candidates:{name}", args=arguments)


@pytest.fixture
def case():
    return Case()


@pytest.mark.parametrize("name", PAGES)
def test_each_role_opens_only_its_own_pages(name, case, person):
    answers = tuple(person(user).get(case.url(name)).status_code for user in case.people.values())
    assert answers == PAGES[name]


@pytest.mark.parametrize("name", sorted(set(PAGES) - {"propose", "matches"}))
def test_nobody_outside_the_pilot_learns_that_a_match_exists(name, case, person):
    elsewhere = make.running_pilot()
    outsiders = [
        make.owner(elsewhere, make.OOM),
        make.selector(elsewhere),
        make.management(),
        make.manager(),
        make.person(Role.TRAINER, case.pilot),
        make.person(Role.MENTOR, case.pilot),
        make.specialist(case.pilot),
    ]
    assert [person(user).get(case.url(name)).status_code for user in outsiders] == [404] * len(outsiders)


def test_whoever_knows_the_pilot_but_not_its_people_is_refused_the_list(case, person):
    knowing = [make.management(), make.person(Role.TRAINER, case.pilot), make.specialist(case.pilot)]
    assert [person(user).get(case.url("matches")).status_code for user in knowing] == [403] * 3
    assert person(make.selector(make.running_pilot())).get(case.url("matches")).status_code == 404


def test_a_provider_sees_match_and_outcome_but_no_notes(case, person):
    page = person(case.people["provider"]).get(case.url("match")).content.decode()
    assert "Kwispelaar" in page and "CANARY" not in page
    for role in ("owner", "other owner", "selector"):
        page = person(case.people[role]).get(case.url("match")).content.decode()
        assert all(f"CANARY-{what}" in page for what in ("VISIT", "CLOSING", "ADVICE"))


def test_opening_a_case_is_noted(case, person):
    person(case.people["selector"]).get(case.url("match"))
    assert AuditEvent.objects.filter(action="seen", subject_id=case.match.candidate_id).count() == 1


def test_the_owner_of_the_other_fund_cannot_permit_by_posting(case, person):
    answer = person(case.people["other owner"]).post(case.url("place"), {"version": case.match.version})
    case.match.refresh_from_db()
    assert answer.status_code == 403 and case.match.state == Match.State.AGREED


def test_the_owner_permits_what_was_read_and_nothing_newer(case, person):
    browser = person(case.people["owner"])
    old = case.match.version
    Match.objects.filter(pk=case.match.pk).update(advice="On second thoughts: no.")
    answer = browser.post(case.url("place"), {"version": old})
    case.match.refresh_from_db()
    assert answer.status_code == 200 and case.match.state == Match.State.AGREED
    answer = browser.post(case.url("place"), {"version": case.match.version})
    case.match.refresh_from_db()
    assert answer.status_code == 302 and case.match.state == Match.State.PLACED


def test_permission_sent_twice_is_given_once(case, person):
    browser, key = person(case.people["owner"]), str(uuid.uuid4())
    for _time in range(2):
        assert browser.post(case.url("place"), {"version": case.match.version}, once=key).status_code == 302
    assert AuditEvent.objects.filter(action="place").count() == 1


def test_an_owner_may_only_say_the_own_no(case, person):
    browser = person(case.people["owner"])
    answer = browser.post(case.url("decline"), {"who": "company", "reason": "Not mine to say"})
    assert answer.status_code == 200
    assert browser.post(case.url("decline"), {"who": "owner", "reason": "Too costly"}).status_code == 302
    case.match.refresh_from_db()
    assert case.match.declined_by == "owner"


def test_a_side_that_does_not_exist_is_not_found(case, person):
    url = reverse("candidates:agreement", args=[case.match.pk, "neighbour"])
    assert person(case.people["selector"]).get(url).status_code == 404


def test_the_whole_way_from_proposal_to_placement_on_screen(person, published):
    pilot = make.running_pilot()
    vacancy = make.committed_vacancy(pilot)
    candidate = make.qualified_candidate(pilot)
    selector = person(make.selector(pilot))
    today = timezone.localdate()

    ranked = selector.get(reverse("candidates:rank", args=[vacancy.pk])).content.decode()
    assert candidate.name in ranked
    answer = selector.post(reverse("candidates:propose", args=[vacancy.pk, candidate.pk]))
    match = Match.objects.get()
    assert answer.status_code == 302 and answer.url == match.get_absolute_url()

    def post(name, data, *args):
        answer = selector.post(reverse(f"candidates:{name}", args=args or [match.pk]), data)
        assert answer.status_code == 302, answer.content.decode()
        match.refresh_from_db()

    visit = {"participation": vacancy.participation_id, "on": str(today), "would_work_here": "True", "impression": "Ok"}
    post("visit_new", visit, candidate.pk)
    post("closing", {"on": str(today), "work": 4, "atmosphere": 4, "career": 3, "training": 5}, candidate.pk)
    post("share", {"on": str(today)})
    at = timezone.localtime() - timedelta(minutes=5)
    sheet = {"at": at.strftime("%Y-%m-%dT%H:%M"), "proposed_training": "short", "cost_indication": "8.450,00"}
    post("introduction", sheet)
    assert match.state == Match.State.INTRODUCED
    version = Introduction.objects.get().version
    post("introduction", sheet | {"agreed_training": "short", "who_pays": "Bedrijf en fonds", "version": version})
    post("agreement", {"given_by": "P. de Vries", "given_on": str(today)}, match.pk, "company")
    post("agreement", {"given_by": candidate.name, "given_on": str(today)}, match.pk, "candidate")
    assert match.state == Match.State.AGREED
    post("advise", {"advice": "Past goed in de ploeg."})
    owner = person(make.owner(pilot))
    page = owner.get(reverse("candidates:place", args=[match.pk]))
    assert "Past goed in de ploeg." in page.content.decode()
    assert owner.post(reverse("candidates:place", args=[match.pk]), {"version": match.version}).status_code == 302
    match.refresh_from_db()
    assert match.state == Match.State.PLACED
    post("employment", {"employer": "company", "kind": "contract", "hours": "38", "start": "2027-01-04"})
    assert Employment.objects.get().match == match
    post("end", {"cause": "misfit", "on": str(today), "reason": "Reistijd"})
    assert match.state == Match.State.ENDED
    assert selector.get(match.get_absolute_url()).status_code == 200


def test_what_was_typed_stays_when_a_form_is_refused(person):
    pilot = make.running_pilot()
    candidate = make.qualified_candidate(pilot)
    url = reverse("candidates:closing", args=[candidate.pk])
    data = {"on": str(timezone.localdate()), "work": 4, "atmosphere": 4, "career": 3, "training": 5, "remark": "TYPED"}
    answer = person(make.selector(pilot)).post(url, data)
    page = answer.content.decode()
    assert answer.status_code == 200 and "TYPED" in page and "error-summary" in page
    assert not hasattr(candidate, "closing")


@pytest.mark.advice("8.3.3-10", carries="template:candidates/introduction_levels.html")
def test_the_sheet_of_the_introduction_shows_the_level_for_the_job_and_the_training_proposed(person):
    match = make.introduced_match()
    result = match.candidate.results.get()
    make.CompetenceLevelFactory(result=result, item=result.interview.kit.items.get(name="Leren"), level="advanced")
    page = person(match.proposed_by).get(reverse("candidates:introduction", args=[match.pk])).content.decode()
    row = page[page.index("Leren") :]
    assert str(Level.ADVANCED.label) in row and str(Level.BASIC.label) in row
    assert str(TrainingKind.SHORT.label) in page


def test_a_stale_sheet_shows_both_values(person):
    match = make.introduced_match()
    browser, url = person(match.proposed_by), reverse("candidates:introduction", args=[match.pk])
    old = match.introduction.version
    Introduction.objects.filter(match=match).update(who_pays="THEIRS")
    data = {"at": "2026-11-02T10:00", "proposed_training": "short", "who_pays": "MINE", "version": old}
    page = browser.post(url, data).content.decode()
    assert "THEIRS" in page and "MINE" in page
    assert Introduction.objects.get(match=match).who_pays == "THEIRS"


def test_a_proposal_that_is_refused_says_why_and_writes_nothing(person):
    pilot = make.running_pilot()
    vacancy = make.committed_vacancy(pilot, places=1)
    make.placed_match(pilot, vacancy=vacancy)
    candidate = make.qualified_candidate(pilot)
    browser = person(make.selector(pilot))
    answer = browser.post(reverse("candidates:propose", args=[vacancy.pk, candidate.pk]), follow=True)
    assert answer.redirect_chain and not candidate.matches.exists()
    assert "is-late" in answer.content.decode()


def test_a_candidate_of_another_pilot_cannot_be_proposed(person):
    pilot = make.running_pilot()
    vacancy, stranger = make.committed_vacancy(pilot), make.qualified_candidate()
    browser = person(make.selector(pilot))
    assert browser.post(reverse("candidates:propose", args=[vacancy.pk, stranger.pk])).status_code == 404


def test_the_warning_for_another_introduction_names_the_company(person):
    candidate = make.qualified_candidate()
    first, second = make.introduced_match(candidate=candidate), make.introduced_match(candidate=candidate)
    page = person(first.proposed_by).get(first.get_absolute_url()).content.decode()
    assert str(second.company) in page


def test_a_taken_back_yes_stays_to_be_seen(case, person):
    browser = person(case.people["selector"])
    agreement = case.match.agreements.get(side="company")
    url = reverse("candidates:agreement_withdraw", args=[agreement.pk])
    assert browser.post(url, {"reason": "Order lost"}).status_code == 302
    assert Agreement.objects.filter(withdrawn_at__isnull=False).count() == 1
    assert "Order lost" in browser.get(case.match.get_absolute_url()).content.decode()


def test_a_visit_is_changed_with_its_version(person):
    visit = make.VisitFactory(candidate=make.qualified_candidate())
    browser = person(visit.by)
    url, data = reverse("candidates:visit", args=[visit.pk]), {"on": "2026-10-01", "impression": "Licht en ruim"}
    data |= {"participation": visit.participation_id, "version": visit.version}
    assert browser.post(url, data).status_code == 302
    assert Visit.objects.get(pk=visit.pk).impression == "Licht en ruim"


# ---- lists ----


def queries(browser, url):
    browser.get(url)  # the first page of a session also writes the session
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(url).status_code == 200
    return len(captured)


def test_the_list_takes_as_many_queries_for_three_rows_as_for_one_whatever_it_shows(person):
    pilot = make.running_pilot()
    browser = person(make.selector(pilot))
    address = reverse("candidates:matches", args=[pilot.slug])
    lists = [f"{address}?toon={shown}" for shown in ("lopend", "toestemming", "geplaatst", "gesloten", "vrij")]

    def one_more():
        make.MatchFactory(candidate=make.qualified_candidate(pilot))
        make.agreed_match(pilot)
        make.placed_match(pilot)
        Match.objects.filter(pk=make.MatchFactory(candidate=make.qualified_candidate(pilot)).pk).update(
            state="declined"
        )

    one_more()
    first = [queries(browser, url) for url in lists]
    one_more()
    one_more()
    assert [queries(browser, url) for url in lists] == first
    assert max(first) <= 20


@pytest.mark.parametrize("name", ["rank", "vacancies_for", "match", "place"])
def test_a_page_of_a_case_takes_as_many_queries_with_more_around_it(name, case, person):
    browser = person(case.people["owner"])
    first = queries(browser, case.url(name))
    for _more in range(2):
        make.VisitFactory(candidate=case.match.candidate)
        make.introduced_match(candidate=case.match.candidate)
        make.qualified_candidate(case.pilot)
    assert queries(browser, case.url(name)) == first <= 20


def test_the_list_narrows_by_name_and_company(case, person):
    browser = person(case.people["selector"])
    make.agreed_match(case.pilot)
    url = case.url("matches")
    assert "Kwispelaar" in browser.get(url, {"naam": "kwispel"}).content.decode()
    assert "Kwispelaar" not in browser.get(url, {"naam": "nobody"}).content.decode()
    other = Match.objects.exclude(pk=case.match.pk).get()
    page = browser.get(url, {"bedrijf": other.vacancy.participation_id}).content.decode()
    assert str(other.candidate) in page and "Kwispelaar" not in page


def test_a_mark_in_the_address_that_means_nothing_gives_the_first_page(case, person):
    browser = person(case.people["selector"])
    for query in ("?na=rubbish", "?toon=rubbish", "?bedrijf=rubbish", "?toon=vrij&na=eA"):
        assert browser.get(case.url("matches") + query).status_code == 200
    for query in ("?match=rubbish", "?match=99999999999999999999", f"?match={case.match.pk}"):
        assert browser.get(case.url("visit_new") + query).status_code == 200
    assert browser.get(case.url("rank") + "?pagina=rubbish").status_code == 200
