"""Parties, contacts with them, terms that wait."""

from datetime import timedelta

from django.utils import timezone

from pilot import models
from tests import factories as f

from .floor import some_terms


def keeper_of(side):
    return side.pilot.assignments.filter(role="owner").order_by("pk").first().user


def some_party(side, **fields):
    """A party that was spoken to, with a step that was agreed."""
    keeper = keeper_of(side)
    party = f.PilotPartyFactory(pilot=side.pilot, keeper=keeper, name="Kanariepartij", **fields)
    f.PartyContactFactory(party=party, by=keeper, text="Kanariegesprek")
    return party


def parties(w, side):
    some_party(side)
    return (side.pilot.slug,)


def a_party(w, side):
    return (some_party(side).pk,)


def an_ended_party(w, side):
    party = some_party(side)
    models.PilotParty.objects.filter(pk=party.pk).update(state="ended", ended_on=timezone.localdate())
    return (party.pk,)


def an_open_step(w, side):
    later = timezone.localdate() + timedelta(days=7)
    party = some_party(side)
    step = f.PartyContactFactory(
        party=party, by=party.keeper, follow_up="Lijst sturen", follow_up_on=later, state="open"
    )
    return (step.pk,)


def draft_terms(w, side):
    return (some_terms().pk,)


def another_pilot(w, side):
    """Whoever acts begins it for the own fund alone."""
    own = f.OOM if w.acting == "owner_oom" else f.AO
    return {"title": "Herhaalde pilot", "funds": [f.fund(own).pk]}
