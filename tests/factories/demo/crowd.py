"""The people who come forward, half of them of the sample file, half made by Faker; and what becomes of each.

The first fifteen of ``tests/samples/kandidaten.xlsx`` are the first class, so that ``voortgang.xlsx`` fits it.
"""

from dataclasses import dataclass
from itertools import count
from pathlib import Path
from random import Random

from faker import Faker
from python_calamine import CalamineWorkbook

from pilot.choices import Recruiter

from .texts import table

SAMPLE = Path(__file__).resolve().parents[2] / "samples" / "kandidaten.xlsx"
SEED = 20260401
FILE_CLASS = 15

ENGINEERS, FIRST_ENGINEER = 20260915, 501
#: What a table of batches says beside how many people meet which end.
ABOUT = ("batch", "came", "met", "place")


def _batches(name):
    return {
        row["batch"]: {fate: int(number) for fate, number in row.items() if fate not in ABOUT and number}
        for row in table(name)
    }


#: How many people meet which end, by batch. A batch is one import with its own information session.
BATCHES, ENGINEER_BATCHES = _batches("batches"), _batches("batches_engineers")
ROWS = table("batches") + table("batches_engineers")
#: By batch: working days ago of the import and of the session; the last waits for the session of next week.
DAYS = {row["batch"]: (int(row["came"]), int(row["met"]) if row["met"] else None) for row in ROWS}
PLACES = {row["batch"]: row["place"] for row in ROWS}
#: Days within four weeks of now: whether somebody was forgotten yet would hang on the day of the week.
HARDLY_OUT = range(16, 25)

#: Former function: source sector, and where that work was done.
JOBS = {
    "Kok": ("rest", "in de keuken"),
    "Automonteur": ("groot-en-detailhandel", "in de garage"),
    "Meubelmaker": ("rest-industrie", "in de meubelwerkplaats"),
    "Hovenier": ("verhuur-en-overige-zakelijke-dienstverlening", "bij het hoveniersbedrijf"),
    "Magazijnmedewerker": ("vervoer-en-opslag", "in het magazijn"),
    "Magazijnbeheerder": ("vervoer-en-opslag", "in het magazijn"),
    "Timmerman": ("bouwnijverheid", "op de bouw"),
    "Beveiliger": ("verhuur-en-overige-zakelijke-dienstverlening", "in de nachtdienst"),
    "Vrachtwagenchauffeur": ("vervoer-en-opslag", "op de vrachtwagen"),
    "Postbezorger": ("vervoer-en-opslag", "op de bezorgroute"),
    "Procesoperator": ("rest-industrie", "in de fabriek"),
    "Fietsenmaker": ("groot-en-detailhandel", "in de fietsenwerkplaats"),
    "Verkoper bouwmarkt": ("groot-en-detailhandel", "in de bouwmarkt"),
    "Inkoper": ("zakelijke-dienstverlening", "op de inkoopafdeling"),
    "Bakker": ("rest-industrie", "in de bakkerij"),
    "Teamleider logistiek": ("vervoer-en-opslag", "in het distributiecentrum"),
    "Heftruckchauffeur": ("vervoer-en-opslag", "in de loods"),
    "Productiemedewerker": ("rest-industrie", "aan de lijn"),
    "Schilder": ("bouwnijverheid", "op de steiger"),
    "Barista": ("rest", "achter de bar"),
    "Werkvoorbereider W": ("bouwnijverheid", "op het projectbureau"),
    "Monteur Bedrijfsinstallaties": ("bouwnijverheid", "bij de installateur"),
    "Monteur Koudetechniek": ("bouwnijverheid", "bij de installateur"),
    "Monteur W (algemeen)": ("bouwnijverheid", "bij de installateur"),
    "Carrosseriebouwer": ("groot-en-detailhandel", "in de carrosseriewerkplaats"),
    "Voertuiginterieurbouwer": ("groot-en-detailhandel", "in de werkplaats"),
}
#: The same, of those who come forward to become an engineer.
DESK_JOBS = {
    "Technisch tekenaar": ("bouwnijverheid", "op de tekenkamer"),
    "Applicatiebeheerder": ("zakelijke-dienstverlening", "op de ICT-afdeling"),
    "Docent natuurkunde": ("rest", "voor de klas"),
    "Webontwikkelaar": ("zakelijke-dienstverlening", "bij het webbureau"),
    "Calculator": ("bouwnijverheid", "op het projectbureau"),
    "Accountmanager installatietechniek": ("groot-en-detailhandel", "in de verkoop"),
    "Kwaliteitsmedewerker": ("rest-industrie", "in het laboratorium"),
    "Verkeersleider": ("vervoer-en-opslag", "op de verkeerspost"),
    "Onderhoudsplanner": ("rest-industrie", "op de onderhoudsdienst"),
}
WORKED = JOBS | DESK_JOBS
ELSEWHERE = ("bouwnijverheid", "bij de installateur")
TECHNICAL = ("Automonteur", "Meubelmaker", "Timmerman", "Fietsenmaker", "Procesoperator", *list(JOBS)[-6:])
#: Town, digits of its postcodes.
TOWNS = [
    ("Eindhoven", "56"), ("Helmond", "57"), ("Veldhoven", "55"), ("Best", "56"), ("Nuenen", "56"), ("Geldrop", "56"),
    ("Valkenswaard", "55"), ("Deurne", "57"), ("Gemert", "54"), ("Veghel", "54"), ("Uden", "54"), ("Boxtel", "52"),
    ("Asten", "57"), ("Someren", "57"), ("Weert", "60"), ("Venlo", "59"), ("Roermond", "60"), ("Venray", "58"),
]  # fmt: skip
#: The same, around the pilot of the engineers.
MIDDLE = [
    ("Utrecht", "35"),
    ("Amersfoort", "38"),
    ("Zeist", "37"),
    ("Nieuwegein", "34"),
    ("Woerden", "34"),
    ("Houten", "39"),
]
CHANNELS = [
    (Recruiter.PROVIDER, ("uitzendbureau", "internet", "commerciele-aanbieder", "detacheerder", "advertentie")),
    (
        Recruiter.FUND,
        ("uwv", "voorlichtingswebsite", "platform-andere-sector", "arbeidsmarktcoach", "open-sollicitatie"),
    ),
    (Recruiter.COMPANY, ("eigen-personeel", "eigen-netwerk", "informeel")),
]
EDUCATIONS = {"vmbo": "vmbo", "mbo 2": "mbo2", "mbo 3": "mbo3", "mbo 4": "mbo4", "havo": "havo", "hbo": "hbo"}
STATUSES = {
    "werkend": ("employed", None),
    "uitzendkracht": ("agency", None),
    "werkloos met uitkering": ("unemployed", True),
    "werkloos zonder uitkering": ("unemployed", False),
}
#: What the story needs of somebody: by fate and place, employment and benefit.
NEEDED = {
    ("class_2", 1): ("agency", None),
    ("class_2", 3): ("unemployed", True),
    ("class_2", 7): ("unemployed", True),
    ("leaver", 0): ("employed", None),
}
#: Surnames that nobody in a pilot has: Faker also knows those of the Middle Ages.
PREFIXES = ("de ", "van de ", "van den ", "van der ")
UNUSUAL = ("aelf", "blew", "chrod", "claes", "drys", "kelt", "lathr", "nyeuw", "oem", "shup", "sus", "vond", "winnr")


@dataclass
class Person:
    """Somebody who came forward, and what becomes of them."""

    number: int
    first_name: str
    last_name: str
    email: str
    birth_year: int
    education: str
    employment: str
    benefit: bool | None
    former_function: str
    town: str
    postcode: str
    recruited_by: str
    channel: str
    batch: str = ""
    fate: str = ""
    place: int = 0  # the how-manieth of this fate, over all batches
    keep_year: bool = False

    @property
    def name(self):
        return f"{self.first_name} {self.last_name}"

    @property
    def region(self):
        return "midden-west" if self.town in dict(MIDDLE) else "zuid-oost"

    @property
    def sector(self):
        return "uitzendbranche" if self.employment == "agency" else WORKED.get(self.former_function, ELSEWHERE)[0]

    @property
    def workplace(self):
        return WORKED.get(self.former_function, ELSEWHERE)[1]

    @property
    def phone(self):
        # No telephone number in the country begins with 0600.
        return f"0600{self.number:06d}"

    @property
    def technical(self):
        """Whether the former work was technical."""
        return self.former_function in TECHNICAL or "monteur" in self.former_function.lower()

    @property
    def goes_on(self):
        """Whether the two interviewers find somebody fit."""
        return self.fate in ("class_1", "class_2", "leaver", "matching", "qualified_out", "fit")


def _from_file():
    rows = CalamineWorkbook.from_path(str(SAMPLE)).get_sheet_by_index(0).to_python()
    columns = {name: place for place, name in enumerate(rows[0])}
    for row in rows[1:]:
        cell = {name: row[place] for name, place in columns.items()}
        yield {
            "first_name": cell["Voornaam"],
            "last_name": cell["Achternaam"],
            "email": cell["E-mailadres"],
            "birth_year": int(cell["Geboortejaar"]),
            "education": EDUCATIONS[cell["Opleidingsniveau"]],
            "status": cell["Werksituatie"],
            "former_function": cell["Laatste functie"],
        }


def _from_faker(random, taken, seed=SEED, jobs=tuple(JOBS)):
    faker = Faker("nl_NL")
    faker.seed_instance(seed)
    for _number in count():
        first, last = faker.first_name(), faker.last_name()
        plain = f"{first}.{last}".lower().replace(" ", "")
        email = f"{plain}@voorbeeld.test"
        if email in taken or not plain.isascii() or not _usual(last):
            continue
        taken.add(email)
        yield {
            "first_name": first,
            "last_name": last,
            "email": email,
            "birth_year": random.randint(1966, 2003),
            "education": random.choice(list(EDUCATIONS.values())),
            "status": random.choices(list(STATUSES), (50, 22, 18, 10))[0],
            "former_function": random.choice(jobs),
        }


def _usual(last):
    """Whether a surname is one of today: a single word, with at most a prefix."""
    name = next((last.removeprefix(prefix) for prefix in PREFIXES if last.startswith(prefix)), last)
    return name.isalpha() and len(name) <= 12 and not any(part in name.lower() for part in UNUSUAL)


def _facts(number, facts, random, towns=TOWNS):
    town, digits = random.choice(towns)
    recruiter, channels = random.choices(CHANNELS, (55, 30, 15))[0]
    employment, benefit = STATUSES[facts.pop("status")]
    return Person(
        number=number,
        employment=employment,
        benefit=benefit,
        town=town,
        postcode=f"{digits}{random.randint(10, 99)} {''.join(random.choices('ABCDEGHJKLMNPRTVXZ', k=2))}",
        recruited_by=recruiter,
        channel=random.choice(channels),
        keep_year=random.random() < 0.45,
        **facts,
    )


def everybody():
    """Everybody, in the order in which they came forward; the same people every time."""
    random = Random(SEED)
    size = sum(sum(fates.values()) for fates in BATCHES.values())
    rows = list(_from_file())
    taken = {row["email"] for row in rows}
    made = _from_faker(random, taken)
    rows += [next(made) for _number in range(size - len(rows))]
    people = [_facts(number, row, random) for number, row in enumerate(rows, start=1)]
    first, others = people[:FILE_CLASS], people[FILE_CLASS:]
    random.shuffle(others)
    turns, order = {}, []
    for batch, fates in BATCHES.items():
        group = []
        for fate, size in fates.items():
            for _number in range(size):
                person = (first if fate == "class_1" else others).pop(0)
                person.batch, person.fate = batch, fate
                person.place = turns[fate] = turns.get(fate, -1) + 1
                if person.goes_on and fate != "class_1" and random.random() < 0.6:
                    person.former_function = random.choice(TECHNICAL)
                needed = NEEDED.get((fate, person.place))
                if needed:
                    person.employment, person.benefit = needed
                group.append(person)
        random.shuffle(group)
        order += group
    return order


def engineers():
    """Everybody of the pilot for engineers, numbered after all others; the same people every time."""
    random = Random(ENGINEERS)
    taken = {person.email for person in everybody()}
    made = _from_faker(random, taken, ENGINEERS, tuple(DESK_JOBS))
    size = sum(sum(fates.values()) for fates in ENGINEER_BATCHES.values())
    people = []
    for number in range(FIRST_ENGINEER, FIRST_ENGINEER + size):
        facts = {**next(made), "education": random.choice(("mbo4", "mbo4", "hbo", "hbo", "havo"))}
        people.append(_facts(number, facts, random, MIDDLE))
    turns, left = {}, list(people)
    for batch, fates in ENGINEER_BATCHES.items():
        for fate, many in fates.items():
            for _number in range(many):
                person = left.pop(0)
                person.batch, person.fate = batch, fate
                person.place = turns[fate] = turns.get(fate, -1) + 1
    return people


def held_on(person):
    """Working days ago on which somebody was interviewed who was decided about."""
    return DAYS[person.batch][1] - 7 - person.place % 9
