"""The journal of the pilot: decisions with their reason, and what goes well or wrong."""

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from pilot import audit
from pilot.models import JournalEntry, Phase, Pilot
from pilot.workflow import NotNow

#: Texts of a line, in the order of the page.
TEXTS = ("text", "reason", "alternatives")


@transaction.atomic
def note(pilot, kind, text, *, by, reason="", alternatives="", phase="", about=None):
    """Write a line in the journal of ``pilot`` and return it (advice 8.3-07, 8.3-08).

    ``about`` is the record that the line is about; without a ``phase`` it is that of the record, or of the pilot.
    """
    return _write(
        pilot,
        by,
        kind=kind,
        text=text,
        reason=reason,
        alternatives=alternatives,
        phase=phase or phase_of(pilot, about),
        subject_type=about._meta.label_lower if about is not None else "",
        subject_id=about.pk if about is not None else None,
    )


def decide(pilot, text, *, by, reason="", phase="", about=None):
    """Write a decision that the product itself knows of in the journal (advice 8.3-07)."""
    return note(pilot, JournalEntry.Kind.DECISION, text, by=by, reason=reason, phase=phase, about=about)


@transaction.atomic
def correct(entry, said, *, by, wipe=False):
    """Write a new line in the place of ``entry`` and return it; the old one is kept, without its words when ``wipe``.

    ``said`` holds kind, phase, text, reason and alternatives. Raises ``NotNow`` when it was replaced already.
    """
    old = JournalEntry.objects.select_for_update().get(pk=entry.pk)
    if JournalEntry.objects.filter(replaces=old).exists():
        raise NotNow(_("Somebody has corrected this line already. Correct the newest one."), code="state")
    new = _write(old.pilot, by, replaces=old, subject_type=old.subject_type, subject_id=old.subject_id, **said)
    if wipe:
        JournalEntry.objects.filter(pk=old.pk).update(**dict.fromkeys(TEXTS, ""))
        audit.record(old, "wipe", by=by, fields=TEXTS)
    return new


def _write(pilot, by, **fields):
    entry = JournalEntry.objects.create(pilot=pilot, by=by, **fields)
    audit.record(entry, "create", by=by)
    return entry


def phase_of(pilot, about=None):
    """The phase that a line belongs to: that of the record, else design as long as the pilot has not started."""
    if about is not None:
        for model, phase in settings.RECORD_PAGES.values():
            if model == about._meta.label_lower:
                return phase
    return Phase.DESIGN if pilot.state in (Pilot.State.DESIGN, Pilot.State.AGREED) else ""


def names_in(pilot, words, *, by):
    """Names of candidates of the pilot, as far as ``by`` may know of them, that turn up in ``words``.

    The apps above know who the candidates are: ``settings.NAMES_IN``.
    """
    return import_string(settings.NAMES_IN)(pilot, words, by)
