"""The two pilots beside the one with history: A+O recruits engineers in the middle, OOM designs one for mechanics."""

from funding import ledger
from funding.models import Budget, Posting
from pilot.choices import Role
from pilot.models import Policy
from pilot.phases import assigning, beginning, choosing
from tests.factories.funding import BudgetFactory
from tests.factories.pilot import AO, OOM, PilotFactory

from . import around, design, firms, gathering, journal, money, selecting

ENGINEERS = "Engineers in Midden-West"
SERVICE = "Servicemonteurs in Oost"
#: What managing the pilot for engineers costs, and what of it is spent: working days ago, kind, EUR, description.
MANAGEMENT, TRAINING = 18_500, 60_000
SPENT = [
    (57, Posting.Kind.WEBSITE, 640, "Eigen pagina met het verhaal van twee engineers"),
    (44, Posting.Kind.PROMOTION, 1120, "Bijeenkomst voor docenten en tekenaars"),
    (20, Posting.Kind.SELECTOR, 1260, "Gesprekken eerste groep, 18 uur"),
    (18, Posting.Kind.SPECIALIST, 940, "Branchespecialist eerste groep"),
    (8, Posting.Kind.HOURS, 2070, "Uren eigenaar, eerste kwartaal"),
]


def tell_engineers(story):
    """A+O alone: signed, a provider approved on every topic, companies and candidates under way, nobody in a class."""
    at = story.at
    at(90, 10, _begin, story, ENGINEERS, "Bouwen aan machines in het midden", (61, 330))
    at(88, 14, _choose_engineers, story)
    at(86, 9, design.propose, story, story.who["owner"])
    at(85, 11, design.sign, story, "owner", AO)
    at(82, 10, design.invite, story)
    at(73, 16, design.hand_in, story, "first")
    at(71, 14, design.accept, story, "recruitment", "secondment", "training", "guidance")
    at(70, 11, design.ask_changes, story, "selection")
    at(67, 9.5, design.hand_in, story, "second")
    at(66, 15, design.accept, story, "selection")
    at(64, 14, design.approve, story)
    design.report_each_month(story, story.day(64))
    at(63, 13, _staff, story)
    at(61, 9, design.start, story)
    at(60, 9, _budgets, story)
    for ago, kind, amount, text in SPENT:
        at(ago, 12, money.spend, story, AO, kind, amount, text)
    at(5, 9, _deputise, story)
    for chapter in (around, journal, firms, selecting, gathering):
        chapter.tell(story)


def tell_service(story):
    """OOM alone: some choices made, one against the advice, and a provider that is asked to write one topic again."""
    at = story.at
    at(23, 10, _begin, story, SERVICE, "Onderweg in onderhoud", (-60, 420))
    at(20, 14, _choose_service, story)
    at(11, 10, design.invite, story)
    at(5, 16, design.hand_in, story, "first")
    at(3, 11, design.accept, story, "secondment", "guidance")
    at(2, 11, design.ask_changes, story, "training")
    for chapter in (around, journal):
        chapter.tell(story)


def _begin(story, title, working_title, days):
    first, last = days
    pilot = PilotFactory.build(
        title=title,
        working_title=working_title,
        start=story.day(first) if first > 0 else story.ahead(-first),
        end=story.ahead(last),
        contact_phone=f"0400000{story.phones - 1}",
        contact_email=f"pilot@{story.provider}.test",
    )
    slug = AO if story.key == "engineers" else OOM
    story.pilot = beginning.begin(pilot, {story.fund(slug): story.who["owner"]}, by=story.who["owner"])


def _choose_engineers(story):
    policy = story.pilot.policies.get()
    policy.regions.set(["midden-west"])
    policy.sub_branches.set(["26", "28"])
    policy.source_sectors.set(["zakelijke-dienstverlening", "rest-industrie", "bouwnijverheid"])
    chosen = {
        "occupation_id": "engineer",
        "position": Policy.Position.SEPARATE,
        "stance": Policy.Stance.SHORT,
        "evc": False,
        "composition": Policy.Composition.COMPANIES,
        "with_stoof": True,
        "own_sub_branches": "hightech, machinebouw",
        "class_min": 8,
        "class_target": 12,
        "class_max": 15,
        "explanation": story.texts["why_1"],
    }
    design.write(policy, chosen, by=story.who["owner"])


def _choose_service(story):
    """Occupation and region are chosen; kind of training, class, STOOF and recognition of learning are still open."""
    policy = story.pilot.policies.get()
    policy.regions.set(["oost"])
    policy.sub_branches.set(["28"])
    policy.source_sectors.set(["groot-en-detailhandel", "bouwnijverheid"])
    chosen = {
        "occupation_id": "service-monteur",
        "position": Policy.Position.SEPARATE,
        "own_sub_branches": "liften, landbouwmachines",
    }
    design.write(policy, chosen, by=story.who["owner"])
    choosing.give_reasons(policy, {"regions": story.texts["otherwise_regions"]}, by=story.who["owner"])


def _staff(story):
    for key, role in (("selector", Role.SELECTOR), ("specialist", Role.SPECIALIST), ("provider_2", Role.PROVIDER)):
        assigning.assign(story.pilot, story.who[key], role, by=story.who["owner"])


def _deputise(story):
    """The owner of the other pilot of A+O stands in for a few weeks."""
    assigning.name_deputy(
        story.pilot,
        story.fund(AO),
        story.who["deputy"],
        by=story.who["owner"],
        start=story.day(4),
        end=story.ahead(14),
    )


def _budgets(story):
    budget = BudgetFactory.build(pilot=story.pilot, fund=story.fund(AO), kind=Budget.Kind.TRAINING, amount=TRAINING)
    ledger.set_aside(budget, by=story.who["owner"])
    money.plan_managing(story, AO, MANAGEMENT)
