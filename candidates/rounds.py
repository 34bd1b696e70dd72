"""Rounds of selection: closed with their figures, then talked over with the provider (advice 8.3.2-24)."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from candidates.models import Candidate, Result, SelectionRound
from pilot import audit
from pilot.addresses import reverse
from pilot.models import JournalEntry
from pilot.phases import noting
from pilot.reminders import Reminder
from pilot.workflow import NotNow, move

#: Our own pace: a round is talked over within two weeks after it was closed.
TALK_WITHIN = timedelta(days=14)
#: So long after the last decision, with nobody left to interview, a round seems over.
QUIET = timedelta(days=7)
KIND = JournalEntry.Kind


def begun(pilot):
    """When the round that runs now began: at the end of the one before, else when the first person came in."""
    last = SelectionRound.objects.filter(pilot=pilot).order_by("-number").first()
    if last is not None:
        return last.closed_at
    first = Candidate.objects.filter(pilot=pilot).order_by("created_at").first()
    return first.created_at if first else None


def figures(pilot, since, until):
    """How many qualified and fell out after ``since`` (``None``: from the start) up to ``until``, and where and why.

    Numbers only: ``{"qualified", "fell_out", "why": {"stages", "reasons", "level_3"}}``; the last is how many qualified
    without a clear yes to level 3 (advice 6.1-01).
    """
    decided, left = Q(decided_at__lte=until), Q(out_at__lte=until)
    if since is not None:
        decided, left = decided & Q(decided_at__gt=since), left & Q(out_at__gt=since)
    results = Result.objects.filter(decided, candidate__pilot=pilot)
    qualified = results.filter(qualified=True).count()
    out = Candidate.objects.filter(left, pilot=pilot, state=Candidate.State.OUT)
    rows = list(out.order_by().values_list("out_stage", "out_reason").annotate(n=Count("pk")))
    why = {"stages": {}, "reasons": {}, "level_3": results.without_level_3().count()}
    for stage, reason, n in rows:
        why["stages"][stage] = why["stages"].get(stage, 0) + n
        why["reasons"][reason] = why["reasons"].get(reason, 0) + n
    return {"qualified": qualified, "fell_out": sum(n for *_what, n in rows), "why": why}


def running(pilot):
    """The figures of the round that runs now, with ``since`` and ``until``; ``None`` before anybody came in."""
    since, now = begun(pilot), timezone.now()
    if since is None:
        return None
    first = not SelectionRound.objects.filter(pilot=pilot).exists()
    return {"since": since, "until": now} | figures(pilot, None if first else since, now)


def qualified_in(round_):
    """The results of those who qualified in a round, for who may see people."""
    inside = Q(decided_at__lte=round_.closed_at)
    if round_.number > 1:
        inside &= Q(decided_at__gt=round_.since)
    return (
        Result.objects.filter(
            inside, candidate__pilot=round_.pilot_id, candidate__erased_at__isnull=True, qualified=True
        )
        .select_related("candidate")
        .order_by("candidate__last_name", "candidate__first_name", "pk")
    )


@transaction.atomic
def close(pilot, *, by):
    """Close the round that runs now and put its figures on record; the talk with the provider is asked from then on.

    Raises ``NotNow`` when nothing was decided yet, or when the round before still has to be talked over.
    """
    # Two who close at once: the second finds nothing decided since.
    type(pilot).objects.select_for_update().get(pk=pilot.pk)
    if SelectionRound.objects.filter(pilot=pilot, state=SelectionRound.State.CLOSED).exists():
        raise NotNow(_("Talk the round before over with the provider first."))
    found = running(pilot)
    if found is None or not found["qualified"] + found["fell_out"]:
        raise NotNow(_("Nobody qualified or fell out in this round yet, so there is nothing to talk over."))
    number = SelectionRound.objects.filter(pilot=pilot).count() + 1
    made = SelectionRound.objects.create(
        pilot=pilot,
        number=number,
        since=found["since"],
        closed_at=found["until"],
        closed_by=by,
        qualified=found["qualified"],
        fell_out=found["fell_out"],
        why=found["why"],
    )
    audit.record(made, "create", by=by, to_state=made.state)
    return made


@transaction.atomic
def discuss(round_, *, by, talked_on, present, agreed, went_well="", went_wrong=""):
    """Put on record what came of the talk with the provider; what was agreed and learned goes into the journal.

    Raises ``NotNow`` when it was on record already. Advice 8.3.2-24.
    """
    round_ = move(
        round_,
        "discuss",
        by=by,
        talked_on=talked_on,
        present=present,
        agreed=agreed,
        went_well=went_well,
        went_wrong=went_wrong,
    )
    of_round = _("Round %(n)s of selection: %(text)s")
    lines = ((KIND.DECISION, agreed), (KIND.SUCCESS, went_well), (KIND.FAILURE, went_wrong))
    for kind, text in lines:
        if text.strip():
            noting.note(
                round_.pilot,
                kind,
                of_round % {"n": round_.number, "text": text.strip()},
                by=by,
                reason=_("Talk with the provider after the round.") if kind == KIND.DECISION else "",
                about=round_,
            )
    return round_


def facts():
    """Annotations for pilots: the last round, and when somebody was last decided about."""
    last = SelectionRound.objects.filter(pilot=OuterRef("pk")).order_by("-number")
    results = Result.objects.filter(candidate__pilot=OuterRef("pk")).order_by("-decided_at")
    return {
        "round": Subquery(last.values(found=JSONObject(pk="pk", number="number", state="state", at="closed_at"))[:1]),
        "decided": Subquery(results.values("decided_at")[:1]),
    }


def lines(pilot, found, still):
    """Yield for the owner the talk that has to be held, or the round that seems over.

    ``found`` has what ``facts`` adds; ``still`` says that people wait for an interview or a decision.
    """
    last, decided = found["round"], found["decided"]
    closed = parse_datetime(last["at"]) if last else None
    if last and last["state"] == SelectionRound.State.CLOSED:
        yield _talk(pilot, last, closed)
    elif decided and not still and decided <= timezone.now() - QUIET and (closed is None or decided > closed):
        yield _over(pilot, last, decided)


def _talk(pilot, last, closed):
    due = timezone.localdate(closed) + TALK_WITHIN
    return Reminder(
        key=f"round:{last['pk']}",
        due=due,
        text=_("Talk round %(n)s of selection over with the provider") % {"n": last["number"]},
        act=pgettext("verb", "Note"),
        url=reverse("candidates:round", args=[last["pk"]]),
        pilot=pilot,
        mail_from=due,
    )


def _over(pilot, last, decided):
    return Reminder(
        key=f"round_over:{pilot.pk}:{last['number'] if last else 0}",
        due=timezone.localdate(decided) + QUIET + TALK_WITHIN,
        text=_("Close the round of selection: nobody waits for an interview or a decision"),
        act=pgettext("verb", "Close"),
        url=reverse("candidates:rounds", args=[pilot.slug]),
        pilot=pilot,
    )
