"""A new pilot from an old one: what is taken over, part by part, without people; nothing in it is signed."""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from pilot import audit
from pilot.choices import Role
from pilot.models import Assignment, ChoiceReason, FrameworkText, JournalEntry, PartyRole, PilotParty, Policy
from pilot.phases import beginning, contacts
from pilot.phases.noting import decide, note
from pilot.phases.standing import SEVERAL
from pilot.phases.wording import SIGNED


@dataclass(frozen=True)
class Part:
    """Something that a pilot takes over from another; apps above bring theirs by ``settings.PILOT_COPIES``.

    ``count(source)`` says how many there are, ``carry(source, target, by=)`` brings them over and returns how many.
    """

    key: str
    label: str
    hint: str
    count: Callable
    carry: Callable


def parts():
    """Everything that can be taken over, in the order of the page."""
    return [import_string(path) for path in settings.PILOT_COPIES]


def start_small(regions):
    """Say why a new pilot should not begin in several regions at once (advice 8.3-04)."""
    if len(regions) < 2:
        return []
    return [
        ngettext(
            "You begin in %(count)d region. One is enough to find out demand and supply; the next one follows.",
            "You begin in %(count)d regions. One is enough to find out demand and supply; the others follow.",
            len(regions),
        )
        % {"count": len(regions)}
    ]


@transaction.atomic
def repeat(source, pilot, owners, *, by, keys, regions=None):
    """Begin ``pilot`` with what ``source`` has of the parts named in ``keys``, marked as copied (advice 8.3-08).

    ``owners`` is a dict of user by fund. ``regions`` replace those of the policy. Returns the pilot and what was taken
    over, as couples of label and number. Version 1 of the policy is a draft that nobody signed.
    """
    pilot.copied_from = source
    pilot = beginning.begin(pilot, owners, by=by)
    taken = [(part.label, part.carry(source, pilot, by=by)) for part in parts() if part.key in keys]
    if regions is not None and "policy" in keys:
        pilot.policies.get(number=1).regions.set(regions)
    told = [f"{label} ({number})" for label, number in taken if number]
    audit.record(pilot, "copy", by=by, fields=sorted(keys))
    decide(
        pilot,
        _("This pilot repeats %(pilot)s. Taken over: %(parts)s.")
        % {"pilot": source, "parts": get_text_list(told, _("and")) or _("nothing")},
        by=by,
    )
    return pilot, taken


# --- the policy ---------------------------------------------------------------------------------------------------


def policy_of(pilot):
    """The version that another pilot takes over: the one in force, else the latest."""
    return pilot.policy_in_force or pilot.policies.order_by("-number").first()


def _carry_policy(source, target, *, by):
    """Copy choices, figures and reasons into the draft that the new pilot begins with; no signature comes along."""
    policy, draft = policy_of(source), target.policies.get(number=1)
    if policy is None:
        return 0
    plain = {name: getattr(policy, name) for name in SIGNED if name not in SEVERAL}
    Policy.objects.filter(pk=draft.pk).update(**plain)
    for name in SEVERAL:
        getattr(draft, name).set(getattr(policy, name).all())
    ChoiceReason.objects.bulk_create(
        ChoiceReason(policy=draft, choice=reason.choice, text=reason.text) for reason in policy.reasons.all()
    )
    audit.record(draft, "edit", by=by, fields=SIGNED)
    return 1


POLICY = Part(
    "policy",
    gettext_lazy("Policy choices and figures"),
    gettext_lazy("As a draft: every fund signs anew."),
    lambda pilot: 1 if policy_of(pilot) else 0,
    _carry_policy,
)


# --- frameworks for a provider ------------------------------------------------------------------------------------


def frameworks_of(pilot):
    """Texts by topic: those kept for the pilot, else what the last provider was asked."""
    kept = dict(pilot.framework_texts.values_list("topic", "text"))
    latest = pilot.appointments.order_by("-pk").first()
    asked = dict(latest.frameworks.order_by("number").values_list("topic", "text")) if latest else {}
    return {**asked, **kept}


def _carry_frameworks(source, target, *, by):
    rows = [FrameworkText(pilot=target, topic=topic, text=text) for topic, text in frameworks_of(source).items()]
    audit.record_many(FrameworkText.objects.bulk_create(rows), "create", by=by)
    return len(rows)


FRAMEWORKS = Part(
    "frameworks",
    gettext_lazy("Frameworks for a provider"),
    gettext_lazy("What you ask on each topic; you choose the provider anew."),
    lambda pilot: len(frameworks_of(pilot)),
    _carry_frameworks,
)


# --- parties ------------------------------------------------------------------------------------------------------


def _parties(pilot):
    """The parties that take part, without providers: those are chosen anew."""
    return PilotParty.objects.filter(pilot=pilot).involved().exclude(role=PartyRole.PROVIDER)


def _carry_parties(source, target, *, by):
    owners = Assignment.objects.running().filter(pilot=target, role=Role.OWNER).order_by("pk")
    keeper = by if owners.filter(user=by).exists() else owners.first().user
    rows = [
        contacts.involve(
            target,
            by=by,
            role=party.role,
            party=party.party,
            organisation=party.organisation,
            name=party.name,
            sector=party.sector,
            rhythm=party.rhythm,
            keeper=keeper,
        )
        for party in _parties(source).with_case().order_by("pk")
    ]
    return len(rows)


PARTIES = Part(
    "parties",
    gettext_lazy("Parties around the pilot"),
    gettext_lazy("With their rhythm, without the people you speak there and without what was said."),
    lambda pilot: _parties(pilot).count(),
    _carry_parties,
)


# --- lessons ------------------------------------------------------------------------------------------------------


def _lessons(pilot):
    return JournalEntry.objects.lessons().filter(pilot=pilot).exclude(text="")


def _carry_lessons(source, target, *, by):
    """Write what was learned in the journal of the new pilot, each line with where it comes from (advice 8.3-08)."""
    count = 0
    for entry in _lessons(source).order_by("pk"):
        text = _("From %(pilot)s: %(text)s") % {"pilot": source, "text": entry.text}
        note(target, entry.kind, text[:4000], by=by, reason=entry.reason, phase=entry.phase)
        count += 1
    return count


LESSONS = Part(
    "lessons",
    gettext_lazy("Do's, don'ts, what goes well and wrong"),
    gettext_lazy("As lines of the new journal, with the pilot they come from."),
    lambda pilot: _lessons(pilot).count(),
    _carry_lessons,
)
