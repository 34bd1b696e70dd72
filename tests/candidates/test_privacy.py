"""What is personal goes when its time has come, by the clock; figures stay, and a second run finds nobody."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from candidates import letters, privacy, recruiting, results
from candidates.models import Candidate, Consensus, Score
from pilot.models import AuditEvent, Mail, Reason
from tests.factories import CandidateFactory, held_interview, owner, provider

pytestmark = pytest.mark.django_db
CANARY = "Kwikstaart"


def out_since(days, hours=0, **fields):
    """Somebody who fell out so long ago."""
    moment = timezone.localtime() - timedelta(days=days, hours=hours)
    return CandidateFactory(state="out", out_stage="informed", out_reason="other_job", out_at=moment, **fields)


@pytest.mark.parametrize(("days", "gone"), [(27, False), (28, True), (29, True)])
def test_who_fell_out_is_erased_after_28_days(days, gone):
    one = out_since(days)
    assert privacy.forget_due() == gone
    one.refresh_from_db()
    assert (one.erased_at is not None) == gone
    assert (one.last_name == "") == gone


@pytest.mark.parametrize(("days", "gone"), [(29, False), (364, False), (365, True), (366, True)])
def test_with_consent_the_data_are_kept_for_a_year(days, gone):
    out_since(days, consent_year=True)
    assert privacy.forget_due() == gone


def test_a_few_minutes_before_28_days_nothing_goes():
    out_since(27, hours=23)
    assert privacy.forget_due() == 0


def test_a_second_run_finds_nobody():
    out_since(40)
    out_since(40)
    assert privacy.forget_due() == 2
    assert privacy.forget_due() == 0
    assert AuditEvent.objects.filter(action="erase", actor=None).count() == 2


def test_whoever_takes_part_is_left_alone():
    CandidateFactory(state="qualified")
    assert privacy.forget_due() == 0


def filled():
    """A rejected candidate with a canary in every text about them."""
    one = CandidateFactory(
        state="invited",
        first_name=CANARY,
        last_name=CANARY,
        email="kwikstaart@voorbeeld.test",
        phone="0600000000",
        town=CANARY,
        former_function=CANARY,
        sector_text=CANARY,
        remark=CANARY,
        waived_reason=CANARY,
    )
    interview = held_interview(one, value=5, other=2)
    by = interview.scorecards.get(part="selector").interviewer
    # As the interviewers would have written it; the rows are sealed by now.
    with connection.cursor() as cursor:
        cursor.execute("set session_replication_role = replica")
        cursor.execute("update candidates_score set situation = %s, task = %s, action = %s, result = %s", [CANARY] * 4)
        cursor.execute("set session_replication_role = origin")
    for row in results.rows_of(interview):
        results.settle(interview, row.item, by=by, value=2, reason=CANARY)
    decision = results.Decision(qualified=False, reason=CANARY, out_reason="motivation", message=CANARY)
    results.decide(interview, decision, by=by)
    letters.recorded(one)
    Candidate.objects.filter(pk=one.pk).update(out_at=timezone.localtime() - timedelta(days=30))
    one.refresh_from_db()
    return one


def every_text():
    """Everything that any table of the product holds as text, in one string."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute("select tablename from pg_tables where schemaname = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f'select t::text from "{table}" t')
            found += [row[0] for row in cursor.fetchall()]
    return "\n".join(found)


def test_nothing_personal_is_left_in_any_table_and_the_figures_are():
    one = filled()
    assert every_text().count(CANARY) > 20
    before = (one.state, one.out_stage, one.out_reason, one.region_id, one.channel_id, one.source_sector_id)
    scores = list(Score.objects.order_by("pk").values_list("value", flat=True))
    result = one.results.get()
    assert privacy.forget_due() == 1
    text = every_text()
    assert CANARY not in text
    assert "kwikstaart" not in text.lower()
    assert "0600000000" not in text
    one.refresh_from_db()
    assert (one.state, one.out_stage, one.out_reason, one.region_id, one.channel_id, one.source_sector_id) == before
    assert list(Score.objects.order_by("pk").values_list("value", flat=True)) == scores
    assert Consensus.objects.filter(value=2).exists()
    assert one.results.get().total == result.total


def test_a_mail_that_did_not_leave_yet_is_not_sent_after_erasure():
    one = out_since(30)
    letters.recorded(one)
    privacy.forget_due()
    mail = Mail.objects.get()
    assert (mail.to, mail.text, mail.state) == ("", "", "failed")


def test_mail_to_an_address_from_before_goes_as_well():
    one = out_since(30, email="oud@voorbeeld.test")
    letters.recorded(one)
    Candidate.objects.filter(pk=one.pk).update(email="nieuw@voorbeeld.test")
    privacy.forget_due()
    assert "oud@voorbeeld.test" not in every_text()


def test_the_reason_in_the_audit_becomes_empty_and_the_event_stays():
    one = CandidateFactory(state="informed")
    recruiting.drop(one, by=provider(one.pilot), reason="other", note=CANARY)
    Candidate.objects.filter(pk=one.pk).update(out_at=timezone.localtime() - timedelta(days=28))
    privacy.forget_due()
    event = AuditEvent.objects.get(action="drop")
    assert Reason.objects.get(event=event).text == ""
    assert event.to_state == "out"


def test_the_page_of_somebody_erased_says_so_and_the_list_no_longer_names_them(person):
    one = out_since(30)
    privacy.forget_due()
    browser = person(owner(one.pilot))
    assert "<h1>Gegevens gewist</h1>" in browser.get(one.get_absolute_url()).content.decode()
    assert browser.get(f"/pilots/{one.pilot.slug}/kandidaten/").context["page"].items == []


def test_a_page_about_somebody_erased_has_words_where_the_name_stood(person):
    interview = held_interview()
    one = interview.candidate
    recruiting.drop(one, by=owner(one.pilot), reason="other_job")
    privacy.erase(one)
    page = person(owner(one.pilot)).get(interview.get_absolute_url()).content.decode()
    assert f'<a href="{one.get_absolute_url()}">Gegevens gewist</a>' in page
    assert "></a>" not in page


def test_whoever_was_erased_does_not_come_back(person):
    one = out_since(30)
    privacy.forget_due()
    browser = person(owner(one.pilot))
    answer = browser.post(f"/kandidaten/{one.pk}/terug/", {"reason": "Toch weer."})
    assert answer.status_code == 200
    one.refresh_from_db()
    assert one.state == "out"


def test_every_field_of_a_candidate_is_personal_or_a_figure_and_somebody_said_which():
    figures = {
        "id", "version", "pilot", "region", "employment", "uwv_benefit", "source_sector", "channel", "recruited_by",
        "state", "out_stage", "out_reason", "out_at", "consent_year", "told_at", "erased_at", "created_at",
        "merged_into", "course",
    }  # fmt: skip
    derived = {"search_name"}
    fields = {field.name for field in Candidate._meta.concrete_fields}
    assert fields == figures | derived | set(privacy.PERSONAL)
