"""Bringing companies in: leads, approach, interest, a no with its reason, and coming back (advice 8.3.1)."""

from django.db import transaction
from django.utils.translation import gettext as _

from companies import selection
from companies.models import Company, Contact, Note, Participation, Vacancy
from companies.standing import blockers
from pilot import audit, notes
from pilot.choices import Recruiter, Role
from pilot.workflow import NotNow, move, require_none

Outside = Participation.Outside
#: States in which a company can lie outside the pilot (a constraint holds that).
MAY_LIE_OUTSIDE = frozenset({Participation.State.LEAD, Participation.State.APPROACHED, Participation.State.DECLINED})


def recruiter_of(user, pilot):
    """Who brings a company in when this user enters it: the provider or the fund (advice 8.3-05)."""
    return Recruiter.PROVIDER if user.has_role(Role.PROVIDER, pilot=pilot) else Recruiter.FUND


class Frame:
    """What lies inside a pilot: its occupation, regions and funds, read once for many companies."""

    def __init__(self, pilot):
        policy = pilot.policy_in_force
        self.pilot = pilot
        self.occupation = policy.occupation if policy else None
        self.regions = set(policy.regions.values_list("pk", flat=True)) if policy else set()
        self.funds = set(pilot.pilot_funds.values_list("fund", flat=True))

    def outside(self, *, fund, region, occupations):
        """Why a company lies outside the pilot, or "": its fund, its region, or none of its vacancies fits.

        ``fund`` and ``region`` are ids, ``occupations`` the ids of its vacancies. Without a vacancy the occupation is
        still to be asked, so that keeps nobody out.
        """
        if fund not in self.funds:
            return Outside.FUND
        if self.regions and region not in self.regions:
            return Outside.REGION
        if self.occupation and occupations and self.occupation.pk not in occupations:
            return Outside.OCCUPATION
        return ""


def indicators(company, occupation):
    """Signs that it is worth calling this company first, in a few words each.

    A flexible workforce (advice 8.3.1-04), and a sub-branch that feels the bottleneck most (advice 8.3.1-05).
    """
    signs = []
    if company.flexible_workforce:
        signs.append(_("flexible workforce"))
    if occupation is not None and company.sbi_id in occupation.sbi_list:
        signs.append(_("sub-branch with most shortage"))
    return signs


def add_lead(pilot, *, by, company, recruited_by, contact=None, vacancy=None, **facts):
    """Add a company by hand and return its participation; a company known by its KvK number stays as it is on record.

    ``company``, ``contact`` and ``vacancy`` are the fields of the rows to make. Raises ``NotNow`` when the company
    takes part in this pilot already.
    """
    with transaction.atomic():
        require_none(blockers(Participation(pilot=pilot), "add"))
        row, new = Company.everyone.get_or_create(kvk=company["kvk"], defaults=company)
        # The number of a company that was merged leads to the one that stays.
        row = row.merged_into or row
        if new:
            audit.record(row, "create", by=by)
        elif Participation.objects.filter(pilot=pilot, company=row).exists():
            raise NotNow(_("%(company)s takes part in this pilot already.") % {"company": row})
        participation = Participation(pilot=pilot, company=row, recruited_by=recruited_by, **facts)
        wanted = {vacancy["occupation"].pk} if vacancy else set()
        participation.outside = Frame(pilot).outside(fund=row.fund_id, region=row.region_id, occupations=wanted)
        participation.save()
        audit.record(participation, "create", by=by, to_state=participation.state)
        if contact:
            audit.record(Contact.objects.create(company=row, **contact), "create", by=by)
        if vacancy:
            audit.record(Vacancy.objects.create(participation=participation, **vacancy), "create", by=by)
    return participation


def reassess(company, *, by):
    """Look again where a company lies after its fund, region or vacancies changed, in each pilot where it is a lead."""
    rows = company.participations.select_for_update(of=("self",)).filter(state__in=MAY_LIE_OUTSIDE)
    for participation in rows.select_related("pilot").order_by("pk"):
        outside = Frame(participation.pilot).outside(
            fund=company.fund_id,
            region=company.region_id,
            occupations=set(participation.vacancies.values_list("occupation", flat=True)),
        )
        if outside != participation.outside:
            Participation.objects.filter(pk=participation.pk).update(outside=outside)
            audit.record(participation, "edit", by=by, fields=["outside"])


def save(form, *, by, company=None):
    """Save the edit form of a company, contact or vacancy, note which fields changed, and look again where it lies."""
    with transaction.atomic():
        new = form.instance.pk is None
        row = form.save()
        if new:
            audit.record(row, "create", by=by)
        elif form.changed_data:
            audit.record(row, "edit", by=by, fields=sorted(form.changed_data))
        reassess(company or row, by=by)
    return row


def approach(participation, *, by):
    """Note that the company was approached."""
    require_none(blockers(participation, "approach"))
    return move(participation, "approach", by=by)


def interest(participation, *, by, open_to_side_entrants, had_side_entrants=None):
    """Note that the company is interested, once it was asked whether it is open to people from outside (advice 8.2-13).

    Raises ``NotNow`` when it is not open to them: then it is declined, with that reason.
    """
    require_none(blockers(participation, "interest"))
    if not open_to_side_entrants:
        raise NotNow(_("A company that is not open to people from outside the sector does not take part."))
    return move(
        participation,
        "interest",
        by=by,
        open_to_side_entrants=True,
        had_side_entrants=had_side_entrants,
    )


def decline(participation, *, by, reason):
    """Note a no, of the company or to the company, with its reason."""
    if not reason.strip():
        raise NotNow(_("A no carries its reason."))
    with transaction.atomic():
        for interview in participation.interviews.filter(state="planned").order_by("pk"):
            selection.cancel(interview, by=by, reason=reason)
        return move(participation, "decline", by=by, reason=reason)


def reopen(participation, *, by, reason):
    """Take up contact again with a company that declined or withdrew."""
    with transaction.atomic():
        require_none(blockers(participation, "reopen"))
        move(participation, "reopen", by=by, reason=reason)
        reassess(participation.company, by=by)
        participation.refresh_from_db(fields=["outside", "version"])
    return participation


def note(participation, *, by, text, kind=Note.Kind.CONTACT):
    """Keep a note about the contact with a company (advice 8.2-12)."""
    return notes.keep(Note, participation, by=by, kind=kind, text=text, participation=participation)


def correct_note(row, *, by, kind, text):
    """Put a new version in the place of one's own note. Raises ``NotNow``."""
    case = row.participation
    return notes.correct(row, case, by=by, kind=kind, text=text, participation=case)
