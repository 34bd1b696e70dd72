"""A committed company that stops: what hangs on it, shown before it is confirmed, and who is told."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from companies.models import Participation
from pilot import mail
from pilot.choices import Role
from pilot.models import User
from pilot.workflow import NotNow, move


@dataclass(frozen=True)
class Touched:
    """One kind of thing that a withdrawal touches: how many, what becomes of them, and who acts.

    ``lines`` are (words, address) of each, for whoever may know of them; ``amount`` says the figure otherwise than as
    a number of things, for example in euros.
    """

    label: str
    count: int
    follows: str
    who: str
    lines: list = field(default_factory=list)
    amount: str = ""


def touched(participation: Participation, user: User) -> list[Touched]:
    """Everything that hangs on a company, as far as ``user`` may know of it: its places first, then each app above."""
    found = [_places(participation)]
    for path in settings.WITHDRAWAL_TOUCHES:
        found += import_string(path)(participation, user)
    return [one for one in found if one.count]


def _places(participation):
    places = sum(participation.vacancies.values_list("places", flat=True))
    return Touched(
        label=_("Places"),
        count=places,
        follows=_("They no longer count for a class, and nobody new is proposed for them."),
        who="",
    )


@transaction.atomic
def withdraw(participation: Participation, *, by: User, reason: str) -> Participation:
    """Note that a committed company stops; its commitment no longer binds, and who has to act hears of it by mail.

    Matches, placements, seats and plans are ended one by one, each by its own verb: until then they stand on *My work*.
    Raises ``NotNow`` without a reason.
    """
    if not reason.strip():
        raise NotNow(_("A no carries its reason."))
    move(participation, "withdraw", by=by, reason=reason, withdrawn_at=timezone.now())
    for user in _concerned(participation):
        if user != by:
            _tell(user, participation, by)
    return participation


def _concerned(participation) -> Iterator[User]:
    """Who has to act: the selectors, the owner of the company's fund, and the provider."""
    roles = participation.pilot.assignments.running().filter(role__in=[Role.SELECTOR, Role.OWNER, Role.PROVIDER])
    own = roles.exclude(role=Role.OWNER) | roles.filter(role=Role.OWNER, fund=participation.company.fund_id)
    yield from User.objects.filter(pk__in=own.values("user"), is_active=True).order_by("pk")


def _tell(user, participation, by):
    """By mail, in numbers: no candidate is named."""
    with override(user.language):
        about = {"company": participation, "by": by.name}
        waits = [f"- {one.label}: {one.amount or one.count}" for one in touched(participation, user)]
        lines = [
            _("Dear %(name)s,") % {"name": user.name},
            _("%(company)s withdrew from the pilot; %(by)s recorded it.") % about,
            ngettext("This hangs on it:", "These hang on it:", len(waits)) if waits else _("Nothing hangs on it."),
            "\n".join(waits),
            _("What you have to do stands in My work: %(url)s") % {"url": f"{settings.SITE_URL}/"},
        ]
        mail.send_to(
            user,
            subject=_("%(company)s withdrew from the pilot") % about,
            text="\n\n".join(line for line in lines if line),
            kind="company_withdrew",
            pilot=participation.pilot,
        )
