"""Notes about people and their matches, for everybody who works with them."""

from django.db import models

from pilot.choices import Role
from pilot.models import CaseNote, InPilotQuerySet

from .matches import Match
from .people import Candidate


class NoteQuerySet(InPilotQuerySet):
    pilot_path = "candidate__pilot"
    visible_roles = (Role.OWNER, Role.SELECTOR, Role.PROVIDER)


class Note(CaseNote):
    """What was said or seen of somebody, or of one match of theirs; it goes when this person is erased."""

    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="notes")
    match = models.ForeignKey(Match, on_delete=models.PROTECT, null=True, related_name="notes")

    objects = NoteQuerySet.as_manager()
