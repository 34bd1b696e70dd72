"""Doorways for Celery; every task may run twice."""

from celery import shared_task
from django.conf import settings
from django.utils.module_loading import import_string

from pilot import errands, held, privacy, reminders, uploads
from pilot.phases import handing_over


@shared_task
def run(label, pk):
    """Do one errand."""
    errands.run(label, pk)


@shared_task
def sweep():
    """Do what is overdue; the sweeper process does the same without Redis."""
    errands.sweep()
    held.forget_due()


@shared_task
def send_reminders():
    """Send each user the reminders that are due, each once."""
    reminders.send_due()


@shared_task
def end_appointments():
    """End the appointments of which the last day has passed."""
    handing_over.end_due()


@shared_task
def tell_waiting():
    """Tell people who wait where they stand, each in time and once."""
    for path in settings.TELLERS:
        import_string(path)()


@shared_task
def lock_files():
    """Lock every file with the newest key that is not."""
    uploads.relock()


@shared_task
def forget():
    """Erase what may no longer be kept."""
    privacy.forget_due()
