"""Where the design of a pilot stands: choices, signatures, provider. Read once, asked many times."""

from datetime import date
from functools import cached_property

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Value
from django.db.models.functions import Coalesce, JSONObject, NullIf
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pilot.models import Appointment, Mandate, Pilot, PilotFund, Policy, SignOff, Topic
from pilot.models.reference.rows import reads_english
from pilot.phases.reporting import with_reports
from pilot.questions import question

#: Every choice that is made before anybody is recruited (advice sum-01, 8.1-09, 8.2-01), in the order of the page.
CHOICES = (
    "occupation",
    "regions",
    "sub_branches",
    "source_sectors",
    "position",
    "stance",
    "evc",
    "composition",
    "with_stoof",
)
SEVERAL = ("regions", "sub_branches", "source_sectors")
RUNNING = (Policy.State.DRAFT, Policy.State.PROPOSED, Policy.State.IN_FORCE)


def label_of(name):
    """The name of a choice or figure as people read it."""
    return Policy._meta.get_field(name).verbose_name


def missing_sentences(policy):
    """The choices that were not made yet, named in one sentence; nothing when all are made."""
    missing = missing_choices(policy)
    if not missing:
        return []
    sentence = ngettext(
        "This choice is still missing: %(names)s.", "These choices are still missing: %(names)s.", len(missing)
    )
    return [sentence % {"names": ", ".join(str(label_of(name)) for name in missing)}]


def missing_choices(policy):
    """Names of the choices that were not made yet (advice sum-01, 8.1-09, 8.2-01)."""
    return [name for name in CHOICES if not _is_made(policy, name)]


def _is_made(policy, name):
    if name in SEVERAL:
        # `Standing` asks the database beforehand, in the query that it makes anyway.
        known = getattr(policy, f"has_{name}", None)
        return getattr(policy, name).exists() if known is None else known
    return getattr(policy, f"{name}_id" if name == "occupation" else name) not in (None, "")


def _region_label():
    """The name of a region in the reader's language, as part of a query."""
    return (
        Coalesce(NullIf(F("region__name_en"), Value("")), "region__name_nl")
        if reads_english()
        else F("region__name_nl")
    )


@question
def _policies(pilot: int, day: date):
    """Versions that run or are made, with what is chosen, who signed and who may."""
    chosen = {
        f"has_{name}": Exists(getattr(Policy, name).through.objects.filter(policy=OuterRef("pk"))) for name in SEVERAL
    }
    funds = PilotFund.objects.filter(pilot=OuterRef(OuterRef("pilot"))).values("fund")
    mandates = Mandate.objects.running(day).filter(fund__in=funds).order_by()
    signed = SignOff.objects.filter(policy=OuterRef("pk")).order_by("pk")
    regions = Policy.regions.through.objects.filter(policy=OuterRef("pk")).order_by("region__name_nl")
    return (
        Policy.objects.filter(pilot=pilot, state__in=RUNNING)
        .select_related("occupation")
        .annotate(
            **chosen,
            signed_by=ArraySubquery(signed.values("fund_id")),
            signed_at=ArraySubquery(signed.values("at")),
            # Who may sign for which fund; only what is open still asks for it.
            mandates=ArraySubquery(mandates.values(of=JSONObject(fund="fund_id", user="user_id"))),
            region_names=ArraySubquery(regions.annotate(name=F("region__name_nl")).values("name")),
            # As the reader calls them; the names above are what parties of a region are known by.
            region_labels=ArraySubquery(regions.annotate(name=_region_label()).values("name")),
        )
        .order_by("-number")
    )


@question
def _appointments(pilot: int):
    rows = Appointment.objects.filter(pilot=pilot).exclude(state="refused").select_related("provider")
    return with_reports(rows).order_by("pk")


class Standing:
    """What the floor knows of one pilot's design. Each part is one query, made when it is asked for the first time."""

    def __init__(self, pilot):
        self.pilot = pilot

    @cached_property
    def policies(self):
        """The version in force and the open one, with what is chosen and which funds signed."""
        return self._mine(_policies(self.pilot.pk, timezone.localdate()))

    def _mine(self, rows):
        for row in rows:
            row.pilot = self.pilot
        return rows

    @cached_property
    def funds(self):
        return [pilot_fund.fund for pilot_fund in self.pilot.pilot_funds.select_related("fund").order_by("pk")]

    @cached_property
    def every_appointment(self):
        """Every appointment that was not refused, with its reports."""
        return self._mine(_appointments(self.pilot.pk))

    @property
    def appointments(self):
        """Every appointment that was not refused or ended."""
        return [appointment for appointment in self.every_appointment if appointment.state != "ended"]

    @property
    def in_force(self):
        return next((policy for policy in self.policies if policy.state == Policy.State.IN_FORCE), None)

    @property
    def open(self):
        """The version that is being made or waits for signatures."""
        return next((policy for policy in self.policies if policy.state != Policy.State.IN_FORCE), None)

    @property
    def approved(self):
        return [appointment for appointment in self.appointments if appointment.state == "approved"]

    @property
    def agreed_on(self):
        """The moment of the last signature under the version in force."""
        return max(self.in_force.signed_at, default=None) if self.in_force else None

    def unsigned(self, policy):
        """Funds that did not sign this version."""
        return [fund for fund in self.funds if fund.pk not in policy.signed_by]


def in_force(pilot):
    """What a list needs of the version in force, in one query; ``None`` when there is none.

    Its occupation, ``region_ids``, and ``recruited``: whether a provider is approved for recruitment.
    """
    return next(iter(_needed(pilot.pk, timezone.localdate())), None)


@question
def _needed(pilot: int, day: date):
    regions = Policy.regions.through.objects.filter(policy=OuterRef("pk"))
    approved = Appointment.objects.running(day).filter(pilot=OuterRef("pilot"), scope__contains=[Topic.RECRUITMENT])
    return (
        Policy.objects.filter(pilot=pilot, state=Policy.State.IN_FORCE)
        .select_related("occupation")
        .only("number", "occupation__name_nl", "occupation__name_en", "occupation__sbi_codes")
        .annotate(region_ids=ArraySubquery(regions.values("region_id")), recruited=Exists(approved))
        .order_by("-number")[:1]
    )


def recruiting_blockers(pilot, standing=None, policy=None):
    """Say in sentences why companies and candidates cannot be recruited yet; an empty list when they can.

    Every choice is made, every fund signed the same version (advice sum-01, 8.1-09, 8.2-01), a provider is approved
    (8.2-10) and the pilot runs. No query when nothing stands in the way of the ``policy`` that ``in_force`` gave just
    now, else two.
    """
    if policy is not None and policy.recruited and pilot.state == Pilot.State.RUNNING:
        return []
    standing = standing or Standing(pilot)
    return [*policy_blockers(standing), *_provider_blockers(standing), *_state_blockers(pilot)]


def policy_blockers(standing):
    """Say what keeps a version of the policy from being in force; nothing when one is."""
    if standing.in_force:
        return []
    policy = standing.open
    if policy is None:
        return [_("No policy choices were made yet.")]
    found = missing_sentences(policy)
    found += [
        _("%(fund)s has not signed version %(number)d of the policy choices yet.")
        % {"fund": fund, "number": policy.number}
        for fund in standing.unsigned(policy)
    ]
    return found


def _provider_blockers(standing):
    if any(Topic.RECRUITMENT in appointment.scope for appointment in standing.approved):
        return []
    waiting = next((a for a in standing.appointments if Topic.RECRUITMENT in a.scope), None)
    if waiting is None:
        return [_("No provider is appointed for recruitment yet.")]
    return [_("The proposal of %(provider)s is not approved yet.") % {"provider": waiting.provider}]


def _state_blockers(pilot):
    if pilot.state == Pilot.State.RUNNING:
        return []
    if pilot.state in (Pilot.State.DESIGN, Pilot.State.AGREED):
        return [_("The pilot has not been started yet.")]
    return [_("The pilot does not run any more: it is %(state)s.") % {"state": pilot.get_state_display().lower()}]
