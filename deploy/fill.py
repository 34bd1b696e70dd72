"""Bring database and static files up to date: tables, reference data, and demo pilots into an empty database.

One process for all of it, since starting Django takes longer than most of these steps. Prints who can log in; what the
steps have to say goes to the error output.
"""

import os
import sys

import django
from django.core.management import call_command

STEPS: list[tuple[str, dict[str, object]]] = [
    ("migrate", {"interactive": False}),
    ("createcachetable", {}),
    ("load_reference", {}),
    ("demo", {"if_empty": True}),
    ("collectstatic", {"interactive": False}),
]


def main() -> None:
    """Take every step; DEMO=0 leaves the demo pilots out."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pilot.settings")
    django.setup()
    for name, options in STEPS:
        if name != "demo" or os.environ.get("DEMO") != "0":
            print(f"--- {name}", file=sys.stderr, flush=True)
            call_command(name, stdout=sys.stderr, **options)
    call_command("demo", logins=True)


if __name__ == "__main__":
    main()
