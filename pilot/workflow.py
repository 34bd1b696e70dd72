"""One door for state: ``move`` locks the row, checks the table of moves, writes, and records who did it and why."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from pilot import audit


class NotNow(ValidationError):
    """What was asked cannot be done now; ``sentences`` say why, in the user's language."""

    @property
    def sentences(self):
        return [str(message) for message in self.messages]


def move(obj, action, *, by, reason="", **fields):
    """Carry ``obj`` along ``action`` of its table of moves, in the caller's transaction, and return it.

    ``fields`` are written in the same statement as the state. Raises ``NotNow`` when the state (read again under a
    lock) does not allow the action, ``ValueError`` when nobody is named who does it.
    """
    if by is None:
        raise ValueError("a move needs somebody who makes it")
    _from_states, to_state = obj.MOVES[action]
    model = type(obj)
    with transaction.atomic():
        now = model._base_manager.select_for_update(of=("self",)).get(pk=obj.pk)
        if past := past_it(now, action):
            raise NotNow(past, code="state")
        model._base_manager.filter(pk=obj.pk).update(state=to_state, **fields)
        for name, value in {"state": to_state, **fields}.items():
            setattr(obj, name, value)
        obj.refresh_from_db(fields=["version"])
        audit.record(obj, action, by=by, from_state=now.state, to_state=to_state, fields=sorted(fields), reason=reason)
    return obj


def past_it(obj, action):
    """Say that the state does not allow an action (any more): a page asks before somebody types, ``move`` again."""
    if obj.state in obj.MOVES[action][0]:
        return []
    return [_("This can no longer be done: the state is now “%(state)s”.") % {"state": obj.get_state_display()}]


def require_none(sentences):
    """Raise ``NotNow`` with the sentences when there are any: the list that a page shows is the list that blocks."""
    sentences = list(sentences)
    if sentences:
        raise NotNow(sentences, code="blocked")
