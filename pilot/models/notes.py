"""A note about a case: what was said or seen, by whom, kept as written and corrected by a new version."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .people import User


class CaseNote(models.Model):
    """What the notes of candidates, matches and companies have in common. A trigger keeps each as it was written."""

    class Kind(models.TextChoices):
        CONTACT = "contact", pgettext_lazy("note", "Contact")
        AGREEMENT = "agreement", pgettext_lazy("note", "Agreed")
        FACT = "fact", pgettext_lazy("note", "Found out")
        TO_DO = "to_do", pgettext_lazy("note", "To do")

    kind = models.CharField(pgettext_lazy("note", "kind"), max_length=9, choices=Kind, default=Kind.CONTACT)
    text = models.TextField(_("note"), max_length=2000)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)
    at = models.DateTimeField(auto_now_add=True)
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="replaced_by", editable=False
    )

    class Meta:
        abstract = True
        ordering = ["-pk"]
        verbose_name = _("note")
        verbose_name_plural = _("notes")

    def __str__(self):
        return self.text[:80]
