"""An upload from file to record: received, its columns chosen, checked, stored all or nothing, undone, forgotten."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

import structlog
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pilot import audit, vault
from pilot.importing.checking import CHANGED, ERROR, NEW, UNCHANGED, CheckedRow, Preview, check
from pilot.importing.kinds import ImportKind, Present, kind_named
from pilot.importing.reading import read_table
from pilot.models import Blob, ColumnMap, Upload
from pilot.wording import fold
from pilot.workflow import NotNow, move, require_none

#: A file that nobody stored is kept this long; there are people in it.
KEPT = timedelta(days=14)
#: So many files are locked anew in one transaction.
AT_ONCE = 10
log = structlog.get_logger(__name__)


@dataclass
class Checked:
    """A file as it would be taken in now. ``present`` has what is on record by row number."""

    kind: ImportKind
    preview: Preview
    present: dict[int, Present]

    @property
    def rows(self) -> list[CheckedRow]:
        """What there is to store."""
        return [row for row in self.preview.rows if row.status in (NEW, CHANGED)]

    @property
    def wrong(self) -> int:
        """How many rows have an error."""
        return self.preview.counts[ERROR]

    def blockers(self) -> list[str]:
        """Sentences that say why this file cannot be stored (now)."""
        found = list(self.kind.blockers())
        if self.preview.problems:
            found.append(_("Saving is possible once every column has been found."))
        elif self.wrong:
            found.append(
                ngettext(
                    "Saving is possible once every row is right. Correct that %(n)s row and choose the file again.",
                    "Saving is possible once every row is right. Correct those %(n)s rows and choose the file again.",
                    self.wrong,
                )
                % {"n": self.wrong}
            )
        elif not self.rows:
            found.append(_("Every row is on record already; there is nothing to save."))
        return found

    @property
    def fingerprint(self) -> str:
        """A mark of what somebody saw: it differs when a row would now be taken in otherwise."""
        seen = hashlib.sha256()
        for row in self.preview.rows:
            changes = sorted((key, str(old), str(new)) for key, (old, new) in row.changes.items())
            seen.update(repr((row.number, row.status, changes)).encode())
        return seen.hexdigest()


def receive(kind, name, content, *, by, replaces=None):
    """Keep a file to be checked and return its ``Upload``; nothing of its rows is stored.

    ``replaces`` is the upload that it corrects: that one is dropped. Raises ``ImportRefused`` for what cannot be read,
    ``NotNow`` when this kind cannot be imported now.
    """
    require_none(kind.blockers())
    sheet = read_table(name, content)
    with transaction.atomic():
        upload = Upload.objects.create(
            kind=kind.name,
            pilot=kind.pilot,
            by=by,
            name=name[-200:],
            blob=keep(content),
            mapping=_remembered(kind, by, sheet.headers),
            outcome={"rows": len(sheet.rows)},
        )
        audit.record(upload, "create", by=by, to_state=upload.state)
        if replaces is not None and replaces.can("refuse"):
            discard(replaces, by=by)
    return upload


def examine(upload):
    """Check an upload against what is on record now; reads only. Raises ``NotNow`` when its file is gone."""
    if upload.blob_id is None:
        raise NotNow(_("This file is no longer kept. Choose it again."), code="gone")
    kind = kind_named(upload.kind, upload.pilot)
    kind.by = upload.by
    columns = kind._columns
    sheet = read_table(upload.name, upload.blob.plain)
    mapping = {int(index): key or None for index, key in upload.mapping.items()}
    preview = check(sheet, columns, mapping, key=kind.key, key_columns=kind.key_columns, judge=kind.judge)
    return Checked(kind, preview, _compare(kind, preview))


def _compare(kind, preview):
    """Lay every right row beside what is on record for its key, in the queries of one ``kind.present``."""
    keys = {row.number: kind.key(row.values) for row in preview.rows if row.status != ERROR}
    values = {keys[row.number]: row.values for row in preview.rows if keys.get(row.number) is not None}
    on_record = kind.present(values)
    present = {}
    for row in preview.rows:
        found = on_record.get(keys.get(row.number))
        if found is None:
            continue
        present[row.number] = found
        # An empty cell changes nothing.
        filled = {key for index, key in preview.match.by_index.items() if row.cells[index] != ""}
        row.changes = {
            key: (old, row.values[key]) for key, old in found.values.items() if key in filled and old != row.values[key]
        }
        row.status = NEW if found.new else CHANGED if row.changes else UNCHANGED
    return present


def choose_columns(upload, chosen, *, by):
    """Set what columns mean (index to key, or to nothing for one that is skipped), and remember it by their headers."""
    if not upload.can("store"):
        raise NotNow(_("This file was dealt with already."), code="state")
    checked = examine(upload)
    headers = checked.preview.sheet.headers
    known = {column.key for column in checked.kind._columns}
    chosen = {i: key for i, key in chosen.items() if 0 <= i < len(headers) and (not key or key in known)}
    with transaction.atomic():
        upload.mapping = {**upload.mapping, **{str(i): key for i, key in chosen.items()}}
        Upload.objects.filter(pk=upload.pk).update(mapping=upload.mapping)
        for i, key in chosen.items():
            if header := fold(headers[i])[:120]:
                ColumnMap.objects.update_or_create(
                    kind=upload.kind, organisation_id=by.organisation_id, header=header, defaults={"key": key or ""}
                )
        audit.record(upload, "edit", by=by, fields=["mapping"])
    return upload


def _remembered(kind, by, headers):
    """What these headers meant before in files of the same organisation."""
    folded = {fold(header)[:120]: index for index, header in enumerate(headers) if fold(header)}
    rows = ColumnMap.objects.filter(kind=kind.name, organisation_id=by.organisation_id, header__in=folded)
    return {str(folded[row.header]): row.key for row in rows}


def store(upload, *, by, seen):
    """Store every row of an upload or none; ``seen`` is the fingerprint of what the page showed.

    Raises ``NotNow`` when a row is wrong, when something changed since it was seen, or when it was stored before.
    """
    kind = kind_named(upload.kind, upload.pilot)
    with transaction.atomic():
        _wait_for_others(kind)
        upload = Upload.objects.select_for_update(of=("self",)).select_related("pilot", "blob").get(pk=upload.pk)
        if not upload.can("store"):
            raise NotNow(_("This file was dealt with already."), code="state")
        checked = examine(upload)
        require_none(checked.blockers())
        if checked.fingerprint != seen:
            raise NotNow(_("Something changed since you looked. Look at the rows once more, then save."), code="stale")
        try:
            with transaction.atomic():
                told = checked.kind.store(upload, checked.rows, by=by)
        except IntegrityError as clash:
            # Somebody entered one of these rows by hand in the same moment.
            raise NotNow(_("Something changed since you looked. Look at the rows once more, then save.")) from clash
        sha256 = upload.blob_id
        outcome = {**checked.preview.counts, **upload.outcome, "sha256": sha256, **told}
        upload = move(upload, "store", by=by, outcome=outcome, blob=None)
        forget_blob(sha256)
    return upload


def undo(upload, *, by):
    """Take back what an upload stored; raises ``NotNow`` when its kind cannot, or no longer."""
    kind = kind_named(upload.kind, upload.pilot)
    with transaction.atomic():
        _wait_for_others(kind)
        if not kind.may_undo:
            raise NotNow(_("What was imported here cannot be taken back in one go."), code="undo")
        upload = move(upload, "undo", by=by)
        kind.undo(upload, by=by)
    return upload


def discard(upload, *, by):
    """Drop a file without storing anything of it."""
    with transaction.atomic():
        sha256 = upload.blob_id
        upload = move(upload, "refuse", by=by, outcome={**upload.outcome, "sha256": sha256}, blob=None)
        forget_blob(sha256)
    return upload


def forget_due():
    """Drop the content of files that nobody stored within fourteen days; return how many. May run twice."""
    with transaction.atomic():
        old = Upload.objects.select_for_update().filter(
            state=Upload.State.CHECKED, blob__isnull=False, at__lt=timezone.now() - KEPT
        )
        uploads = list(old.order_by("pk"))
        audit.record_many(uploads, "forget", by=None, fields=["blob"])
        Upload.objects.filter(pk__in=[upload.pk for upload in uploads]).update(blob=None)
        for sha256 in sorted({upload.blob_id for upload in uploads}):
            forget_blob(sha256)
    return len(uploads)


def _wait_for_others(kind):
    """One import of a kind at a time, in a pilot or everywhere, until the transaction ends."""
    _lock(f"import:{kind.name}:{'' if kind.everywhere else kind.pilot.pk}")


def _lock(name):
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def keep(content):
    """Keep bytes once under their SHA-256 and return the row; nobody drops them before this is committed."""
    sha256 = hashlib.sha256(content).hexdigest()
    # So that nobody drops these bytes between finding them and pointing at them.
    _lock(f"blob:{sha256}")
    # Locked only where these bytes are not there yet.
    locked = {"content": lambda: vault.lock(content, sha256), "key": vault.mark, "size": len(content)}
    return Blob.objects.get_or_create(sha256=sha256, defaults=locked)[0]


def relock():
    """Lock every file with the newest key that is not, a few at a time; return how many. May run twice.

    One that no key opens is left as it is and told in the log.
    """
    done, last = 0, ""
    while True:
        with transaction.atomic():
            rows = Blob.objects.select_for_update(skip_locked=True).exclude(key=vault.mark()).filter(pk__gt=last)
            found = list(rows.order_by("pk")[:AT_ONCE])
            for blob in found:
                try:
                    content = vault.lock(blob.plain, blob.pk)
                except vault.KeyMissing as error:
                    log.error("file_cannot_be_opened", reason=str(error))
                    continue
                done += Blob.objects.filter(pk=blob.pk).update(content=content, key=vault.mark())
        if not found:
            return done
        last = found[-1].pk


def forget_blob(sha256):
    """Delete bytes that nothing points at any more."""
    if sha256 is None:
        return
    _lock(f"blob:{sha256}")
    try:
        with transaction.atomic():
            Blob.objects.filter(pk=sha256).delete()
    except (ProtectedError, IntegrityError):
        # The same file is still kept for somebody else.
        return
