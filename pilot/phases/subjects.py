"""What a line of the journal is about: any record with a page, named in the address and shown by its own rights."""

from dataclasses import dataclass
from functools import cache

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Q
from django.urls import Resolver404, resolve, reverse
from django.utils.text import capfirst

from pilot.choices import Role
from pilot.models import Pilot, PilotFund, Policy

#: The one record whose page is named by pilot and number.
POLICY = Policy._meta.label_lower


@dataclass(frozen=True)
class Subject:
    """A record as a reader may know of it: its kind in a word always, ``label`` and ``url`` only when it is theirs."""

    kind: str
    label: str = ""
    url: str = ""

    @property
    def text(self):
        return f"{self.kind}: {self.label}" if self.label else self.kind


@cache
def types():
    """The types a line may be about: ``app.model`` → the name of its page."""
    found = {}
    for page, (model, _phase) in settings.RECORD_PAGES.items():
        found.setdefault(model, page)
    return found


def kind_word(subject_type):
    """What a record of this type is called."""
    return str(capfirst(apps.get_model(subject_type)._meta.verbose_name))


def key(record):
    """How an address names a record: ``candidates.match:12``."""
    return f"{record._meta.label_lower}:{record.pk}"


def visible(subject_type, user):
    """The records of a type that the user may see, with what their names need."""
    rows = apps.get_model(subject_type).objects.visible_to(user)
    if subject_type == POLICY:
        # What is not in force is of the owners of this pilot and the management of its funds (see `may_see_drafts`).
        managed = PilotFund.objects.filter(fund__in=user.funds(Role.MANAGEMENT)).values("pilot")
        own = Q(pilot__in=user.pilots(Role.OWNER)) | Q(pilot__in=managed)
        return rows.filter(own | Q(state=Policy.State.IN_FORCE)).select_related("pilot")
    return rows.with_case() if hasattr(rows, "with_case") else rows.select_related()


def read(text, pilot, user):
    """The record that an address names, when it is of this pilot and the user may see it; else ``None``."""
    subject_type, _colon, pk = text.partition(":")
    if subject_type not in types() or not pk.isdecimal():
        return None
    found = visible(subject_type, user).filter(pk=int(pk[:18])).first()
    return found if found is not None and found.pilot_id == pilot.pk else None


def of_path(path, user):
    """The pilot and the record that a page is about, as far as the user may see them; ``None`` for what is not there.

    A page under the page of a record (``/klassen/3/starten/``) is about that record.
    """
    parts = [part for part in path.split("?")[0].split("/") if part]
    pilot = record = None
    while parts and not (pilot and record):
        try:
            match = resolve(f"/{'/'.join(parts)}/")
        except Resolver404:
            parts.pop()
            continue
        record = record or _record(match, user)
        slug = match.kwargs.get("slug") or match.kwargs.get("pilot")
        if pilot is None and slug:
            pilot = Pilot.objects.visible_to(user).filter(slug=slug).first()
        parts.pop()
    if record is not None:
        pilot = Pilot.objects.visible_to(user).filter(pk=record.pilot_id).first()
    return pilot, record


def _record(match, user):
    model, _phase = settings.RECORD_PAGES.get(match.view_name, ("", ""))
    if not model:
        return None
    rows = visible(model, user)
    try:
        if model == POLICY:
            return rows.get(pilot__slug=match.kwargs["slug"], number=match.kwargs["number"])
        return rows.get(pk=match.kwargs["pk"])
    except ObjectDoesNotExist:
        return None


def named(entries, user):
    """What each of ``entries`` is about: ``{entry pk: Subject}``, one query for each type among them.

    Without a ``user`` no query, and no names.
    """
    wanted = {}
    for entry in entries:
        if entry.subject_type in types():
            wanted.setdefault(entry.subject_type, set()).add(entry.subject_id)
    known = {
        (subject_type, record.pk): Subject(kind_word(subject_type), str(record), address(record))
        for subject_type, pks in wanted.items()
        for record in (visible(subject_type, user).filter(pk__in=pks) if user else ())
    }
    return {
        entry.pk: known.get((entry.subject_type, entry.subject_id), Subject(kind_word(entry.subject_type)))
        for entry in entries
        if entry.subject_type in types()
    }


def address(record):
    """The address of a record's page."""
    page = types()[record._meta.label_lower]
    if record._meta.label_lower == POLICY:
        return reverse(page, args=[record.pilot.slug, record.number])
    return reverse(page, args=[record.pk])
