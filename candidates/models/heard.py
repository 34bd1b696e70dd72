"""What a candidate heard of where they stand; and rounds of selection, talked over with the provider."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pilot.addresses import numbered
from pilot.choices import Role
from pilot.models import InPilotQuerySet, Mail, Pilot, Stateful, User

from .people import Candidate


def now():
    """This moment, also on a clock that tests and the demo set."""
    return timezone.now()


class HeardQuerySet(InPilotQuerySet):
    pilot_path = "candidate__pilot"
    visible_roles = (Role.OWNER, Role.SELECTOR, Role.PROVIDER)

    def reached(self):
        """Without mail that could not be delivered and meetings they were not at: that was heard by nobody."""
        return self.exclude(mail__state=Mail.State.FAILED).filter(mistaken_at__isnull=True)


class Heard(models.Model):
    """Something that told a candidate where they stand: a mail, a call, a meeting. It is kept as it was.

    ``until`` is the moment of an appointment they know of: until then they know what they wait for.
    """

    class How(models.TextChoices):
        MAIL = "mail", _("By mail")
        CALL = "call", _("By telephone")
        MEETING = "meeting", _("In a meeting")

    #: What the product sends by itself where no person did: that somebody is recorded, and where they stand.
    BY_ITSELF = ("recorded", "status")

    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="heard")
    at = models.DateTimeField(default=now)
    how = models.CharField(_("how"), max_length=7, choices=How)
    # Which message: the kind of the letter.
    what = models.CharField(max_length=20)
    # Where the candidate stood then: the same message twice in the same state is no progress.
    stage = models.CharField(max_length=11, choices=Candidate.State, blank=True)
    until = models.DateTimeField(null=True)
    mail = models.ForeignKey(Mail, on_delete=models.PROTECT, null=True, related_name="+")
    text = models.TextField(_("what was said"), max_length=2000, blank=True)
    # It turned out that they were not there after all (attendance put right); set once.
    mistaken_at = models.DateTimeField(null=True, editable=False)
    # Nobody: the product itself.
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    objects = HeardQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("message to a candidate")
        verbose_name_plural = _("messages to a candidate")
        indexes = [models.Index(fields=["candidate", "-at", "-id"], name="heard_latest")]
        constraints = [
            models.CheckConstraint(
                # What goes out by itself only says where somebody stands; a rejection has a person behind it.
                condition=~Q(what="out") | Q(by__isnull=False),
                name="heard_rejection_has_a_sender",
            )
        ]

    def __str__(self):
        return f"{self.candidate}: {self.what}"


class SelectionRoundQuerySet(InPilotQuerySet):
    visible_roles = (Role.OWNER, Role.SELECTOR, Role.PROVIDER)


class SelectionRound(Stateful):
    """A round of selection that is closed, in figures, and what came of talking it over with the provider.

    Advice 8.3.2-24. The figures are those of the day of closing: they do not change when people are erased.
    """

    class State(models.TextChoices):
        CLOSED = "closed", _("To be discussed")
        DISCUSSED = "discussed", _("Discussed")

    MOVES = {"discuss": ({State.CLOSED}, State.DISCUSSED)}

    pilot = models.ForeignKey(Pilot, on_delete=models.PROTECT, related_name="selection_rounds")
    number = models.PositiveSmallIntegerField(_("round"))
    since = models.DateTimeField(_("from"))
    closed_at = models.DateTimeField(_("closed"), default=now)
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)
    qualified = models.PositiveIntegerField(_("qualified"))
    fell_out = models.PositiveIntegerField(_("fell out"))
    # How many fell out by stage and by reason: {"stages": {…}, "reasons": {…}}; numbers only.
    why = models.JSONField(default=dict)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.CLOSED, editable=False)
    talked_on = models.DateField(_("day of the talk"), null=True)
    present = models.CharField(_("who were there"), max_length=300, blank=True)
    went_well = models.TextField(_("what went well"), max_length=2000, blank=True)
    went_wrong = models.TextField(_("what went less well"), max_length=2000, blank=True)
    agreed = models.TextField(_("what was agreed for the next round"), max_length=2000, blank=True)

    objects = SelectionRoundQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        verbose_name = _("round of selection")
        verbose_name_plural = _("rounds of selection")
        constraints = [
            models.UniqueConstraint(fields=["pilot", "number"], name="selection_round_once"),
            models.CheckConstraint(condition=Q(closed_at__gt=F("since")), name="selection_round_has_a_length"),
            models.CheckConstraint(
                condition=Q(state="closed") | Q(talked_on__isnull=False) & ~Q(present="") & ~Q(agreed=""),
                name="selection_round_discussed_with_agreements",
            ),
        ]

    def __str__(self):
        return str(_("round %(n)s") % {"n": self.number})

    def get_absolute_url(self):
        return numbered("candidates:round", self.pk)
