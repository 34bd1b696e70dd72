"""Where a company stands in a pilot: what is next, who does it, by when, and what is in the way."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from companies.criteria import SUFFICIENT
from companies.models import KNOCK_OUTS, CompanyInterview, Criterion, Participation
from pilot.choices import Recruiter, Role
from pilot.models import Policy
from pilot.phases import recruiting_blockers

State = Participation.State
#: Days that each step may take.
TO_APPROACH, TO_DECIDE, TO_COMMIT = timedelta(days=14), timedelta(days=7), timedelta(days=14)


def blockers(participation, action):
    """Sentences that say why ``action`` cannot be done now, whatever the state; the verb raises the same list.

    ``action`` is one of the moves, ``add`` (a new company) or ``plan`` (an interview).
    """
    if action in ("decline", "withdraw"):
        return []
    found = list(recruiting_blockers(participation.pilot))
    if action not in ("add", "approach", "reopen") and participation.outside:
        found.append(
            _("This company lies outside the pilot (%(why)s) and is kept as a lead.")
            % {"why": participation.get_outside_display()}
        )
    more = {"plan": _plan, "select": _select, "commit": _commit}.get(action)
    return found + list(more(participation)) if more else found


def _plan(participation):
    if participation.interviews.filter(state=CompanyInterview.State.PLANNED).exists():
        yield _("An interview is planned already. Move or cancel that one.")


def _select(participation):
    """Only after the interview by two, with evidence on everything, and without a knock-out (advice 8.3.1-09..16)."""
    interview = last_held(participation)
    if interview is None:
        yield _("The interview has not been held yet.")
        return
    findings = {finding.criterion: finding for finding in interview.findings.all()}
    for criterion in Criterion:
        if criterion not in findings:
            yield _("Not looked into yet: %(criterion)s.") % {"criterion": criterion.label}
    yield from knock_outs(findings.values())
    policy = participation.pilot.policy_in_force
    if policy and not participation.vacancies.filter(occupation=policy.occupation_id).exists():
        yield _("There is no vacancy on record for %(occupation)s.") % {"occupation": policy.occupation}


def knock_outs(findings):
    """Sentences for findings that exclude a company, whatever the rest: no real vacancy (advice 8.3.1-10), no intention
    to hire (8.3.1-11), training for itself only (8.3.1-13).
    """
    for finding in findings:
        if finding.criterion in KNOCK_OUTS and finding.score < SUFFICIENT:
            yield _("Without this a company cannot take part, and it scored %(score)s: %(criterion)s.") % {
                "score": finding.score,
                "criterion": Criterion(finding.criterion).label,
            }


def weak_spots(findings):
    """Labels of what scored below sufficient without excluding the company: to be talked about before commitment."""
    return [
        Criterion(finding.criterion).label
        for finding in findings
        if finding.criterion not in KNOCK_OUTS and finding.score < SUFFICIENT
    ]


def _commit(participation):
    """Only with the profile drawn up (advice 8.3.1-17); recognised where the route is a diploma."""
    if not hasattr(participation, "profile"):
        yield _("The company profile has not been drawn up yet.")
    policy = participation.pilot.policy_in_force
    if policy and policy.stance == Policy.Stance.CERTIFIED and not participation.company.recognised:
        yield _("The pilot trains for a diploma: the company must be a recognised work placement company first.")
    if participation.vacancies.filter(intends_to_hire=False).exists():
        yield _("For one of the vacancies the company does not intend to hire.")


def last_held(participation):
    """The interview that was held last, with its findings, or ``None``."""
    held = participation.interviews.filter(state=CompanyInterview.State.HELD)
    return held.prefetch_related("findings").order_by("-at", "-pk").first()


@dataclass(frozen=True)
class Step:
    """What is next for a company. ``action`` names the button or page; ``roles`` who does it."""

    action: str
    sentence: str
    label: str
    url: str
    roles: tuple = ()
    who: str = ""
    due: date | None = None
    more: str = ""


def next_step(participation, interview=None):
    """Return the ``Step`` that a company waits for, or ``None``; ``interview`` is the one planned or held last."""
    if participation.outside:
        return None
    chooser = {
        State.LEAD: _approach_step,
        State.APPROACHED: _interest_step,
        State.INTERESTED: _interview_step,
        State.INTERVIEWED: _decide_step,
        State.SELECTED: _commit_step,
    }.get(participation.state)
    planned = interview is not None and interview.state == CompanyInterview.State.PLANNED
    if planned and participation.state in (State.LEAD, State.APPROACHED):
        chooser = _interview_step
    return chooser(participation, interview) if chooser else None


def _url(name, participation):
    return reverse(f"companies:{name}", args=[participation.pk])


def _recruiter(participation):
    """Who keeps up the contact before the interview: the party that brought the company in."""
    return _("the provider") if participation.recruited_by == Recruiter.PROVIDER else _("the fund")


def _approach_step(participation, _interview):
    return Step(
        "approach",
        _("Approach %(company)s") % {"company": participation},
        _("Note the approach"),
        _url("approach", participation),
        (Role.PROVIDER,) if participation.recruited_by == Recruiter.PROVIDER else (Role.OWNER, Role.SELECTOR),
        _recruiter(participation),
        timezone.localdate(participation.created_at) + TO_APPROACH,
    )


def _interest_step(participation, _interview):
    return Step(
        "interest",
        _("Ask %(company)s whether it is open to people from another sector") % {"company": participation},
        _("Note the answer"),
        _url("interest", participation),
        (Role.PROVIDER,) if participation.recruited_by == Recruiter.PROVIDER else (Role.OWNER, Role.SELECTOR),
        _recruiter(participation),
        more=_("About one company in five has hired side entrants before: expect to need patience."),
    )


def _interview_step(participation, interview):
    if interview is None or interview.state != CompanyInterview.State.PLANNED:
        return Step(
            "plan",
            _("Plan the interview with %(company)s") % {"company": participation},
            _("Plan the interview"),
            _url("interview_plan", participation),
            (Role.SELECTOR, Role.OWNER),
            _("selector and pilot owner together"),
        )
    return Step(
        "hold",
        _("Hold the interview with %(company)s") % {"company": participation},
        _("Open the interview"),
        interview.get_absolute_url(),
        (Role.SELECTOR, Role.OWNER),
        _("%(selector)s and %(owner)s") % {"selector": interview.selector, "owner": interview.owner},
        timezone.localdate(interview.at),
    )


def _decide_step(participation, interview):
    return Step(
        "select",
        _("Decide whether %(company)s takes part") % {"company": participation},
        _("Look at the findings and decide"),
        _url("select", participation),
        (Role.SELECTOR, Role.OWNER),
        _("selector and pilot owner together"),
        timezone.localdate(interview.at) + TO_DECIDE if interview else None,
    )


def _commit_step(participation, interview):
    due = timezone.localdate(interview.at) + TO_DECIDE + TO_COMMIT if interview else None
    if not hasattr(participation, "profile"):
        return Step(
            "profile",
            _("Draw up the profile of %(company)s") % {"company": participation},
            _("Draw up the profile"),
            _url("profile", participation),
            (Role.SELECTOR, Role.OWNER),
            _("the selector"),
            due,
        )
    return Step(
        "commit",
        _("Record the commitment of %(company)s") % {"company": participation},
        _("Record the commitment"),
        _url("commit", participation),
        (Role.PROVIDER,),
        _("the provider"),
        due,
        _("It is binding, and without it there is no match."),
    )
