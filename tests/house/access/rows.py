"""One row of the access table: literal outcomes for every role on every side; imports no permissions.

A ``Row`` says how to make what the URL is about (``make(world, side)``: the URL's arguments), which roles may ``get``
it (200) and ``post`` to it (302) in their own pilot, and which see it but may not (``no``: 403). Everybody else gets
404. ``pilot(...)`` rows are about a page of a pilot: whoever sees the pilot without the right gets 403, also owners and
management of a fund that takes part in somebody else's pilot. ``there`` names the sides on which a row answers
otherwise than its kind does. A row without ``post`` answers every POST with 405.
"""

from dataclasses import dataclass, field
from typing import Any

O, OO, S, B, P, M, T, F, A, X = (  # noqa: E741 - one letter a role keeps the table readable
    "owner",
    "owner_oom",
    "selector",
    "specialist",
    "provider",
    "mentor",
    "trainer",
    "management",
    "manager",
    "stranger",
)
OWNERS = [O, OO]
TEAM = [O, OO, S, P]
CREW = [O, OO, S, B, P, M, T]
EVERYBODY = [*CREW, F, A, X]
SIDES = ("own", "other", "elsewhere")
#: Who sees a pilot: its people, and owners and management of a fund that takes part.
SEES = {"own": [*CREW, F], "other": [O, OO, F], "elsewhere": [OO]}


@dataclass
class Row:
    make: Any = None
    get: list = field(default_factory=list)
    no: list = field(default_factory=list)
    post: list | None = None
    post_no: list = field(default_factory=list)
    # What is posted besides what the page itself offers: a dict, or ``body(world, side)``.
    body: Any = None
    # What the page must hold for who may read it: words, or ``canary(world, side, made)``.
    canary: Any = None
    # A pilot's page: outcomes on the other sides follow from who sees the pilot.
    of_pilot: bool = False
    # Whoever sees the pilot may read it, on every side.
    for_all: bool = False
    # No object at all: the same everywhere, 403 for who may not.
    free: bool = False
    only_post: bool = False
    # {side: (who may, who sees it but may not)}
    there: dict = field(default_factory=dict)
    # Asked for with the address: ?q=…
    query: str = ""

    @property
    def sides(self):
        return ("own",) if self.free else SIDES

    def outcome(self, method, role, side):
        """The literal status code for a role on a side (own, other, elsewhere)."""
        if (method == "GET" and self.only_post) or (method == "POST" and self.post is None):
            return 405
        good = 200 if method == "GET" else 302
        may, no = self._who(method, side)
        return good if role in may else 403 if role in no else 404

    def _who(self, method, side):
        may = self.get if method == "GET" else self.post
        no = self.no if method == "GET" else self.post_no or self.no
        if self.free:
            return may, EVERYBODY
        if side in self.there:
            return self.there[side]
        if self.for_all and method == "GET":
            return SEES[side], []
        if self.for_all or self.of_pilot:
            return may if side == "own" else [], SEES[side]
        return (may, no) if side == "own" else ([], [])


def pilot(**fields):
    """A page of a pilot for some of those who see it."""
    return Row(make=fields.pop("make", lambda w, side: (side.pilot.slug,)), of_pilot=True, **fields)


def seen(**fields):
    """A page of a pilot for everybody who sees it."""
    return pilot(for_all=True, **fields)


def free(**fields):
    """A page that is about no pilot."""
    return Row(make=fields.pop("make", lambda w, side: ()), free=True, **fields)
