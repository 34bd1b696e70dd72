"""One pilot half-way its path, with its history: a story that the product's own verbs wrote down, day by day.

The same people, companies and words every time; only the dates move along with today.
"""

from datetime import timedelta
from random import Random

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import override

from candidates.models import Candidate
from pilot.models import Pilot
from tests.factories.pilot import OOM

from . import around, cast, design, firms, gathering, joining, journal, money, selecting, teaching
from .cast import CAST, known, password, role_in_words
from .clock import Agenda
from .crowd import SEED, everybody
from .design import SLUG, TITLE

__all__ = ["CAST", "SLUG", "TITLE", "Story", "exists", "known", "password", "role_in_words", "tell"]


class Story(Agenda):
    """Everything the acts share: who plays, and what they made so far."""

    def __init__(self, today):
        super().__init__(today)
        self.who, self.employers = {}, {}
        self.pilot = self.terms = self.uwv_terms = self.programme = None
        # The first class began in the month before last, so one month is reported and one is due.
        self.began = teaching.first_day(today)
        self.crowd = everybody()
        # By number of a person: id of the candidate, and what both interviewers scored.
        self.rows, self.cards = {}, {}
        self.sessions, self.classes, self.items = {}, {}, []

    def day_of(self, row):
        """The day of a text: so many working days ago, or so many days after the first class began."""
        return self.began + timedelta(days=int(row["after"])) if row["after"] else self.day(int(row["ago"]))

    def fund(self, slug):
        return self.employers[slug]

    def owner(self, slug):
        """The owner for a fund."""
        return self.who["owner_oom" if slug == OOM else "owner_ao"]

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

    def before_each(self):
        """Roles hold by the day, and are read once per request: each act is a request of its own."""
        for user in self.who.values():
            user.__dict__.pop("running", None)
            user.__dict__.pop("approved_scopes", None)
        if self.pilot is not None:
            self.pilot.__dict__.pop("_policy_in_force", None)


def exists():
    """Whether the demo pilot is in the database."""
    return Pilot.objects.filter(slug=SLUG).exists()


@transaction.atomic
def tell(today=None):
    """Make the demo pilot, all or nothing, and return the story."""
    story = Story(today or timezone.localdate())
    with override("nl"):
        story.employers = cast.organisations()
        joined = story.moment(story.day(240))
        story.who = cast.people(story.employers, joined)
        cast.standing_roles(story.who, story.employers, story.day(240))
        for chapter in (design, around, journal, firms, selecting, gathering, joining, teaching, money):
            chapter.tell(story)
        story.run()
        # Rules that are held at commit are held here, where the story can be named.
        connection.check_constraints()
    return story
