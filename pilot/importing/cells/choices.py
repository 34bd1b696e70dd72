"""Yes or no, and one out of a list."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from django.utils.translation import gettext as _

from pilot.wording import fold

from ..sheet import Cell, shown
from .every import quoted, refuse

YES = {"ja", "j", "yes", "y", "x", "1", "waar", "true"}
NO = {"nee", "n", "neen", "no", "0", "onwaar", "false"}


def yes_no(cell: Cell) -> bool:
    """Yes or no: ja, nee, j, n or x."""
    word = shown(cell).strip(" .").lower()
    if word in YES or word in "✓✔":
        return True
    if word in NO:
        return False
    raise refuse(_("%(value)s is neither yes nor no; write ja or nee") % {"value": quoted(cell)})


class Choice:
    """A parser that knows the labels of what may be chosen, so that a page can list them."""

    def __init__(self, options: Mapping[object, Iterable[str]]) -> None:
        self.labels: list[str] = []
        self._values: dict[str, object] = {}
        for value, words in options.items():
            words = [str(word) for word in words]
            self.labels.append(words[0])
            for word in map(fold, words):
                if self._values.setdefault(word, value) != value:
                    raise ValueError(f"two values are called {word}")

    def __call__(self, cell: Cell) -> object:
        try:
            return self._values[fold(shown(cell))]
        except KeyError:
            raise refuse(_not_in_list(cell, self.labels)) from None


def choice(options: Mapping[object, Iterable[str]]) -> Choice:
    """One of the values, named by one of its words: the first word is its label, the others are aliases.

    Words are compared without case, accents, spaces and punctuation. Raises `ValueError` when two values share a word.
    """
    return Choice(options)


def _not_in_list(cell: Cell, labels: list[str]) -> str:
    if len(labels) <= 6:
        *first, last = labels
        listed = _("%(first)s or %(last)s") % {"first": ", ".join(first), "last": last} if first else last
        return _("%(value)s is not possible here; choose %(listed)s") % {"value": quoted(cell), "listed": listed}
    folded = {fold(label): label for label in labels}
    near = get_close_matches(fold(shown(cell)[:100]), folded, n=1, cutoff=0.75)
    if near:
        return _("%(value)s is not in the list; do you mean “%(near)s”?") % {
            "value": quoted(cell),
            "near": folded[near[0]],
        }
    return _("%(value)s is not in the list") % {"value": quoted(cell)}
