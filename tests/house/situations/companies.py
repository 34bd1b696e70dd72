"""Companies from lead to commitment."""

from django.utils import timezone

from tests import factories as f


def a_participation(side, state="lead", **company):
    company = f.CompanyFactory(name="Canarie Verspaning", **company)
    row = f.ParticipationFactory(pilot=side.pilot, company=company)
    type(row).objects.filter(pk=row.pk).update(state=state)
    row.refresh_from_db()
    return row


def company_list(w, side):
    a_participation(side)
    return (side.pilot.slug,)


def lead(w, side):
    return (a_participation(side).pk,)


def interested(w, side):
    row = a_participation(side, "interested")
    f.VacancyFactory(participation=row)
    return (row.pk,)


def declined(w, side):
    return (a_participation(side, "declined").pk,)


def committed(w, side):
    return (f.committed_vacancy(side.pilot).participation_id,)


def contact(w, side):
    row = a_participation(side)
    return (row.pk, f.ContactFactory(company=row.company).pk)


def vacancy(w, side):
    return (f.VacancyFactory(participation=a_participation(side)).pk,)


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
        participation=a_participation(side, "interested"),
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
        data[f"{criterion}-source"] = "P. de Vries"
    return data


def an_interviewed(w, side, state="interviewed"):
    from companies.models import Criterion

    row = a_participation(side)
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
    return (an_interviewed(w, side).pk,)


def selected(w, side):
    return (an_interviewed(w, side, "selected").pk,)


def a_ripe(w, side):
    """A selected company of which all is known, and that was told everything."""
    row = an_interviewed(w, side, "selected")
    f.ToldFactory(participation=row)
    f.LearningEnvironmentFactory(participation=row)
    return row


def ripe(w, side):
    return (a_ripe(w, side).pk,)


def environment(w, side):
    return {
        "on": "2026-01-05",
        "trainer": "P. de Vries",
        "hours": "4",
        "variety": "4",
        "variety_seen": "Enkelstuks.",
        "months": "9",
        "learnable": "True",
        "seen": "Leerhoek.",
        "recognised": "False",
    }


def told(w, side):
    return {"to": "P. de Vries", "forms": ["short"], "amount": "1800", "accepts_split": "True"}


def a_paper(w, side):
    return f.CommitmentPaperFactory(participation=a_ripe(w, side))


def paper_made(w, side):
    from pilot import uploads
    from pilot.models import Document

    paper = a_paper(w, side)
    Document.objects.filter(pk=paper.document_id).update(blob=uploads.keep(b"%PDF-1.7 Canarie Verspaning"))
    return (paper.pk,)


def paper_to_sign(w, side):
    return (a_paper(w, side).participation_id,)


def signed_copy(w, side):
    from django.core.files.uploadedfile import SimpleUploadedFile

    return {"file": SimpleUploadedFile("getekend.pdf", b"%PDF-1.7 getekend %%EOF", "application/pdf")}


def copy_in(w, side):
    return (f.SignedCopyFactory(paper=a_paper(w, side)).pk,)


def to_commit(w, side):
    return (f.SignedCopyFactory(paper=a_paper(w, side)).paper.participation_id,)


def commitment(w, side):
    return {"signed_by": "P. de Vries", "signed_on": str(timezone.localdate())}


def quiet_company(w, side):
    """A company that is interested and heard nothing of an owner for long."""
    case = f.ParticipationFactory(pilot=side.pilot, company=f.CompanyFactory(name="Stilte BV"), state="interested")
    type(case).objects.filter(pk=case.pk).update(created_at=f.days_ago(60))
    return (side.pilot.slug,)


def company_twice(w, side):
    return (a_participation(side).pk, a_participation(side, town="Best").pk)


def company_note(w, side):
    from companies.models import Note

    return (Note.objects.create(participation=a_participation(side), by=w.users["selector"], text="Gebeld.").pk,)
