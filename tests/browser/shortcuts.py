"""Acts of the walk that take several pages, and the loop that brings the other fourteen as far by the same verbs."""

from decimal import Decimal

from django.core import management
from django.urls import reverse
from django.utils import timezone

from candidates.models import Candidate
from candidates.selection import in_order, required
from companies.models import Participation
from funding import plans
from funding.models import Source
from pilot.models import Mail
from tests import factories


def score_on_screen(visitor, card, value, heard):
    """Score every item of a card page by page, read through, hand in."""
    items = in_order(card.interview.kit.items.all(), card.part)
    for number, item in enumerate(items, start=1):
        if not required(item, card.part):
            continue
        visitor.open(f"{card.get_absolute_url()}?onderdeel={number}")
        visitor.fill(value=value, action=heard, situation="Op het vorige werk.")
        visitor.click(visitor.page.locator("button[name=go][value=next]"))
        assert not visitor.page.title().startswith("Fout"), visitor.text()
    visitor.open(f"{card.get_absolute_url()}?onderdeel=nalezen")
    visitor.press("Indienen")
    card.refresh_from_db()
    assert card.submitted_at is not None, visitor.text()


def decide_on_screen(visitor):
    """Take the proposal over, set levels, read through, confirm."""
    visitor.fill(qualified="yes", type=1, culture="team", level_3="yes", training_kind="short")
    for one in visitor.page.locator("main [name^=level_of_]").all():
        one.select_option("none")
    if visitor.page.locator("main [name=type_reason]").count():
        visitor.fill(type_reason="Zo besproken.")
    visitor.press()
    visitor.press()


def record_yes(visitor, match):
    """Both sides say yes, recorded by the selector."""
    for side, name in (("company", "N. van Dam"), ("candidate", match.candidate.name)):
        visitor.open(reverse("candidates:agreement", args=[match.pk, side]))
        visitor.sent(given_by=name, given_on=str(timezone.localdate()))


def seat_on_screen(visitor, training_class, candidate):
    """One click behind the name."""
    form = visitor.page.locator(f"main form:has(input[name=candidate][value='{candidate.pk}'])").first
    visitor.click(form.locator("button").first)
    assert training_class.enrolments.filter(candidate=candidate, seat__isnull=False).exists(), visitor.text()


def place_the_others(pilot, cast, count):
    """Bring the next people of the sample file to a placement, by the rows and rules that the screens write by."""
    rows = Participation.objects.inside().filter(pilot=pilot).exclude(state="committed").order_by("pk")
    vacancies = []
    for one in rows[:count]:
        vacancy = one.vacancies.first()
        commit(one, cast)
        vacancies += [vacancy] * vacancy.places
    people = (
        Candidate.objects.filter(pilot=pilot, email__in=emails_of_the_class()).exclude(state="qualified").order_by("pk")
    )
    assert people.count() == count
    for person, vacancy in zip(people, vacancies, strict=False):
        Candidate.objects.filter(pk=person.pk).update(state="invited")
        person.refresh_from_db()
        interview = factories.held_interview(person)
        factories.ResultFactory(interview=interview, candidate=person, decided_by=cast["selector"])
        Candidate.objects.filter(pk=person.pk).update(state="qualified")
        person.refresh_from_db()
        factories.placed_match(candidate=person, vacancy=vacancy)


def commit(participation, cast):
    factories.held_without_knock_out(participation, selector=cast["selector"], owner=cast["owner_oom"])
    factories.ProfileFactory(participation=participation)
    factories.CommitmentFactory(participation=participation, recorded_by=cast["provider"])
    Participation.objects.filter(pk=participation.pk).update(state="committed")


def emails_of_the_class():
    """The fifteen of the progress file."""
    from python_calamine import CalamineWorkbook

    from tests.stack import ROOT

    sheet = CalamineWorkbook.from_path(str(ROOT / "tests/samples/voortgang.xlsx")).get_sheet_by_index(0)
    rows = sheet.to_python()
    place = rows[0].index("E-mailadres")
    return [row[place] for row in rows[1:]]


def waiting_for_a_seat(pilot):
    """Placed and not on a seat."""
    return list(
        Candidate.objects.filter(pilot=pilot, matches__state="placed", enrolments__isnull=True)
        .distinct()
        .order_by("pk")
    )


def lines_on_screen(visitor, company):
    """Company pays ``company``, OOM the rest; filled in on the page of costs and payers."""
    rows = visitor.page.locator("main [name$=-payer]")
    amounts = visitor.page.locator("main [name$=-amount]")
    costs = visitor.page.locator("main [name^=cost][name$=-amount]").first.input_value()
    total = Decimal(costs.replace(".", "").replace(",", "."))
    share = Decimal(company.replace(".", "").replace(",", "."))
    names = [rows.nth(n).get_attribute("name") for n in range(rows.count())]
    for name in names:
        visitor.page.locator(f"main [name='{name.replace('-payer', '-amount')}']").fill("")
    options = {one.inner_text().strip(): one.get_attribute("value") for one in rows.first.locator("option").all()}
    payers = [
        (next(value for label, value in options.items() if label.startswith("Bedrijf")), share),
        (next(value for label, value in options.items() if "OOM" in label), total - share),
    ]
    for name, (payer, amount) in zip(names, payers, strict=False):
        visitor.page.locator(f"main [name='{name}']").select_option(payer)
        visitor.page.locator(f"main [name='{name.replace('-payer', '-amount')}']").fill(str(amount).replace(".", ","))
    assert amounts.count()
    visitor.press()


def plan_on_screen(visitor, enrolment, company):
    """Make a plan behind a participant, change its lines, propose it."""
    visitor.press("Plan maken")
    plan = enrolment.plans.get()
    visitor.open(reverse("funding:plan_edit", args=[plan.pk]))
    lines_on_screen(visitor, company)
    visitor.open(plan.get_absolute_url())
    visitor.press("Voorstellen")
    plan.refresh_from_db()
    assert plan.state == "proposed", visitor.text()


def approve_on_screen(visitor, plan):
    visitor.open(reverse("funding:plan_approve", args=[plan.pk]))
    visitor.press()
    plan.refresh_from_db()
    assert plan.state == "approved", visitor.text()


def plan_the_others(training_class, cast, company):
    """Plans for everybody else on a seat, by the verbs."""
    for enrolment in training_class.enrolments.seated().order_by("seat"):
        if enrolment.plans.exists():
            continue
        plan = plans.draft(enrolment, by=cast["provider"])
        price = enrolment.training_class.programme.price
        oom = cast["owner_oom"].organisation
        plans.change_lines(
            plan,
            [{"kind": "training", "amount": price}],
            [
                {"source": Source.COMPANY, "amount": Decimal(company)},
                {"source": Source.FUND, "fund": oom, "amount": price - Decimal(company)},
            ],
            by=cast["provider"],
        )
        plan.refresh_from_db()
        plans.propose(plan, by=cast["provider"])
        plans.approve(plan, by=cast["owner_ao"])


def replace_plan(who, enrolment, company):
    """A new plan takes the place of the approved one."""
    provider, owner = who["provider"], who["owner_ao"]
    provider.open(enrolment.plans.get(state="approved").get_absolute_url())
    provider.press("Nieuw plan maken")
    plan = enrolment.plans.get(state="draft")
    provider.open(reverse("funding:plan_edit", args=[plan.pk]))
    lines_on_screen(provider, company)
    provider.open(plan.get_absolute_url())
    provider.press("Voorstellen")
    plan.refresh_from_db()
    approve_on_screen(owner, plan)


def late_card_is_mailed(site, pilot, cast):
    """A card that is three days late, and the nightly reminders: one mail, through the worker."""
    person = Candidate.objects.filter(pilot=pilot, state="registered").order_by("pk").first()
    Candidate.objects.filter(pk=person.pk).update(state="invited")
    person.refresh_from_db()
    factories.planned_interview(person, at=factories.days_ago(4))
    for _twice in range(2):
        management.call_command("shell", "-c", "from pilot.tasks import send_reminders; send_reminders()", verbosity=0)
    mails = Mail.objects.filter(kind="reminder", user=cast["selector"])
    assert mails.count() == 1
    site.wait(lambda: Mail.objects.filter(pk=mails.get().pk, state="done").exists(), seconds=60, what="the mail leaves")
    letter = next(text for text in site.letters() if cast["selector"].email in text)
    assert "pilot" in letter.lower()
