"""`manage.py demo`: three invented pilots, in design, recruiting and training; `--logins` tells who can log in."""

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from pilot.models import Pilot, User


class Command(BaseCommand):
    """Makes the demo pilots once; their logins have a password that only this installation knows."""

    help = "Make three demo pilots with people, companies and history; does nothing when they are there already."

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
            self.stdout.write("The demo pilots are there already; nothing was changed.")
            return
        empty = not Pilot.objects.exists() and not User.objects.exists()
        if options["if_empty"] and not empty:
            self.stdout.write("There is something in the database already; no demo pilots were made.")
            return
        if not (empty or settings.DEBUG or options["force"]):
            raise CommandError(
                "People work with this database: demo pilots do not belong here. Add --force if they do."
            )
        demo.tell()
        self.stdout.write("The demo pilots were made.")


def phases():
    """How far each pilot of the demo is, by what its players have as their pilot."""
    return {"": _("training, with history"), "engineers": _("recruiting"), "service": _("in design")}


def logins(demo):
    """Return who of the demo can log in, by pilot, as lines of address, role and name; one password for all."""
    users = demo.known()
    if not users:
        return "There are no demo pilots in this database."
    players = [player for player in demo.CAST if player.email in users]
    rows = [(player.pilot, player.email, demo.role_in_words(player), player.name) for player in players]
    widths = [max(len(row[column]) for row in rows) for column in (1, 2)]
    password = demo.password()
    right = check_password(password, next(iter(users.values())).password)
    said = password if right else _("changed since the demo pilots were made")
    lines = [_("Demo logins, password of all: %(password)s") % {"password": said}]
    for pilot, phase in phases().items():
        lines.append(f"{demo.TITLES[pilot]} – {phase}")
        lines += [
            f"  {email:<{widths[0]}}  {role:<{widths[1]}}  {name}" for mine, email, role, name in rows if mine == pilot
        ]
    return "\n".join(lines)
