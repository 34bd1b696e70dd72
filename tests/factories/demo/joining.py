"""From fit to placed: proposal, visits, closing conversation, introduction, both sides' yes, permission, employment."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from candidates import matching, placing
from candidates.models import Agreement, Employment, Introduction, Match, OutReason
from companies.models import Vacancy
from pilot.choices import TrainingKind
from tests.factories.candidates import (
    AgreementFactory,
    ClosingConversationFactory,
    EmploymentFactory,
    IntroductionFactory,
    VisitFactory,
)
from tests.factories.pilot import OOM

from . import firms
from .crowd import held_on
from .firms import BY_KEY
from .gathering import leave_qualified

#: Company of each participant, in the order of the class.
CLASS_1 = [*["rijn"] * 3, *["hulst"] * 2, "dillen", "broek", *["dillen"] * 2, *["timmermans"] * 2]
CLASS_1 += [*["bruijn"] * 2, *["vastenhouw"] * 2]
CLASS_2 = ["bave", "koning", "rijn", "bave", "zeemans", "koning", "dillen", "zeemans", "hulst", "bave"]
LEAVER, MOVES_TO = "bruijn", "vastenhouw"
#: The participant whose company stops, by place in the first class.
MOVER = CLASS_1.index("broek")
#: Companies are committed by then (working days ago).
FIRST_ROUND, SECOND_ROUND = 127, 74
#: Days after the proposal on which each step is taken, in working days.
STEPS = {
    "visit": 3,
    "visit_2": 5,
    "close": 7,
    "share": 8,
    "introduce": 8,
    "sheet": 11,
    "company_yes": 12,
    "candidate_yes": 13,
    "advise": 14,
    "place": 16,
    "employ": 17,
}
#: On which day the deputy of OOM gives permission.
DEPUTY = range(97, 107)
IMPRESSIONS = [
    ("Schone hal, iedereen zegt gedag. Mocht zelf een stuk opmeten.", True),
    ("Stond een ochtend naast de praktijkopleider. Hard geluid, wel meteen aan het werk.", True),
    ("Veel robots; vroeg zelf wat er gebeurt als er één stopt.", True),
    ("Aardige mensen, maar de reis is drie kwartier met de bus.", False),
    ("Zag de ploegwisseling om zes uur en schrok daar niet van.", True),
    ("Vond het werk te veel van hetzelfde.", False),
]
REMARKS = [
    "Kiest voor dit bedrijf om de ploeg; het salaris kwam pas daarna.",
    "Wil vooral weten wie er in het eerste half jaar helpt.",
    "De opleiding geeft de doorslag, het werk komt op de tweede plaats.",
    "Vergeleek twee bedrijven en noemt uit zichzelf de nadelen van beide.",
]
ADVICE = [
    "Positief. Past in de ploeg en de praktijkopleider ziet het zitten. Meten vraagt in het begin aandacht.",
    "Positief. Sterk op samenwerken; tekeninglezen komt in de opleiding als eerste.",
    "Positief, met één afspraak: het eerste half jaar alleen dagdienst.",
]
WISHES = ["", "Ook frezen, niet alleen draaien.", "Na een jaar verder met programmeren.", ""]
TRAVEL = "Anderhalf uur reizen voor een dienst die om zes uur begint; dat houdt niemand een half jaar vol."
COMPANY_NO = "Het bedrijf koos iemand die al kan programmeren."
CANDIDATE_NO = "Te ver reizen zonder auto."
SELECTOR_NO = "Een andere kandidaat past beter bij deze machine; deze kandidaat gaat naar een bedrijf met dagdienst."


@dataclass
class Course:
    """One match of one person with one company: from which working day ago, and up to which step."""

    person: object
    firm: object
    start: int
    until: str = "employ"
    closed: bool = False  # the closing conversation was held for an earlier match


def tell(story):
    """Put the matches on the agenda."""
    for person in story.of("class_1"):
        go(story, Course(person, BY_KEY[CLASS_1[person.place]], _start(person, FIRST_ROUND)))
    for person in story.of("leaver"):
        go(story, Course(person, BY_KEY[LEAVER], _start(person, FIRST_ROUND)))
    for person in story.of("class_2"):
        _second_round(story, person)
    _on_their_way(story)
    _found_fit_and_left(story)


def _start(person, latest):
    return min(held_on(person) - 3, latest)


def _second_round(story, person):
    firm, start = BY_KEY[CLASS_2[person.place]], _start(person, SECOND_ROUND)
    # The last one was placed last week: employment and seat are still to come.
    start, until = (22, "place") if person.place == 9 else (start, "employ")
    if person.place == 3:
        go(story, Course(person, BY_KEY["vastenhouw"], start, until="sheet"))
        story.at(start - 12, 11, _decline, story, person, "vastenhouw", Match.Declined.COMPANY, COMPANY_NO)
        go(story, Course(person, firm, start - 12, until, closed=True))
    elif person.place == 5:
        go(story, Course(person, BY_KEY["timmermans"], start, until="visit"))
        story.at(start - 4, 11, _decline, story, person, "timmermans", Match.Declined.CANDIDATE, CANDIDATE_NO)
        go(story, Course(person, firm, start - 4, until))
    else:
        go(story, Course(person, firm, start, until))


def _on_their_way(story):
    """Matches in every state before placement."""
    people = story.of("matching")
    ways = [
        ("bave", 20, "advise"),
        ("koning", 17, "advise"),
        ("zeemans", 15, "candidate_yes"),
        ("koning", 13, "company_yes"),
        ("bruijn", 9, "introduce"),
        ("timmermans", 5, "visit"),
        ("bave", 8, "close"),
    ]
    for person, (key, start, until) in zip(people, ways, strict=True):
        go(story, Course(person, BY_KEY[key], start, until))
    story.at(30, 10, _propose, story, people[4], BY_KEY["zeemans"])
    story.at(27, 10, _decline, story, people[4], "zeemans", Match.Declined.SELECTOR, SELECTOR_NO)


def _found_fit_and_left(story):
    """Two who were found fit and left all the same."""
    first, second = story.of("qualified_out")
    start = _start(first, FIRST_ROUND)
    go(story, Course(first, BY_KEY["dillen"], start, until="advise"))
    story.at(start - 15, 11, _decline, story, first, "dillen", Match.Declined.OWNER, TRAVEL)
    story.at(
        start - 30, 11, leave_qualified, story, first, OutReason.COMPANY_NO, "Geen ander bedrijf binnen reisafstand."
    )
    start = _start(second, FIRST_ROUND)
    go(story, Course(second, BY_KEY["rijn"], start, until="sheet"))
    story.at(start - 12, 12, _decline, story, second, "rijn", Match.Declined.COMPANY, COMPANY_NO)
    story.at(start - 20, 11, leave_qualified, story, second, OutReason.OTHER_JOB, "Kon bij de oude werkgever blijven.")


def go(story, course):
    """Put one match on the agenda, step by step."""
    person, firm, start = course.person, course.firm, course.start
    story.at(start, 10, _propose, story, person, firm)
    skipped = {"visit", "visit_2", "close"} if course.closed else set() if person.number % 3 else {"visit_2"}
    for step, days in STEPS.items():
        if step not in skipped:
            ago = start - days + (4 if course.closed else 0)
            story.at(ago, 9.5 + days / 3, ACTS[step], story, person, firm, ago)
        if step == course.until:
            return


def again(story, person, firm, monday):
    """A second placement, in the week that begins on ``monday``, for somebody whose company stopped."""
    week = [("propose", 1, 9), ("share", 1, 15), ("introduce", 2, 9), ("sheet", 3, 14), ("company_yes", 3, 15)]
    next_week = [("candidate_yes", 4, 9), ("advise", 7, 10), ("place", 8, 11), ("employ", 9, 10)]
    for step, days, hour in week + next_week:
        story.on(monday + timedelta(days=days), hour, ACTS[step], story, person, firm, None)


def found(story, person, firm):
    """The latest match of a person with a company."""
    rows = Match.objects.with_case().filter(candidate=story.rows[person.number])
    return rows.filter(vacancy__participation__company__kvk=firm.kvk).order_by("-pk").first()


# ---- steps ----


def _propose(story, person, firm, _ago=None):
    vacancy = Vacancy.objects.get(participation__pilot=story.pilot, participation__company__kvk=firm.kvk)
    matching.propose(story.row(person), vacancy, by=story.chooser(person))


def _visit(story, person, firm, _ago, wants=True):
    impressions = [text for text, wish in IMPRESSIONS if wish is wants]
    visit = VisitFactory.build(
        candidate=story.row(person),
        participation=firms.participation(story, firm),
        on=timezone.localdate(),
        impression=impressions[person.number % len(impressions)],
        would_work_here=wants,
        by=story.chooser(person),
    )
    matching.record_visit(visit, by=visit.by)


def _visit_2(story, person, firm, ago):
    """A visit to another company, to compare with."""
    other = "hulst" if firm.key != "hulst" else "rijn"
    _visit(story, person, BY_KEY[other], ago, wants=False)


def _close(story, person, _firm, _ago):
    random = story.chance(person, "close")
    closing = ClosingConversationFactory.build(
        candidate=story.row(person),
        on=timezone.localdate(),
        work=random.choice((3, 4, 4, 5)),
        atmosphere=random.choice((3, 4, 5)),
        career=random.choice((2, 3, 3, 4)),
        training=random.choice((3, 4, 4, 5)),
        remark=REMARKS[person.number % len(REMARKS)],
        by=story.chooser(person),
    )
    matching.close_visits(closing, by=closing.by)


def _share(story, person, firm, _ago):
    matching.share(found(story, person, firm), on=timezone.localdate(), by=story.chooser(person))


def _introduce(story, person, firm, ago):
    """Arranged for three working days later, or for the next day when there is haste; the last is still to come."""
    day = timezone.localdate() + timedelta(days=1)
    if ago is not None:
        day = story.day(ago - 3) if ago >= 3 else story.ahead(2)
    introduction = IntroductionFactory.build(
        match=found(story, person, firm),
        at=story.moment(day, 10),
        proposed_training=TrainingKind.SHORT,
        wished_training=WISHES[person.number % len(WISHES)],
        agreed_training="",
        cost_indication=7600,
        who_pays="Het bedrijf ongeveer € 2.000, het fonds de rest. De kandidaat geeft een avond per week.",
    )
    matching.introduce(introduction, by=story.chooser(person))


def _sheet(story, person, firm, _ago):
    introduction = Introduction.objects.select_related("match").get(match=found(story, person, firm))
    introduction.agreed_training = TrainingKind.SHORT
    matching.correct_sheet(introduction, by=story.chooser(person), fields=["agreed_training"])


def _yes(side):
    def yes(story, person, firm, _ago):
        agreement = AgreementFactory.build(
            match=found(story, person, firm),
            side=side,
            given_by=firm.contact if side == Agreement.Side.COMPANY else person.name,
            given_on=timezone.localdate(),
            recorded_by=story.chooser(person),
        )
        matching.record_yes(agreement, by=agreement.recorded_by)

    return yes


def _advise(story, person, firm, _ago):
    placing.advise(found(story, person, firm), text=ADVICE[person.number % len(ADVICE)], by=story.chooser(person))


def _place(story, person, firm, ago):
    deputy = firm.fund == OOM and ago in DEPUTY
    placing.place(found(story, person, firm), by=story.who["deputy_oom"] if deputy else story.owner(firm.fund))


def _employ(story, person, firm, _ago):
    match = found(story, person, firm)
    start = timezone.localdate() + timedelta(days=14 - timezone.localdate().weekday())
    employer, kind, name, take_over = Employment.Employer.COMPANY, Employment.Kind.CONTRACT, "", None
    if person.benefit and person.fate == "class_2":
        employer, kind = Employment.Employer.TRIAL, Employment.Kind.NONE
    elif person.number % 4 == 1:
        employer, name = Employment.Employer.SECONDMENT, story.employers["kantelaar"].name
        take_over = start + timedelta(days=91)
    employment = EmploymentFactory.build(
        match=match,
        employer=employer,
        employer_name=name,
        kind=kind,
        hours=match.vacancy.hours,
        start=start,
        take_over=take_over,
    )
    placing.employ(employment, by=story.who["provider_2"])


def _decline(story, person, key, who, reason):
    by = story.owner(BY_KEY[key].fund) if who == Match.Declined.OWNER else story.chooser(person)
    matching.decline(found(story, person, BY_KEY[key]), who=who, reason=reason, by=by)


ACTS = {
    "propose": _propose,
    "visit": _visit,
    "visit_2": _visit_2,
    "close": _close,
    "share": _share,
    "introduce": _introduce,
    "sheet": _sheet,
    "company_yes": _yes(Agreement.Side.COMPANY),
    "candidate_yes": _yes(Agreement.Side.CANDIDATE),
    "advise": _advise,
    "place": _place,
    "employ": _employ,
}
