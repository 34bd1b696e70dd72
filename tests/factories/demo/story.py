"""What the acts of one pilot share: who plays, what they made so far, and the words they use."""

from datetime import timedelta
from random import Random

from candidates.models import Candidate
from pilot.phases import frameworks
from tests.factories.pilot import OOM

from . import design, teaching
from .clock import Agenda
from .crowd import BATCHES, ENGINEER_BATCHES, SEED, engineers, everybody
from .firms import FIRMS, STEPS, firms_of
from .texts import grouped, table


class Story(Agenda):
    """The pilot with history; it keeps the agenda and the time of all."""

    #: What stands behind the names of its tables, and before the names of its people.
    key = ""
    lead, other, provider = "owner_ao", "owner_oom", "kantelaar"
    batches, firms, steps = tuple(BATCHES), FIRMS, STEPS
    rooms = (
        "Spreekkamer 2, Praktijkschool Spaan & Spil",
        "Kantoor Kantelaar, Helmond",
        "Kamer 4, Praktijkschool Spaan & Spil",
    )
    speakers = (
        "Een verspaner die vroeger kok was",
        "Een frezer die van de vrachtwagen kwam",
        "Een draaier die tot zijn veertigste meubels maakte",
        "Een deelnemer uit klas 1",
    )
    #: Working days ago of making the interview kit and of taking it into use; last digits of the first telephone.
    kit_days, phones = (153, 147), 110

    def __init__(self, today):
        super().__init__(today)
        self._begin()
        self.sides = []
        # The first class began in the month before last, so one month is reported and one is due.
        self.began = teaching.first_day(today)

    def _begin(self):
        self.who, self.employers = {}, {}
        self.pilot = self.terms = self.programme = None
        self.crowd = self.people()
        self.texts = {row["key"]: row["text"] for row in self.table("design")}
        # By number of a person: id of the candidate, and what both interviewers scored.
        self.rows, self.cards = {}, {}
        self.sessions, self.classes, self.items = {}, {}, []

    def people(self):
        """Who comes forward."""
        return everybody()

    def frameworks(self):
        """What is asked of the provider, by topic."""
        return design.FRAMEWORKS

    # ---- words ----

    def table(self, name):
        """The rows of this pilot's own table of that name."""
        return table(f"{name}_{self.key}" if self.key else name)

    def grouped(self, name, *keys):
        """The rows of the table of all by the values of these columns; this pilot's own rows come instead."""
        found = grouped(name, *keys)
        return {**found, **grouped(f"{name}_{self.key}", *keys)} if self.key else found

    def day_of(self, row):
        """The day of a text: so many working days ago, or so many days after the first class began."""
        return self.began + timedelta(days=int(row["after"])) if row["after"] else self.day(int(row["ago"]))

    # ---- people ----

    def fund(self, slug):
        return self.employers[slug]

    def owner(self, slug):
        """The owner for a fund."""
        return self.who[self.other if slug == OOM else self.lead]

    def of(self, fate):
        """The people who meet an end, in its order."""
        return sorted((person for person in self.crowd if person.fate == fate), key=lambda person: person.place)

    def row(self, person):
        """The candidate of a person as it is now."""
        return Candidate.objects.select_related("pilot").get(pk=self.rows[person.number])

    def rows_of(self, group):
        """The candidates of some people as they are now."""
        ids = [self.rows[person.number] for person in group]
        return list(Candidate.objects.select_related("pilot").filter(pk__in=ids).order_by("pk"))

    def chooser(self, person):
        """The selector who holds the interview and goes on with this person."""
        return self.who["selector" if person.number % 2 else "selector_2"]

    def expert(self, person):
        """The branch specialist at the interview."""
        return self.who["specialist" if person.number // 2 % 2 else "specialist_2"]

    def chance(self, person, what=""):
        """Chance that is the same every time, whatever happened before."""
        return Random(f"{SEED} {getattr(person, 'number', person)} {what}")

    # ---- acts ----

    def before_each(self):
        """Roles hold by the day, and are read once per request: each act is a request of its own."""
        for user in self.who.values():
            user.__dict__.pop("running", None)
            user.__dict__.pop("approved_scopes", None)
        for story in (self, *self.sides):
            if story.pilot is not None:
                story.pilot.__dict__.pop("_policy_in_force", None)


class Side(Story):
    """Another pilot beside it: its own people and words, the same agenda and time."""

    def __init__(self, main):
        # One agenda: what all pilots did is on record in the order in which it happened.
        self.today, self.clock, self._acts, self._numbers = main.today, main.clock, main._acts, main._numbers
        self._begin()
        self.employers = main.employers
        self.who = self.cast(main.who)
        main.sides.append(self)

    def cast(self, everyone):
        """Who plays here, by the name that the acts call them."""
        mark = f"{self.key}_"
        return {key.removeprefix(mark): user for key, user in everyone.items() if key.startswith(mark)}

    def frameworks(self):
        """The default of the product, with the figures of this pilot."""
        return frameworks.texts(self.pilot)


class Engineers(Side):
    """A+O alone, recruiting."""

    key, provider = "engineers", "sprengen"
    lead = other = "owner"
    batches = tuple(ENGINEER_BATCHES)
    firms = firms_of("firms_engineers")
    steps = {fate: {step: min(ago, 58) for step, ago in found.items()} for fate, found in STEPS.items()} | {
        "first": {
            "add": 57,
            "approach": 55,
            "interest": 52,
            "plan": 49,
            "hold": 45,
            "select": 43,
            "profile": 41,
            "tell": 40,
            "assess": 39,
            "paper": 38,
            "commit": 37,
        },
        "profiled": STEPS["profiled"] | {"add": 51, "approach": 46, "interest": 38, "plan": 29},
        "no_hiring": {"add": 56, "approach": 54, "interest": 50, "plan": 46, "hold": 33, "decline": 30},
        "declined": {"add": 53, "approach": 47, "decline": 44},
    }
    rooms = ("Kantoor Sprengen, Amersfoort", "Leerhuis De Tandem, Utrecht")
    speakers = ("Een engineer die voor de klas stond", "Een engineer die technisch tekenaar was")
    kit_days, phones = (60, 55), 160

    def people(self):
        return engineers()

    def cast(self, everyone):
        own = super().cast(everyone)
        return own | {
            "selector_2": own["selector"],
            "specialist_2": own["specialist"],
            "deputy": everyone["owner_ao"],
        }


class Service(Side):
    """OOM alone, in design."""

    key, provider = "service", "noaberwerk"
    lead = other = "owner"
    batches, firms = (), ()

    def people(self):
        return []
