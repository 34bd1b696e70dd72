"""Mail: a row first, then sent by a worker. A repeat after a crash carries the same Message-ID."""

import uuid

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _
from django.utils.translation import override

from pilot import errands
from pilot.models import Mail


def send(*, to, subject, text, kind, pilot=None, user=None):
    """Ask for one mail; it leaves after the caller's transaction is committed. Return its row.

    Every message says that it is about a pilot (advice 8.3.6-19).
    """
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    if pilot is not None:
        about = _("This message is about a pilot: %(pilot)s.") % {"pilot": pilot.public_title}
        text = f"{text}\n\n{about}"
    return errands.ask(
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


def send_to(user, *, subject, text, kind, pilot=None):
    """Ask for one mail to a user, in the user's language; ``subject`` and ``text`` may be lazy."""
    with override(user.language):
        return send(to=user.email, subject=str(subject), text=str(text), kind=kind, pilot=pilot, user=user)


def deliver(errand):
    """Send one mail (called by the worker)."""
    EmailMessage(
        subject=errand.subject,
        body=errand.text,
        to=[errand.to],
        headers={"Message-ID": errand.message_id, "Auto-Submitted": "auto-generated"},
    ).send()
    errands.finish(errand)
