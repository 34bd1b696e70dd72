"""`manage.py demo`: one invented pilot half-way its path, with history; `--logins` tells who can log in."""

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from pilot.models import Pilot, User


class Command(BaseCommand):
    """Makes the demo pilot once; its logins have a password that only this installation knows."""

    help = "Make a demo pilot with people, companies and history; does nothing when it is there already."

    def add_arguments(self, parser):
        parser.add_argument("--if-empty", action="store_true", help="only into a database without pilots and users")
        parser.add_argument("--force", action="store_true", help="also where DJANGO_DEBUG is off and others work")
        parser.add_argument("--logins", action="store_true", help="tell who can log in, and make nothing")

    def handle(self, *args, **options):
        # Imported here: factory-boy and Faker take half a second, and only this command needs them.
        from tests.factories import demo

        if options["logins"]:
            self.stdout.write(logins(demo))
            return
        if demo.exists():
            self.stdout.write("The demo pilot is there already; nothing was changed.")
            return
        empty = not Pilot.objects.exists() and not User.objects.exists()
        if options["if_empty"] and not empty:
            self.stdout.write("There is something in the database already; no demo pilot was made.")
            return
        if not (empty or settings.DEBUG or options["force"]):
            raise CommandError(
                "People work with this database: a demo pilot does not belong here. Add --force if it does."
            )
        demo.tell()
        self.stdout.write("The demo pilot was made.")


def logins(demo):
    """Return who of the demo can log in, as lines of address, role and name; one password for all."""
    users = demo.known()
    if not users:
        return "There is no demo pilot in this database."
    rows = [(player.email, demo.role_in_words(player), player.name) for player in demo.CAST if player.email in users]
    widths = [max(len(row[column]) for row in rows) for column in range(2)]
    lines = [f"  {email:<{widths[0]}}  {role:<{widths[1]}}  {name}" for email, role, name in rows]
    password = demo.password()
    right = check_password(password, next(iter(users.values())).password)
    title, of_all, other = _("Demo logins"), _("Password of all"), _("changed since the demo pilot was made")
    return "\n".join([f"{title} – {demo.TITLE}", *lines, f"  {of_all}: {password if right else other}"])
