"""What waits for whom, by when. The same rules feed *My work* and the reminder mails."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils import formats, timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from pilot import mail
from pilot.models import SentReminder, User


@dataclass(frozen=True)
class Reminder:
    """One thing that waits for one user.

    ``due`` is the day by which it should be done; ``mail_from`` the day from which a mail goes out (``None``: never).
    ``act`` is the verb on the button, ``text`` the sentence, ``context`` where it belongs. No name of a candidate goes
    by mail: a ``text`` that names one has a ``mail_text`` that does not.
    """

    key: str
    due: date
    text: str
    act: str
    url: str
    pilot: object = None
    context: str = ""
    mail_from: date | None = None
    mail_text: str = ""

    @property
    def mailed(self):
        """The sentence as it goes by mail."""
        return self.mail_text or self.text

    @property
    def days_late(self):
        return (timezone.localdate() - self.due).days

    @property
    def group(self):
        """Where it stands on *My work*: ``late``, ``today``, ``week`` or ``later``."""
        late = self.days_late
        return "late" if late > 0 else "today" if late == 0 else "week" if late > -7 else "later"


def waiting(user):
    """Return everything that waits for ``user``, the latest first; each app yields its own."""
    found = [item for path in settings.REMINDER_SOURCES for item in import_string(path)(user)]
    return sorted(found, key=lambda item: (item.due, item.text))


def send_due():
    """Mail every user what is due and was not mailed before; a missed run catches up, a double run sends nothing."""
    for user in User.objects.filter(is_active=True).order_by("pk"):
        with override(user.language), transaction.atomic():
            send_to(user)


def send_to(user):
    """Mail one user the due reminders that did not go out yet, in one message; return how many it tells."""
    today = timezone.localdate()
    due = [item for item in waiting(user) if item.mail_from and item.mail_from <= today]
    keys = {f"{user.pk}:{item.key}": item for item in due}
    # Serialises two runs for one user, so that the keys below are counted once.
    User.objects.select_for_update().get(pk=user.pk)
    known = set(SentReminder.objects.filter(key__in=keys).values_list("key", flat=True))
    fresh = {key: item for key, item in keys.items() if key not in known}
    if not fresh:
        return 0
    SentReminder.objects.bulk_create(SentReminder(key=key, to=user) for key in fresh)
    lines = [_line(item) for item in fresh.values()]
    first = next(iter(fresh.values()))
    subject = first.mailed if len(fresh) == 1 else _("%(count)d things wait for you") % {"count": len(fresh)}
    text = "\n\n".join(
        [_("Dear %(name)s,") % {"name": user.name}, _("This waits for you in Overstap:"), "\n".join(lines)]
    )
    pilots = {item.pilot for item in fresh.values()}
    mail.send_to(
        user, subject=subject[:200], text=text, kind="reminder", pilot=pilots.pop() if len(pilots) == 1 else None
    )
    return len(fresh)


def _line(item):
    """What waits, where it belongs, by when, and where to do it."""
    where = f" ({item.context})" if item.context else ""
    day = _("by %(day)s") % {"day": formats.date_format(item.due, "j F Y")}
    return f"- {item.mailed}{where}\n  {day}: {settings.SITE_URL}{item.url}"
