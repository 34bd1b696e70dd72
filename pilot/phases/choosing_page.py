"""The page on which a version is chosen: each choice with its reason, and the facts that inform it beside it."""

from django.utils.translation import gettext as _

from pilot.phases import consequences
from pilot.phases.advice import advice_sentence
from pilot.phases.deviating import asked, deviations
from pilot.phases.evidence import Evidence
from pilot.phases.known import Known


def sections(form, policy, funds):
    """Groups of choices in the order of the page; every choice has its fields, its facts and what differs.

    Advice sum-01, 3.7-01, 4.4-01, 4.5-01, 8.1-05, 8.2-01..03, 8.3-01..03.
    """
    known = Known()
    evidence = Evidence(policy, funds, known)
    form.offer(
        occupation=known.occupations,
        regions=known.regions,
        sub_branches=known.sub_branches,
        source_sectors=known.sectors,
    )
    differing = {str(deviation.name): deviation for deviation in deviations(policy, funds, known)}

    def choice(name, *also, title="", beside=None, options=(), table=None, advice=""):
        deviation = differing.get(name)
        reason = f"reason_{name}"
        return {
            "id": name,
            "fields": [form[one] for one in (name, *also)],
            "reason": form[reason] if reason in form.fields else None,
            "why": _note(deviation),
            "advice": advice,
            "title": title,
            "beside": beside,
            "options": options,
            "table": table,
        }

    return [
        {
            "title": _("What is it about?"),
            "choices": [
                choice(
                    "occupation",
                    title=_("What is known of each occupation"),
                    advice=advice_sentence(funds, policy.position, known),
                    beside=evidence.occupation(),
                ),
                choice(
                    "regions",
                    title=_("Where is which occupation hard to fill?"),
                    beside=evidence.region(),
                    table=evidence.region_table(),
                ),
                choice(
                    "sub_branches",
                    "own_sub_branches",
                    title=_("Where it is hard to fill, and where most people come in"),
                    beside=evidence.sub_branch(),
                ),
                choice(
                    "source_sectors",
                    title=_("Where side entrants come from, and how to reach them"),
                    beside=evidence.sector(),
                ),
            ],
        },
        {
            "title": _("How do the funds work together?"),
            "choices": [
                choice("position", title=_("What follows from it"), options=consequences.position(funds, known)),
                choice("with_stoof", title=_("What follows from it"), options=consequences.with_stoof()),
            ],
        },
        {
            "title": _("Which training?"),
            "choices": [
                choice("stance", title=_("What follows from it"), options=consequences.stance()),
                choice("evc", title=_("What follows from it"), options=consequences.evc()),
                choice("composition", title=_("What follows from it"), options=consequences.composition()),
            ],
        },
    ]


def _note(deviation):
    """What to say at a choice that differs: the advice, and that its reason is still asked."""
    if deviation is None:
        return None
    return {"missing": "" if deviation.reason else asked(deviation.name), "advice": deviation.advice}


def figure_groups(form):
    """The agreed figures and the explanation, under the headings of the page."""
    groups = (
        (_("Class and costs"), ("class_min", "class_target", "class_max", "average_cap")),
        (_("Selection"), ("motivation_threshold", "hard_minimum", "soft_weight", "type_2_from", "type_3_from")),
        (_("Why?"), ("explanation",)),
    )
    return [{"title": title, "fields": [form[name] for name in names]} for title, names in groups]
