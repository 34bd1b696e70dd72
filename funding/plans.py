"""Verbs of a financing plan: draft, change lines, propose, send back, approve, replace."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from funding import allocation, ledger, rules
from funding.models import Contribution, Cost, Plan
from pilot import audit
from pilot.forms import write_money
from pilot.workflow import NotNow, move, require_none
from training.models import TrainingClass


def draft(enrolment, *, by):
    """Make a draft for one participant, filled in with what the records already say; return it.

    A plan that was approved is copied, since a new draft is there to replace it.
    """
    with transaction.atomic():
        # Locked, so that two people who begin at once get one draft.
        enrolment = type(enrolment).objects.select_for_update(of=("self",)).with_case().get(pk=enrolment.pk)
        open_plan = enrolment.plans.filter(state__in=[Plan.State.DRAFT, Plan.State.PROPOSED]).first()
        if open_plan:
            return open_plan
        last = enrolment.plans.order_by("-number").first()
        plan = Plan.objects.create(enrolment=enrolment, number=last.number + 1 if last else 1, made_by=by)
        costs, contributions = allocation.copied(last) if last else allocation.suggested(enrolment)
        Cost.objects.bulk_create(Cost(plan=plan, **line) for line in costs)
        Contribution.objects.bulk_create(Contribution(plan=plan, **line) for line in contributions)
        audit.record(plan, "create", by=by, to_state=plan.state)
    return plan


def blockers(plan, action, *, by=None):
    """Return sentences that say why ``action`` cannot be done with this plan now."""
    if not plan.can(action):
        return [
            _("This can no longer be done: the state is now “%(state)s”.") % {"state": plan.get_state_display()}
        ]
    if action == "propose":
        return rules.plan_problems(plan)
    if action == "approve":
        return approval_problems(plan, by)
    return []


def approval_problems(plan, by):
    """Return why ``by`` cannot approve: another person than the proposer, a plan that adds up, the cap once started."""
    found = rules.plan_problems(plan)
    if by is not None and plan.proposed_by_id == by.pk:
        found.append(_("You proposed this plan yourself; somebody else has to approve it."))
    if plan.enrolment.seat is None:
        found.append(_("This participant left the class; there is nothing to finance any more."))
    training_class = plan.enrolment.training_class
    becomes = rules.class_average(training_class, with_plan=plan)
    if training_class.state == TrainingClass.State.RUNNING and not becomes.within:
        found.append(
            _(
                "The class has started and the average of companies would become € %(value)s, "
                "above the € %(cap)s of the policy."
            )
            % {"value": write_money(becomes.value), "cap": write_money(becomes.cap)}
        )
    return found


def propose(plan, *, by):
    """Hand a plan in for approval; raises ``NotNow`` with what does not add up."""
    require_none(blockers(plan, "propose"))
    return move(plan, "propose", by=by, proposed_by=by, proposed_at=timezone.now())


def send_back(plan, *, by, reason):
    """Give a proposed plan back to whoever made it, with the reason."""
    return move(plan, "send_back", by=by, reason=reason)


def approve(plan, *, by):
    """Approve a plan, reserve the funds' shares, and replace the plan that was in force before.

    Advice 8.3.5-01, 8.3.5-03. Raises ``NotNow`` with everything that stands in the way. The class row is locked
    first, so that two approvals reckon with each other.
    """
    with transaction.atomic():
        TrainingClass.objects.select_for_update(of=("self",)).get(pk=plan.enrolment.training_class_id)
        require_none(blockers(plan, "approve", by=by))
        before = Plan.objects.filter(enrolment=plan.enrolment_id, state=Plan.State.APPROVED).first()
        if before:
            ledger.release(before, by=by)
            move(before, "replace", by=by)
        move(plan, "approve", by=by, approved_by=by, approved_at=timezone.now())
        ledger.reserve(plan, by=by)
    return plan


def change_lines(plan, costs, contributions, *, by):
    """Set the lines of a draft: lists of dicts with the fields of ``Cost`` and ``Contribution``; return the plan."""
    with transaction.atomic():
        plan = Plan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
        if plan.state != Plan.State.DRAFT:
            raise NotNow(_("Lines of a plan change only while it is a draft."))
        plan.costs.all().delete()
        plan.contributions.all().delete()
        Cost.objects.bulk_create(Cost(plan=plan, **line) for line in costs)
        Contribution.objects.bulk_create(Contribution(plan=plan, **line) for line in contributions)
        # Touches the row, so that its version moves and a stale save elsewhere is noticed.
        Plan.objects.filter(pk=plan.pk).update(version=F("version") + 1)
        audit.record(plan, "edit", by=by, fields=["costs", "contributions"])
    return plan
