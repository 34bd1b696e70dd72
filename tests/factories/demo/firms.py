"""Companies: brought in, approached, interviewed by two people, chosen, committed, and one that stops."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from companies import committing, recruiting, selection, withdrawing
from companies.basis import Basis
from companies.models import CompanyInterview, Criterion, Participation, Profile
from pilot import audit
from pilot.models import Occupation

from .texts import table

YES_NO = {"yes": True, "no": False, "": None}


@dataclass(frozen=True)
class Firm:
    """One company: its facts, who brought it in, its vacancy, its profile, and how far it came (``fate``)."""

    key: str
    name: str
    kvk: str
    fund: str
    sbi: str
    employees: int
    postcode: str
    town: str
    contact: str
    recruiter: str
    fate: str
    places: int
    flexible: bool | None
    before: bool | None
    trainer: str
    occupation: str
    region: str
    culture: str
    motivation: str
    work: str


def _firm(row):
    whole = {name: int(row[name]) for name in ("employees", "places")}
    said = {name: YES_NO[row[name]] for name in ("flexible", "before")}
    return Firm(**{**row, **whole, **said})


def firms_of(name):
    """The companies of a table."""
    return [_firm(row) for row in table(name)]


FIRMS = firms_of("firms")
BY_KEY = {firm.key: firm for firm in FIRMS}
TITLES = {
    "cnc-verspaner": ("CNC-verspaner", "CNC-frezer", "CNC-draaier", "CNC-verspaner draaien en frezen"),
    "service-monteur": ("Servicemonteur",),
    "engineer": ("Engineer besturingstechniek", "Software engineer", "Sales engineer", "Engineer mechatronica"),
}
NO_TRAINER = "de ploegbaas"
LEARNING = {
    "cnc-verspaner": "{trainer} begeleidt, met een vervanger voor vakanties. Er is een machine om op te leren en de "
    "eerste drie maanden is er geen stukloon. Gezien op de werkvloer.",
    "engineer": "{trainer} begeleidt, met een vervanger voor vakanties. Er is een proefopstelling om op te leren en "
    "het eerste halfjaar draait er altijd iemand mee. Gezien op de afdeling.",
}
DECLINED = "Wil pas over een jaar opnieuw kijken: er zijn nu genoeg uitzendkrachten."
NO_HIRING = "Geen voornemen om iemand aan te nemen; zoekt een leerling voor erbij."
OWN_USE = "Wil alleen scholing op de eigen machine betalen en heeft geen uren voor begeleiding."
STOPPED = "Het bedrijf vraagt uitstel van betaling aan en kan niemand meer begeleiden."
#: Working days ago on which each kind of company takes its steps; later ones of a kind come a day later.
COMMITTED = {
    "add": 160,
    "approach": 158,
    "interest": 154,
    "plan": 151,
    "hold": 146,
    "select": 141,
    "profile": 139,
    "tell": 138,
    "assess": 137,
    "paper": 135,
    "commit": 134,
}
SECOND = {
    "add": 121,
    "approach": 112,
    "interest": 104,
    "plan": 98,
    "hold": 90,
    "select": 86,
    "profile": 84,
    "tell": 83,
    "assess": 82,
    "paper": 79,
    "commit": 78,
}
STEPS = {
    "first": COMMITTED,
    "stopped": COMMITTED,
    "second": SECOND,
    "profiled": {
        "add": 60,
        "approach": 52,
        "interest": 40,
        "plan": 30,
        "hold": 15,
        "select": 12,
        "profile": 9,
        "tell": 8,
        "assess": 7,
        "paper": 6,
    },
    "selected": {"add": 61, "approach": 50, "interest": 35, "plan": 24, "hold": 13, "select": 10},
    "interviewed": {"add": 58, "approach": 41, "interest": 28, "plan": 17, "hold": 5},
    "no_hiring": {"add": 159, "approach": 155, "interest": 150, "plan": 146, "hold": 133, "decline": 130},
    "own_use": {"add": 120, "approach": 111, "interest": 103, "plan": 95, "hold": 85, "decline": 82},
    "planned": {"add": 45, "approach": 30, "interest": 14, "plan": 4},
    "interested": {"add": 44, "approach": 29, "interest": 13},
    "approached": {"add": 43, "approach": 8},
    "lead": {"add": 6},
    "declined": {"add": 122, "approach": 113, "decline": 106},
    "outside": {"add": 57},
}
WHEN = {
    "add": 10,
    "approach": 11,
    "interest": 14,
    "plan": 15,
    "hold": 9.5,
    "select": 12,
    "profile": 13.5,
    "tell": 14,
    "assess": 11,
    "paper": 10,
    "commit": 16,
}


def tell(story):
    """Put the acts of all companies on the agenda."""
    turn = {}
    for number, firm in enumerate(story.firms):
        turn[firm.fate] = turn.get(firm.fate, -1) + 1
        for step, ago in story.steps[firm.fate].items():
            act = ACTS[step]
            shift = turn[firm.fate] if step not in ("add", "decline") else 0
            story.at(max(ago - shift, 0), WHEN.get(step, 15.5) + number % 3 / 4, act, story, firm, number)
    by_key = {firm.key: firm for firm in story.firms}
    for row in story.table("contacts"):
        story.on(story.day_of(row), 16.25, _note, story, by_key[row["key"]], row["who"], row["text"])


def participation(story, firm):
    """The row of a company as it is now."""
    rows = Participation.objects.with_case().filter(pilot=story.pilot)
    return rows.get(company__kvk=firm.kvk)


def recruiter(story, firm):
    """Who of the story brought the company in."""
    if firm.recruiter == "provider":
        return story.who["provider"]
    return story.owner(firm.fund)


def _add(story, firm, number):
    titles = TITLES[firm.occupation]
    address = f"{firm.key.replace('_', '-')}.test"
    recruiting.add_lead(
        story.pilot,
        by=recruiter(story, firm),
        recruited_by=firm.recruiter,
        channel_id="commerciele-aanbieder" if firm.recruiter == "provider" else "eigen-netwerk",
        had_side_entrants=None,
        company={
            "name": firm.name,
            "kvk": firm.kvk,
            "sbi_id": firm.sbi,
            "sub_branch": "verspaning" if firm.occupation == "cnc-verspaner" else "machinebouw",
            "fund": story.fund(firm.fund),
            "employees": firm.employees,
            "postcode": firm.postcode,
            "town": firm.town,
            "region_id": firm.region,
            "flexible_workforce": firm.flexible,
            "recognised": True if firm.trainer else None,
        },
        contact={"name": firm.contact, "email": f"info@{address}", "phone": f"0400000{story.phones + number}"},
        vacancy={
            "occupation": Occupation.objects.get(pk=firm.occupation),
            "title": titles[number % len(titles)],
            "places": firm.places,
            "hard_to_fill_since": story.day(260 + number * 7),
            "intends_to_hire": True if firm.trainer else None,
            "hours": 38 if firm.fund == "oom" else 40,
            "content": firm.work,
        },
    )


def _approach(story, firm, _number):
    recruiting.approach(participation(story, firm), by=recruiter(story, firm))


def _interest(story, firm, _number):
    recruiting.interest(
        participation(story, firm),
        by=recruiter(story, firm),
        open_to_side_entrants=True,
        had_side_entrants=bool(firm.before),
    )


def _plan(story, firm, number):
    """Plan the interview for the day on which it is held, or for a day ahead."""
    held = story.steps[firm.fate].get("hold")
    turn = [other.key for other in story.firms if other.fate == firm.fate].index(firm.key)
    chosen = story.who["selector" if number % 2 else "selector_2"]
    if held is None:
        day, hour = (story.ahead(2), 10) if turn == 0 else (story.ahead(8), 13.5)
    else:
        day, hour = story.day(max(held - turn, 0)), WHEN["hold"]
    selection.plan(
        participation(story, firm),
        by=chosen,
        at=story.moment(day, hour),
        selector=chosen,
        owner=story.owner(firm.fund),
        place=f"Bij {firm.name}, {firm.town}",
    )


def scores(firm, number):
    """Score by criterion, 1 to 5: mostly sufficient or better; two companies fail on what excludes."""
    found = {criterion: 3 + (number + place * 2) % 3 for place, criterion in enumerate(Criterion)}
    if firm.fate == "no_hiring":
        found |= {Criterion.HIRING: 1, Criterion.GUIDANCE: 3}
    if firm.fate == "own_use":
        found |= {Criterion.SECTOR: 2, Criterion.GUIDANCE: 2}
    return found


def _hold(story, firm, number):
    found, evidence = {}, story.grouped("evidence", "criterion", "score")
    since = f"{story.day(260 + number * 7):%m-%Y}"
    for criterion, score in scores(firm, number).items():
        texts = evidence[str(criterion), str(score)]
        text = texts[number % len(texts)]["text"]
        text = text.format(since=since, places=firm.places, trainer=firm.trainer or NO_TRAINER)
        found[criterion] = (score, text, firm.contact)
    interview = CompanyInterview.objects.select_related("participation__pilot", "selector").get(
        participation__company__kvk=firm.kvk, participation__pilot=story.pilot, state="planned"
    )
    interview.participation = participation(story, firm)
    by = next(user for user in story.who.values() if user.pk == interview.selector_id)
    selection.hold(interview, by=by, findings=found)


def _select(story, firm, number):
    selection.select(participation(story, firm), by=story.who["selector" if number % 2 else "selector_2"])


def _profile(story, firm, number):
    by = story.who["selector" if number % 2 else "selector_2"]
    row = participation(story, firm)
    profile = Profile.objects.create(
        participation=row, culture=firm.culture, motivation=firm.motivation, type_of_work=firm.work
    )
    audit.record(profile, "create", by=by, fields=["culture", "motivation", "type_of_work"])
    audit.record(row, "profile", by=by)


def _tell_costs(story, firm, number):
    """The training forms and what a participant costs, told by who brought the company in."""
    committing.tell(
        participation(story, firm),
        by=recruiter(story, firm),
        on=timezone.localdate(),
        to=firm.contact,
        forms=["short", "work_study"] if number % 3 == 0 else ["short"],
        amount=Decimal(1400 + number % 5 * 150),
        accepts_split=True,
        remark="",
    )


def _assess(story, firm, number):
    """The learning environment, seen by the provider."""
    committing.assess(
        participation(story, firm),
        by=story.who["provider" if number % 2 else "provider_2"],
        on=timezone.localdate(),
        trainer=firm.trainer,
        hours=Decimal(4 if number % 3 else 5),
        variety=3 + number % 3,
        variety_seen=firm.work,
        months=8 + number % 5,
        learnable=True,
        seen=LEARNING[firm.occupation].format(trainer=firm.trainer),
        recognised=True,
        recognition_number=f"1002{number:05}",
        recognised_for=TITLES[firm.occupation][0],
        recognised_until=timezone.localdate() + timedelta(days=900),
    )


def _paper(story, firm, number):
    by = story.who["provider" if number % 2 else "provider_2"]
    row = participation(story, firm)
    committing.make_paper(row, by=by, hours=row.environment.hours)


def _commit(story, firm, number):
    """Signed, scanned and recorded; one in four only kept on paper."""
    by = story.who["provider" if number % 2 else "provider_2"]
    row = participation(story, firm)
    if number % 4:
        committing.receive(Basis(row).open_paper, f"commitment-{firm.key}.png", scan(number), by=by)
    committing.commit(
        row,
        by=by,
        signed_by=firm.contact,
        signed_on=timezone.localdate(),
        paper_kept="" if number % 4 else "Ordner bedrijven, bij de aanbieder",
    )


def scan(number):
    """A picture that stands for a scan: white, and of its own for each company."""
    from io import BytesIO

    from PIL import Image

    held = BytesIO()
    Image.new("L", (210, 297 + number), 255).save(held, "PNG")
    return held.getvalue()


def _decline(story, firm, _number):
    reason = {"no_hiring": NO_HIRING, "own_use": OWN_USE}.get(firm.fate, DECLINED)
    recruiting.decline(participation(story, firm), by=story.owner(firm.fund), reason=reason)


def stop(story, key):
    """A committed company stops: its commitment ends (placements are ended by their own verb)."""
    firm = BY_KEY[key]
    withdrawing.withdraw(participation(story, firm), by=story.owner(firm.fund), reason=STOPPED)


def _note(story, firm, who, text):
    recruiting.note(participation(story, firm), by=story.who[who], text=text)


ACTS = {
    "tell": _tell_costs,
    "assess": _assess,
    "paper": _paper,
    "add": _add,
    "approach": _approach,
    "interest": _interest,
    "plan": _plan,
    "hold": _hold,
    "select": _select,
    "profile": _profile,
    "commit": _commit,
    "decline": _decline,
}
