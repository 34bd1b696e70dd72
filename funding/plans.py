"""Verbs of a financing plan: draft, change lines, propose, send back, approve, replace, let lapse."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from funding import allocation, ledger, rules
from funding.models import Contribution, Cost, Plan
from pilot import audit
from pilot.forms import write_money
from pilot.workflow import NotNow, move, require_none
from training.models import Enrolment, TrainingClass

#: A proposed plan is approved within this time.
APPROVAL = timedelta(days=5)


# ---- making ----


def draft_blockers(enrolment):
    """Return why no plan can be made for this participant."""
    if enrolment.seat is None:
        return [_("This participant left the class; there is nothing to finance any more.")]
    if enrolment.plans.filter(state=Plan.State.SETTLED).exists():
        return [_("The plan of this participant is settled; it cannot be replaced any more.")]
    return []


def draft(enrolment, *, by):
    """Make a draft for one participant, filled in with what the records already say; return it.

    A plan that was made for the same placement is copied, since a new draft is there to replace it. A draft that is
    open already is returned as it is. Raises ``NotNow``.
    """
    with transaction.atomic():
        # Locked, so that two people who begin at once get one draft.
        enrolment = Enrolment.objects.select_for_update(of=("self",)).with_case().get(pk=enrolment.pk)
        require_none(draft_blockers(enrolment))
        open_plan = enrolment.plans.open().first()
        if open_plan:
            return open_plan
        match = allocation.placement(enrolment)
        last = enrolment.plans.order_by("-number").first()
        plan = Plan.objects.create(enrolment=enrolment, match=match, number=last.number + 1 if last else 1, made_by=by)
        same = last is not None and last.match_id in (None, match and match.pk)
        _write(plan, *(allocation.copied(last) if same else allocation.suggested(enrolment)))
        audit.record(plan, "create", by=by, to_state=plan.state)
    return plan


def _write(plan, costs, contributions):
    Cost.objects.bulk_create(Cost(plan=plan, **line) for line in costs)
    Contribution.objects.bulk_create(Contribution(plan=plan, **line) for line in contributions)


def change_lines(plan, costs, contributions, *, by):
    """Set the lines of a draft: lists of dicts with the fields of ``Cost`` and ``Contribution``; return the plan."""
    with transaction.atomic():
        plan = Plan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
        if plan.state != Plan.State.DRAFT:
            raise NotNow(_("Lines of a plan change only while it is a draft."))
        plan.costs.all().delete()
        plan.contributions.all().delete()
        _write(plan, costs, contributions)
        # Touches the row, so that its version moves and a stale save elsewhere is noticed.
        Plan.objects.filter(pk=plan.pk).update(version=F("version") + 1)
        plan.refresh_from_db(fields=["version"])
        audit.record(plan, "edit", by=by, fields=["costs", "contributions"])
    return plan


# ---- deciding ----


def blockers(plan, action, *, by=None):
    """Return sentences that say why ``action`` cannot be done with this plan now."""
    if not plan.can(action):
        return [_("This can no longer be done: the state is now “%(state)s”.") % {"state": plan.get_state_display()}]
    if action == "propose":
        return rules.plan_problems(plan)
    if action == "approve":
        return approval_problems(plan, by)
    if action == "end" and plan.enrolment.seat is not None:
        return [_("This participant is still in the class; replace the plan instead.")]
    return []


def approval_problems(plan, by):
    """Return why ``by`` cannot approve: the sum, the proposer, the seat, room in the budgets, the cap once started."""
    found = rules.plan_problems(plan)
    if by is not None and plan.proposed_by_id == by.pk:
        found.append(_("You proposed this plan yourself; somebody else has to approve it."))
    if plan.enrolment.seat is None:
        found.append(_("This participant left the class; there is nothing to finance any more."))
    found += ledger.room_problems(plan, instead_of=in_force(plan.enrolment_id))
    becomes = rules.class_average(plan.enrolment.training_class, with_plan=plan)
    if plan.enrolment.training_class.state == TrainingClass.State.RUNNING and not becomes.within:
        found.append(
            _(
                "The class has started and the average of companies would become € %(value)s, "
                "above the € %(cap)s of the policy."
            )
            % {"value": write_money(becomes.value), "cap": write_money(becomes.cap)}
        )
    return found


def in_force(enrolment_id):
    """Return the plan of a participant that is in force, or ``None``."""
    return Plan.objects.in_force().filter(enrolment=enrolment_id).first()


def propose(plan, *, by):
    """Hand a plan in for approval; raises ``NotNow`` with what does not add up."""
    with transaction.atomic():
        require_none(blockers(_locked(plan), "propose"))
        return move(plan, "propose", by=by, proposed_by=by, proposed_at=timezone.now())


def send_back(plan, *, by, reason):
    """Give a proposed plan back to whoever made it, with the reason."""
    return move(plan, "send_back", by=by, reason=reason)


def approve(plan, *, by, version=None):
    """Approve a plan, reserve the funds' shares, and replace the plan that was in force before.

    Advice 8.3.5-01, 8.3.5-03. ``version`` is the one that was read; another has to be read first. Raises ``NotNow``
    with everything that stands in the way. Locked in the order class, plan, budgets: two approvals reckon with each
    other, and so does a start.
    """
    with transaction.atomic():
        TrainingClass.objects.select_for_update(of=("self",)).get(pk=plan.enrolment.training_class_id)
        now = _locked(plan)
        if version is not None and now.version != version:
            raise NotNow(_("This plan was changed after you read it. Read it again first."), code="stale")
        ledger.locked(now.pilot_id)
        require_none(blockers(now, "approve", by=by))
        before = in_force(now.enrolment_id)
        if before:
            ledger.release(before, by=by)
            move(before, "replace", by=by)
        move(plan, "approve", by=by, approved_by=by, approved_at=timezone.now())
        ledger.reserve(plan, by=by)
    return plan


def end(plan, *, by, reason):
    """Let the plan of somebody who left lapse: what it reserved is released. Raises ``NotNow`` while seated."""
    with transaction.atomic():
        require_none(blockers(_locked(plan), "end"))
        ledger.locked(plan.pilot_id)
        ledger.release(plan, by=by)
        return move(plan, "end", by=by, reason=reason)


def _locked(plan):
    """The plan as it is now, with its case and lines, its row locked."""
    return Plan.objects.select_for_update(of=("self",)).with_case().with_lines().get(pk=plan.pk)
