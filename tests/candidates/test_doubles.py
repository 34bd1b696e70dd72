"""One person recorded twice: recognised on entry and import, told apart with a reason, or made one."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from candidates import merging, privacy, recognising
from candidates.models import Attendance, Candidate
from pilot import audit, mail
from pilot.choices import Role
from pilot.importing.kinds import kind_named
from pilot.models import AuditEvent, Mail, Reason
from pilot.workflow import NotNow
from tests import factories as f
from tests.conftest import Person

pytestmark = pytest.mark.django_db

ALONE = {"email": "", "phone": "", "postcode": ""}


@pytest.fixture
def pilot():
    return f.running_pilot()


@pytest.fixture
def selector(pilot):
    return f.selector(pilot)


@pytest.fixture
def browser(selector):
    return Person(selector)


def someone(pilot, **fields):
    return f.CandidateFactory(pilot=pilot, **{"first_name": "Anna", "last_name": "Visser", **ALONE, **fields})


def entered(browser, pilot, **fields):
    typed = {"first_name": "Anna", "last_name": "Visser", "status": "employed", "recruited_by": "fund", **fields}
    return browser.post(reverse("candidates:candidate_new", args=[pilot.slug]), typed)


@pytest.mark.parametrize(
    ("theirs", "typed"),
    [
        ({"phone": "0612345678"}, {"phone": "+31 6 1234 5678", "last_name": "Anders"}),
        ({"postcode": "5611 BB"}, {"postcode": "5611bb", "first_name": "ANNA"}),
    ],
)
def test_whoever_looks_like_somebody_on_record_is_named_with_a_link(pilot, browser, theirs, typed):
    known = someone(pilot, **theirs)
    answer = entered(browser, pilot, **typed)
    assert answer.status_code == 200
    assert known.get_absolute_url() in answer.content.decode()
    assert Candidate.objects.count() == 1


def test_somebody_else_after_all_is_recorded_with_the_reason(pilot, browser):
    known = someone(pilot, phone="0612345678")
    assert entered(browser, pilot, phone="0612345678", another="Moeder en dochter.").status_code == 302
    new = Candidate.objects.exclude(pk=known.pk).get()
    said = AuditEvent.objects.get(action=recognising.NOT_SAME)
    assert (said.subject_id, said.fields, said.reason.text) == (new.pk, [str(known.pk)], "Moeder en dochter.")
    assert recognising.suspected(pilot) == {}


@pytest.mark.parametrize("which", [0, 1])
def test_why_two_were_told_apart_goes_with_either_of_them(pilot, selector, which):
    both = someone(pilot, phone="0612345678"), someone(pilot, phone="0612345678")
    recognising.told_apart(both[0], [both[1]], by=selector, reason="Moeder en dochter.")
    privacy.erase(both[which])
    assert not Reason.objects.exclude(text="").exists()


def test_an_address_of_somebody_on_record_is_refused_with_a_link_to_this_person(pilot, browser):
    known = someone(pilot, email="anna@voorbeeld.test")
    answer = entered(browser, pilot, email="Anna@Voorbeeld.test", another="Toch iemand anders.")
    assert answer.status_code == 200
    assert known.get_absolute_url() in answer.content.decode()


def test_nobody_of_another_pilot_and_nobody_erased_is_recognised(pilot, browser):
    someone(f.running_pilot(title="Ergens anders"), phone="0612345678")
    gone = someone(
        pilot, phone="0612345678", state="out", out_stage="informed", out_reason="other", out_at=f.days_ago(30)
    )
    privacy.erase(gone)
    assert entered(browser, pilot, phone="0612345678").status_code == 302


def fallen(pilot, stage):
    return someone(
        pilot, phone="0612345678", state="out", out_stage=stage, out_reason="motivation", out_at=f.days_ago(3)
    )


def test_somebody_who_fell_out_is_offered_back_with_the_outcome(pilot, browser):
    known = fallen(pilot, "interviewed")
    page = entered(browser, pilot, phone="0612345678").content.decode()
    assert reverse("candidates:candidate_return", args=[known.pk]) in page
    assert str(known.get_out_reason_display()).lower() in page


def test_a_provider_is_offered_the_way_back_without_what_was_decided(pilot):
    known = fallen(pilot, "interviewed")
    provider = Person(f.person(Role.PROVIDER, pilot, organisation=pilot.appointments.first().provider))
    page = entered(provider, pilot, phone="0612345678").content.decode()
    assert reverse("candidates:candidate_return", args=[known.pk]) in page
    assert str(known.get_out_reason_display()).lower() not in page


def test_an_import_names_whom_a_row_may_be_and_takes_it_as_new(pilot):
    known = someone(pilot, phone="0612345678")
    kind = kind_named("candidates", pilot)
    kind.columns()
    values = {"first_name": "A.", "last_name": "Visser-Smit", "email": "a@voorbeeld.test", "phone": "0031612345678"}
    (found,) = kind.present({"a@voorbeeld.test": values}).values()
    assert found.new
    assert known.get_absolute_url() in found.note


def test_a_name_in_a_file_never_becomes_markup(pilot):
    someone(pilot, phone="0612345678", last_name="<b>x</b>")
    kind = kind_named("candidates", pilot)
    (found,) = kind.present({"a": {"phone": "0612345678", "email": "a"}}).values()
    assert "<b>" not in found.note


def merged(pilot, selector, taken=(), **other):
    stays, goes = someone(pilot, town="Best"), someone(pilot, town="Helmond", phone="0612345678", **other)
    return merging.merge(stays, goes, by=selector, taken=taken), goes


def test_the_chosen_values_stay_and_the_other_keeps_nothing(pilot, selector):
    stays, goes = merged(pilot, selector, taken=["phone"])
    stays.refresh_from_db()
    assert (stays.town, stays.phone) == ("Best", "0612345678")
    pointer = Candidate.everyone.get(pk=goes.pk)
    assert (pointer.merged_into, pointer.first_name, pointer.last_name, pointer.phone) == (stays, "", "", "")
    assert not Candidate.objects.filter(pk=goes.pk).exists()
    assert audit.history(stays)[0].action == "merge"
    assert audit.history(goes)[0].fields == [str(stays.pk)]


def test_everything_that_hangs_on_the_other_moves(pilot, selector):
    stays, goes = someone(pilot), someone(pilot, state="invited")
    interview = f.planned_interview(goes)
    session = f.InformationSessionFactory(pilot=pilot)
    f.AttendanceFactory(session=session, candidate=stays)
    f.AttendanceFactory(session=session, candidate=goes, state="attended")
    mail.send(to="x@voorbeeld.test", subject="S", text="T", kind=f"candidate:{goes.pk}:out", pilot=pilot)
    stays, goes = goes, stays
    assert merging.who_stays(goes, stays) == (stays, goes)
    merging.merge(stays, goes, by=selector)
    interview.refresh_from_db()
    assert interview.candidate_id == stays.pk
    assert Attendance.objects.get(session=session).state == "attended"
    for model, name in merging.attached():
        assert not model._base_manager.filter(**{name: goes.pk}).exists()


@pytest.mark.parametrize(
    ("one", "other", "stays_so"),
    [("waiting", "invited", "invited"), ("invited", "waiting", "invited"), ("withdrawn", "waiting", "waiting")],
)
def test_nobody_loses_a_place_at_a_session_by_being_merged(pilot, selector, one, other, stays_so):
    stays, goes = someone(pilot), someone(pilot)
    session = f.InformationSessionFactory(pilot=pilot)
    f.AttendanceFactory(session=session, candidate=stays, state=one, queued_at=f.days_ago(1))
    f.AttendanceFactory(session=session, candidate=goes, state=other, queued_at=f.days_ago(1))
    merging.merge(stays, goes, by=selector)
    kept = Attendance.objects.get(session=session)
    assert (kept.candidate_id, kept.state) == (stays.pk, stays_so)


def test_mail_about_the_other_goes_when_the_one_that_stays_is_erased(pilot, selector):
    stays, goes = someone(pilot), someone(pilot)
    mail.send(to="x@voorbeeld.test", subject="S", text="T", kind=f"candidate:{goes.pk}:out", pilot=pilot)
    audit.record(goes, "drop", by=selector, from_state="informed", reason="Over Anna")
    privacy.erase(merging.merge(stays, goes, by=selector))
    assert not Mail.objects.exclude(text="").exists()
    assert not Reason.objects.exclude(text="").exists()


def test_two_with_a_result_are_not_made_one(pilot, selector):
    one, other = f.qualified_candidate(pilot), f.qualified_candidate(pilot)
    with pytest.raises(NotNow, match="uitslag"):
        merging.merge(one, other, by=selector)


def test_two_who_are_placed_are_not_made_one(pilot, selector):
    one, other = f.placed_match(pilot).candidate, f.placed_match(pilot).candidate
    assert len(merging.blockers(one, other)) >= 2


def test_the_one_with_a_result_stays_whichever_was_asked(pilot):
    decided, new = f.qualified_candidate(pilot), someone(pilot)
    assert merging.who_stays(new, decided) == (decided, new)


def test_somebody_who_fell_out_is_taken_back_before_merging(pilot, selector):
    with pytest.raises(NotNow):
        merging.merge(someone(pilot), fallen(pilot, "informed"), by=selector)


def test_old_links_lead_to_the_one_that_stays_and_tell_strangers_nothing(pilot, selector, browser):
    stays, goes = merged(pilot, selector)
    for name in ("candidate", "candidate_edit", "candidate_return"):
        answer = browser.get(reverse(f"candidates:{name}", args=[goes.pk]))
        assert answer.url == reverse(f"candidates:{name}", args=[stays.pk])
    stranger = Person(f.selector(f.running_pilot(title="Ergens anders")))
    assert stranger.get(goes.get_absolute_url()).status_code == 404


def merge_page(browser, one, other, **data):
    url = reverse("candidates:merge", args=[one.pk, other.pk])
    page = browser.get(url)
    form = page.context["form"]
    typed = {field.html_name: field.initial for field in form.choices} | {"seen": form["seen"].initial}
    return browser.post(url, typed | {"act": "merge"} | data)


def test_the_page_merges_and_says_so_on_the_case(pilot, browser):
    one, other = someone(pilot, town="Best"), someone(pilot, town="Helmond")
    answer = merge_page(browser, one, other, town="goes")
    assert answer.url == one.get_absolute_url()
    one.refresh_from_db()
    assert one.town == "Helmond"
    assert browser.get(one.get_absolute_url()).status_code == 200


def test_a_record_that_changed_meanwhile_is_looked_at_again(pilot, browser):
    one, other = someone(pilot), someone(pilot)
    answer = merge_page(browser, one, other, seen="0-0")
    assert answer.status_code == 200
    assert Candidate.objects.count() == 2


def test_two_people_are_told_apart_on_the_page_with_a_reason(pilot, browser):
    one, other = someone(pilot, phone="0612345678"), someone(pilot, phone="0612345678")
    assert list(recognising.suspected(pilot)) == [(one.pk, other.pk)]
    assert merge_page(browser, one, other, act="apart").status_code == 200
    assert merge_page(browser, one, other, act="apart", apart="Broers.").status_code == 302
    assert recognising.suspected(pilot) == {}


def test_a_number_that_many_share_says_nothing(pilot):
    for _number in range(8):
        someone(pilot, phone="0401234567")
    assert recognising.suspected(pilot) == {}


def test_the_database_keeps_a_pointer_empty(pilot, selector):
    _stays, goes = merged(pilot, selector)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("update candidates_candidate set last_name = 'x' where id = %s", [goes.pk])


def test_where_the_columns_fall_apart_each_value_says_which_record_it_is_of(pilot, browser):
    """On a phone the heads of the columns are gone, and both have the same name."""
    one, other = someone(pilot, town="Best"), someone(pilot, town="Helmond")
    page = browser.get(reverse("candidates:merge", args=[one.pk, other.pk])).content.decode()
    for words in (f'data-l="{one.pk}, blijft"', f'data-l="{other.pk}, gaat erin op"'):
        assert page.count(words) == page.count("form-check-input") // 2 + 2
