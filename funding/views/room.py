"""The page of one plan as plain data: next step, who pays and why, the average it leads to, agreements, postings."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from funding import allocation, pictures, plans, rules
from funding.models import Plan, Posting, Source, UwvArrangement
from funding.permissions import may_approve, may_arrange_uwv, may_decide, may_plan
from funding.views.cases import plan_crumbs
from pilot import audit
from pilot.choices import Role
from pilot.formats import day, figure, money
from pilot.models import Assignment
from pilot.permissions import may_agree_terms
from training.models import TrainingClass

State = Plan.State


def room(plan, user):
    """Everything that funding/plan.html shows to this user."""
    enrolment, pilot = plan.enrolment, plan.pilot
    lines = sorted(plan.contributions.all(), key=allocation.payer_order)
    euros = [line for line in lines if line.hours is None]
    costs, paid = rules.totals(plan)
    postings = list(Posting.objects.visible_to(user).filter(plan__enrolment=enrolment).with_case().order_by("-pk"))
    versions = list(enrolment.plans.order_by("-number"))
    return {
        "plan": plan,
        "candidate": enrolment.candidate,
        "training_class": enrolment.training_class,
        "title": _("Who pays for %(name)s?") % {"name": enrolment.candidate},
        "lead": lead(plan),
        "crumbs": plan_crumbs(plan),
        "next": next_step(plan, user, versions),
        "may_edit": plan.state == State.DRAFT and may_plan(user, pilot),
        "may_renew": may_renew(plan, user, versions),
        "costs": list(plan.costs.all()),
        "total": costs,
        "vat": sum((cost.amount * cost.vat / 100 for cost in plan.costs.all()), start=rules.ZERO),
        "split": split_sentence(costs, paid),
        "chart": pictures.payers(euros, key="payers"),
        "payers": [
            {
                "line": line,
                "label": pictures.short(line) if line.source == Source.FUND else line.payer,
                "why": allocation.reason(line, plan),
            }
            for line in euros
        ],
        "paid": paid,
        "own_time": next((own_time(line, enrolment.candidate) for line in lines if line.hours is not None), ""),
        "agreements": list(agreements(plan, user, lines)),
        "postings": postings,
        "balance": sum((posting.amount for posting in postings), start=rules.ZERO),
        "see_postings": bool(postings) or user.has_role(Role.OWNER, pilot=pilot),
        "export_url": f"{reverse('funding:budgets_export', args=[pilot.slug])}?plan={plan.pk}",
        "others": [version for version in versions if version.pk != plan.pk],
        "history": history(plan),
        **average(plan),
    }


def lead(plan):
    programme = plan.enrolment.training_class.programme
    parts = {"kind": programme.get_kind_display(), "weeks": programme.weeks}
    if plan.match_id:
        told = _("%(kind)s, %(weeks)d weeks, at %(company)s") % {**parts, "company": plan.match.company}
        # Many a company's name ends with a point already.
        told = told.removesuffix(".") + "."
    else:
        told = _("%(kind)s, %(weeks)d weeks.") % parts
    if plan.state == State.APPROVED:
        return f"{told} " + _("Approved on %(day)s.") % {"day": day(plan.approved_at)}
    if plan.proposed_at and plan.state != State.DRAFT:
        return f"{told} " + _("Proposal of %(day)s.") % {"day": day(plan.proposed_at)}
    return told


def split_sentence(costs, paid):
    """What stands beside the total: whether every euro has its payer."""
    if costs == paid:
        return _("in total, divided exactly")
    if costs > paid:
        return _("in total, %(rest)s without a payer") % {"rest": money(costs - paid)}
    return _("in total, %(rest)s paid too much") % {"rest": money(paid - costs)}


def own_time(line, candidate):
    told = _("%(name)s gives own time: %(hours)s hours") % {"name": candidate, "hours": figure(line.hours)}
    return f"{told} ({line.explanation})." if line.explanation else f"{told}."


# ---- what is next ----


def next_step(plan, user, versions):
    """The next-step box: sentence, who, by when, acts; ``None`` when nothing waits."""
    step = _step(plan, user, versions)
    return {"who": "", "due": None, "more": "", **step} if step else None


def _step(plan, user, versions):
    if plan.state == State.DRAFT:
        return _draft_step(plan, user)
    if plan.state == State.PROPOSED:
        return _approve_step(plan, user)
    if plan.state == State.APPROVED:
        return _approved_step(plan, user, versions)
    later = next((version for version in versions if version.number > plan.number), None)
    if later and plan.state == State.REPLACED:
        return {
            "sentence": _("Plan %(number)d took its place") % {"number": later.number},
            "url": later.get_absolute_url(),
            "label": _("Open that plan"),
        }
    return None


def _draft_step(plan, user):
    if not may_plan(user, plan.pilot):
        return {"sentence": _("The plan is being made"), "who": _("the provider or an owner")}
    why = plans.blockers(plan, "propose")
    edit = reverse("funding:plan_edit", args=[plan.pk])
    if why:
        return {
            "sentence": _("Make the plan add up"),
            "who": _("you"),
            "more": " ".join(why),
            "url": edit,
            "label": _("Change the lines"),
        }
    return {
        "sentence": _("Propose the plan"),
        "who": _("you"),
        "more": _("It adds up to the cent and everybody in it may pay."),
        "action": reverse("funding:plan_propose", args=[plan.pk]),
        "label": pgettext("act", "Propose"),
        "second": {"url": edit, "label": _("Change the lines")},
    }


def _approve_step(plan, user):
    step = {"due": timezone.localdate(plan.proposed_at) + plans.APPROVAL, "more": _proposer(plan)}
    if may_approve(user, plan):
        return step | {
            "sentence": _("Approve the plan"),
            "who": _("you"),
            "url": reverse("funding:plan_approve", args=[plan.pk]),
            "label": _("Check and approve"),
            "second": {"url": reverse("funding:plan_send_back", args=[plan.pk]), "label": _("Send back")},
        }
    owners = Assignment.objects.running().filter(role=Role.OWNER, pilot=plan.pilot_id).select_related("user")
    names = sorted({owner.user.name for owner in owners if owner.user_id != plan.proposed_by_id})
    step |= {"sentence": _("The plan waits for approval"), "who": _(" or ").join(names) or _("an owner")}
    if may_decide(user, plan):
        step["second"] = {"url": reverse("funding:plan_send_back", args=[plan.pk]), "label": _("Take back")}
    return step


def _proposer(plan):
    employer = plan.proposed_by.organisation
    name = f"{plan.proposed_by.name} ({employer})" if employer else plan.proposed_by.name
    return _("%(name)s proposed the plan.") % {"name": name}


def _approved_step(plan, user, versions):
    open_plan = next((version for version in versions if version.state in Plan.OPEN), None)
    if open_plan:
        return {
            "sentence": _("A new plan is being made"),
            "more": _("This plan holds until the new one is approved."),
            "url": open_plan.get_absolute_url(),
            "label": _("Open the new plan"),
        }
    if plan.enrolment.seat is None and may_decide(user, plan):
        return {
            "sentence": _("Let this plan lapse"),
            "who": _("you"),
            "more": _("%(name)s left the class; what was reserved becomes free.") % {"name": plan.enrolment.candidate},
            "url": reverse("funding:plan_end", args=[plan.pk]),
            "label": _("Let it lapse"),
        }
    if plan.match_id and plan.match.state != "placed" and plan.enrolment.seat is not None:
        return {
            "sentence": _("Replace this plan"),
            "who": _("provider or owner"),
            "more": _("The placement at %(company)s has ended.") % {"company": plan.match.company},
            "action": reverse("funding:plan_new", args=[plan.enrolment_id]) if may_plan(user, plan.pilot) else "",
            "label": _("Make a new plan"),
        }
    return None


def may_renew(plan, user, versions):
    """A new draft may be made to replace this approved plan."""
    no_draft = not any(version.state in Plan.OPEN for version in versions)
    return plan.state == State.APPROVED and no_draft and plan.enrolment.seat is not None and may_plan(user, plan.pilot)


# ---- consequences ----


def average(plan):
    """What the class's average is, or becomes by this plan, on its ruler with the former value."""
    training_class = plan.enrolment.training_class
    now = rules.class_average(training_class)
    if not now.cap or plan.enrolment.seat is None or plan.state not in Plan.OPEN + Plan.IN_FORCE:
        return {"average": None}
    opens = plan.state in Plan.OPEN
    shown = rules.class_average(training_class, with_plan=plan) if opens else now
    was = now if opens and now.participants else None
    running = training_class.state == TrainingClass.State.RUNNING
    note = pictures.average_note(shown, rules.company_share(plan))
    if opens and running and not shown.within:
        note = _("The class has started: a plan that pushes the average above the limit is refused.")
    return {
        "average": shown,
        "average_title": _("The average of the class becomes") if opens else _("The average of the class"),
        "average_small": _("was %(before)s") % {"before": money(was.value)} if was else "",
        "average_note": note,
        "ruler": pictures.ruler(shown, key="average", was=was),
        "counted": shown.participants,
    }


def agreements(plan, user, lines):
    """What has to be agreed with others for this plan, as lines of ``_checklist.html``."""
    candidate = plan.enrolment.candidate
    sources = {line.source for line in lines}
    yield uwv_line(plan, user, candidate, Source.UWV in sources)
    yield stoof_line(user, candidate, Source.STOOF in sources)


def uwv_line(plan, user, candidate, pays):
    """UWV: status, dates and amount; the terms are the owner's, on another page (advice 8.2-19)."""
    line = {"label": _("UWV"), "status": "todo"}
    if candidate.employment != candidate.Employment.UNEMPLOYED:
        return line | {"badge": _("Not needed"), "note": _("The candidate does not come from unemployment.")}
    if may_arrange_uwv(user, plan.pilot):
        line["url"] = reverse("funding:uwv", args=[candidate.pk])
    known = UwvArrangement.objects.outline(user).filter(candidate=candidate).first()
    if known is None:
        return line | {"note": _("The owner arranges this with UWV. Until then UWV cannot pay.")}
    state = UwvArrangement.State(known["state"])
    needed = _("Without this agreement the plan cannot be approved.") if pays else ""
    told = {
        "amount": money(known["amount"]),
        "start": day(known["valid_from"]),
        "end": day(known["valid_until"]),
        "asked": day(known["asked_on"]),
    }
    if state == UwvArrangement.State.AGREED:
        return line | {
            "status": "done",
            "badge": state.label,
            "note": _("%(amount)s at most, from %(start)s until %(end)s.") % told,
        }
    if state == UwvArrangement.State.ASKED:
        note = _("Asked on %(asked)s: %(amount)s, from %(start)s until %(end)s.") % told
        return line | {"status": "busy", "badge": state.label, "note": f"{note} {needed}".strip()}
    return line | {"status": "stop" if pays else "todo", "badge": state.label, "note": needed}


def stoof_line(user, candidate, pays):
    """STOOF: only for agency workers, by terms that both funds agreed on (advice 8.3.5-07)."""
    line = {"label": _("STOOF (now Doorzaam)"), "status": "todo"}
    if candidate.employment != candidate.Employment.AGENCY and not pays:
        return line | {"badge": _("Not needed"), "note": _("The candidate is not an agency worker.")}
    if may_agree_terms(user):
        line["url"] = reverse("terms")
    why = rules.stoof_problems(candidate)
    if why:
        return line | {"status": "stop" if pays else "todo", "why": why}
    return line | {"status": "done", "badge": _("Agreed"), "note": _("A+O and OOM agreed to the terms with STOOF.")}


def history(plan):
    words = {
        "create": _("Made"),
        "edit": _("Lines changed"),
        "propose": _("Proposed"),
        "send_back": _("Sent back"),
        "approve": _("Approved"),
        "replace": _("Replaced"),
        "settle": _("Settled"),
        "end": _("Lapsed"),
    }
    return [
        {
            "when": event.at,
            "by": event.actor.name if event.actor else "",
            "label": f"{words.get(event.action, event.action)}.",
            "text": event.reason.text if hasattr(event, "reason") else "",
            "kind": {"approve": "ok", "send_back": "late", "propose": "wait"}.get(event.action, "info"),
            "url": "",
        }
        for event in audit.history(plan)
    ]
