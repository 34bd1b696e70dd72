"""Files lie locked in the database: unreadable without the key, under a new key overnight, whole after a restore."""

import hashlib
from io import BytesIO

import pytest
from django.db import connection

from pilot import documents, tasks, uploads, vault
from pilot.models import Blob, Document
from tests import factories

CONTENT = b"%PDF-1.7 getekend door mevrouw Canarie %%EOF"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _key(settings):
    settings.FILE_KEYS = ["eerste sleutel"]


def stored(blob):
    """What is in the database itself."""
    with connection.cursor() as cursor:
        cursor.execute("select content, key from pilot_blob where sha256 = %s", [blob.pk])
        content, key = cursor.fetchone()
    return bytes(content), key


def test_what_lies_in_the_database_tells_nothing_of_the_file():
    blob = uploads.keep(CONTENT)
    content, key = stored(blob)
    assert b"Canarie" not in content and key == vault.mark()
    assert Blob.objects.get().plain == CONTENT
    assert (blob.pk, blob.size) == (hashlib.sha256(CONTENT).hexdigest(), len(CONTENT))


def test_the_same_file_is_kept_once_and_two_lockings_are_never_alike():
    first, again = uploads.keep(CONTENT), uploads.keep(CONTENT)
    assert first == again and Blob.objects.count() == 1
    assert vault.lock(CONTENT, first.pk) != vault.lock(CONTENT, first.pk)


def test_another_key_opens_nothing_and_says_so(settings):
    uploads.keep(CONTENT)
    settings.FILE_KEYS = ["een sleutel van iemand anders"]
    with pytest.raises(vault.KeyMissing):
        _ = Blob.objects.get().plain


def test_a_file_that_was_tampered_with_or_passed_off_as_another_does_not_open():
    good, other = uploads.keep(CONTENT), uploads.keep(b"iets anders")
    content, _key = stored(good)
    Blob.objects.filter(pk=other.pk).update(content=content)
    with pytest.raises(vault.KeyMissing):
        _ = Blob.objects.get(pk=other.pk).plain
    Blob.objects.filter(pk=good.pk).update(content=content[:-1] + bytes([content[-1] ^ 1]))
    with pytest.raises(vault.KeyMissing):
        _ = Blob.objects.get(pk=good.pk).plain


def test_under_a_new_key_everything_stays_readable_and_the_next_night_needs_the_old_one_no_more(settings):
    blobs = [uploads.keep(CONTENT + bytes([number])) for number in range(uploads.AT_ONCE + 3)]
    settings.FILE_KEYS = ["nieuwe sleutel", "eerste sleutel"]
    assert Blob.objects.get(pk=blobs[0].pk).plain == CONTENT + b"\0"
    tasks.lock_files()
    settings.FILE_KEYS = ["nieuwe sleutel"]
    assert [Blob.objects.get(pk=blob.pk).plain for blob in blobs] == [CONTENT + bytes([n]) for n in range(len(blobs))]
    before = [stored(blob) for blob in blobs]
    assert uploads.relock() == 0 and [stored(blob) for blob in blobs] == before


def test_a_file_from_before_this_reads_on_and_is_locked_the_next_night():
    sha256 = hashlib.sha256(CONTENT).hexdigest()
    with connection.cursor() as cursor:
        cursor.execute("insert into pilot_blob (sha256, content, size) values (%s, %s, 3)", [sha256, CONTENT])
    assert Blob.objects.get().plain == CONTENT
    assert uploads.relock() == 1
    assert b"Canarie" not in stored(Blob.objects.get())[0] and Blob.objects.get().plain == CONTENT


def test_a_file_that_no_key_opens_keeps_no_other_from_being_locked(settings):
    lost = uploads.keep(CONTENT)
    settings.FILE_KEYS = ["nieuwe sleutel"]
    before = stored(lost)
    for number in range(uploads.AT_ONCE + 1):
        blob = uploads.keep(b"%d" % number)
        Blob.objects.filter(pk=blob.pk).update(content=blob.plain, key="")
    assert uploads.relock() == uploads.AT_ONCE + 1
    assert stored(lost) == before


def test_after_a_restore_the_files_are_the_same_and_the_backup_holds_none_of_them(settings):
    blob, backup = uploads.keep(CONTENT), BytesIO()
    with connection.cursor() as cursor:
        with cursor.copy("copy pilot_blob to stdout (format binary)") as rows:
            for row in rows:
                backup.write(row)
        assert b"Canarie" not in backup.getvalue()
        cursor.execute("delete from pilot_blob")
        with cursor.copy("copy pilot_blob from stdin (format binary)") as rows:
            rows.write(backup.getvalue())
    restored = Blob.objects.get()
    assert hashlib.sha256(restored.plain).hexdigest() == blob.pk


def test_a_pdf_that_is_made_lies_locked_and_goes_out_readable(person):
    pilot = factories.running_pilot()
    owner = factories.owner(pilot)
    paper = documents.ask(pilot, "company_sheet", title="Projectsheet", by=owner)
    Document.objects.filter(pk=paper.pk).update(state="working")
    documents.make(Document.objects.get(pk=paper.pk))
    paper.refresh_from_db()
    assert b"%PDF" not in stored(paper.blob)[0]
    assert person(owner).get(f"/documenten/{paper.pk}/").content.startswith(b"%PDF")
