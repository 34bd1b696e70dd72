"""Choosing companies: one standard interview by two people, the decision, and the profile (advice 8.3.1)."""

from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from companies.models import CompanyInterview, Criterion, Finding, Profile
from companies.permissions import may_find
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
        replaced = {interview.selector, interview.owner} - {selector, owner}
        _tell_off(
            interview, replaced - {by}, gettext_noop("Somebody else holds the interview with %(company)s on %(day)s")
        )
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


@transaction.atomic
def cancel(interview, *, by, reason):
    """Cancel an interview that was not held, with the reason, and tell both interviewers but the one who does it."""
    interview = move(interview, "cancel", by=by, reason=reason)
    people = {interview.selector, interview.owner} - {by}
    _tell_off(interview, people, gettext_noop("The interview with %(company)s on %(day)s is cancelled"))
    return interview


def _tell_off(interview, people, subject):
    """Mail interviewers that they need not come; ``subject`` is translated for each of them."""
    for user in people:
        with override(user.language):
            day = formats.date_format(timezone.localtime(interview.at), "j F Y, H:i")
            about = {"company": interview.participation.company, "day": day}
            lines = [_("Dear %(name)s,") % {"name": user.name}, f"{_(subject) % about}.", _("You need not come.")]
            mail.send_to(
                user,
                subject=_(subject) % about,
                text="\n\n".join(lines),
                kind="company_interview",
                pilot=interview.participation.pilot,
            )


def note_findings(interview, *, by, findings):
    """Keep what was found so far; return those findings that changed.

    ``findings`` is {criterion: (score 1–5, evidence, who said or showed it)}; who of the two wrote it is kept.
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
        for criterion, (score, evidence, source) in findings.items():
            finding = known.get(criterion) or Finding(interview=locked, criterion=criterion)
            if finding.pk and (finding.score, finding.evidence, finding.source) == (score, evidence, source):
                continue
            finding.score, finding.evidence, finding.source, finding.noted_by = score, evidence, source, by
            finding.save()
            changed.append(finding)
        if changed:
            audit.record(locked, "find", by=by, fields=sorted(finding.criterion for finding in changed))
    return changed


def hold(interview, *, by, findings):
    """Close the interview with a finding, its evidence and who gave it on every criterion; then they do not change.

    What the company accepts to teach itself (advice 8.3.1-14) is one of the criteria. The learning environment is asked
    about here as well, but it is the provider's own assessment that counts (8.3.1-07).
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
