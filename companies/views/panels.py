"""What the pages of companies are put together from, as plain data."""

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from companies.criteria import SUFFICIENT
from companies.models import KNOCK_OUTS, Criterion
from companies.permissions import may_commit, may_find, may_plan, may_recruit, may_select
from companies.standing import blockers
from pilot.models import AuditEvent
from pilot.notes import together

#: What happened, in words, by kind of row and action.
HAPPENED = {
    "companies.participation": {
        "create": gettext_lazy("Added by hand."),
        "import": gettext_lazy("Added from a file."),
        "approach": gettext_lazy("Approached."),
        "interest": gettext_lazy("Interested."),
        "select": gettext_lazy("Selected."),
        "commit": gettext_lazy("Committed itself."),
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


def may_do(user, participation, step, interview):
    """Whether this step is for this user."""
    pilot = participation.pilot
    return {
        "approach": lambda: may_recruit(user, pilot),
        "interest": lambda: may_recruit(user, pilot),
        "plan": lambda: may_plan(user, pilot),
        "hold": lambda: interview is not None and may_find(user, interview),
        "select": lambda: may_select(user, pilot),
        "profile": lambda: may_select(user, pilot),
        "commit": lambda: may_commit(user, pilot),
    }[step.action]()


def in_the_way(participation, step):
    """Why the step cannot be done yet, as sentences."""
    return blockers(participation, step.action) if step.action in ("approach", "interest", "plan", "commit") else []


def findings_rows(interview):
    """What was found on every criterion, with whether it is one that excludes a company."""
    findings = {finding.criterion: finding for finding in interview.findings.all()}
    return [
        {
            "criterion": criterion.label,
            "finding": findings.get(criterion),
            "knock_out": criterion in KNOCK_OUTS,
            "low": criterion in findings and findings[criterion].score < SUFFICIENT,
        }
        for criterion in Criterion
    ]


def consequences(participation):
    """What a withdrawal touches, as pairs: matches that run and people who are placed."""
    counted = participation.vacancies.aggregate(
        open=Count("matches", filter=Q(matches__state__in=["proposed", "introduced", "agreed"])),
        placed=Count("matches", filter=Q(matches__state="placed")),
    )
    return [
        {"label": _("Company"), "value": str(participation)},
        {
            "label": _("Matches under way"),
            "value": _("%(n)s, which then cannot go on") % {"n": counted["open"]}
            if counted["open"]
            else pgettext("matches", "None"),
        },
        {
            "label": _("People placed here"),
            "value": ngettext(
                "%(n)s person, whose placement is ended separately",
                "%(n)s people, whose placements are ended separately",
                counted["placed"],
            )
            % {"n": counted["placed"]}
            if counted["placed"]
            else pgettext("people", "Nobody"),
        },
    ]
