"""What a pilot takes over from another here: the programmes, without classes and participants."""

from django.utils.translation import gettext_lazy as _

from pilot import audit
from pilot.phases.repeating import Part
from training.models import Programme


def carry_programmes(source, target, *, by):
    """Copy the programmes with trainer and length; the price is that of then and is agreed anew."""
    rows = list(Programme.objects.filter(pilot=source).order_by("pk"))
    for row in rows:
        row.pk, row.pilot, row.version = None, target, 1
        row._state.adding = True
    Programme.objects.bulk_create(rows)
    audit.record_many(rows, "create", by=by)
    return len(rows)


PROGRAMMES = Part(
    "programmes",
    _("Training programmes"),
    _("With the prices of then: check those with the trainer."),
    lambda pilot: Programme.objects.filter(pilot=pilot).count(),
    carry_programmes,
)
