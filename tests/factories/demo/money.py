"""Money: budgets, what managing the pilot costs, arrangements with UWV, and a plan for each participant."""

from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from funding import ledger, managing, plans, uwv
from funding.models import Budget, Cost, Plan, Posting, Source
from tests.factories.funding import BudgetFactory, UwvArrangementFactory
from tests.factories.pilot import AO, OOM

from . import joining
from .firms import BY_KEY

PRICE, MATERIALS, GUIDANCE = Decimal(6900), Decimal(275), Decimal(425)
#: What companies pay, in turn; on average just under the cap of € 2,000.
SHARES = [Decimal(share) for share in (1850, 2000, 1925, 2000, 2150, 1900, 2000, 1975, 2050, 1800)]
STOOF_SHARE, PROVIDER_SHARE, UWV_SHARE = Decimal(1000), Decimal(400), Decimal(2100)
BUDGETS = {
    (AO, Budget.Kind.TRAINING): 120_000,
    (OOM, Budget.Kind.TRAINING): 90_000,
    (AO, Budget.Kind.MANAGEMENT): 32_000,
    (OOM, Budget.Kind.MANAGEMENT): 26_000,
}
Kind = Posting.Kind
#: Working days ago, fund, kind, EUR, description.
SPENT = [
    (150, AO, Kind.WEBSITE, 1850, "Pagina van de pilot, bouw en eerste jaar"),
    (148, OOM, Kind.MEETINGS, 620, "Startbijeenkomst met bedrijven en opleider"),
    (140, AO, Kind.PROMOTION, 2400, "Advertenties en filmpje van een dag aan de machine"),
    (130, AO, Kind.SELECTOR, 3150, "Gesprekken eerste ronde, 42 uur"),
    (130, OOM, Kind.SPECIALIST, 2280, "Branchespecialisten eerste ronde"),
    (121, AO, Kind.HOURS, 2760, "Uren eigenaar, eerste kwartaal"),
    (121, OOM, Kind.HOURS, 2415, "Uren eigenaar, eerste kwartaal"),
    (85, OOM, Kind.PROMOTION, 980, "Banenmarkt Helmond"),
    (84, OOM, Kind.PROMOTION, 98, "Drukwerk banenmarkt"),
    (60, AO, Kind.SELECTOR, 2240, "Gesprekken tweede ronde, 30 uur"),
    (58, AO, Kind.HOURS, 2530, "Uren eigenaar, tweede kwartaal"),
    (58, OOM, Kind.HOURS, 2185, "Uren eigenaar, tweede kwartaal"),
    (33, OOM, Kind.SPECIALIST, 1640, "Branchespecialisten tweede ronde"),
    (20, AO, Kind.MEETINGS, 410, "Overleg met de branchevereniging"),
]
TERMS = {
    "benefit_terms": "De uitkering loopt door zolang de opleiding duurt, ook tijdens de proefplaatsing.",
    "search_duty": "Ontheffing van de sollicitatieplicht tot het einde van de opleiding.",
    "allowed_training": "Korte vakopleiding verspanen, 26 weken, bij een erkende opleider.",
}
NO_TERMS = "Nog niet beantwoord."
REFUSED = "Het budget voor scholing van dit kwartaal is op."


def tell(story):
    """Put money on the agenda. Owners arrange with UWV; the provider proposes plans, owners approve them."""
    at = story.at
    for (slug, kind), amount in BUDGETS.items():
        if kind == Budget.Kind.MANAGEMENT:
            at(162, 10, plan_managing, story, slug, amount)
        else:
            at(162, 10, _budget, story, slug, kind, amount)
    for ago, slug, kind, amount, text in SPENT:
        at(ago, 12, spend, story, slug, kind, amount, text)
    at(83, 11, _counter, story)
    first = [*story.of("class_1"), *story.of("leaver")]
    insured = [person for person in first if person.benefit]
    for place, person in enumerate(insured):
        at(98, 10, _ask_uwv, story, person)
        at(88, 14, _answer_uwv, story, person, place < len(insured) - 1)
    for place, person in enumerate(first):
        at(80, 9 + place / 4, _draft, story, person, place)
        at(78, 9 + place / 4, _propose, story, person)
        at(74, 9 + place / 4, _approve, story, person)
    _second_class(story)
    _mover(story)


def _second_class(story):
    """The second class has plans in every state: approved, proposed, draft, and one participant without."""
    seated = story.of("class_2")[:9]
    agreed, asked = seated[3], seated[7]
    story.at(35, 10, _ask_uwv, story, agreed)
    story.at(24, 11, _answer_uwv, story, agreed, True)
    story.at(8, 10, _ask_uwv, story, asked)
    for place, person in enumerate(seated[:8]):
        story.at(17 - 2 * place, 15, _draft, story, person, place)
        if place < 6:
            story.at(15 - 2 * place if place < 4 else 7 - place, 16 + place / 6, _propose, story, person)
        if place < 4:
            story.at(12 - 2 * place, 11, _approve, story, person)


def _mover(story):
    """Whoever was placed anew gets a new plan, which replaces the first."""
    person, monday = story.of("class_1")[joining.MOVER], story.began + timedelta(days=28)
    story.on(monday + timedelta(days=9), 14, _draft, story, person, joining.MOVER)
    story.on(monday + timedelta(days=9), 15, _propose, story, person)
    story.on(monday + timedelta(days=10), 11, _approve, story, person)


# ---- budgets ----


def _budget(story, slug, kind, amount):
    budget = BudgetFactory.build(pilot=story.pilot, fund=story.fund(slug), kind=kind, amount=amount)
    ledger.set_aside(budget, by=story.owner(slug))


#: Parts of the management budget by kind of cost, in twentieths.
PARTS = {"hours": 8, "meetings": 2, "promotion": 3, "selector": 3, "specialist": 2, "website": 2}


def plan_managing(story, slug, amount):
    budget = BudgetFactory.build(pilot=story.pilot, fund=story.fund(slug), kind=Budget.Kind.MANAGEMENT)
    amounts = {kind: Decimal(amount) * part / 20 for kind, part in PARTS.items()}
    managing.plan(budget, amounts, by=story.owner(slug))


def spend(story, slug, kind, amount, text):
    budget = Budget.objects.get(pilot=story.pilot, fund=story.fund(slug), kind=Budget.Kind.MANAGEMENT)
    ledger.spend(budget, Decimal(amount), kind, by=story.owner(slug), description=text)


def _counter(story):
    """A mistake is undone by a posting that counters it."""
    posting = Posting.objects.select_related("budget").get(description="Drukwerk banenmarkt")
    ledger.counter(posting, by=story.owner(OOM), reason="Hoort bij een andere pilot.")


# ---- UWV ----


def _ask_uwv(story, person):
    today = timezone.localdate()
    arrangement = UwvArrangementFactory.build(
        candidate=story.row(person),
        amount=UWV_SHARE,
        valid_from=today + timedelta(days=14),
        valid_until=today + timedelta(days=14 + 365),
        trial_until=today + timedelta(days=14 + 61),
        asked_on=today,
        made_by=_owner_of(story, person),
        **dict.fromkeys(TERMS, NO_TERMS),
    )
    uwv.ask(arrangement, by=arrangement.made_by)


def _answer_uwv(story, person, yes):
    arrangement = story.row(person).uwv_arrangements.get(state="asked")
    by = _owner_of(story, person)
    if not yes:
        uwv.refuse(arrangement, by=by, reason=REFUSED)
        return
    for name, text in TERMS.items():
        setattr(arrangement, name, text)
    uwv.change(arrangement, list(TERMS), by=by)
    uwv.agree(arrangement, by=by)


def _firm(person):
    key = {"class_1": joining.CLASS_1, "class_2": joining.CLASS_2}.get(person.fate)
    return BY_KEY[key[person.place] if key else joining.LEAVER]


def _owner_of(story, person):
    return story.owner(_firm(person).fund)


# ---- plans ----


def _plan(story, person, state):
    plans_now = Plan.objects.with_case().with_lines().filter(enrolment__candidate=story.rows[person.number])
    return plans_now.get(state=state)


def _draft(story, person, place):
    enrolment = story.row(person).enrolments.with_case().order_by("-pk").first()
    plan = plans.draft(enrolment, by=story.who["provider"])
    costs = [
        {"kind": Cost.Kind.TRAINING, "description": "Vakopleiding verspanen, 26 weken", "amount": PRICE},
        {"kind": Cost.Kind.MATERIALS, "description": "Meetset en veiligheidsschoenen", "amount": MATERIALS, "vat": 21},
        {"kind": Cost.Kind.GUIDANCE, "description": "Mentor", "amount": GUIDANCE, "vat": 21},
    ]
    plans.change_lines(plan, costs, shares(story, person, place, plan), by=story.who["provider"])


def shares(story, person, place, plan):
    """Who pays what for one participant; the fund of the company takes what the others leave."""
    rest = PRICE + MATERIALS + GUIDANCE
    lines = [{"source": Source.COMPANY, "amount": SHARES[place % len(SHARES)]}]
    if story.row(person).uwv_arrangements.filter(state="agreed").exists():
        lines.append({"source": Source.UWV, "amount": UWV_SHARE})
    if person.employment == "agency":
        lines.append({"source": Source.STOOF, "amount": STOOF_SHARE})
    elif person.recruited_by == "provider":
        lines.append({"source": Source.PROVIDER, "amount": PROVIDER_SHARE})
    rest -= sum(line["amount"] for line in lines)
    lines.insert(1, {"source": Source.FUND, "fund": plan.match.company.fund, "amount": rest})
    lines.append(
        {"source": Source.CANDIDATE, "hours": Decimal(104), "explanation": "Eén avond van vier uur per week, 26 weken"}
    )
    return lines


def _propose(story, person):
    plans.propose(_plan(story, person, "draft"), by=story.who["provider"])


def _approve(story, person):
    plan = _plan(story, person, "proposed")
    plans.approve(plan, by=story.owner(plan.match.company.fund.slug))
