"""What somebody typed in a form that came in after the login had ended: kept an hour, readable for that user alone."""

import uuid

from django.db import models

from .people import User


class HeldQuerySet(models.QuerySet):
    def visible_to(self, user):
        """What one typed oneself."""
        return self.filter(user=user)


class Held(models.Model):
    """A form that was sent and not carried out. Its content is encrypted; see ``pilot.held``."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)
    # Where the form was going, and the page on which it stood.
    action = models.CharField(max_length=300, editable=False)
    page = models.CharField(max_length=1000, editable=False)
    content = models.BinaryField()
    at = models.DateTimeField(db_index=True, editable=False)

    objects = HeldQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "pk"]
        constraints = [
            # Typing goes on in a page whose login ended: the newest words take the place of the older.
            models.UniqueConstraint(fields=["user", "action", "page"], name="held_newest_of_a_page"),
        ]

    def __str__(self):
        return str(self.key)
