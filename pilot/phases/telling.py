"""Mails of the pilot itself to people who log in, each in the own language and with the address of the page."""

from django.conf import settings
from django.utils.translation import override

from pilot import mail


def tell_people(people, words, path, *, kind, pilot):
    """Mail ``people``; ``words()`` gives subject and text in the language that is active when it is called."""
    for user in people:
        with override(user.language):
            subject, text = words()
            mail.send_to(
                user, subject=str(subject)[:200], text=f"{text}\n\n{settings.SITE_URL}{path}", kind=kind, pilot=pilot
            )
