"""The demo pilots: the same every time, accepted by every rule, alive for every role, and nobody in them is real."""

import re
from collections import Counter
from datetime import date, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.db import models, transaction
from django.db.models import Sum
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from candidates.models import Candidate, Heard, InformationSession, Interview, Match, Score, Scorecard
from companies.models import CommitmentPaper, Company, Participation, Vacancy
from funding import rules
from funding.models import Budget, Plan, UwvArrangement
from pilot import reminders
from pilot.choices import Role
from pilot.desk.figures import figures
from pilot.models import AuditEvent, Document, JournalEntry, Mail, Pilot, Policy, Terms, User
from pilot.models.reference.rows import ReferenceRow
from pilot.phases import contacts, involving
from tests.factories import demo
from tests.factories.demo import crowd
from training.models import Enrolment, Report, TrainingClass

OURS = ("pilot", "companies", "candidates", "training", "funding")
SAMPLES = Path(__file__).resolve().parents[1] / "samples"
#: Companies that a board in this region would think of.
KNOWN = {"asml", "daf", "philips", "vdl", "nts", "brabantia", "tata", "stork", "damen", "fokker", "hydro", "signify"}


def ours():
    return [model for app in OURS for model in apps.get_app_config(app).get_models()]


def counted():
    """How many rows every table of ours has."""
    return {model._meta.label: model._base_manager.count() for model in ours()}


def run(*words):
    """What the command says."""
    out = StringIO()
    call_command("demo", *words, stdout=out)
    return out.getvalue()


def states(queryset):
    return Counter(queryset.order_by().values_list("state", flat=True))


def summary():
    """Everything that has to be the same on another day: how many of what, who, and how far they came."""
    wanted = {
        Candidate: ("first_name", "last_name", "state", "out_reason"),
        Match: ("candidate__email", "vacancy__participation__company__name", "state"),
        Score: ("scorecard__interview__candidate__phone", "item__name", "scorecard__part", "value", "situation"),
        Plan: ("enrolment__candidate__email", "number", "state", "costs__amount", "contributions__amount"),
    }
    said = {model._meta.label: sorted(map(repr, model.objects.values_list(*names))) for model, names in wanted.items()}
    rows = counted()
    # How often people are told by itself where they stand hangs on how nights and weekends fall.
    nightly = Heard.objects.filter(by=None, what="status").count()
    assert nightly
    rows["candidates.Heard"] -= nightly
    rows["pilot.AuditEvent"] -= AuditEvent.objects.filter(actor=None, action="status").count()
    return {"rows": rows, **said}


@pytest.fixture(scope="module")
def another_day(django_db_setup, django_db_blocker):
    """What the story came to on the first of March, when the month before is short."""
    with django_db_blocker.unblock(), transaction.atomic():
        demo.tell(date(2027, 3, 1))
        found = summary()
        transaction.set_rollback(True)
    return found


@pytest.fixture(scope="module")
def story(another_day, django_db_setup, django_db_blocker):
    """The demo pilot, made once; every test sees it, and what a test changes is rolled back by itself."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield demo.tell()
        transaction.set_rollback(True)


@pytest.fixture
def told(story, db):
    return story


@pytest.fixture
def users(told):
    """By the name that the story calls them."""
    found = demo.known()
    return {player.key: found[player.email] for player in demo.CAST}


# ---- what is in it ----


def test_the_pilot_runs_for_seven_months_under_its_second_policy_and_a_third_waits_for_oom(told):
    pilot = Pilot.objects.get(slug=demo.SLUG)
    assert pilot.state == "running"
    assert 180 < (timezone.localdate() - pilot.start).days < 260
    policies = {policy.number: policy for policy in pilot.policies.prefetch_related("signatures__fund")}
    assert {number: policy.state for number, policy in policies.items()} == {
        1: Policy.State.SUPERSEDED,
        2: Policy.State.IN_FORCE,
        3: Policy.State.PROPOSED,
    }
    assert policies[2].explanation
    assert {signature.fund.slug for signature in policies[3].signatures.all()} == {"a-o-metalektro"}
    assert pilot.appointments.get().state == "approved"
    assert Terms.objects.agreed().get(party__slug="stoof").state == "agreed"


def test_the_journal_has_decisions_with_reasons_and_all_that_one_learns(told):
    kinds = Counter(JournalEntry.objects.filter(pilot=told.pilot).values_list("kind", flat=True))
    assert sum(kinds.values()) >= 20
    assert set(kinds) == set(JournalEntry.Kind.values)
    reasons = [entry.reason for entry in told.pilot.journal.filter(kind="decision")]
    assert sum(1 for reason in reasons if reason) >= len(reasons) - 1


def test_companies_stand_in_every_state_and_leads_outside_are_kept(told):
    rows = Participation.objects.filter(pilot=told.pilot)
    inside = rows.inside()
    assert inside.count() == 24
    assert rows.exclude(outside="").count() == 6
    assert states(inside) == {
        "committed": 9,
        "selected": 2,
        "interviewed": 1,
        "interested": 3,
        "approached": 2,
        "lead": 3,
        "declined": 3,
        "withdrawn": 1,
    }
    places = Vacancy.objects.filter(participation__in=rows.filter(state="committed")).aggregate(n=Sum("places"))["n"]
    assert places == 31


def test_three_in_four_fall_out_in_selection_and_the_funnel_only_narrows(told):
    one = figures(Pilot.objects.filter(slug=demo.SLUG))[0]
    assert 75 <= one.fall_out <= 95
    assert list(one.reached.values()) == sorted(one.reached.values(), reverse=True)
    assert one.reached == {
        "registered": 270,
        "informed": 164,
        "interviewed": 89,
        "qualified": 35,
        "introduced": 33,
        "placed": 26,
    }


def test_interviews_are_held_by_two_planned_today_and_one_card_is_four_days_late(told):
    interviews = Interview.objects.filter(candidate__pilot=told.pilot)
    assert states(interviews) == {"held": 89, "planned": 5, "no_show": 7}
    assert InformationSession.objects.filter(pilot=told.pilot).count() == 9
    today = timezone.localdate()
    planned = interviews.filter(state="planned").order_by("at")
    days = [(timezone.localdate(interview.at) - today).days for interview in planned]
    assert days[0] in (-4, -5, -6)  # the working day before, when that lies in a weekend
    assert days[1] == 0
    assert all(day > 0 for day in days[2:])
    assert Scorecard.objects.filter(interview=planned[0], submitted_at__isnull=False).count() == 1
    assert sorted(row.to_settle for row in interviews.undecided().with_to_settle()) == [0, 1]


def test_every_score_of_a_card_that_was_handed_in_has_its_four_notes(told):
    kept = Score.objects.filter(
        scorecard__submitted_at__isnull=False, scorecard__interview__candidate__erased_at__isnull=True
    )
    assert kept.count() > 700
    assert not kept.filter(
        models.Q(situation="") | models.Q(task="") | models.Q(action="") | models.Q(result="")
    ).exists()
    assert kept.order_by().values("situation").distinct().count() > 35


def test_matches_stand_in_every_state_and_permission_was_given_by_the_fund_of_the_company(told):
    found = states(Match.objects)
    assert set(found) == set(Match.State.values)
    assert found["placed"] == 25
    for match in Match.objects.filter(permitted_by__isnull=False).select_related(
        "permitted_by", "vacancy__participation__company"
    ):
        assert match.permitted_by.organisation_id == match.company.fund_id
        assert match.permitted_by_id not in (match.proposed_by_id, match.advised_by_id)
    deputy = Match.objects.filter(permitted_by__email="saskia.vreugdenburg@oom.test")
    assert deputy.exists()


def test_the_first_class_runs_within_the_cap_and_the_second_is_being_formed(told):
    first, second = TrainingClass.objects.order_by("start")
    assert (first.state, second.state) == ("running", "forming")
    assert states(first.enrolments) == {"active": 15, "left": 1}
    assert states(second.enrolments) == {"enrolled": 9}
    assert 40 <= (second.start - timezone.localdate()).days <= 56
    for one in (first, second):
        average = rules.class_average(one)
        assert average.within
        assert 1900 < average.value < 2000
    assert Report.objects.count() == 15
    assert first.enrolments.with_flag().filter(affected=True).count() == 2


def test_plans_stand_in_every_state_before_settlement_and_every_payer_pays(told):
    assert states(Plan.objects) == {"approved": 19, "proposed": 2, "draft": 2, "replaced": 1, "ended": 1}
    one = figures(Pilot.objects.filter(slug=demo.SLUG))[0]
    assert set(one.payers) == {"company", "ao", "oom", "stoof", "uwv", "scheme"}
    assert states(UwvArrangement.objects) == {"agreed": 4, "asked": 1, "refused": 1}
    assert Budget.objects.filter(pilot=told.pilot).count() == 4
    assert 0 < one.reserved < one.budget


def test_the_progress_file_of_the_samples_is_about_the_first_class(told):
    rows = CalamineWorkbook.from_path(str(SAMPLES / "voortgang.xlsx")).get_sheet_by_index(0).to_python()
    people = {(row[0], row[1]) for row in rows[1:]}
    running = Enrolment.objects.running().filter(training_class__name="Klas 1").select_related("candidate")
    assert people == {(one.candidate.name, one.candidate.email) for one in running}
    assert {row[2] for row in rows[1:]} == {"Klas 1"}


def test_a_sheet_is_asked_for_and_no_mail_waits(told):
    assert states(Document.objects.exclude(kind="commitment")) == {"asked": 1}
    assert Document.objects.filter(kind="commitment").count() == CommitmentPaper.objects.count() >= 10
    assert not Mail.objects.exists()


# ---- the two beside it ----


@pytest.fixture
def engineers(told):
    return Pilot.objects.get(title="Engineers in Midden-West")


@pytest.fixture
def service(told):
    return Pilot.objects.get(title="Servicemonteurs in Oost")


def test_ao_alone_recruits_engineers_with_a_provider_approved_on_every_topic(engineers):
    assert engineers.state == "running"
    assert [one.fund.slug for one in engineers.pilot_funds.select_related("fund")] == ["a-o-metalektro"]
    assert engineers.policy_in_force.signatures.count() == 1
    appointment = engineers.appointments.get()
    assert appointment.state == "approved"
    assert states(appointment.proposals) == {"accepted": 5}
    assert appointment.provider != Pilot.objects.get(slug=demo.SLUG).appointments.get().provider


def test_its_companies_and_candidates_are_on_their_way_and_nobody_is_in_a_class(engineers):
    rows = Participation.objects.filter(pilot=engineers)
    assert rows.inside().count() == 14
    assert set(states(rows.inside())) >= {
        "lead", "approached", "interested", "interviewed", "selected", "committed", "declined",
    }  # fmt: skip
    people = Candidate.objects.filter(pilot=engineers)
    assert people.count() == 45
    assert states(people) == {
        "out": 14, "qualified": 4, "informed": 2, "invited": 7, "registered": 17, "interviewed": 1,
    }  # fmt: skip
    assert states(Interview.objects.filter(candidate__pilot=engineers)) == {"held": 8, "planned": 4, "no_show": 1}
    assert not Enrolment.objects.filter(candidate__pilot=engineers).exists()
    assert not Match.objects.filter(candidate__pilot=engineers).exists()
    assert engineers.kits.in_use().exists()
    assert {"do", "dont"} <= set(engineers.journal.values_list("kind", flat=True))
    assert Budget.objects.get(pilot=engineers, kind="management").lines.exists()


def test_oom_alone_designs_with_choices_open_and_one_against_the_advice(service):
    policy = service.policies.get()
    assert (service.state, policy.state) == ("design", "draft")
    assert "" in (policy.stance, policy.composition)
    assert policy.with_stoof is None
    assert [reason.choice for reason in policy.reasons.all()] == ["regions"]
    assert states(service.appointments.get().proposals) == {"handed_in": 2, "accepted": 2, "changes": 1}


def test_every_pilot_speaks_with_uwv_and_a_trade_association_and_one_party_is_silent(told, engineers, service):
    for pilot in (told.pilot, engineers, service):
        parties = contacts.in_order(involving.chosen(pilot))
        assert {"uwv", "association", "trainer"} <= {party.role for party in parties}
        assert contacts.is_silent(parties[0])
        assert not contacts.is_silent(parties[-1])
        assert any(party.step_id for party in parties)


# ---- history ----


def test_what_happened_lies_in_the_past_in_its_order_and_never_in_a_weekend(told):
    moments = list(AuditEvent.objects.order_by("pk").values_list("at", "action"))
    assert len(moments) > 3000
    assert [at for at, _action in moments] == sorted(at for at, _action in moments)
    local = [(timezone.localtime(at), action) for at, action in moments]
    assert local[-1][0].date() < told.today
    weekend = {(at.date(), action) for at, action in local if at.weekday() > 4}
    assert weekend == set()


def test_whoever_did_something_is_on_record_but_for_what_the_product_forgets_by_itself(told):
    assert set(AuditEvent.objects.filter(actor=None).values_list("action", flat=True)) == {"erase", "status"}
    assert Candidate.objects.filter(erased_at__isnull=False).exists()
    kept = Candidate.objects.filter(state="out", erased_at__isnull=True, consent_year=False)
    assert not kept.filter(out_at__lt=timezone.localtime() - timedelta(days=36)).exists()


# ---- the same every time ----


def test_the_people_are_the_same_every_time():
    assert crowd.everybody() == crowd.everybody()
    assert crowd.engineers() == crowd.engineers()
    assert len({person.email for person in [*crowd.everybody(), *crowd.engineers()]}) == 270 + 45


def test_on_another_day_the_story_differs_in_nothing_but_dates(told, another_day):
    today = summary()
    for what, found in another_day.items():
        assert today[what] == found, what


def test_a_second_run_changes_nothing(told):
    before = counted()
    assert "there already" in run()
    assert counted() == before


# ---- logging in ----


def test_every_login_is_listed_with_its_role_and_the_password_opens_each(told, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]  # it was made with
    said = run("--logins")
    lines = said.splitlines()
    assert len(lines) == len(demo.CAST) + 1 + len(demo.TITLES)
    for player in demo.CAST:
        (line,) = [line for line in lines if player.email in line]
        assert str(Role(player.role).label) in line
        assert demo.known()[player.email].check_password(demo.password())
    assert demo.password() in lines[0]


def test_logins_stand_under_the_pilot_in_which_they_play(told):
    under, title = {}, None
    for line in run("--logins").splitlines()[1:]:
        title = title if line.startswith("  ") else line
        under.setdefault(title.partition(" – ")[0], []).append(line)
    assert list(under) == list(demo.TITLES.values())
    assert [len(lines) - 1 for lines in under.values()] == [14, 5, 2]


def test_a_password_that_was_changed_is_not_told(told):
    User.objects.filter(email__in=[player.email for player in demo.CAST]).update(password=make_password("iets anders"))
    assert demo.password() not in run("--logins")


WORK = ("owner_ao", "owner_oom", "deputy_oom", "management_oom", "selector", "selector_2")
WORK += ("specialist", "specialist_2", "provider", "provider_2", "management_ao", "engineers_owner")
WORK += ("engineers_selector", "engineers_specialist", "engineers_provider", "engineers_provider_2")
WORK += ("service_owner", "service_provider")


@pytest.mark.parametrize("key", WORK)
def test_work_waits_for(key, users, person):
    waiting = reminders.waiting(users[key])
    assert waiting
    assert person(users[key]).get(reverse("desk:work")).status_code == 200
    for item in waiting:
        assert person(users[key]).get(item.url).status_code == 200, item


@pytest.mark.parametrize(
    ("key", "name", "shown"),
    [
        ("management_ao", "desk:dashboard", "Verspanen in Zuid-Oost"),
        ("management_oom", "desk:dashboard", "Verspanen in Zuid-Oost"),
        ("mentor", "training:classes", "Klas 1"),
        ("trainer", "training:classes", "Klas 2"),
        ("manager", "admin:index", "pilot"),
    ],
)
def test_pages_are_there_for(key, name, shown, users, person):
    arguments = [demo.SLUG] if name.startswith("training") else []
    answer = person(users[key]).get(reverse(name, args=arguments))
    assert answer.status_code == 200
    assert shown in answer.content.decode()


# ---- nobody is real ----


def test_every_address_ends_in_test_and_every_telephone_number_cannot_be_dialled(told):
    for model in ours():
        if issubclass(model, ReferenceRow):
            continue
        for field in model._meta.concrete_fields:
            if isinstance(field, models.CharField | models.TextField) and not field.choices:
                rows = model._base_manager.filter(**{f"{field.name}__contains": "@"})
                for text in rows.values_list(field.name, flat=True):
                    found = re.findall(r"[^\s@]+@([^\s@,;]+)", text)
                    assert all(domain.rstrip(".").endswith(".test") for domain in found), (model, text)
    numbers = Candidate.objects.exclude(phone="").values_list("phone", flat=True)
    assert all(number.startswith("0600") for number in numbers)


def test_no_company_is_one_that_people_know(told):
    words = {word.lower() for name in Company.objects.values_list("name", flat=True) for word in name.split()}
    assert not words & KNOWN
