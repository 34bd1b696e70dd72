"""An agenda of acts, each carried out at its own moment: the real verbs write history as it would have come about."""

import heapq
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any
from unittest.mock import patch

from django.apps import apps
from django.db import connection
from django.db.models.functions import Now
from django.utils import timezone

from candidates.models import Heard

#: Mails to candidates, each of which asks the database for what it says.
LETTERS = ("recorded", "session", "invited", "planned", "cancelled", "out", "status")


class Clock:
    """Says what time it is in the story."""

    def __init__(self) -> None:
        self.moment = timezone.now()

    def now(self) -> datetime:
        return self.moment

    @contextmanager
    def in_charge(self) -> Iterator[None]:
        """Let every "now" be the story's: of Python, and of columns that take it from the database by default.

        No mail goes out meanwhile: what happened in the story was told in the story. Savepoints are left out, which
        halves the time: one act that fails stops the whole story.
        """
        dated = [f for model in apps.get_models() for f in model._meta.concrete_fields if isinstance(f.db_default, Now)]
        with ExitStack() as stack:
            stack.enter_context(patch("django.utils.timezone.now", self.now))
            stack.enter_context(patch("pilot.mail.send", lambda **_message: None))
            for letter in LETTERS:
                stack.enter_context(patch(f"candidates.letters.{letter}", self._noted(letter)))
            stack.enter_context(patch.object(connection.features, "uses_savepoints", new=False))
            for field in dated:
                stack.enter_context(patch.dict(field.__dict__, {"_get_default": self.now}))
            yield

    def _noted(self, letter: str) -> Callable:
        """A letter of the story: nothing leaves, but it is on record that somebody heard something."""

        def tell(about: Any, *_text: str, by: Any = None) -> None:
            appointment, candidate = getattr(about, "session", about), getattr(about, "candidate", about)
            known = {"session": "at", "planned": "at"}.get(letter, "")
            Heard.objects.create(
                candidate=candidate,
                stage=candidate.state,
                at=self.moment,
                how=Heard.How.MAIL,
                what=letter,
                until=getattr(appointment, known, None),
                by=by,
            )

        return tell


class Agenda:
    """Acts in the order of time. Days are counted in working days back from yesterday, so no act falls in a weekend."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.clock = Clock()
        self._acts: list = []
        self._numbers = count()

    # ---- days ----

    def day(self, ago: int) -> date:
        """The working day that lies ``ago`` working days before the last one before today."""
        day = self.today - timedelta(days=1)
        while day.weekday() > 4:
            day -= timedelta(days=1)
        weeks, rest = divmod(ago, 5)
        day -= timedelta(weeks=weeks)
        while rest:
            day -= timedelta(days=1)
            rest -= day.weekday() < 5
        return day

    def ahead(self, days: int) -> date:
        """The first working day that lies at least ``days`` days after today."""
        day = self.today + timedelta(days=days)
        while day.weekday() > 4:
            day += timedelta(days=1)
        return day

    @staticmethod
    def moment(day: date, hour: float = 9.0) -> datetime:
        """A moment of a day on the clocks of Amsterdam; ``hour`` 13.5 is half past one."""
        minutes = round(hour * 60)
        return timezone.make_aware(datetime.combine(day, time(minutes // 60, minutes % 60)))

    # ---- acts ----

    def at(self, ago: int, hour: float, act, *args, **kwargs) -> None:
        """Let ``act`` happen ``ago`` working days back at ``hour``."""
        self.on(self.day(ago), hour, act, *args, **kwargs)

    def on(self, day: date, hour: float, act, *args, **kwargs) -> None:
        """Let ``act`` happen on a day before today; on the same moment what was said first happens first."""
        if day >= self.today:
            raise ValueError(f"{act} would happen today or later")
        heapq.heappush(self._acts, (self.moment(day, hour), next(self._numbers), act, args, kwargs))

    def run(self) -> None:
        """Carry every act out; acts may add later ones."""
        with self.clock.in_charge():
            while self._acts:
                self.clock.moment, _number, act, args, kwargs = heapq.heappop(self._acts)
                self.before_each()
                act(*args, **kwargs)

    def before_each(self) -> None:
        """What has to be read anew before an act; stories override it."""
