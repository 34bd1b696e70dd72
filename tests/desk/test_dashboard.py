"""The figures of a fund: counted right, without names."""

from decimal import Decimal

import pytest
from django.urls import reverse

from pilot.desk import figures
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def training_class():
    return factories.planned_class(seats=2, company=1800)


@pytest.mark.advice("8.3.6-34", carries="pilot.desk.figures.figures")
def test_the_figures_count_every_stage_a_candidate_reached(training_class):
    pilot = training_class.pilot
    factories.CandidateFactory(pilot=pilot)
    out = factories.CandidateFactory(
        pilot=pilot, state="out", out_stage="informed", out_reason="occupation", out_at=factories.days_ago(3)
    )
    one = figures.figures([pilot])[0]
    assert one.reached == {
        "registered": 4,
        "informed": 3,
        "interviewed": 2,
        "qualified": 2,
        "introduced": 2,
        "placed": 2,
    }
    assert (one.out, one.fall_out) == (1, 25)
    assert one.out_reasons == {(out.out_stage, out.out_reason): 1}


@pytest.mark.advice("7.4-16", carries="pilot.desk.figures.figures")
def test_the_figures_say_who_pays_and_the_average_of_companies(training_class):
    one = figures.figures([training_class.pilot])[0]
    assert one.average == Decimal("1800.00")
    assert one.payers == {"company": Decimal("3600.00"), "oom": Decimal("10200.00")}
    assert (one.seated, one.planned) == (2, 2)


def test_somebody_who_left_the_class_leaves_the_average(training_class):
    leaver = training_class.enrolments.first()
    type(leaver).objects.filter(pk=leaver.pk).update(
        state="left", seat=None, left_at=factories.days_ago(0), left_stage="active", left_reason="study"
    )
    one = figures.figures([training_class.pilot])[0]
    assert (one.planned, one.company_total) == (1, Decimal("1800.00"))


def test_the_dashboard_shows_figures_and_no_names_to_fund_management(training_class, person):
    page = person(factories.management()).get(reverse("desk:dashboard"))
    text = page.content.decode()
    assert page.status_code == 200
    assert "€ 1.800,00" in text.replace("\xa0", " ")
    for enrolment in training_class.enrolments.all():
        assert enrolment.candidate.last_name not in text
        assert enrolment.candidate.first_name not in text


def test_management_of_a_fund_that_takes_no_part_counts_nothing(person):
    pilot = factories.running_pilot(factories.OOM)
    page = person(factories.management(factories.AO)).get(reverse("desk:dashboard"))
    assert pilot.title not in page.content.decode()


def test_a_selector_has_no_dashboard(training_class, person):
    assert person(factories.selector(training_class.pilot)).get(reverse("desk:dashboard")).status_code == 403


def test_the_number_of_queries_does_not_depend_on_the_number_of_pilots(training_class, django_assert_num_queries):
    factories.running_pilot()
    from pilot.models import Pilot

    few = list(Pilot.objects.filter(pk=training_class.pilot.pk))
    many = list(Pilot.objects.all())
    with django_assert_num_queries(2):
        figures.figures(few)
    with django_assert_num_queries(2):
        figures.figures(many)


def test_the_export_holds_the_figures_as_a_spreadsheet(training_class, person):
    from io import BytesIO

    from python_calamine import CalamineWorkbook

    answer = person(factories.management()).get(reverse("desk:dashboard_export"))
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    line = dict(zip(rows[0], rows[1], strict=True))
    assert line["Pilot"] == training_class.pilot.title
    assert 1800 in rows[1]


@pytest.mark.advice("8.3.2-23", carries="pilot.desk.pictures.fall_out")
def test_fall_out_is_held_against_the_75_to_95_percent_that_is_expected(training_class):
    from pilot.desk import pictures

    for _number in range(18):
        factories.CandidateFactory(
            pilot=training_class.pilot,
            state="out",
            out_stage="informed",
            out_reason="occupation",
            out_at=factories.days_ago(3),
        )
    one = figures.figures([training_class.pilot])[0]
    chart = pictures.fall_out(one)
    assert one.fall_out == 90
    assert chart["zone"] == {"x": "75%", "width": "20%"}
    assert chart["mark"]["x"] == "90%"
