"""What the pages of companies are put together from, as plain data."""

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from companies.basis import environment_gaps, told_gaps
from companies.criteria import SUFFICIENT
from companies.models import KNOCK_OUTS, Criterion, Participation
from companies.permissions import may_assess, may_commit, may_find, may_plan, may_recruit, may_select
from companies.standing import blockers, commit_steps, recruiter
from pilot import formats
from pilot.addresses import reverse
from pilot.models import AuditEvent
from pilot.notes import together

State = Participation.State

#: What happened, in words, by kind of row and action.
HAPPENED = {
    "companies.participation": {
        "create": gettext_lazy("Added by hand."),
        "import": gettext_lazy("Added from a file."),
        "approach": gettext_lazy("Approached."),
        "interest": gettext_lazy("Interested."),
        "select": gettext_lazy("Selected."),
        "assess": gettext_lazy("Learning environment assessed."),
        "tell": gettext_lazy("Told the training forms and the costs."),
        "paper": gettext_lazy("Commitment made, to be signed."),
        "commit": gettext_lazy("Committed itself."),
        "recommit": gettext_lazy("Signed again, for more vacancies or places."),
        "decline": gettext_lazy("Declined."),
        "withdraw": gettext_lazy("Withdrew."),
        "reopen": gettext_lazy("Contact taken up again."),
        "edit": gettext_lazy("Looked at again: inside or outside the pilot."),
        "profile": gettext_lazy("Profile drawn up or changed."),
        "merge": gettext_lazy("Merged with a second record of this company."),
        "not_same": gettext_lazy("Told apart from a company that looks alike."),
    },
    "companies.companyinterview": {
        "create": gettext_lazy("Interview planned."),
        "edit": gettext_lazy("Interview moved."),
        "hold": gettext_lazy("Interview held."),
        "cancel": gettext_lazy("Interview cancelled."),
    },
    "companies.company": {
        "create": gettext_lazy("Company recorded."),
        "edit": gettext_lazy("Data of the company changed."),
    },
    "companies.vacancy": {"create": gettext_lazy("Vacancy recorded."), "edit": gettext_lazy("Vacancy changed.")},
}
KINDS = {"commit": "ok", "select": "ok", "hold": "info", "decline": "late", "withdraw": "late", "interest": "info"}


def crumbs(pilot, *more):
    """The trail of a page: pilot, companies, and what is named; the last one is the page itself."""
    trail = [
        {"label": pilot.title, "url": pilot.get_absolute_url()},
        {"label": _("Companies"), "url": reverse("companies:list", args=[pilot.slug])},
    ]
    trail += [{"label": str(item), "url": item.get_absolute_url()} for item in more[:-1]]
    return [*trail, {"label": str(more[-1]), "url": ""}] if more else [*trail[:-1], {**trail[-1], "url": ""}]


def history(participation, interviews, vacancies, notes):
    """What happened with a company, newest first: audit of the case, and its notes as entries."""
    wanted = Q(subject_type="companies.participation", subject_id=participation.pk)
    wanted |= Q(subject_type="companies.company", subject_id=participation.company_id)
    wanted |= Q(subject_type="companies.companyinterview", subject_id__in=[row.pk for row in interviews])
    wanted |= Q(subject_type="companies.vacancy", subject_id__in=[row.pk for row in vacancies])
    events = AuditEvent.objects.filter(wanted).select_related("actor", "reason").order_by("-pk")[:100]
    entries = [_entry(event) for event in events if event.action in HAPPENED[event.subject_type]]
    return together(entries, notes)


def _entry(event):
    return {
        "when": event.at,
        "by": event.actor.name if event.actor else "",
        "label": HAPPENED[event.subject_type][event.action],
        "text": event.reason.text if hasattr(event, "reason") else "",
        "kind": KINDS.get(event.action, ""),
        "url": "",
    }


def may_do(user, participation, action, interview):
    """Whether this step is for this user."""
    pilot = participation.pilot
    return {
        "approach": lambda: may_recruit(user, pilot),
        "interest": lambda: may_recruit(user, pilot),
        "plan": lambda: may_plan(user, pilot),
        "hold": lambda: interview is not None and may_find(user, interview),
        "select": lambda: may_select(user, pilot),
        "profile": lambda: may_select(user, pilot),
        "tell": lambda: may_recruit(user, pilot),
        "assess": lambda: may_assess(user, pilot),
        "paper": lambda: may_commit(user, pilot),
        "sign": lambda: may_commit(user, pilot),
        "commit": lambda: may_commit(user, pilot),
    }[action]()


def in_the_way(participation, step, basis):
    """Why the step cannot be done yet, as sentences."""
    asked = {"tell": "interest", "assess": "interest", "sign": "commit"}.get(step.action, step.action)
    return blockers(participation, asked, basis) if asked in ("approach", "interest", "plan", "paper", "commit") else []


def findings_rows(interview):
    """What was found on every criterion, with whether it is one that excludes a company."""
    known = getattr(interview, "_prefetched_objects_cache", {})
    rows = interview.findings.all() if "findings" in known else interview.findings.select_related("noted_by")
    findings = {finding.criterion: finding for finding in rows}
    return [
        {
            "criterion": criterion.label,
            "finding": findings.get(criterion),
            "knock_out": criterion in KNOCK_OUTS,
            "low": criterion in findings and findings[criterion].score < SUFFICIENT,
        }
        for criterion in Criterion
    ]


def way_to_commitment(participation, interview, basis, may):
    """What a company goes through until it is bound, as lines of ``_checklist.html``.

    ``may`` says by the code of a step whether it is for whoever looks: then the line leads to it.
    """
    state, told, environment = participation.state, basis.told, basis.environment
    held = interview is not None and interview.state == "held"
    chosen = state in (State.SELECTED, State.COMMITTED)
    left = {step.action: step for step in commit_steps(participation, interview, basis)} if chosen else {}
    bound = state == State.COMMITTED and not left

    def line(code, label, *, done, note="", who="", name=""):
        step = left.get(code)
        status = "done" if done else "todo"
        url = reverse(f"companies:{name}", args=[participation.pk]) if name and may(code) else ""
        due = step.due if step and not done else None
        return {"label": label, "url": url, "status": status, "note": note, "who": who, "due": due}

    selector, provider, both = _("the selector"), _("the provider"), _("selector and pilot owner together")
    gaps = list(told_gaps(told)) if told else []
    poor = list(environment_gaps(environment, basis.policy)) if environment else []
    signed = bound or "commit" in left
    lines = [
        line("hold", _("Interview by selector and pilot owner"), done=held, who=both),
        line("select", _("Decision that the company takes part"), done=chosen, who=both),
        line(
            "profile", _("Company profile"), done=basis.has_profile, who=selector,
            name="profile" if held else "",
        ),
        line(
            "tell", _("Training forms and costs told"), done=told is not None and not gaps, name="told",
            who=recruiter(participation), note=_said(told) if told else "",
        ) | {"why": gaps},
        line(
            "assess", _("Learning environment assessed"), done=environment is not None and not poor, who=provider,
            name="environment",
        ) | {"why": poor},
        line(
            "paper", _("Commitment made"), done=bound or bool({"sign", "commit"} & set(left)), who=provider,
            name="paper" if "paper" in left else "",
        ),
        line("sign", _("Signed copy is in"), done=signed, who=provider, name="copy_new" if "sign" in left else ""),
        line(
            "commit", _("Commitment recorded: binding"), done=bound, who=provider,
            name="commit" if "commit" in left else "",
        ),
    ]  # fmt: skip
    return lines


def _said(told):
    return _("%(forms)s, %(amount)s for one participant, told on %(day)s by %(by)s.") % {
        "forms": told.form_names,
        "amount": formats.money(told.amount),
        "day": formats.day(told.on),
        "by": told.by.name,
    }
