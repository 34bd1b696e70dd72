"""Starting a class: seats, plans and the average of companies are checked here, then the class starts below."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from funding import rules
from funding.models import Plan
from pilot.forms import write_money
from pilot.models import PilotFund
from pilot.workflow import require_none
from training import classes
from training.models import TrainingClass


def blockers(training_class):
    """Return sentences that say why a class cannot start; the same list is shown and raised.

    Average of companies above the policy's cap (advice 8.3.5-02), too few without both owners' reasoned decision
    (7.3-15), more than the maximum (7.3-13), participants without an approved plan (8.3.5-01).
    """
    policy = training_class.programme.pilot.policy_in_force
    if policy is None:
        return [_("No policy is in force: every fund has to sign first.")]
    found = []
    if not training_class.can("start"):
        found.append(_("The class has to be confirmed first."))
    seated = list(training_class.enrolments.seated().select_related("candidate"))
    found += size_problems(training_class, policy, len(seated))
    approved = set(
        Plan.objects.filter(enrolment__in=seated, state=Plan.State.APPROVED).values_list("enrolment_id", flat=True)
    )
    without = [enrolment for enrolment in seated if enrolment.pk not in approved]
    if without:
        found.append(
            ngettext(
                "%(count)d participant has no approved financing plan: %(names)s.",
                "%(count)d participants have no approved financing plan: %(names)s.",
                len(without),
            )
            % {"count": len(without), "names": ", ".join(str(e.candidate) for e in without[:5])}
        )
    average = rules.class_average(training_class)
    if not average.within:
        found.append(
            _(
                "Companies would pay € %(value)s on average, above the € %(cap)s of the policy. "
                "Others have to pay € %(short)s more together."
            )
            % {
                "value": write_money(average.value),
                "cap": write_money(average.cap),
                "short": write_money(average.short),
            }
        )
    return found


def size_problems(training_class, policy, seated):
    """Return what is wrong with the number of participants, by the policy's figures."""
    if seated == 0:
        return [_("Nobody has a seat yet.")]
    if seated > policy.class_max:
        return [
            _("There are %(count)d participants; the policy allows %(most)d at most.")
            % {"count": seated, "most": policy.class_max}
        ]
    if seated >= policy.class_min:
        return []
    decided = set(training_class.small_starts.values_list("fund_id", flat=True))
    missing = [
        row.fund.name
        for row in PilotFund.objects.filter(pilot=training_class.programme.pilot_id).select_related("fund")
        if row.fund_id not in decided
    ]
    if not missing:
        return []
    return [
        _(
            "There are %(count)d participants, fewer than the %(least)d of the policy. "
            "A reasoned decision is still needed of the owner of: %(funds)s."
        )
        % {"count": seated, "least": policy.class_min, "funds": ", ".join(missing)}
    ]


def start(training_class, *, by):
    """Start a class within the policy; raises ``NotNow`` with every reason why not. Advice 8.3.5-02."""
    with transaction.atomic():
        locked = (
            TrainingClass.objects.select_for_update(of=("self",))
            .select_related("programme__pilot")
            .get(pk=training_class.pk)
        )
        # The rows that the average is made of stay as they are until the class has started.
        list(Plan.objects.select_for_update(of=("self",)).filter(enrolment__training_class=locked).order_by("pk"))
        require_none(blockers(locked))
        return classes.start(locked, by=by)
