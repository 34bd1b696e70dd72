"""From agreement to work: the selector's advice, the owner's final permission, employment, and the end of it."""

from datetime import datetime, time

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from candidates.matching import candidate_blockers, lock, place_blockers, standing_yes
from candidates.matching_permissions import may_permit
from candidates.models import Agreement, Employment, Match
from companies.models import Participation
from pilot import audit, mail
from pilot.choices import Role
from pilot.models import Assignment
from pilot.permissions import require
from pilot.workflow import move, require_none

OPEN = frozenset({Match.State.PROPOSED, Match.State.INTRODUCED, Match.State.AGREED})
NOON = time(12)


def missing_yes(match):
    """Say which side has not said yes (advice 8.3.3-11)."""
    said = set(standing_yes(match).values_list("side", flat=True))
    if Agreement.Side.COMPANY not in said:
        yield _("The company has not said yes.")
    if Agreement.Side.CANDIDATE not in said:
        yield _("The candidate has not said yes.")


def advice_blockers(match):
    """Say why there is nothing to advise on yet."""
    if match.state == Match.State.AGREED:
        return
    yield from missing_yes(match) if match.state in OPEN else [_closed(match)]


def permission_blockers(match, by):
    """Say what stands in the way of the final permission by ``by`` (advice 8.3.3-14).

    Both sides said yes, the selector advised, and the owner is neither the one who proposed nor the one who advised.
    """
    if match.state not in OPEN:
        yield _closed(match)
        return
    yield from missing_yes(match)
    if match.advised_by_id is None:
        yield _("The selector has not given advice yet.")
    if match.proposed_by_id == by.pk:
        yield _("You proposed this match yourself; somebody else, such as your deputy, gives permission.")
    elif match.advised_by_id == by.pk:
        yield _("You gave the advice yourself; somebody else, such as your deputy, gives permission.")
    vacancy = match.vacancy
    if vacancy.participation.state != Participation.State.COMMITTED:
        yield _("%(company)s has withdrawn: its commitment no longer stands.") % {"company": match.company}
    yield from place_blockers(vacancy, but=match)
    yield from candidate_blockers(match.candidate)


def _closed(match):
    return _("This match is now “%(state)s”.") % {"state": match.get_state_display()}


@transaction.atomic
def advise(match, *, text, by):
    """Give the selector's advice and ask the owner of the company's fund, by mail, for permission. Return the match."""
    now = Match.objects.select_for_update(of=("self",)).get(pk=match.pk)
    require_none(advice_blockers(now))
    Match.objects.filter(pk=match.pk).update(advice=text, advised_by=by, advised_at=timezone.now())
    match.refresh_from_db()
    audit.record(match, "advise", by=by, fields=["advice"])
    ask_for_permission(match)
    return match


def owners_of(match):
    """Return who may permit today: the owner for the company's fund and the deputy in the period."""
    assignments = Assignment.objects.running().filter(
        role=Role.OWNER,
        pilot=match.pilot_id,
        fund__isnull=False,
        fund=match.vacancy.participation.company.fund_id,
        user__is_active=True,
    )
    return [assignment.user for assignment in assignments.select_related("user")]


def ask_for_permission(match):
    """Mail the owner that a placement waits. The mail names company and vacancy, never the candidate."""
    for owner in owners_of(match):
        with override(owner.language):
            about = {"company": match.company, "vacancy": match.vacancy}
            lines = [
                _("Dear %(name)s,") % {"name": owner.name},
                _("Company and candidate both want to go on: “%(vacancy)s” at %(company)s.") % about,
                _("The selector has advised."),
                _("You give the final permission: %(url)s") % {"url": f"{settings.SITE_URL}{match.get_absolute_url()}"},
            ]
            mail.send_to(
                owner,
                subject=_("A placement at %(company)s waits for your permission") % about,
                text="\n\n".join(lines),
                kind="permission",
                pilot=match.candidate.pilot,
            )


@transaction.atomic
def place(match, *, by):
    """Give the final permission: the candidate is placed. Return the match (advice 8.3.3-14).

    Raises ``PermissionDenied`` unless ``by`` owns the pilot for the company's fund, ``NotNow`` with what stands in
    the way. The vacancy is locked before its places are counted, so that the last place goes to one.
    """
    require(may_permit(by, match))
    vacancy, candidate = lock(match.candidate_id, match.vacancy_id)
    match.refresh_from_db()
    match.vacancy, match.candidate = vacancy, candidate
    require_none(permission_blockers(match, by))
    return move(match, "place", by=by, permitted_by=by, placed_at=timezone.now())


def employment_blockers(match):
    """Say why no employment can be recorded: it comes with the yes of both sides."""
    if match.state not in (Match.State.AGREED, Match.State.PLACED):
        yield _("Employment is recorded once both sides have said yes, and while the placement runs.")


@transaction.atomic
def employ(employment, *, by, fields=()):
    """Save how somebody is employed (by whom, form, hours a week, from when), new or corrected, and return it."""
    match = Match.objects.select_for_update(of=("self",)).get(pk=employment.match_id)
    require_none(employment_blockers(match))
    new = employment.pk is None
    if new and Employment.objects.filter(match=match).exists():
        require_none([_("The employment is on record already.")])
    employment.save()
    employment.refresh_from_db(fields=["version"])
    audit.record(employment, "create" if new else "edit", by=by, fields=fields)
    return employment


@transaction.atomic
def end(match, *, cause, reason, on, by):
    """End a placement with its cause (``Match.Ended``) and reason; the candidate returns to matching.

    Seat and money plan are kept by the apps above. Return the match.
    """
    if on > timezone.localdate():
        require_none([_("This day has not come yet; record it afterwards.")])
    lock(match.candidate_id, match.vacancy_id)
    today = on == timezone.localdate()
    ended_at = timezone.now() if today else timezone.make_aware(datetime.combine(on, NOON))
    move(match, "end", by=by, reason=reason, ended_at=ended_at, ended_cause=cause)
    for employment in Employment.objects.filter(match=match):
        Employment.objects.filter(pk=employment.pk).update(ended_on=on)
        audit.record(employment, "edit", by=by, fields=["ended_on"])
    return match
