"""Files and errands: a mail, a document is a row first and only then work (mechanism 3)."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from pilot import vault
from pilot.choices import Role

from .base import Stateful
from .people import Organisation, User
from .pilot import Pilot, PilotFund


class Blob(models.Model):
    """Bytes of a file, once per content, in the database: stored with the row that needs them or not at all.

    ``content`` is locked (``pilot.vault``); ``plain`` are the bytes themselves, of which ``sha256`` is the hash.
    """

    sha256 = models.CharField(max_length=64, primary_key=True)
    content = models.BinaryField()
    # The mark of the key it is locked with; empty from before files were locked, until the next night.
    key = models.CharField(max_length=8, default="", db_default="", editable=False)
    size = models.PositiveIntegerField()
    at = models.DateTimeField(db_default=Now())

    def __str__(self):
        return self.sha256

    @property
    def plain(self):
        """The bytes of the file; raises ``vault.KeyMissing``."""
        return vault.unlock(bytes(self.content), self.sha256, self.key)


class Errand(models.Model):
    """Work that a worker does once: leased, done, marked. ``label`` names it in settings.ERRANDS."""

    class State(models.TextChoices):
        ASKED = "asked", _("Asked")
        WORKING = "working", _("Being made")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    state = models.CharField(_("state"), max_length=7, choices=State, default=State.ASKED, editable=False)
    due_at = models.DateTimeField(db_default=Now(), editable=False)
    leased_until = models.DateTimeField(null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    error = models.TextField(blank=True, editable=False)
    asked_at = models.DateTimeField(db_default=Now(), editable=False)
    done_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        abstract = True
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=models.Q(state__in=["asked", "working"]),
                name="%(app_label)s_%(class)s_open",
            )
        ]


class Mail(Errand):
    """A message to one address."""

    label = "mail"

    to = models.EmailField()
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    subject = models.CharField(max_length=200)
    text = models.TextField()
    kind = models.CharField(max_length=40)
    pilot = models.ForeignKey(Pilot, on_delete=models.PROTECT, null=True, related_name="+")
    message_id = models.CharField(max_length=120, unique=True)

    def __str__(self):
        return self.subject


class MailCalendar(models.Model):
    """What a mail tells somebody's calendar: an appointment to put in or to take out (iCalendar)."""

    class Method(models.TextChoices):
        REQUEST = "REQUEST", _("Put in")
        CANCEL = "CANCEL", _("Take out")

    mail = models.OneToOneField(Mail, on_delete=models.PROTECT, related_name="calendar")
    method = models.CharField(max_length=7, choices=Method)
    content = models.TextField(blank=True)

    def __str__(self):
        return f"{self.method}: {self.mail}"


#: Kinds of documents that are about one company, with names of people: their own page says who reads them.
OF_A_CASE = ("commitment",)


class DocumentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Sheets are about pilots, without names: whoever sees the pilot may have them, fund management included.

        Lessons come from the journal: for who works in the pilot, and owners and management of its funds. The paper of
        a policy that is not in force any more is read, as that version itself, by the funds of the pilot. Papers with
        names in them (``OF_A_CASE``) are not here: they are read with the case they belong to.
        """
        of_fund = PilotFund.objects.filter(fund__in=user.funds(Role.MANAGEMENT)).values("pilot")
        rows = self.exclude(kind__in=OF_A_CASE).filter(pilot__in=Pilot.objects.visible_to(user))
        rows = rows.filter(
            models.Q(policy_paper=None)
            | models.Q(policy_paper__policy__state="in_force")
            | models.Q(pilot__in=user.pilots(Role.OWNER))
            | models.Q(pilot__in=of_fund)
        )
        if user.funds(Role.OWNER, Role.MANAGEMENT):
            return rows
        return rows.filter(~models.Q(kind="lessons") | models.Q(pilot__in=user.pilots()))


class Document(Errand):
    """A PDF that somebody asked for: made by the worker, stored with its hash, never changed afterwards."""

    label = "document"

    kind = models.CharField(max_length=40)
    title = models.CharField(_("title"), max_length=160)
    pilot = models.ForeignKey(Pilot, on_delete=models.PROTECT, related_name="documents")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=2, default="nl")
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, null=True, related_name="+")

    objects = DocumentQuerySet.as_manager()

    def __str__(self):
        return self.title


class UploadQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Files with people in them: whoever brought them, and the pilot's owners."""
        return self.filter(models.Q(by=user, pilot__in=user.pilots()) | models.Q(pilot__in=user.pilots(Role.OWNER)))


class Upload(Stateful):
    """A file somebody sent, with what its columns mean; its rows are stored all or not at all."""

    class State(models.TextChoices):
        CHECKED = "checked", _("Checked")
        IMPORTED = "imported", _("Imported")
        UNDONE = "undone", _("Undone")
        REFUSED = "refused", _("Refused")

    MOVES = {
        "store": ({State.CHECKED}, State.IMPORTED),
        "undo": ({State.IMPORTED}, State.UNDONE),
        "refuse": ({State.CHECKED}, State.REFUSED),
    }

    kind = models.CharField(max_length=20)
    pilot = models.ForeignKey(Pilot, on_delete=models.PROTECT, related_name="uploads")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("file"), max_length=200)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, null=True, related_name="+")
    mapping = models.JSONField(default=dict, blank=True)
    outcome = models.JSONField(default=dict, blank=True)
    about_id = models.BigIntegerField(null=True, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.CHECKED, editable=False)
    at = models.DateTimeField(auto_now_add=True)

    objects = UploadQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return self.name


class ColumnMap(models.Model):
    """What a header in files of one organisation means, remembered for the next file."""

    kind = models.CharField(max_length=20)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    header = models.CharField(max_length=120)
    key = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "organisation", "header"], nulls_distinct=False, name="column_map_once_per_header"
            )
        ]

    def __str__(self):
        return f"{self.header} → {self.key}"
