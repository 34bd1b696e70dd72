"""Versions of the policy: reasons that belong to them, differences in words, signatures, deputies, and the paper."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone, translation
from pypdf import PdfReader

from pilot import errands
from pilot.models import ChoiceReason, Document, JournalEntry, Policy, PolicyPaper, SignOff
from pilot.phases import choosing, comparing, deviating, paper
from pilot.phases.wording import difference, digest, said
from pilot.workflow import NotNow
from tests import factories as make
from tests.pilot.tables import read

pytestmark = pytest.mark.django_db
AO, OOM = make.AO, make.OOM
BOTH = (AO, OOM)


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def browse(person, settings):
    """Open a browser in which English was chosen."""

    def opened(user):
        browser = person(user)
        browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        return browser

    return opened


def text(response):
    return read(response.content.decode())


def url(name, *args):
    return reverse(name, args=args)


def sign(policy, slug, by=None):
    return choosing.sign(policy, make.fund(slug), by=by or make.owner(policy.pilot, slug), seen=policy.digest)


def in_force(pilot, policy):
    """Offer a draft and let every fund sign it."""
    policy = choosing.propose(policy, by=make.owner(pilot))
    for slug in BOTH:
        sign(policy, slug)
    policy.refresh_from_db()
    return policy


def deputy_of(pilot, slug=OOM, *, days=7):
    """Somebody who stands in for a fund's owner from today, with a mandate of the own."""
    user, today = make.UserFactory(organisation=make.fund(slug)), timezone.localdate()
    make.assign(user, "owner", pilot, make.fund(slug), deputy=True, start=today, end=today + timedelta(days=days))
    make.MandateFactory(fund=make.fund(slug), user=user, document="Besluit vervanging 7")
    return user


def funds(*slugs):
    return [make.fund(slug) for slug in slugs or BOTH]


# --- reasons ------------------------------------------------------------------------------------------------------


def names(policy, *slugs):
    return [str(one.name) for one in deviating.deviations(policy, funds(*slugs))]


@pytest.mark.advice("8.3-01", carries="pilot.phases.deviating.differing_choices")
def test_what_the_advice_names_asks_no_reason():
    policy = make.full_policy(make.new_pilot(), reasons=False)
    assert names(policy) == []


@pytest.mark.advice("3.7-01", carries="pilot.phases.deviating.harder_regions")
@pytest.mark.parametrize(
    "occupation, regions, differs",
    [
        ("cnc-verspaner", ["zuid-oost"], False),  # hard to fill, and suggested
        ("cnc-verspaner", ["noord-west"], True),  # harder, and not suggested
        ("cnc-verspaner", ["midden-west"], False),  # an easier start
        ("service-monteur", ["noord"], False),  # equal
        ("engineer", ["zuid-oost"], False),  # equal
        ("engineer", ["noord-west"], False),  # easier
        ("service-monteur", ["zuid-oost", "midden-west"], True),  # the hardest for this occupation
    ],
)
def test_a_region_differs_when_nothing_speaks_for_it(occupation, regions, differs):
    policy = make.full_policy(make.new_pilot(), reasons=False, occupation_id=occupation)
    policy.regions.set(regions)
    assert ("regions" in names(policy)) == differs


@pytest.mark.parametrize(
    "occupation, codes, differs",
    [
        ("cnc-verspaner", ["24", "25", "28", "29"], False),
        ("cnc-verspaner", ["25", "30"], True),
        ("service-monteur", ["25"], False),  # among the largest
        ("service-monteur", ["24"], True),
        ("engineer", ["24"], False),  # the facts name no codes
    ],
)
def test_a_sub_branch_differs_where_the_occupation_is_no_bottleneck_and_few_people_come_in(occupation, codes, differs):
    policy = make.full_policy(make.new_pilot(), reasons=False, occupation_id=occupation)
    policy.sub_branches.set(codes)
    assert ("sub_branches" in names(policy)) == differs


def test_a_sector_outside_the_main_sources_differs():
    policy = make.full_policy(make.new_pilot(), reasons=False)
    policy.source_sectors.add("vervoer-en-opslag")
    [one] = deviating.deviations(policy, funds())
    assert (one.name, one.differing) == ("source_sectors", "Transport and storage")
    assert "Temporary staffing sector" in one.advice


@pytest.mark.advice("8.1-10", carries="pilot.phases.deviating.stoof_advice")
def test_a_pilot_without_stoof_asks_a_reason():
    policy = make.full_policy(make.new_pilot(), reasons=False, with_stoof=False)
    assert choosing.propose_blockers(policy) == ["A pilot without STOOF differs from the advice: write why."]


def test_every_choice_against_the_advice_has_a_reason_of_its_own_before_it_is_offered():
    pilot = make.new_pilot()
    policy = make.full_policy(pilot, reasons=False, occupation_id="service-monteur", with_stoof=False)
    policy.regions.set(["midden-west"])
    policy.sub_branches.set(["24"])
    policy.source_sectors.set(["rest"])
    with pytest.raises(NotNow) as refusal:
        choosing.propose(policy, by=make.owner(pilot))
    assert len(refusal.value.sentences) == 5
    for number, choice in enumerate(ChoiceReason.Choice, start=1):
        choosing.give_reasons(policy, {choice: "Daarom."}, by=make.owner(pilot))
        assert len(choosing.propose_blockers(policy)) == 5 - number
    assert choosing.propose(policy, by=make.owner(pilot)).state == "proposed"


def test_a_reason_is_part_of_what_is_signed():
    pilot = make.new_pilot()
    policy = make.full_policy(pilot)
    without = digest(policy)
    assert "reasons" not in said(policy)
    choosing.give_reasons(policy, {"regions": "Daar staan de bedrijven."}, by=make.owner(pilot))
    first = digest(policy)
    choosing.give_reasons(policy, {"regions": "Daar staan zij."}, by=make.owner(pilot))
    assert len({without, first, digest(policy)}) == 3
    choosing.give_reasons(policy, {"regions": " "}, by=make.owner(pilot))
    assert digest(policy) == without


def test_the_mark_of_a_version_without_reasons_is_that_of_before_there_were_any():
    policy = make.full_policy(make.new_pilot())
    assert set(said(policy)) == {
        "occupation", "regions", "sub_branches", "source_sectors", "position", "stance", "evc", "composition",
        "with_stoof", "own_sub_branches", "explanation", "class_min", "class_target", "class_max", "average_cap",
        "motivation_threshold", "hard_minimum", "soft_weight", "type_2_from", "type_3_from",
    }  # fmt: skip


def refused(statement, *values):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_a_reason_of_an_offered_version_does_not_change_in_sql_either():
    pilot = make.new_pilot()
    policy = make.full_policy(pilot, with_stoof=False)
    choosing.propose(policy, by=make.owner(pilot))
    refused("update pilot_choicereason set text = 'Anders' where policy_id = %s", policy.pk)
    refused("delete from pilot_choicereason where policy_id = %s", policy.pk)
    refused("insert into pilot_choicereason (policy_id, choice, text) values (%s, 'regions', 'x')", policy.pk)


def test_a_reason_that_changes_is_a_change_of_the_version():
    policy = make.full_policy(make.new_pilot())
    before = Policy.objects.get(pk=policy.pk).version
    make.reason(policy, "regions")
    assert Policy.objects.get(pk=policy.pk).version > before
    refused("insert into pilot_choicereason (policy_id, choice, text) values (%s, 'evc', '')", policy.pk)


@pytest.mark.advice("8.3-07", carries="pilot.phases.choosing.note_deviations")
def test_reasons_go_to_the_journal_when_the_version_comes_in_force_and_once_only():
    pilot = make.new_pilot()
    policy = make.full_policy(pilot, reasons=False, with_stoof=False)
    choosing.give_reasons(policy, {"with_stoof": "Geen geld dit jaar."}, by=make.owner(pilot))
    in_force(pilot, policy)
    [entry] = pilot.journal.filter(reason="Geen geld dit jaar.")
    assert entry.kind == JournalEntry.Kind.DECISION
    assert "co-operation with STOOF: No (version 1)" in entry.text
    assert entry.alternatives.startswith("Involve the staffing sector and STOOF")
    new = choosing.new_version(pilot, by=make.owner(pilot))
    assert deviating.reasons_of(new) == {"with_stoof": "Geen geld dit jaar."}
    Policy.objects.filter(pk=new.pk).update(average_cap=1800)
    in_force(pilot, Policy.objects.get(pk=new.pk))
    assert pilot.journal.filter(reason="Geen geld dit jaar.").count() == 1


# --- differences --------------------------------------------------------------------------------------------------


def two_versions():
    pilot = make.running_pilot()
    old = pilot.policies.get()
    new = choosing.new_version(pilot, by=make.owner(pilot))
    return pilot, old, new


def test_the_difference_is_told_in_sentences():
    _pilot, old, new = two_versions()
    new.regions.set(["noord"])
    new.source_sectors.add("bouwnijverheid")
    make.reason(new, "regions", "In Noord is het makkelijker.")
    fields = {
        "average_cap": 1750,
        "soft_weight": 70,
        "occupation": "engineer",
        "explanation": "",
        "motivation_threshold": 3.5,
    }
    Policy.objects.filter(pk=new.pk).update(**fields)
    new.refresh_from_db()
    sentences = {one["label"]: one["sentence"].replace("\xa0", "") for one in comparing.told(old, new)}
    assert sentences == {
        "Bottleneck occupation": "From CNC machinist (turner, miller) to Engineer (sales and software).",
        "Regions": "Added: North. Left out: South-East.",
        "Source sectors": "Added: Construction.",
        "Why these choices": "Taken out: “Beide fondsen zoeken veel verspaners in deze regio.”",
        "Highest average contribution of companies (EUR)": "Down by €250.00, from €2,000.00 to €1,750.00.",
        "Threshold for motivation": "Up by 0.5, from 3.0 to 3.5.",
        "Weight of soft skills (percent)": "Up by 10 percentage points, from 60% to 70%.",
        "Reason: regions": "Written now: “In Noord is het makkelijker.”",
    }
    assert comparing.told(old, old) == []


def test_any_two_versions_are_laid_side_by_side(browse):
    pilot, old, new = two_versions()
    Policy.objects.filter(pk=new.pk).update(average_cap=1800)
    in_force(pilot, Policy.objects.get(pk=new.pk))
    third = choosing.new_version(pilot, by=make.owner(pilot))
    Policy.objects.filter(pk=third.pk).update(average_cap=1900)
    browser = browse(make.owner(pilot))
    page = text(browser.get(url("policy_compare", pilot.slug) + "?van=1&naar=3"))
    assert "From version 1 to version 3" in page
    assert "Down by € 100.00" in page
    back = text(browser.get(url("policy_compare", pilot.slug) + "?van=3&naar=1"))
    assert "Up by" in back
    assert "every choice, figure and reason is equal" in text(
        browser.get(url("policy_compare", pilot.slug) + "?van=2&naar=2")
    )
    assert "From version 2 to version 3" in text(browser.get(url("policy_compare", pilot.slug)))
    assert browser.get(url("policy_compare", pilot.slug) + "?van=1&naar=9").status_code == 404
    # Who is not of the funds compares what may be read: the version in force.
    reader = browse(make.selector(pilot))
    assert reader.get(url("policy_compare", pilot.slug) + "?van=1&naar=2").status_code == 404
    assert old.number == 1


# --- signatures ---------------------------------------------------------------------------------------------------


def test_the_versions_page_tells_who_signed_which_mark_when_under_which_mandate(browse):
    pilot = make.new_pilot()
    policy = in_force(pilot, make.full_policy(pilot))
    page = text(browse(make.owner(pilot)).get(url("policy_versions", pilot.slug)))
    for slug in BOTH:
        assert make.owner(pilot, slug).name in page
    assert "Mandaatregeling 2026, artikel 4, from 1 January 2025" in page
    assert page.count(" ".join(policy.digest[n : n + 4] for n in range(0, 16, 4))) == 3  # the version and two funds


def test_people_in_the_pilot_see_the_version_in_force_only(browse):
    pilot, _old, _new = two_versions()
    page = text(browse(make.selector(pilot)).get(url("policy_versions", pilot.slug)))
    assert "Version 1" in page
    assert "Version 2" not in page


def test_a_fund_that_has_to_sign_again_reads_what_changed_since_it_signed(browse):
    pilot = make.new_pilot()
    policy = choosing.propose(make.full_policy(pilot), by=make.owner(pilot))
    sign(policy, AO)
    second = choosing.new_version(pilot, by=make.owner(pilot, OOM))  # OOM does not sign the first
    Policy.objects.filter(pk=second.pk).update(average_cap=1800)
    second.refresh_from_db()
    choosing.propose(second, by=make.owner(pilot))
    page = text(browse(make.owner(pilot)).get(url("policy", pilot.slug)))
    assert (
        "Changed since version 1, which A+O Metalektro signed: Highest average contribution of companies (EUR)." in page
    )
    assert "which OOM signed" not in page
    page = text(browse(make.owner(pilot)).get(url("policy_sign", pilot.slug)))
    assert "Difference from version 1" in page
    assert "€ 1,800.00" in page


def test_a_version_that_says_the_same_says_so():
    pilot, old, new = two_versions()
    versions = list(Policy.objects.filter(pilot=pilot).with_choices())
    assert (
        comparing.since(new, make.fund(AO), versions) == "Nothing changed since version 1, which A+O Metalektro signed."
    )
    assert comparing.since(old, make.fund(AO), versions) == ""


@pytest.mark.advice("8.2-04", carries="pilot.phases.deputies.owner_stood_in_for")
def test_a_deputy_signs_on_behalf_of_the_owner_and_the_signature_keeps_for_whom(browse):
    pilot = make.new_pilot()
    policy = choosing.propose(make.full_policy(pilot), by=make.owner(pilot))
    deputy, owner = deputy_of(pilot), make.owner(pilot, OOM)
    browser = browse(deputy)
    page = text(browser.get(url("policy_sign", pilot.slug)))
    assert f"You sign as deputy, on behalf of {owner.name}. The signature says so." in page
    browser.post(url("policy_sign", pilot.slug), {"fund": make.fund(OOM).pk, "seen": policy.digest})
    signature = SignOff.objects.get()
    assert (signature.by, signature.on_behalf_of) == (deputy, owner)
    for name in ("policy", "policy_versions"):
        assert f"{deputy.name}, on behalf of {owner.name}" in text(browser.get(url(name, pilot.slug)))
    assert "Besluit vervanging 7" in text(browser.get(url("policy_versions", pilot.slug)))


def test_an_owner_and_management_sign_in_their_own_right():
    pilot = make.new_pilot()
    policy = choosing.propose(make.full_policy(pilot), by=make.owner(pilot))
    assert sign(policy, OOM).on_behalf_of is None
    deputy = deputy_of(pilot, AO)
    make.assign(deputy, "management", None, make.fund(AO))
    assert sign(policy, AO, by=deputy).on_behalf_of is None


def test_nobody_signs_on_behalf_of_an_owner_that_is_not_there():
    pilot = make.new_pilot()
    policy = choosing.propose(make.full_policy(pilot), by=make.owner(pilot))
    deputy = deputy_of(pilot)
    pilot.assignments.filter(user=make.owner(pilot, OOM)).update(end=timezone.localdate() - timedelta(days=1))
    assert choosing.sign_blockers(policy, make.fund(OOM), by=deputy) == [
        "A deputy signs on behalf of an owner, and OOM has no owner for this pilot now."
    ]


def test_the_database_holds_for_whom_a_deputy_signs():
    pilot = make.new_pilot()
    policy = choosing.propose(make.full_policy(pilot), by=make.owner(pilot))
    deputy, owner, other = deputy_of(pilot), make.owner(pilot, OOM), make.owner(pilot)
    insert = (
        "insert into pilot_signoff (policy_id, fund_id, by_id, on_behalf_of_id, mandate_id, digest, at)"
        " values (%s, %s, %s, %s, %s, %s, now())"
    )

    def row(by, behalf):
        return policy.pk, make.fund(OOM).pk, by.pk, behalf and behalf.pk, by.mandates.first().pk, policy.digest

    refused(insert, *row(deputy, None))
    refused(insert, *row(deputy, other))
    refused(insert, *row(owner, deputy))
    with connection.cursor() as cursor:
        cursor.execute(insert, row(deputy, owner))


# --- on paper -----------------------------------------------------------------------------------------------------


def printed(policy, by):
    found = paper.ask(policy, by=by)
    assert errands.run("document", found.document_id)
    found.document.refresh_from_db()
    reader = PdfReader(BytesIO(found.document.blob.plain))
    return reader, " ".join(" ".join(page.extract_text() for page in reader.pages).split()).replace("\xa0", " ")


def test_a_signed_version_is_printed_with_choices_figures_reasons_signatures_and_mark(browse):
    pilot = make.new_pilot()
    policy = make.full_policy(pilot, reasons=False, with_stoof=False)
    choosing.give_reasons(policy, {"with_stoof": "Geen geld dit jaar."}, by=make.owner(pilot))
    policy = choosing.propose(policy, by=make.owner(pilot))
    deputy = deputy_of(pilot)
    sign(policy, AO)
    sign(policy, OOM, by=deputy)
    policy.refresh_from_db()
    reader, text_of = printed(policy, make.owner(pilot))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"] == "nl"
    assert b"pdfuaid" in reader.xmp_metadata.stream.get_data()
    for words in (
        "CNC verspaner", "Zuid-Oost", "Geen geld dit jaar.", "2.000,00", make.owner(pilot).name, deputy.name,
        f"namens {make.owner(pilot, OOM).name}", "Besluit vervanging 7", policy.explanation,
    ):  # fmt: skip
        # A long name may be broken over two lines.
        assert "".join(words.split()) in "".join(text_of.split()), words
    assert policy.digest in "".join(text_of.split())
    answer = browse(make.owner(pilot)).get(url("policy_paper", pilot.slug, 1))
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


def test_whoever_reads_the_version_asks_for_its_paper_once(browse):
    pilot = make.new_pilot()
    in_force(pilot, make.full_policy(pilot))
    reader = browse(make.selector(pilot))
    address = url("policy_paper", pilot.slug, 1)
    assert "There is no PDF of this version yet." in text(reader.get(address, follow=True))
    assert "The PDF is being made." in text(reader.post(address, follow=True))
    reader.post(address)
    browse(make.owner(pilot)).post(address)
    assert Document.objects.filter(kind="policy").count() == PolicyPaper.objects.count() == 1


def test_what_is_not_signed_is_not_printed(browse):
    pilot = make.new_pilot()
    policy = choosing.propose(make.full_policy(pilot), by=make.owner(pilot))
    sign(policy, AO)
    page = text(browse(make.owner(pilot)).post(url("policy_paper", pilot.slug, 1), follow=True))
    assert "Only what is signed is printed." in page
    choosing.new_version(pilot, by=make.owner(pilot))  # sets the first aside
    policy.refresh_from_db()
    assert (policy.state, bool(paper.paper_blockers(policy))) == ("superseded", True)


def test_a_paper_that_could_not_be_made_is_asked_for_again():
    pilot = make.running_pilot()
    policy = pilot.policies.get()
    first = paper.ask(policy, by=make.owner(pilot))
    Document.objects.filter(pk=first.document_id).update(state="failed")
    second = paper.ask(policy, by=make.owner(pilot))
    assert second.document_id != first.document_id
    assert PolicyPaper.objects.get().document_id == second.document_id


def test_the_paper_of_an_old_version_is_for_the_funds(browse):
    pilot = make.running_pilot()
    old = pilot.policies.get()
    found = paper.ask(old, by=make.owner(pilot))
    selector = make.selector(pilot)
    assert Document.objects.visible_to(selector).filter(pk=found.document_id).exists()
    in_force(pilot, choosing.new_version(pilot, by=make.owner(pilot)))
    assert not Document.objects.visible_to(selector).filter(pk=found.document_id).exists()
    for user in (make.owner(pilot), make.management(OOM)):
        assert Document.objects.visible_to(user).filter(pk=found.document_id).exists()
    assert browse(selector).get(url("policy_paper", pilot.slug, 1)).status_code == 404


def test_two_versions_with_the_same_text_differ_in_nothing():
    _pilot, old, new = two_versions()
    assert difference(old, new) == []
