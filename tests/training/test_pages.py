"""Pages of training: what each role sees and may do, what stays typed, how many queries a page takes."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils.translation import override

from pilot import audit
from pilot.choices import Role
from pilot.models import AuditEvent
from tests.factories.candidates import placed_match
from tests.factories.companies import committed_vacancy
from tests.factories.pilot import OOM, management, owner, provider, running_pilot, selector
from tests.factories.pilot import person as somebody
from tests.factories.training import (
    GuideFactory,
    PrivateMatterFactory,
    ProgrammeFactory,
    ReportFactory,
    TrainingClassFactory,
    seated_class,
)
from training.models import Enrolment, Guide, PrivateMatter, Programme, Report, TrainingClass

pytestmark = pytest.mark.django_db

CANARY = "Kanarie: belt elke donderdag met de leidinggevende."


@pytest.fixture
def pilot():
    return running_pilot()


@pytest.fixture
def room(pilot):
    return seated_class(pilot, seats=2, name="Klas Kanarie", start=date(2026, 9, 1), end=date(2099, 7, 1))


def running(room):
    """The same class after its start, as rows."""
    started = TrainingClassFactory(
        programme=room.programme, state="running", name="Klas L", start=room.start, end=room.end
    )
    Enrolment.objects.filter(training_class=room).update(training_class=started, state="active")
    return started


def trainer_of(room):
    return somebody(Role.TRAINER, room.pilot, organisation=room.programme.trainer)


def url(name, *args):
    return reverse(f"training:{name}", args=args)


def text_of(response):
    return response.content.decode()


# ---- who sees what ----


def test_owners_selectors_and_providers_see_seats_types_and_who_waits(person, pilot, room):
    waiting = placed_match(pilot).candidate
    for user in (owner(pilot), selector(pilot), provider(pilot)):
        page = text_of(person(user).get(url("class", room.pk)))
        assert waiting.name in page
        assert "type 2" in page
        assert all(e.candidate.last_name in page for e in room.enrolments.all())


def test_a_trainer_sees_the_own_class_without_types_money_or_who_waits(person, pilot, room):
    waiting = placed_match(pilot).candidate
    page = text_of(person(trainer_of(room)).get(url("class", room.pk)))
    assert room.enrolments.first().candidate.last_name in page
    assert waiting.last_name not in page
    assert "type 2" not in page


def test_a_trainer_finds_no_class_participant_or_programme_of_another_organisation(person, pilot, room):
    other = TrainingClassFactory(programme__pilot=pilot, name="Klas van een ander")
    browser = person(somebody(Role.TRAINER, pilot, organisation=other.programme.trainer))
    assert browser.get(url("class", room.pk)).status_code == 404
    assert browser.get(url("enrolment", room.enrolments.first().pk)).status_code == 404
    assert browser.get(url("programme", room.programme.pk)).status_code == 404
    assert room.name not in text_of(browser.get(url("classes", pilot.slug)))


def test_a_mentor_knows_only_the_own_participants_of_a_class(person, pilot, room):
    mine, other = room.enrolments.order_by("seat")
    Enrolment.objects.filter(pk=other.pk).select_related("candidate")
    type(other.candidate).objects.filter(pk=other.candidate_id).update(last_name="Kanarievogel")
    browser = person(GuideFactory(enrolment=mine).mentor)
    page = text_of(browser.get(url("class", room.pk)))
    assert mine.candidate.last_name in page
    assert "Kanarievogel" not in page
    assert browser.get(url("enrolment", other.pk)).status_code == 404


def test_nobody_of_another_pilot_or_fund_management_gets_in(person, pilot, room):
    stranger = owner(running_pilot("a-o-metalektro", title="Elders", slug="elders"))
    names = [("class", room.pk), ("enrolment", room.enrolments.first().pk), ("programme", room.programme.pk)]
    for name, pk in names:
        assert person(provider(running_pilot())).get(url(name, pk)).status_code == 404
        assert person(management()).get(url(name, pk)).status_code == 404
    assert person(management()).get(url("classes", pilot.slug)).status_code == 403
    assert stranger.pk


def test_what_was_agreed_about_private_circumstances_reaches_the_mentor_only(person, pilot, room):
    enrolment = room.enrolments.first()
    mentor = GuideFactory(enrolment=enrolment).mentor
    matter = PrivateMatterFactory(enrolment=enrolment, agreed=CANARY, affects=True, by=mentor)
    assert CANARY in text_of(person(mentor).get(url("enrolment", enrolment.pk)))
    for user in (owner(pilot), selector(pilot), provider(pilot), trainer_of(room)):
        assert CANARY not in text_of(person(user).get(url("enrolment", enrolment.pk)))
        assert person(user).get(url("private", matter.pk)).status_code == 404
        assert person(user).get(url("private_new", enrolment.pk)).status_code == 403


def test_the_owner_sees_the_flag_and_nobody_else_does(person, pilot, room):
    enrolment = room.enrolments.first()
    PrivateMatterFactory(enrolment=enrolment, affects=True)
    with override("nl"):
        flag = "flag"
    seen = {}
    for name, user in {
        "owner": owner(pilot),
        "selector": selector(pilot),
        "provider": provider(pilot),
        "trainer": trainer_of(room),
    }.items():
        seen[name] = person(user).get(url("enrolment", enrolment.pk)).context[flag]
    assert seen == {"owner": True, "selector": False, "provider": False, "trainer": False}


def test_opening_a_participant_is_noted(person, pilot, room):
    enrolment = room.enrolments.first()
    person(selector(pilot)).get(url("enrolment", enrolment.pk))
    assert AuditEvent.objects.filter(action="seen", subject_id=enrolment.pk, subject_type="training.enrolment").exists()


# ---- acts ----


def test_a_programme_is_made_with_a_dutch_price(person, pilot):
    trainer = ProgrammeFactory(pilot=pilot).trainer
    response = person(provider(pilot)).post(
        url("programme_new", pilot.slug),
        {
            "name": "Verspanen avond",
            "trainer": trainer.pk,
            "kind": "short",
            "weeks": 20,
            "school_days": "2,5",
            "school_days_later": "1",
            "evening_hours": "4",
            "price": "€ 6.950,50",
        },
    )
    assert response.status_code == 302, response.context["form"].errors
    programme = Programme.objects.get(name="Verspanen avond")
    assert (str(programme.price), str(programme.school_days)) == ("6950.50", "2.5")


def test_a_programme_of_another_kind_asks_why_and_keeps_what_was_typed(person, pilot):
    trainer = ProgrammeFactory(pilot=pilot).trainer
    data = {
        "name": "Verspaner mbo 2",
        "trainer": trainer.pk,
        "kind": "diploma",
        "weeks": 52,
        "school_days": "1",
        "school_days_later": "1",
        "evening_hours": "0",
        "price": "8.000",
    }
    browser = person(owner(pilot))
    response = browser.post(url("programme_new", pilot.slug), data)
    assert response.status_code == 200
    assert set(response.context["form"].errors) == {"deviation"}
    assert "Verspaner mbo 2" in text_of(response)
    data["deviation"] = "De bedrijven vragen een diploma."
    assert browser.post(url("programme_new", pilot.slug), data).status_code == 302
    assert pilot.journal.get().reason == "De bedrijven vragen een diploma."


def test_school_days_that_rise_are_refused_at_the_field(person, pilot):
    programme = ProgrammeFactory(pilot=pilot)
    response = person(owner(pilot)).post(
        url("programme", programme.pk), {"school_days": "1", "school_days_later": "2", "version": 1}
    )
    assert "school_days_later" in response.context["form"].errors


def test_a_stale_save_of_a_programme_shows_both_values(person, pilot):
    programme = ProgrammeFactory(pilot=pilot)
    Programme.objects.filter(pk=programme.pk).update(price=7100)
    response = person(owner(pilot)).post(
        url("programme", programme.pk),
        {
            "name": programme.name,
            "trainer": programme.trainer_id,
            "kind": "short",
            "weeks": 26,
            "school_days": "2",
            "school_days_later": "1",
            "evening_hours": "4",
            "price": "6.500",
            "version": 1,
        },
    )
    assert response.status_code == 200
    assert response.context["form"].stale == [{"label": "Price a head", "yours": "6500.00", "theirs": "7100.00"}] or [
        row["theirs"] for row in response.context["form"].stale
    ]
    programme.refresh_from_db()
    assert programme.price == 7100


def test_a_class_is_made_for_a_programme(person, pilot):
    programme = ProgrammeFactory(pilot=pilot)
    data = {"programme": programme.pk, "name": "Klas 1", "start": "11-01-2027", "end": "2027-07-09"}
    response = person(provider(pilot)).post(url("class_new", pilot.slug), data)
    made = TrainingClass.objects.get()
    assert response.url == made.get_absolute_url()
    assert (made.start, made.state) == (date(2027, 1, 11), "forming")


def test_a_class_of_another_pilots_programme_is_refused(person, pilot):
    foreign = ProgrammeFactory(pilot=running_pilot())
    data = {"programme": foreign.pk, "name": "Klas 1", "start": "2027-01-11", "end": "2027-07-09"}
    response = person(provider(pilot)).post(url("class_new", pilot.slug), data)
    assert "programme" in response.context["form"].errors


def test_without_a_programme_the_page_says_so(person, pilot):
    response = person(owner(pilot)).get(url("class_new", pilot.slug))
    assert len(response.context["blockers"]) == 1


def test_a_placed_candidate_gets_a_seat_by_one_button(person, pilot, room):
    candidate = placed_match(pilot).candidate
    response = person(owner(pilot)).post(url("class_seat", room.pk), {"candidate": candidate.pk, "seat": 16})
    assert response.url == room.get_absolute_url()
    assert room.enrolments.get(candidate=candidate).seat == 16


def test_a_taken_seat_is_answered_with_a_dutch_sentence(person, pilot, room):
    candidate = placed_match(pilot).candidate
    response = person(owner(pilot)).post(
        url("class_seat", room.pk), {"candidate": candidate.pk, "seat": 1}, follow=True
    )
    with override("nl"):
        sentence = "Stoel 1 is zojuist bezet. Kies een andere stoel."
    assert sentence in text_of(response)
    assert not room.enrolments.filter(candidate=candidate).exists()


def test_a_candidate_of_another_pilot_is_not_found(person, pilot, room):
    stranger = placed_match().candidate
    response = person(owner(pilot)).post(url("class_seat", room.pk), {"candidate": stranger.pk, "seat": 5})
    assert response.status_code == 404


def test_a_participant_changes_seats(person, pilot, room):
    enrolment = room.enrolments.get(seat=1)
    browser = person(owner(pilot))
    assert browser.post(url("enrolment_move", enrolment.pk), {"seat": 9}).status_code == 302
    response = browser.post(url("enrolment_move", enrolment.pk), {"seat": 2})
    assert response.status_code == 200
    assert response.context["form"].errors


def test_a_participant_leaves_with_a_reason(person, pilot, room):
    enrolment = room.enrolments.first()
    browser = person(provider(pilot))
    assert browser.post(url("enrolment_leave", enrolment.pk), {"why": "other_job"}).context["form"].errors
    data = {"why": "other_job", "reason": "Werkt nu bij een aannemer."}
    assert browser.post(url("enrolment_leave", enrolment.pk), data).status_code == 302
    enrolment.refresh_from_db()
    assert (enrolment.state, enrolment.left_reason, enrolment.seat) == ("left", "other_job", None)
    page = text_of(person(owner(pilot)).get(url("enrolment", enrolment.pk)))
    assert "Werkt nu bij een aannemer." in page


def test_only_owners_confirm_reopen_and_cancel(person, pilot, room):
    for user in (provider(pilot), selector(pilot), trainer_of(room)):
        assert person(user).post(url("class_confirm", room.pk)).status_code == 403
        assert person(user).post(url("class_cancel", room.pk), {"reason": "Nee."}).status_code == 403
    browser = person(owner(pilot))
    browser.post(url("class_confirm", room.pk))
    room.refresh_from_db()
    assert room.state == "confirmed"
    browser.post(url("class_reopen", room.pk))
    browser.post(url("class_cancel", room.pk), {"reason": "Te weinig bedrijven."})
    room.refresh_from_db()
    assert room.state == "cancelled"


def test_each_owner_decides_for_the_own_fund(person, pilot, room):
    person(owner(pilot, OOM)).post(url("class_small", room.pk), {"reason": "De trainer kan alleen nu."})
    decision = room.small_starts.get()
    assert (decision.fund.slug, decision.by) == (OOM, owner(pilot, OOM))
    assert person(provider(pilot)).post(url("class_small", room.pk), {"reason": "Ja."}).status_code == 403


def test_mentors_are_chosen_among_the_mentors_of_the_pilot(person, pilot, room):
    enrolment, mentor = room.enrolments.first(), somebody(Role.MENTOR, pilot)
    stranger = somebody(Role.MENTOR, running_pilot())
    browser = person(provider(pilot))
    assert browser.post(url("enrolment_guides", enrolment.pk), {"mentors": [stranger.pk]}).context["form"].errors
    assert browser.post(url("enrolment_guides", enrolment.pk), {"mentors": [mentor.pk]}).status_code == 302
    assert Guide.objects.get().mentor == mentor


def test_a_participant_goes_from_acquaintance_to_a_diploma(person, pilot, room):
    enrolment = room.enrolments.first()
    browser = person(provider(pilot))
    browser.post(url("enrolment_acquaint", enrolment.pk))
    yes = {"on": "2026-11-02", "company_yes": "yes", "candidate_yes": "yes"}
    assert browser.post(url("enrolment_decide", enrolment.pk), yes).status_code == 302
    response = browser.post(url("enrolment_complete", enrolment.pk), {"earned": "yes"})
    assert set(response.context["form"].errors) == {"name", "on", "in_time"}
    earned = {"earned": "yes", "name": "Verspaner mbo 2", "on": "2026-11-03", "in_time": "yes"}
    assert browser.post(url("enrolment_complete", enrolment.pk), earned).status_code == 302
    enrolment.refresh_from_db()
    assert (enrolment.state, enrolment.certificate.in_time) == ("completed", True)
    assert "Verspaner mbo 2" in text_of(browser.get(url("enrolment", enrolment.pk)))


def test_a_no_after_the_acquaintance_period_asks_for_a_reason(person, pilot, room):
    enrolment = room.enrolments.first()
    Enrolment.objects.filter(pk=enrolment.pk).update(state="acquainted")
    no = {"on": "2026-11-02", "company_yes": "no", "candidate_yes": "yes"}
    response = person(provider(pilot)).post(url("enrolment_decide", enrolment.pk), no)
    assert set(response.context["form"].errors) == {"reason"}


def test_trainer_and_mentor_report_a_month(person, pilot, room):
    started = running(room)
    first, second = started.enrolments.order_by("seat")
    mentor = GuideFactory(enrolment=second).mentor
    data = {"month": "2026-09", "attendance": 88, "study": 4, "work": 3, "motivation": 5}
    assert person(trainer_of(started)).post(url("report_new", first.pk), data).status_code == 302
    assert person(mentor).post(url("report_new", second.pk), data).status_code == 302
    assert set(Report.objects.values_list("month", "attendance")) == {(date(2026, 9, 1), 88)}
    response = person(mentor).post(url("report_new", second.pk), data)
    assert response.status_code == 200
    assert response.context["form"].non_field_errors()


def test_a_report_is_corrected(person, pilot, room):
    report = ReportFactory(enrolment=running(room).enrolments.first(), month=date(2026, 9, 1))
    data = {"attendance": 50, "study": 2, "work": 3, "motivation": 5, "version": 1}
    assert person(provider(pilot)).post(url("report", report.pk), data).status_code == 302
    report.refresh_from_db()
    assert (report.attendance, report.study) == (50, 2)
    assert person(selector(pilot)).post(url("report", report.pk), data).status_code == 403


def test_a_mentor_notes_and_corrects_private_circumstances(person, pilot, room):
    enrolment = room.enrolments.first()
    browser = person(GuideFactory(enrolment=enrolment).mentor)
    data = {"on": "2026-11-02", "affects": "on", "agreed": CANARY}
    assert browser.post(url("private_new", enrolment.pk), data).status_code == 302
    matter = PrivateMatter.objects.get()
    assert (matter.affects, matter.agreed) == (True, CANARY)
    later = {"on": "2026-11-02", "agreed": "", "version": 1}
    assert browser.post(url("private", matter.pk), later).status_code == 302
    matter.refresh_from_db()
    assert (matter.affects, matter.agreed) == (False, "")
    assert CANARY not in str(list(audit.history(matter).values()))


# ---- panels of the apps above ----


def panel(training_class, user):
    return {"template": "_note.html", "context": {"kind": "ok", "text": f"Paneel voor {user.name}"}}


def start_panel(training_class, user):
    return {"template": "_note.html", "context": {"kind": "ok", "text": "Startknop"}, "place": "next"}


def no_panel(training_class, user):
    return None


def notes(training_class):
    return {enrolment.pk: "€ 1.500" for enrolment in training_class.enrolments.all()}


def test_panels_and_notes_of_apps_above_stand_on_the_page(person, pilot, room, settings):
    here = "tests.training.test_pages"
    settings.CLASS_PANELS = [f"{here}.panel", f"{here}.start_panel", f"{here}.no_panel"]
    settings.SEAT_NOTES = [f"{here}.notes"]
    user = owner(pilot)
    page = text_of(person(user).get(url("class", room.pk)))
    assert f"Paneel voor {user.name}" in page
    assert "Startknop" in page
    assert "€ 1.500 · type 2" in page
    assert "€ 1.500" not in text_of(person(selector(pilot)).get(url("class", room.pk)))


def test_without_panels_the_page_stands_by_itself(person, pilot, room, settings):
    settings.CLASS_PANELS, settings.SEAT_NOTES = [], []
    assert person(owner(pilot)).get(url("class", room.pk)).status_code == 200


# ---- queries ----


def full(pilot, seats):
    """A class of so many with mentors, reports of two months, and as many again who wait for a seat."""
    room = seated_class(pilot, seats=seats, name=f"Klas {seats}")
    for enrolment in room.enrolments.all():
        GuideFactory(enrolment=enrolment)
        ReportFactory(enrolment=enrolment)
        ReportFactory(enrolment=enrolment, month=date(2026, 9, 1))
    vacancy = committed_vacancy(pilot, places=seats)
    for _number in range(seats):
        placed_match(pilot, vacancy=vacancy)
    return room


@pytest.mark.parametrize("role", ["owner", "provider", "trainer", "mentor"])
def test_a_page_takes_as_many_queries_for_five_as_for_one(person, role, django_assert_max_num_queries):
    taken = []
    for seats in (1, 5):
        pilot = running_pilot()
        room = full(pilot, seats)
        browser = person(
            {
                "owner": lambda p, r: owner(p),
                "provider": lambda p, r: provider(p),
                "trainer": lambda p, r: trainer_of(r),
                "mentor": lambda p, r: r.enrolments.first().guides.get().mentor,
            }[role](pilot, room)
        )
        counts = {}
        for name in ("class", "enrolment", "classes", "programmes"):
            argument = {"class": room.pk, "enrolment": room.enrolments.first().pk}.get(name, pilot.slug)
            with django_assert_max_num_queries(20) as queries:
                response = browser.get(url(name, argument))
            assert response.status_code == (403 if (role, name) == ("mentor", "programmes") else 200)
            counts[name] = len(queries)
        taken.append(counts)
    assert taken[0] == taken[1]
