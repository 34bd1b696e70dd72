"""What every reference row has: where it comes from, and whether somebody changed it here."""

import hashlib
import json
from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

# Not part of what a shipped row says: the digest leaves them out.
BOOKKEEPING = {"id", "origin", "name_key"}


def percentage(label):
    return models.DecimalField(label, max_digits=5, decimal_places=1, null=True, blank=True)


def whole(label):
    return models.PositiveIntegerField(label, null=True, blank=True)


def line(label, *, required=False):
    return models.CharField(label, max_length=250, blank=not required, default="")


def prose(label):
    return models.TextField(label, blank=True, default="")


def slug_key():
    return models.CharField(_("code"), max_length=60, primary_key=True)


def belongs_to(model, label, *, optional=False):
    blank = {"null": True, "blank": True} if optional else {}
    return models.ForeignKey(model, models.PROTECT, verbose_name=label, **blank)


def percent_between_0_and_100(field, name):
    return models.CheckConstraint(condition=Q(**{f"{field}__range": (0, 100)}), name=name)


def parts(text: str) -> list[str]:
    """The values of a cell that holds several, separated by semicolons."""
    return [part.strip() for part in text.split(";") if part.strip()]


class ReferenceRow(models.Model):
    """A row of a reference table; `origin` is the digest of the row as it was shipped, empty when added by hand."""

    source = line(_("source"))
    source_note = prose(_("note on the source"))
    origin = models.CharField(max_length=64, blank=True, default="", editable=False)

    class Meta:
        abstract = True

    def digest(self) -> str:
        """SHA-256 of everything the row says."""
        said = {
            f.attname: _plain(getattr(self, f.attname)) for f in self._meta.concrete_fields if f.name not in BOOKKEEPING
        }
        return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()

    @property
    def is_edited(self) -> bool:
        """Whether somebody changed or added the row here, so that a new release leaves it alone."""
        return self.digest() != self.origin

    def text(self, column: str) -> str:
        """A column in the reader's language: its Dutch wording when there is one and the page is Dutch."""
        dutch = getattr(self, f"{column.removesuffix('_en')}_nl", "")
        return getattr(self, column) if not dutch or reads_english() else dutch


def _plain(value):
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value


def reads_english() -> bool:
    return (get_language() or "nl").startswith("en")


class Named(ReferenceRow):
    """A reference row with a Dutch and an English name."""

    name_nl = line(_("name"), required=True)
    name_en = line(_("name in English"))

    class Meta:
        abstract = True

    def __str__(self):
        return self.name

    @property
    def name(self) -> str:
        return self.name_en if reads_english() and self.name_en else self.name_nl
