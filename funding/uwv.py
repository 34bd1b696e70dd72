"""Verbs of what the pilot owner arranges with UWV: ask, change, agree, refuse, end. Never the provider's business."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from candidates.models import Employment
from funding.models import LONGEST_TRIAL, UwvArrangement
from pilot import audit
from pilot.workflow import move, require_none

#: UWV is asked again when it has been silent for this long.
SILENCE = timedelta(days=14)
#: What UWV has to answer, in the order of the form (advice 8.2-18).
TERMS = ("benefit_terms", "search_duty", "allowed_training")


def ask_blockers(candidate):
    """Return why nothing can be arranged with UWV for this candidate: only somebody who comes from unemployment.

    Advice 8.2-18, 7.3-02.
    """
    if candidate.employment != candidate.Employment.UNEMPLOYED:
        return [_("UWV pays only for somebody who comes from unemployment.")]
    if candidate.uwv_arrangements.filter(state__in=["asked", "agreed"]).exists():
        return [_("There is an arrangement with UWV already. End that one first.")]
    return []


def trial_problem(candidate, start, until):
    """Return why a trial placement cannot last from ``start`` until ``until`` (dates), or an empty string.

    Two months as a rule, six at most; unpaid, so not together with a bbl contract.
    """
    if until is None or start is None:
        return ""
    if until <= start:
        return _("The trial placement ends after the first day of the arrangement.")
    if until > start + LONGEST_TRIAL:
        return _("A trial placement lasts six months at most, two as a rule.")
    bbl = Employment.objects.filter(match__candidate=candidate, match__state="placed", kind=Employment.Kind.BBL)
    if bbl.exists():
        return _("A trial placement is unpaid, so it does not go together with a bbl contract.")
    return ""


@transaction.atomic
def ask(arrangement, *, by):
    """Record what is asked of UWV for a candidate; raises ``NotNow``."""
    require_none(ask_blockers(arrangement.candidate))
    arrangement.made_by = by
    arrangement.save()
    audit.record(arrangement, "create", by=by, to_state=arrangement.state)
    return arrangement


@transaction.atomic
def change(arrangement, fields, *, by):
    """Store an arrangement that UWV has not answered yet; ``fields`` are the names of what changed."""
    require_none(change_blockers(arrangement))
    arrangement.save()
    audit.record(arrangement, "edit", by=by, fields=sorted(fields))
    return arrangement


def change_blockers(arrangement):
    """Return why the terms cannot be changed: once UWV answered they are what they are."""
    if arrangement.state != UwvArrangement.State.ASKED:
        return [_("UWV has answered; these terms are fixed. End the arrangement and ask anew.")]
    return []


def agree_blockers(arrangement):
    """Return which of the three terms UWV did not speak about yet (advice 8.2-18)."""
    labels = [UwvArrangement._meta.get_field(name).verbose_name for name in TERMS if not getattr(arrangement, name)]
    return [_("UWV has to answer this first: %(what)s.") % {"what": label} for label in labels]


@transaction.atomic
def agree(arrangement, *, by):
    """Record that UWV agrees; from then on it may pay in a plan. Raises ``NotNow``."""
    require_none(agree_blockers(arrangement))
    return move(arrangement, "agree", by=by)


@transaction.atomic
def refuse(arrangement, *, by, reason):
    """Record that UWV says no, and why."""
    return move(arrangement, "refuse", by=by, reason=reason)


@transaction.atomic
def end(arrangement, *, by, reason):
    """End an arrangement; no new plan counts on it."""
    return move(arrangement, "end", by=by, reason=reason)


def forget_due():
    """Empty the terms of candidates who were erased; return how many. May run twice."""
    return (
        UwvArrangement.objects.filter(candidate__erased_at__isnull=False)
        .exclude(benefit_terms="", search_duty="", allowed_training="")
        .update(benefit_terms="", search_duty="", allowed_training="")
    )
