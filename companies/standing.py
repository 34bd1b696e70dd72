"""Where a company stands in a pilot: what is next, who does it, by when, and what is in the way."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from companies.basis import Basis, environment_gaps, told_gaps
from companies.criteria import SUFFICIENT
from companies.models import KNOCK_OUTS, CompanyInterview, Criterion, Finding, Participation
from pilot.choices import Recruiter, Role
from pilot.phases import recruiting_blockers
from pilot.phases.standing import in_force

State = Participation.State
#: Days that each step may take.
TO_APPROACH, TO_DECIDE, TO_COMMIT = timedelta(days=14), timedelta(days=7), timedelta(days=14)


def blockers(participation, action, basis=None):
    """Sentences that say why ``action`` cannot be done now, whatever the state; the verb raises the same list.

    ``action`` is one of the moves, ``add`` (a new company), ``plan`` (an interview) or ``paper`` (to be signed);
    ``basis`` is what a commitment rests on, where somebody has read that already.
    """
    if action in ("decline", "withdraw"):
        return []
    found = list(recruiting_blockers(participation.pilot, policy=in_force(participation.pilot)))
    if action not in ("add", "approach", "reopen") and participation.outside:
        found.append(
            _("This company lies outside the pilot (%(why)s) and is kept as a lead.")
            % {"why": participation.get_outside_display()}
        )
    if action in ("paper", "commit"):
        rest = _paper if action == "paper" else _commit
        return found + list(rest(basis or Basis(participation)))
    more = {"plan": _plan, "select": _select}.get(action)
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


def _paper(basis):
    """Nothing is signed before the company was told everything, and everything of it is known."""
    state = basis.participation.state
    if state not in (State.SELECTED, State.COMMITTED):
        yield _("Only a selected company commits itself.")
    if state == State.COMMITTED and not basis.uncovered:
        yield _("This company committed itself already, for every vacancy on record.")
    if not basis.has_profile:
        yield _("The company profile has not been drawn up yet.")
    yield from told_gaps(basis.told)
    yield from environment_gaps(basis.environment, basis.policy)
    if not basis.vacancies:
        yield _("There is no vacancy on record that the company could commit itself to.")
    for vacancy in basis.vacancies:
        if vacancy.intends_to_hire is False:
            yield _("For the vacancy “%(vacancy)s” the company does not intend to hire.") % {"vacancy": vacancy}


def _commit(basis):
    """Only by the paper that was made of what is on record now (advice 8.3.6-26)."""
    missing = list(_paper(basis))
    yield from missing
    if missing:
        return
    if basis.paper is None:
        yield _("The commitment that the company signs has not been made yet.")
    elif basis.overtaken:
        yield _("The data of the company changed since the commitment was made. Make it again.")


def last_held(participation):
    """The interview that was held last, with its findings, or ``None``."""
    held = participation.interviews.filter(state=CompanyInterview.State.HELD)
    return (
        held.prefetch_related(Prefetch("findings", Finding.objects.select_related("noted_by")))
        .order_by("-at", "-pk")
        .first()
    )


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


def next_step(participation, interview=None, mine=None, basis=None):
    """Return the ``Step`` that a company waits for, or ``None``; ``interview`` is the one planned or held last.

    Between the decision and the paper three things can be done side by side: where ``mine(step)`` says that one of
    them is for whoever looks, that one comes first.
    """
    if participation.outside:
        return None
    if participation.state in (State.SELECTED, State.COMMITTED):
        steps = commit_steps(participation, interview, basis)
        return next((step for step in steps if mine and mine(step)), steps[0] if steps else None)
    chooser = {
        State.LEAD: _approach_step,
        State.APPROACHED: _interest_step,
        State.INTERESTED: _interview_step,
        State.INTERVIEWED: _decide_step,
    }.get(participation.state)
    planned = interview is not None and interview.state == CompanyInterview.State.PLANNED
    if planned and participation.state in (State.LEAD, State.APPROACHED):
        chooser = _interview_step
    return chooser(participation, interview) if chooser else None


def _url(name, participation):
    return reverse(f"companies:{name}", args=[participation.pk])


def recruiter(participation):
    """Who keeps up the contact before the interview: the party that brought the company in."""
    return _("the provider") if participation.recruited_by == Recruiter.PROVIDER else _("the fund")


def _approach_step(participation, _interview):
    return Step(
        "approach",
        _("Approach %(company)s") % {"company": participation},
        _("Note the approach"),
        _url("approach", participation),
        (Role.PROVIDER,) if participation.recruited_by == Recruiter.PROVIDER else (Role.OWNER, Role.SELECTOR),
        recruiter(participation),
        timezone.localdate(participation.created_at) + TO_APPROACH,
    )


def _interest_step(participation, _interview):
    return Step(
        "interest",
        _("Ask %(company)s whether it is open to people from another sector") % {"company": participation},
        _("Note the answer"),
        _url("interest", participation),
        (Role.PROVIDER,) if participation.recruited_by == Recruiter.PROVIDER else (Role.OWNER, Role.SELECTOR),
        recruiter(participation),
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


def commit_steps(participation, interview=None, basis=None):
    """What is left to do until a chosen company is bound: first what can be done side by side, else the one next."""
    basis = basis or Basis(participation)
    if participation.state == State.COMMITTED and not basis.uncovered:
        return []
    if participation.state == State.COMMITTED:
        due = timezone.localdate(basis.unsigned_since) + TO_COMMIT
    else:
        due = timezone.localdate(interview.at) + TO_DECIDE + TO_COMMIT if interview else None
    beside = {
        "profile": not basis.has_profile,
        "tell": bool(list(told_gaps(basis.told))),
        "assess": bool(list(environment_gaps(basis.environment, basis.policy))),
    }
    left = [code for code, open_ in beside.items() if open_]
    if not left:
        paper = basis.open_paper
        left = ["paper" if paper is None else "commit" if paper.has_copy else "sign"]
    return [ripe_step(participation, code, due) for code in left]


def ripe_step(participation, code, due):
    """One step of a chosen company, by its code, in words."""
    about = {"company": participation}
    selector, provider = (Role.SELECTOR, Role.OWNER), (Role.PROVIDER,)
    sentence, label, name, roles, who, more = {
        "profile": (
            _("Draw up the profile of %(company)s"), _("Draw up the profile"), "profile", selector, _("the selector"),
            _("Its culture is laid beside that of candidates."),
        ),
        "tell": (
            _("Tell %(company)s the training forms and what a participant costs"), _("Record what was told"), "told",
            (*selector, *provider), recruiter(participation),
            _("Before that the company cannot say yes."),
        ),
        "assess": (
            _("Assess the learning environment of %(company)s"), _("Record the assessment"), "environment", provider,
            _("the provider"), _("On the spot, apart from the interview."),
        ),
        "paper": (
            _("Make the commitment of %(company)s anew: not everything it offers was signed for")
            if participation.state == State.COMMITTED
            else _("Make the commitment that %(company)s signs"),
            _("Make the commitment"), "paper", provider,
            _("the provider"), _("It is binding, and without it there is no match."),
        ),
        "sign": (
            _("Let %(company)s sign, and upload the signed commitment"), _("To the signed copy"), "copy_new", provider,
            _("the provider"), _("It is binding, and without it there is no match."),
        ),
        "commit": (
            _("Record the commitment of %(company)s"), _("Check and record"), "commit", provider, _("the provider"),
            _("It is binding, and without it there is no match."),
        ),
    }[code]  # fmt: skip
    return Step(code, sentence % about, label, _url(name, participation), roles, who, due, more)
