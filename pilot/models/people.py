"""Organisations, people who log in, and what they do where and from when to when."""

from datetime import date

from django.apps import apps
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from pilot.choices import IN_PILOT, OrganisationKind, Role
from pilot.questions import question


class Organisation(models.Model):
    """An employer of people who log in, or a party to agreements. Funds carry their slug from the parties table."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    slug = models.SlugField(_("short name"), unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=OrganisationKind)

    class Meta:
        ordering = ["name"]
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")

    def __str__(self):
        return self.name

    @property
    def payer(self):
        """Name of the payer class of a fund in charts: ``ao``, ``oom`` or ``scheme``."""
        return {"a-o-metalektro": "ao", "oom": "oom"}.get(self.slug, "scheme")


class UserManager(BaseUserManager):
    def create_user(self, email, password=None, **fields):
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who logs in, known by e-mail address."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("organisation")
    )
    language = models.CharField(_("language"), max_length=2, default="nl")
    is_active = models.BooleanField(_("may log in"), default=True)
    is_staff = models.BooleanField(_("may manage accounts and reference data"), default=False)
    date_joined = models.DateTimeField(_("since"), default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["name"]
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_once_whatever_case")]

    def __str__(self):
        return self.name

    @cached_property
    def running(self):
        """The assignments that hold today with fund and pilot, read once per request."""
        found = _running(self.pk, timezone.localdate())
        for one in found:
            one.user = self
        return found

    @cached_property
    def approved_scopes(self):
        """Topics by pilot for which the user's provider is approved, read once per request (advice 8.2-10)."""
        scopes = {}
        if assigned := self.assigned(Role.PROVIDER):
            appointments = apps.get_model("pilot", "Appointment").objects.running()
            rows = appointments.filter(provider=self.organisation_id, pilot__in=assigned)
            for pilot_id, scope, recruits in rows.values_list("pilot", "scope", "recruits"):
                # Recruitment may be divided: "recruitment:companies" beside "recruitment".
                parts = {f"recruitment:{whom}" for whom in recruits} if "recruitment" in scope else set()
                scopes.setdefault(pilot_id, set()).update(scope, parts)
        return scopes

    def pilots(self, *roles):
        """Return the ids of pilots in which this user works today in one of the roles (any role when none is named).

        People of a provider work in a pilot from the approval of its appointment until the end of that (advice
        8.2-10); until then they are `assigned` only.
        """
        others = {
            a.pilot_id for a in self.running if a.pilot_id and a.role != Role.PROVIDER and a.role in (roles or Role)
        }
        return others | set(self.approved_scopes) if not roles or Role.PROVIDER in roles else others

    def assigned(self, *roles):
        """Return the ids of pilots in which this user was given one of the roles today (any role when none is named).

        Unlike `pilots`, a provider whose appointment is not approved yet, or has ended, counts.
        """
        return {a.pilot_id for a in self.running if a.pilot_id and (not roles or a.role in roles)}

    def funds(self, *roles):
        """Return the ids of funds for which this user has one of the roles today."""
        return {a.fund_id for a in self.running if a.fund_id and (not roles or a.role in roles)}

    def has_role(self, role, pilot=None, fund=None):
        """Say whether the user has the role today, in this pilot and for this fund where they are given."""
        pilot_id, fund_id = getattr(pilot, "pk", pilot), getattr(fund, "pk", fund)
        return any(
            a.role == role
            and (pilot_id is None or a.pilot_id == pilot_id)
            and (fund_id is None or a.fund_id == fund_id)
            for a in self.running
        )

    @property
    def role_label(self):
        """The first role in words, for the head of the page."""
        if not self.running:
            return ""
        first = self.running[0]
        label = first.get_role_display()
        return f"{label} {first.fund.name}" if first.fund_id else str(label)


class AssignmentQuerySet(models.QuerySet):
    def running(self, on=None):
        day = on or timezone.localdate()
        return self.filter(start__lte=day).filter(Q(end__isnull=True) | Q(end__gte=day))

    def owned(self, user, day, pilot, fund):
        """Ownerships of ``user`` on ``day`` of the pilot and fund to which these paths of another row lead."""
        return self.running(day).filter(
            user=user, role=Role.OWNER, pilot=models.OuterRef(pilot), fund=models.OuterRef(fund)
        )


@question
def _running(user: int, day: date):
    return Assignment.objects.running(day).filter(user=user).select_related("fund", "pilot")


class Assignment(models.Model):
    """One role of one user, from a day until a day. A deputy is a dated second owner (advice 8.2-04)."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="assignments", verbose_name=_("user"))
    role = models.CharField(_("role"), max_length=12, choices=Role)
    pilot = models.ForeignKey(
        "pilot.Pilot", on_delete=models.PROTECT, null=True, blank=True, related_name="assignments"
    )
    fund = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("fund")
    )
    deputy = models.BooleanField(_("deputy"), default=False)
    start = models.DateField(_("from"), default=timezone.localdate)
    end = models.DateField(_("until"), null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(role=Role.OWNER, pilot__isnull=False, fund__isnull=False)
                    | Q(role__in=sorted(IN_PILOT - {Role.OWNER}), pilot__isnull=False)
                    | Q(role=Role.MANAGEMENT, pilot__isnull=True, fund__isnull=False)
                    | Q(role=Role.MANAGER, pilot__isnull=True, fund__isnull=True)
                ),
                name="assignment_role_fits_its_place",
            ),
            models.CheckConstraint(
                condition=Q(end__isnull=True) | Q(end__gte=F("start")),
                name="assignment_ends_after_start",
                violation_error_message=_("The last day comes after the first."),
            ),
            # A deputy always has a last day; without one there would be two owners.
            models.CheckConstraint(
                condition=Q(deputy=False) | Q(role=Role.OWNER, end__isnull=False),
                name="assignment_deputy_is_a_dated_owner",
                violation_error_message=_("A deputy replaces an owner until a day that is known beforehand."),
            ),
            models.UniqueConstraint(
                fields=["pilot", "fund"],
                condition=Q(role=Role.OWNER, deputy=False, end__isnull=True),
                name="assignment_one_owner_per_pilot_and_fund",
                violation_error_message=_("This fund already has an owner for this pilot."),
            ),
            models.UniqueConstraint(
                fields=["user", "role", "pilot", "fund", "start"],
                nulls_distinct=False,
                name="assignment_said_once",
                violation_error_message=_("This person already has this role from that day."),
            ),
        ]

    def __str__(self):
        return f"{self.user}: {self.get_role_display()}"
