"""Fills the own pilot with so many of everything that a list can show, in few statements."""

from datetime import date, timedelta

from django.db import connection
from django.db.models import Count
from django.utils import timezone

from candidates import models as c
from companies import models as k
from funding import models as m
from pilot import models, uploads
from pilot.choices import Role, TrainingKind
from tests import factories as f
from tests.house.situations.training import an_enrolment
from training import models as t

SEATS = 20


def many(model, count, **fields):
    """Make ``count`` rows; a callable gets the number of the row."""
    return model.objects.bulk_create(
        model(**{name: value(i) if callable(value) else value for name, value in fields.items()}) for i in range(count)
    )


def to(rows, **fields):
    """Bring rows to another state, as rows."""
    rows[0]._meta.model.objects.filter(pk__in=[row.pk for row in rows]).update(**fields)


def fill(world, count):
    """Have at least ``count`` of everything in the own pilot; what is there already stays."""
    tag = f"{count}-"
    _floor(world, count, tag)
    vacancies = _companies(world, count, tag)
    _selection(world, count, tag)
    placed = _matches(world, count, tag, vacancies)
    _journal(world, placed)
    enrolments = _training(world, placed, tag)
    _money(world, count, enrolments)
    _crowd(world, count, tag)
    # One class that runs, with a participant who gets to know the company.
    an_enrolment(world, world.own, "acquainted", running=True)
    # As the database does by itself after a while: without figures it takes every table for empty. Ours by name: the
    # tables that all databases share would stay locked, and another worker would wait for this one.
    with connection.cursor() as cursor:
        cursor.execute(f"analyze {', '.join(connection.introspection.django_table_names(only_existing=True))}")
    # Every test checks at its end what waits to be checked: done once here, it takes each of them no half second.
    connection.check_constraints()


def _journal(world, placed):
    """Lessons about as many matches."""
    many(
        models.JournalEntry,
        len(placed),
        pilot=world.own.pilot,
        kind="do",
        phase="recruiting",
        text="Zo doen wij het voortaan.",
        by=world.users["owner"],
        subject_type="candidates.match",
        subject_id=lambda i: placed[i].pk,
    )


#: Pages of one thing that shows many others, and what of it there is most.
CROWDED = {
    "training:class": (t.TrainingClass, "programme__pilot", "enrolments"),
    "party": (models.PilotParty, "pilot", "contacts"),
    "candidates:session": (c.InformationSession, "pilot", "attendances"),
    "companies:participation": (k.Participation, "pilot", "notes"),
    "candidates:candidate": (c.Candidate, "pilot", "visits"),
    "candidates:closing": (c.Candidate, "pilot", "visits"),
    "candidates:match": (c.Match, "candidate__pilot", "candidate__visits"),
    "candidates:rank": (k.Vacancy, "participation__pilot", "matches"),
}


def crowded(world):
    """The URL arguments of the fullest object for each of ``CROWDED``: what a page shows of one thing grows too."""
    found = {}
    for name, (model, pilot, of) in CROWDED.items():
        rows = model.objects.filter(**{pilot: world.own.pilot}).annotate(n=Count(of)).order_by("-n", "-pk")
        found[name] = (rows.values_list("pk", flat=True).first(),)
    return found


def _crowd(world, count, tag):
    """One company with as many vacancies, contacts and notes, one candidate with as many visits and open matches."""
    pilot, selector = world.own.pilot, world.users["selector"]
    offered = f.committed_vacancy(pilot, company=f.CompanyFactory(name=f"Groot {tag}"))
    case = offered.participation
    many(k.Contact, count, company=case.company, name="Contact")
    many(k.Note, count + 1, participation=case, text="Gebeld.", by=selector)
    vacancies = many(
        k.Vacancy, count, participation=case, occupation_id="cnc-verspaner", title="Frezer", hours=38, places=1
    )
    # Nobody is proposed for what the company did not sign for.
    f.CommitmentFactory(participation=case, recorded_by=selector)
    (person,) = people(world, 1, f"druk{tag}", "qualified")
    (held,) = interviews(world, [person], held=True)
    to([held], state="held")
    f.ResultFactory(interview=held, candidate=person, decided_by=selector)
    f.ClosingConversationFactory(candidate=person, by=selector)
    many(
        c.Visit,
        count + 1,
        candidate=person,
        participation=case,
        by=selector,
        on=lambda i: date(2025, 1, 1) + timedelta(days=i),
    )
    many(c.Match, count, candidate=person, vacancy=lambda i: vacancies[i], proposed_by=selector)
    introduced = f.MatchFactory(candidate=person, vacancy=offered, proposed_by=selector)
    to([introduced], state="introduced", shared_agreed_on=date(2026, 10, 6))
    f.IntroductionFactory(match=introduced)


def _floor(world, count, tag):
    pilot, owner = world.own.pilot, world.users["owner"]
    many(models.JournalEntry, count, pilot=pilot, kind="note", text="Een notitie.", by=owner)
    blob = uploads.keep(b"%PDF-1.7 proef")
    now = timezone.now()
    many(
        models.Document, count, pilot=pilot, kind="company_sheet", title="Sheet", asked_by=owner, state="done",
        blob=blob, done_at=now,
    )  # fmt: skip
    for role in ("owner", "provider"):
        many(models.Upload, count, kind="companies", pilot=pilot, by=world.users[role], name="bedrijven.csv", blob=blob)
    users = many(models.User, count, name="Collega", email=lambda i: f"collega{tag}{i}@voorbeeld.test", password="!")
    many(models.Assignment, count, user=lambda i: users[i], role=Role.SPECIALIST, pilot=pilot, start=date(2026, 1, 1))
    many(models.Mandate, count, fund=f.fund(f.AO), user=lambda i: users[i], document="Besluit", start=date(2026, 1, 1))
    parties = many(
        models.PilotParty, count, pilot=pilot, party_id="rvo", role="other", keeper=owner, rhythm=30,
        name=lambda i: f"Partij {tag}{i}",
    )  # fmt: skip
    many(models.PartyContact, count, party=lambda i: parties[i], text="Gebeld.", by=owner)
    many(models.PartyContact, count + 1, party=parties[0], text="Gebeld.", by=owner)
    terms = many(models.Terms, count, party=f.stoof(), text="STOOF betaalt mee.", number=lambda i: count * 10 + i)
    many(models.TermsAgreement, count, terms=lambda i: terms[i], fund=f.fund(f.OOM), by=world.users["owner_oom"])
    providers = many(
        models.Organisation, count, name=lambda i: f"Aanbieder {tag}{i}", slug=lambda i: f"a-{tag}{i}", kind="provider"
    )
    many(models.Appointment, count, pilot=pilot, provider=lambda i: providers[i], scope=["training"], state="ended")
    _appointment(pilot.appointments.filter(state="approved").first(), count, owner)
    pilots = many(models.Pilot, count, title=lambda i: f"Pilot {tag}{i}", slug=lambda i: f"pilot-{tag}{i}")
    for slug in (f.AO, f.OOM):
        many(models.PilotFund, count, pilot=lambda i: pilots[i], fund=f.fund(slug))


def _appointment(appointment, count, by):
    """Rounds, versions of a framework, files and reports of one provider."""
    proposal = appointment.proposals.get(topic="training")
    many(models.Round, count, proposal=proposal, kind="handed_in", text="Zo.", by=by)
    numbers = range(10 * count, 11 * count)
    asked = {"appointment": appointment, "topic": "training", "text": "Een kader."}
    many(models.Framework, count, number=numbers.__getitem__, **asked)
    to([proposal], state="open")
    blob = uploads.keep(b"%PDF-1.7 proef")
    many(models.Attachment, count, proposal=proposal, name="plan.pdf", kind="pdf", size=14, blob=blob, by=by)
    to([proposal], state="accepted")
    days = {"first": date(2026, 1, 1), "last": date(2026, 1, 31), "due_on": date(2026, 2, 7)}
    many(models.ProviderReport, count, appointment=appointment, number=numbers.__getitem__, by=by, **days)


def _companies(world, count, tag):
    pilot, owner, selector = world.own.pilot, world.users["owner"], world.users["selector"]
    number = iter(range(40_000_000 + 10_000 * count, 99_999_999))
    made = {}
    for state in ("lead", "interested", "committed"):
        companies = many(
            k.Company, count, name=lambda i, s=state: f"{s} {tag}{i}", kvk=lambda i: str(next(number)), sbi_id="25",
            fund=f.fund(f.AO), region_id="zuid-oost", town="Best",
        )  # fmt: skip
        many(k.Contact, count, company=lambda i, all_=companies: all_[i], name="Contact")
        made[state] = many(
            k.Participation, count, pilot=pilot, company=lambda i, all_=companies: all_[i], recruited_by="fund"
        )
        many(k.Note, count, participation=lambda i, s=state: made[s][i], text="Gebeld.", by=owner)
    vacancies = [
        many(
            k.Vacancy,
            count,
            participation=lambda i, s=state: made[s][i],
            title="Frezer",
            places=20,
            occupation_id="cnc-verspaner",
            hard_to_fill_since=date(2025, 1, 1),
            intends_to_hire=True,
            hours=38,
        )  # fmt: skip
        for state in ("interested", "committed")
    ][-1]
    now = timezone.now()
    many(
        k.CompanyInterview, count, participation=lambda i: made["interested"][i], at=now, place="Best",
        selector=selector, owner=owner,
    )  # fmt: skip
    held = many(
        k.CompanyInterview, count, participation=lambda i: made["committed"][i], at=now, place="Best",
        selector=selector, owner=owner,
    )  # fmt: skip
    k.Finding.objects.bulk_create(
        k.Finding(interview=one, criterion=criterion, score=4, evidence="Gezien.", source="De baas")
        for one in held
        for criterion in k.Criterion
    )
    to(held, state="held")
    many(
        k.Profile, count, participation=lambda i: made["committed"][i], culture="team", motivation="Wil vakmensen.",
        type_of_work="Enkelstuks.",
    )  # fmt: skip
    bound = made["committed"]
    told = many(
        k.Told, count, participation=lambda i: bound[i], to="De baas", forms=["short"], amount=1800, accepts_split=True,
        by=selector,
    )  # fmt: skip
    environments = many(
        k.LearningEnvironment, count, participation=lambda i: bound[i], trainer="T. Palman", hours=4, variety=4,
        variety_seen="Enkelstuks.", months=9, learnable=True, seen="Goed.", recognised=False, by=selector,
    )  # fmt: skip
    sheets = many(
        models.Document, count, kind="commitment", title=f"Commitment {tag}", pilot=pilot, asked_by=selector,
        state="done",
    )  # fmt: skip
    offered = [
        [{"id": one.pk, "title": one.title, "occupation": "cnc-verspaner", "places": one.places, "trainer": ""}]
        for one in vacancies
    ]
    papers = many(
        k.CommitmentPaper, count, participation=lambda i: bound[i], hours=4, told=lambda i: told[i], by=selector,
        environment=lambda i: environments[i], document=lambda i: sheets[i], vacancies=lambda i: offered[i],
    )  # fmt: skip
    many(
        k.Commitment, count, participation=lambda i: bound[i], hours=4, paper=lambda i: papers[i],
        paper_kept="Ordner", signed_by="P. de Vries", recorded_by=selector,
    )  # fmt: skip
    to(made["interested"], state="interested")
    to(made["committed"], state="committed")
    return vacancies


def people(world, count, tag, state, **fields):
    """Candidates of the own pilot in one state."""
    return many(
        c.Candidate, count, pilot=world.own.pilot, first_name="Jo", last_name=lambda i: f"{state} {tag}{i}",
        email=lambda i: f"{state}{tag}{i}@voorbeeld.test", recruited_by="provider", region_id="zuid-oost",
        former_function="Magazijnmedewerker", state=state, **{"employment": "employed", **fields},
    )  # fmt: skip


def _selection(world, count, tag):
    now = timezone.now()
    registered = people(world, count, tag, "registered")
    people(world, count, tag, "informed")
    people(world, count, tag, "out", out_stage="informed", out_reason="occupation", out_at=now)
    sessions = many(
        c.InformationSession, count, pilot=world.own.pilot, at=lambda i: now + timedelta(days=i % 9 - 4), place="Best",
        speaker="Een frezer", capacity=count + 1, made_by=world.users["owner"],
    )  # fmt: skip
    many(c.Attendance, count, session=lambda i: sessions[0], candidate=lambda i: registered[i])
    interviews(world, people(world, count, tag, "invited"))
    held = interviews(world, people(world, count, tag, "interviewed"), held=True)
    to(held, state="held")


def interviews(world, candidates, held=False):
    """An interview with each of them; two empty cards, or two full ones."""
    kit, now = f.kit_in_use(world.own.pilot), timezone.now()
    latest = f.before_others()
    made = many(
        c.Interview, len(candidates), candidate=lambda i: candidates[i], kit=kit, place="Kamer 2", minutes=1,
        at=lambda i: latest - timedelta(minutes=2 * i),
    )  # fmt: skip
    for part in ("selector", "specialist"):
        cards = many(c.Scorecard, len(made), interview=lambda i: made[i], interviewer=world.users[part], part=part)
        if held:
            c.Score.objects.bulk_create(
                c.Score(scorecard=card, item=item, value=4) for card in cards for item in kit.items.all()
            )
            to(cards, submitted_at=now)
    return made


def _matches(world, count, tag, vacancies):
    """Open matches and placements; returns the matches of those who are placed."""
    selector, owner, now = world.users["selector"], world.users["owner"], timezone.now()
    candidates = people(world, 4 * count, tag, "qualified")
    held = interviews(world, candidates, held=True)
    to(held, state="held")
    many(
        c.Result, len(held), interview=lambda i: held[i], candidate=lambda i: candidates[i], motivation=4, soft=4,
        hard=3, total="3.60", qualified=True, proposed_type=2, type=2, culture="team", level_3=True,
        training_kind=TrainingKind.SHORT, decided_by=selector,
    )  # fmt: skip
    many(
        c.ClosingConversation, len(held), candidate=lambda i: candidates[i], on=date(2026, 10, 5), work=4, atmosphere=4,
        career=3, training=5, by=selector,
    )  # fmt: skip
    many(
        c.Visit, len(held), candidate=lambda i: candidates[i], by=selector, on=date(2026, 10, 1),
        participation=lambda i: vacancies[i % count].participation,
    )  # fmt: skip
    matches = many(
        c.Match, len(held), candidate=lambda i: candidates[i], vacancy=lambda i: vacancies[i % count],
        proposed_by=selector, explanation=["Past bij de cultuur."],
    )  # fmt: skip
    introduced = matches[count:]
    to(introduced, shared_agreed_on=date(2026, 10, 6), state="introduced")
    many(
        c.Introduction, len(introduced), match=lambda i: introduced[i], at=now, proposed_training=TrainingKind.SHORT,
        agreed_training=TrainingKind.SHORT, cost_indication=8450,
    )  # fmt: skip
    agreed = matches[2 * count :]
    for side in c.Agreement.Side:
        many(
            c.Agreement, len(agreed), match=lambda i: agreed[i], side=side, given_by="P. de Vries", recorded_by=selector
        )
    to(agreed, state="agreed", advice="Positief.", advised_by=selector)
    placed = matches[3 * count :]
    to(placed, state="placed", permitted_by=owner, placed_at=now)
    many(
        c.Employment, len(placed), match=lambda i: placed[i], employer="company", kind="contract", hours=38,
        start=date(2027, 1, 4),
    )  # fmt: skip
    return placed


def _training(world, placed, tag):
    """Classes of at most twenty out of the placed, with mentors and reports; returns the enrolments."""
    classes = many(
        t.TrainingClass, -(-len(placed) // SEATS), programme=world.own.programme, name=lambda i: f"Klas {tag}{i}",
        start=date(2026, 9, 1), end=date(2027, 7, 9),
    )  # fmt: skip
    many(
        t.Programme, len(placed), pilot=world.own.pilot, name=lambda i: f"Programma {tag}{i}", kind="short", weeks=26,
        trainer=world.own.trainer_organisation, school_days=2, school_days_later=1, evening_hours=4, price=6900,
    )  # fmt: skip
    enrolments = many(
        t.Enrolment, len(placed), training_class=lambda i: classes[i // SEATS], seat=lambda i: i % SEATS + 1,
        candidate=lambda i: placed[i].candidate,
    )  # fmt: skip
    many(t.Guide, len(enrolments), enrolment=lambda i: enrolments[i], mentor=world.users["mentor"])
    many(
        t.Report, len(enrolments), enrolment=lambda i: enrolments[i], month=date(2026, 10, 1), attendance=90, study=4,
        work=4, motivation=4, by=world.users["provider"],
    )  # fmt: skip
    many(t.PrivateMatter, len(enrolments), enrolment=lambda i: enrolments[i], affects=True, by=world.users["mentor"])
    return enrolments


def _money(world, count, enrolments):
    """A proposed plan for everybody in a class, postings, arrangements with UWV."""
    pilot, owner, provider = world.own.pilot, world.users["owner"], world.users["provider"]
    plans = many(m.Plan, len(enrolments), enrolment=lambda i: enrolments[i], made_by=provider)
    many(m.Cost, len(plans), plan=lambda i: plans[i], kind="training", amount=6900)
    many(m.Contribution, len(plans), plan=lambda i: plans[i], source="company", amount=1900)
    many(m.Contribution, len(plans), plan=lambda i: plans[i], source="fund", fund=f.fund(f.OOM), amount=5000)
    to(plans, state="proposed", proposed_by=provider, proposed_at=timezone.now())
    budgets = [
        m.Budget.objects.get_or_create(
            pilot=pilot, fund=f.fund(slug), kind="management", defaults={"amount": 1_000_000}
        )[0]
        for slug in (f.AO, f.OOM)
    ]
    for budget in budgets:
        many(m.Posting, count, budget=budget, amount=10, kind="hours", description="Uren", by=owner)
    unemployed = people(world, count, f"uwv{count}", "informed", uwv_benefit=True, employment="unemployed")
    many(
        m.UwvArrangement, count, candidate=lambda i: unemployed[i], amount=2100, valid_from=date(2026, 9, 1),
        valid_until=date(2027, 9, 1), benefit_terms="Loopt door.", search_duty="Geen.", allowed_training="Kort.",
        made_by=owner, asked_on=date(2026, 10, 1),
    )  # fmt: skip
