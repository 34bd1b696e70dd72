"""Parties around a pilot: who was chosen, who of the funds keeps the contact, and every contact there was."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pilot.choices import Role

from .base import InPilotQuerySet, Stateful
from .people import Organisation, User
from .pilot import Pilot
from .reference import Party, SourceSector


class PartyRole(models.TextChoices):
    """What a party is to a pilot (advice 8.1-10, 8.2-07, 8.2-09, 8.2-16, 8.2-17, 8.2-20, 8.2-23)."""

    UWV = "uwv", "UWV"
    STOOF = "stoof", "STOOF"
    ASSOCIATION = "association", _("Trade association of the occupation")
    SENDING = "sending", _("Sector that people come from")
    TRAINER = "trainer", pgettext_lazy("organisation", "Trainer")
    PROVIDER = "provider", pgettext_lazy("organisation", "Provider")
    SUPPLIER = "supplier", _("Preferred supplier")
    PLATFORM = "platform", _("Platform")
    FUND = "fund", _("Other training fund")
    PARTNER = "partner", _("Regional partner")
    OTHER = "other", _("Other party")


#: Rows of the reference that name a kind of organisation; which one it is, a pilot fills in itself.
GENERIC = ("bedrijfstakschool", "brancheorganisatie", "roc", "vakbonden")


class PilotPartyQuerySet(InPilotQuerySet):
    #: The funds keep these contacts themselves; a provider never reads along (advice 8.2-19).
    visible_roles = (Role.OWNER,)

    def involved(self):
        return self.filter(state=PilotParty.State.INVOLVED)

    def with_standing(self):
        """Annotate the last contact (``last_on``, ``last_id``) and the first open step (``step``, its day and id)."""
        mine = PartyContact.objects.filter(party=models.OuterRef("pk"))
        last = mine.order_by("-on", "-pk")
        steps = mine.filter(state=PartyContact.State.OPEN).order_by("follow_up_on", "pk")
        return self.annotate(
            last_on=models.Subquery(last.values("on")[:1]),
            last_id=models.Subquery(last.values("pk")[:1]),
            step=models.Subquery(steps.values("follow_up")[:1]),
            step_on=models.Subquery(steps.values("follow_up_on")[:1]),
            step_id=models.Subquery(steps.values("pk")[:1]),
        )

    def with_case(self):
        return self.select_related("pilot", "party", "organisation", "keeper", "sector")


class PilotParty(Stateful):
    """A party in a pilot, with its role, who of the funds keeps the contact, and how often."""

    class State(models.TextChoices):
        INVOLVED = "involved", _("Involved")
        ENDED = "ended", _("Ended")

    MOVES = {"end": ({State.INVOLVED}, State.ENDED), "resume": ({State.ENDED}, State.INVOLVED)}

    pilot = models.ForeignKey(Pilot, on_delete=models.PROTECT, related_name="parties")
    party = models.ForeignKey(
        Party, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("party")
    )
    # Of a provider or trainer that works in the pilot; those are no rows of the reference table.
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    name = models.CharField(
        _("name in this pilot"),
        max_length=120,
        blank=True,
        help_text=_("For example the branch in your region. Empty: the name in the list."),
    )
    role = models.CharField(_("role"), max_length=11, choices=PartyRole)
    sector = models.ForeignKey(
        SourceSector, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("source sector")
    )
    keeper = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name=_("who keeps the contact")
    )
    rhythm = models.PositiveSmallIntegerField(
        _("contact at least every"),
        validators=[MinValueValidator(1), MaxValueValidator(365)],
        help_text=_("After this many days of silence the product reminds you."),
    )
    contact_name = models.CharField(_("name of the contact"), max_length=120, blank=True)
    contact_function = models.CharField(_("function of the contact"), max_length=120, blank=True)
    contact_email = models.EmailField(_("e-mail address at work"), blank=True)
    contact_phone = models.CharField(_("telephone at work"), max_length=20, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.INVOLVED, editable=False)
    since = models.DateField(_("since"), default=timezone.localdate, editable=False)
    ended_on = models.DateField(null=True, editable=False)

    objects = PilotPartyQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        constraints = [
            models.CheckConstraint(
                condition=Q(party__isnull=False) | Q(organisation__isnull=False) | ~Q(name=""),
                name="pilot_party_is_somebody",
            ),
            models.CheckConstraint(condition=Q(rhythm__range=(1, 365)), name="pilot_party_rhythm_within_a_year"),
            models.CheckConstraint(
                condition=Q(state="ended", ended_on__isnull=False) | Q(state="involved", ended_on__isnull=True),
                name="pilot_party_ended_on_a_day",
            ),
            models.UniqueConstraint(
                fields=["pilot", "role", "party", "organisation", "name", "sector"],
                condition=Q(state="involved"),
                nulls_distinct=False,
                name="pilot_party_once_per_role",
                violation_error_message=_("This party is in this pilot already, in the same role."),
            ),
        ]

    def __str__(self):
        if self.unnamed and self.sector_id and self.role == PartyRole.SENDING:
            return _("Trade association of the sending sector: %(sector)s") % {"sector": self.sector}
        if self.unnamed and self.role == PartyRole.ASSOCIATION:
            return str(PartyRole.ASSOCIATION.label)
        return self.name or str(self.party or self.organisation)

    @property
    def unnamed(self):
        """Whether only its function is known: nobody filled in yet which organisation it is."""
        return not self.name and not self.organisation_id and self.party_id in GENERIC

    def get_absolute_url(self):
        return reverse("party", args=[self.pk])


class PartyContactQuerySet(InPilotQuerySet):
    pilot_path = "party__pilot"
    visible_roles = (Role.OWNER,)

    def with_case(self):
        return self.select_related("party__party", "party__organisation", "party__sector", "by")


class PartyContact(Stateful):
    """One contact with a party: when, how, with which function, what was said and agreed. Kept as written (trigger)."""

    class State(models.TextChoices):
        NOTED = "noted", _("Noted")
        OPEN = "open", _("Step agreed")
        DONE = "done", pgettext_lazy("agreed step", "Done")
        DROPPED = "dropped", _("Dropped")

    MOVES = {"settle": ({State.OPEN}, State.DONE), "drop": ({State.OPEN}, State.DROPPED)}

    class Channel(models.TextChoices):
        PHONE = "phone", _("By telephone")
        MEETING = "meeting", _("In a meeting")
        VIDEO = "video", _("By video call")
        MAIL = "mail", _("By e-mail")
        OTHER = "other", _("Otherwise")

    party = models.ForeignKey(PilotParty, on_delete=models.PROTECT, related_name="contacts")
    on = models.DateField(_("when"), default=timezone.localdate)
    channel = models.CharField(_("how"), max_length=7, choices=Channel, default=Channel.PHONE)
    with_whom = models.CharField(
        _("with whom"), max_length=120, blank=True, help_text=_("The function, for example regional adviser. No name.")
    )
    text = models.TextField(_("what was said"), max_length=2000)
    follow_up = models.CharField(_("agreed step"), max_length=200, blank=True)
    follow_up_on = models.DateField(_("by when"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=7, choices=State, default=State.NOTED, editable=False)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)
    at = models.DateTimeField(auto_now_add=True)

    objects = PartyContactQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]
        verbose_name = _("contact with a party")
        verbose_name_plural = _("contacts with parties")
        indexes = [models.Index(fields=["party", "-on", "-id"], name="party_contact_latest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(follow_up="", follow_up_on__isnull=True, state="noted")
                | (~Q(follow_up="") & Q(follow_up_on__isnull=False) & ~Q(state="noted")),
                name="party_contact_step_has_a_day",
            ),
            models.CheckConstraint(
                condition=Q(follow_up_on__isnull=True) | Q(follow_up_on__gte=F("on")),
                name="party_contact_step_comes_after",
                violation_error_message=_("The step comes after the contact."),
            ),
        ]

    def __str__(self):
        return f"{self.party}: {self.on}"

    @property
    def pilot_id(self):
        return self.party.pilot_id
