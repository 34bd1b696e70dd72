"""How often a provider reports and which partnership it forms may change while it works; the journal says why."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils.translation import override

from pilot import audit
from pilot.models import Mail
from pilot.phases import agreed_terms, reporting
from pilot.workflow import NotNow
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


@pytest.fixture
def appointment():
    """At work since the first of January, reporting every month."""
    pilot = make.running_pilot()
    pilot.appointments.update(starts_on=date(2026, 1, 1))
    return pilot.appointments.select_related("pilot", "provider").get()


def change(appointment, *, by=None, reason="Het werk loopt.", **said):
    terms = {name: getattr(appointment, name) for name in agreed_terms.FIELDS} | said
    by = by or make.owner(appointment.pilot)
    return agreed_terms.change(appointment, by=by, reason=reason, **terms)


@pytest.fixture
def today(monkeypatch):
    """Let it be another day: `today("2026-03-10")`."""

    def set_to(day):
        monkeypatch.setattr("django.utils.timezone.localdate", lambda *_args: date.fromisoformat(day))

    return set_to


def lasts(appointment, count):
    return [reporting.period(appointment, number).last for number in range(1, count + 1)]


def test_periods_that_had_begun_keep_their_length_and_the_next_follow_the_new_rhythm(appointment, today):
    today("2026-03-10")
    before = lasts(appointment, 3)
    changed = change(appointment, report_every=2)
    assert lasts(changed, 5) == [*before, date(2026, 5, 31), date(2026, 7, 31)]
    today("2026-06-15")
    again = change(changed, report_every=1)
    assert lasts(again, 6) == [*before, date(2026, 5, 31), date(2026, 7, 31), date(2026, 8, 31)]


def test_days_of_periods_follow_each_other_without_a_gap_after_every_change(appointment, today):
    for day, every in (("2026-02-03", 3), ("2026-06-20", 1), ("2026-07-02", 2)):
        today(day)
        appointment = change(appointment, report_every=every)
    found = [reporting.period(appointment, number) for number in range(1, 12)]
    assert found[0].first == date(2026, 1, 1)
    assert all(after.first == one.last + timedelta(days=1) for one, after in zip(found, found[1:], strict=False))


def test_the_change_stands_in_the_journal_in_the_log_and_goes_to_the_provider(appointment):
    make.provider_of(appointment)
    user = make.owner(appointment.pilot)
    change(appointment, by=user, preferred_supplier=True, partnership="Leerhuis Oost", report_every=3)
    entry = appointment.pilot.journal.latest("pk")
    assert "reports every quarter, partnership Leerhuis Oost" in entry.text
    assert "It was: reports every month, no regional partnership" in entry.text
    assert entry.reason == "Het werk loopt."
    event = audit.history(appointment)[0]
    assert (event.action, event.actor, sorted(event.fields)) == (
        "change_terms",
        user,
        ["partnership", "preferred_supplier", "report_every"],
    )
    assert Mail.objects.filter(kind="terms_changed").count() == 1


def test_nothing_changed_and_an_appointment_that_is_over_are_refused(appointment):
    with pytest.raises(NotNow, match="Nothing changed"):
        change(appointment)
    appointment.pilot.appointments.update(state="ended", ends_on=date(2026, 5, 1))
    with pytest.raises(NotNow, match="This appointment is over"):
        change(appointment, report_every=2)


def test_the_owner_changes_it_on_screen_and_a_missing_reason_loses_nothing(appointment, person):
    browser, address = person(make.owner(appointment.pilot)), reverse("appointment_terms", args=[appointment.pk])
    assert address in browser.get(appointment.get_absolute_url()).content.decode()
    said = {"report_every": "2", "preferred_supplier": "on", "partnership": "Leerhuis Oost", "reason": ""}
    page = browser.post(address, said | {"version": appointment.version})
    assert page.status_code == 200
    assert "Leerhuis Oost" in page.content.decode()
    done = browser.post(address, said | {"reason": "Rustiger.", "version": appointment.version})
    assert done.status_code == 302
    appointment.refresh_from_db()
    assert (appointment.report_every, appointment.partnership) == (2, "Leerhuis Oost")


def test_an_appointment_that_is_over_leads_back_with_the_reason(appointment, person):
    appointment.pilot.appointments.update(state="ended", ends_on=date(2026, 5, 1))
    browser = person(make.owner(appointment.pilot))
    answer = browser.get(reverse("appointment_terms", args=[appointment.pk]), follow=True)
    assert answer.redirect_chain[-1][0] == appointment.get_absolute_url()
    assert "voorbij" in answer.content.decode()
