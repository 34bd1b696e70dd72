"""Companies out of a file: inside the pilot, or kept as leads, and a sentence for everything that is not right."""

from pathlib import Path

import pytest

from companies.models import Company, Contact, Participation, Vacancy
from pilot import uploads
from pilot.importing.kinds import kind_named
from pilot.models import AuditEvent, Blob, Organisation, Upload
from pilot.workflow import NotNow
from tests.factories.companies import CompanyFactory, ParticipationFactory, VacancyFactory, committed_vacancy
from tests.factories.pilot import AO, OOM, AppointmentFactory, fund, new_pilot, owner, running_pilot, selector

SAMPLES = Path(__file__).parent.parent / "samples"
HEADER = (
    "Bedrijfsnaam;KvK-nummer;SBI;Fonds;Aantal medewerkers;Postcode;Plaats;Regio;Contactpersoon;E-mail;Telefoon;"
    "Flexibele schil;Vacature;Aantal plaatsen;Vacature sinds;Geworven door"
)
ROW = {
    "Bedrijfsnaam": "Draaierij Halmwijk",
    "KvK-nummer": "12345678",
    "SBI": "25",
    "Fonds": "OOM",
    "Aantal medewerkers": "38",
    "Postcode": "5611 AA",
    "Plaats": "Eindhoven",
    "Regio": "Zuid-Oost",
    "Contactpersoon": "Jip Vrancken",
    "E-mail": "info@halmwijk.test",
    "Telefoon": "0401234567",
    "Flexibele schil": "ja",
    "Vacature": "CNC verspaner",
    "Aantal plaatsen": "2",
    "Vacature sinds": "01-06-2025",
    "Geworven door": "aanbieder",
}


def lines(*changes):
    """A file of rows, each the standard row with changes."""
    rows = [{**ROW, **change} for change in changes]
    return "\r\n".join([HEADER, *(";".join(row[name] for name in HEADER.split(";")) for row in rows)]).encode()


def sample(name):
    return (SAMPLES / name).read_bytes()


def receive(pilot, by, content, name="bedrijven.csv"):
    return uploads.receive(kind_named("companies", pilot), name, content, by=by)


def take_in(pilot, by, content):
    upload = receive(pilot, by, content)
    return uploads.store(upload, by=by, seen=uploads.examine(upload).fingerprint)


def sentences(upload):
    return [str(problem) for problem in uploads.examine(upload).preview.errors]


@pytest.fixture
def pilot(db):
    return running_pilot()


@pytest.fixture
def by(pilot):
    return selector(pilot)


def test_the_tidy_sample_goes_in_without_a_word_and_25_of_30_lie_inside(pilot, by):
    # The README beside the file says 24. Five of its rows have another region or occupation, so the rule gives 25.
    upload = receive(pilot, by, sample("bedrijven.csv"))
    checked = uploads.examine(upload)
    assert checked.blockers() == []
    assert checked.preview.counts == {"new": 30, "changed": 0, "unchanged": 0, "error": 0}
    uploads.store(upload, by=by, seen=checked.fingerprint)
    rows = Participation.objects.filter(pilot=pilot)
    assert rows.count() == 30
    assert rows.inside().count() == 25
    assert set(rows.exclude(outside="").values_list("outside", flat=True)) == {"occupation", "region"}
    assert Company.objects.count() == Contact.objects.count() == Vacancy.objects.count() == 30


def test_a_row_becomes_company_participation_contact_and_vacancy(pilot, by):
    take_in(pilot, by, lines({}))
    company = Company.objects.get()
    assert (company.name, company.kvk, company.sbi_id, company.fund) == (
        "Draaierij Halmwijk",
        "12345678",
        "25",
        fund(OOM),
    )
    assert (company.employees, company.postcode, company.flexible_workforce) == (38, "5611 AA", True)
    participation = company.participations.get()
    assert (participation.state, participation.outside, participation.recruited_by) == ("lead", "", "provider")
    contact, vacancy = company.contacts.get(), participation.vacancies.get()
    assert (contact.name, contact.email, contact.phone) == ("Jip Vrancken", "info@halmwijk.test", "0401234567")
    assert (vacancy.occupation_id, vacancy.title, vacancy.places) == ("cnc-verspaner", "CNC verspaner", 2)
    assert str(vacancy.hard_to_fill_since) == "2025-06-01"
    for row in (company, participation, contact, vacancy):
        event = AuditEvent.objects.get(subject_type=row._meta.label_lower, subject_id=row.pk)
        assert (event.action, event.actor) == ("import", by)


@pytest.mark.parametrize(
    ("change", "outside"),
    [
        ({"Regio": "Noord"}, "region"),
        ({"Vacature": "Servicemonteur"}, "occupation"),
        ({"Vacature": "Engineer"}, "occupation"),
        ({"Fonds": "OTIB"}, "fund"),
        ({"Vacature": "", "Aantal plaatsen": "", "Vacature sinds": ""}, ""),
    ],
)
def test_what_lies_outside_the_pilot_is_kept_as_a_lead_with_why(pilot, by, change, outside):
    take_in(pilot, by, lines(change))
    assert Participation.objects.get().outside == outside


def test_a_fund_that_takes_no_part_is_kept_by_name_but_is_not_offered_to_pilots(pilot, by):
    take_in(pilot, by, lines({"Fonds": "OTIB"}))
    assert Company.objects.get().fund.name == "OTIB"
    assert not Organisation.objects.filter(slug="otib", kind="fund").exists()


def test_in_a_pilot_of_one_fund_companies_of_the_other_lie_outside(db):
    pilot = running_pilot(AO)
    take_in(pilot, owner(pilot), lines({}, {"KvK-nummer": "12345679", "Fonds": "A+O"}))
    assert set(Participation.objects.values_list("company__kvk", "outside")) == {("12345678", "fund"), ("12345679", "")}


def test_the_untidy_sample_is_refused_row_by_row_and_nothing_is_stored(pilot, by):
    upload = receive(pilot, by, sample("bedrijven-rommelig.csv"))
    found = "\n".join(sentences(upload))
    for part in (
        "4, kolom B (KvK-nummer): “1234567”",
        "6, kolom C (SBI): “62”",
        "8, kolom N (Aantal plaatsen): “0”",
        "10, kolom E (Aantal medewerkers): “ca. 40”",
        "11, kolom O (Vacature sinds): “voorjaar 2026”",
    ):
        assert part in found.replace("column", "kolom")
    assert "17" in found  # the same row twice
    with pytest.raises(NotNow):
        uploads.store(upload, by=by, seen=uploads.examine(upload).fingerprint)
    assert not Company.objects.exists()
    upload.refresh_from_db()
    assert upload.state == "checked"
    assert upload.blob_id  # nothing is lost either


@pytest.mark.parametrize(
    ("change", "where", "what"),
    [
        ({"Fonds": "Onbekend fonds"}, "D", "Onbekend fonds"),
        ({"Regio": "Friesland"}, "H", "Friesland"),
        ({"Vacature": "Lasser"}, "M", "Lasser"),
        ({"SBI": "metaal"}, "C", "metaal"),
        ({"Aantal plaatsen": "51"}, "N", "51"),
        ({"Vacature": ""}, "N", ""),
        ({"E-mail": "geen"}, "J", "geen"),
        ({"Vacature sinds": "31-02-2026"}, "O", "31-02-2026"),
        ({"Bedrijfsnaam": "=HYPERLINK(1)"}, "A", "="),
    ],
)
def test_a_wrong_cell_is_a_sentence_with_row_and_column(pilot, by, change, where, what):
    upload = receive(pilot, by, lines(change))
    problem = next(uploads.examine(upload).preview.errors)
    assert (problem.row, problem.column) == (2, where)
    assert what in str(problem)


def test_an_sbi_code_may_be_written_with_more_digits(pilot, by):
    take_in(pilot, by, lines({"SBI": "25.62"}))
    assert Company.objects.get().sbi_id == "25"


def test_importing_again_changes_nothing_and_says_so(pilot, by):
    take_in(pilot, by, lines({}))
    upload = receive(pilot, by, lines({}))
    checked = uploads.examine(upload)
    assert checked.preview.counts["unchanged"] == 1
    assert checked.blockers()
    with pytest.raises(NotNow):
        uploads.store(upload, by=by, seen=checked.fingerprint)


def test_a_change_is_shown_old_and_new_and_only_that_is_written(pilot, by):
    take_in(pilot, by, lines({}))
    Company.objects.update(town="Best")
    change = {"Aantal medewerkers": "40", "Plaats": "", "Telefoon": "0407654321", "Aantal plaatsen": "3"}
    upload = receive(pilot, by, lines(change))
    checked = uploads.examine(upload)
    (row,) = checked.preview.rows
    assert row.changes == {"employees": (38, 40), "phone": ("0401234567", "0407654321"), "places": (2, 3)}
    uploads.store(upload, by=by, seen=checked.fingerprint)
    company = Company.objects.get()
    assert (company.employees, company.town, company.contacts.get().phone) == (40, "Best", "0407654321")
    assert Vacancy.objects.get().places == 3
    assert AuditEvent.objects.get(subject_type="companies.company", action="edit").fields == ["employees"]


def test_another_contact_or_vacancy_is_added_not_overwritten(pilot, by):
    take_in(pilot, by, lines({}))
    change = {"Contactpersoon": "Linde Smits", "E-mail": "linde@halmwijk.test", "Vacature": "Servicemonteur"}
    take_in(pilot, by, lines(change))
    assert set(Contact.objects.values_list("name", flat=True)) == {"Jip Vrancken", "Linde Smits"}
    assert set(Vacancy.objects.values_list("occupation", flat=True)) == {"cnc-verspaner", "service-monteur"}
    assert Participation.objects.get().outside == ""


def test_a_lead_comes_inside_when_its_region_turns_out_to_fit(pilot, by):
    take_in(pilot, by, lines({"Regio": "Noord"}))
    take_in(pilot, by, lines({"Regio": "Zuid-Oost"}))
    assert Participation.objects.get().outside == ""


def test_a_committed_company_stays_inside_whatever_a_file_says(pilot, by):
    vacancy = committed_vacancy(pilot)
    take_in(pilot, by, lines({"KvK-nummer": vacancy.participation.company.kvk, "Regio": "Noord"}))
    vacancy.participation.refresh_from_db()
    assert (vacancy.participation.state, vacancy.participation.outside) == ("committed", "")


def test_a_company_of_another_pilot_joins_as_it_is_on_record(pilot, by):
    company = CompanyFactory(kvk="12345678", name="Halmwijk Draaiwerk", fund=fund(AO))
    ParticipationFactory(pilot=running_pilot(AO), company=company)
    upload = receive(pilot, by, lines({}))
    (row,) = uploads.examine(upload).preview.rows
    assert (row.status, row.changes) == ("new", {})
    uploads.store(upload, by=by, seen=uploads.examine(upload).fingerprint)
    company.refresh_from_db()
    assert (company.name, company.fund) == ("Halmwijk Draaiwerk", fund(AO))
    assert company.participations.count() == 2


def test_two_people_who_store_the_same_file_make_one_company(pilot, by):
    first, second = receive(pilot, by, lines({})), receive(pilot, by, lines({}))
    seen = uploads.examine(second).fingerprint
    uploads.store(first, by=by, seen=uploads.examine(first).fingerprint)
    with pytest.raises(NotNow):
        uploads.store(second, by=by, seen=seen)
    assert Company.objects.count() == 1


def test_what_changed_after_it_was_seen_is_not_stored_unseen(pilot, by):
    take_in(pilot, by, lines({}))
    upload = receive(pilot, by, lines({"Aantal medewerkers": "40"}))
    seen = uploads.examine(upload).fingerprint
    Company.objects.update(employees=39)
    with pytest.raises(NotNow):
        uploads.store(upload, by=by, seen=seen)
    assert Company.objects.get().employees == 39


def test_nothing_is_imported_before_the_policy_is_signed(db):
    pilot = new_pilot()
    AppointmentFactory(pilot=pilot)
    with pytest.raises(NotNow):
        receive(pilot, owner(pilot), lines({}))
    assert not Upload.objects.exists()
    assert not Blob.objects.exists()


def test_a_thousand_rows_take_as_many_queries_as_ten(pilot, by, django_assert_max_num_queries):
    def rows(start, count):
        return lines(*({"KvK-nummer": str(20_000_000 + start + n)} for n in range(count)))

    counts = []
    for start, count in ((0, 10), (1000, 400)):
        upload = receive(pilot, by, rows(start, count))
        seen = uploads.examine(upload).fingerprint
        with django_assert_max_num_queries(80) as captured:
            uploads.store(upload, by=by, seen=seen)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_places_may_not_fall_below_the_people_placed(pilot, by):
    vacancy = VacancyFactory(participation=ParticipationFactory(pilot=pilot), places=2)
    kvk = vacancy.participation.company.kvk
    take_in(pilot, by, lines({"KvK-nummer": kvk, "Aantal plaatsen": "1"}))
    vacancy.refresh_from_db()
    assert vacancy.places == 1
