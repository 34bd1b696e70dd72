"""Every text field is classified: whose it is, and when it goes."""

from django.apps import apps
from django.db import models

from candidates import privacy as candidates_privacy
from candidates.models import Candidate
from pilot import privacy
from pilot.models import ReferenceRow

TEXTS = (models.CharField, models.TextField, models.JSONField, models.BinaryField)


def text_fields():
    for label in ("pilot", "companies", "candidates", "training", "funding"):
        for model in apps.get_app_config(label).get_models():
            if issubclass(model, ReferenceRow):
                continue
            for field in model._meta.concrete_fields:
                if isinstance(field, TEXTS) and not field.choices and not isinstance(field, models.SlugField):
                    yield f"{model._meta.label}.{field.name}"


def test_every_text_field_stands_in_the_register_and_no_other():
    assert set(text_fields()) == set(privacy.FIELDS)


def test_every_kind_has_a_term():
    assert set(privacy.FIELDS.values()) <= set(privacy.TERMS)


def test_everything_personal_of_a_candidate_is_emptied_by_erasure():
    own = {
        name.rpartition(".")[2]
        for name, kind in privacy.FIELDS.items()
        if kind == "candidate" and name.startswith("candidates.Candidate.")
    }
    assert own <= set(candidates_privacy.PERSONAL)
    assert all(Candidate._meta.get_field(name) for name in candidates_privacy.PERSONAL)
