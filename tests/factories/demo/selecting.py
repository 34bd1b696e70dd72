"""The interview by two people: the kit, sealed cards with what was heard, differences talked through, the result."""

from datetime import timedelta

from django.utils import timezone

from candidates import busy, competences, kit_levels, kits, rejecting, results, selection
from candidates.models import Interview, OutReason, Score
from candidates.scoring import SETTLE_FROM
from pilot import audit
from pilot.choices import Culture, TrainingKind

from . import notes
from .crowd import HARDLY_OUT, held_on

#: How long an interview takes in the demo.
MINUTES = 45


def tell(story):
    """The kit is made and taken into use; the interviews follow from how people come in."""
    made, used = story.kit_days
    story.at(made, 10, _make_kit, story)
    story.at(used, 14.5, _agree_levels, story)
    story.at(used, 15, _use_kit, story)


def _make_kit(story):
    kits.make_default(story.pilot, by=story.who["selector"])


def _agree_levels(story):
    """Companies that said yes by then say what they ask; the owner sets the levels with that in sight."""
    kit, asked = kits.draft_of(story.pilot), list(kit_levels.companies(story.pilot))
    items = kit_levels.asked_items(kit)
    for number, case in enumerate(asked):
        answers = {
            item.pk: kit_levels.Answer(_asks(item.required_level, number + turn), turn == number % len(items))
            for turn, item in enumerate(items)
        }
        contact = case.company.contacts.first()
        kit_levels.note_asked(
            case,
            answers,
            items,
            said_by=contact.name if contact else case.company.name,
            said_on=timezone.localdate(),
            by=story.who["selector"],
        )
    spreads = kit_levels.spreads(story.pilot)
    choices = {}
    for turn, item in enumerate(items):
        spread = spreads.get(item.line, kit_levels.NOTHING)
        level = spread.most[0] if spread.said and turn else item.required_level
        choices[item.pk] = (level, item.weight, notes.OTHER_LEVEL)
    kit_levels.agree(kit, choices, by=story.who[story.lead])


def _asks(suggested, turn):
    """What one company asks: mostly as suggested, at times one step lower."""
    place = competences.LADDER.index(suggested) - (turn % 3 == 2)
    return competences.LADDER[max(place, 1)]


def _use_kit(story):
    kits.use(kits.draft_of(story.pilot), by=story.who["selector"])


# ---- interviews ----


def plan(story, person, ago, moment):
    """Let the interview be planned, some working days ago, for a moment."""
    story.at(ago, 11 + person.number % 16 / 8, _plan_interview, story, person, moment)


def _plan_interview(story, person, moment):
    candidate, people = story.row(person), (story.chooser(person), story.expert(person))
    # The first time of that day at which both are free.
    while busy.clashes(at=moment, minutes=MINUTES, people=people, candidate=candidate):
        moment += timedelta(minutes=MINUTES)
    selection.plan(
        candidate,
        at=moment,
        minutes=MINUTES,
        place=story.rooms[person.number % len(story.rooms)],
        selector=people[0],
        specialist=people[1],
        by=story.who["provider_2"],
    )


def _interview(story, person):
    rows = Interview.objects.with_case().filter(candidate=story.rows[person.number])
    return rows.order_by("-pk").first()


def miss(story, person):
    """The candidate did not come."""
    selection.miss(_interview(story, person), by=story.chooser(person))


def _why_out(person):
    """What somebody falls out on after the interview: motivation, hard skills, or else."""
    if person.place % 13 == 7:
        return OutReason.OTHER
    return OutReason.HARD_SKILLS if person.place % 5 in (1, 3) else OutReason.MOTIVATION


def wanted(person, items, random):
    """What the selector scores by item: fit, or too low on motivation or on hard skills."""
    found = {item.pk: random.choice((3, 3, 4, 4, 5)) for item in items}
    hard = [item.pk for item in items if item.kind == "hard"]
    found |= {pk: random.choice((3, 3, 3, 4, 4)) for pk in hard}
    motivation = next(item.pk for item in items if item.element == "motivation")
    found[motivation] = random.choice((4, 4, 5))
    if person.fate == "interviewed_out":
        why = _why_out(person)
        if why == OutReason.MOTIVATION:
            found |= {pk: max(value - random.choice((0, 1)), 1) for pk, value in found.items()}
            found[motivation] = random.choice((1, 2, 2))
        elif why == OutReason.HARD_SKILLS:
            found |= dict.fromkeys(hard, 2)
            found[hard[person.place % len(hard)]] = 1
    return found


def _second_opinion(person, item, value, random):
    """What the specialist scores on a hard item: mostly the same, at times two points apart."""
    if person.fate == "pending":
        apart = 2 if person.place == 0 and item.element == "knowledge" else 0
        return value + apart if value + apart <= 5 else value - apart
    apart = random.choices((0, 1, -1, 2, -2), (50, 20, 18, 6, 6))[0]
    return value + apart if 1 <= value + apart <= 5 else value


def _cards(story, person, kit_items):
    """The scores of both cards by part and item, decided on once."""
    if person.number not in story.cards:
        random = story.chance(person)
        first = wanted(person, kit_items, random)
        second = {
            item.pk: _second_opinion(person, item, first[item.pk], random) for item in kit_items if item.kind == "hard"
        }
        story.cards[person.number] = {"selector": first, "specialist": second}
    return story.cards[person.number]


def _write(story, person, part, items):
    """The card of one of the two, and what stands on it, not stored yet."""
    interview = _interview(story, person)
    card = interview.scorecards.select_related("interviewer", "interview__candidate").get(part=part)
    values = _cards(story, person, items)[part]
    turn = person.number + (part == "specialist")
    scores = [
        Score(
            scorecard=card,
            item=item,
            value=values[item.pk],
            **notes.star(story, item.name, values[item.pk], turn, person.workplace),
        )
        for item in items
        if item.pk in values
    ]
    return card, scores


def _items(story):
    if not story.items:
        story.items = list(story.pilot.kits.in_use().get().items.all())
    return story.items


def hand_in(story, person, part):
    """One of the two writes the card and hands it in; the second one closes the interview."""
    card, scores = _write(story, person, part, _items(story))
    by = story.chooser(person) if part == "selector" else story.expert(person)
    Score.objects.bulk_create(scores)
    audit.record(card, "score", by=by, fields=["value", *selection.NOTES])
    selection.submit(card, by=by)


def begin_card(story, person):
    """The selector wrote three items down and was called away."""
    card, scores = _write(story, person, "selector", _items(story))
    Score.objects.bulk_create(scores[:3])
    audit.record(card, "score", by=story.chooser(person), fields=["value", *selection.NOTES])


# ---- results ----


def settle(story, person):
    """What the two saw two points or more apart, they talk through; what was heard first stands."""
    cards, interview = _cards(story, person, _items(story)), _interview(story, person)
    first, second = cards["selector"], cards["specialist"]
    for item in _items(story):
        if item.pk in second and abs(first[item.pk] - second[item.pk]) >= SETTLE_FROM:
            reason = notes.SETTLED[person.number % len(notes.SETTLED)]
            results.settle(interview, item, by=story.expert(person), value=first[item.pk], reason=reason)


def decide(story, person):
    """The selector decides what the interview came to."""
    interview, fit, why = _interview(story, person), person.goes_on, ""
    known = competences.overlap(interview.candidate, interview.kit.occupation)
    kind = competences.propose_type(known, story.pilot.policy_in_force).type
    if fit and known is None and person.technical:
        kind, why = 2, notes.TYPE_2
    decision = results.Decision(
        qualified=fit,
        reason=notes.DEVIATES if not fit and _why_out(person) == OutReason.OTHER else notes.OUT,
        type=kind if fit else None,
        type_reason=why,
        levels=_levels(story, person) if fit else {},
        culture=list(Culture)[person.number % len(Culture)] if fit else "",
        level_3=person.number % 6 != 0,
        level_3_reason=notes.NO_LEVEL_3[person.number // 6 % len(notes.NO_LEVEL_3)],
        training_kind=TrainingKind.SHORT,
        out_reason="" if fit else _why_out(person),
        message="" if fit else rejecting.draft(interview.candidate, _why_out(person)),
        keep_year=person.keep_year or held_on(person) - 2 in HARDLY_OUT,
    )
    results.decide(interview, decision, by=story.chooser(person))


def _levels(story, person):
    """The level by item that the two gave: from not yet to advanced."""
    values = _cards(story, person, _items(story))["selector"]
    ladder = {1: "", 2: "", 3: "", 4: "basic", 5: "advanced"}
    return {item.pk: ladder[values[item.pk]] for item in _items(story) if item.required_level}
