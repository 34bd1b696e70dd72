"""A month's progress from a file: recognised, checked against the class, stored all or nothing, taken back."""

import io
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from django.utils.translation import override

from candidates.models import Candidate
from pilot import uploads
from pilot.choices import Role
from pilot.importing.kinds import kind_named
from pilot.workflow import NotNow
from tests.factories.pilot import person as somebody
from tests.factories.pilot import provider, running_pilot
from tests.factories.training import TrainingClassFactory, seated_class
from training import progress
from training.models import Enrolment, Report

pytestmark = pytest.mark.django_db

SAMPLE = Path(__file__).parent.parent / "samples" / "voortgang.xlsx"
HEADERS = [
    "Deelnemer",
    "E-mailadres",
    "Klas",
    "Maand",
    "Aanwezigheid (%)",
    "Studievoortgang (1-5)",
    "Werk bij bedrijf (1-5)",
    "Motivatie (1-5)",
    "Opmerking",
]


@pytest.fixture(autouse=True)
def _english():
    with override("en"):
        yield


@pytest.fixture
def room():
    """A running class “Klas 1” of two: Amy Linschoten and Timo Stoffel."""
    pilot = running_pilot()
    training_class = seated_class(
        pilot, seats=2, name="Klas 1", state="running", start=date(2026, 9, 1), end=date(2099, 7, 1)
    )
    Enrolment.objects.update(state="active")
    for enrolment, (first, last) in zip(
        training_class.enrolments.order_by("seat"), [("Amy", "Linschoten"), ("Timo", "Stoffel")], strict=True
    ):
        Candidate.objects.filter(pk=enrolment.candidate_id).update(
            first_name=first, last_name=last, email=f"{first}.{last}@voorbeeld.test".lower()
        )
    return training_class


AMY = ["Amy Linschoten", "amy.linschoten@voorbeeld.test", "Klas 1", "2026-10", 75, 2, 2, 5, ""]
TIMO = ["Timo Stoffel", "timo.stoffel@voorbeeld.test", "klas 1", "oktober 2026", 85, 4, 4, 3, "Werkt zelfstandig."]


def changed(row, **cells):
    names = ["name", "email", "class", "month", "attendance", "study", "work", "motivation", "remark"]
    return [cells.get(name, cell) for name, cell in zip(names, row, strict=True)]


def workbook(*rows, headers=HEADERS):
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Voortgang")
        for number, row in enumerate([headers, *rows]):
            sheet.write_row(number, 0, row)
    return file.getvalue()


def sent(training_class, *rows, by=None):
    pilot = training_class.pilot
    by = by or provider(pilot)
    return uploads.receive(kind_named("progress", pilot), "voortgang.xlsx", workbook(*rows), by=by)


def stored(training_class, *rows, by=None):
    upload = sent(training_class, *rows, by=by)
    return uploads.store(upload, by=upload.by, seen=uploads.examine(upload).fingerprint)


def errors(training_class, *rows, by=None):
    return [str(problem) for problem in uploads.examine(sent(training_class, *rows, by=by)).preview.errors]


def figures(training_class):
    return list(
        Report.objects.filter(enrolment__training_class=training_class)
        .order_by("enrolment__seat")
        .values_list("attendance", "study", "work", "motivation", "remark")
    )


@pytest.mark.advice("8.2-11", carries="training.progress.ProgressImport.store")
def test_a_tidy_file_is_stored_without_a_word(room):
    upload = stored(room, AMY, TIMO)
    assert upload.outcome["new"] == 2
    assert figures(room) == [(75, 2, 2, 5, ""), (85, 4, 4, 3, "Werkt zelfstandig.")]
    assert set(Report.objects.values_list("month", "by", "upload")) == {(date(2026, 10, 1), upload.by_id, upload.pk)}


def test_the_sample_file_is_recognised_and_names_who_is_not_in_the_class(room):
    kind = kind_named("progress", room.pilot)
    upload = uploads.receive(kind, SAMPLE.name, SAMPLE.read_bytes(), by=provider(room.pilot))
    checked = uploads.examine(upload)
    assert checked.preview.problems == []
    assert (checked.preview.counts["new"], checked.wrong) == (2, 13)
    assert "Row 2, column B (E-mailadres): nobody in Klas 1 has this address" in map(str, checked.preview.errors)


def test_one_wrong_row_and_nothing_is_stored(room):
    upload = sent(room, AMY, changed(TIMO, study=6))
    with pytest.raises(NotNow):
        uploads.store(upload, by=upload.by, seen=uploads.examine(upload).fingerprint)
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"class": "Klas 9"}, "Row 2, column C (Klas): “Klas 9” is no class of this pilot"),
        ({"email": "amy@elders.test"}, "Row 2, column B (E-mailadres): nobody in Klas 1 has this address"),
        ({"name": "Timo Stoffel"}, "Row 2, column A (Deelnemer): this address belongs to Amy Linschoten"),
        ({"month": "2026-08"}, "Row 2, column D (Maand): Klas 1 starts on 1 September 2026, after that month"),
        ({"month": "2058-01"}, "Row 2, column D (Maand): January 2058 has yet to come"),
        ({"month": "31 februari"}, "Row 2, column D (Maand): “31 februari” is no month"),
        ({"motivation": 0}, "Row 2, column H (Motivatie (1-5)): “0” is no score from 1 to 5"),
        ({"attendance": 101}, "Row 2, column E (Aanwezigheid (%)): “101” is too high"),
        ({"remark": "=1+1"}, "Row 2, column I (Opmerking): "),
    ],
)
def test_what_is_wrong_is_said_by_row_and_column(room, cells, sentence):
    found = errors(room, changed(AMY, **cells))
    assert found and found[0].startswith(sentence), found


def test_a_name_may_differ_in_capitals_accents_and_spaces(room):
    assert errors(room, changed(AMY, name="amy  LINSCHÖTEN")) == []


def test_two_rows_about_one_person_and_month_are_an_error(room):
    assert "stands in row 2 too" in errors(room, AMY, changed(AMY, study=4))[0]


def test_a_class_that_has_not_started_is_named(room):
    person = seated_class(room.pilot, seats=1, name="Klas 2").enrolments.get().candidate
    row = changed(AMY, **{"class": "Klas 2", "email": person.email, "name": person.name})
    assert errors(room, row) == ["Row 2, column D (Maand): Klas 2 has not started"]


def test_a_second_file_changes_what_differs_and_leaves_the_rest(room):
    stored(room, AMY, TIMO)
    upload = stored(room, changed(AMY, attendance=80), TIMO)
    assert (upload.outcome["changed"], upload.outcome["unchanged"], upload.outcome["new"]) == (1, 1, 0)
    assert figures(room)[0] == (80, 2, 2, 5, "")


def test_an_empty_remark_leaves_the_remark_that_was_there(room):
    stored(room, TIMO)
    stored(room, changed(TIMO, attendance=80, remark=""))
    assert figures(room) == [(80, 4, 4, 3, "Werkt zelfstandig.")]


def test_undo_removes_the_reports_of_that_upload(room):
    upload = stored(room, AMY, TIMO)
    uploads.undo(upload, by=upload.by)
    assert not Report.objects.exists()


def test_undo_gives_replaced_reports_their_values_and_author_back(room):
    first = stored(room, AMY)
    second = stored(room, changed(AMY, attendance=20, remark="Vaak afwezig."), TIMO, by=provider(room.pilot))
    uploads.undo(second, by=second.by)
    assert figures(room) == [(75, 2, 2, 5, "")]
    report = Report.objects.get()
    assert (report.upload, report.by) == (first, first.by)


def test_undo_is_refused_once_somebody_changed_a_report(room):
    upload = stored(room, AMY, TIMO)
    report = Report.objects.get(study=2)
    report.study = 3
    progress.save_report(report, by=upload.by, fields=["study"])
    with pytest.raises(NotNow, match="The report of Amy Linschoten about October 2026 was changed afterwards"):
        uploads.undo(upload, by=upload.by)
    assert Report.objects.count() == 2


def test_undo_is_refused_once_a_later_file_changed_a_report(room):
    first = stored(room, AMY)
    stored(room, changed(AMY, attendance=80))
    with pytest.raises(NotNow, match="was changed afterwards"):
        uploads.undo(first, by=first.by)


def test_a_trainer_uploads_for_own_classes_and_knows_no_others(room):
    pilot = room.pilot
    own = somebody(Role.TRAINER, pilot, organisation=room.programme.trainer)
    other = somebody(Role.TRAINER, pilot, organisation=TrainingClassFactory(programme__pilot=pilot).programme.trainer)
    assert errors(room, AMY, by=own) == []
    assert errors(room, AMY, by=other) == ["Row 2, column C (Klas): “Klas 1” is no class of this pilot"]


def test_owners_selectors_and_mentors_do_not_upload_progress(room):
    kind = kind_named("progress", room.pilot)
    for role in (Role.SELECTOR, Role.MENTOR, Role.SPECIALIST):
        assert not kind.may(somebody(role, room.pilot))
    assert kind.may(provider(room.pilot))


def test_a_participant_of_another_pilot_is_unknown(room):
    other = seated_class(seats=1, name="Klas 1", state="running", start=date(2026, 9, 1), end=date(2099, 7, 1))
    email = other.enrolments.get().candidate.email
    assert errors(room, changed(AMY, email=email)) == [
        "Row 2, column B (E-mailadres): nobody in Klas 1 has this address"
    ]


def test_a_whole_file_is_checked_in_a_fixed_number_of_queries(room, django_assert_max_num_queries):
    months = [f"2026-{number:02}" for number in (9, 10)]
    upload = sent(room, *[changed(row, month=month) for row in (AMY, TIMO) for month in months])
    upload.refresh_from_db()
    with django_assert_max_num_queries(8):
        assert uploads.examine(upload).preview.ok
