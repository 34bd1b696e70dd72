"""Being asked to stop: at once where that is safe, and otherwise as soon as it is."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class Stopped(BaseException):
    """Somebody asked us to stop; `number` is the signal."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


class Stopping:
    """Turns Ctrl-C, `kill` and a closed terminal into one `Stopped`; what comes after the first is ignored.

    Raised only inside `allowed()`, so that starting and cleaning up are never cut in half.
    """

    def __init__(self) -> None:
        self.asked: int | None = None
        self.safe = False
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.heard)

    def heard(self, number: int, frame: FrameType | None) -> None:
        """Remember the first signal, and raise it when that is safe now."""
        if self.asked is None:
            self.asked = number
            if self.safe:
                raise Stopped(number)

    @contextmanager
    def allowed(self) -> Iterator[None]:
        """Let `Stopped` be raised for as long as the block lasts, also for what was asked before."""
        if self.asked is not None:
            raise Stopped(self.asked)
        self.safe = True
        try:
            yield
        finally:
            self.safe = False
