"""Canaries: words planted where few may read them never turn up for anybody else, on any page of the case itself.

All other pages, files, mails and logs: ``test_canaries_everywhere``.
"""

from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone

from candidates import correcting, results, selection
from candidates.models import Candidate, Interview, Scorecard
from companies.models import Criterion
from pilot import documents
from pilot.models import Document, Mail
from tests import factories
from tests.house.access import EVERYBODY
from tests.house.checking import undone

pytestmark = pytest.mark.django_db

OWNERS = {"owner", "owner_oom"}
#: Word → the roles that may read it. A sealed card is its author's; scores of two cards that are in are no provider's.
MAY_READ = {
    "Kanarieselecteur": {"selector"},
    "Kanariespecialist": {"specialist"},
    "Kanariebeidein": {*OWNERS, "selector", "specialist"},
    "Kanariebevinding": {*OWNERS, "selector"},
    "Kanarieuwv": OWNERS,
    "Kanarieprive": {"mentor"},
    # What the funds speak about with UWV and others, and whom they speak there, is theirs (advice 8.2-19).
    "Kanariegesproken": OWNERS,
    "Kanariecontactnaam": OWNERS,
    "Kanarievoorwaarde": {*OWNERS, "management"},
    "Kanarienaam": {*OWNERS, "selector", "specialist", "provider", "mentor", "trainer"},
}


def card(interview, part, user, words, submitted):
    """A full card with the words in every note."""
    found = interview.scorecards.get(part=part)
    Scorecard.objects.filter(pk=found.pk).update(interviewer=user)
    notes = dict.fromkeys(("situation", "task", "action", "result"), words)
    for item in interview.kit.items.all():
        factories.ScoreFactory(scorecard=found, item=item, value=4, **notes)
    if submitted:
        Scorecard.objects.filter(pk=found.pk).update(submitted_at=timezone.now())


def interview_of(world, selector_words, specialist_words, both):
    candidate = factories.CandidateFactory(pilot=world.own.pilot, state="invited")
    interview = factories.planned_interview(candidate)
    card(interview, "selector", world.users["selector"], selector_words, submitted=True)
    card(interview, "specialist", world.users["specialist"], specialist_words, submitted=both)
    if both:
        Interview.objects.filter(pk=interview.pk).update(state="held")
        Candidate.objects.filter(pk=candidate.pk).update(state="interviewed")
    return interview


@pytest.fixture(scope="module")
def planted(world):
    """The world with every word in its place."""
    pilot = world.own.pilot
    world.sealed = interview_of(world, "Kanarieselecteur", "Kanariespecialist", both=False)
    world.opened = interview_of(world, "Kanariebeidein", "Kanariebeidein", both=True)
    talk = factories.CompanyInterviewFactory(
        participation=factories.ParticipationFactory(pilot=pilot),
        selector=world.users["selector"],
        owner=world.users["owner"],
    )
    for criterion in Criterion:
        factories.FindingFactory(interview=talk, criterion=criterion, evidence="Kanariebevinding")
    type(talk).objects.filter(pk=talk.pk).update(state="held")
    world.talk = talk
    match = factories.placed_match(pilot)
    Candidate.objects.filter(pk=match.candidate_id).update(employment="unemployed", uwv_benefit=True)
    factories.UwvArrangementFactory(
        candidate=match.candidate,
        made_by=world.users["owner"],
        **dict.fromkeys(("benefit_terms", "search_duty", "allowed_training"), "Kanarieuwv"),
    )
    training_class = factories.TrainingClassFactory(programme=world.own.programme)
    world.participant = factories.EnrolmentFactory(training_class=training_class, candidate=match.candidate)
    factories.GuideFactory(enrolment=world.participant, mentor=world.users["mentor"])
    factories.PrivateMatterFactory(
        enrolment=world.participant, by=world.users["mentor"], agreed="Kanarieprive", affects=True
    )
    world.party = factories.silent_party(pilot, contact_name="Kanariecontactnaam", keeper=world.users["owner"])
    later = timezone.localdate()
    factories.PartyContactFactory(
        party=world.party,
        text="Kanariegesproken",
        follow_up="Kanariegesproken",
        follow_up_on=later,
        on=later - timedelta(days=33),
        state="open",
    )
    factories.terms_with(factories.uwv(), dict.fromkeys(factories.UWV_SAID, "Kanarievoorwaarde"))
    return world


def heard(world, role, path, query=""):
    """The words that a role may not read and finds on a page all the same."""
    with undone():
        answer = world.browsers[role].get(path + query)
    text = answer.content.decode(errors="replace")
    if answer.headers.get("Content-Type", "").endswith("sheet"):
        from python_calamine import CalamineWorkbook

        book = CalamineWorkbook.from_filelike(BytesIO(answer.content))
        text = str([book.get_sheet_by_name(name).to_python() for name in book.sheet_names])
    return {word for word, roles in MAY_READ.items() if role not in roles and word in text}


def test_the_cases_themselves_tell_nobody_what_is_not_theirs(planted):
    """The planted cases, by every address that they have."""
    wrong = []
    paths = [
        *[one.get_absolute_url() for one in (planted.sealed, planted.opened, planted.talk, planted.participant)],
        *[one.candidate.get_absolute_url() for one in (planted.sealed, planted.opened, planted.participant)],
        *[one.get_absolute_url() for i in (planted.sealed, planted.opened) for one in i.scorecards.all()],
        *[reverse("candidates:result", args=[i.pk]) for i in (planted.sealed, planted.opened)],
        planted.talk.participation.get_absolute_url(),
        reverse("funding:uwv", args=[planted.participant.candidate_id]),
        planted.party.get_absolute_url(),
        planted.own.pilot.get_absolute_url(),
        reverse("party_log", args=[planted.own.pilot.slug]),
        reverse("parties", args=[planted.own.pilot.slug]),
        reverse("journal", args=[planted.own.pilot.slug]),
        reverse("desk:work"),
        reverse("terms"),
        reverse("desk:search") + "?q=Kanarie",
    ]
    with undone():
        Candidate.objects.filter(pilot=planted.own.pilot).update(first_name="Kanarienaam", last_name="Kanarienaam")
        for path in paths:
            for role in EVERYBODY:
                wrong += [f"{role} reads {word} on {path}" for word in heard(planted, role, path)]
    assert wrong == []


@pytest.mark.parametrize(
    ("word", "role", "where"),
    [
        ("Kanarieselecteur", "selector", lambda w: w.sealed.scorecards.get(part="selector").get_absolute_url()),
        ("Kanariebeidein", "owner", lambda w: w.opened.get_absolute_url()),
        ("Kanariebevinding", "owner", lambda w: w.talk.get_absolute_url()),
        ("Kanarieuwv", "owner", lambda w: reverse("funding:uwv", args=[w.participant.candidate_id])),
        ("Kanarieprive", "mentor", lambda w: w.participant.get_absolute_url()),
        ("Kanariegesproken", "owner_oom", lambda w: w.party.get_absolute_url()),
        ("Kanariecontactnaam", "owner", lambda w: w.party.get_absolute_url()),
        ("Kanarievoorwaarde", "management", lambda w: reverse("terms")),
    ],
)
def test_whoever_may_read_it_does(planted, word, role, where):
    """The canaries sing: a test that hears nothing because nothing was planted would be worthless."""
    assert word in planted.browsers[role].get(where(planted)).content.decode()


# --- one interview, by every route, before and after both cards are in ----------------------------------------------

FIRST, SECOND, WHY, AGREED = "Kanarieeerste", "Kanarietweede", "Kanariecorrectie", "Kanariesamen"
READERS = {*OWNERS, "selector", "specialist"}


def everywhere(world, interview):
    """Every address at which something of an interview could turn up."""
    pilot, person = world.own.pilot, interview.candidate
    of_pilot = ("candidates:list", "candidates:board", "candidates:export", "candidates:interviewer_agreement")
    of_pilot += (
        "candidates:matches",
        "candidates:recruiting_plan",
        "candidates:kit",
        "pilot",
        "journal",
        "appointments",
    )
    pick = f"?pick={person.pk}&pick={world.opened.candidate_id}"
    first, *_rest, last = interview.kit.items.all()
    cards = list(interview.scorecards.all())
    return [
        interview.get_absolute_url(),
        person.get_absolute_url(),
        *(card.get_absolute_url() + query for card in cards for query in ("", "?onderdeel=1", "?onderdeel=alles")),
        *(f"{card.get_absolute_url()}?onderdeel=nalezen" for card in cards),
        *(reverse("candidates:scorecard_correct", args=[card.pk, last.pk]) for card in cards),
        *(reverse("candidates:consensus", args=[interview.pk, item.pk]) for item in (first, last)),
        reverse("candidates:result", args=[interview.pk]),
        *(reverse(name, args=[pilot.slug]) for name in of_pilot),
        reverse("candidates:compare", args=[pilot.slug]) + pick,
        reverse("candidates:compare", args=[pilot.slug]) + pick + "&xlsx=1",
        *(reverse("desk:search") + f"?q={word}" for word in (FIRST, SECOND, WHY, AGREED)),
        reverse("desk:work"),
    ]


def read_by(world, interview):
    """Role → the words that it reads anywhere."""
    found = {role: set() for role in EVERYBODY}
    for path in everywhere(world, interview):
        for role in EVERYBODY:
            with undone():
                answer = world.browsers[role].get(path)
            text = answer.content.decode(errors="replace")
            if answer.headers.get("Content-Type", "").endswith("sheet"):
                from tests.house.crawl import cells

                text = str(cells(answer.content))
            asked = path.partition("?q=")[2]
            found[role] |= {word for word in (FIRST, SECOND, WHY, AGREED) if word in text and word != asked}
    return {role: words for role, words in found.items() if words}


def told(pilot):
    """Every mail, and every paper that can be made of the pilot."""
    from pypdf import PdfReader

    texts = [f"{mail.subject} {mail.text}" for mail in Mail.objects.all()]
    for kind in ("company_sheet", "lessons"):
        paper = Document.objects.create(
            pilot=pilot, kind=kind, title="Blad", asked_by=factories.owner(pilot), state="working"
        )
        documents.make(paper)
        paper.refresh_from_db()
        texts += [page.extract_text() for page in PdfReader(BytesIO(paper.blob.plain)).pages]
    return "".join("".join(texts).split())


def test_one_interview_by_every_route_before_and_after_both_cards_are_in(planted):
    """Before: each reads the own card. After: the two, selectors and owners read all of it; nobody else, ever."""
    selector, specialist = planted.users["selector"], planted.users["specialist"]
    with undone():
        interview = interview_of(planted, FIRST, SECOND, both=False)
        interview.scorecards.get(part="specialist").scores.update(value=2)
        assert read_by(planted, interview) == {"selector": {FIRST}, "specialist": {SECOND}}
        selection.submit(interview.scorecards.get(part="specialist"), by=specialist)
        interview.refresh_from_db()
        both = {FIRST, SECOND}
        assert read_by(planted, interview) == dict.fromkeys(READERS, both)
        first, *_rest, last = interview.kit.items.all()
        results.settle(interview, first, by=selector, value=3, reason=AGREED)
        score = interview.scorecards.get(part="specialist").scores.get(item=last)
        correcting.correct(score, by=specialist, value=4, reason=WHY)
        assert read_by(planted, interview) == dict.fromkeys(READERS, both | {WHY, AGREED})
        said = told(planted.own.pilot)
        assert [word for word in (FIRST, SECOND, WHY, AGREED) if word in said] == []
        assert Mail.objects.filter(kind="card_corrected").exists()
