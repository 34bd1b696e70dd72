"""The file that people come in with: the tidy one without a word, everything else in sentences."""

from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from candidates import recruiting
from candidates.importing import CandidateImport
from candidates.models import Candidate
from pilot import uploads
from pilot.importing import read_table
from pilot.importing.checking import check
from pilot.models import AuditEvent
from pilot.workflow import NotNow
from tests.factories import CandidateFactory, new_pilot, owner, provider, running_pilot, selector, specialist

pytestmark = pytest.mark.django_db
SAMPLES = Path(__file__).parents[1] / "samples"
HEADERS = "Voornaam;Achternaam;E-mailadres;Regio;Herkomstsector;Werksituatie;Uitkering tot;Wervingskanaal;Geboortejaar"


def kind_of(pilot):
    kind = CandidateImport(pilot)
    kind.name = "candidates"
    return kind


def receive(pilot, by, *rows, name="kandidaten.csv"):
    content = "\n".join([HEADERS, *rows]).encode()
    return uploads.receive(kind_of(pilot), name, content, by=by)


def errors_of(pilot, *rows):
    kind = kind_of(pilot)
    sheet = read_table("x.csv", "\n".join([HEADERS, *rows]).encode())
    preview = check(sheet, kind.columns(), key=kind.key, key_columns=kind.key_columns, judge=kind.judge)
    return [str(error) for error in preview.errors]


def store(upload, by):
    return uploads.store(upload, by=by, seen=uploads.examine(upload).fingerprint)


def test_the_tidy_file_comes_in_without_a_word():
    pilot = running_pilot()
    by = provider(pilot)
    content = (SAMPLES / "kandidaten.xlsx").read_bytes()
    upload = uploads.receive(kind_of(pilot), "kandidaten.xlsx", content, by=by)
    checked = uploads.examine(upload)
    assert list(checked.preview.errors) == []
    assert checked.blockers() == []
    store(upload, by)
    people = Candidate.objects.filter(pilot=pilot)
    assert people.count() == 120
    assert people.filter(region="zuid-oost").count() == 102
    assert people.filter(employment="unemployed", uwv_benefit=True, benefit_until__isnull=False).count() == 32
    assert people.filter(employment="unemployed", uwv_benefit=False).count() == 11
    assert not people.filter(channel=None).exists()
    assert not people.filter(source_sector=None).exists()
    assert {person.recruited_by for person in people} == {"provider"}
    assert AuditEvent.objects.filter(action="import").count() == 120


def test_the_same_file_again_changes_nothing():
    pilot = running_pilot()
    by = provider(pilot)
    content = (SAMPLES / "kandidaten.xlsx").read_bytes()
    store(uploads.receive(kind_of(pilot), "kandidaten.xlsx", content, by=by), by)
    again = uploads.examine(uploads.receive(kind_of(pilot), "kandidaten.xlsx", content, by=by))
    assert again.preview.counts["unchanged"] == 120
    assert again.rows == []


def test_the_untidy_file_names_row_and_column_of_everything_that_is_wrong_and_stores_nothing():
    pilot = running_pilot()
    by = provider(pilot)
    content = (SAMPLES / "kandidaten-rommelig.xlsx").read_bytes()
    upload = uploads.receive(kind_of(pilot), "kandidaten-rommelig.xlsx", content, by=by)
    checked = uploads.examine(upload)
    wrong = {(error.row, error.column) for error in checked.preview.errors}
    # “geen” as address, 31 February, no first name, no surname, an exact duplicate, one that differs in case only.
    assert {(7, "C"), (10, "L"), (12, "A"), (16, "B"), (43, "C"), (44, "C")} == wrong
    assert "2" in str(list(checked.preview.errors)[-2])
    with pytest.raises(NotNow):
        store(upload, by)
    assert not Candidate.objects.exists()


def test_other_words_for_region_status_and_year_are_understood():
    pilot = running_pilot()
    by = provider(pilot)
    upload = receive(pilot, by, "Tara;van Gemert;t@voorbeeld.test;zuidoost;Bouw;WW;;uwv;'78")
    store(upload, by)
    person = Candidate.objects.get()
    assert person.region_id == "zuid-oost"
    assert (person.employment, person.uwv_benefit) == ("unemployed", True)
    assert person.source_sector_id == "bouwnijverheid"
    assert person.birth_year == 1978


def test_an_unknown_sector_is_kept_as_it_was_written():
    pilot = running_pilot()
    by = provider(pilot)
    store(receive(pilot, by, "An;Os;a@voorbeeld.test;Oost;Horeca en catering;werkend;;UWV;1980"), by)
    person = Candidate.objects.get()
    assert person.source_sector is None
    assert person.sector_text == "Horeca en catering"


@pytest.mark.parametrize(
    ("row", "part"),
    [
        ("An;Os;a@voorbeeld.test;Oost;;werkloos;;UWV;1980", "werkloos met uitkering"),
        ("An;Os;a@voorbeeld.test;Oost;;werkend;;Postduif;1980", "Postduif"),
        ("An;Os;a@voorbeeld.test;Atlantis;;werkend;;UWV;1980", "Atlantis"),
        ("An;Os;a@voorbeeld.test;Oost;;werkend;01-03-2027;UWV;1980", "Uitkering tot"),
        ("An;Os;a@voorbeeld.test;Oost;;;;UWV;1980", "Werksituatie"),
        ("An;Os;=1+1;Oost;;werkend;;UWV;1980", "="),
    ],
)
def test_what_is_not_right_is_said_in_a_sentence_with_row_and_column(row, part):
    found = errors_of(running_pilot(), row)
    assert len(found) == 1
    assert part in found[0]
    assert "2" in found[0]


def test_two_rows_with_one_address_name_each_other_whatever_the_case():
    rows = ("An;Os;a@voorbeeld.test;Oost;;werkend;;UWV;1980", "Bo;Os;A@VOORBEELD.TEST;Oost;;werkend;;UWV;1981")
    found = errors_of(running_pilot(), *rows)
    assert len(found) == 1
    assert "3" in found[0]
    assert "2" in found[0]


def test_somebody_known_is_changed_where_the_file_says_something_else_and_kept_where_it_is_empty():
    pilot = running_pilot()
    by = provider(pilot)
    known = CandidateFactory(pilot=pilot, email="a@voorbeeld.test", phone="0612345678", birth_year=1980)
    before = known.state, known.phone
    row = f"{known.first_name};{known.last_name};A@voorbeeld.test;Oost;;uitzendkracht;;UWV;1981"
    upload = receive(pilot, by, row)
    assert uploads.examine(upload).preview.counts["changed"] == 1
    store(upload, by)
    known.refresh_from_db()
    assert (known.region_id, known.employment, known.birth_year) == ("oost", "agency", 1981)
    assert (known.state, known.phone) == before
    event = AuditEvent.objects.get(action="edit", subject_id=known.pk)
    assert "birth_year" in event.fields


def test_a_benefit_that_ended_takes_its_last_day_along():
    pilot = running_pilot()
    by = provider(pilot)
    known = CandidateFactory(
        pilot=pilot, email="a@voorbeeld.test", employment="unemployed", uwv_benefit=True, benefit_until=date(2027, 1, 1)
    )
    store(receive(pilot, by, f"{known.first_name};{known.last_name};a@voorbeeld.test;;;werkend;;;"), by)
    known.refresh_from_db()
    assert (known.employment, known.uwv_benefit, known.benefit_until) == ("employed", None, None)


def test_people_without_an_address_are_known_by_name_year_and_postcode():
    pilot = running_pilot()
    by = provider(pilot)
    row = "An;Os;;Oost;;werkend;;UWV;1980"
    store(receive(pilot, by, row), by)
    assert uploads.examine(receive(pilot, by, row)).preview.counts["unchanged"] == 1


def test_the_same_person_in_two_pilots_is_new_in_each():
    pilot = running_pilot()
    CandidateFactory(email="a@voorbeeld.test")
    assert (
        uploads.examine(receive(pilot, provider(pilot), "An;Os;a@voorbeeld.test;;;werkend;;;")).preview.counts["new"]
        == 1
    )


def test_whoever_lives_outside_the_region_is_kept_and_marked_and_goes_on_like_everybody(person):
    pilot = running_pilot()
    kind = kind_of(pilot)
    kind.columns()
    assert kind.mark({"region": "oost"})
    assert not kind.mark({"region": "zuid-oost"})
    outsider = CandidateFactory(pilot=pilot, region_id="oost")
    html = person(selector(pilot)).get(reverse("candidates:list", args=[pilot.slug])).content.decode()
    assert "buiten de regio" in html or "outside the region" in html
    assert outsider.can("inform")


@pytest.mark.advice("8.3.2-04", carries="candidates.importing.recruiter_of")
def test_who_brought_somebody_in_is_recorded():
    pilot = running_pilot()
    assert recruiting.recruiter_of(provider(pilot), pilot) == "provider"
    assert recruiting.recruiter_of(selector(pilot), pilot) == "fund"


def test_nobody_is_imported_before_every_fund_signed():
    pilot = new_pilot()
    with pytest.raises(NotNow):
        receive(pilot, owner(pilot), "An;Os;a@voorbeeld.test;Oost;;werkend;;UWV;1980")


def test_a_specialist_imports_nobody(person):
    pilot = running_pilot()
    assert person(specialist(pilot)).get(reverse("import_new", args=[pilot.slug, "candidates"])).status_code == 403


def people_file(count, town="Hengelo", start=0):
    headers = "Voornaam;Achternaam;E-mailadres;Telefoon;Postcode;Woonplaats;Werksituatie"
    rows = [
        f"Sanne;Bakker {n};sanne{n}@voorbeeld.test;06{10_000_000 + n};{1000 + n} AB;{town};werkend"
        for n in range(start, start + count)
    ]
    return "\n".join([headers, *rows]).encode()


def queries_of(verb, *args, **kwargs):
    with CaptureQueriesContext(connection) as asked:
        verb(*args, **kwargs)
    return len(asked)


def test_a_longer_file_asks_the_database_no_more_than_a_short_one():
    """A file of 10,000 rows is measured by `make bench`; here it may not ask row by row."""
    asked = []
    for count in (4, 60):
        pilot = running_pilot()
        by = provider(pilot)
        kind = kind_of(pilot)
        # A quarter is new, a quarter changes, a quarter stays and a quarter looks like somebody else on record.
        quarter = count // 4
        store(uploads.receive(kind, "a.csv", people_file(3 * quarter), by=by), by)
        known, changed = people_file(quarter), people_file(quarter, town="Almelo", start=quarter)
        alike = people_file(quarter, start=2 * quarter).replace(b"sanne", b"s.bakker")
        new = people_file(quarter, start=3 * quarter)
        parts = [known, *(part.split(b"\n", 1)[1] for part in (changed, alike, new))]
        upload = uploads.receive(kind, "b.csv", b"\n".join(parts), by=by)
        checked = uploads.examine(upload)
        assert checked.preview.counts == {"new": 2 * quarter, "changed": quarter, "unchanged": quarter, "error": 0}
        notes = [found.note for found in checked.present.values() if found.note]
        assert len(notes) == quarter
        examining = queries_of(uploads.examine, upload)
        storing = queries_of(uploads.store, upload, by=by, seen=checked.fingerprint)
        asked.append((examining, storing))
        assert Candidate.objects.filter(pilot=pilot).count() == 5 * quarter
        assert Candidate.objects.filter(pilot=pilot, town="Almelo").count() == quarter
    assert asked[0] == asked[1]


def test_what_a_file_changes_is_noted_by_person_and_moves_their_version_on():
    pilot = running_pilot()
    by = provider(pilot)
    store(uploads.receive(kind_of(pilot), "a.csv", people_file(3), by=by), by)
    first, second, third = Candidate.objects.filter(pilot=pilot).order_by("last_name")
    file = people_file(3).decode().split("\n")
    file[1] = file[1].replace("Hengelo", "Almelo")
    file[2] = file[2].replace("Sanne", "Sanna").replace("werkend", "ww")
    store(uploads.receive(kind_of(pilot), "b.csv", "\n".join(file).encode(), by=by), by)
    edits = AuditEvent.objects.filter(action="edit", subject_type="candidates.candidate")
    noted = {event.subject_id: (event.fields, event.actor, event.pilot_id) for event in edits}
    assert noted == {
        first.pk: (["town"], by, pilot.pk),
        second.pk: (["employment", "first_name", "uwv_benefit"], by, pilot.pk),
    }
    was = [(one.version, one.created_at) for one in (first, second, third)]
    for one in (first, second, third):
        one.refresh_from_db()
    assert [one.version for one in (first, second, third)] == [was[0][0] + 1, was[1][0] + 1, was[2][0]]
    assert [one.created_at for one in (first, second, third)] == [created for _version, created in was]
    assert (first.town, second.first_name, second.uwv_benefit, third.town) == ("Almelo", "Sanna", True, "Hengelo")


def test_one_telephone_of_a_whole_office_makes_nobody_look_like_anybody():
    pilot = running_pilot()
    by = provider(pilot)
    for number in range(7):
        CandidateFactory(pilot=pilot, email=f"k{number}@voorbeeld.test", phone="0301234567", postcode="")
    file = people_file(1).replace(b"0610000000", b"0301234567")
    assert not uploads.examine(uploads.receive(kind_of(pilot), "a.csv", file, by=by)).present
