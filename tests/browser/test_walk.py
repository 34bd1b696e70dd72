"""One pilot walked through with the real roles, from signed choices to a class of fifteen, in Chromium.

Real PostgreSQL, Redis, web, worker and sweeper; the providers' own sample files. Fifteen people are placed: the first
one wholly on screen by everybody who has a part in it, the other fourteen by the same verbs in a loop.
"""

from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from candidates.models import Candidate
from companies.models import Criterion, Participation, Vacancy
from pilot.choices import OrganisationKind, Role
from pilot.models import Document, Pilot
from tests import factories
from tests.browser import shortcuts
from tests.browser.chromium import chromium
from tests.browser.visitor import PASSWORD, people
from tests.stack import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]
SAMPLES = ROOT / "tests" / "samples"
SOON = (timezone.localtime() + timedelta(days=2)).strftime("%Y-%m-%dT10:00")


def account(name, organisation=None, **fields):
    user = factories.UserFactory(
        name=name, email=f"{name.split()[0].lower()}@overstap.test", organisation=organisation, **fields
    )
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def cast(site):
    """The accounts that an application manager made; nobody has a part in any pilot yet."""
    ao, oom = factories.fund(factories.AO), factories.fund(factories.OOM)
    provider = factories.OrganisationFactory(name="Vakstroom", slug="vakstroom", kind=OrganisationKind.PROVIDER)
    trainer = factories.OrganisationFactory(name="De Spil", slug="de-spil", kind=OrganisationKind.TRAINER)
    users = {
        "management": account("Karin Overmars", ao),
        "owner_ao": account("Paul Eikenrode", ao),
        "owner_oom": account("Saskia Droogveen", oom),
        "selector": account("Marit Hogewold"),
        "specialist": account("Henk Tolbrug"),
        "provider": account("Pieter Vakstroom", provider),
        "trainer": account("Tineke Spil", trainer),
        "stranger": account("Vera Buitenstaander"),
    }
    factories.assign(users["management"], Role.MANAGEMENT, None, ao)
    # An owner begins pilots; this one has an older pilot.
    factories.assign(users["owner_ao"], Role.OWNER, factories.PilotFactory(title="Oude pilot", slug="oude-pilot"), ao)
    return users


def test_a_pilot_from_signed_choices_to_a_class_of_fifteen(site, cast):
    site.start("web", "worker", "sweeper")
    with chromium() as browser, people(browser, site, **cast) as who:
        pilot = choose_and_sign(who, cast)
        appoint(who, cast, pilot)
        vacancy = companies(who, cast, pilot)
        candidate = candidates(who, cast, pilot)
        match(who, cast, pilot, candidate, vacancy)
        training_class = seat_fifteen(who, cast, pilot, candidate)
        finance(who, cast, pilot, training_class)
        progress(who, pilot, training_class)
        tell(who, site, cast, pilot)


def choose_and_sign(who, cast):
    """Point 4: choices and figures, a signature of each fund, recruiting blocked until then."""
    ao, oom = who["owner_ao"], who["owner_oom"]
    ao.open(reverse("pilot_new"))
    funds = {user.organisation.slug: user.organisation_id for user in (cast["owner_ao"], cast["owner_oom"])}
    ao.sent(
        title="Verspanen in Zuid-Oost",
        start="2026-04-01",
        end="2027-12-31",
        funds=list(funds.values()),
        **{f"owner_{funds['oom']}": cast["owner_oom"].pk},
    )
    pilot = Pilot.objects.get(title="Verspanen in Zuid-Oost")
    slug = pilot.slug
    for owner in (ao, oom):
        owner.open(reverse("mandates"))
        owner.open(reverse("mandate_new"))
        owner.sent(user=owner.user.pk, document="Mandaatregeling 2026, artikel 4", start="2026-01-01")
    # Nothing is chosen yet: recruiting says why not, in sentences.
    ao.open(reverse("import_new", args=[slug, "companies"]))
    ao.sees("nog niet")
    ao.open(reverse("policy_edit", args=[slug]))
    ao.sent(
        occupation="cnc-verspaner",
        regions=["zuid-oost"],
        sub_branches=["25", "28"],
        source_sectors=["groot-en-detailhandel", "uitzendbranche"],
        position="joint",
        stance="short",
        evc="False",
        composition="homogeneous",
        with_stoof="False",
        reason_with_stoof="STOOF heeft dit jaar geen geld voor een pilot.",
        average_cap="2.000,00",
        explanation="Beide fondsen zoeken hier veel verspaners.",
    )
    ao.open(reverse("policy_propose", args=[slug])) and ao.sent()
    ao.open(reverse("policy_sign", args=[slug])) and ao.sent()
    pilot.refresh_from_db()
    assert pilot.state == "design", "one signature is not enough"
    oom.open(reverse("policy_sign", args=[slug])) and oom.sent()
    pilot = Pilot.objects.get(pk=pilot.pk)
    assert pilot.state == "agreed" and pilot.policy_in_force.number == 1
    return pilot


def appoint(who, cast, pilot):
    """The provider hands in a proposal, the owner approves; then the pilot starts and gets its people."""
    ao, provider = who["owner_ao"], who["provider"]
    ao.open(reverse("appointment_new", args=[pilot.slug]))
    ao.write("Twee mensen voeren elk gesprek; wij horen elke maand hoe het gaat.")
    ao.sent(provider=cast["provider"].organisation_id, contact=cast["provider"].pk)
    appointment = pilot.appointments.get()
    provider.open(reverse("appointment_propose", args=[appointment.pk]))
    provider.write("Twee eerdere groepen; werven via drie kanalen.").sent()
    for topic in appointment.scope:
        ao.open(reverse("appointment_topic", args=[appointment.pk, topic])).press("Akkoord")
    ao.open(reverse("appointment_approve", args=[appointment.pk]))
    ao.write("Past binnen de kaders.").sent()
    ao.open(reverse("pilot_start", args=[pilot.slug])) and ao.sent()
    for name, role in (("selector", "selector"), ("specialist", "specialist"), ("trainer", "trainer")):
        ao.open(reverse("assignment_new", args=[pilot.slug]))
        ao.sent(user=cast[name].pk, role=role, start="2026-01-01")
    pilot.refresh_from_db()
    assert pilot.state == "running"


def companies(who, cast, pilot):
    """Point 5: the provider's file, a two-person interview with evidence, profile, binding commitment."""
    provider, selector, oom = who["provider"], who["selector"], who["owner_oom"]
    provider.open(reverse("import_new", args=[pilot.slug, "companies"]))
    provider.sent(file=str(SAMPLES / "bedrijven.csv"))
    provider.sees("30")
    provider.press().sees("30")
    rows = Participation.objects.filter(pilot=pilot)
    assert rows.count() == 30
    assert rows.filter(outside="").count() + rows.exclude(outside="").count() == 30
    assert 20 <= rows.inside().count() < 30
    one = rows.inside().filter(company__fund__slug="oom").order_by("pk").first()
    selector.open(reverse("companies:interview_plan", args=[one.pk]))
    selector.sent(selector=cast["selector"].pk, owner=cast["owner_oom"].pk, at=SOON, place="Op het bedrijf")
    interview = one.interviews.get()
    one.interviews.update(at=factories.days_ago(0))
    selector.open(interview.get_absolute_url())
    for criterion in Criterion:
        selector.fill(
            **{
                f"{criterion}_score": 4,
                f"{criterion}_evidence": "Gezien en gehoord op de werkvloer.",
                f"{criterion}_source": "N. van Dam",
            }
        )
    selector.press("Gesprek afsluiten")
    interview.refresh_from_db()
    assert interview.state == "held"
    oom.open(reverse("companies:profile", args=[one.pk]))
    oom.sent(culture="team", motivation="Wil vakmensen die blijven.", type_of_work="Enkelstuks en kleine series.")
    oom.open(reverse("companies:select", args=[one.pk]))
    oom.press("Doet mee")
    # The interviewers' evidence is not for the provider.
    provider.open(one.get_absolute_url())
    assert "Gezien en gehoord" not in provider.text()
    provider.open(reverse("companies:told", args=[one.pk]))
    provider.sent(to="N. van Dam", amount="1.500", accepts_split="True")
    provider.open(reverse("companies:environment", args=[one.pk]))
    provider.sent(
        trainer="N. van Dam",
        hours="4",
        variety=4,
        variety_seen="Enkelstuks en kleine series.",
        months="9",
        learnable="True",
        seen="Een leermeester en twee draaibanken.",
        recognised="False",
    )
    provider.open(reverse("companies:paper", args=[one.pk])).sent()
    provider.open(reverse("companies:commit", args=[one.pk]))
    provider.sent(signed_by="N. van Dam", paper_kept="Ordner 3, bij Vakstroom")
    one.refresh_from_db()
    assert one.state == "committed"
    return Vacancy.objects.get(participation=one)


def candidates(who, cast, pilot):
    """Point 6: the file, the information session, kit, two sealed cards, consensus, result."""
    provider, selector, specialist, owner = who["provider"], who["selector"], who["specialist"], who["owner_ao"]
    provider.open(reverse("import_new", args=[pilot.slug, "candidates"]))
    provider.sent(file=str(SAMPLES / "kandidaten.xlsx"))
    provider.press().sees("120")
    assert Candidate.objects.filter(pilot=pilot).count() == 120
    one = Candidate.objects.get(pilot=pilot, email="tristan.vanluinenburg@voorbeeld.test")
    provider.open(reverse("candidates:session_new", args=[pilot.slug]))
    provider.sent(
        at=SOON, place="Summa College, Eindhoven", speaker="Een verspaner die uit de horeca kwam", capacity=30
    )
    session = pilot.sessions.get()
    provider.open(reverse("candidates:bulk", args=[pilot.slug]) + f"?act=session&pick={one.pk}&sessie={session.pk}")
    provider.sent()
    # Two days later: the session is over, the speaker spoke.
    pilot.sessions.update(at=factories.days_ago(1))
    provider.open(session.get_absolute_url())
    provider.click(provider.page.locator(f"main button[name=came][value='{session.attendances.get().pk}']"))
    one.refresh_from_db()
    assert one.state == "informed"
    provider.open(reverse("candidates:bulk", args=[pilot.slug]) + f"?act=interview&pick={one.pk}")
    provider.sent()
    owner.open(reverse("candidates:kit", args=[pilot.slug]))
    owner.press("Gespreksleidraad maken").press("In gebruik nemen")
    selector.open(reverse("candidates:interview_plan", args=[one.pk]))
    selector.sent(selector=cast["selector"].pk, specialist=cast["specialist"].pk, at=SOON, place="Kamer 2")
    interview = one.interviews.get()
    one.interviews.update(at=factories.days_ago(0))
    shortcuts.score_on_screen(
        selector, interview.scorecards.get(part="selector"), 4, "Draaide zelf proefstukken op de zolder."
    )
    theirs = interview.scorecards.get(part="specialist")
    # Sealed: before both are in nobody but its author opens a card, by page or otherwise.
    mine = interview.scorecards.get(part="selector")
    for visitor in (specialist, owner, provider, who["management"], who["stranger"]):
        visitor.refused(mine.get_absolute_url(), 403, 404)
    owner.open(interview.get_absolute_url())
    assert "proefstukken op de zolder" not in owner.text()
    shortcuts.score_on_screen(specialist, theirs, 2, "Kende de termen, had nooit gefreesd.")
    owner.open(interview.get_absolute_url())
    # Two points apart: talked through before there is a result.
    selector.open(reverse("candidates:result", args=[interview.pk]))
    for item in interview.kit.items.filter(kind="hard"):
        selector.open(reverse("candidates:consensus", args=[interview.pk, item.pk]))
        selector.sent(value=3, reason="Samen teruggelezen: het gaat om theorie.")
    selector.open(reverse("candidates:result", args=[interview.pk]))
    shortcuts.decide_on_screen(selector)
    one.refresh_from_db()
    assert one.state == "qualified"
    assert one.results.get().motivation == 4
    return one


def match(who, cast, pilot, candidate, vacancy):
    """Point 7: explained proposal, visit, closing conversation, introduction, both yes, permission, employment."""
    selector, oom, ao = who["selector"], who["owner_oom"], who["owner_ao"]
    selector.open(reverse("candidates:rank", args=[vacancy.pk]))
    selector.sees(candidate.name)
    selector.press("Voorstellen")
    match = candidate.matches.get()
    selector.open(reverse("candidates:visit_new", args=[candidate.pk]))
    selector.sent(participation=vacancy.participation_id, on="2026-11-20", impression="Schone hal, rustige uitleg.")
    selector.open(reverse("candidates:closing", args=[candidate.pk]))
    selector.sent(on="2026-11-21", work=5, atmosphere=4, career=4, training=4)
    selector.open(reverse("candidates:share", args=[match.pk]))
    selector.sent(on="2026-11-21")
    selector.open(reverse("candidates:introduction", args=[match.pk]))
    selector.sent(
        at="2026-11-21T10:00", proposed_training="short", cost_indication="6.900", who_pays="Bedrijf hoogstens € 2.000."
    )
    match.refresh_from_db()
    selector.open(reverse("candidates:introduction", args=[match.pk]))
    selector.sent(agreed_training="short")
    shortcuts.record_yes(selector, match)
    # The owner of the other fund may not permit; the company belongs to OOM.
    ao.refused(reverse("candidates:place", args=[match.pk]), 403)
    selector.open(reverse("candidates:advise", args=[match.pk]))
    selector.sent(advice="Positief: past in de ploeg en wil graag.")
    oom.open(reverse("candidates:place", args=[match.pk]))
    oom.sent()
    match.refresh_from_db()
    assert match.state == "placed" and match.permitted_by == cast["owner_oom"]
    selector.open(reverse("candidates:employment", args=[match.pk]))
    selector.sent(employer="company", kind="contract", hours="38", start="2027-01-04")


def seat_fifteen(who, cast, pilot, candidate):
    """Point 8, first half: a programme with a price, a class drawn as twenty seats, fifteen seated."""
    owner = who["owner_ao"]
    owner.open(reverse("training:programme_new", args=[pilot.slug]))
    owner.sent(
        name="Verspanen kort",
        trainer=cast["trainer"].organisation_id,
        kind="short",
        weeks=26,
        school_days=2,
        school_days_later=1,
        evening_hours=4,
        price="6.900,00",
    )
    programme = pilot.programmes.get()
    owner.open(reverse("training:class_new", args=[pilot.slug]))
    owner.sent(programme=programme.pk, name="Klas 1", start="2026-09-07", end="2027-03-05")
    training_class = programme.classes.get()
    owner.open(training_class.get_absolute_url())
    shortcuts.seat_on_screen(owner, training_class, candidate)
    shortcuts.place_the_others(pilot, cast, count=14)
    for other in shortcuts.waiting_for_a_seat(pilot):
        owner.open(training_class.get_absolute_url())
        shortcuts.seat_on_screen(owner, training_class, other)
    assert training_class.enrolments.seated().count() == 15
    owner.open(training_class.get_absolute_url())
    owner.press("Klas bevestigen")
    training_class.refresh_from_db()
    assert training_class.state == "confirmed"
    return training_class


def finance(who, cast, pilot, training_class):
    """Point 8, second half: plans to the cent, the average within the cap; the start refused above it."""
    provider, ao, oom = who["provider"], who["owner_ao"], who["owner_oom"]
    for owner, slug in ((ao, "a-o-metalektro"), (oom, "oom")):
        owner.open(reverse("funding:budget", args=[pilot.slug, slug, "opleiding"]))
        owner.sent(amount="150.000,00")
    first = training_class.enrolments.order_by("seat").first()
    provider.open(first.get_absolute_url())
    shortcuts.plan_on_screen(provider, first, company="2.900,00")
    plan = first.plans.get()
    # Whoever proposed does not approve, and UWV's terms are not for the provider.
    provider.refused(reverse("funding:plan_approve", args=[plan.pk]), 403, 404, 405)
    provider.refused(reverse("funding:uwv", args=[first.candidate_id]), 403, 404)
    ao.open(plan.get_absolute_url())
    ao.sees("gemiddelde")
    shortcuts.approve_on_screen(ao, plan)
    shortcuts.plan_the_others(training_class, cast, company="1950.00")
    ao.open(training_class.get_absolute_url())
    ao.sees("boven")
    # Above the cap the page says by how much, and its button does nothing.
    ao.open(reverse("funding:start", args=[training_class.pk]))
    ao.sees("€ 2.013,33")
    assert ao.page.locator("main form[method=post] button.btn-primary:not([aria-disabled=true])").count() == 0
    training_class.refresh_from_db()
    assert training_class.state == "confirmed"
    shortcuts.replace_plan(who, first, company="1.800,00")
    ao.open(reverse("funding:start", args=[training_class.pk]))
    ao.sent()
    training_class.refresh_from_db()
    assert training_class.state == "running"


def progress(who, pilot, training_class):
    """The provider's progress file: checked, stored all at once, taken back, stored again."""
    provider = who["provider"]
    for _time in range(2):
        provider.open(reverse("import_new", args=[pilot.slug, "progress"]))
        provider.sent(file=str(SAMPLES / "voortgang.xlsx"))
        provider.press()
        reports = sum(one.reports.count() for one in training_class.enrolments.all())
        assert reports == 15
        if _time == 0:
            provider.press("Import terugdraaien")
            assert sum(one.reports.count() for one in training_class.enrolments.all()) == 0


def tell(who, site, cast, pilot):
    """Point 9: the sheet as PDF, a reminder by mail, the fund's dashboard without names."""
    owner = who["owner_ao"]
    owner.open(reverse("desk:documents", args=[pilot.slug]))
    owner.press("Projectsheet voor bedrijven maken")
    sheets = Document.objects.filter(kind="company_sheet")
    site.wait(lambda: sheets.filter(state="done").exists(), seconds=60, what="the worker makes the sheet")
    paper = sheets.get()
    answer = owner.context.request.get(reverse("desk:document", args=[paper.pk]))
    reader = PdfReader(BytesIO(answer.body()))
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"] and reader.trailer["/Root"]["/Lang"] == "nl"
    for words in ("Pilot 2026–2027", "Wat is het en wat levert het op?", "Hoe wordt het gestimuleerd?", "Zuid-Oost"):
        assert words in text
    shortcuts.late_card_is_mailed(site, pilot, cast)
    management = who["management"]
    management.open(reverse("desk:dashboard"))
    management.sees("Van aanmelding naar plaatsing", "120", "15")
    for person in Candidate.objects.filter(pilot=pilot)[:120]:
        assert person.last_name not in management.text() or len(person.last_name) < 4
    who["stranger"].refused(reverse("desk:document", args=[paper.pk]), 404)
    management.refused(reverse("candidates:list", args=[pilot.slug]), 403, 404)
