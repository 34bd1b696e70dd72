"""What records have in common: a version that a trigger bumps, a state with a table of moves, scoped querysets."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Versioned(models.Model):
    """A row that people edit. A trigger bumps ``version`` on every change, ``update()`` and moves included."""

    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

    class Meta:
        abstract = True


class Stateful(Versioned):
    """A row with a state and a table of moves: ``MOVES = {action: (from states, to state)}``."""

    MOVES = {}

    class Meta:
        abstract = True

    def can(self, action):
        """Say whether the table of moves allows ``action`` from the present state."""
        return self.state in self.MOVES[action][0]


class InPilotQuerySet(models.QuerySet):
    """Rows that belong to a pilot; ``pilot_path`` leads there. ``visible_to`` is the only way a view gets objects."""

    pilot_path = "pilot"
    #: Roles that see these rows in the pilots they are assigned to.
    visible_roles = ()

    def in_pilots(self, ids):
        return self.filter(**{f"{self.pilot_path}__in": ids})

    def visible_to(self, user):
        return self.in_pilots(user.pilots(*self.visible_roles))
