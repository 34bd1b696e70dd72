"""The interview kit that a new pilot takes over: a draft with the same questions."""

import pytest

from candidates import repeating
from candidates.models import Kit
from tests import factories

pytestmark = pytest.mark.django_db


def test_the_kit_in_use_comes_along_as_a_draft():
    kit = factories.kit_in_use(factories.running_pilot())
    source = kit.pilot
    target = factories.new_pilot()
    assert repeating.carry_kit(source, target, by=factories.owner(target)) == 1
    draft = target.kits.get()
    assert (draft.state, draft.number, draft.soft_weight) == (Kit.State.DRAFT, 1, kit.soft_weight)
    same = ("position", "name", "element", "kind", "weight", "required_level", "question", "anchors")
    assert list(draft.items.values(*same)) == list(kit.items.values(*same))
    assert kit.items.count() == draft.items.count() > 0


def test_a_pilot_without_a_kit_gives_none():
    source, target = factories.new_pilot(), factories.new_pilot()
    assert repeating.KIT.count(source) == 0
    assert repeating.carry_kit(source, target, by=factories.owner(target)) == 0
