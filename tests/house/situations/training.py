"""Programmes, classes, participants, progress."""

from datetime import date

from tests import factories as f

from .matches import a_qualified


def programme(w, side):
    return (side.programme.pk,)


def with_programme(w, side):
    assert side.programme
    return (side.pilot.slug,)


def new_programme(w, side):
    return {
        "name": "Frezen kort",
        "trainer": side.trainer_organisation.pk,
        "kind": "short",
        "weeks": "20",
        "school_days": "2",
        "school_days_later": "1",
        "evening_hours": "4",
        "price": "6.500",
    }


def new_class(w, side):
    return {"programme": side.programme.pk, "name": "Klas nieuw", "start": "2027-01-11", "end": "2027-07-09"}


def a_class(w, side, state="forming", **fields):
    training_class = f.TrainingClassFactory(programme=side.programme, **fields)
    enrolment = f.EnrolmentFactory(
        training_class=training_class, candidate=f.placed_match(candidate=a_qualified(side)).candidate
    )
    f.GuideFactory(enrolment=enrolment, mentor=w.users["mentor"])
    type(training_class).objects.filter(pk=training_class.pk).update(state=state)
    return training_class, enrolment


def guided_class(w, side):
    return (a_class(w, side)[0].pk,)


def confirmed_class(w, side):
    return (a_class(w, side, "confirmed")[0].pk,)


def ended_class(w, side):
    training_class, enrolment = a_class(w, side, start=date(2026, 1, 5), end=date(2026, 6, 30))
    type(enrolment).objects.filter(pk=enrolment.pk).update(state="completed", completed_at=f.days_ago(20))
    start_class(training_class, enrolment)
    return (training_class.pk,)


def start_class(training_class, enrolment):
    """Bring a class of one into training, as rows."""
    f.plan_of(enrolment, state="approved")
    for fund in training_class.pilot.pilot_funds.all():
        f.SmallStartFactory(
            training_class=training_class, fund=fund.fund, by=f.owner(training_class.pilot, fund.fund.slug)
        )
    rows = type(training_class).objects.filter(pk=training_class.pk)
    rows.update(state="confirmed")
    rows.update(state="running", started_at=f.days_ago(30))


def class_list(w, side):
    a_class(w, side, name="Klas Canarie")
    return (side.pilot.slug,)


def class_with_room(w, side):
    return (f.TrainingClassFactory(programme=side.programme).pk,)


def seat(w, side):
    match = f.placed_match(side.pilot)
    return {"candidate": match.candidate_id, "seat": "1"}


def an_enrolment(w, side, state="enrolled", running=False):
    training_class, enrolment = a_class(w, side, start=date(2026, 9, 1))
    if running:
        start_class(training_class, enrolment)
    type(enrolment).objects.filter(pk=enrolment.pk).update(state=state)
    return enrolment


def enrolment(w, side):
    return (an_enrolment(w, side).pk,)


def mentor(w, side):
    return {"mentors": [f.person("mentor", side.pilot).pk]}


def acquainted(w, side):
    return (an_enrolment(w, side, "acquainted", running=True).pk,)


def active(w, side):
    return (an_enrolment(w, side, "active", running=True).pk,)


def completed(w, side):
    return {"name": "Certificaat verspanen", "on": "2026-11-01", "within_time": "yes"}


def progress(w, side):
    return {"month": "2026-10", "attendance": "90", "study": "4", "work": "4", "motivation": "4"}


def report(w, side):
    return (f.ReportFactory(enrolment=an_enrolment(w, side, "active", running=True)).pk,)


def private(w, side):
    enrolment = an_enrolment(w, side, "active", running=True)
    return (f.PrivateMatterFactory(enrolment=enrolment, by=w.users["mentor"]).pk,)
