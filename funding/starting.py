"""Starting a class: seats, plans and the average of companies are checked here, then the class starts below."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from funding import rules
from funding.models import Plan
from pilot.forms import write_money
from pilot.workflow import require_none
from training import classes
from training.models import TrainingClass


def blockers(training_class):
    """Return sentences that say why a class cannot start; the same list is shown and raised.

    Too many or too few without the owners' reasoned decision (advice 7.3-13, 7.3-15), participants without an approved
    plan (8.3.5-01), average of companies above the policy's cap (8.3.5-02).
    """
    if training_class.programme.pilot.policy_in_force is None:
        return [_("No policy is in force: every fund has to sign first.")]
    found = []
    if not training_class.can("start"):
        found.append(_("The class has to be confirmed first."))
    found += classes.blockers(training_class, "start")
    return found + money_blockers(training_class)


def money_blockers(training_class):
    """Return what money says against a start: missing plans and the average of companies; advice 8.3.5-01, 8.3.5-02."""
    found = []
    in_force = Plan.objects.in_force().filter(enrolment__training_class=training_class).values("enrolment")
    without = list(
        training_class.enrolments.seated().exclude(pk__in=in_force).select_related("candidate").order_by("seat")
    )
    if without:
        names = [str(enrolment.candidate) for enrolment in without]
        named = ", ".join(names[:5])
        if len(names) > 5:
            named = _("%(names)s and %(more)d more") % {"names": named, "more": len(names) - 5}
        found.append(
            ngettext(
                "%(count)d participant has no approved financing plan: %(names)s.",
                "%(count)d participants have no approved financing plan: %(names)s.",
                len(without),
            )
            % {"count": len(without), "names": named}
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


def start(training_class, *, by):
    """Start a class within the policy; raises ``NotNow`` with every reason why not. Advice 8.3.5-02."""
    with transaction.atomic():
        locked = (
            TrainingClass.objects.select_for_update(of=("self",))
            .select_related("programme__pilot", "programme__trainer")
            .get(pk=training_class.pk)
        )
        # The rows that the average is made of stay as they are until the class has started.
        list(Plan.objects.select_for_update(of=("self",)).filter(enrolment__training_class=locked).order_by("pk"))
        require_none(blockers(locked))
        return classes.start(locked, by=by)
