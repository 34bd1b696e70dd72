"""Filters that somebody keeps of a list, under a name of their own."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from pilot.choices import Role

from .base import InPilotQuerySet
from .people import User
from .pilot import Pilot


class SavedFilterQuerySet(InPilotQuerySet):
    visible_roles = (Role.OWNER, Role.SELECTOR, Role.PROVIDER)

    def visible_to(self, user):
        """One's own, in the pilots one works in now."""
        return super().visible_to(user).filter(user=user)


class SavedFilter(models.Model):
    """A choice of a list as it stands in the address; words that were searched are not kept, they may be a name."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)
    pilot = models.ForeignKey(Pilot, on_delete=models.PROTECT, related_name="+", editable=False)
    # The url name of the list.
    room = models.CharField(max_length=40, editable=False)
    name = models.CharField(_("name of this choice"), max_length=40)
    query = models.CharField(max_length=400, editable=False)

    objects = SavedFilterQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("saved filter")
        constraints = [
            models.UniqueConstraint(fields=["user", "pilot", "room", "name"], name="saved_filter_name_once"),
        ]

    def __str__(self):
        return self.name
