"""Three pilots, with their history: stories that the product's own verbs wrote down, day by day.

One is half-way its path, one recruits, one is being designed. The same people, companies and words every time; only the
dates move along with today.
"""

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import override

from pilot.models import Pilot

from . import around, cast, design, firms, gathering, joining, journal, money, selecting, sides, teaching
from .cast import CAST, known, password, role_in_words
from .design import SLUG, TITLE
from .story import Engineers, Service, Story

__all__ = ["CAST", "SLUG", "TITLE", "TITLES", "Story", "exists", "known", "password", "role_in_words", "tell"]

#: What each pilot is called, by what stands before the names of its people.
TITLES = {"": TITLE, "engineers": sides.ENGINEERS, "service": sides.SERVICE}


def exists():
    """Whether the demo pilot is in the database."""
    return Pilot.objects.filter(slug=SLUG).exists()


@transaction.atomic
def tell(today=None):
    """Make the demo pilots, all or nothing, and return the story of the one with history."""
    story = Story(today or timezone.localdate())
    with override("nl"):
        story.employers = cast.organisations()
        joined = story.moment(story.day(240))
        story.who = cast.people(story.employers, joined)
        cast.standing_roles(story.who, story.employers, story.day(240))
        for chapter in (design, around, journal, firms, selecting, gathering, joining, teaching, money):
            chapter.tell(story)
        sides.tell_engineers(Engineers(story))
        sides.tell_service(Service(story))
        gathering.tell_nights(story)
        story.run()
        # Rules that are held at commit are held here, where the story can be named.
        connection.check_constraints()
    return story
