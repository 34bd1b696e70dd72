"""The import screen: every refusal is a sentence, nothing is stored before all of it is right, nothing is lost."""

import io
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone, translation

from companies.models import Company
from pilot import uploads
from pilot.importing.kinds import kind_named
from pilot.models import AuditEvent, Blob, ColumnMap, Upload
from tests.companies.test_importing import HEADER, ROW, lines, sample
from tests.factories.pilot import (
    AppointmentFactory,
    management,
    new_pilot,
    owner,
    provider,
    running_pilot,
    selector,
    specialist,
)

SAMPLES = Path(__file__).parent.parent / "samples"


@pytest.fixture
def pilot(db):
    return running_pilot()


@pytest.fixture
def user(pilot):
    return selector(pilot)


@pytest.fixture
def browser(person, user):
    return person(user)


@pytest.fixture(autouse=True)
def dutch():
    with translation.override("nl"):
        yield


def address(pilot):
    return reverse("import_new", args=[pilot.slug, "companies"])


def send(browser, pilot, content, name="bedrijven.csv", **data):
    return browser.post(address(pilot), {"file": SimpleUploadedFile(name, content), **data})


def sent(browser, pilot, content, name="bedrijven.csv"):
    response = send(browser, pilot, content, name)
    assert response.status_code == 302, response.content.decode()
    return Upload.objects.latest("pk")


def check_url(upload):
    return reverse("import_check", args=[upload.pk])


def store(browser, upload):
    seen = uploads.examine(upload).fingerprint
    return browser.post(reverse("import_store", args=[upload.pk]), {"seen": seen}, follow=True)


def test_the_address_names_the_kind_in_dutch(pilot):
    assert address(pilot) == f"/pilots/{pilot.slug}/importeren/bedrijven/"


def test_a_kind_that_does_not_exist_answers_404(browser, pilot):
    assert browser.get(f"/pilots/{pilot.slug}/importeren/onzin/").status_code == 404


def test_a_file_goes_from_choosing_to_checking_to_stored(browser, pilot):
    assert "multipart/form-data" in browser.get(address(pilot)).content.decode()
    upload = sent(browser, pilot, sample("bedrijven.csv"))
    page = browser.get(check_url(upload)).content.decode()
    assert "Rijn Verspaning BV" in page
    assert not Company.objects.exists()
    response = store(browser, upload)
    assert Company.objects.count() == 30
    upload.refresh_from_db()
    assert (upload.state, upload.blob_id, upload.outcome["new"], upload.outcome["outside"]) == ("imported", None, 30, 5)
    assert len(upload.outcome["sha256"]) == 64
    assert not Blob.objects.exists()
    assert response.status_code == 200
    assert AuditEvent.objects.filter(subject_type="pilot.upload", action="store").count() == 1


def test_errors_stand_in_the_summary_with_row_and_column_and_saving_waits(browser, pilot):
    upload = sent(browser, pilot, sample("bedrijven-rommelig.csv"))
    page = browser.get(check_url(upload)).content.decode()
    assert "error-summary" in page
    assert 'href="#r4"' in page and 'id="r4"' in page
    assert "KvK-nummer" in page and "1234567" in page
    assert 'aria-disabled="true" aria-describedby="waarom"' in page
    assert page.index('id="r4"') < page.index('id="r2"')  # errors first
    store(browser, upload)
    assert not Company.objects.exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("leeg.csv", b""),
        ("foto.csv", b"\x89PNG\r\n\x1a\n" + b"\x00" * 50),
        ("oud.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 50),
        ("pagina.xlsx", b"<html><body>Niet gevonden</body></html>"),
        ("kapot.xlsx", (SAMPLES / "kandidaten.xlsx").read_bytes()[:4000]),
        ("aanhaling.csv", f'{HEADER}\r\n"Draaierij;1'.encode()),
        ("groot.csv", b"x" * (11 * 1024 * 1024)),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence_and_not_kept(browser, pilot, name, content):
    response = send(browser, pilot, content, name)
    assert response.status_code == 200
    assert response.context["form"].errors["file"]
    assert "error-summary" in response.content.decode()
    assert not Upload.objects.exists()
    assert not Blob.objects.exists()


def test_thirty_megabytes_are_refused_with_the_size_in_the_sentence(browser, pilot):
    response = send(browser, pilot, b"a;b\r\n" * (6 * 1024 * 1024), "groot.csv")
    assert "30 MB" in response.context["form"].errors["file"][0]
    assert not Upload.objects.exists()


def test_a_request_that_is_no_file_and_far_too_large_answers_413(browser, pilot, settings):
    settings.DEBUG = False
    response = browser.post(address(pilot), {"file": "x" * (3 * 1024 * 1024)})
    assert response.status_code == 413
    assert "413" not in response.content.decode()
    assert not Upload.objects.exists()


def test_a_file_with_other_data_is_shown_with_its_columns_to_choose(browser, pilot):
    upload = sent(browser, pilot, sample("kandidaten.xlsx"), "kandidaten.xlsx")
    response = browser.get(check_url(upload))
    page = response.content.decode()
    assert "column-0" in page
    assert response.context["to_store"] == 0
    store(browser, upload)
    assert not Company.objects.exists()


def other_words():
    header = HEADER.replace("KvK-nummer", "Inschrijving").replace("Flexibele schil", "Inhuur")
    return lines({}).replace(HEADER.encode(), header.encode())


def test_headers_in_other_words_are_matched_on_screen_and_remembered(browser, pilot, user):
    upload = sent(browser, pilot, other_words())
    page = browser.get(check_url(upload)).content.decode()
    assert "Inschrijving" in page and 'name="column-1"' in page and 'name="column-11"' in page
    assert uploads.examine(upload).preview.problems
    response = browser.post(check_url(upload), {"column-1": "kvk", "column-11": "-"})
    assert response.status_code == 302
    upload.refresh_from_db()
    assert uploads.examine(upload).blockers() == []
    assert set(ColumnMap.objects.values_list("header", "key")) == {("inschrijving", "kvk"), ("inhuur", "")}
    again = sent(browser, pilot, other_words())
    assert uploads.examine(again).blockers() == []
    store(browser, again)
    assert Company.objects.get().flexible_workforce is None


def test_two_columns_that_look_alike_are_asked_about(browser, pilot):
    content = lines({}).replace(b"Plaats;Regio", b"Regio;Regio")
    upload = sent(browser, pilot, content)
    page = browser.get(check_url(upload)).content.decode()
    assert 'name="column-6"' in page and 'name="column-7"' in page
    browser.post(check_url(upload), {"column-6": "town", "column-7": "region"})
    upload.refresh_from_db()
    assert uploads.examine(upload).blockers() == []


def test_pills_show_one_kind_of_row(browser, pilot):
    upload = sent(browser, pilot, sample("bedrijven-rommelig.csv"))
    rows = browser.get(check_url(upload) + "?toon=nieuw").context["rows"]
    assert {row["status"] for row in rows} == {"new"}
    assert {row["status"] for row in browser.get(check_url(upload) + "?toon=fout").context["rows"]} == {"error"}


def test_two_hundred_rows_are_shown_and_the_rest_is_counted(browser, pilot):
    content = lines(*({"KvK-nummer": str(30_000_000 + n)} for n in range(230)))
    context = browser.get(check_url(sent(browser, pilot, content))).context
    assert (len(context["rows"]), context["hidden_rows"], context["to_store"]) == (200, 30, 230)


def test_old_and_new_stand_beside_each_other(browser, pilot):
    store(browser, sent(browser, pilot, lines({})))
    page = browser.get(
        check_url(sent(browser, pilot, lines({"Aantal plaatsen": "3", "Plaats": "Best"})))
    ).content.decode()
    assert "<del>2</del> <ins>3</ins>" in page
    assert "Eindhoven → Best" in page


def test_a_corrected_file_takes_the_place_of_the_wrong_one(browser, pilot):
    wrong = sent(browser, pilot, sample("bedrijven-rommelig.csv"))
    page = browser.get(check_url(wrong)).content.decode()
    assert f"?vervangt={wrong.pk}" in page
    send(browser, pilot, lines({}), replaces=wrong.pk)
    wrong.refresh_from_db()
    assert (wrong.state, wrong.blob_id) == ("refused", None)
    assert Upload.objects.latest("pk").state == "checked"


def test_a_file_that_is_refused_leaves_the_former_one_alone(browser, pilot):
    first = sent(browser, pilot, lines({}))
    send(browser, pilot, b"", replaces=first.pk)
    first.refresh_from_db()
    assert (first.state, bool(first.blob_id)) == ("checked", True)


def test_a_dropped_file_leaves_nothing(browser, pilot):
    upload = sent(browser, pilot, lines({}))
    assert browser.post(reverse("import_discard", args=[upload.pk])).status_code == 302
    assert not Blob.objects.exists()
    store_again = browser.post(reverse("import_store", args=[upload.pk]), {"seen": ""}, follow=True)
    assert store_again.status_code == 200
    assert not Company.objects.exists()


def test_storing_twice_has_one_effect(browser, pilot):
    upload = sent(browser, pilot, lines({}))
    seen = uploads.examine(upload).fingerprint
    for _time in range(2):
        browser.post(reverse("import_store", args=[upload.pk]), {"seen": seen})
    assert Company.objects.count() == 1


def test_the_list_of_errors_is_a_spreadsheet_of_text(browser, pilot):
    upload = sent(browser, pilot, lines({"Bedrijfsnaam": "=1+1", "KvK-nummer": "1"}))
    response = browser.get(reverse("import_errors", args=[upload.pk]))
    sheet = zipfile.ZipFile(io.BytesIO(response.content)).read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet
    assert "attachment" in response["Content-Disposition"]


def test_what_companies_cannot_undo_says_so(browser, pilot):
    upload = sent(browser, pilot, lines({}))
    store(browser, upload)
    browser.post(reverse("import_undo", args=[upload.pk]))
    upload.refresh_from_db()
    assert upload.state == "imported"
    assert Company.objects.exists()


def test_a_blocked_import_says_so_before_a_file_is_chosen(person, db):
    pilot = new_pilot()
    AppointmentFactory(pilot=pilot)
    browser = person(owner(pilot))
    page = browser.get(address(pilot))
    assert page.context["blockers"]
    assert 'type="file"' not in page.content.decode()
    assert send(browser, pilot, lines({})).status_code == 200
    assert not Upload.objects.exists()


@pytest.mark.parametrize(("role", "status"), [(owner, 200), (selector, 200), (provider, 200), (specialist, 403)])
def test_who_recruits_may_import(person, pilot, role, status):
    assert person(role(pilot)).get(address(pilot)).status_code == status


def test_management_sees_no_files_and_strangers_no_pilot(person, pilot, user, browser):
    assert person(management()).get(address(pilot)).status_code == 403
    stranger = person(selector(running_pilot()))
    assert stranger.get(address(pilot)).status_code == 404
    upload = sent(browser, pilot, lines({}))
    for name in ("import_check", "import_errors"):
        assert stranger.get(reverse(name, args=[upload.pk])).status_code == 404
    for name in ("import_store", "import_undo", "import_discard"):
        assert stranger.post(reverse(name, args=[upload.pk])).status_code == 404
    assert person(owner(pilot)).get(check_url(upload)).status_code == 200
    assert person(selector(pilot)).get(check_url(upload)).status_code == 404  # another selector's file


def test_a_provider_that_was_not_approved_may_not_import(person, pilot):
    someone = provider(pilot)
    pilot.appointments.update(state="proposed")
    assert person(someone).get(address(pilot)).status_code == 403


def test_files_that_nobody_stored_are_forgotten_after_fourteen_days(browser, pilot, user):
    fresh, old = sent(browser, pilot, lines({})), sent(browser, pilot, lines({"KvK-nummer": "22222222"}))
    Upload.objects.filter(pk=old.pk).update(at=timezone.now() - uploads.KEPT - timedelta(hours=1))
    assert uploads.forget_due() == 1
    assert uploads.forget_due() == 0
    assert set(Blob.objects.values_list("pk", flat=True)) == {fresh.blob_id}
    assert browser.get(check_url(old)).status_code == 200
    assert AuditEvent.objects.get(subject_id=old.pk, action="forget").actor is None


def test_the_same_bytes_sent_twice_are_kept_until_nobody_needs_them(browser, pilot):
    first, second = sent(browser, pilot, lines({})), sent(browser, pilot, lines({}))
    assert first.blob_id == second.blob_id
    browser.post(reverse("import_discard", args=[first.pk]))
    assert Blob.objects.filter(pk=second.blob_id).exists()


def test_checking_takes_as_many_queries_for_many_rows_as_for_one(browser, pilot, django_assert_max_num_queries):
    counts = []
    for start, count in ((0, 1), (100, 300)):
        rows = ({"KvK-nummer": str(40_000_000 + start + n)} for n in range(count))
        upload = sent(browser, pilot, lines(*rows))
        browser.get(check_url(upload))
        with django_assert_max_num_queries(20) as captured:
            browser.get(check_url(upload))
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_every_kind_shows_columns_that_it_reads(pilot):
    from django.conf import settings

    for name in settings.IMPORTS:
        kind = kind_named(name, pilot)
        keys = {column.key for column in kind.columns()}
        assert {*kind.shown, *kind.figures, *kind.key_columns} <= keys, name
        assert kind.address and kind.title and kind.back_label()


def test_a_row_with_all_cells_of_the_standard_row_is_new(pilot, user):
    upload = uploads.receive(kind_named("companies", pilot), "a.csv", lines(ROW), by=user)
    assert uploads.examine(upload).preview.counts["new"] == 1


def test_every_error_of_a_row_says_of_which_column_it_is(browser, pilot):
    upload = sent(browser, pilot, sample("bedrijven-rommelig.csv"))
    errors = [text for row in browser.get(check_url(upload)).context["rows"] for text in row["errors"]]
    assert errors
    assert all(": " in text for text in errors)
    assert any(text.startswith("KvK-nummer: ") for text in errors)


def test_before_a_file_is_chosen_the_page_lists_what_may_stand_in_a_column(browser, pilot):
    page = browser.get(reverse("import_new", args=[pilot.slug, "candidates"])).content.decode()
    assert "Midden-West, Noord, Noord-West, Oost" in page
    assert "Uitzendkracht".lower() in page
