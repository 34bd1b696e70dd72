"""Pilots, policies, people, agreements, files: what the URLs of the floor and the desk are about."""

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from pilot import models, uploads
from tests import factories as f

from .training import an_enrolment


def document(w, side):
    paper = models.Document.objects.create(
        pilot=side.pilot,
        kind="company_sheet",
        title="Sheet",
        asked_by=f.owner(side.pilot, f.OOM),
        state="done",
        blob=uploads.keep(b"%PDF-1.7 proef"),
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


def assignment(w, side):
    return {"user": f.UserFactory().pk, "role": "selector", "start": "2026-01-01"}


def deputy(w, side):
    colleague = f.UserFactory(organisation=own_fund(w))
    return {"user": colleague.pk, "start": "2026-12-01", "end": "2026-12-24"}


def selector_assignment(w, side):
    user = f.selector(side.pilot)
    return (side.pilot.slug, user.assignments.first().pk)


def own_fund(w):
    """The fund of whoever acts; A+O for the application manager, who has none."""
    return f.fund(f.OOM if w.acting == "owner_oom" else f.AO)


def mandate(w, side):
    colleague = f.UserFactory(organisation=own_fund(w))
    return {"fund": own_fund(w).pk, "user": colleague.pk, "document": "Besluit 12", "start": str(date(2026, 1, 1))}


def journal(w, side):
    f.JournalEntryFactory(pilot=side.pilot, text="Een notitie van nu", by=f.owner(side.pilot, f.OOM))
    return (side.pilot.slug,)


def line(w, side):
    """A line of an owner, about a placed candidate, that corrects another."""
    owner = f.owner(side.pilot, f.OOM)
    old = f.JournalEntryFactory(pilot=side.pilot, text="Een notitie van toen", by=owner)
    match = f.placed_match(side.pilot)
    entry = f.JournalEntryFactory(
        pilot=side.pilot,
        text="Een notitie van nu",
        by=owner,
        replaces=old,
        subject_type="candidates.match",
        subject_id=match.pk,
    )
    return (side.pilot.slug, entry.pk)


def a_slug(w, side):
    """A+O in the pilots that it takes part in, OOM elsewhere."""
    return f.OOM if side is w.elsewhere else f.AO


def running_mandate(w, side):
    return (f.MandateFactory(fund=f.fund(a_slug(w, side))).pk,)


def some_terms(state="draft"):
    return f.terms_with(state=state, text="STOOF betaalt mee.", number=900)


def new_terms(w, side):
    return {"party": f.stoof().pk, **{f"topic_{topic}": words for topic, words in f.STOOF_SAID.items()}}


def stoof_terms(w, side):
    return (some_terms().pk, f.fund(a_slug(w, side)).pk)


def agreed_terms(w, side):
    return (some_terms("agreed").pk,)


COMPANY_FILE = (
    "Bedrijfsnaam;KvK-nummer;SBI;Fonds;Aantal medewerkers;Postcode;Plaats;Regio;Contactpersoon;E-mail;Telefoon;"
    "Flexibele schil;Vacature;Aantal plaatsen;Vacature sinds;Geworven door\n"
    "Verspaning Test;12345678;25;OOM;40;5611 AA;Eindhoven;Zuid-Oost;Jan Test;info@test.test;0401234567;ja;"
    "CNC verspaner;2;01-02-2025;aanbieder\n"
)


def companies_import(w, side):
    return (side.pilot.slug, "companies")


PEOPLE_FILE = (
    "Voornaam;Achternaam;E-mailadres;Regio;Herkomstsector;Werksituatie;Uitkering tot;Wervingskanaal;Geboortejaar\n"
    "Kees;Canarievogel;kees@voorbeeld.test;Zuid-Oost;Groot- en detailhandel;In dienst;;Arbeidsbureau;1988\n"
)


def progress_content(side):
    """A month's progress of one participant in training."""
    candidate = side.training.candidate
    return (
        "Deelnemer;E-mailadres;Klas;Maand;Aanwezigheid (%);Studievoortgang (1-5);Werk bij bedrijf (1-5);"
        "Motivatie (1-5);Opmerking\n"
        f"{candidate.name};{candidate.email};{side.training.training_class.name};2026-10;75;2;2;5;\n"
    )


def an_upload(w, side, content=COMPANY_FILE, kind="companies"):
    by = w.users["provider"] if side is w.own else f.provider(side.pilot)
    return models.Upload.objects.create(
        kind=kind, pilot=side.pilot, by=by, name=f"{kind}.csv", blob=uploads.keep(content.encode())
    )


def upload(w, side):
    return (an_upload(w, side).pk,)


def seen_upload(w, side):
    """What the check page showed, so that it may be stored."""
    upload = models.Upload.objects.order_by("-pk").first()
    return {"seen": uploads.examine(upload).fingerprint}


def candidates_import(w, side):
    return (side.pilot.slug, "candidates")


def people_file(w, side):
    return {"file": SimpleUploadedFile("mensen.csv", PEOPLE_FILE.encode())}


def people_upload(w, side):
    return (an_upload(w, side, PEOPLE_FILE, "candidates").pk,)


def progress_import(w, side):
    side.training = an_enrolment(w, side, "active", running=True)
    return (side.pilot.slug, "progress")


def progress_file(w, side):
    return {"file": SimpleUploadedFile("voortgang.csv", progress_content(side).encode())}


def progress_upload(w, side):
    progress_import(w, side)
    return (an_upload(w, side, progress_content(side), "progress").pk,)


def stored_progress(w, side):
    (pk,) = progress_upload(w, side)
    upload = models.Upload.objects.get(pk=pk)
    uploads.store(upload, by=upload.by, **seen_upload(w, side))
    return (pk,)


def file(w, side):
    return {"file": SimpleUploadedFile("bedrijven.csv", COMPANY_FILE.encode())}


def unclear_upload(w, side):
    """A file with a column that somebody has to name."""
    upload = an_upload(w, side, COMPANY_FILE.replace("Plaats;", "Standplaats daar;"))
    return (upload.pk,)


def named_column(w, side):
    return {"column-6": "town"}


def without_paper(w, side):
    """A version is printed once: whoever asks, asks for one that has no paper yet."""
    models.PolicyPaper.objects.filter(policy__pilot=side.pilot).delete()
    return {}


def printed_policy(w, side):
    """The version in force, with its paper made in both languages."""
    policy = side.pilot.policies.get(state="in_force")
    owner = f.owner(side.pilot, f.OOM)
    for language in ("nl", "en"):
        paper = models.Document.objects.create(
            pilot=side.pilot, kind="policy", title="Beleidskeuzes", asked_by=owner, language=language, state="done",
            blob=uploads.keep(b"%PDF-1.7 beleid"),
        )  # fmt: skip
        models.PolicyPaper.objects.create(policy=policy, language=language, document=paper)
    return (side.pilot.slug, policy.number)


def kept_choice(w, side):
    from pilot.models import SavedFilter

    kept = SavedFilter.objects.create(
        user=w.users["owner"], pilot=side.pilot, room="candidates:list", name="Noord", query="region=noord"
    )
    return (kept.pk,)


def held_words(w, side):
    """What the owner typed after the login had ended, whichever pilot it was about."""
    from django.utils import timezone

    kept = models.Held.objects.create(
        user=w.users["owner"], action="/pilots/nieuw/", page="/pilots/nieuw/", content=b"", at=timezone.now()
    )
    return (kept.pk,)
