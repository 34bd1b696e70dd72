"""Brings the shipped reference data into the database; may be run at every start."""

from django.core.management.base import BaseCommand, CommandError

from pilot import facts


class Command(BaseCommand):
    help = "Load the reference data that ships with the product. Rows edited in the admin are left alone."

    def handle(self, *args, verbosity, **options):
        try:
            report = facts.load()
        except facts.BadFacts as reason:
            raise CommandError(str(reason)) from reason
        for done in report:
            if verbosity > 1 or done.created or done.changed or done.kept or done.vanished:
                self.stdout.write(
                    f"{done.table.slug}: {done.created} created, {done.changed} changed, {done.unchanged} unchanged"
                )
            for name in done.kept:
                self.stdout.write(f"  kept as edited here, the shipped row differs: {name}")
            for name in done.vanished:
                self.stdout.write(f"  no longer shipped, still here: {name}")
        total = sum(done.created + done.changed + done.unchanged + len(done.kept) for done in report)
        self.stdout.write(f"Reference data: {total} rows in {len(report)} tables.")
