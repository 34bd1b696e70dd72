"""What is written down for good: audit, reasons, once-only keys, reminders that went out."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class AuditEvent(models.Model):
    """One thing somebody did. Append-only by trigger; holds no personal content, so erasure never touches it."""

    at = models.DateTimeField(db_default=Now(), editable=False)
    actor = models.ForeignKey("pilot.User", on_delete=models.PROTECT, null=True, related_name="+")
    action = models.CharField(max_length=40)
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField(null=True)
    # Not a foreign key: an event outlives everything, and indexes stay small.
    pilot_id = models.BigIntegerField(null=True)
    from_state = models.CharField(max_length=20, blank=True)
    to_state = models.CharField(max_length=20, blank=True)
    fields = models.JSONField(default=list)
    path = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "-id"], name="audit_subject"),
            models.Index(fields=["pilot_id", "-id"], name="audit_pilot"),
            # What a timeline reads: moves alone, without all that was looked at and edited.
            models.Index(fields=["pilot_id", "-id"], condition=~models.Q(from_state=""), name="audit_moves"),
        ]

    def __str__(self):
        return f"{self.action} {self.subject_type} {self.subject_id}"


class Reason(models.Model):
    """Why, in somebody's own words; erasing a person makes the text empty and leaves the event."""

    event = models.OneToOneField(AuditEvent, on_delete=models.PROTECT, related_name="reason")
    text = models.TextField(_("reason"))

    def __str__(self):
        return self.text


class Sent(models.Model):
    """A form that was sent: its key, what it said, and where its sender was led (mechanism 1)."""

    key = models.UUIDField(primary_key=True)
    user = models.ForeignKey("pilot.User", on_delete=models.PROTECT, null=True, related_name="+")
    path = models.CharField(max_length=300)
    digest = models.CharField(max_length=64)
    url = models.CharField(max_length=2000, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self):
        return str(self.key)


class SentReminder(models.Model):
    """A reminder that went out; the key is unique, so it goes out once."""

    key = models.CharField(max_length=120, unique=True)
    to = models.ForeignKey("pilot.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self):
        return self.key
