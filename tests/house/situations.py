"""What each URL of the access table is about, made on demand: returns the URL's arguments."""

from datetime import date

from pilot import documents, models
from pilot.choices import OrganisationKind
from tests import factories as f


def document(w, side):
    paper = models.Document.objects.create(
        pilot=side.pilot, kind="company_sheet", title="Sheet", asked_by=f.owner(side.pilot, f.OOM),
        state="done", blob=documents.store(b"%PDF-1.7 proef"),
    )
    return (paper.pk,)


def agreed_pilot(w, side):
    models.Pilot.objects.filter(pk=side.pilot.pk).update(state="agreed")
    return (side.pilot.slug,)


def draft(w, side):
    f.full_policy(side.pilot, number=2)
    return (side.pilot.slug,)


def proposed(w, side):
    policy = f.full_policy(side.pilot, number=2)
    models.Policy.objects.filter(pk=policy.pk).update(state="proposed", digest="e" * 64)
    manager = w.users["management"]
    f.MandateFactory(fund=f.fund(f.AO), user=manager)
    return (side.pilot.slug,)


def invitation(w, side):
    organisation = f.OrganisationFactory(kind=OrganisationKind.PROVIDER)
    contact = f.UserFactory(organisation=organisation)
    return {"provider": organisation.pk, "contact": contact.pk, "scope": ["recruitment"]}


def _appointment(w, side, state):
    appointment = side.pilot.appointments.first()
    models.Appointment.objects.filter(pk=appointment.pk).update(state=state, experience="Ja", proposal="Zo")
    return (appointment.pk,)


def invited(w, side):
    return _appointment(w, side, "invited")


def handed_in(w, side):
    return _appointment(w, side, "proposed")


def appointed(w, side):
    return _appointment(w, side, "approved")


def assignment(w, side):
    return {"user": f.UserFactory().pk, "role": "selector", "start": "2026-01-01"}


def deputy(w, side):
    colleague = f.UserFactory(organisation=w.users["owner"].organisation)
    return {"user": colleague.pk, "start": "2026-12-01", "end": "2026-12-24"}


def selector_assignment(w, side):
    user = f.selector(side.pilot)
    return (side.pilot.slug, user.assignments.first().pk)


def mandate(w, side):
    colleague = f.UserFactory(organisation=f.fund(f.AO))
    return {"fund": f.fund(f.AO).pk, "user": colleague.pk, "document": "Besluit 12", "start": str(date(2026, 1, 1))}


def journal(w, side):
    f.JournalEntryFactory(pilot=side.pilot, text="Een notitie van nu", by=f.owner(side.pilot, f.OOM))
    return (side.pilot.slug,)




# --- agreements around the pilot


def running_mandate(w, side):
    return (f.MandateFactory(fund=f.fund(f.AO)).pk,)


def _terms(state="draft"):
    return models.Terms.objects.create(party=f.stoof(), text="STOOF betaalt mee.", state=state)


def stoof_terms(w, side):
    return (_terms().pk, f.fund(f.AO).pk)


def agreed_terms(w, side):
    return (_terms("agreed").pk,)


# --- files

COMPANY_FILE = (
    "Bedrijfsnaam;KvK-nummer;SBI;Fonds;Aantal medewerkers;Postcode;Plaats;Regio;Contactpersoon;E-mail;Telefoon;"
    "Flexibele schil;Vacature;Aantal plaatsen;Vacature sinds;Geworven door\n"
    "Verspaning Test;12345678;25;OOM;40;5611 AA;Eindhoven;Zuid-Oost;Jan Test;info@test.test;0401234567;ja;"
    "CNC verspaner;2;01-02-2025;aanbieder\n"
)


def companies_import(w, side):
    return (side.pilot.slug, "companies")


def _kind_of_address():
    from companies.recruiting import CompanyImport

    return CompanyImport.address


def _upload(w, side):
    by = w.users["provider"] if side is w.own else f.provider(side.pilot)
    return models.Upload.objects.create(
        kind="companies", pilot=side.pilot, by=by, name="bedrijven.csv", blob=documents.store(COMPANY_FILE.encode())
    )


def upload(w, side):
    return (_upload(w, side).pk,)


# --- companies


def _participation(side, state="lead", **company):
    company = f.CompanyFactory(name="Canarie Verspaning", **company)
    row = f.ParticipationFactory(pilot=side.pilot, company=company)
    type(row).objects.filter(pk=row.pk).update(state=state)
    row.refresh_from_db()
    return row


def company_list(w, side):
    _participation(side)
    return (side.pilot.slug,)


def lead(w, side):
    return (_participation(side).pk,)


def interested(w, side):
    row = _participation(side, "interested")
    f.VacancyFactory(participation=row)
    return (row.pk,)


def declined(w, side):
    return (_participation(side, "declined").pk,)


def committed(w, side):
    return (f.committed_vacancy(side.pilot).participation_id,)


def contact(w, side):
    row = _participation(side)
    return (row.pk, f.ContactFactory(company=row.company).pk)


def vacancy(w, side):
    return (f.VacancyFactory(participation=_participation(side)).pk,)


def company_interviewers(w, side):
    return {
        "selector": w.users["selector"].pk,
        "owner": w.users["owner"].pk,
        "at": "2026-12-01T10:00",
        "place": "Op het bedrijf",
    }


def company_interview(w, side):
    own = side is w.own
    interview = f.CompanyInterviewFactory(
        participation=_participation(side, "interested"),
        selector=w.users["selector"] if own else f.selector(side.pilot),
        owner=w.users["owner"] if own else f.owner(side.pilot, f.OOM),
    )
    return (interview.pk,)


def findings(w, side):
    from companies.models import Criterion

    data = {"act": "keep"}
    for criterion in Criterion:
        data[f"{criterion}-score"] = "4"
        data[f"{criterion}-evidence"] = "Gezien op de werkvloer."
    return data


def _interviewed(w, side, state="interviewed"):
    from companies.models import Criterion

    row = _participation(side)
    f.VacancyFactory(participation=row)
    interview = f.CompanyInterviewFactory(participation=row)
    for criterion in Criterion:
        f.FindingFactory(interview=interview, criterion=criterion)
    type(interview).objects.filter(pk=interview.pk).update(state="held")
    if state == "selected":
        f.ProfileFactory(participation=row)
    type(row).objects.filter(pk=row.pk).update(state=state)
    return row


def interviewed(w, side):
    return (_interviewed(w, side).pk,)


def selected(w, side):
    return (_interviewed(w, side, "selected").pk,)


def commitment(w, side):
    return {"hours": "4", "forms_understood": "on", "cost_seen": "on", "workplace_trainer": "P. de Vries"}


# --- candidates


def plain(w, side):
    return (side.pilot.slug,)


def _candidate(side, **fields):
    return f.CandidateFactory(pilot=side.pilot, last_name="Canarievogel", **fields)


def candidate_list(w, side):
    _candidate(side)
    return (side.pilot.slug,)


def candidate(w, side):
    return (_candidate(side).pk,)


def invited_candidate(w, side):
    f.kit_in_use(side.pilot)
    return (_candidate(side, state="invited").pk,)


def fallen_out(w, side):
    return (
        _candidate(side, state="out", out_stage="informed", out_reason="occupation", out_at=f.days_ago(3)).pk,
    )


def new_candidate(w, side):
    return {
        "first_name": "Nieuw",
        "last_name": "Iemand",
        "email": "nieuw@voorbeeld.test",
        "status": "employed",
        "recruited_by": "provider",
    }


def bulk(w, side):
    return {"act": "tell", "pick": [_candidate(side).pk]}


def interviewers(w, side):
    return {
        "selector": w.users["selector"].pk,
        "specialist": w.users["specialist"].pk,
        "at": "2026-12-01T10:00",
        "place": "Kamer 2",
    }


def session(w, side):
    session = f.InformationSessionFactory(pilot=side.pilot)
    f.AttendanceFactory(session=session, candidate=_candidate(side))
    return (session.pk,)


def came(w, side):
    from candidates.models import Attendance

    return {"came": [Attendance.objects.order_by("-pk").values_list("pk", flat=True).first()]}


def kit_page(w, side):
    f.kit_in_use(side.pilot)
    return (side.pilot.slug,)


def _draft_kit(side):
    from candidates import kits

    return kits.make_default(side.pilot, by=f.owner(side.pilot, f.OOM))


def draft_kit(w, side):
    return (_draft_kit(side).pk,)


def kit_of_other_weights(w, side):
    kit = _draft_kit(side)
    type(kit).objects.filter(pk=kit.pk).update(soft_weight=70)
    return (kit.pk,)


def draft_item(w, side):
    return (_draft_kit(side).items.filter(element="competence").first().pk,)


def anchors(w, side):
    words = {f"anchor_{number}": f"Zo ziet {number} eruit." for number in range(1, 6)}
    return {"name": "Meten", "element": "competence", "kind": "hard", "weight": "1", **words}


def _interview(w, side, **fields):
    interview = f.planned_interview(_candidate(side, state="invited"), **fields)
    if side is w.own:
        for part in ("selector", "specialist"):
            interview.scorecards.filter(part=part).update(interviewer=w.users[part])
    return interview


def interview(w, side):
    return (_interview(w, side).pk,)


def _held(w, side, **fields):
    interview = _interview(w, side)
    for card in interview.scorecards.all():
        f.fill(card, 5 if card.part == "selector" or not fields else fields["other"])
    type(interview).objects.filter(pk=interview.pk).update(state="held")
    type(interview.candidate).objects.filter(pk=interview.candidate_id).update(state="interviewed")
    return interview


def held(w, side):
    return (_held(w, side).pk,)


def difference(w, side):
    interview = _held(w, side, other=2)
    return (interview.pk, interview.kit.items.get(element="knowledge").pk)


def result(w, side):
    return {"qualified": "yes", "culture": "team", "level_3": "yes", "type": "2"}


def card(w, side):
    return (_interview(w, side).scorecards.get(part="selector").pk,)


def full_card(w, side):
    return (f.fill(_interview(w, side).scorecards.get(part="selector"), submit=False).pk,)


def submitted_card(w, side):
    return (f.fill(_interview(w, side).scorecards.get(part="selector")).pk,)


# --- matches


def _qualified(side):
    person = f.qualified_candidate(side.pilot)
    type(person).objects.filter(pk=person.pk).update(last_name="Canarievogel")
    person.refresh_from_db()
    return person


def qualified(w, side):
    return (_qualified(side).pk,)


def _match(w, side, make):
    return make(candidate=_qualified(side))


def match_list(w, side):
    _match(w, side, f.introduced_match)
    return (side.pilot.slug,)


def vacancy_to_fill(w, side):
    _qualified(side)
    return (f.committed_vacancy(side.pilot).pk,)


def pair(w, side):
    return (f.committed_vacancy(side.pilot).pk, _qualified(side).pk)


def proposed_match(w, side):
    match = f.MatchFactory(candidate=_qualified(side))
    f.VisitFactory(candidate=match.candidate, participation=match.vacancy.participation)
    f.ClosingConversationFactory(candidate=match.candidate)
    return (match.pk,)


def matched_candidate(w, side):
    return (f.MatchFactory(candidate=_qualified(side)).candidate_id,)


def visited(w, side):
    from candidates.models import Match

    match = Match.objects.order_by("-pk").first()
    return {"participation": match.vacancy.participation_id, "on": "2026-11-20", "impression": "Net bedrijf."}


def visit(w, side):
    match = f.MatchFactory(candidate=_qualified(side))
    return (f.VisitFactory(candidate=match.candidate, participation=match.vacancy.participation).pk,)


def visited_candidate(w, side):
    match = f.MatchFactory(candidate=_qualified(side))
    f.VisitFactory(candidate=match.candidate, participation=match.vacancy.participation)
    return (match.candidate_id,)


def introduced(w, side):
    return (_match(w, side, f.introduced_match).pk,)


def to_agree(w, side):
    return (_match(w, side, f.introduced_match).pk, "company")


def agreement(w, side):
    match = _match(w, side, f.introduced_match)
    return (f.AgreementFactory(match=match).pk,)


def agreed(w, side):
    return (_match(w, side, f.agreed_match).pk,)


def placed(w, side):
    return (_match(w, side, f.placed_match).pk,)


# --- training


def programme(w, side):
    return (side.programme.pk,)


def with_programme(w, side):
    assert side.programme
    return (side.pilot.slug,)


def new_programme(w, side):
    return {
        "name": "Frezen kort",
        "trainer": side.trainer_organisation.pk,
        "kind": "short",
        "weeks": "20",
        "school_days": "2",
        "school_days_later": "1",
        "evening_hours": "4",
        "price": "6.500",
    }


def new_class(w, side):
    return {"programme": side.programme.pk, "name": "Klas nieuw", "start": "2027-01-11", "end": "2027-07-09"}


def _class(w, side, state="forming", **fields):
    training_class = f.TrainingClassFactory(programme=side.programme, **fields)
    enrolment = f.EnrolmentFactory(training_class=training_class)
    f.GuideFactory(enrolment=enrolment, mentor=w.users["mentor"])
    type(training_class).objects.filter(pk=training_class.pk).update(state=state)
    return training_class, enrolment


def guided_class(w, side):
    return (_class(w, side)[0].pk,)


def confirmed_class(w, side):
    return (_class(w, side, "confirmed")[0].pk,)


def ended_class(w, side):
    training_class, enrolment = _class(w, side, start=date(2026, 1, 5), end=date(2026, 6, 30))
    type(enrolment).objects.filter(pk=enrolment.pk).update(state="completed", completed_at=f.days_ago(20))
    _run(training_class, enrolment)
    return (training_class.pk,)


def _run(training_class, enrolment):
    """Bring a class of one into training, as rows."""
    f.plan_of(enrolment, state="approved")
    for fund in training_class.pilot.pilot_funds.all():
        f.SmallStartFactory(training_class=training_class, fund=fund.fund, by=f.owner(training_class.pilot, fund.fund.slug))
    rows = type(training_class).objects.filter(pk=training_class.pk)
    rows.update(state="confirmed")
    rows.update(state="running", started_at=f.days_ago(30))


def class_with_room(w, side):
    return (f.TrainingClassFactory(programme=side.programme).pk,)


def seat(w, side):
    match = f.placed_match(side.pilot)
    return {"candidate": match.candidate_id, "seat": "1"}


def _enrolment(w, side, state="enrolled", running=False):
    training_class, enrolment = _class(w, side, start=date(2026, 9, 1))
    if running:
        _run(training_class, enrolment)
    type(enrolment).objects.filter(pk=enrolment.pk).update(state=state)
    return enrolment


def enrolment(w, side):
    return (_enrolment(w, side).pk,)


def mentor(w, side):
    return {"mentors": [f.person("mentor", side.pilot).pk]}


def acquainted(w, side):
    return (_enrolment(w, side, "acquainted", running=True).pk,)


def active(w, side):
    return (_enrolment(w, side, "active", running=True).pk,)


def completed(w, side):
    return {"name": "Certificaat verspanen", "on": "2026-11-01", "within_time": "yes"}


def progress(w, side):
    return {"month": "2026-10", "attendance": "90", "study": "4", "work": "4", "motivation": "4"}


def report(w, side):
    return (f.ReportFactory(enrolment=_enrolment(w, side, "active", running=True)).pk,)


def private(w, side):
    enrolment = _enrolment(w, side, "active", running=True)
    return (f.PrivateMatterFactory(enrolment=enrolment, by=w.users["mentor"]).pk,)
