"""A company from lead to binding commitment, by keyboard only, and once more without JavaScript, in Chromium.

The provider approaches, selector and owner judge with evidence, the learning environment and what was told come on
record, the paper is made by the worker, and the signed copy comes back; a script in its place is refused.
"""

import pytest
from django.urls import reverse
from PIL import Image

from companies.models import Commitment, Criterion, Participation, SignedCopy
from pilot.models import Document
from tests import factories
from tests.browser.chromium import chromium
from tests.browser.keyboard import typists
from tests.browser.test_walk import account

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
EVIDENCE = "Staat al een jaar open en blijft liggen."


@pytest.fixture
def case(site):
    """A lead that the provider brought in, with its vacancy and whom to speak to."""
    pilot = factories.running_pilot(title="Verspanen in Zuid-Oost", slug="verspanen-zo")
    case = factories.ParticipationFactory(
        pilot=pilot, recruited_by="provider", company=factories.CompanyFactory(name="Halmwijk Verspaning")
    )
    factories.ContactFactory(company=case.company, name="N. van Dam")
    factories.VacancyFactory(participation=case)
    return case


@pytest.fixture
def cast(case):
    pilot = case.pilot
    users = {
        "owner": account("Saskia Droogveen", factories.fund(factories.AO)),
        "selector": account("Marit Hogewold"),
        "provider": account("Pieter Vakstroom", factories.AppointmentFactory(pilot=pilot).provider)
        if not pilot.appointments.filter(state="approved").exists()
        else account("Pieter Vakstroom", pilot.appointments.get(state="approved").provider),
    }
    pilot.assignments.filter(role="owner", fund=factories.fund(factories.AO)).delete()
    factories.assign(users["owner"], "owner", pilot, factories.fund(factories.AO))
    factories.assign(users["selector"], "selector", pilot)
    factories.assign(users["provider"], "provider", pilot)
    return users


@pytest.mark.parametrize("script", [True, False], ids=["keyboard", "without-javascript"])
def test_a_company_goes_from_lead_to_commitment(site, case, cast, script, tmp_path):
    site.start("web", "worker")
    with chromium() as browser, typists(browser, site, script=script, **cast) as who:
        approached(who["provider"], case)
        interviewed(who, case)
        judged(who["owner"], case)
        known(who, case)
        signed(site, who["provider"], case, tmp_path)
        stands(who, case)


def approached(provider, case):
    provider.open(case.get_absolute_url()).done("Is benaderd")
    provider.sees("Vraag Halmwijk Verspaning")
    provider.done("Antwoord vastleggen")
    provider.type(open_to_side_entrants="True").done("Antwoord opslaan")
    provider.sees("Plan het gesprek met Halmwijk")


def interviewed(who, case):
    """Planned by the selector for two; the owner's page leads to it, and it closes with evidence on everything."""
    selector, owner = who["selector"], who["owner"]
    selector.open(case.get_absolute_url()).done("Gesprek plannen")
    selector.type(at=factories.office_hours(hour=10), place="Op het bedrijf")
    selector.done("Gesprek plannen")
    interview = case.interviews.get()
    assert {interview.selector, interview.owner} == {selector.user, owner.user}
    case.interviews.update(at=factories.days_ago(0))
    owner.open(case.get_absolute_url()).done("Gesprek openen")
    for number, criterion in enumerate(Criterion):
        owner.type(**{f"{criterion}_score": 4, f"{criterion}_evidence": f"{EVIDENCE} {number}"})
    owner.done("Gesprek afsluiten")


def judged(owner, case):
    """Closing leads to the decision; the findings stand there with who said it."""
    owner.sees("N. van Dam", EVIDENCE).done("Doet mee")
    case.refresh_from_db()
    assert case.state == "selected"


def known(who, case):
    """Profile by the selector; the provider tells and assesses: each page offers whoever looks the own step."""
    selector, provider = who["selector"], who["provider"]
    selector.open(case.get_absolute_url()).done("Profiel opstellen")
    selector.type(culture="team", motivation="Wil vakmensen die blijven.", type_of_work="Enkelstuks.")
    selector.done("Profiel opslaan")
    provider.open(case.get_absolute_url()).done("Leg vast wat is verteld")
    provider.type(amount="1.750", accepts_split="True").done("Bewaren")
    provider.done("Beoordeling vastleggen")
    provider.type(trainer="N. van Dam", variety="4", variety_seen="Enkelstuks en kleine series.", months="9")
    provider.type(learnable="True", seen="Een leermeester en twee draaibanken.", recognised="False")
    provider.done("Beoordeling opslaan")
    case.refresh_from_db()
    assert case.told_last.forms == ["short"] and case.told_last.to == "N. van Dam"
    assert case.vacancies.get().workplace_trainer == "N. van Dam"


def signed(site, provider, case, folder):
    """The paper is made; a script is refused with a sentence; the scan comes in, and the record binds."""
    provider.sees("Maak de verklaring").done("Verklaring maken").done("Verklaring maken")
    site.wait(lambda: Document.objects.filter(kind="commitment", state="done").exists(), seconds=30, what="the paper")
    script = folder / "getekend.pdf"
    script.write_text("<script>alert(1)</script>")
    scan = folder / "getekend.png"
    Image.new("L", (210, 297), 255).save(scan)
    provider.bring("file", script).enter("Uploaden")
    assert provider.page.title().startswith("Fout")
    provider.sees("Wat in dit bestand staat, is geen PDF")
    assert not SignedCopy.objects.exists()
    provider.bring("file", scan).done("Uploaden")
    provider.sees("getekend.png", "CNC-verspaner", "€ 1.750,00")
    provider.type(signed_by="N. van Dam, directeur").done("Commitment vastleggen")


def stands(who, case):
    """Binding, with the copy for owner and provider; the selector sees that it binds, and not the paper."""
    case = Participation.objects.get(pk=case.pk)
    commitment = Commitment.objects.get()
    assert (case.state, commitment.copy.name, commitment.hours) == ("committed", "getekend.png", 4)
    for name in ("provider", "owner"):
        who[name].open(case.get_absolute_url()).sees("Bindend", "Getekende verklaring")
    who["selector"].open(case.get_absolute_url()).sees("Bindend")
    who["selector"].refused(reverse("companies:copy", args=[commitment.copy_id]), 403)
    assert Document.objects.get(kind="commitment").blob is not None
