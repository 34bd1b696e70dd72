"""A pilot begins: its funds and owners, its first version of the policy; and it starts when all is agreed."""

from django.db import connection, transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from pilot import audit
from pilot.choices import Role
from pilot.models import Assignment, Pilot, PilotFund
from pilot.phases.choosing import first_version
from pilot.phases.noting import decide
from pilot.phases.standing import Standing, policy_blockers
from pilot.workflow import move, require_none

#: Words that are addresses already.
TAKEN = frozenset({"nieuw", "vergelijken"})


def free_slug(title):
    """An address for the pilot made of its title, which no other pilot has."""
    base = slugify(title)[:50].strip("-") or "pilot"
    taken = set(Pilot.objects.filter(slug__startswith=base).values_list("slug", flat=True)) | TAKEN
    return next(slug for n in range(1, len(taken) + 2) if (slug := base if n == 1 else f"{base}-{n}") not in taken)


@transaction.atomic
def begin(pilot, owners, *, by):
    """Save a new pilot with its funds, one owner for each (advice 8.2-04), and version 1 of its policy.

    ``owners`` is a dict of user by fund; every fund that takes part is in it.
    """
    with connection.cursor() as cursor:  # two pilots with one title at the same moment wait for each other here
        cursor.execute("select pg_advisory_xact_lock(hashtext('pilot.slug'))")
    pilot.slug = free_slug(pilot.title)
    pilot.save(force_insert=True)
    audit.record(pilot, "create", by=by)
    for fund, owner in owners.items():
        PilotFund.objects.create(pilot=pilot, fund=fund)
        audit.record(Assignment.objects.create(user=owner, role=Role.OWNER, pilot=pilot, fund=fund), "create", by=by)
    by.__dict__.pop("running", None)
    first_version(pilot, by=by)
    return pilot


def start_blockers(pilot, standing=None):
    """Say why the pilot cannot start: the policy is in force and a provider is approved (advice 8.2-10)."""
    standing = standing or Standing(pilot)
    found = policy_blockers(standing)
    if not standing.approved:
        found.append(_("The owners have not approved a provider yet."))
    if pilot.end and pilot.end <= timezone.localdate():
        found.append(_("The last day of the pilot has passed. Change the dates first."))
    return found


@transaction.atomic
def start(pilot, *, by):
    """Start an agreed pilot: recruiting may begin."""
    require_none(start_blockers(pilot))
    pilot = move(pilot, "start", by=by, start=pilot.start or timezone.localdate())
    decide(pilot, _("The pilot has started."), by=by)
    return pilot


@transaction.atomic
def edit(form, *, by):
    """Save the title, dates and contact of a pilot."""
    pilot = form.save()
    audit.record(pilot, "edit", by=by, fields=form.changed_data)
    return pilot
