"""The access table: every URL × method × role × own / other, with literal outcomes that import no permissions.

``Row(make, get, post)``: ``make(world, side)`` returns the URL's arguments; ``get`` and ``post`` say which roles get
what in their own pilot: a string of roles that may (200, or 302 after a POST), ``no=`` the roles that see the object
but may not (403). Everybody else gets 404, and in somebody else's pilot everybody does, but for ``other``/``other_no``.
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
CREW = [O, OO, S, P, B, M, T]
EVERYBODY = [O, OO, S, B, P, M, T, F, A, X]


@dataclass
class Row:
    """One URL: how to make what it is about, and who may read or do it."""

    make: Any = lambda world, side: ()
    get: list = field(default_factory=list)
    no: list = field(default_factory=list)
    post: list = field(default_factory=list)
    post_no: list = field(default_factory=list)
    other: list = field(default_factory=list)
    other_no: list = field(default_factory=list)
    body: Any = None
    canary: Any = None
    methods: str = "GET"


TABLE: dict[str, Row] = {}
