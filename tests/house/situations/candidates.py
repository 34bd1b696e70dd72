"""Candidates, sessions, kits, interviews and cards."""

from datetime import timedelta
from urllib.parse import urlencode

from django.utils import timezone

from tests import factories as f


def plain(w, side):
    return (side.pilot.slug,)


def a_candidate(side, **fields):
    return f.CandidateFactory(pilot=side.pilot, last_name="Canarievogel", **fields)


def candidate_list(w, side):
    a_candidate(side)
    return (side.pilot.slug,)


def candidate(w, side):
    return (a_candidate(side).pk,)


def recorded_twice(w, side):
    return (a_candidate(side).pk, a_candidate(side, town="Best").pk)


def note_of_selector(w, side):
    from candidates.models import Note

    return (Note.objects.create(candidate=a_candidate(side), by=w.users["selector"], text="Belde.").pk,)


def invited_candidate(w, side):
    f.kit_in_use(side.pilot)
    return (a_candidate(side, state="invited").pk,)


def took_part_elsewhere(w, side):
    """Somebody of the pilot who may be the one of another pilot, where two of the users work too."""
    before = f.running_pilot()
    for role, fund in (("owner", f.AO), ("owner_oom", f.OOM)):
        before.assignments.filter(role="owner", fund__slug=fund).update(user=w.users[role])
    earlier = f.CandidateFactory(pilot=before, email="terug@voorbeeld.test")
    return (a_candidate(side, email="Terug@voorbeeld.test").pk, earlier.pk)


def fallen_out(w, side):
    return (a_candidate(side, state="out", out_stage="informed", out_reason="occupation", out_at=f.days_ago(3)).pk,)


def to_be_called(w, side):
    from candidates.models import Candidate

    waits = a_candidate(side, email="")
    Candidate.objects.filter(pk=waits.pk).update(created_at=f.days_ago(9), told_at=f.days_ago(9))
    return (side.pilot.slug,)


def somebody_decided(w, side):
    fallen_out(w, side)
    return (side.pilot.slug,)


def closed_round(w, side):
    from candidates import rounds

    fallen_out(w, side)
    return (rounds.close(side.pilot, by=f.one(side.pilot, "owner", f.owner)).pk,)


def talk(w, side):
    return {
        "talked_on": timezone.localdate().isoformat(),
        "present": "Collega's van fonds en aanbieder",
        "agreed": "De volgende keer eerder bellen.",
    }


def new_candidate(w, side):
    return {
        "first_name": "Nieuw",
        "last_name": "Iemand",
        "email": "nieuw@voorbeeld.test",
        "status": "employed",
        "recruited_by": "provider",
    }


def bulk(w, side):
    return {"act": "tell", "pick": [a_candidate(side).pk]}


def interviewers(w, side):
    return {
        "selector": w.users["selector"].pk,
        "specialist": w.users["specialist"].pk,
        "at": f.office_hours().strftime("%Y-%m-%dT%H:%M"),
        "place": "Kamer 2",
    }


#: Half a day next week, as it is asked for in the address.
FREE_TIMES = "?" + urlencode(
    {"minutes": 45, "pause": 15, "place": "Kamer 2", "day_1": f.office_hours().strftime("%Y-%m-%d")}
    | {"from_1": "09:00", "until_1": "16:00"}
)


def waits_for_interview(w, side):
    f.kit_in_use(side.pilot)
    a_candidate(side, state="invited")
    return (side.pilot.slug,)


def accepted(w, side):
    from candidates.models import Candidate

    person = Candidate.objects.filter(pilot=side.pilot, state="invited").order_by("-pk").first()
    row = {
        "candidate": person.pk,
        "take": "on",
        "at": f.office_hours().strftime("%Y-%m-%dT%H:%M"),
        "selector": w.users["selector"].pk,
        "specialist": w.users["specialist"].pk,
    }
    rows = {f"rows-0-{name}": value for name, value in row.items()}
    return {"minutes": "45", "place": "Kamer 2", "rows-TOTAL_FORMS": 1, "rows-INITIAL_FORMS": 0, **rows}


def another_time(w, side):
    return {"at": f.office_hours(14).strftime("%Y-%m-%dT%H:%M"), "minutes": "60", "reason": "De trein rijdt niet."}


def card_to_replace(w, side):
    return (an_interview(w, side).pk, "specialist")


def somebody_else(w, side):
    return {"person": f.specialist(side.pilot).pk, "reason": "Ziek."}


def new_session(w, side):
    return {"place": "Helmond", "speaker": "Een frezer", "capacity": "30"}


def comparison_for_a_month(w, side):
    until = timezone.localdate() + timedelta(days=30)
    return {"why": "Twee rondes leken strenger.", "until": until.isoformat()}


def comparison(w, side):
    from candidates.models import Comparison

    until = timezone.localdate() + timedelta(days=30)
    made = Comparison.objects.create(pilot=side.pilot, why="Kanarie.", by=w.users["owner"], until=until)
    return (made.pk,)


def session(w, side):
    session = f.InformationSessionFactory(pilot=side.pilot)
    f.AttendanceFactory(session=session, candidate=a_candidate(side))
    return (session.pk,)


def came_by_mistake(w, side):
    from candidates import sessions

    made = f.AttendanceFactory(session=f.InformationSessionFactory(pilot=side.pilot), candidate=a_candidate(side))
    sessions.attended(made, by=f.one(side.pilot, "owner", f.owner))
    return (made.session_id,)


def came(w, side):
    from candidates.models import Attendance

    return {"came": [Attendance.objects.order_by("-pk").values_list("pk", flat=True).first()]}


def kit_page(w, side):
    f.kit_in_use(side.pilot)
    return (side.pilot.slug,)


def a_draft_kit(side):
    from candidates import kits

    return kits.make_default(side.pilot, by=f.owner(side.pilot, f.OOM))


def draft_kit(w, side):
    return (a_draft_kit(side).pk,)


def kit_of_other_weights(w, side):
    kit = a_draft_kit(side)
    type(kit).objects.filter(pk=kit.pk).update(soft_weight=70)
    return (kit.pk,)


def draft_item(w, side):
    return (a_draft_kit(side).items.filter(element="competence").first().pk,)


def planned_with_an_earlier_kit(w, side):
    from candidates import kits

    an_interview(w, side, at=f.office_hours(20))
    used, by = f.kit_in_use(side.pilot), f.owner(side.pilot, f.OOM)
    draft = kits.new_version(used, by=by)
    f.KitItemFactory(kit=draft, position=99, name="Ontwikkelingen", element="trend", kind="hard")
    kits.use(draft, by=by)
    return (side.pilot.slug,)


def take_newer(w, side):
    from candidates.models import Interview

    return {"pick": [Interview.objects.filter(candidate__pilot=side.pilot).latest("pk").pk], "act": "take"}


def levels_page(w, side):
    a_draft_kit(side)
    return (side.pilot.slug,)


def levels(w, side):
    return {f"level_{item.pk}": "basic" for item in side.pilot.kits.latest("number").items.filter(element="competence")}


def company_to_ask(w, side):
    a_draft_kit(side)
    return (f.committed_vacancy(side.pilot).participation_id,)


def levels_asked(w, side):
    items = side.pilot.kits.latest("number").items.filter(element="competence")
    return {"said_by": "J. de Boer", "said_on": "2026-03-02", **{f"level_{item.pk}": "expert" for item in items}}


def anchors(w, side):
    words = {f"anchor_{number}": f"Zo ziet {number} eruit." for number in range(1, 6)}
    return {"name": "Meten", "element": "competence", "kind": "hard", "weight": "1", **words}


def an_interview(w, side, **fields):
    interview = f.planned_interview(a_candidate(side, state="invited"), **fields)
    if side is w.own:
        for part in ("selector", "specialist"):
            interview.scorecards.filter(part=part).update(interviewer=w.users[part])
    return interview


def interview(w, side):
    return (an_interview(w, side).pk,)


def a_held_interview(w, side, **fields):
    interview = an_interview(w, side)
    for card in interview.scorecards.all():
        f.fill(card, 5 if card.part == "selector" or not fields else fields["other"])
    type(interview).objects.filter(pk=interview.pk).update(state="held")
    type(interview.candidate).objects.filter(pk=interview.candidate_id).update(state="interviewed")
    return interview


def held(w, side):
    return (a_held_interview(w, side).pk,)


def difference(w, side):
    interview = a_held_interview(w, side, other=2)
    return (interview.pk, interview.kit.items.get(element="knowledge").pk)


def sealed_score(w, side):
    card = a_held_interview(w, side).scorecards.get(part="selector")
    return (card.pk, card.scores.first().item_id)


def result(w, side):
    return {"confirmed": "1", "qualified": "yes", "culture": "team", "level_3": "yes", "type": "2"}


def card(w, side):
    return (an_interview(w, side).scorecards.get(part="selector").pk,)


def full_card(w, side):
    return (f.fill(an_interview(w, side).scorecards.get(part="selector"), submit=False).pk,)


def submitted_card(w, side):
    return (f.fill(an_interview(w, side).scorecards.get(part="selector")).pk,)
