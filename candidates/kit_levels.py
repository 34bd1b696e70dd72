"""The level each competence asks, agreed with companies: what each of them asks, the spread, and what is set."""

from collections import Counter
from typing import NamedTuple

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from candidates import kit_texts
from candidates.competences import LADDER, level_label
from candidates.kits import require_draft
from candidates.models import KitItem, LevelAsked
from companies.models import Participation
from pilot import audit
from pilot.models import OccupationCompetence
from pilot.workflow import NotNow, require_none


class Answer(NamedTuple):
    """What a company says of one competence: a level ("" for none of its own) and whether it weighs most."""

    level: str
    weighs_most: bool


class Spread(NamedTuple):
    """What companies ask of one competence: numbers by level from low to high, how many say that it weighs most."""

    by_level: dict
    weighs_most: int
    rows: list

    @property
    def said(self):
        """How many companies said a level."""
        return sum(self.by_level.values())

    @property
    def most(self):
        """The levels that most of them ask; more than one when as many ask another."""
        top = max(self.by_level.values(), default=0)
        return [level for level, number in self.by_level.items() if number == top]

    @property
    def words(self):
        """The spread in a few words: basic 1, advanced 3."""
        if not self.said:
            return _("No company said a level yet")
        return ", ".join(f"{level_label(level).lower()} {number}" for level, number in self.by_level.items())


NOTHING = Spread({}, 0, [])


def asked_items(kit):
    """The items of a kit that carry a level: the competences of the occupation, in order."""
    return [item for item in kit.items.all() if item.element == KitItem.Element.COMPETENCE]


def companies(pilot):
    """Companies of the pilot that have something to ask, with ``last_said`` (a day or ``None``) and ``answers``."""
    rows = Participation.objects.filter(pilot=pilot, outside="", state__in=LevelAsked.ASKED_OF)
    return (
        rows.select_related("company").annotate(last_said=Max("levels_asked__said_on")).order_by("company__name", "pk")
    )


def standing(participation):
    """What a company said last, by line."""
    return {row.line: row for row in LevelAsked.objects.filter(participation=participation).order_by("pk")}


def latest(participation):
    """The number of what was noted last of a company, so that two who note at once see each other; 0 for nothing."""
    return LevelAsked.objects.filter(participation=participation).aggregate(last=Max("pk"))["last"] or 0


def spreads(pilot):
    """What companies of the pilot ask, by line, each a ``Spread``; one query."""
    found = {}
    for row in (
        LevelAsked.objects.filter(participation__pilot=pilot).standing().select_related("participation__company")
    ):
        if row.level or row.weighs_most:
            found.setdefault(row.line, []).append(row)
    return {line: spread(rows) for line, rows in found.items()}


def spread(rows):
    """The spread of what companies ask of one competence."""
    counted = Counter(row.level for row in rows if row.level)
    return Spread(
        {level: counted[level] for level in LADDER if level in counted},
        sum(row.weighs_most for row in rows),
        list(rows),
    )


def deviation(level, asked):
    """How a level differs from what most companies ask, in a sentence; "" when it does not (advice 7.4-03)."""
    if not asked.said or level in asked.most:
        return ""
    either = pgettext("between two", "or")
    words = {
        "most": f" {either} ".join(level_label(one).lower() for one in asked.most),
        "level": level_label(level).lower() if level else _("no level"),
        "n": asked.by_level[asked.most[0]] * len(asked.most),
        "said": asked.said,
    }
    if level and LADDER.index(level) > max(LADDER.index(one) for one in asked.by_level):
        return _("%(level)s is higher than any company asks; %(n)s of %(said)s ask %(most)s.") % words
    if LADDER.index(level) < min(LADDER.index(one) for one in asked.by_level):
        return _("%(level)s is lower than any company asks; %(n)s of %(said)s ask %(most)s.") % words
    return _("%(n)s of the %(said)s companies ask %(most)s, and %(level)s is set.") % words


def suggestions(kit):
    """The level SkillsKompas gives each competence of the occupation, by name."""
    rows = OccupationCompetence.objects.filter(occupation=kit.occupation_id)
    return {row.competence_nl: kit_texts.suggested_level(row) for row in rows}


def weighing_words(asked):
    """How many companies say that a competence weighs most, in a sentence; "" when none does."""
    if not asked.weighs_most:
        return ""
    return ngettext(
        "%(n)s company says that this is one of those that weigh most.",
        "%(n)s companies say that this is one of those that weigh most.",
        asked.weighs_most,
    ) % {"n": asked.weighs_most}


@transaction.atomic
def note_asked(participation, answers, items, *, said_by, said_on, by):
    """Keep what a company asks: ``answers`` is an ``Answer`` by item id. Return the rows that are new.

    What it said before and says again is not written twice. Raises ``NotNow`` for a company that takes no part.
    """
    case = Participation.objects.select_for_update(of=("self",)).get(pk=participation.pk)
    if case.state not in LevelAsked.ASKED_OF:
        raise NotNow(_("This company is “%(state)s”; it has no levels to agree.") % {"state": case.get_state_display()})
    before, fresh = standing(case), []
    for item in items:
        answer, last = answers[item.pk], before.get(item.line)
        if last is None and answer == Answer("", False):
            continue
        if last is not None and (last.level, last.weighs_most) == tuple(answer):
            continue
        fresh.append(
            LevelAsked(
                participation=case,
                line=item.line,
                name=item.name,
                level=answer.level,
                weighs_most=answer.weighs_most,
                said_by=said_by,
                said_on=said_on,
                by=by,
            )
        )
    LevelAsked.objects.bulk_create(fresh)
    if fresh:
        audit.record(case, "levels", by=by)
    return fresh


def agreeing_blockers(items, choices, asked):
    """What keeps these levels from being set, as sentences; ``choices`` is (level, weight, reason) by item id."""
    found = []
    for item in items:
        level, _weight, reason = choices[item.pk]
        why = deviation(level, asked.get(item.line, NOTHING))
        if why and not reason.strip():
            found.append(_("%(item)s: %(why)s Write why.") % {"item": item.name, "why": why})
    return found


@transaction.atomic
def agree(kit, choices, *, by):
    """Set level, weight and reason of the competences of a draft, with what companies ask in sight; return the items.

    ``choices`` is (level, weight 1 to 9, reason) by item id. A level that deviates from what most companies ask needs
    its reason; a level that no company spoke of is set, but counts as not agreed yet. Raises ``NotNow``. Advice 7.4-03.
    """
    require_draft(kit)
    items = [item for item in asked_items(kit) if item.pk in choices]
    asked = spreads(kit.pilot)
    require_none(agreeing_blockers(items, choices, asked))
    now = timezone.now()
    for item in items:
        level, weight, reason = choices[item.pk]
        spoken = asked.get(item.line, NOTHING)
        agreed = (by, now) if spoken.said or spoken.weighs_most else (None, None)
        # Why a level deviates says nothing any more once it does not.
        item.required_level, item.weight = level, weight
        item.level_reason = reason.strip() if deviation(level, spoken) else ""
        item.agreed_by, item.agreed_at = agreed
        item.save(update_fields=["required_level", "weight", "level_reason", "agreed_by", "agreed_at"])
        audit.record(item, "agree", by=by, fields=["required_level", "weight"])
    return items


def second_looks(items, asked):
    """What is worth saying about the levels of a kit; ``asked`` is a ``Spread`` by line (advice 7.4-03)."""
    carrying = [item for item in items if item.element == KitItem.Element.COMPETENCE]
    found = [
        f"{item.name}: {why}"
        for item in carrying
        if (why := deviation(item.required_level, asked.get(item.line, NOTHING)))
    ]
    unspoken = [item.name for item in carrying if not asked.get(item.line, NOTHING).said]
    if unspoken:
        found.append(
            ngettext(
                "No company said yet which level it asks of %(n)s competence: %(names)s.",
                "No company said yet which level it asks of %(n)s competences: %(names)s.",
                len(unspoken),
            )
            % {"n": len(unspoken), "names": ", ".join(unspoken)}
        )
    return found
