"""Candidates: recorded, told, invited to a session, informed; who goes on, who falls out, and in time is forgotten."""

from datetime import timedelta

from django.db import connection

from candidates import hearing, privacy, recruiting, rejecting, sessions
from candidates.models import Attendance, Candidate, Interview, Match, OutReason, Result, Score, Scorecard
from pilot import audit
from pilot.models import AuditEvent, Reason
from tests.factories.candidates import CandidateFactory, InformationSessionFactory

from . import selecting
from .crowd import DAYS, HARDLY_OUT, PLACES

#: Tables that get many rows.
FULL = (AuditEvent, Reason, Candidate, Attendance, Interview, Scorecard, Score, Result, Match)
WAIVED = "Draaide eerder een jaar met de hand en sprak vorige maand een verspaner die de overstap maakte."
#: Who is not invited for an interview after the session.
NEVER_INVITED = ("registered_out", "informed_out", "informed", "to_session")


def tell(story):
    """Put everything about candidates up to the result on the agenda."""
    for batch in story.batches:
        came, met = DAYS[batch]
        group = [person for person in story.crowd if person.batch == batch]
        story.at(came, 10.5, _register, story, group)
        if group[0].fate != "untold":
            story.at(came - 2, 9, _tell_recorded, story, group)
        if met is None:
            continue
        _session(story, batch, group, met)
        story.at(met - 3, 10, _invite_for_interview, story, [p for p in group if p.fate not in NEVER_INVITED])
        for person in group:
            LIVES.get(person.fate, _goes_on)(story, person, met)
    later = [person for person in story.crowd if person.fate == "to_session"]
    story.at(7, 11, _next_session, story, later)


def tell_nights(story):
    """Put the nights on the agenda, and each morning's messages to who waits, of all pilots at once."""
    for ago in range(125, -1, -5):
        story.at(ago, 3, _night, ago)
    for ago in range(125, -1, -1):
        story.at(ago, 8, hearing.send_due)


def _night(ago):
    """What a machine does at night: forget who fell out long ago, and now and then count what the tables hold."""
    if ago % 25 == 0:
        # The planner knows nothing of what one transaction wrote.
        with connection.cursor() as cursor:
            cursor.execute(f"analyze {', '.join(model._meta.db_table for model in FULL)}")
    privacy.forget_due()


# ---- recorded and informed ----


def _register(story, group):
    """A file with people comes in: all rows at once, as an import writes them."""
    made = [_candidate(story, person) for person in group]
    for person, candidate in zip(group, Candidate.objects.bulk_create(made), strict=True):
        story.rows[person.number] = candidate.pk
    audit.record_many(made, "import", by=story.who["provider"])


def _candidate(story, person):
    return CandidateFactory.build(
        pilot=story.pilot,
        first_name=person.first_name,
        last_name=person.last_name,
        email=person.email,
        phone=person.phone,
        postcode=person.postcode,
        town=person.town,
        region_id=person.region,
        birth_year=person.birth_year,
        education=person.education,
        employment=person.employment,
        uwv_benefit=person.benefit,
        benefit_until=story.ahead(120 + person.number % 200) if person.benefit else None,
        former_function=person.former_function,
        source_sector_id=person.sector,
        channel_id=person.channel,
        recruited_by=person.recruited_by,
    )


def _tell_recorded(story, group):
    recruiting.tell_recorded(story.rows_of(group), by=story.who["provider"])


def _session(story, batch, group, met):
    """One session: planned, people invited, and who came."""
    invited = [p for p in group if not (_leaves_early(p) or p.fate == "to_session" or _waived(p))]
    story.at(met + 8, 14, _plan_session, story, batch, met)
    story.at(met + 6, 11, _invite, story, batch, invited)
    story.at(met, 21, _note_attendance, story, batch, invited)


def _plan_session(story, batch, met):
    session = InformationSessionFactory.build(
        pilot=story.pilot,
        at=story.moment(story.day(met), 19.5),
        place=PLACES[batch],
        speaker=story.speakers[len(story.sessions) % len(story.speakers)],
        capacity=60,
        made_by=story.who["selector"],
    )
    story.sessions[batch] = sessions.plan(session, by=story.who["selector"])


def _invite(story, batch, group):
    sessions.invite(story.sessions[batch], story.rows_of(group), by=story.who["provider"])


def _note_attendance(story, batch, group):
    came = {story.rows[person.number]: person.fate != "registered_out" for person in group}
    for attendance in story.sessions[batch].attendances.select_related("candidate__pilot").order_by("pk"):
        note = sessions.attended if came[attendance.candidate_id] else sessions.absent
        note(attendance, by=story.who["selector_2"])


def _next_session(story, group):
    """The session of next week, to which people are invited."""
    session = InformationSessionFactory.build(
        pilot=story.pilot,
        at=story.moment(story.ahead(6), 19.5),
        place=PLACES[story.batches[0]],
        speaker=story.speakers[-1],
        capacity=40,
        made_by=story.who["selector"],
    )
    sessions.plan(session, by=story.who["selector"])
    sessions.invite(session, story.rows_of(group), by=story.who["provider"])


def _invite_for_interview(story, group):
    sessions.invite_for_interview(story.rows_of(group), by=story.who["selector"])


# ---- the ways people go ----


def _leaves_early(person):
    """Whether somebody falls out before the session."""
    return person.fate == "registered_out" and person.place % 5 < 2


def _waived(person):
    """Whether somebody goes on without a session."""
    return person.fate == "soon" and person.place == 2


def _waive(story, person):
    sessions.waive(story.row(person), by=story.chooser(person), reason=WAIVED)


def _out(story, person, ago, hour, reason, note=""):
    if ago in HARDLY_OUT:
        person.keep_year = True
    story.at(ago, hour, _drop, story, person, reason, note)


def _drop(story, person, reason, note):
    by = story.chooser(person)
    row = story.row(person)
    text = rejecting.draft(row, reason)
    recruiting.drop(row, by=by, reason=reason, note=note, message=text, keep_year=person.keep_year)


def leave_qualified(story, person, reason, note):
    """Somebody who was found fit leaves all the same."""
    row = story.row(person)
    text = rejecting.draft(row, reason)
    recruiting.drop(row, by=story.chooser(person), reason=reason, note=note, message=text, keep_year=True)


def _out_registered(story, person, met):
    if _leaves_early(person):
        reason = OutReason.OTHER_JOB if person.place % 2 else OutReason.WITHDREW
        _out(story, person, met + 3, 15 + person.place % 8 / 8, reason)
    else:
        _out(story, person, max(met - 2, 0), 10 + person.place % 8 / 8, OutReason.NO_SHOW)


def _out_informed(story, person, met):
    reasons = [OutReason.OCCUPATION, OutReason.OCCUPATION, OutReason.WITHDREW, OutReason.OTHER_JOB]
    reason = reasons[person.place % 4]
    note = "Zag bij de voorlichting dat staan en ploegendienst niet passen." if reason == OutReason.OCCUPATION else ""
    _out(story, person, met - 1 - person.place % 2, 11 + person.place % 8 / 8, reason, note)


def _out_invited(story, person, met):
    if person.place % 3:
        reason = OutReason.OTHER_JOB if person.place % 2 else OutReason.WITHDREW
        _out(story, person, met - 6, 14 + person.place % 8 / 8, reason)
    else:
        held = met - 7 - person.place % 5
        selecting.plan(story, person, met - 4, story.moment(story.day(held), 9))
        story.at(held, 10, selecting.miss, story, person)
        _out(story, person, held - 1, 9, OutReason.NO_SHOW, "Kwam niet op het gesprek en was daarna niet te bereiken.")


def _goes_on(story, person, met):
    """Everybody who is interviewed and decided about: fit, or fallen out."""
    held = met - 7 - person.place % 9
    hour = 9 + 1.5 * (person.number % 4)
    selecting.plan(story, person, met - 4, story.moment(story.day(held), hour))
    story.at(held, hour + 1, selecting.hand_in, story, person, "selector")
    story.at(held, hour + 1.25, selecting.hand_in, story, person, "specialist")
    story.at(held - 1, 15.5, selecting.settle, story, person)
    story.at(held - 2, 16, selecting.decide, story, person)


def _informed(_story, _person, _met):
    """Came to the session; nothing since."""


def _invited(_story, _person, _met):
    """Was invited for an interview; nothing since."""


def _today(story, person, _met):
    selecting.plan(story, person, 8, story.moment(story.today, 13.5))


def _soon(story, person, met):
    if _waived(person):
        story.at(met, 15, _waive, story, person)
    selecting.plan(story, person, 7, story.moment(story.ahead(1 + person.place), 10 + 1.5 * person.place))


def _late(story, person, _met):
    """Four days ago; the specialist handed the card in, the selector did not yet."""
    day = story.today - timedelta(days=4)
    while day.weekday() > 4:
        day -= timedelta(days=1)
    selecting.plan(story, person, 9, story.moment(day, 10.5))
    story.on(day, 17, selecting.hand_in, story, person, "specialist")
    story.on(day, 17, selecting.begin_card, story, person)


def _pending(story, person, _met):
    """Both cards are in: one interview with a difference to talk through, one that only waits for the decision."""
    ago = 4 if person.place else 3
    selecting.plan(story, person, 9, story.moment(story.day(ago), 13.5))
    story.at(ago, 15, selecting.hand_in, story, person, "selector")
    story.at(ago, 16, selecting.hand_in, story, person, "specialist")


LIVES = {
    "registered_out": _out_registered,
    "informed_out": _out_informed,
    "invited_out": _out_invited,
    "informed": _informed,
    "to_session": _informed,
    "invited": _invited,
    "today": _today,
    "soon": _soon,
    "late_card": _late,
    "pending": _pending,
}
