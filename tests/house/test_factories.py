"""Situations that tests start from are accepted by every rule in the database."""

import pytest
from django.db import connection

from tests import factories

pytestmark = pytest.mark.django_db


def test_a_class_with_approved_plans_can_be_made_from_nothing():
    training_class = factories.planned_class(seats=2)
    connection.check_constraints()
    assert training_class.enrolments.count() == 2
    assert {p.state for e in training_class.enrolments.all() for p in e.plans.all()} == {"approved"}
