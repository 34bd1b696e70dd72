"""From proposal to the yes of both sides: propose, visit, closing conversation, introduction, agreement, no.

Every verb that changes what counts for a vacancy locks the vacancy first, then the candidate, then the match: one
order, so that two of them wait for each other and never for good.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from candidates import profiles
from candidates.models import Agreement, Candidate, ClosingConversation, Introduction, Match, Visit
from companies.committing import signed_places
from companies.models import Participation, Vacancy
from pilot import audit, formats
from pilot.workflow import move, require_none

# ---- proposal ----


def vacancy_blockers(vacancy):
    """Say why nobody can be proposed for this vacancy: no binding commitment (advice 8.3.6-26), no free place.

    The commitment binds for what stands on it: a vacancy or places that came later are signed for first.
    """
    if vacancy.participation.state != Participation.State.COMMITTED:
        yield _("%(company)s has not committed itself yet: without a commitment there is no match.") % {
            "company": vacancy.participation.company
        }
    elif (signed := signed_places(vacancy)) is not None and vacancy.places > signed:
        yield _(
            "The commitment of %(company)s does not name “%(vacancy)s” with all of its places. The provider makes the "
            "commitment anew and %(company)s signs it; until then nobody is proposed for this vacancy."
        ) % {"company": vacancy.participation.company, "vacancy": vacancy}
    if vacancy.matches.placed().count() >= vacancy.places:
        yield every_place_taken(vacancy)


def place_blockers(vacancy, but=None):
    """Say why there is no place left for a placement: all are taken, or all that the company signed for.

    ``but`` is the match that asks. Advice 8.3.6-26.
    """
    taken = vacancy.matches.placed().exclude(pk=but and but.pk).count()
    signed = signed_places(vacancy)
    if taken >= vacancy.places:
        yield every_place_taken(vacancy)
    elif signed is not None and taken >= signed:
        yield _(
            "Of the %(places)d places of “%(vacancy)s” the company signed for %(signed)d, and no more can be filled. "
            "The provider makes the commitment anew and %(company)s signs it."
        ) % {
            "places": vacancy.places,
            "signed": signed,
            "vacancy": vacancy,
            "company": vacancy.participation.company,
        }


def every_place_taken(vacancy):
    return ngettext(
        "The one place of this vacancy is taken.", "All %(count)d places of this vacancy are taken.", vacancy.places
    ) % {"count": vacancy.places}


def candidate_blockers(candidate):
    """Say why this candidate cannot be matched: not qualified, or placed already."""
    if candidate.state != Candidate.State.QUALIFIED:
        yield _("%(candidate)s is not qualified (now: %(state)s).") % {
            "candidate": candidate,
            "state": candidate.get_state_display(),
        }
    placed = candidate.matches.placed().select_related("vacancy__participation__company").first()
    if placed:
        yield _("%(candidate)s is placed at %(company)s already.") % {"candidate": candidate, "company": placed.company}


def proposal_blockers(candidate, vacancy):
    """Say why this candidate cannot be proposed for this vacancy."""
    yield from vacancy_blockers(vacancy)
    yield from candidate_blockers(candidate)
    if candidate.pilot_id != vacancy.pilot_id:
        yield _("Candidate and vacancy belong to different pilots.")
    if candidate.matches.open().filter(vacancy=vacancy).exists():
        yield _("%(candidate)s has been proposed for this vacancy already.") % {"candidate": candidate}


def running_elsewhere(candidate, but=None):
    """Return the other introductions of this candidate that run: allowed, but the page warns (domain 3.4)."""
    found = candidate.matches.filter(state__in=[Match.State.INTRODUCED, Match.State.AGREED])
    if but is not None:
        found = found.exclude(pk=but.pk)
    return found.select_related("vacancy__participation__company").order_by("pk")


def lock(candidate_id, vacancy_id):
    """Lock the vacancy, then the candidate, until the transaction ends; return both as they are now."""
    vacancy = Vacancy.objects.with_case().select_for_update(of=("self",)).get(pk=vacancy_id)
    candidate = Candidate.objects.select_for_update(of=("self",)).get(pk=candidate_id)
    return vacancy, candidate


@transaction.atomic
def propose(candidate, vacancy, *, by):
    """Propose a candidate for a vacancy, with the sentences that explain the rank now; return the match.

    Raises ``NotNow`` with what stands in the way. Advice 8.3.3-01.
    """
    vacancy, candidate = lock(candidate.pk, vacancy.pk)
    require_none(proposal_blockers(candidate, vacancy))
    match = Match.objects.create(
        candidate=candidate, vacancy=vacancy, proposed_by=by, explanation=profiles.why(candidate, vacancy)
    )
    audit.record(match, "create", by=by)
    return match


# ---- visits and the closing conversation ----


def visit_blockers(candidate, participation, on, but=None):
    """Say why this visit cannot be recorded."""
    yield from _not_in_the_future(on)
    if candidate.state != Candidate.State.QUALIFIED:
        yield _("%(candidate)s is not qualified (now: %(state)s).") % {
            "candidate": candidate,
            "state": candidate.get_state_display(),
        }
    same = Visit.objects.filter(candidate=candidate, participation=participation, on=on)
    if same.exclude(pk=but).exists():
        yield _("A visit to %(company)s on %(day)s is on record already.") % {
            "company": participation,
            "day": formats.day(on),
        }


@transaction.atomic
def record_visit(visit, *, by, fields=()):
    """Save a company visit, new or corrected (``fields`` changed), and return it (advice 8.3.3-02)."""
    candidate = Candidate.objects.select_for_update(of=("self",)).get(pk=visit.candidate_id)
    require_none(visit_blockers(candidate, visit.participation, visit.on, but=visit.pk))
    return _saved(visit, by=by, fields=fields)


def closing_blockers(candidate, on):
    """Say why the closing conversation cannot be recorded: it closes the visits (advice 8.3.3-03)."""
    yield from _not_in_the_future(on)
    first = candidate.visits.order_by("on").values_list("on", flat=True).first()
    if first is None:
        yield _("There has been no company visit yet: the closing conversation comes after the visits.")
    elif on < first:
        yield _("The first company visit was on %(day)s: the closing conversation comes after the visits.") % {
            "day": formats.day(first)
        }


@transaction.atomic
def close_visits(closing, *, by, fields=()):
    """Save the one closing conversation of a candidate on the four motives, and return it (advice 8.3.3-03, -04)."""
    candidate = Candidate.objects.select_for_update(of=("self",)).get(pk=closing.candidate_id)
    if closing.pk is None:
        require_none(
            [_("The closing conversation is on record already.")]
            if ClosingConversation.objects.filter(candidate=candidate).exists()
            else []
        )
    require_none(closing_blockers(candidate, closing.on))
    return _saved(closing, by=by, fields=fields)


# ---- introduction ----


def introduction_blockers(match):
    """Say what has to come before the introduction (advice 8.3.3-09, domain 3.4)."""
    if not match.can("introduce"):
        yield _("The introduction has been arranged already, or this match is closed.")
        return
    if not ClosingConversation.objects.filter(candidate=match.candidate_id).exists():
        yield _("The closing conversation comes first.")
    if match.shared_agreed_on is None:
        yield _("The candidate has not agreed yet to what the company will see.")
    yield from candidate_blockers(match.candidate)


@transaction.atomic
def share(match, *, on, by):
    """Record that the candidate saw and agreed to what the company will see, and return the match."""
    require_none(_not_in_the_future(on))
    require_none(
        [] if match.can("introduce") else [_("The introduction has been arranged already, or this match is closed.")]
    )
    Match.objects.filter(pk=match.pk).update(shared_agreed_on=on)
    match.refresh_from_db(fields=["shared_agreed_on", "version"])
    audit.record(match, "share", by=by, fields=["shared_agreed_on"])
    return match


@transaction.atomic
def introduce(introduction, *, by):
    """Arrange the introduction with its sheet, and return it (advice 8.3.3-09, 8.3.3-10)."""
    match = introduction.match
    _vacancy, match.candidate = lock(match.candidate_id, match.vacancy_id)
    require_none(introduction_blockers(match))
    _saved(introduction, by=by)
    move(match, "introduce", by=by)
    return introduction


def sheet_blockers(match):
    """Say why the sheet cannot change: the company said yes to what stands on it (advice 7.4-05)."""
    if match.state not in (Match.State.INTRODUCED, Match.State.AGREED):
        yield _("This match has gone on, or is closed: its sheet does not change any more.")
    elif standing_yes(match, Agreement.Side.COMPANY):
        yield _("The company said yes to this sheet. Take its yes back first: the company alone decides on training.")


@transaction.atomic
def correct_sheet(introduction, *, by, fields):
    """Save what changed on the sheet of an introduction, and return it."""
    match = Match.objects.select_for_update().get(pk=introduction.match_id)
    require_none(sheet_blockers(match))
    return _saved(introduction, by=by, fields=fields)


# ---- both sides ----


def standing_yes(match, side=None):
    """Return the agreements that were not taken back, of one side where it is named."""
    found = match.agreements.filter(withdrawn_at__isnull=True)
    return found.filter(side=side) if side else found


def yes_blockers(match, side, on):
    """Say why this side's yes cannot be recorded (advice 8.3.3-11)."""
    if match.state not in (Match.State.INTRODUCED, Match.State.AGREED):
        yield _("Both sides speak after the introduction; this match is now “%(state)s”.") % {
            "state": match.get_state_display()
        }
        return
    yield from _not_in_the_future(on)
    introduction = Introduction.objects.filter(match=match).first()
    if introduction is not None and on < timezone.localdate(introduction.at):
        yield _("The introduction is on %(day)s: a yes counts from that day on.") % {
            "day": formats.day(introduction.at)
        }
    if side == Agreement.Side.COMPANY and (introduction is None or not introduction.agreed_training):
        yield _("First write on the sheet which training the company agreed to: it alone decides on that.")
    if standing_yes(match, side):
        yield _("This side has said yes already.")


@transaction.atomic
def record_yes(agreement, *, by):
    """Record the yes of one side; with the second yes the match is agreed. Return the agreement (advice 8.3.3-11)."""
    match = Match.objects.select_for_update(of=("self",)).get(pk=agreement.match_id)
    require_none(yes_blockers(match, agreement.side, agreement.given_on))
    agreement.recorded_by = by
    agreement.save(force_insert=True)
    audit.record(match, f"yes_{agreement.side}", by=by)
    if match.can("agree") and standing_yes(match).count() == len(Agreement.Side):
        move(match, "agree", by=by)
    return agreement


@transaction.atomic
def take_back(agreement, *, reason, by):
    """Take a yes back; an agreed match waits for both again and the advice lapses. Return the agreement."""
    match = Match.objects.select_for_update(of=("self",)).get(pk=agreement.match_id)
    done = not match.can("reconsider") and match.state != Match.State.INTRODUCED
    require_none([_("This match has gone on: a yes can no longer be taken back.")] if done else [])
    changed = Agreement.objects.filter(pk=agreement.pk, withdrawn_at__isnull=True).update(withdrawn_at=timezone.now())
    require_none([] if changed else [_("This yes was taken back already.")])
    if match.can("reconsider"):
        move(match, "reconsider", by=by, advice="", advised_by=None, advised_at=None)
    audit.record(match, f"unyes_{agreement.side}", by=by, reason=reason)
    agreement.refresh_from_db()
    return agreement


@transaction.atomic
def decline(match, *, who, reason, by):
    """Close a match with a no: ``who`` said it (``Match.Declined``) and why. Every no carries its reason."""
    require_none([] if reason.strip() else [_("Write why: every no carries its reason.")])
    return move(match, "decline", by=by, reason=reason, declined_by=who)


# ---- shared ----


def _not_in_the_future(on):
    if on > timezone.localdate():
        yield _("This day has not come yet; record it afterwards.")


def _saved(row, *, by, fields=()):
    """Save a row and record whether it was made or edited."""
    new = row.pk is None
    row.save()
    row.refresh_from_db(fields=["version"])
    audit.record(row, "create" if new else "edit", by=by, fields=fields)
    return row
