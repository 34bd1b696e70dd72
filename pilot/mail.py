"""Mail: a row first, then sent by a worker. A repeat after a crash carries the same Message-ID."""

import uuid
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils.translation import gettext as _
from django.utils.translation import override

from pilot import errands
from pilot.calendar import write
from pilot.models import Mail, MailCalendar

#: What the appointment beside a mail is called.
FILE = "afspraak.ics"


def send(*, to, subject, text, kind, pilot=None, user=None, calendar=None):
    """Ask for one mail; it leaves after the caller's transaction is committed. Return its row.

    Every message says that it is about a pilot (advice 8.3.6-19). ``calendar`` is an appointment for the calendar of
    who receives it (``pilot.calendar.Appointment``), kept in a row of its own.
    """
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    if pilot is not None:
        about = _("This message is about a pilot: %(pilot)s.") % {"pilot": pilot.public_title}
        text = f"{text}\n\n{about}"
    asked = errands.ask(
        Mail(
            to=to,
            user=user,
            subject=subject,
            text=text,
            kind=kind,
            pilot=pilot,
            message_id=f"<{uuid.uuid4()}@{domain}>",
        )
    )
    if calendar is not None:
        content = write(calendar, to=to, organizer=_organizer(pilot))
        MailCalendar.objects.create(mail=asked, method=calendar.method, content=content)
    return asked


def _organizer(pilot):
    """Name and address that an appointment comes from: the pilot's, else ours."""
    own = parseaddr(settings.DEFAULT_FROM_EMAIL)
    if pilot is None:
        return own
    return pilot.public_title, pilot.contact_email or own[1]


def send_to(user, *, subject, text, kind, pilot=None, calendar=None):
    """Ask for one mail to a user, in the user's language; ``subject`` and ``text`` may be lazy."""
    with override(user.language):
        return send(
            to=user.email, subject=str(subject), text=str(text), kind=kind, pilot=pilot, user=user, calendar=calendar
        )


def deliver(errand):
    """Send one mail (called by the worker)."""
    message = EmailMultiAlternatives(
        subject=errand.subject,
        body=errand.text,
        to=[errand.to],
        headers={"Message-ID": errand.message_id, "Auto-Submitted": "auto-generated"},
    )
    calendar = MailCalendar.objects.filter(mail=errand).exclude(content="").first()
    if calendar is not None:
        # Both ways, since one mail program reads the appointment in the message and another the file beside it.
        message.attach_alternative(calendar.content, f"text/calendar; method={calendar.method}")
        message.attach(FILE, calendar.content.encode(), "application/ics")
    message.send()
    errands.finish(errand)
