"""Frameworks: what the owners of a pilot ask of a provider on each topic, from a default that follows the advice.

The default is Dutch, like everything the parties agree on. Its sentences stand in a file with the rules that they come
from; its figures come from the policy and from the rules, so that a text never says another figure than the pilot has.
"""

import csv
from functools import cache
from math import ceil
from pathlib import Path

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from pilot import audit, formats
from pilot.models import AdviceRule, Appointment, FrameworkText, Policy, Topic
from pilot.workflow import NotNow

TEXTS = Path(__file__).parent / "framework_texts.csv"
EVERY = {1: "elke maand", 2: "elke twee maanden", 3: "elk kwartaal"}
STANCES = {
    Policy.Stance.SHORT: "Het is een korte vakopleiding; het diploma is niet het doel.",
    Policy.Stance.CERTIFIED: "Het leidt op tot een erkend diploma (CREBO of CROHO).",
}


@cache
def sentences():
    """The sentences of the default in their order: dicts of ``topic``, ``rules`` (ids of advice) and ``text``."""
    with TEXTS.open(encoding="utf-8") as file:
        return [{**row, "rules": row["rules"].split()} for row in csv.DictReader(file)]


def _policy_of(pilot):
    """The version in force, else the one that is being made, else what a new one would say."""
    return (
        pilot.policy_in_force
        or pilot.policies.open().select_related("occupation").order_by("-number").first()
        or Policy(pilot=pilot)
    )


def _figures(pilot, every):
    """What the sentences may name: figures of the policy, rules of the advice, the rhythm of reports."""
    policy = _policy_of(pilot)
    named = {rule for row in sentences() for rule in row["rules"]}
    advice = AdviceRule.objects.in_bulk(named)
    stays = [1 - float(advice["8.3.2-23"].value_min) / 100, 1 - float(advice["8.3.2-23"].value_max) / 100]
    return {
        "advice": advice,
        "occupation": f"een {policy.occupation.name_nl}" if policy.occupation else "mensen voor het knelpuntberoep",
        "regions": (", ".join(r.name_nl for r in policy.regions.all()) if policy.pk else "") or "de regio",
        "class_min": policy.class_min,
        "class_target": policy.class_target,
        "class_max": policy.class_max,
        "needed_low": ceil(round(policy.class_target / stays[0], 6)),
        "needed_high": ceil(round(policy.class_target / stays[1], 6)),
        "average_cap": formats.euros(policy.average_cap),
        "motivation_threshold": formats.figure(policy.motivation_threshold),
        "soft_weight": policy.soft_weight,
        "hard_weight": policy.hard_weight,
        "stance": STANCES.get(policy.stance, ""),
        "every": EVERY[every],
    }


def defaults(pilot, every=Appointment.Every.MONTH):
    """The default framework of every topic, as texts by topic, with the figures of this pilot (advice 8.2-08)."""
    with override("nl"):
        figures = _figures(pilot, every)
        return {
            topic: "\n".join(
                row["text"].format_map(figures).strip() for row in sentences() if row["topic"] == topic.value
            )
            for topic in Topic
        }


def texts(pilot, every=Appointment.Every.MONTH):
    """What is asked in this pilot, by topic: the owners' own words, else the default."""
    own = {row.topic: row.text for row in pilot.framework_texts.all()}
    return {topic: own.get(topic) or text for topic, text in defaults(pilot, every).items()}


def text_of(pilot, topic):
    """The row to edit for one topic: the owners' own, else a new one with the default in it."""
    own = pilot.framework_texts.filter(topic=topic).first()
    return own or FrameworkText(pilot=pilot, topic=topic, text=defaults(pilot)[Topic(topic)])


@transaction.atomic
def write(form, *, by):
    """Keep the owners' own framework on a topic; it counts for the next invitation, not for what went out."""
    row = form.instance
    new = row.pk is None
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as clash:
        raise NotNow(_("Somebody else just wrote this framework. Open it again.")) from clash
    audit.record(row, "create" if new else "edit", by=by, fields=["text"])
    return row


@transaction.atomic
def copy(source, target, *, by):
    """Give ``target`` the own words of ``source`` (a pilot that is repeated); figures in defaults stay its own."""
    kept = FrameworkText.objects.filter(pilot=target).values("topic")
    rows = [
        FrameworkText(pilot=target, topic=row.topic, text=row.text)
        for row in source.framework_texts.exclude(topic__in=kept)
    ]
    made = FrameworkText.objects.bulk_create(rows)
    audit.record_many(made, "create", by=by, fields=["text"])
    return made
