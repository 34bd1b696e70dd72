"""What owners agree with a provider besides the work itself: how often it reports, and which partnership it forms."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from pilot import audit
from pilot.models import Appointment
from pilot.phases import reporting
from pilot.phases.appointing import people_of
from pilot.phases.noting import decide
from pilot.phases.telling import tell_people
from pilot.workflow import NotNow

FIELDS = ("preferred_supplier", "partnership", "report_every")


def change_blockers(appointment):
    """Say why the terms cannot be changed any more."""
    if appointment.state in Appointment.OVER:
        return [_("This appointment is over: %(state)s.") % {"state": appointment.get_state_display().lower()}]
    return []


@transaction.atomic
def change(appointment, *, by, reason, **said):
    """Change how often a provider reports and which partnership it forms, also after its approval (8.2-09, 8.2-11).

    ``said`` holds ``FIELDS``. The period that runs keeps its length; the new rhythm begins with the next one. Goes to
    the journal with what it was, and to the provider. Raises ``NotNow`` when it is over or nothing changes.
    """
    now = Appointment.objects.select_for_update(of=("self",)).select_related("pilot", "provider").get(pk=appointment.pk)
    if blockers := change_blockers(now):
        raise NotNow(blockers)
    changed = [name for name in FIELDS if getattr(now, name) != said[name]]
    if not changed:
        raise NotNow(_("Nothing changed."), code="same")
    before = _in_words(now)
    if "report_every" in changed and now.starts_on:
        now.report_before = reporting.lengths(now, timezone.localdate())
    for name in changed:
        setattr(now, name, said[name])
    now.save(update_fields=[*changed, "report_before"])
    audit.record(now, "change_terms", by=by, fields=changed, reason=reason)
    words = {"provider": now.provider, "now": _in_words(now), "was": before}
    text = _("Agreed with %(provider)s: %(now)s. It was: %(was)s.") % words
    decide(now.pilot, text, by=by, reason=reason, about=now)
    tell_people(
        people_of(now),
        lambda: (
            _("What we agreed has changed"),
            "\n".join([_("From now on: %(now)s.") % {"now": _in_words(now)}, reason]),
        ),
        reverse("appointment", args=[now.pk]),
        kind="terms_changed",
        pilot=now.pilot,
    )
    return now


def _in_words(appointment):
    """The terms in one line."""
    every = _("reports %(every)s") % {"every": appointment.get_report_every_display().lower()}
    if not appointment.preferred_supplier:
        return _("%(reports)s, no regional partnership") % {"reports": every}
    if not appointment.partnership:
        return _("%(reports)s, forms a regional partnership") % {"reports": every}
    return _("%(reports)s, partnership %(name)s") % {"reports": every, "name": appointment.partnership}
