"""Terms with UWV, STOOF and others: topics, versions, how long they hold, and never for a provider."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from funding import rules
from pilot.models import Terms, TermsAgreement, TermsTopic
from pilot.phases import terms as agreeing
from pilot.workflow import NotNow
from tests import factories as make
from tests.factories import AO, OOM, STOOF_SAID, UWV_SAID

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


@pytest.fixture
def person(person, settings):
    """A browser in which English was chosen, so that sentences stand here as in the source."""

    def browser(user):
        found = person(user)
        found.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        return found

    return browser


@pytest.fixture
def pilot():
    return make.new_pilot()


def text(page):
    assert page.status_code == 200, page.status_code
    return page.content.decode().replace("\xa0", " ")


def both_agree(terms, pilot):
    for slug in (AO, OOM):
        agreeing.agree(terms, make.fund(slug), by=make.owner(pilot, slug))
    terms.refresh_from_db()
    return terms


@pytest.mark.advice("8.2-18", carries="pilot.phases.terms.missing_topics")
@pytest.mark.advice("8.2-20", carries="pilot.phases.terms.missing_topics")
@pytest.mark.parametrize("party, said", [(make.uwv, UWV_SAID), (make.stoof, STOOF_SAID)], ids=["uwv", "stoof"])
def test_the_funds_agree_only_when_something_is_said_on_every_topic(pilot, party, said):
    for missing in said:
        part = {topic: words for topic, words in said.items() if topic != missing}
        terms = agreeing.write_terms(party(), by=make.owner(pilot), topics=part)
        with pytest.raises(NotNow, match="Nothing is agreed yet on"):
            agreeing.agree(terms, make.fund(AO), by=make.owner(pilot))
        agreeing.drop_terms(terms, by=make.owner(pilot), reason="Onvolledig.")
    terms = agreeing.write_terms(party(), by=make.owner(pilot), topics=said)
    assert both_agree(terms, pilot).state == Terms.State.AGREED


def test_a_change_is_a_new_version_and_the_old_one_holds_until_both_agreed(pilot):
    owner = make.owner(pilot)
    old = both_agree(agreeing.write_terms(make.stoof(), by=owner, topics=STOOF_SAID), pilot)
    new = agreeing.write_terms(make.stoof(), by=owner, topics=STOOF_SAID | {"contribution": "Een derde."})
    assert new.number == old.number + 1
    agreeing.agree(new, make.fund(AO), by=owner)
    assert list(Terms.objects.in_force()) == [old]
    agreeing.agree(new, make.fund(OOM), by=make.owner(pilot, OOM))
    old.refresh_from_db()
    assert old.state == Terms.State.REPLACED
    assert list(Terms.objects.in_force()) == [new]


def test_one_version_at_a_time_waits_for_the_funds(pilot):
    owner = make.owner(pilot)
    agreeing.write_terms(make.stoof(), by=owner, topics=STOOF_SAID)
    with pytest.raises(NotNow, match="waits for the funds"):
        agreeing.write_terms(make.stoof(), by=owner, topics=STOOF_SAID)
    agreeing.write_terms(make.uwv(), by=owner, topics=UWV_SAID)


def test_the_difference_between_two_versions_is_told_in_words(pilot):
    old = make.terms_with(said=STOOF_SAID)
    new = make.terms_with(said=STOOF_SAID | {"training": "Ook een diploma."})
    (change,) = agreeing.difference(old, new)
    assert (change.was, change.becomes) == ("De opleiding is kort en vakgericht.", "Ook een diploma.")


def test_terms_hold_until_their_last_day_and_stoof_pays_no_longer(pilot):
    today = timezone.localdate()
    terms = agreeing.write_terms(make.stoof(), by=make.owner(pilot), topics=STOOF_SAID, valid_until=today)
    both_agree(terms, pilot)
    assert rules.stoof_terms()
    assert not Terms.objects.in_force(today + timedelta(days=1)).exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        Terms.objects.filter(pk=terms.pk).update(valid_until=today - timedelta(days=1))


def test_terms_of_which_the_last_day_has_passed_are_not_agreed(pilot):
    yesterday = timezone.localdate() - timedelta(days=1)
    terms = agreeing.write_terms(make.stoof(), by=make.owner(pilot), topics=STOOF_SAID, valid_until=yesterday)
    with pytest.raises(NotNow, match="last day"):
        agreeing.agree(terms, make.fund(AO), by=make.owner(pilot))


@pytest.mark.parametrize("days, told", [(61, False), (60, True), (1, True)])
def test_both_funds_hear_of_terms_that_stop_holding(pilot, days, told):
    until = timezone.localdate() + timedelta(days=days)
    owner = make.owner(pilot)
    both_agree(agreeing.write_terms(make.stoof(), by=owner, topics=STOOF_SAID, valid_until=until), pilot)
    for user in (owner, make.owner(pilot, OOM), make.management(OOM)):
        assert bool(list(agreeing.waiting(user))) is told
    assert not list(agreeing.waiting(make.provider(pilot)))


@pytest.mark.advice("8.2-22", carries="pilot.phases.terms.checklist")
def test_earlier_experience_is_a_line_on_the_pilots_list():
    pilot = make.running_pilot()
    owner = make.owner(pilot)
    label = "Experience of Flexwerkers Techniek 2012-2014 used in the terms with STOOF"

    def status():
        return next(line["status"] for line in agreeing.checklist(pilot, owner) if line["label"] == label)

    assert status() == "todo"
    agreeing.write_terms(make.stoof(), by=owner, topics=STOOF_SAID, experience="Vooraf samen selecteren.")
    assert status() == "done"


@pytest.mark.advice("8.2-18", carries="pilot.phases.terms.checklist")
def test_the_general_agreement_with_uwv_is_a_line_of_the_owners():
    pilot = make.running_pilot()
    owner = make.owner(pilot)
    assert next(agreeing.checklist(pilot, owner))["status"] == "todo"
    terms = agreeing.write_terms(make.uwv(), by=owner, topics=UWV_SAID)
    assert next(agreeing.checklist(pilot, owner))["status"] == "busy"
    both_agree(terms, pilot)
    assert next(agreeing.checklist(pilot, owner))["status"] == "done"
    assert not list(agreeing.checklist(pilot, make.provider(pilot)))


# --- what the database refuses ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "update pilot_termstopic set text = 'Anders' where terms_id = %s",
        "delete from pilot_termstopic where terms_id = %s",
        "insert into pilot_termstopic (terms_id, topic, text) values (%s, 'benefit', 'Erbij')",
        "update pilot_terms set experience = 'Anders' where id = %s",
        "update pilot_terms set valid_until = '2030-01-01' where id = %s",
        "update pilot_terms set number = 9 where id = %s",
    ],
)
def test_what_a_fund_agreed_to_does_not_change(pilot, statement):
    terms = make.terms_with()
    TermsAgreement.objects.create(terms=terms, fund=make.fund(AO), by=make.owner(pilot))
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [terms.pk])


def test_one_version_with_a_party_is_agreed_at_a_time(pilot):
    make.terms_with(state="agreed")
    with pytest.raises(IntegrityError), transaction.atomic():
        make.terms_with(state="agreed")


# --- on screen ----------------------------------------------------------------------------------------------------


def said_of(words):
    return {f"topic_{topic}": text for topic, text in words.items()}


def test_uwv_is_asked_three_topics_and_stoof_four(pilot, person):
    browser = person(make.owner(pilot))
    uwv, stoof = make.uwv(), make.stoof()
    assert "UWV" in text(browser.get(reverse("terms_new")))
    for party, words in ((uwv, UWV_SAID), (stoof, STOOF_SAID)):
        page = text(browser.get(reverse("terms_new"), {"party": party.pk}))
        assert all(f'name="topic_{topic}"' in page for topic in words)
        assert page.count('name="topic_') == len(words)
        assert browser.post(reverse("terms_new"), {"party": party.pk, **said_of(words)}).status_code == 302
    assert TermsTopic.objects.count() == 7


def test_a_version_that_changed_since_it_was_read_is_not_agreed(pilot, person):
    owner = make.owner(pilot)
    terms = agreeing.write_terms(make.stoof(), by=owner, topics=STOOF_SAID)
    read = terms.version
    browser = person(make.owner(pilot, OOM))
    changed = said_of(STOOF_SAID | {"training": "Anders."}) | {"version": read}
    assert browser.post(reverse("terms_edit", args=[terms.pk]), changed).status_code == 302
    address = reverse("terms_agree", args=[terms.pk, make.fund(AO).pk])
    person(owner).post(address, {"version": read})
    assert not terms.agreements.exists()
    terms.refresh_from_db()
    person(owner).post(address, {"version": terms.version})
    assert terms.agreements.count() == 1
    page = browser.post(reverse("terms_edit", args=[terms.pk]), changed | {"version": terms.version})
    assert "Withdraw it and make a new one" in text(page)


def test_a_stale_change_of_a_topic_shows_both(pilot, person):
    terms = agreeing.write_terms(make.stoof(), by=make.owner(pilot), topics=STOOF_SAID)
    address = reverse("terms_edit", args=[terms.pk])
    first, second = person(make.owner(pilot)), person(make.owner(pilot, OOM))
    said = said_of(STOOF_SAID) | {"version": terms.version}
    assert first.post(address, said | {"topic_training": "Van A+O."}).status_code == 302
    shown = text(second.post(address, said | {"topic_training": "Van OOM."}))
    assert "Van A+O." in shown and "Van OOM." in shown


def test_the_page_shows_what_changes_and_the_earlier_versions(pilot, person):
    owner = make.owner(pilot)
    both_agree(agreeing.write_terms(make.stoof(), by=owner, topics=STOOF_SAID), pilot)
    new = agreeing.write_terms(make.stoof(), by=owner, topics=STOOF_SAID | {"training": "Ook een diploma."})
    browser = person(owner)
    shown = text(browser.get(reverse("terms")))
    assert "Different from version 1" in shown and "Ook een diploma." in shown
    both_agree(new, pilot)
    assert "Ook een diploma." not in text(browser.get(reverse("terms"), {"toon": "eerder"}))
    assert "version 1" in text(browser.get(reverse("terms"), {"toon": "eerder"}))


@pytest.mark.advice("8.2-19", carries="pilot.permissions.may_agree_terms")
def test_a_provider_never_reads_terms_on_any_page_of_theirs(pilot, person):
    terms = make.terms_with(make.uwv(), UWV_SAID, text="Kanarievoorwaarde")
    browser = person(make.provider(pilot))
    assert browser.get(reverse("terms")).status_code == 403
    for name in ("terms_edit", "terms_drop", "terms_end"):
        assert browser.get(reverse(name, args=[terms.pk])).status_code == 404
