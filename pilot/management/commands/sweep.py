"""The sweeper: runs what is overdue and drops what was held an hour, every ten seconds, without Redis."""

import signal
import threading

import structlog
from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections

from pilot import errands, held

log = structlog.get_logger(__name__)


class Command(BaseCommand):
    help = "Run overdue errands every so many seconds, until told to stop."

    def add_arguments(self, parser):
        parser.add_argument("--every", type=float, default=10, help="seconds between two looks")
        parser.add_argument("--once", action="store_true", help="look once and stop")

    def handle(self, *args, every, once, **options):
        stop = threading.Event()
        if not once:
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda *_: stop.set())
        while not stop.is_set():
            try:
                errands.sweep()
                held.forget_due()
            except DatabaseError as error:
                # The database may be restarting; the next look tries again.
                log.warning("sweep_failed", error=type(error).__name__)
                close_old_connections()
            if once:
                return
            stop.wait(every)
