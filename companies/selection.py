"""Choosing companies: one standard interview by two people, profile, and a binding commitment (advice 8.3.1)."""

from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from companies.models import Commitment, CompanyInterview, Criterion, Finding, Profile
from companies.permissions import may_commit, may_find
from companies.standing import blockers
from pilot import audit, mail
from pilot.choices import Role
from pilot.models import User
from pilot.workflow import NotNow, move, require_none

#: Hours a week that guiding one person takes a company, about (advice 7.3-04, 8.3.6-25).
GUIDANCE_HOURS = Decimal(4)


def enough_guidance(hours):
    """Say whether the hours a week come near the norm of about four (advice 7.3-04, 8.3.6-25)."""
    return hours is not None and Decimal(hours) >= GUIDANCE_HOURS - Decimal("0.5")


def selectors(pilot):
    """Who may sit in an interview as selector."""
    return _with_role(pilot, role=Role.SELECTOR)


def owners(participation):
    """Who may sit in as pilot owner: the owner of the company's fund, deputies included."""
    return _with_role(participation.pilot, role=Role.OWNER, fund=participation.company.fund_id)


def _with_role(pilot, **fields):
    running = pilot.assignments.running().filter(**fields)
    return User.objects.filter(pk__in=running.values("user"), is_active=True).order_by("name", "pk")


def panel_blockers(participation, selector, owner):
    """Say why these two cannot hold the interview: one person twice, or not selector and owner (advice 8.3.1-09)."""
    if selector == owner:
        yield _("The interview is held by two people: choose somebody else as second.")
    if not selectors(participation.pilot).filter(pk=selector.pk).exists():
        yield _("%(name)s is no selector of this pilot.") % {"name": selector}
    if not owners(participation).filter(pk=owner.pk).exists():
        yield _("%(name)s is no pilot owner for %(fund)s.") % {"name": owner, "fund": participation.company.fund}


def plan(participation, *, by, at, selector, owner, place=""):
    """Plan the interview by selector and pilot owner and tell them both; return it (advice 8.3.1-09)."""
    with transaction.atomic():
        # One at a time: the row is the lock for its planned interview.
        type(participation)._base_manager.select_for_update(of=("self",)).get(pk=participation.pk)
        found = blockers(participation, "plan")
        if not participation.can("interview"):
            found.append(_("An interview comes before selection; this company is past that."))
        require_none([*found, *panel_blockers(participation, selector, owner)])
        interview = CompanyInterview.objects.create(
            participation=participation, at=at, place=place, selector=selector, owner=owner
        )
        audit.record(interview, "create", by=by, to_state=interview.state)
        _tell(interview, by)
    return interview


def replan(interview, *, by, at, selector, owner, place=""):
    """Change time, place or people of an interview that was not held yet, and tell both again."""
    with transaction.atomic():
        require_none(panel_blockers(interview.participation, selector, owner))
        if not interview.can("hold"):
            raise NotNow(_("This interview was held or cancelled already."), code="state")
        fields = {"at": at, "place": place, "selector": selector, "owner": owner}
        changed = [name for name, value in fields.items() if getattr(interview, name) != value]
        for name, value in fields.items():
            setattr(interview, name, value)
        interview.save(update_fields=list(fields))
        audit.record(interview, "edit", by=by, fields=sorted(changed))
        _tell(interview, by)
    return interview


def _tell(interview, by):
    """Mail the two interviewers, but not the one who planned it."""
    company, pilot = interview.participation.company, interview.participation.pilot
    for user in {interview.selector, interview.owner} - {by}:
        with override(user.language):
            day = formats.date_format(timezone.localtime(interview.at), "j F Y, H:i")
            mail.send_to(
                user,
                subject=_("Interview with %(company)s on %(day)s") % {"company": company, "day": day},
                text=_("%(selector)s and %(owner)s hold the interview with %(company)s on %(day)s. Place: %(place)s.")
                % {
                    "selector": interview.selector,
                    "owner": interview.owner,
                    "company": company,
                    "day": day,
                    "place": interview.place or "–",
                },
                kind="company_interview",
                pilot=pilot,
            )


def cancel(interview, *, by, reason):
    """Cancel an interview that was not held, with the reason."""
    return move(interview, "cancel", by=by, reason=reason)


def note_findings(interview, *, by, findings):
    """Keep what was found so far: ``findings`` is {criterion: (score 1–5, evidence)}; return those that changed.

    Raises ``NotNow`` once the interview was held (a trigger holds that too).
    """
    if not may_find(by, interview):
        raise NotNow(_("What was found is written down by the two interviewers."), code="actor")
    with transaction.atomic():
        locked = CompanyInterview.objects.select_for_update(of=("self",)).get(pk=interview.pk)
        if locked.state != CompanyInterview.State.PLANNED:
            raise NotNow(_("The findings of an interview that was held do not change."), code="state")
        known = {finding.criterion: finding for finding in locked.findings.all()}
        changed = []
        for criterion, (score, evidence) in findings.items():
            finding = known.get(criterion) or Finding(interview=locked, criterion=criterion)
            if finding.pk and (finding.score, finding.evidence) == (score, evidence):
                continue
            finding.score, finding.evidence = score, evidence
            finding.save()
            changed.append(finding)
        if changed:
            audit.record(locked, "find", by=by, fields=sorted(finding.criterion for finding in changed))
    return changed


def hold(interview, *, by, findings):
    """Close the interview with a finding and its evidence on every criterion; from then on they do not change.

    The company is told the training forms in this interview (advice 8.3.1-16) and asked what it accepts to teach
    itself (8.3.1-14) and how fast the trade can be learned there (8.3.1-08): those are criteria of it.
    """
    with transaction.atomic():
        note_findings(interview, by=by, findings=findings)
        found = set(interview.findings.values_list("criterion", flat=True))
        require_none(
            _("Still to be looked into, with evidence: %(criterion)s.") % {"criterion": criterion.label}
            for criterion in Criterion
            if criterion not in found
        )
        move(interview, "hold", by=by)
        move(interview.participation, "interview", by=by)
    return interview


def select(participation, *, by):
    """Decide that the company takes part, after the interview and without a knock-out (advice 8.3.1-10, -11, -13)."""
    with transaction.atomic():
        require_none(blockers(participation, "select"))
        return move(participation, "select", by=by)


def draw_up(form, participation, *, by):
    """Save the company's profile: culture, motivation, type of work (advice 8.3.1-17, 7.4-12)."""
    if participation.state not in ("interviewed", "selected", "committed"):
        raise NotNow(_("The profile follows from the interview: hold that first."), code="state")
    new = form.instance.pk is None
    try:
        with transaction.atomic():
            form.instance.participation = participation
            profile = form.save()
            audit.record(profile, "create" if new else "edit", by=by, fields=sorted(form.changed_data))
            audit.record(participation, "profile", by=by)
    except IntegrityError as clash:
        raise NotNow(_("Somebody else has just drawn up the profile. Open it to change it.")) from clash
    return profile


def profile_of(participation):
    """The profile on record, or a new one."""
    return Profile.objects.filter(participation=participation).first() or Profile(participation=participation)


def commit(
    participation, *, by, hours, forms_understood, cost_seen, learning_environment, signed_by, signed_on, trainers=None
):
    """Record the binding commitment of a selected company (advice 8.3.1-12, 8.3.6-26).

    Only the provider that recruits does this; it assessed the learning environment (8.3.1-07, -08), told the training
    forms (8.3.1-16) and showed the costs. ``hours`` are hours of guidance a week; ``trainers`` names the workplace
    trainer by vacancy. It cannot be changed afterwards.
    """
    if not may_commit(by, participation.pilot):
        raise NotNow(_("The commitment is recorded by the provider that recruits the companies."), code="actor")
    with transaction.atomic():
        require_none([*blockers(participation, "commit"), *_commitment_gaps(forms_understood, cost_seen)])
        vacancies = list(participation.vacancies.select_for_update().order_by("pk"))
        for vacancy in vacancies:
            name = (trainers or {}).get(vacancy.pk, "")
            if name and name != vacancy.workplace_trainer:
                vacancy.workplace_trainer = name
                vacancy.save(update_fields=["workplace_trainer"])
                audit.record(vacancy, "edit", by=by, fields=["workplace_trainer"])
        require_none(
            _("Name the workplace trainer for the vacancy “%(vacancy)s”.") % {"vacancy": vacancy}
            for vacancy in vacancies
            if not vacancy.workplace_trainer
        )
        commitment = Commitment.objects.create(
            participation=participation,
            hours=hours,
            forms_understood=forms_understood,
            cost_seen=cost_seen,
            learning_environment=learning_environment,
            signed_by=signed_by,
            signed_on=signed_on,
            recorded_by=by,
        )
        move(participation, "commit", by=by)
    return commitment


def _commitment_gaps(forms_understood, cost_seen):
    if not forms_understood:
        yield _("A company commits itself only after the training forms were explained.")
    if not cost_seen:
        yield _("A company commits itself only after it saw an indication of the costs.")
