"""What an app adds to the import screen: one class for each kind of file, named in settings.IMPORTS.

    class CandidateImport(ImportKind):
        address, title = "kandidaten", _("Import candidates")
        key_columns, shown = ("email",), ("last_name", "email", "region")

        def columns(self): ...
        def key(self, values): return values["email"]
        def present(self, keys): return {email: Present({"region": …}) for … in one query}
        def store(self, upload, rows, *, by): ...

The screen (`pilot.views.imports`) and its verbs (`pilot.uploads`) know nothing else of the app.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.utils.functional import cached_property
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .checking import CheckedRow, Values
from .columns import Column
from .sheet import shown

__all__ = ["ImportKind", "Present", "kind_named", "kinds"]


@dataclass(frozen=True)
class Present:
    """What is on record for a key: its values by column key (those that an import may change).

    With ``new`` the row still counts as new here, for example a company known from another pilot. ``note`` is a
    sentence that stands beside the row.
    """

    values: Mapping[str, object] = field(default_factory=dict)
    new: bool = False
    note: str = ""


class ImportKind:
    """One kind of file for one pilot. Only ``store`` and ``undo`` write, in the caller's transaction."""

    #: Dutch word in the address, and the heading of the first page.
    address = ""
    title = ""
    #: One sentence under the heading: what one row is.
    lead = ""
    #: Keys of the columns that make a row that row; and those that the table of rows shows (the first is its name).
    key_columns: Sequence[str] = ()
    shown: Sequence[str] = ()
    #: Those of ``shown`` that are figures and stand at the right.
    figures: Sequence[str] = ()
    #: Rows of people: opening the page is noted in the audit.
    personal = False
    may_undo = False
    #: What two people store at the same time waits for each other: per pilot, or for all pilots together.
    everywhere = False
    #: Who sent the file that is checked; what this user may not know of is unknown in it.
    by = None

    def __init__(self, pilot):
        self.pilot = pilot

    def may(self, user) -> bool:
        """Whether the user may import this kind in this pilot (else 403)."""
        raise NotImplementedError

    def blockers(self) -> list[str]:
        """Sentences that say why nothing can be imported now; shown before the file is chosen, raised by the verbs."""
        return []

    def back(self) -> str:
        """Address of the list that the rows go into."""
        raise NotImplementedError

    def back_label(self) -> str:
        """Name of that list, for the crumbs."""
        raise NotImplementedError

    def columns(self) -> Sequence[Column]:
        """The columns that can be read; called once for each check, so it may query."""
        raise NotImplementedError

    def key(self, values: Values) -> Hashable | None:
        """What makes a row that row; equal keys in one file are an error."""
        raise NotImplementedError

    def judge(self, values: Values) -> Iterable[tuple[str, str]]:
        """(column key, sentence) for what only the values together show; called for every row, so without queries."""
        return ()

    def present(self, keys: Mapping[Hashable, Values]) -> Mapping[Hashable, Present]:
        """What is on record for these keys, in a fixed number of queries; a key that is absent is new.

        ``keys`` is a mapping, for who needs the values of the row too.
        """
        return {}

    def mark(self, values: Values) -> str:
        """A few words that stand beside a row that is taken in but set apart (“outside the pilot: other region”)."""
        return ""

    def display(self, key: str, value: object) -> str:
        """A value on record as people write it, for the old value beside the new one."""
        if value is None or value == "":
            return "–"
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        return shown(value) if hasattr(value, "year") else str(value)

    def store(self, upload, rows: Sequence[CheckedRow], *, by) -> dict:
        """Write the rows that are new or changed, with one audit event each; return figures for ``upload.outcome``.

        A changed row has (old, new) by column key in ``row.changes``; nothing else of it may be written, since an
        empty cell changes nothing. Raises ``NotNow`` when it cannot be done after all.
        """
        raise NotImplementedError

    def undo(self, upload, *, by) -> None:
        """Take back what ``store`` wrote; raises ``NotNow`` with the reasons when that is no longer possible."""
        raise NotImplementedError

    def told(self, outcome: Mapping) -> list[str]:
        """Sentences about what was stored, from the outcome."""
        new, changed, same = (outcome.get(name, 0) for name in ("new", "changed", "unchanged"))
        sentences = []
        if new:
            sentences.append(ngettext("%(n)s row is new.", "%(n)s rows are new.", new) % {"n": new})
        if changed:
            sentences.append(ngettext("%(n)s row was changed.", "%(n)s rows were changed.", changed) % {"n": changed})
        if same:
            sentences.append(
                ngettext("%(n)s row was there already.", "%(n)s rows were there already.", same) % {"n": same}
            )
        return sentences

    @cached_property
    def _columns(self) -> Sequence[Column]:
        return self.columns()


def kinds() -> dict[str, type[ImportKind]]:
    """The kinds by name, as settings.IMPORTS has them."""
    return {name: import_string(path) for name, path in settings.IMPORTS.items()}


def kind_named(name: str, pilot) -> ImportKind:
    """The kind of this name for a pilot; ``KeyError`` when there is none."""
    kind = import_string(settings.IMPORTS[name])(pilot)
    kind.name = name
    return kind
