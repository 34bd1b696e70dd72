"""Appointments in every state, files beside a proposal, periods and reports."""

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from pilot import attachments, models
from pilot.choices import OrganisationKind
from tests import factories as f


def without_provider(w, side):
    """Nobody is appointed any more, so that every topic is free."""
    side.pilot.appointments.update(state="ended")
    return (side.pilot.slug,)


def invitation(w, side):
    organisation = f.OrganisationFactory(kind=OrganisationKind.PROVIDER)
    contact = f.UserFactory(organisation=organisation)
    return {"provider": organisation.pk, "contact": contact.pk, "scope": ["recruitment"], "recruits": ["companies"]}


def framework(w, side):
    return (side.pilot.slug, "training")


def an_appointment(side, state):
    return f.stand(side.pilot.appointments.first(), state)


def invited(w, side):
    return (an_appointment(side, "invited").pk,)


def handed_in(w, side):
    return (an_appointment(side, "proposed").pk,)


def judged(w, side):
    """Every topic is accepted, the whole is not approved yet."""
    appointment = an_appointment(side, "proposed")
    appointment.proposals.update(state="accepted")
    return (appointment.pk,)


def appointed(w, side):
    return (an_appointment(side, "approved").pk,)


def topic_handed_in(w, side):
    return (*handed_in(w, side), "training")


def topic_open(w, side):
    return (*invited(w, side), "training")


def attached(w, side):
    return {"file": SimpleUploadedFile("plan.pdf", b"%PDF-1.7 proef")}


def a_file(side):
    appointment = an_appointment(side, "invited")
    by = f.provider_of(appointment)
    # Another topic than the one that is filled up to count queries.
    return attachments.attach(appointment.proposals.get(topic="guidance"), "plan.pdf", b"%PDF-1.7 proef", by=by)


def file_open(w, side):
    return (a_file(side).pk,)


def file_handed_in(w, side):
    file = a_file(side)
    an_appointment(side, "proposed")
    return (file.pk,)


def reporting_provider(w, side):
    """At work for so long that one month is over."""
    appointment = an_appointment(side, "approved")
    models.Appointment.objects.filter(pk=appointment.pk).update(starts_on=timezone.localdate() - timedelta(days=40))
    return (appointment.pk,)


def period_over(w, side):
    return (*reporting_provider(w, side), 1)


def reported(w, side):
    (pk,) = reporting_provider(w, side)
    day = timezone.localdate()
    appointment = models.Appointment.objects.get(pk=pk)
    report = models.ProviderReport.objects.create(
        appointment=appointment,
        number=1,
        first=day - timedelta(days=40),
        last=day - timedelta(days=10),
        due_on=day - timedelta(days=3),
        texts={"training": "De klas loopt."},
        by=f.provider_of(appointment),
    )
    return (report.pk,)
