"""The layers hold: imports by import-linter's contract, foreign keys by a walk over the app registry."""

import subprocess
import sys
from pathlib import Path

from django.apps import apps

ORDER = ["pilot", "companies", "candidates", "training", "funding"]
ROOT = Path(__file__).resolve().parents[2]


def test_no_module_imports_upward():
    command = [str(Path(sys.executable).with_name("lint-imports"))]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout


def upward():
    """Foreign keys of our models that point to a higher app."""
    for label in ORDER:
        for model in apps.get_app_config(label).get_models():
            for field in model._meta.get_fields(include_hidden=True):
                if field.concrete and field.is_relation and field.related_model:
                    other = field.related_model._meta.app_label
                    if other in ORDER and ORDER.index(other) > ORDER.index(label):
                        yield f"{model._meta.label}.{field.name} → {field.related_model._meta.label}"


def test_no_foreign_key_points_upward():
    assert list(upward()) == []


def test_every_foreign_key_of_ours_protects_what_it_points_to():
    """People and cases are never deleted by deleting something else."""
    from django.db.models import PROTECT

    loose = [
        f"{model._meta.label}.{field.name}"
        for label in ORDER
        for model in apps.get_app_config(label).get_models()
        for field in model._meta.concrete_fields
        if field.is_relation
        and field.remote_field.on_delete is not PROTECT
        and not model._meta.auto_created
        # Bookkeeping of the framework's own login tables.
        and not field.name.endswith("_ptr")
    ]
    assert loose == []
