"""What the research says to the one who chooses: which occupation for which funds, where it is hard to fill."""

from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from pilot import facts, formats
from pilot.models import Occupation, Policy, Region
from pilot.phases.known import Known


def advised_occupations(funds, position="", known=None):
    """Occupations that the advice names for these funds (advice 8.3-01, 8.3-02, 8.3-03).

    Together it is the CNC machinist; next to each other every fund has its own. A fund that the advice does not name
    adds nothing. ``known`` are the reference rows of the page, so that they are read once.
    """
    occupations = (known or Known()).occupations
    slugs = [fund.slug for fund in funds]
    groups = [[slug] for slug in slugs] if position == Policy.Position.SEPARATE else [slugs]
    found = [facts.recommended_occupation(group, occupations) for group in groups]
    return [occupation for occupation in found if occupation is not None]


def deviates(occupation, funds, position="", known=None):
    """Say whether a chosen occupation differs from the advised ones; then a reason is asked (advice 8.3-01..03)."""
    if occupation is None:
        return False
    advised = advised_occupations(funds, position, known)
    return bool(advised) and occupation.pk not in {other.pk for other in advised}


def advice_sentence(funds, position="", known=None):
    """The advised occupation in one sentence; empty when the advice does not name these funds."""
    advised = advised_occupations(funds, position, known)
    if not advised:
        return ""
    names = pgettext("between occupations", " or ").join(occupation.name for occupation in advised)
    if len(funds) > 1 and position != Policy.Position.SEPARATE:
        return _("Advice for a pilot of A+O and OOM together: %(occupation)s.") % {"occupation": names}
    return _("Advice for a fund on its own: %(occupation)s.") % {"occupation": names}


class Cell(NamedTuple):
    """One region and occupation: percentages of companies (0-100), and what they mean for a pilot.

    ``points`` is how far the two percentages lie apart, ``width`` the same as part of the longest bar of the figure.
    """

    occupation: Occupation
    pct: object
    kind: str
    word: str
    sentence: str
    chosen: bool
    points: int = 0
    width: str = "0%"


class Line(NamedTuple):
    """One region of the table, with the share of companies that hire side entrants."""

    region: Region
    side_entrants_pct: object
    cells: list


def short_name(occupation):
    """The occupation in one word, for the head of a narrow column."""
    return {
        "service-monteur": pgettext("occupation", "Service"),
        "cnc-verspaner": pgettext("occupation", "CNC"),
        "engineer": pgettext("occupation", "Engineer"),
    }.get(occupation.pk, occupation.name)


def ease_sentence(region, occupation):
    """Say whether this occupation in this region is an easier or a harder start (advice 4.4-01, 4.4-02)."""
    ease = facts.region_ease(region, occupation)
    if ease is None:
        return ""
    figures = {
        "region": region.name,
        "difficulty": formats.percent(ease.difficulty_pct),
        "hiring": formats.percent(ease.side_entrants_pct),
    }
    return {
        facts.HARDER: _(
            "%(region)s: %(difficulty)s of companies find it hard to fill, %(hiring)s hire side entrants. "
            "Expect to spend time and money on persuading companies."
        ),
        facts.EASIER: _(
            "%(region)s: %(difficulty)s of companies find it hard to fill, %(hiring)s hire side entrants. "
            "Companies are used to side entrants: an easier start."
        ),
        facts.EQUAL: _(
            "%(region)s: %(difficulty)s of companies find it hard to fill and as many hire side entrants. "
            "The advice does not say which way this goes."
        ),
    }[ease.verdict] % figures


def _cell(region, occupation, chosen):
    ease = facts.region_ease(region, occupation)
    verdict = ease.verdict if ease else ""
    return Cell(
        occupation,
        ease.difficulty_pct if ease else None,
        {facts.HARDER: "wait", facts.EASIER: "ok"}.get(verdict, ""),
        {facts.HARDER: _("harder"), facts.EASIER: _("easier"), facts.EQUAL: _("equal")}.get(verdict, _("unknown")),
        ease_sentence(region, occupation),
        chosen,
        abs(round(ease.difficulty_pct - ease.side_entrants_pct)) if ease else 0,
    )


def _graded(lines):
    """With the width of each bar: the greatest difference in the figure fills its cell."""
    most = max((cell.points for line in lines for cell in line.cells), default=0) or 1
    return [
        line._replace(cells=[cell._replace(width=f"{round(100 * cell.points / most)}%") for cell in line.cells])
        for line in lines
    ]


def region_table(policy=None, known=None):
    """Regions by occupations (figure 4.13): the head of the table and its lines, with the policy's choice marked."""
    known = known or Known()
    occupations = known.occupations
    chosen = {region.pk for region in policy.regions.all()} if policy and policy.pk else set()
    lines = [
        Line(
            region,
            region.side_entrants_pct,
            [
                _cell(region, occupation, region.pk in chosen and occupation.pk == policy.occupation_id)
                for occupation in occupations
            ],
        )
        for region in known.regions
    ]
    heads = [(occupation, short_name(occupation)) for occupation in occupations]
    return {"occupations": heads, "lines": _graded(lines)}
