"""The programmes that a new pilot takes over: without classes and participants."""

import pytest

from tests import factories
from training import repeating
from training.models import Programme

pytestmark = pytest.mark.django_db


def test_programmes_come_along_without_classes():
    programme = factories.ProgrammeFactory(pilot=factories.running_pilot())
    factories.TrainingClassFactory(programme=programme)
    target = factories.new_pilot()
    assert repeating.PROGRAMMES.count(programme.pilot) == 1
    assert repeating.carry_programmes(programme.pilot, target, by=factories.owner(target)) == 1
    copy = Programme.objects.get(pilot=target)
    assert (copy.name, copy.trainer, copy.weeks, copy.price) == (
        programme.name,
        programme.trainer,
        programme.weeks,
        programme.price,
    )
    assert not copy.classes.exists()
