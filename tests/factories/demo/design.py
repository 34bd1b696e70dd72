"""How the pilot came about: choices signed, provider appointed, terms agreed; then a reasoned change, and one open."""

from datetime import timedelta

from pilot import audit, documents
from pilot.choices import Role
from pilot.models import Appointment, Pilot, Policy, Proposal, Terms, Topic, topics_of
from pilot.phases import appointing, assigning, beginning, choosing, handing_over, reporting, terms
from pilot.phases.provider_forms import ProposalForm
from tests.factories.pilot import AO, OOM, PilotFactory

from .texts import table

TITLE, SLUG = "Verspanen in Zuid-Oost", "verspanen-in-zuid-oost"
TEXTS = {row["key"]: row["text"] for row in table("design")}
FRAMEWORKS = {topic: TEXTS[topic] for topic in Topic}
REGIONS, BRANCHES = ["zuid-oost"], ["25", "28", "30"]
SECTORS = ["groot-en-detailhandel", "uitzendbranche", "vervoer-en-opslag", "bouwnijverheid", "rest-industrie"]


def tell(story):
    """Put the acts of the pilot itself on the agenda."""
    at, who = story.at, story.who
    at(200, 10, _begin, story)
    at(196, 14, _choose_first, story)
    at(192, 9, propose, story, who["owner_ao"])
    at(190, 11, sign, story, "owner_ao", AO)
    at(186, 15.5, sign, story, "management_oom", OOM)
    at(184, 10, invite, story)
    at(178, 16, hand_in, story, "first")
    at(176, 14, accept, story, "recruitment", "training", "guidance")
    at(175, 11, ask_changes, story, "selection")
    at(175, 11.5, ask_changes, story, "secondment")
    at(171, 9.5, hand_in, story, "second")
    at(169, 15, accept, story, "selection", "secondment")
    at(170, 10, _write_terms, story)
    at(168, 14, approve, story)
    report_each_month(story, story.day(168))
    at(167, 10, _agree_terms, story, "owner_ao", AO)
    at(165, 13, _staff, story)
    at(164, 16, _agree_terms, story, "management_oom", OOM)
    at(162, 14, _write_uwv, story, "")
    at(160, 11, _agree_uwv, story, "owner_ao", AO)
    at(158, 15, _agree_uwv, story, "management_oom", OOM)
    at(163, 9, start, story)
    at(110, 9, _deputise, story, 106, 97)
    at(96, 10, _change_policy, story, story.texts["why_2"], _second)
    at(95, 9, propose, story, who["owner_ao"])
    at(94, 15, sign, story, "owner_ao", AO)
    at(92, 10, sign, story, "owner_oom", OOM)
    at(6, 10, _change_policy, story, story.texts["why_3"], _third)
    at(4, 11, propose, story, who["owner_ao"])
    at(3, 14, sign, story, "owner_ao", AO)
    at(4, 9, _deputise, story, 2, -12)
    at(7, 10, _write_uwv, story, "2_")
    at(5, 14, _agree_uwv, story, "owner_oom", OOM)
    at(0, 16, documents_asked, story)


# ---- choices ----


def _begin(story):
    pilot = PilotFactory.build(
        title=TITLE,
        working_title="Werken met metaal in Zuid-Oost",
        start=story.day(163),
        end=story.ahead(400),
        contact_phone="0400000100",
        contact_email="verspanen@kantelaar.test",
    )
    owners = {story.fund(AO): story.who["owner_ao"], story.fund(OOM): story.who["owner_oom"]}
    story.pilot = beginning.begin(pilot, owners, by=story.who["owner_ao"])


def _choose_first(story):
    first = {
        "occupation_id": "cnc-verspaner",
        "position": Policy.Position.JOINT,
        "stance": Policy.Stance.SHORT,
        "evc": False,
        "composition": Policy.Composition.HOMOGENEOUS,
        "with_stoof": True,
        "own_sub_branches": "verspaning, fijnmechanica",
        "explanation": story.texts["why_1"],
    }
    policy = story.pilot.policies.get()
    policy.regions.set(REGIONS)
    policy.sub_branches.set(BRANCHES)
    policy.source_sectors.set(SECTORS)
    write(policy, first, by=story.who["owner_ao"])
    reasons = {choice: story.texts[f"otherwise_{choice}"] for choice in ("sub_branches", "source_sectors")}
    choosing.give_reasons(policy, reasons, by=story.who["owner_ao"])


def write(policy, fields, *, by):
    for name, value in fields.items():
        setattr(policy, name, value)
    policy.save(update_fields=[name.removesuffix("_id") for name in fields])
    audit.record(policy, "edit", by=by, fields=sorted(fields))


def _change_policy(story, why, change):
    by = story.who["owner_ao"]
    policy = choosing.new_version(story.pilot, by=by)
    write(policy, {**change(policy), "explanation": why}, by=by)


def _second(_policy):
    return {"motivation_threshold": "3.5", "composition": Policy.Composition.COMPANIES}


def _third(policy):
    policy.regions.add("zuid-west")
    choosing.give_reasons(policy, {"regions": TEXTS["otherwise_regions"]}, by=policy.made_by)
    return {}


def propose(story, by):
    choosing.propose(story.pilot.policies.open().get(), by=by)


def sign(story, key, slug):
    policy = story.pilot.policies.open().get()
    choosing.sign(policy, story.fund(slug), by=story.who[key], seen=policy.digest)


# ---- provider, terms, people ----


def _appointment(story):
    return Appointment.objects.select_related("provider", "pilot").get(pilot=story.pilot)


def invite(story):
    appointing.invite(
        story.pilot,
        story.employers[story.provider],
        list(Topic),
        story.frameworks(),
        by=story.who[story.lead],
        contact=story.who["provider"],
    )


def hand_in(story, turn):
    """Hand in the topics that wait for the provider, in the words of this turn."""
    appointment = _appointment(story)
    blank = ProposalForm(instance=appointment)
    said = {"experience": story.texts["experience"], "version": str(appointment.version)}
    said |= {f"topic_{topic}": story.texts[f"{turn}_{topic}"] for topic in blank.proposals}
    form = ProposalForm(said, instance=appointment)
    if not form.is_valid():
        raise ValueError(form.errors)
    appointing.hand_in(form, by=story.who["provider"])


def _proposal(story, topic):
    return Proposal.objects.select_related("appointment__pilot", "appointment__provider").get(
        appointment__pilot=story.pilot, topic=topic
    )


def accept(story, *topics):
    for topic in topics:
        appointing.accept_topic(_proposal(story, topic), by=story.who[story.lead])


def ask_changes(story, topic):
    appointing.ask_changes(_proposal(story, topic), by=story.who[story.other], reason=story.texts[f"asked_{topic}"])


def report_each_month(story, start):
    """A report three days after each month of the appointment, read within the week; the last one waits for it."""
    over = reporting.periods(Appointment(starts_on=start), story.today)
    days = [(one.number, _weekday(one.last + timedelta(days=3))) for one in over]
    days = [(number, day) for number, day in days if day < story.today]
    for number, day in days:
        story.on(day, 15, _report, story, number)
        read = _weekday(day + timedelta(days=4))
        if number < days[-1][0] and read < story.today:
            story.on(read, 10, _read, story, number)


def _weekday(day):
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def _report(story, number):
    appointment = _appointment(story)
    texts = {topic: story.texts[f"report_{topic}"] for topic in appointment.scope}
    reporting.hand_in(appointment, number, texts, by=story.who["provider"])


def _read(story, number):
    report = _appointment(story).reports.select_related("appointment").get(number=number)
    reporting.mark_read(report, by=story.who[story.lead], remark=story.texts["remark"] if number == 2 else "")


def approve(story):
    handing_over.approve(
        _appointment(story),
        by=story.who[story.lead],
        reason=story.texts["approved"],
    )


def _write_terms(story):
    party = story.employers["stoof"]
    said = {topic: story.texts[f"stoof_{topic}"] for topic in topics_of(party)}
    story.terms = terms.write_terms(
        party, story.texts["stoof"], by=story.who["owner_ao"], topics=said, experience=story.texts["stoof_experience"]
    )


def _agree_terms(story, key, slug):
    terms.agree(story.terms, story.fund(slug), by=story.who[key])


def _write_uwv(story, newer):
    """What is agreed with UWV, whatever the pilot; a newer version says some of it differently."""
    party = story.employers["uwv"]
    known = story.texts
    said = {topic: known.get(f"uwv_{newer}{topic}", known[f"uwv_{topic}"]) for topic in topics_of(party)}
    terms.write_terms(party, by=story.who["owner_oom"], topics=said)


def _agree_uwv(story, key, slug):
    terms.agree(Terms.objects.get(party=story.employers["uwv"], state="draft"), story.fund(slug), by=story.who[key])


def _staff(story):
    for key in ("selector", "selector_2", "specialist", "specialist_2", "provider_2", "mentor", "trainer"):
        role = {"selector_2": "selector", "specialist_2": "specialist", "provider_2": "provider"}.get(key, key)
        assigning.assign(story.pilot, story.who[key], Role(role), by=story.who["owner_ao"])


def start(story):
    story.pilot = beginning.start(Pilot.objects.get(pk=story.pilot.pk), by=story.who[story.lead])


def _deputise(story, first, last):
    """A deputy for the owner of OOM, from ``first`` to ``last`` working days ago (below zero: days ahead)."""
    end = story.day(last) if last >= 0 else story.ahead(-last)
    assigning.name_deputy(
        story.pilot,
        story.fund(OOM),
        story.who["deputy_oom"],
        by=story.who["owner_oom"],
        start=story.day(first),
        end=end,
    )


def documents_asked(story):
    """The project sheet is asked for; making it is the worker's."""
    title = f"Projectsheet voor bedrijven: {story.pilot.public_title}"
    documents.ask(story.pilot, "company_sheet", title=title, by=story.who["owner_ao"])
