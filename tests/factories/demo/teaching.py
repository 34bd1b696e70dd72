"""Programme and classes: the first class has run for two months, the second is being formed."""

from datetime import date, timedelta

from django.utils import timezone

from candidates import hearing, placing
from candidates.models import Candidate, Match
from funding import plans, starting
from pilot.choices import TrainingKind
from tests.factories.training import (
    PrivateMatterFactory,
    ProgrammeFactory,
    ReportFactory,
    TrainingClassFactory,
)
from training import classes, guidance, progress
from training.models import Enrolment, LeaveReason

from . import firms, joining, money
from .firms import BY_KEY

WEEKS = 26
MISFIT = "Er was niemand om de deelnemer aan de machine te begeleiden, en de klik met de ploeg ontbrak."
CALLED = "Gebeld: zoekt nog. Twee bedrijven in Eindhoven genoemd; volgende week bellen wij over een kennismaking."
MOVED = "Het bedrijf stopt; de deelnemer houdt zijn stoel en zoekt met ons een ander bedrijf."
REPORTS = [
    "",
    "Leest tekeningen sneller dan verwacht.",
    "",
    "Rekenen met toleranties blijft lastig; extra uur op donderdag.",
    "",
    "Praktijkopleider is tevreden, mag al zelf instellen.",
    "Miste één lesdag, ingehaald.",
    "",
]
PRIVATE = [
    (2, True, "De dinsdagavond wordt tot de kerst een woensdagavond."),
    (9, False, "Belt zelf als er iets verandert."),
    (11, True, "Tot februari alleen dagdienst; met het bedrijf besproken."),
]


def month_back(today, months):
    """First day of the month that lies ``months`` months before today's."""
    number = today.year * 12 + today.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)


def monday_from(day):
    """The first Monday from a day on."""
    return day + timedelta(days=-day.weekday() % 7)


def first_day(today):
    """The first day of the first class: a Monday early in the month before last."""
    return monday_from(month_back(today, 2).replace(day=5))


def weekday_before(day):
    """The day itself, or the Friday before when it lies in a weekend."""
    return day - timedelta(days=max(day.weekday() - 4, 0))


def tell(story):
    """Put training on the agenda."""
    at, on = story.at, story.on
    at(125, 14, _programme, story)
    at(112, 10, _form, story, "Klas 1", story.began)
    for person in [*story.of("class_1"), *story.of("leaver")]:
        at(82, 10 + person.number % 8 / 8, _seat, story, person, "Klas 1")
    at(70, 11, _confirm, story)
    on(story.began, 9, _start, story)
    on(story.began + timedelta(days=1), 14, _mentors, story)
    _misfit(story, story.began + timedelta(days=22))
    on(story.began + timedelta(days=25), 15, _together, story)
    on(weekday_before(month_back(story.today, 1).replace(day=7)), 11, _report, story, month_back(story.today, 2))
    for place, affects, agreed in PRIVATE:
        on(story.began + timedelta(days=29 + place % 3), 16, _private, story, place, affects, agreed)
    _move(story, story.began + timedelta(days=28))
    at(60, 10, _form, story, "Klas 2", monday_from(story.today + timedelta(days=46)))
    for person in story.of("class_2")[:9]:
        at(24 - 2 * person.place, 13 + person.number % 8 / 8, _seat, story, person, "Klas 2")


def enrolment(story, person):
    """The latest enrolment of a person."""
    return Enrolment.objects.with_case().filter(candidate=story.rows[person.number]).order_by("-pk").first()


def _programme(story):
    programme = ProgrammeFactory.build(
        pilot=story.pilot,
        name="Verspanen voor zij-instromers",
        trainer=story.employers["spaan-en-spil"],
        kind=TrainingKind.SHORT,
        weeks=WEEKS,
        school_days=2,
        school_days_later=1,
        evening_hours=4,
        price=money.PRICE,
    )
    story.programme = classes.add_programme(programme, by=story.who["provider"])


def _form(story, name, start):
    made = TrainingClassFactory.build(
        programme=story.programme, name=name, start=start, end=start + timedelta(weeks=WEEKS, days=-3)
    )
    story.classes[name] = classes.form(made, by=story.who["provider"])


def _seat(story, person, name):
    training_class = story.classes[name]
    taken = set(training_class.enrolments.values_list("seat", flat=True))
    seat = min(set(range(1, 21)) - taken)
    classes.seat(training_class, story.row(person), seat, by=story.who["provider"])


def _confirm(story):
    classes.confirm(story.classes["Klas 1"], by=story.who["owner_ao"])


def _start(story):
    starting.start(story.classes["Klas 1"], by=story.who["owner_oom"])


def _mentors(story):
    for one in story.classes["Klas 1"].enrolments.with_case().order_by("pk"):
        guidance.assign_mentors(one, [story.who["mentor"]], by=story.who["provider"])


def _misfit(story, day):
    """One participant and the company do not go on together: placement, seat and plan end."""
    (person,) = story.of("leaver")
    story.on(day, 10, _no, story, person)
    story.on(day, 11, _end, story, person, joining.LEAVER, Match.Ended.MISFIT, MISFIT)
    story.on(day + timedelta(days=1), 9, _leave, story, person)
    # Of whom the product alone had written for weeks.
    story.at(6, 10, _call, story, person)


def _no(story, person):
    guidance.decide(
        enrolment(story, person),
        by=story.who["provider_2"],
        on=timezone.localdate(),
        company_yes=False,
        candidate_yes=True,
        reason=MISFIT,
    )


def _end(story, person, key, cause, reason):
    match = joining.found(story, person, BY_KEY[key])
    placing.end(match, cause=cause, reason=reason, on=timezone.localdate(), by=story.chooser(person))


def _call(story, person):
    hearing.called(Candidate.objects.get(pk=story.rows[person.number]), CALLED, by=story.chooser(person))


def _leave(story, person):
    one = enrolment(story, person)
    classes.leave(one, by=story.who["provider"], why=LeaveReason.NO_FIT, reason=MISFIT)
    plan = plans.in_force(one.pk)
    plan = type(plan).objects.with_case().with_lines().get(pk=plan.pk)
    plans.end(plan, by=story.owner(BY_KEY[joining.LEAVER].fund), reason="De deelnemer is gestopt.")


def _together(story):
    for one in story.classes["Klas 1"].enrolments.running().with_case().order_by("pk"):
        guidance.decide(
            one, by=story.who["provider"], on=timezone.localdate(), company_yes=True, candidate_yes=True, reason=""
        )


def _move(story, monday):
    """A company stops; its participant keeps the seat and is placed elsewhere, with a new plan."""
    person = story.of("class_1")[joining.MOVER]
    story.on(monday, 9, _end, story, person, "broek", Match.Ended.COMPANY, MOVED)
    story.on(monday, 10, firms.stop, story, "broek")
    joining.again(story, person, BY_KEY[joining.MOVES_TO], monday)


def _report(story, month):
    for number, one in enumerate(story.classes["Klas 1"].enrolments.running().with_case().order_by("seat")):
        random = story.chance(number, "report")
        report = ReportFactory.build(
            enrolment=one,
            month=month,
            attendance=random.choice((88, 92, 95, 96, 100, 100)),
            study=random.choice((2, 3, 3, 4, 4, 5)),
            work=random.choice((3, 4, 4, 5)),
            motivation=random.choice((3, 4, 4, 5, 5)),
            remark=REPORTS[number % len(REPORTS)],
            by=story.who["provider"],
        )
        progress.save_report(report, by=story.who["provider"])


def _private(story, place, affects, agreed):
    one = enrolment(story, story.of("class_1")[place])
    matter = PrivateMatterFactory.build(
        enrolment=one, on=timezone.localdate(), affects=affects, agreed=agreed, by=story.who["mentor"]
    )
    guidance.note_private(matter, by=story.who["mentor"])
